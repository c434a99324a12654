"""Calendar durations and working time: when a time limit ends, and how many working minutes have passed."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from pcrm_tools.model.durations import UNITS, Duration, add_duration, month_end

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DEFAULT_HOURS = (9 * 60, 18 * 60)
_LAST = date.max.toordinal()
_NEAR = 15


@lru_cache(maxsize=256)
def parse_duration(text: str) -> Duration | None:
    """The duration written as `2w`, `3天`, `1mo` or `30min`, or None."""
    clean = text.strip()
    digits = 0
    while digits < len(clean) and clean[digits] in "0123456789":
        digits += 1
    unit = UNITS.get(clean[digits:].strip().lower())
    return Duration(int(clean[:digits]), unit) if unit and 0 < digits <= 6 else None


def parse_date(text: str) -> date | None:
    """The day written as `2026-11-20` (what follows the day is ignored), or None."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def add(start: date, length: str) -> date | None:
    """The day `length` after `start` in calendar time (months clamp); None where it is no duration or passes the year 9999."""
    span = parse_duration(length)
    if span is None:
        return None
    try:
        return add_duration(start, span.number, span.unit)
    except OverflowError:
        return None


def latest_start(end: date, length: str) -> date | None:
    """The last day from which `length` does not reach beyond `end`: the inverse of `add`, so that SQL can compare days."""
    span = parse_duration(length)
    if span is None:
        return None
    try:
        day = add_duration(end, -span.number, span.unit)
        if add_duration(day, span.number, span.unit) > end:  # a day begun counts whole, backwards too
            day -= timedelta(days=1)
        while add_duration(day + timedelta(days=1), span.number, span.unit) <= end:
            day += timedelta(days=1)
    except OverflowError:
        return None
    return day


class WorkCalendar(NamedTuple):
    """The hours in which a firm works: weekdays (Monday first), minutes after midnight, and days (ordinals) that differ."""

    weekdays: tuple[bool, ...]
    opens: int
    closes: int
    worked: tuple[int, ...]
    missed: tuple[int, ...]
    differing: frozenset[int]

    @property
    def day_minutes(self) -> int:
        """The length of a working day in minutes."""
        return self.closes - self.opens

    def is_working(self, day: date) -> bool:
        """Whether anybody works on a day."""
        return self._works(day.toordinal())

    def working_days(self, first: date, until: date) -> int:
        """How many working days lie in `[first, until)`."""
        return self._count(first.toordinal(), until.toordinal())

    def start_of(self, day: date) -> datetime:
        """The moment at which a day's work begins (or would begin)."""
        return _at(day.toordinal(), self.opens)

    def end_of(self, day: date) -> datetime:
        """The moment at which a day's work ends (or would end)."""
        return _at(day.toordinal(), self.closes)

    def add_working(self, start: datetime, length: Duration) -> datetime:
        """The moment `length` of working time after `start`; raises OverflowError past the year 9999.

        A day is one working day, a week as many days as the week has working days; months and longer run in calendar time.
        """
        if length.unit in ("mo", "q", "y"):
            day = add_duration(start.date(), length.number, length.unit)
            return self.add_minutes(datetime.combine(day, start.time()), 0)
        return self.add_minutes(start, self.minutes(length))

    def minutes(self, length: Duration) -> int:
        """A duration of at most weeks as working minutes."""
        week = sum(self.weekdays)
        return length.number * {"min": 1, "h": 60, "d": self.day_minutes, "w": week * self.day_minutes}[length.unit]

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after a day, or before it where `count` is negative; raises OverflowError past the last year."""
        if count >= 0:
            return date.fromordinal(self._nth(day.toordinal() + 1, count)) if count else day
        while count:
            if day == date.min:
                raise OverflowError("no working day left after the year 1")
            day -= timedelta(days=1)
            count += self.is_working(day)
        return day

    def month_end(self, day: date) -> date:
        """The last working day of a day's month, or the month's last day where nobody works in it."""
        last = date(day.year, day.month, month_end(day.year, day.month)).toordinal()
        worked = [one for one in range(last, last - month_end(day.year, day.month), -1) if self._works(one)]
        return date.fromordinal(worked[0] if worked else last)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment so many working minutes after `start`; a sum that fills a day ends on that day, not on the next."""
        day, minute = start.toordinal(), start.hour * 60 + start.minute
        if minute >= self.closes:
            day, minute = self._nth(day + 1, 1), self.opens
        elif minute < self.opens or not self._works(day):
            day, minute = self._nth(day, 1), self.opens
        rest = minutes - (self.closes - minute)
        if rest <= 0:
            return _at(day, minute + minutes)
        days, part = divmod(rest - 1, self.day_minutes)
        return _at(self._nth(day + 1, days + 1), self.opens + part + 1)

    def working_between(self, start: datetime, end: datetime) -> int:
        """The working minutes from `start` to `end`; 0 where `end` is not later."""
        if end <= start:
            return 0
        days = self._count(start.toordinal(), end.toordinal())
        return days * self.day_minutes + self._elapsed(end) - self._elapsed(start)

    def _elapsed(self, moment: datetime) -> int:
        minute = moment.hour * 60 + moment.minute
        return min(max(minute - self.opens, 0), self.day_minutes) if self._works(moment.toordinal()) else 0

    def _works(self, day: int) -> bool:
        return self.weekdays[(day - 1) % 7] != (day in self.differing)

    def _count(self, first: int, until: int) -> int:
        if until <= first:
            return 0
        weeks, rest = divmod(until - first, 7)
        regular = weeks * sum(self.weekdays) + sum(self.weekdays[(first - 1 + step) % 7] for step in range(rest))
        return regular + _within(self.worked, first, until) - _within(self.missed, first, until)

    def _nth(self, first: int, number: int) -> int:
        """The `number`-th working day at or after `first`: near ones by walking, far ones by halving what lies between."""
        left = number
        for day in range(first, min(first + _NEAR, _LAST)):
            left -= self._works(day)
            if not left:
                return day
        low = first
        high = min(first + 7 * (-(-(number + len(self.missed)) // sum(self.weekdays)) + 1), _LAST)
        if low > _LAST or self._count(first, high + 1) < number:
            raise OverflowError("no working day left before the year 10000")
        while low < high:
            middle = (low + high) // 2
            if self._count(first, middle + 1) >= number:
                high = middle
            else:
                low = middle + 1
        return low


def work_calendar(
    calendar: Mapping[str, Any], holidays: Collection[str] = (), make_up: Collection[str] = ()
) -> WorkCalendar:
    """The working calendar of the settings' `calendar`; unreadable parts count as left out.

    `holidays` and `make_up` are further days off and worked days (ISO); the notebook's own exceptions win over both.
    """
    names = [str(name).lower() for name in calendar.get("days") or ()]
    weekdays = tuple(name in names for name in WEEKDAYS)
    if not any(weekdays):
        weekdays = (True,) * 5 + (False,) * 2
    kinds = {**dict.fromkeys(make_up, "work"), **dict.fromkeys(holidays, "off"), **(calendar.get("exceptions") or {})}
    days = {day.toordinal(): kind for text, kind in kinds.items() if (day := parse_date(str(text))) is not None}
    worked = sorted(day for day, kind in days.items() if kind == "work" and not weekdays[(day - 1) % 7])
    missed = sorted(day for day, kind in days.items() if kind == "off" and weekdays[(day - 1) % 7])
    opens, closes = _hours(str(calendar.get("hours") or ""))
    return WorkCalendar(weekdays, opens, closes, tuple(worked), tuple(missed), frozenset((*worked, *missed)))


def opened(text: str, calendar: WorkCalendar, day: str = "") -> datetime | None:
    """The moment at which something begins; a bare date is the start of its working day, a bare time is on `day`."""
    return _moment(text, day, calendar.opens)


def ended(text: str, calendar: WorkCalendar, day: str = "") -> datetime | None:
    """The moment at which something was answered or solved; a bare date is the end of its working day."""
    return _moment(text, day, calendar.closes)


def _moment(text: str, day: str, bare: int) -> datetime | None:
    clean = text.strip().replace("T", " ")
    if clean and ":" in clean[:6]:
        clean = f"{day} {clean.strip()}"
    found = parse_date(clean)
    if found is None:
        return None
    minute = _minute(clean[11:].strip()) if len(clean) > 10 else bare
    return _at(found.toordinal(), minute) if minute is not None else None


def _minute(text: str) -> int | None:
    hour, _, rest = text.partition(":")
    try:
        hours, minutes = int(hour), int(rest[:2])
    except ValueError:
        return None
    return hours * 60 + minutes if 0 <= minutes < 60 and 0 <= hours * 60 + minutes <= 24 * 60 else None


def _hours(text: str) -> tuple[int, int]:
    first, _, last = text.replace("–", "-").replace("：", ":").partition("-")
    opens, closes = _minute(first.strip()), _minute(last.strip())
    return (opens, closes) if opens is not None and closes is not None and opens < closes else DEFAULT_HOURS


def _at(day: int, minute: int) -> datetime:
    return datetime.fromordinal(day) + timedelta(minutes=minute)


def _within(days: Sequence[int], first: int, until: int) -> int:
    return bisect_left(days, until) - bisect_left(days, first)
