"""Dates as people say them at the prompt and in queries: `today`, `+3d`, `fri`, `eom`, `明天`, `下周三`, `月底`.

Days are counted in calendar time. A weekday alone (`fri`, `周五`) is the next such day, today included; with 本周, 上周 or 下周
it is that day of the week that begins on Monday. `sow eow som eom soq eoq soy eoy` are the first and last days of this week,
month, quarter and year. `两周内` reaches from today two weeks ahead, or back where only the past can be meant; `近两周` always
reaches back. A bare number is no date: nobody can tell whether it means a day, a month or days from now.
"""

import re
from datetime import date, timedelta

from pcrm_tools.model.durations import add_duration

_PLAIN = {
    "today": 0, "tomorrow": 1, "yesterday": -1,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name[:length]: day for day, name in enumerate(_ENGLISH) for length in (3, len(name))}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_CHINESE_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_WEEKS = {"上上": -2, "上": -1, "": 0, "本": 0, "这": 0, "下": 1, "下下": 2}
_NUMBERS = {char: count for count, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_UNIT_WORDS = "d day days 天 日|w week weeks 周 星期|mo month months 月|q quarter quarters 季度 季|y year years 年"
_UNITS = {word: words.split()[0] for words in _UNIT_WORDS.split("|") for word in words.split()}
_STEPS = {"this": 0, "last": -1, "next": 1, "本": 0, "这": 0, "今": 0, "上": -1, "去": -1, "前": -2, "下": 1, "明": 1, "后": 2}
_EDGES = {f"{end}o{unit[0]}": (unit, end == "e") for end in "se" for unit in ("w", "mo", "q", "y")}
# Patterns stay text until one is needed: compiling them all would cost a warm start several milliseconds
_FULL = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_SHIFT = r"([+-])\s*(\d{1,6})\s*([a-z]+|[一-鿿]+)"
_CHINESE_WEEKDAY = r"(上上个?|上个?|本|这个?|下下个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天末])"
_CHINESE_EDGE = r"(上个?|本|这个?|下个?|今|去|前(?=年)|明|后(?=年))?(周|月|季度?|年)(初|底|末)"
_YEAR = r"(\d{4})年?"
_MONTH = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?"
_QUARTER = r"(\d{4})\s*[-/年]?\s*(?:q|第)([1-4一二三四])(?:季度)?"
_WEEK = r"(\d{4})-?w(\d{1,2})"
_PERIOD = r"(this|last|next|上个?|本|这个?|下个?|今|去|前(?=年)|明|后(?=年))[- ]?(week|month|quarter|year|周|星期|月|季度|年)"
_COUNTED = r"(\d{1,6}|[一二两三四五六七八九十])\s*(天|日|个?星期|周|个?月|个?季度|年)"
_LATER = rf"{_COUNTED}(之?后|以后|之?前|以前)"
_LAST_WORKING = frozenset(("last working day", "last-working-day", "本月最后一个工作日", "最后一个工作日", "月底工作日"))
_WORKING = r"([+-])?\s*(\d{1,4}|[一二两三四五六七八九十])\s*(?:wd|working[ -]?days?|个?工作日)(之?后|以后|之?前|以前|内|之内|以内)?"
_WITHIN = rf"(最近|近|过去|未来|今后)?{_COUNTED}(之?内|以内)?"

Span = tuple[date, date]


def resolve(word: str, today: date) -> date | None:
    """The day that a date or date word means, or None where it means none (or a longer span of time)."""
    text = _plain(word)
    if text in _PLAIN:
        return today + timedelta(_PLAIN[text])
    try:
        return _written(text) or _weekday(text, today) or _shifted(text, today) or _edge(text, today)
    except (ValueError, OverflowError):
        return None


def is_last_working_day(word: str) -> bool:
    """Whether a word means the last working day of the month: `last working day`, `本月最后一个工作日`."""
    return _plain(word) in _LAST_WORKING


def working_days(word: str) -> int | None:
    """How many working days a word counts, backwards if negative: `+3wd`, `3 working days`, `3个工作日后`; None for other words."""
    found = re.fullmatch(_WORKING, _plain(word))
    if not found:
        return None
    count = _NUMBERS.get(found[2]) or int(found[2])
    return -count if found[1] == "-" or (found[3] or "").endswith("前") else count


def span(word: str, today: date, past: bool = False) -> Span | None:
    """The first and last day of what a word means: a day, `2026`, `2026-10`, `2026Q4`, `2026-W47`, `this-week`, `本月`, `两周内`.

    `past` says that only days up to today can be meant.
    """
    day = resolve(word, today)
    if day is not None:
        return day, day
    text = _plain(word)
    try:
        return _named_span(text) or _period(text, today) or _within(text, today, past)
    except (ValueError, OverflowError):
        return None


def _plain(word: str) -> str:
    import unicodedata

    return (word if word.isascii() else unicodedata.normalize("NFKC", word)).strip().lower()


def _written(text: str) -> date | None:
    """`2026-11-20`, `2026/11/5`, `2026年11月5日`."""
    if not text[:4].isdecimal():
        return None
    found = re.fullmatch(_FULL, text)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _weekday(text: str, today: date) -> date | None:
    if text in _WEEKDAYS:
        return today + timedelta((_WEEKDAYS[text] - today.weekday()) % 7)
    found = None if text.isascii() else re.fullmatch(_CHINESE_WEEKDAY, text)
    if not found:
        return None
    day = _CHINESE_DAYS[found[2]]
    if not found[1]:
        return today + timedelta((day - today.weekday()) % 7)
    return today + timedelta(day - today.weekday() + 7 * _WEEKS[found[1].rstrip("个")])


def _shifted(text: str, today: date) -> date | None:
    """`+3d`, `-2w`, `3天后`, `两周前`."""
    if text[:1] in ("+", "-"):
        found = re.fullmatch(_SHIFT, text)
        count, word, back = (int(found[2]), found[3], found[1] == "-") if found else (0, "", False)
    else:
        found = None if text.isascii() else re.fullmatch(_LATER, text)
        if not found:
            return None
        count, word, back = _NUMBERS.get(found[1]) or int(found[1]), found[2], found[3].endswith("前")
    unit = _UNITS.get(word.removeprefix("个"))
    return add_duration(today, -count if back else count, unit) if unit else None


def _edge(text: str, today: date) -> date | None:
    """`eom`, `月底`, `下月初`."""
    if text in _EDGES:
        unit, last = _EDGES[text]
        return _around(today, unit)[last]
    found = None if text.isascii() else re.fullmatch(_CHINESE_EDGE, text)
    if not found:
        return None
    step = _STEPS[found[1].rstrip("个")] if found[1] else 0
    return _stepped(today, _UNITS[found[2]], step)[found[3] != "初"]


def _named_span(text: str) -> Span | None:
    if not text[:4].isdecimal():
        return None
    if found := re.fullmatch(_YEAR, text):
        return _around(date(int(found[1]), 1, 1), "y")
    if found := re.fullmatch(_MONTH, text):
        return _around(date(int(found[1]), int(found[2]), 1), "mo")
    if found := re.fullmatch(_QUARTER, text):
        quarter = _NUMBERS.get(found[2]) or int(found[2])
        return _around(date(int(found[1]), quarter * 3, 1), "q")
    if found := re.fullmatch(_WEEK, text):
        return _around(date.fromisocalendar(int(found[1]), int(found[2]), 1), "w")
    return None


def _period(text: str, today: date) -> Span | None:
    found = re.fullmatch(_PERIOD, text)
    return _stepped(today, _UNITS[found[2]], _STEPS[found[1].rstrip("个")]) if found else None


def _within(text: str, today: date, past: bool) -> Span | None:
    """`两周内`, `近30天`, `未来三个月`."""
    found = None if text.isascii() else re.fullmatch(_WITHIN, text)
    if not found or not (found[1] or found[4]):
        return None
    count, unit = _NUMBERS.get(found[2]) or int(found[2]), _UNITS[found[3].removeprefix("个")]
    if found[1] in ("最近", "近", "过去") or (past and not found[1]):
        return add_duration(today, -count, unit), today
    return today, add_duration(today, count, unit)


def _stepped(today: date, unit: str, step: int) -> Span:
    """The week, month, quarter or year that lies `step` of them from today's."""
    return _around(add_duration(_around(today, unit)[0], step, unit), unit)


def _around(day: date, unit: str) -> Span:
    """First and last day of the week, month, quarter or year that holds a day."""
    if unit == "w":
        first = day - timedelta(day.weekday())
        return first, first + timedelta(6)
    month, length = {"mo": (day.month, 1), "q": (day.month - (day.month - 1) % 3, 3), "y": (1, 12)}[unit]
    following = date(day.year + (month + length > 12), (month + length - 1) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(1)
