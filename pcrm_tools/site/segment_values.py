"""What customers are told apart by: saved queries, tiers, lifecycle stages, tags, industries, regions and sources, and who is in each."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pcrm_tools import asking
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.browse import Browse, page_names
from pcrm_tools.site.values import duration_text, money_text
from pcrm_tools.store import browse_rows
from pcrm_tools.text import segments
from pcrm_tools.text.query_tree import Filter, QueryError

MOST_VALUES = 200
_HIDDEN_TAGS = frozenset(("private", "内部"))


class Value(NamedTuple):
    """One value: its code, what it is called, who is in it, what the settings say of it, and its page below the site."""

    code: str
    label: str
    customers: tuple[RecordRow, ...]
    projects: tuple[RecordRow, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    file: str = ""
    wrong: str = ""


class Kind(NamedTuple):
    """A kind of values; `column` is that of the list of customers, empty where it has none; `rest` values have no page."""

    key: str
    column: str
    values: tuple[Value, ...]
    rest: int = 0


def kinds(b: Browse) -> tuple[Kind, ...]:
    """Every kind that has values, each value with its page."""
    found = (
        Kind("segment", "", tuple(_segments(b))), Kind("tier", "tier", tuple(_settings(b, "tiers", "tier"))),
        Kind("lifecycle", "lifecycle", tuple(_settings(b, "lifecycle", "lifecycle"))), _counted(b, "tag", "tags", "tags"),
        _counted(b, "industry", "industry", "industry"), _counted(b, "region", "region", "region"), _counted(b, "source", "source", ""),
    )  # fmt: skip
    named = [kind for kind in found if kind.values]
    stems = page_names(f"{kind.key}-{value.code}" for kind in named for value in kind.values)
    return tuple(
        kind._replace(
            values=tuple(value._replace(file=f"segments/{stems[f'{kind.key}-{value.code}']}.html") for value in kind.values)
        )
        for kind in named
    )


def _settings(b: Browse, section: str, column: str) -> Iterator[Value]:
    """Tiers and lifecycle stages in the order of pcrm.yml, then what nobody knows."""
    if not b.sees(column):
        return
    parts: dict[str, list[RecordRow]] = {}
    for row in b.customers:
        if code := getattr(row, column):
            parts.setdefault(code, []).append(row)
    table: Mapping[str, Any] = b.config.data[section]
    for code in (*table, *sorted(parts.keys() - set(table))):
        yield Value(
            code, b.values.setting(section, code).label, tuple(parts.get(code, ())), (), tuple(_policy(b, table.get(code) or {}))
        )


def _policy(b: Browse, entry: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the settings say of a tier or lifecycle stage."""
    show: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("policy", str), ("cadence", lambda text: duration_text(text, b.lang)), ("amount", money_text), ("orders", str),
    )  # fmt: skip
    for key, text in show:
        if entry.get(key):
            yield b.say(f"segments.{key}"), (text(str(entry[key])),)
    if entry.get("benefits"):
        yield b.say("segments.benefits"), tuple(map(str, entry["benefits"]))


def _counted(b: Browse, key: str, field: str, column: str) -> Kind:
    """The values of a field, the most frequent first."""
    if not b.sees(field):
        return Kind(key, column, ())
    held: dict[int, list[str]] = {}
    for n, value in browse_rows.values(b.db, field):
        if value not in _HIDDEN_TAGS and not b.book.conceals(value):
            held.setdefault(n, []).append(value)
    parts: dict[str, tuple[list[RecordRow], list[RecordRow]]] = {}
    projects = [row for row in b.book.readable("project") if not row.archived] if field == "tags" else []
    for place, rows in enumerate((b.customers, projects)):
        for row in rows:
            for value in dict.fromkeys(held.get(row.n, ())):
                parts.setdefault(value, ([], []))[place].append(row)
    order = sorted(parts, key=lambda value: (-len(parts[value][0]) - len(parts[value][1]), value))
    made = [Value(value, value, tuple(parts[value][0]), tuple(parts[value][1]), ()) for value in order[:MOST_VALUES]]
    return Kind(key, column, tuple(made), len(order) - len(made))


def _segments(b: Browse) -> Iterator[Value]:
    """The saved queries, answered as `pcrm list segment:NAME` answers them.

    They are for us alone: their names and members tell what we ask about customers, and a query may rest on what is private.
    """
    words = segments.segment_words(b.config)
    for name, text in (b.config.data["segments"] or {}).items():
        if not words or b.public:
            continue
        query = ((b.say("segments.query"), (str(text),)),)
        answer = asking.answer(b.scene.session.index, Filter(words[0], ":", (str(name),)), b.scene.today)
        if isinstance(answer, QueryError):
            yield Value(str(name), str(name), (), (), query, wrong=answer.message(b.lang))
            continue
        found = [
            row
            for n in answer.scores
            if (row := b.book.records.get(n)) and (answer.archived or not row.archived) and n not in b.book.broken
        ]
        found.sort(key=lambda row: (row.name, row.path))
        customers, projects = (tuple(row for row in found if row.type == kind) for kind in ("customer", "project"))
        yield Value(str(name), str(name), customers, projects, query)
