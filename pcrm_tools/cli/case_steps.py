"""One step of a service case carried out: the case found by its name, its entry changed, the time that it took said."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, finish
from pcrm_tools.cli.naming import Thing, named
from pcrm_tools.cli.wording import Text
from pcrm_tools.cli.worktime import kept

if TYPE_CHECKING:
    from pcrm_tools.changing import Change, Changed
    from pcrm_tools.facts.dates import WorkCalendar
    from pcrm_tools.model.log import Entry
    from pcrm_tools.reports.case_list import CaseRow, CaseState
    from pcrm_tools.text.edit_case import Meant
    from pcrm_tools.text.edit_fields import Around
    from pcrm_tools.text.spans import Edited

_CASE = Text("case", "案例")
_NOW = {
    "respond": Text("answered", "已答复"), "wait": Text("waits for the customer", "等待客户"), "resume": Text("goes on", "继续处理"),
    "resolve": Text("solved", "已解决"),
}  # fmt: skip
_SAID = Text("{id}: {said}", "{id}：{said}")
_KEY = {"respond": "responded", "resolve": "resolved"}


class _Step(NamedTuple):
    """A case that takes a step: the record, and the case as it was looked up."""

    row: Row
    case: "CaseRow"
    meant: "Meant"
    around: "Around"


def step(
    app: App, names: Sequence[str], kind: str, edit: "Callable[[str, Meant, Around], Edited]", dry_run: bool, commit: bool
) -> None:
    """Takes a step with every case that is named, and says whether the time allowed was kept."""
    steps, changes = [], []
    for row, case in _named(app, names):
        one = _ready(app, row, case)
        steps.append(one)
        changes.append(_change(app, one, kind, edit))
    done = finish(app, changes, dry_run=dry_run, commit=commit, places=lambda done: [_place(app, one, done, kind) for one in steps])
    for one in () if dry_run else steps:
        state = _state(app, one, done)
        said = kept(state, _KEY[kind], _calendar(app, one), app.lang) if state is not None and kind in _KEY else ""
        app.out.note(_SAID, id=one.meant.id or one.meant.title, said=said or _NOW[kind].of(app.lang))


def _named(app: App, names: Sequence[str]) -> "list[tuple[Row, CaseRow]]":
    from pcrm_tools.store.cases import of_record

    def things(row: Row) -> list[Thing]:
        return [Thing(one.line, one.id, one.title, "resolved" not in one.attrs) for one in of_record(app.session().db, row.n)]

    return [
        (found.row, next(one for one in of_record(app.session().db, found.row.n) if one.line == found.thing.line))
        for found in named(app, names, things, _CASE)
    ]


def _ready(app: App, row: Row, case: "CaseRow") -> _Step:
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.text.edit_case import Meant

    return _Step(row, case, Meant(case.line, case.id, case.date, case.title), Assigning(app, ()).around(row.type))


def _change(app: App, one: _Step, kind: str, edit: "Callable[[str, Meant, Around], Edited]") -> "Change":
    from pcrm_tools.changing import Change, guarded

    made = guarded(lambda text: edit(text, one.meant, one.around), one.row.type, one.around.context)
    said = _NOW[kind].of(one.around.lang)
    return Change(one.row.path, made, f"{one.row.id}: {one.meant.id or one.meant.title or one.meant.day} {said}")


def _place(app: App, one: _Step, done: "Sequence[Changed]", kind: str) -> dict[str, object]:
    """Where a case stands, and for an answer or a solution the working minutes that it took."""
    from pcrm_tools.facts.cases import answered_in, solved_in

    entry, state = _entry(one, done), _state(app, one, done)
    place: dict[str, object] = {"path": one.row.path, "line": entry.line if entry else one.meant.line, "case": one.meant.id}
    if state is not None and kind in _KEY:
        times, calendar = state.times, _calendar(app, one)
        answer = kind == "respond"
        place["minutes"] = (answered_in if answer else solved_in)(times, calendar)
        place["limit"] = state.limits.respond if answer else state.limits.resolve
    return place


def _entry(one: _Step, done: "Sequence[Changed]") -> "Entry | None":
    from pcrm_tools.text.edit_case import find_case
    from pcrm_tools.text.record import read_record

    text = next(changed.after for changed in done if changed.path == one.row.path)
    return find_case(read_record(text, one.row.id, one.row.type, one.around.context).entries, one.meant)


def _state(app: App, one: _Step, done: "Sequence[Changed]") -> "CaseState | None":
    """The case as it stands after the change."""
    from pcrm_tools.reports.case_list import case_state
    from pcrm_tools.text.entries import json_value

    entry = _entry(one, done)
    if entry is None:
        return None
    fresh = one.case._replace(attrs={key: json_value(value) for key, value in entry.attrs.items()})
    calendar = _calendar(app, one)
    return case_state(fresh, app.session().config, calendar, now_of(app, calendar))


def _calendar(app: App, one: _Step) -> "WorkCalendar":
    return working_calendars(app, one.case.date)(one.case.handler)


def typed_moment(app: App, typed: str) -> str:
    """The moment that was typed, else now, as the value of a token."""
    from pcrm_tools.cli.moments import moment, now

    app.session()
    return (moment(app, typed) if typed else now(app)).token


def working_calendars(app: App, first: str) -> "Callable[[str], WorkCalendar]":
    """The working time of each member of the team from a day (ISO) on, with the public holidays."""
    from pcrm_tools.store.holidays import calendars

    session = app.session()
    last = app.today.replace(year=min(app.today.year + 1, date.max.year), day=1)
    return calendars(session.db, session.config, date.fromisoformat(first), last)


def now_of(app: App, calendar: "WorkCalendar") -> datetime:
    """The moment of the clock; the end of the working day where `--as-of` says which day it is."""
    from pcrm_tools.cli.moments import now_as_datetime

    return now_as_datetime(app) or calendar.end_of(app.today)
