"""Working time in words: so many minutes as `1d 2h 10min`, and whether the time allowed was kept."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from datetime import datetime

    from pcrm_tools.facts.dates import WorkCalendar
    from pcrm_tools.reports.case_list import CaseState

_ZH: Mapping[str, str] = {"d": "天", "h": "小时", "min": "分钟", "w": "周", "mo": "个月", "q": "季度", "y": "年"}
_STEP = {
    "responded": Text("answered after {took} of working time", "首次答复用时 {took}（工作时间）"),
    "resolved": Text("solved after {took} of working time{waited}", "解决用时 {took}（工作时间{waited}）"),
}
_WAITED = Text(" (waiting left out: {waited})", "，已扣除等待 {waited}")
_KEPT = Text("; {limit} allowed", "，时限 {limit}，未超时")
_LATE = Text("; {limit} allowed: {late} late", "，时限 {limit}，超时 {late}")
_NO_LIMIT = Text("; no limit is set", "，没有设时限")


def span(minutes: int, calendar: "WorkCalendar", lang: str) -> str:
    """Working minutes in days of the working calendar, hours and minutes."""
    days, rest = divmod(minutes, calendar.day_minutes)
    parts = [(days, "d"), (rest // 60, "h"), (rest % 60, "min")]
    shown = [(count, unit) for count, unit in parts if count] or [(0, "min")]
    if lang == "zh":
        return " ".join(f"{count} {_ZH[unit]}" for count, unit in shown)
    return " ".join(f"{count}{unit}" for count, unit in shown)


def limit(text: str, lang: str) -> str:
    """A time limit of the settings, such as `4h`, in a language."""
    unit = text.lstrip("0123456789 ")
    return f"{text.removesuffix(unit).strip()} {_ZH[unit]}" if lang == "zh" and unit in _ZH else text


def kept(state: "CaseState", step: str, calendar: "WorkCalendar", lang: str) -> str:
    """How long the answer (`responded`) or the solution (`resolved`) took, and whether that is within its limit."""
    from pcrm_tools.facts.cases import answered_in, solved_in

    times = state.times
    if step == "responded":
        took, by, allowed, then = answered_in(times, calendar), times.respond_by, state.limits.respond, times.responded
    else:
        took, by, allowed, then = solved_in(times, calendar), times.resolve_by, state.limits.resolve, times.resolved
    waited = _WAITED.of(lang, waited=span(times.waited, calendar, lang)) if step == "resolved" and times.waited else ""
    said = _STEP[step].of(lang, took=span(took or 0, calendar, lang), waited=waited)
    if not allowed:
        return said + _NO_LIMIT.of(lang)
    late = calendar.working_between(by, then) if by and then else 0
    if not late:
        return said + _KEPT.of(lang, limit=limit(allowed, lang))
    return said + _LATE.of(lang, limit=limit(allowed, lang), late=span(late, calendar, lang))


def moment(when: "datetime | None") -> str:
    """A moment as tables show it, or nothing."""
    return when.isoformat(" ", "minutes") if when else ""
