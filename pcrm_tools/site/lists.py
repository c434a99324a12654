"""The lists of customers and of projects: the first rows stand in the page, a script has all of them with all columns."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.fields import Field
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import counted, word
from pcrm_tools.site.search_codes import script
from pcrm_tools.site.values import Label, Values, amount_text
from pcrm_tools.store import site_rows

ROWS_IN_PAGE = 100
MENUS_IN_SIGHT = 3
MOST_CHOICES = 200
# Fields that a list does not show by itself but can: its column chooser has them, and the notebook's own fields.
FURTHER = {
    "customer": ("next_step", "source", "size", "tags"), "project": ("next_step", "start", "pipeline", "tags"),
}  # fmt: skip
_UNLISTED = frozenset(("items", "map", "any"))


class Column(NamedTuple):
    """A column of a list; `kind` is text, badge, day, number or many; a minor one is left out on phones, others stand hidden."""

    key: str
    label: str
    kind: str = "text"
    minor: bool = False
    shown: bool = True


class Row(NamedTuple):
    """A row of a list; `closed` ones are shown on demand; `sort` holds what numbers sort by."""

    href: str
    closed: bool
    cells: tuple[Any, ...]
    sort: Mapping[int, float | None]


class Menu(NamedTuple):
    """A choice of values of a column."""

    column: int
    label: str
    choices: tuple[str, ...]


class Tab(NamedTuple):
    """A view of pcrm.yml that finds records of the list: its columns, and its rows in its order."""

    key: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class ListView(NamedTuple):
    """A list of records; the page holds the first rows, a script all of them."""

    key: str
    title: str
    script: str
    total: int
    records: str
    columns: tuple[Column, ...]
    menus: tuple[Menu, ...]
    rows: tuple[Row, ...]
    all_rows: tuple[Row, ...]
    tabs: tuple[Tab, ...] = ()


class Lists:
    """Makes the views of lists."""

    def __init__(self, book: Book, values: Values, tabs: Mapping[str, tuple[Tab, ...]] | None = None) -> None:
        self.book, self.values, self.lang = book, values, book.lang
        self.tabs = tabs or {}
        self._tasks = site_rows.open_tasks(book.db, book.audience.internal)
        data = book.config.data
        self._order = {
            "lifecycle": list(data["lifecycle"]), "tiers": list(data["tiers"]),
            **{f"stage.{name}": list((line or {}).get("stages") or ()) for name, line in data["pipelines"].items()},
        }  # fmt: skip

    def customers(self) -> ListView:
        """The list of customers."""
        say, seen = self._column, self._seen
        regions, industries = (self._first(key) for key in ("region", "industry"))
        more, cells = self._further("customer")
        rows = []
        for record in self.book.readable("customer"):
            members = self.book.projects_of(record)
            last = max((row.last_entry for row in (record, *members) if row.last_entry), default="")
            opened = sum(not (row.closed or row.outcome or row.archived) for row in members)
            lifecycle, tier = seen("lifecycle", record.lifecycle), seen("tier", record.tier)
            rows.append(self._row(record, bool(record.archived) or record.lifecycle == "lost", (
                record.name, self._badge("lifecycle", lifecycle), self._badge("tiers", tier), self._owner(record),
                regions.get(record.n, ""), industries.get(record.n, ""), last, seen("next_contact", record.next_contact), opened,
                sum(self._tasks.get(row.n, 0) for row in (record, *members)), *cells(record.n),
            ), {1: self._place("lifecycle", lifecycle), 2: self._place("tiers", tier)}))  # fmt: skip
        columns = (
            say("name"), say("lifecycle", "badge"), say("tier", "badge"), say("owner"), say("region", minor=True), say("industry", minor=True),
            say("last", "day"), say("next_contact", "day"), say("projects", "number", True), say("tasks", "number", True),
        )  # fmt: skip
        return self._list("customers", (*columns, *more), rows, (3, 1, 2, 4, 5))

    def projects(self) -> ListView:
        """The list of projects."""
        say = self._column
        due, close = (self._first(key) for key in ("due", "expected_close"))
        more, cells = self._further("project")
        rows = []
        for record in self.book.readable("project"):
            owner = self.book.find(record.customer or "")
            stage = Label(self.values.setting("stage", record.stage).label, "brand") if record.stage else None
            outcome = self.values.choice(self.values.fields["project"]["outcome"], record.outcome) if record.outcome else None
            value = amount_text(record.currency, record.value) if self.book.audience.sees("value") else ""
            rows.append(self._row(record, bool(record.archived or record.closed or record.outcome), (
                record.name, owner.name if owner else "" if self.book.conceals(record.customer or "") else record.customer or "",
                outcome or stage, self._owner(record), value, record.closed or due.get(record.n, ""), close.get(record.n, ""),
                self._seen("next_contact", record.next_contact), self._tasks.get(record.n, 0), *cells(record.n),
            ), {2: self._stage_place(record), 4: record.value if value else None}))  # fmt: skip
        columns = (
            say("name"), say("customer"), say("stage", "badge"), say("owner"), say("value", "number"), say("due", "day"),
            say("close", "day", True), say("next_contact", "day", True), say("tasks", "number", True),
        )  # fmt: skip
        return self._list("projects", (*columns, *more), rows, (3, 2, 1))

    def _further(self, kind: str) -> tuple[tuple[Column, ...], Any]:
        """The columns that stand hidden, and what gives a record's cells of them."""
        own = self.book.config.data["fields"].get(kind) or {}
        known = self.values.fields[kind]
        specs = [known[key] for key in (*FURTHER[kind], *own) if key in known and known[key].kind not in _UNLISTED]
        specs = [spec for spec in specs if self.book.audience.sees(spec.key)]
        values = [site_rows.all_values(self.book.db, spec.key) for spec in specs]

        def cells(n: int) -> tuple[Any, ...]:
            return tuple(self._further_cell(spec, found.get(n, ())) for spec, found in zip(specs, values, strict=True))

        kinds = {"date": "day", "number": "number"}
        return tuple(
            Column(spec.key, self.values.label(spec), "many" if spec.many else kinds.get(spec.kind, "text"), True, False)
            for spec in specs
        ), cells

    def _further_cell(self, spec: Field, found: tuple[str, ...]) -> Any:
        shown = [self.book.plain(self.values.plain(spec, text)) for text in found]
        if spec.many:
            return shown
        if spec.kind == "number" and shown:
            try:
                return float(shown[0])
            except ValueError:
                return shown[0]
        return shown[0] if shown else ""

    def _row(self, record: RecordRow, closed: bool, cells: tuple[Any, ...], sort: Mapping[int, float | None]) -> Row:
        return Row(self.book.address[record.n].href.partition("/")[2], closed, cells, sort)

    def _list(self, key: str, columns: tuple[Column, ...], rows: list[Row], menus: tuple[int, ...]) -> ListView:
        shown = tuple(row for row in rows if not row.closed)
        chosen = [*menus, *(place for place, column in enumerate(columns) if column.kind == "many")]
        made = []
        for place in chosen:
            values = {text for row in rows for text in _texts(row.cells[place])}
            if 1 < len(values) <= MOST_CHOICES or (values and place in menus[:MENUS_IN_SIGHT]):
                made.append(Menu(place, columns[place].label, tuple(sorted(values))))
        title, script_of = word(f"page.{key}", self.lang), f"../lists/{key}.js"
        count = counted("list.count", len(shown), self.lang)
        tabs = self.tabs.get(key.removesuffix("s"), ())
        return ListView(key, title, script_of, len(shown), count, columns, tuple(made), shown[:ROWS_IN_PAGE], tuple(rows), tabs)

    def _column(self, key: str, kind: str = "text", minor: bool = False) -> Column:
        return Column(key, word(f"list.{key}", self.lang), kind, minor)

    def _badge(self, section: str, code: str | None) -> Label | None:
        return self.values.setting(section, code) if code else None

    def _place(self, section: str, code: str | None) -> float | None:
        """Where a code stands in the order of pcrm.yml; unknown ones come behind, none is nothing."""
        order = self._order.get(section, [])
        return None if not code else float(order.index(code)) if code in order else float(len(order))

    def _stage_place(self, record: RecordRow) -> float | None:
        if record.outcome:
            return 1000.0
        return self._place(f"stage.{record.pipeline or 'default'}", record.stage)

    def _owner(self, record: RecordRow) -> str:
        return self.values.person(record.owner) if record.owner and self.book.audience.sees("owner") else ""

    def _seen(self, key: str, value: str | None) -> str:
        return value or "" if self.book.audience.sees(key) else ""

    def _first(self, key: str) -> dict[int, str]:
        return site_rows.first_values(self.book.db, key) if self.book.audience.sees(key) else {}


def _texts(cell: Any) -> list[str]:
    """The texts of a cell by which a menu chooses."""
    found = cell if isinstance(cell, list) else [cell.label if isinstance(cell, Label) else str(cell or "")]
    return [text for text in found if text]


def list_script(view: ListView) -> str:
    """All rows of a list for the page's script, and its tabs."""
    return script("pcrmList", {
        "key": view.key, **_table(view.columns, view.all_rows), "menus": [menu.column for menu in view.menus],
        "tabs": {tab.key: _table(tab.columns, tab.rows) for tab in view.tabs},
    })  # fmt: skip


def _table(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> dict[str, Any]:
    sorted_by = rows[0].sort if rows else ()
    return {
        "columns": [[column.key, column.label, column.kind, int(column.minor), int(column.shown)] for column in columns],
        "rows": [[row.href, int(row.closed), *map(_cell, row.cells)] for row in rows],
        "sort": {str(place): [row.sort.get(place) for row in rows] for place in sorted_by},
    }


def _cell(cell: Any) -> Any:
    """A cell as the script has it: a badge is `{"b": [label, tone]}`, several texts are a list."""
    if isinstance(cell, Label):
        return {"b": list(cell)}
    return "" if cell is None else cell
