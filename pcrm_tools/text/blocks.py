"""The line scanner: from line to line through headings, list items, tables and code, as CommonMark has them.

Structure is ATX headings, list items, pipe tables and fenced code; a setext underline is never structure, block quotes and HTML
are text. Where a line cannot be told from its first character alone, it is text.
"""

import re
from collections.abc import Callable, Iterable

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.block_state import QUOTED, TEXT, Blocks, EntryDraft, Row, columns
from pcrm_tools.text.entry_headings import ENTRY, days_exist, near_entry
from pcrm_tools.text.list_items import deep_task, is_rule, item, near_box
from pcrm_tools.text.table_lines import begin_table, colon_line, pipe_line, text_line, wide_pipe_line

FENCE_OPEN = Rule(
    "fence-open", "error", "the code that begins here is never closed: all below it is read as code",
    "这里开始的代码块没有结束，下面的内容都被当作代码",
    "write {want} on a line below the code", "在代码下面另起一行写 {want}",
)  # fmt: skip
RULES: tuple[Rule, ...] = (FENCE_OPEN,)

_CLOSING = re.compile(r"(?:^|[ \t]+)#+$")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")


def run(blocks: Blocks, rows: Iterable[Row]) -> None:
    """Takes all lines: text without comments, offset, number."""
    blocks.rows = iter(rows)
    acts = _ACTS
    for line, start, number in blocks.rows:
        if line:
            act = acts.get(line[0])
            if act is not None:
                act(blocks, line, start, number, 0, 0)
                while blocks.pending is not None:
                    (line, start, number), blocks.pending = blocks.pending, None
                    _take(blocks, line, start, number)
            elif blocks.para != TEXT:
                text_line(blocks, line, start, number, 0, 0)
        elif blocks.para:
            blocks.close(start)
    end = len(blocks.flat)
    blocks.close(end)
    if blocks.entry is not None:
        blocks.entry.end = blocks.trimmed(end)


def _take(blocks: Blocks, line: str, start: int, number: int) -> None:
    act = _ACTS.get(line[:1], text_line)
    if line:
        act(blocks, line, start, number, 0, 0)
    elif blocks.para:
        blocks.close(start)


def _heading(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if line.startswith("### 2", at):
        level, title_at, title = 3, at + 4, line[at + 4 :].rstrip(" \t")
    else:
        rest = line[at:].lstrip("#")
        level = len(line) - at - len(rest)
        if level > 6 or (rest and rest[0] not in " \t"):
            if level > 1:
                near_entry(blocks, rest, start + at, 3)
            text_line(blocks, line, start, number, at, indent)
            return
        title = rest.strip(" \t")
        title_at = len(line) - len(rest.lstrip(" \t"))
    if title[-1:] == "#":
        title = _CLOSING.sub("", title)
    blocks.other(start, blocks.depth(indent) if indent else 0)
    # A comment in the heading has left blanks.
    blocks.title = " ".join(title.split()) if "  " in title else title
    blocks.headings.append((level, blocks.title, number, start, start + len(line) + 1))
    if level < 4:
        if blocks.entry is not None:
            blocks.entry.end = blocks.trimmed(start)
            blocks.entry = None
        if level < 3:
            blocks.section = title if level == 2 else ""
        elif title and (match := ENTRY.match(line, title_at)) is not None:
            if days_exist(blocks.note, match, start):
                blocks.entry = blocks.lead = EntryDraft(number, start, start + title_at + len(title), match)
                blocks.entries.append(blocks.entry)
            return
    if level == 3 or title[:1].isdigit():
        near_entry(blocks, title, start + at, level)


def _bullet(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if is_rule(line, at):
        blocks.other(start, blocks.depth(indent))
    elif not item(blocks, line, start, number, at, indent):
        if line[at] == "-" and blocks.para == TEXT and begin_table(blocks, line, start, number, at, indent):
            return
        near_box(blocks, line, start, at)
        text_line(blocks, line, start, number, at, indent)


def _odd_bullet(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    near_box(blocks, line, start, at)
    text_line(blocks, line, start, number, at, indent)


def _fence(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    match = _FENCE.match(line, at)
    if match is None:
        text_line(blocks, line, start, number, at, indent)
        return
    depth = blocks.depth(indent)
    blocks.other(start, depth)
    base = blocks.stack[depth - 1][0] if depth else 0
    mark = match[1] or match[2]
    blocks.fenced = True
    end = -1
    for row in blocks.rows:
        body = row[0].strip(" \t")
        column = columns(row[0][: len(row[0]) - len(row[0].lstrip(" \t"))]) if base or body[:1] == mark[0] else 0
        if body and column < base:
            blocks.pending, end = row, row[1]
            break
        if body[:1] == mark[0] and len(body) >= len(mark) and not body.strip(mark[0]) and column - base < 4:
            end = row[1] + len(row[0])
            break
    else:
        blocks.note(FENCE_OPEN, start + at, want=mark)
    blocks.fenced = False
    blocks.codes.append((max(start, 0), end if end >= 0 else len(blocks.flat)))


def _quote(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    """A quoted line; text in it goes on over plain lines that follow, though they have no `>`."""
    blocks.other(start, blocks.depth(indent))
    quoted = line[at:].lstrip("> ")
    if quoted and quoted[0] not in _ACTS:
        blocks.para, blocks.para_depth = TEXT, QUOTED


def _score(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if is_rule(line, at):
        blocks.other(start, blocks.depth(indent))
    else:
        text_line(blocks, line, start, number, at, indent)


def _wide_hash(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    near_entry(blocks, line[at:].lstrip("#＃ \t\u3000"), start + at, 3)
    text_line(blocks, line, start, number, at, indent)


def _indented(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    body = line.lstrip(" \t")
    if not body:
        if blocks.para:
            blocks.close(start)
        return
    at = len(line) - len(body)
    indent = columns(line[:at]) if "\t" in line[:at] else at
    depth = blocks.depth(indent)
    if indent - (blocks.stack[depth - 1][0] if depth else 0) > 3:
        deep_task(blocks, line, start, at, indent, depth)
        if blocks.para != TEXT:
            blocks.other(start, depth)
            blocks.codes.append((start, start + len(line)))
        return
    _ACTS_INDENTED.get(body[0], text_line)(blocks, line, start, number, at, indent)


_Act = Callable[[Blocks, str, int, int, int, int], None]
_ACTS_INDENTED: dict[str, _Act] = {
    "#": _heading, "＃": _wide_hash, "|": pipe_line, "｜": wide_pipe_line, ":": colon_line, "`": _fence, "~": _fence, ">": _quote,
    "_": _score, "[": _odd_bullet, **dict.fromkeys("-+*0123456789", _bullet), **dict.fromkeys("•●·–—－", _odd_bullet),
}  # fmt: skip
_ACTS: dict[str, _Act] = {" ": _indented, "\t": _indented, **_ACTS_INDENTED}
