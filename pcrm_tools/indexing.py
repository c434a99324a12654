"""The search index of an open notebook: which engine keeps it, what it lacks, and how it is put right.

The cache notes for each index which records wait to be put in or taken out (table `waiting`), in the transaction that changes
their rows. So an index is up to date where nothing waits, and what a killed run did not finish still waits. The stamp of an
index is remembered with what was indexed; an index without one is made from nothing.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.errors import CacheRefused
from pcrm_tools.model.config import Config
from pcrm_tools.store import cache

if TYPE_CHECKING:
    from pcrm_tools.search.engine import Document, Engine
    from pcrm_tools.text.query_tree import Query

DAMAGED = "index damaged"
"""What a notice is told when the index is damaged and made anew."""
_CATCH_UP = 200  # records that a question sees to on its way; for more, `pcrm index` shows its progress
_LAID_OVER = 50  # of them so many are matched beside the index, where that is cheaper than writing it
_UNRANKED = 1.0
_LOOKED_UP = 500  # texts that are looked up one by one; for more, all are read


class Index:
    """The search index that belongs to a cache, brought up to date with it when asked."""

    def __init__(self, root: Path, folder: Path, connection: sqlite3.Connection, config: Config, notice: cache.Notice) -> None:
        self.root, self.folder, self.db, self.config, self.notice = root, folder, connection, config, notice
        self._ready: tuple[Engine, list[int]] | None = None
        self._unstored: dict[int, str] = {}

    @property
    def engine_name(self) -> str:
        """The engine in use: the one that pcrm.yml names; `auto` is FTS5 where this Python's SQLite has it."""
        wanted = str(self.config.data["search"].get("engine") or "auto")
        if wanted == "auto":
            options = {row[0] for row in self.db.execute("pragma compile_options")}
            return "sqlite" if "ENABLE_FTS5" in options else "whoosh"
        return wanted

    def engine(self) -> "Engine":
        """The search engine as a question needs it: a few records that changed are seen to on the way."""
        return self._prepared()[0]

    def _prepared(self) -> "tuple[Engine, list[int]]":
        """The engine, and the numbers of the records that it lacks."""
        if self._ready is None:
            engine = self._opened()
            self._ready = engine, self._see_to(engine)
        return self._ready

    def _opened(self) -> "Engine":
        if self.engine_name == "sqlite":
            from pcrm_tools.search.sqlite_engine import SqliteEngine

            return SqliteEngine(self.db)
        from pcrm_tools.search.whoosh_engine import WhooshEngine

        return WhooshEngine(self.folder, self._folded)

    def _folded(self, n: int) -> str:
        return self._text(n) or ""

    def _text(self, n: int) -> str | None:
        """The normal text of a record; None where its file is no longer what was read of it."""
        if n in self._unstored:
            return self._unstored[n]
        found = self.db.execute("select folded from body where n=?", (n,)).fetchone()
        return str(found[0]) if found else None

    # -- what it lacks ------------------------------------------------------------------------------------------

    def _waiting(self, engine: "Engine") -> tuple[list[int], list[int]]:
        """The records that the engine does not hold as they are now, and those that it holds and are gone."""
        if not self._vouched(engine):
            return [n for (n,) in self.db.execute("select n from record order by n")], []
        rows = self._rows(engine)
        return [n for n, _, gone in rows if not gone], [n for n, _, gone in rows if gone]

    def _vouched(self, engine: "Engine") -> bool:
        """Whether there is an index and it is the one that the cache remembers; any other is thrown away."""
        known = self._stamp(engine)
        if known and not engine.sound(known):
            # One of another version is no damage, nor is one that somebody took away.
            if engine.stamp().partition(" ")[0] == known.partition(" ")[0]:
                self.notice(DAMAGED, 0, 0)
            self._forget(engine, surely=False)
            known = self._stamp(engine)
        return bool(known)

    def _stamp(self, engine: "Engine") -> str:
        return cache.get_meta(self.db, f"stamp:{engine.name}") or ""

    def _rows(self, engine: "Engine", most: int = -1) -> list[tuple[int, str, int]]:
        """What waits: numbers, the state that each waits in (another state is another wait), and whether it is gone."""
        rows = self.db.execute(
            "select w.n, w.digest, r.n is null from waiting w left join record r using(n) where engine=? order by w.n limit ?",
            (engine.name, most),
        )
        return rows.fetchall()

    def _see_to(self, engine: "Engine") -> list[int]:
        """Has a few waiting records searched with the others, indexed or laid over; returns the numbers of those left."""
        changed, gone = self._waiting(engine)
        if not changed and not gone:
            return []
        if len(changed) > _CATCH_UP:
            return changed
        busy = engine.busy()
        if not engine.inside and self._stamp(engine) and (busy or len(changed) + len(gone) <= _LAID_OVER):
            self.fill_texts(changed, wait=False)
            total = self.db.execute("select count(*) from record").fetchone()[0]
            engine.lay_over(list(self._documents(changed, [])), gone, total)
            return []
        try:
            if not busy:
                self._fill(engine, wait=False)
                return []
        except CacheRefused:  # another process has begun to write: its last commit answers
            self._ready = None
        return changed

    # -- how it is put right ------------------------------------------------------------------------------------

    def update(self) -> int:
        """Brings the index up to date, however long that takes; returns how many records it was given."""
        from pcrm_tools.search.engine import IndexDamaged

        engine = self._opened()
        try:
            given = self._fill(engine)
        except IndexDamaged:
            self.notice(DAMAGED, 0, 0)
            self._forget(engine)
            given = self._fill(engine)
        self._ready = None
        return given

    def forget(self) -> None:
        """Throws the engine's index away."""
        self._forget(self._opened())
        self._ready = None

    def _fill(self, engine: "Engine", wait: bool = True) -> int:
        """Indexes what waits, part by part; each is remembered when it is done, so that a killed run loses one part.

        Another run may do the same at the same time: they take turns. Raises CacheRefused where the other's is too long.
        """
        changed, gone = self._waiting(engine)
        total, given = len(changed), list[int]()
        if not engine.inside:  # worker processes would inherit its lock
            self.fill_texts(changed)
        while changed or gone:
            before = len(given)
            with self._writing(engine, wait):
                if not self._vouched(engine):
                    self._begin(engine)
                rows = self._rows(engine, engine.part)
                changed, gone = [n for n, _, gone in rows if not gone], [n for n, _, gone in rows if gone]
                self.fill_texts(changed)
                engine.update(self._documents(changed, given, total), gone)
                done = {*given[before:], *gone}
                self._remember(engine, [row for row in rows if row[0] in done])
            if not done:  # what is left waits to be read again
                break
        return len(given)

    @contextlib.contextmanager
    def _writing(self, engine: "Engine", wait: bool = True) -> Iterator[None]:
        """The index, locked for this process; one inside the cache's database is written with what is remembered of it."""
        with engine.writing(wait):
            if engine.inside and not self.db.in_transaction:
                with cache.transaction(self.db, wait):
                    yield
            else:
                yield

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        if self.db.in_transaction:
            yield
        else:
            with cache.transaction(self.db):
                yield

    def _begin(self, engine: "Engine") -> None:
        """Starts an index from nothing: whatever there is goes unread, and every record waits."""
        with self._transaction():
            self._clear(engine)
            self.db.execute("insert into waiting select ?, n, digest || path from record", (engine.name,))

    def _forget(self, engine: "Engine", surely: bool = True) -> None:
        """Throws the index away; unless `surely`, only if another process has not put it right meanwhile."""
        with self._writing(engine), self._transaction():
            if surely or not engine.sound(self._stamp(engine)):
                self._clear(engine)

    def _clear(self, engine: "Engine") -> None:
        from pcrm_tools.search.engine import IndexDamaged

        try:
            engine.clear()
        except IndexDamaged as problem:  # it lies in the cache's database, which has to be made anew as a whole
            raise sqlite3.DatabaseError(str(problem)) from problem
        self.db.execute("delete from waiting where engine=?", (engine.name,))
        self.db.execute("delete from meta where key=?", (f"stamp:{engine.name}",))

    def _remember(self, engine: "Engine", rows: list[tuple[int, str, int]]) -> None:
        with self._transaction():
            done = [(engine.name, n, state) for n, state, _ in rows]
            self.db.executemany("delete from waiting where engine=? and n=? and digest=?", done)
            cache.set_meta(self.db, f"stamp:{engine.name}", engine.stamp())

    # -- questions ----------------------------------------------------------------------------------------------

    def scores(self, query: "Query") -> tuple[dict[int, float], int]:
        """The records that meet a tree of words and phrases with their scores, and how many of all the index lacks.

        Records that the index lacks are matched from their texts by the same terms, so the answer is the same, if less
        finely ranked.
        """
        from pcrm_tools.search.engine import IndexDamaged

        engine, lacking = self._prepared()
        try:
            scores = dict(engine.search(query))
        except IndexDamaged:
            self.notice(DAMAGED, 0, 0)
            self.forget()
            engine, lacking = self._prepared()
            scores = dict(engine.search(query))
        if lacking:
            for n in lacking:
                scores.pop(n, None)
            scores.update(self._matched(query, lacking))
        return scores, len(lacking)

    def _matched(self, query: "Query", numbers: list[int]) -> dict[int, float]:
        from pcrm_tools.search.terms import matcher

        self.fill_texts(numbers, wait=False)
        test = matcher(query)
        if len(numbers) <= _LOOKED_UP or self._unstored:
            return {n: _UNRANKED for n in numbers if test(self._folded(n))}
        wanted = set(numbers)
        return {n: _UNRANKED for n, folded in self.db.execute("select n, folded from body") if n in wanted and test(folded)}

    # -- texts --------------------------------------------------------------------------------------------------

    def fill_texts(self, numbers: list[int], wait: bool = True) -> None:
        """Makes sure that the normal texts of some records, as search terms see them, are at hand.

        They are kept in the cache; where another process writes it and this one is not to `wait`, with this index.
        """
        from pcrm_tools.search.terms import normal
        from pcrm_tools.store.texts import fill_texts

        missing = [n for n in numbers if n not in self._unstored]
        self._unstored.update(fill_texts(self.db, self.root, missing, normal, self.notice, wait))

    def _documents(self, numbers: list[int], given: list[int], total: int = 0) -> Iterator["Document"]:
        """The documents of those records whose texts are at hand; they are noted as `given`."""
        from pcrm_tools.search.engine import Document

        for n in numbers:
            text = self._text(n)
            if text is not None:
                given.append(n)
                yield Document.of(n, text)
            if total and (len(given) % 100 == 0 or len(given) == total):
                self.notice("indexing", len(given), total)
