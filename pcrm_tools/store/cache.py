"""The SQLite cache under .pcrm/: parsed rows of every file, vouched for by a stat of each on every command.

It is never a source of truth: deleting it changes nothing but time, and whatever looks doubtful is rebuilt.
"""

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pcrm_tools import __version__
from pcrm_tools.errors import BrokenSurroundings, CacheRefused
from pcrm_tools.store.cache_folder import FOLDER, folder_of, lock, may_be_tracked, refuse_tracked
from pcrm_tools.store.schema import INDEXES, TABLES, VERSION

__all__ = [
    "DAMAGED",
    "DATABASE",
    "FOLDER",
    "WAITING",
    "Notice",
    "folder_of",
    "get_meta",
    "loads",
    "now_ns",
    "open_cache",
    "quiet",
    "remove",
    "set_meta",
    "transaction",
]  # fmt: skip

DATABASE = "cache.db"
DAMAGED = "damaged"
"""What a notice is told when the cache is damaged and made anew."""
WAITING = "waiting"
"""What a notice is told when another process has been writing the cache for a while."""
_PLACE = "cache.db-place"
_PARTS = (DATABASE, "cache.db-wal", "cache.db-shm", "cache.db-journal", _PLACE)
_BUSY_SECONDS = 30
_WRITE_LOCK = "120"  # the byte of the -shm file that SQLite locks while it writes

Notice = Callable[[str, int, int], None]
"""Called with what is going on (`reading`, `indexing`, `damaged`), how many are done and how many there are."""


def quiet(what: str, done: int, total: int) -> None:
    """A notice that nobody reads."""


def open_cache(root: Path, notice: Notice = quiet) -> tuple[sqlite3.Connection, Path]:
    """The notebook's cache, made anew where there is none, or it is damaged, foreign or of another version.

    Nothing is read of a database that was not made here: a small file beside it says where it was. Raises CacheRefused for
    a cache that came with the notebook, or in a folder that is not this user's own.
    """
    folder = folder_of(root)
    path = folder / DATABASE
    if may_be_tracked(root):
        refuse_tracked(root, folder)
    try:
        with lock(folder, alone=False):
            if not (found := _judge(folder, root)):
                return _connect(path), folder
    except sqlite3.DatabaseError as problem:
        if "locked" in str(problem):
            raise busy(path) from problem
        found = DAMAGED
    if found != "missing":
        refuse_tracked(root, folder)
    with lock(folder, alone=True):
        with contextlib.suppress(sqlite3.DatabaseError):
            if not _judge(folder, root):  # another run has put it right meanwhile
                return _connect(path), folder
        if found == DAMAGED:
            notice(DAMAGED, 0, 0)
        return _made(folder, root), folder


def reopen(folder: Path) -> sqlite3.Connection:
    """One more connection to the cache of a folder that is open already."""
    return _connect(folder / DATABASE)


def _judge(folder: Path, root: Path) -> str:
    """Empty where the database was made here by this version; else `missing`, `foreign` or `damaged`."""
    try:
        state = (folder / DATABASE).lstat()
    except OSError:
        return "missing"
    try:
        said = (folder / _PLACE).read_text("utf-8", "surrogateescape")
    except (OSError, ValueError):
        said = ""
    if said == _place(folder, state, root):
        return ""
    return "foreign" if said.startswith("pcrm|") and said.endswith("|\n") and "\0" not in said else DAMAGED


def _place(folder: Path, state: os.stat_result, root: Path) -> str:
    """What a cache remembers of where it was made and by whom, so that a copied, cloned or exchanged one is not believed."""
    there = folder.stat()
    return f"pcrm|{VERSION}|{__version__}|{there.st_dev}:{there.st_ino}|{state.st_ino}:{state.st_uid}|{os.fsdecode(root)}|\n"


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=normal")
        connection.execute("pragma cache_size=-16000")
        _check_whole(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Raises DatabaseError for a file that was cut short; SQLite itself notices only when it reads what is missing."""
    waiting = path.with_name(f"{path.name}-wal")
    if waiting.exists() and waiting.stat().st_size:
        return  # what is missing may stand there
    pages = connection.execute("pragma page_count").fetchone()[0]
    size = connection.execute("pragma page_size").fetchone()[0]
    if path.stat().st_size < pages * size:
        raise sqlite3.DatabaseError("the file was cut short")


def _made(folder: Path, root: Path) -> sqlite3.Connection:
    """A new database with its tables; the file that vouches for it comes last, so that none is believed half made."""
    path = folder / DATABASE
    try:
        _remove(folder)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = _connect(path)
        with transaction(connection):
            for statement in (TABLES + INDEXES).split(";"):
                if statement.strip():
                    connection.execute(statement)
        place = os.open(folder / _PLACE, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(place, "w", encoding="utf-8", errors="surrogateescape") as stream:
            stream.write(_place(folder, path.lstat(), root))
    except (OSError, sqlite3.DatabaseError) as problem:
        raise BrokenSurroundings(what=str(path), why=getattr(problem, "strerror", "") or str(problem)) from problem
    return connection


def remove(folder: Path) -> None:
    """Deletes the cache's files; nothing is lost but time."""
    with lock(folder, alone=True):
        _remove(folder)


def _remove(folder: Path) -> None:
    for name in _PARTS:
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, wait: bool = True, notice: Notice = quiet) -> Iterator[None]:
    """One writer at a time; what fails half-way leaves no trace.

    Raises CacheRefused where another one does not let go, at once unless told to `wait`; a long wait is told to `notice`.
    """
    if not _begun(connection, 1 if wait else 0):
        if not wait:
            raise busy(_path(connection))
        notice(WAITING, 0, 0)
        if not _begun(connection, _BUSY_SECONDS):
            raise busy(_path(connection))
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def _begun(connection: sqlite3.Connection, seconds: float) -> bool:
    """Whether a transaction could begin within so many seconds."""
    try:
        connection.execute(f"pragma busy_timeout={int(seconds * 1000)}")
        connection.execute("begin immediate")
    except sqlite3.OperationalError as problem:
        if "locked" not in str(problem):
            raise
        return False
    finally:
        connection.execute(f"pragma busy_timeout={int(_BUSY_SECONDS * 1000)}")
    return True


def _path(connection: sqlite3.Connection) -> Path:
    return Path(connection.execute("pragma database_list").fetchone()[2])


def busy(path: Path) -> CacheRefused:
    """What to say where another process holds a database too long: which one, where the system tells."""
    holder = "?"
    with contextlib.suppress(OSError, ValueError, IndexError):
        inode = f":{path.with_name(f'{path.name}-shm').stat().st_ino}"
        for line in Path("/proc/locks").read_text("ascii").splitlines():
            words = line.split()
            if "WRITE" in words and words[-2] == _WRITE_LOCK and words[-3].endswith(inode):
                holder = words[-4]
    return CacheRefused("busy", path, holder=holder)


def get_meta(connection: sqlite3.Connection, key: str) -> Any:
    """A remembered text (bytes where bytes were remembered), or None."""
    found = connection.execute("select value from meta where key=?", (key,)).fetchone()
    return found[0] if found else None


def set_meta(connection: sqlite3.Connection, key: str, value: str | bytes) -> None:
    """Remembers a text or bytes."""
    connection.execute("insert into meta values(?, ?) on conflict(key) do update set value=excluded.value", (key, value))


def now_ns() -> int:
    """The clock that file times are held against."""
    return time.time_ns()


def loads(text: str | None) -> dict[str, object]:
    """JSON as the cache keeps it; nothing remembered is an empty map. Raises DatabaseError for what is none."""
    try:
        found: dict[str, object] = json.loads(text) if text else {}
    except ValueError as problem:
        raise sqlite3.DatabaseError("what the cache remembers is damaged") from problem
    return found
