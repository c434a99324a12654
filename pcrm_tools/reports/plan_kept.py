"""The communication plan: which of its items are carried out as often as they say."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.dates import add
from pcrm_tools.reports.figures import Definition
from pcrm_tools.reports.report import SOURCE, Both, Cell, Head, Report, Table, Window, figure, share

KEPT = Definition(
    "plan-kept", "Plan kept", "沟通计划达成率", "items of communication plans whose last contact is no older than their `every` ÷ items with `every`",
    "最近一次沟通未超过“频率”的计划项 ÷ 写了“频率”的计划项",
)  # fmt: skip
CONTACTS = Definition(
    "plan-contacts", "Planned contacts made", "按计划沟通次数", "entries of the period that carry out an item of a plan", "期间内属于某个计划项的记录数",
)  # fmt: skip
DEFINITIONS = (KEPT, CONTACTS)

_TITLE = Both("Communication plans", "沟通计划执行")
_STATES = {"kept": Both("in time", "按时"), "late": Both("late", "逾期"), "never": Both("never yet", "尚未执行")}


class Planned(NamedTuple):
    """An item of a plan and the days (ISO, ascending) of the entries that carried it out."""

    id: str
    path: str
    line: int
    what: str
    every: str
    owner: str
    days: tuple[str, ...]


def plan_kept(rows: Iterable[Planned], window: Window, today: date) -> Report:
    """The items of plans as of a day: kept, late or never carried out, and how often in the window."""
    judged = [(row, *_judged(row, window, today)) for row in rows]
    kept = [row for row, state, _, _ in judged if state == "kept"]
    made = sum(count for _, _, _, count in judged)
    sources = tuple(f"{row.path}:{row.line}" for row, *_ in judged)
    figures = [
        figure(KEPT, share(len(kept), len(judged)), len(judged), window, sources, "%"),
        figure(CONTACTS, made, len(judged), window, sources),
    ]
    return Report("plan", _TITLE, today.isoformat(), window, figures, [_table(judged)])


def _judged(row: Planned, window: Window, today: date) -> tuple[str, str, int]:
    """The state of an item, the day on which it is due next (empty: never done), and how often it was done in the window."""
    known = [day for day in row.days if day <= today.isoformat()]
    count = sum(window.first <= day <= window.last for day in known)
    if not known:
        return "never", "", count
    due = add(date.fromisoformat(known[-1]), row.every)
    return "kept" if due is None or due >= today else "late", due.isoformat() if due else "", count


def _table(judged: Sequence[tuple[Planned, str, str, int]]) -> Table:
    heads = (
        Head("id", Both("customer", "客户")), Head("what", Both("item", "计划项")), Head("every", Both("every", "频率")),
        Head("owner", Both("owner", "负责人")), Head("made", Both("made", "次数"), True), Head("last", Both("last", "上次")),
        Head("due", Both("next due", "下次应于")), Head("state", Both("state", "状态")), SOURCE,
    )  # fmt: skip
    order = {"late": 0, "never": 1, "kept": 2}
    rows: list[Sequence[Cell]] = [
        (row.id, row.what, row.every, row.owner, count, row.days[-1] if row.days else "", due, _STATES[state], f"{row.path}:{row.line}")
        for row, state, due, count in sorted(judged, key=lambda one: (order[one[1]], one[2], one[0].path, one[0].line))
    ]
    return Table("plans", Both("Items of plans", "计划项"), heads, rows, Both("no customer has a plan", "没有客户写了沟通计划"))
