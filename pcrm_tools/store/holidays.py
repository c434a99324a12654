"""The working calendar with public holidays: worked out by the package `holidays` once a year and country, then kept in the cache.

China's make-up working days are those that the State Council has announced for a year; for later years the package knows the
holidays of the law only. What stands under `calendar.exceptions` wins over both.
"""

import json
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pcrm_tools.facts.dates import WorkCalendar, work_calendar
from pcrm_tools.model.config import Config
from pcrm_tools.model.finding import Finding
from pcrm_tools.store.cache import get_meta, set_meta

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?\Z")
_MOST_YEARS = 60


def calendar(db: sqlite3.Connection, config: Config, first: date, last: date, person: str = "") -> WorkCalendar:
    """The working calendar of the notebook, or of a member of the team who works in another country, from one day to another.

    Days before and after those years have no public holidays.
    """
    settings = config.data["calendar"]
    member: Mapping[str, Any] = next((one for one in config.data["team"] if one["id"] == person), {})
    country = str(member.get("country") or settings.get("country") or "").upper()
    years = range(first.year, min(last.year, first.year + _MOST_YEARS) + 1)
    found = _years(db, country, years) if _CODE.match(country) else {}
    off = [day for year in found.values() for day in year["off"]]
    work = [day for year in found.values() for day in year["work"]]
    return work_calendar(settings, off, work)


def calendars(db: sqlite3.Connection, config: Config, first: date, last: date) -> Callable[[str], WorkCalendar]:
    """The working calendars of the team between two days, each made when it is first asked for."""

    @cache
    def of(person: str) -> WorkCalendar:
        return calendar(db, config, first, last, person)

    abroad = {str(member["id"]) for member in config.data["team"] if member.get("country")}
    return lambda person: of(person if person in abroad else "")


def _years(db: sqlite3.Connection, country: str, years: range) -> dict[str, dict[str, list[str]]]:
    """Days off and make-up working days by year: those remembered, and those worked out now."""
    stored = json.loads(get_meta(db, f"holidays:{country}") or "{}")
    version = installed()
    if stored.get("by") != version and version:
        stored = {"by": version, "years": {}}
    known: dict[str, dict[str, list[str]]] = stored.get("years") or {}
    missing = [year for year in years if str(year) not in known]
    if missing and version and not stored.get("unknown"):
        made = _worked_out(country, missing)
        stored = {"by": version, "years": {**known, **(made or {})}, "unknown": made is None}
        with suppress(sqlite3.OperationalError):  # another run writes: it is worked out again the next time
            set_meta(db, f"holidays:{country}", json.dumps(stored))
        known = stored["years"]
    return {str(year): known[str(year)] for year in years if str(year) in known}


def _worked_out(country: str, years: list[int]) -> dict[str, dict[str, list[str]]] | None:
    """Public holidays and make-up working days of some years; None for a country or part that nobody knows."""
    import holidays

    code, _, part = country.partition("-")
    try:
        found = holidays.country_holidays(code, subdiv=part or None, years=years)
    except (NotImplementedError, KeyError, ValueError):
        return None
    worked: set[date] = getattr(found, "weekend_workdays", set())
    return {
        str(year): {
            "off": sorted(day.isoformat() for day in found if day.year == year),
            "work": sorted(day.isoformat() for day in worked if day.year == year),
        }
        for year in years
    }


@lru_cache(maxsize=1)
def installed() -> str:
    """The version of the package that works holidays out, empty where it is not installed; does not import it."""
    for folder in sys.path:
        here = Path(folder or ".")
        if (here / "holidays" / "__init__.py").exists():
            with suppress(OSError):
                names = os.listdir(here)  # noqa: PTH208 - names are all that is wanted
                return next((name for name in names if name.startswith("holidays-") and name.endswith("-info")), "unversioned")
    return ""


def findings(db: sqlite3.Connection, root: Path, today: date) -> list[Finding]:
    """What pcrm.yml says of working time and cannot be used: a country without known holidays, a time zone that there is not."""
    stored = get_meta(db, "config")
    config = Config(json.loads(stored)) if stored else None
    wrong = [*_countries(db, config, today), *_zone(config)] if config else []
    if not wrong:
        return []
    from pcrm_tools.store.files import Source, read_text
    from pcrm_tools.store.look import SETTINGS
    from pcrm_tools.text.lines import Lines
    from pcrm_tools.text.record import allowed_rules, is_allowed
    from pcrm_tools.text.settings import setting_place
    from pcrm_tools.text.settings_judge import SETTING

    source = read_text(root / SETTINGS, SETTINGS)
    text = source.text if isinstance(source, Source) else ""
    found = []
    for where, name, seen, (why, why_zh, want, want_zh) in wrong:
        place = setting_place(text, where)
        values = {"name": name, "seen": seen, "why": why, "why_zh": why_zh, "want": want, "want_zh": want_zh}
        found.append(SETTING.at(place.line, place.column, SETTINGS, **values))
    allowed = allowed_rules(text, len(text), Lines(text))
    return [finding for finding in found if not is_allowed(finding, allowed)]


_Said = tuple[str, str, str, str]
_Wrong = tuple[str, str, str, _Said]
_UNKNOWN: _Said = (
    "is no country or part of one whose public holidays are known", "不是已知法定节假日的国家或地区",
    "write a code of ISO 3166 such as CN, DE or US-CA, or leave it out and list days under exceptions:",
    "写 ISO 3166 代码，如 CN、DE、US-CA；或者省略，在 exceptions: 下逐日列出",
)  # fmt: skip
_MISSING: _Said = (
    "cannot be used: the Python package `holidays` is not installed", "无法使用：没有安装 Python 包 `holidays`",
    "install it with `pip install holidays`, or leave the country out and list days under exceptions:",
    "用 `pip install holidays` 安装；或者省略国家，在 exceptions: 下逐日列出",
)  # fmt: skip
_NO_ZONE: _Said = ("is no time zone", "不是时区", "write a name such as Asia/Shanghai", "写时区名称，如 Asia/Shanghai")


def _countries(db: sqlite3.Connection, config: Config, today: date) -> Iterator[_Wrong]:
    """Each country that cannot be used, once: the notebook's, then those of the team."""
    named = [("calendar.country", "calendar.country", str(config.data["calendar"].get("country") or ""))]
    team = enumerate(config.data["team"])
    named += [(f"team.{number}", "team.country", str(member["country"])) for number, member in team if member.get("country")]
    seen: set[str] = set()
    for where, name, country in named:
        if not country or country in seen:
            continue
        seen.add(country)
        code = country.upper()
        if not _CODE.match(code):
            yield where, name, country, _UNKNOWN
        elif not installed():
            yield where, name, country, _MISSING
        else:
            _years(db, code, range(today.year, today.year + 1))
            if json.loads(get_meta(db, f"holidays:{code}") or "{}").get("unknown"):
                yield where, name, country, _UNKNOWN


def _zone(config: Config) -> Iterator[_Wrong]:
    zone = str(config.data.get("timezone") or "")
    if zone:
        from zoneinfo import available_timezones

        zones = available_timezones()
        if zones and zone not in zones:
            yield "timezone", "timezone", zone, _NO_ZONE
