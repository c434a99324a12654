"""Adding an entry, a task or another block of lines to a body, set off by blank lines, with every other byte kept."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.body import Body, RawEntry, Section, scan_body
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.lines import LINE_END, Lines
from pcrm_tools.text.spans import Edit, Edited, apply, line_end_of
from pcrm_tools.text.tokens import DEFAULT_WORDS, Words

NO_PLACE = Rule(
    "edit-no-place", "error",
    "`{seen}` is never closed and would swallow what is added below", "`{seen}` 没有结束，会吞掉后面添加的内容",
    "close it, then run the command again", "请先结束它，再运行命令",
)  # fmt: skip
UNSAFE_BODY = Rule(
    "edit-unsafe-body", "error",
    "this cannot be added without changing how other text is read: `{seen}`", "添加它会改变其他内容的含义：`{seen}`",
    "leave headings, code fences and comments out of it, or edit in an editor",
    "请去掉其中的标题、代码块和注释，或在编辑器中修改",
)  # fmt: skip
RULES: tuple[Rule, ...] = (NO_PLACE, UNSAFE_BODY)

_HEADING = re.compile(r"###[ \t]+\d{4}-\d{2}-\d{2}\S*[ \t]+(\d{1,2}:\d{2})")
_OPENER = re.compile(r"(?<![^\r\n]) {0,3}(`{3,}|~{3,})[^\r\n]*")


class Read(NamedTuple):
    """A record's text with its body scanned."""

    text: str
    lines: Lines
    body: Body
    start: int


def read_body(text: str, words: Words) -> Read | Finding:
    """The body of a record scanned, or the finding that says why there is none."""
    parts = split(text)
    if not parts.opened:
        return parts.findings[0]
    lines = Lines(text)
    return Read(text, lines, scan_body(text, parts.body_start, words, lines), parts.body_start)


def add_entry(text: str, entry_text: str, date: str, headings: Sequence[str], *, words: Words = DEFAULT_WORDS) -> Edited:
    """Add a log entry (its heading line and what stands under it) at its date's place in the order that the file has.

    `headings` are the words of the log's section; where the body has neither that section nor an entry, the section is
    made at the end under the first of them.
    """
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    section = find_section(read.body, headings)
    entries = [entry for entry in read.body.entries if section is None or section.body_start <= entry.start < section.end]
    found = _HEADING.match(entry_text)
    place = _place_of(read, entries, (date, found[1].rjust(5, "0") if found else ""))
    if place is None:
        new = _append(read, section, entry_text, headings[0])
        return _checked(read, new, entry_text, words, (1, 0 if section else 1))
    return _checked(read, apply(text, [block_edit(text, place, entry_text)]), entry_text, words, (1, 0))


def add_task(text: str, task_text: str, headings: Sequence[str], *, words: Words = DEFAULT_WORDS) -> Edited:
    """Add a task line at the end of the tasks' section (words in `headings`), made before the log where it is missing."""
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    section = find_section(read.body, headings)
    tasks = [task for task in read.body.tasks if section and section.body_start <= task.start < section.end and task.entry < 0]
    if tasks:
        end = _end_of_item(read, tasks[-1].end, min(task.indent for task in tasks))
        new = apply(text, [Edit(end, end, line_end_of(text, end) + _with_ends(task_text, line_end_of(text, end)))])
    elif section:
        new = _append(read, section, task_text, headings[0])
    else:
        log = min((s.start for s in read.body.sections if s.level == 2 and _holds_entries(read.body, s)), default=len(text))
        new = apply(text, [block_edit(text, log, f"## {headings[0]}\n\n{task_text}")])
    return _checked(read, new, task_text, words, (0, 0 if section else 1))


def _end_of_item(read: Read, offset: int, indent: int) -> int:
    """The end of the last line of a list item: what stands deeper under it belongs to it."""
    last = line = read.lines.line_at(offset)
    while line < read.lines.count:
        line += 1
        text = read.lines.text_of(line)
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            break
        last = line if text.strip() else last
    return read.lines.line_start(last) + len(read.lines.text_of(last))


def find_section(body: Body, headings: Sequence[str]) -> Section | None:
    """The first section of level 2 with one of these titles."""
    wanted = {word.casefold() for word in headings}
    return next((s for s in body.sections if s.level == 2 and s.title.strip(" :：").casefold() in wanted), None)


def _holds_entries(body: Body, section: Section) -> bool:
    return any(section.body_start <= entry.start < section.end for entry in body.entries)


def _place_of(read: Read, entries: Sequence[RawEntry], new: tuple[str, str]) -> int | None:
    """The offset of the line before which an entry belongs; newest first unless the file's own order is oldest first."""
    if not entries:
        return None
    dates = [entry.date for entry in entries]
    oldest_first = dates == sorted(dates) and dates[0] < dates[-1]
    for index, entry in enumerate(entries):
        if _is_older(new, entry) == oldest_first:
            return _outside(read, entry, entries[index - 1] if index else None)
    return _below(read, entries[-1])


def _is_older(new: tuple[str, str], entry: RawEntry) -> bool:
    """Whether the new entry happened before one; on one day only times tell, without them the new one is the later."""
    return new < (entry.date, entry.time) if new[1] and entry.time else new[0] < entry.date


def _outside(read: Read, entry: RawEntry, above: RawEntry | None) -> int:
    """The line where an entry begins, or where private text begins that holds it and not the one above."""
    line = read.lines.line_start(entry.line)
    for begin, end in read.body.private_spans:
        if begin <= entry.start < end and (above is None or above.start < begin):
            return read.lines.line_start(read.lines.line_at(begin))
    return line


def _below(read: Read, entry: RawEntry) -> int:
    end = max([entry.end, *(stop for begin, stop in read.body.private_spans if begin <= entry.start < stop)])
    line = read.lines.line_at(max(end - 1, entry.start))
    return read.lines.line_start(line + 1) if line < read.lines.count else len(read.text)


def _append(read: Read, section: Section | None, block: str, title: str) -> str:
    if section is None:
        return apply(read.text, [block_edit(read.text, len(read.text), f"## {title}\n\n{block}")])
    return apply(read.text, [block_edit(read.text, section.end, block)])


def block_edit(text: str, place: int, block: str) -> Edit:
    """The edit that puts a block of lines before the line at `place`, one blank line around it."""
    above = text[:place].rstrip(" \t\r\n")
    line = LINE_END.search(text, len(above))
    at = line.start() if line else len(text)
    end = line_end_of(text, at)
    below = text[at:]
    if not below.strip(" \t\r\n"):
        after = "" if below else end
    else:
        blank = below[: len(below) - len(below.lstrip(" \t\r\n"))]
        after = "" if len(LINE_END.findall(blank)) > 1 else end
    return Edit(at, at, end * 2 + _with_ends(block, end) + after)


def _with_ends(block: str, end: str) -> str:
    return end.join(LINE_END.split(block.strip("\r\n")))


def _checked(read: Read, new: str, block: str, words: Words, wanted: tuple[int, int]) -> Edited:
    """The edit, if the new text reads as the old one plus the wanted numbers of entries and sections; else the obstacle."""
    again = read_body(new, words)
    if isinstance(again, Finding):
        return Edited(read.text, False, again)
    before, after = read.body, again.body
    grown = (len(after.entries) - len(before.entries), _top_sections(after) - _top_sections(before))
    added = grown == wanted and (wanted[0] or len(after.tasks) > len(before.tasks))
    if added and all(_is_within(few, many) for few, many in zip(_digest(before), _digest(after), strict=True)):
        return Edited(new, True, None)
    first = LINE_END.split(block.strip())[0]
    return Edited(read.text, False, _unclosed(read) or UNSAFE_BODY.at(1, seen=first[:80]))


def _top_sections(body: Body) -> int:
    return sum(section.level < 3 for section in body.sections)


def _digest(body: Body) -> tuple[Sequence[object], ...]:
    """What a body says, kind by kind, without the places."""
    return (
        [(entry.date, entry.time, entry.kind, entry.title, entry.private) for entry in body.entries],
        [(task.state, task.section, task.text, task.private) for task in body.tasks],
        [(table.field, [cell.text for row in table.rows for cell in row]) for table in body.tables],
        [(section.level, section.title) for section in body.sections],
    )


def _is_within(few: Sequence[object], many: Sequence[object]) -> bool:
    """Whether the few are among the many in the same order."""
    rest = iter(many)
    return all(any(item == other for other in rest) for item in few)


def _unclosed(read: Read) -> Finding | None:
    """The code fence or comment that is open at the end of the body."""
    opener = ""
    offset = -1
    for match in _OPENER.finditer(read.text, read.start):
        if not opener:
            opener, offset = match[1], match.start(1)
        elif match[1][0] == opener[0] and len(match[1]) >= len(opener) and match.group().strip() == match[1]:
            opener = ""
    comment = read.text.rfind("<!--")
    if not opener and comment >= read.start and read.text.find("-->", comment) < 0:
        opener, offset = "<!--", comment
    return NO_PLACE.at(*read.lines.place(offset), seen=opener) if opener else None
