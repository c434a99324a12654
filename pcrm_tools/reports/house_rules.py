"""The notebook's own rules: what each of them wants done with a record, and whether that was done already.

A rule's name is the tag of what it writes. A record is left alone while it holds an open task with that tag, and for the
rule's `every` after such a task was done or cancelled, or an entry with the tag was written. So nothing is remembered
anywhere but in the records, and a second run finds nothing left to do.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.dates import add, parse_date
from pcrm_tools.model.config import Config

EVERY = "90d"
NEW, OPEN, DONE = "new", "open", "done"
STATES: Mapping[str, tuple[str, str]] = {NEW: ("to do", "待执行"), OPEN: ("open", "进行中"), DONE: ("done", "已执行")}
KINDS: Mapping[str, tuple[str, str]] = {
    "followup": ("follow-up", "跟进"), "task": ("task", "任务"), "mail": ("mail", "邮件"), "report": ("report", "报表"),
}


class HouseRule(NamedTuple):
    """A rule of pcrm.yml; empty texts where it says nothing. `owner` is a team id, `to` is `customer` or `owner`."""

    name: str
    when: str
    every: str
    followup: str
    task: str
    mail: str
    report: str
    due: str
    owner: str
    priority: str
    to: str


class Found(NamedTuple):
    """A record that a rule's query found; `customer` is the id of the customer it belongs to (a customer: itself), `tier` that
    one's, `snooze` an ISO day or empty."""

    n: int
    id: str
    path: str
    line: int
    name: str
    owner: str
    customer: str
    tier: str
    private: int
    snooze: str


class Mark(NamedTuple):
    """A task or entry that carries a rule's tag: its line, whether it is an open task, and its day (ISO; empty: unknown)."""

    line: int
    open: bool
    day: str


class Action(NamedTuple):
    """One thing that a rule wants done with one record: `kind` and `state` are keys of KINDS and STATES.

    `line` is where it was done, or the record's own line; `since` is the day of what was done. A report is about all records
    of its rule at once, so it names none.
    """

    rule: str
    kind: str
    id: str
    path: str
    line: int
    name: str
    what: str
    due: str
    owner: str
    priority: str
    state: str
    since: str
    customer: str


def house_rules(config: Config) -> tuple[HouseRule, ...]:
    """The rules of the settings, those left out that cannot be carried out."""
    found = []
    for rule in config.data.get("rules") or ():
        if rule.get("name") and rule.get("when"):
            then = {key: str(value) for key, value in (rule.get("then") or {}).items()}
            values = (then.get(key, "") for key in HouseRule._fields[3:])
            found.append(HouseRule(str(rule["name"]), str(rule["when"]), str(rule.get("every") or EVERY), *values))
    return tuple(found)


def actions(
    rule: HouseRule, records: Sequence[Found], marks: Mapping[int, Sequence[Mark]], today: date
) -> Iterator[Action]:
    """What a rule wants done with the records that its query found, in their order; a report comes last, once for all."""
    due = _day(rule.due, today)
    for record in records:
        state, mark = _state(marks.get(record.n, ()), rule.every, today)
        for kind, what in (("followup", rule.followup), ("task", rule.task), ("mail", rule.mail)):
            if what:
                yield Action(
                    rule.name, kind, record.id, record.path, mark.line if mark else record.line, record.name, what,
                    (due or today).isoformat(), rule.owner or record.owner, rule.priority, state, mark.day if mark else "",
                    record.customer,
                )  # fmt: skip
    if rule.report and records:
        yield Action(rule.name, "report", "", "", 0, "", rule.report, today.isoformat(), rule.owner, "", NEW, "", "")


def _day(word: str, today: date) -> date | None:
    """The day that a date word of a rule means."""
    if not word:
        return None
    from pcrm_tools.text.datewords import resolve

    return resolve(word, today)


def _state(marks: Sequence[Mark], every: str, today: date) -> tuple[str, Mark | None]:
    """Whether a record was dealt with, and what shows it: an open task, else the newest thing done within `every`."""
    for mark in marks:
        if mark.open:
            return OPEN, mark
    newest = max((mark for mark in marks if mark.day and mark.day <= today.isoformat()), key=lambda mark: mark.day, default=None)
    start = parse_date(newest.day) if newest else None
    if newest is None or start is None:
        return NEW, None
    until = add(start, every)
    return (DONE, newest) if until is None or until > today else (NEW, None)
