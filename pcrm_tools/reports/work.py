"""The week of each person: what is due, what is late, and what was done."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.reports.figures import Definition
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.reports.report import SOURCE, Both, Cell, Head, Report, Table, Window, figure

DUE = Definition("work-due", "Due", "待办", "follow-ups due up to a week after the day, overdue ones included", "一周内到期的跟进，含逾期")
OVERDUE = Definition("work-overdue", "Overdue", "逾期", "follow-ups due before the day", "已过期的跟进数")
TICKED = Definition("work-done", "Tasks done", "完成任务", "tasks done in the period", "期间内完成的任务数")
WRITTEN = Definition("work-entries", "Entries written", "新增记录", "log entries of the period", "期间内的记录数")
DEFINITIONS = (DUE, OVERDUE, TICKED, WRITTEN)

_TITLE = Both("Work of the week", "本周工作")
_NOBODY = Both("nobody", "无人负责")


class Ticked(NamedTuple):
    """A task that was done."""

    id: str
    path: str
    line: int
    text: str
    owner: str
    done: str


class Written(NamedTuple):
    """How many log entries somebody wrote in the period (empty: nobody is named)."""

    by: str
    entries: int


def work(
    due: Sequence[FollowUp], ticked: Sequence[Ticked], written: Sequence[Written], person: Callable[[str], str],
    what: Callable[[FollowUp], Both], why: Callable[[FollowUp], Both], window: Window, today: date,
) -> Report:
    """What is due and what was done, a table for each person; `person` names a team id, `what` and `why` tell of what is due."""
    late = [row for row in due if row.days_late > 0]
    figures = [
        figure(DUE, len(due), len(due), window, [f"{row.path}:{row.line}" for row in due]),
        figure(OVERDUE, len(late), len(due), window, [f"{row.path}:{row.line}" for row in late]),
        figure(TICKED, len(ticked), len(ticked), window, [f"{row.path}:{row.line}" for row in ticked]),
        figure(WRITTEN, sum(row.entries for row in written), sum(row.entries for row in written), window, ()),
    ]
    owners = sorted({row.owner for row in due} | {row.owner for row in ticked} | {row.by for row in written})
    tables = [_summary(owners, due, ticked, written, person)]
    tables += [_of_owner(owner, [row for row in due if row.owner == owner], person, what, why) for owner in owners]
    tables.append(_done(ticked))
    return Report("work", _TITLE, today.isoformat(), window, figures, tables)


def _summary(
    owners: Sequence[str], due: Sequence[FollowUp], ticked: Sequence[Ticked], written: Sequence[Written], person: Callable[[str], str]
) -> Table:
    heads = (
        Head("owner", Both("person", "人员")), Head("due", Both("due", "待办"), True), Head("overdue", Both("overdue", "逾期"), True),
        Head("done", Both("tasks done", "完成任务"), True), Head("entries", Both("entries", "记录"), True),
    )  # fmt: skip
    counts = {row.by: row.entries for row in written}
    rows: list[Sequence[Cell]] = []
    for owner in owners:
        own = [row for row in due if row.owner == owner]
        done = sum(row.owner == owner for row in ticked)
        rows.append((_name(owner, person), len(own), sum(row.days_late > 0 for row in own), done, counts.get(owner, 0)))
    return Table("people", Both("By person", "按人员"), heads, rows, Both("nothing is due, nothing was done", "没有待办，也没有完成项"))


def _name(owner: str, person: Callable[[str], str]) -> Cell:
    return person(owner) if owner else _NOBODY


def _of_owner(
    owner: str, rows: Sequence[FollowUp], person: Callable[[str], str], what: Callable[[FollowUp], Both], why: Callable[[FollowUp], Both]
) -> Table:
    heads = (
        Head("due", Both("due", "到期")), Head("id", Both("record", "档案")), Head("what", Both("what", "事项")), Head("why", Both("why", "原因")), SOURCE,
    )  # fmt: skip
    named = person(owner) if owner else ""
    title = Both(f"To do: {named or _NOBODY.en}", f"待办：{named or _NOBODY.zh}")
    cells: list[Sequence[Cell]] = [(row.due, row.id, what(row), why(row), f"{row.path}:{row.line}") for row in rows]
    return Table(f"todo-{owner or 'nobody'}", title, heads, cells, Both("nothing is due", "没有待办"))


def _done(ticked: Sequence[Ticked]) -> Table:
    heads = (
        Head("done", Both("done", "完成")), Head("id", Both("record", "档案")), Head("task", Both("task", "任务")),
        Head("owner", Both("owner", "负责人")), SOURCE,
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [(row.done, row.id, row.text, row.owner, f"{row.path}:{row.line}") for row in ticked]
    return Table("done", Both("Done in the period", "期间内完成"), heads, rows, Both("no task was done", "没有完成的任务"))
