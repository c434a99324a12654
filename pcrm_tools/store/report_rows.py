"""The rows that reports are made from, straight from the cache; `only` limits them to records by number."""

import json
import sqlite3
from collections.abc import Collection

from pcrm_tools.facts.plan import fit_of, fits
from pcrm_tools.model.config import Config
from pcrm_tools.reports.case_list import CaseRow
from pcrm_tools.reports.plan_kept import Planned
from pcrm_tools.reports.promises import Promise
from pcrm_tools.reports.stale import Kept
from pcrm_tools.reports.work import Ticked, Written
from pcrm_tools.store.cases import all_cases

_PROMISES = """
select r.id, r.path, t.line, t.text, case when t.owner != '' then t.owner else coalesce(r.owner, '') end, t.state,
  coalesce(t.due, ''), coalesce(t.done, '')
from task t cross join record r on r.n = t.n where t.promise = 1 and t.due between ? and ? {only} order by t.due, r.path, t.line"""

_PLANS = """
select r.n, r.id, r.path, i.line, i.label, i.data, coalesce(i.owner, r.owner, '') from item i join record r on r.n = i.n
where i.field = 'plan' and r.archived = 0 and coalesce(r.lifecycle, '') != 'lost' {only} order by r.path, i.ord"""
_CONTACTS = "select n, data from item where field = 'contacts' and n in ({numbers})"
_ENTRIES = """
select c.n, e.date, e.kind, e.grp, e.withs, e.attrs from record c join record r on r.n = c.n or (r.type = 'project' and r.customer = c.id)
join entry e on e.n = r.n where c.n in ({numbers}) and e.date <= ? order by e.date"""
_KEPT = """
select r.id, r.path, r.type, coalesce(r.owner, ''), coalesce(r.tier, ''), coalesce(r.lifecycle, ''), coalesce(r.cadence, ''),
  coalesce((select max(e.date) from record x join entry e on e.n = x.n where e.grp = 'contact' and e.date <= :today
    and (x.n = r.n or (x.type = 'project' and x.customer = r.id and r.type = 'customer'))), ''),
  coalesce((select max(e.date) from entry e where e.n = r.n and e.date <= :today), ''),
  r.closed is null and r.outcome is null,
  (select group_concat(distinct f.key) from field f where f.n = r.n), (select group_concat(distinct i.field) from item i where i.n = r.n),
  r.stage
from record r where r.type in ('customer', 'project') and r.archived = 0 {only} order by r.path"""
_TICKED = """
select r.id, r.path, t.line, t.text, case when t.owner != '' then t.owner else coalesce(r.owner, '') end, t.done
from task t join record r on r.n = t.n where t.state = 'done' and t.done between ? and ? {only} order by t.done, r.path, t.line"""
_WRITTEN = """
select case when e.by = '' then coalesce(r.owner, '') when instr(e.by, ',') then substr(e.by, 1, instr(e.by, ',') - 1) else e.by end
  as who, count(*)
from entry e join record r on r.n = e.n where e.date between ? and ? {only} group by who"""


def promises(db: sqlite3.Connection, first: str, last: str, only: Collection[int] | None) -> list[Promise]:
    """The promises due between two days (ISO, both included)."""
    return [Promise._make(row) for row in db.execute(_PROMISES.format(only=_only("r.n", only)), (first, last))]


def cases(db: sqlite3.Connection, only: Collection[int] | None) -> list[CaseRow]:
    """All service cases of records that are not archived."""
    return all_cases(db, only)


def plans(db: sqlite3.Connection, config: Config, today: str, only: Collection[int] | None) -> list[Planned]:
    """The items of communication plans that say how often, with the days of the entries that carried them out."""
    found = db.execute(_PLANS.format(only=_only("r.n", only))).fetchall()
    numbers = ", ".join({str(row[0]) for row in found})
    people: dict[int, list[dict[str, object]]] = {}
    for n, data in db.execute(_CONTACTS.format(numbers=numbers)):
        people.setdefault(n, []).append(json.loads(data))
    entries: dict[int, list[tuple[str, str, str, str, str]]] = {}
    for n, *entry in db.execute(_ENTRIES.format(numbers=numbers), (today,)):
        entries.setdefault(n, []).append((*entry,))
    rows = []
    for n, record_id, path, line, what, data, owner in found:
        cells = json.loads(data)
        if cells.get("every"):
            fit = fit_of(str(cells.get("channel") or ""), cells.get("with") or (), people.get(n, ()), config.data["kinds"])
            days = [
                day for day, kind, group, withs, attrs in entries.get(n, ())
                if fits(fit, kind, group, str(json.loads(attrs).get("via") or ""), withs.split("\n"))
            ]  # fmt: skip
            rows.append(Planned(record_id, path, line, what, cells["every"], owner, tuple(days)))
    return rows


def kept(db: sqlite3.Connection, today: str, only: Collection[int] | None) -> list[Kept]:
    """The customers and projects that are not archived, with their newest contact and entry and the fields that they fill."""
    rows = []
    for *row, fields, items, stage in db.execute(_KEPT.format(only=_only("r.n", only)), {"today": today}):
        filled = {*(fields or "").split(","), *(items or "").split(",")} | ({"stage"} if stage else set())
        rows.append(Kept._make((*row[:9], bool(row[9]), frozenset(filled))))
    return rows


def ticked(db: sqlite3.Connection, first: str, last: str, only: Collection[int] | None) -> list[Ticked]:
    """The tasks done between two days (ISO, both included)."""
    return [Ticked._make(row) for row in db.execute(_TICKED.format(only=_only("t.n", only)), (first, last))]


def written(db: sqlite3.Connection, first: str, last: str, only: Collection[int] | None) -> list[Written]:
    """How many entries of those days each person wrote, the first who is named, else the record's owner."""
    return [Written._make(row) for row in db.execute(_WRITTEN.format(only=_only("e.n", only)), (first, last))]


def _only(column: str, numbers: Collection[int] | None) -> str:
    return "" if numbers is None else f"and {column} in ({', '.join(map(str, numbers))})"
