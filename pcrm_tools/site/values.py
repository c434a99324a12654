"""Values of fields, tokens and items as a page shows them: labels in its language, money with separators, dates, links."""

import html
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.config import Config
from pcrm_tools.model.fields import Field
from pcrm_tools.model.log import COST_TYPE, DIRECTION, KINDS, PRIORITY, TOKENS, VIA
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.render import Link, Resolve, anchor_tag, inline
from pcrm_tools.text.context import fields
from pcrm_tools.text.decode import struct_keys

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DURATION = re.compile(r"(\d+)(min|h|d|w|mo|q|y)\+?")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")
_MONEY = re.compile(r"([A-Z]{3}) (-?\d+)(\.\d+)?")
_NO_DIGIT = re.compile(r"[^+0-9]")
_NUMBERS = frozenset(("money", "percent", "number", "duration"))
_CHOSEN = {key: Field(key, "choice", (), "", "", "", choices=options) for key, options in
           (("via", VIA), ("direction", DIRECTION), ("type", COST_TYPE))}  # fmt: skip
_TEL = re.compile(r"[+\d][\d ()./-]{4,}")
UNITS = {
    "min": ("min", "分钟"), "h": ("h", "小时"), "d": ("d", "天"), "w": ("weeks", "周"), "mo": ("months", "个月"),
    "q": ("quarters", "季度"), "y": ("years", "年"),
}  # fmt: skip
TONES = {
    "urgent": "bad", "high": "warn", "low": "", "must": "bad", "should": "warn", "open": "info", "in-progress": "info",
    "done": "good", "closed": "", "occurred": "bad", "dropped": "", "decision-maker": "brand", "champion": "good",
    "blocker": "bad", "influencer": "info", "go": "good", "no-go": "bad", "later": "warn", "lost": "bad", "threat": "warn",
    "chance": "good", "active": "good", "growing": "good", "lead": "info", "prospect": "info", "dormant": "warn", "key": "violet",
    "potential": "info",
}  # fmt: skip


class Label(NamedTuple):
    """A word with the tone that its badge has."""

    label: str
    tone: str = ""


class Fact(NamedTuple):
    """A label and its values; `unknown` marks a key that no schema knows."""

    label: str
    values: tuple[Markup, ...]
    unknown: bool = False


def money_text(text: str) -> str:
    """`CNY 120000` as `CNY 120,000`."""
    found = _MONEY.fullmatch(text)
    if found is None:
        return text
    cents = (found[3] or "").rstrip("0").rstrip(".")
    return f"{found[1]} {int(found[2]):,}{cents}"


def short_money(text: str, lang: str = "en") -> str:
    """A sum for a small place: `CNY 1.2M`, in Chinese `CNY 120万`."""
    currency, _, amount = text.partition(" ")
    number = float(amount)
    for size, letter in ((1e8, "亿"), (1e4, "万")) if lang == "zh" else ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            scaled = number / size
            return f"{currency} {f'{scaled:.3g}' if abs(scaled) < 1000 else f'{scaled:,.0f}'}{letter}"
    return f"{currency} {number:,.10g}"


def amount_text(currency: str | None, amount: float | None) -> str:
    """A sum as the cache keeps it, or nothing."""
    return money_text(f"{currency} {amount:.2f}") if currency and amount is not None else ""


def duration_text(text: str, lang: str) -> str:
    """`2w` as `2 weeks` or `2 周`."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return text
    english, chinese = UNITS[found[2]]
    return f"{found[1]} {chinese if lang == 'zh' else english.rstrip('s') if found[1] == '1' and len(english) > 3 else english}"


def percent_text(text: str) -> str:
    """`0.6` as `60%`; what is no share stays."""
    try:
        share = float(text)
    except ValueError:
        return text
    return f"{share * 100:.10g}%"


def day(text: str, late: bool = False) -> str:
    """A day as a `time` element, to which the browser adds how long ago it is; `late` has it shown red once it is past."""
    safe = html.escape(text)
    return f'<time datetime="{safe[:10]}"{" data-late" if late else ""}>{safe}</time>' if _DAY.match(text) else safe


def badge(label: Label | None) -> str:
    """A badge as HTML, or nothing."""
    if label is None or not label.label:
        return ""
    return f'<span class="p-badge{f" p-badge--{label.tone}" if label.tone else ""}">{html.escape(label.label)}</span>'


class Values:
    """Shows values by their declarations in one language."""

    def __init__(self, book: Book) -> None:
        self.book, self.config, self.lang = book, book.config, book.lang
        self.comma = "、" if book.lang == "zh" else ", "
        own = self.config.data["fields"]
        self.fields = {kind: fields(kind, own.get(kind) or {}) for kind in ("customer", "project")}
        self._settings: dict[tuple[str, str], Label] = {}
        self._kinds: dict[str, str] = {}
        self.people = {member["id"]: str(member.get("name") or member["id"]) for member in self.config.data["team"]}

    def label(self, spec: Field) -> str:
        """A field's label."""
        return spec.label_zh if self.lang == "zh" else spec.label

    def choice(self, spec: Field, code: str) -> Label:
        """A choice's label and tone."""
        known = next((option for option in spec.choices if option.code == code), None)
        name = (known.zh[0] if self.lang == "zh" and known and known.zh else known.en if known else code).replace("-", " ")
        return Label(name if known else code, TONES.get(code, ""))

    def yes(self, value: Any) -> str:
        """A bool."""
        positive = value in (True, "yes")
        return ("是" if positive else "否") if self.lang == "zh" else ("yes" if positive else "no")

    def person(self, member: str) -> str:
        """A team member's name."""
        return self.people.get(member, member)

    def setting(self, section: str, code: str) -> Label:
        """A lifecycle, tier or stage."""
        known = self._settings.get((section, code))
        if known is None:
            known = self._settings[section, code] = Label(self.config.label(section, code, self.lang), TONES.get(code, ""))
        return known

    def show(self, spec: Field, text: str, resolve: Resolve) -> str:
        """One value of a field as HTML, from its canonical text."""
        kind = spec.kind
        if kind == "text" and "[[" not in text and spec.key != "phone":
            return html.escape(text)
        if kind in ("date", "datetime"):
            return day(text)
        if kind == "record":
            return inline(f"[[{text}]]", resolve)
        if kind == "url":
            return _link(text) if text.lower().startswith(("http://", "https://")) else html.escape(text)
        if kind == "email":
            safe = html.escape(text)
            return f'<a href="mailto:{safe}">{safe}</a>' if _EMAIL.fullmatch(text) else safe
        if (kind == "phone" or spec.key == "phone") and _TEL.fullmatch(text):
            return f'<a href="tel:{_NO_DIGIT.sub("", text)}">{html.escape(text)}</a>'
        return inline(self.plain(spec, text), resolve)

    def plain(self, spec: Field, text: str) -> str:
        """One value of a field as text."""
        kind = spec.kind
        if kind == "money":
            return money_text(text)
        if kind == "duration":
            return duration_text(text, self.lang)
        if kind == "percent":
            return percent_text(text) if "%" not in text else text
        if kind == "bool":
            return self.yes(text)
        if kind == "birthday" and self.lang == "zh":
            return text.replace("lunar ", "农历 ")
        if kind == "choice":
            return self.choice(spec, text).label
        if kind == "person":
            return self.person(text)
        if kind in ("lifecycle", "tier", "stage"):
            return self.setting({"tier": "tiers"}.get(kind, kind), text).label
        return text

    def cell(self, spec: Field, value: Any, resolve: Resolve) -> str:
        """An item's cell as HTML."""
        if isinstance(value, list):
            return self.comma.join([self.cell(spec, part, resolve) for part in value])
        text = cell_text(value)
        if spec.kind == "choice":
            return badge(self.choice(spec, text))
        shown = self.show(spec, text, resolve)
        return f'<span class="p-num">{shown}</span>' if spec.kind in _NUMBERS else shown

    def inner(self, spec: Field) -> Mapping[str, Field]:
        """The fields of a map or of an item list."""
        return struct_keys(spec).fields if spec.struct is not None else {}

    def kind(self, code: str) -> str:
        """A log kind's name."""
        found = self._kinds.get(code)
        if found is None:
            found = self._kinds[code] = self._kind(code)
        return found

    def _kind(self, code: str) -> str:
        own = self.config.data["kinds"].get(code) or {}
        known = KINDS.get(code)
        if self.lang == "zh":
            return str(own.get("zh") or own.get("label") or (known.zh[0] if known else code))
        label = str(own.get("label") or "")
        return (label if label.isascii() and label else code).capitalize()

    def priority(self, code: str) -> Label | None:
        """A priority's badge; the normal one has none."""
        return Label(word(f"priority.{code}", self.lang), TONES.get(code, "")) if code in ("urgent", "high", "low") else None

    def token(self, key: str, value: Any, resolve: Resolve) -> Fact:
        """A token of an entry or task."""
        spec = TOKENS.get(key)
        if spec is None:
            return Fact(key, (Markup(inline(cell_text(value), resolve)),))
        label = spec.zh[0] if self.lang == "zh" else spec.key
        if key in _CHOSEN:
            shown = html.escape(self.choice(_CHOSEN[key], cell_text(value)).label)
        elif key in ("re", "after"):
            ids = value if isinstance(value, list) else [cell_text(value)]
            shown = self.comma.join([inline(f"[[{part if '#' in part else '#' + part}]]", resolve) for part in ids])
        elif isinstance(value, list):
            shown = self.comma.join([self.show(spec, cell_text(part), resolve) for part in value])
        else:
            shown = self.show(spec, cell_text(value), resolve)
        return Fact(label, (Markup(shown),))


def cell_text(value: Any) -> str:
    """A JSON value of the cache as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, list):
        return ", ".join(cell_text(part) for part in value)
    return "" if value is None else str(value)


def _link(href: str) -> str:
    return f"{anchor_tag(Link(href, ''))}{html.escape(href.partition('://')[2].rstrip('/'))}</a>"


def language(config: Config) -> str:
    """The site's language: its own setting, else the notebook's, else English."""
    site = config.data.get("site") or {}
    return "zh" if (site.get("language") or config.language) == "zh" else "en"


PRIORITIES = tuple(choice.code for choice in PRIORITY)
