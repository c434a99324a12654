"""A file's text read whole: front matter typed, item lists, log, tasks and links joined into one frozen record."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.log import Entry
from pcrm_tools.model.record import Heading, Item, Link, Record
from pcrm_tools.model.task import Task
from pcrm_tools.model.values import Place
from pcrm_tools.text import body as scanner
from pcrm_tools.text import frontmatter, scalars
from pcrm_tools.text.context import Context
from pcrm_tools.text.decode import Reader, placed
from pcrm_tools.text.entries import decode_entries, decode_tasks
from pcrm_tools.text.keys import Keys, struct_keys
from pcrm_tools.text.lines import Lines

ITEMS_TWICE = Rule(
    "items-twice", "error", "{name} stands in the front matter and in a table of the body", "{name_zh}同时写在前置信息和正文表格中",
    "keep one of the two", "两处只保留一处",
)
RULES = (ITEMS_TWICE,)
_ALLOW = re.compile(r"(#|<!--)[ \t]*pcrm:[ \t]*allow[ \t]+([\w ,-]+?)[ \t]*(?:-->|(?=[\r\n]|\Z))")
# Headings, blanks and comments: what a section may hold and still be empty.
_HOLLOW = re.compile(r"(?:\s+|#{1,6}[ \t][^\r\n]*|<!--.*?-->)*", re.S)


def read_record(text: str, record_id: str, record_type: str, context: Context) -> Record:
    """The record that a file's text (BOM removed) holds; findings carry no path yet."""
    return read_with_body(text, record_id, record_type, context)[0]


def read_with_body(text: str, record_id: str, record_type: str, context: Context) -> tuple[Record, scanner.Body, int]:
    """The same with its body as it was scanned, and the offset at which that begins."""
    lines = Lines(text)
    split = frontmatter.split(text)
    reader = Reader(text, lines, context.words)
    reader.findings.extend(split.findings)
    front: dict[str, Any] = {}
    places: dict[str, Place] = {}
    broken = not split.opened
    if split.opened:
        composed = frontmatter.compose(text, split.front_start, split.front_end)
        reader.findings.extend(composed.findings)
        broken = composed.root is None
        if composed.root is not None:
            if record_type == "project":
                reader.words = _words(context, composed.root)
            front = reader.fields(context.keys[record_type], composed.root, "", places)
    body = scanner.scan_body(text, split.body_start, context.body[record_type], lines)
    reader.findings.extend(body.findings)
    items = _items(reader, context, record_type, front, body)
    entries = decode_entries(reader, context, body, lines)
    tasks = decode_tasks(reader, body, lines)
    links = (
        *_field_links(context.keys[record_type], front, places), *_item_links(context.keys[record_type], items, context, lines),
        *body_links(body, lines), *_log_links(record_type, entries, tasks, context, lines),
    )
    allowed = allowed_rules(text, split.body_start, lines)
    findings = placed(reader.findings)
    headings = tuple(Heading(s.level, s.title, s.line, _filled(text, s.body_start, s.end)) for s in body.sections)
    title_line = places["name"].line if "name" in places else 1
    record = Record(
        record_id, record_type, front, places, reader.unknown, items, entries, tasks, links, headings,
        tuple(f for f in findings if not is_allowed(f, allowed)) if allowed else findings, allowed, title_line, broken,
    )
    return record, body, split.body_start


def _words(context: Context, root: frontmatter.Mapping) -> scalars.Words:
    """The words of a project's pipeline, which may be named below its stage."""
    by_word = context.keys["project"].by_word
    for key, node in root.pairs:
        spec = by_word.get(key.value)
        if spec is not None and spec.kind == "pipeline" and isinstance(node, frontmatter.Scalar):
            name = context.words.pipeline.get(node.value.strip().lower(), "")
            return context.pipelines.get(name, context.words)
    return context.pipelines["default"]


def allowed_rules(text: str, body_start: int, lines: Lines) -> frozenset[str]:
    """What `# pcrm: allow RULE` (front matter) and `<!-- pcrm: allow RULE -->` (body) silence.

    Alone on its line it holds for the whole file (`rule`), behind something else for that line (`rule@12`).
    """
    if "pcrm:" not in text:
        return frozenset()
    allowed: set[str] = set()
    for found in _ALLOW.finditer(text):
        if (found[1] == "#") == (found.start() < body_start):
            line, column = lines.place(found.start())
            alone = not lines.text_of(line)[: column - 1].strip()
            allowed.update(rule if alone else f"{rule}@{line}" for rule in re.split(r"[\s,]+", found[2]) if rule)
    return frozenset(allowed)


def is_allowed(finding: Finding, allowed: frozenset[str]) -> bool:
    """Whether a file allows a finding."""
    return finding.rule in allowed or f"{finding.rule}@{finding.line}" in allowed


def _filled(text: str, start: int, end: int) -> bool:
    if start >= end or text[start] not in " \t\r\n#<":
        return start < end
    found = _HOLLOW.match(text, start, end)
    return found is None or found.end() < end


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
            reader.say(ITEMS_TWICE, reader.lines.place(table.start), **scalars.named(keys.fields[table.field]), seen=table.heading)
        found[table.field] = (*found.get(table.field, ()), *rows)
    return found


def _table_items(reader: Reader, keys: Keys, table: Any) -> tuple[Item, ...]:
    columns = _columns(reader, keys.fields[table.field], table)
    rows = []
    for cells, line in zip(table.rows, table.row_lines, strict=True):
        values: dict[str, Any] = {}
        empty = True
        for spec, cell in zip(columns, cells, strict=False):
            if cell.text:
                empty = False
                value = _cell(reader, spec, cell.text, cell.start) if spec is not None else None
                if value is not None and spec is not None:
                    values[spec.key] = value
        if not empty:
            rows.append(Item(table.field, Place(line, 1), values))
    return tuple(rows)


def _columns(reader: Reader, around: Field, table: Any) -> list[Field | None]:
    """The field of each column; None where nobody knows the column or it stands twice."""
    inner = struct_keys(around)
    columns: list[Field | None] = []
    seen: set[str] = set()
    for position, cell in enumerate(table.header):
        spec = inner.by_word.get(cell.text.lower()) or inner.by_word.get(scalars.plain(cell.text).strip().lower())
        if spec is None and cell.text:
            values = "\n".join(row[position].text for row in table.rows if position < len(row))
            reader.nameless(inner, cell.text, cell.start, around, values)
        elif spec is not None and spec.key in seen:
            place = reader.lines.place(cell.start)
            reader.say(frontmatter.DUPLICATE, place, seen=cell.text, first=str(place.line), second=str(place.line))
            spec = None
        if spec is not None:
            seen.add(spec.key)
        columns.append(spec)
    return columns


def _cell(reader: Reader, spec: Any, text: str, at: int) -> Any:
    if not spec.many or spec.kind == "ids":
        return reader.scalar(spec, text, at)
    parts = [part.strip() for part in re.split(r"[,，、;；]", text)]
    values = [reader.scalar(spec, part, at) for part in parts if part]
    return tuple(value for value in values if value is not None)


def _field_links(keys: Keys, front: dict[str, Any], places: dict[str, Place]) -> list[Link]:
    found = []
    for key, value in front.items():
        if keys.fields[key].kind == "record":
            for target in value if isinstance(value, tuple) else (value,):
                found.append(Link(places[key], target, "", "field", key))
    return found


def _item_links(keys: Keys, items: Mapping[str, tuple[Item, ...]], context: Context, lines: Lines) -> Iterator[Link]:
    """Records that items name, and the people of the customer among a project's stakeholders."""
    for field, rows in items.items():
        records = [key for key, spec in struct_keys(keys.fields[field]).fields.items() if spec.kind == "record"]
        for item in rows:
            for key in records:
                value = item.cells.get(key) or ()
                for target in value if isinstance(value, tuple) else (value,):
                    yield Link(point(lines, item.place.line, target), target, "", "field", f"{field}.{key}")
            name = item.cells.get("contact") if field == "stakeholders" else None
            if name and name not in context.words.team:
                yield Link(point(lines, item.place.line, name), name, "", "with", "")


def body_links(body: scanner.Body, lines: Lines) -> list[Link]:
    """The links in the text of a body; ids of records in NFC, paths of files as typed."""
    return [
        Link(lines.place(raw.start), scalars.nfc(raw.target) if raw.kind == "wiki" else raw.target, raw.anchor, raw.kind, "body")
        for raw in body.links
    ]


def point(lines: Lines, line: int, word: str) -> Place:
    """Where a word stands on a line or the two below it (tokens may follow their heading), else where the line's text begins."""
    for number in range(line, min(line + 3, lines.count + 1)) if word else ():
        at = _whole(lines.text_of(number), word)
        if at >= 0:
            return Place(number, at + 1)
    text = lines.text_of(line)
    return Place(line, len(text) - len(text.lstrip()) + 1)


def _whole(text: str, word: str) -> int:
    """Where a word stands in a text, not as a part of a longer one if it can be helped (`1` in `2026-11-01`); else -1."""
    first = at = text.find(word)
    while at >= 0:
        around = text[at - 1 : at] + text[at + len(word) : at + len(word) + 1]
        if not any(char.isalnum() or char in "-_" for char in around):
            return at
        at = text.find(word, at + 1)
    return first


def _log_links(
    record_type: str, entries: tuple[Entry, ...], tasks: tuple[Task, ...], context: Context, lines: Lines
) -> list[Link]:
    """References of tokens to other records, and whom a project's log names (at the newest mention of each)."""
    found: list[Link] = []
    newest: dict[str, Entry] = {}
    for entry in entries:
        found.extend(_refs(lines, entry.line, entry.attrs.get("re", ())))
        if "customer" in entry.attrs:
            target = entry.attrs["customer"]
            found.append(Link(point(lines, entry.line, target), target, "", "field", "customer"))
        for name in entry.attrs.get("with", ()) if record_type == "project" else ():
            if name not in newest or entry.date > newest[name].date:
                newest[name] = entry
    for task in tasks:
        found.extend(_refs(lines, task.line, (*task.re, *task.after)))
    found.extend(
        Link(point(lines, entry.line, name), name, "", "with", entry.date.isoformat())
        for name, entry in newest.items()
        if name not in context.words.team
    )
    return found


def _refs(lines: Lines, line: int, refs: tuple[str, ...]) -> list[Link]:
    found = []
    for ref in refs:
        if "#" in ref:
            target, _, anchor = ref.partition("#")
            found.append(Link(point(lines, line, ref), scalars.nfc(target), anchor, "re", "re"))
    return found
