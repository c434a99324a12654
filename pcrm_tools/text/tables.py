"""Pipe tables: their cells with offsets, and the text of an edited cell or of a new row."""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, count, repeat
from operator import add
from typing import NamedTuple

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.token_types import new

TABLE_CELLS = Rule(
    "table-cells", "warning", "the row has {seen} cells, its header has {allowed}", "该行有 {seen} 个单元格，表头有 {allowed} 个",
    "give each header one cell; write a `|` inside a cell as `\\|`", "每列写一个单元格；单元格内的 `|` 写成 `\\|`",
)  # fmt: skip
TABLE_RULE = Rule(
    "table-rule", "warning", "these rows are no table: {seen}", "这些行不是表格：{seen_zh}",
    "write {want} under the header", "在表头下面写 {want}",
)  # fmt: skip
TABLE_PIPE = Rule(
    "table-pipe", "warning", "`{seen}` parts no cells", "`{seen}` 不能分隔单元格",
    "write `|`", "写成 `|`",
)  # fmt: skip
TABLE_TEXT = Rule(
    "table-text", "warning", "text stands directly under a table, where hosts show it as a row",
    "文字紧接在表格下面，网站会把它显示成一行",
    "put an empty line between them", "中间空一行",
)  # fmt: skip
RULES: tuple[Rule, ...] = (TABLE_CELLS, TABLE_RULE, TABLE_PIPE, TABLE_TEXT)

DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+(?:\|[ \t]*)?")
_PIPE = re.compile(r"(?<!\\)\|")


class Cell(NamedTuple):
    """One cell: its text without blanks and escapes; an empty one has its place behind the pipe."""

    text: str
    start: int
    end: int


class RawTable(NamedTuple):
    """A table as typed; `field` is the items field that its heading names, `end` the end of its last row."""

    heading: str
    field: str
    line: int
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_lines: tuple[int, ...]
    start: int
    end: int


class TableDraft:
    """A table whose rows are still being read."""

    __slots__ = ("end", "field", "header", "heading", "line", "row_lines", "rows", "start")

    def __init__(self, heading: str, field: str, line: int, header: tuple[Cell, ...], start: int, end: int) -> None:
        self.heading, self.field, self.line, self.header, self.start, self.end = heading, field, line, header, start, end
        self.rows: list[tuple[Cell, ...]] = []
        self.row_lines: list[int] = []


def finish_table(draft: TableDraft) -> RawTable:
    """The table that a draft has become."""
    return RawTable(
        draft.heading, draft.field, draft.line, draft.header, tuple(draft.rows), tuple(draft.row_lines), draft.start, draft.end
    )


def parse_row(line: str, start: int = 0) -> tuple[Cell, ...]:
    """The cells of one table line that begins at an offset of its text."""
    parts = _PIPE.split(line) if "\\" in line else line.split("|")
    at = start
    if len(parts) > 1 and not parts[0].strip():
        at += len(parts[0]) + 1
        del parts[0]
    if len(parts) > 1 and not parts[-1].strip():
        del parts[-1]
    # Column by column in C: a record has some fifty cells, and a loop over them would cost as much as its log.
    texts = [part.strip() for part in parts]
    begins = list(map(add, map(add, accumulate(map(len, parts), initial=at), count()), map(str.index, parts, texts)))
    cells = zip(texts, begins, map(add, begins, map(len, texts)), strict=True)
    if "\\" in line:
        return tuple([Cell(text.replace("\\|", "|"), begin, end) for text, begin, end in cells])
    return tuple(map(new, repeat(Cell), cells))


def field_of(title: str, tables: Mapping[str, str]) -> str:
    """The items field that a heading names, or an empty text."""
    word = title.lower()
    return tables.get(word) or tables.get(word.rstrip(" :：")) or ""


def escape_cell(value: str) -> str:
    """A value as one cell holds it: pipes escaped, line ends and blanks at the ends gone."""
    return " ".join(value.split("\n")).replace("\r", " ").strip().replace("|", "\\|")


def cell_change(text: str, cell: Cell, value: str) -> tuple[int, int, str]:
    """The change `(start, end, new text)` that gives a cell another value; blanks around it stay, an empty one gets them."""
    new = escape_cell(value)
    if not new:
        return cell.start, cell.end, ""
    if cell.text:
        return cell.start, cell.end, new
    before = " " if text[max(cell.start - 1, 0) : cell.start] == "|" else ""
    after = " " if text[cell.end : cell.end + 1] == "|" else ""
    return cell.start, cell.end, before + new + after


def row_change(text: str, table: RawTable, values: Sequence[str]) -> tuple[int, int, str]:
    """The change that adds a row below the last one: indented and piped like it, no column realigned."""
    above = text[max(text.rfind("\n", 0, table.end), text.rfind("\r", 0, table.end)) + 1 : table.end]
    indent = above[: len(above) - len(above.lstrip(" \t"))]
    cells = [*values, *[""] * (len(table.header) - len(values))]
    row = _row(cells)
    if table.rows and cells[0] and not above.lstrip().startswith("|"):
        row = row[2:]
    if table.rows and cells[-1] and not above.endswith("|"):
        row = row[:-2]
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    return table.end, table.end, newline + indent + row


def _row(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in map(escape_cell, cells)) + "|"


def table_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A new table as tools write it, one line each, with a final line end."""
    return "".join(_row(line) + "\n" for line in (header, ["---"] * len(header), *rows))
