"""The typed values that a field can hold, beyond what Python has: money, durations, birthdays, places."""

import calendar
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands in its file: 1-based line and column (code points)."""

    line: int
    column: int


class Money(NamedTuple):
    """An amount in one currency (ISO 4217 code); amounts of different currencies are never added."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:,f}"


class Duration(NamedTuple):
    """A length of time in one unit: `min h d w mo q y`."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def after(self, start: date) -> date:
        """The day this long after `start` in calendar time; months clamp to the month's end, hours count as a day begun."""
        return add_duration(start, self.count, self.unit)


_DAYS = {"d": 1, "w": 7}
_MONTHS = {"mo": 1, "q": 3, "y": 12}


def add_duration(start: date, count: int, unit: str) -> date:
    """`start` plus a calendar duration; raises OverflowError past the years that a date can hold."""
    if unit in _DAYS:
        return date.fromordinal(start.toordinal() + count * _DAYS[unit])
    if unit not in _MONTHS:
        hours = count if unit == "h" else count / 60
        return date.fromordinal(start.toordinal() + int(-(-hours // 24)))
    months = start.year * 12 + start.month - 1 + count * _MONTHS[unit]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{count}{unit} after {start}")
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


class Birthday(NamedTuple):
    """A birthday; the year is 0 where it is unknown, `lunar` marks a day of the Chinese calendar."""

    year: int
    month: int
    day: int
    lunar: bool

    def __str__(self) -> str:
        day = f"{self.month:02}-{self.day:02}"
        return ("lunar " if self.lunar else "") + (f"{self.year:04}-{day}" if self.year else day)
