"""The search engine on SQLite's FTS5, in a table of the cache's own database.

The table holds our terms joined by blanks; the `ascii` tokenizer takes them apart again without changing any. Whatever a word
or phrase may find is one FTS5 phrase over the terms, which is exact since the table keeps positions.
"""

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence

from pcrm_tools.search.engine import WEIGHTS, Document, Hit, IndexDamaged, Scores, combine, ranked
from pcrm_tools.search.terms import VERSION, Sought, index_text, pruned, query_terms
from pcrm_tools.text.query_tree import And, Not, Or, Phrase, Query, Word

TABLE = "fts_text"
_STAMP = f"fts5 {VERSION}"
_COLUMNS = ", ".join(Document._fields[1:])
_CREATE = f"create virtual table if not exists {TABLE} using fts5({_COLUMNS}, tokenize='ascii')"
_INSERT = f"insert or replace into {TABLE}(rowid, {_COLUMNS}) values({', '.join('?' * len(Document._fields))})"
_DELETE = f"delete from {TABLE} where rowid = ?"
_FIND = f"select rowid, -bm25({TABLE}, {', '.join(map(str, WEIGHTS))}) from {TABLE} where {TABLE} match ?"
_DEEPEST = 8
"""FTS5's parser overflows in deep trees; those are put together from the answers for their words."""


class SqliteEngine:
    """Full-text search in the connection that the caller gives; writes join the caller's transaction, or make one."""

    name = "sqlite"
    inside = True
    part = 1000

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def update(self, documents: Iterable[Document], removed: Iterable[int]) -> None:
        """Puts documents in and takes others out; without a transaction of the caller's, in one of its own."""
        with self._guarded(), self._writing():
            self._db.execute(_CREATE)
            self._db.executemany(_DELETE, ((n,) for n in removed))
            self._db.executemany(_INSERT, ((document.n, *map(index_text, document[1:])) for document in documents))

    def lay_over(self, documents: Sequence[Document], gone: Collection[int], total: int) -> None:
        """FTS5 counts over its table alone, and takes in a document about as fast: those that wait are indexed."""
        raise NotImplementedError

    def search(self, query: Query) -> list[Hit]:
        """Every document that meets the tree, best first (BM25 over weighted fields)."""
        kept = pruned(query)
        if kept is None or not self.stamp():
            return []
        with self._guarded():
            expression = _expression(kept, 0)
            return ranked(self._find(expression) if expression else combine(kept, self._leaf, self._everything))

    def _leaf(self, wanted: tuple[Sought, ...]) -> Scores:
        return self._find(_any(wanted)) if wanted else {}

    def _find(self, expression: str) -> Scores:
        return dict(self._db.execute(_FIND, (expression,)))

    def _everything(self) -> list[int]:
        return [n for (n,) in self._db.execute(f"select id from {TABLE}_docsize")]

    def words(self, start: str) -> list[str]:
        """The terms of the index that begin with an ASCII text, read from FTS5's own list of them."""
        if not self.stamp():
            return []
        with self._guarded():
            self._db.execute(f"create virtual table if not exists temp.{TABLE}_words using fts5vocab(main, {TABLE}, row)")
            rows = self._db.execute(f"select term from temp.{TABLE}_words where term >= ? and term < ?", (start, f"{start}\x7f"))
            return [term for (term,) in rows]

    def clear(self) -> None:
        """Drops the table, piece by piece where FTS5 no longer can."""
        with self._writing():
            with contextlib.suppress(sqlite3.DatabaseError):
                self._db.execute(f"drop table if exists {TABLE}")
            if self.stamp():
                raise IndexDamaged(f"{TABLE} cannot be dropped: the cache has to be made anew")

    def busy(self) -> bool:
        """Never: other processes see the last committed state, and the database makes writers wait."""
        return False

    @contextlib.contextmanager
    def writing(self, wait: bool = True) -> Iterator[None]:
        """No lock of its own: the caller's transaction keeps others out."""
        yield

    def stamp(self) -> str:
        """The version of the table, empty where there is none; the database vouches for its content."""
        found = self._db.execute("select 1 from sqlite_master where name = ?", (TABLE,)).fetchone()
        return _STAMP if found else ""

    def sound(self, stamp: str) -> bool:
        """Is there a table of this version?"""
        return stamp == _STAMP == self.stamp()

    def stats(self) -> dict[str, int]:
        """`documents` in the index and its `bytes` in the database."""
        if not self.stamp():
            return {"documents": 0, "bytes": 0}
        with self._guarded():
            documents = self._db.execute(f"select count(*) from {TABLE}_docsize").fetchone()[0]
            index = self._db.execute(f"select sum(length(block)) from {TABLE}_data").fetchone()[0]
            columns = "||".join(f"c{place}" for place in range(len(WEIGHTS)))
            content = f"select sum(length(cast({columns} as blob))) from {TABLE}_content"
            return {"documents": documents, "bytes": index + (self._db.execute(content).fetchone()[0] or 0)}

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Tells a damaged index from a database that is only busy."""
        try:
            yield
        except sqlite3.OperationalError as problem:
            if any(word in str(problem) for word in ("locked", "full", "readonly", "interrupted")):
                raise
            raise IndexDamaged(str(problem)) from problem
        except sqlite3.DatabaseError as problem:
            raise IndexDamaged(str(problem)) from problem

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        if self._db.in_transaction:
            yield
            return
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")


def _any(wanted: tuple[Sought, ...]) -> str:
    """FTS5 phrases, any of which will do; terms hold no sign that FTS5 knows, so nothing needs escaping."""
    phrases = [f'"{" ".join(sought.terms)}"{" *" if sought.prefix else ""}' for sought in wanted]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _expression(query: Query, depth: int) -> str:
    """The tree as an FTS5 expression, empty where FTS5 cannot say it (a negation without anything to take away from)."""
    if depth > _DEEPEST or isinstance(query, Not):
        return ""
    if isinstance(query, (Word, Phrase)):
        wanted = query_terms(query)
        return _any(wanted) if wanted else ""
    assert isinstance(query, (And, Or))
    held = [_expression(part, depth + 1) for part in query.parts if not (isinstance(query, And) and isinstance(part, Not))]
    excluded = [_expression(part.part, depth + 1) for part in query.parts if isinstance(query, And) and isinstance(part, Not)]
    if not held or not all(held) or not all(excluded):
        return ""
    joined = f"({(' AND ' if isinstance(query, And) else ' OR ').join(held)})"
    return f"({joined} NOT ({' OR '.join(excluded)}))" if excluded else joined
