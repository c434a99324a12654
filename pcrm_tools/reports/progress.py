"""How a customer's projects go, as the customer may read it: where they stand, what was done, what went wrong, what comes next.

It is open about problems: late milestones and promises, unsolved cases and deviations stand in it with what is done about
them. What is marked private never does, nor do costs, risks, tasks that were not promised, or chances that are not ordered.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.reports.due_rules import CASE_WORDS
from pcrm_tools.reports.figures import Definition
from pcrm_tools.reports.report import Both, Cell, Head, Report, Table, Window, figure, share

REACHED = Definition(
    "milestones-on-time", "Milestones on time", "里程碑准时率", "milestones reached by the day first promised ÷ milestones first promised for the period",
    "按最初承诺日期达成的里程碑 ÷ 最初承诺在期间内的里程碑",
)  # fmt: skip
DONE = Definition("progress-done", "Done", "已完成", "promises, milestones and deliverables finished in the period", "期间内完成的承诺、里程碑和交付物")
TROUBLE = Definition("progress-problems", "Open problems", "未决问题", "unsolved cases, late milestones and late promises", "未解决的案例、逾期的里程碑和承诺")
DEFINITIONS = (REACHED, DONE, TROUBLE)

_KIND_WORDS = {
    **CASE_WORDS, "decision": "决定", "change": "变更", "acceptance": "验收", "deviation": "偏差", "meeting": "会议", "visit": "拜访", "demo": "演示",
    "video": "视频", "training": "培训",
}  # fmt: skip
AGREED = ("decision", "change", "acceptance")
_LATE, _OPEN, _WAITS = Both("late", "逾期"), Both("open", "处理中"), Both("waits for you", "等待贵方")
_SOLVED = Both("solved", "已解决")
_END = Both("end of the project", "项目结束")


class Running(NamedTuple):
    """A project of the customer: `stage` are its words, days are ISO or empty."""

    n: int
    name: str
    stage: Both
    since: str
    due: str
    closed: str


class Step(NamedTuple):
    """A milestone or deliverable (`field`); `planned` is the day first promised."""

    n: int
    field: str
    what: str
    planned: str
    due: str
    done: str


class Duty(NamedTuple):
    """A promise to the customer."""

    n: int
    text: str
    state: str
    due: str
    done: str


class Event(NamedTuple):
    """A log entry that the customer may know of: a decision, a case, a deviation."""

    n: int
    date: str
    kind: str
    group: str
    title: str
    resolved: str
    waiting: bool
    cause: str


class Rows(NamedTuple):
    """What a progress report is made from; every row belongs to a project or to the customer by its number."""

    names: dict[int, str]
    projects: Sequence[Running]
    steps: Sequence[Step]
    duties: Sequence[Duty]
    events: Sequence[Event]


def progress(customer: str, rows: Rows, window: Window, today: date) -> Report:
    """How the work for a customer went in a window, as of a day."""
    day = today.isoformat()
    done, trouble = _done(rows, window), _trouble(rows, window, day)
    promised = [step for step in rows.steps if step.field == "milestones" and window.first <= step.planned <= window.last]
    on_time = sum(bool(step.done) and step.done <= step.planned for step in promised)
    figures = [
        figure(REACHED, share(on_time, len(promised)), len(promised), window, (), "%"),
        figure(DONE, len(done.rows), len(done.rows), window, ()),
        figure(TROUBLE, sum(row[3] not in ("", _SOLVED) for row in trouble.rows), len(trouble.rows), window, ()),
    ]
    tables = [_standing(rows, day), done, trouble, _agreed(rows, window), _next(rows, day)]
    title = Both(f"Progress: {customer}", f"进展报告：{customer}")
    return Report("progress", title, day, window, figures, tables)


def _standing(rows: Rows, today: str) -> Table:
    heads = (
        Head("project", Both("project", "项目")), Head("stage", Both("stage", "阶段")), Head("since", Both("since", "自")),
        Head("next", Both("next milestone", "下一里程碑")), Head("due", Both("due", "日期")), Head("first", Both("first promised", "最初承诺")),
    )  # fmt: skip
    found: list[Sequence[Cell]] = []
    for project in rows.projects:
        ahead = [step for step in rows.steps if step.n == project.n and step.field == "milestones" and not step.done and step.due]
        step = min(ahead, key=lambda step: step.due, default=None)
        found.append((
            project.name, project.stage, project.since, step.what if step else _END if project.due else "", step.due if step else project.due,
            step.planned if step and step.planned != step.due else "",
        ))  # fmt: skip
    return Table("projects", Both("Where we are", "当前状态"), heads, found, Both("no ordered project is running", "没有进行中的已下单项目"))


def _done(rows: Rows, window: Window) -> Table:
    heads = (Head("date", Both("date", "日期")), Head("project", Both("project", "项目")), Head("what", Both("what", "内容")))
    found: list[Sequence[Cell]] = [(step.done, rows.names[step.n], step.what) for step in rows.steps if _inside(step.done, window)]
    found += [(duty.done, rows.names[duty.n], duty.text) for duty in rows.duties if duty.state == "done" and _inside(duty.done, window)]
    return Table("done", Both("Done in this period", "本期完成"), heads, sorted(found, key=_by_day), Both("nothing was finished", "本期没有完成项"))


def _trouble(rows: Rows, window: Window, today: str) -> Table:
    """What went wrong: what is still open, and what was solved in the period."""
    heads = (
        Head("since", Both("since", "自")), Head("project", Both("project", "项目")), Head("what", Both("what", "问题")),
        Head("state", Both("state", "状态")), Head("solved", Both("solved", "解决日期")), Head("cause", Both("cause", "原因")),
    )  # fmt: skip
    found: list[Sequence[Cell]] = []
    for event in rows.events:
        if event.group == "case" and event.date <= today and (not event.resolved or _inside(event.resolved[:10], window)):
            state: Cell = _SOLVED if event.resolved else _WAITS if event.waiting else _OPEN
            found.append((event.date, rows.names[event.n], _titled(event), state, event.resolved[:10], event.cause))
        elif event.kind == "deviation" and _inside(event.date, window):
            found.append((event.date, rows.names[event.n], _titled(event), "", "", event.cause))
    for step in rows.steps:
        if step.due and step.due < today and not step.done:
            found.append((step.due, rows.names[step.n], step.what, _LATE, "", ""))
    for duty in rows.duties:
        if duty.state == "open" and duty.due and duty.due < today:
            found.append((duty.due, rows.names[duty.n], duty.text, _LATE, "", ""))
    return Table("problems", Both("Problems and what we do", "问题与措施"), heads, sorted(found, key=_by_day), Both("no problems", "没有问题"))


def _titled(event: Event) -> Both:
    """`complaint: late invoice`, the kind in both languages."""
    word = _KIND_WORDS.get(event.kind, event.kind)
    return Both(f"{event.kind}: {event.title}" if event.title else event.kind, f"{word}：{event.title}" if event.title else word)


def _agreed(rows: Rows, window: Window) -> Table:
    heads = (Head("date", Both("date", "日期")), Head("project", Both("project", "项目")), Head("what", Both("what", "内容")))
    found: list[Sequence[Cell]] = [
        (event.date, rows.names[event.n], _titled(event)) for event in rows.events if event.kind in AGREED and _inside(event.date, window)
    ]
    return Table("agreed", Both("Decided, changed, accepted", "决定、变更与验收"), heads, sorted(found, key=_by_day), Both("nothing", "无"))


def _next(rows: Rows, today: str) -> Table:
    heads = (Head("due", Both("due", "日期")), Head("project", Both("project", "项目")), Head("what", Both("what", "内容")), Head("kind", Both("kind", "类别")))
    kinds = {"milestones": Both("milestone", "里程碑"), "deliverables": Both("deliverable", "交付物")}
    found: list[Sequence[Cell]] = [
        (step.due, rows.names[step.n], step.what, kinds[step.field]) for step in rows.steps if not step.done and step.due >= today
    ]
    found += [
        (duty.due, rows.names[duty.n], duty.text, Both("promise", "承诺")) for duty in rows.duties if duty.state == "open" and duty.due >= today
    ]
    return Table("next", Both("What comes next", "下一步"), heads, sorted(found, key=_by_day), Both("nothing is planned", "没有计划项"))


def _inside(day: str, window: Window) -> bool:
    return window.first <= day <= window.last


def _by_day(row: Sequence[Cell]) -> tuple[str, str, str]:
    return str(row[0]), str(row[1]), str(row[2])

