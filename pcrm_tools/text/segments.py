"""Segments, the names that pcrm.yml gives to queries: `segment:vip` in a query becomes the query that it names.

A segment stands in brackets of its own: its filters on rows speak of no row outside it. Segments may use segments. What is
wrong inside one is told of at the place where the segment is used, with its name.
"""

import unicodedata
from collections.abc import Collection, Mapping
from typing import NamedTuple

from pcrm_tools.model.catalogue import own_words
from pcrm_tools.model.config import Config
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import And, Filter, Leaf, Not, Or, Query, QueryError, perhaps

WORDS = ("segment", "segments", "细分", "客群")
"""What the field is called in a query; the first English and the first Chinese word are the ones to show."""
MAX_TERMS = 500
MAX_DEPTH = 64
MAX_NESTED = 8


def segment_words(config: Config) -> tuple[str, ...]:
    """The words that mean a segment in a notebook: a field of its own that is called so comes first."""
    own = own_words(config)
    return tuple(word for word in WORDS if word not in own)


class Expanded(NamedTuple):
    """A query without segments, and by place the name of the segment that the terms there come from."""

    query: Query
    names: Mapping[int, str]


class _WrongError(Exception):
    """Carries the error out of the expander; never leaves this module."""


def expand(
    query: Query, segments: Mapping[str, object], words: Collection[str] = WORDS, inside: str = ""
) -> Expanded | QueryError:
    """The query with its segments' queries in their place; a segment that is unknown, wrong or uses itself is an error.

    `words` are those that mean a segment, `inside` is the segment that the query is of. There may be 500 terms in 64 levels.
    """
    path = (inside,) if inside else ()
    expander = _Expander(segments, words, len(path))
    try:
        found = expander.expand(query, path)
    except _WrongError as wrong:
        error: QueryError = wrong.args[0]
        return error
    if _depth(found) > MAX_DEPTH:
        return QueryError("query-too-deep", min(expander.names, default=0), {"allowed": str(MAX_DEPTH)})
    return Expanded(found, expander.names)


def within(error: QueryError, name: str) -> QueryError:
    """An error in a segment's query as an error of the query that uses the segment, at the same place."""
    return QueryError("segment-wrong", error.at, {"name": name, "said": error.message("en"), "said_zh": error.message("zh")})


def nearest(error_id: str, typed: str, at: int, known: Mapping[str, object]) -> QueryError:
    """The error about a name that is unknown, with the one that is most like it."""
    from pcrm_tools.text.forms import near

    close = near(typed, tuple(known))
    return QueryError(error_id, at, {"seen": typed, **perhaps(close)})


def without_segments(query: Query, words: Collection[str] = WORDS) -> Query:
    """The query with every segment taken for one that all records meet, to look at the other terms alone."""
    match query:
        case Not():
            return Not(without_segments(query.part, words))
        case And() | Or():
            return type(query)(tuple(without_segments(part, words) for part in query.parts))
        case Filter() if query.field.lower() in words:
            return And(())
    return query


class _Expander:
    def __init__(self, segments: Mapping[str, object], words: Collection[str], outside: int) -> None:
        self.words, self.outside = words, outside
        self.segments = {str(name): str(text) for name, text in segments.items()}
        self.folded = {_folded(name): name for name in self.segments}
        self.done: dict[str, Query] = {}
        self.names: dict[int, str] = {}
        self.terms = 0

    def expand(self, query: Query, path: tuple[str, ...]) -> Query:
        match query:
            case Not():
                return Not(self.expand(query.part, path))
            case And() | Or():
                return type(query)(tuple(self.expand(part, path) for part in query.parts))
            case Filter() if query.field.lower() in self.words:
                return self.named(query, path)
        self.terms += 1
        return query

    def named(self, leaf: Filter, path: tuple[str, ...]) -> Query:
        """The queries of the segments that a filter names, any of which has to hold."""
        if leaf.op not in (":", "="):
            raise _WrongError(QueryError("order-wanted", leaf.at, {"field": leaf.field, "seen": leaf.op}))
        parts = []
        for value in leaf.values:
            at = leaf.place(value)
            parts.append(_placed(And((self.segment(value, at, path),)), at))
            if len(path) == self.outside:
                self.names[at] = self.folded[_folded(value)]
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def segment(self, typed: str, at: int, path: tuple[str, ...]) -> Query:
        name = self.folded.get(_folded(typed))
        if name is None:
            raise _WrongError(nearest("segment-unknown", typed, at, self.segments))
        if name in path:
            raise _WrongError(QueryError("segment-cycle", at, {"path": " → ".join((*path[path.index(name) :], name))}))
        if len(path) >= MAX_NESTED:
            raise _WrongError(QueryError("query-too-deep", at, {"allowed": str(MAX_NESTED)}))
        if name not in self.done:
            found = parse(self.segments[name])
            if isinstance(found, QueryError):
                raise _WrongError(within(found._replace(at=at), name))
            try:
                self.done[name] = self.expand(found, (*path, name))
            except _WrongError as wrong:
                raise _WrongError(self._outside(wrong.args[0], at, name)) from None
        else:
            self.terms += _count(self.done[name])
        if self.terms > MAX_TERMS:
            raise _WrongError(QueryError("query-too-many", at, {"allowed": str(MAX_TERMS)}))
        return self.done[name]

    @staticmethod
    def _outside(error: QueryError, at: int, name: str) -> QueryError:
        """An error inside a segment as seen from outside; what says by itself which segments it is about stays as it is."""
        error = error._replace(at=at)
        return error if error.id in ("segment-cycle", "segment-wrong", "query-too-many", "query-too-deep") else within(error, name)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _count(query: Query) -> int:
    match query:
        case Not():
            return _count(query.part)
        case And() | Or():
            return sum(map(_count, query.parts))
    return 1


def _depth(query: Query) -> int:
    """How many levels a tree has; counted without going down into them, since they may be too many for that."""
    level, deepest = [query], 0
    while level:
        deepest += 1
        below: list[Query] = []
        for part in level:
            if isinstance(part, Not):
                below.append(part.part)
            elif isinstance(part, (And, Or)):
                below.extend(part.parts)
        level = below
    return deepest


def _placed(query: Query, at: int) -> Query:
    """The tree with all its terms at one place, since those of a segment stand nowhere in the query that was typed."""
    match query:
        case Not():
            return Not(_placed(query.part, at))
        case And() | Or():
            return type(query)(tuple(_placed(part, at) for part in query.parts))
        case Filter():
            return query._replace(at=at, places=())
    leaf: Leaf = query._replace(at=at)
    return leaf
