"""House rules asked of an open notebook: which records their queries find, what was done about them, what is due by them."""

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
select n, id, path, title_line, name, coalesce(owner, ''), case type when 'project' then coalesce(customer, '') else id end
from record where type != 'page' and archived = 0 order by path"""
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
    return [Found._make(row) for row in session.db.execute(_RECORDS) if row[0] in answer.scores]


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
    tiers = dict(session.db.execute("select id, coalesce(tier, '') from record where type = 'customer'"))
    hidden = {n for (n,) in session.db.execute("select n from record where private = 1")}
    asleep = {n for (n,) in session.db.execute("select n from record where snooze > ?", (today.isoformat(),))}
    wanted = [record for record in records if record.n not in asleep and (only is None or record.n in only)]
    marks = _marks(session.db, rule.name)
    for record in wanted:
        if any(action.kind == "followup" and action.state == NEW for action in actions(rule, [record], marks, today)):
            head = Head(record.id, record.path, record.name, record.owner, record.customer, tiers.get(record.customer, ""), int(record.n in hidden))
            why = Why("house", {"name": rule.name, "query": rule.when})
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

        raise UnknownName(missing, [rule.name for rule in rules])
    return [by_name[name.casefold()] for name in names]
