"""The notebook's `approvals:` asked of changed records: which need somebody's consent, for what, and whether it was given."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.store import select
from pcrm_tools.store.computed import Frame
from pcrm_tools.store.consequences import Side
from pcrm_tools.store.overlay import in_memory
from pcrm_tools.store.query_fields import query_fields
from pcrm_tools.text import segments
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import And, Filter, Has, Missing, Not, Or, Query, QueryError

_OF_ALL = frozenset(("type", "id", "name", "path", "archived"))  # tell records apart rather than what was agreed


class Rule(NamedTuple):
    """One line of `approvals:`: its name, its query, who must agree (ids), and the fields that the query asks of."""

    name: str
    query: Query
    by: tuple[str, ...]
    fields: frozenset[str]


def approval_rules(config: Config) -> tuple[Rule, ...]:
    """The approvals of the settings; what cannot be read is a finding of the settings and left out here."""
    rows = config.data.get("approvals")
    found = []
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        rule = _rule(row, number, config) if isinstance(row, Mapping) else None
        found += [rule] if rule else []
    return tuple(found)


def _rule(row: Mapping[str, Any], number: int, config: Config) -> Rule | None:
    when, people = row.get("when"), row.get("by") or ()
    query = parse(when) if isinstance(when, str) else None
    if query is None or isinstance(query, QueryError):
        return None
    expanded = segments.expand(query, config.data["segments"] or {}, segments.segment_words(config))
    if isinstance(expanded, QueryError):
        return None
    known, words = query_fields(config), config.team_words()
    keys = {asked.key for word in _words(expanded.query) for asked in known.get(word.lower(), ())}
    by = tuple(words.get(str(one).lstrip("@"), str(one)) for one in ([people] if isinstance(people, str) else people))
    return Rule(str(row.get("name") or f"approvals.{number}"), expanded.query, by, frozenset(keys) - _OF_ALL)


def _words(query: Query) -> Iterator[str]:
    match query:
        case Filter() | Has() | Missing():
            yield query.field
        case Not():
            yield from _words(query.part)
        case And() | Or():
            for part in query.parts:
                yield from _words(part)


def meeting(rules: tuple[Rule, ...], side: Side, today: date) -> dict[str, frozenset[str]]:
    """The paths of a side's records that meet each rule, by its name. Words of a query count as met: better asked once too often."""
    if not rules or not side.rows:
        return {}
    numbers = {path: number for number, path in enumerate(side.rows, 1)}
    paths = {number: path for path, number in numbers.items()}
    connection = in_memory(side.rows, numbers)
    try:
        question = select.Question(Frame(connection, side.config, today), lambda tree: None)
        found = {}
        for rule in rules:
            met = select.select(rule.query, question)
            found[rule.name] = frozenset() if isinstance(met, QueryError) else frozenset(paths[n] for n in met.numbers)
        return found
    finally:
        connection.close()
