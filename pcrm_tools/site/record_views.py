"""What the page of a customer or project shows, gathered from its rows and its text."""

from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.model.fields import Field
from pcrm_tools.model.rows import EntryRow, RecordRow
from pcrm_tools.site.addresses import git_link
from pcrm_tools.site.book import Book, Face
from pcrm_tools.site.entry_views import EntryView, EntryViewer, Group, Origin
from pcrm_tools.site.labels import WORDS, word
from pcrm_tools.site.parts import Part
from pcrm_tools.site.record_facts import RecordFacts
from pcrm_tools.site.render import Resolve, inline, to_html
from pcrm_tools.site.value_pages import linked, value_file
from pcrm_tools.site.values import Fact, Values
from pcrm_tools.store import read


class Block(NamedTuple):
    """A titled list of facts."""

    key: str
    title: str
    rows: tuple[Fact, ...]


class Mention(NamedTuple):
    """A record or page that refers to this one; `note` says what it is."""

    href: str
    label: str
    note: str


class Log(NamedTuple):
    """A timeline and what it holds."""

    entries: list[EntryView]
    groups: tuple[Group, ...]


class Gatherer:
    """Makes the parts of a record's page from its rows."""

    def __init__(self, book: Book, values: Values) -> None:
        self.book, self.values, self.lang = book, values, book.lang
        self.viewer = EntryViewer(values)
        self.known = RecordFacts()
        self.site = book.config.data.get("site") or {}

    def log(self, part: Part, resolve: Resolve, others: list[tuple[Part, Resolve]]) -> Log:
        """The timeline of a record and of others whose entries count for it, newest first."""
        # Lines of our files are for us alone.
        links = [
            git_link(self.site, one.record.path) if self.book.audience.internal else ""
            for one in (part, *(other for other, _ in others))
        ]
        found = [(row.date, row.time, 0, -row.ord, self._entry(part, row, resolve, None, 0, links[0])) for row in part.entries]
        for place, (other, other_resolve) in enumerate(others, 1):
            face = self.book.face(other.record)
            origin = Origin(face.href, face.name)
            rows = [(row, self._entry(other, row, other_resolve, origin, place, links[place])) for row in other.entries]
            found += [(row.date, row.time, -place, -row.ord, entry) for row, entry in rows]
        found.sort(key=lambda row: row[:4], reverse=True)
        entries = [row[4] for row in found]
        return Log(entries, self.viewer.groups(entries))

    def _entry(self, part: Part, row: EntryRow, resolve: Resolve, origin: Origin | None, place: int, link: str) -> EntryView:
        body = part.source.bodies.get(row.line, "")
        source = f"{link}#L{row.line}" if link else ""
        return self.viewer.entry(row, body, resolve, origin.href if origin else "", origin, source, place)

    def value_link(self, kind: str, value: str, shown: str) -> str:
        """A value as it is shown (HTML), as a link where the site has a page for it."""
        return linked(shown, value_file(kind, value), self.known.made) if self.known.made else shown

    def facts(self, part: Part, keys: list[str], resolve: Resolve) -> tuple[Fact, ...]:
        """The named fields that have values."""
        specs = self.values.fields[part.record.type]
        found = []
        for key in keys:
            rows = part.fields.get(key)
            if rows:
                shown = [Markup(self.values.show(specs[key], row.value, resolve)) for row in rows]
                found.append(Fact(self.values.label(specs[key]), tuple(shown)))
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
            label = self.criterion(more) if more else self.values.label(known)
            shown = Field(more, "text", (), more, "", "") if more else known
            found.setdefault(label, []).extend(Markup(self.values.show(shown, row.value, resolve)) for row in rows)
        facts = tuple(Fact(label, tuple(shown)) for label, shown in found.items())
        return Block(key, self.values.label(spec), facts) if facts else None

    def criterion(self, name: str) -> str:
        """A criterion of the evaluation form."""
        entry = (self.book.config.data["evaluation"].get("criteria") or {}).get(name) or {}
        label = str(entry.get("label") or name)
        return str(entry.get("zh") or label) if self.lang == "zh" else label if label.isascii() else name

    def notes(self, part: Part, resolve: Resolve) -> Markup:
        """The record's own prose."""
        shown = to_html(part.source.notes, resolve, 1, True) if part.source.notes.strip() else ""
        return Markup(shown) if shown.strip() else Markup("")

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
