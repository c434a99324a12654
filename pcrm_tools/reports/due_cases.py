"""Service cases that have no first answer or no solution in time."""

import json
from collections.abc import Iterator

from pcrm_tools.facts.cases import CaseLimits, case_limits, case_owner, case_times, known_by
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame
from pcrm_tools.reports.due_rules import Why


def cases(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """The first answer and the solution of open cases; while the customer has to act, no solution is due.

    A case is its handler's, else whose the table of service times says, else the record's owner's; it runs in that one's time.
    """
    sla = frame.config.data["sla"]
    known: dict[tuple[str, str, str], tuple[CaseLimits, str]] = {}
    for row in rows.cases:
        head = rows.heads[row.n]
        key = (row.kind, row.priority, head.tier)
        if key not in known:
            known[key] = (case_limits(sla, *key), case_owner(sla, *key))
        limits, taker = known[key]
        owner = row.handlers.partition(",")[0] or taker or head.owner
        attrs = known_by(json.loads(row.attrs), frame.today_text)
        times = case_times(row.date, row.time, attrs, limits, frame.calendar(owner))
        if times is None:
            continue
        first = None if times.responded else times.respond_by
        last = None if times.resolved else times.resolve_by
        for rule, by, limit in (("case-respond", first, limits.respond), ("case-resolve", last, limits.resolve)):
            if by is None or (due := by.date().isoformat()) > frame.until[rule]:
                continue
            why = Why(rule, {"kind": row.kind, "opened": row.date, "limit": limit, "by": by.isoformat(" ", "minutes")})
            yield frame.row(head, rule, row.line, due, row.title or row.id or head.name, why, owner, row.priority, row.private)
