"""A task done, cancelled or opened again, and the next one of a series put below one that is done."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.text import edit_blocks
from pcrm_tools.text.block_state import columns
from pcrm_tools.text.body import RawTask
from pcrm_tools.text.compose_entry import SECTIONS, Wording, language_of
from pcrm_tools.text.edit_blocks import Read, read_body
from pcrm_tools.text.edit_fields import Around
from pcrm_tools.text.edit_tokens import NO_TASK, UNSAFE_TOKEN, set_task_state, set_token
from pcrm_tools.text.entry_draft import AUTO, DraftTask, task_line
from pcrm_tools.text.entry_ids import TASK, free_id, series_of_id
from pcrm_tools.text.forms import parse_date, parse_duration, plain
from pcrm_tools.text.spans import Edit, Edited, apply, line_end_of
from pcrm_tools.text.strays import shorten
from pcrm_tools.text.tokens import Words

Day = date | None
# Recurrence, start and due day of a task and the day on which it was done -> start and due day of the next one.
Following = Callable[[str, Day, Day, date], tuple[Day, Day] | None]


class Meant(NamedTuple):
    """The task that is meant: its line when it was looked up, its id (or empty) and its words."""

    line: int
    id: str
    text: str


class Ticking(NamedTuple):
    """What becomes of a task: its new state, the day, and how the next one of a series is found."""

    state: str
    day: date
    following: Following


def tick(text: str, meant: Meant, to: Ticking, around: Around) -> Edited:
    """The text with a task in another state; a series that is done goes on with its next task right below."""
    words = around.context.body[around.record_type]
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    task = find_task(read, meant, to.state)
    if task is None:
        return Edited(text, False, NO_TASK.at(meant.line, seen=meant.line))
    if task.state == to.state:
        return Edited(text, False, None)
    wording = Wording(language_of(read.body, around.lang), around.context.kinds)
    edited = Edited(text, False, None)
    if to.state == "done":
        edited = _with_next(read, task, to, wording, words)
        if edited.refusal is not None:
            return edited
    keys = {key: wording.key(key) for key in ("done", "cancelled")}
    day = to.day.isoformat() if to.state in keys else ""
    ticked = set_task_state(edited.text, task.line, to.state, day, keys=keys, words=words)
    return ticked if ticked.refusal is None else Edited(text, False, ticked.refusal)


def find_task(read: Read, meant: Meant, state: str) -> RawTask | None:
    """The task that is meant, where lines have moved meanwhile too; one that is in another state than `state` comes first."""
    same = [task for task in read.body.tasks if task.text == meant.text and (not meant.id or value_of(task, "id") == meant.id)]
    same.sort(key=lambda task: (task.line != meant.line, task.state == state, abs(task.line - meant.line)))
    return same[0] if same else None


def value_of(task: RawTask, key: str) -> str:
    """The value of a task's own token, or an empty text."""
    return next((token.value for token in task.tokens if token.key == key), "")


def _with_next(read: Read, task: RawTask, to: Ticking, wording: Wording, words: Words) -> Edited:
    """The text with the next task of a series below the one that will be done; unchanged for a task that comes once."""
    every = plain(value_of(task, "every"))
    length = parse_duration(every.rstrip("+"))
    if length is None:
        return Edited(read.text, False, None)
    days = (parse_date(value_of(task, "start")), parse_date(value_of(task, "due")))
    following = to.following(f"{length}{'+' if every.endswith('+') else ''}", *days, to.day)
    if following is None:
        return Edited(read.text, False, None)
    at = read.lines.line_start(task.line)
    end = _end_of_item(read, task)
    copy = read.text[at : task.end]
    new = apply(read.text, [Edit(end, end, line_end_of(read.text, end) + copy)])
    line = read.lines.line_at(end) + 1
    changes: list[tuple[str, str | None]] = [("done", None), ("cancelled", None)]
    changes += [(key, day.isoformat()) for key, day in zip(("start", "due"), following, strict=True) if day is not None]
    if name := value_of(task, "id"):
        changes.append(("id", free_id(read.body, series_of_id(name))))
    for key, value in changes:
        edited = set_token(new, line, (key, wording.key(key)), value, words=words)
        if edited.refusal is not None:
            return Edited(read.text, False, edited.refusal)
        new = edited.text
    opened = set_task_state(new, line, "open", words=words)
    return _checked(read, opened.text, task, line, words)


def _end_of_item(read: Read, task: RawTask) -> int:
    """The end of the last line that belongs to a task: what stands under it as deep as its box."""
    begin = read.lines.line_start(task.line)
    blanks = read.text[begin : begin + len(read.lines.text_of(task.line)) - len(read.lines.text_of(task.line).lstrip(" \t"))]
    column = columns(blanks) + task.mark_start - 1 - begin - len(blanks)
    last = line = read.lines.line_at(task.end)
    while line < read.lines.count:
        line += 1
        text = read.lines.text_of(line)
        body = text.lstrip(" \t")
        if body and columns(text[: len(text) - len(body)]) < column:
            break
        last = line if body else last
    return read.lines.line_start(last) + len(read.lines.text_of(last))


def _checked(read: Read, new: str, task: RawTask, line: int, words: Words) -> Edited:
    """The new text if it has one open task more, on that line, and all others as they were; else a refusal."""
    again = read_body(new, words)
    if not isinstance(again, Finding):
        after = again.body.tasks
        copy = next((other for other in after if other.line == line), None)
        same = [_known(after, other) for other in after if other is not copy] == [_known(read.body.tasks, other) for other in read.body.tasks]
        if copy is not None and same and copy.state == "open" and copy.text == task.text:
            counts = [[len(part) for part in (b.entries, b.tables, b.sections)] for b in (read.body, again.body)]
            if counts[0] == counts[1]:
                return Edited(new, True, None)
    return Edited(read.text, False, UNSAFE_TOKEN.at(task.line, seen=shorten(task.text)))


def _known(tasks: Sequence[RawTask], task: RawTask) -> tuple[object, ...]:
    """What a task says, and below which one it stands."""
    return *_said(task), tasks[task.parent].text if task.parent >= 0 else ""


def _said(task: RawTask) -> tuple[str, str, tuple[tuple[str, str, str], ...]]:
    return task.state, task.text, tuple((token.sign, token.key, token.value) for token in task.tokens)


def add_task(text: str, draft: DraftTask, around: Around) -> Edited:
    """The text with a task added at the end of the tasks' section, in the words of the file; an id of `auto` is the next free one."""
    words = around.context.body[around.record_type]
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    lang = language_of(read.body, around.lang)
    tokens = [(key, free_id(read.body, TASK) if (key, value) == ("id", AUTO) else value) for key, value in draft.tokens]
    line = task_line(draft._replace(tokens=tokens), Wording(lang, around.context.kinds))
    if line is None:
        return Edited(text, False, UNSAFE_TOKEN.at(1, seen=shorten(draft.text)))
    return edit_blocks.add_task(text, line, SECTIONS[lang][1], words=words)


def new_task_line(before: str, after: str, words: Words) -> int:
    """The line of the one task that a text has more than it had; 0 where there is none."""
    old, new = read_body(before, words), read_body(after, words)
    if isinstance(old, Finding) or isinstance(new, Finding) or len(new.body.tasks) <= len(old.body.tasks):
        return 0
    pairs = zip(map(_said, old.body.tasks), map(_said, new.body.tasks), strict=False)
    first = next((at for at, (one, other) in enumerate(pairs) if one != other), len(old.body.tasks))
    return new.body.tasks[first].line


def ticked_line(text: str, meant: Meant, state: str, words: Words) -> tuple[int, int, str]:
    """The line of a task that is in its new state, the line of the open one with the same words below it (0: none) and its due day."""
    read = read_body(text, words)
    if isinstance(read, Finding):
        return 0, 0, ""
    same = [task for task in read.body.tasks if task.text == meant.text]
    own = [task for task in same if task.state == state and (not meant.id or value_of(task, "id") == meant.id)]
    if not own:
        return 0, 0, ""
    task = min(own, key=lambda task: abs(task.line - meant.line))
    following = next((other for other in same if other.state == "open" and other.line > task.line), None)
    if following is None:
        return task.line, 0, ""
    return task.line, following.line, value_of(following, "due") or value_of(following, "start")
