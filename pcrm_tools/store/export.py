"""One record as plain data, for JSON: canonical keys, ISO dates, `CNY 12` amounts."""

import json
import sqlite3
from typing import Any

from pcrm_tools.model.catalogue import catalogue
from pcrm_tools.model.config import Config
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.store import read


def record_data(connection: sqlite3.Connection, config: Config, record: RecordRow) -> dict[str, Any]:
    """The record with its front matter, items, log, tasks, links and what is derived of it alone."""
    known = catalogue(config, (record.type,)) if record.type != "page" else {}
    front: dict[str, Any] = {}
    for field in read.fields(connection, record.n):
        spec = known.get(field.key.lower())
        if spec is not None and spec.many:
            front.setdefault(field.key, []).append(field.value)
        else:
            front[field.key] = field.value
    items: dict[str, list[Any]] = {}
    for item in read.items(connection, record.n):
        items.setdefault(item.field, []).append({"line": item.line, **json.loads(item.data)})
    return {
        "id": record.id, "type": record.type, "path": record.path, "name": record.name, "stage": record.stage,
        "stage_since": record.stage_since, "lifecycle": record.lifecycle, "last_contact": record.last_entry, "fields": front, "items": items,
        "log": [_entry(entry) for entry in read.entries(connection, record.n)],
        "tasks": [_task(task) for task in read.tasks(connection, record.n)],
        "links": [{"line": link.line, "target": link.target, "anchor": link.anchor} for link in read.links(connection, record.n)
                  if link.kind in ("wiki", "field", "re")],
        "backlinks": [{"id": link.id, "path": link.path, "line": link.line} for link in read.backlinks(connection, record.id)],
    }  # fmt: skip


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "line": entry.line, "date": entry.date, "time": entry.time, "kind": entry.kind, "title": entry.title,
        "by": _split(entry.by), "with": [name for name in entry.withs.split("\n") if name], "tags": _split(entry.tags),
        "priority": entry.priority, "anchor": entry.anchor, "before": entry.before, "after": entry.after, **json.loads(entry.attrs),
    }  # fmt: skip


def _task(task: Any) -> dict[str, Any]:
    return {
        "line": task.line, "state": task.state, "text": task.text, "owner": task.owner, "due": task.due, "done": task.done,
        "priority": task.priority, "id": task.id, "after": _split(task.after), "re": _split(task.re), "promise": bool(task.promise),
    }  # fmt: skip


def _split(text: str) -> list[str]:
    return [part for part in text.split(",") if part]
