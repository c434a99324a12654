"""Lines of text and of tables, as the line scanner meets them: a table is text until the line of dashes under its header."""

import re

from pcrm_tools.text.block_state import QUOTED, TABLE, TEXT, Blocks, EntryDraft, columns
from pcrm_tools.text.tables import (
    DELIMITER,
    TABLE_CELLS,
    TABLE_PIPE,
    TABLE_RULE,
    TABLE_TEXT,
    TableDraft,
    field_of,
    parse_row,
)

_LEADING = re.compile(r"[ \t]*")


def text_line(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
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


def pipe_line(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    """A line that begins with a pipe: a row of the open table, the line of dashes that makes one, or a header to be."""
    if blocks.para == TABLE and (not indent or blocks.depth(indent) == blocks.para_depth):
        _row(blocks, line, start, number)
    elif blocks.para != TEXT or not begin_table(blocks, line, start, number, at, indent):
        flat, first = blocks.flat, blocks.para_at
        second = blocks.para == TEXT and blocks.para_depth != QUOTED and flat.find("\n", first) == start - 1
        if second and flat[first] == "|" and not DELIMITER.fullmatch(line.rstrip(" \t"), at):
            width = len(parse_row(flat[first : start - 1]))
            missing, missing_zh = "the line of dashes is missing", "缺少分隔行"
            blocks.note(TABLE_RULE, first, seen=missing, seen_zh=missing_zh, want="| --- " * width + "|")
        text_line(blocks, line, start, number, at, indent)


def colon_line(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    """A line that begins with a colon: a line of dashes, or text."""
    if blocks.para != TEXT or not begin_table(blocks, line, start, number, at, indent):
        text_line(blocks, line, start, number, at, indent)


def wide_pipe_line(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> None:
    """A line that begins with a full-width pipe: text, though surely meant as a row."""
    if blocks.para != TEXT and line.count("｜") > 1:
        blocks.note(TABLE_PIPE, start + at, seen="｜")
    text_line(blocks, line, start, number, at, indent)


def begin_table(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> bool:
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
