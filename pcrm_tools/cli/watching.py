"""The loop of `watch` and `site serve`: a notebook kept up to date until a signal or its end."""

import contextlib
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING

from pcrm_tools.cli import update_lines
from pcrm_tools.cli.app import App
from pcrm_tools.cli.findings import summary
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import PcrmError

if TYPE_CHECKING:
    from pcrm_tools.keeping import Build, Update
    from pcrm_tools.quiet import Pace, Watcher
    from pcrm_tools.session import Session
    from pcrm_tools.sight import Seen, Sight

INTERRUPTED = 130
GONE = 2

_WATCHING = Text(
    "watching {root}: {records} files, {summary}; Ctrl-C ends it",
    "正在监视 {root}：{records} 个文件，{summary}；按 Ctrl-C 结束",
)
_NO_EVENTS = Text(
    "this system tells of no more changes ({why}): looking at the files every second instead",
    "系统不再提供更多文件变化通知（{why}），改为每秒查看一次文件",
)
_ENDED = Text("watching has ended; updates: {count}", "监视已结束；共更新 {count} 次")
_GONE = Text("the notebook {root} is no longer there", "笔记本 {root} 已不存在")
_FAILED = Text("{file}: {reason}", "{file}：{reason}")


class Ended(BaseException):
    """A signal asked the process to end; `code` is the exit code that says so."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


class Watching:
    """One run of the loop.

    `build` makes the site, `built` hears of it, `form` is `text` or `jsonl`, `clock` gives the time of day.
    """

    def __init__(
        self,
        app: App,
        build: "Build | None" = None,
        built: Callable[[], None] = lambda: None,
        form: str = "text",
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        from pcrm_tools.keeping import Keeper

        self.app, self.built, self.form, self.clock = app, built, form, clock
        self.root = app.session().root
        self.count = 0
        self._place = _place(app.session())
        self._keeper = Keeper(self._session, lambda: app.today, build)

    def run(self, polling: bool = False, ready: "Callable[[Update], None]" = lambda update: None) -> int:
        """Brings everything up to date, tells `ready`, then watches until a signal or the notebook's end; the exit code."""
        code = 0
        try:
            with ending():
                code = self._watched(polling, ready)
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Ended as asked:
            code = asked.code
        self.app.out.end_progress()
        self.app.out.note(_ENDED, count=self.count)
        return code

    def _watched(self, polling: bool, ready: "Callable[[Update], None]") -> int:
        from pcrm_tools.quiet import POLLING, Pace
        from pcrm_tools.sight import Sight
        from pcrm_tools.watch import Observer

        # What changes from here on is seen, also while everything is brought up to date.
        sight = Sight(self.root)
        watcher = self._watcher(sight, POLLING if polling else Pace())
        observer = Observer(self.root, lambda path: watcher.note(path))
        if not polling:
            try:
                observer.start()
            except OSError as problem:
                self.app.out.note(_NO_EVENTS, why=problem.strerror or problem)
                watcher = self._watcher(sight, POLLING)
        watcher.alive = observer.alive
        try:
            self._begin(ready)
            if watcher.run():
                return 0
        finally:
            observer.stop()
        self.app.out.error(_GONE, root=self.root)
        return GONE

    def _watcher(self, sight: "Sight", pace: "Pace") -> "Watcher":
        from pcrm_tools.quiet import Watcher

        return Watcher(sight.look, sight.accept, self._changed, pace, idle=self._idle)

    def _begin(self, ready: "Callable[[Update], None]") -> None:
        update = self._keeper.begin()
        session = self.app.session()
        self.app.out.end_progress()
        ready(update)
        if self.form == "jsonl":
            update_lines.write_object(self.app.out, "start", update, session.rules(), self.clock())
        elif update.problem:
            update_lines.write_text(self.app.out, update, {}, self.clock())
        records = f"{session.changes.records:,}"
        self.app.out.note(_WATCHING, root=self.root, records=records, summary=summary(update.left, self.app.lang))
        if update.site:
            self.built()

    def _session(self) -> "Session":
        """The notebook open; anew where somebody threw its cache away meanwhile."""
        if self._place is None or _place(self.app.session()) != self._place:
            self.app.reopen()
            self._place = _place(self.app.session())
        return self.app.session()

    def _changed(self, seen: "Seen", sure: bool) -> bool:
        """Sees to some changed files; False to be asked once more, when they have settled or what was in the way has gone."""
        try:
            try:
                update = self._keeper.update(seen.changed, seen.gone, sure)
            except sqlite3.DatabaseError as problem:
                if not self.app.heal(problem):
                    raise
                self._place = None
                update = self._keeper.update(seen.changed, seen.gone, sure)
        except (PcrmError, OSError, sqlite3.Error) as problem:
            if sure:
                self._failed(problem)
            return False
        if update is None:
            return False
        self._say(update)
        return True

    def _idle(self) -> None:
        """Nothing changed but perhaps the day, and with it what is due."""
        if self._keeper.day_changed():
            from pcrm_tools.sight import Seen

            self._changed(Seen(), True)

    def _say(self, update: "Update") -> None:
        self.app.out.end_progress()
        if update_lines.of_nothing(update):
            return
        self.count += 1
        rules, at = self.app.session().rules(), self.clock()
        if self.form == "jsonl":
            update_lines.write_object(self.app.out, "update", update, rules, at)
        else:
            update_lines.write_text(self.app.out, update, rules, at)
        self.app.out.flush()
        if update.site:
            self.built()

    def _failed(self, problem: Exception) -> None:
        """Says what went wrong; the watcher lives on."""
        if isinstance(problem, PcrmError):
            self.app.out.error(problem.message(self.app.lang))
        else:
            file = getattr(problem, "filename", None) or ".pcrm/cache.db"
            self.app.out.error(_FAILED, file=file, reason=getattr(problem, "strerror", None) or problem)


def _place(session: "Session") -> tuple[int, int] | None:
    """Which file the cache is; None where there is none any more."""
    from pcrm_tools.store.cache import DATABASE

    try:
        found = (session.folder / DATABASE).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Within this the signals that end a process raise Ended, so that all is left in order."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def asked(number: int, frame: FrameType | None) -> None:
        raise Ended(number)

    before = {name: signal.signal(getattr(signal, name), asked) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
