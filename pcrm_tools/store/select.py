"""A query's tree as SQL over the cache: which records meet it.

Filters on rows of one kind (log entries, tasks, items of one field) that stand in the same brackets speak of the same row:
`log:complaint log.date:2026-10..` is a complaint since October, `(log:complaint) (log.date:2026-10..)` is a complaint at any
time and any entry since October. `has:contacts.email` asks for some contact with an address, `missing:contacts.email` for
some contact without one. A log entry of a project counts for its customer too. `not:` always speaks of the whole record.
Words and phrases are answered by the search engine, through a callback, and meet the filters as sets of numbers.
"""

import json
import sqlite3
from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from pcrm_tools.store.conditions import Column, Reading, Where, WrongQuery, all_of, any_of, condition, days, present
from pcrm_tools.store.query_fields import STATES, Asked, Fields
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import And, Filter, Has, Is, Leaf, Missing, Not, Or, Phrase, Query, QueryError, Word

TextHits = Callable[[Query], Collection[int] | None]
"""Numbers of the records that meet a tree of words and phrases; None where it asks for nothing."""
FactHits = Callable[[Leaf], Collection[int] | None]
"""Numbers of the records that meet a filter or state which only computed facts can answer; None where they do not know it."""

_COLUMNS = ("id", "type", "path", "owner", "customer", "lifecycle", "tier", "pipeline", "stage", "stage_since", "snooze", "closed",
            "outcome", "archived", "entries", "value")  # fmt: skip
_NEXT = "coalesce(r.next_contact, r.said_next)"
_LAST = """(select max(l) from (select r.last_entry as l union all
 select p.last_entry from record p where p.type = 'project' and p.customer = r.id and r.type = 'customer'))"""
_GROUPS = {
    "contact": "contact", "联系": "contact", "note": "note", "case": "case", "服务": "case", "feedback": "feedback", "money": "money",
    "款项": "money", "loyalty": "loyalty", "state": "state", "project": "project", "balance": "balance",
}
_ENTRY = {"kind": "kind", "date": "date", "until": "until", "time": "time", "title": "title", "priority": "priority", "id": "id",
          "before": "before", "to": "after", "private": "private", "by": "by", "with": "withs", "tags": "tags"}  # fmt: skip
_LISTED = {"by": ",", "withs": "\n", "tags": ",", "after": ",", "re": ","}
_IS = {
    "archived": "r.archived", "closed": "(r.closed is not null or r.outcome is not null)",
    "open": "(r.closed is null and r.outcome is null)", "private": "r.private",
}


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
        return (query if query != And(()) else None), None
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


class _Builder:
    def __init__(self, connection: sqlite3.Connection, question: Question) -> None:
        self.connection, self.question = connection, question
        self.reading = Reading(question.today, question.currency)

    def build(self, query: Query) -> Where:
        if is_text(query):
            return self.text(query)
        match query:
            case Not():
                part = self.build(query.part)
                return Where(f"not {part.sql}", part.values)
            case And():
                return self.all(query)
            case Or():
                texts = tuple(part for part in query.parts if is_text(part))
                parts = [self.build(part) for part in query.parts if not is_text(part)]
                return any_of([*parts, *([self.text(Or(texts))] if texts else [])])
            case Is():
                return self.state(query)
            case Filter() | Has() | Missing():
                return self.together([query])
        raise TypeError(f"no query: {query!r}")

    def all(self, query: And) -> Where:
        """The parts of one level of brackets; filters on the same kind of row become one."""
        rows: dict[str, list[Filter | Has | Missing]] = {}
        parts: list[Where] = []
        texts = tuple(part for part in query.parts if is_text(part))
        if texts:
            parts.append(self.text(And(texts) if len(texts) > 1 else texts[0]))
        for part in query.parts:
            if is_text(part):
                continue
            source = self.source(part) if isinstance(part, (Filter, Has, Missing)) else ""
            if source and isinstance(part, (Filter, Has, Missing)):
                rows.setdefault(source, []).append(part)
            else:
                parts.append(self.build(part))
        return all_of([*parts, *(self.together(leaves) for leaves in rows.values())])

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

    # -- which field ------------------------------------------------------------------------------------------

    def asked(self, leaf: Filter | Has | Missing) -> tuple[Asked, ...]:
        """The fields that a word names; none where computed facts answer it; raises WrongQuery where nothing does."""
        found = self.question.fields.get(leaf.field.lower())
        if found:
            return found
        if self.question.fact_hits(leaf) is not None:
            return ()
        key = self.connection.execute("select key from field where key = ? collate nocase limit 1", (leaf.field,)).fetchone()
        if key:
            ordered = isinstance(leaf, Filter) and leaf.op not in (":", "=")
            return (Asked(key[0], "number" if ordered else "text", {}),)
        import difflib

        near = next(iter(difflib.get_close_matches(leaf.field.lower(), list(self.question.fields), 1, 0.6)), "")
        raise WrongQuery(
            "field-unknown", leaf.at, seen=leaf.field, near=f" (perhaps `{near}`)" if near else "", near_zh=f"（也许是 `{near}`）" if near else ""
        )

    def source(self, leaf: Filter | Has | Missing) -> str:
        """The kind of rows that a filter speaks of, empty for the record itself."""
        asked = self.asked(leaf)
        return _source(asked[0].key, self.question.fields) if len(asked) == 1 else ""

    def together(self, leaves: list[Filter | Has | Missing]) -> Where:
        """Filters on the record, or on one row of one kind."""
        asked = self.asked(leaves[0])
        if not asked:
            return _among(self.question.fact_hits(leaves[0]) or ())
        if len(asked) > 1:
            return any_of([self.record(one, leaves[0]) for one in asked if not _source(one.key, self.question.fields)] or [Where("0")])
        source = _source(asked[0].key, self.question.fields)
        if not source:
            return self.record(asked[0], leaves[0])
        if any(isinstance(leaf, Missing) and "." not in self.asked(leaf)[0].key for leaf in leaves):
            return all_of([self.without(source, leaf) for leaf in leaves])
        found = all_of([self.row(source, self.asked(leaf)[0], leaf) for leaf in leaves])
        return _rows(source, found)

    def without(self, source: str, leaf: Filter | Has | Missing) -> Where:
        """`missing:contacts`: no row at all."""
        if isinstance(leaf, Missing):
            none = _rows(source, Where("1"))
            return Where(f"not {none.sql}", none.values)
        return self.together([leaf])

    # -- fields of the record ---------------------------------------------------------------------------------

    def record(self, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        column = _record_column(asked.key)
        if column is None:
            return self.field(asked, leaf)
        if isinstance(leaf, Filter):
            return condition(asked, leaf, column, self.reading)
        return present(column) if isinstance(leaf, Has) else Where(f"not {present(column).sql}")

    def field(self, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        """A field of the front matter; one with fields inside is asked as a whole."""
        inner = asked.kind in ("map", "any")
        key = Where("(f.key = ? or f.key glob ? || '.*')", (asked.key, asked.key)) if inner else Where("f.key = ?", (asked.key,))
        parts = [key]
        if isinstance(leaf, Filter):
            column = Column("f.value", "coalesce(f.folded, f.value)", "f.num", "substr(f.value, 1, 3)")
            parts.append(condition(asked._replace(kind="text") if inner else asked, leaf, column, self.reading))
        found = all_of(parts)
        some = Where(f"r.n in (select f.n from field f where {found.sql})", found.values)
        if asked.key == "name" and isinstance(leaf, Filter):
            pages = condition(asked, leaf, Column("r.name", "fold(r.name)", "0", "''"), self.reading)
            return any_of([some, Where(f"(r.type = 'page' and {pages.sql})", pages.values)])
        return Where(f"not {some.sql}", some.values) if isinstance(leaf, Missing) else some

    # -- rows -------------------------------------------------------------------------------------------------

    def row(self, source: str, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        """One filter on a row: an entry `e`, a task `t`, or an item `i`."""
        if asked.kind == "log":
            return self.kind(asked, leaf) if isinstance(leaf, Filter) else Where("1")
        if "." not in asked.key:
            if asked.key == "task" and isinstance(leaf, Filter):
                return condition(asked, leaf, _plain("t.state"), self.reading)
            return self.item(asked, leaf) if isinstance(leaf, Filter) else Where("1")
        inner = asked.key.split(".", 1)[1]
        if source == "log" and inner in _ENTRY:
            return self.plain(asked, leaf, _listed("e", _ENTRY[inner]))
        if source == "task":
            return self.plain(asked, leaf, _listed("t", inner))
        return self.cell("e.attrs" if source == "log" else "i.data", inner, asked, leaf)

    def plain(self, asked: Asked, leaf: Filter | Has | Missing, column: Column) -> Where:
        if isinstance(leaf, Filter):
            return condition(asked, leaf, column, self.reading)
        return Where(f"{'' if isinstance(leaf, Has) else 'not '}{present(column).sql}")

    def cell(self, data: str, key: str, asked: Asked, leaf: Filter | Has | Missing) -> Where:
        """A value inside a row's JSON, or one of several."""
        path = f'$."{key}"'
        if not isinstance(leaf, Filter):
            return Where(f"json_extract({data}, ?) is {'not ' if isinstance(leaf, Has) else ''}null", (path,))
        number = "cast(substr(v.value, 5) as real)" if asked.kind == "money" else "cast(v.value as real)"
        column = Column("cast(v.value as text)", "fold(v.value)", number, "substr(v.value, 1, 3)")
        found = condition(asked, leaf, column, self.reading)
        return Where(f"exists (select 1 from json_each({data}, ?) v where v.value is not null and {found.sql})", (path, *found.values))

    def kind(self, asked: Asked, leaf: Filter) -> Where:
        """`log:complaint`, or a group of kinds: `log:case`."""
        known = [value for value in leaf.values if value.lower() in asked.choices or value.lower() not in _GROUPS]
        groups = [_GROUPS[value.lower()] for value in leaf.values if value not in known]
        parts = [Where("e.grp = ?", (group,)) for group in groups]
        if known:
            parts.append(condition(asked, leaf._replace(values=tuple(known)), _plain("e.kind"), self.reading))
        return any_of(parts)

    def item(self, asked: Asked, leaf: Filter) -> Where:
        """`contacts:王芳`: any cell of an item holds it."""
        column = Column("i.data", "fold(i.data)", "0", "''")
        return condition(asked._replace(kind="text"), leaf, column, self.reading)


def _among(numbers: Collection[int]) -> Where:
    return Where("r.n in (select value from json_each(?))", (json.dumps(sorted(numbers)),))


def _source(key: str, fields: Fields) -> str:
    first = key.split(".", 1)[0]
    if first in ("log", "task"):
        return first
    known = fields.get(first, ())
    return f"item:{first}" if any(asked.key == first and asked.kind == "items" for asked in known) else ""


def _rows(source: str, found: Where) -> Where:
    """Records with a row for which the condition holds; an entry of a project counts for its customer too."""
    if source == "task":
        return Where(f"r.n in (select t.n from task t where {found.sql})", found.values)
    if source == "log":
        own = f"select e.n from entry e where {found.sql}"
        through = "select c.n from entry e join record p on p.n = e.n join record c on c.id = p.customer and c.type = 'customer'"
        return Where(f"r.n in ({own} union {through} where p.type = 'project' and {found.sql})", (*found.values, *found.values))
    field = source.removeprefix("item:")
    return Where(f"r.n in (select i.n from item i where i.field = ? and {found.sql})", (field, *found.values))


def _record_column(key: str) -> Column | None:
    if key == "next_contact":
        return _plain(_NEXT)
    if key == "last_contact":
        return _plain(_LAST)
    if key not in _COLUMNS:
        return None
    return Column(f"r.{key}", f"fold(r.{key})", f"r.{key}", "r.currency")


def _plain(expression: str) -> Column:
    return Column(expression, f"fold({expression})", expression, "''")


def _listed(table: str, name: str) -> Column:
    return _plain(f"{table}.{name}")._replace(separator=_LISTED.get(name, "") if (table, name) != ("e", "after") else "")
