"""When something happened, in the words that people type."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pcrm_tools.cli import moments
from pcrm_tools.cli.app import App
from pcrm_tools.cli.moments import Moment, moment, now
from pcrm_tools.errors import WrongUse
from tests.cli.written import make

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def app(tmp_path: Path) -> App:
    found = App({"PCRM_NOTEBOOK": str(make(tmp_path / "notebook"))})
    found.as_of = FRIDAY
    return found


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        ("2026-11-18", "2026-11-18", ""),
        ("2026-11-18 14:30", "2026-11-18", "14:30"),
        ("2026-11-18T9:05", "2026-11-18", "09:05"),
        ("2026-11-18 14:30:59", "2026-11-18", "14:30"),
        ("14:30", "2026-11-20", "14:30"),
        ("9：30", "2026-11-20", "09:30"),
        ("yesterday 08:00", "2026-11-19", "08:00"),
        ("昨天14:30", "2026-11-19", "14:30"),
        ("-2d", "2026-11-18", ""),
        ("2026/11/5 08:00", "2026-11-05", "08:00"),
        ("mon", "2026-11-16", ""),
        ("fri", "2026-11-20", ""),
        ("Saturday 10:00", "2026-11-14", "10:00"),
        ("周三 9:00", "2026-11-18", "09:00"),
        ("星期天", "2026-11-15", ""),
        ("上周三", "2026-11-11", ""),
    ],
)
def test_words_for_what_has_happened(app: App, typed: str, day: str, time: str) -> None:
    assert moment(app, typed) == Moment(day, time)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-11-21", "下周三", "+1d", "eom 10:00"])
def test_what_is_to_come_has_not_happened(app: App, typed: str) -> None:
    with pytest.raises(WrongUse, match="still to come"):
        moment(app, typed)


@pytest.mark.parametrize("typed", ["25:00", "12:60", "2026-02-30", "5", "soon", "2026-11-18 1430", "14:30 2026-11-18"])
def test_what_is_no_moment(app: App, typed: str) -> None:
    with pytest.raises(WrongUse):
        moment(app, typed)


def test_now_has_the_time_of_the_clock_in_the_notebooks_zone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def,override]
            return datetime(2026, 11, 20, 6, 7, tzinfo=tz) if tz is None else datetime(2026, 11, 20, 14, 7)

    monkeypatch.setattr(moments, "datetime", Clock)
    assert moment(app, "now") == moment(app, "现在") == Moment("2026-11-20", "06:07")
    assert now(app) == Moment("2026-11-20", "")  # somebody else says which day it is
    app.session().config.data["timezone"] = "Asia/Shanghai"  # type: ignore[index]
    assert moment(app, "now").time == "14:07"
    app.session().config.data["timezone"] = "Nowhere/At_all"  # type: ignore[index]
    assert moment(app, "now").time == "06:07"


def test_a_moment_as_a_token() -> None:
    assert (Moment("2026-11-20", "").token, Moment("2026-11-20", "09:05").token) == ("2026-11-20", "2026-11-20T09:05")
