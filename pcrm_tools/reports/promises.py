"""Promises to customers: which were kept by their day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.reports.figures import Definition
from pcrm_tools.reports.report import SOURCE, Both, Cell, Head, Report, Table, Window, figure, share

KEPT = Definition(
    "promises-kept", "Promises kept", "承诺兑现率", "promises done by their day ÷ promises that were due; cancelled ones are left out",
    "按期完成的承诺 ÷ 到期的承诺；已取消的不计",
)  # fmt: skip
LATE = Definition("promises-late", "Promises kept late", "承诺逾期完成", "promises done after their day", "过了日期才完成的承诺数")
BROKEN = Definition("promises-open", "Promises overdue", "承诺逾期未完成", "promises due before the day and still open", "已过日期仍未完成的承诺数")
DEFINITIONS = (KEPT, LATE, BROKEN)

_STATES = {"kept": Both("kept", "已兑现"), "late": Both("kept late", "逾期完成"), "open": Both("overdue", "逾期未完成")}
_TITLE = Both("Promises kept", "承诺兑现")


class Promise(NamedTuple):
    """A task with `#promise`: days as ISO text, empty where they are not said."""

    id: str
    path: str
    line: int
    text: str
    owner: str
    state: str
    due: str
    done: str


def promises(rows: Iterable[Promise], window: Window, today: date) -> Report:
    """The promises that were due in a window and before or on a day, and how each was kept as of that day."""
    last = min(window.last, today.isoformat())
    asked = sorted((row for row in rows if row.state != "cancelled" and window.first <= row.due <= last), key=_order)
    judged = [(row, state) for row in asked if (state := _judged(row, today.isoformat()))]
    parts = {name: [row for row, state in judged if state == name] for name in _STATES}
    figures = [
        figure(KEPT, share(len(parts["kept"]), len(judged)), len(judged), window, _sources(row for row, _ in judged), "%"),
        figure(LATE, len(parts["late"]), len(judged), window, _sources(parts["late"])),
        figure(BROKEN, len(parts["open"]), len(judged), window, _sources(parts["open"])),
    ]
    return Report("promises", _TITLE, today.isoformat(), window, figures, [_not_kept(judged), _by_owner(judged)])


def _order(row: Promise) -> tuple[str, str, int]:
    return row.due, row.path, row.line


def _judged(row: Promise, today: str) -> str:
    """`kept`, `late` or `open`; empty for one that is open and due today: there is time left."""
    if row.done and row.done <= today:
        return "kept" if row.done <= row.due else "late"
    return "open" if row.due < today else ""


def _sources(rows: Iterable[Promise]) -> tuple[str, ...]:
    return tuple(f"{row.path}:{row.line}" for row in rows)


def _not_kept(judged: Sequence[tuple[Promise, str]]) -> Table:
    heads = (
        Head("id", Both("record", "档案")), Head("promise", Both("promise", "承诺")), Head("owner", Both("owner", "负责人")),
        Head("due", Both("due", "截止")), Head("done", Both("done", "完成")), Head("state", Both("state", "状态")), SOURCE,
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (row.id, row.text, row.owner, row.due, row.done, _STATES[state], f"{row.path}:{row.line}")
        for row, state in judged
        if state != "kept"
    ]
    return Table("not-kept", Both("Not kept by their day", "未按期兑现"), heads, rows, Both("every promise was kept by its day", "承诺全部按期兑现"))


def _by_owner(judged: Sequence[tuple[Promise, str]]) -> Table:
    heads = (
        Head("owner", Both("owner", "负责人")), Head("due", Both("due", "到期"), True), Head("kept", Both("kept", "兑现"), True),
        Head("late", Both("late", "逾期完成"), True), Head("open", Both("overdue", "逾期"), True), Head("share", Both("kept %", "兑现率 %"), True),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for owner in sorted({row.owner for row, _ in judged}):
        states = [state for row, state in judged if row.owner == owner]
        counts = [states.count(name) for name in _STATES]
        rows.append((owner, len(states), *counts, share(counts[0], len(states))))
    return Table("by-owner", Both("By owner", "按负责人"), heads, rows)
