"""Item lists (goals, risks, payments, registers …) as tables."""

import json
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.fields import Field
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.parts import Part
from pcrm_tools.site.render import Resolve
from pcrm_tools.site.values import Values


class Table(NamedTuple):
    """An item list: `rows` are HTML, `data` holds their cells as the cache keeps them."""

    key: str
    title: str
    anchor: str
    columns: tuple[str, ...]
    rows: Markup
    data: tuple[dict[str, Any], ...]


def table(values: Values, part: Part, key: str, resolve: Resolve) -> Table | None:
    """An item list with the columns that hold anything."""
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
    for row, cells in zip(rows, data, strict=True):
        anchor = f' id="{escape(fragment(row.id))}"' if row.id else ""
        shown = [_cell(column, values.cell(column, cells.get(column.key, ""), resolve)) for column in specs]
        lines.append(f"<tr{anchor}>{''.join(shown)}</tr>\n")
    columns = tuple(values.label(column) for column in specs)
    return Table(key, values.label(spec), heading_anchor(part, key), columns, Markup("".join(lines)), data)


def heading_anchor(part: Part, key: str) -> str:
    """The element id that links to the heading of an item list lead to."""
    heading = part.source.headings.get(key, "")
    return fragment(heading) if heading else ""


def _cell(spec: Field, shown: str) -> str:
    return f'<td class="is-text">{shown}</td>' if spec.kind == "text" else f"<td>{shown}</td>"
