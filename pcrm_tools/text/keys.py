"""The fields that a map may hold, by every word that they are written with."""

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from pcrm_tools.model import field_table
from pcrm_tools.model.fields import Choice, Field, Kind, fields_of


class Keys(NamedTuple):
    """The fields that a map may hold, by every accepted word; `name` is what the map is called in messages."""

    name: str
    by_word: Mapping[str, Field]
    fields: Mapping[str, Field]


@functools.cache
def keys_of(struct: type) -> Keys:
    """The declared fields of a dataclass."""
    return make_keys(struct.__name__.lower(), fields_of(struct))


@functools.cache
def declared(record_type: str) -> Mapping[str, Field]:
    """The declared fields of a record type, made from the table of literals: the same that `fields_of` reads off the dataclass."""
    customer = record_type == "customer"
    rows = field_table.CUSTOMER if customer else field_table.PROJECT
    details = field_table.CUSTOMER_DETAILS if customer else field_table.PROJECT_DETAILS
    below: dict[str, dict[str, Field]] = {}
    for key, kind, many, label, zh, choices in reversed(rows):  # what stands in a map comes after it
        help_en, help_zh, required, span, aliases, struct = details.get(key, ("", "", 0, None, (), ""))
        parent, _, last = key.rpartition(".")
        inner = below.get(key, {})
        below.setdefault(parent, {})[last] = Field(
            last, cast(Kind, kind), zh, label, help_en or label, help_zh or (zh[0] if zh else label), bool(many), bool(required),
            tuple(Choice(code, code, words) for code, words in choices.items()),
            make_keys(struct, dict(reversed(inner.items()))) if struct else None, aliases, span,
        )
    return dict(reversed(below[""].items()))


def make_keys(name: str, fields: Mapping[str, Field]) -> Keys:
    """Keys over any set of fields (declared and own ones)."""
    return Keys(name, {word.lower(): spec for spec in fields.values() for word in (*spec.zh, *spec.aliases, spec.key)}, fields)


def own_field(key: str, entry: Mapping[str, Any]) -> Field:
    """A field that pcrm.yml declares."""
    kind: Kind = entry.get("type") or ("choice" if entry.get("choices") else "text")
    options = tuple(Choice(code, code, ()) for code in entry.get("choices") or ())
    label = entry.get("label") or key
    zh = tuple(dict.fromkeys(word for word in (entry.get("zh"), label if not label.isascii() else None) if word))
    inner = {name: own_field(name, spec or {}) for name, spec in (entry.get("items") or {}).items()} if kind == "items" else None
    return Field(
        key, kind, zh, label, entry.get("help") or label, entry.get("help") or label, bool(entry.get("many")),
        bool(entry.get("required")), options, make_keys(key, inner) if inner is not None else None, tuple(entry.get("aliases") or ()),
    )


def struct_keys(spec: Field) -> Keys:
    """The keys of a map's or item list's inner fields."""
    return spec.struct if isinstance(spec.struct, Keys) else keys_of(spec.struct)
