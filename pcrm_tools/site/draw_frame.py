"""The frame of a drawing: what it shows and how that is counted, on how many, over what time, from which records; its numbers as a table."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.site.labels import word


class Caption(NamedTuple):
    """What stands below a drawing: its title, definition, n (None where it is said elsewhere), window, and the way to its rows."""

    title: str
    definition: str = ""
    n: int | None = None
    window: str = ""
    href: str = ""
    link: str = ""


class Grid(NamedTuple):
    """The numbers of a drawing: column heads, and rows of texts (`Markup` for links); the first cell names its row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]


def figure(drawing: Markup, caption: Caption, grid: Grid | None, lang: str) -> Markup:
    """A drawing in its frame; nothing where there is nothing to draw."""
    if not drawing:
        return Markup("")
    notes = [escape(caption.definition)] if caption.definition else []
    notes += [f"n&nbsp;=&nbsp;{caption.n:,}"] if caption.n is not None else []
    notes += [f"<time>{escape(caption.window)}</time>"] if caption.window else []
    if caption.href:
        notes.append(f'<a href="{escape(caption.href)}">{escape(caption.link or word("chart.rows", lang))}</a>')
    title = f"<strong>{escape(caption.title)}</strong>" if caption.title else ""
    small = f'<span class="c-notes">{" · ".join(notes)}</span>' if notes else ""
    table = _table(grid, caption.title, lang) if grid and grid.rows else ""
    return Markup(f'<figure class="c-figure"><figcaption>{title}{small}</figcaption>{drawing}{table}</figure>')


def _table(grid: Grid, title: str, lang: str) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.columns)
    rows = "".join(_row(row) for row in grid.rows)
    name = f'<caption class="c-hidden">{escape(title)}</caption>' if title else ""
    return (
        f'<details class="p-more c-table"><summary>{escape(word("chart.table", lang))}</summary><div class="c-scroll" tabindex="0" '
        f'role="group" aria-label="{escape(title)}"><table class="p-table">{name}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )


def _row(row: Sequence[str | Markup]) -> str:
    first, *rest = (cell if isinstance(cell, Markup) else escape(cell) for cell in row)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def points_grid(points: Sequence[tuple[str, float | None, int]], unit: str, period: str, value: str, lang: str) -> Grid:
    """The numbers of a course from period to period; `period` and `value` head the columns."""
    unknown = word("chart.no_value", lang)
    return Grid(
        (period, value, "n"),
        tuple((label, unknown if number is None else f"{number:,.10g}{unit}", f"{count:,}") for label, number, count in points),
    )
