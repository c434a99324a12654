"""How the files of the search index are written: numbers as short text, and values that a script of ours takes over."""

import json
from collections.abc import Iterable
from typing import Any

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_UNSAFE = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")


def encode(numbers: Iterable[int]) -> str:
    """Ascending numbers as differences, five bits a digit."""
    out: list[str] = []
    before = 0
    for number in numbers:
        gap, before = number - before, number
        while gap > 31:
            out.append(DIGITS[32 + (gap & 31)])
            gap >>= 5
        out.append(DIGITS[gap])
    return "".join(out)


def decode(text: str) -> list[int]:
    """The numbers of an encoded text."""
    found: list[int] = []
    number = gap = shift = 0
    for digit in text:
        value = _VALUES[digit]
        gap |= (value & 31) << shift
        if value & 32:
            shift += 5
            continue
        number += gap
        found.append(number)
        gap = shift = 0
    return found


def script(call: str, *values: Any) -> str:
    """A file that hands values to the page's script; no character of it means anything to HTML."""
    parts = [json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) for value in values]
    text = ",".join(parts)
    for char, written in _UNSAFE:
        text = text.replace(char, written)
    return f"{call}({text});\n"


def payload(text: str) -> Any:
    """The last value that a file of ours hands over."""
    return json.loads(f"[{text[text.index('(') + 1 : text.rindex(')')]}]")[-1]
