"""Days that come back every year, by the solar or the Chinese calendar: birthdays and the notebook's care days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

_MOST = 366


class YearDays(NamedTuple):
    """The days of the year that fall into a window, `05-18` -> ISO day, for solar and for lunar ones."""

    solar: Mapping[str, str]
    lunar: Mapping[str, str]

    def next(self, day: str, lunar: bool) -> str:
        """The ISO day on which a day of the year falls, or empty where it does not fall into the window."""
        return (self.lunar if lunar else self.solar).get(day, "")


def days_between(first: date, last: date, lunar: bool = True) -> YearDays:
    """Which days of the year fall between two days (both included, at most a year); the earlier one counts.

    29 February is kept on the 28th in other years, the 30th of a lunar month of 29 days on the 29th. A birthday in a leap
    month is kept in the month that it repeats.
    """
    solar: dict[str, str] = {}
    chinese: dict[str, str] = {}
    if lunar:
        from pcrm_tools.facts.lunar import lunar_day
    for step in range(min((last - first).days, _MOST) + 1):
        day = first + timedelta(step)
        text = day.isoformat()
        solar.setdefault(text[5:], text)
        if text.endswith("02-28") and (day + timedelta(1)).day == 1:
            solar.setdefault("02-29", text)
        found = lunar_day(day) if lunar else None
        if found is not None and not found.leap:
            chinese.setdefault(f"{found.month:02}-{found.day:02}", text)
            if found.day == found.length == 29:
                chinese.setdefault(f"{found.month:02}-30", text)
    return YearDays(solar, chinese)


def day_of_year(text: str) -> tuple[str, bool]:
    """`05-18`, `1980-05-18`, `lunar 05-18` or `农历05-18` as month and day, and whether it is lunar."""
    lunar = text.startswith(("lunar", "农历"))
    return text[-5:], lunar
