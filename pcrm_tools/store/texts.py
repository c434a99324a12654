"""The text of each record as search sees it, made when first asked for: a line each field of `search.engine.Document`.

These are its names, people, tags and titles, how the names and people sound (`text.pinyin`), and the rest.

A text is kept only with the rows that were made from the same bytes: a file that changes meanwhile, and perhaps back again,
must leave nothing behind that would be found later.
"""

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pcrm_tools.errors import CacheRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files
from pcrm_tools.store.cache import Notice

Normal = Callable[[str], str]
Parts = tuple[str, ...]
_Text = tuple[int, str, str]  # a record's number, the digest of the file that the text was made from, and the text
_Gathered = tuple[int, str, str, Parts]  # number, path, digest, and the words of its rows

_WEIGHED = ("name", "aliases", "tags")
_CHUNK = 100
_POOL_FROM = 600
_STORED = 1000


def fill_texts(
    connection: sqlite3.Connection, root: Path, numbers: list[int], normal: Normal, notice: Notice, wait: bool = True
) -> dict[int, str]:
    """Stores the normal text of every numbered record that has none yet, a thousand in a transaction (or in the caller's).

    Returns those that could not be stored: where another process writes the cache and this one is not to `wait` for it. A file
    that is no longer what its rows say has no text until it was read again.
    """
    wanted = _missing(connection, numbers)
    if not wanted:
        return {}
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    gathered = ([row for n in chunk if (row := _gathered(connection, n))] for chunk in chunks)
    unstored: dict[int, str] = {}
    held: list[_Text] = []
    done = 0
    for texts in _normal_texts(root, gathered, normal, len(wanted) >= _POOL_FROM):
        held += texts
        done += _CHUNK
        if done % _STORED == 0 or done >= len(wanted):
            if not _stored(connection, held, wait):
                unstored.update((n, text) for n, _, text in held)
            held = []
        notice("preparing", min(done, len(wanted)), len(wanted))
    return unstored


def _missing(connection: sqlite3.Connection, numbers: list[int]) -> list[int]:
    if len(numbers) < _CHUNK:
        held = {n for n in numbers if connection.execute("select 1 from body where n=?", (n,)).fetchone()}
    else:
        held = {n for (n,) in connection.execute("select n from body")}
    return [n for n in numbers if n not in held]


def _stored(connection: sqlite3.Connection, texts: list[_Text], wait: bool) -> bool:
    """Writes texts into the cache; False where another process is writing it."""
    try:
        with contextlib.nullcontext() if connection.in_transaction else cache.transaction(connection, wait):
            connection.executemany(
                "insert or replace into body select n, ? from record where n=? and digest=?", [(text, n, digest) for n, digest, text in texts]
            )
    except CacheRefused:
        if wait:
            raise
        return False
    return True


def _gathered(connection: sqlite3.Connection, n: int) -> _Gathered | None:
    """A record's number, path, digest, and its words by weight as typed, those of its body left out; None where it is gone."""
    row = connection.execute("select path, digest, name, id from record where n=?", (n,)).fetchone()
    if row is None:
        return None
    path, digest, name, record_id = row
    fields = connection.execute("select key, value from field where n=?", (n,)).fetchall()
    items = connection.execute("select field, label, data from item where n=?", (n,)).fetchall()
    cells = json.loads(f"[{','.join(data for _, _, data in items)}]")
    titles = connection.execute("select title from entry where n=? and title != ''", (n,)).fetchall()
    names = [name, record_id, *[value for key, value in fields if key == "aliases"]]
    people = [label for field, label, _ in items if field in ("contacts", "stakeholders")]
    people += [alias for (field, _, _), cell in zip(items, cells, strict=True) if field == "contacts" for alias in _aliases(cell)]
    tags = [value for key, value in fields if key == "tags"]
    rest = [value for key, value in fields if key not in _WEIGHED]
    rest += [str(value) for cell in cells for value in cell.values()]
    groups = (names, people, tags, [title for (title,) in titles], rest)
    return n, path, digest, tuple("\n".join(words) for words in groups)


def _aliases(contact: dict[str, Any]) -> list[str]:
    aliases = contact.get("aliases") or ()
    return [str(alias) for alias in aliases] if isinstance(aliases, list) else [str(aliases)]


def _normal_texts(root: Path, chunks: Iterator[list[_Gathered]], normal: Normal, parallel: bool) -> Iterator[list[_Text]]:
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

    def __call__(self, chunk: list[_Gathered]) -> list[_Text]:
        return _chunk_texts(self.root, chunk, self.normal)


def _chunk_texts(root: Path, chunk: list[_Gathered], normal: Normal) -> list[_Text]:
    from pcrm_tools.text.pinyin import sounds

    found = []
    for n, path, digest, parts in chunk:
        source = files.read_text(root / path, path)
        if (files.UNREADABLE_DIGEST if isinstance(source, Finding) else source.digest) != digest:
            continue
        text = "" if isinstance(source, Finding) else _body(source.text)
        names, people, *others, rest = [normal(part) for part in (*parts[:-1], f"{parts[-1]}\n{text}")]
        found.append((n, digest, "\n".join((names, people, *others, sounds(f"{names}{people}"), rest))))
    return found


def _body(text: str) -> str:
    """What stands below the front matter."""
    from pcrm_tools.text.fences import split

    return text[split(text).body_start :]
