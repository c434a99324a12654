"""Open cases by how long they have been waiting for us, in working time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.cases import waiting_spans
from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.reports.case_list import CaseState
from pcrm_tools.reports.figures import Definition

AGE = Definition(
    "case-age", "Age of open cases", "未结案例时长", "working time from opening to the end of the day, less that of waiting for the customer",
    "从登记到当天结束的工作时间，扣除等待客户的时间",
)  # fmt: skip
# Upper ends in working days; the last span has none.
SPANS: tuple[float, ...] = (0.5, 1, 3, 5, 10)


class Aged(NamedTuple):
    """The cases of one span of age: from `low` up to `high` working days (None: older)."""

    low: float
    high: float | None
    cases: Sequence[CaseState]


def age(state: CaseState, calendar: WorkCalendar, today: date) -> int:
    """Working minutes of an open case up to the end of a day, less those of waiting for the customer."""
    now = calendar.end_of(today)
    waited = sum(
        calendar.working_between(max(span.start, state.times.opened), min(span.end or now, now))
        for span in waiting_spans(state.row.attrs.get("waiting") or (), state.row.date, calendar)
        if span.start < now
    )
    return max(0, calendar.working_between(state.times.opened, now) - waited)


def ages(states: Iterable[CaseState], calendar: Callable[[str], WorkCalendar], today: date) -> list[Aged]:
    """Open cases by spans of age, the youngest first; empty spans are there too."""
    parts: list[list[CaseState]] = [[] for _ in range(len(SPANS) + 1)]
    for state in states:
        working = calendar(state.row.handler)
        days = age(state, working, today) / working.day_minutes
        parts[next((place for place, end in enumerate(SPANS) if days <= end), len(SPANS))].append(state)
    ends = (0.0, *SPANS)
    return [Aged(ends[place], SPANS[place] if place < len(SPANS) else None, part) for place, part in enumerate(parts)]
