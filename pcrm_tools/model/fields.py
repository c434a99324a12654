"""What a field is: its key, type, labels, help and choices, declared once beside the dataclass attribute it describes.

Decoding, JSON Schema, the guide's field tables, labels and search fields all follow from these declarations.
"""

import functools
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Kind = Literal[
    "text", "date", "datetime", "money", "duration", "percent", "number", "bool", "choice", "person", "record",
    "url", "email", "phone", "birthday", "ids", "stage", "lifecycle", "tier", "pipeline", "map", "items", "table", "days", "any",
]


# The least and the greatest number that a field takes (None: no end), percentages as shares of 1.
Span = tuple[int | None, int | None] | None


class Choice(NamedTuple):
    """One allowed value: its canonical code, English label and Chinese words (the first is what tools write)."""

    code: str
    en: str
    zh: tuple[str, ...]


class Field(NamedTuple):
    """The declaration of one field; `zh` holds its Chinese keys, the first of which tools write."""

    key: str
    kind: Kind
    zh: tuple[str, ...]
    label: str
    help: str
    help_zh: str
    many: bool = False
    required: bool = False
    choices: tuple[Choice, ...] = ()
    struct: Any = None
    aliases: tuple[str, ...] = ()
    span: Span = None

    @property
    def label_zh(self) -> str:
        """The Chinese label: the first Chinese key."""
        return self.zh[0] if self.zh else self.label


def declare(
    kind: Kind,
    label: str,
    zh: str,
    help: str = "",
    help_zh: str = "",
    *,
    many: bool = False,
    required: bool = False,
    choices: tuple[Choice, ...] = (),
    struct: type | None = None,
    aliases: tuple[str, ...] = (),
    key: str = "",
    span: Span = None,
) -> Any:
    """A dataclass attribute that is a notebook field; `zh` parts its words by `|`; a missing help repeats the label."""
    import dataclasses  # by those that declare fields alone: it takes longer to import than many a command to answer

    words = tuple(word for word in zh.split("|") if word)
    spec = Field(
        key, kind, words, label, help or label, help_zh or (words[0] if words else label), many, required, choices, struct, aliases, span
    )
    empty: Any = () if many or kind == "items" else None
    return dataclasses.field(default=empty, metadata={"pcrm": spec})


@functools.cache
def fields_of(struct: type) -> Mapping[str, Field]:
    """The declared fields of a dataclass by canonical key, in the order of declaration."""
    import dataclasses

    found: dict[str, Field] = {}
    for attribute in dataclasses.fields(struct):
        spec = attribute.metadata.get("pcrm")
        if spec is not None:
            key = spec.key or attribute.name.rstrip("_")
            found[key] = spec._replace(key=key)
    return found


@functools.cache
def words_of(struct: type) -> Mapping[str, str]:
    """Every accepted word (canonical, English alias, Chinese) of a dataclass's fields -> canonical key."""
    found: dict[str, str] = {}
    for key, spec in fields_of(struct).items():
        for word in (key, *spec.aliases, *spec.zh):
            if found.setdefault(word, key) != key:
                raise ValueError(f"{struct.__name__}: the word {word!r} stands for {found[word]} and for {key}")
    return found


def choices(text: str) -> tuple[Choice, ...]:
    """Choices from a compact declaration: `code zh|zh · code zh`; the English label is the code."""
    found = []
    for part in text.split("·"):
        code, _, zh = part.strip().partition(" ")
        found.append(Choice(code, code, tuple(zh.strip().split("|")) if zh.strip() else ()))
    return tuple(found)
