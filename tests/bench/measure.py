"""Whole processes measured from outside: time from start to end, and peak memory.

A new process begins with its parent's memory in the books, so this side imports little and holds nothing large.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
_UNSET = ("PCRM_NOTEBOOK", "NO_COLOR", "FORCE_COLOR", "PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE")


class Run(NamedTuple):
    """How a process went: wall time, peak memory in bytes of it and of its children each, exit code, and what it wrote."""

    seconds: float
    peak: int
    code: int
    out: bytes
    err: str

    @property
    def last_words(self) -> str:
        """The last line of stderr."""
        return next(reversed(self.err.strip().splitlines()), "")


def run(command: Sequence[str]) -> Run:
    """One run to its end, in the project's folder, with its output in a file (a pipe would have to be read meanwhile)."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # else Popen would wait for it again
        out.seek(0)
        err.seek(0)
        return Run(seconds, usage.ru_maxrss * _PEAK_UNIT, process.returncode, out.read(), err.read().decode("utf-8", "replace"))


def median(command: Sequence[str], runs: int, before: Callable[[], object] | None = None) -> Run:
    """The last of so many runs with the median of their times and the highest of their peaks; a failed one ends it."""
    return beside(command, (), runs, before)[0]


def beside(
    command: Sequence[str], floor: Sequence[str], runs: int, before: Callable[[], object] | None = None
) -> tuple[Run, float]:
    """The median of a command and that of the floor under it, run in turn: what else the machine does slows both."""
    done, floors = list[Run](), [0.0]
    for _ in range(runs):
        if floor:
            floors.append(run(floor).seconds)
        if before:
            before()
        done.append(run(command))
        if done[-1].code > 1:
            return done[-1], 0
    seconds = statistics.median(one.seconds for one in done)
    return done[-1]._replace(seconds=seconds, peak=max(one.peak for one in done)), statistics.median(floors[1:] or floors)


def python(script: str, *arguments: object) -> list[str]:
    """The command that runs a script given as text."""
    return [sys.executable, "-c", script, *map(str, arguments)]


def pcrm(notebook: Path, *arguments: str) -> list[str]:
    """The command that runs the program over a notebook."""
    return [sys.executable, "-m", "pcrm_tools", "-C", str(notebook), *arguments]
