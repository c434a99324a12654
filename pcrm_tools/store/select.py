"""A query's tree as SQL over the cache: which records meet it.

Filters on rows of one kind (log entries, tasks, items of one field) that stand in the same brackets speak of the same row:
`log:complaint log.date:2026-10..` is a complaint since October, `(log:complaint) (log.date:2026-10..)` is a complaint at any
time and any entry since October. `has:contacts.email` asks for some contact with an address, `missing:contacts.email` for
some contact without one, `missing:contacts` for a record without any. A log entry of a project counts for its customer too.
`not:` always speaks of the whole record. Words and phrases are answered by the search engine, through a callback.
"""

import json
import sqlite3
from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from pcrm_tools.store.conditions import Reading, Where, WrongQuery, all_of, any_of, days, without
from pcrm_tools.store.query_fields import STATES, Asked, Fields
from pcrm_tools.store.query_rows import having, of_record, of_row, source_of
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import And, Filter, Has, Is, Leaf, Missing, Not, Or, Phrase, Query, QueryError, Word

TextHits = Callable[[Query], Collection[int] | None]
"""Numbers of the records that meet a tree of words and phrases; None where it asks for nothing."""
FactHits = Callable[[Leaf], Collection[int] | None]
"""Numbers of the records that meet a filter or state which computed facts answer; None where they do not know it."""

_IS = {
    "archived": "r.archived", "closed": "(r.closed is not null or r.outcome is not null)",
    "open": "(r.closed is null and r.outcome is null)", "private": "r.private",
}  # fmt: skip


class Question(NamedTuple):
    """What a query is answered with besides the rows."""

    fields: Fields
    today: date
    text_hits: TextHits
    currency: str = ""
    fact_hits: FactHits = lambda leaf: None


def select(connection: sqlite3.Connection, query: Query, question: Question) -> list[int] | QueryError:
    """The numbers of the records that meet a query, ascending."""
    found = where(connection, query, question)
    if isinstance(found, QueryError):
        return found
    return [n for (n,) in connection.execute(f"select r.n from record r where {found.sql} order by r.n", found.values)]


def where(connection: sqlite3.Connection, query: Query, question: Question) -> Where | QueryError:
    """The condition on a row `r` of table record that a query means; adds the functions that it uses to the connection."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("days", 1, days, deterministic=True)
    try:
        return _Builder(connection, question).build(query)
    except WrongQuery as wrong:
        return wrong.error


def split(query: Query) -> tuple[Query | None, Query | None]:
    """The filters and the text of a query whose parts all have to hold; a part that mixes both with OR is a filter."""
    if is_text(query):
        return None, query
    if not isinstance(query, And):
        return query, None
    text = tuple(part for part in query.parts if is_text(part))
    rest = tuple(part for part in query.parts if not is_text(part))
    return (And(rest) if rest else None), (None if not text else text[0] if len(text) == 1 else And(text))


def is_text(query: Query) -> bool:
    """Is it made of words and phrases alone?"""
    match query:
        case Word() | Phrase():
            return True
        case Not():
            return is_text(query.part)
        case And() | Or():
            return bool(query.parts) and all(map(is_text, query.parts))
    return False


def _fold(value: object) -> str:
    return "" if value is None else fold(str(value))


def _among(numbers: Collection[int]) -> Where:
    return Where("r.n in (select value from json_each(?))", (json.dumps(sorted(numbers)),))


class _Builder:
    def __init__(self, connection: sqlite3.Connection, question: Question) -> None:
        self.connection, self.question = connection, question
        self.reading = Reading(question.today, question.currency)

    def build(self, query: Query) -> Where:
        if is_text(query):
            return self.text(query)
        match query:
            case Not():
                return without(self.build(query.part))
            case And():
                return self.all(query)
            case Or():
                texts = tuple(part for part in query.parts if is_text(part))
                parts = [self.build(part) for part in query.parts if not is_text(part)]
                return any_of([*parts, *([self.text(Or(texts))] if texts else [])])
            case Is():
                return self.state(query)
            case Filter() | Has() | Missing():
                return self.alone(query)
        raise TypeError(f"no query: {query!r}")

    def all(self, query: And) -> Where:
        """The parts of one level of brackets; filters on the same kind of row are held against one row."""
        rows: dict[str, list[Where]] = {}
        parts: list[Where] = []
        texts = tuple(part for part in query.parts if is_text(part))
        if texts:
            parts.append(self.text(And(texts) if len(texts) > 1 else texts[0]))
        for part in query.parts:
            if is_text(part):
                continue
            asked = self.asked(part) if isinstance(part, (Filter, Has, Missing)) else ()
            source = source_of(asked[0].key, self.question.fields) if len(asked) == 1 else ""
            if not source or (isinstance(part, Missing) and "." not in asked[0].key):
                parts.append(self.build(part))
            elif isinstance(part, (Filter, Has, Missing)):
                rows.setdefault(source, []).append(of_row(source, asked[0], part, self.reading))
        return all_of([*parts, *(having(source, all_of(conditions)) for source, conditions in rows.items())])

    def alone(self, leaf: Filter | Has | Missing) -> Where:
        """A filter by itself; a word that names several fields is met by any of them, and missing where all are."""
        asked = self.asked(leaf)
        if not asked:
            return _among(self.question.fact_hits(leaf) or ())
        found = [self.one(field, leaf) for field in asked]
        return all_of(found) if isinstance(leaf, Missing) else any_of(found)

    def one(self, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        source = source_of(asked.key, self.question.fields)
        if not source:
            return of_record(asked, leaf, self.reading)
        if isinstance(leaf, Missing) and "." not in asked.key:
            return without(having(source, Where("1")))
        return having(source, of_row(source, asked, leaf, self.reading))

    def text(self, query: Query) -> Where:
        hits = self.question.text_hits(query)
        return Where("1") if hits is None else _among(hits)

    def state(self, leaf: Is) -> Where:
        known = STATES.get(leaf.state.lower())
        if known:
            return Where(_IS[known])
        hits = self.question.fact_hits(leaf)
        if hits is None:
            raise WrongQuery("state-unknown", leaf.at, seen=leaf.state, allowed=", ".join(dict.fromkeys(STATES.values())))
        return _among(hits)

    def asked(self, leaf: Filter | Has | Missing) -> tuple[Asked, ...]:
        """The fields that a word names; none where computed facts answer it; raises WrongQuery where nothing does."""
        found = self.question.fields.get(leaf.field.lower())
        if found:
            return found
        if self.question.fact_hits(leaf) is not None:
            return ()
        # A key that no schema knows is kept as text, and can be asked for
        known = self.connection.execute("select key from field where key = ? collate nocase limit 1", (leaf.field,)).fetchone()
        if known:
            ordered = isinstance(leaf, Filter) and leaf.op not in (":", "=")
            return (Asked(known[0], "number" if ordered else "text", {}),)
        import difflib

        close = next(iter(difflib.get_close_matches(leaf.field.lower(), list(self.question.fields), 1, 0.6)), "")
        near, near_zh = (f" (perhaps `{close}`)", f"（也许是 `{close}`）") if close else ("", "")
        raise WrongQuery("field-unknown", leaf.at, seen=leaf.field, near=near, near_zh=near_zh)


def log_kinds(query: Query, fields: Fields) -> tuple[str, ...]:
    """The kinds of log entries that a query asks for, so that a hit can show the entry."""
    match query:
        case Filter():
            asked = fields.get(query.field.lower(), ())
            if any(field.key == "log" for field in asked):
                return tuple(asked[0].choices.get(value.lower(), "") for value in query.values)
        case And() | Or():
            return tuple(kind for part in query.parts for kind in log_kinds(part, fields))
    return ()
