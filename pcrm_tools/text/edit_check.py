"""Whether an edit did what it was asked and nothing else: the safety net under every change to front matter."""

from collections.abc import Sequence
from typing import Any

from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.nodes import Sequence as SequenceNode

Value = str | tuple[str, ...]


def says(node: Node, value: Value) -> bool:
    """Whether a node says a value already; a single text is a list of one, and nothing is an empty list."""
    values = (value,) if isinstance(value, str) else value
    if isinstance(node, Scalar):
        return (node.value,) == values or (node.start == node.end and values in ((), ("",)))
    return isinstance(node, SequenceNode) and plain(node) == values


def reads_back(new: str, body: str, old: Mapping, path: Sequence[Sequence[str]], value: Value | None) -> bool:
    """Whether a text has the same body and the same front matter but for the value at `path` (words of each key)."""
    parts = split(new)
    if not parts.opened or new[parts.body_start :] != body:
        return False
    root, _ = compose(new, parts.front_start, parts.front_end)
    if root is None:
        return False
    before, after = _pairs(old), _pairs(root)
    got = None
    for words in path:
        rest_before = [pair for pair in before if pair[0] not in words]
        rest_after = [pair for pair in after if pair[0] not in words]
        if rest_before != rest_after:
            return False
        inner_before = next((pair[1] for pair in before if pair[0] in words), None)
        got = next((pair[1] for pair in after if pair[0] in words), None)
        before, after = (inner if isinstance(inner, list) else [] for inner in (inner_before, got))
    return got is None if value is None else got == value


def _pairs(mapping: Mapping) -> list[tuple[str, Any]]:
    return [(key.value, plain(node)) for key, node in mapping.pairs]


def plain(node: Node) -> Any:
    """A node as texts, tuples of them, and lists of (key, value)."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return _pairs(node)
    return tuple(plain(item) for item in node.items)
