"""The merge driver as git starts it: a process a file, with a record that both sides changed in several places."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import median, pcrm
from tests.bench.rows import Bench, Row, judge

LIMIT = 0.15  # seconds a file, start of the program included
_FIELD = "\nsnooze: 2027-01-{day:02}\n---"
_ENTRY = "### 2026-11-{day:02} note — One more thing\n\nSaid on day {day}.\n\n"


def rows(bench: Bench) -> Iterator[Row]:
    """A record of the middle and the longest one: a field that both set, an entry that each added, a word that one changed."""
    longest = max(bench.files, key=lambda path: path.stat().st_size)
    for name, record in (("a record", bench.files[len(bench.files) // 2]), ("the longest record", longest)):
        with tempfile.TemporaryDirectory() as folder:
            base, ours, theirs = (Path(folder, version) for version in ("base", "ours", "theirs"))
            kept = Path(folder, "kept")
            text = record.read_text("utf-8")
            for path, new in ((base, text), (kept, _changed(text, 18)), (theirs, _changed(text, 19))):
                path.write_text(new, "utf-8")
            arguments = ("git", "merge-driver", str(base), str(ours), str(theirs), "--path", record.name)
            done = median(pcrm(bench.notebook, *arguments), bench.runs, lambda kept=kept, ours=ours: shutil.copy(kept, ours))
            work = f"merge driver, {name} ({len(text) / 1000:.0f} kB)"
            yield judge("merge", work, done, 0)._replace(limit=LIMIT, budget=f"≤ {LIMIT * 1000:.0f} ms")


def _changed(text: str, day: int) -> str:
    """The record with a field and an entry of its own."""
    front, closing, body = text.partition("\n---")
    first = body.find("### ")
    body = body[:first] + _ENTRY.format(day=day) + body[first:] if first >= 0 else f"{body}\n## Log\n\n{_ENTRY.format(day=day)}"
    return front + (_FIELD.format(day=day) if closing else "") + body
