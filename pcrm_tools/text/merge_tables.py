"""Tables merged row by row and cell by cell: rows by what their items are known by, columns by their headings."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.text.merge_lines import merge_lines
from pcrm_tools.text.merge_parts import Clash, Notes, Piece, Unit, flatten, pick
from pcrm_tools.text.merge_units import merge_units
from pcrm_tools.text.merge_values import IDENTITIES, identity

_PIPE = re.compile(r"(?<!\\)\|")
_KNOWN = frozenset(word for words in IDENTITIES for word in words)


class Row(NamedTuple):
    """A line of a table: what stands before the first cell, the cells with their blanks by their columns, what stands behind."""

    before: str
    cells: dict[str, str]
    after: str


def merge_table(base: str | None, ours: str, theirs: str, what: str, notes: Notes | None = None) -> list[Piece]:
    """The pieces of a table that both sides changed."""
    names = _renamed(_header(base), _header(ours), _header(theirs)) if base is not None else {}
    if names is None:
        return merge_lines(base or "", ours, theirs, what)
    texts = [_with_names(text, names) if names else text for text in (base, ours, theirs)]
    headers = [_header(text) if text is not None else [] for text in texts]
    read = [_read(text, what) if text is not None else [] for text in texts]
    columns = _columns(headers) if None not in read and (base is not None or headers[1] == headers[2]) else None
    if columns is None or _needed(read, headers, columns):
        return merge_lines(base or "", ours, theirs, what)

    def inner(old: Unit | None, one: Unit, other: Unit) -> list[Piece]:
        line = _merge_row(old, one, other, columns)
        return [line] if line is not None else [Clash(one.text, old.text if old else "", other.text, one.what)]

    lists = [[_widened(unit, columns) for unit in units or ()] for units in read]
    return merge_units(lists, inner, notes)


def _split(line: str) -> tuple[str, list[str], str]:
    """What stands before the first cell, the cells with their blanks, and what stands behind the last one."""
    bare = line.rstrip(" \t\r\n")
    parts = _PIPE.split(bare)
    before = after = ""
    if len(parts) > 1 and not parts[0].strip():
        before = parts.pop(0) + "|"
    if len(parts) > 1 and not parts[-1].strip():
        after = "|" + parts.pop()
    return before, parts, after + line[len(bare) :]


def _header(text: str) -> list[str]:
    return [cell.strip() for cell in _split(text[: text.find("\n") + 1])[1]]


def _read(text: str, what: str) -> list[Unit] | None:
    """The lines of a table as units; None where it cannot be merged by cells."""
    header = _header(text)
    if len(set(header)) < len(header) or "" in header:
        return None
    units = []
    for number, line in enumerate(text.split("\n")[:-1]):
        before, cells, after = _split(line + "\n")
        if len(cells) > len(header):
            return None
        called = {column.lower(): cell.strip() for column, cell in zip(header, cells, strict=False)}
        keys = identity(called) if _KNOWN & called.keys() else (("first", cells[0].strip() if cells else ""),)
        keys = ((("line", str(number)),), keys)[number > 1]
        name = next((key[1] for key in keys if key[1]), "")
        # A short row keeps its form as long as nobody changes it.
        row = Row(before, dict(zip(header, cells, strict=False)), after)
        units.append(Unit(line + "\n", keys, f"{what} {name}".strip() if number > 1 else what, alike=number > 1, parts=None))
        units[-1] = units[-1]._replace(parts=(row, header))
    return units


def _columns(headers: list[list[str]]) -> list[str] | None:
    """The columns of the merged table; None where a side's column is lost that the other one needs."""
    units = [[Unit(name, (("column", name.lower()),)) for name in header] for header in headers]
    merged = flatten(merge_units([units[0] if headers[0] else units[1], *units[1:]], lambda _base, one, _other: [one.text]))
    names = [str(piece) for piece in merged if not isinstance(piece, Clash)]
    lowered = [name.lower() for name in names]
    return names if names and len(names) == len(merged) and len(set(lowered)) == len(lowered) else None


def _renamed(base: list[str], ours: list[str], theirs: list[str]) -> dict[str, str] | None:
    """New names of columns: a side has as many of them, and a new name where an old one stood; None where the other side
    gave that column another name, or took it out."""
    found: dict[str, str] = {}
    for side in (ours, theirs):
        if len(side) != len(base):
            continue
        for old, new in zip(base, side, strict=True):
            if old not in side and new not in base and new and found.setdefault(old, new) != new:
                return None
    kept = all(old in side or new in side for old, new in found.items() for side in (ours, theirs))
    return found if kept else None


def _with_names(text: str | None, names: dict[str, str]) -> str | None:
    """A table whose headings have their new names, the blanks around them kept."""
    if text is None:
        return None
    first, end, rest = text.partition("\n")
    before, cells, after = _split(first + end)
    called = [cell.replace(cell.strip(), names[cell.strip()]) if cell.strip() in names else cell for cell in cells]
    return before + "|".join(called) + after + rest


def _needed(read: Sequence[list[Unit] | None], headers: Sequence[list[str]], columns: list[str]) -> bool:
    """Whether one side took a column out in which the other one wrote something since."""
    values = [
        Counter((name, unit.parts[0].cells.get(name, "").strip()) for unit in (units or ())[2:] for name in header if name not in columns)
        for units, header in zip(read, headers, strict=True)
    ]
    return any(cell for side in values[1:] for _name, cell in side - values[0])


def _widened(unit: Unit, columns: list[str]) -> Unit:
    """A row with the columns of the merged table; one that has them already stays byte for byte."""
    row, header = unit.parts
    if header == columns:
        return unit._replace(parts=None if unit.keys[0][0] == "line" else row)
    rule = unit.keys[0] == ("line", "1")
    heading = unit.keys[0] == ("line", "0")
    cells = {name: row.cells.get(name, " --- " if rule else f" {name} " if heading else " ") for name in columns}
    return unit._replace(text=_text(row.before, cells, row.after, columns), parts=row._replace(cells=cells))


def _text(before: str, cells: dict[str, str], after: str, columns: list[str]) -> str:
    return before + "|".join(cells.get(name, " ") for name in columns) + after


def _merge_row(base: Unit | None, ours: Unit, theirs: Unit, columns: list[str]) -> str | None:
    """A row that both sides changed, cell by cell; None where a cell clashes, or where both added the row."""
    if base is None:
        return None if _values(ours, columns) != _values(theirs, columns) else ours.text
    rows: list[Row] = [_row(unit, columns) for unit in (base, ours, theirs)]
    cells: dict[str, str] = {}
    for name in columns:
        raw = [row.cells.get(name, "") for row in rows]
        chosen = pick(*raw)
        if chosen is None:
            values = [text.strip() for text in raw]
            value = pick(*values)
            if value is None:
                return None
            chosen = raw[1] if values[1] == value and (values[0] != values[1] or values[0] == values[2]) else raw[2]
        cells[name] = chosen
    before, after = (pick(*parts) for parts in zip(*((row.before, row.after) for row in rows), strict=True))
    if before is None or after is None:
        return None
    while cells and columns[len(cells) - 1] not in rows[1].cells and columns[len(cells) - 1] not in rows[2].cells:
        del cells[columns[len(cells) - 1]]
    return before + "|".join(cells[name] for name in columns[: len(cells)]) + after


def _row(unit: Unit, columns: list[str]) -> Row:
    if isinstance(unit.parts, Row):
        return unit.parts
    before, cells, after = _split(unit.text)
    return Row(before, dict(zip(columns, cells, strict=False)), after)


def _values(unit: Unit, columns: list[str]) -> list[str]:
    return [_row(unit, columns).cells.get(name, "").strip() for name in columns]
