"""The search index of an open notebook: which engine keeps it, what it lacks, and how it is put right."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.model.config import Config
from pcrm_tools.store import cache

if TYPE_CHECKING:
    from pcrm_tools.search.engine import Document, Engine
    from pcrm_tools.text.query_tree import Query

_CATCH_UP = 200  # records that a question indexes on its way; for more, `pcrm index` shows its progress
_UNRANKED = 1.0


class Index:
    """The search index that belongs to a cache, brought up to date with it when asked."""

    def __init__(self, root: Path, folder: Path, connection: sqlite3.Connection, config: Config, notice: cache.Notice) -> None:
        self.root, self.folder, self.db, self.config, self.notice = root, folder, connection, config, notice

    @property
    def engine_name(self) -> str:
        """The engine in use: the one that pcrm.yml names; `auto` is FTS5 where this Python's SQLite has it."""
        wanted = str(self.config.data["search"].get("engine") or "auto")
        if wanted == "auto":
            options = {row[0] for row in self.db.execute("pragma compile_options")}
            return "sqlite" if "ENABLE_FTS5" in options else "whoosh"
        return wanted

    def engine(self) -> "Engine":
        """The search engine, opened but not brought up to date."""
        if self.engine_name == "sqlite":
            from pcrm_tools.search.sqlite_engine import SqliteEngine

            return SqliteEngine(self.db)
        from pcrm_tools.search.whoosh_engine import WhooshEngine

        return WhooshEngine(self.folder, self._folded)

    def _folded(self, n: int) -> str:
        found = self.db.execute("select folded from body where n=?", (n,)).fetchone()
        return str(found[0]) if found else ""

    def update(self, engine: "Engine", most: int | None = None) -> tuple[list[int], int]:
        """Brings the engine up to date if at most `most` records are behind (None: however many).

        Returns the numbers of records that it still lacks, and how many it was given. An index that is damaged, foreign or
        of another version is cleared and filled again.
        """
        name = engine.name
        if not engine.sound(cache.get_meta(self.db, f"stamp:{name}") or ""):
            self._forget(engine, surely=False)
        if cache.get_meta(self.db, f"indexed:{name}") == cache.get_meta(self.db, "generation"):
            return [], 0
        changed, removed = self._behind(name)
        if most is not None and (len(changed) > most or (changed and engine.busy())):
            return changed, 0
        if changed or removed:
            self.fill_texts(changed)
            engine.update(self._documents(changed), removed)
        self._remember(engine, changed, removed)
        return [], len(changed)

    def scores(self, query: "Query") -> tuple[dict[int, float], int]:
        """The records that meet a tree of words and phrases with their scores, and how many of all the index lacks.

        Records that the index lacks are matched from their texts by the same terms, so the answer is the same, if less
        finely ranked; a few are indexed on the way.
        """
        from pcrm_tools.search.engine import IndexDamaged

        engine = self.engine()
        lacking, _ = self.update(engine, _CATCH_UP)
        try:
            scores = dict(engine.search(query))
        except IndexDamaged:
            self._forget(engine)
            lacking, _ = self.update(engine, _CATCH_UP)
            scores = {} if lacking else dict(engine.search(query))
        if lacking:
            scores = {n: score for n, score in scores.items() if n not in set(lacking)}
            scores.update(self._matched(query, lacking))
        return scores, len(lacking)

    def _matched(self, query: "Query", numbers: list[int]) -> dict[int, float]:
        from pcrm_tools.search.terms import matcher

        self.fill_texts(numbers)
        test = matcher(query)
        wanted = set(numbers)
        rows = self.db.execute("select n, folded from body")
        return {n: _UNRANKED for n, folded in rows if n in wanted and test(folded)}

    def forget(self) -> None:
        """Throws the engine's index away."""
        self._forget(self.engine())

    def _forget(self, engine: "Engine", surely: bool = True) -> None:
        """Clears the index; unless `surely`, only if another process has not put it right meanwhile."""
        with cache.transaction(self.db):
            if not surely and engine.sound(cache.get_meta(self.db, f"stamp:{engine.name}") or ""):
                return
            engine.clear()
            self.db.execute("delete from searched where engine=?", (engine.name,))
            self.db.execute("delete from meta where key in (?, ?)", (f"stamp:{engine.name}", f"indexed:{engine.name}"))

    def _behind(self, name: str) -> tuple[list[int], list[int]]:
        """Numbers of records that the engine does not hold as they are now, and of those that it holds and are gone."""
        changed = self.db.execute(
            "select r.n from record r left join searched s on s.engine=? and s.n=r.n"
            " where s.digest is null or s.digest != r.digest || r.path order by r.n", (name,)
        ).fetchall()  # fmt: skip
        removed = self.db.execute("select n from searched where engine=? and n not in (select n from record)", (name,)).fetchall()
        return [n for (n,) in changed], [n for (n,) in removed]

    def _remember(self, engine: "Engine", changed: list[int], removed: list[int]) -> None:
        with cache.transaction(self.db):
            self.db.executemany("delete from searched where engine=? and n=?", [(engine.name, n) for n in removed])
            self.db.executemany(
                "insert or replace into searched select ?, n, digest || path from record where n=?", [(engine.name, n) for n in changed]
            )
            cache.set_meta(self.db, f"indexed:{engine.name}", cache.get_meta(self.db, "generation") or "")
            cache.set_meta(self.db, f"stamp:{engine.name}", engine.stamp())

    def fill_texts(self, numbers: list[int]) -> None:
        """Makes sure that the cache holds the normal text of some records, as search terms see it."""
        from pcrm_tools.search.terms import normal
        from pcrm_tools.store.texts import fill_texts

        fill_texts(self.db, self.root, numbers, normal, self.notice)

    def _documents(self, numbers: list[int]) -> Iterator["Document"]:
        from pcrm_tools.search.engine import Document

        for done, n in enumerate(numbers, 1):
            if done % 100 == 0 or done == len(numbers):
                self.notice("indexing", done, len(numbers))
            yield Document.of(n, self._folded(n))
