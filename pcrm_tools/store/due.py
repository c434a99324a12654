"""The queries behind follow-ups: SQL selects the few rows that may be due, `reports.followups` decides and orders.

A selection may take a row too many, never one too few: what is due is the facts' business.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from pcrm_tools.facts.contact import LOST
from pcrm_tools.facts.dates import WorkCalendar, latest_start, work_calendar
from pcrm_tools.facts.stages import Step, expected_length, stage_limits, stages_within
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import DueCase, DueContact, DueItem, DueStage, DueTask, Head
from pcrm_tools.reports.followups import DueRows, FollowUp
from pcrm_tools.reports.followups import followups as make

WITHIN = 7

_HEADS = """
select r.n, r.id, r.path, r.name, coalesce(r.owner, ''), coalesce(r.customer, r.id), coalesce(case r.type when 'customer'
  then r.tier else (select c.tier from record c where c.id = r.customer and c.type = 'customer') end, ''), r.private
from record r where r.n in ({numbers})"""
# Cases without a solution: the very words of the partial index, so that SQLite takes it.
UNSOLVED = "instr(e.attrs, '\"resolved\":') = 0"
_OPEN = "r.archived = 0 and r.closed is null and r.outcome is null"
_AWAKE = "(r.snooze is null or r.snooze <= :today)"

# The cache keeps each file's newest contact. Only where that lies after the day asked for are older entries looked at.
_BEFORE = "from entry e where e.n = {0}.n and e.grp = 'contact' and e.date <= :today"
_LAST = "case when {0}.last_entry > :today then (select max(e.date) " + _BEFORE + ") else {0}.last_entry end"
_PROJECTS = f"(select max({_LAST.format('p')}) from record p where p.customer = r.id and p.type = 'project')"
_NEWEST = _BEFORE.format("r") + " order by e.date desc, e.time desc, e.ord limit 1"
_SAID = f"case when r.last_entry > :today then (select json_extract(e.attrs, '$.next') {_NEWEST}) else r.said_next end"
_SAID_LINE = f"case when r.last_entry > :today then (select e.line {_NEWEST}) else r.said_line end"
_SAID_TITLE = f"""case when r.last_entry > :today then (select e.title {_NEWEST})
    when r.said_next <= :horizon then (select e.title from entry e where e.n = r.n and e.line = r.said_line) end"""
_BEGAN = "coalesce((select f.value from field f where f.n = r.n and f.key = '{0}' and f.ord = 0), r.first_entry)"

_CONTACTS = f"""
select r.n, r.type, r.lifecycle, r.cadence, r.next_contact, {_SAID},
  nullif(max(coalesce({_LAST.format("r")}, ''), case r.type when 'customer' then coalesce({_PROJECTS}, '') else '' end), ''),
  case when r.last_entry is null or r.last_entry > :today then {_BEGAN.format("first_contact")} end,
  r.next_step, r.title_line, r.next_line, {_SAID_LINE}, {_SAID_TITLE}
from record r
where {_OPEN} and {_AWAKE} {{only}} and (r.last_entry > :today
  or r.next_contact <= :horizon and (r.last_entry is null or r.last_entry < r.next_contact)
  or r.said_next <= :horizon and r.said_next > r.last_entry
  or r.type = 'customer' and coalesce(r.last_entry, '') <= {{silence}})"""
_TASKS = f"""
select t.n, t.line, t.text, t.owner, t.due, t.priority, t.promise, t.private
from task t cross join record r on r.n = t.n
where {{state}} = 'open' and t.due <= :horizon {{only}} and {_OPEN} and (t.promise = 1 or {_AWAKE})"""
_ITEMS = f"""
select i.n, i.line, i.field, i.label, coalesce(i.due, json_extract(i.data, '$.planned')) as day, i.owner
from item i cross join record r on r.n = i.n
where i.field in ('milestones', 'deliverables') and i.done is null and (i.due is null or i.due <= :horizon)
  and day <= :horizon {{only}} and {_OPEN} and {_AWAKE}"""
_CASES = f"""
select e.n, e.line, e.date, e.time, e.kind, e.title, e.by, e.priority, e.id, e.attrs, e.private
from entry e cross join record r on r.n = e.n
where e.grp = 'case' and {UNSOLVED} and e.date <= :today {{only}} and {_OPEN} and {_AWAKE}"""
_STAGES = f"""
with late(pipeline, stage, expected, limited) as (values {{values}})
select r.n, late.pipeline, r.stage, r.stage_since, case when late.limited is not null then {_BEGAN.format("start")} end,
  coalesce(r.stage_line, r.title_line)
from record r cross join late on late.pipeline = coalesce(r.pipeline, 'default') and late.stage = r.stage
where r.type = 'project' and {_OPEN} and {_AWAKE} {{only}} and (r.stage_since <= late.expected
  or r.first_entry <= late.limited or late.limited is not null and {_BEGAN.format("start")} <= late.limited)"""
_STEPS = """
select e.n, e.date, e.before, e.after, e.line from record r cross join entry e on e.n = r.n
where r.n in ({numbers}) and e.kind = 'stage' and e.date <= :today and (e.before in ({firsts}) or e.after in ({firsts}))
order by e.n, e.date desc"""

Row = TypeVar("Row")


def followups(
    db: sqlite3.Connection, config: Config, today: date, horizon: date | None = None, calendar: WorkCalendar | None = None,
    only: Collection[int] | None = None,
) -> tuple[FollowUp, ...]:
    """Everything due up to `horizon` (a week from today unless told), the most pressing first; `only` of records by number."""
    last = today + timedelta(days=WITHIN) if horizon is None else horizon
    working = calendar or work_calendar(config.data["calendar"])
    return make(due_rows(db, config, today, last, only), config, today, last, working)


def due_rows(
    db: sqlite3.Connection, config: Config, today: date, horizon: date, only: Collection[int] | None = None
) -> DueRows:
    """The rows that may be due up to `horizon`; archived, closed and snoozed records are left out, but not their promises."""
    days = {"today": today.isoformat(), "horizon": horizon.isoformat()}
    limited = {table: f"and {table}.n in ({_list(only)})" if only is not None else "" for table in "rtie"}
    silence, values = _silence(db, config, horizon)
    contacts = _rows(DueContact._make, db.execute(_CONTACTS.format(silence=silence, only=limited["r"]), {**days, **values}))
    state = "t.state" if only is None else "+t.state"  # the plus keeps SQLite from the index of all open tasks
    tasks = _rows(DueTask._make, db.execute(_TASKS.format(state=state, only=limited["t"]), days))
    items = _rows(DueItem._make, db.execute(_ITEMS.format(only=limited["i"]), days))
    cases = _rows(DueCase._make, db.execute(_CASES.format(only=limited["e"]), days))
    stages = list(_stages(db, config, horizon, days, limited["r"]))
    found = (contacts, tasks, items, cases, stages)
    numbers = {row.n for rows in found for row in rows}
    return DueRows(_heads(db, numbers), *found, _steps(db, config, stages, days))


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _heads(db: sqlite3.Connection, numbers: Iterable[int]) -> dict[int, Head]:
    return {row[0]: Head._make(row[1:]) for row in db.execute(_HEADS.format(numbers=_list(numbers)))}


def _rows(make_row: Callable[[Iterable[Any]], Row], cursor: sqlite3.Cursor) -> list[Row]:
    return [make_row(row) for row in cursor]


def _silence(db: sqlite3.Connection, config: Config, horizon: date) -> tuple[str, dict[str, str]]:
    """The newest last contact that is too long ago by the horizon, as an SQL expression with its values.

    It follows `facts.contact.cadence_limit`: the own cadence, else the tier's (not for lost customers), else the lifecycle's.
    """
    own = {row[0]: row[0] for row in db.execute("select distinct cadence from record where cadence is not null")}
    tiers = {code: tier.get("cadence") for code, tier in config.data["tiers"].items() if tier}
    lifecycles = {code: stage.get("cadence") for code, stage in config.data["lifecycle"].items() if stage}
    values: dict[str, str] = {}

    def case(column: str, cadences: Mapping[str, Any], word: str) -> str:
        whens = []
        for number, (code, cadence) in enumerate(cadences.items()):
            day = latest_start(horizon, str(cadence or ""))
            if day is not None:
                values[f"{word}{number}"], values[f"{word}day{number}"] = code, day.isoformat()
                whens.append(f"when :{word}{number} then :{word}day{number}")
        return f"case {column} {' '.join(whens)} end" if whens else "null"

    values["lost"] = LOST
    by_tier = f"case when r.lifecycle is not :lost then {case('r.tier', tiers, 'tier')} end"
    return f"coalesce({case('r.cadence', own, 'own')}, {by_tier}, {case('r.lifecycle', lifecycles, 'life')})", values


def _stages(
    db: sqlite3.Connection, config: Config, horizon: date, days: Mapping[str, str], only: str
) -> Iterator[DueStage]:
    """Projects that entered their stage, or began, so long ago that the stage or a limit over it may be late."""
    values: dict[str, str | None] = {}
    rows = []
    for number, (pipeline, stage, expected, limited) in enumerate(_lengths(config, horizon)):
        row = {f"p{number}": pipeline, f"s{number}": stage, f"e{number}": expected, f"l{number}": limited}
        rows.append(f"({', '.join(':' + name for name in row)})")
        values.update(row)
    if rows:
        yield from _rows(DueStage._make, db.execute(_STAGES.format(values=", ".join(rows), only=only), {**days, **values}))


def _lengths(config: Config, horizon: date) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Pipeline, stage, and the last days on which a project that is late now entered the stage, or a limit over it."""
    for name, pipeline in config.data["pipelines"].items():
        stages = pipeline.get("stages") or {}
        limited: dict[str, date] = {}
        for limit in stage_limits(pipeline):
            day = latest_start(horizon, limit.length) or date.min
            for stage in stages_within(limit, stages):
                limited[stage] = max(day, limited.get(stage, day))
        for stage in stages:
            entered = latest_start(horizon, expected_length(stages, stage))
            yield name, stage, _iso(entered), _iso(limited.get(stage))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _steps(
    db: sqlite3.Connection, config: Config, stages: Iterable[DueStage], days: Mapping[str, str]
) -> dict[int, list[Step]]:
    """The steps into and out of the first stages of limits, newest first, of the projects that a limit runs for."""
    running: set[tuple[str, str]] = set()
    firsts: dict[str, str] = {}
    for name, pipeline in config.data["pipelines"].items():
        for limit in stage_limits(pipeline):
            running.update((name, stage) for stage in stages_within(limit, pipeline["stages"]))
            firsts[f"s{len(firsts)}"] = limit.first
    numbers = _list(row.n for row in stages if (row.pipeline, row.stage) in running)
    query = _STEPS.format(numbers=numbers, firsts=", ".join(f":{name}" for name in firsts))
    found: dict[int, list[Step]] = {}
    for n, *step in db.execute(query, {"today": days["today"], **firsts}) if numbers else ():
        found.setdefault(n, []).append(Step._make(step))
    return found
