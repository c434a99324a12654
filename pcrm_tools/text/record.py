"""A file's text read whole: front matter typed, item lists, log, tasks and links joined into one frozen record."""

import re
from typing import Any

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import Entry
from pcrm_tools.model.record import Heading, Item, Link, Record
from pcrm_tools.model.task import Task
from pcrm_tools.model.values import Place
from pcrm_tools.text import body as scanner
from pcrm_tools.text import frontmatter, scalars
from pcrm_tools.text.context import Context
from pcrm_tools.text.decode import UNKNOWN_KEY, Keys, Reader, placed, struct_keys
from pcrm_tools.text.entries import decode_entries, decode_tasks
from pcrm_tools.text.lines import Lines

ITEMS_TWICE = Rule(
    "items-twice", "error", "{name} stands in the front matter and in a table of the body", "{name} 同时写在前置信息和正文表格中",
    "keep one of the two", "两处只保留一处",
)
RULES = (ITEMS_TWICE,)
_ALLOW = re.compile(r"(?:#|<!--)\s*pcrm:\s*allow\s+([\w -]+?)\s*(?:-->|$)", re.M)
_RECORD_KINDS = ("record",)


def read_record(text: str, record_id: str, record_type: str, context: Context) -> Record:
    """The record that a file's text (BOM removed) holds; findings carry no path yet."""
    lines = Lines(text)
    split = frontmatter.split(text)
    reader = Reader(text, lines, context.words)
    reader.findings.extend(split.findings)
    front: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    places: dict[str, Place] = {}
    broken = not split.opened
    if split.opened:
        composed = frontmatter.compose(text, split.front_start, split.front_end)
        reader.findings.extend(composed.findings)
        broken = composed.root is None
        if composed.root is not None:
            front, unknown = reader.fields(context.keys[record_type], composed.root, "", places)
    body = scanner.scan_body(text, split.body_start, context.body[record_type], lines)
    reader.findings.extend(body.findings)
    items = _items(reader, context, record_type, front, body)
    entries = decode_entries(reader, context, body, lines)
    tasks = decode_tasks(reader, body, lines)
    links = (
        *_field_links(context.keys[record_type], front, places), *body_links(body, lines), *_log_links(record_type, entries, tasks, context),
    )
    allowed = _allowed(text)
    findings = placed(f for f in reader.findings if f.rule not in allowed) if allowed else placed(reader.findings)
    headings = tuple(Heading(s.level, s.title, s.line, bool(text[s.body_start : s.end].strip())) for s in body.sections)
    title_line = places["name"].line if "name" in places else 1
    return Record(
        record_id, record_type, front, places, unknown, items, entries, tasks, links, headings, findings, allowed, title_line, broken
    )


def _allowed(text: str) -> frozenset[str]:
    if "pcrm:" not in text:
        return frozenset()
    return frozenset(rule for found in _ALLOW.finditer(text) for rule in re.split(r"[\s,]+", found[1]) if rule)


def _items(reader: Reader, context: Context, record_type: str, front: dict[str, Any], body: scanner.Body) -> dict[str, tuple[Item, ...]]:
    """Items by field: those of the front matter (taken out of it) and those of tables."""
    keys = context.keys[record_type]
    found: dict[str, tuple[Item, ...]] = {}
    for key in [key for key in front if keys.fields[key].kind == "items"]:
        found[key] = front.pop(key)
    listed = {key for key, rows in found.items() if rows}
    for table in body.tables:
        if not table.field:
            continue
        rows = _table_items(reader, keys, table)
        if table.field in listed:
            reader.say(ITEMS_TWICE, reader.lines.place(table.start), name=table.field, seen=table.heading)
        found[table.field] = (*found.get(table.field, ()), *rows)
    return found


def _table_items(reader: Reader, keys: Keys, table: Any) -> tuple[Item, ...]:
    inner = struct_keys(keys.fields[table.field])
    columns = []
    for cell in table.header:
        spec = inner.by_word.get(cell.text.lower()) or inner.by_word.get(scalars.plain(cell.text).strip().lower())
        if spec is None and cell.text:
            close = scalars.near(cell.text.lower(), tuple(inner.by_word))
            reader.say(
                UNKNOWN_KEY, reader.lines.place(cell.start), seen=cell.text, type=table.field, want=close,
                near=f"write {close}, or " if close else "", near_zh=f"改成 {close}，或" if close else "",
            )
        columns.append(spec)
    rows = []
    for cells, line in zip(table.rows, table.row_lines, strict=True):
        values: dict[str, Any] = {}
        for spec, cell in zip(columns, cells, strict=False):
            if spec is not None and cell.text:
                value = _cell(reader, spec, cell.text, cell.start)
                if value is not None:
                    values[spec.key] = value
        rows.append(Item(table.field, Place(line, 1), values))
    return tuple(rows)


def _cell(reader: Reader, spec: Any, text: str, at: int) -> Any:
    if not spec.many or spec.kind == "ids":
        return reader.scalar(spec, text, at)
    parts = [part.strip() for part in re.split(r"[,，、;；]", text)]
    values = [reader.scalar(spec, part, at) for part in parts if part]
    return tuple(value for value in values if value is not None)


def _field_links(keys: Keys, front: dict[str, Any], places: dict[str, Place]) -> list[Link]:
    found = []
    for key, value in front.items():
        if keys.fields[key].kind in _RECORD_KINDS:
            for target in value if isinstance(value, tuple) else (value,):
                found.append(Link(places[key], target, "", "field", key))
    return found


def body_links(body: scanner.Body, lines: Lines) -> list[Link]:
    return [Link(lines.place(raw.start), raw.target, raw.anchor, raw.kind, "body") for raw in body.links]


def _log_links(record_type: str, entries: tuple[Entry, ...], tasks: tuple[Task, ...], context: Context) -> list[Link]:
    """References of tokens to other records, and whom a project's log names (at the newest mention of each)."""
    found: list[Link] = []
    newest: dict[str, Entry] = {}
    for entry in entries:
        found.extend(_refs(entry.line, entry.attrs.get("re", ())))
        if "customer" in entry.attrs:
            found.append(Link(Place(entry.line, 1), entry.attrs["customer"], "", "field", "customer"))
        for name in entry.attrs.get("with", ()) if record_type == "project" else ():
            if name not in newest or entry.date > newest[name].date:
                newest[name] = entry
    for task in tasks:
        found.extend(_refs(task.line, (*task.re, *task.after)))
    found.extend(
        Link(Place(entry.line, 1), name, "", "with", entry.date.isoformat())
        for name, entry in newest.items()
        if name not in context.words.team
    )
    return found


def _refs(line: int, refs: tuple[str, ...]) -> list[Link]:
    parts = [ref.partition("#") for ref in refs if "#" in ref]
    return [Link(Place(line, 1), scalars.record_id(target), anchor, "re", "re") for target, _, anchor in parts]
