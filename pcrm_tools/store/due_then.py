"""The dated rows as of an earlier day: those of records with later entries are made anew without these."""

import json
import sqlite3
from collections.abc import Collection
from typing import Any

from pcrm_tools.model.config import Config
from pcrm_tools.store.dated import FIELDS, ITEMS, dated_rows, source_of
from pcrm_tools.store.due_known import PAST

_CHUNK = 500
_OF = "from {table} where n in (select value from json_each(:numbers))"
_PARTS = (
    f"select * {_OF.format(table='field')} and (key glob 'evaluation.*' or key in ({', '.join(map(repr, FIELDS))}))",
    f"select * {_OF.format(table='item')} and field in ({', '.join(map(repr, ITEMS))})",
    f"select * {_OF.format(table='entry')} and date <= :today", f"select * {_OF.format(table='task')}",
)  # fmt: skip

Row = tuple[Any, ...]


def remake(db: sqlite3.Connection, config: Config, today: str, only: Collection[int] | None) -> None:
    """Makes `temp.dated_known`, which stands for the table `dated` on a day (ISO) that lies before the newest entry."""
    db.execute("drop view if exists temp.dated_known")
    db.execute("create temp table if not exists dated_then as select * from dated where 0")
    db.execute("create temp table if not exists changed_since(n integer primary key)")
    db.execute("delete from temp.dated_then")
    db.execute("delete from temp.changed_since")
    numbers = [row[0] for row in db.execute("select n from dated where rule = 'newest' and day > ?", (today,))]
    if only is not None:
        wanted = set(only)
        numbers = [n for n in numbers if n in wanted]
    db.executemany("insert into temp.changed_since values (?)", [(n,) for n in numbers])
    for start in range(0, len(numbers), _CHUNK):
        made = _made(db, config, today, numbers[start : start + _CHUNK])
        if made:
            db.executemany(f"insert into temp.dated_then values ({', '.join('?' * len(made[0]))})", made)
    db.execute(
        "create temp view dated_known as select * from main.dated where n not in (select n from temp.changed_since)"
        " union all select * from temp.dated_then"
    )


def _made(db: sqlite3.Connection, config: Config, today: str, numbers: list[int]) -> list[Row]:
    """The dated rows of some records as of a day."""
    asked = {"numbers": json.dumps(numbers), "today": today}
    lifecycles = dict(db.execute(f"select r.n, {PAST.lifecycle} {_OF.format(table='record r')}".replace("where n", "where r.n"), asked))
    parts = [_by_number(db.execute(query, asked)) for query in _PARTS]
    found = []
    for record in db.execute(f"select * {_OF.format(table='record')}", asked):
        n, columns = record[0], list(record[1:])
        columns[7] = lifecycles[n]
        source = source_of(n, tuple(columns), *(part.get(n, []) for part in parts))
        found += [(n, *row) for row in dated_rows(source, config.data["kinds"])]
    return found


def _by_number(rows: sqlite3.Cursor) -> dict[int, list[Row]]:
    """Rows without their number, by it."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found
