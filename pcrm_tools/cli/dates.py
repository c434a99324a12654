"""Days as people type them at the prompt: `2026-11-20`, `today`, `+3d`, `+3wd`, `-2w`, `fri`, `eom`, `明天`, `下周三`."""

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    _Day = click.ParamType[date]
else:
    _Day = click.ParamType  # generic since click 8.4 only

_NO_DAY = Text("{seen} is not a date in the calendar", "{seen} 不是日历中的日期")
_UNKNOWN = Text(
    "{seen} is no date: write 2026-11-20, or a word such as today, +3d, -2w, fri, eom",
    "{seen} 不是日期：请写成 2026-11-20，或 今天、明天、+3d、-2w、下周三、月底 等",
)


def day(text: str, today: date) -> date:
    """The day that a date or a date word names, words counting from `today`; raises WrongUse for anything else."""
    word = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise WrongUse(*_NO_DAY, seen=text) from None
    from pcrm_tools.text.datewords import resolve

    found = resolve(word, today) or _working(word, today)
    if found is None:
        raise WrongUse(*_UNKNOWN, seen=text)
    return found


def _working(word: str, today: date) -> date | None:
    """The day that `+3wd` or `last working day` names in the working calendar of the notebook at hand; None for other words."""
    from pcrm_tools.text.datewords import is_last_working_day, working_days

    last, count = is_last_working_day(word), working_days(word)
    context = click.get_current_context(silent=True)
    if (count is None and not last) or context is None or context.obj is None:
        return None
    from pcrm_tools.store.holidays import calendar

    session = context.obj.session()
    far = 1 + abs(count or 0) // 200
    years = (date(max(today.year - far, 1), 1, 1), date(min(today.year + far, 9999), 1, 1))
    working = calendar(session.db, session.config, *years)
    try:
        return working.month_end(today) if count is None else working.after(today, count)
    except OverflowError:
        return None


class DayType(_Day):
    """The type of options that take a day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that was typed, counted from `--as-of` or the clock."""
        return value if isinstance(value, date) or ctx is None else day(value, ctx.obj.today)


class PastDayType(_Day):
    """The type of options that take a day which has come already: `mon` is the last Monday."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that was typed, a weekday counted back from `--as-of` or the clock."""
        if isinstance(value, date) or ctx is None:
            return value  # type: ignore[no-any-return]
        from pcrm_tools.cli.moments import past_day

        return date.fromisoformat(past_day(value, ctx.obj.today))


DAY = DayType()
PAST = PastDayType()
