"""Seeded choices, and names that no dictionary knows."""

import random
from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")

_VOWELS, _CONSONANTS = "aeiou", "bdfgklmnprstvz"
SYLLABLES = tuple(consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS)
_ENDS = ("n", "r", "l", "x", "th", "rd", "nt", "m", "ck", "ss")
# The first characters of the words of `marks` are left out: a name must not write one of them by chance.
_RESERVED = "霜蓝朱"


def _rows(first: int, last: int) -> tuple[str, ...]:
    """The characters of some rows of GB 2312; the last row of its first level ends early."""
    return tuple(
        character
        for row in range(first, last + 1)
        for cell in range(0xA1, 0xFA if row == 0xD7 else 0xFF)
        if (character := bytes((row, cell)).decode("gb2312")) not in _RESERVED
    )


# The 3,755 characters of daily use, and 3,008 that mostly stand in names and places.
COMMON, SELDOM = _rows(0xB0, 0xD7), _rows(0xD8, 0xF7)


class Dice:
    """Choices that are the same for a seed on every Python: only `random()` is drawn from, whose series is guaranteed."""

    __slots__ = ("_draw",)

    def __init__(self, *seed: object) -> None:
        self._draw = random.Random("/".join(map(str, seed))).random

    def chance(self, share: float) -> bool:
        return self._draw() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._draw() * (high - low + 1))

    def pick(self, options: Sequence[Option]) -> Option:
        return options[int(self._draw() * len(options))]

    def some(self, options: Sequence[Option], count: int) -> list[Option]:
        """So many different ones, or all of them where there are fewer."""
        left = list(options)
        return [left.pop(int(self._draw() * len(left))) for _ in range(min(count, len(left)))]


def han(dice: Dice, count: int = 2) -> str:
    """So many characters drawn without regard to sense: hardly a pair of them is a word."""
    return "".join([dice.pick(SELDOM if dice.chance(0.15) else COMMON) for _ in range(count)])


def invented(dice: Dice, least: int = 2, most: int = 3) -> str:
    """A word that sounds like one, such as `velmorath`."""
    return "".join([dice.pick(SYLLABLES) for _ in range(dice.between(least, most))]) + dice.pick(_ENDS)
