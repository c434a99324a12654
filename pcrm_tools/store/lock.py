"""The notebook's locks: one writer at a time, whoever of us it is."""

import contextlib
import os
import time
from pathlib import Path

from pcrm_tools.errors import WriteRefused

LOCK_FILE = ".pcrm/write.lock"
_STALE_SECONDS = 120.0


class Lock:
    """A lock file in .pcrm: held through the system where it can (a crash lets go of it), else by its existence."""

    def __init__(self, root: Path, wait: float, name: str = LOCK_FILE, stale: float = _STALE_SECONDS) -> None:
        """Take the lock; raises WriteRefused after `wait` seconds, OSError where there can be no lock file.

        One that only exists is believed for `stale` seconds: nobody lets go of it for a run that was killed.
        """
        self.name, self.file, self.stale = name, root / name, stale
        self.handle = -1
        self.file.parent.mkdir(mode=0o700, exist_ok=True)
        self._take(time.monotonic() + wait, wait)

    def _take(self, until: float, wait: float) -> None:
        try_once = self._try_flock if os.name == "posix" else self._try_create
        pause = 0.002
        while not try_once():
            if time.monotonic() > until:
                if self.handle >= 0:
                    os.close(self.handle)
                raise WriteRefused("locked", self.name, seconds=f"{wait:g}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)

    def _try_flock(self) -> bool:
        import fcntl

        if self.handle < 0:
            self.handle = os.open(self.file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        # .pcrm may be deleted at any time: a lock on a file that is no longer there keeps nobody out.
        try:
            if os.path.samestat(os.fstat(self.handle), self.file.stat()):
                return True
        except OSError:
            self.file.parent.mkdir(mode=0o700, exist_ok=True)
        os.close(self.handle)
        self.handle = -1
        return False

    def _try_create(self) -> bool:
        try:
            self.handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            try:
                stale = time.time() - self.file.stat().st_mtime > self.stale
            except OSError:  # just released
                return False
            if stale:
                _remove(self.file)
            return False
        return True

    def release(self) -> None:
        """Let go of the lock."""
        os.close(self.handle)
        if os.name != "posix":
            _remove(self.file)


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):  # another one did
        file.unlink()
