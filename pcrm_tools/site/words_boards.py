"""The words of boards, charts and the home page's figures: key | English | Chinese."""

TABLE = """
chart.milestones | Milestones | 里程碑
chart.today | today | 今天
chart.planned | planned | 计划
chart.due | due | 截止
chart.done | done | 完成
chart.start | from | 起
chart.late | late | 逾期
chart.point | {label}: {value} | {label}：{value}
chart.point_n | {label}: {value} (n = {n}) | {label}：{value}（n = {n}）
chart.undated | Without a date, not drawn: | 没有日期、未绘出：
chart.left_out | More, not drawn: | 另有未绘出：
chart.unknown | unknown | 未知
chart.no_value | no value | 无数据
chart.actual | actual | 实际
chart.over | over | 超出
chart.probability | Probability | 概率
chart.impact | Impact | 影响
chart.threat | threat | 威胁
chart.chance | chance | 机会
chart.closed | closed | 已关闭
chart.answered | answered | 已有应对
chart.risks | Risks by probability and impact | 风险矩阵（概率 × 影响）
chart.table | As a table | 以表格显示
chart.rows | The records behind it | 查看对应档案
chart.how | How it is counted | 计算口径
page.lifecycle | Lifecycle | 生命周期
page.casework | Case board | 案例看板
board.all | All | 全部
board.none | none | 未填写
board.expected | expected: {time} | 预计 {time}
board.late | {n} d late | 超期 {n} 天
board.days_of | {n} of {m} days | {n} / {m} 天
board.days_one | {n} day | {n} 天
board.days_many | {n} days | {n} 天
board.limit_over | {time} to {last}: {n} d over | {time}内到{last}：超 {n} 天
board.limit_near | {time} to {last}: {n} d left | {time}内到{last}：剩 {n} 天
board.overdue_one | {n} overdue | {n} 项逾期
board.overdue_many | {n} overdue | {n} 项逾期
board.open_value | open projects: {money} | 进行中项目：{money}
board.all_projects | All pipelines | 全部流程
board.all_customers | Customers | 客户
board.all_cases | Cases | 案例
board.intro_pipeline | Open projects, those that are late first, then by how long they have been there. | 进行中的项目；超期的在前，其余按停留时间排列。
board.intro_customers | Customers that are not archived, the most overdue first. | 未归档的客户；逾期最久的在前。
board.intro_cases | Service cases by state, in working time. | 按状态排列的服务案例，按工作时间计算。
board.no_projects | No open projects. | 没有进行中的项目。
board.no_customers | There are no customers yet. | 还没有客户。
board.no_cases | No open case, and none solved lately. | 没有未结案例，近期也没有已解决的案例。
board.case_open | Open | 未结
board.case_breached | Over the limit | 已超时
board.case_waiting | Waiting for the customer | 等待客户
board.case_resolved | Solved | 已解决
board.lately | in the last {n} days | 近 {n} 天内
board.solved | {day}, in time | {day}，按时
board.solved_late | {day}, late | {day}，超时
board.since_day | since {day} | 自 {day}
board.more | + {n} more in the list | 列表中还有 {n} 个
board.more_plain | + {n} more | 还有 {n} 个
board.over | over the limit of {n} | 超过上限 {n}
board.filter | Filter the cards | 筛选卡片
board.owner | Owner | 负责人
board.customer | Customer | 客户
board.anybody | all | 全部
board.pressing | only what presses | 只看紧要的
board.columns | Columns of the board; arrow keys scroll | 看板各栏，可用方向键滚动
course.month | Month | 月份
course.contacts | Contacts | 联系次数
course.contacts_how | log entries that count as contact; the last month up to the day of the build | 算作联系的记录数；最后一个月截至生成当日
course.orders | Orders | 订单数
course.orders_how | log entries of the kind “order” | 日志中的“订单”记录数
course.opened | Cases opened | 新开案例
course.opened_how | service cases by the day on which they were opened | 按登记日期统计的服务案例
course.solved | Cases solved | 已解决案例
course.solved_how | service cases by the day on which they were solved | 按解决日期统计的服务案例
course.csat | CSAT | 满意度
course.csat_how | share of answers of 4 or 5 of 5; a month without an answer has no value | 5 分制中 4 分和 5 分的占比；没有答卷的月份不计
funnel.onward | {share}% went on (n = {n}) | {share}% 进入后续阶段（n = {n}）
funnel.how | open projects by stage; went on: of those that left it, who came further | 各阶段的进行中项目；“进入后续阶段”为离开本阶段后继续推进的占比
funnel.stage | Stage | 阶段
funnel.projects | Open projects | 进行中项目
funnel.value | Value | 金额
funnel.went | Went on | 进入后续阶段
home.overdue_today | Overdue and due today | 逾期与今天到期
home.ahead | {n} due soon | 近期到期 {n} 项
home.orders | Orders, 12 months | 近 12 个月订单
home.cases_late | {n} over the limit | {n} 个已超时
home.week | The next seven days | 未来七天
home.week_quiet | Nothing is due in the next seven days. | 未来七天没有到期事项。
home.trends | The last twelve months | 近十二个月
home.day_1 | Mon | 周一
home.day_2 | Tue | 周二
home.day_3 | Wed | 周三
home.day_4 | Thu | 周四
home.day_5 | Fri | 周五
home.day_6 | Sat | 周六
home.day_7 | Sun | 周日
health.title | Customers at a glance | 客户概览
health.definition | Neither archived nor lost, by tier, most pressing first. No score, only facts. | 按级别列出未归档、未流失的客户，紧要的在前；不评分。
health.complaint | open complaint | 有未结投诉
health.overdue | overdue follow-up | 有逾期跟进
health.silent | silent for too long | 久未联系
health.fine | nothing presses | 无紧要事项
health.no_tier | without a tier | 未分级
health.complaints_one | {n} open complaint | {n} 个未结投诉
health.complaints_many | {n} open complaints | {n} 个未结投诉
health.late_one | {n} overdue | {n} 项逾期
health.late_many | {n} overdue | {n} 项逾期
health.quiet_one | silent {n} day too long | 超期未联系 {n} 天
health.quiet_many | silent {n} days too long | 超期未联系 {n} 天
"""
