"""Everything that is due and why: rows that SQL has selected become follow-ups, the most pressing first.

A follow-up's score is a plain sum, so that it can be explained: the points of its rule (60 for an unanswered case down to 15
for a late stage), 2 for each day late (at most 15 days) or 4 fewer for each day left (at most 10), up to 20 for the customer's
tier, up to 20 for its priority, and 25 for a promise to the customer.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.facts.cases import CaseLimits, case_limits, case_times
from pcrm_tools.facts.contact import cadence_limit, next_contact, silence_ends
from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.facts.stages import (
    StageLimit,
    Step,
    expected_length,
    limit_since,
    stage_age,
    stage_due,
    stage_limits,
    stages_within,
)
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import DueCase, DueContact, DueItem, DueStage, DueTask, Head
from pcrm_tools.reports import due_rules
from pcrm_tools.reports.due_rules import POINTS, PRIORITY_POINTS, PROMISE_POINTS, Why, day_points, tier_points


class FollowUp(NamedTuple):
    """One thing that is due: `due` is an ISO day, `days_late` negative while time is left, `group` the customer's id.

    `what` is the record's name where it says nothing more; `private` rows are not for other audiences.
    """

    id: str
    path: str
    line: int
    due: str
    days_late: int
    owner: str
    rule: str
    what: str
    why: Why
    score: int
    name: str
    group: str
    tier: str
    priority: str
    promise: bool
    private: bool


class DueRows(NamedTuple):
    """What follow-ups are made from; `heads` and `steps` (stage entries, newest first) belong to records by their number."""

    heads: Mapping[int, Head] = {}
    contacts: Sequence[DueContact] = ()
    tasks: Sequence[DueTask] = ()
    items: Sequence[DueItem] = ()
    cases: Sequence[DueCase] = ()
    stages: Sequence[DueStage] = ()
    steps: Mapping[int, Sequence[Step]] = {}


class Frame:
    """What every rule needs besides its rows: the settings, today, the last day to look at, and working time."""

    __slots__ = ("calendar", "config", "horizon", "late", "tiers", "today", "today_text")

    def __init__(self, config: Config, today: date, horizon: date, calendar: WorkCalendar) -> None:
        self.config, self.today, self.calendar = config, today, calendar
        self.today_text, self.horizon = today.isoformat(), horizon.isoformat()
        self.late = _DaysLate(today)
        self.tiers = tier_points(config.data["tiers"])


class _DaysLate(dict[str, tuple[int, int]]):
    """Due day -> days late and their points, each day worked out once."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today.toordinal()

    def __missing__(self, due: str) -> tuple[int, int]:
        days = self._today - date.fromisoformat(due).toordinal()
        self[due] = found = (days, day_points(days))
        return found


_TASK, _PROMISE = Why("task", {}), Why("promise", {})


def followups(rows: DueRows, config: Config, today: date, horizon: date, calendar: WorkCalendar) -> tuple[FollowUp, ...]:
    """The follow-ups of the selected rows, by score, then by due day, record and line."""
    frame = Frame(config, today, horizon, calendar)
    found = [row for make in MAKERS for row in make(rows, frame)]
    found.sort(key=lambda row: (-row.score, row.due, row.id, row.line))
    return tuple(found)


def why_text(row: FollowUp, config: Config, lang: str) -> str:
    """The sentence that says why a row is listed, in `en` or `zh`."""
    chinese = lang == "zh"
    values = dict(row.why.values)
    for key in ("stage", "first", "last"):
        if row.rule in ("stage-late", "limit") and key in values:
            values[key] = config.label("stage", values[key], lang)
    if "kind" in values:
        own = (config.data["kinds"].get(values["kind"]) or {}).get("label")
        values["kind"] = str(own or (due_rules.CASE_WORDS.get(values["kind"]) if chinese else None) or values["kind"])
    if "source" in values:
        values["source"] = due_rules.SOURCES[values["source"]][chinese]
    values |= {"due": row.due, "when": due_rules.when(row.days_late, lang)}
    return due_rules.SENTENCES[row.why.sentence][chinese].format_map(values)


def explain(row: FollowUp, config: Config) -> tuple[due_rules.Part, ...]:
    """The addends of a row's score."""
    return due_rules.score_parts(row.rule, row.days_late, row.tier, row.priority, row.promise, config.data["tiers"])


def _row(
    frame: Frame, head: Head, rule: str, line: int, due: str, what: str, why: Why, owner: str | None = "", priority: str = "",
    private: int = 0,
) -> FollowUp:
    id_, path, name, responsible, group, tier, hidden = head
    late, points = frame.late[due]
    score = POINTS[rule] + points + frame.tiers.get(tier, 0) + PRIORITY_POINTS.get(priority, 0)
    return FollowUp(
        id_, path, line, due, late, owner or responsible, rule, what, why, score, name, group, tier, priority, False,
        bool(private or hidden),
    )


def _contacts(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """A promised contact, and a silence that is too long unless a contact promised for today or earlier stands anyway."""
    for row in rows.contacts:
        head = rows.heads[row.n]
        promise = next_contact(row.promised, row.said, row.last)
        if promise is not None and promise.day <= frame.horizon:
            line = row.promised_line if promise.source == "front" else row.said_line
            why = Why("next-contact", {"last": row.last}) if row.last else Why("first-contact", {})
            what = row.step or (row.said_title if promise.source == "entry" else "") or head.name
            yield _row(frame, head, "next-contact", line or row.title_line, promise.day, what, why)
        if row.type == "customer" and (promise is None or promise.day > frame.today_text):
            silence = _silence(row, head, frame)
            if silence is not None:
                yield silence


def _silence(row: DueContact, head: Head, frame: Frame) -> FollowUp | None:
    data = frame.config.data
    cadence = cadence_limit(row.cadence, head.tier, row.lifecycle, data["tiers"], data["lifecycle"])
    if cadence is None:
        return None
    start = row.last or row.began
    end = silence_ends(start, cadence) if start else frame.today
    if end is None or (due := end.isoformat()) > frame.horizon:
        return None
    why = Why("cadence" if row.last else "never", {"last": row.last or "", "limit": cadence.length, "source": cadence.source})
    return _row(frame, head, "cadence", row.title_line, due, row.step or head.name, why)


def _tasks(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Open tasks; promises to the customer weigh more. Tens of thousands may be due, so nothing is called for each."""
    late, tiers, base, heads = frame.late, frame.tiers, POINTS["task"], rows.heads
    for n, line, text, handler, due, priority, promise, private in rows.tasks:
        id_, path, name, owner, group, tier, hidden = heads[n]
        days, points = late[due]
        score = base + points + tiers.get(tier, 0) + PRIORITY_POINTS.get(priority, 0) + (PROMISE_POINTS if promise else 0)
        yield FollowUp(
            id_, path, line, due, days, handler or owner, "task", text, _PROMISE if promise else _TASK, score, name, group, tier,
            priority, bool(promise), bool(private or hidden),
        )


def _items(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    for row in rows.items:
        rule = "milestone" if row.field == "milestones" else "deliverable"
        yield _row(frame, rows.heads[row.n], rule, row.line, row.due, row.label, Why(rule, {}), row.handler)


def _cases(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """The first answer and the solution of open cases; while the customer has to act, no solution is due."""
    known: dict[tuple[str, str, str], CaseLimits] = {}
    for row in rows.cases:
        head = rows.heads[row.n]
        key = (row.kind, row.priority, head.tier)
        limits = known.get(key)
        if limits is None:
            limits = known[key] = case_limits(frame.config.data["sla"], *key)
        times = case_times(row.date, row.time, json.loads(row.attrs), limits, frame.calendar)
        if times is None:
            continue
        first = None if times.responded else times.respond_by
        for rule, by, limit in (("case-respond", first, limits.respond), ("case-resolve", times.resolve_by, limits.resolve)):
            if by is None or (due := by.date().isoformat()) > frame.horizon:
                continue
            why = Why(rule, {"kind": row.kind, "opened": row.date, "limit": limit, "by": by.isoformat(" ", "minutes")})
            owner = row.handlers.partition(",")[0]
            yield _row(frame, head, rule, row.line, due, row.title or row.id or head.name, why, owner, row.priority, row.private)


def _stages(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """A stage, and a chain of stages, that takes longer than expected."""
    known: dict[tuple[str, str], tuple[str, list[StageLimit]]] = {}
    for row in rows.stages:
        head, key = rows.heads[row.n], (row.pipeline, row.stage)
        pipeline = frame.config.data["pipelines"].get(row.pipeline) or {}
        stages = pipeline.get("stages") or {}
        if key not in known:
            limits = [limit for limit in stage_limits(pipeline) if row.stage in stages_within(limit, stages)]
            known[key] = (expected_length(stages, row.stage), limits)
        length, limits = known[key]
        since = row.since or ""
        end = stage_due(since, length)
        if end is not None and (due := end.isoformat()) <= frame.horizon:
            values = {"stage": row.stage, "since": since, "age": str(stage_age(since, frame.today)), "limit": length}
            yield _row(frame, head, "stage-late", row.line, due, row.stage, Why("stage-late", values))
        for limit in limits:
            yield from _limit(row, head, limit, stages, rows.steps.get(row.n, ()), frame)


def _limit(
    row: DueStage, head: Head, limit: StageLimit, stages: Mapping[str, Any], steps: Sequence[Step], frame: Frame
) -> Iterator[FollowUp]:
    since = limit_since(limit, stages, steps, row.began)
    end = stage_due(since, limit.length)
    if end is not None and (due := end.isoformat()) <= frame.horizon:
        values = {"first": limit.first, "last": limit.last, "since": since, "limit": limit.length}
        why = Why("limit", {**values, "age": str(stage_age(since, frame.today))})
        yield _row(frame, head, "limit", row.line, due, f"{limit.first} → {limit.last}", why)


MAKERS: tuple[Callable[[DueRows, Frame], Iterable[FollowUp]], ...] = (_cases, _contacts, _items, _tasks, _stages)
