"""What is to be logged, before it is known in whose words: made into an entry of one file when that file has been read."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.log import VIA_OF_WORD
from pcrm_tools.text.body import Body
from pcrm_tools.text.compose_entry import Wanted, Wording, contained, entry_text, list_value, task_text, unlike
from pcrm_tools.text.entry_ids import free_id, series_of
from pcrm_tools.text.tokens import Words, quote_value

AUTO = "auto"
_LINK = re.compile(r"\[\[[^\[\]\n\r]+\]\]")
Value = str | tuple[str, ...]
# House order: what it is, who, with whom, how; the next contact and tags last.
_ORDER = ("id", "!", "@", "with", "via", "direction", "minutes")
_LAST = ("next", "#")


class DraftTask(NamedTuple):
    """A task of an entry: its words with the tokens among them, and further tokens by canonical key."""

    text: str
    tokens: Sequence[tuple[str, Value]]


class Draft(NamedTuple):
    """An entry to be: `kind` is canonical, `typed` the word for it, tokens are `(key or sign, value)` in canonical form.

    An `id` of `auto` is the next free one of the record; `body` is text of several lines.
    """

    day: str
    time: str
    kind: str
    typed: str
    title: str
    tokens: Sequence[tuple[str, Value]]
    body: str = ""
    tasks: Sequence[DraftTask] = ()


class Composed(NamedTuple):
    """An entry's text, or the part of it (`title`, `text`, a token's key or sign) that cannot be written so that it reads back."""

    text: str
    unwritable: str = ""


def composed(draft: Draft, wording: Wording, words: Words, body: Body) -> Composed:
    """The entry that a draft makes in the words of a file with this body."""
    kind_word = wording.kind(draft.kind, draft.typed)
    wanted: list[tuple[str, Value]] = []
    written: list[tuple[str, str]] = []
    for key, value in _in_order(draft.tokens):
        if key == "id" and value == AUTO:
            value = free_id(body, series_of(body, words, draft.kind))
        if key == "via" and value == VIA_OF_WORD.get(kind_word):
            continue
        pair = _written(key, value, wording)
        if pair is None:
            return Composed("", key)
        shown = wording.choice(key, value) if isinstance(value, str) else value
        wanted.append((key, value if key in ("!", "#") else shown))
        written.append(pair)
    head = entry_text(draft.day, draft.time, kind_word, draft.title, written)
    part = unlike(head, Wanted(draft.day, draft.time, draft.kind, draft.title, wanted), words)
    text = contained(draft.body, head, words) if draft.body else ""
    tasks = [task_line(task, wording) for task in draft.tasks]
    if part or text is None or None in tasks:
        return Composed("", part or "text")
    return Composed("\n\n".join(block for block in (head, text, "\n".join(filter(None, tasks))) if block))


def _in_order(tokens: Sequence[tuple[str, Value]]) -> list[tuple[str, Value]]:
    def place(pair: tuple[str, Value]) -> int:
        key = pair[0]
        if key in _ORDER:
            return _ORDER.index(key)
        return len(_ORDER) + 1 + _LAST.index(key) if key in _LAST else len(_ORDER)

    return sorted(tokens, key=place)


def _written(key: str, value: Value, wording: Wording) -> tuple[str, str] | None:
    """A token's word and value as they are written; None where no quotes can hold the value."""
    if key == "!":
        return key, wording.priority(str(value))
    if key == "#":
        return key, wording.tag(str(value))
    if key == "@":
        return key, str(value)
    if isinstance(value, str) and _LINK.fullmatch(value):  # its brackets are quotes enough
        return wording.key(key), value
    shown = list_value(value) if isinstance(value, tuple) else quote_value(wording.choice(key, value))
    return None if shown is None else (wording.key(key), shown)


def task_line(task: DraftTask, wording: Wording) -> str | None:
    """A task's line in the words of a language; None where a value cannot be written."""
    tokens = [_written(key, value, wording) for key, value in task.tokens]
    return None if None in tokens else task_text(task.text, [pair for pair in tokens if pair])
