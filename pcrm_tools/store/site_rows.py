"""Queries of the site over the whole notebook: counts for lists, the newest entries, and who refers to whom."""

import hashlib
import marshal
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter

from pcrm_tools.facts.dates import work_calendar
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import Head
from pcrm_tools.model.rows import EntryRow
from pcrm_tools.reports.due_contacts import plans as plan_rules
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, Horizon
from pcrm_tools.store.due_dated import Selection, dated_rows
from pcrm_tools.store.due_known import NOW
from pcrm_tools.store.due_nearby import nearby
from pcrm_tools.store.schema import VERSION

_FEW = 500
_OF_RECORDS = ("record", "field", "item", "entry", "task", "link", "anchor", "local_finding", "dated")
_OF_TEXT = frozenset((("record", "digest"), ("entry", "end_line"), ("link", "column")))
# Where an entry ends tells which links are in it, which is asked of payments alone.
_ENDS = {"entry": ", case kind when 'payment' then end_line end"}


def open_tasks(db: sqlite3.Connection, private: bool) -> dict[int, int]:
    """How many open tasks each record has that has any; private ones count only if wished."""
    where = "" if private else "and private = 0"
    return dict(db.execute(f"select n, count(*) from task where state = 'open' {where} group by n"))


def first_values(db: sqlite3.Connection, key: str) -> dict[int, str]:
    """A field's first value in each record that has one."""
    return dict(db.execute("select n, value from field where key = ? and ord = 0", (key,)))


def all_values(db: sqlite3.Connection, key: str) -> dict[int, tuple[str, ...]]:
    """A field's values in each record that has any, in their order."""
    found: dict[int, list[str]] = {}
    for n, value in db.execute("select n, value from field where key = ? order by n, ord", (key,)):
        found.setdefault(n, []).append(value)
    return {n: tuple(values) for n, values in found.items()}


def newest_entries(db: sqlite3.Connection, today: str, limit: int, private: bool) -> list[EntryRow]:
    """The newest log entries up to a day of records that are not archived; of private ones only if wished."""
    where = "" if private else "and e.private = 0 and r.private = 0"
    rows = db.execute(
        f"select e.* from entry e join record r on r.n = e.n where e.date <= ? and r.archived = 0 {where}"
        " order by e.date desc, e.time desc, r.path, e.ord limit ?", (today, limit),
    )  # fmt: skip
    return [EntryRow._make(row) for row in rows]


def neighbours(db: sqlite3.Connection) -> tuple[dict[int, list[str]], dict[str, list[int]]]:
    """What each record refers to (ids), and by which records (numbers) each id is referred to."""
    targets: dict[int, list[str]] = {}
    sources: dict[str, list[int]] = {}
    rows = db.execute("select distinct n, target from link where kind in ('wiki', 'field', 're', 'token') order by n, target")
    for n, target in rows:
        targets.setdefault(n, []).append(target)
        sources.setdefault(target, []).append(n)
    return targets, sources


def generation(db: sqlite3.Connection) -> str:
    """What changes whenever the cache takes in a change of a file or of the settings."""
    found = db.execute("select value from meta where key = 'generation'").fetchone()
    return str(found[0]) if found else ""


def unreadable(db: sqlite3.Connection) -> set[str]:
    """The paths of records of which no field could be read."""
    rows = db.execute(
        "select distinct r.path from record r join local_finding f on f.n = r.n and f.severity = 'error'"
        " where r.type != 'page' and not exists (select 1 from field where n = r.n)"
    )
    return {path for (path,) in rows}


def values_of(db: sqlite3.Connection, keys: Iterable[str], only: Collection[int] | None = None) -> list[tuple[int, str, str]]:
    """Number, key and value of some fields of all records, or of some by number."""
    names = list(keys)
    marks = ", ".join("?" * len(names))
    limited = "" if only is None else f"and n in ({', '.join(map(str, only))})"
    return db.execute(f"select n, key, value from field where key in ({marks}) {limited} order by n, key, ord", names).fetchall()


def made_by(db: sqlite3.Connection) -> str:
    """What made the rows of the cache: another program may make other ones of the same file."""
    return repr((VERSION, db.execute("select value from meta where key = 'words'").fetchall()))


def row_digests(db: sqlite3.Connection, numbers: Collection[int], everything: bool = False) -> dict[int, str]:
    """A digest of all rows of each record but for its text and the digest of its file; `everything` where all are asked for."""
    found = {n: hashlib.blake2b(digest_size=8) for n in numbers}
    limited = "" if everything else f"where n in ({', '.join(map(str, numbers))})"
    for table in _OF_RECORDS:
        columns = [name for (_, name, *_) in db.execute(f"pragma table_info({table})") if (table, name) not in _OF_TEXT]
        rows = db.execute(f"select {', '.join(columns)} {_ENDS.get(table, '')} from {table} {limited} order by n{', ord' if 'ord' in columns else ''}")
        for n, of_one in groupby(rows, key=itemgetter(0)):
            if n in found:
                # Of this version: a later one tells strings apart by where they lie.
                found[n].update(table.encode() + marshal.dumps(list(of_one), 2))
    return {n: digest.hexdigest() for n, digest in found.items()}


def late_rows(db: sqlite3.Connection, today: str) -> dict[int, int]:
    """How many milestones and tasks of each record were to be done before a day and are not."""
    return dict(db.execute(
        "select n, sum(late) from ("
        "  select n, count(*) as late from item where field = 'milestones' and done is null"
        "    and coalesce(due, json_extract(data, '$.planned')) < :today group by n"
        "  union all select n, count(*) from task where state = 'open' and due < :today group by n) group by n", {"today": today},
    ))  # fmt: skip


def former_posts(db: sqlite3.Connection) -> list[tuple[int, int, str]]:
    """Number, line and cells (JSON) of the contacts of whom it is known where they worked before."""
    return db.execute("select n, line, data from item where field = 'contacts' and instr(data, '\"was\":') order by n, ord").fetchall()


def oldest_case(db: sqlite3.Connection) -> str:
    """The day of the oldest service case, or nothing."""
    found = db.execute("select min(date) from entry where grp = 'case'").fetchone()[0]
    return str(found or "")


class _PlansAlone(Horizon):
    """Looks at the communication plans of all time and at no other rule."""

    def __init__(self, config: Config, today: date) -> None:
        super().__init__(config, today, date.max)

    def is_off(self, rule: str) -> bool:
        """Whether a rule is left out."""
        return rule != "plan"


def plans(db: sqlite3.Connection, config: Config, today: date, heads: Mapping[int, Head]) -> list[FollowUp]:
    """When each item of the communication plans was carried out last and is due next, whether soon or not."""
    look = _PlansAlone(config, today)
    only = f"and d.n in ({', '.join(map(str, heads))})" if len(heads) <= _FEW else ""
    dated = dated_rows(Selection(db, config, look, today.isoformat(), NOW, "", only))
    planned = {"plan": [row for row in dated.get("plan", ()) if row.n in heads]}
    rows = DueRows(heads=heads, dated=planned, nearby=nearby(db, planned, look))
    # A plan counts in days of the calendar: nobody's working time is asked for.
    return list(plan_rules(rows, Frame(look, lambda person: work_calendar({}))))
