"""A notebook opened for a run: the one place that joins store and search, and keeps both true to the files."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.model.config import Config
from pcrm_tools.store import cache, freshness
from pcrm_tools.store.root import find_root

if TYPE_CHECKING:
    from pcrm_tools.asking import Answer
    from pcrm_tools.indexing import Index
    from pcrm_tools.model.finding import Finding, Rule
    from pcrm_tools.text.query_tree import QueryError



class Session:
    """An open notebook whose cache is as fresh as its files."""

    def __init__(self, root: Path, notice: cache.Notice = cache.quiet) -> None:
        self.root = root
        self.notice = notice
        self._index: Index | None = None
        self.db, self.folder = cache.open_cache(root, notice)
        self._refresh()

    @classmethod
    def open(cls, start: Path | None = None, notice: cache.Notice = cache.quiet) -> "Session":
        """Opens the notebook that `start` lies in; a damaged cache is rebuilt on the way."""
        return cls(find_root(start), notice)

    def _refresh(self) -> None:
        self._index = None
        try:
            fresh = freshness.refresh(self.db, self.root, self.notice)
        except sqlite3.DatabaseError as problem:
            if "locked" in str(problem):
                raise cache.busy(self.folder / cache.DATABASE) from problem
            self.notice(cache.DAMAGED, 0, 0)
            self.rebuild()
            return
        self.config: Config = fresh.config
        self.changes = fresh.changes
        self.strays = fresh.strays

    def refresh(self) -> freshness.Changes:
        """Looks at the files again, for programs that keep a session open."""
        self._refresh()
        return self.changes

    def rebuild(self) -> None:
        """Throws the cache away and reads every file again."""
        self.db.close()
        self._index = None
        cache.remove(self.folder)
        self.db, self.folder = cache.open_cache(self.root, self.notice)
        fresh = freshness.refresh(self.db, self.root, self.notice)
        self.config, self.changes, self.strays = fresh

    def part(self) -> None:
        """Gives a process that was forked a connection of its own: one from before must not be used after it."""
        self._index = None
        self.db = cache.reopen(self.folder)

    def close(self) -> None:
        """Lets go of the cache."""
        self.db.close()

    # -- findings ---------------------------------------------------------------------------------------------

    def findings(self, today: date, paths: Iterable[str] = ()) -> tuple["Finding", ...]:
        """Every finding of the notebook as of a day, or of the files below `paths` (relative, POSIX), by path and line."""
        from pcrm_tools.store.findings import all_findings

        return all_findings(self.db, self.root, self.strays, today, tuple(paths))

    @staticmethod
    def rules() -> Mapping[str, "Rule"]:
        """Every rule that a finding can name."""
        from pcrm_tools.checks.rules import RULES
        from pcrm_tools.store import files

        return {rule.id: rule for rule in (*RULES, *files.RULES)}

    # -- search -----------------------------------------------------------------------------------------------

    @property
    def index(self) -> "Index":
        """The search index, which sees to itself when it is asked something; the same one until the files are looked at again."""
        if self._index is None:
            from pcrm_tools.indexing import Index

            self._index = Index(self.root, self.folder, self.db, self.config, self.notice)
        return self._index

    def ask(self, text: str, today: date) -> "Answer | QueryError":
        """The records that meet a query as of a day, with the scores of its words; a wrong query is an error value."""
        from pcrm_tools.asking import ask

        return ask(self.index, text, today)
