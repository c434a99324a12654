"""One record's page made whole: its text read, its rows gathered, its HTML and its words for searching."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import pages
from pcrm_tools.site.book import Book
from pcrm_tools.site.page_views import Pages, RecordView
from pcrm_tools.site.parts import Part, gather
from pcrm_tools.site.quality import BrokenView, finding_view
from pcrm_tools.site.record_facts import RecordFacts
from pcrm_tools.site.record_views import Gatherer
from pcrm_tools.site.search_documents import Document
from pcrm_tools.site.search_texts import Words
from pcrm_tools.site.source import Source, read_source
from pcrm_tools.site.values import Values
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
        self.spoken = Words(book, self.values)
        self.facts = RecordFacts()
        self._parts: dict[int, Part] = {}
        if not book.audience.internal:
            book.hidden_lines = lambda record: self._part(record).source.hidden

    def page(self, record: RecordRow) -> RecordPage:
        """The page of one record."""
        if record.n in self.book.broken:
            return self._broken(record)
        self.gatherer.known = self.facts
        found: set[str] = set()
        resolve = self.book.resolver(record.path, "../", found)
        part = self._part(record)
        seen = self.findings.get(record.path, ()) if self.book.audience.internal else ()
        notes = tuple(finding_view(finding, self.rules, self.lang) for finding in seen)
        if record.type == "customer":
            members = [
                (self._part(row), self.book.resolver(row.path, "../", found, self.book.face(row).href))
                for row in self.book.projects_of(record)
                if row.n not in self.book.broken
            ]
            view = self.views.customer(part, resolve, members, notes)
        else:
            view = self.views.project(part, resolve, notes)
        content = pages.record(view, record.type, self.lang)
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
            found.text, split(found.text).body_start, self.words[record.type], record.name, self.book.audience.internal,
            record.type == "project",
        )  # fmt: skip

    def _broken(self, record: RecordRow) -> RecordPage:
        source = files.read_text(self.book.root / record.path, record.path)
        text = None if isinstance(source, Finding) else source.text
        shown = tuple(finding_view(finding, self.rules, self.lang, text) for finding in self.findings.get(record.path, ()))
        view = BrokenView(record.name, record.path, shown if self.book.audience.internal else ())
        content = pages.broken(view, self.lang, record.type)
        return RecordPage(record.name, content, (), self.spoken.broken(record))

    def _document(self, part: Part, view: RecordView) -> Document:
        """The words of a record's own file; below its name, what a customer is known by, or whose a project is."""
        if part.record.type == "customer":
            return self.spoken.record(part, view.head.note)
        return self.spoken.record(part, view.head.parent.label if view.head.parent else "")
