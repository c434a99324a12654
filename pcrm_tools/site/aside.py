"""Pages made in a process beside this one while this one makes others, where the system and its processors allow it."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType

from pcrm_tools.session import Session
from pcrm_tools.site.manifest import Written
from pcrm_tools.site.rows_seen import Marks
from pcrm_tools.store import workers

Work = Callable[[], tuple[Written, Marks]]


class Aside:
    """Work that begins at once in a process of its own; without one it is done when its result is asked for."""

    def __init__(self, session: Session, work: Work) -> None:
        self._work = work
        self._pool: ProcessPoolExecutor | None = None
        self._future: Future[tuple[Written, Marks]] | None = None
        # A process that is forked while other threads hold locks may wait for them forever.
        if sys.platform.startswith("linux") and workers.count() > 1 and threading.active_count() == 1:
            self._pool = workers.pool(_begin, (session, work), 1)
            self._future = self._pool.submit(_run)

    def done(self) -> tuple[Written, Marks]:
        """What was made; raises what the work raised."""
        return self._future.result() if self._future is not None else self._work()

    def __enter__(self) -> "Aside":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_WORK: list[Work] = []


def _begin(session: Session, work: Work) -> None:
    session.part()
    _WORK[:] = [work]


def _run() -> tuple[Written, Marks]:
    return _WORK[0]()
