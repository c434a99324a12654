"""The queries behind the key figures of the notebook and of one record; `reports.figures` defines and counts."""

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config
from pcrm_tools.model.figure_rows import Answer, CaseSeen, CustomerSeen, ProjectSeen
from pcrm_tools.reports import figures
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.store.due import UNSOLVED, followups

_OPEN = "r.archived = 0 and r.closed is null and r.outcome is null"
_CUSTOMERS = """
select r.path, r.lifecycle, r.tier from record r where r.type = 'customer' and r.archived = 0 {records} order by r.path"""
_PROJECTS = f"""
select r.path, coalesce(r.pipeline, 'default'), r.stage, r.currency, r.value from record r
where r.type = 'project' and {_OPEN} {{records}} order by r.path"""
_CASES = f"""
select r.path, e.line from entry e join record r on r.n = e.n
where e.grp = 'case' and {UNSOLVED} and e.date <= :today and {_OPEN} {{records}} {{entries}} order by r.path, e.line"""
_ANSWERS = """
select r.path, e.line, e.date, json_extract(e.attrs, '$.csat'), json_extract(e.attrs, '$.nps')
from entry e join record r on r.n = e.n
where e.kind in ({kinds}) and e.grp = 'feedback' and e.date >= :start and e.date < :end {records} {entries}
order by r.path, e.line"""


class _Scope(NamedTuple):
    """What limits a tally: conditions on the record and on the entry, and whether private rows are left out."""

    records: str
    entries: str
    public: bool


def notebook_figures(
    db: sqlite3.Connection, config: Config, today: date, due: Collection[FollowUp] | None = None, public: bool = False
) -> tuple[Figure, ...]:
    """The key figures of the whole notebook; `due` saves working out the follow-ups again, `public` leaves out private rows."""
    scope = _scope(None, public)
    customers = [CustomerSeen._make(row) for row in db.execute(_CUSTOMERS.format(records=scope.records))]
    listed = followups(db, config, today) if due is None else due
    return (*figures.customer_figures(customers, config, today), *_shared(db, config, today, scope, listed))


def record_figures(
    db: sqlite3.Connection, config: Config, today: date, n: int, calendar: WorkCalendar | None = None, public: bool = False
) -> tuple[Figure, ...]:
    """The key figures of a project, or of a customer with its projects; `public` leaves out private rows."""
    query = "select p.n from record p join record c on c.id = p.customer where c.n = ? and p.type = 'project'"
    numbers = {n, *(row[0] for row in db.execute(query, (n,)))}
    due = followups(db, config, today, calendar=calendar, only=numbers)
    return _shared(db, config, today, _scope(numbers, public), due)


def _scope(only: Collection[int] | None, public: bool) -> _Scope:
    limited = "" if only is None else f"and r.n in ({', '.join(map(str, only))})"
    return _Scope(f"{limited} and r.private = 0", "and e.private = 0", True) if public else _Scope(limited, "", False)


def _shared(
    db: sqlite3.Connection, config: Config, today: date, scope: _Scope, due: Collection[FollowUp]
) -> tuple[Figure, ...]:
    limits = {"records": scope.records, "entries": scope.entries}
    projects = [ProjectSeen._make(row) for row in db.execute(_PROJECTS.format(**limits))]
    cases = [CaseSeen._make(row) for row in db.execute(_CASES.format(**limits), {"today": today.isoformat()})]
    return (
        *figures.project_figures(projects, config, today),
        figures.case_figure(cases, today),
        figures.overdue_figure([row for row in due if not (scope.public and row.private)], today),
        *figures.answer_figures(_answers(db, config, today, limits), figures.last_year(today)),
    )


def _answers(db: sqlite3.Connection, config: Config, today: date, limits: Mapping[str, str]) -> list[Answer]:
    """The answers of the last 12 months; archived and closed records count too, since the customer gave them."""
    window = figures.last_year(today)
    own = [code for code, kind in config.data["kinds"].items() if (kind or {}).get("group") == "feedback"]
    kinds = {f"k{place}": kind for place, kind in enumerate(("survey", "feedback", *own))}
    query = _ANSWERS.format(kinds=", ".join(f":{name}" for name in kinds), **limits)
    return [Answer._make(row) for row in db.execute(query, {"start": window.start, "end": window.end, **kinds})]
