"""The notebook as one build of the site sees it: who is who, where each page lives, and where a link leads."""

import os
import posixpath
import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

from pcrm_tools.model.config import Config
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.addresses import Address, addresses, fragment_href
from pcrm_tools.site.render import Link, Resolve, unlinked
from pcrm_tools.store import read

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"))
FILES = PICTURES | frozenset(
    [
        ".pdf",
        ".txt",
        ".csv",
        ".tsv",
        ".doc",
        ".docx",
        ".xls",
        ".xlsx",
        ".ppt",
        ".pptx",
        ".odt",
        ".ods",
        ".odp",
        ".zip",
        ".7z",
        ".eml",
        ".ics",
        ".vcf",
        ".mp3",
        ".mp4",
        ".m4a",
        ".webm",
        ".dwg",
        ".dxf",
        ".step",
        ".log",
    ]
)
MAX_FILE_BYTES = 50 * 1024 * 1024
PAGES = "site/pages/"
INTERNAL = "internal"
CONCEALED = "…"


class Face(NamedTuple):
    """What other pages show of a record."""

    href: str
    name: str
    type: str


class Audience(NamedTuple):
    """For whom a site is built: `internal` sees everything, others neither private records, parts nor these fields."""

    name: str
    hidden: frozenset[str]

    @property
    def internal(self) -> bool:
        """Whether this audience sees everything."""
        return self.name == INTERNAL

    def sees(self, key: str) -> bool:
        """Whether a field, by its dotted key, is shown."""
        if self.internal:
            return True
        parts = key.split(".")
        return not any(".".join(parts[:count]) in self.hidden for count in range(1, len(parts) + 1))


class Book:
    """Look-ups over all records that an audience sees."""

    def __init__(self, db: sqlite3.Connection, root: Path, config: Config, lang: str, audience: Audience) -> None:
        self.db, self.root, self.config, self.lang, self.audience = db, root, config, lang, audience
        everything = sorted(
            (row for kind in ("customer", "project", "page") for row in read.records(db, kind)), key=lambda row: row.path
        )
        visible = [row for row in everything if audience.internal or not row.private]
        self.records = {row.n: row for row in visible if row.type != "page"}
        self.pages = {row.id: row for row in visible if row.type == "page"}
        self.address: dict[int, Address] = addresses((row.n, row.type, row.id, row.path) for row in self.records.values())
        self._by_id = {row.id: row for row in reversed(self.records.values())}
        self._by_twin = {row.twin: row for row in reversed(self.records.values())}
        concealed = [row for row in everything if not audience.internal and row.private]
        self._concealed = {name for row in concealed for name in (row.id, row.twin)} - self._by_id.keys()
        self._concealed_paths = {row.path for row in concealed}
        self.hidden_lines: Callable[[RecordRow], tuple[tuple[int, int], ...]] = lambda record: ()
        self._page_twin = {row.twin: row for row in self.pages.values()}
        self._by_path = {row.path: row for row in self.records.values()}
        self._members: dict[str, list[RecordRow]] = {}
        for row in self.records.values():
            if row.type == "project" and row.customer:
                self._members.setdefault(row.customer, []).append(row)
        self.broken = self._broken()

    def _broken(self) -> set[int]:
        """Records of which no field could be read."""
        rows = self.db.execute(
            "select distinct r.n from record r join local_finding f on f.n = r.n and f.severity = 'error'"
            " where r.type != 'page' and not exists (select 1 from field where n = r.n)"
        )
        return {n for (n,) in rows if n in self.records}

    def readable(self, kind: str) -> list[RecordRow]:
        """The records of a type that could be read, by name."""
        rows = [row for row in self.records.values() if row.type == kind and row.n not in self.broken]
        return sorted(rows, key=lambda row: (row.name, row.path))

    def projects_of(self, record: RecordRow) -> list[RecordRow]:
        """The projects of a customer."""
        return self._members.get(record.id, []) if record.type == "customer" else []

    def find(self, name: str) -> RecordRow | None:
        """The record that an id means, also one typed in another case or width."""
        clean = unicodedata.normalize("NFC", name)
        return self._by_id.get(clean) or self._by_twin.get(unicodedata.normalize("NFKC", clean).casefold())

    def conceals(self, name: str) -> bool:
        """Whether an id is that of a record which the audience may not know of."""
        return bool(self._concealed) and (
            name in self._concealed or unicodedata.normalize("NFKC", name).casefold() in self._concealed
        )

    def hides(self, record: RecordRow, line: int) -> bool:
        """Whether a line of a record's file is not for the audience."""
        return not self.audience.internal and any(first <= line <= last for first, last in self.hidden_lines(record))

    def plain(self, text: str) -> str:
        """Text whose wiki links are what they say, without the names of what the audience may not know of."""
        return unlinked(text, lambda target: CONCEALED if self.conceals(target.partition("#")[0]) else target)

    def find_page(self, name: str) -> RecordRow | None:
        """The hand-written page of a name such as `kb/print`."""
        return self.pages.get(name) or self._page_twin.get(unicodedata.normalize("NFKC", name).casefold())

    def face(self, record: RecordRow, up: str = "../") -> Face:
        """A record's link and name; `up` leads from the page that shows it to the site's root."""
        return Face(f"{up}{self.address[record.n].href}", record.name, record.type)

    def page_face(self, page: RecordRow, up: str = "../") -> Face:
        """A hand-written page's link and name."""
        return Face(f"{up}{page_href(page)}", page.name, "page")

    def resolver(self, path: str, up: str, files: set[str] | None = None, here: str = "") -> Resolve:
        """What resolves the links of the file at `path`; attachments that they lead to are added to `files`.

        `here` leads to the file's own page where its words are shown on another one.
        """

        def resolve(kind: str, target: str) -> Link | None:
            if kind == "wiki":
                return self._wiki(target, up, here)
            return self._relative(kind, path, target, up, files)

        return resolve

    def _wiki(self, target: str, up: str, here: str) -> Link | None:
        name, _, anchor = target.partition("#")
        if self.conceals(name):
            return Link("", CONCEALED)
        mark = fragment_href(anchor) if anchor else ""
        if not name:
            return Link(f"{here}{mark}", anchor) if anchor else None
        record = self.find(name)
        if record is not None:
            label = f"{record.name} · {anchor}" if anchor else record.name
            return Link(f"{up}{self.address[record.n].href}{mark}", label)
        page = self.find_page(name)
        if page is not None:
            return Link(f"{up}{page_href(page)}{mark if not anchor else '#' + quote(slug(anchor), safe='')}", page.name)
        return None

    def _relative(self, kind: str, path: str, target: str, up: str, files: set[str] | None) -> Link | None:
        """A link by relative path: a record, a hand-written page, or a file of the notebook that may be published."""
        if target.startswith("#"):
            return Link(fragment_href(unquote(target[1:])), "")
        clean, _, anchor = target.partition("#")
        clean = unquote(clean.partition("?")[0])
        if not clean or "\0" in clean or "\\" in clean or clean.startswith(("/", "~")) or ":" in clean.split("/")[0]:
            return None
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), clean))
        if joined in self._concealed_paths:
            return Link("", CONCEALED)
        if joined.startswith(".."):
            return None
        record = self._by_path.get(joined) or self._by_path.get(unicodedata.normalize("NFC", joined))
        if record is not None:
            return Link(f"{up}{self.address[record.n].href}{fragment_href(unquote(anchor)) if anchor else ''}", record.name)
        if joined.startswith(PAGES) and joined.endswith(".md"):
            page = self.find_page(joined[len(PAGES) : -3])
            return Link(f"{up}{page_href(page)}", page.name) if page else None
        return self._attachment(kind, joined, up, files)

    def _attachment(self, kind: str, path: str, up: str, files: set[str] | None) -> Link | None:
        suffix = posixpath.splitext(path)[1].lower()
        if suffix not in FILES or not publishable(self.root, path):
            return None
        if files is not None:
            files.add(path)
        return Link(f"{up}files/{quote(path)}", posixpath.basename(path), image=kind == "image" and suffix in PICTURES)


def publishable(root: Path, path: str) -> bool:
    """Whether a path of the notebook is an ordinary file in it (not by a detour over a link) that a site may hold."""
    if any(part.startswith((".", "_")) for part in path.split("/")):
        return False
    full = root / path
    try:
        inside = os.path.realpath(full) == os.path.join(os.path.realpath(root), *path.split("/"))  # noqa: PTH118 - text, not a file
        return inside and full.is_file() and full.stat().st_size <= MAX_FILE_BYTES
    except (OSError, ValueError):
        return False


def page_href(page: RecordRow) -> str:
    """The address of a hand-written page."""
    return f"{quote(page.id)}.html"


def slug(title: str) -> str:
    """The element id that the Markdown of hand-written pages gives a heading."""
    from markdown.extensions.toc import slugify_unicode

    return str(slugify_unicode(title, "-"))
