"""Scalars typed by the schema, never by YAML's guess: text as typed in, a value or a complaint out."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pcrm_tools.model.durations import month_end
from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Rule
from pcrm_tools.model.values import Birthday
from pcrm_tools.text.forms import (
    has_date_form,
    loose_date,
    near,
    nfc,
    parse_date,
    parse_duration,
    parse_money,
    parse_number,
    plain,
    record_id,
    reference,
    split_ids,
)  # fmt: skip

__all__ = [
    "BAD_DATE", "DATE_FORM", "RANGE", "RULES", "UNKNOWN_PERSON", "WRONG_CHOICE", "WRONG_TYPE", "Complaint", "Words", "choice_words",
    "decode", "loose_date", "named", "near", "nfc", "parse_date", "parse_duration", "parse_money", "parse_number", "plain", "record_id",
    "reference", "span_text", "split_ids", "wrong_choice",
]  # fmt: skip

BAD_DATE = Rule(
    "bad-date", "error", "{name}: `{seen}` is not a date in the calendar", "{name_zh}：日历中没有 `{seen}` 这一天",
    "write a day that exists, such as {want}", "写一个存在的日期，如 {want}",
)
DATE_FORM = Rule(
    "date-form", "error", "{name}: `{seen}` is not written as a date of the notebook", "{name_zh}：`{seen}` 不是本笔记本的日期写法",
    "write {want}", "写成 {want}",
)
WRONG_TYPE = Rule(
    "wrong-type", "error", "{name}: `{seen}` is {type}", "{name_zh}：`{seen}` {type_zh}",
    "write {want}", "请写 {want_zh}",
)
WRONG_CHOICE = Rule(
    "wrong-choice", "error", "{name}: `{seen}` is none of its choices", "{name_zh}：`{seen}` 不在可选范围内",
    "write one of {allowed}{near}", "可选：{allowed_zh}{near_zh}",
)
UNKNOWN_PERSON = Rule(
    "unknown-person", "error", "{name}: `{seen}` is nobody in the team of pcrm.yml", "{name_zh}：pcrm.yml 的 team 中没有 `{seen}`",
    "write a team id{near}, or add the person under team: in pcrm.yml{with}",
    "写团队成员的 id{near_zh}，或在 pcrm.yml 的 team: 中添加{with_zh}",
)
RANGE = Rule(
    "out-of-range", "error", "{name}: `{seen}` is outside {allowed}", "{name_zh}：`{seen}` 超出 {allowed}",
    "write a value from {allowed}", "写 {allowed} 之间的值",
)
RULES = (BAD_DATE, DATE_FORM, WRONG_TYPE, WRONG_CHOICE, UNKNOWN_PERSON, RANGE)


class Complaint(NamedTuple):
    """A rule broken by a scalar and the values for its sentence."""

    rule: Rule
    values: Mapping[str, str]


class Words(NamedTuple):
    """The names that scalars are held against: choice words -> code for each kind whose choices stand in pcrm.yml."""

    currency: str
    team: Mapping[str, str]
    lifecycle: Mapping[str, str]
    tier: Mapping[str, str]
    pipeline: Mapping[str, str]
    stage: Mapping[str, str]


Result = tuple[Any, Complaint | None]

_BOOL = {"yes": True, "true": True, "是": True, "y": True, "on": True, "no": False, "false": False, "否": False, "n": False, "off": False}
_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;.]+(\.[^\s@<>\"(),:;.]+)+\Z")
_URL = re.compile(r"https?://[^\s<>\"']+\Z", re.I)
_BIRTHDAY = re.compile(r"(lunar\s+|农历\s*)?(?:(\d{4})-)?(\d\d)-(\d\d)\Z")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\Z")


def decode(spec: Field, text: str, words: Words) -> Result:
    """The value of one scalar by its field's kind, with a complaint where it is not of that kind (the value is then
    what could still be read, or None)."""
    reader = _READERS.get(spec.kind)
    if reader is None:
        return text, None
    result = reader(spec, text, words)
    return _within(spec, text, result) if spec.span is not None and result[0] is not None else result


def _within(spec: Field, text: str, result: Result) -> Result:
    """The result, or a complaint where a number lies outside the span that its field declares."""
    low, high = spec.span or (None, None)
    if (low is None or result[0] >= low) and (high is None or result[0] <= high):
        return result
    return None, Complaint(RANGE, {**named(spec), "seen": text, "allowed": span_text(spec)})


def span_text(spec: Field) -> str:
    """A field's span as messages write it: `1..5`, `0%..100%`, `0..`."""
    shown = ("" if end is None else f"{end * 100}%" if spec.kind == "percent" else str(end) for end in spec.span or ())
    return "..".join(shown)


def named(spec: Field) -> dict[str, str]:
    """How messages call a field, in both languages."""
    return {"name": spec.key, "name_zh": spec.label_zh}


def wrong_choice(spec: Field, text: str, words: Mapping[str, str]) -> Complaint:
    """The complaint about a word that is none of the choices, naming them all and the nearest."""
    close = near(text.lower(), tuple(words))
    codes = list(dict.fromkeys(words.values()))
    return Complaint(
        WRONG_CHOICE,
        {
            **named(spec), "seen": text, "allowed": ", ".join(codes), "want": words.get(close, ""),
            "allowed_zh": "、".join(_chinese(code, words) for code in codes),
            "near": f" (perhaps {words[close]})" if close else "", "near_zh": f"（也许是 {close}）" if close else "",
        },
    )


def _chinese(code: str, words: Mapping[str, str]) -> str:
    """The first Chinese word of a choice, else its code."""
    return next((word for word, meant in words.items() if meant == code and not word.isascii()), code)


def _wrong(spec: Field, text: str, kind: str, kind_zh: str, want: str, want_zh: str = "") -> Result:
    values = {**named(spec), "seen": text, "type": kind, "type_zh": kind_zh, "want": want, "want_zh": want_zh or want}
    return None, Complaint(WRONG_TYPE, values)


def _date(spec: Field, text: str, words: Words) -> Result:
    found = parse_date(text)
    if found is not None:
        return found, None
    if has_date_form(text):
        return None, Complaint(BAD_DATE, {**named(spec), "seen": text, "want": _last_day(text)})
    meant = loose_date(text)
    want = meant.isoformat() if meant else "YYYY-MM-DD"
    return meant, Complaint(DATE_FORM, {**named(spec), "seen": text, "want": want})


def _last_day(text: str) -> str:
    year, month = int(text[:4]) or 2026, min(max(int(text[5:7]), 1), 12)
    following = date(year + month // 12, month % 12 + 1, 1) if year < 9999 else date(9999, 12, 31)
    return date.fromordinal(following.toordinal() - 1).isoformat()


def _datetime(spec: Field, text: str, words: Words) -> Result:
    clean = plain(text).replace("T", " ").strip()
    clock = _CLOCK.match(clean)
    if clock:
        return f"T{int(clock[1]):02}:{clock[2]}", None
    day, _, hour = clean.partition(" ")
    value, complaint = _date(spec, day, words)
    clock = _CLOCK.match(hour.strip()) if hour.strip() else None
    if hour.strip() and not clock:
        return _wrong(spec, text, "no day with a time", "不是日期和时刻", "2026-11-17T15:20")
    if value is None:
        return None, complaint
    stamp = value.isoformat()
    return (f"{stamp}T{int(clock[1]):02}:{clock[2]}" if clock else stamp), complaint


def _money(spec: Field, text: str, words: Words) -> Result:
    value = parse_money(text, words.currency)
    if value is None:
        return _wrong(spec, text, "no amount of money", "不是金额", "an amount such as 120,000 or USD 12,000", "金额，如 120000、12万 或 USD 12,000")
    return value, None


def _duration(spec: Field, text: str, words: Words) -> Result:
    value = parse_duration(text)
    if value is None:
        return _wrong(
            spec, text, "no duration", "不是时长", "a duration such as 30min, 4h, 3d, 2w, 1mo, 1q or 1y",
            "时长，如 30分钟、4小时、3天、2周、1个月、1季度 或 1年",
        )
    return value, None


def _days(spec: Field, text: str, words: Words) -> Result:
    return _duration(spec, f"{text}d" if text.isdecimal() else text, words)


def _percent(spec: Field, text: str, words: Words) -> Result:
    clean = plain(text)
    share = clean.endswith("%")
    value = parse_number(clean.rstrip("% "))
    if value is None:
        return _wrong(spec, text, "no percentage", "不是百分比", "a share such as 60% or 0.6", "百分比，如 60% 或 0.6")
    if not share and not -1 < value < 1:
        return _wrong(spec, text, "no percentage: the sign `%` is missing", "不是百分比：缺少 `%`", f"{clean}%")
    return (Decimal(value) / 100 if share else Decimal(value)), None


def _number(spec: Field, text: str, words: Words) -> Result:
    value = parse_number(text)
    return (value, None) if value is not None else _wrong(spec, text, "no number", "不是数字", "digits, such as 12 or 1.5", "数字，如 12 或 1.5")


def _bool(spec: Field, text: str, words: Words) -> Result:
    value = _BOOL.get(text.lower())
    return (value, None) if value is not None else _wrong(spec, text, "neither yes nor no", "既不是“是”也不是“否”", "yes or no", "是 或 否")


def _choice(spec: Field, text: str, words: Words) -> Result:
    return _of(spec, text, choice_words(spec))


def _of(spec: Field, text: str, known: Mapping[str, str]) -> Result:
    code = known.get(text) or known.get(plain(text).strip().lower())
    return (code, None) if code is not None else (None, wrong_choice(spec, text, known))


_CHOICE_WORDS: dict[tuple[Any, ...], Mapping[str, str]] = {}


def choice_words(spec: Field) -> Mapping[str, str]:
    """Every word of a field's choices, lower case -> code."""
    known = _CHOICE_WORDS.get(spec.choices)
    if known is None:
        known = {word.lower(): choice.code for choice in spec.choices for word in (choice.code, choice.en, *choice.zh)}
        _CHOICE_WORDS[spec.choices] = known
    return known


def _person(spec: Field, text: str, words: Words) -> Result:
    bare = text.lstrip("@＠")
    if words.team.get(bare) == bare:
        return bare, None
    meant = words.team.get(bare, "") or words.team.get(near(bare, words.team), "")
    hints = {"near": f" (perhaps {meant})" if meant else "", "near_zh": f"（也许是 {meant}）" if meant else "", "with": "", "with_zh": ""}
    if spec.key == "@" and not meant:
        hints["with"], hints["with_zh"] = f"; somebody at the customer is named by with:{bare}", f"；客户方的人写作 与:{bare}"
    return bare, Complaint(UNKNOWN_PERSON, {**named(spec), "seen": text, "want": meant, **hints})


def _record(spec: Field, text: str, words: Words) -> Result:
    return record_id(text), None


def _url(spec: Field, text: str, words: Words) -> Result:
    return (text, None) if _URL.match(text) else _wrong(spec, text, "no web address", "不是网址", "the whole address: https://…", "完整网址：https://…")


def _email(spec: Field, text: str, words: Words) -> Result:
    if _EMAIL.match(text):
        return text, None
    return _wrong(spec, text, "no e-mail address", "不是邮箱地址", "an address such as name@example.com", "邮箱，如 name@example.com")


def _phone(spec: Field, text: str, words: Words) -> Result:
    digits = sum(char.isdecimal() for char in text)
    if digits >= 3 and len(text) <= 60:
        return text, None
    return _wrong(spec, text, "no phone number", "不是电话号码", "a number such as +86 138 0000 0000", "号码，如 +86 138 0000 0000")


def _birthday(spec: Field, text: str, words: Words) -> Result:
    found = _BIRTHDAY.match(plain(text).strip())
    if not found:
        return _wrong(spec, text, "no birthday", "不是生日", "05-18, 1980-05-18 or lunar 05-18", "05-18、1980-05-18 或 农历05-18")
    lunar, year, month, day = bool(found[1]), int(found[2] or 0), int(found[3]), int(found[4])
    # A month of the lunar calendar has 29 or 30 days; 2000 is a leap year, for days whose year is unknown.
    if not (1 <= month <= 12 and 1 <= day <= (30 if lunar else month_end(year or 2000, month))):
        return None, Complaint(BAD_DATE, {**named(spec), "seen": text, "want": "05-18"})
    return Birthday(year, month, day, lunar), None


def _ids(spec: Field, text: str, words: Words) -> Result:
    return split_ids(text), None


_READERS: Mapping[str, Callable[[Field, str, Words], Result]] = {
    "date": _date, "datetime": _datetime, "money": _money, "duration": _duration, "percent": _percent, "number": _number,
    "bool": _bool, "choice": _choice, "person": _person, "record": _record, "url": _url, "email": _email, "phone": _phone,
    "birthday": _birthday, "ids": _ids, "days": _days,
    "lifecycle": lambda spec, text, words: _of(spec, text, words.lifecycle),
    "tier": lambda spec, text, words: _of(spec, text, words.tier),
    "pipeline": lambda spec, text, words: _of(spec, text, words.pipeline),
    "stage": lambda spec, text, words: _of(spec, text, words.stage),
}
