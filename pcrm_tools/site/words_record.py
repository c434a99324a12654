"""The words of the sections of customers' and projects' pages: key | English | Chinese."""

TABLE = """
record.due | What is due | 到期事项
record.due_now | now | 现在
why.stage-late | in this stage since {since}, expected {limit} | 自 {since} 起处于本阶段，预计 {limit}
why.limit | {first} → {last} is not reached since {since}, allowed {limit} | {first} → {last} 自 {since} 起尚未达到，时限 {limit}
why.limit-won | {first} → {last} since {since}, allowed {limit}: no key prospect any more | {first} → {last} 自 {since} 起，时限 {limit}，不再是重点机会
record.accounts | Orders and balance | 订单与余额
record.points | Points | 积分
record.satisfaction | Satisfaction | 满意度
record.history | History | 修改历史
record.file | Show the file | 查看文件
record.line | Source line | 源文件行
record.closing | How it ended | 结项与复盘
record.lessons | Lessons | 经验教训
record.decisions | Decisions | 决定
record.changes | Changes | 变更
record.acceptance | Acceptance | 验收
record.schedule | Schedule | 进度计划
record.cost | Budget and cost | 预算与成本
record.state | State | 状态
task.done | done | 完成
task.cancelled | cancelled | 取消
task.blocked | waits for others | 等待前置
kpi.contract | Contract ends | 合同到期
people.map | Influence and attitude | 影响力与态度
people.against | against | 反对
people.neutral | undecided | 中立
people.for | in favour | 支持
people.now_at | now at | 现任职于
people.followed | followed by | 接任者
plan.last | Last | 上次
plan.next | Next | 下次
plan.never | never yet | 尚未进行
plan.due | due | 应进行
case.answer | answer by | 答复期限
case.solve | solve by | 解决期限
case.paused | clock stopped | 停表
case.kept | in time | 按时
case.missed | late | 超时
case.answered | answered | 已答复
case.solved | solved | 已解决
account.day | Day | 日期
account.kind | Kind | 类型
account.what | What | 内容
account.amount | Amount | 金额
account.owed | Receivable | 应收余额
account.change | Change | 变动
account.points | Balance | 余额
account.ordered | Ordered | 订单
account.invoiced | Invoiced | 已开票
account.paid | Paid | 已回款
account.refunded | Refunded | 已退款
account.receivable | Receivable | 应收
account.open | Open invoices | 未付发票
account.left | open | 未付
account.payable | payable by | 应付日期
account.agrees | agrees | 相符
account.differs | differs: {amount} | 不符：{amount}
survey.csat | Satisfaction, 1 to 5 | 满意度（1–5 分）
survey.nps | Would recommend, 0 to 10 | 推荐度（0–10 分）
survey.ces | Effort | 省力度
survey.short_csat | CSAT | 满意度
survey.short_nps | NPS | 推荐度
survey.short_ces | CES | 省力度
stage.days | {n} d | {n} 天
stage.until | until | 截至
stage.limit | {first} → {last}: {days} days at most | {first} → {last}：最多 {days} 天
stage.limit_kept | reached after {n} days | 用时 {n} 天
stage.limit_missed | reached after {n} days, too late | 用时 {n} 天，超出时限
stage.limit_until | to be reached by | 须在此前达到：
stage.limit_open | not reached | 未达到
goal.reached | reached | 已达成
goal.from | from {from} to {to} | 从 {from} 到 {to}
goal.now | now {actual} | 目前 {actual}
goal.unknown | no figure yet | 尚无数据
goal.worse | worse than at the start | 不如起点
need.done | ({n} done) | （{n} 项已完成）
deliverable.accepted | accepted | 已验收
deliverable.delivered | delivered | 已交付
deliverable.open | open | 未交付
payment.paid | paid | 已付清
payment.part | {amount} open | 尚欠 {amount}
payment.invoiced | invoiced | 已开票
payment.open | to be billed | 待开票
cost.actual | Actual | 实际
cost.direct | Direct | 直接
cost.indirect | Indirect | 间接
cost.other | Without type | 未分类
cost.total | Total | 合计
cost.category | By category | 按类别
cost.phase | By phase | 按阶段
risk.score | Score | 分值
scope.custom | Custom work | 定制
scope.agreement | agreement | 协议
scope.no_agreement | no agreement is named | 未写协议编号
change.accepted | accepted | 已接受
change.open | not accepted yet | 待接受
change.count | {n} accepted, {open} open | 已接受 {n} 项，待定 {open} 项
log.kind | Kind | 类型
log.project | Project | 项目
log.text | Filter the timeline | 筛选时间线
log.shown | {n} of {all} | {n} / {all} 条
log.own | This record alone | 仅本档案
log.clear | Clear | 清除
log.none | No entry fits. | 没有符合的记录。
log.entries | {n} entries | {n} 条记录
"""
