"""One line a record that says what a manager would say of its changes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pcrm_tools.reports.change_values import Words, bounded, count
from pcrm_tools.reports.changes import RENAMED, SAME, Compared, days, type_word
from pcrm_tools.text import compare as parts
from pcrm_tools.text.compare import Change

# The fields that are told with their values, in this order; of the others only that they changed.
_TOLD = (
    "stage", "lifecycle", "tier", "owner", "value", "probability", "outcome", "closed", "expected_close", "start", "due", "next_contact",
    "snooze", "customer", "archived",
)  # fmt: skip
_FEW = 3
_ENTRIES = {
    parts.ADDED: ("added", "新增"), parts.UPDATED: ("updated", "补充"), parts.REWRITTEN: ("REWRITTEN", "改写"), parts.REMOVED: ("REMOVED", "删除"),
}  # fmt: skip
_TASKS = {
    parts.ADDED: ("added", "新增"), parts.DONE: ("done", "完成"), parts.CANCELLED: ("cancelled", "取消"), parts.REOPENED: ("reopened", "重新打开"),
    parts.MOVED: ("moved", "改期"), parts.CHANGED: ("changed", "修改"), parts.REMOVED: ("removed", "移除"),
}  # fmt: skip


def summary(record: Compared, words: Words) -> str:
    """`Huaxing: stage survey → confirmed, next contact moved 9 days, 2 entries added`."""
    said = [*_whole(record, words), *_fields(record, words), *_entries(record, words), *_tasks(record, words), *_items(record, words)]
    said += _text(record, words)
    if not said:
        said = [words.pick("no change in meaning", "含义没有变化")]
    name = bounded(record.name or record.id)
    return f"{name}{words.pick(': ', '：')}{words.pick(', ', '，').join(said)}"


def _whole(record: Compared, words: Words) -> Iterator[str]:
    kind = type_word(record.type, words)
    if record.change == parts.REMOVED:
        yield words.pick(f"{kind} REMOVED", f"【删除】{kind}")
    elif record.change == parts.ADDED:
        yield words.pick(f"new {kind}", f"新增{kind}")
        if record.new is not None:
            yield from _start(record, words)
    elif record.change == RENAMED:
        old, new = record.before, record.path
        short = [path.rpartition("/")[2].removesuffix(".md") for path in (old, new)]
        if short[0] == short[1]:
            yield words.pick(f"moved from {old}", f"从 {old} 移来")
        else:
            yield words.pick(f"renamed from {short[0]}", f"原名 {short[0]}")


def _start(record: Compared, words: Words) -> Iterator[str]:
    """What a new record begins with."""
    front = record.new.front if record.new else {}
    for key in ("customer", "stage", "lifecycle", "tier", "owner", "value"):
        if front.get(key) is not None:
            yield f"{words.label(record.type, key)} {words.value(record.type, key, front[key])}"


def _fields(record: Compared, words: Words) -> Iterator[str]:
    changes = {change.field: change for change in record.changes if change.part in (parts.FIELD, parts.UNKNOWN)}
    for key in _TOLD:
        if key in changes:
            yield _told(record, changes.pop(key), words)
    labels = list(dict.fromkeys(words.label(record.type, key.partition(".")[0]) for key in changes))
    labels += [words.setting(change.field) for change in record.changes if change.part == parts.SETTING]
    if 0 < len(labels) <= _FEW:
        yield words.pick(f"{' and '.join(labels) if len(labels) < 3 else ', '.join(labels)} changed", f"{'、'.join(labels)}有改动")
    elif labels:
        yield words.pick(f"{len(labels)} more fields changed", f"另有 {len(labels)} 个字段改动")


def _told(record: Compared, change: Change, words: Words) -> str:
    label = words.label(record.type, change.field)
    old, new = change.old, change.new
    if type(old) is date and type(new) is date:
        far = (new - old).days
        if words.zh:
            return f"{label}{days(old, new, words)}"
        return f"{label} moved {count(far, 'day')}" if far > 0 else f"{label} brought forward {count(-far, 'day')}"
    if change.change == parts.REMOVED:
        return words.pick(f"{label} removed", f"删除{label}")
    after = words.value(record.type, change.field, new)
    if change.change == parts.ADDED:
        return words.pick(f"{label} set to {after}", f"{label}设为 {after}")
    return f"{label} {words.value(record.type, change.field, old)} → {after}"


def _entries(record: Compared, words: Words) -> Iterator[str]:
    for change, verb in _ENTRIES.items():
        number = sum(one.part == parts.ENTRY and one.change == change for one in record.changes)
        if number:
            yield words.pick(f"{count(number, 'entry', 'entries')} {verb[0]}", f"{verb[1]} {number} 条记录")


def _tasks(record: Compared, words: Words) -> Iterator[str]:
    for change, verb in _TASKS.items():
        found = [one for one in record.changes if one.part == parts.TASK and one.change == change]
        if not found:
            continue
        if change == parts.MOVED and len(found) == 1 and words.zh:
            yield f"1 个任务{days(found[0].old.due, found[0].new.due, words)}"
        elif change == parts.MOVED and len(found) == 1:
            yield f"1 task moved {days(found[0].old.due, found[0].new.due, words)}"
        else:
            yield words.pick(f"{count(len(found), 'task')} {verb[0]}", f"{verb[1]} {len(found)} 个任务")


def _items(record: Compared, words: Words) -> Iterator[str]:
    numbers: dict[tuple[str, str], int] = {}
    for one in record.changes:
        if one.part == parts.ITEM:
            numbers[one.field, one.change] = numbers.get((one.field, one.change), 0) + 1
    for (field, change), number in numbers.items():
        named = words.one_of(record.type, field, number)
        verb = {parts.ADDED: ("added", "新增"), parts.REMOVED: ("removed", "移除")}.get(change, ("changed", "修改"))
        unit = "人" if field in ("contacts", "stakeholders") else "项"
        yield words.pick(f"{named if number == 1 else f'{number} {named}'} {verb[0]}", f"{verb[1]}{named} {number} {unit}")


def _text(record: Compared, words: Words) -> Iterator[str]:
    changed: list[Any] = [one for one in record.changes if one.part == parts.SECTION]
    plus, minus = record.plus + sum(one.new for one in changed), record.minus + sum(one.old for one in changed)
    if changed or plus or minus:
        yield words.pick(f"text changed +{plus} −{minus}", f"正文改动 +{plus} −{minus}")
    if any(one.part == parts.ALLOWED and one.change == parts.ADDED for one in record.changes):
        yield words.pick("a check silenced", "忽略了一项检查")
    for one in record.changes:
        if one.part == parts.BROKEN and one.change == parts.ADDED:
            yield words.pick("cannot be read any more", "已无法读取")
        elif one.part == parts.BROKEN and one.change == parts.CHANGED:
            yield words.pick("changed, cannot be read", "有改动，无法读取")
    if record.change == SAME:
        return
