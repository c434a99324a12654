"""Tasks compared: matched by id, else by their words, and what is left by how alike the words are."""

from collections.abc import Iterator

from pcrm_tools.model import task as states
from pcrm_tools.model.record import Record
from pcrm_tools.model.task import Task
from pcrm_tools.text.compare import ADDED, CANCELLED, CHANGED, DONE, MOVED, REMOVED, REOPENED, TASK, Change, same
from pcrm_tools.text.compare_items import alike, matched

_CELLS = ("text", "owner", "due", "start", "done", "cancelled", "priority", "id", "after", "re", "est", "every", "promise", "private", "tags")
_NAMES = {"open": REOPENED, "done": DONE, "cancelled": CANCELLED}


def tasks(old: Record, new: Record) -> Iterator[Change]:
    """The tasks that were added, removed, ticked, dropped, opened again, moved to another day or changed otherwise."""
    for before, after in matched(old.tasks, new.tasks, (_id, _words), _likeness):
        if before is None and after is not None:
            yield Change(TASK, ADDED, "tasks", after.text, None, after, after.line)
        elif after is None and before is not None:
            yield Change(TASK, REMOVED, "tasks", before.text, before, None, before.line)
        elif before is not None and after is not None:
            cells = tuple(_cells(before, after))
            if cells or before.state != after.state:
                yield Change(TASK, _what(before, after), "tasks", after.text, before, after, after.line, cells)


def _what(old: Task, new: Task) -> str:
    if old.state != new.state:
        return _NAMES[new.state]
    return MOVED if old.due != new.due and new.state == states.OPEN and old.due and new.due else CHANGED


def _cells(old: Task, new: Task) -> Iterator[Change]:
    for key in _CELLS:
        before, after = getattr(old, key), getattr(new, key)
        if not same(before or None, after or None):
            change = ADDED if not before else REMOVED if not after else CHANGED
            yield Change("field", change, key, "", before or None, after or None, new.line)


def _id(task: Task) -> str:
    return task.id


def _words(task: Task) -> str:
    return task.text


def _likeness(old: Task, new: Task) -> float:
    if old.id and new.id and old.text != new.text:
        return 0.0
    return alike(old.text, new.text)
