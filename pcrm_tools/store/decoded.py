"""A decoded record as rows of the cache: everything that is free of today, of other records and of derived settings."""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.model.log import Entry
from pcrm_tools.model.record import Item, Record
from pcrm_tools.model.task import Task
from pcrm_tools.model.values import Birthday, Duration, Money, Place
from pcrm_tools.text.entries import json_value
from pcrm_tools.text.fold import fold

Row = tuple[Any, ...]


class Rows(NamedTuple):
    """The rows of one file, without its number; `record` follows the columns of the table after `n`."""

    record: Row
    fields: list[Row]
    items: list[Row]
    entries: list[Row]
    tasks: list[Row]
    links: list[Row]
    anchors: list[Row]
    findings: list[Row]
    dated: Sequence[Row] = ()


def twin_key(record_id: str) -> str:
    """What two ids share that differ only by case, width or normalisation."""
    return unicodedata.normalize("NFKC", record_id).casefold()


def rows_of(record: Record, findings: tuple[Finding, ...], path: str, digest: str) -> Rows:
    """All rows of a record."""
    fields = list(_fields(record))
    items = [row for field, rows in record.items.items() for row in _items(field, rows)]
    return Rows(
        _record(record, path, digest), fields, items,
        [_entry(ord_, entry) for ord_, entry in enumerate(record.entries)],
        [_task(ord_, task) for ord_, task in enumerate(record.tasks)],
        [(ord_, link.place.line, link.place.column, link.target, link.anchor, link.kind, link.source) for ord_, link in enumerate(record.links)],
        list(_anchors(record)),
        [(ord_, f.rule, f.severity, f.line, f.column, dumps(f.values)) for ord_, f in enumerate(findings)],
    )


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(value: Any) -> str:
    """JSON as the cache keeps it."""
    return _encode(value) if value else "{}"


def value_text(value: Any) -> str:
    """The canonical text of a typed value: ISO dates, `CNY 12`, `2w`, `0.6` for 60%, `yes`."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        return f"{value.currency} {value.amount:f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (Duration, Birthday)):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(value_text(part) for part in value)
    return str(value)


def _number(value: Any) -> float | None:
    if value.__class__ is str:
        return None
    if isinstance(value, Money):
        return float(value.amount)
    return float(value) if isinstance(value, (int, Decimal)) else None


def _record(record: Record, path: str, digest: str) -> Row:
    front, places = record.front, record.places
    value: Money | None = front.get("value") if record.type == "project" else None
    stage, since, line = _stage(record)
    lifecycle = front.get("lifecycle") or next((e.after for e in newest(record.entries, "lifecycle") if e.after), None)
    contacts = [entry.date for entry in record.entries if entry.group == "contact"]
    said, said_line, last_line = _said(record.entries)
    dates = [entry.date for entry in record.entries]
    next_line = places.get("next_contact", Place(record.title_line, 1)).line
    return (
        path, record.id, twin_key(record.id), record.type, front.get("name") or record.id, front.get("owner"),
        front.get("customer"), lifecycle, front.get("tier"), front.get("pipeline") if record.type == "project" else None,
        stage, since, line, _iso(front.get("next_contact")), front.get("next_step"), next_line, _iso(front.get("snooze")),
        value_text(front["cadence"]) if front.get("cadence") else None, _iso(front.get("closed")), front.get("outcome"),
        value.currency if value else None, float(value.amount) if value else None, int(bool(front.get("archived"))),
        int("private" in front.get("tags", ()) or "内部" in front.get("tags", ())), len(dates),
        _iso(max(contacts)) if contacts else None, _iso(min(dates)) if dates else None, digest, record.title_line,
        said, said_line, " ".join(sorted(record.allowed)), last_line,
    )


def _stage(record: Record) -> tuple[str | None, str | None, int | None]:
    """The effective stage of a project, the day it was entered and the line that says so."""
    stage = record.front.get("stage")
    entries = newest(record.entries, "stage")
    if stage is None and entries:
        stage = entries[0].after or None
    entered = next((entry for entry in entries if entry.after == stage), None)
    if entered is not None:
        return stage, _iso(entered.date), entered.line
    start = record.front.get("start") or min((entry.date for entry in record.entries), default=None)
    place = record.places.get("stage", Place(record.title_line, 1))
    return stage, _iso(start) if stage else None, place.line if stage else None


def _said(entries: tuple[Entry, ...]) -> tuple[str | None, int | None, int | None]:
    """What the newest contact entry promises as the next contact, its line if it does, and its line."""
    found = [(entry.date, entry.time, -position, entry) for position, entry in enumerate(entries) if entry.group == "contact"]
    if not found:
        return None, None, None
    entry = max(found, key=lambda row: row[:3])[3]
    promised = entry.attrs.get("next")
    return (promised.isoformat(), entry.line, entry.line) if promised else (None, None, entry.line)


def newest(entries: tuple[Entry, ...], kind: str) -> list[Entry]:
    """A kind's entries, newest first: by day, time, then the higher place in the file."""
    found = [(entry.date, entry.time, -position, entry) for position, entry in enumerate(entries) if entry.kind == kind]
    return [row[3] for row in sorted(found, key=lambda row: row[:3], reverse=True)]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _fields(record: Record) -> Iterator[Row]:
    for key, value in record.front.items():
        place = record.places.get(key, Place(1, 1))
        if isinstance(value, Mapping):
            for inner, part in value.items():
                yield from _values(f"{key}.{inner}", part, record.places.get(f"{key}.{inner}", place))
        else:
            yield from _values(key, value, place)
    for key, (raw, place) in record.unknown.items():
        yield from _values(key, raw, place)


def _values(key: str, value: Any, place: Place) -> Iterator[Row]:
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _values(f"{key}.{inner}", part, place)
        return
    parts = value if isinstance(value, tuple) and not isinstance(value, (Money, Duration, Birthday)) else (value,)
    for ord_, part in enumerate(parts):
        text = value_text(part)
        folded = fold(text) if not text.isascii() or not text.islower() else text
        yield key, ord_, text, folded if folded != text else None, _number(part), place.line, place.column


def _items(field: str, rows: tuple[Item, ...]) -> Iterator[Row]:
    for ord_, item in enumerate(rows):
        cells = {key: json_cell(value) for key, value in item.cells.items()}
        label = str(cells.get("name") or cells.get("what") or cells.get("contact") or cells.get("id") or next(iter(cells.values()), ""))
        yield (
            field, ord_, item.place.line, cells.get("id") or cells.get("uid"), label, cells.get("due"),
            cells.get("done") or cells.get("accepted") or cells.get("delivered"), cells.get("owner"), cells.get("status"), dumps(cells),
        )


def json_cell(value: Any) -> Any:
    """An item's cell as JSON keeps it."""
    if value.__class__ is str:
        return value
    if isinstance(value, Birthday):
        return str(value)
    if isinstance(value, Decimal) and not isinstance(value, Money):
        return float(value)
    return json_value(value)


def _entry(ord_: int, entry: Entry) -> Row:
    attrs = {key: json_value(value) for key, value in entry.attrs.items() if key != "with"}
    return (
        ord_, entry.line, entry.end_line, entry.date.isoformat(), _iso(entry.until), entry.time, entry.kind, entry.group, entry.title,
        ",".join(entry.by), "\n".join(entry.attrs.get("with", ())), ",".join(entry.tags), entry.priority, entry.id, entry.before,
        entry.after, dumps(attrs), entry.anchor, int(entry.private),
    )


def _task(ord_: int, task: Task) -> Row:
    return (
        ord_, task.line, task.state, task.text, task.owner, _iso(task.due), _iso(task.start), _iso(task.done), _iso(task.cancelled),
        task.priority, task.id, ",".join(task.after), ",".join(task.re), task.est, task.every, int(task.promise), int(task.private),
        ",".join(task.tags), task.parent, task.entry, task.section,
    )


def _anchors(record: Record) -> Iterator[Row]:
    seen: set[str] = set()
    found = [(entry.anchor, entry.line) for entry in record.entries]
    found += [(task.id, task.line) for task in record.tasks if task.id]
    found += [(str(item.cells["id"]), item.place.line) for rows in record.items.values() for item in rows if item.cells.get("id")]
    found += [(heading.title, heading.line) for heading in record.headings if heading.level <= 3]
    for anchor, line in found:
        if anchor and anchor not in seen:
            seen.add(anchor)
            yield anchor, line
