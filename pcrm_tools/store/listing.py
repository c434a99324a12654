"""Rows of `list`: just the columns that were asked for, straight from the cache."""

import sqlite3
from collections.abc import Collection
from typing import Any

from pcrm_tools.model.catalogue import Known, catalogue
from pcrm_tools.model.config import Config

# Columns of the record table that answer a field by themselves; the others are looked up in the field table.
_DIRECT = {
    "id": "r.id", "type": "r.type", "name": "r.name", "owner": "r.owner", "customer": "r.customer", "lifecycle": "r.lifecycle",
    "tier": "r.tier", "pipeline": "r.pipeline", "stage": "r.stage", "stage_since": "r.stage_since", "next_contact": "r.next_contact",
    "next_step": "r.next_step", "snooze": "r.snooze", "closed": "r.closed", "outcome": "r.outcome", "path": "r.path", "entries": "r.entries",
    "last_contact": "(select max(l) from (select r.last_entry as l union all select p.last_entry from record p"
    " where p.type='project' and p.customer=r.id and r.type='customer'))",
}  # fmt: skip
_COMPUTED = {
    "id": ("id", "编号"), "type": ("type", "类型"), "path": ("path", "文件"), "entries": ("entries", "记录数"),
    "last_contact": ("last contact", "最近联系"), "stage_since": ("stage since", "阶段开始"),
}  # fmt: skip
_ALIASES = {
    "编号": "id",
    "类型": "type",
    "文件": "path",
    "最近联系": "last_contact",
    "阶段开始": "stage_since",
    "记录数": "entries",
}
_TYPES = {"customer": "客户", "project": "项目", "page": "页面"}


def column_name(config: Config, word: str) -> str | None:
    """The canonical name of a column given in either language, or None."""
    lower = word.lower()
    if lower in _DIRECT:
        return lower
    if word in _ALIASES:
        return _ALIASES[word]
    known = catalogue(config).get(lower)
    return known.key if known and known.kind not in ("items", "map") else None


def rows(
    connection: sqlite3.Connection,
    config: Config,
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
    order, values = _order(config, sort)
    parameters: list[Any] = []
    selected = []
    for name in columns:
        expression, arguments = _expression(name)
        selected.append(expression)
        parameters += arguments
    sql = f"select {', '.join(selected)} from record r where {' and '.join(where)} order by {order}r.path"
    return connection.execute(sql, (*parameters, *values)).fetchall()


def _expression(name: str) -> tuple[str, list[str]]:
    if name in _DIRECT:
        return _DIRECT[name], []
    field, _, inner = name.partition(".")
    listed = "(select group_concat(value, ', ') from field f where f.n=r.n and f.key=?)"
    if inner:
        cells = "(select group_concat(json_extract(data, '$.' || ?), ', ') from item i where i.n=r.n and i.field=?)"
        return f"coalesce({listed}, {cells})", [name, inner, field]
    return listed, [name]


def _order(config: Config, sort: str) -> tuple[str, list[str]]:
    if not sort:
        return "", []
    down = sort.startswith("-")
    name = column_name(config, sort.lstrip("-"))
    if name is None:
        from pcrm_tools.errors import WrongUse

        raise WrongUse(
            "cannot sort by `{word}`: there is no such field", "无法按 `{word}` 排序：没有这个字段", word=sort.lstrip("-")
        )
    way = "desc" if down else "asc"
    if name in _DIRECT:
        expression, values = _DIRECT[name], []
    else:
        expression, values = "(select coalesce(num, value) from field f where f.n=r.n and f.key=? and f.ord=0)", [name]
    return f"{expression} is null, {expression} {way}, ", [*values, *values]


def labels(config: Config, columns: list[str], lang: str) -> list[str]:
    """The columns' labels in a language."""
    known = catalogue(config)
    found = []
    for name in columns:
        if name in _COMPUTED:
            found.append(_COMPUTED[name][lang == "zh"])
        else:
            field = known.get(name.lower())
            found.append((field.label_zh if lang == "zh" else field.label.lower()) if field else name)
    return found


def is_number(config: Config, name: str) -> bool:
    """Whether a column stands right in a table."""
    known: Known | None = catalogue(config).get(name.lower())
    return name == "entries" or bool(known and known.kind in ("money", "number", "percent"))


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
    if name in ("value", "budget.total"):
        return money(str(value), lang)
    field = catalogue(config).get(name)
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
    words: dict[str, str] = {}
    for word, code in field.choices.items():
        if not word.isascii():
            words.setdefault(code, word)
    return ", ".join(words.get(code, code) for code in value.split(", "))


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
