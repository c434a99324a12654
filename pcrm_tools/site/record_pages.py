"""One record's page made whole: its text read, its rows gathered, its HTML and its words for searching."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import pages
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.page_views import CustomerView, Pages, ProjectView
from pcrm_tools.site.parts import Part, gather
from pcrm_tools.site.quality import BrokenView, finding_view
from pcrm_tools.site.record_views import Gatherer
from pcrm_tools.site.render import spoken
from pcrm_tools.site.search_index import Document
from pcrm_tools.site.source import Source, read_source
from pcrm_tools.site.values import Values, cell_text
from pcrm_tools.store import files
from pcrm_tools.text.context import make_context
from pcrm_tools.text.frontmatter import split

NOTHING = Source("", {}, {})


class RecordPage(NamedTuple):
    """A record's page: its title, its content as HTML, the attachments that it links to, and its words."""

    title: str
    content: str
    files: tuple[str, ...]
    document: Document


class RecordPages:
    """Makes record pages from an open notebook; keeps the parts of records that several pages show for a while."""

    KEPT = 64

    def __init__(self, book: Book, today: date, rules: Mapping[str, Rule], findings: Mapping[str, list[Finding]]) -> None:
        self.book, self.rules, self.findings, self.lang = book, rules, findings, book.lang
        self.values = Values(book)
        self.gatherer = Gatherer(book, self.values)
        self.views = Pages(self.gatherer)
        self.words = make_context(book.config).body
        self._parts: dict[int, Part] = {}
        if not book.audience.internal:
            book.hidden_lines = lambda record: self._part(record).source.hidden

    def page(self, record: RecordRow) -> RecordPage:
        """The page of one record."""
        if record.n in self.book.broken:
            return self._broken(record)
        found: set[str] = set()
        resolve = self.book.resolver(record.path, "../", found)
        part = self._part(record)
        seen = self.findings.get(record.path, ()) if self.book.audience.internal else ()
        notes = tuple(finding_view(finding, self.rules, self.lang) for finding in seen)
        view: CustomerView | ProjectView
        if record.type == "customer":
            members = [
                (self._part(row), self.book.resolver(row.path, "../", found, self.book.face(row).href))
                for row in self.book.projects_of(record)
                if row.n not in self.book.broken
            ]
            view = self.views.customer(part, resolve, members, notes)
            content = pages.customer(view, self.lang)
        else:
            view = self.views.project(part, resolve, notes)
            content = pages.project(view, self.lang)
        return RecordPage(record.name, content, tuple(sorted(found)), self._document(part, view))

    def _part(self, record: RecordRow) -> Part:
        part = self._parts.get(record.n)
        if part is None:
            if len(self._parts) >= self.KEPT:
                self._parts.clear()
            part = self._parts[record.n] = gather(self.book, record, self._source(record))
        return part

    def _source(self, record: RecordRow) -> Source:
        found = files.read_text(self.book.root / record.path, record.path)
        if isinstance(found, Finding):
            return NOTHING
        return read_source(
            found.text, split(found.text).body_start, self.words[record.type], record.name, self.book.audience.internal
        )

    def _broken(self, record: RecordRow) -> RecordPage:
        source = files.read_text(self.book.root / record.path, record.path)
        text = None if isinstance(source, Finding) else source.text
        shown = tuple(finding_view(finding, self.rules, self.lang, text) for finding in self.findings.get(record.path, ()))
        view = BrokenView(record.name, record.path, shown if self.book.audience.internal else ())
        content = pages.broken(view, self.lang, record.type)
        words = (("", "", " ".join(finding.text for finding in view.findings)),)
        return RecordPage(
            record.name, content, (), Document(self.book.address[record.n].href, record.type, record.name, record.path, words)
        )

    def _document(self, part: Part, view: CustomerView | ProjectView) -> Document:
        """The words of a record's own file, each stretch with the place of the page that it stands at."""
        record, chunks = part.record, []
        facts = [
            row.value for key, rows in part.fields.items() if key != "name" for row in rows if not self.book.conceals(row.value)
        ]
        chunks.append(("", "", "\n".join((record.id, *facts))))
        for key in part.items:
            text = "\n".join(" ".join(_flat(cells)) for cells in self._cells(part, key))
            chunks.append(("people" if key == "contacts" else key, self._title(part, key), text))
        for task in part.tasks:
            chunks.append((view_anchor(task.id) or "tasks", "", self.book.plain(task.text)))
        if part.source.notes:
            chunks.append(("notes", "", self.book.plain(spoken(part.source.notes))))
        for row in part.entries:
            body = self.book.plain(spoken(part.source.bodies.get(row.line, "")))
            who = " ".join((*row.withs.split("\n"), *(self.values.person(name) for name in row.by.split(",") if name)))
            tags = " ".join(f"#{tag}" for tag in row.tags.split(",") if tag)
            chunks.append(
                (
                    view_anchor(row.anchor),
                    f"{row.date} {self.values.kind(row.kind)}",
                    f"{self.book.plain(row.title)}\n{row.id} {tags} {who}\n{body}",
                )
            )
        note = (
            next(iter(view.head.summary), "")
            if record.type == "customer"
            else (view.head.parent.label if view.head.parent else "")
        )
        return Document(self.book.address[record.n].href, record.type, record.name, note, tuple(chunks))

    def _cells(self, part: Part, key: str) -> list[dict[str, Any]]:
        sees = self.book.audience.sees
        return [{name: value for name, value in json.loads(row.data).items() if sees(f"{key}.{name}")} for row in part.items[key]]

    def _title(self, part: Part, key: str) -> str:
        spec = self.values.fields[part.record.type].get(key)
        return self.values.label(spec) if spec else word("record.more", self.lang)


def _flat(cells: Mapping[str, Any]) -> list[str]:
    return [cell_text(value) for value in cells.values()]


def view_anchor(anchor: str) -> str:
    """The element id of an anchor, or nothing."""
    return fragment(anchor) if anchor else ""
