"""Changing the state of a task, one token of a task or entry, and one cell or row of a table."""

import re
from collections.abc import Mapping, Sequence

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.body import RawEntry, RawTable, RawTask
from pcrm_tools.text.edit_blocks import Read, read_body
from pcrm_tools.text.lines import LINE_END
from pcrm_tools.text.spans import Edit, Edited, apply, line_end_of
from pcrm_tools.text.strays import shorten
from pcrm_tools.text.tables import cell_change, escape_cell, row_change
from pcrm_tools.text.tokens import DEFAULT_WORDS, Token, Words, quote_value

NO_TASK = Rule(
    "edit-no-task",
    "error",
    "no task stands on line {seen}",
    "第 {seen} 行没有任务",
    "name a line that begins with `- [ ]`",
    "请指定以 `- [ ]` 开头的行",
)
NO_ENTRY = Rule(
    "edit-no-entry", "error",
    "no task or log entry stands on line {seen}", "第 {seen} 行没有任务或记录",
    "name the line of a task or of an entry's heading", "请指定任务行或记录的标题行",
)  # fmt: skip
NO_TABLE = Rule(
    "edit-no-cell", "error",
    "no table row with a column `{name}` stands on line {seen}", "第 {seen} 行没有含“{name}”列的表格行",
    "name the line of a row and a word of the header", "请指定表格行的行号和表头的词",
)  # fmt: skip
UNSAFE_TOKEN = Rule(
    "edit-unsafe-token", "error",
    "`{seen}` cannot be written here so that it reads back", "`{seen}` 写在这里无法被正确读取",
    "edit it in an editor", "请在编辑器中修改",
)  # fmt: skip
RULES: tuple[Rule, ...] = (NO_TASK, NO_ENTRY, NO_TABLE, UNSAFE_TOKEN)

_MARKS = {"open": " ", "done": "x", "cancelled": "-"}
_ATTRIBUTE_LINE = re.compile(r"[ \t]*[-*+][ \t]+")
_DATED = ("done", "cancelled")


def set_task_state(
    text: str, line: int, state: str, day: str = "", *, keys: Mapping[str, str] | None = None, words: Words = DEFAULT_WORDS
) -> Edited:
    """Tick, cancel or open the task on a line (`open`, `done`, `cancelled`) and date it: `done:DAY` or `cancelled:DAY`.

    `keys` gives the words to write for `done` and `cancelled` where a token is new; the other state's token goes.
    """
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    task = next((task for task in read.body.tasks if task.line == line), None)
    if task is None:
        return Edited(text, False, NO_TASK.at(line, seen=line))
    edits = []
    if task.state != state:
        edits.append(Edit(task.mark_start, task.mark_start + 1, _MARKS[state]))
    for key in _DATED:
        if key != state or day:
            edits += _token_edits(read, task, key, (keys or {}).get(key, key), day if key == state else None, False)
    return _checked(read, edits, words, line, {state: day} if day and state in _DATED else {}, state)


def set_token(
    text: str, line: int, key_words: Sequence[str], value: str | None, *, again: bool = False, words: Words = DEFAULT_WORDS
) -> Edited:
    """Set a `key:value` token of the task or log entry on a line; None removes it, `again` adds one more of the same key.

    The first of `key_words` is the canonical key, the last the word that is written when the token is new. A list's value
    comes ready-made (`王芳,"Li Wei"`); other values are quoted here where they need it.
    """
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    holder = _holder(read, line)
    if holder is None:
        return Edited(text, False, NO_ENTRY.at(line, seen=line))
    key = key_words[0]
    written = value if value is None or key in words.lists else quote_value(value)
    if value is not None and not written:
        return Edited(text, False, UNSAFE_TOKEN.at(line, seen=shorten(f"{key}:{value}")))
    edits = _token_edits(read, holder, key, key_words[-1], written, again)
    return _checked(read, edits, words, line, {} if value is None else {key: value}, "")


def set_cell(text: str, line: int, column_words: Sequence[str], value: str, *, words: Words = DEFAULT_WORDS) -> Edited:
    """Give one cell of the table row on a line another value; `column_words` are the words that its header may have."""
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    wanted = {word.casefold() for word in column_words}
    table = next((table for table in read.body.tables if line in table.row_lines), None)
    column = next((at for at, cell in enumerate(table.header) if cell.text.casefold() in wanted), -1) if table else -1
    if table is None or column < 0:
        return Edited(text, False, NO_TABLE.at(line, name=column_words[0], seen=line))
    row = table.rows[table.row_lines.index(line)]
    if (row[column].text if column < len(row) else "") == value.strip():
        return Edited(text, False, None)
    edit = Edit(*cell_change(text, row[column], value)) if column < len(row) else _longer_row(read, line, len(row), column, value)
    return _checked_cells(read, apply(text, [edit]), words, line, column, value)


def _longer_row(read: Read, line: int, cells: int, column: int, value: str) -> Edit:
    """The cells that a row lacks up to a column, behind its last one."""
    row = read.lines.text_of(line).rstrip()
    at = read.lines.line_start(line) + len(row)
    empty = " |" * (column - cells)
    return Edit(at, at, ("" if row.endswith("|") else " |") + f"{empty} {escape_cell(value)} |")


def add_row(
    text: str, field: str, values: Mapping[str, str], column_words: Mapping[str, Sequence[str]], *, words: Words
) -> Edited:
    """Add a row at the end of an items field's table: values by item key; `column_words` gives each key's header words."""
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    table = next((table for table in read.body.tables if table.field == field), None)
    if table is None:
        return Edited(text, False, NO_TABLE.at(1, name=field, seen=1))
    cells = _cells(table, values, column_words)
    if isinstance(cells, str):
        return Edited(text, False, NO_TABLE.at(table.line, name=cells, seen=table.line))
    new = apply(text, [Edit(*row_change(text, table, cells))])
    again = read_body(new, words)
    after = None if isinstance(again, Finding) else next((t for t in again.body.tables if t.start == table.start), None)
    rows = [[cell.text for cell in row] for row in after.rows] if after else []
    if rows[:-1] != [[cell.text for cell in row] for row in table.rows] or [cell.strip() for cell in cells] != rows[-1]:
        return Edited(text, False, UNSAFE_TOKEN.at(table.line, seen=shorten(" | ".join(cells))))
    return Edited(new, True, None)


def _cells(table: RawTable, values: Mapping[str, str], column_words: Mapping[str, Sequence[str]]) -> list[str] | str:
    """The cells of a new row in the header's order, or the key that has no column."""
    cells = [""] * len(table.header)
    for key, value in values.items():
        wanted = {word.casefold() for word in column_words.get(key, (key,))}
        column = next((number for number, cell in enumerate(table.header) if cell.text.casefold() in wanted), -1)
        if column < 0 and value:
            return key
        cells[column] = value
    return cells


def _holder(read: Read, line: int) -> RawTask | RawEntry | None:
    task = next((task for task in read.body.tasks if task.line == line), None)
    return task or next((entry for entry in read.body.entries if entry.line == line), None)


def _token_edits(read: Read, holder: RawTask | RawEntry, key: str, word: str, value: str | None, again: bool) -> list[Edit]:
    """The edits that give a token a value as written, remove it (None) or add it."""
    found = [token for token in holder.tokens if token.sign == ":" and token.key == key]
    if value is None:
        return [_removal(read, token) for token in found]
    if found and not again:
        token = found[-1]
        return (
            [] if read.text[token.value_start : token.value_end] == value else [Edit(token.value_start, token.value_end, value)]
        )
    return [_addition(read, holder, f"{word}:{value}", word, value)]


def _removal(read: Read, token: Token) -> Edit:
    start = token.start
    line = read.lines.line_start(read.lines.line_at(start))
    head = read.text[line:start]
    if _ATTRIBUTE_LINE.fullmatch(head):  # an attribute's own list line
        number = read.lines.line_at(start)
        after = read.lines.line_start(number + 1) if number < read.lines.count else len(read.text)
        return Edit(line, after, "")
    if head.strip():
        return Edit(line + len(head.rstrip(" \t\u3000")), token.end, "")
    rest = read.text[token.end : line + len(read.lines.text_of(read.lines.line_at(start)))]
    return Edit(start, token.end + len(rest) - len(rest.lstrip(" \t\u3000")), "")


def _addition(read: Read, holder: RawTask | RawEntry, token: str, word: str, value: str) -> Edit:
    text, lines = read.text, read.lines
    if isinstance(holder, RawTask):
        at = lines.line_start(holder.line) + len(lines.text_of(holder.line).rstrip())
        return Edit(at, at, f" {token}")
    last = max((other.end for other in holder.tokens), default=-1)
    if last < 0:
        return _paragraph(text, holder.heading_end, token)
    number = lines.line_at(last)
    line = lines.text_of(number)
    mark = _ATTRIBUTE_LINE.match(line)
    if number > holder.line and mark:
        end = lines.line_start(number) + len(line)
        return Edit(end, end, f"{line_end_of(text, end)}{mark.group()}{word}: {value}")
    return Edit(last, last, f" {token}")


def _paragraph(text: str, heading_end: int, token: str) -> Edit:
    """A paragraph of one token under a heading, with a blank line on both sides."""
    line = LINE_END.search(text, heading_end)
    at = line.start() if line else len(text)
    end = line_end_of(text, at)
    below = text[at:]
    blank = below[: len(below) - len(below.lstrip(" \t\r\n"))]
    after = end if below.strip() and len(LINE_END.findall(blank)) < 2 else "" if below else end
    return Edit(at, at, end * 2 + token + after)


def _checked(read: Read, edits: list[Edit], words: Words, line: int, wanted: Mapping[str, str], state: str) -> Edited:
    if not edits:
        return Edited(read.text, False, None)
    new = apply(read.text, edits)
    again = read_body(new, words)
    if not isinstance(again, Finding):
        holder = _holder(again, line)
        got = {(token.key, token.value) for token in holder.tokens} if holder else set()
        right_state = not state or (isinstance(holder, RawTask) and holder.state == state)
        same_counts = [len(part) for part in again.body[:5]] == [len(part) for part in read.body[:5]]
        if right_state and same_counts and all((key, value) in got for key, value in wanted.items()):
            return Edited(new, True, None)
    seen = " ".join(f"{key}:{value}" for key, value in wanted.items())
    return Edited(read.text, False, UNSAFE_TOKEN.at(line, seen=shorten(seen or state)))


def _checked_cells(read: Read, new: str, words: Words, line: int, column: int, value: str) -> Edited:
    again = read_body(new, words)
    if not isinstance(again, Finding):
        old, got = _cell_texts(read), _cell_texts(again)
        old[line] += [""] * (column + 1 - len(old[line]))
        old[line][column] = value.strip()
        if old == got:
            return Edited(new, True, None)
    return Edited(read.text, False, UNSAFE_TOKEN.at(line, seen=shorten(value)))


def _cell_texts(read: Read) -> dict[int, list[str]]:
    return {
        line: [cell.text for cell in row]
        for table in read.body.tables
        for line, row in zip(table.row_lines, table.rows, strict=True)
    }
