"""What a customer may know of its projects, straight from the cache: nothing private, no chances that are not ordered yet."""

import json
import sqlite3
from collections.abc import Sequence

from pcrm_tools.model.config import Config
from pcrm_tools.reports.progress import Duty, Event, Rows, Running, Step
from pcrm_tools.reports.report import Both

_PROJECTS = """
select n, name, coalesce(pipeline, ''), coalesce(stage, ''), coalesce(stage_since, ''),
  coalesce((select value from field f where f.n = record.n and f.key = 'due'), ''), coalesce(closed, '')
from record where type = 'project' and customer = ? and private = 0 and archived = 0
  and (closed is null or closed >= ?) and coalesce(outcome, '') not in ('lost', 'cancelled') order by path"""
_STEPS = """
select n, field, label, coalesce(json_extract(data, '$.planned'), due, ''), coalesce(due, json_extract(data, '$.planned'), ''),
  coalesce(done, json_extract(data, '$.delivered'), '') from item where n in ({numbers}) and field in ('milestones', 'deliverables')
order by n, ord"""
# Tasks that were not promised are our own affair: they may say what we think of the customer.
_DUTIES = """
select n, text, state, coalesce(due, ''), coalesce(done, '') from task where n in ({numbers}) and promise = 1 and private = 0
order by n, ord"""
_EVENTS = """
select n, date, kind, grp, title, attrs from entry where n in ({numbers}) and private = 0 and date <= ?
  and (grp = 'case' or kind in ('decision', 'change', 'acceptance', 'deviation')) order by date, n, ord"""


def progress_rows(db: sqlite3.Connection, config: Config, customer: str, first: str, today: str) -> Rows:
    """The rows of a progress report about a customer: its projects that ran since `first`, and its own cases and promises."""
    projects = [
        Running(n, name, Both(config.label("stage", stage, "en"), config.label("stage", stage, "zh")), since, due, closed)
        for n, name, pipeline, stage, since, due, closed in db.execute(_PROJECTS, (customer, first))
        if _ordered(config, pipeline, stage)
    ]
    own = db.execute("select n, name from record where id = ? and type = 'customer' and private = 0", (customer,)).fetchone()
    names = {project.n: project.name for project in projects}
    if own:
        names[own[0]] = own[1]
    numbers = ", ".join(map(str, names))
    return Rows(
        names,
        [project for project in projects if not project.closed or project.closed > today],
        [Step(n, field, what, planned, due, _known(done, today)) for n, field, what, planned, due, done in db.execute(_STEPS.format(numbers=numbers))],
        [Duty._make(row) for row in db.execute(_DUTIES.format(numbers=numbers))],
        [_event(row, today) for row in db.execute(_EVENTS.format(numbers=numbers), (today,))],
    )


def _ordered(config: Config, pipeline: str, stage: str) -> bool:
    """Whether a project has been ordered: how we see a chance before that is not for the customer."""
    stages = config.stages(pipeline)
    order = list(stages)
    won = next((at for at, code in enumerate(order) if stages[code].get("won")), 0)
    return stage not in stages or order.index(stage) >= won


def _known(day: str, today: str) -> str:
    """A day if it was known by then."""
    return day if day <= today else ""


def _event(row: Sequence[object], today: str) -> Event:
    n, day, kind, group, title, attrs = row
    cells = json.loads(str(attrs))
    waiting = cells.get("waiting") or []
    spans = waiting if isinstance(waiting, list) else [waiting]
    waits = bool(spans) and str(spans[-1]).rstrip().endswith("..")
    resolved = str(cells.get("resolved") or "")
    if resolved and (":" in resolved[:6]):  # a time alone is that of the entry's day
        resolved = f"{day} {resolved}"
    return Event(int(str(n)), str(day), str(kind), str(group), str(title), _known(resolved, f"{today}~"), waits, str(cells.get("cause") or ""))
