"""Lengths of time as the notebook writes them, such as `4h` or `1mo`; imports nothing that costs a warm start time."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

UNITS: Mapping[str, str] = {
    "min": "min", "m": "min", "分钟": "min", "分": "min", "h": "h", "小时": "h", "时": "h",
    "d": "d", "天": "d", "日": "d", "个工作日": "d", "工作日": "d", "w": "w", "周": "w", "星期": "w",
    "mo": "mo", "个月": "mo", "月": "mo", "q": "q", "季": "q", "季度": "q", "个季度": "q", "y": "y", "年": "y",
}
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"mo": 1, "q": 3, "y": 12}
_MONTH_ENDS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Duration(NamedTuple):
    """A length of time in one unit: `min h d w mo q y`."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"

    def after(self, start: date) -> date:
        """The day this long after `start` in calendar time; months clamp to the month's end, hours count as a day begun."""
        return add_duration(start, self.number, self.unit)


def add_duration(start: date, count: int, unit: str) -> date:
    """`start` plus a calendar duration; raises OverflowError past the years that a date can hold."""
    if unit in _DAYS:
        try:
            return date.fromordinal(start.toordinal() + count * _DAYS[unit])
        except ValueError as error:
            raise OverflowError(f"{count}{unit} after {start}") from error
    if unit not in _MONTHS:
        hours = count if unit == "h" else count / 60
        return add_duration(start, int(-(-hours // 24)), "d")
    year, month = divmod(start.year * 12 + start.month - 1 + count * _MONTHS[unit], 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{count}{unit} after {start}")
    return date(year, month + 1, min(start.day, month_end(year, month + 1)))


def month_end(year: int, month: int) -> int:
    """The number of days in a month."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _MONTH_ENDS[month - 1]
