"""Waits for changes of files: events say when to look, a look at the files says what changed, and callables do the rest.

Events are hints: editors save by truncating, renaming and moving away, kernels merge and drop. So nothing is concluded from an
event but that it is time to look, and a look that finds nothing leads to nothing. What is empty or gone is looked at once more.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from pcrm_tools.sight import Seen, ignored

Look = Callable[[frozenset[str] | None], Seen]
"""What differs among some paths, or among all, from what was accepted last."""
Changed = Callable[[Seen, bool], bool]
"""Told what changed and whether that has settled; may answer False to be told once more when it has."""

_REST = 20  # looks that nobody asked for take at most one part in so many of the time


class Pace(NamedTuple):
    """Seconds: how long it must be quiet after few and after many files, and what else is waited for.

    `longest` is the longest wait while it never gets quiet, `settle` the wait for a file that is empty, gone or half written,
    `look` the time between looks that no event asked for, `alive` that between questions whether the folder still stands.
    `few` and `most` are numbers of files: more than `most` are not remembered one by one.
    """

    quiet: float = 0.05
    many: float = 0.5
    longest: float = 3.0
    settle: float = 0.6
    look: float = 30.0
    alive: float = 2.0
    few: int = 8
    most: int = 1000


POLLING = Pace(look=1.0)
"""The pace where no event tells of anything: the files are looked at every second."""


class Hints:
    """What events have told since the last look: which paths, or that there may be any."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.paths: set[str] = set()
        self.all = False
        self.first = self.last = 0.0

    def note(self, path: str | None, now: float) -> None:
        """Takes one in; None stands for what nobody knows."""
        if not self.waiting:
            self.first = now
        self.last = now
        if path is None or len(self.paths) >= self.pace.most:
            self.all = True
            self.paths.clear()
        elif not self.all:
            self.paths.add(path)

    @property
    def waiting(self) -> bool:
        """Whether there is anything to look at."""
        return self.all or bool(self.paths)

    @property
    def due(self) -> float:
        """When to look: when it has been quiet, or when it has not been for too long."""
        many = self.all or len(self.paths) > self.pace.few
        return min(self.last + (self.pace.many if many else self.pace.quiet), self.first + self.pace.longest)

    def take(self) -> frozenset[str] | None:
        """The paths (None: all), which are forgotten."""
        paths = None if self.all else frozenset(self.paths)
        self.paths.clear()
        self.all = False
        return paths


class Watcher:
    """Takes hints from any thread and, in the thread that runs it, tells of changes when it has become quiet."""

    def __init__(
        self,
        look: Look,
        accept: Callable[[Seen], None],
        changed: Changed,
        pace: Pace = Pace(),  # noqa: B008 - a value
        *,
        clock: Callable[[], float] = time.monotonic,
        alive: Callable[[], bool] = lambda: True,
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        self.look, self.accept, self.changed, self.pace = look, accept, changed, pace
        self.clock, self.alive, self.idle = clock, alive, idle
        self._hints = Hints(pace)
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._stopped = False
        self._doubt: float | None = None
        self._next_look, self._next_alive = clock() + pace.look, clock() + pace.alive

    def note(self, path: str | None) -> None:
        """An event named a path (relative, with `/`), or None: something happened that it cannot name. From any thread."""
        if path is not None and ignored(path):
            return
        with self._lock:
            self._hints.note(path, self.clock())
        self._woken.set()

    def stop(self) -> None:
        """Ends `run`, from any thread."""
        self._stopped = True
        self._woken.set()

    def run(self) -> bool:
        """Watches until it is stopped (True) or what it watches is no longer there (False)."""
        while not self._stopped:
            wait = self.step()
            if wait is None:
                return False
            self._woken.wait(wait)
            self._woken.clear()
        return True

    def step(self) -> float | None:
        """Does what is due and returns after how many seconds to come again; None where what is watched is gone."""
        now = self.clock()
        if now >= self._next_alive:
            if not self.alive():
                return None
            self._next_alive = self.clock() + self.pace.alive
        with self._lock:
            waiting = self._hints.waiting
            ready = waiting and now >= self._due()
            paths = self._hints.take() if ready else frozenset()
        if ready:
            self._look(paths)
        elif not waiting and now >= self._next_look:
            self._look_round()
        with self._lock:
            due = self._due() if self._hints.waiting else self._next_look
        return max(0.0, min(due, self._next_alive) - self.clock())

    def _due(self) -> float:
        """When to look; what is in doubt is given its time."""
        if self._doubt is None:
            return self._hints.due
        return max(self._hints.due, min(self._hints.last + self.pace.settle, self._doubt + self.pace.longest))

    def _look(self, paths: frozenset[str] | None) -> None:
        seen = self.look(paths)
        if not seen.paths:
            self._doubt = None
            return
        sure = self._doubt is not None
        if not sure and (seen.doubtful or not self.changed(seen, False)):
            self._doubt = self.clock()
            self._again(seen.paths)
            return
        if sure:
            self.changed(seen, True)
        self._doubt = None
        self.accept(seen)

    def _again(self, paths: Iterable[str]) -> None:
        """Has paths looked at once more."""
        now = self.clock()
        with self._lock:
            for path in paths:
                self._hints.note(path, now)

    def _look_round(self) -> None:
        """Looks at everything, since events get lost and some file systems have none; what is found waits for quiet too."""
        begun = self.clock()
        seen = self.look(None)
        ended = self.clock()
        self._next_look = ended + max(self.pace.look, (ended - begun) * _REST)
        self._again(seen.paths)
        if not seen.paths:
            self.idle()
