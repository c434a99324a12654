"""What differs in a record, as lines that a manager reads: each with what it was, what it is and a sentence in words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.model.record import Item, Record
from pcrm_tools.model.values import Money
from pcrm_tools.reports.change_values import Words, bounded, canonical, count
from pcrm_tools.text import compare as parts
from pcrm_tools.text.compare import Change

RENAMED, SAME = "renamed", "same"
_VERBS = {
    "added": ("added", "新增"), "removed": ("removed", "移除"), "changed": ("changed", "修改"), "updated": ("updated", "补充"),
    "rewritten": ("REWRITTEN", "【改写】"), "done": ("done", "完成"), "cancelled": ("cancelled", "取消"), "reopened": ("reopened", "重新打开"),
    "moved": ("moved", "改期"),
}  # fmt: skip
# What takes something away from what was written down is said loudly.
_LOUD = {"removed": ("REMOVED", "【删除】"), "rewritten": _VERBS["rewritten"]}


class Compared(NamedTuple):
    """A record or page before and after: `change` is added, removed, renamed, changed, or same where nothing differs in meaning.

    `old` and `new` are None for pages, templates and settings, and where there is no such file; `plus` and `minus` count the lines
    of such a page.
    """

    id: str
    path: str
    before: str
    type: str
    name: str
    change: str
    changes: tuple[Change, ...] = ()
    old: Record | None = None
    new: Record | None = None
    plus: int = 0
    minus: int = 0


class Line(NamedTuple):
    """One change in words; `old` and `new` are canonical values, `item` names the item, entry, task or section."""

    change: str
    field: str
    item: str
    old: Any
    new: Any
    text: str
    line: int
    loud: bool = False


def lines(record: Compared, words: Words) -> tuple[Line, ...]:
    """Every change of a record, in words."""
    found = [] if record.change in (parts.CHANGED, SAME) else [_whole(record, words)]
    for change in record.changes:
        found += _MAKERS[change.part](change, record.type, words)
    if record.plus or record.minus:
        text = words.pick(f"{_file(record, words)} changed", f"{_file(record, words)}有改动") + f" {_lines(record.plus, record.minus)}"
        found.append(Line(parts.CHANGED, "text", "", record.minus, record.plus, text, 1))
    return tuple(found)


def type_word(record_type: str, words: Words) -> str:
    """What a type of file is called."""
    names = {
        "customer": ("customer", "客户"), "project": ("project", "项目"), "page": ("page", "页面"), "template": ("template", "模板"),
        "settings": ("settings", "设置"),
    }  # fmt: skip
    return words.pick(*names.get(record_type, (record_type, record_type)))


def _file(record: Compared, words: Words) -> str:
    return type_word(record.type, words)


def _whole(record: Compared, words: Words) -> Line:
    kind = type_word(record.type, words)
    if record.change == RENAMED:
        text = words.pick(f"renamed: {record.before} → {record.path}", f"改名：{record.before} → {record.path}")
        return Line(RENAMED, "path", "", record.before, record.path, text, 1)
    verb = _VERBS[record.change]
    loud = record.change == parts.REMOVED
    text = words.pick(f"{kind} {_LOUD['removed'][0] if loud else verb[0]}", f"{_LOUD['removed'][1] if loud else verb[1]}{kind}")
    old, new = (record.before, None) if loud else (None, record.path)
    return Line(record.change, "record", "", old, new, text, 1, loud)


def _field(change: Change, record_type: str, words: Words) -> list[Line]:
    label = words.label(record_type, change.field)
    text = _told(label, change, words, lambda value: words.value(record_type, change.field, value))
    return [Line(change.change, change.field, "", canonical(change.old), canonical(change.new), text, change.line)]


def _item(change: Change, record_type: str, words: Words) -> list[Line]:
    one, name = words.one_of(record_type, change.field), bounded(change.name)
    if change.change != parts.CHANGED:
        item = change.new or change.old
        verb = _VERBS[change.change]
        detail = _detail(item, change.field, record_type, words)
        text = words.pick(f"{one} {verb[0]}: {name}{detail}", f"{verb[1]}{one}：{name}{detail}")
        old, new = (None if side is None else _cells(side) for side in (change.old, change.new))
        return [Line(change.change, change.field, change.name, old, new, text, change.line)]
    head = words.pick(f"{one} {name}: ", f"{one} {name}：")
    return [_item_cell(cell, change.name, head, record_type, words) for cell in change.cells]


def _item_cell(cell: Change, name: str, head: str, record_type: str, words: Words) -> Line:
    label = _cell_label(record_type, cell.field, words)
    text = head + _told(label, cell, words, lambda value: words.value(record_type, cell.field, value))
    return Line(cell.change, cell.field, name, canonical(cell.old), canonical(cell.new), text, cell.line)


def _cell_label(record_type: str, key: str, words: Words) -> str:
    spec = words.field(record_type, key)
    return key.rpartition(".")[2] if spec is None else spec.label_zh if words.zh else words.label(record_type, key).removeprefix(
        words.label(record_type, key.rpartition(".")[0]) + " "
    )  # fmt: skip


def _cells(item: Item) -> dict[str, Any]:
    return {key: canonical(value) for key, value in item.cells.items()}


def _detail(item: Item, field: str, record_type: str, words: Words) -> str:
    """The first few facts of an item besides its name."""
    keys = [key for key in ("role", "due", "amount", "share", "probability", "impact", "priority", "status") if item.cells.get(key) is not None]
    said = [words.value(record_type, f"{field}.{key}", item.cells[key]) for key in keys[:2]]
    return words.pick(f" ({', '.join(said)})", f"（{'，'.join(said)}）") if said else ""


def _entry(change: Change, record_type: str, words: Words) -> list[Line]:
    entry = change.new or change.old
    arrow = f" {_arrow(entry, words)}" if entry.after else ""
    name = f"{entry.date.isoformat()} {words.kind(entry.kind)}{arrow}{' — ' + bounded(entry.title) if entry.title else ''}"
    loud = change.change in _LOUD
    verb = _LOUD.get(change.change, _VERBS[change.change])
    text = words.pick(f"log entry {verb[0]}: {name}", f"{verb[1]}记录：{name}")
    if change.cells:
        text += words.pick(": ", "：") + words.pick("; ", "；").join(_entry_cell(cell, change, words) for cell in change.cells)
    old, new = (None if side is None else f"{side.date.isoformat()} {side.kind} {side.title}".strip() for side in (change.old, change.new))
    return [Line(change.change, "log", change.name, old, new, text, change.line, loud)]


def _arrow(entry: Any, words: Words) -> str:
    before, after = (words.token(side, getattr(entry, side), entry) for side in ("before", "after"))
    return f"{before} → {after}".strip()


def _entry_cell(cell: Change, change: Change, words: Words) -> str:
    if cell.part == "text":
        return f"{words.part('text')} {_lines(cell.new, cell.old)}"
    return _told(words.part(cell.field), cell, words, lambda value: words.token(cell.field, value, change.new))


def _task(change: Change, record_type: str, words: Words) -> list[Line]:
    task, verb = change.new or change.old, _VERBS[change.change]
    told = [cell for cell in change.cells if not (cell.field == "done" and change.change == parts.DONE) and cell.field != "cancelled"]
    text = words.pick(f"task {verb[0]}: {bounded(task.text)}", f"{verb[1]}任务：{bounded(task.text)}")
    if change.change in (parts.ADDED, parts.REMOVED):
        facts = [words.config.person(task.owner)] if task.owner else []
        facts += [words.pick(f"due {task.due.isoformat()}", f"截止 {task.due.isoformat()}")] if task.due else []
        text += words.pick(f" ({', '.join(facts)})", f"（{'，'.join(facts)}）") if facts else ""
    elif told:
        said = [_task_cell(cell, words) for cell in told]
        text += words.pick(": ", "：") + words.pick("; ", "；").join(said)
    old, new = (None if side is None else _task_state(side) for side in (change.old, change.new))
    return [Line(change.change, "tasks", change.name, old, new, text, change.line)]


def _task_cell(cell: Change, words: Words) -> str:
    return _told(words.part(cell.field), cell, words, lambda value: words.token(cell.field, value))


def _task_state(task: Any) -> dict[str, Any]:
    return {"state": task.state, "text": task.text, "owner": task.owner, "due": canonical(task.due)}


def _section(change: Change, record_type: str, words: Words) -> list[Line]:
    name = bounded(change.name) or words.pick("the beginning", "开头")
    verb = "" if change.change == parts.CHANGED else words.pick(f" {_VERBS[change.change][0]}", _VERBS[change.change][1])
    said = _lines(change.new, change.old)
    text = words.pick(f"section {name}{verb}: {said}", f"{verb}小节《{name}》：{said}")
    return [Line(change.change, "text", change.name, change.old, change.new, text, change.line)]


def _unknown(change: Change, record_type: str, words: Words) -> list[Line]:
    text = _told(bounded(change.field), change, words, lambda value: bounded(str(value)))
    return [Line(change.change, change.field, "", change.old, change.new, text, change.line)]


def _allowed(change: Change, record_type: str, words: Words) -> list[Line]:
    added = change.change == parts.ADDED
    english = f"the check {change.name} is silenced here" if added else f"the check {change.name} counts here again"
    chinese = f"此处不再检查 {change.name}" if added else f"此处重新检查 {change.name}"
    return [Line(change.change, "allow", change.name, change.old, change.new, words.pick(english, chinese), change.line, added)]


def _broken(change: Change, record_type: str, words: Words) -> list[Line]:
    broken = change.change != parts.REMOVED
    english, chinese = {
        parts.ADDED: ("the front matter cannot be read any more", "前置信息已无法读取"),
        parts.REMOVED: ("the front matter can be read again", "前置信息恢复可读"),
    }.get(change.change, ("the front matter cannot be read before or after", "前置信息在改动前后都无法读取"))
    return [Line(change.change, "", "", None, None, words.pick(english, chinese), change.line, broken)]


def _setting(change: Change, record_type: str, words: Words) -> list[Line]:
    label = words.setting(change.field)
    simple = all(isinstance(side, (str, int, float, bool)) for side in (change.old, change.new))
    text = f"{label}{words.pick(': ', '：')}{change.old} → {change.new}" if simple else words.pick(f"{label} changed", f"{label}有改动")
    return [Line(change.change, change.field, "", change.old, change.new, text, change.line)]


_MAKERS: Mapping[str, Callable[[Change, str, Words], list[Line]]] = {
    parts.FIELD: _field, parts.UNKNOWN: _unknown, parts.ITEM: _item, parts.ENTRY: _entry, parts.TASK: _task, parts.SECTION: _section,
    parts.ALLOWED: _allowed, parts.BROKEN: _broken, parts.SETTING: _setting,
}  # fmt: skip


def _told(label: str, change: Change, words: Words, say: Callable[[Any], str]) -> str:
    """`label: old → new`, with how far a day or an amount moved; a list by what came and went."""
    old, new = change.old, change.new
    if isinstance(old, tuple) and isinstance(new, tuple) and not hasattr(new, "_fields"):
        plus, minus = [one for one in new if one not in old], [one for one in old if one not in new]
        said = [words.pick(f"added {say(tuple(plus))}", f"增加 {say(tuple(plus))}")] if plus else []
        said += [words.pick(f"removed {say(tuple(minus))}", f"去掉 {say(tuple(minus))}")] if minus else []
        return f"{label}{words.pick(': ', '：')}{words.pick('; ', '；').join(said)}"
    if change.change == parts.REMOVED:
        return words.pick(f"{label} removed (was {say(old)})", f"删除{label}（原为 {say(old)}）")
    if change.change == parts.ADDED:
        return words.pick(f"{label} set to {say(new)}", f"{label}设为 {say(new)}")
    return f"{label}{words.pick(': ', '：')}{say(old)} → {say(new)}{_distance(old, new, words)}"


def _distance(old: Any, new: Any, words: Words) -> str:
    if type(old) is date and type(new) is date:
        return words.pick(f" ({days(old, new, words)})", f"（{days(old, new, words)}）")
    if isinstance(old, Money) and isinstance(new, Money) and old.currency == new.currency:
        sign = "+" if new.amount > old.amount else "−"
        by = f"{sign}{words.money(Money(abs(new.amount - old.amount), new.currency))}"
        return words.pick(f" ({by})", f"（{by}）")
    return ""


def days(old: date, new: date, words: Words) -> str:
    """How far a day moved: `9 days later`, `推迟 9 天`."""
    far = (new - old).days
    english = f"{count(abs(far), 'day')} {'later' if far > 0 else 'earlier'}"
    return words.pick(english, f"{'推迟' if far > 0 else '提前'} {abs(far)} 天")


def _lines(plus: int, minus: int) -> str:
    return f"+{plus} −{minus}"
