"""Keeps the cache true to the files: what a stat of each says has changed is read, decoded and checked again."""

import json
import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files
from pcrm_tools.store.cache import Notice
from pcrm_tools.store.schema import INDEXES

SETTINGS = "pcrm.yml"
_CHUNK = 100
_POOL_FROM = 400
_DOUBT_NS = 2_000_000_000
_UNDECODED = frozenset((
    "views", "segments", "rules", "goals", "approvals", "mail", "site", "privacy", "sla", "search", "calendar", "loyalty", "health",
    "communication",
))  # fmt: skip
_TABLES: Mapping[str, str] = {
    "record": "records", "field": "fields", "item": "items", "entry": "entries", "task": "tasks", "link": "links", "anchor": "anchors",
    "local_finding": "findings",
}


class Changes(NamedTuple):
    """What one look at the files found: paths read again, paths gone, and how many records there are now."""

    changed: int
    removed: int
    records: int


class Fresh(NamedTuple):
    """The settings and strays as of now, and what changed."""

    config: Config
    changes: Changes
    strays: tuple[Finding, ...]


def refresh(connection: sqlite3.Connection, root: Path, notice: Notice) -> Fresh:
    """Brings the cache up to date with the files; an unchanged notebook costs one stat a file and one comparison."""
    seen, strays = files.survey(root)
    settings = _settings_stamp(root)
    if cache.get_meta(connection, "survey") == _survey(seen, settings):
        config = Config(cache.loads(cache.get_meta(connection, "config")))
        return Fresh(config, Changes(0, 0, len(seen)), strays)
    with cache.transaction(connection):
        # What was seen before another run let go of the cache may be older than what that run stored.
        walk = files.walk(root)
        listing = _listing(root, walk.files)
        config, changed_words = _settings(connection, root)
        known = {} if changed_words else _known(cache.get_meta(connection, "listing"))
        current = _known(listing)
        gone, doubtful = _difference(connection, known, current, bool(changed_words))
        kinds = {found.path: found.type for found in walk.files}
        changed = _read_all(connection, root, [(path, kinds[path]) for path in doubtful], config, notice, bool(changed_words))
        _delete(connection, gone)
        doubted = _doubted(listing)
        cache.set_meta(connection, "listing", doubted)
        # Vouched for as it is only while nothing in it is doubtful and nothing changed since it was taken.
        sure = doubted == listing and sorted(seen) == sorted(files.survey(root)[0]) and settings == _settings_stamp(root)
        cache.set_meta(connection, "survey", _survey(seen, settings) if sure else "")
        if changed or gone:
            generation = int(cache.get_meta(connection, "generation") or 0) + 1
            cache.set_meta(connection, "generation", str(generation))
    return Fresh(config, Changes(changed, len(gone), len(walk.files)), walk.findings)


def _settings_stamp(root: Path) -> str:
    try:
        return files.stamp_of((root / SETTINGS).stat())
    except OSError:
        return "-"


def _survey(seen: list[files.Seen], settings: str) -> bytes:
    """All stats in one piece, to be compared as a whole; the second version of marshal writes equal values equally."""
    return marshal.dumps((settings, seen), 2)


def _listing(root: Path, found: Iterable["files.Found"]) -> str:
    """One line a file: its path and what a stat says of it."""
    return "\n".join([f"{SETTINGS}\t{_settings_stamp(root)}", *[f"{path}\t{stamp}" for path, _, stamp in found]])


def _known(listing: str | None) -> dict[str, str]:
    if not listing:
        return {}
    found = {}
    for line in listing.split("\n"):
        path, _, stamp = line.rpartition("\t")
        found[path] = stamp
    return found


def _doubted(listing: str) -> str:
    """The listing with the stamp of every file spoilt that was changed so lately that the same stamp could hide a change.

    A tool may give a file an old time back: then only the time of its inode says how young it is.
    """
    limit = cache.now_ns() - _DOUBT_NS
    lines = []
    for line in listing.split("\n"):
        path, _, stamp = line.rpartition("\t")
        mtime, _, ctime, *_ = (*stamp.split(":"), "", "", "")
        young = any(time.isdecimal() and int(time) > limit for time in (mtime, ctime))
        lines.append(f"{path}\t?{stamp}" if young else line)
    return "\n".join(lines)


def _difference(
    connection: sqlite3.Connection, known: Mapping[str, str], current: Mapping[str, str], everything: bool
) -> tuple[list[str], list[str]]:
    """Paths that are gone, and paths whose stamps differ from the known ones."""
    stored = {path for (path,) in connection.execute("select path from record")}
    gone = sorted(stored - current.keys())
    doubtful = [path for path, stamp in current.items() if path != SETTINGS and (everything or known.get(path) != stamp)]
    return gone, doubtful


def _settings(connection: sqlite3.Connection, root: Path) -> tuple[Config, bool]:
    """The settings, read again where pcrm.yml changed; true where what decoding depends on changed."""
    source = files.read_text(root / SETTINGS, SETTINGS)
    digest = source.digest if isinstance(source, files.Source) else "unreadable"
    stored = cache.get_meta(connection, "config")
    if stored and digest != "unreadable" and cache.get_meta(connection, "settings_digest") == digest:
        return Config(cache.loads(stored)), False
    from pcrm_tools.text.settings import read_settings

    config, findings = read_settings(source.text if isinstance(source, files.Source) else "")
    if not isinstance(source, files.Source):
        findings = (source._replace(path=SETTINGS), *findings)
    data = json.dumps(config.data, ensure_ascii=False)
    words = json.dumps({key: value for key, value in config.data.items() if key not in _UNDECODED}, sort_keys=True)
    words = files.digest_of(words.encode())
    changed = cache.get_meta(connection, "words") != words
    for key, value in (("config", data), ("settings_digest", digest), ("words", words)):
        cache.set_meta(connection, key, value)
    cache.set_meta(connection, "settings_findings", json.dumps([_row(finding) for finding in findings], ensure_ascii=False))
    return config, changed


def _row(finding: Finding) -> list[Any]:
    return [*finding[:5], dict(finding.values)]


def _read_all(
    connection: sqlite3.Connection, root: Path, wanted: list[tuple[str, str]], config: Config, notice: Notice, everything: bool,
) -> int:
    """Reads and stores the wanted files; returns how many differ from what was stored."""
    from pcrm_tools.store.load import decode_files

    if not wanted:
        if everything:
            _empty(connection)
            _index(connection)
        return 0
    digests = {} if everything else dict(connection.execute("select path, digest from record"))
    numbers = dict(connection.execute("select path, n from record"))
    if everything:
        _empty(connection)
    free = max(numbers.values(), default=0) + 1
    changed = done = 0
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    for chunk in decode_files(root, chunks, config, digests, len(wanted) >= _POOL_FROM):
        batch = []
        for rows in chunk:
            path = rows.record[0]
            if path not in numbers:
                numbers[path] = free
                free += 1
            batch.append((numbers[path], rows))
        if not everything:
            _delete_numbers(connection, [n for n, _ in batch])
        _insert(connection, batch)
        changed += len(batch)
        done += _CHUNK
        notice("reading", min(done, len(wanted)), len(wanted))
    if everything:
        _index(connection)
    return changed


def _empty(connection: sqlite3.Connection) -> None:
    """Clears all rows and takes the indexes away, to be made again after a rebuild: half the time of keeping them."""
    for name in [name for (name,) in connection.execute("select name from sqlite_master where type='index' and sql is not null")]:
        connection.execute(f'drop index "{name}"')
    for table in (*_TABLES, "body", "searched"):
        connection.execute(f"delete from {table}")


def _index(connection: sqlite3.Connection) -> None:
    for statement in INDEXES.split(";"):
        if statement.strip():
            connection.execute(statement)


def _insert(connection: sqlite3.Connection, batch: list[tuple[int, Any]]) -> None:
    for table, attribute in _TABLES.items():
        if attribute == "records":
            rows = [(n, *rows.record) for n, rows in batch]
        else:
            rows = [(n, *row) for n, rows in batch for row in getattr(rows, attribute)]
        if rows:
            marks = ",".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values({marks})", rows)


def _delete(connection: sqlite3.Connection, paths: list[str]) -> None:
    found = connection.execute("select n, path from record").fetchall() if paths else []
    gone = set(paths)
    _delete_numbers(connection, [n for n, path in found if path in gone])


def _delete_numbers(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for table in (*_TABLES, "body"):
        connection.executemany(f"delete from {table} where n=?", [(n,) for n in numbers])


def stored_settings_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What pcrm.yml's reader said."""
    for row in json.loads(cache.get_meta(connection, "settings_findings") or "[]"):
        yield Finding(*row)

