"""What record pages show that their own files do not tell: what is due, plans' days, segments, people who moved, pages that exist.

It is made once a build for all records. What it knows of a record goes into the key by which a page is made again, so that a day
that passes renders those pages alone on which something became due.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from pcrm_tools.facts.dates import WorkCalendar, work_calendar
from pcrm_tools.model.due_rows import Head
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.session import Session
from pcrm_tools.site.book import Book
from pcrm_tools.site.value_pages import value_file
from pcrm_tools.store import holidays, site_rows
from pcrm_tools.text.query_tree import QueryError

VALUE_KEYS = ("tags", "industry", "region", "source")
# What these say is due "today" is due on every day: naming the day would make a page new each morning.
STANDING = frozenset(("house", "risk-high"))
STANDING_SENTENCES = frozenset(("plan-never", "plan-new", "never"))


class PlanDays(NamedTuple):
    """When an item of a communication plan was carried out last (ISO, or empty) and is due next (empty: at once)."""

    last: str
    next: str


class RecordFacts(NamedTuple):
    """By a record's number (`moved`: its id; `plans`: path and line); `made` are the files of the site's pages of values and people.

    `moved` names those who work elsewhere now, with the number of the record where; `late` counts what a project should have done.
    """

    today: str = ""
    due: Mapping[int, tuple[FollowUp, ...]] = {}
    plans: Mapping[tuple[str, int], PlanDays] = {}
    segments: Mapping[int, tuple[str, ...]] = {}
    moved: Mapping[str, tuple[tuple[str, int], ...]] = {}
    late: Mapping[int, int] = {}
    calendars: Mapping[str, WorkCalendar] = {}
    made: frozenset[str] = frozenset()

    def calendar(self, person: str) -> WorkCalendar:
        """The working time of a member of the team."""
        return self.calendars.get(person) or self.calendars.get("") or work_calendar({})


def standing(row: FollowUp) -> bool:
    """Whether a follow-up is due at once and has no day of its own."""
    return row.days_late == 0 and (row.rule in STANDING or row.why.sentence in STANDING_SENTENCES)


def record_facts(
    session: Session, book: Book, today: date, due: Iterable[FollowUp], made: Iterable[str], only: Collection[int] | None = None
) -> RecordFacts:
    """The facts of all records, or at least of some; `due` is what the audience may see, `made` the files of the site so far."""
    db, day = session.db, today.isoformat()
    by_path = {row.path: n for n, row in book.records.items()}
    found: dict[int, list[FollowUp]] = {}
    for row in due:
        if row.path in by_path:
            found.setdefault(by_path[row.path], []).append(row)
    plans = site_rows.plans(db, session.config, today, _heads(book, only)) if book.audience.sees("plan") else []
    return RecordFacts(
        day,
        {n: tuple(sorted(rows, key=lambda row: (row.due, -row.score, row.line))) for n, rows in found.items()},
        {(row.path, row.line): PlanDays(row.why.values["last"], "" if standing(row) else row.due) for row in plans},
        _segments(session, book, today),
        _moved(session, book),
        site_rows.late_rows(db, day),
        _calendars(session, today),
        frozenset(name for name in made if name.startswith(("segments/", "team/"))),
    )


def _heads(book: Book, only: Collection[int] | None) -> dict[int, Head]:
    return {
        n: Head(row.id, row.path, row.name, row.owner or "", row.customer or row.id, row.tier or "", row.private)
        for n, row in book.records.items()
        if row.type == "customer" and (only is None or n in only)
    }


def _segments(session: Session, book: Book, today: date) -> dict[int, tuple[str, ...]]:
    """The segments that each record is in; what we ask about customers is for us alone."""
    found: dict[int, list[str]] = {}
    for name in session.config.data["segments"] if book.audience.internal else ():
        answer = session.ask(f'segment:"{name}"', today)
        for n in () if isinstance(answer, QueryError) else answer.scores:
            found.setdefault(n, []).append(str(name))
    return {n: tuple(names) for n, names in found.items()}


def _moved(session: Session, book: Book) -> dict[str, tuple[tuple[str, int], ...]]:
    """Who of a record's people works at another one now, by the id of the record that they left."""
    found: dict[str, list[tuple[str, int]]] = {}
    if not (book.audience.sees("contacts.was") and book.audience.sees("contacts.name")):
        return {}
    for n, line, data in site_rows.former_posts(session.db):
        record, cells = book.records.get(n), json.loads(data)
        before = book.find(str(cells.get("was") or "")) if record is not None else None
        if record is not None and before is not None and before.n != n and not cells.get("left") and not book.hides(record, line):
            found.setdefault(before.id, []).append((str(cells.get("name") or ""), n))
    return {key: tuple(people) for key, people in found.items()}


def _calendars(session: Session, today: date) -> dict[str, WorkCalendar]:
    """Working time since the oldest service case: the notebook's, and that of members who work elsewhere."""
    oldest = site_rows.oldest_case(session.db)
    if not oldest:
        return {}
    first, last = date.fromisoformat(oldest), date(min(today.year + 1, date.max.year), 1, 1)
    of = holidays.calendars(session.db, session.config, first, last)
    abroad = [str(member["id"]) for member in session.config.data["team"] if member.get("country")]
    return {"": of(""), **{person: of(person) for person in abroad}}


def fact_keys(book: Book, facts: RecordFacts, only: Collection[int] | None = None) -> dict[int, str]:
    """For each record, or some, what its page shows of these facts."""
    values: dict[int, list[str]] = {n: [] for n in (book.records if only is None else only)}
    file_of = cache(lambda key, value: value_file("tag" if key == "tags" else key, value))
    for n, key, value in site_rows.values_of(book.db, VALUE_KEYS, only) if facts.made else ():
        if n in values and (file := file_of(key, value)) in facts.made:
            values[n].append(file)
    plans: dict[str, list[object]] = {}
    for (path, line), days in facts.plans.items():
        plans.setdefault(path, []).append((line, *days))
    return {n: _key(book, facts, book.records[n], plans.get(book.records[n].path, []), found) for n, found in values.items()}


def _key(book: Book, facts: RecordFacts, row: RecordRow, plans: list[object], values: list[str]) -> str:
    numbers = [row.n, *(other.n for other in book.projects_of(row))]
    due = [_due_key(found) for n in numbers for found in facts.due.get(n, ())]
    moved = [(name, book.face(book.records[n])) for name, n in facts.moved.get(row.id, ())]
    shown = [value_file(kind, value) in facts.made for kind, value in (("tier", row.tier), ("lifecycle", row.lifecycle)) if value]
    segments = facts.segments.get(row.n, ())
    shown += [value_file("segment", name) in facts.made for name in segments]
    # The customer's tier sets the time that its projects' cases may take.
    customer = book.find(row.customer) if row.customer else None
    parts = (due, plans, segments, moved, facts.late.get(row.n, 0), values, shown, customer.tier if customer else "")
    return repr(parts)


def _due_key(row: FollowUp) -> tuple[object, ...]:
    values = sorted(item for item in row.why.values.items() if item[0] != "age")
    return (
        row.path,
        row.line,
        row.rule,
        "" if standing(row) else row.due,
        row.what,
        row.why.sentence,
        values,
        row.owner,
        row.days_late > 0,
    )
