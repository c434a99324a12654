"""Display width of text, and tables and paragraphs that stay straight with wide characters."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_FLOOR = 8  # a column that is cut keeps this many columns of the terminal; rather than less, the last one goes
_GAP = "  "


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
_widths: dict[str, int] = {}
# Blocks of characters that are all wide and none of which combines; what is left is mostly ASCII.
_WIDE = re.compile(
    "[\u2e80-\u2fd5\u3001-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u31f0-\u321e\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0002fa1d]+"
)


def _char_width(char: str) -> int:
    """How many columns a character takes on its own: 0, 1 or 2."""
    # 3 ms to import, and output in English or Chinese alone never needs it.
    import unicodedata

    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """The columns that a text takes on a terminal: East Asian wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    rest = _WIDE.sub("", text)
    return 2 * (len(text) - len(rest)) + (len(rest) if rest.isascii() else _width_by_character(rest))


def _width_by_character(text: str) -> int:
    total = 0
    before = ""
    for char in text:
        cells = _widths.get(char)
        if cells is None:
            cells = _widths[char] = _char_width(char)
        if char == "\ufe0f" and before and _widths[before] == 1:
            cells = 1  # the emoji form of a narrow sign is wide
        elif "\U0001f3fb" <= char <= "\U0001f3ff" and before > "\u2600":
            cells = 0  # a skin colour joins the emoji before it
        total += cells
        before = char
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
    for count in range(len(natural), 0, -1):
        widths = list(natural[:count])
        room = limit - len(_GAP) * (count - 1)
        while (over := sum(widths) - room) > 0 and max(widths) > _FLOOR:
            widest = max(widths)
            second = max((w for w in widths if w < widest), default=_FLOOR)
            target = max(_FLOOR, second, widest - -(-over // widths.count(widest)))
            widths = [min(w, target) for w in widths]
        if over <= 0:
            return widths
    return [max(limit, 1)]


def lay_out(
    header: Sequence[Part],
    rows: Sequence[Sequence[Part]],
    right: Sequence[bool],
    limit: int | None,
    paint: Callable[[str, str], str],
    mark: str = "…",
) -> Iterator[str]:
    """The lines of a table, cells padded to straight columns and cut to `limit` columns (None: no limit).

    `paint(text, style)` colours the padded text of a styled cell.
    """
    # Column by column, since whole columns are often ASCII and then need no measuring by character.
    columns = list(zip(header, *rows, strict=True))
    texts = [[cell if isinstance(cell, str) else cell.text for cell in column] for column in columns]
    natural = [max(map(len if "".join(column).isascii() else width, column)) for column in texts]
    widths = fit(natural, limit)
    shown = []
    for i, size in enumerate(widths):
        cells = texts[i] if size >= natural[i] else [cut(cell, size, mark) for cell in texts[i]]
        if i < len(widths) - 1 or right[i]:
            cells = _padded(cells, size, right[i])
        if any(not isinstance(cell, str) for cell in columns[i]):
            pairs = zip(cells, columns[i], strict=True)
            cells = [text if isinstance(cell, str) else paint(text, cell.style) for text, cell in pairs]
        shown.append(cells)
    return (_GAP.join(line).rstrip(" ") for line in zip(*shown, strict=True))


def _padded(cells: Sequence[str], size: int, right: bool) -> list[str]:
    if "".join(cells).isascii():
        return [cell.rjust(size) for cell in cells] if right else [cell.ljust(size) for cell in cells]
    return [pad(cell, size, right) for cell in cells]


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at blanks and beside wide characters."""
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
