"""What the YAML of front matter (or of pcrm.yml) says, as nodes with offsets into the whole text.

libyaml is read event by event: the depth limit and the ban on anchors, aliases and tags hold before anything is
built, and no scalar is ever typed by YAML's own guesses.
"""

import re
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text import fences, strays, yaml_errors, yaml_losses
from pcrm_tools.text.fences import Split, split
from pcrm_tools.text.libyaml import CParser, yaml
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["RULES", "Composed", "Mapping", "Node", "Scalar", "Sequence", "Split", "compose", "split"]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32

SIZE = Rule(
    "yaml-size", "error",
    "the front matter has {seen} bytes, more than {allowed}", "前置信息有 {seen} 字节，超过 {allowed}",
    "move long text into the body below the closing `---`", "把长文字移到结束的 `---` 之后的正文里",
)  # fmt: skip
DEPTH = Rule(
    "yaml-depth", "error",
    "lists and maps are nested more than {allowed} deep", "列表和映射的嵌套超过 {allowed} 层",
    "write it flatter", "请减少嵌套层数",
)  # fmt: skip
DUPLICATE = Rule(
    "duplicate-key", "error",
    "the key `{seen}` stands on line {first} and again on line {second}", "键 `{seen}` 在第 {first} 行和第 {second} 行重复出现",
    "keep one of the two", "只保留其中一个",
)  # fmt: skip
NOT_A_MAP = Rule(
    "not-a-map", "error",
    "`{seen}` stands where `key: value` lines are wanted", "这里是 `{seen}`，应为 `键: 值` 的形式",
    "write one `key: value` a line", "每行写一个 `键: 值`",
)  # fmt: skip
KEY_NOT_TEXT = Rule(
    "key-not-text", "error",
    "a key must be a text, here it is `{seen}`", "键必须是文字，这里是 `{seen}`",
    "write a word before the colon; put a value that begins with a bracket in quotes", "冒号前写一个词；以括号开头的值请加引号",
)  # fmt: skip
DOCUMENTS = Rule(
    "yaml-documents", "error",
    "a second YAML document begins here", "这里开始了第二个 YAML 文档",
    "keep one document: delete this line", "只保留一个文档：删除这一行",
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    *fences.RULES, *strays.RULES, SIZE, DEPTH, DUPLICATE, NOT_A_MAP, KEY_NOT_TEXT, DOCUMENTS,
    *yaml_errors.RULES, *yaml_losses.RULES,
)  # fmt: skip

_YAML_BREAKS = re.compile("[\x85\u2028\u2029]")
_make: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much, and nodes are made in the hot loop


class Composed(NamedTuple):
    """The map that the YAML holds, or None after an error that stopped the reading, and what was found."""

    root: Mapping | None
    findings: tuple[Finding, ...]


def compose(text: str, start: int, end: int) -> Composed:
    """Read the YAML of text[start:end] into nodes; nothing but comments is an empty map."""
    source = text[start:end]
    if len(source) > MAX_BYTES // 4:
        size = len(source.encode("utf-8", "surrogatepass"))
        if size > MAX_BYTES:
            return _stopped(SIZE.at(*Lines(text).place(start), seen=f"{size:,}", allowed=f"{MAX_BYTES:,}"))
    markers = strays.merge_markers(text, start, end)
    if markers:
        return _stopped(markers[0])
    if source.startswith("\ufeff"):  # libyaml would pass over it without counting it
        return _stopped(strays.CONTROL.at(*Lines(text).place(start), seen="U+FEFF"))
    if not source.isascii() and _YAML_BREAKS.search(source):
        return _compose_with_stand_ins(text, start, source)
    return _Reading(text, start, source).run()


def _stopped(finding: Finding) -> Composed:
    return Composed(None, (finding,))


def _compose_with_stand_ins(text: str, start: int, source: str) -> Composed:
    # YAML 1.1 ends lines at NEL, U+2028 and U+2029, editors do not: the parser sees private-use characters instead.
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in source)
    hidden = {mark: next(free) for mark in "\x85\u2028\u2029" if mark in source}
    there = str.maketrans(hidden)
    back = str.maketrans({stand_in: mark for mark, stand_in in hidden.items()})
    shown = source.translate(there)
    root, findings = _Reading(text[:start] + shown + text[start + len(source) :], start, shown).run()
    said = tuple(f._replace(values={k: v.translate(back) for k, v in f.values.items()}) for f in findings)
    return Composed(_translated(root, back) if root else None, said)


def _translated(node: Any, table: dict[int, str]) -> Any:
    if isinstance(node, Scalar):
        return node._replace(value=node.value.translate(table))
    if isinstance(node, Sequence):
        return node._replace(items=tuple(_translated(item, table) for item in node.items))
    return node._replace(pairs=tuple((_translated(key, table), _translated(value, table)) for key, value in node.pairs))


def _at(lines: Lines, offset: int, rule: Rule, values: dict[str, str]) -> Finding:
    line, column = lines.place(offset)
    return rule.at(line, column, "", **values)


class _Reading:
    """One pass over the events of one YAML text; `base` is the offset of `source` in `text`."""

    def __init__(self, text: str, base: int, source: str) -> None:
        self.text, self.base, self.source = text, base, source
        self.flows: list[Node] = []
        self.faults: list[tuple[int, Rule, dict[str, str]]] = []

    def run(self) -> Composed:
        try:
            root = self._read()
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            return _stopped(yaml_errors.explain(self.text, self.base, self.source, error))
        if isinstance(root, Finding):
            return _stopped(root)
        if root is None:
            return Composed(Mapping((), self.base, self.base, False), ())
        if not isinstance(root, Mapping):
            return _stopped(self._not_a_map(root))
        losses = yaml_losses.losses(self.text, self.base, self.source, root, self.flows)
        if not self.faults and not losses:
            return Composed(root, ())
        lines = Lines(self.text)
        found = [_at(lines, offset, rule, values) for offset, rule, values in (*self.faults, *losses)]
        return Composed(root, tuple(sorted(found, key=lambda finding: finding[3:5])))

    def _read(self) -> Node | Finding | None:
        """The root node; a finding where the reading must stop; None where there is nothing to read."""
        base = self.base
        next_event: Any = CParser(self.source).get_event
        scalar_event, mapping_end, sequence_end = yaml.ScalarEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent
        stack: list[tuple[list[Any], int, bool]] = []
        children: list[Any] = []
        while True:
            event = next_event()
            kind = event.__class__
            if kind is scalar_event:
                if event.anchor is not None or event.tag is not None:
                    return self._refused(event)
                start, end, style = base + event.start_mark.index, base + event.end_mark.index, event.style
                if style == "|" or style == ">":
                    end = start + len(self.text[start:end].rstrip(" \t\r\n"))
                children.append(_make(Scalar, (event.value, start, end, style)))
            elif kind is mapping_end or kind is sequence_end:
                outer, start, flow = stack.pop()
                end = base + event.end_mark.index if flow or not children else children[-1][2]
                kids = self._pairs(children) if kind is mapping_end else tuple(children)
                node = _make(Mapping if kind is mapping_end else Sequence, (kids, start, end, flow))
                if flow:
                    self.flows.append(node)
                outer.append(node)
                children = outer
            elif kind is yaml.StreamEndEvent:
                return children[0] if children else None
            elif issubclass(kind, yaml.NodeEvent):  # the start of a collection, or an alias
                if event.anchor is not None or getattr(event, "tag", None) is not None or len(stack) >= MAX_DEPTH:
                    return self._refused(event)
                stack.append((children, base + event.start_mark.index, event.flow_style))
                children = []
            elif kind is yaml.DocumentStartEvent and children:
                return self._refused(event)

    def _refused(self, event: Any) -> Finding:
        place = Lines(self.text).place(self.base + event.start_mark.index)
        if isinstance(event, yaml.DocumentStartEvent):
            return DOCUMENTS.at(*place)
        if event.anchor is None and event.tag is None:
            return DEPTH.at(*place, allowed=MAX_DEPTH)
        return yaml_errors.refused(self.text, self.base, self.source, event)

    def _pairs(self, children: list[Any]) -> tuple[Any, ...]:
        keys = children[0::2]
        pairs = tuple(zip(keys, children[1::2], strict=True))
        good = [key for key in keys if key.__class__ is Scalar and (key[0] or key[3])]
        if len(good) < len(keys):
            pairs = tuple(pair for pair in pairs if pair[0] in good)
            for key in keys:
                if key not in good:
                    self.faults.append((key.start, KEY_NOT_TEXT, {"seen": strays.shorten(self.text[key.start : key.end])}))
        if len({key[0] for key in good}) < len(good):
            self._duplicates(good)
        return pairs

    def _duplicates(self, keys: list[Scalar]) -> None:
        lines, first = Lines(self.text), dict[str, int]()
        for key in keys:
            line = lines.line_at(key.start)
            if key.value in first:
                values = {"seen": strays.shorten(key.value), "first": str(first[key.value]), "second": str(line)}
                self.faults.append((key.start, DUPLICATE, values))
            first.setdefault(key.value, line)

    def _not_a_map(self, root: Scalar | Sequence) -> Finding:
        lines = Lines(self.text)
        place = lines.place(root.start)
        colon = yaml_errors.colon_fault(lines, place.line) if isinstance(root, Scalar) and not root.style else None
        first = self.text[root.start : root.end].splitlines()[:1]
        return colon or NOT_A_MAP.at(*place, seen=strays.shorten(first[0] if first else ""))
