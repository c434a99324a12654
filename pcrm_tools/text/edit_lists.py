"""Changing a YAML list of texts item by item, so that comments, indentation and untouched items stay as they are."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pcrm_tools.text import nodes
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.quoting import quote_scalar
from pcrm_tools.text.spans import Edit, line_end_of

_DASH = re.compile(r"[ \t]*-(?:[ \t]+|\Z)")


class _Change(NamedTuple):
    """Old items [start:end] become the texts in `new`."""

    start: int
    end: int
    new: tuple[str, ...]


def list_edits(text: str, node: nodes.Sequence, new: Sequence[str]) -> list[Edit] | int:
    """The edits that turn a list of texts into `new` (not empty), or the offset of an item that stands in the way."""
    items: list[nodes.Scalar] = []
    for item in node.items:
        if not isinstance(item, nodes.Scalar):
            return item.start
        items.append(item)
    changes = list(_changes([item.value for item in items], new))
    if node.flow:
        return list(_flow_edits(text, node, items, changes))
    for change in changes:
        for item in items[change.start : change.end]:
            if item.style in ("|", ">"):
                return item.start
    lines = Lines(text)
    heads = [text[lines.line_start(lines.line_at(item.start)) : item.start] for item in items]
    for item, head in zip(items, heads, strict=True):
        if not _DASH.fullmatch(head):
            return item.start
    return list(_block_edits(text, lines, items, heads, changes))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    from difflib import SequenceMatcher

    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Change(i1, i2, tuple(new[j1:j2]))


def replaced(scalar: nodes.Scalar, value: str, flow: bool) -> Edit:
    """The edit of one scalar's own span, in the quoting that it has."""
    lead = " " if scalar.start == scalar.end else ""
    return Edit(scalar.start, scalar.end, lead + quote_scalar(value, scalar.style, flow))


def flow_list(values: Sequence[str]) -> str:
    """A list of texts as `[a, b]`."""
    return "[" + ", ".join(quote_scalar(value, "", True) for value in values) + "]"


def _flow_edits(text: str, node: nodes.Sequence, items: list[nodes.Scalar], changes: list[_Change]) -> Iterator[Edit]:
    for change in changes:
        both = min(change.end - change.start, len(change.new))
        for item, value in zip(items[change.start :], change.new[:both], strict=False):
            yield replaced(item, value, True)
        added = [quote_scalar(value, "", True) for value in change.new[both:]]
        after = change.start + both
        if added and not items:
            yield Edit(node.start + 1, node.end - 1, ", ".join(added))
        elif added and after:
            yield Edit(items[after - 1].end, items[after - 1].end, "".join(f", {value}" for value in added))
        elif added:
            yield Edit(items[0].start, items[0].start, "".join(f"{value}, " for value in added))
        if after < change.end:
            yield _flow_removal(items, after, change.end)


def _flow_removal(items: list[nodes.Scalar], start: int, end: int) -> Edit:
    """Takes a comma along: the one before, or after where the first item goes (a list is never emptied this way)."""
    if start:
        return Edit(items[start - 1].end, items[end - 1].end, "")
    return Edit(items[0].start, items[end].start, "")


def _block_edits(text: str, lines: Lines, items: list[nodes.Scalar], heads: list[str], changes: list[_Change]) -> Iterator[Edit]:
    for change in changes:
        both = min(change.end - change.start, len(change.new))
        for item, value in zip(items[change.start :], change.new[:both], strict=False):
            yield replaced(item, value, False)
        after = change.start + both
        if change.new[both:]:
            near = max(after - 1, 0)
            head = heads[near] if heads[near].endswith((" ", "\t")) else heads[near] + " "
            place = next_line_start(lines, items[near].end) if after else lines.line_start(lines.line_at(items[0].start))
            end = line_end_of(text, items[near].start)
            yield Edit(place, place, "".join(f"{head}{quote_scalar(value)}{end}" for value in change.new[both:]))
        for item in items[after : change.end]:
            yield Edit(lines.line_start(lines.line_at(item.start)), next_line_start(lines, item.end), "")


def next_line_start(lines: Lines, offset: int) -> int:
    """The offset at which the line after the one that holds `offset` begins, or the text's end."""
    line = lines.line_at(offset)
    return lines.line_start(line + 1) if line < lines.count else len(lines.text)
