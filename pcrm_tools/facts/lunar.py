"""The Chinese calendar between 1990 and 2099: which day of a lunar month a day is.

The table was computed from the new moons and solar terms at UTC+8 by the rules of GB/T 33661-2017; a test holds it
against the festivals of another library. Package tables of lunar dates are under licences that ours cannot take in.
"""

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR = 1990
_FIRST_DAY = date(1990, 1, 27).toordinal()
# For each lunar year: bits 0 to 12 say which of its months has 30 days (else 29), the bits above which month is followed by a leap one.
_YEARS = (
    0x0be92, 0x00e92, 0x00d26, 0x06a56, 0x00a57, 0x114d6, 0x0035a, 0x006d5, 0x0b6c9, 0x00749,  # 1990
    0x00693, 0x0952b, 0x0052b, 0x00a5b, 0x0555a, 0x0056a, 0x0fb55, 0x00ba4, 0x00b49, 0x0ba93,  # 2000
    0x00a95, 0x0052d, 0x08aad, 0x00ab5, 0x135aa, 0x005d2, 0x00da5, 0x0dd4a, 0x00d4a, 0x00c95,  # 2010
    0x0952e, 0x00556, 0x00ab5, 0x055b2, 0x006d2, 0x0cea5, 0x00725, 0x0064b, 0x0ac97, 0x00cab,  # 2020
    0x0055a, 0x06ad6, 0x00b69, 0x17752, 0x00b52, 0x00b25, 0x0da4b, 0x00a4b, 0x004ab, 0x0a55b,  # 2030
    0x005ad, 0x00b6a, 0x05b52, 0x00d92, 0x0fd25, 0x00d25, 0x00a55, 0x0b4ad, 0x004b6, 0x005b5,  # 2040
    0x06daa, 0x00ec9, 0x11e92, 0x00e92, 0x00d26, 0x0ca56, 0x00a57, 0x00556, 0x086d5, 0x00755,  # 2050
    0x00749, 0x06e93, 0x00693, 0x0f52b, 0x0052b, 0x00a5b, 0x0b55a, 0x0056a, 0x00b65, 0x0974a,  # 2060
    0x00b4a, 0x11a95, 0x00a95, 0x0052d, 0x0caad, 0x00ab5, 0x005aa, 0x08ba5, 0x00da5, 0x00d4a,  # 2070
    0x07c95, 0x00c96, 0x0f94e, 0x00556, 0x00ab5, 0x0b5b2, 0x006d2, 0x00ea5, 0x08e4a, 0x0068b,  # 2080
    0x10c97, 0x004ab, 0x0055b, 0x0cad6, 0x00b6a, 0x00752, 0x09725, 0x00b45, 0x00a8b, 0x0549b,  # 2090
)  # fmt: skip


class LunarDay(NamedTuple):
    """A day of the Chinese calendar; `length` is the number of days of its month, 29 or 30."""

    year: int
    month: int
    day: int
    leap: bool
    length: int


def lunar_day(day: date) -> LunarDay | None:
    """The lunar day that a day is, or None outside the table."""
    ordinal = day.toordinal()
    place = bisect_right(_starts(), ordinal) - 1
    if not 0 <= place < len(_YEARS):
        return None
    rest = ordinal - _starts()[place]
    for month, leap, length in _months(place):
        if rest < length:
            return LunarDay(FIRST_YEAR + place, month, rest + 1, leap, length)
        rest -= length
    raise AssertionError("unreachable")


def _months(place: int) -> list[tuple[int, bool, int]]:
    """Number, whether a leap month, and length of a lunar year's months in order."""
    bits, after = _YEARS[place] & 0x1FFF, _YEARS[place] >> 13
    order = [(month, leap) for month in range(1, 13) for leap in ((False, True) if month == after else (False,))]
    return [(month, leap, 29 + (bits >> position & 1)) for position, (month, leap) in enumerate(order)]


@lru_cache(maxsize=1)
def _starts() -> list[int]:
    """The ordinals on which the years of the table begin, and the one on which the last ends."""
    starts = [_FIRST_DAY]
    for place in range(len(_YEARS)):
        starts.append(starts[-1] + sum(length for _, _, length in _months(place)))
    return starts
