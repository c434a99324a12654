import shutil

import pytest

from tests.bench import floors, measure
from tests.bench.generate import write
from tests.bench.measure import Run, python, run
from tests.bench.rows import SUITES, Bench, Budget, _queries, _wrong_total, judge, missing
from tests.bench.run import growth
from tests.bench.table import page, table

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "notebook"
    write(folder, 10)
    return Bench(folder, 10, 1)


def took(seconds, peak=1, code=0, err=""):
    return Run(seconds, peak * MIB, code, b"", err)


def test_every_floor_can_be_measured(bench):
    expected = set(floors.MEANING) - (set() if shutil.which("rg") else {floors.RIPGREP})
    measured = floors.measure_floors(bench.commands, 1, 1)
    assert {name: done.last_words for name, done in measured.items() if done.code == 0} == dict.fromkeys(expected, "")


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


def test_a_row_passes_up_to_its_budget_and_not_beyond():
    assert judge("list", "list", took(0.12), 0.1, Budget("F", 1.3)).mark == "pass"
    assert judge("list", "list", took(0.14), 0.1, Budget("F", 1.3)).mark == "over"
    assert judge("list", "list", took(0.14), 0.1, Budget("F", 1, 0.06)).mark == "pass"
    assert judge("search", "search", took(0.12, peak=41), 0.1, Budget("F", 1.5, peak=40)).mark == "over"
    assert judge("list", "list", took(0.01, code=70, err="boom\n"), 0.1, Budget("F", 1.3)).mark == "failed (70): boom"
    assert judge("list", "list", took(0.12), 0, Budget("F", 1.3)).mark == ""


def test_a_command_is_measured_beside_its_floor(bench):
    row = bench.row("index", "index from nothing, sqlite", ("index",), Budget(floors.DECODE, 1000), build=True)
    assert row.mark == "pass" and row.floor
    assert (bench.notebook / ".pcrm").is_dir()


def test_growth_is_judged_by_what_a_record_costs():
    def rows(seconds):
        return [judge("validate", "validate, cold", took(seconds), 0)]

    assert [row.mark for row in growth({10: rows(1.0), 100: rows(11.0)})] == ["pass"]
    assert [row.mark for row in growth({10: rows(1.0), 100: rows(13.0)})] == ["over"]


def test_table_and_page_show_every_row_and_what_does_not_exist_yet():
    rows = [judge("list", "list", took(0.12), 0.1, Budget("F", 1.3)), missing("site", "site")]
    for text in (table({10: {"F": took(0.1)}}, {10: rows}, []), page({10: {"F": took(0.1)}}, {10: rows}, [], 5)):
        assert "120 ms" in text and "1.20 × F (100 ms)" in text and "≤ 1.3 × F" in text and "not yet" in text


def test_every_row_stands_beside_the_same_three_floors():
    base = {"F": took(0.1), "rg": took(0.05), "python": took(0.02)}
    row = judge("validate", "validate, cold", took(1.0), 0.5, Budget("CSafeLoader", 1.5))
    line = next(line for line in page({10: base}, {10: [row]}, [], 5).splitlines() if "validate, cold" in line)
    assert line == "| 10 | validate, cold | 1,000 ms | 2.00 × CSafeLoader (500 ms) | ≤ 1.5 × CSafeLoader | 10.0 | 20.0 | 50.0 | 1 MiB | over |"


def test_every_query_finds_what_was_put_into_the_notebook(bench):
    bench.warm()
    assert [_wrong_total(bench, query, count) for _, query, count in _queries(bench.records)] == [""] * 6


def test_an_edit_changes_one_record_and_the_engine_is_written_into_the_settings(bench):
    before = {path: path.read_bytes() for path in bench.files}
    bench.edit()
    assert sum(path.read_bytes() != before[path] for path in bench.files) == 1
    bench.engine("whoosh")
    assert "  engine: whoosh\n" in (bench.notebook / "pcrm.yml").read_text("utf-8")


def test_suites_need_commands_of_the_program():
    from pcrm_tools.cli.main import COMMANDS

    assert {command for _, command, _ in SUITES} <= set(COMMANDS)
