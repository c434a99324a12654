"""What the last build wrote and from what, so that the next one writes only what changed and leaves nothing stale."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools import __version__
from pcrm_tools.site.book import Book
from pcrm_tools.site.search_index import FORMAT
from pcrm_tools.store import site_rows

TEMPLATES = Path(__file__).parent / "templates"
TEMPORARY = ".pcrm-tmp"
SEARCH = "search/"


def digest_of(content: bytes | str) -> str:
    """A short digest."""
    data = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    return hashlib.blake2b(data, digest_size=12).hexdigest()


class Written(NamedTuple):
    """Files that were made: their entries of the manifest, and which of them were written."""

    files: dict[str, list[Any]]
    written: list[str]


class Manifest:
    """The files of a built site: name -> [key of its inputs or digest of its content, attachments]."""

    def __init__(self, path: Path, public: Path) -> None:
        self.path, self.public, self._root = path, public, os.fspath(public)
        try:
            known = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            known = {}
        mine = isinstance(known, dict) and known.get("public") == str(public)
        self.known: dict[str, list[Any]] = known.get("files", {}) if mine else {}
        self.search: dict[str, Any] = known.get("search", {}) if mine else {}
        self.files: dict[str, list[Any]] = {}
        self.written: list[str] = []
        self.present = _present(public)
        self._kept = ""
        self._open: int | None = None
        self._opened = path.with_suffix(".open")
        self._recover()

    def _recover(self) -> None:
        """Forgets what a build that did not come to its end may have written: it does not follow from what is known."""
        try:
            names = os.fsdecode(self._opened.read_bytes()).split("\n")
        except OSError:
            return
        for name in names:
            self.known.pop(name, None)
        if SEARCH in names:
            self.search = {}

    def open(self, name: str) -> None:
        """Notes that a file is about to be written (`SEARCH`: any of the search index), for the case that the build is killed."""
        if self._open is None:
            self._open = os.open(self._opened, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(self._open, os.fsencode(f"{name}\n"))

    def stands(self, names: Iterable[str]) -> bool:
        """Whether files stand as the last build left them."""
        return all(name in self.known and name in self.present for name in names)

    def keep_all(self, names: Iterable[str]) -> None:
        """Leaves files as the last build left them."""
        self.files |= {name: self.known[name] for name in names}

    def same(self, name: str, key: str) -> list[str] | None:
        """The attachments of a page that stands and was made from the same inputs; None where it must be made."""
        before = self.known.get(name)
        if before is None or before[0] != key or name not in self.present:
            return None
        self.files[name] = before
        return list(before[1])

    def put(self, name: str, content: bytes) -> None:
        """Writes a file unless it stands with this content."""
        entry = [digest_of(content), []]
        before = self.known.get(name)
        self.files[name] = entry
        if before == entry and name in self.present:
            return
        self.write(name, content)
        self.written.append(name)

    def copy(self, name: str, source: Path) -> None:
        """Copies a file unless it stands as it was."""
        stat = source.stat()
        entry = [f"{stat.st_size}:{stat.st_mtime_ns}", []]
        self.files[name] = entry
        if self.known.get(name) == entry and name in self.present:
            return
        self.open(name)
        target = self.public / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f"{TEMPORARY}-{os.getpid()}")
        shutil.copyfile(source, temporary)
        temporary.replace(target)
        self.written.append(name)

    def made(self, name: str, key: str, attached: tuple[str, ...]) -> None:
        """Notes a file that has been written."""
        self.files[name] = [key, list(attached)]
        self.written.append(name)

    def since(self, files: Mapping[str, list[Any]], written: Sequence[str]) -> Written:
        """What was made since these files were."""
        return Written({name: entry for name, entry in self.files.items() if name not in files}, self.written[len(written) :])

    def take(self, made: Written) -> None:
        """Takes over what another process made."""
        self.files |= made.files
        self.written += made.written

    def write(self, name: str, content: bytes) -> None:
        """Writes a file; one that stands is replaced at once."""
        self.open(name)
        target = f"{self._root}/{name}"
        beside = f"{target[: target.rindex('/')]}/{TEMPORARY}-{os.getpid()}" if name in self.present else target
        try:
            _write_file(beside, content)
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            _write_file(beside, content)
        if beside != target:
            os.replace(beside, target)  # noqa: PTH105 - half the time of a path object

    def keep(self, prefix: str, state: dict[str, Any]) -> None:
        """Leaves the files below a prefix to the search index, whose state is remembered for it."""
        self._kept, self.search = prefix, state

    def finish(self) -> None:
        """Removes what is no longer made and remembers what is."""
        for name in sorted(self.present - self.files.keys()):
            if not (self._kept and name.startswith(self._kept)):
                (self.public / name).unlink(missing_ok=True)
                self._tidy((self.public / name).parent)
        text = json.dumps({"public": str(self.public), "files": self.files, "search": self.search}, separators=(",", ":"))
        temporary = self.path.with_suffix(".tmp")
        temporary.write_text(text, "utf-8")
        temporary.replace(self.path)
        self._opened.unlink(missing_ok=True)
        if self._open is not None:
            os.close(self._open)
            self._open = None

    def _tidy(self, folder: Path) -> None:
        """Removes folders that have become empty."""
        while folder != self.public and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _write_file(path: str, content: bytes) -> None:
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123 - half the time of a path object
        file.write(content)


def _present(public: Path) -> set[str]:
    """The files that stand, by their path below the site; what begins with a dot is not ours, but for our temporaries."""
    found: set[str] = set()
    root = os.fspath(public)
    for place, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = os.path.relpath(place, root).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        found.update(f"{prefix}{name}" for name in names if not name.startswith(".") or name.startswith(TEMPORARY))
    return found


def record_keys(book: Book, db: sqlite3.Connection, shells: Mapping[str, str], facts: Mapping[int, str]) -> dict[int, str]:
    """For each record that facts are given of a digest of everything that its page shows: its text, its projects' texts, the names of its neighbours.

    `facts` says what it shows of days that have come, and of other things that no text of these tells.
    """
    settings = json.dumps(
        {key: value for key, value in book.config.data.items() if key not in _UNSHOWN}, sort_keys=True, default=str
    )
    audience = (book.audience.name, *sorted(book.audience.hidden))
    common = digest_of("\0".join((settings, book.lang, *audience, FORMAT, __version__, *program())))
    targets, sources = site_rows.neighbours(db)
    faces = {
        n: f"{row.id}|{row.name}|{book.address[n].href}|{row.stage}|{row.outcome}|{row.currency}{row.value}"
        for n, row in book.records.items()
    }
    by_id = {row.id: faces[n] for n, row in book.records.items()}
    page_faces = {row.n: f"{row.id}|{row.name}" for row in book.pages.values()}
    by_id.update({row.id: page_faces[row.n] for row in book.pages.values() if row.id not in by_id})
    found = {}
    for n in facts:
        row = book.records[n]
        parts = [common, shells["customers" if row.type == "customer" else "projects"], row.path, row.digest, faces[n], facts[n]]
        parts += [by_id.get(target) or _twin(book, target) for target in targets.get(n, ())]
        parts += [faces.get(other) or page_faces.get(other, "") for other in sources.get(row.id, ())]
        parts += [f"{other.path}:{other.digest}:{faces[other.n]}" for other in book.projects_of(row)]
        for other in book.projects_of(row):
            parts += [by_id.get(target, "") for target in targets.get(other.n, ())]
        found[n] = digest_of("\0".join(parts))
    return found


def program() -> list[str]:
    """What tells this state of the program from another one, for those who work on it."""
    found = []
    for path in sorted((*TEMPLATES.glob("*.html"), *TEMPLATES.parent.glob("*.py"))):
        stat = path.stat()
        found.append(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns}")
    return found


def _twin(book: Book, target: str) -> str:
    record = book.find(target)
    return f"{record.id}|{record.name}" if record else ""


_UNSHOWN = frozenset(
    ("search", "views", "rules", "goals", "approvals", "mail", "health", "communication")
)
