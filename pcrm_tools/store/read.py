"""A record's rows read back from the cache, for `show` and the site."""

import posixpath
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pcrm_tools.model.rows import BackLink, EntryRow, FieldRow, ItemRow, LinkRow, RecordRow, TaskRow

Row = TypeVar("Row")

_LINK = """
select r.n, r.id, r.type, r.name, r.path, l.line, l.anchor, l.kind, l.source, l.target
from link l join record r on r.n = l.n"""


def record(db: sqlite3.Connection, n_or_id: int | str) -> RecordRow | None:
    """The record of a number or id; of twins by id, the one whose path comes first. A page counts only by its number."""
    if isinstance(n_or_id, int):
        rows = db.execute("select * from record where n = ?", (n_or_id,))
    else:
        rows = db.execute("select * from record where id = ? and type != 'page' order by path limit 1", (n_or_id,))
    found = rows.fetchone()
    return RecordRow._make(found) if found else None


def records(db: sqlite3.Connection, record_type: str) -> list[RecordRow]:
    """All records of a type, archived ones too, by id and path."""
    return _rows(RecordRow._make, db.execute("select * from record where type = ? order by id, path", (record_type,)))


def projects(db: sqlite3.Connection, customer: str) -> list[RecordRow]:
    """A customer's projects, archived and closed ones too, by id and path."""
    query = "select * from record where customer = ? and type = 'project' order by id, path"
    return _rows(RecordRow._make, db.execute(query, (customer,)))


def entries(db: sqlite3.Connection, n: int, include_projects: bool = False) -> list[EntryRow]:
    """A record's log, newest first, with that of its projects if wished (`n` tells whose an entry is).

    Ties of a day go by time, then by the place in the file; between files by their path.
    """
    projects_of = "union select p.n from record p join record c on c.id = p.customer where c.n = :n and p.type = 'project'"
    numbers = f"select :n {projects_of if include_projects else ''}"
    query = f"""select e.* from entry e join record r on r.n = e.n where e.n in ({numbers})
      order by e.date desc, e.time desc, r.path, e.ord"""
    return _rows(EntryRow._make, db.execute(query, {"n": n}))


def tasks(db: sqlite3.Connection, n: int) -> list[TaskRow]:
    """A record's task lines, in the order of the file."""
    return _rows(TaskRow._make, db.execute("select * from task where n = ? order by ord", (n,)))


def items(db: sqlite3.Connection, n: int, field: str = "") -> list[ItemRow]:
    """The items of one field, or of all fields by name, each in the order of the file."""
    query = "select * from item where n = :n and (:field = '' or field = :field) order by field, ord"
    return _rows(ItemRow._make, db.execute(query, {"n": n, "field": field}))


def fields(db: sqlite3.Connection, n: int) -> list[FieldRow]:
    """A record's front-matter values, in the order of the file."""
    return _rows(FieldRow._make, db.execute("select * from field where n = ? order by line, column, key, ord", (n,)))


def links(db: sqlite3.Connection, n: int) -> list[LinkRow]:
    """What a record refers to, in the order of the file."""
    return _rows(LinkRow._make, db.execute("select * from link where n = ? order by ord", (n,)))


def backlinks(db: sqlite3.Connection, record_id: str) -> list[BackLink]:
    """Where other records and pages refer to a record, by id or by an ordinary relative link; by their path and line."""
    paths = {path for (path,) in db.execute("select path from record where id = ? and type != 'page'", (record_id,))}
    named = f"{_LINK} where l.target = ? and l.kind in ('wiki', 'field', 're') and r.id != l.target"
    found = [BackLink._make(row[:-1]) for row in db.execute(named, (record_id,))]
    beside = f"{_LINK} where l.kind = 'md' and (instr(l.target, ?) or instr(l.target, '%'))"
    for *row, target in db.execute(beside, (record_id,)):
        link = BackLink._make(row)
        if link.path not in paths and _file(link.path, target) in paths:
            found.append(link)
    return sorted(found, key=lambda link: (link.path, link.line))


def _file(path: str, target: str) -> str:
    """The path, from the notebook's root, of the file that a relative link of a file leads to."""
    clean = target.partition("#")[0]
    if "%" in clean:
        from urllib.parse import unquote

        clean = unquote(clean)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), clean))


def _rows(make: Callable[[Iterable[Any]], Row], cursor: sqlite3.Cursor) -> list[Row]:
    return [make(row) for row in cursor]
