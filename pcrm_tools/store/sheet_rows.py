"""What calendars and mails of follow-ups need beside them: what tells items apart, names of customers, pages of records."""

import json
import sqlite3
from collections.abc import Iterable

_WRITTEN = """
select n, line, id from item where n in (select value from json_each(:numbers)) and id != ''
union all select n, line, id from entry where n in (select value from json_each(:numbers)) and id != ''"""
_TASKS = "select n, line, id, text, state from task where n in (select value from json_each(?)) order by n, line"


def anchors(db: sqlite3.Connection, paths: Iterable[str]) -> dict[tuple[str, int], str]:
    """What an open task, item or entry of some records is known by where its words do not say it, by path and line.

    A task without an id is known by its text; of several in one record with the same text, by its place among them, done ones
    included, so that ticking one leaves the others what they are.
    """
    wanted = set(paths)
    path_of = {n: path for n, path in db.execute("select n, path from record") if path in wanted}
    numbers = json.dumps(list(path_of))
    found = {(path_of[n], line): name for n, line, name in db.execute(_WRITTEN, {"numbers": numbers})}
    seen: dict[tuple[int, str], int] = {}
    for n, line, name, text, state in db.execute(_TASKS, (numbers,)):
        seen[n, text] = place = seen.get((n, text), 0) + 1
        if state == "open" and (name or place > 1):
            found[path_of[n], line] = name or f"{text} {place}"
    return found


def names(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The names of customers by their ids."""
    wanted = set(ids)
    rows = db.execute("select id, name from record where type = 'customer' order by path desc")
    return {record_id: name for record_id, name in rows if record_id in wanted}


def pages(db: sqlite3.Connection) -> list[tuple[int, str, str, str]]:
    """Number, type, id and path of every record that has a page of its own on the site."""
    return db.execute("select n, type, id, path from record where type != 'page'").fetchall()
