"""Tasks ticked or dropped: found by their names, changed, and what follows from it said."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, finish
from pcrm_tools.cli.naming import Thing, named
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.changing import Change, Changed
    from pcrm_tools.reports.task_list import Listed
    from pcrm_tools.text.edit_fields import Around
    from pcrm_tools.text.edit_series import Meant, Ticking

_TASK = Text("task", "任务")
_WHAT = {"done": Text("{id}: done: {text}", "{id}: 完成：{text}"), "cancelled": Text("{id}: cancelled: {text}", "{id}: 取消：{text}")}
_SAME = {
    "done": Text("{text}: was done on {day} already", "{text}：已于 {day} 完成"),
    "cancelled": Text("{text}: was cancelled on {day} already", "{text}：已于 {day} 取消"),
}
_DONE = {"done": Text("done: {text}", "完成：{text}"), "cancelled": Text("cancelled: {text}", "取消：{text}")}
_NEXT = Text("    comes again, due {day} ({path}:{line})", "    将再次出现，截止 {day}（{path}:{line}）")
_ENDS = Text("    will not come again", "    不再重复")
_BELOW = Text("    still open below it: {open}", "    下面还有未完成的：{open}")
_WAITS = Text("    {first} should come first and is not done", "    前置的 {first} 还没有完成")


class _Tick(NamedTuple):
    """A task that changes its state: the record, the task as it was looked up, and how it is found again."""

    row: Row
    task: "Listed"
    meant: "Meant"
    around: "Around"


def tick(app: App, names: Sequence[str], state: str, at: str, dry_run: bool, commit: bool) -> None:
    """Ticks (`done`) or drops (`cancelled`) the tasks that are named."""
    from pcrm_tools.cli.moments import moment
    from pcrm_tools.facts.recurrence import Days, next_days
    from pcrm_tools.text.edit_series import Ticking
    from pcrm_tools.text.forms import parse_date

    app.session()
    day = parse_date(moment(app, at).day if at else app.today.isoformat()) or app.today
    to = Ticking(state, day, lambda every, start, due, done: next_days(every, Days(start, due), done))
    ticks = _ticks(app, names)
    changes = [_change(app, one, to) for one in ticks if one.task.state != state]
    if changes:
        places = [one for one in ticks if one.task.state != state]
        done = finish(app, changes, dry_run=dry_run, commit=commit, places=lambda done: [_place(one, done, state) for one in places])
        if not dry_run:
            for one in places:
                _tell(app, one, places, done, state)
    for one in ticks:
        if one.task.state == state:
            app.out.note(_SAME[state], text=one.task.text, day=one.task.done or one.task.cancelled)


def _ticks(app: App, names: Sequence[str]) -> list[_Tick]:
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.store.tasks import of_record
    from pcrm_tools.text.edit_series import Meant

    db = app.session().db
    assigning = Assigning(app, ())

    def things(row: Row) -> list[Thing]:
        return [Thing(task.line, task.id, task.text, task.state == "open") for task in of_record(db, row.n)]

    found = []
    for row, thing in named(app, names, things, _TASK):
        task = next(task for task in of_record(db, row.n) if task.line == thing.line)
        found.append(_Tick(row, task, Meant(task.line, task.id, task.text), assigning.around(row.type)))
    return found


def _change(app: App, one: _Tick, to: "Ticking") -> "Change":
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.text.edit_series import tick

    edit = guarded(lambda text: tick(text, one.meant, to, one.around), one.row.type, one.around.context)
    return Change(one.row.path, edit, _WHAT[to.state].of(one.around.lang, id=one.row.id, text=one.task.text))


def _place(one: _Tick, done: "Sequence[Changed]", state: str) -> Mapping[str, object]:
    """Where the task stands after the change, and the next one of its series."""
    from pcrm_tools.text.edit_series import ticked_line

    after = next(changed.after for changed in done if changed.path == one.row.path)
    words = one.around.context.body[one.row.type]
    line, following, due = ticked_line(after, one.meant, state, words)
    place: dict[str, object] = {"path": one.row.path, "line": line or one.meant.line, "state": state}
    if one.task.every and following and state == "done":
        place["next"] = {"line": following, "due": due}
    return place


def _tell(app: App, one: _Tick, together: Sequence[_Tick], done: "Sequence[Changed]", state: str) -> None:
    """What follows: the next task of a series, open subtasks, and what should have come first; what is ticked together is not open."""
    from pcrm_tools.reports.task_list import waits_for
    from pcrm_tools.store import tasks

    db = app.session().db
    app.out.note(_DONE[state], text=one.task.text)
    place = _place(one, done, state)
    following = place.get("next")
    if isinstance(following, dict):
        app.out.note(_NEXT, day=following["due"], path=one.row.path, line=following["line"])
    elif one.task.every:
        app.out.note(_ENDS)
    ticked = {other.task.text for other in together if other.row.n == one.row.n}
    below = [text for text in tasks.open_below(db, one.row.n, one.task.line) if text not in ticked]
    if below:
        app.out.note(_BELOW, open=("；" if app.lang == "zh" else ", ").join(below))
    unfinished = tasks.unfinished(db, [one.task]) - {(other.task.record, other.task.id) for other in together}
    waits = [name for name in waits_for(one.task, unfinished, app.today) if name != one.task.start]
    if waits and state == "done":
        app.out.note(_WAITS, first=", ".join(waits))
