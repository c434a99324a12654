"""Service quality: first answers and solutions against their limits in working time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pcrm_tools.facts.cases import answer_missed, solution_missed
from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config
from pcrm_tools.reports.case_list import CaseRow, CaseState, case_state
from pcrm_tools.reports.due_rules import CASE_WORDS
from pcrm_tools.reports.figures import Definition, Figure
from pcrm_tools.reports.report import SOURCE, Both, Cell, Head, Report, Table, Window, figure, median, share

FIRST = Definition(
    "first-response", "First answer (median)", "首次答复（中位数）", "working minutes from opening to the first answer, of cases answered in the period",
    "期间内答复的案例，从登记到首次答复的工作分钟数",
)  # fmt: skip
SOLVED = Definition(
    "resolution", "Solution (median)", "解决时间（中位数）",
    "working minutes from opening to the solution less those of waiting for the customer, of cases solved in the period",
    "期间内解决的案例，从登记到解决的工作分钟数，扣除等待客户的时间",
)  # fmt: skip
ANSWERS = Definition(
    "sla-answer", "Answered in time", "答复及时率", "cases answered by their limit ÷ cases whose limit fell in the period; unanswered ones past it are missed",
    "按时答复的案例 ÷ 答复期限在期间内的案例；过期未答复的算超时",
)  # fmt: skip
SOLUTIONS = Definition(
    "sla-solution", "Solved in time", "解决及时率", "cases solved by their limit ÷ cases whose limit fell in the period; unsolved ones past it are missed",
    "按时解决的案例 ÷ 解决期限在期间内的案例；过期未解决的算超时",
)  # fmt: skip
AT_ONCE = Definition(
    "first-contact-resolution", "Solved at first contact", "首次解决率", "cases with `first:yes` ÷ cases solved in the period",
    "标注“首次解决:是”的案例 ÷ 期间内解决的案例",
)  # fmt: skip
DEFINITIONS = (FIRST, SOLVED, ANSWERS, SOLUTIONS, AT_ONCE)

_TITLE = Both("Response times and service levels", "响应时间与服务达标")
_YES = frozenset(("yes", "true", "是", "True"))


class Judged(NamedTuple):
    """A case in a window: minutes to its answer and solution where they fell in it, and whether its limits in it were met."""

    state: CaseState
    answered: int | None
    solved: int | None
    answer_met: bool | None
    solution_met: bool | None


def service(
    rows: Iterable[CaseRow], config: Config, calendar: Callable[[str], WorkCalendar], window: Window, today: date
) -> Report:
    """The cases that were answered, solved or due in a window, as they stood at the end of `today`."""
    judged = [found for row in rows if row.date <= today.isoformat() and (found := _judged(row, config, calendar(row.handler), window, today))]
    return Report("service", _TITLE, today.isoformat(), window, _figures(judged, window), [_by_kind(judged), _missed(judged, calendar)])


def _judged(row: CaseRow, config: Config, working: WorkCalendar, window: Window, today: date) -> Judged | None:
    now = working.end_of(today)
    state = case_state(row, config, working, now)
    if state is None:
        return None
    times = state.times
    answer = times.responded if times.responded is not None and times.responded <= now else None
    solution = times.resolved if times.resolved is not None and times.resolved <= now else None
    found = Judged(
        state,
        working.working_between(times.opened, answer) if answer and _inside(answer, window) else None,
        max(0, working.working_between(times.opened, solution) - times.waited) if solution and _inside(solution, window) else None,
        _met(times.respond_by, answer_missed(times, now), answer, window, now),
        _met(times.resolve_by, solution_missed(times, now), solution, window, now),
    )
    return found if any(value is not None for value in found[1:]) or _inside(times.opened, window) else None


def _inside(moment: datetime, window: Window) -> bool:
    return window.first <= moment.date().isoformat() <= window.last


def _met(limit: datetime | None, missed: bool, done: datetime | None, window: Window, now: datetime) -> bool | None:
    """Whether a limit in the window was met; None where there is none, or it is still to come and nothing was done."""
    if limit is None or not _inside(limit, window) or (done is None and limit >= now):
        return None
    return not missed


def _figures(judged: Sequence[Judged], window: Window) -> list[Figure]:
    solved = [one for one in judged if one.solved is not None]
    at_once = [one for one in solved if str(one.state.row.attrs.get("first") or "") in _YES]
    answered = [one for one in judged if one.answered is not None]
    due_answers = [one for one in judged if one.answer_met is not None]
    due_solutions = [one for one in judged if one.solution_met is not None]
    return [
        _share(ANSWERS, [one for one in due_answers if one.answer_met], due_answers, window),
        _share(SOLUTIONS, [one for one in due_solutions if one.solution_met], due_solutions, window),
        figure(FIRST, median([one.answered for one in answered if one.answered is not None]), len(answered), window, _sources(answered), "min"),
        figure(SOLVED, median([one.solved for one in solved if one.solved is not None]), len(solved), window, _sources(solved), "min"),
        _share(AT_ONCE, at_once, solved, window),
    ]


def _share(definition: Definition, part: Sequence[Judged], whole: Sequence[Judged], window: Window) -> Figure:
    return figure(definition, share(len(part), len(whole)), len(whole), window, _sources(whole), "%")


def _sources(rows: Iterable[Judged]) -> tuple[str, ...]:
    return tuple(f"{one.state.row.path}:{one.state.row.line}" for one in rows)


def _by_kind(judged: Sequence[Judged]) -> Table:
    heads = (
        Head("kind", Both("kind", "类型")), Head("cases", Both("cases", "案例"), True), Head("answered", Both("answered in time %", "答复及时 %"), True),
        Head("first", Both("first answer (min)", "首次答复（分钟）"), True), Head("solved", Both("solved in time %", "解决及时 %"), True),
        Head("solution", Both("solution (min)", "解决（分钟）"), True),
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for kind in sorted({one.state.row.kind for one in judged}):
        own = [one for one in judged if one.state.row.kind == kind]
        answers = [one.answer_met for one in own if one.answer_met is not None]
        solutions = [one.solution_met for one in own if one.solution_met is not None]
        rows.append((
            Both(kind, CASE_WORDS.get(kind, kind)), len(own), share(sum(answers), len(answers)),
            median([one.answered for one in own if one.answered is not None]), share(sum(solutions), len(solutions)),
            median([one.solved for one in own if one.solved is not None]),
        ))  # fmt: skip
    return Table("by-kind", Both("By kind", "按类型"), heads, rows, Both("no case in this period", "期间内没有案例"))


def _missed(judged: Sequence[Judged], calendar: Callable[[str], WorkCalendar]) -> Table:
    heads = (
        Head("id", Both("record", "档案")), Head("case", Both("case", "案例")), Head("handler", Both("handler", "处理人")),
        Head("opened", Both("opened", "登记")), Head("limit", Both("limit", "期限")), Head("missed", Both("missed", "超时项")), SOURCE,
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for one in judged:
        row, times = one.state.row, one.state.times
        for met, by, what in ((one.answer_met, times.respond_by, Both("answer", "答复")), (one.solution_met, times.resolve_by, Both("solution", "解决"))):
            if met is False and by is not None:
                opened = times.opened.isoformat(" ", "minutes") if row.time else row.date
                rows.append((row.record, row.title or row.id, row.handler, opened, by.isoformat(" ", "minutes"), what, f"{row.path}:{row.line}"))
    return Table("missed", Both("Limits missed", "超时案例"), heads, rows, Both("no limit was missed", "没有超时"))
