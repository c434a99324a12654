"""Tables, meters and cells of the pages for browsing, made without templates: they have rows by the hundred.

A table in a page is sorted, filtered and saved by the theme's script; `sort` of a cell says what it sorts by.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from pcrm_tools.site.values import Label, badge, day


class Head(NamedTuple):
    """A column's heading; `kind` number stands right, a minor column is left out on phones."""

    label: str
    kind: str = "text"
    minor: bool = False


class Linked(NamedTuple):
    """A link with what stands behind it; without an address the words alone."""

    href: str
    label: str
    note: str = ""


class Day(NamedTuple):
    """A day (ISO); a `late` one is shown red once it is past."""

    text: str
    late: bool = False


class Meter(NamedTuple):
    """A number and a bar as long as its share (0 to 1) of the greatest one; `tone` is good, warn, bad or empty."""

    number: str
    share: float
    tone: str = ""


class Sorted(NamedTuple):
    """Words with the number that they sort by."""

    text: str
    by: float


Cell = str | int | float | Linked | Day | Label | Meter | Sorted | Markup | tuple["Cell", ...] | None


def shown(cell: Cell) -> str:
    """A cell as HTML; everything that is no Markup is escaped."""
    made = _SHOWN.get(type(cell))
    return made(cell) if made is not None else str(escape(f"{cell:,}" if isinstance(cell, int | float) else cell))


def _linked(cell: Linked) -> str:
    note = f' <span class="p-faint">{escape(cell.note)}</span>' if cell.note else ""
    return f'<a href="{escape(cell.href)}">{escape(cell.label)}</a>{note}' if cell.href else f"{escape(cell.label)}{note}"


def _meter(cell: Meter) -> str:
    return f'<span class="b-meter"><span>{escape(cell.number)}</span>{meter(cell.share, cell.tone)}</span>'


# By the very type: a table of a thousand rows asks this ten thousand times.
_SHOWN: Mapping[type, Callable[[Any], str]] = {
    str: escape, Linked: _linked, Day: lambda cell: day(cell.text, cell.late), Label: badge, Meter: _meter, Markup: str,
    Sorted: lambda cell: escape(cell.text), type(None): lambda cell: "", tuple: lambda cell: " ".join(filter(None, map(shown, cell))),
}  # fmt: skip


def meter(share: float, tone: str = "") -> Markup:
    """A bar; its number has to stand beside it, since the drawing itself says nothing."""
    look = f" b-fill--{tone}" if tone else ""
    length = max(0.0, min(1.0, share)) * 100
    filled = f'<rect class="b-fill{look}" width="{max(length, 1.5):.1f}%" height="8" rx="3"/>' if length else ""
    return Markup(
        f'<svg class="b-bar" aria-hidden="true" focusable="false"><rect class="b-back" width="100%" height="8" rx="3"/>{filled}</svg>'
    )


@lru_cache(maxsize=32)
def _tags(heads: tuple[Head, ...]) -> tuple[tuple[str, str], ...]:
    """The opening (left open for `data-sort`) and the closing of each column's cells."""
    found = []
    for place, head in enumerate(heads):
        looks = (' class="is-minor"' if head.minor else "") + (f' data-kind="{head.kind}"' if head.kind != "text" else "")
        found.append((f"<td{looks}", "</td>") if place else (f'<th scope="row"{looks}', "</th>"))
    return tuple(found)


def line(heads: Sequence[Head], cells: Sequence[Cell]) -> str:
    """A row of a table; its first cell names it."""
    out = ["<tr>"]
    for (opened, closed), cell in zip(_tags(tuple(heads)), cells, strict=True):
        by = (
            f' data-sort="{cell.by:.10g}"'
            if isinstance(cell, Sorted)
            else f' data-sort="{cell.number}"'
            if isinstance(cell, Meter)
            else ""
        )
        out.append(f"{opened}{by}>{shown(cell)}{closed}")
    out.append("</tr>\n")
    return "".join(out)


def grid(heads: Sequence[Head], rows: Iterable[Sequence[Cell]], look: str = "") -> Markup:
    """A table; empty where it has no rows."""
    return table(heads, [line(heads, row) for row in rows], look)


def table(heads: Sequence[Head], lines: Sequence[str], look: str = "") -> Markup:
    """A table of rows that are made already (by `line`); empty where there are none."""
    if not lines:
        return Markup("")
    titles = "".join(
        f'<th scope="col" data-kind="{head.kind}"' + (' class="is-minor"' if head.minor else "") + f">{escape(head.label)}</th>"
        for head in heads
    )
    name = f" b-table--{look}" if look else ""
    return Markup(
        f'<div class="p-scroll"><table class="p-table b-table{name}"><thead><tr>{titles}</tr></thead><tbody>\n{"".join(lines)}</tbody></table></div>'
    )
