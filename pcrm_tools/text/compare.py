"""Two readings of one record compared: what differs in meaning, as plain values; comments, quoting and order mean nothing.

Nothing in here knows of git, languages or terminals: review, history and merging put their own words on the same values.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.record import Record
from pcrm_tools.text.body import Body
from pcrm_tools.text.context import Context
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.record import read_with_body

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
UPDATED, REWRITTEN = "updated", "rewritten"
DONE, CANCELLED, REOPENED, MOVED = "done", "cancelled", "reopened", "moved"

FIELD, UNKNOWN, ITEM, ENTRY, TASK, SECTION, ALLOWED, BROKEN, SETTING = (
    "field", "unknown", "item", "entry", "task", "section", "allowed", "broken", "setting",
)  # fmt: skip


class Change(NamedTuple):
    """One difference: what happened (`change`) to what (`part`).

    `field` is the dotted key of a field, an items field, `log`, `tasks` or `text`; `name` what an item, entry, task or section is
    called; `old` and `new` are typed values (None: absent), whole entries, tasks and items of their part, or numbers of lines of
    a section. `line` is of the new text, of the old one where it was removed; `cells` tell what of an entry, task or item differs.
    """

    part: str
    change: str
    field: str
    name: str
    old: Any
    new: Any
    line: int
    cells: tuple["Change", ...] = ()


class Sheet(NamedTuple):
    """A record with the text that it was read from."""

    record: Record
    text: str
    lines: Lines
    body: Body
    body_start: int

    def prose(self) -> str:
        """The body as it is read."""
        return self.text[self.body_start :]


def read_sheet(text: str, record_id: str, record_type: str, context: Context) -> Sheet:
    """A record read from its text, kept with it."""
    record, body, start = read_with_body(text, record_id, record_type, context)
    return Sheet(record, text, Lines(text), body, start)


def compare(old: Sheet, new: Sheet) -> tuple[Change, ...]:
    """What differs in meaning between two readings of a record: fields, items, log, tasks, text, in this order."""
    from pcrm_tools.text import compare_items, compare_log, compare_prose, compare_tasks

    if old.text == new.text:
        return ()
    was, now = old.record, new.record
    body = (*compare_log.entries(old, new), *compare_tasks.tasks(was, now), *compare_prose.sections(old, new))
    if was.broken or now.broken:  # of what cannot be read nothing can be said
        return (*unreadable(was, now), *body)
    return (*_fields(was, now), *compare_items.items(was, now), *body, *_allowed(was, now))


def unreadable(old: Record, new: Record) -> tuple[Change, ...]:
    """That a record cannot be read any more, can be again, or still cannot."""
    how = CHANGED if old.broken and new.broken else ADDED if new.broken else REMOVED
    return (Change(BROKEN, how, "", "", None, None, 1),) if old.broken or new.broken else ()


def field_changes(old: Mapping[str, Any], new: Mapping[str, Any], places: Mapping[str, Any], prefix: str = "") -> Iterator[Change]:
    """The fields that differ between two maps, maps in them field by field; `places` tells lines by dotted key."""
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key), new.get(key)
        name = f"{prefix}{key}"
        if isinstance(before, Mapping) or isinstance(after, Mapping):
            inner = [one if isinstance(one, Mapping) else {} for one in (before, after)]
            yield from field_changes(inner[0], inner[1], places, f"{name}.")
        elif not same(before, after):
            place = places.get(name) or places.get(name.rpartition(".")[0])
            change = ADDED if before in (None, ()) else REMOVED if after in (None, ()) else CHANGED
            yield Change(FIELD, change, name, "", before, after, place.line if place else 0)


def same(old: Any, new: Any) -> bool:
    """Whether two typed values mean the same: of a list, the order counts for nothing; nothing is as good as an empty one."""
    if old == new:
        return True
    if isinstance(old, tuple) and isinstance(new, tuple) and not hasattr(old, "_fields"):
        return sorted(map(str, old)) == sorted(map(str, new))
    return old in (None, ()) and new in (None, ())


def _fields(old: Record, new: Record) -> Iterator[Change]:
    yield from _with_lines(old, field_changes(old.front, new.front, new.places))
    for key in dict.fromkeys((*new.unknown, *old.unknown)):
        (before, was), (after, place) = (record.unknown.get(key, (None, None)) for record in (old, new))
        if before != after:
            change = ADDED if before is None else REMOVED if after is None else CHANGED
            at = place or was
            yield Change(UNKNOWN, change, key, "", before, after, at.line if at else 0)


def _with_lines(old: Record, found: Iterator[Change]) -> Iterator[Change]:
    """What was removed has the line where it stood."""
    for one in found:
        place = old.places.get(one.field) or old.places.get(one.field.rpartition(".")[0])
        yield one._replace(line=place.line) if one.change == REMOVED and place else one


def _allowed(old: Record, new: Record) -> Iterator[Change]:
    """Rules that the record silences now, or no longer; that one line moved says nothing."""
    before, after = ({rule.partition("@")[0] for rule in record.allowed} for record in (old, new))
    for rule in sorted(before ^ after):
        yield Change(ALLOWED, ADDED if rule in after else REMOVED, "allow", rule, rule in before, rule in after, 1)
