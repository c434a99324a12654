"""Processes that share work end with the one that they work for, however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SCRIPT = """
import os, signal, time
from pcrm_tools.store.workers import pool
with pool() as workers:
    numbers = {workers.submit(os.getpid).result() for _ in range(4)}
    print(*numbers, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_workers_of_a_killed_run_end_too() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=30)
    numbers = [int(word) for word in done.stdout.split()]
    assert done.returncode == -signal.SIGKILL and numbers, done.stderr
    until = time.monotonic() + 5
    while [number for number in numbers if alive(number)] and time.monotonic() < until:
        time.sleep(0.02)
    assert [number for number in numbers if alive(number)] == []


def alive(number: int) -> bool:
    """Whether a process is there and at work (one that has ended may still be listed)."""
    try:
        os.kill(number, 0)
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:
        return True
