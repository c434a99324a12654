import shutil

import pytest

from tests.bench import floors, measure
from tests.bench.generate import write
from tests.bench.measure import Run, python, run
from tests.bench.rows import SUITES, Bench, Budget, missing
from tests.bench.run import growth
from tests.bench.table import page, table

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "notebook"
    write(folder, 10)
    found = Bench(folder, 10, 1)
    found.floors = floors.measure_floors(folder, 1, 1)
    return found


def took(seconds, peak=1, code=0, err=""):
    return Run(seconds, peak * MIB, code, b"", err)


def test_every_floor_can_be_measured(bench):
    expected = set(floors.MEANING) - (set() if shutil.which("rg") else {floors.RIPGREP})
    assert {name: done.err for name, done in bench.floors.items()} == dict.fromkeys(expected, "")


def test_a_process_is_measured_with_its_memory_and_its_exit_code():
    small, large = run(python("pass")), run(python("x = b'x' * 300_000_000; raise SystemExit(3)"))
    assert (small.code, large.code) == (0, 3)
    assert small.peak < 290 * MIB < large.peak


def test_one_slow_run_does_not_sway_the_median(monkeypatch):
    runs = iter([took(0.1, peak=5), took(9.0, peak=7), took(0.2, peak=6)])
    monkeypatch.setattr(measure, "run", lambda command: next(runs))
    found = measure.median(["list"], 3)
    assert (found.seconds, found.peak) == (0.2, 7 * MIB)


def test_a_failed_run_is_not_hidden_by_the_others(monkeypatch):
    runs = iter([took(0.1), took(0.2, code=70, err="boom"), took(0.1)])
    monkeypatch.setattr(measure, "run", lambda command: next(runs))
    assert measure.median(["list"], 3).code == 70


def test_a_row_passes_up_to_its_budget_and_not_beyond(bench):
    bench.floors = {**bench.floors, "F": took(0.1)}
    assert bench.row("list", "list", took(0.12), Budget("F", 1.3)).mark == "pass"
    assert bench.row("list", "list", took(0.14), Budget("F", 1.3)).mark == "over"
    assert bench.row("list", "list", took(0.14), Budget("F", 1, 0.06)).mark == "pass"
    assert bench.row("search", "search", took(0.12, peak=41), Budget("F", 1.5, peak=40)).mark == "over"
    assert bench.row("list", "list", took(0.01, code=70, err="boom\n"), Budget("F", 1.3)).mark == "failed (70): boom"


def test_growth_is_judged_by_what_a_record_costs(bench):
    def rows(seconds):
        return [bench.row("validate", "validate, cold", took(seconds))]

    assert [row.mark for row in growth({10: rows(1.0), 100: rows(11.0)})] == ["pass"]
    assert [row.mark for row in growth({10: rows(1.0), 100: rows(13.0)})] == ["over"]


def test_table_and_page_show_every_row_and_what_does_not_exist_yet(bench):
    rows = [bench.row("list", "list", took(0.12), Budget("F", 1.3)), missing("site", "site")]
    for text in (table({10: bench.floors}, {10: rows}, []), page({10: bench.floors}, {10: rows}, [], 5)):
        assert "120 ms" in text and "≤ 1.3 × F" in text and "not yet" in text


def test_an_edit_changes_one_record_and_the_engine_is_written_into_the_settings(bench):
    before = {path: path.read_bytes() for path in bench.files}
    bench.edit()
    assert sum(path.read_bytes() != before[path] for path in bench.files) == 1
    bench.engine("whoosh")
    assert "  engine: whoosh\n" in (bench.notebook / "pcrm.yml").read_text("utf-8")


def test_suites_need_commands_of_the_program():
    from pcrm_tools.cli.main import COMMANDS

    assert {command for _, command, _ in SUITES} <= set(COMMANDS)
