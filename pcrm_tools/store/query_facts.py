"""The facts and states that a query may name besides what records say: one entry each, in the order in which they are listed.

`sql` is an expression over a row `r` of table record, or for money a `select` of `currency` and `number` rows. In braces may
stand `today` (a day as SQL text), another fact, or a function that asks the facts room (`computed.FUNCTIONS`). A fact of the
kind `count` is there where it is more than nothing. `line` gives the line of the record's file that shows the fact.

A plus before a column (`+e.kind`) keeps SQLite from that column's index: rows are looked up by their record, since going
through all orders of the notebook for each record takes minutes.
"""

from typing import NamedTuple

_ANY, _CUSTOMER, _PROJECT = ("customer", "project"), ("customer",), ("project",)


class Fact(NamedTuple):
    """A computed field: key, kind, Chinese words (parted by `|`, the first is its label), label, help, and how it is computed.

    `choices` are those of the kind `choice` in their order, lowest first: `red 红 · green 绿|绿灯`.
    """

    key: str
    kind: str
    zh: str
    label: str
    help: str
    help_zh: str
    types: tuple[str, ...]
    sql: str
    line: str = ""
    choices: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means the fact."""
        return (self.key, *self.zh.split("|"))

    @property
    def label_zh(self) -> str:
        """What it is called in Chinese."""
        return self.zh.split("|")[0]


class State(NamedTuple):
    """A state that `is:` asks for: name, Chinese words, meaning, and the condition on a record."""

    key: str
    zh: str
    help: str
    help_zh: str
    sql: str
    line: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means the state."""
        return (self.key, *self.zh.split("|"))


# The cache keeps each file's newest contact. Only where that lies after the day asked for are older entries looked at.
_LAST = """case when {0}.last_entry > {{today}} then
 (select max(e.date) from entry e where e.n = {0}.n and e.grp = 'contact' and e.date <= {{today}}) else {0}.last_entry end"""
_PROJECTS = "from record p where p.customer = r.id and p.type = 'project' and r.type = 'customer'"
_SAID = """case when r.last_entry > {today} then (select json_extract(e.attrs, '$.next') from entry e
 where e.n = r.n and e.grp = 'contact' and e.date <= {today} order by e.date desc, e.time desc, e.ord limit 1) else r.said_next end"""
# An entry of a project counts for its customer too.
_ENTRIES = f"from entry e where e.n in (select r.n union all select p.n {_PROJECTS}) and e.date <= {{today}}"
_UNSOLVED = "e.grp = 'case' and instr(e.attrs, '\"resolved\":') = 0"
_OPEN = "p.closed is null and p.outcome is null and p.archived = 0"
_BEGAN = """coalesce((select f.value from field f where f.n = r.n and f.ord = 0
 and f.key = case r.type when 'customer' then 'first_contact' else 'start' end), r.first_entry)"""
_DAYS = "cast(julianday({0}) - julianday({1}) as integer)"
_STAGE_END = "case when r.closed < {today} then r.closed else {today} end"
_ANSWER = f"(select json_extract(e.attrs, '$.{{0}}') {_ENTRIES} and +e.kind in ('survey', 'feedback')" \
    " and json_extract(e.attrs, '$.{0}') is not null order by e.date desc, e.time desc, e.ord limit 1)"  # fmt: skip
_SUM = "select substr(a, 1, 3) as currency, sum(sign * cast(substr(a, 5) as real)) as number from ({0}) where a is not null" \
    " group by 1 having abs(sum(sign * cast(substr(a, 5) as real))) >= 0.005"  # fmt: skip
_CONTACT_LINE = """(select e.line from entry e where e.n = r.n and e.grp = 'contact' and e.date <= {today}
 order by e.date desc, e.time desc, e.ord limit 1)"""
_LATE_LINE = "{late_line}(r.n)"


def _each(text: str, name: str) -> str:
    return text.replace("{0}", name).replace("{{", "{").replace("}}", "}")


FACTS: tuple[Fact, ...] = (
    Fact(
        "last_contact", "date", "最近联系", "Last contact", "day of the newest contact; for a customer also those of its projects",
        "最近一次联系的日子；客户连同其项目", _ANY,
        f"nullif(max(coalesce({_each(_LAST, 'r')}, ''), coalesce((select max({_each(_LAST, 'p')}) {_PROJECTS}), '')), '')", _CONTACT_LINE,
    ),
    Fact(
        "silence", "days", "未联系天数|沉默天数", "Silence", "days since the last contact", "距最近联系的天数", _ANY,
        _DAYS.format("{today}", "{last_contact}"), _CONTACT_LINE,
    ),
    Fact(
        "next_contact", "date", "下次联系", "Next contact",
        "day promised for the next contact, by the front matter or the newest contact's `next:`, until a contact has met it",
        "约好的下次联系，取自前置信息或最近一次联系的 `下次:`；联系过就不再算", _ANY,
        f"case when r.next_contact > coalesce({{last_contact}}, '') then r.next_contact"
        f" when {_SAID} > coalesce({{last_contact}}, '') then {_SAID} end",
        "coalesce(case when r.next_contact = {next_contact} then r.next_line end, r.said_line)",
    ),
    Fact(
        "age", "days", "往来天数", "Age", "days since the first contact (a project: its start), else since the first entry",
        "距首次接触（项目：开始）的天数，没有则从第一条记录算起", _ANY,
        f"case when {_BEGAN} <= {{today}} then {_DAYS.format('{today}', _BEGAN)} end",
    ),
    Fact("entries", "count", "记录数", "Entries", "how many log entries there are", "日志有多少条", _ANY, "r.entries"),
    Fact(
        "stage_since", "date", "阶段开始", "Stage since", "day on which the project entered its stage", "进入当前阶段的日子", _PROJECT,
        "r.stage_since", "r.stage_line",
    ),
    Fact(
        "stage_age", "days", "阶段天数", "Stage age", "days in the stage, up to the end of the project",
        "在当前阶段的天数，项目结束则算到结项", _PROJECT,
        f"case when r.stage_since <= {{today}} then max(0, {_DAYS.format(_STAGE_END, 'r.stage_since')}) end", "r.stage_line",
    ),
    Fact(
        "stage_over", "days", "阶段超期", "Stage over", "days over what the pipeline expects of the stage, while the project is open",
        "进行中的项目超出阶段预计时间的天数", _PROJECT,
        "case when r.closed is null and r.outcome is null then {stage_over}(r.pipeline, r.stage, r.stage_since) end", "r.stage_line",
    ),
    Fact(
        "won", "bool", "赢单", "Won", "the project has reached the stage that is marked `won`", "项目到过标为赢单的阶段", _PROJECT,
        "case when {won_stage}(r.pipeline, r.stage) or exists (select 1 from entry e where e.n = r.n and e.kind = 'stage'"
        " and e.date <= {today} and {won_stage}(r.pipeline, e.after)) then 'yes' else 'no' end", "r.stage_line",
    ),
    Fact(
        "projects", "count", "项目数", "Projects", "how many projects the customer has", "客户有多少个项目", _CUSTOMER,
        f"(select count(*) {_PROJECTS})",
    ),
    Fact(
        "open_projects", "count", "进行中项目", "Open projects", "how many of the customer's projects have neither end nor outcome and are not archived",
        "客户的项目中没有结项、没有结果、未归档的个数", _CUSTOMER, f"(select count(*) {_PROJECTS} and {_OPEN})",
    ),
    Fact(
        "open_tasks", "count", "未结任务", "Open tasks", "how many tasks in its file are open", "档案里未完成的任务数", _ANY,
        "(select count(*) from task t where t.n = r.n and +t.state = 'open')",
    ),
    Fact(
        "open_promises", "count", "未兑现承诺", "Open promises", "how many open tasks were promised to the customer", "未完成的任务中答应过客户的个数",
        _ANY, "(select count(*) from task t where t.n = r.n and +t.state = 'open' and t.promise = 1)",
    ),
    Fact(
        "open_cases", "count", "未结案例", "Open cases", "how many cases are not solved; for a customer also those of its projects",
        "未解决的案例数；客户连同其项目", _ANY, f"(select count(*) {_ENTRIES} and {_UNSOLVED})",
    ),
    Fact(
        "overdue", "count", "逾期数", "Overdue", "how many follow-ups are overdue", "逾期的跟进数", _ANY,
        "{late_count}(r.n)", _LATE_LINE,
    ),
    Fact(
        "days_late", "days", "逾期天数", "Days late", "by how many days the latest of its follow-ups is overdue", "逾期最久的跟进逾期了几天", _ANY,
        "nullif({late_worst}(r.n), 0)", _LATE_LINE,
    ),
    Fact(
        "csat", "number", "最近满意度|满意度", "CSAT", "the newest satisfaction answer, 1 to 5; for a customer also of its projects",
        "最近一次满意度（1 到 5）；客户连同其项目", _ANY, _each(_ANSWER, "csat"),
    ),
    Fact(
        "nps", "number", "最近推荐度|推荐度", "NPS", "the newest recommendation answer, 0 to 10; for a customer also of its projects",
        "最近一次推荐度（0 到 10）；客户连同其项目", _ANY, _each(_ANSWER, "nps"),
    ),
    Fact(
        "orders", "count", "订单数", "Orders", "how many `order` entries there are; for a customer also of its projects",
        "订单记录的条数；客户连同其项目", _ANY, f"(select count(*) {_ENTRIES} and +e.kind = 'order')",
    ),
    Fact(
        "last_order", "date", "最近订单", "Last order", "day of the newest `order` entry; for a customer also of its projects",
        "最近一条订单记录的日子；客户连同其项目", _ANY,
        f"(select max(e.date) {_ENTRIES} and +e.kind = 'order')",
    ),
    Fact(
        "order_value", "money", "订单总额", "Order value", "amounts of orders and what was carried in, summed for each currency",
        "订单金额与期初之和，按币种分别计算", _ANY,
        _SUM.format(f"select 1 as sign, json_extract(e.attrs, case e.kind when 'order' then '$.amount' else '$.orders' end) as a {_ENTRIES}"
                    " and +e.kind in ('order', 'opening')"),
    ),
    Fact(
        "receivable", "money", "应收余额", "Receivable", "what was invoiced or carried in less what was paid, for each currency",
        "开票与期初减去付款，按币种分别计算", _ANY,
        _SUM.format(f"select case e.kind when 'payment' then -1 else 1 end as sign, json_extract(e.attrs, case e.kind when 'opening'"
                    f" then '$.receivable' else '$.amount' end) as a {_ENTRIES} and +e.kind in ('invoice', 'payment', 'opening')"),
    ),
)  # fmt: skip
"""What later facts join by one entry: they are then fields of queries, columns and orders of lists, and rows of the guide."""

STATES: tuple[State, ...] = (
    State("open", "未结|未结项|进行中", "has neither an end nor an outcome", "没有结项，也没有结果", "(r.closed is null and r.outcome is null)"),
    State("closed", "结项|已结项", "has an end or an outcome", "有结项或结果", "(r.closed is not null or r.outcome is not null)"),
    State("won", "赢单|已赢单", "has reached the stage that is marked `won`", "到过标为赢单的阶段", "{won} = 'yes'", "r.stage_line"),
    State(
        "lost", "丢单|流失", "ended as lost without being won; a customer in the lifecycle stage `lost`",
        "以丢单结束且没有赢过；生命周期为流失的客户", "case r.type when 'project' then r.outcome = 'lost' and {won} = 'no' else r.lifecycle = 'lost' end",
    ),
    State("overdue", "逾期|已逾期", "something in it is overdue", "有逾期的跟进", "{late_worst}(r.n) > 0", _LATE_LINE),
    State("due", "到期", "something in it is overdue or due today", "有逾期或今天到期的跟进", "{late_worst}(r.n) is not null", _LATE_LINE),
    State("archived", "归档|已归档", "is archived", "已归档", "r.archived"),
    State("private", "内部", "is tagged `private`", "标为内部", "r.private"),
)  # fmt: skip
