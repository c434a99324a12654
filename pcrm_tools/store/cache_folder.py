"""Where a notebook's cache is kept: a folder of this user's alone, since it holds a copy of the notebook.

A cache is believed only where it was made. One that somebody else could have put there is not even opened: it would decide
what every command answers, and a search index is code to the library that reads it.
"""

import contextlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pcrm_tools.errors import BrokenSurroundings, CacheRefused

FOLDER = ".pcrm"
_OTHERS_WRITE = 0o022
_LOCK_SECONDS = 30.0
_GLANCE = 1 << 18


def folder_of(root: Path) -> Path:
    """The private folder of a notebook's caches: .pcrm, or one of the user's cache where .pcrm cannot be made or be private.

    Raises CacheRefused for a folder that is not this user's own, and says what to do about it.
    """
    folder = root / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileExistsError:  # something else has the name
        pass
    except OSError:
        return _users_folder(root)
    return folder if check_private(folder) and os.access(folder, os.W_OK | os.X_OK) else _users_folder(root)


def check_private(folder: Path) -> bool:
    """Raises CacheRefused unless a folder is this user's own; False where the file system cannot keep others out of it."""
    state = folder.lstat()
    if stat.S_ISLNK(state.st_mode):  # a notebook from elsewhere must not choose what is written to
        raise CacheRefused("symlink", folder)
    if not stat.S_ISDIR(state.st_mode):
        raise CacheRefused("kind", folder)
    if not hasattr(os, "getuid"):
        return True
    if state.st_uid != os.getuid():
        raise CacheRefused("owner", folder)
    if state.st_mode & _OTHERS_WRITE:
        if _keeps_modes(folder, state.st_mode):
            raise CacheRefused("writable", folder)
        return False
    return True


def _keeps_modes(folder: Path, mode: int) -> bool:
    """Whether a mode can be changed here: file systems of Windows show every folder as open to all, whoever asks."""
    try:
        folder.chmod(0o700)
        kept = not folder.lstat().st_mode & _OTHERS_WRITE
        # Shut now, but what lies in it may be anybody's: it stays as it was until its owner has seen to it.
        folder.chmod(stat.S_IMODE(mode))
    except OSError:
        return False
    return kept


def _users_folder(root: Path) -> Path:
    import hashlib

    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / (".cache" if sys.platform != "darwin" else "Library/Caches"))
    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:20]
    folder = Path(base) / "pcrm" / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_private(folder)
    except OSError as problem:
        raise BrokenSurroundings(what=str(folder), why=problem.strerror or str(problem)) from problem
    return folder


def refuse_tracked(root: Path, folder: Path) -> None:
    """Raises CacheRefused where git keeps the cache: it came with the notebook, or will come with the next pull."""
    from pcrm_tools.store import git

    if folder == root / FOLDER and git.tracked(root, FOLDER):
        raise CacheRefused("tracked", folder)


def may_be_tracked(root: Path) -> bool:
    """Whether git's list of files mentions a cache, as far as one glance tells: names that begin with a dot come first in it."""
    try:
        with (root / ".git" / "index").open("rb") as stream:
            names = stream.read(_GLANCE)
    except OSError:
        return False
    return b".pcrm/" in names or b"pcrm/cache.db" in names


@contextlib.contextmanager
def lock(folder: Path, alone: bool) -> Iterator[None]:
    """Held while a cache is opened, and `alone` while one is made or removed: a database must not vanish while it is opened.

    Where the system has no such lock nothing is held.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        until = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise CacheRefused("busy", folder, holder="?") from None
                time.sleep(0.01)
            except OSError:  # a file system without locks
                break
            else:
                break
        yield
    finally:
        os.close(handle)
