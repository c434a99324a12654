"""The words of the pages for browsing: team, segments, service, satisfaction, churn, lessons, changes: key | English | Chinese."""

TABLE = """
page.segments | Segments | 细分
page.churn | Churn watch | 流失预警
page.lessons | Lessons | 经验教训
page.service | Service levels | 服务达标
page.satisfaction | Satisfaction | 满意度
page.team | Team | 团队
page.changes | Changes | 变更记录
browse.no_value | n/a | 无数据
browse.rest | {n} more are not shown. | 另有 {n} 条未列出。
browse.rows | The {n} rows behind it | 依据的 {n} 条记录
browse.minutes | {n} min | {n} 分钟
browse.hours | {n} h | {n} 小时
browse.internal | This page is for us alone and not part of this site. | 本页仅供内部使用，不包含在此站点中。
team.intro | Open work of each person as of {day}. | 截至 {day}，每个人手上的工作。
team.member | Person | 成员
team.customers | Customers | 客户
team.projects | Open projects | 进行中项目
team.due | Due | 到期
team.late | Overdue | 逾期
team.due_note | due: {n} | 到期：{n}
team.tasks | Open tasks | 未完成任务
team.cases | Open cases | 未结案例
team.load | Workload | 工作量
team.load_note | The bar: open tasks, things due and open cases together, against the longest. | 条形为未完成任务、到期事项与未结案例之和，以最多者为满格。
team.left | No longer with us | 已离职
team.left_on | left on {day} | {day} 离职
team.others | Not in the team of pcrm.yml | 不在 pcrm.yml 团队名单中
team.here | People | 成员
team.department | Department | 部门
team.departments | Departments | 部门
team.people | People | 成员
team.nobody | pcrm.yml names nobody under `team:`. | pcrm.yml 的 `team:` 下还没有成员。
team.due_title | Due | 到期事项
team.no_due | Nothing is due. | 没有到期事项。
team.all_due | All follow-ups | 全部跟进
team.no_tasks | No open tasks. | 没有未完成任务。
team.no_cases | No open cases. | 没有未结案例。
team.task | Task | 任务
team.record | Record | 档案
team.role | Part | 分工
team.role_owner | owner | 负责人
team.role_team | team | 团队成员
team.contacts | Contacts, last 30 days | 近 30 天联系
team.no_contacts | No contact in these days. | 期间没有联系记录。
team.trainings | Trainings | 培训
team.promises | Promises kept | 承诺兑现
team.promises_text | {kept} of {due} promises due from {first} to {last} were kept by their day. | {first} 至 {last} 到期的 {due} 项承诺中，按期兑现 {kept} 项。
team.no_promises | No promise was due from {first} to {last}. | {first} 至 {last} 没有到期的承诺。
team.broken | Not kept by their day | 未按期兑现
team.calendar | Calendar | 日历
browse.name | Name | 名称
browse.state | State | 状态
browse.stage | Stage | 阶段
browse.customer | Customer | 客户
browse.value | Value | 金额
browse.since | Since | 进入日期
browse.projects | Projects | 项目
browse.last | Last contact | 最近联系
browse.next | Next contact | 下次联系
browse.late_by | {time} late | 超时 {time}
browse.due_by | due {moment} | {moment} 前
browse.waiting | waiting since {day} | {day} 起等待客户
browse.more | {n} more | 其余 {n} 项
browse.customers | Customers | 客户
browse.open_projects | Open projects | 进行中项目
browse.orders | Orders | 订单额
browse.open_value | Open value | 进行中金额
browse.lifecycle | Lifecycle | 生命周期
browse.tier | Tier | 级别
browse.owner | Owner | 负责人
browse.closed | Closed | 结项
segments.intro | How customers are told apart: each value leads to its customers. | 按不同维度划分客户；点击任一项查看其客户。
segments.none | No customer has a tier, lifecycle, tag, industry, region or source yet. | 还没有客户填写级别、生命周期、标签、行业、区域或来源。
segments.segment | Saved segments | 已存细分
segments.tier | Tiers | 级别
segments.lifecycle | Lifecycle | 生命周期
segments.tag | Tags | 标签
segments.industry | Industry | 行业
segments.region | Region | 区域
segments.source | Source | 来源
segments.industry_tier | Industry × tier | 行业 × 级别
segments.region_lifecycle | Region × lifecycle | 区域 × 生命周期
segments.heat | How many customers have both; a number leads to the list of them. | 同时符合两项的客户数；点击数字查看名单。
segments.query | Query | 查询
segments.policy | Policy | 策略
segments.cadence | Contact at least every | 联系周期
segments.amount | From orders of | 金额门槛
segments.orders | From orders (number) | 订单数门槛
segments.benefits | Benefits | 权益
segments.policy_title | What pcrm.yml says | pcrm.yml 中的设定
segments.in_list | Open in the list of customers, to filter and sort all of them | 在客户列表中打开，可筛选和排序
segments.empty | No customer is in it. | 没有符合的客户。
segments.wrong | The query of this segment is wrong: {said} | 此细分的查询有误：{said}
service.intro | From {first} to {last}, in working time; open cases as of the last day. | {first} 至 {last}，按工作时间计；未结案例截至最后一天。
service.open | Open cases | 未结案例
service.open_note | The latest first, then by what is due next. | 超时最久的在前，其余按下一期限排列。
service.late | late: {n} | 超时：{n}
service.none | No case is open. | 没有未结案例。
service.sla-answer | Answered in time | 答复及时率
service.sla-solution | Solved in time | 解决及时率
service.first-response | First answer (median) | 首次答复（中位数）
service.resolution | Solution (median) | 解决时间（中位数）
service.figures | Figures | 指标
service.missed | Limits missed | 超时案例
service.no_missed | No limit was missed. | 没有超时。
service.kinds | By kind | 按类型
service.handlers | By handler | 按处理人
service.no_period | No case in this period. | 期间内没有案例。
service.nobody | nobody | 无人处理
service.case | Case | 案例
service.kind | Kind | 类型
service.opened | Opened | 登记
service.limit | Limit | 期限
service.state | State | 状态
service.handler | Handler | 处理人
service.what | Missed | 超时项
service.answered | answered | 已答复
service.unanswered | to be answered | 待答复
service.cases | Cases | 案例
service.in_time | Answered in time | 答复及时
service.first | First answer | 首次答复
service.solved_in_time | Solved in time | 解决及时
service.solution | Solution | 解决用时
service.day | Day | 日期
service.cause | Cause | 原因
service.lesson | Lesson | 教训
service.cost | Cost | 赔付
service.complaints | Complaints | 投诉
service.no_complaints | No complaint so far. | 还没有投诉。
service.age_first | up to {high} d | {high} 天以内
service.age | {low} to {high} d | {low} 至 {high} 天
service.age_over | over {low} d | 超过 {low} 天
browse.answer | Answer | 回答
browse.day | Day | 日期
satisfaction.intro | What customers answered in surveys and feedback, and what followed. | 客户在调查和反馈中的回答，以及后续处理。
satisfaction.none | No survey has an answer yet. | 还没有调查结果。
satisfaction.figures | Figures of the last 12 months | 近 12 个月指标
satisfaction.trend | Trend | 趋势
satisfaction.trend_note | NPS is drawn from 5 answers on. | 满 5 份回答才绘出净推荐值。
satisfaction.by_year | 12 months up to each quarter | 截至各季度的 12 个月
satisfaction.by_quarter | by quarter | 按季度
satisfaction.low | Low answers | 低分回答
satisfaction.low_note | CSAT up to 3 or NPS up to 6 in 12 months, and what was done first. | 近 12 个月满意度 ≤ 3 或推荐度 ≤ 6 的回答，及其后首次处理。
satisfaction.no_low | No low answer in the last 12 months. | 近 12 个月没有低分回答。
satisfaction.after | First done afterwards | 其后首次处理
satisfaction.nothing | nothing yet | 尚未处理
satisfaction.latest | Latest answers | 最近回答
satisfaction.points | Points | 积分
satisfaction.balance | Balance | 余额
satisfaction.changed | Last change | 最近变动
satisfaction.change | What it was | 变动内容
satisfaction.referrals | Referrals | 转介绍
satisfaction.referral | Referral | 转介绍
satisfaction.by | By | 介绍人
satisfaction.new | New customer | 新客户
satisfaction.day | Day | 日期
churn.intro | Customers that give cause for concern. Reasons are counted, there is no score. | 需要关注的客户。只统计原因个数，不打分。
churn.watched | Customers at risk | 有流失风险的客户
churn.several | with several reasons: {n} | 有多个原因：{n}
churn.none | No customer gives cause for concern. | 没有需要关注的客户。
churn.lost | Lost customers | 已流失客户
churn.no_lost | No customer is lost. | 没有流失的客户。
churn.how | How it is counted | 统计口径
churn.how_all | The most reasons first, then by orders in our currency; without archived and lost ones. | 原因多的在前，其次按本币订单额；不含已归档和流失的。
churn.customer | Customer | 客户
churn.reasons | Reasons | 原因
churn.count | How many | 个数
churn.owner | Owner | 负责人
churn.last | Last contact | 最近联系
churn.orders | Orders | 订单额
churn.todo | Next step | 下一步
churn.since | Since | 流失日期
churn.why | Reason | 原因
churn.unsaid | not written down | 未记录
churn.complaint | Open complaint | 未结投诉
churn.survey | Low answer | 低分回答
churn.silence | Silence | 久未联系
churn.lifecycle | Lifecycle | 生命周期
churn.contract | Contract ends | 合同到期
churn.invoice | Invoice overdue | 应收逾期
churn.do_complaint | Solve the complaint and say what was done | 解决投诉，并告知处理结果
churn.do_survey | Ask what went wrong | 询问不满意之处
churn.do_silence | Call | 致电联系
churn.do_lifecycle | Ask what has changed | 了解情况变化
churn.do_contract | Talk about the renewal | 洽谈续签
churn.do_invoice | Clear up the invoice | 核对并催收发票
churn.how_complaint | a complaint without solution, of the customer or one of its projects | 客户或其项目有未解决的投诉
churn.how_survey | the newest answer has CSAT up to 3 or NPS up to 6 | 最近一次回答满意度 3 分及以下，或推荐度 6 分及以下
churn.how_silence | no contact for longer than the cadence allows, as in the follow-ups | 超过联系周期未联系，与跟进规则一致
churn.how_lifecycle | the lifecycle stage is at-risk or dormant | 生命周期为 at-risk（有风险）或沉睡
churn.how_contract | the contract ends soon or has ended, as in the follow-ups | 合同将到期或已到期，与跟进规则一致
churn.how_invoice | an invoice is past its day of payment, as in the follow-ups | 发票已过付款日，与跟进规则一致
lessons.intro | What closed projects, complaints and the log teach. | 已结项项目、投诉和日志中的经验教训。
lessons.closed | Closed projects | 已结项项目
lessons.no_closed | No closed project has a section "Retrospective" yet. | 还没有写了“复盘”一节的已结项项目。
lessons.log | Cases and lessons of the log | 案例与教训
lessons.no_log | No entry of the log holds a lesson yet. | 日志中还没有教训。
lessons.by_tag | By tag | 按标签
lessons.articles | Articles they lead to | 相关知识库文章
lessons.project | Project | 项目
lessons.title | Entry | 记录
lessons.kind | Kind | 类型
lessons.cause | Cause | 原因
lessons.lesson | Lesson | 教训
lessons.day | Day | 日期
lessons.tags | Tags | 标签
changes.intro | The newest {n} commits that touched records. | 最近 {n} 次涉及档案的提交。
changes.no_git | The notebook has no git history here, so there is nothing to show. | 此笔记本没有 git 历史，无可显示。
changes.none | No commit has touched a record yet. | 还没有涉及档案的提交。
changes.A | new | 新增
changes.D | deleted | 删除
"""
