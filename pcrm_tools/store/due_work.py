"""Tasks, milestones, deliverables and cases that may be due, and what a task waits for."""

import sqlite3
from collections.abc import Iterable, Mapping

from pcrm_tools.model.due_rows import Before, DueCase, DueItem, DueTask
from pcrm_tools.store.due_known import AWAKE, Known

_TASKS = f"""
select t.n, t.line, t.text, t.owner, t.due, t.priority, t.promise, t.private, t.after
from task t cross join record r on r.n = t.n
where {{task}} and t.due <= :task {{only}} and {{open}} and (t.promise = 1 or {AWAKE})
  and (t.start is null or t.start <= :today or t.start > t.due)"""
_ITEMS = f"""
select i.n, i.line, i.field, i.label, coalesce(i.due, json_extract(i.data, '$.planned')) as day, i.owner
from item i cross join record r on r.n = i.n
where i.field in ('milestones', 'deliverables') and {{item}} and (i.due is null or i.due <= :item)
  and day <= :item {{only}} and {{open}} and {AWAKE}"""
# A case is shown even while its record is snoozed: the customer was promised an answer in time.
_CASES = """
select e.n, e.line, e.date, e.time, e.kind, e.title, e.by, e.priority, e.id, e.attrs, e.private
from entry e cross join record r on r.n = e.n
where e.grp = 'case' and {case} and e.date <= :today {only} and {open}"""
_FIRST = (
    "select t.id, t.due from task t where t.n = :n and t.id = :id and {task}",
    "select i.id, coalesce(i.due, json_extract(i.data, '$.planned')) from item i where i.n = :n and i.id = :id and {item}",
    "select e.id, '' from entry e where e.n = :n and e.id = :id and e.grp = 'case' and {case}",
)


def tasks(db: sqlite3.Connection, days: Mapping[str, str], known: Known, only: str) -> list[DueTask]:
    """Open tasks that are due; `only` limits them to some records."""
    # The plus keeps SQLite from the index of all open tasks where some records are asked for.
    task = known.task.format(state="+t.state" if only else "t.state")
    return list(map(DueTask._make, db.execute(_TASKS.format(task=task, open=known.open, only=only), days)))


def items(db: sqlite3.Connection, days: Mapping[str, str], known: Known, only: str) -> list[DueItem]:
    """Milestones and deliverables that are due."""
    return list(map(DueItem._make, db.execute(_ITEMS.format(item=known.item, open=known.open, only=only), days)))


def cases(db: sqlite3.Connection, days: Mapping[str, str], known: Known, only: str) -> list[DueCase]:
    """Open cases."""
    return list(map(DueCase._make, db.execute(_CASES.format(case=known.case, open=known.open, only=only), days)))


def waits(db: sqlite3.Connection, rows: Iterable[DueTask], days: Mapping[str, str], known: Known) -> dict[tuple[int, int], list[Before]]:
    """What is still open of what tasks name in `after:`: tasks, milestones and cases, of another record as `record#id`."""
    found: dict[tuple[int, int], list[Before]] = {}
    queries = [query.format(task=known.task.format(state="t.state"), item=known.item, case=known.case) for query in _FIRST]
    for row in rows:
        for ref in row.after.split(",") if row.after else ():
            target, _, name = ref.rpartition("#")
            values = {**days, "n": _number(db, target) if target else row.n, "id": name}
            first = next((one for query in queries if (one := db.execute(query, values).fetchone())), None)
            if first is not None:
                found.setdefault((row.n, row.line), []).append(Before(ref, first[1] or ""))
    return found


def _number(db: sqlite3.Connection, record_id: str) -> int | None:
    row = db.execute("select n from record where id = ?", (record_id,)).fetchone()
    return int(row[0]) if row else None
