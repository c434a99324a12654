"""What is to be done: tasks, milestones and deliverables, the end of a project, and risks."""

from collections.abc import Iterator, Sequence

from pcrm_tools.facts.risk import is_high, risk_share
from pcrm_tools.model.due_rows import Before
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, values
from pcrm_tools.reports.due_rules import POINTS, Why
from pcrm_tools.reports.due_score import PRIORITY_POINTS, PROMISE_POINTS, extra_points

_TASK, _PROMISE = Why("task", {}), Why("promise", {})


def tasks(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Open tasks; promises to the customer weigh more. Thousands may be due, so nothing is called for each.

    One that waits for others is due with the last of them, and today at the earliest; a promise stays due on its day.
    """
    late, tiers, base, heads, waits, last = frame.late, frame.tiers, POINTS["task"], rows.heads, rows.waits, frame.until["task"]
    for n, line, text, handler, due, priority, promise, private, _ in rows.tasks:
        id_, path, name, owner, group, tier, hidden = heads[n]
        why = _PROMISE if promise else _TASK
        extras: tuple[str, ...] = ()
        if waits and (n, line) in waits:
            due, why, extras = _waiting(due, waits[n, line], promise, frame)
            if due > last:
                continue
        days, points = late[due]
        score = base + points + tiers.get(tier, 0) + PRIORITY_POINTS.get(priority, 0) + (PROMISE_POINTS if promise else 0)
        yield FollowUp(
            id_, path, line, due, days, handler or owner, "task", text, why, score + extra_points(extras) if extras else score, name,
            group, tier, priority, bool(promise), bool(private or hidden), (f"{path}:{line}",), extras,
        )


def _waiting(due: str, before: Sequence[Before], promise: int, frame: Frame) -> tuple[str, Why, tuple[str, ...]]:
    names = ", ".join(one.id for one in before)
    if promise:
        return due, Why("promise-waits", {"waits": names}), ()
    earliest = max(due, frame.today_text, *(one.due for one in before))
    return earliest, Why("waits", {"waits": names, "planned": due}), ("waits",)


def items(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Milestones and deliverables that are not done."""
    for row in rows.items:
        rule = "milestone" if row.field == "milestones" else "deliverable"
        yield frame.row(rows.heads[row.n], rule, row.line, row.due, row.label, Why(rule, {}), row.handler)


def projects(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Projects that were to end and are not closed; one in the last stage of its pipeline only runs out."""
    for row in rows.dated.get("project-due", ()):
        if row.stage and row.stage == next(reversed(list(frame.stages(row.pipeline))), ""):
            continue
        yield frame.row(rows.heads[row.n], "project-due", row.line, row.day, "", Why("project-due", {}))


def risks(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Open risks to be looked at again, and such of high score that nothing is done about."""
    for row in rows.dated.get("risk-review", ()):
        yield frame.row(rows.heads[row.n], "risk-review", row.line, row.day, row.what, Why("risk-review", {}), row.owner)
    scale, high = str(frame.config.data["risk"].get("scale") or ""), frame.limit("risk-high", "from")
    for row in rows.dated.get("risk-high", ()):
        given = values(row)
        share = risk_share(given.get("probability"), given.get("impact"), scale)
        if is_high(share, high):
            why = Why("risk-high", {"score": f"{share:.0%}", "high": f"{float(high):.0%}"})
            yield frame.row(rows.heads[row.n], "risk-high", row.line, frame.today_text, row.what, why, row.owner)
