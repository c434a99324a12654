"""Records whose promised contact or longest silence may be due, and where their newest contact stands."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from pcrm_tools.facts.contact import LOST, silence_limits
from pcrm_tools.facts.dates import latest_start
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import DueContact
from pcrm_tools.reports.followups import Horizon
from pcrm_tools.store.due_known import AWAKE, Known

# The cache keeps each file's newest contact. Only where that lies after the day asked for are older entries looked at.
_BEFORE = "from entry e where e.n = {0}.n and e.grp = 'contact' and e.date <= :today"
_LAST = "case when {0}.last_entry > :today then (select max(e.date) " + _BEFORE + ") else {0}.last_entry end"
_PROJECTS = f"(select max({_LAST.format('p')}) from record p where p.customer = r.id and p.type = 'project')"
_NEWEST = _BEFORE.format("r") + " order by e.date desc, e.time desc, e.ord limit 1"
_SAID = f"case when r.last_entry > :today then (select json_extract(e.attrs, '$.next') {_NEWEST}) else r.said_next end"
_SAID_LINE = f"case when r.last_entry > :today then (select e.line {_NEWEST}) else r.said_line end"
_SAID_TITLE = f"""case when r.last_entry > :today then (select e.title {_NEWEST})
    when r.said_next <= :horizon then (select e.title from entry e where e.n = r.n and e.line = r.said_line) end"""
_BEGAN = "coalesce((select f.value from field f where f.n = r.n and f.key = 'first_contact' and f.ord = 0), r.first_entry)"

# The newest contact in the projects' logs: its day and its place, on lines of their own.
_THERE = """(select p.last_entry || char(10) || p.path || ':' || p.last_line from record p
    where p.customer = r.id and p.type = 'project' and r.type = 'customer' order by p.last_entry desc limit 1)"""
_PLACES = f"coalesce(r.path || ':' || r.last_line, '') || char(10) || coalesce({_THERE}, '')"
_LAST_OF_ALL = f"""nullif(max(coalesce({_LAST.format("r")}, ''),
    case r.type when 'customer' then coalesce({_PROJECTS}, '') else '' end), '')"""

_CONTACTS = f"""
select r.n, r.type, {{lifecycle}}, r.cadence, r.next_contact, {_SAID},
  {{last}},
  case when r.last_entry is null or r.last_entry > :today then {_BEGAN} end,
  r.next_step, r.title_line, r.next_line, {_SAID_LINE}, {_SAID_TITLE}, {{there}}
from record r
where {{open}} and {AWAKE} {{only}} and (r.last_entry > :today
  or r.next_contact <= :horizon and (r.last_entry is null or r.last_entry < r.next_contact)
  or r.said_next <= :horizon and r.said_next > r.last_entry
  or r.type = 'customer' and coalesce(r.last_entry, '') <= {{silence}})"""
_SEEN = """
with wanted as (select json_extract(value, '$[0]') as n, json_extract(value, '$[1]') as day from json_each(?))
select w.n, r.path || ':' || e.line
from wanted w cross join entry e on e.n = w.n and e.date = w.day and e.grp = 'contact' cross join record r on r.n = w.n
order by w.n, e.time, e.ord desc"""
_SEEN_THERE = """
with wanted as (select json_extract(value, '$[0]') as n, json_extract(value, '$[1]') as day from json_each(?))
select w.n, p.path || ':' || e.line
from wanted w cross join record c on c.n = w.n cross join record p on p.customer = c.id and p.type = 'project'
  cross join entry e on e.n = p.n and e.date = w.day and e.grp = 'contact'
order by w.n, e.time, p.path desc, e.ord desc"""


def contacts(
    db: sqlite3.Connection, config: Config, horizon: Horizon, days: Mapping[str, str], known: Known, only: str
) -> list[DueContact]:
    """The records whose next contact or silence may be due."""
    silence, values = _silence(db, config, horizon, known)
    # As of an earlier day each newest contact has to be found among the entries until then.
    last, there = (_LAST_OF_ALL, "null") if known.past else ("r.last_entry", _PLACES)
    query = _CONTACTS.format(silence=silence, lifecycle=known.lifecycle, open=known.open, only=only, last=last, there=there)
    until = {"today": days["today"], "horizon": horizon.day("next-contact").isoformat()}
    rows = map(DueContact._make, db.execute(query, {**until, **values}))
    return list(rows) if known.past else list(map(_with_projects, rows))


def _with_projects(row: DueContact) -> DueContact:
    """A row with its newest contact, if that stands in a project's log: of one day the record's own counts."""
    own, day, place = [*(row.seen or "").split("\n"), "", ""][:3]
    return row._replace(last=day, seen=place) if day > (row.last or "") else row._replace(seen=own or None)


def seen(db: sqlite3.Connection, rows: Iterable[DueContact]) -> dict[int, str]:
    """Where the newest contacts of some records stand, as `path:line`; a customer's may stand in a project's log.

    What the rows do not know, since entries were added after the day, is looked up.
    """
    found = {row.n: row.seen for row in rows if row.seen}
    wanted = {row.n: row.last for row in rows if row.last and not row.seen}
    for query in (_SEEN, _SEEN_THERE):
        missing = [pair for pair in wanted.items() if pair[0] not in found]
        if missing:
            found.update(db.execute(query, (json.dumps(missing),)))  # of several the newest comes last
    return found


def _silence(db: sqlite3.Connection, config: Config, horizon: Horizon, known: Known) -> tuple[str, dict[str, str]]:
    """The newest last contact that is too long ago by the last day looked at, as an SQL expression with its values.

    It follows `facts.contact.cadence_limit`: the own cadence, else the tier's (not for lost customers), else the lifecycle's.
    """
    own = {row[0]: row[0] for row in db.execute("select distinct cadence from record where cadence is not null")}
    tiers = {code: tier.get("cadence") for code, tier in config.data["tiers"].items() if tier}
    lifecycles = {code: stage.get("cadence") for code, stage in config.data["lifecycle"].items() if stage}
    last = _last_day(config, horizon)
    values: dict[str, str] = {}

    def case(column: str, cadences: Mapping[str, object], word: str) -> str:
        whens = []
        for number, (code, cadence) in enumerate(cadences.items()):
            day = latest_start(last, str(cadence or ""))
            if day is not None:
                values[f"{word}{number}"], values[f"{word}day{number}"] = code, day.isoformat()
                whens.append(f"when :{word}{number} then :{word}day{number}")
        return f"case {column} {' '.join(whens)} end" if whens else "null"

    values["lost"] = LOST
    by_tier = f"case when {known.lifecycle} is not :lost then {case('r.tier', tiers, 'tier')} end"
    return f"coalesce({case('r.cadence', own, 'own')}, {by_tier}, {case(known.lifecycle, lifecycles, 'life')})", values


def _last_day(config: Config, horizon: Horizon) -> date:
    """The last day on which any silence that is told of may end: tiers may warn earlier or later than others."""
    if horizon.last:
        return horizon.last
    general = (config.data.get("followups") or {}).get("cadence") or {}
    warns = {silence_limits(tier, config.data["tiers"], general).warn for tier in (None, *config.data["tiers"])}
    return max(horizon.ahead(warn) for warn in warns)
