"""Tasks that come again: the days of the next one after one is done."""

from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.dates import add


class Days(NamedTuple):
    """The days of a task, each of which may be missing."""

    start: date | None
    due: date | None


def next_days(every: str, days: Days, done: date) -> Days | None:
    """The days of the next task of a series; None where `every` is no recurrence or leads past the year 9999.

    `1mo` counts from the due day (without one from the start, else from the day on which it was done), `1mo+` always from the
    day on which it was done. Months clamp to the month's end. The start keeps its distance from the due day.
    """
    length = every.rstrip("+ ")
    begin = done if every.rstrip().endswith("+") else days.due or days.start or done
    following = add(begin, length)
    if following is None or following <= begin:
        return None
    if days.due is None and days.start is not None:
        return Days(following, None)
    if days.due is None or days.start is None:
        return Days(None, following)
    try:
        return Days(following - (days.due - days.start), following)
    except OverflowError:
        return None
