"""The Chinese calendar, held against the festivals of another library and against days that are known."""

from datetime import date, timedelta

import pytest
from holidays.calendars.chinese import _ChineseLunisolar
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.facts.birthdays import day_of_year, days_between
from pcrm_tools.facts.lunar import lunar_day


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        ("1990-01-27", (1990, 1, 1, False)),   # the first of the table
        ("2023-03-22", (2023, 2, 1, True)),    # a leap month
        ("2025-07-25", (2025, 6, 1, True)),
        ("2026-02-16", (2025, 12, 29, False)),  # the year's last day: the twelfth month has 29 days
        ("2026-02-17", (2026, 1, 1, False)),
        ("2033-12-22", (2033, 11, 1, True)),   # where older tables went wrong
        ("2100-02-08", (2099, 12, 30, False)),  # the last of the table
    ],
)
def test_known_days(day: str, lunar: tuple[int, int, int, bool]) -> None:
    found = lunar_day(date.fromisoformat(day))
    assert found is not None and found[:4] == lunar


@pytest.mark.parametrize("day", [date.min, date(1990, 1, 26), date(2100, 2, 9), date.max])
def test_outside_the_table_there_is_no_lunar_day(day: date) -> None:
    assert lunar_day(day) is None


FESTIVALS = {
    "lunar_new_year_date": (1, 1), "hung_kings_date": (3, 10), "buddha_birthday_date": (4, 8), "dragon_boat_date": (5, 5),
    "mid_autumn_date": (8, 15), "double_ninth_date": (9, 9),
}
# The new moon of September 2057 falls on seconds before midnight: nobody knows today how fast the earth will turn then.
DOUBTFUL = {("double_ninth_date", 2057)}


@pytest.mark.parametrize("name", FESTIVALS)
def test_festivals_of_a_century_fall_on_the_same_days(name: str) -> None:
    other = _ChineseLunisolar()
    compared = 0
    for year in range(1991, 2100):
        found = getattr(other, name)(year)
        day = found[0] if isinstance(found, tuple) else found
        if day is not None and (name, year) not in DOUBTFUL:
            lunar = lunar_day(day)
            assert lunar is not None and (lunar.month, lunar.day, lunar.leap) == (*FESTIVALS[name], False), day
            compared += 1
    assert compared > 100


@given(st.dates(date(1990, 1, 27), date(2100, 2, 7)))
def test_days_follow_each_other(day: date) -> None:
    here, there = lunar_day(day), lunar_day(day + timedelta(1))
    assert here is not None and there is not None
    assert here.length in (29, 30) and 1 <= here.day <= here.length
    if here.day < here.length:
        assert there[:4] == (here.year, here.month, here.day + 1, here.leap)
    else:
        assert there.day == 1 and (there.year, there.month, there.leap) != (here.year, here.month, here.leap)


def test_the_days_of_a_window() -> None:
    found = days_between(date(2026, 2, 14), date(2026, 2, 18))
    assert found.next("02-16", False) == "2026-02-16" and found.next("02-19", False) == ""
    # The last month has 29 days: who was born on its 30th is congratulated on the 29th.
    assert found.next("12-30", True) == found.next("12-29", True) == "2026-02-16"
    assert found.next("01-01", True) == "2026-02-17"
    assert days_between(date(2027, 2, 27), date(2027, 3, 1)).next("02-29", False) == "2027-02-28"
    assert days_between(date(2028, 2, 27), date(2028, 3, 1)).next("02-29", False) == "2028-02-29"


def test_a_leap_month_is_no_birthday() -> None:
    assert days_between(date(2025, 7, 25), date(2025, 8, 22)).lunar == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [("05-18", ("05-18", False)), ("1980-05-18", ("05-18", False)), ("lunar 05-18", ("05-18", True)), ("农历05-18", ("05-18", True))],
)
def test_a_day_of_the_year_as_it_is_written(text: str, found: tuple[str, bool]) -> None:
    assert day_of_year(text) == found
