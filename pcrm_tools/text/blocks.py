"""The line scanner: from line to line through headings, list items, tables and code, as CommonMark has them.

Structure is ATX headings, list items, pipe tables and fenced code; a setext underline is never structure, block quotes and HTML
are text. Where a line cannot be told from its first character alone, it is text.
"""

import re
from collections.abc import Callable, Iterable

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.block_state import QUOTED, TABLE, TEXT, Blocks, EntryDraft, Row, columns
from pcrm_tools.text.entry_headings import ENTRY, days_exist, near_entry
from pcrm_tools.text.list_items import deep_task, is_rule, item, near_box
from pcrm_tools.text.tables import DELIMITER, TABLE_CELLS, TABLE_PIPE, TABLE_RULE, TABLE_TEXT, TableDraft, field_of, parse_row

FENCE_OPEN = Rule(
    "fence-open", "error", "the code that begins here is never closed: all below it is read as code",
    "这里开始的代码块没有结束，下面的内容都被当作代码",
    "write {want} on a line below the code", "在代码下面另起一行写 {want}",
)  # fmt: skip
RULES: tuple[Rule, ...] = (FENCE_OPEN,)

_LEADING = re.compile(r"[ \t]*")
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
                _text(blocks, line, start, number, 0, 0)
        elif blocks.para:
            blocks.close(start)
    end = len(blocks.flat)
    blocks.close(end)
    if blocks.entry is not None:
        blocks.entry.end = blocks.trimmed(end)


def _take(blocks: Blocks, line: str, start: int, number: int) -> None:
    act = _ACTS.get(line[:1], _text)
    if line:
        act(blocks, line, start, number, 0, 0)
    elif blocks.para:
        blocks.close(start)


def _text(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    """A line of text: it goes on with the paragraph or begins one; directly under a table it may still be a row."""
    if blocks.para == TEXT:
        return
    depth = blocks.depth(indent)
    if blocks.para == TABLE and depth == blocks.para_depth:
        if "|" in line:
            _row(blocks, line, start, number)
            return
        blocks.note(TABLE_TEXT, start + at)
    blocks.begin(start + at, depth)


def _heading(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if line.startswith("### 2", at):
        level, title_at, title = 3, at + 4, line[at + 4 :].rstrip(" \t")
    else:
        rest = line[at:].lstrip("#")
        level = len(line) - at - len(rest)
        if level > 6 or (rest and rest[0] not in " \t"):
            if level > 1:
                near_entry(blocks, rest, start + at, 3)
            _text(blocks, line, start, number, at, indent)
            return
        title = rest.strip(" \t")
        title_at = len(line) - len(rest.lstrip(" \t"))
    if title[-1:] == "#":
        title = _CLOSING.sub("", title)
    blocks.other(start, blocks.depth(indent) if indent else 0)
    blocks.title = title
    blocks.headings.append((level, title, number, start, start + len(line) + 1))
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
        if line[at] == "-" and blocks.para == TEXT and _table(blocks, line, start, number, at, indent):
            return
        near_box(blocks, line, start, at)
        _text(blocks, line, start, number, at, indent)


def _odd_bullet(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    near_box(blocks, line, start, at)
    _text(blocks, line, start, number, at, indent)


def _pipe(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if blocks.para == TABLE and (not indent or blocks.depth(indent) == blocks.para_depth):
        _row(blocks, line, start, number)
    elif blocks.para != TEXT or not _table(blocks, line, start, number, at, indent):
        flat = blocks.flat
        if blocks.para == TEXT and blocks.para_depth != QUOTED and flat[blocks.para_at] == "|" and flat.find("\n", blocks.para_at) == start - 1:
            width = len(parse_row(flat[blocks.para_at : start - 1]))
            missing, missing_zh = "the line of dashes is missing", "缺少分隔行"
            blocks.note(TABLE_RULE, blocks.para_at, seen=missing, seen_zh=missing_zh, want="| --- " * width + "|")
        _text(blocks, line, start, number, at, indent)


def _colon(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if blocks.para != TEXT or not _table(blocks, line, start, number, at, indent):
        _text(blocks, line, start, number, at, indent)


def _wide_pipe(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    if blocks.para != TEXT and line.count("｜") > 1:
        blocks.note(TABLE_PIPE, start + at, seen="｜")
    _text(blocks, line, start, number, at, indent)


def _table(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> bool:
    """Takes a line of dashes under a header, if it is one and fits it; both must belong to the same list item."""
    depth = blocks.depth(indent)
    if "|" not in line or blocks.para_depth != depth or not DELIMITER.fullmatch(line.rstrip(" \t"), at):
        return False
    flat = blocks.flat
    begin = flat.rfind("\n", 0, start - 1) + 1
    if begin <= blocks.para_at:
        begin = blocks.para_at
    else:
        blanks = _LEADING.match(flat, begin)
        column = columns(blanks.group()) if blanks else 0
        if blocks.depth(column) != depth or column - (blocks.stack[depth - 1][0] if depth else 0) > 3:
            return False
    header = parse_row(flat[begin : start - 1], begin)
    width = line.strip(" \t").strip("|").count("|") + 1
    if len(header) != width:
        blocks.note(
            TABLE_RULE, start + at, seen=f"{len(header)} header cells, {width} cells of dashes",
            seen_zh=f"表头 {len(header)} 格，分隔行 {width} 格", want="| --- " * len(header) + "|",
        )  # fmt: skip
        return False
    if blocks.owner is not None:
        if begin == blocks.para_at and isinstance(blocks.owner, EntryDraft):
            blocks.owner.para_start = -1
        blocks.owner.para_end = max(blocks.trimmed(begin), blocks.owner.para_start)
        blocks.owner = None
    field = field_of(blocks.title, blocks.words.tables)
    blocks.table = TableDraft(blocks.title, field, number - 1, header, begin, start + len(line.rstrip(" \t")))
    blocks.para, blocks.lead = TABLE, None
    return True


def _row(blocks: Blocks, line: str, start: int, number: int) -> None:
    table = blocks.table
    if table is None:
        return
    cells = parse_row(line, start)
    if len(cells) != len(table.header):
        blocks.note(TABLE_CELLS, cells[0].start if cells else start, seen=len(cells), allowed=len(table.header))
    table.rows.append(cells)
    table.row_lines.append(number)
    table.end = start + len(line.rstrip(" \t"))


def _fence(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    match = _FENCE.match(line, at)
    if match is None:
        _text(blocks, line, start, number, at, indent)
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
        _text(blocks, line, start, number, at, indent)


def _wide_hash(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    near_entry(blocks, line[at:].lstrip("#＃ \t\u3000"), start + at, 3)
    _text(blocks, line, start, number, at, indent)


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
    _ACTS_INDENTED.get(body[0], _text)(blocks, line, start, number, at, indent)


_Act = Callable[[Blocks, str, int, int, int, int], None]
_ACTS_INDENTED: dict[str, _Act] = {
    "#": _heading, "＃": _wide_hash, "|": _pipe, "｜": _wide_pipe, ":": _colon, "`": _fence, "~": _fence, ">": _quote,
    "_": _score, "[": _odd_bullet, **dict.fromkeys("-+*0123456789", _bullet), **dict.fromkeys("•●·–—－", _odd_bullet),
}  # fmt: skip
_ACTS: dict[str, _Act] = {" ": _indented, "\t": _indented, **_ACTS_INDENTED}
