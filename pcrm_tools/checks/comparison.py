"""Checks of two readings of one record: what only a comparison can see, such as a log entry that was taken out."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pcrm_tools.model.approval import Approval
from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.log import Entry
from pcrm_tools.model.record import Record
from pcrm_tools.text import compare as parts
from pcrm_tools.text.compare import Change
from pcrm_tools.text.record import is_allowed

BACKWARDS = Rule(
    "stage-backwards", "error", "the stage went back from {seen} to {want} without a stage entry", "阶段从 {seen} 退回 {want}，但没有阶段记录",
    "say in the log why: ### {date} stage {seen} → {want} — …", "在记录中写明原因：### {date} 阶段 {seen} → {want} — …",
)  # fmt: skip
REWRITTEN = Rule(
    "log-rewritten", "warning", "the log entry `{seen}` was rewritten", "记录 `{seen}` 被改写",
    "put it back and add an entry that corrects it; the log says what was known then", "请恢复原文，另写一条更正；记录反映当时的情况",
)  # fmt: skip
DELETED = Rule(
    "log-deleted", "error", "the log entry `{seen}` was taken out", "记录 `{seen}` 被删除", "put it back, and add an entry if it was wrong",
    "请恢复；如有误，另写一条更正",
)
HANDOVER = Rule(
    "owner-handover", "warning", "owner: {seen} → {want} without a handover entry", "负责人：{seen} → {want}，但没有交接记录",
    "add to the log: ### {date} handover {seen} → {want}", "在记录中写：### {date} 交接 {seen} → {want}",
)
CLOSED = Rule(
    "closed-edited", "warning", "closed on {date}, but changed since: {seen}", "已于 {date} 结项，之后又有改动：{seen}",
    "new things go into the log; correct a closed project only with a `decision` entry", "新情况写入记录；要更正已结项的项目，请写一条“决定”记录",
)  # fmt: skip
MOVED = Rule(
    "overdue-moved", "warning", "{name}: the day {seen} had passed and was moved to {want}", "{name_zh}：{seen} 已过期，又改到 {want}",
    "say why in an entry of kind deviation, change or decision", "写一条“偏差”“变更”或“决定”记录说明原因",
)
ID_CHANGED = Rule(
    "id-changed", "warning", "the id `{seen}` of `{name}` became `{want}`: what refers to it leads nowhere",
    "`{name}` 的编号 `{seen}` 改成了 `{want}`，引用它的地方将失效", "keep the id", "请保留原编号",
)
AGREE = Rule(
    "approval-missing", "warning", "{name}: {seen} needs consent: {want} must agree", "{name}：{seen_zh}须经同意，请 {want} 确认",
    "who agrees writes: ### {date} decision @{who} — …", "同意者写：### {date} 决定 @{who} — …",
)
RULES = (BACKWARDS, REWRITTEN, DELETED, HANDOVER, CLOSED, MOVED, ID_CHANGED, AGREE)

_EXPLAINS = ("deviation", "change", "decision")
# What may change in a project that is closed: the log goes on, tasks are finished, the retrospective is written.
_AFTERWARDS = frozenset(("tags", "archived", "related", "next_contact", "next_step", "snooze", "team", "notify"))
_TOLD_LATER = ("retrospective", "复盘", "summary", "总结", "lessons", "教训")
_DATED = {"due": "截止", "next_contact": "下次联系"}
_DONE = ("done", "accepted", "delivered")


def check(old: Record, new: Record, changes: tuple[Change, ...], config: Config, today: date) -> Iterator[Finding]:
    """What a comparison complains about, without what the record allows; findings carry no path."""
    found = [*_stage(old, new, config, today), *_log(changes), *_owner(old, new, today), *_closed(old, new, changes),
             *_overdue(new, changes, today), *_ids(changes)]  # fmt: skip
    yield from (finding for finding in found if not is_allowed(finding, new.allowed))


def agreements(approvals: tuple[Approval, ...], labels: Mapping[str, tuple[str, str]], today: date) -> Iterator[Finding]:
    """A finding for each consent that is missing; `labels` names the fields in both languages."""
    for one in approvals:
        if one.agreed is None:
            names = [labels.get(field, (field, field)) for field in one.fields]
            seen, seen_zh = ", ".join(name[0] for name in names) or one.rule, "、".join(name[1] for name in names) or one.rule
            yield AGREE.at(
                one.line, 1, one.path, name=one.name, seen=seen, seen_zh=seen_zh, want=", ".join(one.by), who=one.by[0] if one.by else "…",
                date=today,
            )  # fmt: skip


def added_entries(changes: tuple[Change, ...]) -> list[Entry]:
    """The log entries that are new."""
    return [change.new for change in changes if change.part == parts.ENTRY and change.change == parts.ADDED]


def _line(record: Record, key: str) -> tuple[int, int]:
    place = record.places.get(key)
    return (place.line, place.column) if place else (record.title_line, 1)


def _stage(old: Record, new: Record, config: Config, today: date) -> Iterator[Finding]:
    before, after = old.front.get("stage"), new.front.get("stage")
    order = list(config.stages(str(new.front.get("pipeline") or "")))
    if before not in order or after not in order or order.index(after) >= order.index(before):
        return
    if old.front.get("pipeline") != new.front.get("pipeline"):
        return
    known = {entry.anchor for entry in old.entries}
    if not any(entry.kind == "stage" and entry.after == after and entry.anchor not in known for entry in new.entries):
        yield BACKWARDS.at(*_line(new, "stage"), seen=before, want=after, date=today)


def _log(changes: tuple[Change, ...]) -> Iterator[Finding]:
    for change in changes:
        if change.part == parts.ENTRY and change.change == parts.REWRITTEN:
            yield REWRITTEN.at(change.line, 1, seen=change.name)
        elif change.part == parts.ENTRY and change.change == parts.REMOVED:
            yield DELETED.at(1, 1, seen=change.name)  # nothing is left of it in the new text


def _owner(old: Record, new: Record, today: date) -> Iterator[Finding]:
    before, after = old.front.get("owner"), new.front.get("owner")
    if before and after and before != after:
        known = {entry.anchor for entry in old.entries}
        if not any(entry.kind == "handover" and entry.after == after and entry.anchor not in known for entry in new.entries):
            yield HANDOVER.at(*_line(new, "owner"), seen=before, want=after, date=today)


def _closed(old: Record, new: Record, changes: tuple[Change, ...]) -> Iterator[Finding]:
    if old.type != "project" or not old.front.get("closed") or any(entry.kind == "decision" for entry in added_entries(changes)):
        return
    found = [change for change in changes if not _may_follow(change)]
    if found:
        names = list(dict.fromkeys(change.name if change.part == parts.SECTION else change.field for change in found))
        line = next((change.line for change in found if change.change != parts.REMOVED), new.title_line)
        yield CLOSED.at(line, 1, date=old.front["closed"], seen=", ".join(names))


def _may_follow(change: Change) -> bool:
    """Whether a change may come after a project's end; rewritten log entries have a rule of their own."""
    if change.part == parts.SECTION:
        return change.name.strip().lower() in _TOLD_LATER
    if change.part in (parts.FIELD, parts.UNKNOWN):
        return change.field in _AFTERWARDS
    return change.part not in (parts.ITEM,)


def _overdue(new: Record, changes: tuple[Change, ...], today: date) -> Iterator[Finding]:
    if any(entry.kind in _EXPLAINS for entry in added_entries(changes)):
        return
    for change in changes:
        if change.part == parts.FIELD and change.field in _DATED and _put_off(change.old, change.new, today):
            # A contact since the promised day has kept the promise.
            if change.field != "next_contact" or not any(entry.group == "contact" and entry.date >= change.old for entry in new.entries):
                yield _moved(change.field, _DATED[change.field], change, *_line(new, change.field))
        elif change.part == parts.TASK and change.change == parts.MOVED and _put_off(change.old.due, change.new.due, today):
            name = change.name
            yield MOVED.at(change.line, 1, name=name, name_zh=name, seen=change.old.due, want=change.new.due)
        elif change.part == parts.ITEM and change.change == parts.CHANGED and not any(change.new.cells.get(key) for key in _DONE):
            for cell in change.cells:
                if cell.field.endswith(".due") and _put_off(cell.old, cell.new, today):
                    yield _moved(change.name, change.name, cell, cell.line, 1)


def _moved(name: str, name_zh: str, change: Change, line: int, column: int) -> Finding:
    return MOVED.at(line, column, name=name, name_zh=name_zh, seen=change.old, want=change.new)


def _put_off(old: Any, new: Any, today: date) -> bool:
    return isinstance(old, date) and isinstance(new, date) and old < today and new > old


def _ids(changes: tuple[Change, ...]) -> Iterator[Finding]:
    for change in changes:
        for cell in change.cells:
            if cell.field.rpartition(".")[2] in ("id", "uid") and cell.old and cell.new:
                yield ID_CHANGED.at(cell.line, 1, name=change.name, seen=cell.old, want=cell.new)
