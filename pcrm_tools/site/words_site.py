"""The words of the site's frame, lists, record pages and home page: key | English | Chinese."""

TABLE = """
tab.customers | Customers | 客户
tab.projects | Projects | 项目
tab.followups | Follow-ups | 跟进
tab.service | Service | 服务
tab.team | Team | 团队
tab.notebook | Notebook | 笔记本
tab.beside | Pages beside this one | 同组页面
page.customers | Customers | 客户
page.projects | Projects | 项目
page.pipeline | Pipeline | 项目看板
page.followups | Follow-ups | 跟进
page.quality | Data quality | 数据质量
menu.home | Home | 首页
menu.guide | Guide | 指南
menu.kb | Knowledge base | 知识库
palette.light | Switch to light | 切换到浅色
palette.dark | Switch to dark | 切换到深色
palette.auto | Follow the system | 跟随系统
missing.title | This page is not here | 没有这一页
missing.why | It may have been renamed, moved or left out. Search for its name, or go to: | 此页可能已改名、移动或不再公开。可搜索名称，或前往：
missing.home | Home | 首页
missing.customers | Customers | 客户
missing.projects | Projects | 项目
as_of | as of | 截至
home.due | Overdue and due soon | 逾期与近期到期
home.pipeline | Pipeline | 项目漏斗
home.newest | Newest entries | 最新记录
home.quiet | Nothing is due. | 没有到期事项。
home.all_due | All follow-ups | 全部跟进
home.board | Open the board | 打开项目看板
home.empty | The log is empty. | 还没有记录。
home.no_open | No open projects. | 没有进行中的项目。
home.customers | Customers | 客户
home.active | {n} active | 合作中 {n} 家
home.projects | Open projects | 进行中项目
home.overdue | Overdue | 已逾期
home.due_week | Due within 7 days | 7 天内到期
home.cases | Open cases | 未结案例
home.contacts | Contacts, 30 days | 近 30 天联系
home.satisfaction | Satisfaction | 满意度
home.weighted | Weighted pipeline | 加权金额
home.kept | Promises kept | 承诺兑现率
record.customer | Customer | 客户
record.project | Project | 项目
record.page | Page | 页面
record.archived | archived | 已归档
record.private | internal | 内部
record.aliases | also | 又名
record.people | People | 联系人
record.people_left | No longer there | 已离职
record.left | left | 离职于
record.influence | Influence | 影响力
record.preferences | Preferences | 偏好
record.facts | Facts | 基本信息
record.plan | Communication plan | 沟通计划
record.timeline | Timeline | 时间线
record.tasks | Open tasks | 未完成任务
record.tasks_done | Done and cancelled | 已完成与已取消
record.no_tasks | No open tasks. | 没有未完成任务。
record.projects | Projects | 项目
record.cases | Cases | 服务案例
record.case_open | open | 未结
record.case_waiting | waiting for the customer | 等待客户
record.case_done | resolved | 已解决
record.notes | Notes | 说明
record.backlinks | Mentioned in | 被引用
record.source | Source | 源文件
record.edit | Edit at the git host | 在代码仓库中编辑
record.evaluation | Evaluation | 评估
record.contract | Contract | 合同
record.privacy | Privacy | 隐私
record.scope | Scope | 范围
record.budget | Budget | 预算
record.stage | Stage | 阶段
record.stages | Stages | 阶段
record.risk_matrix | Risk matrix | 风险矩阵
record.no_entries | No log entries yet. | 还没有记录。
record.more | More | 更多
record.unknown | not a known field | 未知字段
kpi.next | Next contact | 下次联系
kpi.last | Last contact | 最近联系
kpi.tasks | Open tasks | 未完成任务
kpi.cases | Open cases | 未结案例
kpi.projects | Open projects | 进行中项目
kpi.orders | Orders | 订单总额
kpi.receivable | Receivable | 应收
kpi.points | Points | 积分
kpi.satisfaction | Latest survey | 最近满意度
kpi.value | Value | 金额
kpi.stage | Stage | 阶段
kpi.due | Due | 截止
kpi.close | Expected close | 预计成交
kpi.milestone | Next milestone | 下一里程碑
kpi.risks | Open risks | 未结风险
kpi.none | none | 无
kpi.never | never | 从未
kpi.closed | Closed | 结项
filter.all | All | 全部
group.contact | Contact | 联系
group.case | Cases | 案例
group.money | Money | 款项
group.feedback | Feedback | 反馈
group.project | Project | 项目
group.note | Notes | 备注
group.state | Changes of state | 状态
group.loyalty | Loyalty | 忠诚度
group.balance | Balances | 核对
entry.with | with | 与
entry.by | by | 由
entry.next | next | 下次
entry.minutes | min | 分钟
entry.in | incoming | 来访
entry.out | outgoing | 去访
task.owner | owner | 负责人
task.due | due | 截止
task.promise | promise | 承诺
task.after | after | 前置
task.every | every | 每
task.est | estimate | 预计
task.start | from | 起
priority.urgent | urgent | 紧急
priority.high | high | 高
priority.normal | normal | 普通
priority.low | low | 低
list.filter | Filter | 筛选
list.previous | Previous | 上一页
list.next | Next | 下一页
list.archived | Show archived and closed | 显示已归档与已结项
list.none | No record fits. | 没有符合的档案。
empty.customers | There are no customers yet. A command makes the first one: | 还没有客户。新建第一个：
empty.name | "Name" | "名称"
empty.projects | There are no projects yet. A command makes the first one: | 还没有项目。新建第一个：
list.name | Name | 名称
list.owner | Owner | 负责人
list.customer | Customer | 客户
list.tier | Tier | 级别
list.lifecycle | Lifecycle | 生命周期
list.region | Region | 区域
list.industry | Industry | 行业
list.stage | Stage | 阶段
list.value | Value | 金额
list.due | Due | 截止
list.close | Expected close | 预计成交
list.last | Last contact | 最近联系
list.next_contact | Next contact | 下次联系
list.projects | Projects | 项目
list.tasks | Tasks | 任务
list.outcome | Outcome | 结果
list.all | All | 全部
followups.nobody | nobody | 无人负责
followups.rest | Not shown here: | 未列出：
followups.none | Nothing is due. Well done. | 没有到期事项，干得好。
followups.late | {n} days late | 逾期 {n} 天
followups.late_one | {n} day late | 逾期 {n} 天
followups.ahead_one | in {n} day | {n} 天后
followups.today | today | 今天
followups.ahead | in {n} days | {n} 天后
followups.items | items | 项
followups.calendar | Calendar | 日历
followups.calendars | Calendars | 日历
followups.subscribe | subscribe | 订阅
followups.calendars_hint | A month ahead: open a file once, or subscribe to an address. | 未来一个月：打开文件，或订阅地址。
calendars.most | The {shown} most pressing of {total} | 共 {total} 条，只含最紧迫的 {shown} 条
calendars.all | Everybody | 全员
calendars.title | Follow-ups | 跟进
calendars.title_of | Follow-ups: {name} | 跟进：{name}
quality.none | Every record reads well. | 所有档案都没有问题。
quality.rest | Files not shown here: | 未列出的文件：
quality.line | line | 第
quality.file | File | 文件
quality.broken | This record could not be read | 此档案无法读取
quality.broken_hint | Mend the places below in the file; its page comes back with the next build. | 请在文件中修正以下位置，下次构建后页面将恢复。
quality.broken_list | Records that could not be read | 无法读取的档案
quality.error | error | 错误
quality.warning | warning | 警告
board.default | Default pipeline | 默认流程
board.open | open | 进行中
board.won | won | 已赢单
board.rest | Not shown here: | 未列出：
board.since | since | 自
board.stages_none | no stage yet | 尚无阶段
home.index | Articles | 文章
relative.today | today | 今天
relative.yesterday | yesterday | 昨天
relative.tomorrow | tomorrow | 明天
relative.ago | {n} ago | {n}前
relative.in | in {n} | {n}后
relative.days | days | 天
relative.weeks | weeks | 周
relative.months | months | 个月
relative.years | years | 年
"""
