"""One build of a notebook's site at a time: two that write one folder would leave pages of both in it."""

from pathlib import Path

from pcrm_tools.errors import WriteRefused
from pcrm_tools.store.cache import Notice
from pcrm_tools.store.lock import Lock

LOCK_FILE = "site.lock"
WAITING = "site waiting"
"""What a notice is told when another process builds the site."""
_LONGEST = 1800.0  # seconds; the first build of a very large notebook on a slow machine


class Turn:
    """The right to build, until it is released; a process that is killed lets go of it."""

    def __init__(self, folder: Path, notice: Notice) -> None:
        """Waits for its turn, which a file in the folder of the notebook's caches stands for; WriteRefused after half an hour."""
        name = f"{folder.name}/{LOCK_FILE}"
        self.waited = False
        try:
            self._lock = Lock(folder.parent, 0, name, _LONGEST)
        except WriteRefused:
            self.waited = True
            notice(WAITING, 0, 0)
            self._lock = Lock(folder.parent, _LONGEST, name, _LONGEST)

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, *error: object) -> None:
        self.release()

    def release(self) -> None:
        """It is the next one's turn."""
        self._lock.release()
