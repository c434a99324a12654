"""The views of pcrm.yml as ready-made tabs on the lists of customers and of projects."""

import re
from datetime import date
from typing import Any

from pcrm_tools.session import Session
from pcrm_tools.site.book import Book
from pcrm_tools.site.lists import Column, Row, Tab
from pcrm_tools.site.values import Values
from pcrm_tools.store import listing
from pcrm_tools.text import saved_queries
from pcrm_tools.text.query_tree import QueryError

MOST_ROWS = 500
_KINDS = ("customer", "project")
_TYPE = re.compile(r"(?:type|类型):(customer|project|客户|项目)", re.IGNORECASE)
_TYPE_WORDS = {"客户": "customer", "项目": "project"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BADGES = {"lifecycle": "lifecycle", "tier": "tiers", "stage": "stage"}


def list_views(session: Session, book: Book, values: Values, today: date) -> dict[str, tuple[Tab, ...]]:
    """The tabs of each list (`customer`, `project`), in the order of pcrm.yml; only we are shown them.

    A view whose query is wrong has no tab: validation says what is wrong with it.
    """
    found: dict[str, list[Tab]] = {kind: [] for kind in _KINDS}
    if book.audience.internal:
        for name in book.config.data["views"]:
            for kind, tab in _tabs(session, book, values, today, str(name)).items():
                found[kind].append(tab)
    return {kind: tuple(tabs) for kind, tabs in found.items()}


def _tabs(session: Session, book: Book, values: Values, today: date, name: str) -> dict[str, Tab]:
    from pcrm_tools.store.computed import Frame

    saved = saved_queries.view(book.config, name)
    answer = session.ask(saved.query, today) if saved.query else None
    columns = [column for word in saved.columns if (column := listing.column_name(book.config, word))]
    if isinstance(answer, QueryError) or not columns:
        return {}
    frame = (answer and answer.frame) or Frame(session.db, book.config, today)
    asked, numbers = ["path", "name", *(column for column in columns if column != "name")], answer.scores if answer else None
    label = str((saved_queries.view_entry(book.config, name)).get("label") or name)
    made = {}
    for kind in _kinds(saved):
        archived = bool(answer and answer.archived)
        rows = listing.rows(session.db, frame, numbers, kind, asked, saved.sort, archived)[:MOST_ROWS]
        tab = _Table(book, values, asked[1:]).tab(name, label, rows)
        if tab.rows or saved.type or _TYPE.search(saved.query):
            made[kind] = tab
    return made


def _kinds(saved: saved_queries.View) -> tuple[str, ...]:
    """The types of record that a view is about."""
    if saved.type:
        return (saved.type,) if saved.type in _KINDS else ()
    named = {_TYPE_WORDS.get(word.lower(), word.lower()) for word in _TYPE.findall(saved.query)}
    return tuple(kind for kind in _KINDS if not named or kind in named)


class _Table:
    """Rows of the cache as a table of the site."""

    def __init__(self, book: Book, values: Values, names: list[str]) -> None:
        self.book, self.values, self.names, self.config = book, values, names, book.config
        self._by_path = {row.path: row for row in book.records.values()}

    def tab(self, key: str, label: str, rows: list[tuple[Any, ...]]) -> Tab:
        """The view's columns, and the rows whose records have a page."""
        known = [row for row in rows if row[0] in self._by_path]
        labels = listing.labels(self.config, self.names, self.book.lang)
        kinds = [self._kind(name, [row[place] for row in known]) for place, name in enumerate(self.names, 1)]
        columns = tuple(
            Column(name, _upper(text), kind, place > 3)
            for place, (name, text, kind) in enumerate(zip(self.names, labels, kinds, strict=True))
        )
        return Tab(key, label, columns, tuple(self._row(row, kinds) for row in known))

    def _kind(self, name: str, values: list[Any]) -> str:
        seen = [value for value in values if value not in (None, "")]
        if name in _BADGES:
            return "badge"
        if listing.is_number(self.config, name) or (seen and all(isinstance(value, int | float) for value in seen)):
            return "number"
        return "day" if seen and all(isinstance(value, str) and _DAY.fullmatch(value) for value in seen) else "text"

    def _row(self, row: tuple[Any, ...], kinds: list[str]) -> Row:
        record = self._by_path[row[0]]
        cells = tuple(self._cell(name, value) for name, value in zip(self.names, row[1:], strict=True))
        sort = {place: _number(row[place + 1]) for place, kind in enumerate(kinds) if kind == "number"}
        return Row(self.book.address[record.n].href.partition("/")[2], False, cells, sort)

    def _cell(self, name: str, value: Any) -> Any:
        if value in (None, ""):
            return ""
        if name in _BADGES:
            return self.values.setting(_BADGES[name], str(value))
        if name == "owner":
            return self.values.person(str(value))
        if name == "customer":
            record = self.book.find(str(value))
            return record.name if record else str(value)
        shown = listing.shown(self.config, name, value, self.book.lang, False)
        return self.book.plain(shown) if isinstance(shown, str) else shown


def _number(value: Any) -> float | None:
    """What a cell sorts by: the first number in it."""
    if isinstance(value, int | float):
        return float(value)
    found = _NUMBER.search(str(value or ""))
    return float(found[0]) if found else None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
