"""What a search engine is given of each record: normal texts of the fields that weigh differently."""

import sqlite3
from collections.abc import Callable, Iterator

_PEOPLE = ("contacts", "stakeholders")


def documents(connection: sqlite3.Connection, numbers: list[int], normal: Callable[[str], str]) -> Iterator[tuple[int, str, str, str, str, str]]:
    """For each record: its number, then name with id and aliases, people, tags, entry titles and headings, and the whole text."""
    for n in numbers:
        row = connection.execute("select r.name, r.id, b.folded from record r join body b using(n) where r.n=?", (n,)).fetchone()
        if row is None:
            continue
        fields = connection.execute("select key, value from field where n=? and key in ('aliases', 'tags')", (n,)).fetchall()
        people = connection.execute("select label from item where n=? and field in (?, ?)", (n, *_PEOPLE)).fetchall()
        titles = connection.execute("select title from entry where n=? and title != ''", (n,)).fetchall()
        names = [row[0], row[1], *[value for key, value in fields if key == "aliases"]]
        tags = [value for key, value in fields if key == "tags"]
        yield n, normal("\n".join(names)), _joined(people, normal), normal("\n".join(tags)), _joined(titles, normal), row[2]


def _joined(rows: list[tuple[str]], normal: Callable[[str], str]) -> str:
    return normal("\n".join(row[0] for row in rows))
