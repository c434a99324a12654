"""Tasks as a list: what each still waits for, and in which order they stand."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple


class Listed(NamedTuple):
    """A task of a record (`record` is its id, `path` its file); `owner` is the record's where the task names nobody."""

    record: str
    path: str
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
    est: str
    every: str
    promise: int
    tags: str


_PRIORITIES = {"urgent": 0, "high": 1, "normal": 2, "": 2, "low": 3}
_LAST = "9999-12-32"


def waits_for(task: Listed, unfinished: Collection[tuple[str, str]], today: date) -> tuple[str, ...]:
    """What an open task still waits for: ids that come first and are not done, and its start where that is to come."""
    if task.state != "open":
        return ()
    first = []
    for name in filter(None, task.after.split(",")):
        record, sign, inner = name.partition("#")
        if ((record, inner) if sign else (task.record, name)) in unfinished:
            first.append(name)
    return (*first, *((task.start,) if task.start and task.start > today.isoformat() else ()))


def days_late(task: Listed, today: date) -> int | None:
    """How many days an open task is late, negative while time is left; None without a due day."""
    if task.state != "open" or not task.due:
        return None
    return today.toordinal() - date.fromisoformat(task.due).toordinal()


ORDERS: Mapping[str, Callable[[Listed, Collection[str]], object]] = {
    "due": lambda task, _: task.due or _LAST,
    "owner": lambda task, _: task.owner,
    "priority": lambda task, _: _PRIORITIES.get(task.priority, 2),
    "record": lambda task, _: task.record,
    "state": lambda task, _: ("open", "done", "cancelled").index(task.state),
    "blocked": lambda task, waits: len(waits),
}
"""What tasks can be sorted by."""


def in_order(
    tasks: Iterable[tuple[Listed, tuple[str, ...]]], sort: str = ""
) -> list[tuple[Listed, tuple[str, ...]]]:
    """Tasks with what they wait for, by a key of ORDERS (`-` turns it round), then by due day, priority, file and line."""
    found = sorted(tasks, key=lambda pair: (pair[0].due or _LAST, _PRIORITIES.get(pair[0].priority, 2), pair[0].path, pair[0].line))
    key = ORDERS[sort.lstrip("-") or "due"]
    return sorted(found, key=lambda pair: key(*pair), reverse=sort.startswith("-"))  # type: ignore[arg-type,return-value]
