"""A record's past, from git: who changed what, when, in which commit, across renames; and the record as it was then."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pcrm_tools.errors import UnknownName
from pcrm_tools.facts import stage_trail
from pcrm_tools.facts.stage_trail import Doubt, Move
from pcrm_tools.git_errors import RevisionRefused
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.session import Session
from pcrm_tools.store import file_history, files, read, revisions
from pcrm_tools.store.file_history import Commit, Step
from pcrm_tools.store.history_cache import HistoryCache

if TYPE_CHECKING:
    from pcrm_tools.model.config import Config
    from pcrm_tools.store.decoded import Rows
    from pcrm_tools.store.pairs import Settings
    from pcrm_tools.text.compare import Change, Sheet
    from pcrm_tools.text.context import Context

STATES = {"customer": "lifecycle", "project": "stage"}


class Event(NamedTuple):
    """One change of one thing in a record: `commit` is None where it is not committed; `en` and `zh` say it in words."""

    commit: Commit | None
    path: str
    change: str
    field: str
    item: str
    old: Any
    new: Any
    en: str
    zh: str
    line: int
    loud: bool


class Past(NamedTuple):
    """The events of a record, newest first; the number of commits; whether the past was cut off when cloning."""

    events: tuple[Event, ...]
    commits: int
    shallow: bool
    first: str


def past(session: Session, record: RecordRow) -> Past:
    """All that git knows of a record's past; raises RevisionRefused where it knows nothing of the notebook."""
    revisions.check_place(session.root)
    tracer = _Tracer(session, record)
    try:
        return tracer.past()
    finally:
        tracer.cache.close()


class _Tracer:
    """Reads the versions of one record."""

    def __init__(self, session: Session, record: RecordRow) -> None:
        self.root, self.record, self.config = session.root, record, session.config
        data = json.dumps(session.config.data, ensure_ascii=False, sort_keys=True, default=str)
        self.settings = hashlib.sha256(data.encode()).hexdigest()[:16]
        self.cache = HistoryCache(session.folder)
        self._sheets: dict[str, Sheet | None] = {}

    @cached_property
    def context(self) -> "Context":
        """What reading a record needs; an answer that is known does without."""
        from pcrm_tools.text.context import make_context

        return make_context(self.config)

    def past(self) -> Past:
        """All of it."""
        tip = file_history.head(self.root)
        steps = self.cache.steps(self.root, self.record.path, tip) if tip else []
        shallow = file_history.is_shallow(self.root)
        events = [*self._uncommitted(tip)]
        for step in steps:
            if step.before or not shallow or step is not steps[-1]:
                events += self._events(step)
        return Past(tuple(events), len(steps), shallow, steps[-1].commit.when[:10] if steps else "")

    def _uncommitted(self, tip: str) -> Iterator[Event]:
        """What stands in the file now and in no commit."""
        now = files.read_text(self.root / self.record.path, self.record.path)
        if not isinstance(now, files.Source):
            return
        # Not the newest step's: after a merge the file holds more than any one commit wrote.
        blob = f"{tip}:./{self.record.path}"
        if tip and revisions.read_blobs(self.root, [blob], files.MAX_BYTES).get(blob) == (self.root / self.record.path).read_bytes():
            return
        old = self._sheet(blob, self.record.path) if tip else None
        if old is not None and old.text == now.text:
            return
        from pcrm_tools.text import compare as parts

        new = parts.read_sheet(now.text, self.record.id, self.record.type, self.context)
        for row in self._rows(old, new, self.record.path, self.record.path):
            yield Event(None, self.record.path, *row)

    def _events(self, step: Step) -> Iterator[Event]:
        key = "\0".join((step.before, step.after, step.before_path, step.path, self.settings))
        for row in self.cache.between(key, lambda: self._between(step)):
            yield Event(step.commit, step.path, *row)

    def _between(self, step: Step) -> list[tuple[Any, ...]]:
        old = self._sheet(step.before, step.before_path) if step.before else None
        new = self._sheet(step.after, step.path) if step.after else None
        return self._rows(old, new, step.before_path, step.path)

    def _rows(self, old: "Sheet | None", new: "Sheet | None", before: str, path: str) -> list[tuple[Any, ...]]:
        from pcrm_tools.reports import changes
        from pcrm_tools.reports.change_values import Words
        from pcrm_tools.reports.changes import RENAMED, Compared
        from pcrm_tools.text import compare as parts

        shown = new or old
        if shown is None:
            return []
        change = RENAMED if before != path else parts.CHANGED if old and new else parts.ADDED if new else parts.REMOVED
        found = parts.compare(old, new) if old and new else _begun(new) if new else ()
        compared = Compared(
            shown.record.id, path if new else "", before if old else "", self.record.type, str(shown.record.front.get("name") or ""),
            change, found, old.record if old else None, new.record if new else None,
        )  # fmt: skip
        english, chinese = (changes.lines(compared, Words(self.config, lang)) for lang in ("en", "zh"))
        return [
            (one.change, one.field, one.item, one.old, one.new, one.text, other.text, one.line, one.loud)
            for one, other in zip(english, chinese, strict=True)
        ]

    def _sheet(self, blob: str, path: str) -> "Sheet | None":
        """A version of the record; None where it cannot be read as text."""
        from pcrm_tools.text import compare as parts

        if blob not in self._sheets:
            if len(self._sheets) > 3:  # neighbours share a version, no others do
                self._sheets.pop(next(iter(self._sheets)))
            data = revisions.read_blobs(self.root, [blob], files.MAX_BYTES).get(blob)
            source = files.text_of(data, "", path) if isinstance(data, bytes) else None
            text = source.text if isinstance(source, files.Source) else None
            self._sheets[blob] = (
                parts.read_sheet(text, files.record_id(path), self.record.type, self.context) if text is not None else None
            )
        return self._sheets[blob]


def _begun(new: "Sheet") -> "tuple[Change, ...]":
    """The fields and items that a record began with: their history starts there; its log and prose are told by its being new."""
    from pcrm_tools.text import compare as parts
    from pcrm_tools.text.compare_items import items

    return (*parts.field_changes({}, new.record.front, new.record.places), *items(new.record._replace(items={}), new.record))


def of_field(events: Sequence[Event], field: str) -> tuple[Event, ...]:
    """The events of a field, of its inner fields and of its items; and the names that the file had."""
    return tuple(one for one in events if one.field == field or one.field.startswith(f"{field}."))


class Witnesses(NamedTuple):
    """What log and git say of a record's state: the moves of both, and where they disagree."""

    committed: tuple[Move, ...]
    said: tuple[Move, ...]
    doubts: tuple[Doubt, ...]


def witnesses(session: Session, record: RecordRow, found: Past) -> Witnesses:
    """The moves of a record's stage or lifecycle by both witnesses."""
    field = STATES[record.type]
    committed = tuple(
        Move(one.commit.when[:10], str(one.old or ""), str(one.new), one.commit.id)
        for one in found.events if one.commit and one.field == field and one.new
    )  # fmt: skip
    said = tuple(
        Move(row.date, row.before, row.after, f"{record.path}:{row.line}")
        for row in read.entries(session.db, record.n) if row.kind == field and row.after
    )  # fmt: skip
    return Witnesses(committed, said, stage_trail.doubts(committed, said, found.first))


class Then(NamedTuple):
    """A record as it was: rows of it, of its customer and of its projects, in memory, with the settings of that time."""

    db: sqlite3.Connection
    config: "Config"
    root: Path
    record: RecordRow
    source: files.Source
    state: revisions.State


def then(session: Session, name: str, revision: str) -> Then:
    """A record at a revision, by the id or path that it had then or has now; raises UnknownName, RevisionRefused."""
    from pcrm_tools.store.overlay import in_memory

    revisions.check_place(session.root)
    state = revisions.resolve(session.root, revision)
    paths = [path for path in revisions.listed(session.root, state, "customers/", "projects/") if files.type_of(path) in STATES]
    path = _path_then(session, name, state, paths)
    settings = _settings(session, state)
    rows = _neighbours(session, state, paths, path, settings)
    source = _content(session, state, path)
    if path not in rows:  # git knows the path, and has not what stood there
        raise RevisionRefused("absent", name=state.name)
    if source is None:
        raise RevisionRefused("unreadable", name=path, revision=state.name)
    numbers = {one: number for number, one in enumerate(rows, 1)}
    db = in_memory(rows, numbers)
    record = read.record(db, numbers[path])
    assert record is not None
    return Then(db, settings.config, session.root, record, source, state)


def _path_then(session: Session, name: str, state: revisions.State, paths: Sequence[str]) -> str:
    by_id = [path for path in paths if name in (files.record_id(path), path)]
    if by_id:
        return by_id[0]
    from pcrm_tools.store.lookup import find_record

    record = read.record(session.db, find_record(session.db, name))
    if record is None or record.type not in STATES:
        raise UnknownName(name)
    known = {record.path, *(step.before_path for step in file_history.steps(session.root, record.path, file_history.head(session.root)))}
    found = next((path for path in paths if path in known or files.record_id(path) == record.id), None)
    if found is None:
        raise RevisionRefused("not-then", name=record.id, revision=state.name)
    return found


def _settings(session: Session, state: revisions.State) -> "Settings":
    from pcrm_tools.store.look import SETTINGS
    from pcrm_tools.store.pairs import Settings
    from pcrm_tools.text.context import make_context
    from pcrm_tools.text.settings import read_settings

    source = _content(session, state, SETTINGS)
    config, found = read_settings(source.text if source else "")
    return Settings(make_context(config), found)


def _content(session: Session, state: revisions.State, path: str) -> files.Source | None:
    blob = revisions.blob_name(state, path)
    data = revisions.read_blobs(session.root, [blob], files.MAX_BYTES).get(blob)
    source = files.text_of(data, "", path) if isinstance(data, bytes) else None
    return source if isinstance(source, files.Source) else None


def _neighbours(
    session: Session, state: revisions.State, paths: Sequence[str], path: str, settings: "Settings"
) -> "dict[str, Rows]":
    """The record and what its screen shows of others: its customer, or the projects that name it in their front matter."""
    from pcrm_tools.store.pairs import read as read_side
    from pcrm_tools.store.sides import read_files

    ids = {files.record_id(one): one for one in paths}
    found = {path: read_side(path, files.type_of(path), read_files(session.root, state, [path])[path], settings)}
    one = found[path]
    wanted: list[str] = []
    if one is not None and one.record.type == "project" and one.record.front.get("customer") in ids:
        wanted = [ids[str(one.record.front["customer"])]]
    elif one is not None and one.record.type == "customer":
        wanted = _naming(session, state, one.record.id)
    for other, content in read_files(session.root, state, wanted).items():
        found[other] = read_side(other, files.type_of(other), content, settings)
    return {other: side.rows for other, side in found.items() if side is not None}


def _naming(session: Session, state: revisions.State, record_id: str) -> list[str]:
    """The projects whose text names an id at a revision; git looks for it."""
    from pcrm_tools.store import git

    words = ("grep", "-z", "--name-only", "--full-name", "--fixed-strings", "-e", record_id, state.id, "--", "projects/")
    said = git.run(session.root, *words) or ""
    prefix = (git.run(session.root, "rev-parse", "--show-prefix") or "").rstrip("\n")
    return [name.partition(":")[2].removeprefix(prefix) for name in said.split("\0") if name.endswith(".md")]
