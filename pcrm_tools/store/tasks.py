"""Tasks as the command line names and lists them, straight from the cache."""

import sqlite3
from collections.abc import Collection, Iterable

from pcrm_tools.reports.task_list import Listed

_COLUMNS = """
select r.id, r.path, t.line, t.state, t.text, coalesce(nullif(t.owner, ''), r.owner, ''), t.due, t.start, t.done, t.cancelled,
  t.priority, t.id, t.after, t.est, t.every, t.promise, t.tags
from task t cross join record r on r.n = t.n"""
_OPEN = "r.archived = 0 and r.closed is null and r.outcome is null"
_LISTED = _COLUMNS + " where r.type != 'page' and {where} order by r.path, t.ord"
_OF_RECORD = _COLUMNS + " where t.n = ? order by t.ord"
_UNDER = """
with recursive under(ord) as (select ord from task where n = :n and line = :line
  union select t.ord from task t join under u on t.parent = u.ord where t.n = :n)
select text from task where n = :n and state = 'open' and line != :line and ord in under order by ord"""
_STATES = """
select r.id, t.id, t.state = 'open' from task t join record r on r.n = t.n where t.id != ''
union all
select r.id, i.id, i.done is null from item i join record r on r.n = i.n where i.field = 'milestones' and i.id is not null"""


def listed(db: sqlite3.Connection, states: Collection[str], only: Collection[int] | None = None) -> list[Listed]:
    """The tasks in some states (`open`, `done`, `cancelled`), of the records by number; open ones of open records only."""
    chosen = ", ".join(f"'{state}'" for state in ("done", "cancelled") if state in states)
    where = f"(t.state in ({chosen}) and r.archived = 0" + (f" or t.state = 'open' and {_OPEN})" if "open" in states else ")")
    if only is not None:
        where += f" and r.n in ({', '.join(map(str, only))})"
    return [Listed._make(row) for row in db.execute(_LISTED.format(where=where))]


def of_record(db: sqlite3.Connection, n: int) -> list[Listed]:
    """All tasks of a record, in the order of its file."""
    return [Listed._make(row) for row in db.execute(_OF_RECORD, (n,))]


def open_below(db: sqlite3.Connection, n: int, line: int) -> list[str]:
    """The texts of the open subtasks, however deep, of the task on a line."""
    return [text for (text,) in db.execute(_UNDER, {"n": n, "line": line})]


def unfinished(db: sqlite3.Connection, tasks: Iterable[Listed]) -> frozenset[tuple[str, str]]:
    """Record and id of the tasks and milestones that are not done; empty where no task waits for one."""
    if not any(task.after for task in tasks):
        return frozenset()
    return frozenset((record, name) for record, name, is_open in db.execute(_STATES) if is_open)
