"""Fields and values of a comparison in business words: labels, choices, amounts, lengths of time, yes and no."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pcrm_tools.model.config import Config
from pcrm_tools.model.fields import Field
from pcrm_tools.model.log import COST_TYPE, DIRECTION, KINDS, PRIORITY, TOKENS, VIA
from pcrm_tools.model.values import Birthday, Duration, Money
from pcrm_tools.text.context import fields
from pcrm_tools.text.entries import json_value
from pcrm_tools.text.keys import struct_keys

_UNITS = {
    "min": ("minute", "分钟"), "h": ("hour", "小时"), "d": ("day", "天"), "w": ("week", "周"), "mo": ("month", "个月"),
    "q": ("quarter", "个季度"), "y": ("year", "年"),
}  # fmt: skip
_SETTINGS = {"tier": "tiers"}
_MOST = 100  # characters of a value within a sentence
_CHOSEN = {"via": VIA, "direction": DIRECTION, "type": COST_TYPE, "priority": PRIORITY}
# What entries and tasks have besides tokens.
_PARTS: Mapping[str, tuple[str, str]] = {
    "date": ("day", "日期"), "until": ("last day", "结束日期"), "time": ("time", "时间"), "kind": ("kind", "类型"), "title": ("title", "标题"),
    "before": ("from", "原状态"), "after": ("to", "新状态"), "priority": ("priority", "优先级"), "id": ("id", "编号"), "by": ("people", "人员"),
    "tags": ("tags", "标签"), "private": ("private", "内部"), "text": ("text", "正文"), "owner": ("owner", "负责人"), "promise": ("promise", "承诺"),
}  # fmt: skip
ONE_OF: Mapping[str, tuple[str, str, str]] = {  # an item, several of them, and in Chinese
    "contacts": ("contact", "contacts", "联系人"), "plan": ("plan item", "plan items", "沟通计划"), "goals": ("goal", "goals", "目标"),
    "requirements": ("requirement", "requirements", "需求"), "deliverables": ("deliverable", "deliverables", "交付物"),
    "milestones": ("milestone", "milestones", "里程碑"), "payments": ("payment", "payments", "付款"),
    "resources": ("resource", "resources", "资源"), "risks": ("risk", "risks", "风险"), "stakeholders": ("stakeholder", "stakeholders", "干系人"),
}  # fmt: skip


class Words:
    """How one notebook says fields and values in a language (`en` or `zh`)."""

    def __init__(self, config: Config, lang: str) -> None:
        self.config, self.lang, self.zh = config, lang, lang == "zh"
        own, scaled = config.data["fields"], config.data["risk"].get("scale") == "1-5"
        self._fields = {kind: fields(kind, own.get(kind) or {}, scaled) for kind in ("customer", "project")}

    def pick(self, english: str, chinese: str) -> str:
        """One of two texts."""
        return chinese if self.zh else english

    def field(self, record_type: str, key: str) -> Field | None:
        """The declaration of a field by its dotted key; None for one that no schema knows."""
        first, *rest = key.split(".")
        spec = self._fields.get(record_type, {}).get(first)
        for part in rest:
            if spec is None or spec.struct is None:
                return None
            spec = struct_keys(spec).fields.get(part)
        return spec

    def label(self, record_type: str, key: str) -> str:
        """What a field is called, in the middle of a sentence; an inner one with the map that it belongs to."""
        outer, _, inner = key.rpartition(".")
        spec = self.field(record_type, key)
        own = inner if spec is None else spec.label_zh if self.zh else _lower(spec.label)
        return f"{self.label(record_type, outer)}{self.pick(' ', '')}{own}" if outer else own

    def setting(self, key: str) -> str:
        """What a section of pcrm.yml is called."""
        from pcrm_tools.model.settings import Settings
        from pcrm_tools.text.keys import keys_of

        spec = keys_of(Settings).fields.get(key)
        return key if spec is None else spec.label_zh if self.zh else _lower(spec.label)

    def one_of(self, record_type: str, key: str, count: int = 1) -> str:
        """What items of a field are called: one of them, or several."""
        if key in ONE_OF:
            return ONE_OF[key][2 if self.zh else count != 1]
        return self.label(record_type, key)

    def part(self, key: str) -> str:
        """What a part or token of an entry or task is called."""
        if key in _PARTS:
            return _PARTS[key][self.zh]
        spec = TOKENS.get(key)
        return key if spec is None else spec.label_zh if self.zh else key

    def value(self, record_type: str, key: str, value: Any) -> str:
        """A value of a field in words."""
        return self.said(self.field(record_type, key), value)

    def token(self, key: str, value: Any, entry: Any = None) -> str:
        """A value of a part or token of an entry or task; the states of a `stage` or `lifecycle` entry by their labels."""
        kind = getattr(entry, "kind", "")
        if key == "kind":
            return self.kind(str(value))
        if key in ("before", "after") and kind in ("stage", "lifecycle"):
            return self.config.label(kind, str(value), self.lang)
        if key in ("by", "owner") or (key in ("before", "after") and kind == "handover"):
            return self.list([self.config.person(one) for one in (value if isinstance(value, tuple) else (value,))])
        if key in _CHOSEN and isinstance(value, str):
            return self._choice(Field(key, "choice", (), "", "", "", choices=_CHOSEN[key]), value)
        return self.said(TOKENS.get(key), value)

    def kind(self, code: str) -> str:
        """What a kind of log entry is called."""
        own = self.config.data["kinds"].get(code) or {}
        known = KINDS.get(code)
        if self.zh:
            return str(own.get("zh") or own.get("label") or (known.zh[0] if known else code))
        return str(own.get("label") or code)

    def said(self, spec: Field | None, value: Any) -> str:
        """A typed value in words, by its field's declaration where it has one."""
        if isinstance(value, tuple) and not hasattr(value, "_fields"):
            return self.list([self.said(spec, one) for one in value])
        if isinstance(value, bool):
            return self.pick("yes" if value else "no", "是" if value else "否")
        if isinstance(value, Money):
            return self.money(value)
        if isinstance(value, Duration):
            return self.length(value)
        kind = spec.kind if spec else ""
        if kind == "percent" and isinstance(value, (int, Decimal)):
            return f"{(Decimal(value) * 100).normalize():f}%"
        if kind in ("stage", "lifecycle", "tier"):
            return self.config.label(_SETTINGS.get(kind, kind), str(value), self.lang)
        if kind == "person":
            return self.config.person(str(value))
        if kind == "choice" and spec is not None:
            return self._choice(spec, str(value))
        return bounded(_plain(value))

    def list(self, words: list[str]) -> str:
        """Several words in one."""
        return bounded(self.pick(", ", "、").join(words))

    def money(self, amount: Money) -> str:
        """`CNY 120,000`; in Chinese in 万 where that is whole."""
        number = amount.amount
        if self.zh and abs(number) >= 10_000 and number % 100 == 0:
            return f"{amount.currency} {(number / 10_000).normalize():,f}万"
        return f"{amount.currency} {number:,f}"

    def length(self, length: Duration) -> str:
        """`2 weeks`, `2 周`."""
        english, chinese = _UNITS[length.unit]
        return f"{length.number} {chinese}" if self.zh else count(length.number, english)

    def _choice(self, spec: Field, code: str) -> str:
        known = next((choice for choice in spec.choices if choice.code == code), None)
        return known.zh[0] if self.zh and known and known.zh else code


def count(number: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def bounded(text: str) -> str:
    """A text of one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MOST else flat[: _MOST - 1] + "…"


def canonical(value: Any) -> Any:
    """A typed value as JSON keeps it: ISO dates, `CNY 12`, shares and numbers as numbers, lists of these."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return [canonical(one) for one in value]
    return str(value) if isinstance(value, Birthday) else json_value(value)


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _lower(label: str) -> str:
    """A label within a sentence; abbreviations and names stay as they are."""
    return label if label[1:2].isupper() or not label[1:].islower() else label[0].lower() + label[1:]
