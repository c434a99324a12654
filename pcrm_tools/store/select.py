"""A query's tree as SQL over the cache: which records meet it.

Filters on rows of one kind (log entries, tasks, items of one field) that stand in the same brackets speak of the same row:
`log:complaint log.date:2026-10..` is a complaint since October, `(log:complaint) (log.date:2026-10..)` is a complaint at any
time and any entry since October. `has:contacts.email` asks for some contact with an address, `missing:contacts.email` for
some contact without one, `missing:contacts` for a record without any. A log entry of a project counts for its customer too.
`not:` always speaks of the whole record. Words and phrases are answered by the search engine, through a callback. No filter
loads all records: SQLite decides, with computed facts as expressions or functions.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Collection
from typing import NamedTuple

from pcrm_tools.store.computed import Frame, states
from pcrm_tools.store.evidence import Evidence
from pcrm_tools.store.query_fields import Asked, Fields, query_fields
from pcrm_tools.store.query_rows import having, of_record, of_row, source_of
from pcrm_tools.store.query_shape import is_text, once
from pcrm_tools.store.wheres import Reading, Where, WrongQuery, all_of, any_of, without
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import And, Filter, Has, Is, Missing, Not, Or, Query, QueryError, perhaps

TextHits = Callable[[Query], Collection[int] | None]
"""Numbers of the records that meet a tree of words and phrases; None where it asks for nothing."""


_LEVELS = 6
_STEPS = 20_000  # of SQLite's machine between two looks at the clock


class Question(NamedTuple):
    """What a query is answered with: the cache with settings and day, and the search engine."""

    frame: Frame
    text_hits: TextHits

    @property
    def fields(self) -> Fields:
        """Every field that a query may name."""
        return query_fields(self.frame.config)


class Found(NamedTuple):
    """The condition on a row `r` of table record that a query means, and what shows that a record meets it."""

    where: Where
    evidence: tuple[Evidence, ...]


class Selected(NamedTuple):
    """The numbers of the records that meet a query, ascending, and what shows that they do."""

    numbers: list[int]
    evidence: tuple[Evidence, ...]


def select(query: Query, question: Question, foreign: bool = False) -> Selected | QueryError:
    """The records that meet a query; `foreign` as for `where`. What takes too long is an error."""
    found = where(query, question, foreign)
    if isinstance(found, QueryError):
        return found
    try:
        return Selected(_numbers(question.frame, found.where), found.evidence)
    except WrongQuery as wrong:
        return wrong.error


def _numbers(frame: Frame, condition: Where) -> list[int]:
    """The numbers of the records for which a condition holds, ascending; raises WrongQuery where that takes too long."""
    begun = time.process_time()
    ends = begun + frame.patience
    frame.connection.set_progress_handler(lambda: time.process_time() > ends, _STEPS)
    try:
        return [n for (n,) in frame.connection.execute(f"select r.n from record r where {condition.sql} order by r.n", condition.values)]
    except sqlite3.OperationalError as problem:
        if "interrupted" not in str(problem):
            raise
        raise WrongQuery("query-too-slow", 0) from None
    finally:
        frame.connection.set_progress_handler(None, 0)
        frame.patience -= time.process_time() - begun


def where(query: Query, question: Question, foreign: bool = False) -> Found | QueryError:
    """The condition that a query means; adds the functions that it uses to the connection.

    With `foreign`, an amount in another currency meets every comparison that names none.
    """
    prepare(question.frame.connection)
    builder = _Builder(question, foreign)
    try:
        return Found(builder.build(query), tuple(builder.evidence))
    except WrongQuery as wrong:
        return wrong.error


def prepare(connection: sqlite3.Connection) -> None:
    """Adds the functions that conditions and columns use to a connection."""
    from pcrm_tools.store.measures import days

    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("days", 1, days, deterministic=True)


def _fold(value: object) -> str:
    return "" if value is None else fold(str(value))


def _among(found: Collection[int]) -> Where:
    return Where("r.n in (select value from json_each(?))", (json.dumps(sorted(found)),))


class _Builder:
    def __init__(self, question: Question, foreign: bool) -> None:
        self.question, self.frame = question, question.frame
        self.reading = Reading(question.frame.today, question.frame.config, foreign)
        self.fields = question.fields
        self.evidence: list[Evidence] = []
        self.level = 0

    def build(self, query: Query) -> Where:
        """A query's condition; what lies too many levels deep for SQLite's parser is answered apart from the rest."""
        self.level += 1
        found = self.condition(query)
        if self.level % _LEVELS == 0 and isinstance(query, (Not, And, Or)) and not self.frame.checking:
            found = _among(_numbers(self.frame, found))
        self.level -= 1
        return found

    def condition(self, query: Query) -> Where:
        if is_text(query):
            return self.text(query)
        match query:
            case Not():
                return self.outside(query)
            case And():
                return self.all(query)
            case Or():
                texts = tuple(part for part in query.parts if is_text(part))
                parts = [self.build(part) for part in once(query.parts) if not is_text(part)]
                return any_of([*parts, *([self.text(Or(texts))] if texts else [])])
            case Is():
                return self.state(query)
            case Filter() | Has() | Missing():
                return self.alone(query)
        raise TypeError(f"no query: {query!r}")

    def outside(self, query: Not) -> Where:
        """What must not hold shows nothing, and leaves nothing out."""
        before, seen = self.reading, len(self.evidence)
        self.reading = before._replace(foreign=False)
        found = without(self.build(query.part))
        self.reading = before
        del self.evidence[seen:]
        return found

    def all(self, query: And) -> Where:
        """The parts of one level of brackets; filters on the same kind of row are held against one row."""
        rows: dict[str, list[Where]] = {}
        parts: list[Where] = []
        texts = tuple(part for part in query.parts if is_text(part))
        if texts:
            parts.append(self.text(And(texts) if len(texts) > 1 else texts[0]))
        for part in once(query.parts):
            if is_text(part):
                continue
            asked = self.asked(part) if isinstance(part, (Filter, Has, Missing)) else ()
            source = source_of(asked[0], self.fields) if len(asked) == 1 else ""
            if not source or (isinstance(part, Missing) and "." not in asked[0].key):
                parts.append(self.build(part))
            elif isinstance(part, (Filter, Has, Missing)):
                rows.setdefault(source, []).append(of_row(source, asked[0], part, self.reading))
        return all_of([*parts, *(self.row(source, all_of(conditions)) for source, conditions in rows.items())])

    def row(self, source: str, condition: Where) -> Where:
        """Records with a row for which a condition holds, which shows it."""
        self.evidence.append(Evidence(source, condition))
        return having(source, condition)

    def alone(self, leaf: Filter | Has | Missing) -> Where:
        """A filter by itself; a word that names several fields is met by any of them, and missing where all are."""
        found = [self.one(field, leaf) for field in self.asked(leaf)]
        return all_of(found) if isinstance(leaf, Missing) else any_of(found)

    def one(self, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        source = source_of(asked, self.fields)
        if not source:
            found, shown = of_record(asked, leaf, self.reading, self.frame)
            self.evidence += [shown] if shown else []
            return found
        if isinstance(leaf, Missing) and "." not in asked.key:
            return without(having(source, Where("1")))
        return self.row(source, of_row(source, asked, leaf, self.reading))

    def text(self, query: Query) -> Where:
        hits = self.question.text_hits(type(query)(once(query.parts)) if isinstance(query, (And, Or)) else query)
        return Where("1") if hits is None else _among(hits)

    def state(self, leaf: Is) -> Where:
        known = states()
        state = known.get(leaf.state.lower())
        if state is None:
            from pcrm_tools.text.forms import near

            close = near(leaf.state.lower(), tuple(word for word in known if word.isascii() == leaf.state.isascii()))
            named = dict.fromkeys(known.values())
            raise WrongQuery(
                "state-unknown", leaf.at, seen=leaf.state, allowed=", ".join(state.key for state in named),
                allowed_zh="、".join(state.words[1] for state in named), **perhaps(close),
            )  # fmt: skip
        found = Where(self.frame.state(state))
        if state.line:
            self.evidence.append(Evidence("line", found, self.frame.text(state.line)))
        return found

    def asked(self, leaf: Filter | Has | Missing) -> tuple[Asked, ...]:
        """The fields that a word names; raises WrongQuery where there is none."""
        found = self.fields.get(leaf.field.lower())
        if found:
            return found
        return self.unknown(leaf)

    def unknown(self, leaf: Filter | Has | Missing) -> tuple[Asked, ...]:
        """A key that no schema knows is kept as text, with what stands below it, and can be asked for."""
        from pcrm_tools.text.segments import WORDS

        if leaf.field.lower() in WORDS:
            raise WrongQuery("segment-alone", leaf.at, field=leaf.field)
        known = self.kept(leaf.field)
        if known:
            ordered = isinstance(leaf, Filter) and leaf.op not in (":", "=")
            return (Asked(known, "number" if ordered else "text", {}),)
        close = self.kept(leaf.field.rpartition(".")[0]) or nearest_field(leaf.field, self.fields)
        raise WrongQuery("field-unknown", leaf.at, seen=leaf.field, **perhaps(close))

    def kept(self, key: str) -> str:
        """A key of some record as it is written there, or an empty text."""
        found = self.frame.connection.execute("select key from field where key = ? collate nocase limit 1", (key,)).fetchone()
        return str(found[0]) if found else ""


def nearest_field(typed: str, fields: Fields) -> str:
    """The field most like an unknown one, in the language in which that was typed; empty where none is like it."""
    from pcrm_tools.text.forms import near
    from pcrm_tools.text.segments import WORDS

    return near(typed.lower(), tuple(word for word in (*fields, *WORDS) if word.isascii() == typed.isascii()))
