"""What is said of a case that was just written down: its id, and when it has to be answered and solved."""

from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.case_steps import now_of, working_calendars
from pcrm_tools.cli.changes import Row
from pcrm_tools.cli.wording import Text
from pcrm_tools.cli.worktime import moment

if TYPE_CHECKING:
    from pcrm_tools.changing import Changed
    from pcrm_tools.text.edit_fields import Around

_BOTH = Text("{case}: answer by {answer}, solve by {solution}", "{case}：{answer} 前答复，{solution} 前解决")
_ANSWER = Text("{case}: answer by {answer}", "{case}：{answer} 前答复")
_SOLUTION = Text("{case}: solve by {solution}", "{case}：{solution} 前解决")
_NEITHER = Text("{case}: no time limit in `sla:` fits it", "{case}：`sla:` 中没有适用的时限")
_TIER = """
select coalesce(r.owner, ''), coalesce(case r.type when 'customer' then r.tier
  else (select c.tier from record c where c.id = r.customer and c.type = 'customer') end, '') from record r where r.n = ?"""


def tell_limits(app: App, row: Row, changed: "Changed", line: int, around: "Around") -> None:
    """Says what the case at a line of a changed file is called, and its limits in working time."""
    from pcrm_tools.reports.case_list import CaseRow, case_state
    from pcrm_tools.text.entries import json_value
    from pcrm_tools.text.record import read_record

    entries = read_record(changed.after, row.id, row.type, around.context).entries
    entry = next((one for one in entries if one.line == line and one.group == "case"), None)
    if entry is None:
        return
    owner, tier = app.session().db.execute(_TIER, (row.n,)).fetchone()
    attrs = {key: json_value(value) for key, value in entry.attrs.items()}
    case = CaseRow(
        row.id, row.path, row.name, line, entry.date.isoformat(), entry.time, entry.kind, entry.title, ",".join(entry.by), owner,
        entry.priority, entry.id, attrs, tier,
    )  # fmt: skip
    calendar = working_calendars(app, case.date)(case.handler)
    state = case_state(case, app.session().config, calendar, now_of(app, calendar))
    if state is None or state.times.resolved is not None:
        return
    answer = moment(None if state.times.responded else state.times.respond_by)
    solution = moment(state.times.resolve_by)
    said = _BOTH if answer and solution else _ANSWER if answer else _SOLUTION if solution else _NEITHER
    app.out.note(said, case=f"{row.id}#{entry.id}" if entry.id else row.id, answer=answer, solution=solution)
