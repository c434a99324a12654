"""Lists with tasks merged item by item: tasks by their ids, else by their words, other items by their text."""

import re
from functools import partial
from itertools import pairwise

from pcrm_tools.text.merge_lines import merge_lines
from pcrm_tools.text.merge_parts import NO_KEY, Clash, Key, Notes, Piece, Unit, pick, split_blanks
from pcrm_tools.text.merge_tokens import merge_tokens, task_tokens
from pcrm_tools.text.merge_units import merge_units

_DEEPEST = 32
_MARKER = re.compile(r"([ \t]*)(?:[-+*]|[0-9]{1,9}[.)])[ \t]+(\[.\](?=[ \t]))?")


def merge_list(base: str | None, ours: str, theirs: str, notes: Notes | None = None, depth: int = 0) -> list[Piece]:
    """The pieces of a list that both sides changed; lists in lists in lists are merged as lines in the end."""
    if depth > _DEEPEST:
        return merge_lines(base or "", ours, theirs, "")
    lists = [list_units(text) if text is not None else [] for text in (base, ours, theirs)]
    return merge_units(lists, partial(_merge_item, notes=notes, depth=depth), notes)


def list_units(text: str) -> list[Unit]:
    """The items of a list that stand in none of the others, each with all that is below it."""
    first = _MARKER.match(text)
    indent = len(first[1].expandtabs(4)) if first else 0
    starts = []
    at = 0
    for line in text.split("\n")[:-1]:
        match = _MARKER.match(line)
        if not at or (match and len(match[1].expandtabs(4)) <= indent + 1):
            starts.append(at)
        at += len(line) + 1
    return [_item(text[start:end]) for start, end in pairwise([*starts, at])]


def _item(text: str) -> Unit:
    """An item with its head (its own first lines) and what is below; the blank lines behind it apart."""
    kept, gap = split_blanks(text)
    lines = kept.split("\n")[:-1]
    own = 1
    while own < len(lines) and lines[own].strip() and not _MARKER.match(lines[own]):
        own += 1
    head = "".join(line + "\n" for line in lines[:own])
    match = _MARKER.match(head)
    box = match[2] if match else None
    words, what = _keys(head, box is not None)
    return Unit(kept, words, what, gap, "", True, "", 0, (head, kept[len(head) :], box is not None))


def _keys(head: str, task: bool) -> tuple[tuple[Key, ...], str]:
    """What an item is known by, and how messages call it."""
    match = _MARKER.match(head)
    text = head[match.end() :] if match else head
    if not task:
        plain = " ".join(text.split())
        return (NO_KEY, NO_KEY, ("text", plain)), plain[:60]
    tokens = task_tokens(head)
    at, words = 0, []
    for token in sorted(tokens, key=lambda token: token.start):
        words.append(head[at : token.start])
        at = max(at, token.end)
    words.append(head[at:])
    said = " ".join("".join(words)[match.end() if match else 0 :].split())
    values = {token.key: token.value for token in tokens}
    known = values.get("id", "")
    return (("id", known) if known else NO_KEY, ("due", f"{said}|{values.get('due', '')}"), ("text", said)), said[:60]


def _merge_item(base: Unit | None, ours: Unit, theirs: Unit, notes: Notes | None, depth: int) -> list[Piece]:
    """An item that both sides changed: its own lines token by token, what is below it item by item."""
    old, one, other = base.parts if base is not None else (None, "", False), ours.parts, theirs.parts
    head = pick(old[0], one[0], other[0])
    if head is None and old[0] is not None and one[2] and other[2]:
        head = merge_tokens(old[0], one[0], other[0], task_tokens)
    pieces: list[Piece] = [head] if head is not None else [Clash(one[0], old[0] or "", other[0], ours.what)]
    below = pick(old[1] if base is not None else None, one[1], other[1])
    if below is not None:
        return [*pieces, below]
    return [*pieces, *merge_list(old[1] or None, one[1], other[1], notes, depth + 1)]
