"""The typed values that a field can hold, beyond what Python has: money, durations, birthdays, places."""

from decimal import Decimal
from typing import NamedTuple

from pcrm_tools.model.durations import Duration, add_duration

__all__ = ["Birthday", "Duration", "Money", "Place", "add_duration"]


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


class Birthday(NamedTuple):
    """A birthday; the year is 0 where it is unknown, `lunar` marks a day of the Chinese calendar."""

    year: int
    month: int
    day: int
    lunar: bool

    def __str__(self) -> str:
        day = f"{self.month:02}-{self.day:02}"
        return ("lunar " if self.lunar else "") + (f"{self.year:04}-{day}" if self.year else day)
