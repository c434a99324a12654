"""Writes the built site: what the theme rendered, every computed page, and the record pages whose inputs changed."""

import re
from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools import ruling
from pcrm_tools.model.finding import Finding
from pcrm_tools.session import Session
from pcrm_tools.site import menu, pages, shell
from pcrm_tools.site.addresses import FOLDERS
from pcrm_tools.site.book import Book, publishable
from pcrm_tools.site.computed import Plain, Scene
from pcrm_tools.site.due_views import DueViews
from pcrm_tools.site.home_slots import HOME, Slots
from pcrm_tools.site.making import Maker
from pcrm_tools.site.manifest import Manifest, record_keys
from pcrm_tools.site.menu import COMPUTED
from pcrm_tools.site.page_makers import MAKERS
from pcrm_tools.site.record_facts import fact_keys, record_facts
from pcrm_tools.site.record_pages import RecordPages
from pcrm_tools.site.search_fields import fields_script
from pcrm_tools.site.search_index import Search
from pcrm_tools.site.search_texts import Words
from pcrm_tools.site.shell import Shell
from pcrm_tools.site.values import Values
from pcrm_tools.store import findings, tally
from pcrm_tools.store.cache import DATABASE

_SLOT = re.compile(r"<!--\s*pcrm:([a-z_]+)\s*-->")
_LEFT_OUT = re.compile(r"\.map$|^assets/javascripts/(?:lunr|workers)/|^sitemap\.xml")


class Result(NamedTuple):
    """How many pages there are, how many were written, which records are broken, and what was wrong."""

    pages: int
    changed: int
    broken: tuple[str, ...]
    warnings: tuple[str, ...]


class Publisher:
    """Brings one folder up to date."""

    def __init__(
        self,
        book: Book,
        today: date,
        stage: Path,
        public: Path,
        state: Path,
        session: Session,
        notice: Callable[[str, int, int], None],
    ) -> None:
        self.book, self.today, self.stage, self.public, self.notice = book, today, stage, public, notice
        self.session, self.lang = session, book.lang
        self.values = Values(book)
        self.rules = session.rules()
        self.local: dict[str, list[Finding]] = {}
        for finding in sorted(
            findings.local_findings(session.db), key=lambda found: (found.path, found.line, found.column, found.rule)
        ):
            self.local.setdefault(finding.path, []).append(finding)
        self.maker = RecordPages(book, today, self.rules, self.local)
        self.due_views = DueViews(book, self.values, today)
        self.manifest = Manifest(state / "manifest.json", public)
        self.warnings: list[str] = []
        self.shells: dict[str, Shell] = {}
        self.due = self.due_views.visible(ruling.followups(session, today))
        self.figures = tally.notebook_figures(session.db, book.config, today, self.due, not book.audience.internal)

    def publish(self, handwritten: dict[str, Any]) -> Result:
        """Writes everything that changed and removes what is no longer made."""
        self.public.mkdir(parents=True, exist_ok=True)
        self._staged()
        self._computed()
        self._records(handwritten)
        self.manifest.finish()
        made = sum(name.endswith(".html") for name in self.manifest.files)
        changed = sum(name.endswith(".html") for name in self.manifest.written)
        broken = tuple(sorted(self.book.records[n].path for n in self.book.broken))
        return Result(made, changed, broken, tuple(self.warnings))

    def _staged(self) -> None:
        """The theme's files and hand-written pages, their slots filled; shells are kept for pouring."""
        computed = {page.file: page.key for page in COMPUTED}
        slots = Slots(self.scene)
        for path in sorted(path for path in self.stage.rglob("*") if path.is_file()):
            name = path.relative_to(self.stage).as_posix()
            if _LEFT_OUT.search(name):
                continue
            if not name.endswith(".html"):
                self.manifest.put(name, path.read_bytes())
                continue
            text = path.read_text("utf-8")
            if name in computed:
                self.shells[computed[name]] = shell.cut(text)
                continue
            if name == "index.html" and not _SLOT.search(text):
                text = text.replace("</article>", f"{HOME}</article>", 1)
            if _SLOT.search(text):
                text = _filled(text, slots, "../" * name.count("/"))
            self.manifest.put(name, text.encode())

    @cached_property
    def scene(self) -> Scene:
        """The notebook as the makers of computed pages and of slots see it."""
        return Scene(
            self.session, self.book, self.values, self.today, self.due_views, self.due, self.figures, self.rules, self.local,
        )  # fmt: skip

    def _computed(self) -> None:
        for make in MAKERS:
            for made in make(self.scene):
                if isinstance(made, Plain):
                    self.manifest.put(made.file, made.content)
                else:
                    up = "../" * made.file.count("/")
                    content = pages.beside(menu.beside(made.key, up, self.lang), self.lang) + made.content
                    self.manifest.put(made.file, self.shells[made.key].pour(made.title, content).encode())

    def _records(self, handwritten: dict[str, Any]) -> None:
        """The record pages whose inputs changed, and what they and the hand-written pages change in the search index."""
        facts = record_facts(self.session, self.book, self.today, self.due, self.manifest.files)
        self.maker.facts = facts
        shells = {key: self.shells[key].digest for key in FOLDERS.values()}
        keys = record_keys(self.book, self.session.db, shells, fact_keys(self.book, facts))
        order = sorted(self.book.records.values(), key=lambda row: (row.customer or row.id, row.type, row.path))
        todo = [row.n for row in order if self.manifest.same(self.book.address[row.n].file, keys[row.n]) is None]
        search = Search(self.public / "search", self.manifest.search, self._urls(handwritten), self.manifest.present)
        again = set(todo) if not search.anew else {row.n for row in order}
        again |= {n for n, address in self.book.address.items() if address.href in search.moved}
        database = self.session.folder / DATABASE
        maker = Maker(self.maker, self.shells, self.manifest, search.index, search.keys, database)
        for made in maker.make_all([row.n for row in order if row.n in again], self.notice):
            self.manifest.made(self.book.address[made.n].file, keys[made.n], made.files)
            search.index.note(made.change)
        for name, page in sorted(handwritten.items()):
            url = pages.quoted(name)
            search.index.note(search.index.put(search.keys[url], Words(self.book, self.values).page(url, name, page)))
        for path in sorted({path for row in order for path in self.manifest.files[self.book.address[row.n].file][1]}):
            self._attach(path)
        search.finish(fields_script(self.book))
        self.manifest.keep("search/", search.state)

    def _urls(self, handwritten: dict[str, Any]) -> dict[str, str]:
        """Every address that can be found, and the type of its page."""
        urls = {self.book.address[n].href: row.type for n, row in self.book.records.items()}
        return urls | {pages.quoted(name): "page" for name in handwritten}

    def _attach(self, path: str) -> None:
        if publishable(self.book.root, path):
            self.manifest.copy(f"files/{path}", self.book.root / path)


def _filled(text: str, slots: Slots, up: str) -> str:
    """A hand-written page with its slots filled; `up` leads to the site's root."""
    return _SLOT.sub(lambda found: _raised(slots.get(found[1]), up), text)


def _raised(content: str, up: str) -> str:
    """A slot's content for a page further down: its links lead from the site's root."""
    return re.sub(r'(<a\b[^>]*? href=")(?![a-z]+:|#|/)', rf"\1{up}", content) if up else content
