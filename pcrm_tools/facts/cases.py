"""Service cases: when the first answer and the solution are due in working time, and whether that was kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pcrm_tools.facts.dates import WorkCalendar, ended, opened, parse_duration

CRITERIA = ("kind", "priority", "tier")


class CaseLimits(NamedTuple):
    """Time limits of a case as duration text in working time; empty where no line of the table gives one."""

    respond: str
    resolve: str


class CaseTimes(NamedTuple):
    """The moments of a case; a missing one has not come. Paused: the customer has to act, so that nothing is due."""

    opened: datetime
    responded: datetime | None
    resolved: datetime | None
    respond_by: datetime | None
    resolve_by: datetime | None
    paused: bool
    waited: int


class Span(NamedTuple):
    """A period of waiting for the customer; without an end it goes on."""

    start: datetime
    end: datetime | None


def case_limits(sla: Iterable[Mapping[str, Any]], kind: str, priority: str, tier: str | None) -> CaseLimits:
    """The limits of the most specific line that fits, for answer and solution apart; of equals the earlier line.

    A line fits if each of kind, priority and tier that it names is the case's; a case without priority is `normal`.
    """
    return CaseLimits(*_most_specific(sla, ("respond", "resolve"), kind, priority, tier))


def case_owner(sla: Iterable[Mapping[str, Any]], kind: str, priority: str, tier: str | None) -> str:
    """Who takes cases of this sort by the table: the `owner` of the most specific line that fits and names one, or empty."""
    return _most_specific(sla, ("owner",), kind, priority, tier)[0]


def _most_specific(
    sla: Iterable[Mapping[str, Any]], wanted: Sequence[str], kind: str, priority: str, tier: str | None
) -> list[str]:
    case = {"kind": kind, "priority": priority or "normal", "tier": tier or ""}
    found, rank = dict.fromkeys(wanted, ""), dict.fromkeys(wanted, -1)
    for line in sla:
        named = [name for name in CRITERIA if line.get(name)]
        if any(str(line[name]) != case[name] for name in named):
            continue
        for key in found:
            if line.get(key) and len(named) > rank[key]:
                found[key], rank[key] = str(line[key]), len(named)
    return list(found.values())


def known_by(attrs: Mapping[str, Any], today: str) -> dict[str, Any]:
    """A case's tokens as they were at the end of a day (ISO): what was answered, solved or waited for later is left out."""
    known = {key: value for key, value in attrs.items() if key not in ("responded", "resolved") or str(value)[:10] <= today}
    if "waiting" in known:
        waiting = known["waiting"]
        spans = []
        for part in (waiting,) if isinstance(waiting, str) else waiting:
            first, _, last = str(part).partition("..")
            if first[:10] <= today:
                spans.append(part if last[:10] <= today else f"{first}..")
        known["waiting"] = spans
    return known


def case_times(
    day: str, time: str, attrs: Mapping[str, Any], limits: CaseLimits, calendar: WorkCalendar
) -> CaseTimes | None:
    """The moments of a case that was opened on `day` (ISO) at `time` (or empty); None where the day cannot be read.

    `waited` counts working minutes of the waiting periods that have ended, up to the solution.
    """
    start = opened(f"{day} {time}" if time else day, calendar) or opened(day, calendar)
    if start is None:
        return None
    responded = ended(str(attrs.get("responded") or ""), calendar, day)
    resolved = ended(str(attrs.get("resolved") or ""), calendar, day)
    spans = waiting_spans(attrs.get("waiting") or (), day, calendar)
    respond_by = _add(start, limits.respond, (), calendar)
    resolve_by = _add(start, limits.resolve, spans, calendar)
    waited = sum(calendar.working_between(max(span.start, start), _end(span, resolved)) for span in spans)
    return CaseTimes(start, responded or resolved, resolved, respond_by, resolve_by, _open(spans) and resolved is None, waited)


def waiting_spans(waiting: str | Sequence[str], day: str, calendar: WorkCalendar) -> tuple[Span, ...]:
    """The periods written as `FROM..TO`, in order and without overlap; bare days count whole, an empty `TO` is open."""
    parts = (waiting,) if isinstance(waiting, str) else tuple(waiting)
    spans = []
    for part in parts:
        first, _, last = str(part).partition("..")
        start = opened(first, calendar, day)
        if start is not None:
            spans.append(Span(start, ended(last, calendar, day) if last else None))
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        before = merged[-1] if merged else None
        if before is None or (before.end is not None and span.start > before.end):
            merged.append(span)
        elif before.end is not None:
            merged[-1] = Span(before.start, None if span.end is None else max(before.end, span.end))
    return tuple(merged)


def answered_in(times: CaseTimes, calendar: WorkCalendar) -> int | None:
    """Working minutes from opening to the first answer; None while there is none."""
    return None if times.responded is None else calendar.working_between(times.opened, times.responded)


def solved_in(times: CaseTimes, calendar: WorkCalendar) -> int | None:
    """Working minutes from opening to the solution, less those of waiting for the customer; None while it is open."""
    if times.resolved is None:
        return None
    return max(calendar.working_between(times.opened, times.resolved) - times.waited, 0)


def answer_missed(times: CaseTimes, now: datetime) -> bool:
    """Whether the first answer came, or is still to come, after its limit."""
    return times.respond_by is not None and (times.responded or now) > times.respond_by


def solution_missed(times: CaseTimes, now: datetime) -> bool:
    """Whether the solution came, or is still to come, after its limit."""
    return times.resolve_by is not None and (times.resolved or now) > times.resolve_by


def _add(start: datetime, limit: str, spans: Sequence[Span], calendar: WorkCalendar) -> datetime | None:
    """The end of a limit whose clock stands still during `spans`; None without a limit, or while the clock stands still."""
    length = parse_duration(limit) if limit else None
    if length is None:
        return None
    try:
        if length.unit in ("mo", "q", "y"):
            return calendar.add_working(start, length)
        rest = calendar.minutes(length)
        for span in spans:
            passed = calendar.working_between(start, span.start)
            if passed >= rest:
                break
            if span.end is None:
                return None
            start, rest = max(start, span.end), rest - passed
        return calendar.add_minutes(start, rest)
    except OverflowError:
        return None


def _end(span: Span, resolved: datetime | None) -> datetime:
    if span.end is None:
        return resolved or span.start
    return min(span.end, resolved) if resolved else span.end


def _open(spans: Sequence[Span]) -> bool:
    return bool(spans) and spans[-1].end is None
