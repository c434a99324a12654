"""Queries of the site over the whole notebook: counts for lists, the newest entries, and who refers to whom."""

import sqlite3

from pcrm_tools.model.rows import EntryRow


def open_tasks(db: sqlite3.Connection, private: bool) -> dict[int, int]:
    """How many open tasks each record has that has any; private ones count only if wished."""
    where = "" if private else "and private = 0"
    return dict(db.execute(f"select n, count(*) from task where state = 'open' {where} group by n"))


def first_values(db: sqlite3.Connection, key: str) -> dict[int, str]:
    """A field's first value in each record that has one."""
    return dict(db.execute("select n, value from field where key = ? and ord = 0", (key,)))


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
