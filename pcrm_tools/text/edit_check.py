"""Whether an edit did what it was asked and nothing else: the safety net under every change to front matter."""

from collections.abc import Sequence
from typing import Any

from pcrm_tools.text.edit_path import Key, Step, is_word
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


def reads_back(new: str, body: str, old: Mapping, path: Sequence[Step], value: Value | None) -> bool:
    """Whether a text has the same body and the same front matter but for the value at the path's end."""
    parts = split(new)
    if not parts.opened or new[parts.body_start :] != body:
        return False
    root, _ = compose(new, parts.front_start, parts.front_end)
    return root is not None and _differs_only_there(_pairs(old), _pairs(root), path, value)


def _differs_only_there(before: Any, after: Any, path: Sequence[Step], value: Value | None) -> bool:
    """Both are what `plain` makes: lists of pairs for maps, tuples for lists."""
    if not path:
        return after is None if value is None else bool(after == value)
    step = path[0]
    if isinstance(step, int):
        same_length = isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after) > step
        if not same_length or before[:step] + before[step + 1 :] != after[:step] + after[step + 1 :]:
            return False
        return _differs_only_there(before[step], after[step], path[1:], value)
    rest_before, inner_before = _parted(before, step)
    rest_after, inner_after = _parted(after, step)
    return rest_before == rest_after and _differs_only_there(inner_before, inner_after, path[1:], value)


def _parted(pairs: Any, key: Key) -> tuple[list[Any], Any]:
    """The pairs of other keys, and the value of this one."""
    pairs = pairs if isinstance(pairs, list) else []
    rest = [pair for pair in pairs if not is_word(pair[0], key.words)]
    return rest, next((pair[1] for pair in pairs if is_word(pair[0], key.words)), None)


def _pairs(mapping: Mapping) -> list[tuple[str, Any]]:
    return [(key.value, plain(node)) for key, node in mapping.pairs]


def plain(node: Node) -> Any:
    """A node as texts, tuples of them, and lists of (key, value)."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return _pairs(node)
    return tuple(plain(item) for item in node.items)
