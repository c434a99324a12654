"""Service cases as a list: when each is to be answered and solved in working time, and how late it is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pcrm_tools.facts.cases import CaseLimits, CaseTimes, answer_missed, case_limits, case_times, solution_missed, waiting_spans
from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config


class CaseRow(NamedTuple):
    """A case of a record; `by` are its handlers, `owner` is the record's, `attrs` are its tokens, `tier` is the customer's."""

    record: str
    path: str
    name: str
    line: int
    date: str
    time: str
    kind: str
    title: str
    by: str
    owner: str
    priority: str
    id: str
    attrs: Mapping[str, Any]
    tier: str

    @property
    def handler(self) -> str:
        """Who handles it: the first who is named, else the record's owner."""
        return self.by.partition(",")[0] or self.owner


class CaseState(NamedTuple):
    """A case with its limits and moments; `late` is how many working minutes it is behind now, `waiting` since when it waits."""

    row: CaseRow
    limits: CaseLimits
    times: CaseTimes
    waiting: datetime | None
    late: int

    @property
    def next_limit(self) -> datetime | None:
        """The moment by which something is due next."""
        first = None if self.times.responded else self.times.respond_by
        return min((moment for moment in (first, self.times.resolve_by) if moment is not None), default=None)


def case_state(row: CaseRow, config: Config, calendar: WorkCalendar, now: datetime) -> CaseState | None:
    """A case as it stands at a moment; None where its day cannot be read."""
    limits = case_limits(config.data["sla"], row.kind, row.priority, row.tier)
    times = case_times(row.date, row.time, row.attrs, limits, calendar)
    if times is None:
        return None
    late = 0
    if times.responded is None and times.respond_by is not None and answer_missed(times, now):
        late = calendar.working_between(times.respond_by, now)
    if times.resolved is None and times.resolve_by is not None and solution_missed(times, now):
        late = max(late, calendar.working_between(times.resolve_by, now))
    spans = waiting_spans(row.attrs.get("waiting") or (), row.date, calendar)
    waiting = spans[-1].start if times.paused and spans else None
    return CaseState(row, limits, times, waiting, late)


def case_states(
    rows: Iterable[CaseRow], config: Config, calendar: Callable[[str], WorkCalendar], now: Callable[[WorkCalendar], datetime]
) -> list[CaseState]:
    """Cases as they stand at a moment: the latest first, then by what is due next, then by their day.

    `calendar` knows the working time of whoever handles a case, `now` the moment in it.
    """
    found = []
    for row in rows:
        working = calendar(row.handler)
        state = case_state(row, config, working, now(working))
        if state is not None:
            found.append(state)
    found.sort(key=lambda state: (-state.late, state.next_limit or datetime.max, state.times.opened, state.row.path, state.row.line))
    return found
