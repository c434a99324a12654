"""A running watcher measured from outside: from the moment that a file is saved to the line that tells of it."""

import json
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from tests.bench.measure import ROOT, Run, pcrm

_LONGEST = 600.0


def saved(notebook: Path, arguments: Sequence[str], edit: Callable[[], object], runs: int) -> Run:
    """The median time from a save to the update that `pcrm watch` tells of it, with everything brought up to date before."""
    command = [*pcrm(notebook, "watch", "--format", "jsonl"), *arguments]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True
    )
    timer = threading.Timer(_LONGEST, process.kill)
    timer.start()
    times = []
    try:
        assert process.stdout
        done = _next(process.stdout, "start")
        for _ in range(runs + 1):
            begun = time.perf_counter()
            edit()
            done = done and _next(process.stdout, "update")
            times.append(time.perf_counter() - begun)
    finally:
        timer.cancel()
        process.terminate()
        process.communicate()
    # The first update imports what checks need; those after it are what a person waits for.
    return Run(statistics.median(times[1:]), 0, 0 if done else 2, b"", "" if done else "the watcher ended")


def _next(lines: IO[str], event: str) -> bool:
    """Reads on to an event; whether it came."""
    return any(line.startswith("{") and json.loads(line)["event"] == event for line in lines)
