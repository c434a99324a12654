"""Measures the program as its users meet it: whole processes, start-up included, beside what they could not do without.

`python -m tests.bench.run --records 1000,2000,10000,50000` generates the notebooks, measures and prints one table; with `--page FILE`
it writes the figures down as a page. `--only search,list` measures less; `--folder DIR` keeps the notebooks for the next time.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import floors
from tests.bench.measure import Run, run
from tests.bench.rows import SUITES, Bench, Row, missing
from tests.bench.table import page, table

_GROWING = ("index from nothing, sqlite", "validate, cold")
_MIB = 1024 * 1024


def measure(notebook: Path, records: int, runs: int, only: Sequence[str]) -> tuple[dict[str, Run], list[Row]]:
    """The floors and all rows of one notebook."""
    bench = Bench(notebook, records, runs)
    _say(f"{records} records: floors")
    measured = floors.measure_floors(bench.commands, runs, bench.builds)
    for name in [name for name, done in measured.items() if done.code]:
        _say(f"floor {name}: failed ({measured[name].code}): {measured[name].last_words}")
        del measured[name], bench.commands[name]
    rows: list[Row] = []
    for suite, command, rows_of in SUITES:
        if only and suite not in only:
            continue
        _say(f"{records} records: {suite}")
        rows += list(rows_of(bench)) if bench.has(command) else [missing(suite, suite)]
    return measured, rows


def growth(found: dict[int, list[Row]]) -> list[Row]:
    """What a record costs in the largest notebook, divided by what it costs in the smallest."""
    if len(found) < 2:
        return []
    small, large = min(found), max(found)
    rows = []
    for work in _GROWING:
        first, last = (_figure(found[size], work) for size in (small, large))
        if first and last and first.seconds and last.seconds:
            base = first.seconds / small * large
            name = f"per record at {small:,}"
            budget = f"≤ 1.2 × {name}, 600 MiB"
            rows.append(last._replace(floor=base, floor_name=name, limit=base * 1.2, budget=budget, peak_limit=600 * _MIB))
    return rows


def _figure(rows: Sequence[Row], work: str) -> Row | None:
    return next((row for row in rows if row.work == work and not row.trouble), None)


def generate(folder: Path, records: int) -> Path:
    """The notebook of so many records: made by another process where it is missing or older than the generator."""
    notebook = folder / f"notebook-{records}"
    finished = folder / f"notebook-{records}.done"
    changed = max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.[pt]*"))
    if not finished.exists() or finished.stat().st_mtime < changed:
        shutil.rmtree(notebook, ignore_errors=True)
        _say(f"{records} records: generating")
        done = run([sys.executable, "-m", "tests.bench.generate", str(notebook), "--records", str(records)])
        if done.code:
            sys.exit(done.err)
        finished.touch()
    return notebook


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description="Measure the program.")
    parser.add_argument("--records", default="1000,2000,10000", help="sizes of the notebooks (default: 1000,2000,10000)")
    parser.add_argument("--only", default="", help=f"some of: {', '.join(dict.fromkeys(name for name, _, _ in SUITES))}")
    parser.add_argument("--runs", type=int, default=5, help="the median of so many runs (default: 5)")
    parser.add_argument("--folder", type=Path, help="where the notebooks are kept for the next time (default: nowhere)")
    parser.add_argument("--page", type=Path, help="write the figures as Markdown too")
    asked = parser.parse_args()
    only = [name for name in asked.only.split(",") if name]
    if unknown := set(only) - {name for name, _, _ in SUITES}:
        parser.error(f"--only: nothing is called {', '.join(sorted(unknown))}")
    sizes = sorted({int(part) for part in asked.records.split(",")})
    base, found = dict[int, dict[str, Run]](), dict[int, list[Row]]()
    with tempfile.TemporaryDirectory(prefix="pcrm-bench-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for records in sizes:
            base[records], found[records] = measure(generate(folder, records), records, asked.runs, only)
    grown = growth(found)
    print(table(base, found, grown))
    if asked.page:
        asked.page.parent.mkdir(parents=True, exist_ok=True)
        asked.page.write_text(page(base, found, grown, asked.runs), "utf-8")


if __name__ == "__main__":
    main()
