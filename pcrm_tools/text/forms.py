"""How dates, amounts, lengths of time, numbers and references are written: text in, a value or None out."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pcrm_tools.model.durations import UNITS
from pcrm_tools.model.values import CURRENCIES, Duration, Money

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LOOSE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")
_MONEY = re.compile(
    r"([A-Za-z]{3}|[¥$€£])?\s*([-+]?)\s*([A-Za-z]{3}|[¥$€£])?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(万亿|万|亿|千|k|K|M)?\s*(元|[A-Za-z]{3})?\Z"
)
_SCALE = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "千": 10**3, "k": 10**3, "K": 10**3, "M": 10**6}
_SIGN = {"$": "USD", "€": "EUR", "£": "GBP", "RMB": "CNY"}
_DURATION = re.compile(r"\+?\s*(\d{1,6})\s*([A-Za-z]+|[一-鿿]+)\Z")
_NUMBER = re.compile(r"[-+]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\Z")
_WIKI = re.compile(r"\[\[\s*([^\[\]|]+?)\s*(?:\|[^\[\]]*)?\]\]\Z")
# The same few thousand days stand all over a notebook.
_DATES: dict[str, date] = {}
_MOST_DATES = 20_000


def plain(text: str) -> str:
    """Text with full-width signs and digits read like ASCII."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def parse_date(text: str) -> date | None:
    """The day written as `2026-11-20`, or None."""
    known = _DATES.get(text)
    if known is None and _ISO.match(text):
        try:
            known = date.fromisoformat(text)
        except ValueError:
            return None
        if len(_DATES) < _MOST_DATES:
            _DATES[text] = known
    return known


def has_date_form(text: str) -> bool:
    """Whether a text is written as `2026-11-20`, a day of the calendar or not."""
    return _ISO.match(text) is not None


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
    unit = UNITS.get(found[2]) or UNITS.get(found[2].lower())
    return Duration(int(found[1]), unit) if unit else None


def parse_money(text: str, currency: str) -> Money | None:
    """An amount such as `12万`, `USD 12,000`, `$1.5k` or `2000元` in its own or the given currency, or None."""
    found = _MONEY.match(plain(text).strip())
    if not found:
        return None
    before, sign, between, whole, fraction, scale, after = found.groups()
    marks = [mark for mark in (before, between, after) if mark]
    if len(marks) > 1:
        return None
    amount = Decimal(whole.replace(",", "") + (fraction or "")) * _SCALE.get(scale or "", 1)
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1)) if abs(amount) < 10**20 else amount
    mark = marks[0].upper() if marks else ""
    if mark in ("¥", "元"):
        code = currency if currency in ("CNY", "JPY") and mark == "¥" else "CNY"
    else:
        code = _SIGN.get(mark, mark) or currency
    return Money(-amount if sign == "-" else amount, code) if code in CURRENCIES or code == currency else None


def parse_number(text: str) -> int | Decimal | None:
    """A whole or decimal number, thousands commas allowed, or None."""
    text = plain(text)
    found = _NUMBER.match(text)
    if not found or len(text) > 30:
        return None
    clean = text.replace(",", "")
    return Decimal(clean) if found[2] else int(clean)


def nfc(text: str) -> str:
    """A record's id in the one form in which ids are compared."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def record_id(text: str) -> str:
    """The id in `huaxing`, `[[huaxing]]` or `[[huaxing|text]]`, in NFC."""
    return nfc(reference(text).partition("#")[0])


def reference(text: str) -> str:
    """What `C12`, `[[#C12]]`, `huaxing#C12` or `[[huaxing#C12|text]]` refers to, without brackets and label."""
    found = _WIKI.match(text) if text[:2] == "[[" else None
    return found[1] if found else text


def split_ids(text: str) -> tuple[str, ...]:
    """The ids of a list written with `,`, `，`, `、` or blanks."""
    return tuple(part for part in re.split(r"[,，、;；\s]+", text) if part)


def near(text: str, known: Mapping[str, str] | tuple[str, ...], least: float = 0.6) -> str:
    """The nearest known word that is alike by at least this share, or an empty text."""
    import difflib

    # One character of a Chinese name of two is half of it.
    alike = 0.5 if len(text) < 4 and not text.isascii() else least
    return next(iter(difflib.get_close_matches(text, list(known), 1, alike)), "")
