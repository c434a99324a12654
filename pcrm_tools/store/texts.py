"""The text of each record as search sees it, made when first asked for: five lines, from what weighs most to the rest."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files
from pcrm_tools.store.cache import Notice

Normal = Callable[[str], str]
Parts = tuple[str, ...]

_WEIGHED = ("name", "aliases", "tags")
_CHUNK = 100
_POOL_FROM = 600


def fill_texts(connection: sqlite3.Connection, root: Path, numbers: list[int], normal: Normal, notice: Notice) -> None:
    """Stores the normal text of every numbered record that has none yet."""
    held = {n for (n,) in connection.execute("select n from body")}
    wanted = [n for n in numbers if n not in held]
    if not wanted:
        return
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    gathered = ([row for n in chunk if (row := _gathered(connection, n))] for chunk in chunks)
    done = 0
    with cache.transaction(connection):
        for texts in _normal_texts(root, gathered, normal, len(wanted) >= _POOL_FROM):
            connection.executemany("insert or replace into body values(?, ?)", texts)
            done += _CHUNK
            notice("preparing", min(done, len(wanted)), len(wanted))


def _gathered(connection: sqlite3.Connection, n: int) -> tuple[int, str, Parts] | None:
    """A record's number, path, and its words by weight as typed, those of its body left out; None where it is gone."""
    row = connection.execute("select path, name, id from record where n=?", (n,)).fetchone()
    if row is None:
        return None
    path, name, record_id = row
    fields = connection.execute("select key, value from field where n=?", (n,)).fetchall()
    items = connection.execute("select field, label, data from item where n=?", (n,)).fetchall()
    titles = connection.execute("select title from entry where n=? and title != ''", (n,)).fetchall()
    names = [name, record_id, *[value for key, value in fields if key == "aliases"]]
    people = [label for field, label, _ in items if field in ("contacts", "stakeholders")]
    tags = [value for key, value in fields if key == "tags"]
    rest = [value for key, value in fields if key not in _WEIGHED]
    rest += [str(value) for _, _, data in items for value in json.loads(data).values()]
    groups = (names, people, tags, [title for (title,) in titles], rest)
    return n, path, tuple("\n".join(words) for words in groups)


def _normal_texts(
    root: Path, chunks: Iterator[list[tuple[int, str, Parts]]], normal: Normal, parallel: bool
) -> Iterator[list[tuple[int, str]]]:
    if not parallel:
        for chunk in chunks:
            yield _chunk_texts(root, chunk, normal)
        return
    from pcrm_tools.store.workers import pool

    with pool() as executor:
        yield from executor.map(_Task(root, normal), chunks)


class _Task:
    """What a worker process does with a chunk."""

    def __init__(self, root: Path, normal: Normal) -> None:
        self.root, self.normal = root, normal

    def __call__(self, chunk: list[tuple[int, str, Parts]]) -> list[tuple[int, str]]:
        return _chunk_texts(self.root, chunk, self.normal)


def _chunk_texts(root: Path, chunk: list[tuple[int, str, Parts]], normal: Normal) -> list[tuple[int, str]]:
    found = []
    for n, path, parts in chunk:
        source = files.read_text(root / path, path)
        text = "" if isinstance(source, Finding) else _body(source.text)
        whole = (*parts[:-1], f"{parts[-1]}\n{text}")
        found.append((n, "\n".join(normal(part) for part in whole)))
    return found


def _body(text: str) -> str:
    """What stands below the front matter."""
    from pcrm_tools.text.fences import split

    return text[split(text).body_start :]
