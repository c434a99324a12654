"""A task line: what is to do, by whom, until when."""

from datetime import date
from typing import NamedTuple

OPEN, DONE, CANCELLED = "open", "done", "cancelled"


class Task(NamedTuple):
    """One task-list item; owner and due hold what a subtask inherits from its parents.

    `parent` and `entry` are positions in the record's tasks and entries (-1: none).
    """

    line: int
    state: str
    text: str
    owner: str
    due: date | None
    start: date | None
    done: date | None
    cancelled: date | None
    priority: str
    id: str
    after: tuple[str, ...]
    re: tuple[str, ...]
    est: str
    every: str
    promise: bool
    private: bool
    tags: tuple[str, ...]
    parent: int
    entry: int
    section: str
