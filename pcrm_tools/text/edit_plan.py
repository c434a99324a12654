"""The edits that set, add or remove one key of a front matter: only the characters that have to change."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.edit_check import Value, says
from pcrm_tools.text.edit_lists import flow_list, list_edits, next_line_start, replaced
from pcrm_tools.text.edit_path import Key, Step, is_word
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.nodes import Sequence as SequenceNode
from pcrm_tools.text.quoting import quote_scalar
from pcrm_tools.text.spans import Edit, line_end_of
from pcrm_tools.text.strays import shorten

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
RULES: tuple[Rule, ...] = (BLOCK, SHAPE, TWICE)

_COLON = re.compile(r"[ \t]*:")
_WIDE = 100
_HEAD = re.compile(r" *(?:- +)*")
_BLANK_LINES = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*")


class _Inner(NamedTuple):
    """A map with one key, to be written where the map is missing."""

    word: str
    value: "Value | _Inner"


class _Place(NamedTuple):
    """The map that a key belongs in, and the key's words and order there."""

    mapping: Mapping
    words: Sequence[str]
    order: Sequence[Sequence[str]]


class RefusedEdit(Exception):  # noqa: N818 - becomes a value again where the edit is made
    """Ends the planning of an edit with the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class Editing:
    """One text being edited: finds the key's place and makes the edits."""

    def __init__(self, text: str, front_end: int, root: Mapping) -> None:
        self.text, self.front_end, self.root = text, front_end, root
        self.lines = Lines(text)

    def plan(self, mapping: Mapping, path: Sequence[Step], value: Value | None) -> list[Edit]:
        """The edits below a map that the path goes on from."""
        step, *rest = path
        if not isinstance(step, Key):
            raise ValueError("a map has keys, not elements")
        place = _Place(mapping, step.words, step.order)
        if not rest:
            return self._in_map(place, value)
        pair = self._find(mapping, step.words)
        if pair is None:
            return [] if value is None else self._add(place, _inner(rest, value))
        key, node = pair
        if isinstance(node, SequenceNode) and isinstance(rest[0], int):
            element = node.items[rest[0]] if rest[0] < len(node.items) else None
            if not isinstance(element, Mapping):
                raise self._refused(SHAPE, key)
            return self.plan(element, rest[1:], value)
        if isinstance(node, Mapping):
            if value is None and self._is_all(node, rest):
                return self._remove(mapping, key, node)
            return self.plan(node, rest, value)
        if not (isinstance(node, Scalar) and node.start == node.end) or mapping.flow:
            raise self._refused(SHAPE, key)
        return [] if value is None else [self._below(key, _inner(rest, value))]

    def _is_all(self, mapping: Mapping, path: Sequence[Step]) -> bool:
        """Whether a map holds nothing but what the path leads to."""
        step = path[0]
        if len(mapping.pairs) != 1 or not isinstance(step, Key) or self._find(mapping, step.words) is None:
            return False
        node = mapping.pairs[0][1]
        return len(path) == 1 or (isinstance(node, Mapping) and self._is_all(node, path[1:]))

    def _below(self, key: Scalar, inner: _Inner) -> Edit:
        """A map's first key, on the line below the map's own key, which has no value yet."""
        place = next_line_start(self.lines, key.end)
        indent = self._indent(key) + "  "
        return Edit(place, place, f"{indent}{self._pair(inner.word, inner.value, indent, False)}{line_end_of(self.text, key.end)}")

    def _in_map(self, place: _Place, value: Value | None) -> list[Edit]:
        pair = self._find(place.mapping, place.words)
        if pair is None:
            return [] if value is None else self._add(place, value)
        if value is None:
            return self._remove(place.mapping, *pair)
        return self._replace(*pair, value, place.mapping.flow)

    def _find(self, mapping: Mapping, words: Sequence[str]) -> tuple[Scalar, Node] | None:
        pairs = [pair for pair in mapping.pairs if is_word(pair[0].value, words)]
        if len(pairs) > 1:
            place = self.lines.place(pairs[1][0].start)
            raise RefusedEdit(TWICE.at(*place, first=pairs[0][0].value, second=pairs[1][0].value))
        return pairs[0] if pairs else None

    def _refused(self, rule: Rule, key: Scalar, offset: int | None = None) -> RefusedEdit:
        return RefusedEdit(rule.at(*self.lines.place(key.start if offset is None else offset), seen=shorten(key.value)))

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
        line = self.lines.line_start(self.lines.line_at(key.start))
        if self.text[line : key.start].strip(" "):
            return [self._remove_first(mapping, key, end)]
        return [Edit(line, next_line_start(self.lines, end), "")]

    def _remove_first(self, mapping: Mapping, key: Scalar, end: int) -> Edit:
        """The first key of a list's element goes: the next one moves up behind the dash."""
        self._indent(key)
        if mapping.pairs[0][0] is not key or len(mapping.pairs) < 2 or self.text[end : mapping.pairs[1][0].start].strip():
            raise self._refused(SHAPE, key)
        return Edit(key.start, mapping.pairs[1][0].start, "")

    def _indent(self, key: Scalar) -> str:
        """The blanks in front of a key; the dashes of a list's element count as blanks."""
        head = self.text[self.lines.line_start(self.lines.line_at(key.start)) : key.start]
        if not _HEAD.fullmatch(head):
            raise self._refused(SHAPE, key)
        return " " * len(head)

    # -- adding -------------------------------------------------------------------------------------------------

    def _add(self, place: _Place, value: Value | _Inner) -> list[Edit]:
        mapping = place.mapping
        before = self._pair_before(place)
        if mapping.flow:
            return [self._add_to_flow(mapping, before, self._pair(place.words[0], value, "", True))]
        if not mapping.pairs:
            end = line_end_of(self.text, 0)
            return [Edit(self.front_end, self.front_end, self._pair(place.words[0], value, "", False) + end)]
        near = before or mapping.pairs[0]
        indent = self._indent(near[0])
        end = line_end_of(self.text, near[0].start)
        pair = self._pair(place.words[0], value, indent, False)
        if before:
            offset = self._after(near)
            return [Edit(offset, offset, f"{indent}{pair}{end}")]
        # Before the first key, which may stand behind a list element's dash.
        return [Edit(near[0].start, near[0].start, f"{pair}{end}{indent}")]

    def _pair_before(self, place: _Place) -> tuple[Scalar, Node] | None:
        """The nearest present key before this one in the schema's order; the last key for one that no schema knows."""
        index = next((number for number, words in enumerate(place.order) if set(words) & set(place.words)), None)
        if index is None:
            return place.mapping.pairs[-1] if place.mapping.pairs else None
        for words in reversed(place.order[:index]):
            for pair in place.mapping.pairs:
                if is_word(pair[0].value, words):
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
            if flow:
                return f"{key}: {{{self._pair(value.word, value.value, '', True)}}}"
            return f"{key}:{end}{indent}  {self._pair(value.word, value.value, indent + '  ', False)}"
        if isinstance(value, str):
            return f"{key}: {quote_scalar(value, '', flow)}"
        short = flow_list(value)
        if flow or len(short) <= _WIDE:
            return f"{key}: {short}"
        return f"{key}:" + "".join(f"{end}{indent}  - {quote_scalar(item)}" for item in value)


def _inner(path: Sequence[Step], value: Value) -> _Inner:
    """The maps below a key that is missing, down to the value; raises ValueError for elements of a list."""
    step, *rest = path
    if not isinstance(step, Key):
        raise ValueError("a list that is missing has no elements")
    return _Inner(step.words[0], _inner(rest, value) if rest else value)


def _last_scalar(node: Node) -> Scalar:
    while not isinstance(node, Scalar):
        children = node.items if isinstance(node, SequenceNode) else tuple(value for _, value in node.pairs)
        if not children:
            return Scalar("", node.start, node.end, "")
        node = children[-1]
    return node
