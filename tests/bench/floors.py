"""What the program's work is held against: the least that any program would have to do for it, measured in the same run."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.marks import unique_word
from tests.bench.measure import Run, median, python

_WALK = """
import os, sys
def walk(folder):
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from walk(entry.path)
        elif entry.name.endswith(".md"):
            yield entry
def files():
    for place in ("customers", "projects"):
        yield from walk(os.path.join(sys.argv[1], place))
"""
_F = _WALK + """
import click, sqlite3
for entry in files():
    entry.stat()
"""
_YAML = _WALK + """
import yaml
for entry in files():
    with open(entry.path, encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    start = text.index("\\n") + 1
    yaml.load(text[start : text.index("\\n---", start)], yaml.CSafeLoader)
"""
# As the program reads a notebook from nothing, without writing a row; the last argument is the number of processes.
_DECODE = """
import gc, sys
from pathlib import Path
from pcrm_tools.store import files, load
from pcrm_tools.text.settings import read_settings
root = Path(sys.argv[1])
config = read_settings((root / "pcrm.yml").read_text("utf-8"))[0]
wanted = [(found.path, found.type) for found in files.walk(root).files]
chunks = [wanted[start : start + 100] for start in range(0, len(wanted), 100)]
gc.disable()
for rows in load.decode_files(root, chunks, config, {}, sys.argv[2] != "1"):
    pass
"""

START, STAT, RIPGREP, YAML, DECODE, DECODE_ALL = "python", "F", "rg", "CSafeLoader", "decode", "decode, all cores"
MEANING = {
    START: "`python -c pass`",
    STAT: "one process: import click and sqlite3, stat the notebook's files",
    RIPGREP: "`rg --threads 2 -l WORD` over the records",
    YAML: "one process: CSafeLoader over the front matters of all records",
    DECODE: "one process: read and decode all records (`pcrm_tools.store.load`)",
    DECODE_ALL: "the same in as many processes as the program takes",
}


_LONG = (YAML, DECODE, DECODE_ALL)


def floor_commands(notebook: Path) -> dict[str, list[str]]:
    """The command of every floor that can be measured here; ripgrep's only where it is installed."""
    commands = {
        YAML: python(_YAML, notebook), STAT: python(_F, notebook), START: python("pass"), DECODE: python(_DECODE, notebook, 1),
        DECODE_ALL: python(_DECODE, notebook, 0),
    }  # fmt: skip
    if shutil.which("rg"):
        places = [str(notebook / place) for place in ("customers", "projects")]
        commands[RIPGREP] = ["rg", "--threads", "2", "-l", unique_word(1), *places]
    return commands


def measure_floors(commands: Mapping[str, Sequence[str]], runs: int, long_runs: int) -> dict[str, Run]:
    """Every floor, also those that failed; the page cache is warm after the first."""
    return {name: median(command, long_runs if name in _LONG else runs) for name, command in commands.items()}
