from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.facts.dates import WorkCalendar, add, ended, latest_start, opened, parse_duration, work_calendar
from pcrm_tools.model.durations import Duration

WEEK = {"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "08:30-17:30"}
OFFICE = work_calendar(WEEK)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2w", (2, "w")), ("3天", (3, "d")), ("1mo", (1, "mo")), ("30min", (30, "min")), ("4h", (4, "h")), ("1q", (1, "q")),
        ("1y", (1, "y")), ("2周", (2, "w")), ("1个月", (1, "mo")), ("30分钟", (30, "min")), (" 5 d ", (5, "d")), ("2W", (2, "w")),
        ("w", None), ("2", None), ("", None), ("2 parsecs", None), ("-2w", None), ("1.5d", None), ("²w", None),
        ("1234567d", None),
    ],
)
def test_a_duration_is_a_number_and_a_unit_in_either_language(text: str, meant: tuple[int, str] | None) -> None:
    assert parse_duration(text) == meant


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-11-20", "2w", "2026-12-04"),
        ("2026-01-31", "1mo", "2026-02-28"),
        ("2024-01-31", "1mo", "2024-02-29"),
        ("2026-11-30", "1q", "2027-02-28"),
        ("2024-02-29", "1y", "2025-02-28"),
        ("2026-12-31", "1d", "2027-01-01"),
        ("2026-11-20", "25h", "2026-11-22"),
        ("2026-11-20", "30min", "2026-11-21"),
    ],
)
def test_calendar_time_clamps_to_the_end_of_the_month(start: str, length: str, end: str) -> None:
    assert add(date.fromisoformat(start), length) == date.fromisoformat(end)


def test_what_is_no_duration_or_passes_the_last_year_leads_nowhere() -> None:
    assert add(date(2026, 11, 20), "soon") is None
    assert add(date(2026, 11, 20), "9999y") is None
    assert add(date(2026, 11, 20), "999999w") is None


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 40), st.sampled_from(["min", "h", "d", "w", "mo", "q", "y"]))
def test_the_latest_start_is_the_last_day_that_does_not_reach_beyond(end: date, number: int, unit: str) -> None:
    length = f"{number}{unit}"
    start = latest_start(end, length)
    assert start is not None
    reached, next_reached = add(start, length), add(start + timedelta(days=1), length)
    assert reached is not None and next_reached is not None
    assert reached <= end < next_reached


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-11-20T14:05", "4h", "2026-11-23T09:05"),     # Friday afternoon runs on into Monday
        ("2026-11-20T14:05", "1d", "2026-11-23T14:05"),
        ("2026-11-20T08:30", "1d", "2026-11-20T17:30"),     # a day that is filled ends on that day
        ("2026-11-19T10:00", "3d", "2026-11-24T10:00"),
        ("2026-11-20T16:30", "1h", "2026-11-20T17:30"),
        ("2026-11-20T16:31", "1h", "2026-11-23T08:31"),
        ("2026-11-20T20:00", "30min", "2026-11-23T09:00"),  # after hours
        ("2026-11-20T06:00", "30min", "2026-11-20T09:00"),  # before hours
        ("2026-11-21T11:00", "4h", "2026-11-23T12:30"),     # on a Saturday
        ("2026-11-20T10:00", "1w", "2026-11-27T10:00"),
        ("2026-01-31T10:00", "1mo", "2026-03-02T08:30"),    # calendar time, then the next working moment
    ],
)
def test_working_time_runs_in_working_hours_only(start: str, length: str, end: str) -> None:
    duration = parse_duration(length)
    assert duration is not None
    assert OFFICE.add_working(at(start), duration) == at(end)


def test_own_exceptions_free_a_workday_and_make_up_workdays_count() -> None:
    calendar = work_calendar({**WEEK, "exceptions": {"2026-10-01": "off", "2026-10-02": "off", "2026-10-10": "work"}})
    assert not calendar.is_working(date(2026, 10, 1))
    assert calendar.is_working(date(2026, 10, 10))
    assert not calendar.is_working(date(2026, 10, 11))
    assert calendar.add_working(at("2026-09-30T17:00"), Duration(1, "h")) == at("2026-10-05T09:00")
    assert calendar.add_working(at("2026-10-09T17:00"), Duration(1, "h")) == at("2026-10-10T09:00")
    assert calendar.working_between(at("2026-10-09T17:00"), at("2026-10-12T09:00")) == 30 + 540 + 30


def test_public_holidays_are_further_days_off_and_own_exceptions_win_over_them() -> None:
    own = {**WEEK, "exceptions": {"2027-01-01": "work"}}
    calendar = work_calendar(own, holidays={"2027-01-01", "2027-01-04"}, make_up={"2027-01-09"})
    assert calendar.is_working(date(2027, 1, 1))
    assert not calendar.is_working(date(2027, 1, 4))
    assert calendar.is_working(date(2027, 1, 9))
    assert calendar.working_days(date(2027, 1, 1), date(2027, 1, 11)) == 6


def test_unreadable_calendar_settings_count_as_left_out() -> None:
    calendar = work_calendar({"days": [], "hours": "22:00-06:00", "exceptions": {"soon": "off", "2026-11-20": "off"}})
    assert [calendar.is_working(date(2026, 11, day)) for day in range(16, 23)] == [True, True, True, True, False, False, False]
    assert calendar.day_minutes == 9 * 60


def test_a_firm_that_never_closes_counts_every_minute() -> None:
    calendar = work_calendar({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "hours": "00:00-24:00"})
    assert calendar.add_working(at("2026-11-20T23:30"), Duration(4, "h")) == at("2026-11-21T03:30")
    assert calendar.working_between(at("2026-11-20T23:30"), at("2026-11-22T00:30")) == 25 * 60


def test_a_limit_beyond_the_last_year_overflows_at_once() -> None:
    with pytest.raises(OverflowError):
        OFFICE.add_working(at("2026-11-20T10:00"), Duration(999_999, "w"))


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("2026-11-17", "2026-11-17T08:30", "2026-11-17T17:30"),
        ("2026-11-17T15:20", "2026-11-17T15:20", "2026-11-17T15:20"),
        ("2026-11-17 15:20", "2026-11-17T15:20", "2026-11-17T15:20"),
        ("14:50", "2026-11-20T14:50", "2026-11-20T14:50"),
        ("T9:05", "2026-11-20T09:05", "2026-11-20T09:05"),
    ],
)
def test_a_bare_day_opens_at_its_start_and_ends_at_its_end(text: str, begins: str, ends: str) -> None:
    assert opened(text, OFFICE, "2026-11-20") == at(begins)
    assert ended(text, OFFICE, "2026-11-20") == at(ends)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "25:00", "14:75", "2026-11-17Tnoon"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert opened(text, OFFICE, "2026-11-20") is None


moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1)).map(lambda moment: moment.replace(second=0, microsecond=0))
days = st.dates(date(2020, 1, 1), date(2032, 1, 1)).map(date.isoformat)
calendars = st.builds(
    lambda names, off, work: work_calendar({"days": names, "hours": "08:30-17:30"}, holidays=off, make_up=work),
    st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True), st.sets(days, max_size=30),
    st.sets(days, max_size=30),
)


@given(calendars, moments, st.integers(1, 200_000))
def test_working_minutes_added_are_the_working_minutes_between(calendar: object, start: datetime, minutes: int) -> None:
    assert isinstance(calendar, type(OFFICE))
    end = calendar.add_minutes(start, minutes)
    assert calendar.working_between(start, end) == minutes
    assert calendar.is_working(end.date())


@given(calendars, moments, moments)
def test_working_days_counted_at_once_are_those_counted_one_by_one(calendar: object, first: datetime, last: datetime) -> None:
    assert isinstance(calendar, type(OFFICE))
    day, count = first.date(), 0
    while day < last.date() and (day - first.date()).days < 800:
        count += calendar.is_working(day)
        day += timedelta(days=1)
    assert calendar.working_days(first.date(), day) == count


# --- a slow model: minute by minute, day by day -------------------------------------------------------------------

short = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(lambda moment: moment.replace(second=0, microsecond=0))
near = st.dates(date(2026, 1, 1), date(2026, 3, 20)).map(date.isoformat)
small = st.builds(
    lambda names, off, work, own: work_calendar(
        {"days": names, "hours": "09:00-11:00", "exceptions": own}, holidays=off, make_up=work
    ),
    st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True), st.sets(near, max_size=12),
    st.sets(near, max_size=12), st.dictionaries(near, st.sampled_from(["off", "work"]), max_size=6),
)  # fmt: skip


def works_at(calendar: WorkCalendar, moment: datetime) -> bool:
    """Whether somebody works in the minute that begins at a moment, asked of the calendar's plainest question alone."""
    minute = moment.hour * 60 + moment.minute
    return calendar.is_working(moment.date()) and calendar.opens <= minute < calendar.closes


@given(small, short, st.integers(0, 60 * 24 * 4))
def test_working_minutes_between_two_moments_are_those_counted_one_by_one(calendar: WorkCalendar, start: datetime, length: int) -> None:
    minutes = (start + timedelta(minutes=step) for step in range(length))
    assert calendar.working_between(start, start + timedelta(minutes=length)) == sum(works_at(calendar, one) for one in minutes)


@given(small, short, st.integers(1, 400))
def test_minutes_are_added_as_if_each_were_waited_for(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    moment, left = start, minutes
    while left:
        left -= works_at(calendar, moment)
        moment += timedelta(minutes=1)
    assert calendar.add_minutes(start, minutes) == moment


@given(small, st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(1, 20))
def test_so_many_working_days_after_a_day(calendar: WorkCalendar, day: date, count: int) -> None:
    found, left = day, count
    while left:
        found += timedelta(1)
        left -= calendar.is_working(found)
    assert calendar.after(day, count) == found
    assert calendar.after(day, 0) == day
    # And back again: as many working days before the day after which nothing is worked
    assert calendar.after(found + timedelta(1), -1) == found


@given(small, st.dates(date(2026, 1, 1), date(2026, 3, 1)))
def test_the_last_working_day_of_a_month(calendar: WorkCalendar, day: date) -> None:
    month = [date(day.year, day.month, 1) + timedelta(step) for step in range(31)]
    month = [one for one in month if one.month == day.month]
    worked = [one for one in month if calendar.is_working(one)]
    assert calendar.month_end(day) == (worked or month)[-1]



@pytest.mark.parametrize(
    ("own", "off", "work", "working"),
    [
        ({}, [], [], True), ({}, ["2026-11-20"], [], False), ({}, ["2026-11-20"], ["2026-11-20"], False),
        ({"2026-11-20": "work"}, ["2026-11-20"], [], True), ({"2026-11-20": "off"}, [], ["2026-11-20"], False),
    ],
)
def test_what_wins_on_a_day(own: dict[str, str], off: list[str], work: list[str], working: bool) -> None:
    assert work_calendar({**WEEK, "exceptions": own}, off, work).is_working(date(2026, 11, 20)) == working
