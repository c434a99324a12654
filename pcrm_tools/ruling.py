"""House rules asked of an open notebook: which records their queries find, what was done about them, what is due by them."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.reports.house_rules import NEW, Action, Found, HouseRule, Mark, actions, house_rules
from pcrm_tools.text.query_tree import QueryError

if TYPE_CHECKING:
    import sqlite3

    from pcrm_tools.reports.followups import FollowUp
    from pcrm_tools.session import Session

_RECORDS = """
select r.n, r.id, r.path, r.title_line, r.name, coalesce(r.owner, ''),
  case r.type when 'project' then coalesce(r.customer, '') else r.id end,
  coalesce(case r.type when 'project' then c.tier else r.tier end, ''), r.private, coalesce(r.snooze, '')
from json_each(?) j cross join record r on r.n = j.value
  left join record c on r.type = 'project' and c.id = r.customer and c.type = 'customer'
where r.type != 'page' and r.archived = 0 order by r.path"""
_TASKS = """
select n, line, state, coalesce(done, cancelled, '') from task where instr(',' || tags || ',', ?) order by n, line"""
_ENTRIES = "select n, line, date from entry where instr(',' || tags || ',', ?) order by n, line"


def planned(session: "Session", rules: Iterable[HouseRule], today: date) -> "list[Action | tuple[HouseRule, QueryError]]":
    """What rules want done as of a day; a rule whose query is wrong stands with its error in place of its actions."""
    found: list[Action | tuple[HouseRule, QueryError]] = []
    for rule in rules:
        records = records_of(session, rule, today)
        if isinstance(records, QueryError):
            found.append((rule, records))
        else:
            found += actions(rule, records, _marks(session.db, rule.name), today)
    return found


def records_of(session: "Session", rule: HouseRule, today: date) -> "list[Found] | QueryError":
    """The records that a rule's query finds, by path; archived ones and pages are left alone."""
    answer = session.ask(rule.when, today)
    if isinstance(answer, QueryError):
        return answer
    return [Found._make(row) for row in session.db.execute(_RECORDS, (json.dumps(sorted(answer.scores)),))]


def _marks(db: "sqlite3.Connection", tag: str) -> dict[int, list[Mark]]:
    """What carries a rule's tag, by the number of its record."""
    found: dict[int, list[Mark]] = {}
    for n, line, state, day in db.execute(_TASKS, (f",{tag},",)):
        found.setdefault(n, []).append(Mark(line, state == "open", day))
    for n, line, day in db.execute(_ENTRIES, (f",{tag},",)):
        found.setdefault(n, []).append(Mark(line, False, day))
    return found


def followups(
    session: "Session", today: date, horizon: date | None = None, only: Collection[int] | None = None
) -> "tuple[FollowUp, ...]":
    """Everything that is due by our rules and by the notebook's own, the most pressing first."""
    from pcrm_tools.store import due

    found = due.followups(session.db, session.config, today, horizon, only=only)
    off = "house" in ((session.config.data.get("followups") or {}).get("off") or ())
    own = [row for rule in (() if off else house_rules(session.config)) if rule.followup for row in _due(session, rule, today, only)]
    return tuple(sorted((*found, *own), key=lambda row: (-row.score, row.due, row.id, row.line))) if own else found


def _due(session: "Session", rule: HouseRule, today: date, only: Collection[int] | None) -> "Iterator[FollowUp]":
    """A rule's follow-ups; a rule whose query is wrong has none, which validate tells of."""
    from pcrm_tools.model.due_rows import Head
    from pcrm_tools.reports.due_frame import Frame, Horizon
    from pcrm_tools.reports.due_rules import Why
    from pcrm_tools.store.holidays import calendars

    records = records_of(session, rule, today)
    if isinstance(records, QueryError):
        return
    frame = Frame(Horizon(session.config, today), calendars(session.db, session.config, today, today))
    marks = _marks(session.db, rule.name)
    why = Why("house", {"name": rule.name, "query": rule.when})
    for record in records:
        if record.snooze > today.isoformat() or (only is not None and record.n not in only):
            continue
        if any(action.kind == "followup" and action.state == NEW for action in actions(rule, [record], marks, today)):
            head = Head(record.id, record.path, record.name, record.owner, record.customer, record.tier, record.private)
            yield frame.row(head, "house", record.line, today.isoformat(), rule.followup, why, rule.owner, rule.priority)


def wanted_rules(session: "Session", names: Sequence[str]) -> list[HouseRule]:
    """The rules of these names, or all; raises UnknownName."""
    rules = house_rules(session.config)
    if not names:
        return list(rules)
    by_name = {rule.name.casefold(): rule for rule in rules}
    missing = next((name for name in names if name.casefold() not in by_name), None)
    if missing is not None:
        from pcrm_tools.errors import UnknownName
        from pcrm_tools.text.forms import near

        close = near(missing, tuple(rule.name for rule in rules))
        raise UnknownName(missing, [close] if close else [rule.name for rule in rules])
    return [by_name[name.casefold()] for name in names]
