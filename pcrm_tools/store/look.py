"""One look at the files, and what the cache remembers of the last one: the least that says which files to read.

The stats of all files are one piece of bytes, so that nothing has changed where two pieces are equal.
"""

import marshal
import sqlite3
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import cache, files

SETTINGS = "pcrm.yml"
FEW = 400
"""Up to so many files are looked up one by one, and read once more to see whether they differ at all."""
_DOUBT_NS = 2_000_000_000


class Look(NamedTuple):
    """What the folders showed at once: files and settings with their stats, and which of them cannot be told from their stats.

    `doubt` names files that were changed so lately that the same stats could hide another change.
    """

    seen: list[files.Seen]
    strays: tuple[Finding, ...]
    survey: bytes
    doubt: str


class Memory(NamedTuple):
    """The look that the rows of the cache were made from: all stats in one piece, the files in doubt a line each."""

    survey: bytes
    doubt: str


def remembered(connection: sqlite3.Connection) -> Memory:
    """What the cache remembers; empty where it was never filled."""
    return Memory(cache.get_meta(connection, "survey") or b"", cache.get_meta(connection, "doubt") or "")


def remember(connection: sqlite3.Connection, memory: Memory, now: Look) -> None:
    """Notes a look whose files have been read, as far as it differs from what is remembered."""
    if now.survey != memory.survey:
        cache.set_meta(connection, "survey", now.survey)
        cache.set_meta(connection, "survey_digest", files.digest_of(now.survey))
    if now.doubt != memory.doubt:
        cache.set_meta(connection, "doubt", now.doubt)


def _known(connection: sqlite3.Connection, memory: Memory) -> list[files.Seen] | None:
    """The stats that the cache remembers; None where there are none, or they are damaged: marshal must not read those."""
    if not memory.survey or cache.get_meta(connection, "survey_digest") != files.digest_of(memory.survey):
        return None
    known: list[files.Seen] = marshal.loads(memory.survey)[1]
    return known


def look(root: Path) -> Look:
    """Every file of a notebook as a stat shows it now."""
    # The clock first: a file that is changed while the folders are walked is as young as one that was changed just before.
    limit = cache.now_ns() - _DOUBT_NS
    seen, strays = files.survey(root)
    settings = _settings_stamp(root)
    # A tool may give a file an old time back: then only the time of its inode says how young it is.
    young = [one[0] for one in seen if one[2] > limit or one[4] > limit]
    if any(part.isdecimal() and int(part) > limit for part in settings.split(":")[0:3:2]):
        young.append(SETTINGS)
    # The second version of marshal writes equal values equally.
    return Look(seen, strays, marshal.dumps((settings, seen), 2), "\n".join(young))


def _settings_stamp(root: Path) -> str:
    try:
        return files.stamp_of((root / SETTINGS).stat())
    except OSError:
        return "-"


def as_read(connection: sqlite3.Connection, root: Path, memory: Memory, now: Look) -> bool:
    """Whether the files in doubt hold what was read of them, and stay in doubt, so that nothing is to be noted."""
    paths = memory.doubt.split("\n")
    if memory.doubt != now.doubt or len(paths) >= FEW:
        return False
    digests = {path: held for path, (_, held) in stored(connection, paths).items()}
    digests[SETTINGS] = cache.get_meta(connection, "settings_digest")
    return all(digest_now(root, path) == digests.get(path, "") for path in paths)


def digest_now(root: Path, path: str) -> str | None:
    """The digest of a file as it is now; None where it cannot be read."""
    got = files.read_bytes(root / path, path)
    return None if isinstance(got, Finding) else files.digest_of(got[0])


def difference(
    connection: sqlite3.Connection, memory: Memory, now: Look, everything: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """Paths with their types that may differ from what is stored, in order, and paths that are gone."""
    known = None if everything else _known(connection, memory)
    if known is None:
        there = {one[0] for one in now.seen}
        gone = [path for (path,) in connection.execute("select path from record") if path not in there]
        return sorted((one[0], one[1]) for one in now.seen), sorted(gone)
    if len(known) == len(now.seen) and [one[0] for one in known] == [one[0] for one in now.seen]:
        new = {one[0]: one[1] for one, then in zip(now.seen, known, strict=True) if one != then}
        gone = []
    else:
        new = {one[0]: one[1] for one in set(now.seen).difference(known)}
        gone = sorted({one[0] for one in known}.difference([one[0] for one in now.seen]))
    if memory.doubt:
        doubt = set(memory.doubt.split("\n"))
        new.update({one[0]: one[1] for one in now.seen if one[0] in doubt})
    return sorted(new.items()), gone


def stored(connection: sqlite3.Connection, paths: list[str]) -> dict[str, tuple[int, str]]:
    """Number and digest of those of the files that are stored."""
    question = "select path, n, digest from record"
    if len(paths) >= FEW:
        rows = connection.execute(question).fetchall()
    else:
        rows = [row for path in paths for row in connection.execute(f"{question} where path=?", (path,))]
    return {path: (n, held) for path, n, held in rows}
