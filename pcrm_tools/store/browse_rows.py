"""Queries behind the pages for browsing: people's work, orders, answers, lessons and lost customers, each for all records at once.

`public` leaves out private entries and tasks, and those of private records.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.model.log import CONTACT_KINDS
from pcrm_tools.model.notebook import Balance

_RUNNING = "r.archived = 0 and r.closed is null and r.outcome is null"
_OPEN_TASKS = f"""
select t.n, t.line, t.text, case when t.owner != '' then t.owner else coalesce(r.owner, '') end, coalesce(t.due, ''), t.promise, t.id
from record r cross join task t on t.n = r.n where +t.state = 'open' and {_RUNNING} {{public}}"""
_ENTRIES = """
select e.n, e.line, e.date, e.kind, e.title, case when e.by = '' then coalesce(r.owner, '') else e.by end, e.tags, e.attrs, e.anchor
from entry e join record r on r.n = e.n where {where} {public} order by e.date desc, e.time desc, r.path, e.ord"""
# The same sums as the fact `order_value`, for all customers at once.
_ORDERS = """
select coalesce(c.n, r.n), substr(a.amount, 1, 3), sum(cast(substr(a.amount, 5) as real)) from (
    select e.n, json_extract(e.attrs, case e.kind when 'order' then '$.amount' else '$.orders' end) as amount from entry e
    where e.kind in ('order', 'opening') and e.date <= ?) a
  cross join record r on r.n = a.n left join record c on r.type = 'project' and c.id = r.customer and c.type = 'customer'
where a.amount is not null and (r.type = 'customer' or c.n is not null) group by 1, 2"""
_VALUES = "select n, value from field where key = ?"
_SECTIONS = "select distinct n from anchor where anchor in ({anchors})"
_POINTS = """
select coalesce(c.id, r.id), r.path, e.line, e.date, e.time, e.ord, e.kind, e.title, e.attrs
from entry e cross join record r on r.n = e.n left join record c on r.type = 'project' and c.id = r.customer and c.type = 'customer'
where e.kind in ('points', 'opening', 'referral', 'reward', 'redeem') and instr(e.attrs, '"points":') > 0 and e.date <= ? {public}"""
_AFTER = """
with wanted(at, id, day) as (select key, json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?)),
  file(at, n, day) as (
    select w.at, r.n, w.day from wanted w join record r on r.id = w.id and r.type = 'customer'
    union all select w.at, r.n, w.day from wanted w join record r on r.customer = w.id and r.type = 'project')
select f.at, e.n, min(e.date), e.kind, e.title, e.anchor
from file f cross join entry e on e.n = f.n and e.date > f.day and e.date <= ? and (e.grp in ('contact', 'case') or e.kind = 'care') {public}
group by f.at"""
_PLACES = """
select j.key, e.n, e.date, e.kind, e.title, e.anchor
from json_each(?) j join record r on r.path = json_extract(j.value, '$[0]') join entry e on e.n = r.n and e.line = json_extract(j.value, '$[1]')"""


class OpenTask(NamedTuple):
    """An open task of a running record; `owner` is the record's where the task names none."""

    n: int
    line: int
    text: str
    owner: str
    due: str
    promise: int
    id: str


class Noted(NamedTuple):
    """A log entry: whose it is (`by`, parted by commas, else the record's owner), its tags and its tokens as JSON."""

    n: int
    line: int
    date: str
    kind: str
    title: str
    by: str
    tags: str
    attrs: str
    anchor: str


class Place(NamedTuple):
    """The log entry that a source such as `customers/a.md:12` names."""

    n: int
    date: str
    kind: str
    title: str
    anchor: str


def values(db: sqlite3.Connection, key: str) -> list[tuple[int, str]]:
    """Every value of a field with the number of its record."""
    return db.execute(_VALUES, (key,)).fetchall()


def open_tasks(db: sqlite3.Connection, public: bool, most: int) -> tuple[dict[str, int], dict[str, list[OpenTask]]]:
    """How many open tasks of running records each person has, and the `most` that are due first; those without a day come last."""
    counts: dict[str, int] = {}
    first: dict[str, list[OpenTask]] = {}
    rows = db.execute(_OPEN_TASKS.format(public=_public("t", public))).fetchall()
    # Sorted here: the database would sort the texts along.
    for row in sorted(rows, key=lambda row: (row[4] or "~", row[0], row[1])):
        owner = row[3]
        counts[owner] = count = counts.get(owner, 0) + 1
        if count <= most:
            first.setdefault(owner, []).append(OpenTask._make(row))
    return counts, first


def orders(db: sqlite3.Connection, today: str) -> dict[int, dict[str, float]]:
    """What each customer has ordered up to a day, its projects' orders and what was carried in included, by currency."""
    found: dict[int, dict[str, float]] = {}
    for n, currency, amount in db.execute(_ORDERS, (today,)):
        if abs(amount) >= 0.005:
            found.setdefault(n, {})[currency] = amount
    return found


def entries(db: sqlite3.Connection, kinds: Collection[str], first: str, last: str, public: bool) -> list[Noted]:
    """The entries of some kinds between two days (ISO, both included), newest first."""
    where = f"e.kind in ({', '.join('?' * len(kinds))}) and e.date between ? and ?"
    rows = db.execute(_ENTRIES.format(where=where, public=_public("e", public)), (*kinds, first, last))
    return [Noted._make(row) for row in rows]


def contact_kinds(config: Config, group: str = "contact") -> tuple[str, ...]:
    """The kinds of a group of log entries, the notebook's own among them."""
    own = (code for code, kind in config.data["kinds"].items() if (kind or {}).get("group") == group)
    return tuple(dict.fromkeys((*(CONTACT_KINDS if group == "contact" else ("survey", "feedback")), *own)))


def lifecycle_entries(db: sqlite3.Connection, codes: Collection[str], today: str) -> dict[int, Noted]:
    """The newest change of each record into one of these lifecycle stages, up to a day."""
    where = f"e.kind = 'lifecycle' and e.date <= ? and e.after in ({', '.join('?' * len(codes))})"
    rows = db.execute(_ENTRIES.format(where=where, public=""), (today, *codes)).fetchall()
    return {row[0]: Noted._make(row) for row in reversed(rows)}


def learned(db: sqlite3.Connection, today: str, public: bool) -> list[Noted]:
    """The entries that hold a lesson: complaints and other cases with `lesson:` or `cause:`, and entries of the kind `lesson`."""
    where = "e.date <= ? and (e.kind = 'lesson' or e.grp = 'case' and (instr(e.attrs, '\"lesson\":') > 0 or instr(e.attrs, '\"cause\":') > 0))"
    rows = db.execute(_ENTRIES.format(where=where, public=_public("e", public)), (today,))
    return [Noted._make(row) for row in rows]


def with_section(db: sqlite3.Connection, titles: Iterable[str]) -> set[int]:
    """The records whose text has a heading of one of these titles."""
    anchors = tuple(titles)
    return {n for (n,) in db.execute(_SECTIONS.format(anchors=", ".join("?" * len(anchors))), anchors)}


def places(db: sqlite3.Connection, sources: Iterable[str]) -> dict[str, Place]:
    """The log entries that some sources (`path:line`) name, by source."""
    wanted = [source for source in sources if source.rpartition(":")[2].isdecimal()]
    pairs = json.dumps([[path, int(line)] for path, _, line in (source.rpartition(":") for source in wanted)])
    return {wanted[at]: Place._make(row) for at, *row in db.execute(_PLACES, (pairs,))}


def points(db: sqlite3.Connection, today: str, public: bool) -> dict[str, list[Balance]]:
    """The entries that give or take points up to a day, by the id of the customer."""
    found: dict[str, list[Balance]] = {}
    for row in db.execute(_POINTS.format(public=_public("e", public)), (today,)):
        found.setdefault(row[0], []).append(Balance._make(row))
    return found


def answered(db: sqlite3.Connection, wanted: Sequence[tuple[str, str]], today: str, public: bool) -> dict[int, Place]:
    """What was first done for some customers (by id) after a day, by their place in `wanted`: a contact, a case, a gift."""
    query = _AFTER.format(public="and e.private = 0" if public else "")
    return {at: Place._make(row) for at, *row in db.execute(query, (json.dumps(wanted), today))}


def case_anchors(db: sqlite3.Connection) -> dict[str, str]:
    """The anchor of every case by its source (`path:line`)."""
    return dict(
        db.execute("select r.path || ':' || e.line, e.anchor from entry e join record r on r.n = e.n where e.grp = 'case'")
    )


def private_places(db: sqlite3.Connection, table: str) -> set[str]:
    """The sources (`path:line`) of private rows of `entry` or `task`, and of all of private records."""
    assert table in ("entry", "task")
    rows = db.execute(
        f"select r.path || ':' || x.line from {table} x join record r on r.n = x.n where x.private = 1 or r.private = 1"
    )
    return {source for (source,) in rows}


def facts(db: sqlite3.Connection, config: Config, today: date, key: str, record_type: str = "customer") -> dict[int, str]:
    """A computed fact of every record of a type that has it, as text; amounts as `CNY 12, USD 5`."""
    from pcrm_tools.store import computed

    frame = computed.Frame(db, config, today)
    expression = frame.expression(computed.facts(config)[key])
    rows = db.execute(f"select r.n, {expression} as v from record r where r.type = ? and v is not null", (record_type,))
    return {n: str(value) for n, value in rows}


def _public(table: str, public: bool) -> str:
    return f"and {table}.private = 0 and r.private = 0" if public else ""
