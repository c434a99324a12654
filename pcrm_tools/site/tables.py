"""Item lists (goals, risks, payments, registers …) as tables."""

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.fields import Field
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.parts import Part
from pcrm_tools.site.render import Resolve
from pcrm_tools.site.values import Values, cell_text

# How long units are, for sorting alone: a working day is not told from a day.
MINUTES = {"min": 1, "h": 60, "d": 1440, "w": 10_080, "mo": 43_830, "q": 131_490, "y": 525_960}
_DURATION = re.compile(r"(\d+)(min|h|d|w|mo|q|y)\+?")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NUMBERS = frozenset(("money", "number", "percent"))
_RIGHT = ' class="is-number"'


class Table(NamedTuple):
    """An item list: `rows` are HTML, `data` holds their cells as the cache keeps them, `numbers` says which columns stand right."""

    key: str
    title: str
    anchor: str
    columns: tuple[str, ...]
    rows: Markup
    data: tuple[dict[str, Any], ...]
    numbers: frozenset[int] = frozenset()


class Extra(NamedTuple):
    """A further column: its title, and what it shows of an item (by the line of its record): HTML, and what it sorts by."""

    title: str
    cell: Callable[[int], tuple[str, str]]


def html(view: Table) -> str:
    """A table with its head, in a frame that scrolls."""
    heads = "".join([
        f'<th scope="col"{_RIGHT if place in view.numbers else ""}>{escape(column)}</th>' for place, column in enumerate(view.columns)
    ])  # fmt: skip
    return (
        f'<div class="p-scroll" tabindex="0" role="region" aria-label="{escape(view.title)}"><table class="p-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{view.rows}</tbody></table></div>"
    )


def table(
    values: Values,
    part: Part,
    key: str,
    resolve: Resolve,
    order: Callable[[dict[str, Any]], Any] | None = None,
    extras: Sequence[Extra] = (),
) -> Table | None:
    """An item list with the columns that hold anything, in the order of the file unless `order` says another."""
    rows = part.items.get(key)
    spec = values.fields[part.record.type].get(key)
    if not rows or spec is None:
        return None
    inner = values.inner(spec)
    data = tuple(json.loads(row.data) for row in rows)
    sees = values.book.audience.sees
    specs = [
        inner[name] for name in inner if sees(f"{key}.{name}") and any(cells.get(name) not in (None, "", []) for cells in data)
    ]
    lines = []
    pairs = list(zip(rows, data, strict=True))
    for row, cells in sorted(pairs, key=lambda pair: order(pair[1])) if order else pairs:
        anchor = f' id="{escape(fragment(row.id))}"' if row.id else ""
        shown = [
            _cell(column, values.cell(column, value, resolve), _sort(column, value))
            for column in specs
            for value in (_named(values, key, column, cells.get(column.key, "")),)
        ]
        shown += [f"<td{_told(sort)}>{cell}</td>" for extra in extras for cell, sort in (extra.cell(row.line),)]
        lines.append(f"<tr{anchor}>{''.join(shown)}</tr>\n")
    columns = (*(values.label(column) for column in specs), *(extra.title for extra in extras))
    numbers = frozenset(place for place, column in enumerate(specs) if column.kind in _NUMBERS)
    return Table(key, values.label(spec), heading_anchor(part, key), columns, Markup("".join(lines)), data, numbers)


def _named(values: Values, key: str, column: Field, value: Any) -> Any:
    """A cell's value, a colleague among a project's stakeholders by name."""
    return values.person(value) if (key, column.key) == ("stakeholders", "contact") and isinstance(value, str) else value


def heading_anchor(part: Part, key: str) -> str:
    """The element id that links to the heading of an item list lead to."""
    heading = part.source.headings.get(key, "")
    return fragment(heading) if heading else ""


def _cell(spec: Field, shown: str, sort: str) -> str:
    told = _told(sort)
    look = ' class="is-text"' if spec.kind == "text" and spec.key != "id" else _RIGHT if spec.kind in _NUMBERS else ""
    return f"<td{look}{told}>{shown}</td>"


def _told(sort: str) -> str:
    return f' data-sort="{escape(sort)}"' if sort else ""


def _sort(spec: Field, value: Any) -> str:
    """What a cell sorts by where its text would sort otherwise; empty where it does not."""
    text = cell_text(value)
    if spec.kind == "choice":
        codes = [option.code for option in spec.choices]
        return str(codes.index(text)) if text in codes else ""
    if spec.kind == "money":
        return text.rpartition(" ")[2] if _NUMBER.fullmatch(text.rpartition(" ")[2]) else ""
    if spec.kind in ("number", "percent"):
        return text if _NUMBER.fullmatch(text) else ""
    found = _DURATION.fullmatch(text) if spec.kind == "duration" else None
    return str(int(found[1]) * MINUTES[found[2]]) if found else ""
