"""The system's events about a notebook's files, as hints for whoever looks at them; nothing here knows what a notebook is for."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcrm_tools.sight import FILES, FOLDERS

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import ObservedWatch

Note = Callable[[str | None], None]
"""Told a path that may have changed (relative, with `/`), or None where nobody knows which; from another thread."""

_TOP = frozenset(place.partition("/")[0] for place in FOLDERS)
_MISSES = 3  # a share that is mounted anew is away for a moment


class Observer:
    """Hints about a notebook's folders, also where those are deleted, moved and made again."""

    def __init__(self, root: Path, note: Note, native: Callable[[], Any] | None = None) -> None:
        """`native` makes watchdog's observer; without it that of this system."""
        self.root, self.note = root.resolve(), note
        self._base = os.fspath(self.root) + os.sep
        self._native = native
        self._observer: Any = None
        self._armed: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}
        self._lost: set[str] = set()  # a folder made anew may get the number of the one that was deleted
        self._misses = 0

    def start(self) -> None:
        """Begins to observe; raises OSError where the system has no more watches to give."""
        _hear_warnings(self.note)
        self._observer = (self._native or _of_this_system)()
        try:
            self._observer.start()
            self._arm()
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Lets go of everything."""
        observer, self._observer = self._observer, None
        if observer is not None and observer.is_alive():
            observer.stop()
            observer.join(5)

    def alive(self) -> bool:
        """Whether the notebook still stands, which its settings are the sign of; folders made anew are observed again."""
        if not (self.root / FILES[0]).is_file():
            self._misses += 1
            return self._misses < _MISSES
        missed, self._misses = self._misses, 0
        try:
            other = self._observer is not None and self._arm()
        except OSError:  # what no event tells of is found by looking round
            other = True
        if missed or other:
            self.note(None)
        return True

    def _arm(self) -> bool:
        """Observes every folder that stands and is not observed yet; whether any of them is another one than before."""
        other = False
        # The root comes last: it is the one folder for which watchdog always tells that the system's limit is reached.
        for place in (*FOLDERS, ""):
            folder = self.root / place
            there = None if place and folder.is_symlink() else _identity(folder)
            known = self._armed.get(place, (None, None))[0]
            if known == there and place not in self._lost:
                continue
            other = True
            self._lost.discard(place)
            if known:
                self._observer.unschedule(self._armed.pop(place)[1])
            if there:
                # One handler for each: watchdog keeps them by what they are.
                handler = _handler(self._event)
                watch = self._observer.schedule(handler, os.fspath(folder), recursive=bool(place), event_filter=_kinds())
                self._armed[place] = there, watch
        return other

    def _event(self, event: "FileSystemEvent") -> None:
        """Passes an event on; that of a folder says that anything below it may have changed."""
        if event.is_directory and event.event_type == "modified":
            return  # something in it did, which is told of itself
        for path in (event.src_path, event.dest_path):
            if not path:
                continue
            name = os.fsdecode(path)
            if not name.startswith(self._base):
                self.note(None)
                continue
            name = name.removeprefix(self._base).replace(os.sep, "/")
            if "/" not in name and name not in FILES and name not in _TOP:
                continue
            if event.is_directory:
                self._lost.update(place for place in FOLDERS if f"{place}/".startswith(f"{name}/"))
            if not (name.startswith(".") or "/." in name):
                self.note(None if event.is_directory else name)


def _of_this_system() -> Any:
    from watchdog.observers import Observer as Native

    return Native()


def _kinds() -> list[Any]:
    """What to be told of: never that a file was opened or closed, which our own looking brings about."""
    from watchdog import events

    return [
        events.FileCreatedEvent, events.FileModifiedEvent, events.FileDeletedEvent, events.FileMovedEvent,
        events.DirCreatedEvent, events.DirDeletedEvent, events.DirMovedEvent,
    ]  # fmt: skip


def _handler(told: "Callable[[FileSystemEvent], None]") -> Any:
    from watchdog.events import FileSystemEventHandler

    class Handler(FileSystemEventHandler):
        """Hands every event on."""

        def on_any_event(self, event: "FileSystemEvent") -> None:
            told(event)

    return Handler()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if folder.is_dir() else None


def _hear_warnings(note: Note) -> None:
    """What watchdog warns of (events were lost) means to look at everything; nobody else reads its log."""

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            note(None)

    logger = logging.getLogger("watchdog")
    logger.handlers[:] = [Heard(logging.WARNING)]
    logger.propagate = False
