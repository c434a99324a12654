"""A file read on both sides, each with the settings of its own side, and what differs between the two."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.record import Record
from pcrm_tools.reports.changes import RENAMED, SAME, Compared
from pcrm_tools.store import load
from pcrm_tools.store.decoded import Rows
from pcrm_tools.store.files import UNREADABLE_DIGEST, Source, record_id
from pcrm_tools.store.sides import RECORDS, SETTINGS_TYPE, Content, Held, Sides
from pcrm_tools.text import compare as parts
from pcrm_tools.text.compare import Change, Sheet
from pcrm_tools.text.compare_prose import added_and_removed
from pcrm_tools.text.context import Context, make_context
from pcrm_tools.text.settings import read_settings


class Settings(NamedTuple):
    """The settings of one side, made ready, with what is wrong in them."""

    context: Context
    findings: tuple[Finding, ...]

    @property
    def config(self) -> Config:
        """The settings themselves."""
        return self.context.config


class Read(NamedTuple):
    """One side of a file: the record or page, its findings, its rows, and a record with its text where that can be read."""

    record: Record
    findings: tuple[Finding, ...]
    rows: Rows
    sheet: Sheet | None


class Pair(NamedTuple):
    """A file with both of its sides, read, and what differs."""

    held: Held
    old: Read | None
    new: Read | None
    compared: Compared


def both_settings(sides: Sides) -> tuple[Settings, Settings]:
    """The settings of both sides, read once where they are the same."""
    made = {text: _settings(text) for text in dict.fromkeys(sides.settings)}
    return made[sides.settings[0]], made[sides.settings[1]]


def _settings(text: str) -> Settings:
    config, found = read_settings(text)
    return Settings(make_context(config), found if text else ())  # before there was a pcrm.yml there was nothing wrong with it


def renamed(pairs: Iterable[Pair]) -> dict[str, str]:
    """The new path of each file that was renamed."""
    return {one.held.before: one.held.after for one in pairs if one.held.before and one.held.after and one.held.before != one.held.after}


def pair(held: Held, settings: tuple[Settings, Settings]) -> Pair:
    """Both sides of a file, read and compared."""
    if held.type not in RECORDS:
        return _page(held, settings)
    old, new = (read(path, held.type, content, side) for path, content, side in
                ((held.before, held.old, settings[0]), (held.after, held.new, settings[1])))  # fmt: skip
    changes: tuple[Change, ...] = ()
    if old is not None and new is not None:
        changes = parts.compare(old.sheet, new.sheet) if old.sheet and new.sheet else parts.unreadable(old.record, new.record)
    shown = new or old
    record = shown.record if shown else None
    name = str(record.front.get("name") or record.id) if record else held.path
    compared = Compared(
        record.id if record else held.path, held.path, held.before, held.type, name, _change(held, bool(changes)), changes,
        old.record if old else None, new.record if new else None,
    )  # fmt: skip
    return Pair(held, old, new, compared)


def read(path: str, record_type: str, content: Content, settings: Settings) -> Read | None:
    """One side of a file, read with the settings of that side; None where it is not there."""
    if content is None:
        return None
    sheet = None
    if record_type in RECORDS and isinstance(content, Source):
        sheet = parts.read_sheet(content.text, record_id(path), record_type, settings.context)
        record, found = sheet.record, local_findings(sheet.record, settings.context, content.text)
    else:
        record, found = load.read_source(path, record_type, content, settings.context)
    digest = content.digest if isinstance(content, Source) else UNREADABLE_DIGEST
    rows = load.rows_for(record, found, path, digest, settings.context)
    return Read(record, tuple(one._replace(path=path) for one in found), rows, sheet)


def _page(held: Held, settings: tuple[Settings, Settings]) -> Pair:
    """A page, template or pcrm.yml: its lines are counted, of the settings it is said which sections differ."""
    plus, minus = added_and_removed(*(tuple(_text(content).split("\n")) if content else () for content in (held.old, held.new)))
    changes: tuple[Change, ...] = ()
    old = new = None
    if held.type == SETTINGS_TYPE:
        changes = tuple(_sections(*(side.config.data for side in settings)))
    elif held.type == "page":
        old, new = read(held.before, "page", held.old, settings[0]), read(held.after, "page", held.new, settings[1])
    shown = new or old
    name = str(shown.record.front["name"]) if shown and shown.record.front else held.path
    change = _change(held, bool(changes) or held.type != SETTINGS_TYPE)
    lines = (0, 0) if held.type == SETTINGS_TYPE or change in (parts.ADDED, parts.REMOVED) else (plus, minus)
    stem = shown.record.id if shown else held.path
    return Pair(held, old, new, Compared(stem, held.path, held.before, held.type, name, change, changes, plus=lines[0], minus=lines[1]))


def _sections(old: Mapping[str, object], new: Mapping[str, object]) -> Iterable[Change]:
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield Change(parts.SETTING, parts.CHANGED, key, "", old.get(key), new.get(key), 1)


def _change(held: Held, differs: bool) -> str:
    if not held.before or not held.after:
        return parts.ADDED if held.after else parts.REMOVED
    return RENAMED if held.before != held.after else parts.CHANGED if differs else SAME


def _text(content: Content) -> str:
    return content.text if isinstance(content, Source) else ""
