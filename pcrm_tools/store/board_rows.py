"""Queries behind the boards and the home page's courses: steps through stages, cases solved lately, entries by month.

`public` leaves out private entries and those of private records.
"""

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from pcrm_tools.facts.stages import Step

_STEPS = """
select e.n, e.date, e.before, e.after, e.line from entry e where e.kind = 'stage' and e.date <= ? {public}
order by e.n, e.date desc, e.time desc, e.ord"""
_SOLVED = """
select r.path || ':' || e.line from entry e cross join record r on r.n = e.n
where e.grp = 'case' and instr(e.attrs, '"resolved":') > 0 and json_extract(e.attrs, '$.resolved') >= ? and e.date <= ?"""
_MONTHS = """
select substr(e.date, 1, 7), count(*) from entry e join record r on r.n = e.n
where e.kind in ({kinds}) and e.date >= ? and e.date <= ? {public} group by 1"""
_SOLVED_MONTHS = """
select substr(json_extract(e.attrs, '$.resolved'), 1, 7), count(*) from entry e join record r on r.n = e.n
where e.grp = 'case' and instr(e.attrs, '"resolved":') > 0 and substr(json_extract(e.attrs, '$.resolved'), 1, 10) between ? and ? {public}
group by 1"""
_ANSWERS = """
select substr(e.date, 1, 7), count(*), sum(json_extract(e.attrs, '$.csat') >= 4) from entry e join record r on r.n = e.n
where e.kind in ({kinds}) and e.date >= ? and e.date <= ? and json_extract(e.attrs, '$.csat') between 1 and 5 {public} group by 1"""
_AMOUNTS = """
select substr(e.date, 1, 7), substr(json_extract(e.attrs, '$.amount'), 1, 3), count(*),
  sum(cast(substr(json_extract(e.attrs, '$.amount'), 5) as real))
from entry e join record r on r.n = e.n
where e.kind = 'order' and e.date >= ? and e.date <= ? and json_extract(e.attrs, '$.amount') is not null {public} group by 1, 2"""
_PUBLIC = "and e.private = 0 and r.private = 0"


class Answered(NamedTuple):
    """The satisfaction answers of a month: how many, and how many of them are 4 or 5 of 5."""

    answers: int
    satisfied: int


def stage_steps(db: sqlite3.Connection, today: str, public: bool) -> dict[int, list[Step]]:
    """The steps of each record through its stages up to a day, newest first."""
    found: dict[int, list[Step]] = {}
    for n, *step in db.execute(_STEPS.format(public="and e.private = 0" if public else ""), (today,)):
        found.setdefault(n, []).append(Step._make(step))
    return found


def solved_lately(db: sqlite3.Connection, first: str, today: str) -> set[str]:
    """The cases solved since a day (ISO), as `path:line`."""
    return {source for (source,) in db.execute(_SOLVED, (first, today))}


def months(db: sqlite3.Connection, kinds: Collection[str], first: str, today: str, public: bool) -> dict[str, int]:
    """How many entries of some kinds each month (`2026-11`) has between two days."""
    query = _MONTHS.format(kinds=", ".join("?" * len(kinds)), public=_PUBLIC if public else "")
    return dict(db.execute(query, (*kinds, first, today)))


def solved_months(db: sqlite3.Connection, first: str, today: str, public: bool) -> dict[str, int]:
    """How many cases were solved in each month between two days."""
    return dict(db.execute(_SOLVED_MONTHS.format(public=_PUBLIC if public else ""), (first, today)))


def answers(db: sqlite3.Connection, kinds: Collection[str], first: str, today: str, public: bool) -> dict[str, Answered]:
    """The satisfaction answers of each month between two days."""
    query = _ANSWERS.format(kinds=", ".join("?" * len(kinds)), public=_PUBLIC if public else "")
    return {month: Answered(count, satisfied) for month, count, satisfied in db.execute(query, (*kinds, first, today))}


def order_amounts(db: sqlite3.Connection, first: str, today: str, public: bool) -> dict[tuple[str, str], tuple[int, float]]:
    """The number and sum of orders with an amount, by month and currency."""
    query = _AMOUNTS.format(public=_PUBLIC if public else "")
    return {(month, currency): (count, amount) for month, currency, count, amount in db.execute(query, (first, today))}
