"""Setting, adding and removing one key of the front matter without touching any other byte of the file."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.edit_check import Value, reads_back, says
from pcrm_tools.text.edit_lists import flow_list, list_edits, next_line_start, replaced
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.nodes import Sequence as SequenceNode
from pcrm_tools.text.quoting import quote_scalar
from pcrm_tools.text.spans import Edit, Edited, apply, line_end_of
from pcrm_tools.text.strays import CONTROL, CONTROL_CHARACTER, code_of, shorten

BLOCK = Rule(
    "edit-block-text", "error",
    "`{seen}` holds text of several lines, which is only changed by hand", "`{seen}` 的值是多行文字，只能手工修改",
    "edit it in an editor", "请在编辑器中修改",
)  # fmt: skip
SHAPE = Rule(
    "edit-shape", "error",
    "`{seen}` does not hold a plain value or list that could be replaced", "`{seen}` 的值不是可以替换的文字或列表",
    "edit it in an editor", "请在编辑器中修改",
)  # fmt: skip
TWICE = Rule(
    "edit-two-keys", "error",
    "`{first}` and `{second}` both name this field", "`{first}` 和 `{second}` 表示同一个字段",
    "keep one of them", "只保留其中一个",
)  # fmt: skip
UNSAFE = Rule(
    "edit-unsafe", "error",
    "`{seen}` cannot be set here without changing other text", "无法在不影响其他内容的情况下设置 `{seen}`",
    "edit it in an editor", "请在编辑器中修改",
)  # fmt: skip
RULES: tuple[Rule, ...] = (BLOCK, SHAPE, TWICE, UNSAFE)

_COLON = re.compile(r"[ \t]*:")
_WIDE = 100
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*")


class _Inner(NamedTuple):
    """A map with one key, to be written where the map is missing."""

    word: str
    value: Value


class _Place(NamedTuple):
    """The map that a key belongs in, and the key's words and order there."""

    mapping: Mapping
    words: Sequence[str]
    order: Sequence[Sequence[str]]


def set_value(
    text: str,
    key_words: Sequence[str],
    value: str | Sequence[str] | None,
    *,
    schema_order: Sequence[Sequence[str]],
    parent: Sequence[str] = (),
    parent_order: Sequence[Sequence[str]] = (),
) -> Edited:
    """Set a key (any of `key_words`; the first is written when new) to a text or a list of texts; None removes it.

    `schema_order` lists the words of all keys in the schema's order. For a key inside a map, `parent` holds the map's
    words and `parent_order` the order of the keys around the map.
    """
    wanted: Value | None = value if value is None or isinstance(value, str) else tuple(value)
    parts = split(text)
    if not parts.opened:
        return Edited(text, False, parts.findings[0])
    root, findings = compose(text, parts.front_start, parts.front_end)
    if root is None:
        return Edited(text, False, findings[0])
    for part in () if wanted is None else (wanted,) if isinstance(wanted, str) else wanted:
        control = CONTROL_CHARACTER.search(part)
        if control:
            return Edited(text, False, CONTROL.at(1, seen=code_of(control.group())))
    editing = _Editing(text, parts.front_end, root)
    try:
        edits = editing.plan(key_words, wanted, schema_order, parent, parent_order)
    except _RefusedEdit as refused:
        return Edited(text, False, refused.finding)
    if not edits:
        return Edited(text, False, None)
    new = apply(text, edits)
    if not reads_back(new, text[parts.body_start :], root, (*((parent,) if parent else ()), key_words), wanted):
        return Edited(text, False, UNSAFE.at(1, seen=key_words[0]))
    return Edited(new, new != text, None)


class _RefusedEdit(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class _Editing:
    """One text being edited: finds the key's place and makes the edits."""

    def __init__(self, text: str, front_end: int, root: Mapping) -> None:
        self.text, self.front_end, self.root = text, front_end, root
        self.lines = Lines(text)

    def plan(
        self,
        words: Sequence[str],
        value: Value | None,
        order: Sequence[Sequence[str]],
        parent: Sequence[str],
        parent_order: Sequence[Sequence[str]],
    ) -> list[Edit]:
        if not parent:
            return self._in_map(_Place(self.root, words, order), value)
        outer = _Place(self.root, parent, parent_order)
        pair = self._find(self.root, parent)
        if pair is None:
            return [] if value is None else self._add(outer, _Inner(words[0], value))
        key, node = pair
        if isinstance(node, Mapping):
            if value is None and len(node.pairs) == 1 and self._find(node, words):
                return self._remove(self.root, key, node)
            return self._in_map(_Place(node, words, order), value)
        if not (isinstance(node, Scalar) and node.start == node.end) or self.root.flow:
            raise self._refused(SHAPE, key)
        if value is None:
            return []
        place = next_line_start(self.lines, key.end)
        indent = self._indent(key) + "  "
        return [Edit(place, place, f"{indent}{self._pair(words[0], value, indent, False)}{line_end_of(self.text, key.end)}")]

    def _in_map(self, place: _Place, value: Value | None) -> list[Edit]:
        pair = self._find(place.mapping, place.words)
        if pair is None:
            return [] if value is None else self._add(place, value)
        if value is None:
            return self._remove(place.mapping, *pair)
        return self._replace(*pair, value, place.mapping.flow)

    def _find(self, mapping: Mapping, words: Sequence[str]) -> tuple[Scalar, Node] | None:
        pairs = [pair for pair in mapping.pairs if pair[0].value in words]
        if len(pairs) > 1:
            place = self.lines.place(pairs[1][0].start)
            raise _RefusedEdit(TWICE.at(*place, first=pairs[0][0].value, second=pairs[1][0].value))
        return pairs[0] if pairs else None

    def _refused(self, rule: Rule, key: Scalar, offset: int | None = None) -> _RefusedEdit:
        return _RefusedEdit(rule.at(*self.lines.place(key.start if offset is None else offset), seen=shorten(key.value)))

    # -- replacing ----------------------------------------------------------------------------------------------

    def _replace(self, key: Scalar, node: Node, value: Value, flow: bool) -> list[Edit]:
        if says(node, value):
            return []
        colon = _COLON.match(self.text, key.end)
        if isinstance(node, Scalar):
            if node.style in ("|", ">"):
                raise self._refused(BLOCK, key)
            if node.start == node.end and not (colon and colon.end() == node.start):
                raise self._refused(SHAPE, key)
            if isinstance(value, str):
                return [replaced(node, value, flow)]
            return [Edit(node.start, node.end, (" " if node.start == node.end else "") + flow_list(value))]
        if isinstance(node, Mapping) or colon is None:
            raise self._refused(SHAPE, key)
        if value and not isinstance(value, str):
            edits = list_edits(self.text, node, value) if node.items else [Edit(node.start, node.end, flow_list(value))]
            if isinstance(edits, int):
                raise self._refused(SHAPE, key, edits)
            return edits
        new = quote_scalar(value, "", flow) if isinstance(value, str) else "[]"
        return [self._whole_list(key, node, colon.end(), new)]

    def _whole_list(self, key: Scalar, node: SequenceNode, colon: int, new: str) -> Edit:
        """The whole list becomes something else; comments inside it would be lost, so they forbid that."""
        position = colon if not node.flow else node.start
        for item in node.items:
            if not isinstance(item, Scalar) or item.style in ("|", ">") or "#" in self.text[position : item.start]:
                raise self._refused(SHAPE, key, item.start)
            position = item.end
        if node.flow:
            return Edit(node.start, node.end, new)
        return Edit(colon, node.end, f" {new}")

    # -- removing -----------------------------------------------------------------------------------------------

    def _remove(self, mapping: Mapping, key: Scalar, node: Node) -> list[Edit]:
        end = max(key.end, node.end)
        if mapping.flow:
            index = next(number for number, pair in enumerate(mapping.pairs) if pair[0] is key)
            if index:
                before = mapping.pairs[index - 1]
                return [Edit(max(before[0].end, before[1].end), end, "")]
            return [Edit(key.start, mapping.pairs[1][0].start if len(mapping.pairs) > 1 else end, "")]
        self._indent(key)
        return [Edit(self.lines.line_start(self.lines.line_at(key.start)), next_line_start(self.lines, end), "")]

    def _indent(self, key: Scalar) -> str:
        head = self.text[self.lines.line_start(self.lines.line_at(key.start)) : key.start]
        if head.strip(" "):
            raise self._refused(SHAPE, key)
        return head

    # -- adding -------------------------------------------------------------------------------------------------

    def _add(self, place: _Place, value: Value | _Inner) -> list[Edit]:
        mapping = place.mapping
        before = self._pair_before(place)
        if mapping.flow:
            if isinstance(value, _Inner):
                raise _RefusedEdit(UNSAFE.at(*self.lines.place(mapping.start), seen=place.words[0]))
            return [self._add_to_flow(mapping, before, self._pair(place.words[0], value, "", True))]
        if not mapping.pairs:
            end = line_end_of(self.text, 0)
            return [Edit(self.front_end, self.front_end, self._pair(place.words[0], value, "", False) + end)]
        near = before or mapping.pairs[0]
        indent = self._indent(near[0])
        end = line_end_of(self.text, near[0].start)
        offset = self._after(near) if before else self.lines.line_start(self.lines.line_at(near[0].start))
        return [Edit(offset, offset, f"{indent}{self._pair(place.words[0], value, indent, False)}{end}")]

    def _pair_before(self, place: _Place) -> tuple[Scalar, Node] | None:
        """The nearest present key before this one in the schema's order; the last key for one that no schema knows."""
        index = next((number for number, words in enumerate(place.order) if set(words) & set(place.words)), None)
        if index is None:
            return place.mapping.pairs[-1] if place.mapping.pairs else None
        for words in reversed(place.order[:index]):
            for pair in place.mapping.pairs:
                if pair[0].value in words:
                    return pair
        return None

    def _after(self, pair: tuple[Scalar, Node]) -> int:
        offset = next_line_start(self.lines, max(pair[0].end, pair[1].end))
        if _last_scalar(pair[1]).style in ("|", ">"):  # blank lines after a block text may belong to it
            blank = _BLANK_LINES.match(self.text, offset, self.front_end)
            offset = blank.end() if blank else offset
        return offset

    def _add_to_flow(self, mapping: Mapping, before: tuple[Scalar, Node] | None, pair: str) -> Edit:
        if before:
            end = max(before[0].end, before[1].end)
            return Edit(end, end, f", {pair}")
        if mapping.pairs:
            return Edit(mapping.pairs[0][0].start, mapping.pairs[0][0].start, f"{pair}, ")
        return Edit(mapping.start + 1, mapping.end - 1, pair)

    def _pair(self, word: str, value: Value | _Inner, indent: str, flow: bool) -> str:
        key = quote_scalar(word, "", True)
        end = line_end_of(self.text, 0)
        if isinstance(value, _Inner):
            return f"{key}:{end}{indent}  {self._pair(value.word, value.value, indent + '  ', False)}"
        if isinstance(value, str):
            return f"{key}: {quote_scalar(value, '', flow)}"
        short = flow_list(value)
        if flow or len(short) <= _WIDE:
            return f"{key}: {short}"
        return f"{key}:" + "".join(f"{end}{indent}  - {quote_scalar(item)}" for item in value)


def _last_scalar(node: Node) -> Scalar:
    while not isinstance(node, Scalar):
        children = node.items if isinstance(node, SequenceNode) else tuple(value for _, value in node.pairs)
        if not children:
            return Scalar("", node.start, node.end, "")
        node = children[-1]
    return node
