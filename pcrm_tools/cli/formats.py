"""Rows and objects as bytes for other programs: JSON, JSON lines, CSV, TSV, Markdown and lists of ids, always UTF-8."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import UNSAFE, escape

# What a spreadsheet takes for a formula when a cell begins with it, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)")


def _plain(value: object) -> object:
    """What JSON has no word for: exact numbers as numbers, the rest as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)


_encode = json.JSONEncoder(ensure_ascii=False, default=_plain).encode


def _unicode_escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def json_text(value: object) -> str:
    """JSON on one line; what a terminal would obey is written `\\uXXXX`, which reads back as the same text."""
    text = _encode(value)
    # Such characters stand inside strings only, so the escape is always JSON.
    return text if text.isprintable() else UNSAFE.sub(_unicode_escape, text)


def json_object(value: Mapping[str, Any]) -> bytes:
    """One JSON object with `"version": 1` first; lists of objects stand one element a line."""
    members = []
    for key, member in {"version": 1, **value}.items():
        if isinstance(member, list | tuple) and member and all(isinstance(element, Mapping) for element in member):
            shown = "[\n" + ",\n".join(map(json_text, member)) + "\n]"
        else:
            shown = json_text(member)
        members.append(f"{json_text(key)}: {shown}")
    return ("{" + ", ".join(members) + "}\n").encode("utf-8")


def _values(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    keys = [column.key for column in columns]
    return [
        {key: value.text if isinstance(value, Styled) else value for key, value in zip(keys, row, strict=True)} for row in rows
    ]


def cell_text(value: object) -> str:
    """A value as text in CSV and TSV, the same in every language: lists joined by commas, `yes` and `no`."""
    if isinstance(value, str):
        return value
    if isinstance(value, Styled):
        return value.text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(cell_text(item) for item in value)
    return str(value)


def guarded(value: object) -> str:
    """A cell that no spreadsheet calculates: text that begins like a formula gets a `'`, numbers stay numbers."""
    if type(value) is str and value.isprintable():
        return "'" + value if value.startswith(_FORMULA) else value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    text = cell_text(value)
    if not text.isprintable():
        text = text[:1] + escape(text[1:], lines=True) if text[:1] in ("\t", "\r") else escape(text, lines=True)
    return "'" + text if text.startswith(_FORMULA) else text


def _csv(columns: Sequence[Column], rows: Sequence[Sequence[object]], exact: bool) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # RFC 4180: commas, quotes doubled, CR LF
    shown = cell_text if exact else guarded
    writer.writerow([shown(column.key) for column in columns])
    writer.writerows([shown(value) for value in row] for row in rows)
    return out.getvalue()


_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _tsv(columns: Sequence[Column], rows: Sequence[Sequence[object]], exact: bool) -> str:
    shown = cell_text if exact else guarded
    lines = [[column.key for column in columns], *rows]
    return "".join("\t".join(shown(value).translate(_TSV) for value in line) + "\n" for line in lines)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\g<0>", escape(text.replace("\n", " "))).replace("&", "&amp;")


def _md(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> str:
    lines = [
        [markdown(column.label) for column in columns],
        ["--:" if column.right else "---" for column in columns],
        *([markdown(cell_text(value)) for value in row] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _ids(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> str:
    place = next((i for i, column in enumerate(columns) if column.key == "id"), 0)
    return "".join(escape(cell_text(row[place])) + "\n" for row in rows)


def render(
    name: str, columns: Sequence[Column], rows: Sequence[Sequence[object]], head: Mapping[str, Any], list_name: str, exact: bool
) -> bytes:
    """Rows in one of the formats md, csv, tsv, json, jsonl, ids; raises ValueError for another."""
    if name == "json":
        return json_object({**head, list_name: _values(columns, rows)})
    if name == "jsonl":
        text = "".join(json_text(row) + "\n" for row in _values(columns, rows))
    elif name == "csv":
        text = _csv(columns, rows, exact)
    elif name == "tsv":
        text = _tsv(columns, rows, exact)
    elif name == "md":
        text = _md(columns, rows)
    elif name == "ids":
        text = _ids(columns, rows)
    else:
        raise ValueError(f"no such format: {name}")
    return text.encode("utf-8", "backslashreplace")
