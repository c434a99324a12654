"""Log entries compared: what was added to one is an update, what was changed or taken out of it is a rewrite.

An entry is its id, else date, time, kind and title; one without id that vanished is the most alike new one of its record.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pcrm_tools.model.log import Entry
from pcrm_tools.text.compare import ADDED, CHANGED, ENTRY, REMOVED, REWRITTEN, UPDATED, Change, Sheet, same
from pcrm_tools.text.compare_items import alike, matched
from pcrm_tools.text.compare_prose import added_and_removed, shown_lines, task_lines

_HEAD = ("date", "until", "time", "kind", "title", "before", "after", "priority", "id", "private")
_LISTS = ("by", "tags")


class Told(NamedTuple):
    """An entry with the lines of text under it that are neither tokens nor tasks."""

    entry: Entry
    text: tuple[str, ...]


def entries(old: Sheet, new: Sheet) -> Iterator[Change]:
    """The entries that were added, removed, updated or rewritten, in the order of the new text."""
    if old.prose() == new.prose():
        return
    for before, after in matched(told(old), told(new), (_id, _heading), _likeness):
        if before is None and after is not None:
            yield Change(ENTRY, ADDED, "log", name(after.entry), None, after.entry, after.entry.line)
        elif after is None and before is not None:
            yield Change(ENTRY, REMOVED, "log", name(before.entry), before.entry, None, before.entry.line)
        elif before is not None and after is not None:
            cells = tuple(_differences(before, after))
            if cells:
                what = REWRITTEN if any(cell.change != ADDED for cell in cells) else UPDATED
                yield Change(ENTRY, what, "log", name(after.entry), before.entry, after.entry, after.entry.line, cells)


def name(entry: Entry) -> str:
    """What an entry is called: its day and title, else its kind."""
    return f"{entry.date.isoformat()} {entry.title or entry.kind}"


def told(sheet: Sheet) -> list[Told]:
    """The entries of a record with their text."""
    tasks, shown = task_lines(sheet), shown_lines(sheet)
    raw = {one.line: one for one in sheet.body.entries}
    found = []
    for entry in sheet.record.entries:
        typed = raw.get(entry.line)
        if typed is None:
            found.append(Told(entry, ()))
            continue
        first = sheet.lines.line_at(max(typed.heading_end - 1, typed.start)) + 1
        tokens = {line for token in typed.tokens for line in range(sheet.lines.line_at(token.start), sheet.lines.line_at(token.end - 1) + 1)}
        lines = (number for number in range(first, entry.end_line + 1) if number not in tokens and number not in tasks)
        texts = (shown[number - 1].strip() for number in lines)
        found.append(Told(entry, tuple(text for text in texts if text)))
    return found


def _id(one: Told) -> str:
    return one.entry.id


def _heading(one: Told) -> tuple[object, ...]:
    return one.entry.date, one.entry.time, one.entry.kind, one.entry.title


def _likeness(old: Told, new: Told) -> float:
    """How much two entries have in common, 0 to 1: day and kind count half, the words the other half."""
    a, b = old.entry, new.entry
    if a.id and b.id and a.id != b.id and a.date != b.date:
        return 0.0
    outside = 0.3 * (a.date == b.date) + 0.2 * (a.kind == b.kind)
    first, second = (" ".join((one.entry.title, *one.text)) for one in (old, new))
    return outside + 0.5 * (alike(first, second) if first and second else 0.5)


def _differences(old: Told, new: Told) -> Iterator[Change]:
    a, b = old.entry, new.entry
    for key in _HEAD:
        before, after = getattr(a, key), getattr(b, key)
        if before != after:
            yield _cell(key, before or None, after or None, b.line)
    for key in _LISTS:
        yield from _listed(key, getattr(a, key), getattr(b, key), b.line)
    for key in dict.fromkeys((*b.attrs, *a.attrs)):
        before, after = a.attrs.get(key), b.attrs.get(key)
        if isinstance(before, tuple) and isinstance(after, tuple) and not hasattr(before, "_fields"):
            yield from _listed(key, before, after, b.line)
        elif not same(before, after):
            yield _cell(key, before, after, b.line)
    plus, minus = added_and_removed(old.text, new.text)
    if plus or minus:
        # Lines put beside those that stood there leave them true.
        yield Change("text", ADDED if not minus else REMOVED if not plus else CHANGED, "text", "", minus, plus, b.line)


def _listed(key: str, old: tuple[Any, ...], new: tuple[Any, ...], line: int) -> Iterator[Change]:
    """A list to which somebody was added says more than before; everything else changes what it said."""
    if not same(old, new):
        kept = all(part in new for part in old)
        yield Change("field", ADDED if kept else REMOVED if not new else CHANGED, key, "", old or None, new or None, line)


def _cell(key: str, before: Any, after: Any, line: int) -> Change:
    change = ADDED if before in (None, ()) else REMOVED if after in (None, ()) else CHANGED
    return Change("field", change, key, "", before, after, line)
