"""Rows from which follow-ups are made, apart from the cache's other rows so that a warm start builds few classes.

Days are ISO text, flags are 0 or 1; `n` is the record's number, whose head is read once for all its rows.
"""

from typing import NamedTuple


class Head(NamedTuple):
    """What every follow-up of a record shows; `group` is the customer it belongs to (a customer: itself), `tier` that one's."""

    id: str
    path: str
    name: str
    owner: str
    group: str
    tier: str
    private: int


class DueContact(NamedTuple):
    """A record whose next contact or longest silence may be due; `last` is the newest contact of it and its projects, and `seen`
    where that stands (`path:line`, None where it has to be looked up)."""

    n: int
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
    said_title: str | None
    seen: str | None


class DueTask(NamedTuple):
    """An open task with a due day; `after` names what has to be done before it, parted by commas."""

    n: int
    line: int
    text: str
    handler: str
    due: str
    priority: str
    promise: int
    private: int
    after: str


class Before(NamedTuple):
    """Something open that a task waits for: its id and its own due day (or empty)."""

    id: str
    due: str


class DueItem(NamedTuple):
    """A milestone or deliverable that is not done."""

    n: int
    line: int
    field: str
    label: str
    due: str
    handler: str | None


class DueCase(NamedTuple):
    """An open service case; `attrs` holds its tokens as JSON."""

    n: int
    line: int
    date: str
    time: str
    kind: str
    title: str
    handlers: str
    priority: str
    id: str
    attrs: str
    private: int


class DueStage(NamedTuple):
    """An open project that may be late: `since` tells when it entered its stage, `began` (if a limit runs) when it started."""

    n: int
    pipeline: str
    stage: str
    since: str | None
    began: str | None
    line: int


class DueDated(NamedTuple):
    """Something that a file makes due by itself; `data` holds the rule's own values as JSON, `promised` the record's own
    next contact."""

    n: int
    rule: str
    day: str
    line: int
    what: str
    owner: str
    private: int
    data: str
    type: str
    lifecycle: str | None
    pipeline: str
    stage: str | None
    cadence: str | None
    promised: str


class Nearby(NamedTuple):
    """An entry of a record, its customer or that one's other projects that may have met what is due; `way` is its `via:`."""

    path: str
    line: int
    date: str
    time: str
    kind: str
    group: str
    way: str
    people: str
    inbound: bool
    own: bool
