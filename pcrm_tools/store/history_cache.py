"""What the past of records was found to be, kept beside the cache: commits and blobs never change, so neither do these answers.

It can be deleted at any time and is never a source for anything but the answer it keeps.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pcrm_tools import __version__
from pcrm_tools.store import file_history
from pcrm_tools.store.file_history import Commit, Step

FILE = "history.db"
_FORMAT = "2"
_MOST = 200_000_000  # bytes: begun anew beyond


class HistoryCache:
    """Steps by path and tip, and what differed between two blobs by a key of the caller's."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._db = self._open()

    def _open(self) -> "sqlite3.Connection | None":
        with suppress(OSError):
            if self._path.stat().st_size > _MOST:
                self._path.unlink()
        for _ in range(2):
            try:
                return _connect(self._path)
            except sqlite3.Error:
                with suppress(OSError):
                    self._path.unlink()
        return None

    def close(self) -> None:
        """Lets go of the file."""
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.commit()
            self._db.close()

    def steps(self, root: Path, path: str, tip: str) -> list[Step]:
        """The steps of a file up to a commit; what was found for an earlier one is taken on from."""
        known = self._get("steps", path)
        if known and known[0] == tip:
            return _steps(known[1])
        if known and known[1] and file_history.is_ancestor(root, known[0], tip):
            newer = file_history.steps(root, path, tip, since=known[0])
            # A merge brings in commits that are older than what is known: then all is read again.
            if not newer or newer[-1].before == known[1][0][-1]:
                found = [*newer, *_steps(known[1])]
                self._put("steps", path, [tip, found])
                return found
        found = file_history.steps(root, path, tip)
        self._put("steps", path, [tip, found])
        return found

    def between(self, key: str, make: Callable[[], Sequence[Any]]) -> list[Any]:
        """What differs between two blobs (`key` names them and all that the answer depends on), found now or known."""
        known = self._get("between", key)
        if known is None:
            known = json.loads(json.dumps(make(), ensure_ascii=False))
            self._put("between", key, known)
        return list(known)

    def _get(self, kind: str, key: str) -> Any:
        if self._db is None:
            return None
        try:
            row = self._db.execute("select data from known where kind = ? and key = ?", (kind, key)).fetchone()
            return json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError):
            return None

    def _put(self, kind: str, key: str, data: Any) -> None:
        if self._db is not None:
            with suppress(sqlite3.Error):
                self._db.execute("replace into known values (?, ?, ?)", (kind, key, json.dumps(data, ensure_ascii=False)))


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.touch(mode=0o600)
    db = sqlite3.connect(path, timeout=5)
    try:
        db.execute("pragma synchronous = off")
        version = f"{_FORMAT} {__version__}"
        db.execute("create table if not exists about (version text)")
        if db.execute("select version from about").fetchall() != [(version,)]:
            db.executescript("drop table if exists known; delete from about")
            db.execute("insert into about values (?)", (version,))
            db.commit()
        db.execute("create table if not exists known (kind text, key text, data text, primary key (kind, key)) without rowid")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _steps(rows: Sequence[Any]) -> list[Step]:
    return [Step(Commit(*row[0]), *row[1:]) for row in rows]
