"""Rows from which follow-ups are made, apart from the cache's other rows so that a warm start builds few classes.

Each begins with the same head: the record's id, path, name, owner, the customer it belongs to (a customer: itself), that
customer's tier, and whether the whole record is private. Days are ISO text, flags are 0 or 1.
"""

from typing import NamedTuple


class DueContact(NamedTuple):
    """A record whose next contact or longest silence may be due; `last` is the newest contact of it and its projects."""

    id: str
    path: str
    name: str
    owner: str | None
    customer: str
    tier: str | None
    private: int
    type: str
    lifecycle: str | None
    cadence: str | None
    promised: str | None
    said: str | None
    last: str | None
    began: str | None
    step: str | None
    title_line: int
    promised_line: int | None
    said_line: int | None


class DueTask(NamedTuple):
    """An open task with a due day."""

    id: str
    path: str
    name: str
    owner: str | None
    customer: str
    tier: str | None
    private: int
    line: int
    text: str
    handler: str
    due: str
    priority: str
    promise: int
    hidden: int


class DueItem(NamedTuple):
    """A milestone or deliverable that is not done."""

    id: str
    path: str
    name: str
    owner: str | None
    customer: str
    tier: str | None
    private: int
    line: int
    field: str
    label: str
    due: str
    handler: str | None


class DueCase(NamedTuple):
    """An open service case; `attrs` holds its tokens as JSON."""

    id: str
    path: str
    name: str
    owner: str | None
    customer: str
    tier: str | None
    private: int
    line: int
    date: str
    time: str
    kind: str
    title: str
    handlers: str
    priority: str
    case_id: str
    attrs: str
    hidden: int


class DueStage(NamedTuple):
    """An open project that is or may be late: `since` is when it entered its stage, `began` its start or first entry."""

    id: str
    path: str
    name: str
    owner: str | None
    customer: str
    tier: str | None
    private: int
    n: int
    pipeline: str
    stage: str
    since: str | None
    began: str | None
    line: int
