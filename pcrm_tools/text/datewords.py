"""Dates as people say them at the prompt and in queries: `today`, `+3d`, `fri`, `eom`, `明天`, `下周三`, `月底`.

Days are counted in calendar time. A weekday alone (`fri`, `周五`) is the next such day, today included; with 本周, 上周 or 下周
it is that day of the week that begins on Monday. `sow eow som eom soq eoq soy eoy` are the first and last days of this week,
month, quarter and year. A bare number is no date: nobody can tell whether it means a day, a month or days from now.
"""

import re
from datetime import date, timedelta

_PLAIN = {
    "today": 0, "tomorrow": 1, "yesterday": -1,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name[:length]: day for day, name in enumerate(_ENGLISH) for length in (3, len(name))}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_CHINESE_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_CHINESE_WEEKDAY = re.compile(r"(上上个?|上个?|本|这个?|下下个?|下个?)?(?:周|星期|礼拜)([一二三四五六日天末])\Z")
_WEEKS = {"上上": -2, "上": -1, "": 0, "本": 0, "这": 0, "下": 1, "下下": 2}
_SHIFT = re.compile(r"([+-])\s*(\d{1,6})\s*([a-z]+|[一-鿿]+)\Z")
_LATER = re.compile(r"(\d{1,6}|[一二两三四五六七八九十])\s*(天|日|个?星期|周|个?月|个?季度|年)(之?后|以后|之?前|以前)\Z")
_NUMBERS = {char: count for count, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_UNIT_WORDS = "d day days 天 日|w week weeks 周 星期|mo month months 月|q quarter quarters 季度 季|y year years 年"
_UNITS = {word: words.split()[0] for words in _UNIT_WORDS.split("|") for word in words.split()}
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_YEAR = re.compile(r"(\d{4})年?\Z")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?\Z")
_QUARTER = re.compile(r"(\d{4})\s*[-/年]?\s*(?:q|第)([1-4一二三四])(?:季度)?\Z")
_WEEK = re.compile(r"(\d{4})-?w(\d{1,2})\Z")
_PERIOD = re.compile(r"(this|last|next|上个?|本|这个?|下个?|今|去|明)[- ]?(week|month|quarter|year|周|星期|月|季度|年)\Z")
_STEPS = {"this": 0, "last": -1, "next": 1, "本": 0, "这": 0, "今": 0, "上": -1, "去": -1, "下": 1, "明": 1}
_SPANS = {"week": "w", "周": "w", "星期": "w", "month": "mo", "月": "mo", "quarter": "q", "季度": "q", "year": "y", "年": "y"}
_EDGE = re.compile(r"([se])o([wmqy])\Z")
_EDGE_SPANS = {"w": "w", "m": "mo", "q": "q", "y": "y"}
_CHINESE_EDGE = re.compile(r"(上个?|本|这个?|下个?|今|去|明)?(周|月|季度?|年)(初|底|末)\Z")

Span = tuple[date, date]


def resolve(word: str, today: date) -> date | None:
    """The day that a date or date word means, or None where it means none (or a longer span of time)."""
    text = _plain(word)
    found = _FULL.match(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if text in _PLAIN:
            return today + timedelta(_PLAIN[text])
        return _weekday(text, today) or _shifted(text, today) or _edge(text, today)
    except (ValueError, OverflowError):
        return None


def span(word: str, today: date) -> Span | None:
    """The first and last day of what a word means: a day, `2026`, `2026-10`, `2026Q4`, `2026-W47`, `this-week`, `本月`."""
    day = resolve(word, today)
    if day is not None:
        return day, day
    text = _plain(word)
    try:
        return _named_span(text) or _period(text, today)
    except (ValueError, OverflowError):
        return None


def _plain(word: str) -> str:
    import unicodedata

    return (word if word.isascii() else unicodedata.normalize("NFKC", word)).strip().lower()


def _weekday(text: str, today: date) -> date | None:
    if text in _WEEKDAYS:
        return today + timedelta((_WEEKDAYS[text] - today.weekday()) % 7)
    found = _CHINESE_WEEKDAY.match(text)
    if not found:
        return None
    day = _CHINESE_DAYS[found[2]]
    if not found[1]:
        return today + timedelta((day - today.weekday()) % 7)
    return today + timedelta(day - today.weekday() + 7 * _WEEKS[found[1].rstrip("个")])


def _shifted(text: str, today: date) -> date | None:
    """`+3d`, `-2w`, `3天后`, `两周前`."""
    found = _SHIFT.match(text)
    if found:
        count, word, back = int(found[2]), found[3], found[1] == "-"
    else:
        found = _LATER.match(text)
        if not found:
            return None
        count, word, back = _NUMBERS.get(found[1]) or int(found[1]), found[2], found[3].endswith("前")
    unit = _UNITS.get(word.removeprefix("个"))
    if unit is None:
        return None
    from pcrm_tools.model.values import add_duration

    return add_duration(today, -count if back else count, unit)


def _edge(text: str, today: date) -> date | None:
    """`eom`, `月底`, `下月初`."""
    found = _EDGE.match(text)
    if found:
        return _around(today, _EDGE_SPANS[found[2]])[found[1] == "e"]
    found = _CHINESE_EDGE.match(text)
    if not found:
        return None
    unit = _SPANS.get(found[2], "q")
    step = _STEPS[found[1].rstrip("个")] if found[1] else 0
    return _stepped(today, unit, step)[found[3] != "初"]


def _named_span(text: str) -> Span | None:
    if found := _YEAR.match(text):
        return _around(date(int(found[1]), 1, 1), "y")
    if found := _MONTH.match(text):
        return _around(date(int(found[1]), int(found[2]), 1), "mo")
    if found := _QUARTER.match(text):
        quarter = _NUMBERS.get(found[2]) or int(found[2])
        return _around(date(int(found[1]), quarter * 3, 1), "q")
    if found := _WEEK.match(text):
        return _around(date.fromisocalendar(int(found[1]), int(found[2]), 1), "w")
    return None


def _period(text: str, today: date) -> Span | None:
    found = _PERIOD.match(text)
    return _stepped(today, _SPANS[found[2]], _STEPS[found[1].rstrip("个")]) if found else None


def _stepped(today: date, unit: str, step: int) -> Span:
    """The week, month, quarter or year that lies `step` of them from today's."""
    if not step:
        return _around(today, unit)
    from pcrm_tools.model.values import add_duration

    return _around(add_duration(_around(today, unit)[0], step, unit), unit)


def _around(day: date, unit: str) -> Span:
    """First and last day of the week, month, quarter or year that holds a day."""
    if unit == "w":
        first = day - timedelta(day.weekday())
        return first, first + timedelta(6)
    month, length = {"mo": (day.month, 1), "q": (day.month - (day.month - 1) % 3, 3), "y": (1, 12)}[unit]
    following = date(day.year + (month + length > 12), (month + length - 1) % 12 + 1, 1)
    return date(day.year, month, 1), following - timedelta(1)
