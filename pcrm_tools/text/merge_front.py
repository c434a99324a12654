"""Front matter merged key by key: what stands in maps and lists below a key is merged in the same way.

A unit is a key with its value and the comments directly above it; both languages of a key are the same key. Nothing is
written anew but lists in brackets that both sides changed.
"""

from functools import partial
from typing import NamedTuple

from pcrm_tools.model import field_table
from pcrm_tools.text.frontmatter import compose
from pcrm_tools.text.merge_lines import merge_lines
from pcrm_tools.text.merge_parts import Clash, Notes, Piece, Unit, pick, text_of
from pcrm_tools.text.merge_units import merge_units
from pcrm_tools.text.merge_values import items_of, merge_items, merge_list, readable, same_value
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.nodes import Sequence as SequenceNode

_words: dict[str, str] = {}


class Part(NamedTuple):
    """A key as read: comments above it, its own lines, its value, the offset of its lines in `source`, and its path."""

    lead: str
    lines: str
    node: Node
    start: int
    source: str
    path: str


def merge_front(base: str, ours: str, theirs: str, notes: Notes | None = None) -> list[Piece] | None:
    """The pieces of the merged front matter, without its fences; None where one of the three cannot be read."""
    read = [read_map(text) for text in (base, ours, theirs)]
    if any(units is None for units in read):
        return None
    return merge_units([units or [] for units in read], partial(_merge_key, notes=notes), notes)


def read_map(text: str) -> list[Unit] | None:
    """The units of a whole front matter; None where it is not well-formed or holds a key twice."""
    composed = compose(text, 0, len(text))
    if composed.root is None or not readable(composed):
        return None
    return map_units(text, composed.root, 0, len(text), "")


def map_units(source: str, root: Mapping, start: int, end: int, path: str) -> list[Unit]:
    """The units of a block map whose lines are source[start:end], the lines below its last key the last of them."""
    units = []
    at = start
    for key, node in root.pairs:
        begin = source.rfind("\n", 0, key.start) + 1
        stop = source.find("\n", max(node.end, key.end))
        # A block ends before the line end of its last line, and a list may end before the comment behind it.
        stop = end if stop < 0 else stop + 1
        inner = f"{path}.{key.value}" if path else key.value
        name = canonical(inner)
        part = Part(source[at:begin], source[begin:stop], node, begin, source, name)
        units.append(Unit(source[at:stop], (("key", name),), inner, parts=part, deep=_deep(node)))
        at = stop
    if source[at:end]:
        units.append(Unit(source[at:end], (("tail", ""),), "", rank=9))
    return units


def _deep(node: Node) -> bool:
    return items_of(node) or (isinstance(node, Mapping) and not node.flow)


def canonical(path: str) -> str:
    """A dotted path of keys with each key's one name, whichever language it is typed in."""
    if not _words:
        for rows in (field_table.PROJECT, field_table.CUSTOMER):
            for key, _kind, _many, _label, words, _choices in rows:
                parent, _, last = key.rpartition(".")
                _words.update({f"{parent}.{word}".lower(): last for word in (last, *words)})
    known = ""
    for word in path.split("."):
        name = _words.get(f"{known}.{word}".lower(), word)
        known = f"{known}.{name}" if known else name
    return known


def _merge_key(base: Unit | None, ours: Unit, theirs: Unit, notes: Notes | None) -> list[Piece]:
    """A key that both sides changed: its comments and its value apart."""
    one, other = ours.parts, theirs.parts
    old: Part | None = base.parts if base is not None else None
    if one is None or other is None:
        return merge_lines(base.text if base else "", ours.text, theirs.text, ours.what)
    lead = pick(old.lead if old else None, one.lead, other.lead)
    above: list[Piece] = [lead] if lead is not None else merge_lines(old.lead if old else "", one.lead, other.lead, ours.what)
    lines = pick(old.lines if old else None, one.lines, other.lines)
    if lines is not None:
        return [*above, lines]
    merged = _merge_value(old, one, other, notes)
    return [*above, *(merged or [Clash(one.lines, old.lines if old else "", other.lines, ours.what)])]


def _merge_value(base: Part | None, ours: Part, theirs: Part, notes: Notes | None) -> list[Piece] | None:
    """A value that both sides changed; None where it is a clash. Where both say the same, ours is kept as it is written."""
    nodes = [part.node for part in (base, ours, theirs) if part is not None]
    merged = None
    if all(isinstance(node, Mapping) and not node.flow for node in nodes):
        merged = _merge_map(base, ours, theirs, notes)
    elif all(isinstance(node, SequenceNode) for node in nodes):
        if all(items_of(node) for node in nodes):
            merged = merge_items(base, ours, theirs, notes, partial(_merge_key, notes=notes))
        else:
            merged = merge_list(base, ours, theirs)
    elif all(isinstance(node, Scalar) for node in nodes):
        merged = _merge_scalar(base, ours, theirs)
    return [ours.lines] if merged is None and same_value(ours.node, theirs.node) else merged


def _merge_map(base: Part | None, ours: Part, theirs: Part, notes: Notes | None) -> list[Piece] | None:
    heads, units = list[str | None](), list[list[Unit]]()
    for part in (base, ours, theirs):
        if part is None:
            heads.append(None)
            units.append([])
            continue
        below = part.lines.find("\n") + 1
        heads.append(part.lines[:below])
        units.append(map_units(part.source, _mapping(part.node), part.start + below, part.start + len(part.lines), part.path))
    head = pick(heads[0], str(heads[1]), str(heads[2]))
    if head is None or any(not isinstance(unit.parts, Part) and unit.rank == 0 for side in units for unit in side):
        return None
    return [head, *merge_units(units, partial(_merge_key, notes=notes), notes)]


def _mapping(node: Node) -> Mapping:
    if not isinstance(node, Mapping):
        raise TypeError("no map")
    return node


def _merge_scalar(base: Part | None, ours: Part, theirs: Part) -> list[Piece] | None:
    """One value with what stands before and behind it on its line, each merged apart."""
    if base is None:
        return None
    if all(part.lines.count("\n") <= 1 for part in (base, ours, theirs)):
        cut = [_cut(part) for part in (base, ours, theirs)]
        merged = [pick(*texts) for texts in zip(*cut, strict=True)]
        return None if None in merged else ["".join(str(text) for text in merged)]
    nodes = [part.node for part in (base, ours, theirs)]
    if all(isinstance(node, Scalar) and node.style == "|" for node in nodes):
        pieces = merge_lines(base.lines, ours.lines, theirs.lines, "")
        return pieces if text_of(pieces) is not None else None
    return None


def _cut(part: Part) -> tuple[str, str, str]:
    """What stands before a value, the value, and what stands behind it."""
    first, last = part.node.start - part.start, part.node.end - part.start
    return part.lines[:first], part.lines[first:last], part.lines[last:]
