"""What the page of a customer or project shows, gathered from its rows and its text."""

import hashlib
import json
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.fields import Field
from pcrm_tools.model.rows import EntryRow, FieldRow, ItemRow, RecordRow, TaskRow
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.book import Book, Face
from pcrm_tools.site.entry_views import EntryView, EntryViewer, Group, Month, Origin, TaskView
from pcrm_tools.site.labels import WORDS, word
from pcrm_tools.site.render import Resolve, inline, to_html
from pcrm_tools.site.source import Source
from pcrm_tools.site.values import Fact, Label, Values, cell_text
from pcrm_tools.store import read


class Person(NamedTuple):
    """A team member as a chip shows one."""

    name: str
    initials: str
    hue: int


class Contact(NamedTuple):
    """A person at the customer."""

    name: str
    initials: str
    hue: int
    aliases: tuple[str, ...]
    role: str
    part: Label | None
    influence: int
    primary: str
    left: str
    ways: tuple[Fact, ...]
    anchor: str


class Card(NamedTuple):
    """A key figure; `day` is shown as a day in place of `value`."""

    label: str
    value: str = ""
    note: str = ""
    tone: str = ""
    day: str = ""
    late: bool = False
    href: str = ""


class Block(NamedTuple):
    """A titled list of facts."""

    key: str
    title: str
    rows: tuple[Fact, ...]


class Table(NamedTuple):
    """An item list: `rows` are HTML, `data` holds their cells as the cache keeps them."""

    key: str
    title: str
    anchor: str
    columns: tuple[str, ...]
    rows: Markup
    data: tuple[dict[str, Any], ...]


class CaseView(NamedTuple):
    """A service case of the list of cases."""

    href: str
    icon: str
    title: str
    label: str
    id: str
    day: str
    by: tuple[str, ...]
    state: Label
    priority: Label | None
    origin: Origin | None


class Mention(NamedTuple):
    """A record or page that refers to this one; `note` says what it is."""

    href: str
    label: str
    note: str


class Part(NamedTuple):
    """All rows of one record, as its page and that of its customer need them."""

    record: RecordRow
    fields: dict[str, list[FieldRow]]
    items: dict[str, list[ItemRow]]
    entries: list[EntryRow]
    tasks: list[TaskRow]
    source: Source


class Log(NamedTuple):
    """A timeline and what it holds."""

    entries: list[EntryView]
    months: tuple[Month, ...]
    groups: tuple[Group, ...]


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [part for part in name.replace(".", " ").split() if part[:1].isalnum()]
    if not words:
        return name[:1] or "?"
    if not words[0][0].isascii():
        return words[0][-2:] if len(words[0]) <= 3 else words[0][:2]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> int:
    """One of the six colours of avatars."""
    return hashlib.sha256(name.encode(errors="replace")).digest()[0] % 6


def person(values: Values, member: str) -> Person:
    """A team member's chip."""
    name = values.person(member)
    return Person(name, initials(name), hue(member))


class Gatherer:
    """Reads the rows of records and makes the parts of their pages."""

    def __init__(self, book: Book, values: Values) -> None:
        self.book, self.values, self.lang = book, values, book.lang
        self.viewer = EntryViewer(values)

    def part(self, record: RecordRow, source: Source) -> Part:
        """A record's rows without what the audience may not see."""
        n, sees = record.n, self.book.audience.sees
        fields: dict[str, list[FieldRow]] = {}
        for row in read.fields(self.book.db, n):
            if sees(row.key):
                fields.setdefault(row.key, []).append(row)
        items: dict[str, list[ItemRow]] = {}
        for item in read.items(self.book.db, n):
            if sees(item.field) and not _within(item.line, source):
                items.setdefault(item.field, []).append(item)
        entries = [row for row in read.entries(self.book.db, n) if not _hidden(row, source)]
        tasks = [row for row in read.tasks(self.book.db, n) if not _hidden(row, source)]
        return Part(record, fields, items, entries, tasks, source)

    def log(self, part: Part, resolve: Resolve, others: list[tuple[Part, Resolve]]) -> Log:
        """The timeline of a record and of others whose entries count for it, newest first."""
        found = [(row.date, row.time, 0, -row.ord, self._entry(part, row, resolve, None)) for row in part.entries]
        for place, (other, other_resolve) in enumerate(others, 1):
            face = self.book.face(other.record)
            origin = Origin(face.href, face.name)
            found += [(row.date, row.time, -place, -row.ord, self._entry(other, row, other_resolve, origin)) for row in other.entries]
        found.sort(key=lambda row: row[:4], reverse=True)
        entries = [row[4] for row in found]
        return Log(entries, self.viewer.months(entries), self.viewer.groups(entries))

    def _entry(self, part: Part, row: EntryRow, resolve: Resolve, origin: Origin | None) -> EntryView:
        body = part.source.bodies.get(row.line, "")
        return self.viewer.entry(row, body, resolve, origin.href if origin else "", origin)

    def facts(self, part: Part, keys: list[str], resolve: Resolve) -> tuple[Fact, ...]:
        """The named fields that have values."""
        specs = self.values.fields[part.record.type]
        found = []
        for key in keys:
            rows = part.fields.get(key)
            if rows:
                found.append(Fact(self.values.label(specs[key]), tuple([Markup(self.values.show(specs[key], row.value, resolve)) for row in rows])))
        return tuple(found)

    def unknown(self, part: Part, resolve: Resolve) -> tuple[Fact, ...]:
        """Keys that no schema knows, as they are typed."""
        specs = self.values.fields[part.record.type]
        return tuple(
            Fact(key, tuple(Markup(inline(row.value, resolve)) for row in rows), True)
            for key, rows in part.fields.items()
            if key.partition(".")[0] not in specs
        )

    def block(self, part: Part, key: str, resolve: Resolve) -> Block | None:
        """A map field (preferences, contract, scope …) as a titled list."""
        spec = self.values.fields[part.record.type][key]
        inner = self.values.inner(spec)
        found: dict[str, list[Markup]] = {}
        for name, rows in part.fields.items():
            head, _, rest = name.partition(".")
            if head != key or not rest:
                continue
            first, _, more = rest.partition(".")
            known = inner.get(first) or Field(first, "text", (), first, "", "")
            label = self._criterion(more) if more else self.values.label(known)
            shown = Field(more, "text", (), more, "", "") if more else known
            found.setdefault(label, []).extend(Markup(self.values.show(shown, row.value, resolve)) for row in rows)
        facts = tuple(Fact(label, tuple(shown)) for label, shown in found.items())
        return Block(key, self.values.label(spec), facts) if facts else None

    def _criterion(self, name: str) -> str:
        entry = (self.book.config.data["evaluation"].get("criteria") or {}).get(name) or {}
        return str((entry.get("zh") if self.lang == "zh" else None) or entry.get("label") or name)

    def table(self, part: Part, key: str, resolve: Resolve, leave: frozenset[str] = frozenset()) -> Table | None:
        """An item list with the columns that hold anything."""
        rows = part.items.get(key)
        spec = self.values.fields[part.record.type].get(key)
        if not rows or spec is None:
            return None
        inner = self.values.inner(spec)
        data = tuple(json.loads(row.data) for row in rows)
        sees = self.book.audience.sees
        used = [name for name in inner if name not in leave and sees(f"{key}.{name}") and any(cells.get(name) not in (None, "", []) for cells in data)]
        specs = [inner[name] for name in used]
        lines = []
        for row, cells in zip(rows, data, strict=True):
            anchor = f' id="{escape(fragment(row.id))}"' if row.id else ""
            values = [_cell(spec, self.values.cell(spec, cells.get(spec.key, ""), resolve)) for spec in specs]
            lines.append(f"<tr{anchor}>{''.join(values)}</tr>\n")
        heading = part.source.headings.get(key, "")
        columns = tuple(self.values.label(spec) for spec in specs)
        return Table(key, self.values.label(spec), fragment(heading) if heading else "", columns, Markup("".join(lines)), data)

    def contacts(self, part: Part, resolve: Resolve) -> tuple[list[Contact], list[Contact]]:
        """The people there, the first to turn to before the others, and those who left."""
        spec = self.values.fields["customer"]["contacts"]
        inner = self.values.inner(spec)
        rows = [(row, json.loads(row.data)) for row in part.items.get("contacts", [])]
        rows.sort(key=lambda row: (not row[1].get("primary"), -float(row[1].get("influence") or 0), row[0].ord))
        views = [self._contact(row, cells, inner, resolve) for row, cells in rows]
        return [view for view in views if not view.left], [view for view in views if view.left]

    def _contact(self, row: ItemRow, cells: dict[str, Any], inner: Any, resolve: Resolve) -> Contact:
        cells = {key: value for key, value in cells.items() if self.book.audience.sees(f"contacts.{key}")}
        name = cell_text(cells.get("name"))
        shown = ("name", "aliases", "role", "stakeholder", "influence", "primary", "left")
        ways = tuple(
            Fact(self.values.label(inner[key]), (Markup(self.values.cell(inner[key], value, resolve)),))
            for key, value in cells.items()
            if key in inner and key not in shown and value not in (None, "", [])
        )
        part = self.values.choice(inner["stakeholder"], str(cells["stakeholder"])) if cells.get("stakeholder") else None
        influence = max(0, min(5, int(float(cells.get("influence") or 0))))
        primary = self.values.label(inner["primary"]) if cells.get("primary") else ""
        return Contact(
            name, initials(name), hue(name), tuple(cell_text(alias) for alias in cells.get("aliases") or ()), cell_text(cells.get("role")),
            part, influence, primary, cell_text(cells.get("left")), ways, fragment(row.id or name),
        )

    def cases(self, log: Log) -> list[CaseView]:
        """The service cases of a timeline, open ones first."""
        found = [
            CaseView(item.href, item.icon, item.words or item.label, item.label, item.id, item.day, item.by, item.state,
                     item.priority, item.origin)
            for item in log.entries
            if item.state is not None
        ]
        return sorted(found, key=lambda case: case.state.tone == "good")

    def notes(self, part: Part, resolve: Resolve) -> Markup:
        """The record's own prose."""
        return Markup(to_html(part.source.notes, resolve, 1)) if part.source.notes.strip() else Markup("")

    def heading(self, part: Part, key: str) -> str:
        """The anchor of the heading that an item list has in the file."""
        heading = part.source.headings.get(key, "")
        return fragment(heading) if heading else ""

    def title(self, key: str) -> str:
        """The title of a part of the page: one of the site's own words, else a field's label."""
        if f"record.{key}" in WORDS:
            return word(f"record.{key}", self.lang)
        return self.values.label(self.values.fields["project"][key])

    def backlinks(self, record: RecordRow) -> tuple[Mention, ...]:
        """The records and pages that refer to a record, each once."""
        found: dict[int, Face] = {}
        for link in read.backlinks(self.book.db, record.id):
            other = self.book.records.get(link.n)
            if other is not None and (not self.book.audience.sees(link.source) or self.book.hides(other, link.line)):
                continue
            if other is not None and not (link.kind == "field" and other.customer == record.id):
                found.setdefault(link.n, self.book.face(other))
            elif link.type == "page" and link.id in self.book.pages:
                found.setdefault(link.n, self.book.page_face(self.book.pages[link.id]))
        return tuple(Mention(face.href, face.name, word(f"record.{face.type}", self.lang)) for face in found.values())


def _cell(spec: Field, shown: str) -> str:
    return f'<td class="is-text">{shown}</td>' if spec.kind == "text" else f"<td>{shown}</td>"


def _within(line: int, source: Source) -> bool:
    return any(first <= line <= last for first, last in source.hidden)


def _hidden(row: EntryRow | TaskRow, source: Source) -> bool:
    return bool(source.hidden) and _within(row.line, source)


__all__ = ["Card", "Contact", "Gatherer", "Log", "Part", "Person", "Table", "TaskView", "hue", "initials", "person", "word"]
