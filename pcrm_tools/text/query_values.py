"""The values of a filter: ranges and comparisons told from plain values, and amounts that a comma has parted put together."""

import re
from typing import NamedTuple

from pcrm_tools.text.query_tree import Filter

_RANGE = re.compile(r"\.\.|‥|…+|。。")
_OPS = (">=", "<=", ">", "<", "=", "≥", "≤")
_OP_OF = {"≥": ">=", "≤": "<="}
# `1,200..3,000`: what stands before a comma inside an amount, and after it
_GROUP_BEFORE = re.compile(r"(?:[^\d,]|^)\d{1,3}\Z|,\d{3}\Z")
_GROUP_AFTER = re.compile(r"\d{3}(?!\d)")


class Value(NamedTuple):
    """A value as typed, whether all of it was quoted, where it begins, and the sign that parts it from the one before."""

    text: str
    quoted: bool
    at: int
    sign: str = ""


def special(value: Value) -> bool:
    """Is it a comparison (quoted or not, since a shell wants `>` quoted) or a range (never where all of it is quoted)?"""
    return value.text.startswith(_OPS) or (not value.quoted and _RANGE.search(value.text) is not None)


def rejoined(values: list[Value]) -> list[Value]:
    """Values with the groups of three digits put together that a comma has parted: `1,200..3,000` is one range."""
    found = values[:1]
    for value in values[1:]:
        before = found[-1]
        bare = value.sign == "," and not before.quoted and not value.quoted
        if bare and _GROUP_BEFORE.search(before.text) and _GROUP_AFTER.match(value.text):
            found[-1] = before._replace(text=f"{before.text},{value.text}")
        else:
            found.append(value)
    return found


def compared(field: str, value: Value, start: int) -> Filter | None:
    """The filter that a range or comparison means; None where nothing is compared with. `start` is the field's place."""
    text, at = value.text, value.at
    sign = next((op for op in _OPS if text.startswith(op)), "")
    if sign:
        bound = text[len(sign) :].strip()
        return Filter(field, _OP_OF.get(sign, sign), (bound,), start, (at + len(sign),)) if bound else None
    low, high = (end.strip() for end in _RANGE.split(text, maxsplit=1))
    return Filter(field, "..", (low, high), start, (at, at + len(text) - len(high))) if low + high else None
