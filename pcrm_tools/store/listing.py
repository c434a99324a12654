"""Rows of `list`: just the columns that were asked for, straight from the cache; computed facts are columns too."""

import sqlite3
from collections.abc import Collection, Mapping
from typing import Any

from pcrm_tools.model.catalogue import Known, catalogue
from pcrm_tools.model.config import Config
from pcrm_tools.store.computed import Frame, facts
from pcrm_tools.store.query_facts import Fact
from pcrm_tools.store.wheres import Where

DIRECT = {
    "id": "r.id", "type": "r.type", "name": "r.name", "owner": "r.owner", "customer": "r.customer", "lifecycle": "r.lifecycle",
    "tier": "r.tier", "pipeline": "r.pipeline", "stage": "r.stage", "next_step": "r.next_step", "snooze": "r.snooze",
    "closed": "r.closed", "outcome": "r.outcome", "path": "r.path",
}  # fmt: skip
"""Columns of the record table that answer a field by themselves; the others are looked up in the field table."""
_LABELS = {"id": ("id", "编号"), "type": ("type", "类型"), "path": ("path", "文件")}
_ALIASES = {"编号": "id", "类型": "type", "文件": "path"}
_TYPES = {"customer": "客户", "project": "项目", "page": "页面"}
_NUMBERS = frozenset(("money", "number", "percent", "count", "days"))


def column_name(config: Config, word: str) -> str | None:
    """The canonical name of a column given in either language, or None."""
    lower = word.lower()
    if lower in DIRECT:
        return lower
    if word in _ALIASES:
        return _ALIASES[word]
    fact = facts(config).get(lower)
    if fact:
        return fact.key
    known = catalogue(config).get(lower)
    return known.key if known and known.kind not in ("items", "map") else None


def near_column(config: Config, word: str) -> str:
    """The column most like one that nobody knows, in the language in which that was typed; empty where none is like it."""
    from pcrm_tools.text.forms import near

    known = [name for name, field in catalogue(config).items() if field.kind not in ("items", "map")]
    words = (*DIRECT, *_ALIASES, *facts(config), *known)
    return near(word.lower(), tuple(name for name in words if name.isascii() == word.isascii()))


def rows(
    connection: sqlite3.Connection,
    frame: Frame,
    numbers: Collection[int] | None,
    record_type: str,
    columns: list[str],
    sort: str,
    archived: bool,
) -> list[tuple[Any, ...]]:
    """The values of the columns for the numbered records (None: all), sorted by a field or by path; empty values come last."""
    where = ["r.type != 'page'"]
    if record_type:
        where.append(f"r.type = '{'project' if record_type == 'project' else 'customer'}'")
    if not archived:
        where.append("not r.archived")
    if numbers is not None:
        where.append(f"r.n in ({','.join(str(int(n)) for n in numbers) or 'null'})")
    order = Where("")
    if sort:
        from pcrm_tools.store.ordering import order_of

        order = order_of(frame, sort)
    selected = [_expression(frame, name) for name in columns]
    sql = f"select {', '.join(part.sql for part in selected)} from record r where {' and '.join(where)} order by {order.sql}r.path"
    return connection.execute(sql, (*(value for part in selected for value in part.values), *order.values)).fetchall()


def _expression(frame: Frame, name: str) -> Where:
    if name in DIRECT:
        return Where(DIRECT[name])
    fact = facts(frame.config).get(name)
    if fact:
        return Where(frame.expression(fact))
    field, _, inner = name.partition(".")
    listed = "(select group_concat(value, ', ') from field f where f.n=r.n and f.key=?)"
    if inner:
        cells = "(select group_concat(json_extract(data, '$.' || ?), ', ') from item i where i.n=r.n and i.field=?)"
        return Where(f"coalesce({listed}, {cells})", (name, inner, field))
    return Where(listed, (name,))


def labels(config: Config, columns: list[str], lang: str) -> list[str]:
    """The columns' labels in a language."""
    known, computed = catalogue(config), facts(config)
    found = []
    for name in columns:
        if name in _LABELS:
            found.append(_LABELS[name][lang == "zh"])
        else:
            field: Fact | Known | None = computed.get(name) or known.get(name.lower())
            found.append((field.label_zh if lang == "zh" else field.label.lower()) if field else name)
    return found


def is_number(config: Config, name: str) -> bool:
    """Whether a column stands right in a table."""
    field: Fact | Known | None = facts(config).get(name) or catalogue(config).get(name.lower())
    return bool(field and field.kind in _NUMBERS)


def shown(config: Config, name: str, value: Any, lang: str, plain: bool) -> Any:
    """A value as it is read: codes with their label and amounts with commas in tables, untouched for programs."""
    if value is None or plain:
        return value
    if name == "type":
        return type_word(value, lang)
    if name in ("lifecycle", "stage"):
        return config.label(name, value, lang)
    if name == "tier":
        return config.label("tiers", value, lang)
    fact, field = facts(config).get(name), catalogue(config).get(name)
    if "money" in (fact.kind if fact else "", field.kind if field else ""):
        return ", ".join(money(part, lang) for part in str(value).split(", "))
    if fact:
        from pcrm_tools.store.query_fields import fact_choices

        return _chinese(fact_choices(fact)).get(value, value) if lang == "zh" else value
    if field and field.kind == "percent":
        return _percent(str(value))
    return _chosen(field, value) if lang == "zh" and field and isinstance(value, str) else value


def type_word(record_type: str, lang: str) -> str:
    """What a type of record is called in a language."""
    return _TYPES.get(record_type, record_type) if lang == "zh" else record_type


def _percent(text: str) -> str:
    """A share of 1 as `70%`; several, and what is no number, as they are."""
    try:
        return f"{float(text) * 100:.10g}%"
    except ValueError:
        return text


def _chosen(field: Known, value: str) -> str:
    """The Chinese words of one of our own choices, or of several joined by commas; other values as they are."""
    if field.kind != "choice":
        return value
    words = _chinese(field.choices)
    return ", ".join(words.get(code, code) for code in value.split(", "))


def _chinese(choices: Mapping[str, str]) -> dict[str, str]:
    """The first Chinese word of each choice by its code."""
    words: dict[str, str] = {}
    for word, code in choices.items():
        if not word.isascii():
            words.setdefault(code, word)
    return words


def money(text: str, lang: str) -> str:
    """`CNY 1234567` with thousands commas, or in 万 and 亿 where that is shorter in Chinese."""
    currency, _, amount = text.partition(" ")
    try:
        number = float(amount)
    except ValueError:
        return text
    if lang == "zh" and number >= 10_000:
        scaled, unit = (number / 1e8, "亿") if number >= 1e8 else (number / 1e4, "万")
        if round(scaled, 4) == scaled:
            return f"{currency} {scaled:,.4f}".rstrip("0").rstrip(".") + unit
    return f"{currency} {number:,.2f}".removesuffix(".00")
