"""Rows of the cache as `show`, `list` and the site read them: one tuple a table, its fields in the order of the columns.

Days are ISO text, lists are text joined by commas (`withs` by line ends), flags are 0 or 1.
"""

from typing import NamedTuple


class RecordRow(NamedTuple):
    """A customer or project; `last_entry` is the day of its newest contact, `last_line` its line, `said_next` its `next:`."""

    n: int
    path: str
    id: str
    twin: str
    type: str
    name: str
    owner: str | None
    customer: str | None
    lifecycle: str | None
    tier: str | None
    pipeline: str | None
    stage: str | None
    stage_since: str | None
    stage_line: int | None
    next_contact: str | None
    next_step: str | None
    next_line: int | None
    snooze: str | None
    cadence: str | None
    closed: str | None
    outcome: str | None
    currency: str | None
    value: float | None
    archived: int
    private: int
    entries: int
    last_entry: str | None
    first_entry: str | None
    digest: str
    title_line: int
    said_next: str | None
    said_line: int | None
    allowed: str
    last_line: int | None


class FieldRow(NamedTuple):
    """One value of a front-matter field (`ord` counts a list's elements); `num` is its number or amount."""

    n: int
    key: str
    ord: int
    value: str
    folded: str | None
    num: float | None
    line: int
    column: int


class ItemRow(NamedTuple):
    """One item of an item list; `data` holds its cells as JSON."""

    n: int
    field: str
    ord: int
    line: int
    id: str | None
    label: str
    due: str | None
    done: str | None
    owner: str | None
    status: str | None
    data: str


class EntryRow(NamedTuple):
    """One log entry; `group` is its kind's group, `attrs` holds further tokens as JSON."""

    n: int
    ord: int
    line: int
    end_line: int
    date: str
    until: str | None
    time: str
    kind: str
    group: str
    title: str
    by: str
    withs: str
    tags: str
    priority: str
    id: str
    before: str
    after: str
    attrs: str
    anchor: str
    private: int


class TaskRow(NamedTuple):
    """One task line; `parent` and `entry` are positions in the record's tasks and entries (-1: none)."""

    n: int
    ord: int
    line: int
    state: str
    text: str
    owner: str
    due: str | None
    start: str | None
    done: str | None
    cancelled: str | None
    priority: str
    id: str
    after: str
    re: str
    est: str
    every: str
    promise: int
    private: int
    tags: str
    parent: int
    entry: int
    section: str


class LinkRow(NamedTuple):
    """One reference out of a record; `source` names the field or token that it stands in."""

    n: int
    ord: int
    line: int
    column: int
    target: str
    anchor: str
    kind: str
    source: str


class BackLink(NamedTuple):
    """A record that refers to another one, and where it does."""

    n: int
    id: str
    type: str
    name: str
    path: str
    line: int
    anchor: str
    kind: str
    source: str
