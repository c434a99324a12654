"""Moments as people type them: a day in any words, a time, both, or `now`. A time is kept only where one was typed."""

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.dates import day
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.app import App

_NOW = ("now", "现在", "此刻")
_CLOCK = r"(\d{1,2})[:：](\d{2})(?::\d{2})?"
# A weekday alone is the next such day where something is planned, and the last one where it has happened.
_WEEKDAY = r"(?i:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|(?:周|星期|礼拜)[一二三四五六日天]"
_NO_TIME = Text("{seen} is no time of day: write 14:30", "{seen} 不是时刻：请写成 14:30")
_FUTURE = Text(
    "{seen} is still to come: {what} says what happened; what is planned is a task (pcrm task add) or a next contact",
    "{seen} 还没有到：{what}只写已发生的事；计划请用任务（pcrm task add）或下次联系",
)
LOG = Text("the log", "记录")


class Moment(NamedTuple):
    """A day (ISO) and a time `HH:MM`, empty where none was typed."""

    day: str
    time: str

    @property
    def token(self) -> str:
        """The moment as the value of a token."""
        return f"{self.day}T{self.time}" if self.time else self.day


def moment(app: "App", typed: str) -> Moment:
    """The moment that was typed, which must not be still to come; raises WrongUse."""
    found = _read(app, typed.strip())
    if found.day > app.today.isoformat():
        raise WrongUse(*_FUTURE, seen=typed.strip(), what=LOG.of(app.lang))
    return found


def now(app: "App") -> Moment:
    """Today with the time of the clock; the bare day where `--as-of` says which day it is."""
    if app.as_of is not None:
        return Moment(app.today.isoformat(), "")
    return Moment(app.today.isoformat(), _clock(app))


def now_as_datetime(app: "App") -> datetime | None:
    """The moment of the clock in the notebook's time zone; None where `--as-of` says which day it is."""
    if app.as_of is not None:
        return None
    return datetime.fromisoformat(f"{app.today.isoformat()}T{_clock(app)}")


def _read(app: "App", text: str) -> Moment:
    if text.lower() in _NOW:
        return Moment(app.today.isoformat(), _clock(app))
    found = re.fullmatch(rf"(.*?)(?:(?<=\d)[Tt]|\s+|\A|(?<=[^\W\d_])){_CLOCK}", text)
    if found is None or found[1].rstrip().endswith((":", "：")):
        return Moment(past_day(text, app.today), "")
    if int(found[2]) > 23 or int(found[3]) > 59:
        raise WrongUse(*_NO_TIME, seen=f"{found[2]}:{found[3]}")
    time = f"{int(found[2]):02}:{found[3]}"
    return Moment(past_day(found[1].strip() or "today", app.today), time)


def past_day(word: str, today: date) -> str:
    """The day (ISO) that a word names, a weekday being the last one, today included; raises WrongUse."""
    return day(word, today - timedelta(6) if re.fullmatch(_WEEKDAY, word.strip()) else today).isoformat()


def _clock(app: "App") -> str:
    """The time of the clock in the notebook's time zone."""
    zone = str(app.session().config.data.get("timezone") or "")
    if zone:
        from zoneinfo import ZoneInfo

        try:
            return datetime.now(ZoneInfo(zone)).strftime("%H:%M")
        except (KeyError, ValueError, OSError):  # the system does not know the zone
            return datetime.now().strftime("%H:%M")
    return datetime.now().strftime("%H:%M")
