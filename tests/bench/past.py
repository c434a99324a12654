"""The past of one record in a repository of 5,000 commits: `pcrm history`, when nothing is known yet and when it is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.dice import Dice
from tests.bench.measure import median, pcrm
from tests.bench.rows import DAY, Bench, Row, judge

COMMITS, EVERY = 5_000, 50  # each fiftieth commit changes the record that is asked about
_BEGIN = 1_700_000_000
_TIERS = ("key", "general", "potential")


@contextmanager
def committed(bench: Bench) -> Iterator[Path]:
    """The notebook with a past, and the record that is asked about; without a past again afterwards."""
    root, (asked, *others) = bench.notebook, [path for path in bench.files if path.parts[-2] != "projects"][:500]
    texts = {path: path.read_text("utf-8") for path in (asked, *others)}
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True, capture_output=True)
    importer = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=root, stdin=subprocess.PIPE)
    assert importer.stdin
    dice = Dice(7)
    everything = {path: path.read_text("utf-8") for path in bench.files}
    importer.stdin.write(_commit(root, 0, everything))
    for number in range(1, COMMITS):
        path = asked if number % EVERY == 0 else dice.choice(others)
        texts[path] = re.sub(r"^tier: .*$", f"tier: {_TIERS[number % 3]}", texts[path], count=1, flags=re.MULTILINE)
        if path == asked:
            texts[path] += f"\n### 2026-01-01 note — Number {number}\n"
        importer.stdin.write(_commit(root, number, {path: texts[path]}))
    importer.communicate()
    held = asked.read_bytes()
    asked.write_text(texts[asked], "utf-8", newline="\n")
    try:
        yield asked
    finally:
        asked.write_bytes(held)
        shutil.rmtree(root / ".git")


def _commit(root: Path, number: int, files: dict[Path, str]) -> bytes:
    made = f"commit refs/heads/main\ncommitter Bench <bench@pcrm.example> {_BEGIN + number * 3600} +0000\n".encode() + _data(f"{number}")
    for path, text in files.items():
        made += f"M 100644 inline {path.relative_to(root).as_posix()}\n".encode() + _data(text)
    return made


def _data(text: str) -> bytes:
    raw = text.encode()
    return f"data {len(raw)}\n".encode() + raw + b"\n"


def rows(bench: Bench) -> Iterator[Row]:
    """Cold: nothing is known of the past; warm: it is."""
    bench.warm()
    with committed(bench) as asked:
        command = pcrm(bench.notebook, "history", asked.stem, "--limit", "0", *DAY)
        known = bench.notebook / ".pcrm/history.db"
        work = f"history of a record, {COMMITS:,} commits"
        cold = median(command, bench.runs, lambda: known.unlink(missing_ok=True))
        yield judge("history", f"{work}, cold", cold, 0)._replace(limit=2.0, budget="≤ 2 s")
        yield judge("history", f"{work}, warm", median(command, bench.runs), 0)._replace(limit=0.2, budget="≤ 0.2 s")
