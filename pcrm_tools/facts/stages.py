"""How long a project has been in its stage, and whether stages and chains of stages take longer than expected."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.facts.dates import add, parse_duration


class Step(NamedTuple):
    """A `stage` entry: its day (ISO), the stages before and after the arrow (empty where unsaid), and its line."""

    day: str
    before: str
    after: str
    line: int = 0


class StageNow(NamedTuple):
    """The stage a project is in, since when (ISO; empty: unknown), and the line that says so (0: front matter)."""

    stage: str
    since: str
    line: int


class StageLimit(NamedTuple):
    """A limit over several stages: from entering `first` until reaching `last`, in calendar time."""

    first: str
    last: str
    length: str


def effective_stage(front: str | None, steps: Sequence[Step], began: str | None) -> StageNow | None:
    """The stage of front matter, else of the last step (`steps` newest first); None where neither says one.

    It counts from the newest step into it, else from `began` (the project's start, else its first entry).
    """
    stage = front or (steps[0].after if steps else "")
    if not stage:
        return None
    entered = next((step for step in steps if step.after == stage), None)
    return StageNow(stage, entered.day, entered.line) if entered else StageNow(stage, began or "", 0)


def stage_age(since: str, today: date) -> int | None:
    """Days spent in a stage entered on `since` (ISO), or None where that is unknown."""
    return (today - date.fromisoformat(since)).days if since else None


def expected_length(stages: Mapping[str, Any], stage: str | None) -> str:
    """The time expected for a stage as duration text; empty where the pipeline (its `stages`) says none."""
    days = (stages.get(stage or "") or {}).get("days")
    return "" if days in (None, "") else f"{days}d" if isinstance(days, int) or str(days).isdecimal() else str(days)


def stage_due(since: str, length: str) -> date | None:
    """The last day on which a stage entered on `since` is not late; None where either is unknown."""
    return add(date.fromisoformat(since), length) if since and length else None


def is_late(since: str, length: str, today: date) -> bool:
    """Whether a stage has taken longer than expected."""
    due = stage_due(since, length)
    return due is not None and due < today


def stage_limits(pipeline: Mapping[str, Any]) -> tuple[StageLimit, ...]:
    """A pipeline's limits over several stages, unreadable ones left out."""
    stages = pipeline.get("stages") or {}
    found = []
    for limit in pipeline.get("limits") or ():
        length = f"{limit['days']}d" if str(limit["days"]).isdecimal() else str(limit["days"])
        if limit["from"] in stages and limit["to"] in stages and parse_duration(length):
            found.append(StageLimit(limit["from"], limit["to"], length))
    return tuple(found)


def stages_within(limit: StageLimit, stages: Iterable[str]) -> tuple[str, ...]:
    """The stages during which a limit runs: from its first stage up to the one before its last."""
    order = list(stages)
    return tuple(order[order.index(limit.first) : order.index(limit.last)])


def limit_since(limit: StageLimit, stages: Iterable[str], steps: Sequence[Step], began: str | None) -> str:
    """The day (ISO) on which a limit began to run; empty where the project's log does not tell.

    It is the first step into the limit's first stage. A project that was never moved there has begun in it, if that is
    the pipeline's first stage or a step leads out of it.
    """
    entered = min((step.day for step in steps if step.after == limit.first), default="")
    if entered:
        return entered
    first = next(iter(stages), "")
    return began or "" if limit.first == first or any(step.before == limit.first for step in steps) else ""



def has_won(stages: Mapping[str, Any], stage: str | None) -> bool:
    """Whether a stage is the one of its pipeline that is marked `won: true`, or one after it."""
    order = list(stages)
    won = next((place for place, code in enumerate(order) if (stages[code] or {}).get("won")), None)
    return won is not None and stage in order and order.index(stage) >= won
