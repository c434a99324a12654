"""Scalars typed by the schema, never by YAML's guess: text as typed in, a value or a complaint out."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Rule
from pcrm_tools.model.values import Birthday, Duration, Money

BAD_DATE = Rule(
    "bad-date", "error", "{name}: `{seen}` is not a date in the calendar", "{name}：`{seen}` 在日历中不存在",
    "write a day that exists, such as {want}", "写一个存在的日期，如 {want}",
)
DATE_FORM = Rule(
    "date-form", "error", "{name}: `{seen}` is no date as the notebook writes it", "{name}：`{seen}` 不是规定的日期写法",
    "write {want}", "写成 {want}",
)
WRONG_TYPE = Rule(
    "wrong-type", "error", "{name}: `{seen}` is no {type}", "{name}：`{seen}` 不是{type_zh}",
    "write {want}", "写成 {want_zh}",
)
WRONG_CHOICE = Rule(
    "wrong-choice", "error", "{name}: `{seen}` is none of its choices", "{name}：`{seen}` 不在可选范围内",
    "write one of {allowed}{near}", "可选：{allowed}{near_zh}",
)
UNKNOWN_PERSON = Rule(
    "unknown-person", "error", "{name}: `{seen}` is nobody in the team of pcrm.yml", "{name}：pcrm.yml 的 team 中没有 `{seen}`",
    "write a team id{near}, or add the person under team: in pcrm.yml", "写团队成员的 id{near_zh}，或在 pcrm.yml 的 team: 中添加",
)
RANGE = Rule(
    "out-of-range", "error", "{name}: {seen} is outside {allowed}", "{name}：{seen} 超出 {allowed}",
    "write a value within {allowed}", "写 {allowed} 之间的值",
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

_ISO = re.compile(r"\d{4}-\d\d-\d\d\Z")
_LOOSE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_MONEY = re.compile(
    r"([A-Za-z]{3}|[¥$€£])?\s*([-+]?)\s*([A-Za-z]{3}|[¥$€£])?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(万亿|万|亿|千|k|K|M)?\s*(元|[A-Za-z]{3})?\Z"
)
_SCALE = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 10**3, "k": 10**3, "K": 10**3, "M": 10**6}
_SIGN = {"$": "USD", "€": "EUR", "£": "GBP"}
_DURATION = re.compile(r"\+?\s*(\d{1,6})\s*([A-Za-z]+|[一-鿿]+)\Z")
_UNITS = {
    "min": "min", "分钟": "min", "分": "min", "h": "h", "小时": "h", "时": "h", "d": "d", "天": "d", "日": "d", "w": "w", "周": "w",
    "星期": "w", "mo": "mo", "个月": "mo", "月": "mo", "q": "q", "季": "q", "季度": "q", "个季度": "q", "y": "y", "年": "y",
    "m": "min", "个工作日": "d", "工作日": "d",
}
_NUMBER = re.compile(r"[-+]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\Z")
_BOOL = {"yes": True, "true": True, "是": True, "y": True, "on": True, "no": False, "false": False, "否": False, "n": False, "off": False}
_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;.]+(\.[^\s@<>\"(),:;.]+)+\Z")
_URL = re.compile(r"https?://[^\s<>\"']+\Z", re.I)
_BIRTHDAY = re.compile(r"(lunar\s+|农历\s*)?(?:(\d{4})-)?(\d\d)-(\d\d)\Z")
_WIKI = re.compile(r"\[\[\s*([^\[\]|#]+?)\s*(?:[#|][^\[\]]*)?\]\]\Z")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?\Z")


def decode(spec: Field, text: str, words: Words) -> Result:
    """The value of one scalar by its field's kind, with a complaint where it is not of that kind (the value is then
    what could still be read, or None)."""
    reader = _READERS.get(spec.kind)
    return (text, None) if reader is None else reader(spec, text, words)


def plain(text: str) -> str:
    """Text with full-width signs and digits read like ASCII."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def parse_date(text: str) -> date | None:
    """The day written as `2026-11-20`, or None."""
    known = _DATES.get(text)
    if known is None and _ISO.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    return known


def loose_date(text: str) -> date | None:
    """The day that a person meant by `2026/11/5`, `2026-1-5`, `2026年11月5日` or `2026.11.05`, or None."""
    found = _LOOSE.match(plain(text).strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def parse_duration(text: str) -> Duration | None:
    """A duration such as `2w`, `3天` or `+10d`, or None."""
    found = _DURATION.match(plain(text))
    if not found:
        return None
    unit = _UNITS.get(found[2]) or _UNITS.get(found[2].lower())
    return Duration(int(found[1]), unit) if unit else None


def parse_money(text: str, currency: str) -> Money | None:
    """An amount such as `12万`, `USD 12,000`, `$1.5k` or `2000元` in its own or the given currency, or None."""
    found = _MONEY.match(plain(text).strip())
    if not found:
        return None
    before, sign, between, whole, fraction, scale, after = found.groups()
    named = [mark for mark in (before, between, after) if mark]
    if len(named) > 1:
        return None
    amount = Decimal(whole.replace(",", "") + (fraction or "")) * _SCALE.get(scale or "", 1)
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1)) if abs(amount) < 10**20 else amount
    mark = named[0] if named else ""
    if mark in ("¥", "元"):
        code = currency if currency in ("CNY", "JPY") and mark == "¥" else "CNY"
    else:
        code = _SIGN.get(mark, mark.upper()) or currency
    return Money(-amount if sign == "-" else amount, code)


def parse_number(text: str) -> int | Decimal | None:
    """A whole or decimal number, thousands commas allowed, or None."""
    text = plain(text)
    found = _NUMBER.match(text)
    if not found or len(text) > 30:
        return None
    clean = text.replace(",", "")
    return Decimal(clean) if found[2] else int(clean)


def record_id(text: str) -> str:
    """The id in `huaxing`, `[[huaxing]]` or `[[huaxing|text]]`."""
    if text[:2] == "[[":
        found = _WIKI.match(text)
        if found:
            return found[1]
    return text


def split_ids(text: str) -> tuple[str, ...]:
    """The ids of a list written with `,`, `，`, `、` or blanks."""
    return tuple(part for part in re.split(r"[,，、;；\s]+", text) if part)


def near(text: str, known: Mapping[str, str] | tuple[str, ...]) -> str:
    """The nearest known word, or an empty text."""
    import difflib

    return next(iter(difflib.get_close_matches(text, list(known), 1, 0.6)), "")


def wrong_choice(spec: Field, text: str, words: Mapping[str, str]) -> Complaint:
    """The complaint about a word that is none of the choices, naming them all and the nearest."""
    close = near(text.lower(), tuple(words))
    codes = list(dict.fromkeys(words.values()))
    return Complaint(
        WRONG_CHOICE,
        {
            "name": spec.key, "seen": text, "allowed": ", ".join(codes), "want": words.get(close, ""),
            "near": f" (perhaps {words[close]})" if close else "", "near_zh": f"（也许是 {close}）" if close else "",
        },
    )


def _wrong(spec: Field, text: str, kind: str, kind_zh: str, want: str, want_zh: str = "") -> Result:
    values = {"name": spec.key, "seen": text, "type": kind, "type_zh": kind_zh, "want": want, "want_zh": want_zh or want}
    return None, Complaint(WRONG_TYPE, values)


def _date(spec: Field, text: str, words: Words) -> Result:
    known = _DATES.get(text)
    if known is not None:
        return known, None
    if _ISO.match(text):
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return None, Complaint(BAD_DATE, {"name": spec.key, "seen": text, "want": _last_day(text)})
        if len(_DATES) < _MOST_DATES:
            _DATES[text] = found
        return found, None
    meant = loose_date(text)
    want = meant.isoformat() if meant else "YYYY-MM-DD"
    return meant, Complaint(DATE_FORM, {"name": spec.key, "seen": text, "want": want})


# The same few thousand days stand all over a notebook.
_DATES: dict[str, date] = {}
_MOST_DATES = 20_000


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
        return _wrong(spec, text, "date and time", "日期时间", "2026-11-17T15:20")
    if value is None:
        return None, complaint
    stamp = value.isoformat()
    return (f"{stamp}T{int(clock[1]):02}:{clock[2]}" if clock else stamp), complaint


def _money(spec: Field, text: str, words: Words) -> Result:
    value = parse_money(text, words.currency)
    if value is None:
        return _wrong(spec, text, "amount of money", "金额", "120000, 120,000 or USD 12,000", "120000、12万 或 USD 12,000")
    return value, None


def _duration(spec: Field, text: str, words: Words) -> Result:
    value = parse_duration(text)
    if value is None:
        return _wrong(spec, text, "duration", "时长", "30min, 4h, 3d, 2w, 1mo, 1q or 1y", "30分钟、4小时、3天、2周、1个月、1季度 或 1年")
    return value, None


def _days(spec: Field, text: str, words: Words) -> Result:
    return _duration(spec, f"{text}d" if text.isdecimal() else text, words)


def _percent(spec: Field, text: str, words: Words) -> Result:
    clean = plain(text)
    value = parse_number(clean.rstrip("% "))
    if value is None or (not clean.endswith("%") and not -1 <= value <= 1):
        return _wrong(spec, text, "percentage", "百分比", f"{clean.rstrip('%')}%" if value is not None else "60% or 0.6")
    return (Decimal(value) / 100 if clean.endswith("%") else Decimal(value)), None


def _number(spec: Field, text: str, words: Words) -> Result:
    value = parse_number(text)
    return (value, None) if value is not None else _wrong(spec, text, "number", "数字", "digits, such as 12 or 1.5", "数字，如 12 或 1.5")


def _bool(spec: Field, text: str, words: Words) -> Result:
    value = _BOOL.get(text.lower())
    return (value, None) if value is not None else _wrong(spec, text, "yes or no", "是/否", "yes or no", "是 或 否")


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
    hints = {"near": f" (perhaps {meant})" if meant else "", "near_zh": f"（也许是 {meant}）" if meant else ""}
    return bare, Complaint(UNKNOWN_PERSON, {"name": spec.key, "seen": text, "want": meant, **hints})


def _record(spec: Field, text: str, words: Words) -> Result:
    return record_id(text), None


def _url(spec: Field, text: str, words: Words) -> Result:
    return (text, None) if _URL.match(text) else _wrong(spec, text, "web address", "网址", "https://…")


def _email(spec: Field, text: str, words: Words) -> Result:
    return (text, None) if _EMAIL.match(text) else _wrong(spec, text, "e-mail address", "邮箱地址", "name@example.com")


def _phone(spec: Field, text: str, words: Words) -> Result:
    digits = sum(char.isdecimal() for char in text)
    return (text, None) if digits >= 3 and len(text) <= 60 else _wrong(spec, text, "phone number", "电话号码", "+86 138 0000 0000")


def _birthday(spec: Field, text: str, words: Words) -> Result:
    found = _BIRTHDAY.match(plain(text).strip())
    if not found:
        return _wrong(spec, text, "birthday", "生日", "05-18, 1980-05-18 or lunar 05-18", "05-18、1980-05-18 或 农历05-18")
    year, month, day = int(found[2] or 0), int(found[3]), int(found[4])
    try:
        date(year or 2000, month, min(day, 30) if found[1] and month != 2 else day if not found[1] else min(day, 29))
    except ValueError:
        return None, Complaint(BAD_DATE, {"name": spec.key, "seen": text, "want": "05-18"})
    return Birthday(year, month, day, bool(found[1])), None


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
