"""The queries behind follow-ups: SQL selects the few rows that may be due, `reports.followups` decides and orders.

A selection may take a row too many, never one too few: what is due is the facts' business.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import Head
from pcrm_tools.reports.due_frame import WITHIN
from pcrm_tools.reports.followups import DueRows, FollowUp, Horizon
from pcrm_tools.reports.followups import followups as make
from pcrm_tools.store import due_contacts, due_stages, due_work
from pcrm_tools.store.due_dated import Selection, dated_rows
from pcrm_tools.store.due_known import UNSOLVED, Known, known
from pcrm_tools.store.due_nearby import nearby, paid, surveyed

__all__ = ["UNSOLVED", "WITHIN", "due_rows", "followups"]

_HEADS = """
select r.n, r.id, r.path, r.name, coalesce({owner}, ''), coalesce(r.customer, r.id),
  coalesce(case r.type when 'customer' then r.tier else c.tier end, ''), r.private
from json_each(:numbers) j cross join record r on r.n = j.value
  left join record c on r.type = 'project' and c.id = r.customer and c.type = 'customer'"""


def followups(
    db: sqlite3.Connection, config: Config, today: date, horizon: date | None = None, calendar: WorkCalendar | None = None,
    only: Collection[int] | None = None,
) -> tuple[FollowUp, ...]:
    """Everything due up to `horizon`, the most pressing first; `only` of records by number.

    Without a horizon each rule looks as far ahead as its settings say, or a week. `calendar` is the working time of everybody,
    instead of the settings'.
    """
    look = Horizon(config, today, horizon)
    rows = due_rows(db, config, look, only)
    return make(rows, look, _calendars(db, config, rows, look) if calendar is None else lambda person: calendar)


def due_rows(db: sqlite3.Connection, config: Config, horizon: Horizon, only: Collection[int] | None = None) -> DueRows:
    """The rows that may be due; archived, closed and snoozed records are left out, but not what their customers were promised."""
    today = horizon.today.isoformat()
    days = {"today": today, "task": horizon.day("task").isoformat(), "item": horizon.day("milestone").isoformat()}
    state = known(db, today)
    if state.past:
        from pcrm_tools.store.due_then import remake

        remake(db, config, today, only)
    limited = {table: f"and {table}.n in ({_list(only)})" if only is not None else "" for table in "rtied"}
    contacts = due_contacts.contacts(db, config, horizon, days, state, limited["r"])
    tasks = due_work.tasks(db, days, state, limited["t"])
    items = due_work.items(db, days, state, limited["i"])
    cases = due_work.cases(db, days, state, limited["e"])
    stages = list(due_stages.stages(db, config, horizon.day("stage-late"), days, state, limited["r"]))
    dated = dated_rows(Selection(db, config, horizon, today, state, limited["r"], limited["d"]))
    lists: tuple[Sequence[Any], ...] = (contacts, tasks, items, cases, stages, *dated.values())
    numbers: set[int] = {row.n for rows in lists for row in rows}
    heads = _heads(db, numbers, state, today)
    return DueRows(
        heads, contacts, tasks, items, cases, stages, due_stages.steps(db, config, stages, days), dated,
        due_contacts.seen(db, contacts), nearby(db, dated, horizon), due_work.waits(db, tasks, days, state),
        surveyed(db, dated, state), paid(db, dated, {n: head.id for n, head in heads.items()}, today),
    )


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _heads(db: sqlite3.Connection, numbers: Iterable[int], state: Known, today: str) -> dict[int, Head]:
    rows = db.execute(_HEADS.format(owner=state.owner), {"numbers": f"[{_list(sorted(numbers))}]", "today": today})
    return {row[0]: Head._make(row[1:]) for row in rows}


def _calendars(db: sqlite3.Connection, config: Config, rows: DueRows, horizon: Horizon) -> Callable[[str], WorkCalendar]:
    """The team's working calendars from the oldest open case on; they are looked up when a case is there."""
    begins = [row.date for row in rows.cases] + [row.day for row in rows.dated.get("inbound", ())]

    @lru_cache(maxsize=1)
    def made() -> Callable[[str], WorkCalendar]:
        from pcrm_tools.store.holidays import calendars

        last = horizon.today.replace(year=min(horizon.today.year + 1, date.max.year), day=1)
        return calendars(db, config, date.fromisoformat(min(begins)), last)

    return lambda person: made()(person)
