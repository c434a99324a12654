"""`pcrm case list|respond|wait|resume|resolve`: service cases, and the steps that each goes through."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.case_steps import now_of, step, typed_moment, working_calendars
from pcrm_tools.cli.changes import changing_options
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import people
from pcrm_tools.cli.completing_open import open_cases
from pcrm_tools.cli.family import Family
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.facts.dates import WorkCalendar
    from pcrm_tools.reports.case_list import CaseState
    from pcrm_tools.text.compose_entry import Wording

_COLUMNS = (
    ("late", Text("late", "超时"), True), ("opened", Text("opened", "登记"), False), ("kind", Text("kind", "类型"), False),
    ("priority", Text("priority", "优先级"), False), ("handler", Text("handler", "处理人"), False), ("id", Text("record", "档案"), False),
    ("case", Text("case", "案例"), False), ("title", Text("title", "标题"), False), ("respond_by", Text("answer by", "答复期限"), False),
    ("resolve_by", Text("solve by", "解决期限"), False), ("waiting", Text("waiting since", "等待自"), False),
    ("source", Text("source", "出处"), False),
)  # fmt: skip
_PLACE = (("path", Text("path", "文件"), False), ("line", Text("line", "行"), True))
_ANSWERED = Text("answered", "已答复")
_SUM = Text("open cases: {total}, late: {late}, waiting for the customer: {waiting}", "未结案例 {total} 个，其中超时 {late} 个，等待客户 {waiting} 个")
_NONE = Text("there is no open case", "没有未结案例")
_NAMES = Text(
    "record#C12, a record and the case's id or words, path:line, or the record alone where one case is open.",
    "档案#C12；档案加案例编号或文字；路径:行号；只有一个未结案例时写档案即可。",
)
_AT = Text("When it was (default: now); the moment is not kept finer than it was typed.", "发生时间（默认此刻）；只记到你写的精度。")


@command(
    "list",
    Text(
        "Show the open cases, the latest first, with their limits in working time.",
        "列出未结案例及其工作时间期限，超时的在前。",
    ),
    formats=("table", "json", "jsonl", "csv", "tsv", "md", "ids"),
    examples=(("pcrm case list --handler me", Text("My own.", "我处理的。")),),
)
@argument("query", Text("Which records (the query language of search).", "限定档案（与 search 相同的查询语言）。"), nargs=-1, metavar="[QUERY]...")
@option(
    "--handler", default=None, metavar="ID,…", shell_complete=people(),
    text=Text("Whose: team ids or names, `me` by git's e-mail.", "处理人：成员编号或姓名；me 按 git 邮箱识别。"),
)  # fmt: skip
def listing(app: App, query: tuple[str, ...], handler: str | None) -> int:
    """Lists open cases; exit code 1 where there is none."""
    from pcrm_tools.cli.querying import matching
    from pcrm_tools.cli.typed_tokens import people
    from pcrm_tools.reports.case_list import case_states
    from pcrm_tools.store.cases import unsolved

    session = app.session()
    only = matching(app, session, " ".join(query)) if query else None
    found = unsolved(session.db, only)
    calendars = working_calendars(app, min((row.date for row in found), default=app.today.isoformat()))
    states = case_states(found, session.config, calendars, lambda calendar: now_of(app, calendar))
    if handler is not None:
        wanted = people(session, handler)
        states = [state for state in states if state.row.handler in wanted]
    plain = app.out.format not in ("", "table", "md")
    columns = [Column(key, label.of(app.lang), right) for key, label, right in ((*_COLUMNS[:-1], *_PLACE) if plain else _COLUMNS)]
    wording = None if plain else _wording(app)
    rows = [_cells(app, state, calendars(state.row.handler), wording) for state in states]
    app.out.rows(columns, rows, {"total": len(states), "as_of": app.today.isoformat()}, "cases")
    if not plain:
        late, waiting = sum(state.late > 0 for state in states), sum(state.waiting is not None for state in states)
        app.out.note(_SUM if states else _NONE, total=len(states), late=late, waiting=waiting)
    return 0 if states else 1


def _cells(app: App, state: "CaseState", calendar: "WorkCalendar", wording: "Wording | None") -> list[object]:
    """A row of the list; people get words, programs (without a wording) minutes, codes and moments."""
    from pcrm_tools.cli.worktime import moment, span

    row, times = state.row, state.times
    plain = wording is None
    kind, priority = row.kind, row.priority
    if wording is not None:
        kind, priority = wording.kind(kind), wording.priority(priority) if priority else ""
    late: object = state.late if plain else Styled(span(state.late, calendar, app.lang), "error") if state.late else ""
    answer = moment(times.respond_by)
    if times.responded is not None:
        answer = "" if plain else _ANSWERED.of(app.lang)
    opened = moment(times.opened) if row.time else row.date
    return [
        late, opened, kind, priority, row.handler, row.record, row.id, row.title, answer, moment(times.resolve_by),
        moment(state.waiting), *((row.path, row.line) if plain else (f"{row.path}:{row.line}",)),
    ]  # fmt: skip


def _wording(app: App) -> "Wording":
    from pcrm_tools.text.compose_entry import Wording
    from pcrm_tools.text.context import make_context

    return Wording(app.lang, make_context(app.session().config).kinds)


@command(
    "respond",
    Text("Write down the first answer, and say whether it came in time.", "记下首次答复，并说明是否及时。"),
    formats=("table", "json"),
    examples=(("pcrm case respond tidewater#C12 --at 14:50", Text("Today at 14:50.", "今天 14:50。")),),
)
@argument("names", _NAMES, nargs=-1, required=True, metavar="CASE...", shell_complete=open_cases())
@option("--at", default="", metavar="DATE[ TIME]", text=_AT)
@changing_options
def respond(app: App, names: tuple[str, ...], at: str, dry_run: bool, commit: bool) -> int:
    """Answers a case."""
    from pcrm_tools.text import edit_case

    when = typed_moment(app, at)
    step(app, names, "respond", lambda text, meant, around: edit_case.respond(text, meant, when, around), dry_run, commit)
    return 0


@command(
    "wait",
    Text("Write down that the customer has to act; no solution is due meanwhile.", "记下正在等待客户；期间不计解决时限。"),
    formats=("table", "json"),
)
@argument("names", _NAMES, nargs=-1, required=True, metavar="CASE...", shell_complete=open_cases())
@option("--from", "first", default="", metavar="DATE[ TIME]", text=Text("Since when (default: now).", "从何时起（默认此刻）。"))
@option("--to", "last", default="", metavar="DATE[ TIME]", text=Text("Until when, where it is over.", "到何时为止（已结束时）。"))
@changing_options
def wait(app: App, names: tuple[str, ...], first: str, last: str, dry_run: bool, commit: bool) -> int:
    """Begins a time of waiting."""
    from pcrm_tools.text import edit_case

    begin, end = typed_moment(app, first), typed_moment(app, last) if last else ""
    step(app, names, "wait", lambda text, meant, around: edit_case.wait(text, meant, begin, end, around), dry_run, commit)
    return 0


@command("resume", Text("Write down that the waiting is over.", "记下等待结束。"), formats=("table", "json"))
@argument("names", _NAMES, nargs=-1, required=True, metavar="CASE...", shell_complete=open_cases())
@option("--at", default="", metavar="DATE[ TIME]", text=_AT)
@changing_options
def resume(app: App, names: tuple[str, ...], at: str, dry_run: bool, commit: bool) -> int:
    """Ends a time of waiting."""
    from pcrm_tools.text import edit_case

    when = typed_moment(app, at)
    step(app, names, "resume", lambda text, meant, around: edit_case.resume(text, meant, when, around), dry_run, commit)
    return 0


@command(
    "resolve",
    Text(
        "Write down the solution, and say whether it came in time. A complaint needs its cause and lesson.",
        "记下解决，并说明是否及时。投诉要写明原因和教训。",
    ),
    formats=("table", "json"),
    examples=(
        ('pcrm case resolve tidewater#C12 --cause "expired key" --lesson "[[kb/staging-refresh]]"', Text("A complaint.", "一个投诉。")),
    ),
)
@argument("names", _NAMES, nargs=-1, required=True, metavar="CASE...", shell_complete=open_cases())
@option("--at", default="", metavar="DATE[ TIME]", text=_AT)
@option("--cause", default="", metavar="TEXT", text=Text("The root cause.", "根本原因。"))
@option("--lesson", default="", metavar="TEXT", text=Text("What is learned: a [[page]] or words.", "教训：[[页面]] 或文字。"))
@option("--cost", default="", metavar="AMOUNT", text=Text("What it cost us, or was conceded.", "成本或赔付。"))
@option(
    "--csat", default="", metavar="1-5",
    text=Text("What the customer says of it: becomes a feedback entry that refers to the case.", "客户的评分：另写一条关于此案例的反馈。"),
)  # fmt: skip
@option("--first", is_flag=True, text=Text("It was solved at the first contact.", "首次联系即解决。"))
@changing_options
def resolve(
    app: App, names: tuple[str, ...], at: str, cause: str, lesson: str, cost: str, csat: str, first: bool, dry_run: bool, commit: bool
) -> int:
    """Solves a case."""
    from pcrm_tools.cli.typed_tokens import token
    from pcrm_tools.text import edit_case
    from pcrm_tools.text.context import make_context

    context = make_context(app.session().config)
    given = (("cause", cause), ("lesson", lesson), ("cost", cost), ("csat", csat), ("first", "yes" if first else ""))
    checked = {key: str(token(app, context, key, value)[1]) for key, value in given if value}
    answer = checked.pop("csat", "")
    solved = edit_case.Solved(typed_moment(app, at), tuple(checked.items()), answer)
    step(app, names, "resolve", lambda text, meant, around: edit_case.resolve(text, meant, solved, around), dry_run, commit)
    return 0


case = Family(
    "case",
    Text("Service cases: list them, answer, wait, go on, solve.", "服务案例：列出、答复、等待、继续、解决。"),
    (listing, respond, wait, resume, resolve),
)
