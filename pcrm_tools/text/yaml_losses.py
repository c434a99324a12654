"""What YAML would silently lose of the text that was typed, and tabs that other readers refuse."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Node, Scalar, Sequence
from pcrm_tools.text.strays import CONTROL, CONTROL_CHARACTER, code_of, shorten
from pcrm_tools.text.yaml_errors import TAB, in_quotes

CUT = Rule(
    "value-cut", "warning",
    "YAML reads `{seen}` as {read}", "YAML 会把 `{seen}` 读成 {read}",
    "write `{want}`", "请写成 `{want}`",
)  # fmt: skip
RULES: tuple[Rule, ...] = (CUT,)

_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")
_TAB = re.compile(r"\t[ \t]*(?=[^\s#])")
_HEAD_OF_THOUSANDS = re.compile(r"[^\d]*\d{1,3}")
_THOUSANDS = re.compile(r"\d{3}(?:\.\d+)?")


class Loss(NamedTuple):
    """One finding to be: where, by which rule, with which values."""

    offset: int
    rule: Rule
    values: dict[str, str]


def losses(text: str, base: int, source: str, root: Node, flows: list[Node]) -> list[Loss]:
    """What `text` loses when it is read as `root`; `flows` are the `[]` and `{}` nodes in it."""
    found: list[Loss] = []
    for flow in flows:
        found += _in_list(text, flow) if isinstance(flow, Sequence) else _in_map(text, flow) if isinstance(flow, Mapping) else ()
    end = base + len(source)
    if "#" in source and _COMMENT.search(source):
        found += _cut_by_comments(text, base, end, root)
    if "\t" in source:
        found += _tabs(text, base, end, root)
    if "\\" in source:
        found += _escaped_controls(root)
    return found


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text in a node, keys included, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from scalars(value)


def _cut_by_comments(text: str, base: int, end: int, root: Node) -> Iterator[Loss]:
    """` #word` right after a plain value: a blank after `#`, or quotes around the value, say that a comment is meant."""
    keys = {key.start for mapping in _mappings(root) for key, _ in mapping.pairs}
    for scalar in scalars(root):
        match = _COMMENT.match(text, scalar.end, end)
        if match and not scalar.style and not (scalar.start in keys and scalar.end > scalar.start):
            whole = (scalar.value + match.group() if scalar.value else match[1]).rstrip()
            yield _loss(match.start(1), whole, in_quotes(scalar.value), in_quotes(whole))


def _mappings(node: Node) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
        for _, value in node.pairs:
            yield from _mappings(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _mappings(item)


def _in_list(text: str, flow: Sequence) -> Iterator[Loss]:
    run: list[Scalar] = []
    for item in (*flow.items, None):
        plain = isinstance(item, Scalar) and not item.style
        if isinstance(item, Scalar) and plain and ("，" in item.value or "、" in item.value):
            parts = ", ".join(part.strip() for part in re.split("[，、]", item.value))
            yield _loss(item.start, item.value, f"[{in_quotes(item.value)}]", parts)
        if isinstance(item, Scalar) and plain and run and _splits_number(text, run[-1], item):
            run.append(item)
            continue
        yield from _parted(text, run)
        run = [item] if isinstance(item, Scalar) and plain else []


def _splits_number(text: str, left: Scalar, right: Scalar) -> bool:
    glued = text[left.end : right.start] == ","
    return glued and bool(_HEAD_OF_THOUSANDS.fullmatch(left.value) and _THOUSANDS.match(right.value))


def _in_map(text: str, flow: Mapping) -> Iterator[Loss]:
    """A part without a colon after a comma: what was typed is one value with a comma in it."""
    run: list[Scalar] = []
    for key, value in flow.pairs:
        empty = isinstance(value, Scalar) and not value.style and value.start == value.end
        if empty and run and ":" not in text[key.end : value.start]:
            run.append(key)
            continue
        yield from _parted(text, run)
        run = [value] if isinstance(value, Scalar) and not value.style and not empty else []
    yield from _parted(text, run)


def _parted(text: str, run: list[Scalar]) -> Iterator[Loss]:
    """The loss of one value that commas made several of."""
    if len(run) > 1:
        whole = text[run[0].start : run[-1].end]
        yield _loss(run[0].start, whole, ", ".join(in_quotes(part.value) for part in run), in_quotes(whole))


def _tabs(text: str, base: int, end: int, root: Node) -> Iterator[Loss]:
    inside = [(scalar.start, scalar.end) for scalar in scalars(root)]
    lines = Lines(text)
    for match in _TAB.finditer(text, base, end):
        if not any(start <= match.start() < stop for start, stop in inside):
            yield Loss(match.start(), TAB, {"seen": shorten(lines.text_of(lines.line_at(match.start())))})


def _escaped_controls(root: Node) -> Iterator[Loss]:
    for scalar in scalars(root):
        match = CONTROL_CHARACTER.search(scalar.value) if scalar.style == '"' else None
        if match:
            yield Loss(scalar.start, CONTROL, {"seen": code_of(match.group())})


def _loss(offset: int, seen: str, read: str, want: str) -> Loss:
    return Loss(offset, CUT, {"seen": shorten(seen), "read": shorten(read), "want": shorten(want, 120)})
