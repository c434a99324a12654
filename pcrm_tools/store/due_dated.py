"""What files make due by themselves (`store/dated.py`): the rows that are near enough to a day, by rule."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.birthdays import YearDays, day_of_year, days_between
from pcrm_tools.facts.dates import latest_start
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import DueDated
from pcrm_tools.reports.followups import Horizon
from pcrm_tools.store.due_known import AWAKE, Known

_FIRST, _LAST = "", "9999-12-31"
_MESSAGES_FOR, _CARED_BEFORE, _CARE_UNTIL = "3mo", "2w", "3d"
_DATED = f"""
with wanted(rule, first, last) as (values {{wanted}})
select d.n, d.rule, d.day, d.line, d.what, d.owner, d.private, d.data, r.type, {{lifecycle}} as life, coalesce(r.pipeline, 'default'),
  r.stage, r.cadence, coalesce(r.next_contact, '')
from {{joined}} on d.rule = w.rule and d.day between w.first and w.last cross join record r on r.n = d.n
where ({{open}} or d.rule = 'erase' or r.archived = 0 and d.rule in ('invoice', 'closing-survey'))
  and (d.rule in ('erase', 'inbound') or {AWAKE}) {{only}}
  and case d.rule
    when 'newest' then r.type = 'project' or life != 'lost' and r.cadence is null {{spoken}}
    when 'renewal' then life is not 'lost' when 'birthday' then life is not 'lost' when 'lunar' then life is not 'lost'
    when 'quote' then life is not 'lost'
    when 'closing-survey' then exists (select 1 from record c where c.id = r.customer and c.type = 'customer'
      and c.lifecycle is not null and c.lifecycle != 'lost')
    else 1 end"""
# The rules of the follow-ups by the words of the table, where they are not the same.
_RULES = {"newest": "stale", "lunar": "birthday"}
_CARED = """
select r.n, r.title_line from record r where r.type = 'customer' and {open} and {awake} {only} and {lifecycle} is not 'lost'
  and r.tier in (select value from json_each(:tiers)) and not exists (select 1 from entry e
    where (e.n = r.n or e.n in (select p.n from record p where p.customer = r.id and p.type = 'project'))
    and e.date between :since and :today and (e.kind = 'care' or e.grp = 'contact' and e.date >= :day))"""
_TASKS = "select text from task where n = ? and state = 'open'"
_GREETING = ("birthday", "生日")

Rows = dict[str, list[DueDated]]


class Selection(NamedTuple):
    """What rows are asked for: of which cache and settings, up to when, as of which day, and of which records."""

    db: sqlite3.Connection
    config: Config
    horizon: Horizon
    today: str
    known: Known
    only_records: str
    only_dated: str


def dated_rows(asked: Selection) -> Rows:
    """The rows near enough to the day, by the rule of the follow-ups."""
    year = _year_days(asked)
    found: Rows = {}
    for row in _selected(asked, year):
        found.setdefault(_RULES.get(row.rule, row.rule), []).append(row)
    if "birthday" in found:
        found["birthday"] = [_birthday(asked.db, row, year) for row in found["birthday"]]
    care = list(_care(asked))
    return found | {"care": care} if care else found


def before(day: date, length: str) -> str:
    """The ISO day so long before a day; empty where that is before the first."""
    found = latest_start(day, length) if length else None
    return found.isoformat() if found else _FIRST


def _selected(asked: Selection, year: YearDays) -> Iterator[DueDated]:
    wanted = [row for row in _wanted(asked.horizon, year) if not asked.horizon.is_off(_RULES.get(row[0], row[0]))]
    if not wanted:
        return iter(())
    data, known = asked.config.data, asked.known
    # A customer whose silence has a limit is no stale record.
    limited = (
        ("r.tier", [code for code, tier in data["tiers"].items() if (tier or {}).get("cadence")]),
        ("life", [code for code, stage in data["lifecycle"].items() if (stage or {}).get("cadence")]),
    )
    table = "temp.dated_known" if known.past else "dated"
    spoken = " ".join(f"and coalesce({column}, '') not in ({', '.join('?' * len(codes))})" for column, codes in limited if codes)
    # Some records are few rows of the table; of all records, few days are.
    query = _DATED.format(
        wanted=", ".join(["(?, ?, ?)"] * len(wanted)), lifecycle=known.lifecycle, open=known.open, only=asked.only_dated, spoken=spoken,
        joined=(f"{table} d cross join wanted w" if asked.only_dated else f"wanted w cross join {table} d"),
    )
    values = [part for row in wanted for part in row] + [code for _, codes in limited for code in codes]
    # Names and question marks do not mix; the day is one of ours, an ISO date.
    return map(DueDated._make, asked.db.execute(query.replace(":today", f"'{asked.today}'"), values))


def _wanted(horizon: Horizon, year: YearDays) -> Iterator[tuple[str, str, str]]:
    """Which days of each rule are near enough: its word in the table, the first and the last day."""
    today = horizon.today
    for rule in ("plan", "erase", "renewal", "invoice", "payment", "project-due", "expected-close", "risk-review"):
        yield rule, _FIRST, horizon.day(rule).isoformat()
    yield "risk-high", _FIRST, _LAST
    yield "inbound", before(today, _MESSAGES_FOR), horizon.day("inbound").isoformat()
    yield "quote", before(today, horizon.limit("quote", "after")), horizon.day("quote").isoformat()
    for word, key in (("survey", "every"), ("evaluation", "after"), ("closing-survey", "within"), ("newest", "after")):
        rule = _RULES.get(word, word)
        last = latest_start(horizon.day(rule), horizon.limit(rule, key))
        if last is not None:
            first = before(today, horizon.limit(rule, "until")) if rule == "closing-survey" else _FIRST
            yield word, first, last.isoformat()
    for word, found in (("birthday", year.solar), ("lunar", year.lunar)):
        for day in found:
            yield word, day, day


def _year_days(asked: Selection) -> YearDays:
    """The days of the year on which a birthday is shown."""
    first = before(asked.horizon.today, asked.horizon.limit("birthday", "until"))
    lunar = asked.db.execute("select 1 from dated where rule = 'lunar' limit 1").fetchone() is not None
    return days_between(date.fromisoformat(first or asked.today), asked.horizon.day("birthday"), lunar)


def _birthday(db: sqlite3.Connection, row: DueDated, year: YearDays) -> DueDated:
    """A birthday with its day, and whether an open task of the record is about it."""
    values = json.loads(row.data)
    names = [name for name in values.get("names") or () if name]
    texts = [text for (text,) in db.execute(_TASKS, (row.n,)) if any(word in text.lower() for word in _GREETING)]
    lunar = row.rule == "lunar"
    values |= {"due": year.next(row.day, lunar), "lunar": lunar, "task": any(name in text for text in texts for name in names)}
    return row._replace(data=json.dumps(values, ensure_ascii=False))


def _care(asked: Selection) -> Iterator[DueDated]:
    """The customers to be greeted on a day of `followups.care.days`, if one is near and no greeting is in the log."""
    care: Mapping[str, Mapping[str, str]] = (asked.config.data.get("followups") or {}).get("care") or {}
    if not care.get("days") or asked.horizon.is_off("care"):
        return
    first = before(asked.horizon.today, _CARE_UNTIL)
    year = days_between(date.fromisoformat(first or asked.today), asked.horizon.day("care"))
    tiers = json.dumps(care.get("tiers") or list(asked.config.data["tiers"])[:1])
    known = asked.known
    query = _CARED.format(open=known.open, awake=AWAKE, only=asked.only_records, lifecycle=known.lifecycle)
    for text, label in care["days"].items():
        day = year.next(*day_of_year(text))
        if day:
            values = {"today": asked.today, "tiers": tiers, "since": before(date.fromisoformat(day), _CARED_BEFORE), "day": day}
            for n, line in asked.db.execute(query, values):
                yield DueDated(n, "care", day, line, label or text, "", 0, "{}", "customer", None, "", None, None, "")
