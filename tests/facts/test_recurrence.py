"""When a task comes again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.facts.recurrence import Days, next_days


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("every", "start", "due", "done", "want"),
    [
        ("1mo", "", "2026-11-25", "2026-11-20", ("", "2026-12-25")),
        ("1mo", "", "2026-11-25", "2026-12-30", ("", "2026-12-25")),
        ("1mo+", "", "2026-11-25", "2026-11-20", ("", "2026-12-20")),
        ("1mo", "", "2026-01-31", "2026-01-31", ("", "2026-02-28")),
        ("1mo", "", "2028-01-31", "2028-01-31", ("", "2028-02-29")),
        ("1y", "", "2028-02-29", "2028-02-29", ("", "2029-02-28")),
        ("1q", "", "2026-11-30", "2026-11-30", ("", "2027-02-28")),
        ("2w", "2026-11-20", "2026-11-25", "2026-11-24", ("2026-12-04", "2026-12-09")),
        ("2w+", "2026-11-20", "2026-11-25", "2026-11-30", ("2026-12-09", "2026-12-14")),
        ("3d", "2026-11-20", "", "2026-11-21", ("2026-11-23", "")),
        ("1w", "", "", "2026-11-20", ("", "2026-11-27")),
        ("1个月", "", "2026-11-25", "2026-11-20", ("", "2026-12-25")),
    ],
)
def test_the_next_days(every, start, due, done, want):
    assert next_days(every, Days(day(start), day(due)), day(done)) == Days(*map(day, want))


@pytest.mark.parametrize("every", ["", "+", "soon", "0d", "9999y", "monthly"])
def test_what_is_no_recurrence_has_no_next_day(every):
    assert next_days(every, Days(None, day("2026-11-25")), day("2026-11-20")) is None


@given(st.dates(), st.dates(), st.integers(1, 400), st.sampled_from(("d", "w", "mo", "q", "y")), st.sampled_from(("", "+")))
def test_the_next_one_is_later_and_keeps_its_lead(start, due, count, unit, plus):
    start, due = min(start, due), max(start, due)
    found = next_days(f"{count}{unit}{plus}", Days(start, due), due)
    if found is not None:
        assert found.due > due and found.due - found.start == due - start
