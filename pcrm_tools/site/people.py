"""People as a page shows them: members of the team, and the customer's contacts."""

import hashlib
import json
from collections.abc import Container, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.fields import Field
from pcrm_tools.model.rows import ItemRow
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.parts import Part
from pcrm_tools.site.render import Resolve
from pcrm_tools.site.value_pages import person_file, person_href
from pcrm_tools.site.values import Fact, Label, Values, cell_text

_SHOWN = frozenset(("name", "aliases", "role", "stakeholder", "influence", "primary", "left"))


class Person(NamedTuple):
    """A team member as a chip shows one; `href` leads to the member's page where there is one."""

    name: str
    initials: str
    hue: int
    href: str = ""


class Contact(NamedTuple):
    """A person at the customer."""

    name: str
    initials: str
    hue: int
    aliases: tuple[str, ...]
    role: str
    part: Label | None
    influence: int
    primary: str
    left: str
    ways: tuple[Fact, ...]
    anchor: str
    part_code: str = ""
    now_at: str = ""
    followed: str = ""


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [part for part in name.replace(".", " ").split() if part[:1].isalnum()]
    if not words:
        return name[:1] or "?"
    if not words[0][0].isascii():
        return words[0][-2:] if len(words[0]) <= 3 else words[0][:2]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> int:
    """One of the six colours of avatars."""
    return hashlib.sha256(name.encode(errors="replace")).digest()[0] % 6


def person(values: Values, member: str, made: Container[str] = ()) -> Person:
    """A team member's chip; `made` are the files of the pages of people that the site has."""
    name = values.person(member)
    return Person(name, initials(name), hue(member), f"../{person_href(member)}" if person_file(member) in made else "")


def contacts(values: Values, part: Part, resolve: Resolve) -> tuple[list[Contact], list[Contact]]:
    """The people there, the first to turn to before the others, and those who left."""
    spec = values.fields["customer"]["contacts"]
    inner = values.inner(spec)
    rows = [(row, json.loads(row.data)) for row in part.items.get("contacts", [])]
    rows.sort(key=lambda row: (not row[1].get("primary"), -float(row[1].get("influence") or 0), row[0].ord))
    views = [_contact(values, row, cells, inner, resolve) for row, cells in rows]
    return [view for view in views if not view.left], [view for view in views if view.left]


def _contact(values: Values, row: ItemRow, cells: dict[str, Any], inner: Mapping[str, Field], resolve: Resolve) -> Contact:
    cells = {key: value for key, value in cells.items() if values.book.audience.sees(f"contacts.{key}")}
    name = cell_text(cells.get("name"))
    if cells.get("was") and values.book.find(str(cells["was"])):
        cells["was"] = f"[[{cells['was']}]]"
    ways = tuple(
        Fact(values.label(inner[key]), (Markup(values.cell(inner[key], value, resolve)),))
        for key, value in cells.items()
        if key in inner and key not in _SHOWN and value not in (None, "", [])
    )
    code = str(cells.get("stakeholder") or "")
    part = values.choice(inner["stakeholder"], code) if code else None
    influence = max(0, min(5, int(float(cells.get("influence") or 0))))
    primary = values.label(inner["primary"]) if cells.get("primary") else ""
    return Contact(
        name,
        initials(name),
        hue(name),
        tuple(cell_text(alias) for alias in cells.get("aliases") or ()),
        cell_text(cells.get("role")),
        part,
        influence,
        primary,
        cell_text(cells.get("left")),
        ways,
        fragment(row.id or name),
        code,
    )
