"""Writes the built site: what the theme rendered, every computed page, and the record pages whose inputs changed."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools import __version__, ruling
from pcrm_tools.model.finding import Finding
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.session import Session
from pcrm_tools.site import menu, pages, shell
from pcrm_tools.site.addresses import FOLDERS
from pcrm_tools.site.aside import Aside
from pcrm_tools.site.book import Book, publishable
from pcrm_tools.site.computed import Make, Plain, Scene
from pcrm_tools.site.due_views import DueViews
from pcrm_tools.site.home_slots import HOME, Slots
from pcrm_tools.site.making import Maker
from pcrm_tools.site.manifest import SEARCH, Manifest, Written, program, record_keys
from pcrm_tools.site.menu import COMPUTED
from pcrm_tools.site.page_makers import FAR, NEAR, PASSING
from pcrm_tools.site.record_facts import fact_keys, record_facts
from pcrm_tools.site.record_pages import RecordPages
from pcrm_tools.site.rows_seen import Marks, Rows, stamp
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
        self.seen_file = state / "seen.json"

    def publish(self, handwritten: dict[str, Any]) -> Result:
        """Writes everything that changed and removes what is no longer made."""
        self.public.mkdir(parents=True, exist_ok=True)
        waiting = self._staged()
        search = Search(self.public / "search", self.manifest.search, self._urls(handwritten), self.manifest.present, self._open_search)
        seen = Rows(self.session, self.book, self.seen_file, self._stamp(waiting))
        stands = self.book.audience.internal and not search.anew and self.manifest.stands(seen.files)
        reworded = seen.reworded() if stands else None
        if reworded is None:
            keys, files = self._all(waiting, seen)
        else:
            files = seen.files
            self.manifest.keep_all(files)
            keys = self._some(reworded)
        self._computed(PASSING)
        self._records(handwritten, keys, search)
        self.manifest.finish()
        seen.save(files)
        made = sum(name.endswith(".html") for name in self.manifest.files)
        changed = sum(name.endswith(".html") for name in self.manifest.written)
        broken = tuple(sorted(self.book.records[n].path for n in self.book.broken))
        return Result(made, changed, broken, tuple(self.warnings))

    def _staged(self) -> dict[str, str]:
        """The theme's files and hand-written pages; those whose slots wait to be filled, and the shells are kept for pouring."""
        computed = {page.file: page.key for page in COMPUTED}
        waiting = {}
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
                waiting[name] = text
            else:
                self.manifest.put(name, text.encode())
        return waiting

    def _slots(self, waiting: Mapping[str, str]) -> None:
        """The hand-written pages that have slots."""
        slots = Slots(self.scene)
        for name, text in waiting.items():
            self.manifest.put(name, _filled(text, slots, "../" * name.count("/")).encode())

    @cached_property
    def scene(self) -> Scene:
        """The notebook as the makers of computed pages and of slots see it."""
        return Scene(
            self.session, self.book, self.values, self.today, self.due_views, lambda: self.due,
            lambda: tally.notebook_figures(self.session.db, self.book.config, self.today, self.due, not self.book.audience.internal),
            self.rules, self.local,
        )  # fmt: skip

    def _all(self, waiting: Mapping[str, str], seen: Rows) -> tuple[dict[int, str], list[str]]:
        """Makes every page of the whole notebook; the keys of all records' pages, and which files were made."""
        before, due = set(self.manifest.files), self.due  # both processes need it
        with Aside(self.session, lambda: self._aside(seen)) as aside:
            self._slots(waiting)
            self._computed(NEAR)
            keys = self._keys(due)
            made, seen.now = aside.done()
        self.manifest.take(made)
        return keys, [name for name in self.manifest.files if name not in before]

    def _aside(self, seen: Rows) -> tuple[Written, Marks]:
        """The computed pages that no other page waits for, by the connection that the session has now."""
        self.book.db = self.session.db
        before = dict(self.manifest.files), list(self.manifest.written)
        self._computed(FAR)
        return self.manifest.since(*before), seen.marks()

    def _some(self, changed: Collection[int]) -> dict[int, str]:
        """The keys of all records' pages where only the texts of some records changed."""
        files = {n: self.book.address[n].file for n in self.book.records}
        again = {n for n, name in files.items() if n in changed or not self.manifest.stands((name,))}
        for n in again & self.book.records.keys():
            customer = self.book.find(self.book.records[n].customer or "")
            again |= {row.n for row in self.book.records.values() if row.id == customer.id} if customer else set()
        shown = again | {row.n for n in again for row in self.book.projects_of(self.book.records[n])}
        due = self.due_views.visible(ruling.followups(self.session, self.today, only=shown))
        return {n: str(self.manifest.known[name][0]) for n, name in files.items() if n not in again} | self._keys(due, again)

    def _stamp(self, waiting: Mapping[str, str]) -> str:
        """What computed pages are made from besides rows."""
        shells = [shell.digest for _, shell in sorted(self.shells.items())]
        parts = (self.lang, self.book.audience.name, *waiting, *waiting.values(), *shells, __version__, *program())
        return stamp(self.session, self.today, parts)

    def _open_search(self) -> None:
        self.manifest.open(SEARCH)

    @cached_property
    def due(self) -> tuple[FollowUp, ...]:
        """Everything that is due and that the audience may see."""
        return self.due_views.visible(ruling.followups(self.session, self.today))

    def _computed(self, makers: Iterable[Make]) -> None:
        for make in makers:
            for made in make(self.scene):
                if isinstance(made, Plain):
                    self.manifest.put(made.file, made.content)
                else:
                    up = "../" * made.file.count("/")
                    content = pages.beside(menu.beside(made.key, up, self.lang), self.lang) + made.content
                    self.manifest.put(made.file, self.shells[made.key].pour(made.title, content).encode())

    def _keys(self, due: Iterable[FollowUp], only: Collection[int] | None = None) -> dict[int, str]:
        """What each record's page, or some, is made from, as a digest."""
        facts = self.maker.facts = record_facts(self.session, self.book, self.today, due, self.manifest.files, only)
        shells = {key: self.shells[key].digest for key in FOLDERS.values()}
        return record_keys(self.book, self.session.db, shells, fact_keys(self.book, facts, only))

    def _records(self, handwritten: dict[str, Any], keys: Mapping[int, str], search: Search) -> None:
        """The record pages whose inputs changed, and what they and the hand-written pages change in the search index."""
        order = sorted(self.book.records.values(), key=lambda row: (row.customer or row.id, row.type, row.path))
        todo = [row.n for row in order if self.manifest.same(self.book.address[row.n].file, keys[row.n]) is None]
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
        self.manifest.keep(SEARCH, search.state)

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
