"""Text compared, section by section: log entries, tasks and item tables have their own comparison and do not count as text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pcrm_tools.text.comments import clean
from pcrm_tools.text.compare import ADDED, CHANGED, REMOVED, SECTION, Change, Sheet

_LEVEL = 2  # sections are told apart down to `##`
_MANY = 1000  # lines of a section from which on they are only counted


class _Part(NamedTuple):
    title: str
    line: int
    text: tuple[str, ...]
    filled: bool


def sections(old: Sheet, new: Sheet) -> Iterator[Change]:
    """The sections whose text differs, with how many lines each gained (`new`) and lost (`old`)."""
    if old.prose() == new.prose():
        return
    before, after = parts(old), parts(new)
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        plus, minus = added_and_removed(was.text if was else (), now.text if now else ())
        # A heading that came or went with what has a comparison of its own says nothing more.
        there = (now or was) if (was is None or now is None) and not (plus or minus) else None
        if plus or minus or (there is not None and there.title and not there.filled):
            change = ADDED if was is None else REMOVED if now is None else CHANGED
            shown = now or was
            yield Change(SECTION, change, "text", key[0], minus, plus, shown.line if shown else 0)


def parts(sheet: Sheet) -> dict[tuple[str, int], _Part]:
    """The sections of a body by title, numbered where a title comes twice; what stands before the first has an empty title."""
    starts = [section for section in sheet.body.sections if section.level <= _LEVEL]
    lines, taken = shown_lines(sheet), _taken(sheet)
    first = sheet.lines.line_at(sheet.body_start)
    bounds = [(first, ""), *((section.line, section.title.strip()) for section in starts)]
    found: dict[tuple[str, int], _Part] = {}
    for number, (line, title) in enumerate(bounds):
        end = bounds[number + 1][0] if number + 1 < len(bounds) else sheet.lines.count + 1
        body = range(line if not number else line + 1, end)
        prose = tuple(words for at in body if at not in taken and (words := lines[at - 1].strip()))
        key = next((title, place) for place in range(len(bounds)) if (title, place) not in found)
        found[key] = _Part(title, line, prose, any(at in taken for at in body))
    return found


def shown_lines(sheet: Sheet) -> list[str]:
    """The lines of a text without its comments."""
    text = clean(sheet.text, sheet.body.comments) if sheet.body.comments else sheet.text
    return (text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text).split("\n")


def task_lines(sheet: Sheet) -> set[int]:
    """The lines on which tasks stand."""
    return {
        line for task in sheet.body.tasks for line in range(task.line, sheet.lines.line_at(max(task.end - 1, task.start)) + 1)
    }


def _taken(sheet: Sheet) -> set[int]:
    """The lines that have a comparison of their own."""
    found = task_lines(sheet)
    for entry in sheet.record.entries:
        found.update(range(entry.line, entry.end_line + 1))
    for table in sheet.body.tables:
        if table.field:
            found.update(range(table.line, sheet.lines.line_at(max(table.end - 1, table.start)) + 1))
    return found


def added_and_removed(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines were added and removed."""
    if old == new:
        return 0, 0
    if len(old) + len(new) > _MANY:
        from collections import Counter

        before, after = Counter(old), Counter(new)
        return (after - before).total(), (before - after).total()
    from difflib import SequenceMatcher

    kept = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())
    return len(new) - kept, len(old) - kept
