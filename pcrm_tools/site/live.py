"""Tells the pages that are open when the site was built again; each decides by what it loads whether to load anew."""

import threading
import time
from collections.abc import Iterable
from pathlib import Path

PREFIX = "/_pcrm/"
SCRIPT = (Path(__file__).parent / "live.js").read_bytes()
_COARSE_NS = 20_000_000  # file times come from a clock that is behind by a tick
MOST = 64
"""So many pages can wait at once."""


class Live:
    """A count of builds that other threads wait for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.count = 0
        self.waiting = 0
        self.closed = False

    def tell(self) -> None:
        """The site was built again."""
        with self._changed:
            self.count += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Nothing will be built any more."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def enter(self) -> int | None:
        """The count from which one more may wait; None where no more may."""
        with self._changed:
            if self.closed or self.waiting >= MOST:
                return None
            self.waiting += 1
            return self.count

    def leave(self) -> None:
        """One waits no longer."""
        with self._changed:
            self.waiting -= 1

    def wait(self, known: int, seconds: float) -> int:
        """The count once it is another one than `known`, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed or self.count != known, seconds)
            return self.count


def now() -> int:
    """When a page is served, by the clock that files are held against (ns)."""
    return time.time_ns() - _COARSE_NS


def newer(files: Iterable[Path | None], at: int, missing: bool) -> bool:
    """Whether a page served at a time (ns) is out of date: one of what it loads was written since, or is gone.

    The first file is the page itself; `missing` if it was not there. None stands for an address that leads nowhere.
    """
    limit = time.time_ns()
    for number, file in enumerate(files):
        if file is None:
            continue
        try:
            changed = file.stat().st_mtime_ns
        except OSError:
            if number == 0 and not missing:
                return True
            continue
        if (number == 0 and missing) or at < changed <= limit:
            return True
    return False


def with_script(page: bytes, missing: bool = False) -> bytes:
    """A page as it is served: with the script that waits for the next build, which is no part of the built site."""
    tag = f'<script src="{PREFIX}live.js" data-at="{now()}"{" data-missing" if missing else ""} defer></script>'.encode()
    head, end, tail = page.rpartition(b"</body>")
    return head + tag + end + tail if end else page + tag
