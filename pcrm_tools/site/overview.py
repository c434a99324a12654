"""The pages over the whole notebook as values that templates show: home, lists, board, follow-ups, data quality."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.facts.stages import expected_length, stage_due
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.due_rules import BY_ID
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp, why_text
from pcrm_tools.site import charts
from pcrm_tools.site.book import Book
from pcrm_tools.site.entry_views import EntryViewer, Origin
from pcrm_tools.site.labels import word
from pcrm_tools.site.record_views import Card, Person, person
from pcrm_tools.site.values import Label, Values, amount_text, money_text
from pcrm_tools.store import site_rows

DUE_ON_HOME, NEWEST_ON_HOME, ROWS_IN_PAGE = 12, 10, 100


class Due(NamedTuple):
    """A follow-up."""

    due: str
    when: str
    href: str
    name: str
    what: str
    why: str
    tone: str
    badge: str
    person: Person | None


class DueView(NamedTuple):
    """The most pressing follow-ups, out of how many."""

    as_of: str
    items: tuple[Due, ...]
    total: int


class Owner(NamedTuple):
    """What is due of one person."""

    anchor: str
    person: Person
    items: tuple[Due, ...]
    late: str


class FollowupsView(NamedTuple):
    """All follow-ups by owner."""

    title: str
    as_of: str
    owners: tuple[Owner, ...]


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


class Chart(NamedTuple):
    """A drawing with its title."""

    label: str
    svg: Markup


class BoardCard(NamedTuple):
    """A project on the board."""

    href: str
    name: str
    customer: str
    value: str
    person: Person | None
    since: str
    late: str


class BoardColumn(NamedTuple):
    """A stage on the board."""

    label: str
    won: bool
    sum: str
    cards: tuple[BoardCard, ...]


class BoardPipeline(NamedTuple):
    """A pipeline on the board."""

    label: str
    count: int
    columns: tuple[BoardColumn, ...]


class BoardView(NamedTuple):
    """The board."""

    title: str
    pipelines: tuple[BoardPipeline, ...]


class Newest(NamedTuple):
    """A line of the newest entries."""

    icon: str
    label: str
    day: str
    title: str
    href: str
    origin: Origin


class Overview:
    """Makes the views over the whole notebook."""

    def __init__(self, book: Book, values: Values, today: date) -> None:
        self.book, self.values, self.today, self.lang = book, values, today, book.lang
        self._by_id = {record.id: record for record in book.records.values()}
        self._tasks = site_rows.open_tasks(book.db, book.audience.internal)

    # -- home ---------------------------------------------------------------------------------------------------

    def figures(self, found: tuple[Figure, ...], due: tuple[FollowUp, ...]) -> tuple[Card, ...]:
        """The cards of key figures."""
        say = self._say
        customers = [figure for figure in found if figure.definition == "customers-by-lifecycle"]
        active = sum(int(figure.value or 0) for figure in customers if figure.key in ("active", "growing"))
        projects = sum(int(figure.value or 0) for figure in found if figure.definition == "open-projects")
        sums: dict[str, float] = {}
        for figure in found:
            if figure.definition == "open-project-value":
                sums[figure.unit] = sums.get(figure.unit, 0) + float(figure.value or 0)
        amounts = [money_text(f"{unit} {amount:.0f}") for unit, amount in sorted(sums.items(), key=lambda item: -item[1])]
        overdue = sum(row.days_late > 0 for row in due)
        cards = [
            Card(say("customers"), str(sum(int(figure.value or 0) for figure in customers)), f"{active} {say('active')}", href="customers/index.html"),
            Card(say("projects"), str(projects), " · ".join(amounts), href="projects/index.html"),
            Card(say("overdue"), str(overdue), f"{say('due_week')}: {len(due) - overdue}", "bad" if overdue else "", href="followups.html"),
        ]
        return (*cards, *(card for figure in found if (card := self._figure_card(figure)) is not None))

    def _figure_card(self, figure: Figure) -> Card | None:
        label = figure.label_zh if self.lang == "zh" else figure.label_en
        if figure.definition == "open-cases":
            return Card(label, f"{figure.value or 0}")
        if figure.definition in ("csat", "nps"):
            band = f" ±{figure.band:g}" if figure.band is not None else ""
            value = "n/a" if figure.value is None else f"{figure.value:g}{figure.unit}"
            return Card(label, value, f"n = {figure.n}{band} · {figure.window.replace('..', ' – ')}")
        return None

    def pipelines(self, found: tuple[Figure, ...]) -> tuple[Chart, ...]:
        """A funnel for each pipeline that has open projects."""
        counts = {figure.key: int(figure.value or 0) for figure in found if figure.definition == "open-projects"}
        sums: dict[str, list[str]] = {}
        for figure in found:
            if figure.definition == "open-project-value":
                sums.setdefault(figure.key, []).append(_short(f"{figure.unit} {figure.value:.0f}"))
        charts_made = []
        for name, pipeline in self.book.config.data["pipelines"].items():
            bars, won = [], False
            for code, stage in (pipeline.get("stages") or {}).items():
                won = won or bool((stage or {}).get("won"))
                key = f"{name}/{code}"
                label = self.values.setting("stage", code).label
                bars.append(charts.Bar(label, counts.get(key, 0), " · ".join(sums.get(key, [])), won))
            if any(bar.count for bar in bars):
                label = self._pipeline_label(name)
                charts_made.append(Chart(label, charts.funnel(bars, label)))
        return tuple(charts_made)

    def newest(self) -> tuple[Newest, ...]:
        """The newest log entries."""
        viewer = EntryViewer(self.values)
        found = []
        for row in site_rows.newest_entries(self.book.db, self.today.isoformat(), NEWEST_ON_HOME, self.book.audience.internal):
            record = self.book.records.get(row.n)
            if record is None:
                continue
            face = self.book.face(record, "")
            entry = viewer.entry(row, "", self.book.resolver(record.path, ""), face.href)
            title = entry.words or (f"{entry.before} → {entry.after}" if entry.before else entry.after) or entry.amount or entry.label
            found.append(Newest(entry.icon, entry.label, row.date, title, entry.href, Origin(face.href, face.name)))
        return tuple(found)

    # -- follow-ups ---------------------------------------------------------------------------------------------

    def visible_due(self, found: tuple[FollowUp, ...]) -> tuple[FollowUp, ...]:
        """The follow-ups that the audience may see."""
        return tuple(row for row in found if row.id in self._by_id and (self.book.audience.internal or self._public(row)))

    def _public(self, row: FollowUp) -> bool:
        sees = self.book.audience.sees
        keys = {"next-contact": "next_contact", "milestone": "milestones", "deliverable": "deliverables"}
        return not row.private and sees(keys.get(row.rule, row.rule)) and not self.book.hides(self._by_id[row.id], row.line)

    def due(self, found: tuple[FollowUp, ...]) -> DueView:
        """The most pressing follow-ups."""
        items = tuple(self._due(row, True) for row in found[:DUE_ON_HOME])
        return DueView(self.today.isoformat(), items, len(found))

    def _due(self, row: FollowUp, owner: bool) -> Due:
        rule = BY_ID[row.rule]
        late = row.days_late
        key = f"followups.{'late' if late > 0 else 'ahead'}{'_one' if abs(late) == 1 else ''}"
        when = f"{abs(late)} {word(key, self.lang)}" if late else word("followups.today", self.lang)
        record = self._by_id[row.id]
        return Due(
            row.due, when, self.book.face(record, "").href, row.name, self._what(row), why_text(row, self.book.config, self.lang),
            "bad" if late > 0 else "warn" if late == 0 else "", rule.zh if self.lang == "zh" else rule.en,
            person(self.values, row.owner) if owner and row.owner else None,
        )

    def _what(self, row: FollowUp) -> str:
        if row.rule in ("stage-late", "limit"):
            return " → ".join(self.values.setting("stage", part).label for part in row.what.split(" → "))
        return self.book.plain(row.what) if row.rule != "next-contact" or self.book.audience.sees("next_step") else ""

    def followups(self, found: tuple[FollowUp, ...]) -> FollowupsView:
        """All follow-ups by owner; those with the most that is late come first."""
        parts: dict[str, list[FollowUp]] = {}
        for row in found:
            parts.setdefault(row.owner, []).append(row)
        order = sorted(parts, key=lambda owner: (not owner, -sum(row.days_late > 0 for row in parts[owner]), owner))
        owners = []
        for place, owner in enumerate(order, 1):
            late = sum(row.days_late > 0 for row in parts[owner])
            who = person(self.values, owner) if owner else Person(word("followups.nobody", self.lang), "?", 0)
            note = f"{late} {word('followups.overdue', self.lang)}" if late else ""
            owners.append(Owner(f"owner-{place}", who, tuple(self._due(row, False) for row in parts[owner]), note))
        return FollowupsView(word("page.followups", self.lang), self.today.isoformat(), tuple(owners))

    # -- lists --------------------------------------------------------------------------------------------------

    def customers(self) -> ListView:
        """The list of customers."""
        say = self._column
        regions, industries = (self._first(key) for key in ("region", "industry"))
        rows = []
        for record in self._records("customer"):
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
        for record in self._records("project"):
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

    def _records(self, kind: str) -> list[RecordRow]:
        return sorted((row for row in self.book.records.values() if row.type == kind and row.n not in self.book.broken), key=lambda row: (row.name, row.path))

    def _row(self, record: RecordRow, closed: bool, cells: tuple[Any, ...], sort: Mapping[int, float] | None = None) -> Row:
        return Row(self.book.address[record.n].href.partition("/")[2], closed, cells, sort or {})

    def _list(self, key: str, columns: tuple[Column, ...], rows: list[Row], menus: tuple[int, ...]) -> ListView:
        shown = tuple(row for row in rows if not row.closed)
        made = []
        for place in menus:
            values = {text for row in rows if (text := _text(row.cells[place]))}
            made.append(Menu(place, columns[place].label, tuple(sorted(values))))
        return ListView(
            key, word(f"page.{key}", self.lang), f"../lists/{key}.js", len(shown), columns, tuple(made), shown[:ROWS_IN_PAGE], tuple(rows)
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

    def _say(self, key: str) -> str:
        return word(f"home.{key}", self.lang)

    # -- board --------------------------------------------------------------------------------------------------

    def board(self) -> BoardView:
        """Open projects by pipeline and stage."""
        parts: dict[str, dict[str, list[RecordRow]]] = {}
        for record in self._records("project"):
            if not (record.closed or record.outcome or record.archived):
                parts.setdefault(record.pipeline or "default", {}).setdefault(record.stage or "", []).append(record)
        made = []
        for name, pipeline in self.book.config.data["pipelines"].items():
            stages = parts.get(name)
            if not stages:
                continue
            known = pipeline.get("stages") or {}
            columns, won = [], False
            for code in (*([""] if "" in stages else []), *known):
                won = won or bool((known.get(code) or {}).get("won"))
                label = self.values.setting("stage", code).label if code else word("board.stages_none", self.lang)
                columns.append(self._board_column(label, won, code, stages.get(code, []), known))
            made.append(BoardPipeline(self._pipeline_label(name), sum(map(len, stages.values())), tuple(columns)))
        return BoardView(word("page.pipeline", self.lang), tuple(made))

    def _board_column(self, label: str, won: bool, code: str, rows: list[RecordRow], known: Mapping[str, Any]) -> BoardColumn:
        sums: dict[str, float] = {}
        cards = []
        sees = self.book.audience.sees("value")
        for record in sorted(rows, key=lambda row: (row.stage_since or "", row.name)):
            if record.currency and record.value and sees:
                sums[record.currency] = sums.get(record.currency, 0) + record.value
            owner = self.book.find(record.customer or "")
            due = stage_due(record.stage_since or "", expected_length(known, code))
            late = (self.today - due).days if due else 0
            cards.append(BoardCard(
                self.book.face(record, "").href, record.name, owner.name if owner else "",
                amount_text(record.currency, record.value) if sees else "", person(self.values, record.owner) if record.owner else None,
                record.stage_since or "", f"+{late} d" if late > 0 else "",
            ))  # fmt: skip
        return BoardColumn(label, won, " · ".join(_short(f"{unit} {amount:.0f}") for unit, amount in sorted(sums.items())), tuple(cards))

    def _pipeline_label(self, name: str) -> str:
        label = str((self.book.config.data["pipelines"].get(name) or {}).get("label") or name)
        return word("board.default", self.lang) if label == "default" else label[:1].upper() + label[1:]


def _text(cell: Any) -> str:
    return cell.label if isinstance(cell, Label) else str(cell or "")


def _short(text: str) -> str:
    """A sum for a small place: `CNY 1.2M`."""
    currency, _, amount = text.partition(" ")
    number = float(amount)
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            return f"{currency} {number / size:.3g}{letter}"
    return f"{currency} {number:g}"


