"""The tasks that `pcrm task list` is asked for, as a table or for programs."""

from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.reports.task_list import Listed

ORDERS = ("due", "owner", "priority", "record", "state", "blocked")
_COLUMNS = (
    ("days_late", Text("late", "逾期"), True), ("due", Text("due", "截止"), False), ("state", Text("", ""), False),
    ("priority", Text("priority", "优先级"), False), ("owner", Text("owner", "负责人"), False), ("id", Text("record", "档案"), False),
    ("task", Text("id", "编号"), False), ("text", Text("task", "任务"), False), ("blocked", Text("waits for", "等待"), False),
    ("source", Text("source", "出处"), False),
)  # fmt: skip
_MORE = (
    ("path", Text("path", "文件"), False), ("line", Text("line", "行"), True),
    ("promise", Text("promise", "承诺"), False), ("every", Text("every", "每"), False), ("start", Text("start", "开始"), False),
    ("done", Text("done", "完成"), False), ("cancelled", Text("cancelled", "取消"), False), ("tags", Text("tags", "标签"), False),
)  # fmt: skip
_BOXES = {"open": "[ ]", "done": "[x]", "cancelled": "[-]"}
_SUM = Text("tasks: {total}, late: {late}, waiting for something: {blocked}", "任务 {total} 个，其中逾期 {late} 个，等待中 {blocked} 个")
_NONE = Text("no task fits", "没有符合的任务")
_NO_SORT = Text("cannot sort by `{seen}`: there are {all}", "无法按 `{seen}` 排序：可用 {all}")
_NO_RANGE = Text(
    "--due {seen} is no day and no range: write ..+7d, 2026-11-01..fri or today",
    "--due {seen} 不是日期或范围：请写 ..+7d、2026-11-01..周五 或 今天",
)
_PRIORITY_ZH = {"urgent": "紧急", "high": "高", "normal": "中", "low": "低"}


def list_tasks(app: App, query: str, owner: str | None, state: str, due: str, sort: str) -> int:
    """Lists tasks; exit code 1 where there is none."""
    from pcrm_tools.cli.querying import matching
    from pcrm_tools.cli.typed_tokens import people
    from pcrm_tools.reports.task_list import in_order, waits_for
    from pcrm_tools.store import tasks

    if sort.lstrip("-") not in ORDERS:
        raise WrongUse(*_NO_SORT, seen=sort, all=", ".join(ORDERS))
    session = app.session()
    first, last = _range(due, app.today)
    only = matching(app, session, query) if query else None
    found = tasks.listed(session.db, ("open", "done", "cancelled") if state == "all" else (state,), only)
    if owner is not None:
        wanted = people(session, owner)
        found = [task for task in found if task.owner in wanted]
    if due:
        found = [task for task in found if task.due and first <= task.due <= last]
    unfinished = tasks.unfinished(session.db, found)
    rows = in_order([(task, waits_for(task, unfinished, app.today)) for task in found], sort)
    _write(app, rows)
    return 0 if rows else 1


def _range(text: str, today: date) -> tuple[str, str]:
    """The first and the last day (ISO) of a range in words; both included, an open end is far away."""
    from pcrm_tools.text.datewords import span

    first, dots, last = text.partition("..")
    begin = span(first, today) if first else (date.min, date.min)
    end = (span(last, today) if last else (date.max, date.max)) if dots else begin
    if begin is None or end is None or text == "..":
        raise WrongUse(*_NO_RANGE, seen=text)
    return begin[0].isoformat(), end[1].isoformat()


def _write(app: App, rows: "list[tuple[Listed, tuple[str, ...]]]") -> None:
    plain = app.out.format not in ("", "table", "md")
    specs = (*_COLUMNS[:-1], *_MORE) if plain else _COLUMNS
    columns = [Column(key, label.of(app.lang), right) for key, label, right in specs]
    cells = [_cells(app, task, waits, plain) for task, waits in rows]
    app.out.rows(columns, cells, {"total": len(rows), "as_of": app.today.isoformat()}, "tasks")
    if not plain:
        from pcrm_tools.reports.task_list import days_late

        late = sum((days_late(task, app.today) or 0) > 0 for task, _ in rows)
        app.out.note(_SUM if rows else _NONE, total=len(rows), late=late, blocked=sum(bool(waits) for _, waits in rows))


def _cells(app: App, task: "Listed", waits: tuple[str, ...], plain: bool) -> list[object]:
    """A row of the list; programs get more columns, people the box of the state."""
    from pcrm_tools.reports.task_list import days_late

    late: object = days_late(task, app.today)
    if plain:
        own = [late, task.due, task.state, task.priority, task.owner, task.record, task.id, task.text, list(waits)]
        tags = [tag for tag in task.tags.split(",") if tag]
        return [*own, task.path, task.line, bool(task.promise), task.every, task.start, task.done, task.cancelled, tags]
    if isinstance(late, int) and late > 0:
        late = Styled(str(late), "error")
    priority = _PRIORITY_ZH.get(task.priority, "") if app.lang == "zh" else task.priority
    text = Styled(task.text, "dim") if waits else task.text
    return [late, task.due, _BOXES[task.state], priority, task.owner, task.record, task.id, text, ", ".join(waits), f"{task.path}:{task.line}"]
