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


class _Look(NamedTuple):
    """What the folders showed at once: files and settings with their stats, and which of them cannot be told from their stats.

    `doubt` names files that were changed so lately that the same stats could hide another change.
    """

    seen: list[files.Seen]
    strays: tuple[Finding, ...]
    survey: bytes
    doubt: str


class _Memory(NamedTuple):
    """The look that the rows of the cache were made from: all stats in one piece, the files in doubt a line each."""

    survey: bytes
    doubt: str


def refresh(connection: sqlite3.Connection, root: Path, notice: Notice) -> Fresh:
    """Brings the cache up to date with the files; an unchanged notebook costs one stat a file and one comparison."""
    memory = _remembered(connection)
    look = _look(root)
    if memory.survey == look.survey and (not memory.doubt or _as_read(connection, root, memory, look)):
        config = Config(cache.loads(cache.get_meta(connection, "config")))
        return Fresh(config, Changes(0, 0, len(look.seen)), look.strays)
    with cache.transaction(connection, notice=notice):
        if _remembered(connection) != memory:
            # Another run has stored what it saw, which may be newer than what was seen here.
            memory, look = _remembered(connection), _look(root)
        config, everything = _settings(connection, root)
        wanted, gone = _difference(connection, memory, look, everything)
        changed = _read_all(connection, root, wanted, config, notice, everything)
        _take_out(connection, gone)
        _remember(connection, memory, look)
        if changed or gone:
            generation = int(cache.get_meta(connection, "generation") or 0) + 1
            cache.set_meta(connection, "generation", str(generation))
    return Fresh(config, Changes(changed, len(gone), len(look.seen), not memory.survey), look.strays)


def _remembered(connection: sqlite3.Connection) -> _Memory:
    return _Memory(cache.get_meta(connection, "survey") or b"", cache.get_meta(connection, "doubt") or "")


def _remember(connection: sqlite3.Connection, memory: _Memory, look: _Look) -> None:
    if look.survey != memory.survey:
        cache.set_meta(connection, "survey", look.survey)
        cache.set_meta(connection, "survey_digest", files.digest_of(look.survey))
    if look.doubt != memory.doubt:
        cache.set_meta(connection, "doubt", look.doubt)


def _known(connection: sqlite3.Connection, memory: _Memory) -> list[files.Seen] | None:
    """The stats that the cache remembers; None where there are none, or they are damaged: marshal must not read those."""
    if not memory.survey or cache.get_meta(connection, "survey_digest") != files.digest_of(memory.survey):
        return None
    known: list[files.Seen] = marshal.loads(memory.survey)[1]
    return known


def _look(root: Path) -> _Look:
    # The clock first: a file that is changed while the folders are walked is as young as one that was changed just before.
    limit = cache.now_ns() - _DOUBT_NS
    seen, strays = files.survey(root)
    settings = _settings_stamp(root)
    # A tool may give a file an old time back: then only the time of its inode says how young it is.
    young = [one[0] for one in seen if one[2] > limit or one[4] > limit]
    if any(part.isdecimal() and int(part) > limit for part in settings.split(":")[0:3:2]):
        young.append(SETTINGS)
    # The second version of marshal writes equal values equally.
    return _Look(seen, strays, marshal.dumps((settings, seen), 2), "\n".join(young))


def _settings_stamp(root: Path) -> str:
    try:
        return files.stamp_of((root / SETTINGS).stat())
    except OSError:
        return "-"


def _as_read(connection: sqlite3.Connection, root: Path, memory: _Memory, look: _Look) -> bool:
    """Whether the files in doubt hold what was read of them, and stay in doubt, so that nothing is to be noted."""
    paths = memory.doubt.split("\n")
    if memory.doubt != look.doubt or len(paths) >= _POOL_FROM:
        return False
    digests = {path: digest for path, (_, digest) in _stored(connection, paths).items()}
    digests[SETTINGS] = cache.get_meta(connection, "settings_digest")
    return all(_digest(root, path) == digests.get(path, "") for path in paths)


def _digest(root: Path, path: str) -> str | None:
    """The digest of a file as it is now; None where it cannot be read."""
    got = files.read_bytes(root / path, path)
    return None if isinstance(got, Finding) else files.digest_of(got[0])


def _difference(
    connection: sqlite3.Connection, memory: _Memory, look: _Look, everything: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """Paths with their types that may differ from what is stored, in order, and paths that are gone."""
    known = None if everything else _known(connection, memory)
    if known is None:
        there = {one[0] for one in look.seen}
        gone = [path for (path,) in connection.execute("select path from record") if path not in there]
        return sorted((one[0], one[1]) for one in look.seen), sorted(gone)
    if len(known) == len(look.seen) and [one[0] for one in known] == [one[0] for one in look.seen]:
        new = {now[0]: now[1] for now, then in zip(look.seen, known, strict=True) if now != then}
        gone = []
    else:
        new = {one[0]: one[1] for one in set(look.seen).difference(known)}
        gone = sorted({one[0] for one in known}.difference([one[0] for one in look.seen]))
    if memory.doubt:
        doubt = set(memory.doubt.split("\n"))
        new.update({one[0]: one[1] for one in look.seen if one[0] in doubt})
    return sorted(new.items()), gone


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
    stored = _stored(connection, [path for path, _ in wanted])
    if everything:
        _empty(connection)
    elif len(wanted) < _POOL_FROM:
        # Mostly they were only touched, or are too young to be sure of: what decodes them takes longer to import than this.
        wanted = [(path, kind) for path, kind in wanted if path not in stored or _digest(root, path) != stored[path][1]]
    changed = _decode_all(connection, root, wanted, config, notice, {} if everything else stored) if wanted else 0
    if everything:
        _index(connection)
    return changed


def _decode_all(
    connection: sqlite3.Connection, root: Path, wanted: list[tuple[str, str]], config: Config, notice: Notice,
    stored: Mapping[str, tuple[int, str]],
) -> int:
    from pcrm_tools.store.load import decode_files

    digests = {path: digest for path, (_, digest) in stored.items()}
    free = int(connection.execute("select coalesce(max(n), 0) from record").fetchone()[0]) + 1
    changed = done = 0
    chunks = [wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK)]
    for chunk in decode_files(root, chunks, config, digests, len(wanted) >= _POOL_FROM):
        batch = []
        for rows in chunk:
            path = rows.record[0]
            if path in stored:
                batch.append((stored[path][0], rows))
            else:
                batch.append((free, rows))
                free += 1
        _delete_numbers(connection, [n for n, rows in batch if rows.record[0] in stored])
        _insert(connection, batch)
        changed += len(batch)
        done += _CHUNK
        notice("reading", min(done, len(wanted)), len(wanted))
    return changed


def _stored(connection: sqlite3.Connection, paths: list[str]) -> dict[str, tuple[int, str]]:
    """Number and digest of those of the files that are stored."""
    question = "select path, n, digest from record"
    if len(paths) >= _POOL_FROM:
        rows = connection.execute(question).fetchall()
    else:
        rows = [row for path in paths for row in connection.execute(f"{question} where path=?", (path,))]
    return {path: (n, digest) for path, n, digest in rows}


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


def _insert(connection: sqlite3.Connection, batch: list[tuple[int, Any]]) -> None:
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
    _delete_numbers(connection, numbers)
    _note(connection, "?, ''", numbers)


def _note(connection: sqlite3.Connection, state: str, numbers: list[int]) -> None:
    """Notes for every search index that there is which records it does not hold as they are now, or holds though they are gone."""
    for engine in [engine for (engine,) in connection.execute(_ENGINES)] if numbers else ():
        connection.executemany(f"insert or replace into waiting select ?, {state}", [(engine, n) for n in numbers])


def _delete_numbers(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    for table in (*_TABLES, "body"):
        connection.executemany(f"delete from {table} where n=?", [(n,) for n in numbers])


def stored_settings_findings(connection: sqlite3.Connection) -> Iterator[Finding]:
    """What pcrm.yml's reader said."""
    for row in json.loads(cache.get_meta(connection, "settings_findings") or "[]"):
        yield Finding(*row)

