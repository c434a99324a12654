"""Headings of log entries: where their date, time and kind stand, and headings that were surely meant as one."""

import re
from datetime import date

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.block_state import Blocks
from pcrm_tools.text.patterns import later
from pcrm_tools.text.token_types import Note, Words

LOG_HEADING = Rule(
    "log-heading", "warning", "`{seen}` is no log entry", "`{seen}` 不是一条记录",
    "write `{want}`", "写成 `{want}`",
)  # fmt: skip
LOG_DATE = Rule(
    "log-date", "error", "`{seen}` is not in the calendar, so this entry is not read", "日历中没有 `{seen}`，这条记录没有读入",
    "write a day that exists, such as {want}", "写一个存在的日期，如 {want}",
)  # fmt: skip
LOG_RANGE = Rule(
    "log-range", "error", "the entry ends on {seen}, before it begins, so it is not read",
    "这条记录的结束日期 {seen} 早于开始日期，没有读入",
    "write the earlier day first: {want}", "先写较早的日期：{want}",
)  # fmt: skip
RULES: tuple[Rule, ...] = (LOG_HEADING, LOG_DATE, LOG_RANGE)

_B = r"[ \t\u3000\xa0]"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
# Groups: date, until, time, kind. The kind ends where a token, a quote, a dash or an arrow begins.
ENTRY = re.compile(
    rf"({_DAY})(?:\.\.({_DAY}))?+(?=[ \t\u3000\xa0—―–]|T[0-9]|$)(?!\s?(?:to|至|到|[-—―–~～]+)\s?{_DAY})"
    rf"(?:(?:T|{_B}+)([0-9]{{1,2}}[:：][0-9]{{2}})(?={_B}|$))?+"
    rf"(?:{_B}+([^\s@＠#＃!！\"“—―–→-](?:[^\s—―–→=-]|-(?![->])|=(?!>))*+))?+"
)
_OPENING = later(r"[\[(（【<*_`\"“\s]*")
_LOOSE_DAY = later(
    r"([0-9]{4})\s?[-/.年－–—]\s?([0-9]{1,2})\s?[-/.月－–—]\s?([0-9]{1,2})(?![0-9])\s?[日号]?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])"
)
_UNTIL = later(rf"\s?(?:\.{{1,3}}|…+|[-–—~～－]|to|至|到)\s?({_DAY})")
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_FOREIGN_DAY = later(
    rf"[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{4}}|[0-9]{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS},?\s+[0-9]{{4}}"
    rf"|{_MONTHS}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}", re.I,
)  # fmt: skip
_SHORT_DAY = later(r"[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}(?![0-9])\s?[日号]?")
_WORD = later(r"[\])）】>*_`\"”\s,，:：]*(?:[0-9]{1,2}[:：][0-9]{2}\s+)?([^\s,，:：—–@#!]+)")


def is_day(text: str) -> bool:
    """Whether a text of the form `YYYY-MM-DD` is a day of the calendar."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def days_exist(note: Note, match: re.Match[str], offset: int) -> bool:
    """Whether the days of an entry's heading are in the calendar and in order, else a finding says what is wrong."""
    day, until = match.group(1, 2)
    if until is None and is_day(day):
        return True
    for group, text in ((1, day), (2, until)):
        if text is not None and not is_day(text):
            note(LOG_DATE, offset + match.start(group), seen=text, want=_nearest_day(text))
            return False
    if until is not None and until < day:
        note(LOG_RANGE, offset + match.start(2), seen=until, want=f"{until}..{day}")
        return False
    return True


def _nearest_day(text: str) -> str:
    year, month, day = int(text[:4]) or 2026, min(max(int(text[5:7]), 1), 12), max(int(text[8:]), 1)
    for candidate in range(min(day, 31), 0, -1):
        wanted = f"{year:04}-{month:02}-{candidate:02}"
        if is_day(wanted):
            return wanted
    return text


def near_entry(blocks: Blocks, title: str, offset: int, level: int) -> None:
    """Complains about a heading that was surely meant as a log entry; `level` 3 also for what lacks a blank or has other signs.

    A heading of level 2 is taken for one if it begins with a date, one of another level if a kind of entry follows, too.
    """
    opening = _OPENING.match(title)
    at = opening.end() if opening else 0
    day = _LOOSE_DAY.match(title, at)
    if day is not None:
        want = _iso(day)
        until = _UNTIL.match(title, day.end())
        if level in (2, 3) or _kind_after(title, day.end(), blocks.words):
            shown = f"{want}..{until[1]}" if until and is_day(until[1]) else want
            _complain(blocks, offset, shown, title[(until or day).end() :])
        return
    if level != 3:
        return
    foreign = _FOREIGN_DAY.match(title, at)
    short = None if foreign else _SHORT_DAY.match(title, at)
    if foreign or (short and _kind_after(title, short.end(), blocks.words)):
        _complain(blocks, offset, "YYYY-MM-DD", title[(foreign or short).end() :])  # type: ignore[union-attr]
        return
    kind, _, rest = title.partition(" ")
    day = _LOOSE_DAY.match(rest) if kind.lower() in blocks.words.kinds else None
    if day is not None:
        _complain(blocks, offset, f"{_iso(day)} {kind}", rest[day.end() :])


def _iso(day: re.Match[str]) -> str:
    year, month, number = (part for part in day.groups() if part is not None)
    text = f"{year}-{int(month):02}-{int(number):02}"
    return text if is_day(text) else "YYYY-MM-DD"


def _kind_after(title: str, at: int, words: Words) -> bool:
    word = _WORD.match(title, at)
    return word is not None and word[1].lower() in words.kinds


def _complain(blocks: Blocks, offset: int, want: str, rest: str) -> None:
    line_start = blocks.flat.rfind("\n", 0, offset) + 1
    line_end = blocks.flat.find("\n", offset)
    seen = blocks.flat[line_start : line_end if line_end >= 0 else len(blocks.flat)].strip()
    rest = rest.lstrip("])）】>*_`\"”,，:： \t\u3000")
    blocks.note(LOG_HEADING, offset, seen=_short(seen), want=_short(f"### {want} {rest}".rstrip()))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
