"""A notebook kept up to date while its files change: checked, indexed, and its site built; what each update came to."""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.errors import BrokenSurroundings, PcrmError
from pcrm_tools.model.finding import Finding
from pcrm_tools.session import Session
from pcrm_tools.store import site_rows

if TYPE_CHECKING:
    from pcrm_tools.site.build import Built

_RECORDS = ("customers/", "projects/", "site/pages/")
Build = Callable[[Session], "Built"]


class Update(NamedTuple):
    """What came of some changed files.

    `new` and `solved` are findings that there were not before and that there are no longer, `left` all that there are now;
    `seconds` is the time for checking and indexing, `taken` whether there was anything to take in. `site` is what was built,
    `held` the records that the site waits for since they can no longer be read, `problem` why it could not be built.
    """

    changed: tuple[str, ...]
    gone: tuple[str, ...]
    today: date
    new: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    left: tuple[Finding, ...]
    seconds: float
    taken: bool = True
    site: "Built | None" = None
    held: tuple[str, ...] = ()
    problem: PcrmError | None = None


class Keeper:
    """Keeps an open notebook up to date; `session` gives the notebook open, `build` makes its site."""

    def __init__(self, session: Callable[[], Session], today: Callable[[], date], build: Build | None = None) -> None:
        self._session, self._today, self._build = session, today, build
        self._known: tuple[Finding, ...] = ()
        self._generation: tuple[int, str] = (0, "")  # of which opening, since a cache made anew counts from the start
        self._opened: Session | None = None
        self._openings = 0
        self._day: date | None = None
        self._readable: set[str] = set()
        self._stale = True  # whether the site is to be built

    def begin(self) -> Update:
        """Brings everything up to date; all findings are `left`, none is new."""
        session = self._session()
        begun = time.monotonic()
        found = self._checked(session)
        session.index.update()
        self._known = found
        return self._with_site(session, Update((), (), self._today(), (), (), found, _since(begun)))

    def day_changed(self) -> bool:
        """Whether another day has begun since the last update."""
        return self._day != self._today()

    def update(self, changed: Collection[str], gone: Collection[str], sure: bool) -> Update | None:
        """What came of changed files; None where one of them is wrong and that is not `sure` to be how it stays."""
        begun = time.monotonic()
        session = self._session()
        session.refresh()
        before = self._generation, self._day
        taken = self._concerns(session, (*changed, *gone))
        found = self._checked(session) if taken else self._known
        new, solved = _difference(self._known, found), _difference(found, self._known)
        if not sure and any(finding.severity == "error" for finding in new):
            self._generation, self._day = before
            return None
        self._known = found
        session.index.update()
        update = Update(tuple(changed), tuple(gone), self._today(), new, solved, found, _since(begun), taken)
        return self._with_site(session, update)

    def _concerns(self, session: Session, paths: Iterable[str]) -> bool:
        """Whether anything is to be checked again: records as the cache has taken them in, or what it does not hold."""
        if self._state(session) != self._generation or self.day_changed():
            return True
        return any(not (path.startswith(_RECORDS) and path.endswith(".md")) for path in paths)

    def _state(self, session: Session) -> tuple[int, str]:
        """What is another one whenever the cache has taken anything in."""
        if session is not self._opened:
            self._opened, self._openings = session, self._openings + 1
        return self._openings, site_rows.generation(session.db)

    def _checked(self, session: Session) -> tuple[Finding, ...]:
        self._generation, self._day = self._state(session), self._today()
        self._stale = True
        return session.findings(self._day)

    def _with_site(self, session: Session, update: Update) -> Update:
        if self._build is None or not self._stale:
            return update
        unreadable = site_rows.unreadable(session.db)
        held = tuple(sorted(unreadable & self._readable))
        if held:
            return update._replace(held=held)
        try:
            built = self._build(session)
        except PcrmError as problem:
            return update._replace(problem=problem)
        except (sqlite3.Error, MemoryError):
            raise
        except Exception as problem:  # a template or a hook of the notebook's own may raise anything: the last site stays
            return update._replace(problem=BrokenSurroundings(what="the site", why=f"{type(problem).__name__}: {problem}"))
        self._stale = False
        self._readable = {path for (path,) in session.db.execute("select path from record")} - unreadable
        return update._replace(site=built)


def _difference(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that there were not before; one that only moved to another line is the same."""
    known = Counter(map(_sameness, before))
    found = []
    for finding in after:
        same = _sameness(finding)
        if known[same]:
            known[same] -= 1
        else:
            found.append(finding)
    return tuple(found)


def _sameness(finding: Finding) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    return finding.rule, finding.severity, finding.path, tuple(sorted(finding.values.items()))


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 3)
