"""Items named at the prompt by their ids or names, in YAML lists and in tables, and what stands where in front matter."""

from collections.abc import Mapping as Names
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Rule
from pcrm_tools.text.edit_path import Key, Step, is_word
from pcrm_tools.text.edit_plan import RefusedEdit
from pcrm_tools.text.edit_target import Target
from pcrm_tools.text.forms import near, plain
from pcrm_tools.text.keys import struct_keys
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.nodes import Sequence as SequenceNode
from pcrm_tools.text.scalars import named

NO_ITEM = Rule(
    "edit-no-item", "error", "{name}: there is no `{seen}`", "{name_zh}：没有 `{seen}`",
    "write one of {allowed}", "可选：{allowed_zh}",
)  # fmt: skip
MANY_ITEMS = Rule(
    "edit-many-items", "error", "{name}: `{seen}` is more than one (lines {lines})", "{name_zh}：`{seen}` 不止一项（第 {lines} 行）",
    "name it by its id, or give it one", "请用编号指明，或先加上编号",
)  # fmt: skip
RULES: tuple[Rule, ...] = (NO_ITEM, MANY_ITEMS)

SEPARATORS = ",，、;；"
_IDENTITIES = ("id", "uid", "name", "what", "contact", "aliases")
_LISTED = 12


def walk(root: Mapping, path: Sequence[Step]) -> tuple[Node | None, Scalar | None]:
    """What stands at the end of a path and its key; None where it is not there."""
    node: Node | None = root
    key: Scalar | None = None
    for step in path:
        if isinstance(step, int):
            node = node.items[step] if isinstance(node, SequenceNode) else None
            continue
        pairs = node.pairs if isinstance(node, Mapping) else ()
        key, node = next(((key, child) for key, child in pairs if is_word(key.value, step.words)), (None, None))
    return node, key


def values_of(node: Node | None) -> tuple[str, ...]:
    """The texts of a value or list; nothing where it is empty, missing or a map."""
    if isinstance(node, Scalar):
        return (node.value,) if node.value.strip() else ()
    return tuple(item.value for item in node.items if isinstance(item, Scalar)) if isinstance(node, SequenceNode) else ()


def value_of(node: Node | None) -> str:
    """The first text of a value or list, or an empty one."""
    return next(iter(values_of(node)), "")


class Item(NamedTuple):
    """An item: where it is (its number in the YAML list, or the line of its row), its line, its id, and what it is called."""

    number: int
    line: int
    id: str
    called: tuple[str, ...]


def element_of(text: str, root: Mapping, target: Target) -> int | None:
    """The number of the item in the YAML list; None where the field stands in a table, or not at all."""
    node, _ = walk(root, target.keys("en")[:1])
    if not isinstance(node, SequenceNode) or not node.items:
        return None
    lines = Lines(text)
    inner = struct_keys(target.fields[0]).fields
    words = {key: (Key((key, *inner[key].zh)),) for key in _IDENTITIES if key in inner}
    found = []
    for number, element in enumerate(node.items):
        names = {key: values_of(walk(element, path)[0]) for key, path in words.items()} if isinstance(element, Mapping) else {}
        found.append(item_of(number, lines.line_at(element.start), names))
    return chosen(found, target).number


def item_of(number: int, line: int, names: Names[str, Sequence[str]]) -> Item:
    """An item by what its identifying keys say."""
    ids = [*names.get("id", ()), *names.get("uid", ())]
    return Item(number, line, next(iter(ids), ""), tuple(value for key in _IDENTITIES for value in names.get(key, ())))


def chosen(items: Sequence[Item], target: Target) -> Item:
    """The item that is meant: by its id, else by a name that only one has."""
    wanted = _folded(target.item)
    exact = [item for item in items if item.id and _folded(item.id) == wanted]
    found = exact if len(exact) == 1 else [item for item in items if wanted in map(_folded, item.called)]
    if len(found) == 1:
        return found[0]
    line = items[0].line if items else 1
    if found:
        lines = ", ".join(str(item.line) for item in found)
        raise RefusedEdit(MANY_ITEMS.at(found[0].line, 1, **named(target.fields[0]), seen=target.item, lines=lines))
    names = [item.called[0] for item in items if item.called]
    close = near(target.item, tuple(names))
    shown = list(dict.fromkeys((*([close] if close else ()), *names)))[:_LISTED]
    allowed, allowed_zh = (join.join(shown) or "-" for join in (", ", "、"))
    raise RefusedEdit(NO_ITEM.at(line, 1, **named(target.fields[0]), seen=target.item, allowed=allowed, allowed_zh=allowed_zh))


def _folded(text: str) -> str:
    return "".join(plain(text).casefold().split())


def names_in(specs: Sequence[Field | None], cells: Sequence[str]) -> dict[str, Sequence[str]]:
    """What the identifying cells of a row say, given the fields of its columns."""
    by_key = {spec.key: text for spec, text in zip(specs, cells, strict=False) if spec is not None and text}
    return {key: parts_of_cell(by_key[key]) if key == "aliases" else (by_key[key],) for key in _IDENTITIES if key in by_key}


def parts_of_cell(text: str) -> tuple[str, ...]:
    """The values of a list in a cell."""
    for separator in SEPARATORS:
        text = text.replace(separator, ",")
    return tuple(part.strip() for part in text.split(",") if part.strip())
