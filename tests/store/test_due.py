"""What follow-ups may cost: the queries take their indexes, and a warm start imports little."""

import subprocess
import sys
from datetime import date

import pytest

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.store import due
from tests.notebook_rows import NotebookRows

DAYS = {"today": "2026-11-20", "horizon": "2026-11-27"}
HEAVY = ("yaml", "frontmatter", "dataclasses", "decimal", "calendar", "pcrm_tools.model.customer", "pcrm_tools.model.log")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (due._TASKS.format(state="t.state", only=""), "task_open"),
        (due._ITEMS.format(only=""), "item_open"),
        (due._CASES.format(only=""), "case_open"),
        (due._STEPS.format(numbers="1, 2", firsts="'contact'"), "entry_stage"),
    ],
)
def test_a_query_takes_its_index(query: str, index: str) -> None:
    plan = NotebookRows().db.execute(f"explain query plan {query}", DAYS).fetchall()
    assert any(f"INDEX {index}" in row[3] for row in plan)
    assert not any(row[3] in ("SCAN t", "SCAN i", "SCAN e", "SCAN r") for row in plan)


def test_some_records_are_asked_for_without_a_look_at_all_tasks() -> None:
    query = due._TASKS.format(state="+t.state", only="and t.n in (1, 2)")
    plan = NotebookRows().db.execute(f"explain query plan {query}", DAYS).fetchall()
    assert "PRIMARY KEY (n=?)" in plan[0][3]


@pytest.mark.parametrize("module", ["pcrm_tools.store.due", "pcrm_tools.store.read", "pcrm_tools.store.tally"])
def test_a_warm_start_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_settings_without_cadences_or_pipelines_are_no_obstacle() -> None:
    book = NotebookRows()
    n = book.customer("a", tier="key", cadence="soon")
    book.entry(n, "2020-01-01", "call")
    book.project("p", "a", stage="contact", stage_since="2020-01-01")
    bare = {**defaults(), "tiers": {}, "lifecycle": {}, "pipelines": {}}
    assert due.followups(book.db, Config(bare), date(2026, 11, 20)) == ()
    pipelines = {"default": {"stages": {"contact": None}}}
    odd = {**defaults(), "tiers": {"key": None}, "lifecycle": {"lead": None}, "pipelines": pipelines}
    assert due.followups(book.db, Config(odd), date(2026, 11, 20)) == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_are_no_obstacle(day: date) -> None:
    book = NotebookRows()
    n = book.customer("a", tier="key", cadence="9999y")
    book.entry(n, "2026-11-20", "call")
    book.task(n, "Late", "2026-11-20")
    assert len(due.followups(book.db, Config(defaults()), day, horizon=day)) == (day == date.max)
