"""The figures as a table for the terminal and as a page for the guide."""

import os
import platform
import shutil
from collections.abc import Mapping, Sequence

from tests.bench import floors, hugo
from tests.bench.measure import Run
from tests.bench.rows import Row

Found = Mapping[int, Sequence[Row]]
Floors = Mapping[int, Mapping[str, Run]]
_BESIDE = (floors.STAT, floors.RIPGREP, floors.START)
_HEADS = ("records", "work", "time", "ratio", "budget", "× F", "× rg", "× python", "peak", "")
_PAGE = """\
# Speed and size

<!-- Written by `make bench`; edit tests/bench, not this page. -->

Every figure is the time of a whole process from start to end, start-up included, in milliseconds: the median of {runs} runs with
a warm page cache (builds of 10,000 records and more: one run). The notebooks are generated (`python -m tests.bench.generate`):
Chinese and English mixed, three customers to two projects, 4 kB a record; of a hundred records about seven have something due
within a week. Whoosh is measured up to 10,000 records.

Milliseconds differ from machine to machine, so budgets are ratios to a floor measured in the same run:

{meaning}

A ratio is taken to the floor that the budget names, measured in turn with the command since whatever else the machine does slows
both; `× F`, `× rg` and `× python` stand beside every row.

Measured on {machine}. `make bench` measures here and now.

## Floors

{floors}

## Work

{work}
"""


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1000:,.0f} ms"


def _cells(records: int, row: Row, base: Mapping[str, Run]) -> tuple[str, ...]:
    if row.seconds is None or row.trouble.startswith("failed"):
        return (f"{records:,}", row.work, "-", "-", row.budget, "-", "-", "-", "-", row.mark)
    ratio = f"{row.seconds / row.floor:.2f} × {row.floor_name} ({_time(row.floor)})" if row.floor else "-"
    beside = [f"{row.seconds / base[name].seconds:.1f}" if name in base else "-" for name in _BESIDE]
    if row.floor and row.floor_name == floors.STAT:  # measured in turn with the command, so truer than the one at the start
        beside[0] = f"{row.seconds / row.floor:.1f}"
    peak = f"{row.peak / 1024 / 1024:.0f} MiB"
    return (f"{records:,}", row.work, _time(row.seconds), ratio, row.budget, *beside, peak, row.mark)


def _work(base: Floors, found: Found, grown: Sequence[Row]) -> list[tuple[str, ...]]:
    lines = [_cells(records, row, base[records]) for records in found for row in found[records]]
    return [*lines, *[_cells(max(found), row, base[max(found)]) for row in grown]]


def _floors(base: Floors) -> list[tuple[str, ...]]:
    names = [name for name in floors.MEANING if any(name in measured for measured in base.values())]
    return [(name, *[_time(measured[name].seconds) if name in measured else "-" for measured in base.values()]) for name in names]


def _aligned(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    rows = ("  ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)) for line in (head, *lines))
    return "\n".join(row.rstrip() for row in rows)


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines))


def table(base: Floors, found: Found, grown: Sequence[Row]) -> str:
    """Floors and work, aligned for a terminal."""
    head = ("floor", *[f"{records:,} records" for records in base])
    parts = [_aligned(head, _floors(base)), *([] if shutil.which("rg") else ["ripgrep is not installed: no `rg` floor"])]
    return "\n\n".join([*parts, _aligned(_HEADS, _work(base, found, grown))])


def page(base: Floors, found: Found, grown: Sequence[Row], runs: int) -> str:
    """The same as a page of the guide."""
    head = ("floor", *[f"{records:,} records" for records in base])
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    meaning = "\n".join(f"- **{name}**: {text}" for name, text in {**floors.MEANING, hugo.NAME: hugo.MEANING}.items())
    work = _markdown([*_HEADS[:-1], "verdict"], _work(base, found, grown))
    return _PAGE.format(runs=runs, meaning=meaning, machine=machine, floors=_markdown(head, _floors(base)), work=work)
