"""Projects that may be late in their stage or over several, and the steps that their limits count from."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pcrm_tools.facts.dates import latest_start
from pcrm_tools.facts.stages import Step, effective_stage, expected_length, stage_limits, stages_within
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import DueStage
from pcrm_tools.store.due_known import AWAKE, Known

_BEGAN = "coalesce((select f.value from field f where f.n = r.n and f.key = 'start' and f.ord = 0), r.first_entry)"
_LATER = "(select distinct e.n from entry e where e.kind = 'stage' and e.date > :today)"
_STAGES = f"""
with late(pipeline, stage, expected, limited) as (values {{values}})
select r.n, late.pipeline, r.stage, r.stage_since, case when late.limited is not null then {_BEGAN} end,
  coalesce(r.stage_line, r.title_line)
from {{joined}} on late.stage = r.stage and late.pipeline = coalesce(r.pipeline, 'default')
where r.type = 'project' and {{open}} and {AWAKE} {{only}} {{others}} and (r.stage_since <= late.expected
  or r.first_entry <= late.limited or late.limited is not null and {_BEGAN} <= late.limited)"""
_MOVED = f"""
select r.n, coalesce(r.pipeline, 'default'), {_BEGAN}, r.title_line
from record r where r.type = 'project' and r.n in {_LATER} and {{open}} and {AWAKE} {{only}}"""
_STEPS = """
select e.n, e.date, e.before, e.after, e.line from record r cross join entry e on e.n = r.n
where r.n in ({numbers}) and e.kind = 'stage' and e.date <= :today and (e.before in ({firsts}) or e.after in ({firsts}))
order by e.n, e.date desc"""


def stages(
    db: sqlite3.Connection, config: Config, horizon: date, days: Mapping[str, str], known: Known, only: str
) -> Iterator[DueStage]:
    """Projects that entered their stage, or began, so long ago that the stage or a limit over it may be late."""
    values: dict[str, str | None] = {}
    rows = []
    for number, (pipeline, stage, expected, limited) in enumerate(_lengths(config, horizon)):
        row = {f"p{number}": pipeline, f"s{number}": stage, f"e{number}": expected, f"l{number}": limited}
        rows.append(f"({', '.join(':' + name for name in row)})")
        values.update(row)
    if rows:
        others = f"and r.n not in {_LATER}" if known.past else ""
        # Open projects are found by their stage; as of an earlier day, or among some records, they are gone through.
        joined = "record r cross join late" if known.past or only else "late cross join record r"
        query = _STAGES.format(values=", ".join(rows), open=known.open, only=only, others=others, joined=joined)
        yield from map(DueStage._make, db.execute(query, {**days, **values}))
    if known.past:
        yield from _moved(db, days, known, only)


def _moved(db: sqlite3.Connection, days: Mapping[str, str], known: Known, only: str) -> Iterator[DueStage]:
    """Projects that changed their stage after the day, in the stage that they were in on it."""
    for n, pipeline, began, line in db.execute(_MOVED.format(open=known.open, only=only), days).fetchall():
        rows = db.execute(
            "select date, before, after, line from entry where n = ? and kind = 'stage' order by date desc, time desc, ord", (n,)
        )
        steps = list(map(Step._make, rows))
        then = [step for step in steps if step.day <= days["today"]]
        following = [step for step in steps if step.day > days["today"]]
        now = effective_stage(then[0].after if then else following[-1].before, then, began)
        if now is not None:
            yield DueStage(n, pipeline, now.stage, now.since, began, now.line or line)


def _lengths(config: Config, horizon: date) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Pipeline, stage, and the last days on which a project that is late now entered the stage, or a limit over it."""
    for name, pipeline in config.data["pipelines"].items():
        order = pipeline.get("stages") or {}
        limited: dict[str, date] = {}
        for limit in stage_limits(pipeline):
            day = latest_start(horizon, limit.length) or date.min
            for stage in stages_within(limit, order):
                limited[stage] = max(day, limited.get(stage, day))
        for stage in order:
            entered = latest_start(horizon, expected_length(order, stage))
            yield name, stage, _iso(entered), _iso(limited.get(stage))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def steps(db: sqlite3.Connection, config: Config, found: Iterable[DueStage], days: Mapping[str, str]) -> dict[int, list[Step]]:
    """The steps into and out of the first stages of limits, newest first, of the projects that a limit runs for."""
    running: set[tuple[str, str]] = set()
    firsts: dict[str, str] = {}
    for name, pipeline in config.data["pipelines"].items():
        for limit in stage_limits(pipeline):
            running.update((name, stage) for stage in stages_within(limit, pipeline["stages"]))
            firsts[f"s{len(firsts)}"] = limit.first
    numbers = ", ".join(str(row.n) for row in found if (row.pipeline, row.stage) in running)
    query = _STEPS.format(numbers=numbers, firsts=", ".join(f":{name}" for name in firsts))
    made: dict[int, list[Step]] = {}
    for n, *step in db.execute(query, {"today": days["today"], **firsts}) if numbers else ():
        made.setdefault(n, []).append(Step._make(step))
    return made
