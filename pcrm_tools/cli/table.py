"""Display width of text, and tables and paragraphs that stay straight with wide characters.

Tables are made column by column: ten thousand rows cost a few calls a column instead of some for every cell.
"""

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# A column that is cut keeps so many columns of the terminal, and so many columns are shown at the least; only where both
# cannot be had, on a narrow screen, are columns cut to less.
_FLOORS = ((16, 3), (8, 1))
GAP = "  "


class Column(NamedTuple):
    """A column of rows: its key in JSON and CSV, its heading in tables, and whether it stands right (numbers)."""

    key: str
    label: str
    right: bool = False


class Styled(NamedTuple):
    """A text with a style of `output.STYLES`; without colour it is the text alone."""

    text: str
    style: str


Part = str | Styled


class _Widths(dict[str, int]):
    """The columns that a character takes on its own, found once: 0, 1 or 2."""

    def __missing__(self, char: str) -> int:
        cells = self[char] = _char_width(char)
        return cells


def _char_width(char: str) -> int:
    if char.isascii():
        return 1
    if "\u4e00" <= char <= "\u9fff" or "\u3001" <= char <= "\u3029" or "\uff01" <= char <= "\uff60":
        return 2
    # Not imported for output in English or Chinese alone: it takes as long as half of our own modules.
    import unicodedata

    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


_widths = _Widths()


@functools.cache
def _wide() -> re.Pattern[str]:
    """A character of the blocks in which all are wide and none combines: CJK, kana, hangul, full-width forms."""
    return re.compile("[\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]")


def measure(texts: Sequence[str]) -> list[int]:
    """The widths of many texts, none of which holds a line feed."""
    together = "\n".join(texts)
    if together.isascii():
        return list(map(len, texts))
    shapes = _wide().sub("xx", together).split("\n")
    return [len(shape) if shape.isascii() else width(shape) for shape in shapes] if texts else []


def width(text: str) -> int:
    """The columns that a text takes on a terminal: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    total = sum(map(_widths.__getitem__, text))
    return total if "\ufe0f" not in text and max(text) < "\U0001f3fb" else total + _joined(text)


def _joined(text: str) -> int:
    """What signs that change the one before them add to or take from the columns of a text."""
    total = 0
    for before, char in pairwise(text):
        if char == "\ufe0f" and _widths[before] == 1:
            total += 1  # the emoji form of a narrow sign is wide
        elif "\U0001f3fb" <= char <= "\U0001f3ff" and before > "\u2600":
            total -= 2  # a skin colour joins the emoji before it
    return total


def cut(text: str, columns: int, mark: str = "…") -> str:
    """The text shortened to at most so many columns; what was cut ends in `mark`."""
    if width(text) <= columns:
        return text
    room = columns - width(mark)
    if room < 0:
        return ""
    low, high = 0, min(len(text), 2 * columns + 16)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle]) <= room else (low, middle - 1)
    return text[:low].rstrip(" ") + mark


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text filled with blanks to so many columns, on its left where it stands right."""
    size = columns - width(text) + len(text)
    return text.rjust(size) if right else text.ljust(size)


def fit(natural: Sequence[int], limit: int | None) -> list[int]:
    """The widths of a table's columns within a limit: the widest give way first, then the last columns are left out."""
    if limit is None:
        return list(natural)
    for floor, fewest in _FLOORS:
        for count in range(len(natural), fewest - 1, -1):
            widths = _squeezed(natural[:count], limit - len(GAP) * (count - 1), floor)
            if widths:
                return widths
    return [max(limit, 1)]


def _squeezed(natural: Sequence[int], room: int, floor: int) -> list[int]:
    """The widths with the widest brought down to what fits, none below the floor; empty where that is not enough."""
    widths = list(natural)
    while (over := sum(widths) - room) > 0:
        widest = max(widths)
        if widest <= floor:
            return []
        second = max((w for w in widths if w < widest), default=floor)
        target = max(floor, second, widest - -(-over // widths.count(widest)))
        widths = [min(w, target) for w in widths]
    return widths


def lay_out(columns: Sequence[Sequence[str]], right: Sequence[bool], limit: int | None, mark: str = "…") -> list[list[str]]:
    """The columns of a table (headings first, no line feeds) with their cells padded to one width each.

    Where they are wider than `limit` together, cells are cut, ending in `mark`, and the last columns may be left out.
    """
    measured = list(map(measure, columns))
    natural = [max(widths) for widths in measured]
    fitting = fit(natural, limit)
    return [_padded(columns[i], measured[i], size, right[i], mark if size < natural[i] else "") for i, size in enumerate(fitting)]


def _padded(cells: Sequence[str], widths: Sequence[int], size: int, right: bool, mark: str) -> list[str]:
    if mark:
        cells = [cut(cell, size, mark) for cell in cells]
        widths = measure(cells)
    if right:
        return [" " * (size - cells_wide) + cell for cell, cells_wide in zip(cells, widths, strict=True)]
    return [cell + " " * (size - cells_wide) for cell, cells_wide in zip(cells, widths, strict=True)]


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at blanks and beside wide characters; closing marks may hang."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line and width(line) + width(word.rstrip(" ")) > columns and not word.startswith(_NO_START):
                lines.append(line.rstrip(" "))
                line = ""
            line += word if line else word.lstrip(" ")
        lines.append(line.rstrip(" "))
    return lines


_NO_START = tuple("，。、；：！？）》」』…,.;:!?)")


def _words(text: str) -> list[str]:
    """Pieces between which a line may break: words with the blanks behind them, and single wide characters."""
    words: list[str] = []
    piece = ""
    for char in text:
        if not char.isascii() and width(char) == 2:
            words.extend((piece, char) if piece else (char,))
            piece = ""
        elif char != " " and piece.endswith(" "):
            words.append(piece)
            piece = char
        else:
            piece += char
    return [*words, piece] if piece else words
