"""What stands elsewhere and may have met something that is due: entries of the same customer, surveys, payments."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date

from pcrm_tools.model.due_rows import Nearby
from pcrm_tools.reports.followups import Horizon
from pcrm_tools.store.due_dated import Rows, before
from pcrm_tools.store.due_known import Known

# The files of a record's customer, its own and those of its projects; the record's own one where that is asked for.
_NEARBY = """
with wanted(n, day, own, id) as (
    select r.n, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'), case r.type when 'customer' then r.id else r.customer end
    from json_each(:wanted) j cross join record r on r.n = json_extract(j.value, '$[0]')),
  file(n, file, path, day) as (
    select w.n, c.n, c.path, w.day from wanted w cross join record c on c.id = w.id and c.type = 'customer' where w.own or c.n != w.n
    union all
    select w.n, p.n, p.path, w.day from wanted w cross join record p on p.customer = w.id and p.type = 'project' where w.own or p.n != w.n)
select f.n, f.path, e.line, e.date, e.time, e.kind, e.grp, case when instr(e.attrs, '"via":') then json_extract(e.attrs, '$.via') end,
  e.withs, instr(e.attrs, '"direction":"in"') > 0, f.file = f.n
from file f cross join entry e on e.n = f.file and e.date >= f.day and e.date <= :today
where e.grp = 'contact' or e.kind in (select value from json_each(:kinds))"""
_SURVEYED = """
with wanted(id) as (select distinct coalesce(r.customer, r.id) from json_each(:numbers) j cross join record r on r.n = j.value),
  file(id, n) as (
    select w.id, c.n from wanted w cross join record c on c.id = w.id and c.type = 'customer'
    union all select w.id, p.n from wanted w cross join record p on p.customer = w.id and p.type = 'project')
select f.id, max(d.day), r.path || ':' || d.line
from file f cross join {dated} d on d.n = f.n and d.rule in ('survey', 'asked') and d.data != '{{}}' cross join record r on r.n = f.n
group by f.id"""
_PAID = """
select e.attrs from link l cross join entry e on e.n = l.n and e.kind = 'payment' and l.line between e.line and e.end_line
where l.kind = 're' and l.target = :id and l.anchor = :invoice and e.date <= :today"""
_NEVER = "9999"


def nearby(db: sqlite3.Connection, rows: Rows, horizon: Horizon) -> dict[int, list[Nearby]]:
    """By number, the entries of a customer's files that may have met an item of its plan, answered a message, greeted somebody."""
    days: dict[int, str] = {}
    kinds = {"care"}
    greeted = set()
    for row in rows.get("plan", ()):
        values = json.loads(row.data)
        days[row.n] = min(days.get(row.n, _NEVER), values.get("last") or "")
        kinds.update(values.get("kinds") or ())
    for row in rows.get("inbound", ()):
        days[row.n] = min(days.get(row.n, _NEVER), row.day)
    for row in rows.get("birthday", ()):
        since = before(date.fromisoformat(json.loads(row.data)["due"]), horizon.limit("birthday", "within"))
        days[row.n] = min(days.get(row.n, _NEVER), since)
        greeted.add(row.n)
    found: dict[int, list[Nearby]] = {}
    if days:
        wanted = [(n, day, int(n in greeted)) for n, day in days.items()]
        asked = {"wanted": json.dumps(wanted), "kinds": json.dumps(sorted(kinds)), "today": horizon.today.isoformat()}
        for n, *entry in db.execute(_NEARBY, asked):
            found.setdefault(n, []).append(Nearby(*entry))
    return found


def surveyed(db: sqlite3.Connection, rows: Rows, known: Known) -> dict[str, tuple[str, str]]:
    """The newest survey of the customers that may be due for one: its day and its place, by the customer's id."""
    numbers = [row.n for rule in ("survey", "closing-survey") for row in rows.get(rule, ())]
    query = _SURVEYED.format(dated="temp.dated_known" if known.past else "dated")
    found = db.execute(query, {"numbers": json.dumps(numbers)}) if numbers else ()
    return {customer: (day, place) for customer, day, place in found}


def paid(db: sqlite3.Connection, rows: Rows, ids: Mapping[int, str], today: str) -> dict[tuple[int, int], str]:
    """What is left of invoices that payments in other records refer to, by number and line; `paid` where nothing is."""
    found: dict[tuple[int, int], str] = {}
    for row in rows.get("invoice", ()):
        values = json.loads(row.data)
        asked = {"id": ids[row.n], "invoice": values.get("id") or "", "today": today}
        amounts = [json.loads(attrs).get("amount") or "" for (attrs,) in db.execute(_PAID, asked)] if asked["invoice"] else []
        if amounts:
            from pcrm_tools.facts.receivables import left_over

            found[row.n, row.line] = left_over(values.get("open") or "", amounts)
    return found
