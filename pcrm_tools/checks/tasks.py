"""Checks of one record's tasks: one owner and one due date each, dates of what is done, order without circles."""

from collections.abc import Iterator, Mapping

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Record
from pcrm_tools.text.context import Context

OWNER = Rule("task-owner", "error", "the task `{seen}` has no owner", "任务 `{seen}` 没有负责人", "add @id of a team member", "添加 @成员id")
DUE = Rule("task-due", "error", "the task `{seen}` has no due date", "任务 `{seen}` 没有截止日期", "add due:YYYY-MM-DD", "添加 截止:YYYY-MM-DD")
DONE = Rule(
    "task-done", "warning", "the task `{seen}` is {state} without a date", "任务 `{seen}` 已{state_zh}，但没有日期",
    "add {want}:YYYY-MM-DD", "添加 {want_zh}:YYYY-MM-DD",
)
LEFT = Rule(
    "owner-left", "warning", "`{seen}` left on {left} and still has open work here", "`{seen}` 已于 {left} 离职，但这里仍有未完成的工作",
    "hand it over to somebody who is there", "交接给在职成员",
)
DUPLICATE = Rule(
    "duplicate-ref", "error", "the id `{seen}` stands twice in this record (first at line {where})", "编号 `{seen}` 在本档案中重复（首次在第 {where} 行）",
    "give each its own id", "每项使用不同的编号",
)
UNKNOWN = Rule(
    "unknown-ref", "error", "nothing in this record has the id `{seen}`", "本档案中没有编号 `{seen}`",
    "write an id that is there{near}, or record#id of another record", "写已有的编号{near_zh}，或写 其他档案#编号",
)
CYCLE = Rule(
    "dependency-cycle", "error", "`after` runs in a circle: {seen}", "前置关系形成循环：{seen}", "take one `after` out", "去掉其中一个前置",
)
RULES = (OWNER, DUE, DONE, LEFT, DUPLICATE, UNKNOWN, CYCLE)


def check(record: Record, context: Context) -> Iterator[Finding]:
    """All findings of this file for one record."""
    yield from _complete(record)
    yield from _left(record, context)
    yield from _refs(record)


def _complete(record: Record) -> Iterator[Finding]:
    misread = {finding.line for finding in record.findings if finding.rule in ("date-form", "bad-date")}
    running = not record.front.get("closed") and not record.front.get("archived")
    for task in record.tasks:
        if task.state == "open" and running:
            if not task.owner:
                yield OWNER.at(task.line, 1, seen=task.text)
            if task.due is None and task.line not in misread:
                yield DUE.at(task.line, 1, seen=task.text)
        elif task.state == "done" and task.done is None:
            yield DONE.at(task.line, 1, seen=task.text, state="ticked", state_zh="勾选", want="done", want_zh="完成")
        elif task.state == "cancelled" and task.cancelled is None:
            yield DONE.at(task.line, 1, seen=task.text, state="cancelled", state_zh="取消", want="cancelled", want_zh="取消")


def _left(record: Record, context: Context) -> Iterator[Finding]:
    if record.front.get("closed") or record.front.get("archived"):
        return
    left = {member["id"]: member["left"] for member in context.config.data["team"] if member.get("left")}
    if not left:
        return
    if record.front.get("owner") in left and not record.broken:
        owner = record.front["owner"]
        place = record.places["owner"]
        yield LEFT.at(place.line, place.column, seen=owner, left=left[owner])
    for task in record.tasks:
        if task.state == "open" and task.owner in left:
            yield LEFT.at(task.line, 1, seen=task.owner, left=left[task.owner])


def _refs(record: Record) -> Iterator[Finding]:
    ids: dict[str, int] = {}
    after: dict[str, tuple[str, ...]] = {}
    wanted: list[tuple[str, int]] = []
    for name, line, before, refers in _nodes(record):
        if name:
            if name in ids:
                yield DUPLICATE.at(line, 1, seen=name, where=str(ids[name]))
            ids.setdefault(name, line)
            after.setdefault(name, before)
        wanted.extend((ref, line) for ref in (*before, *refers) if "#" not in ref)
    anchors = {entry.anchor for entry in record.entries}
    for ref, line in wanted:
        if ref not in ids and ref not in anchors:
            close = _near(ref, ids)
            hints = {"near": f" (perhaps {close})" if close else "", "near_zh": f"（也许是 {close}）" if close else ""}
            yield UNKNOWN.at(line, 1, seen=ref, want=close, **hints)
    circle = find_cycle(after)
    if circle:
        yield CYCLE.at(ids[circle[0]], 1, seen=" → ".join(circle))


def _nodes(record: Record) -> Iterator[tuple[str, int, tuple[str, ...], tuple[str, ...]]]:
    """Everything that can carry an id: id, line, what comes before it, what it refers to."""
    for entry in record.entries:
        yield entry.id, entry.line, (), tuple(entry.attrs.get("re", ()))
    for task in record.tasks:
        yield task.id, task.line, task.after, task.re
    for rows in record.items.values():
        for item in rows:
            yield item.cells.get("id") or "", item.place.line, tuple(item.cells.get("after", ())), ()


def _near(ref: str, ids: Mapping[str, int]) -> str:
    return next((name for name in ids if name.casefold() == ref.casefold()), "")


def find_cycle(after: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The first circle in a graph of what comes before what, its start repeated at the end; empty where there is none."""
    if not any(after.values()):
        return ()
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        stack = [(start, iter(after.get(start, ())))]
        path.append(start)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                done.add(name)
                stack.pop()
                path.pop()
            elif following in path:
                return (*path[path.index(following) :], following)
            elif following in after and following not in done:
                path.append(following)
                stack.append((following, iter(after[following])))
    return ()
