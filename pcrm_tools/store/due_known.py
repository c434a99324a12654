"""What the cache's rows said on a day: how queries read a record's state today, and as its log tells it for an earlier day.

On an earlier day entries after it do not count, what was done later is open, and an owner, a life cycle and a stage are those
before the later entries that changed them. Values without a history (a tier, a promised day, a milestone's due day) are today's.
"""

import sqlite3
from typing import NamedTuple

# Cases without a solution: the very words of the partial index, so that SQLite takes it.
UNSOLVED = "instr(e.attrs, '\"resolved\":') = 0"
AWAKE = "(r.snooze is null or r.snooze <= :today)"


class Known(NamedTuple):
    """Conditions and expressions for a record `r`, a task `t`, an item `i` and a case `e` as of `:today`."""

    past: bool
    open: str
    owner: str
    lifecycle: str
    task: str
    item: str
    case: str


_BEFORE = """coalesce((select nullif(e.before, '') from entry e where e.n = r.n and e.kind = '{0}' and e.date > :today
  order by e.date, e.time, e.ord desc limit 1), r.{1})"""
NOW = Known(
    False, "r.archived = 0 and r.closed is null and r.outcome is null", "r.owner", "r.lifecycle", "{state} = 'open'", "i.done is null",
    UNSOLVED,
)
PAST = Known(
    True,
    "r.archived = 0 and (r.closed > :today or r.closed is null and r.outcome is null)",
    _BEFORE.format("handover", "owner"),
    _BEFORE.format("lifecycle", "lifecycle"),
    """({state} = 'open' or {state} = 'done' and t.done > :today or {state} = 'cancelled' and t.cancelled > :today)
  and not exists (select 1 from entry e where e.n = t.n and e.ord = t.entry and e.date > :today)""",
    """(i.done is null
  or coalesce(json_extract(i.data, '$.delivered'), json_extract(i.data, '$.accepted'), i.done) > :today)""",
    f"({UNSOLVED} or json_extract(e.attrs, '$.resolved') > :today)",
)


def known(db: sqlite3.Connection, today: str) -> Known:
    """How rows are read as of a day (ISO): as they stand, unless something was logged after it."""
    later = db.execute("select 1 from dated where rule = 'newest' and day > ? limit 1", (today,)).fetchone()
    return PAST if later else NOW
