"""The lists of customers and of projects: the first rows stand in the page, a script has all of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.search_index import script
from pcrm_tools.site.values import Label, Values, amount_text
from pcrm_tools.store import site_rows

ROWS_IN_PAGE = 100


class Column(NamedTuple):
    """A column of a list; `kind` is text, badge, day or number; a minor one is left out on phones."""

    label: str
    kind: str
    minor: bool = False


class Row(NamedTuple):
    """A row of a list; `closed` ones are shown on demand; `sort` holds what numbers sort by."""

    href: str
    closed: bool
    cells: tuple[Any, ...]
    sort: Mapping[int, float]


class Menu(NamedTuple):
    """A choice of values of a column."""

    column: int
    label: str
    choices: tuple[str, ...]


class ListView(NamedTuple):
    """A list of records; the page holds the first rows, a script all of them."""

    key: str
    title: str
    script: str
    total: int
    columns: tuple[Column, ...]
    menus: tuple[Menu, ...]
    rows: tuple[Row, ...]
    all_rows: tuple[Row, ...]


class Lists:
    """Makes the views of lists."""

    def __init__(self, book: Book, values: Values) -> None:
        self.book, self.values, self.lang = book, values, book.lang
        self._tasks = site_rows.open_tasks(book.db, book.audience.internal)

    def customers(self) -> ListView:
        """The list of customers."""
        say = self._column
        regions, industries = (self._first(key) for key in ("region", "industry"))
        rows = []
        for record in self.book.readable("customer"):
            members = self.book.projects_of(record)
            last = max((row.last_entry for row in (record, *members) if row.last_entry), default="")
            opened = sum(not (row.closed or row.outcome or row.archived) for row in members)
            rows.append(self._row(record, bool(record.archived) or record.lifecycle == "lost", (
                record.name, self._badge("lifecycle", self._seen("lifecycle", record.lifecycle)),
                self._badge("tiers", self._seen("tier", record.tier)), self._owner(record),
                regions.get(record.n, ""), industries.get(record.n, ""), last, self._seen("next_contact", record.next_contact), opened,
                sum(self._tasks.get(row.n, 0) for row in (record, *members)),
            )))  # fmt: skip
        columns = (
            say("name"), say("lifecycle", "badge"), say("tier", "badge"), say("owner"), say("region", minor=True), say("industry", minor=True),
            say("last", "day"), say("next_contact", "day"), say("projects", "number", True), say("tasks", "number", True),
        )  # fmt: skip
        return self._list("customers", columns, rows, (3, 1, 2))

    def projects(self) -> ListView:
        """The list of projects."""
        say = self._column
        due, close = (self._first(key) for key in ("due", "expected_close"))
        rows = []
        for record in self.book.readable("project"):
            owner = self.book.find(record.customer or "")
            stage = Label(self.values.setting("stage", record.stage).label, "brand") if record.stage else None
            outcome = self.values.choice(self.values.fields["project"]["outcome"], record.outcome) if record.outcome else None
            value = amount_text(record.currency, record.value) if self.book.audience.sees("value") else ""
            rows.append(self._row(record, bool(record.archived or record.closed or record.outcome), (
                record.name, owner.name if owner else "" if self.book.conceals(record.customer or "") else record.customer or "",
                outcome or stage, self._owner(record), value, record.closed or due.get(record.n, ""), close.get(record.n, ""),
                self._seen("next_contact", record.next_contact), self._tasks.get(record.n, 0),
            ), {4: (record.value or 0) if value else 0}))  # fmt: skip
        columns = (
            say("name"), say("customer"), say("stage", "badge"), say("owner"), say("value", "number"), say("due", "day"),
            say("close", "day", True), say("next_contact", "day", True), say("tasks", "number", True),
        )  # fmt: skip
        return self._list("projects", columns, rows, (3, 2))

    def _row(self, record: RecordRow, closed: bool, cells: tuple[Any, ...], sort: Mapping[int, float] | None = None) -> Row:
        return Row(self.book.address[record.n].href.partition("/")[2], closed, cells, sort or {})

    def _list(self, key: str, columns: tuple[Column, ...], rows: list[Row], menus: tuple[int, ...]) -> ListView:
        shown = tuple(row for row in rows if not row.closed)
        made = []
        for place in menus:
            values = {text for row in rows if (text := _text(row.cells[place]))}
            made.append(Menu(place, columns[place].label, tuple(sorted(values))))
        return ListView(
            key,
            word(f"page.{key}", self.lang),
            f"../lists/{key}.js",
            len(shown),
            columns,
            tuple(made),
            shown[:ROWS_IN_PAGE],
            tuple(rows),
        )

    def _column(self, key: str, kind: str = "text", minor: bool = False) -> Column:
        return Column(word(f"list.{key}", self.lang), kind, minor)

    def _badge(self, section: str, code: str | None) -> Label | None:
        return self.values.setting(section, code) if code else None

    def _owner(self, record: RecordRow) -> str:
        return self.values.person(record.owner) if record.owner and self.book.audience.sees("owner") else ""

    def _seen(self, key: str, value: str | None) -> str:
        return value or "" if self.book.audience.sees(key) else ""

    def _first(self, key: str) -> dict[int, str]:
        return site_rows.first_values(self.book.db, key) if self.book.audience.sees(key) else {}


def _text(cell: Any) -> str:
    return cell.label if isinstance(cell, Label) else str(cell or "")


def list_script(view: ListView) -> str:
    """All rows of a list for the page's script."""
    rows = [
        [
            row.href,
            int(row.closed),
            *[list(cell) if isinstance(cell, Label) else "" if cell is None else cell for cell in row.cells],
        ]
        for row in view.all_rows
    ]
    sorted_by = view.all_rows[0].sort if view.all_rows else ()
    return script("pcrmList", {
        "key": view.key, "kinds": [column.kind for column in view.columns], "minor": [int(column.minor) for column in view.columns],
        "rows": rows, "sort": {str(place): [row.sort.get(place, 0) for row in view.all_rows] for place in sorted_by},
    })  # fmt: skip
