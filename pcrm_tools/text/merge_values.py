"""Lists in front matter: plain values as sets in the order of the file, items (small maps) by what they are known by."""

from typing import TYPE_CHECKING, Any

from pcrm_tools.text.frontmatter import Composed, compose
from pcrm_tools.text.merge_parts import NO_KEY, Clash, Inner, Key, Notes, Piece, Unit, flatten
from pcrm_tools.text.merge_units import merge_units
from pcrm_tools.text.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from pcrm_tools.text.merge_front import Part

IDENTITIES: tuple[tuple[str, ...], ...] = (
    ("id", "uid", "编号"),
    ("name", "what", "contact", "姓名", "名称", "内容", "人员", "联系人"),
)
"""The keys that items are known by, the surest first, in both languages."""

_UNREADABLE = ("duplicate-key", "key-not-text")


def readable(composed: Composed) -> bool:
    """Whether front matter says one thing for each key."""
    return composed.root is not None and not any(finding.rule in _UNREADABLE for finding in composed.findings)


def plain(node: Node) -> Any:
    """What a node says, without its spelling: texts without quotes and link brackets, lists and maps of them."""
    if isinstance(node, Scalar):
        text = node.value.strip()
        return text[2:-2].strip() if text.startswith("[[") and text.endswith("]]") else text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.pairs}


def same_value(one: Node, other: Node) -> bool:
    """Whether two nodes say the same, however they are written; a scalar is a list of one."""
    first, second = plain(one), plain(other)
    if isinstance(first, str) and isinstance(second, list):
        first = [first]
    if isinstance(second, str) and isinstance(first, list):
        second = [second]
    return bool(first == second)


def items_of(node: Node) -> bool:
    """Whether a node is a list of block maps."""
    return (
        isinstance(node, Sequence) and not node.flow and any(isinstance(item, Mapping) and not item.flow for item in node.items)
    )


def identity(called: dict[str, str]) -> tuple[Key, ...]:
    """What an item is known by, from its keys (in lower case) and values."""
    keys = []
    for sort, words in zip(("id", "name"), IDENTITIES, strict=True):
        found = next((called[word].strip() for word in words if called.get(word, "").strip()), "")
        keys.append((sort, found) if found else NO_KEY)
    return tuple(keys)


def called_of(item: Mapping) -> dict[str, str]:
    """The plain values of an item by their keys in lower case."""
    return {key.value.lower(): node.value for key, node in item.pairs if isinstance(node, Scalar)}


def merge_list(base: "Part | None", ours: "Part", theirs: "Part") -> list[Piece] | None:
    """A list of plain values that both sides changed: with what each added, without what either took out."""
    nodes = [part.node if part is not None else None for part in (base, ours, theirs)]
    known = [node for node in nodes if isinstance(node, Sequence)]
    if any(not isinstance(item, Scalar) for node in known for item in node.items) or len({node.flow for node in known}) > 1:
        return None
    if not known[0].flow:
        return _merge_block(base, ours, theirs)
    parted = [[] if part is None else _flow_values(part) for part in (base, ours, theirs)]
    if any("\n" in part.lines.rstrip("\n") for part in (base, ours, theirs) if part is not None):
        return None
    values = [str(piece) for piece in flatten(merge_units(parted, lambda _base, one, _other: [one.text]))]
    first, last = ours.node.start - ours.start, ours.node.end - ours.start
    heads = {part.lines[: part.node.start - part.start] for part in (ours, theirs)}
    tails = {part.lines[part.node.end - part.start :] for part in (ours, theirs)}
    if len(heads) > 1 or len(tails) > 1:
        return None
    comma = ", " if ", " in ours.lines[first:last] or ", " in theirs.lines or len(values) < 3 else ","
    return [ours.lines[:first] + "[" + comma.join(values) + "]" + ours.lines[last:]]


def _flow_values(part: "Part") -> list[Unit]:
    items = part.node.items if isinstance(part.node, Sequence) else ()
    return [Unit(part.source[item.start : item.end], (("value", str(plain(item))),)) for item in items]


def _merge_block(base: "Part | None", ours: "Part", theirs: "Part") -> list[Piece] | None:
    heads, lists = [], list[list[Unit]]()
    for part in (base, ours, theirs):
        head, units = ("", []) if part is None else _block_units(part)
        heads.append(head)
        lists.append(units)
    if heads[1] != heads[2] or len(_indents(lists)) > 1:
        return None

    def inner(old: Unit | None, one: Unit, other: Unit) -> list[Piece]:
        return [one.text] if one.keys == other.keys else [Clash(one.text, old.text if old else "", other.text, ours.path)]

    return [heads[1], *merge_units(lists, inner)]


def _indents(lists: list[list[Unit]]) -> set[int]:
    lines = [line for units in lists for unit in units for line in unit.text.split("\n") if line.lstrip().startswith("-")]
    return {len(line) - len(line.lstrip()) for line in lines}


def _block_units(part: "Part") -> tuple[str, list[Unit]]:
    """The line of the key, and the lines of each value with the comments above it."""
    source, end = part.source, part.start + len(part.lines)
    items = part.node.items if isinstance(part.node, Sequence) else ()
    head = source.find("\n", part.start) + 1
    units = []
    at = head
    for item in items:
        stop = source.find("\n", item.end)
        stop = end if stop < 0 or stop + 1 > end else stop + 1
        value = plain(item)
        text = str(value) if isinstance(item, Scalar) else ""
        keys = identity(called_of(item)) if isinstance(item, Mapping) else (("value", text),)
        name = next((key[1] for key in keys if key[1]), "")
        units.append(Unit(source[at:stop], keys, f"{part.path} {name}".strip(), alike=True))
        at = stop
    return source[part.start : head], units


def merge_items(base: "Part | None", ours: "Part", theirs: "Part", notes: Notes | None, merge_key: Inner) -> list[Piece] | None:
    """A list of small maps that both sides changed: item by item, and key by key in each."""
    heads, lists = [], list[list[Unit]]()
    for part in (base, ours, theirs):
        head, units = ("", []) if part is None else _block_units(part)
        heads.append(head)
        lists.append(units)
    if heads[1] != heads[2] or len(_indents(lists)) > 1:
        return None

    def inner(old: Unit | None, one: Unit, other: Unit) -> list[Piece]:
        merged = _merge_item(old, one, other, ours.path, notes, merge_key) if old is not None else None
        return merged or [Clash(one.text, old.text if old else "", other.text, one.what)]

    return [heads[1], *merge_units(lists, inner, notes)]


def _merge_item(old: Unit, one: Unit, other: Unit, path: str, notes: Notes | None, merge_key: Inner) -> list[Piece] | None:
    """An item key by key: its dash becomes a blank for the time of the merge."""
    from pcrm_tools.text.merge_front import map_units

    column = len(one.text) - len(one.text.lstrip())
    lists = []
    for unit in (old, one, other):
        if unit.text[column : column + 2] != "- ":
            return None
        text = unit.text[:column] + " " + unit.text[column + 1 :]
        composed = compose(text, 0, len(text))
        if composed.root is None or composed.root.flow or not readable(composed):
            return None
        units = map_units(text, composed.root, 0, len(text), path)
        lists.append([part._replace(what=f"{one.what} {part.what.removeprefix(path + '.')}") for part in units])
    pieces = merge_units(lists, merge_key, notes)
    return _dashed(pieces, column)


def _dashed(pieces: list[Piece], column: int) -> list[Piece] | None:
    """The pieces with the item's dash again; None where there is no place for it: a side of a clash is empty, a comment stands there."""
    flat = flatten(pieces)
    first = flat[0] if flat else ""
    texts = first[:3] if isinstance(first, Clash) else (first,)
    if any(text[: column + 1].strip(" ") or len(text) <= column for text in texts):
        return None
    dashed = [text[:column] + "-" + text[column + 1 :] for text in texts]
    again: Piece = Clash(dashed[0], dashed[1], dashed[2], first.what) if isinstance(first, Clash) else dashed[0]
    return [again, *flat[1:]]
