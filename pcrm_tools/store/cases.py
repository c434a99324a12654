"""Service cases as the command line names and lists them, straight from the cache."""

import json
import sqlite3
from collections.abc import Collection

from pcrm_tools.reports.case_list import CaseRow

_ROWS = """
select r.id, r.path, r.name, e.line, e.date, e.time, e.kind, e.title, e.by, coalesce(r.owner, ''), e.priority, e.id, e.attrs,
  coalesce(case r.type when 'customer' then r.tier else (select c.tier from record c where c.id = r.customer and c.type = 'customer') end, '')
from entry e cross join record r on r.n = e.n
where e.grp = 'case' {where} order by r.path, e.ord"""
# The very words of the partial index, so that SQLite takes it.
_UNSOLVED = "instr(e.attrs, '\"resolved\":') = 0"
_RUNNING = "r.archived = 0 and r.closed is null and r.outcome is null"


def unsolved(db: sqlite3.Connection, only: Collection[int] | None = None) -> list[CaseRow]:
    """The cases without a solution of open records, or of those with these numbers among them."""
    where = f"and {_UNSOLVED} and {_RUNNING}"
    if only is not None:
        where += f" and r.n in ({', '.join(map(str, only))})"
    return _rows(db, where)


def all_cases(db: sqlite3.Connection, only: Collection[int] | None = None) -> list[CaseRow]:
    """Every case of records that are not archived, solved ones too, or of those with these numbers among them."""
    return _rows(db, "and r.archived = 0" + (f" and r.n in ({', '.join(map(str, only))})" if only is not None else ""))


def of_record(db: sqlite3.Connection, n: int) -> list[CaseRow]:
    """All cases of a record, in the order of its file."""
    return _rows(db, f"and r.n = {int(n)}")


def _rows(db: sqlite3.Connection, where: str) -> list[CaseRow]:
    return [CaseRow._make((*row[:12], json.loads(row[12]), row[13])) for row in db.execute(_ROWS.format(where=where))]
