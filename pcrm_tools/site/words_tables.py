"""The words of tables, of the lists of records and of what narrows the follow-ups: key | English | Chinese."""

TABLE = """
list.count_many | {n} records | {n} 条
list.count_one | {n} record | {n} 条
list.choice | {label}: {value} | {label}：{value}
list.every | All | 全部
list.views | Views | 视图
list.more | More filters | 更多筛选
list.columns | Columns | 列
list.copy | Copy | 复制
list.download | CSV | CSV
list.copied | Copied: paste it into a spreadsheet | 已复制，可粘贴到电子表格
list.failed | The list could not be loaded | 无法加载列表
list.page | Page {n} of {total} | 第 {n} 页，共 {total} 页
list.sort | Sort by {name} | 按“{name}”排序
table.filter | Filter this table | 筛选此表
table.shown_many | {n} of {total} rows | {n} / {total} 行
table.shown_one | {n} of {total} rows | {n} / {total} 行
table.none | No row fits. | 没有符合的行。
table.sort | Sort by {name} | 按“{name}”排序
table.download | Download as CSV | 下载 CSV
due.choice | {label}: {value} | {label}：{value}
due.owner | Owner | 负责人
due.rule | Kind | 类型
due.within | Due | 到期
due.any | All | 全部
due.late | Overdue | 已逾期
due.today | By today | 今天及之前
due.soon | Within 3 days | 3 天内
due.shown_many | {n} follow-ups | {n} 项跟进
due.shown_one | {n} follow-up | {n} 项跟进
due.none | Nothing fits. | 没有符合的事项。
due.jump | To a person | 跳到某人
due.tools | Narrow down | 筛选
quality.place | Place | 位置
quality.kind | Kind | 类别
quality.seen | What was seen | 发现的问题
quality.hint | What to write instead | 建议写法
quality.count | {errors}, {warnings} | {errors}，{warnings}
quality.errors_one | {n} error | {n} 个错误
quality.errors_many | {n} errors | {n} 个错误
quality.warnings_one | {n} warning | {n} 个警告
quality.warnings_many | {n} warnings | {n} 个警告
quality.intro | What the checks of each file found; {command} also compares files. | 逐个文件检查的结果；{command} 还会比对各文件。
quality.findings | Findings | 检查结果
quality.record | Record | 档案
"""
