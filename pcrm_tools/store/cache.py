"""The SQLite cache under .pcrm/: parsed rows of every file, vouched for by a stat of each on every command.

It is never a source of truth: deleting it changes nothing but time, and whatever looks doubtful is rebuilt.
"""

import contextlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pcrm_tools import __version__
from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.store.schema import INDEXES, TABLES, VERSION

FOLDER = ".pcrm"
DATABASE = "cache.db"
_BUSY_SECONDS = 30


def folder_of(root: Path) -> Path:
    """The private folder of a notebook's caches: .pcrm, or one of the user's cache where the notebook is read-only."""
    folder = root / FOLDER
    if folder.is_symlink():  # a notebook from elsewhere must not choose what is written to
        raise BrokenSurroundings(what=str(folder), why="it is a symbolic link: remove it, it would only lead to a cache")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except OSError:
        pass
    return _users_folder(root)


def _users_folder(root: Path) -> Path:
    import hashlib

    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / (".cache" if sys.platform != "darwin" else "Library/Caches"))
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:20]
    folder = Path(base) / "pcrm" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise BrokenSurroundings(what=str(folder), why=problem.strerror or str(problem)) from problem
    return folder


def _birthplace(folder: Path, root: Path) -> str:
    """What a cache remembers of the folder that it was made in, so that a copied or cloned one is not believed."""
    stat = folder.stat()
    return f"{VERSION}|{__version__}|{stat.st_dev}:{stat.st_ino}|{os.fsdecode(root)}"


def open_cache(root: Path) -> tuple[sqlite3.Connection, Path]:
    """The notebook's cache, made anew where there is none, or it is damaged, foreign or of another version."""
    folder = folder_of(root)
    stat = folder.stat()
    if hasattr(os, "getuid") and stat.st_uid != os.getuid():
        raise BrokenSurroundings(what=str(folder), why="it belongs to another user: remove it, it is only a cache")
    path = folder / DATABASE
    birthplace = _birthplace(folder, root)
    if path.is_symlink():
        path.unlink()
    for attempt in (1, 2):
        try:
            connection = _connect(path)
            _whole(connection, path)
            with contextlib.suppress(sqlite3.OperationalError):
                found = connection.execute("select value from meta where key='birthplace'").fetchone()
                if found is not None and found[0] == birthplace:
                    return connection, folder
            _create(connection, birthplace)
            return connection, folder
        except sqlite3.DatabaseError as problem:
            if attempt == 2 or "locked" in str(problem):
                raise BrokenSurroundings(what=str(path), why=str(problem)) from problem
            remove(folder)
    raise AssertionError("unreachable")


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")
    connection.execute("pragma cache_size=-16000")
    return connection


def _whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raises DatabaseError for a file that was cut short; SQLite itself notices only when it reads what is missing."""
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.exists() and waiting.stat().st_size:
        return  # what is missing may stand there
    pages = connection.execute("pragma page_count").fetchone()[0]
    size = connection.execute("pragma page_size").fetchone()[0]
    if path.stat().st_size < pages * size:
        raise sqlite3.DatabaseError("the file was cut short")


def _create(connection: sqlite3.Connection, birthplace: str) -> None:
    with transaction(connection):
        found = connection.execute("select value from meta where key='birthplace'").fetchone() if _has_meta(connection) else None
        if found is not None and found[0] == birthplace:
            return
        for name, kind in connection.execute(
            "select name, type from sqlite_master where type in ('table','view') and name not like 'sqlite_%'"
        ).fetchall():
            if not name.startswith("fts_") or name.count("_") == 1:
                with contextlib.suppress(sqlite3.OperationalError):
                    connection.execute(f'drop {kind} if exists "{name}"')
        for statement in (TABLES + INDEXES).split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute("insert into meta values('birthplace', ?)", (birthplace,))


def _has_meta(connection: sqlite3.Connection) -> bool:
    return connection.execute("select 1 from sqlite_master where name='meta'").fetchone() is not None


def remove(folder: Path) -> None:
    """Deletes the cache's files; nothing is lost but time."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One writer at a time; what fails half-way leaves no trace."""
    connection.execute("begin immediate")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def get_meta(connection: sqlite3.Connection, key: str) -> Any:
    """A remembered text (bytes where bytes were remembered), or None."""
    found = connection.execute("select value from meta where key=?", (key,)).fetchone()
    return found[0] if found else None


def set_meta(connection: sqlite3.Connection, key: str, value: str | bytes) -> None:
    """Remembers a text or bytes."""
    connection.execute("insert into meta values(?, ?) on conflict(key) do update set value=excluded.value", (key, value))


Notice = Callable[[str, int, int], None]
"""Called with what is going on (`reading`, `indexing`), how many are done and how many there are."""


def quiet(what: str, done: int, total: int) -> None:
    """A notice that nobody reads."""


def now_ns() -> int:
    """The clock that file times are held against."""
    return time.time_ns()


def loads(text: str | None) -> dict[str, object]:
    """JSON as the cache keeps it; nothing remembered is an empty map."""
    return json.loads(text) if text else {}
