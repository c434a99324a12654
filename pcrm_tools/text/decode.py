"""YAML nodes typed by declared fields: the one decoder of front matter, items and pcrm.yml."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Item
from pcrm_tools.model.values import Place
from pcrm_tools.text import frontmatter, nodes, scalars
from pcrm_tools.text.keys import Keys, struct_keys
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.strays import shorten
from pcrm_tools.text.yaml_errors import in_quotes

__all__ = ["RULES", "UNKNOWN_KEY", "WRONG_SHAPE", "Keys", "Reader", "data", "placed", "struct_keys"]

UNKNOWN_KEY = Rule(
    "unknown-key", "warning", "`{seen}` is no field of {type}", "{type_zh}没有字段 `{seen}`",
    "{near}{how}", "{near_zh}{how_zh}",
)
WRONG_SHAPE = Rule(
    "wrong-shape", "error", "{name}: {seen} stands where {want} is wanted", "{name_zh}：这里应是{want_zh}，却写了{seen_zh}",
    "{how}", "{how_zh}",
)
RULES = (UNKNOWN_KEY, WRONG_SHAPE, *scalars.RULES)

_NAMES_ZH = {"a customer": "客户", "a project": "项目", "settings": "pcrm.yml "}

_SHAPES = {
    "map": ("a map", "若干行 `键: 值`"), "list": ("a list", "列表"), "text": ("a single value", "一个值"),
    "items": ("a list of items", "由若干项组成的清单"), "item": ("an item", "清单中的一项"),
}  # fmt: skip


class Reader:
    """Types the nodes of one text, collecting findings and what no schema knows with their places."""

    __slots__ = ("findings", "lines", "text", "unknown", "words")

    def __init__(self, text: str, lines: Lines, words: scalars.Words) -> None:
        self.text, self.lines, self.words = text, lines, words
        self.findings: list[Finding] = []
        self.unknown: dict[str, tuple[str, Place]] = {}

    def say(self, rule: Rule, place: Place, **values: str) -> None:
        """Notes a finding."""
        self.findings.append(rule.at(place.line, place.column, **values))

    def scalar(self, spec: Field, text: str, at: int) -> Any:
        """One scalar typed by its field, or None with a finding; `at` is its offset."""
        if spec.kind == "text":
            return text
        value, complaint = scalars.decode(spec, text, self.words)
        if complaint is not None:
            place = self.lines.place(at)
            self.findings.append(complaint.rule.at(place.line, place.column, **complaint.values))
        return value

    def value(self, spec: Field, node: Any, places: dict[str, Place] | None = None, prefix: str = "") -> Any:
        """A node typed by its field: None where it is empty or of the wrong shape."""
        special = _SPECIAL.get(spec.kind)
        if special is not None:
            return special(self, spec, node, places, prefix)
        if isinstance(node, nodes.Scalar):
            return self._single(spec, node)
        if isinstance(node, nodes.Sequence) and (spec.many or spec.kind == "ids"):
            return self._many(spec, node)
        self._shape(spec, node, "list" if spec.many else "text")
        return None

    def _single(self, spec: Field, node: nodes.Scalar) -> Any:
        text = node.value.strip()
        if not text:  # quotes around nothing are nothing, too
            return None
        value = self.scalar(spec, text, node.start)
        return (value,) if spec.many and spec.kind != "ids" and value is not None else value

    def _many(self, spec: Field, node: nodes.Sequence) -> tuple[Any, ...]:
        found: list[Any] = []
        for element in node.items:
            if not isinstance(element, nodes.Scalar):
                self._shape(spec, element, "text")
            elif text := element.value.strip():
                value = self.scalar(spec, text, element.start)
                if value is not None:
                    found.extend(value if spec.kind == "ids" else (value,))
        return tuple(found)

    def _shape(self, spec: Field, node: Any, wanted: str) -> None:
        seen = "map" if isinstance(node, nodes.Mapping) else "list" if isinstance(node, nodes.Sequence) else "text"
        quoted = in_quotes(shorten(self.text[node.start : node.end].split("\n", 1)[0].strip()))
        how, how_zh = f"if it is text, put it in quotes: {quoted}", f"如果是文字，请加引号：{quoted}"
        if seen == "list":
            how, how_zh = "write one value, on the line of its key", "只写一个值，与键同一行"
        if wanted in ("map", "items"):
            how = "write `key: value` lines below it" if wanted == "map" else "write `- key: value` blocks below it, or a table in the body"
            how_zh = "在下面逐行写 `键: 值`" if wanted == "map" else "在下面写 `- 键: 值` 块，或在正文中写表格"
        if wanted == "item":
            first = next(iter(struct_keys(spec).fields.values()))
            how, how_zh = f"write `- {first.key}: …`", f"写成 `- {first.label_zh}: …`"
        self.say(
            WRONG_SHAPE, self.lines.place(node.start), **scalars.named(spec), seen=_SHAPES[seen][0], seen_zh=_SHAPES[seen][1],
            want=_SHAPES[wanted][0], want_zh=_SHAPES[wanted][1], how=how, how_zh=how_zh,
        )

    def fields(self, keys: Keys, node: Any, prefix: str, places: dict[str, Place] | None, around: Field | None = None) -> dict[str, Any]:
        """The typed values of a map by canonical key; notes `places` if wished. `around` is the field that holds the map."""
        values: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key, child in node.pairs:
            spec = keys.by_word.get(key.value) or keys.by_word.get(scalars.plain(key.value).strip().lower())
            if spec is None:
                # A part that a comma cut off inside `{}` was told of as a lost value.
                if not node.flow or ":" in self.text[key.end : child.start] or key is node.pairs[0][0]:
                    self.nameless(keys, key.value, key.start, around, child)
                continue
            if spec.key in seen:
                first = str(self.lines.place(seen[spec.key]).line)
                second = str(self.lines.place(key.start).line)
                self.say(frontmatter.DUPLICATE, self.lines.place(key.start), seen=key.value, first=first, second=second)
                continue
            seen[spec.key] = key.start
            if places is not None:
                places[prefix + spec.key] = self.lines.place(child.start if child.end > child.start else key.start)
                value = self.value(spec, child, places, f"{prefix}{spec.key}.")
            else:
                value = self.value(spec, child)
            if value is not None:
                values[spec.key] = value
        return values

    def nameless(self, keys: Keys, typed: str, at: int, around: Field | None, child: Any) -> None:
        """Notes a key or column that no schema knows, and keeps its value (a node or a text) for the search."""
        text = child if isinstance(child, str) else self.text[child.start : child.end] if not isinstance(child, nodes.Scalar) else child.value
        name = f"{around.key}.{typed}" if around else typed
        place = self.lines.place(at)
        if text.strip():
            before = self.unknown.get(name)
            self.unknown[name] = (f"{before[0]}\n{text}", before[1]) if before else (text, place)
        close = scalars.near(typed.lower(), tuple(keys.by_word), 0.7)
        known = around is None and keys.name != "settings"
        self.say(
            UNKNOWN_KEY, place, seen=typed, want=close, type=around.key if around else keys.name,
            type_zh=around.label_zh if around else _NAMES_ZH.get(keys.name, keys.name),
            near=f"write {close}, or " if close else "", near_zh=f"改成 {close}，或" if close else "",
            how="declare it under fields: in pcrm.yml, or remove it" if known else "remove it: nothing reads it",
            how_zh="在 pcrm.yml 的 fields: 中声明，或删除" if known else "删除：没有程序会读它",
        )

    def items(self, spec: Field, node: Any) -> tuple[Item, ...]:
        """The items of a YAML list of maps."""
        if isinstance(node, nodes.Scalar) and node.value == "":
            return ()
        if not isinstance(node, nodes.Sequence):
            self._shape(spec, node, "items")
            return ()
        found = []
        for element in node.items:
            if not isinstance(element, nodes.Mapping):
                self._shape(spec, element, "item")
                continue
            cells = self.fields(struct_keys(spec), element, "", None, spec)
            found.append(Item(spec.key, self.lines.place(element.start), cells))
        return tuple(found)


def _map(reader: Reader, spec: Field, node: Any, places: dict[str, Place] | None, prefix: str) -> Any:
    if isinstance(node, nodes.Scalar) and node.value == "" and not node.style:
        return None
    if not isinstance(node, nodes.Mapping):
        reader._shape(spec, node, "map")
        return None
    if spec.struct is None:
        return _scores(reader, spec, node)
    return reader.fields(struct_keys(spec), node, prefix, places, spec) or None


def _scores(reader: Reader, spec: Field, node: Any) -> dict[str, Any]:
    """Criteria and their scores, 1 to 5; which criteria there are is for a check to say."""
    found = {}
    for key, child in node.pairs:
        score = Field(f"{spec.key}.{key.value}", "number", (f"{spec.label_zh}.{key.value}",), spec.label, "", "", span=(1, 5))
        value = reader.value(score, child)
        if value is not None:
            found[key.value] = value
    return found


def _items(reader: Reader, spec: Field, node: Any, places: dict[str, Place] | None, prefix: str) -> Any:
    return reader.items(spec, node)


def _table(reader: Reader, spec: Field, node: Any, places: dict[str, Place] | None, prefix: str) -> Any:
    if isinstance(node, nodes.Scalar) and node.value == "" and not node.style:
        return None
    if isinstance(node, nodes.Sequence):
        pairs = _named(node)
    elif isinstance(node, nodes.Mapping):
        pairs = list(node.pairs)
    else:
        pairs = None
    if pairs is None:
        reader._shape(spec, node, "map")
        return None
    found: dict[str, Any] = {}
    for key, child in pairs:
        found[key.value] = _row(reader, spec, child, places, f"{prefix}{key.value}.")
        if places is not None:
            places[f"{prefix}{key.value}"] = reader.lines.place(key.start)
    return found


def _named(node: Any) -> list[tuple[Any, Any]] | None:
    """A list in the place of a table: plain names, or maps of one pair each."""
    pairs: list[tuple[Any, Any]] = []
    for element in node.items:
        if isinstance(element, nodes.Scalar):
            pairs.append((element, nodes.Scalar("", element.end, element.end, "")))
        elif isinstance(element, nodes.Mapping) and element.pairs:
            pairs.extend(element.pairs)
        else:
            return None
    return pairs


def _row(reader: Reader, spec: Field, node: Any, places: dict[str, Place] | None, prefix: str) -> Any:
    if spec.struct is not None:
        if isinstance(node, nodes.Mapping):
            return reader.fields(struct_keys(spec), node, prefix, places, spec)
        if isinstance(node, nodes.Scalar) and node.value == "":
            return {}
        first = next(iter(struct_keys(spec).fields.values()))
        if isinstance(node, nodes.Scalar) and first.kind in ("text", "choice"):
            return {first.key: reader.value(first, node)}
        reader._shape(spec, node, "map")
        return {}
    if spec.choices and isinstance(node, nodes.Scalar):
        choice = Field(spec.key, "choice", spec.zh, spec.label, spec.help, spec.help_zh, choices=spec.choices)
        return reader.scalar(choice, node.value, node.start)
    return data(node)


def _any(reader: Reader, spec: Field, node: Any, places: dict[str, Place] | None, prefix: str) -> Any:
    return data(node)


def data(node: Any) -> Any:
    """A node as plain data with every scalar kept as text."""
    if isinstance(node, nodes.Mapping):
        return {key.value: data(child) for key, child in node.pairs}
    if isinstance(node, nodes.Sequence):
        return [data(child) for child in node.items]
    return node.value


_SPECIAL: Mapping[str, Callable[[Reader, Field, Any, dict[str, Place] | None, str], Any]] = {
    "map": _map, "items": _items, "table": _table, "any": _any,
}


def placed(findings: Iterable[Finding], path: str = "") -> tuple[Finding, ...]:
    """Findings in the order of their places, each once, with the path of the file that they are about."""
    unique = {(f.line, f.column, f.rule, f.values.get("seen")): f for f in findings}
    return tuple(unique[key]._replace(path=path) for key in sorted(unique, key=lambda key: key[:3]))
