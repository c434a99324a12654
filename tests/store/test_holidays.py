"""The working calendar with public holidays: what counts, what the cache keeps, and what is said when it cannot be used."""

import json
import os
import sqlite3
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.durations import Duration
from pcrm_tools.session import Session
from pcrm_tools.store import holidays
from pcrm_tools.store.cache import get_meta
from tests.notebook_rows import NotebookRows
from tests.small_notebook import notebook

REPOSITORY = Path(__file__).parents[2]
WEEK = {"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "09:00-18:00"}
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def db() -> sqlite3.Connection:
    return NotebookRows().db


def config(country: str, team: list[dict[str, str]] | None = None, **exceptions: str) -> Config:
    days = {day.replace("_", "-").removeprefix("d"): kind for day, kind in exceptions.items()}
    return Config({**defaults(), "calendar": {**WEEK, "country": country, "exceptions": days}, "team": team or []})


def working(calendar: WorkCalendar, first: str, last: str) -> str:
    """Each day of a span as `w` or `.`."""
    day, end, found = date.fromisoformat(first), date.fromisoformat(last), ""
    while day <= end:
        found += "w" if calendar.is_working(day) else "."
        day += timedelta(1)
    return found


# --- what counts --------------------------------------------------------------------------------------------------


def test_chinese_holidays_and_make_up_working_days(db: sqlite3.Connection) -> None:
    calendar = holidays.calendar(db, config("CN"), *YEAR)
    # Spring Festival 2026: off from Monday, 16 to Monday, 23 February, worked on the Saturdays before and after.
    assert working(calendar, "2026-02-12", "2026-03-01") == "www.........wwwww."
    # National Day: off until Wednesday, 7 October; worked on Sunday, 20 September and Saturday, 10 October.
    assert working(calendar, "2026-09-19", "2026-09-21") == ".ww"
    assert working(calendar, "2026-09-30", "2026-10-11") == "w.......www."


def test_service_time_runs_over_a_holiday_and_a_make_up_saturday(db: sqlite3.Connection) -> None:
    calendar = holidays.calendar(db, config("CN"), *YEAR)
    assert calendar.add_working(datetime(2026, 9, 30, 16, 0), Duration(4, "h")) == datetime(2026, 10, 8, 11, 0)
    assert calendar.add_working(datetime(2026, 10, 9, 16, 0), Duration(4, "h")) == datetime(2026, 10, 10, 11, 0)
    assert calendar.after(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_own_exceptions_win_over_both(db: sqlite3.Connection) -> None:
    calendar = holidays.calendar(db, config("CN", d2026_10_10="off", d2026_10_05="work"), *YEAR)
    assert working(calendar, "2026-10-05", "2026-10-11") == "w..ww.."


def test_of_later_years_only_the_holidays_of_the_law_are_known(db: sqlite3.Connection) -> None:
    """Fails when the package has taken in the State Council's arrangement for 2027: then move the year on, here and in the guide."""
    calendar = holidays.calendar(db, config("CN"), date(2027, 1, 1), date(2027, 12, 31))
    assert not calendar.is_working(date(2027, 2, 8))
    saturdays = [date(2027, 1, 2) + timedelta(7 * week) for week in range(52)]
    assert not any(calendar.is_working(day) or calendar.is_working(day + timedelta(1)) for day in saturdays)


def test_other_countries_and_parts_of_them(db: sqlite3.Connection) -> None:
    assert not holidays.calendar(db, config("US"), *YEAR).is_working(date(2026, 11, 26))
    assert holidays.calendar(db, config("us-ca"), *YEAR).is_working(date(2026, 3, 31)) is False  # Cesar Chavez Day
    assert holidays.calendar(db, config("US"), *YEAR).is_working(date(2026, 3, 31))
    assert holidays.calendar(db, config(""), *YEAR).is_working(date(2026, 11, 26))


def test_members_of_the_team_may_work_in_another_country(db: sqlite3.Connection) -> None:
    both = config("CN", [{"id": "dana", "country": "US"}, {"id": "li.wei"}])
    of = holidays.calendars(db, both, *YEAR)
    assert [of(person).is_working(date(2026, 11, 26)) for person in ("dana", "li.wei", "nobody", "")] == [False, True, True, True]
    assert [of(person).is_working(date(2026, 10, 1)) for person in ("dana", "li.wei")] == [True, False]


# --- what the cache keeps -----------------------------------------------------------------------------------------


def test_a_year_is_worked_out_once(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []
    real = holidays._worked_out

    def counted(country: str, years: list[int]) -> object:
        asked.append(years)
        return real(country, years)

    monkeypatch.setattr(holidays, "_worked_out", counted)
    first = holidays.calendar(db, config("CN"), *YEAR)
    assert holidays.calendar(db, config("CN"), *YEAR) == first
    holidays.calendar(db, config("CN"), date(2025, 6, 1), date(2027, 1, 1))
    assert asked == [[2026], [2025, 2027]]
    assert sorted(json.loads(get_meta(db, "holidays:CN"))["years"]) == ["2025", "2026", "2027"]


def test_another_version_of_the_package_is_asked_again(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    holidays.calendar(db, config("CN"), *YEAR)
    monkeypatch.setattr(holidays, "installed", lambda: "holidays-9.9.dist-info")
    monkeypatch.setattr(holidays, "_worked_out", lambda country, years: {str(year): {"off": ["2026-11-20"], "work": []} for year in years})
    assert not holidays.calendar(db, config("CN"), *YEAR).is_working(date(2026, 11, 20))


def test_without_the_package_what_is_kept_still_counts(db: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    holidays.calendar(db, config("CN"), *YEAR)
    monkeypatch.setattr(holidays, "installed", lambda: "")
    assert not holidays.calendar(db, config("CN"), *YEAR).is_working(date(2026, 10, 1))
    assert holidays.calendar(db, config("CN"), date(2028, 1, 1), date(2028, 12, 31)).is_working(date(2028, 10, 2))


def test_a_cache_that_another_run_writes_to_is_no_obstacle(tmp_path: Path) -> None:
    root = notebook(tmp_path, {}, "calendar: {country: CN}\n")
    session = Session.open(root)
    session.db.execute("pragma busy_timeout = 0")
    other = sqlite3.connect(root / ".pcrm" / "cache.db", isolation_level=None)
    other.execute("begin immediate")
    try:
        assert not holidays.calendar(session.db, session.config, *YEAR).is_working(date(2026, 10, 1))
    finally:
        other.execute("rollback")
        other.close()
        session.close()


def test_a_second_run_does_not_import_the_package(tmp_path: Path) -> None:
    settings = "calendar: {country: CN}\nsla: [{respond: 4h}]\n"
    record = "---\nname: Huaxing\nowner: dana\n---\n\n## Log\n\n### 2026-11-19 complaint — dust\n"
    root = notebook(tmp_path, {"customers/huaxing.md": record}, settings)
    code = (
        "import sys; from pathlib import Path; from datetime import date; from pcrm_tools.session import Session;"
        "from pcrm_tools.store.due import followups; s = Session.open(Path(sys.argv[1]));"
        "rows = followups(s.db, s.config, date(2026, 11, 20)); print(len(rows), 'holidays' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY)}
        ).stdout.split()
        for _ in range(2)
    ]
    assert runs == [["1", "True"], ["1", "False"]]


# --- what is said -------------------------------------------------------------------------------------------------


def findings(root: Path) -> list[tuple[str, str, str]]:
    session = Session.open(root)
    try:
        found = session.findings(date(2026, 11, 20), ("pcrm.yml",))
    finally:
        session.close()
    text = (root / "pcrm.yml").read_text("utf-8").split("\n")
    return [(one.rule, text[one.line - 1][one.column - 1 :], str(one.values["why"])) for one in found]


@pytest.mark.parametrize("country", ["XX", "US-ZZ", "China", "中国"])
def test_an_unknown_country_is_one_finding_at_its_place(country: str, tmp_path: Path) -> None:
    root = notebook(tmp_path, {}, f"calendar:\n  country: {country}\n  hours: 08:30-17:30\n")
    assert findings(root) == [("settings-value", country, "is no country or part of one whose public holidays are known")]


def test_a_chinese_key_and_a_members_country_have_their_places_too(tmp_path: Path) -> None:
    root = notebook(tmp_path, {}, "日历:\n  国家: XX\n")
    text = (root / "pcrm.yml").read_text("utf-8").replace("name: Mike Okafor,", "name: Mike Okafor, country: YY,")
    (root / "pcrm.yml").write_text(text, encoding="utf-8")
    (member, notebooks) = findings(root)
    assert (member[1][:10], notebooks[1]) == ("{id: mike,", "XX")


@pytest.mark.parametrize("country", ["CN", "us-ca", "DE"])
def test_a_known_country_is_none(country: str, tmp_path: Path) -> None:
    assert findings(notebook(tmp_path, {}, f"calendar: {{country: {country}}}\n")) == []


def test_a_missing_package_is_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "installed", lambda: "")
    root = notebook(tmp_path, {}, "calendar: {country: CN}\n")
    assert findings(root) == [("settings-value", "CN}", "cannot be used: the Python package `holidays` is not installed")]


def test_a_finding_can_be_allowed(tmp_path: Path) -> None:
    assert findings(notebook(tmp_path, {}, "calendar:\n  country: XX   # pcrm: allow settings-value\n")) == []


@pytest.mark.parametrize(("zone", "wrong"), [("Asia/Shanghai", False), ("Europe/Berlin", False), ("Shanghai", True)])
def test_a_time_zone_must_exist(zone: str, wrong: bool, tmp_path: Path) -> None:
    assert bool(findings(notebook(tmp_path, {}, f"timezone: {zone}\n"))) == wrong
