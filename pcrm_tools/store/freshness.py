"""Keeps the cache true to the files: what a stat of each says has changed is read, decoded and checked again."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files
from pcrm_tools.store.cache import Notice
from pcrm_tools.store.look import FEW, SETTINGS, as_read, difference, digest_now, look, remember, remembered, stored
from pcrm_tools.store.schema import INDEXES

_CHUNK = 100
_UNDECODED = frozenset((
    "views", "segments", "rules", "goals", "approvals", "mail", "site", "privacy", "sla", "search", "calendar", "loyalty", "health",
    "communication", "followups",
))  # fmt: skip
_TABLES: Mapping[str, str] = {
    "record": "records", "field": "fields", "item": "items", "entry": "entries", "task": "tasks", "link": "links", "anchor": "anchors",
    "local_finding": "findings", "dated": "dated",
}


_ENGINES = "select distinct engine from waiting union select substr(key, 7) from meta where key like 'stamp:%'"


class Changes(NamedTuple):
    """What one look at the files found: paths read again, paths gone, and how many records there are now.

    `anew` where nothing was known of them before.
    """

    changed: int
    removed: int
    records: int
    anew: bool = False


class Fresh(NamedTuple):
    """The settings and strays as of now, and what changed."""

    config: Config
    changes: Changes
    strays: tuple[Finding, ...]


def refresh(connection: sqlite3.Connection, root: Path, notice: Notice) -> Fresh:
    """Brings the cache up to date with the files; an unchanged notebook costs one stat a file and one comparison."""
    memory = remembered(connection)
    now = look(root)
    if memory.survey == now.survey and (not memory.doubt or as_read(connection, root, memory, now)):
        config = Config(cache.loads(cache.get_meta(connection, "config")))
        return Fresh(config, Changes(0, 0, len(now.seen)), now.strays)
    with cache.transaction(connection, notice=notice):
        if remembered(connection) != memory:
            # Another run has stored what it saw, which may be newer than what was seen here.
            memory, now = remembered(connection), look(root)
        config, everything = _settings(connection, root)
        wanted, gone = difference(connection, memory, now, everything)
        changed = _read_all(connection, root, wanted, config, notice, everything)
        _take_out(connection, gone)
        remember(connection, memory, now)
        if changed or gone:
            generation = int(cache.get_meta(connection, "generation") or 0) + 1
            cache.set_meta(connection, "generation", str(generation))
    return Fresh(config, Changes(changed, len(gone), len(now.seen), not memory.survey), now.strays)


def _settings(connection: sqlite3.Connection, root: Path) -> tuple[Config, bool]:
    """The settings, read again where pcrm.yml changed; true where what decoding depends on changed."""
    source = files.read_text(root / SETTINGS, SETTINGS)
    digest = source.digest if isinstance(source, files.Source) else files.UNREADABLE_DIGEST
    stored = cache.get_meta(connection, "config")
    if stored and digest != files.UNREADABLE_DIGEST and cache.get_meta(connection, "settings_digest") == digest:
        return Config(cache.loads(stored)), False
    from pcrm_tools.text.settings import read_settings

    config, findings = read_settings(source.text if isinstance(source, files.Source) else "")
    if not isinstance(source, files.Source):
        findings = (source._replace(path=SETTINGS), *findings)
    data = json.dumps(config.data, ensure_ascii=False)
    words = files.digest_of(decoding_words(config).encode())
    changed = cache.get_meta(connection, "words") != words
    for key, value in (("config", data), ("settings_digest", digest), ("words", words)):
        cache.set_meta(connection, key, value)
    cache.set_meta(connection, "settings_findings", json.dumps([_row(finding) for finding in findings], ensure_ascii=False))
    return config, changed


def decoding_words(config: Config) -> str:
    """What decoding a record depends on in the settings, as text."""
    return json.dumps({key: value for key, value in config.data.items() if key not in _UNDECODED}, sort_keys=True)


def _row(finding: Finding) -> list[Any]:
    return [*finding[:5], dict(finding.values)]


def _read_all(
    connection: sqlite3.Connection, root: Path, wanted: list[tuple[str, str]], config: Config, notice: Notice, everything: bool,
) -> int:
    """Reads and stores the wanted files; returns how many differ from what was stored."""
    held = stored(connection, [path for path, _ in wanted])
    if everything:
        _empty(connection)
    elif len(wanted) < FEW:
        # Mostly they were only touched, or are too young to be sure of: what decodes them takes longer to import than this.
        wanted = [(path, kind) for path, kind in wanted if path not in held or digest_now(root, path) != held[path][1]]
    changed = _decode_all(connection, root, wanted, config, notice, {} if everything else held) if wanted else 0
    if everything:
        _index(connection)
    return changed


def _decode_all(
    connection: sqlite3.Connection, root: Path, wanted: list[tuple[str, str]], config: Config, notice: Notice,
    held: Mapping[str, tuple[int, str]],
) -> int:
    from pcrm_tools.store.load import decode_files

    digests = {path: known for path, (_, known) in held.items()}
    free = int(connection.execute("select coalesce(max(n), 0) from record").fetchone()[0]) + 1
    changed = done = 0
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    for chunk in decode_files(root, chunks, config, digests, len(wanted) >= FEW):
        batch = []
        for rows in chunk:
            path = rows.record[0]
            if path in held:
                batch.append((held[path][0], rows))
            else:
                batch.append((free, rows))
                free += 1
        delete_rows(connection, [n for n, rows in batch if rows.record[0] in held])
        insert_rows(connection, batch)
        changed += len(batch)
        done += _CHUNK
        notice("reading", min(done, len(wanted)), len(wanted))
    return changed


def _empty(connection: sqlite3.Connection) -> None:
    """Clears all rows and takes the indexes away, to be made again after a rebuild: half the time of keeping them."""
    for name in [name for (name,) in connection.execute("select name from sqlite_master where type='index' and sql is not null")]:
        connection.execute(f'drop index "{name}"')
    for table in (*_TABLES, "body", "waiting"):
        connection.execute(f"delete from {table}")
    # The records get new numbers: nothing can be told from an index of the old ones.
    connection.execute("delete from meta where key like 'stamp:%'")


def _index(connection: sqlite3.Connection) -> None:
    for statement in INDEXES.split(";"):
        if statement.strip():
            connection.execute(statement)


def insert_rows(connection: sqlite3.Connection, batch: list[tuple[int, Any]]) -> None:
    """Stores the rows of files under their numbers."""
    for table, attribute in _TABLES.items():
        if attribute == "records":
            rows = [(n, *rows.record) for n, rows in batch]
        else:
            rows = [(n, *row) for n, rows in batch for row in getattr(rows, attribute)]
        if rows:
            marks = ",".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values({marks})", rows)
    _note(connection, "n, digest || path from record where n=?", [n for n, _ in batch])


def _take_out(connection: sqlite3.Connection, paths: list[str]) -> None:
    """Deletes the rows of files that are gone."""
    numbers = [n for path in paths for (n,) in connection.execute("select n from record where path=?", (path,))]
    delete_rows(connection, numbers)
    _note(connection, "?, ''", numbers)


def _note(connection: sqlite3.Connection, state: str, numbers: list[int]) -> None:
    """Notes for every search index that there is which records it does not hold as they are now, or holds though they are gone."""
    for engine in [engine for (engine,) in connection.execute(_ENGINES)] if numbers else ():
        connection.executemany(f"insert or replace into waiting select ?, {state}", [(engine, n) for n in numbers])


def delete_rows(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Takes the rows of files out by their numbers."""
    for table in (*_TABLES, "body"):
        connection.executemany(f"delete from {table} where n=?", [(n,) for n in numbers])


def stored_settings_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What pcrm.yml's reader said."""
    for row in json.loads(cache.get_meta(connection, "settings_findings") or "[]"):
        yield Finding(*row)

