"""Assignments of a command line carried out in a record's text: front matter, items in YAML, and cells of tables."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text import edit_items, edit_values
from pcrm_tools.text.context import Context
from pcrm_tools.text.edit_blocks import read_body
from pcrm_tools.text.edit_front import set_path
from pcrm_tools.text.edit_items import (
    SEPARATORS,
    Item,
    chosen,
    element_of,
    item_of,
    names_in,
    parts_of_cell,
    value_of,
    values_of,
    walk,
)
from pcrm_tools.text.edit_path import Key, Step
from pcrm_tools.text.edit_plan import RefusedEdit
from pcrm_tools.text.edit_target import Target
from pcrm_tools.text.edit_tokens import set_cell
from pcrm_tools.text.edit_values import CHINESE, Setting, parts_of, written
from pcrm_tools.text.forms import plain
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.keys import Keys, struct_keys
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.nodes import Mapping, Scalar
from pcrm_tools.text.scalars import Complaint, named
from pcrm_tools.text.spans import Edited

NO_COLUMN = Rule(
    "edit-no-column", "error", "the table of {name} has no column {want}", "{name_zh}表格没有“{want_zh}”一列",
    "add the column in an editor", "请在编辑器中加上这一列",
)  # fmt: skip
NOT_A_LIST = Rule(
    "edit-not-a-list", "error", "{name} holds one value, so nothing is added to it or taken from it", "{name_zh}只有一个值，不能增减",
    "write {name}=VALUE", "写 {name_zh}=值",
)  # fmt: skip
MAP_VALUE = Rule(
    "edit-map", "error", "{name} holds several values", "{name_zh}由几个值组成",
    "write one of {allowed}", "请写其中一个：{allowed_zh}",
)  # fmt: skip
LIST_CELL = Rule(
    "edit-list-cell", "error", "a cell parts its list at commas, so it cannot hold `{seen}`", "单元格里的列表以逗号分隔，放不下 `{seen}`",
    "write it without commas", "请去掉其中的逗号",
)  # fmt: skip
RULES: tuple[Rule, ...] = (*edit_values.RULES, *edit_items.RULES, NO_COLUMN, NOT_A_LIST, MAP_VALUE, LIST_CELL)


class Assigned(NamedTuple):
    """One assignment made ready: what it names, and the value that is set, added or taken away."""

    target: Target
    sign: str
    value: str


class Around(NamedTuple):
    """What an edit depends on besides the text: the settings, the record's type, the day, and the notebook's language."""

    context: Context
    record_type: str
    today: date
    lang: str

    @property
    def keys(self) -> Keys:
        """The fields of the record's type."""
        return self.context.keys[self.record_type]


def assign(text: str, orders: Sequence[Assigned], around: Around) -> Edited:
    """A record's text with all assignments carried out in their order, or the finding that says why none was."""
    new = text
    for order in orders:
        try:
            edited = _one(new, order, around)
        except RefusedEdit as refused:
            return Edited(text, False, refused.finding)
        if edited.refusal is not None:
            return Edited(text, False, edited.refusal)
        new = edited.text
    return Edited(new, new != text, None)


def edit_of(orders: Sequence[Assigned], around: Around) -> Callable[[str], Edited]:
    """The assignments as an edit of a text."""
    return lambda text: assign(text, orders, around)


def language_of_front(root: Mapping | None, keys: Keys, default: str) -> str:
    """The language of most keys that the record's type knows; the default where there are as many of both."""
    chinese = [bool(CHINESE.search(key.value)) for key, _ in (root.pairs if root else ()) if plain(key.value).strip().lower() in keys.by_word]
    both = 2 * sum(chinese) - len(chinese)
    return "zh" if both > 0 else "en" if both < 0 else default


def _one(text: str, order: Assigned, around: Around) -> Edited:
    parts = split(text)
    if not parts.opened:
        raise RefusedEdit(parts.findings[0])
    root, findings = compose(text, parts.front_start, parts.front_end)
    if root is None:
        raise RefusedEdit(findings[0])
    lang = language_of_front(root, around.keys, around.lang)
    path: tuple[Step, ...] = order.target.keys(lang)
    if order.target.item:
        found = element_of(text, root, order.target)
        if found is None:
            return _cell(text, root, order, around)
        path = (path[0], found, *path[1:])
    node, key = walk(root, path)
    at = Lines(text).place(key.start if key is not None else parts.front_start)
    setting = _setting(root, around, _language(key, lang), value_of(node))
    there = values_of(node)
    if order.target.spec.kind == "ids":
        there = tuple(part for value in there for part in parts_of(order.target.spec, value))
    value = _value(order, there, setting, at.line)
    if isinstance(value, tuple) and value == there:
        return Edited(text, False, None)
    return set_path(text, path, value)


def _setting(root: Mapping, around: Around, lang: str, now: str) -> Setting:
    context, pipeline = around.context, ""
    if around.record_type == "project":
        node, _ = walk(root, (Key(("pipeline", *around.keys.fields["pipeline"].zh)),))
        pipeline = context.words.pipeline.get(value_of(node).strip().lower(), "")
    words = context.pipelines.get(pipeline or "default", context.words) if around.record_type == "project" else context.words
    return Setting(context, words, lang, now, pipeline, around.today)


def _language(key: Scalar | None, default: str) -> str:
    """The language that a key is written in; the file's for one that is not there."""
    return default if key is None else "zh" if CHINESE.search(key.value) else "en"


# -- values ----------------------------------------------------------------------------------------------------------------


def _value(order: Assigned, there: tuple[str, ...], setting: Setting, line: int) -> str | tuple[str, ...] | None:
    """What is to stand in the file: a text, a list, or nothing."""
    spec = order.target.spec
    is_list = spec.many or spec.kind == "ids"
    if order.sign and not is_list:
        raise RefusedEdit(NOT_A_LIST.at(line, 1, **named(spec)))
    if not order.value:
        return there or None if order.sign else None
    if spec.kind in ("map", "items"):
        raise RefusedEdit(_map_finding(order.target, line))
    if not is_list:
        return _checked(spec, order.value, setting, line)
    parts = parts_of(spec, order.value)
    if order.sign == "-":  # what is no value of the field can be taken away, too
        going = {*parts, *(value for part in parts if isinstance(value := written(spec, part, setting), str))}
        return tuple(value for value in there if value not in going) or None
    typed = tuple(_checked(spec, part, setting, line) for part in parts)
    return tuple(dict.fromkeys((*there, *typed))) if order.sign else tuple(dict.fromkeys(typed))


def _checked(spec: Field, typed: str, setting: Setting, line: int) -> str:
    value = written(spec, typed, setting)
    if isinstance(value, Complaint):
        raise RefusedEdit(value.rule.at(line, 1, **value.values))
    return value


def _map_finding(target: Target, line: int) -> Finding:
    spec = target.spec
    inner = struct_keys(spec).fields if spec.struct is not None else {}
    names = [f"{spec.key}.{key}" for key in inner] or [f"{'.'.join(field.key for field in target.fields)}.…"]
    names_zh = [f"{spec.label_zh}.{field.label_zh}" for field in inner.values()] or names
    return MAP_VALUE.at(line, 1, **named(spec), allowed=", ".join(names), allowed_zh="、".join(names_zh))


# -- tables ----------------------------------------------------------------------------------------------------------------


def _cell(text: str, root: Mapping, order: Assigned, around: Around) -> Edited:
    """The edit of the cell that is meant, in the table under the field's heading."""
    read = read_body(text, around.context.body[around.record_type])
    if isinstance(read, Finding):
        raise RefusedEdit(read)
    inner = struct_keys(order.target.fields[0])
    rows: list[Item] = []
    headers: dict[int, tuple[Field | None, ...]] = {}
    for table in read.body.tables:
        if table.field != order.target.fields[0].key:
            continue
        specs = tuple(inner.by_word.get(plain(cell.text).strip().lower()) for cell in table.header)
        for cells, line in zip(table.rows, table.row_lines, strict=True):
            headers[line] = specs
            rows.append(item_of(line, line, names_in(specs, [cell.text for cell in cells])))
    line = chosen(rows, order.target).line
    column = next((number for number, spec in enumerate(headers[line]) if spec and spec.key == order.target.spec.key), -1)
    table = next(table for table in read.body.tables if line in table.row_lines)
    if column < 0:
        spec = order.target.spec
        raise RefusedEdit(NO_COLUMN.at(table.line, 1, **named(order.target.fields[0]), want=spec.key, want_zh=spec.label_zh))
    cells = table.rows[table.row_lines.index(line)]
    now = cells[column].text if column < len(cells) else ""
    header = table.header[column]
    setting = _setting(root, around, "zh" if CHINESE.search(header.text) else "en", now)
    value = _cell_value(order, now, setting, line)
    return set_cell(text, line, (header.text,), value, words=around.context.body[around.record_type])


def _cell_value(order: Assigned, now: str, setting: Setting, line: int) -> str:
    spec = order.target.spec
    there = parts_of_cell(now) if spec.many or spec.kind == "ids" else (now,) if now else ()
    value = _value(order, there, setting, line)
    if value is None or isinstance(value, str):
        return value or ""
    if value == there:
        return now
    wide = next((part for part in value if any(sign in part for sign in SEPARATORS)), "")
    if wide:
        raise RefusedEdit(LIST_CELL.at(line, seen=wide))
    return ("、" if setting.chinese or "、" in now else ", ").join(value)
