"""The fields that a map may hold, by every word that they are written with."""

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple

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
