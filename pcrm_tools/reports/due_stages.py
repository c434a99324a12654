"""Projects that are slow: in one stage, over several of them, or with the order that was expected."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pcrm_tools.facts.stages import (
    StageLimit,
    Step,
    expected_length,
    has_won,
    limit_since,
    stage_age,
    stage_due,
    stage_limits,
    stages_within,
)
from pcrm_tools.model.due_rows import DueStage, Head
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame
from pcrm_tools.reports.due_rules import Why


def stages(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """A stage, and a chain of stages, that takes longer than expected."""
    known: dict[tuple[str, str], tuple[str, list[StageLimit]]] = {}
    for row in rows.stages:
        head, key = rows.heads[row.n], (row.pipeline, row.stage)
        pipeline = frame.config.data["pipelines"].get(row.pipeline) or {}
        order = pipeline.get("stages") or {}
        if key not in known:
            limits = [limit for limit in stage_limits(pipeline) if row.stage in stages_within(limit, order)]
            known[key] = (expected_length(order, row.stage), limits)
        length, limits = known[key]
        since = _known(row.since, frame)
        end = stage_due(since, length)
        if end is not None and (due := end.isoformat()) <= frame.until["stage-late"]:
            values = {"stage": row.stage, "since": since, "age": str(stage_age(since, frame.today)), "limit": length}
            yield frame.row(head, "stage-late", row.line, due, row.stage, Why("stage-late", values))
        for limit in limits:
            yield from _limit(row, head, limit, order, rows.steps.get(row.n, ()), frame)


def _known(since: str | None, frame: Frame) -> str:
    """The day from which something counts, empty where it is unknown or lies ahead, as of a day before the project began."""
    return since if since and since <= frame.today_text else ""


def _limit(
    row: DueStage, head: Head, limit: StageLimit, order: Mapping[str, Any], steps: Sequence[Step], frame: Frame
) -> Iterator[FollowUp]:
    since = _known(limit_since(limit, order, steps, row.began), frame)
    end = stage_due(since, limit.length)
    if end is None or (due := end.isoformat()) > frame.until["limit"]:
        return
    values = {"first": limit.first, "last": limit.last, "since": since, "limit": limit.length}
    passed = end < frame.today and bool((order[limit.last] or {}).get("won"))
    why = Why("limit-won" if passed else "limit", {**values, "age": str(stage_age(since, frame.today))})
    evidence = [f"{head.path}:{step.line}" for step in steps if step.day == since and step.after == limit.first]
    yield frame.row(head, "limit", row.line, due, f"{limit.first} → {limit.last}", why, evidence=evidence[:1])


def orders(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Orders that were expected by a day; the project is not won."""
    for row in rows.dated.get("expected-close", ()):
        if row.stage and not has_won(frame.stages(row.pipeline), row.stage):
            why = Why("expected-close", {"stage": row.stage})
            yield frame.row(rows.heads[row.n], "expected-close", row.line, row.day, "", why)
