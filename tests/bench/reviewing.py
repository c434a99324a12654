"""A change of fifty files reviewed: `pcrm diff` and `pcrm validate --against`.

What the words of a change need is that its files are read as they were and as they are, so that is the floor: one process that asks
git which files differ, takes both sides of them from git and decodes them. What git needs to count lines is printed beside it.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import beside, median, pcrm, python
from tests.bench.rows import DAY, Bench, Budget, Row, judge

FILES = 50
_BOTH = "decode both sides"
_DECODE = """
import gc, sys
from pathlib import Path
from pcrm_tools.store import load, revisions, sides
from pcrm_tools.text.context import make_context
from pcrm_tools.text.settings import read_settings
gc.disable()
root = Path(sys.argv[1])
read = sides.read_sides(root, revisions.between(root, "HEAD~1..HEAD"))
context = make_context(read_settings(read.settings[1])[0])
for one in read.held:
    for path, content in ((one.before, one.old), (one.after, one.new)):
        load.decode_source(path, one.type, content, context)
"""
_ENTRY = "\n### 2026-11-19 note — One more thing\n\nSaid on the way out.\n"
_GIT = ("-c", "user.name=Bench", "-c", "user.email=bench@pcrm.example", "-c", "gc.auto=0", "-c", "core.autocrlf=false")


@contextmanager
def changed(bench: Bench) -> Iterator[Path]:
    """The notebook in a repository of two commits, the second of which changes fifty files; everything as before afterwards."""
    root = bench.notebook
    chosen = bench.files[:: max(len(bench.files) // FILES, 1)][:FILES]
    held = {path: path.read_bytes() for path in chosen}
    _git(root, "init", "-q")
    _git(root, "add", "--", "customers", "projects", "pcrm.yml")
    _git(root, "commit", "-qm", "before")
    for path in chosen:
        path.write_bytes(held[path] + _ENTRY.encode())
    _git(root, "commit", "-qam", "after")
    try:
        yield root
    finally:
        for path, data in held.items():
            path.write_bytes(data)
        shutil.rmtree(root / ".git")


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *_GIT, *arguments], check=True, capture_output=True)


def rows(bench: Bench) -> Iterator[Row]:
    """What a reviewer waits for."""
    with changed(bench) as root:
        floor, stat = python(_DECODE, root), ["git", "-C", str(root), "diff", "--stat", "HEAD~1", "HEAD"]
        for work, states in (("two commits", "HEAD~1..HEAD"), ("the files", "HEAD~1")):
            done, base = beside(pcrm(root, "diff", states, *DAY), floor, bench.runs)
            yield judge("diff", f"diff of {FILES} files, {work}", done, base, Budget(_BOTH, 2))
        yield judge("diff", f"git diff --stat of {FILES} files", median(stat, bench.runs), 0)
        bench.warm()
        warm = median(pcrm(root, "validate", *DAY), bench.runs).seconds
        done = median(pcrm(root, "validate", "--against", "HEAD~1", *DAY), bench.runs)
        yield judge("diff", f"validate --against, {FILES} files", done, warm, Budget("warm validate", 2, 2 * base))
