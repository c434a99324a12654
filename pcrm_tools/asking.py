"""Questions asked of an open notebook in the query language."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.indexing import Index

if TYPE_CHECKING:
    from pcrm_tools.store.computed import Frame
    from pcrm_tools.store.evidence import Evidence
    from pcrm_tools.store.left_out import LeftOut
    from pcrm_tools.text.query_tree import Filter, Query, QueryError


class Answer(NamedTuple):
    """What a query found: records with the scores of its words, the words as normal text has them, how many records the index
    lacks, the log kinds that were asked for, and the trees of words that gave the scores.

    `evidence` finds the rows that show why, `left_out` tells of amounts in other currencies, `archived` says that the query
    itself asks for archived records, `frame` holds what was computed for it.
    """

    scores: Mapping[int, float]
    needles: tuple[str, ...]
    lacking: int
    kinds: tuple[str, ...] = ()
    texts: tuple["Query", ...] = ()
    evidence: tuple["Evidence", ...] = ()
    left_out: "LeftOut | None" = None
    archived: bool = False
    frame: "Frame | None" = None


def ask(index: Index, text: str, today: date) -> "Answer | QueryError":
    """The records that meet a query as of a day, with the scores of its words; a wrong query is an error value."""
    from pcrm_tools.text.query import parse
    from pcrm_tools.text.query_tree import QueryError

    query = parse(text)
    return query if isinstance(query, QueryError) else answer(index, query, today)


def answer(index: Index, query: "Query", today: date) -> "Answer | QueryError":
    """The records that meet a query's tree as of a day, with the scores of its words; a wrong query is an error value."""
    from pcrm_tools.store import query_shape, select
    from pcrm_tools.store.computed import Frame
    from pcrm_tools.store.left_out import left_out
    from pcrm_tools.text import segments
    from pcrm_tools.text.query_tree import QueryError

    expanded = segments.expand(query, index.config.data["segments"] or {}, segments.segment_words(index.config))
    if isinstance(expanded, QueryError):
        return expanded
    named = _named(index, expanded.query)
    if isinstance(named, QueryError):
        return named
    query = named
    words = _Words(index, query_shape.is_text(query))
    frame = Frame(index.db, index.config, today)
    question = select.Question(frame, words.hits)
    met = select.select(query, question)
    if isinstance(met, QueryError):
        return segments.within(met, expanded.names[met.at]) if met.at in expanded.names else met
    return Answer(
        {n: words.scores.get(n, 0.0) for n in met.numbers}, tuple(dict.fromkeys(words.needles)), words.lacking,
        query_shape.log_kinds(query, question.fields), tuple(words.texts), met.evidence, left_out(query, question, met.numbers),
        query_shape.asks_archived(query), frame,
    )  # fmt: skip


def _named(index: Index, query: "Query") -> "Query | QueryError":
    """The query with `me` as the team id of whoever git says we are, in filters on people."""
    from pcrm_tools.store.identity import ME
    from pcrm_tools.text.query_tree import And, Filter, Not, Or, QueryError

    match query:
        case Filter() if any(value.lstrip("@").lower() in ME for value in query.values):
            return _member(index, query)
        case Not():
            part = _named(index, query.part)
            return part if isinstance(part, QueryError) else Not(part)
        case And() | Or():
            parts: list[Query] = []
            for each in query.parts:
                part = _named(index, each)
                if isinstance(part, QueryError):
                    return part
                parts.append(part)
            return type(query)(tuple(parts))
    return query


def _member(index: Index, leaf: "Filter") -> "Filter | QueryError":
    from pcrm_tools.store.identity import ME, member
    from pcrm_tools.store.query_fields import query_fields
    from pcrm_tools.text.query_tree import QueryError

    if not any(asked.kind == "person" for asked in query_fields(index.config).get(leaf.field.lower(), ())):
        return leaf
    found, name, email = member(index.root, index.config)
    if not found:
        return QueryError("me-unknown", leaf.at, {"seen": f"{name} <{email}>"})
    return leaf._replace(values=tuple(found if value.lstrip("@").lower() in ME else value for value in leaf.values))


class _Words:
    """The search engine asked for a query's words, once for each tree of them, with what it said."""

    def __init__(self, index: Index, alone: bool) -> None:
        self.index, self.alone = index, alone
        self.scores: dict[int, float] = {}
        self.needles: list[str] = []
        self.texts: list[Query] = []
        self.lacking = 0
        self._known: dict[str, Collection[int] | None] = {}  # by what is written: a word and a phrase are equal tuples

    def hits(self, part: "Query") -> Collection[int] | None:
        """The records that meet a tree of words; None where it asks for nothing."""
        written = repr(part)
        if written not in self._known:
            self._known[written] = self._asked(part)
        return self._known[written]

    def _asked(self, part: "Query") -> Collection[int] | None:
        from pcrm_tools.search.terms import needles, pruned

        kept = pruned(part)
        if kept is None:
            # Signs alone ask for nothing beside other terms, and find nothing by themselves.
            return [] if self.alone else None
        found, behind = self.index.scores(kept)
        self.lacking = max(self.lacking, behind)
        self.needles.extend(needles(kept))
        self.texts.append(kept)
        for n, score in found.items():
            self.scores[n] = self.scores.get(n, 0.0) + score
        return found
