"""What follow-ups may cost: the queries take their indexes, and a warm start imports little."""

import subprocess
import sys
from datetime import date

import pytest

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.store import due, due_dated, due_stages, due_work
from pcrm_tools.store.due_known import NOW
from tests.notebook_rows import NotebookRows

DAYS = {"today": "2026-11-20", "task": "2026-11-27", "item": "2026-11-27"}
HEAVY = ("yaml", "frontmatter", "holidays", "dataclasses", "decimal", "calendar", "pcrm_tools.model.customer", "pcrm_tools.model.log")


def plan_of(query: str, values: object = DAYS) -> list[str]:
    return [row[3] for row in NotebookRows().db.execute(f"explain query plan {query}", values).fetchall()]


def task_query(state: str = "t.state", only: str = "") -> str:
    return due_work._TASKS.format(task=NOW.task.format(state=state), open=NOW.open, only=only)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (task_query(), "task_open"),
        (due_work._ITEMS.format(item=NOW.item, open=NOW.open, only=""), "item_open"),
        (due_work._CASES.format(case=NOW.case, open=NOW.open, only=""), "case_open"),
        (due_stages._STEPS.format(numbers="1, 2", firsts="'contact'"), "entry_stage"),
    ],
)
def test_a_query_takes_its_index(query: str, index: str) -> None:
    plan = plan_of(query)
    assert any(f"INDEX {index}" in step for step in plan)
    assert not any(step in ("SCAN t", "SCAN i", "SCAN e", "SCAN r") for step in plan)


def test_open_projects_are_found_by_their_stage() -> None:
    query = due_stages._STAGES.format(
        values="('default', 'contact', '2026-11-01', null)", open=NOW.open, only="", others="", joined="late cross join record r"
    )
    assert any("USING INDEX record_stage (stage=?)" in step for step in plan_of(query))


def test_dated_rows_are_found_by_rule_and_day() -> None:
    query = due_dated._DATED.format(
        wanted="('plan', '', '2026-11-27')", lifecycle=NOW.lifecycle, open=NOW.open, only="", spoken="",
        joined="wanted w cross join dated d",
    ).replace(":today", "'2026-11-20'")
    assert any("USING INDEX dated_day (rule=? AND day>? AND day<?)" in step for step in plan_of(query, ()))


def test_some_records_are_asked_for_without_a_look_at_all_tasks() -> None:
    assert "PRIMARY KEY (n=?)" in plan_of(task_query("+t.state", "and t.n in (1, 2)"))[0]


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
