"""What records and the people at them are called: names, ids and aliases, with whose they are."""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

_CHINESE = "glob '*[^ -~]*'"


class Called(NamedTuple):
    """A record by its number, id and type, one of the names that lead to it, and the name that says so to a reader.

    `person` marks the names of its contacts or stakeholders.
    """

    n: int
    id: str
    type: str
    name: str
    shown: str
    person: bool


def records_called(connection: sqlite3.Connection, beyond_ascii: bool = False) -> Iterator[Called]:
    """The names of all records, their ids and aliases; `beyond_ascii` leaves out those that Latin letters can write."""
    names = "select n, id, type, name, name, 0 from record" + (f" where name {_CHINESE}" if beyond_ascii else "")
    yield from map(Called._make, connection.execute(names))
    ids = "select n, id, type, id, name, 0 from record where id != name" + (f" and id {_CHINESE}" if beyond_ascii else "")
    yield from map(Called._make, connection.execute(ids))
    aliases = "select r.n, r.id, r.type, f.value, f.value, 0 from field f join record r using(n) where f.key = 'aliases'"
    yield from map(Called._make, connection.execute(aliases + (f" and f.value {_CHINESE}" if beyond_ascii else "")))


def people_called(
    connection: sqlite3.Connection, fields: tuple[str, ...] = ("contacts", "stakeholders"), beyond_ascii: bool = False
) -> Iterator[Called]:
    """The names and aliases of contacts and stakeholders; `fields` says of which."""
    marks = ",".join("?" * len(fields))
    joined = "from item i join record r using(n)"
    labels = f"select r.n, r.id, r.type, i.label, i.label, 1 {joined} where i.field in ({marks})"
    aliases = f"""select r.n, r.id, r.type, a.value, i.label, 1 {joined}, json_each(i.data, '$.aliases') a
        where i.field in ({marks}) and instr(i.data, '"aliases":')"""
    for rows, name in ((labels, "i.label"), (aliases, "a.value")):
        yield from map(Called._make, connection.execute(rows + (f" and {name} {_CHINESE}" if beyond_ascii else ""), fields))
