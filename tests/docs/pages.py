"""The pages of the guide as tests read them: their code blocks and tables; and the commands that they show, run."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "site" / "pages" / "guide"

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_CELL = re.compile(r"(?<!\\)\|")


def code_blocks(page: str, language: str) -> list[str]:
    """The texts of a page's fenced blocks of a language."""
    return [text for name, text in _BLOCK.findall((GUIDE / page).read_text(encoding="utf-8")) if name == language]


def table_rows(page: str, first_head: str) -> list[list[str]]:
    """The rows of the page's table whose first header cell says `first_head`; cells without their code marks."""
    rows: list[list[str]] = []
    inside = False
    for line in (GUIDE / page).read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip().strip("`") for cell in _CELL.split(line)[1:-1]]
        if inside and cells and not cells[0].startswith("---"):
            rows.append(cells)
        inside = bool(cells) and (inside or cells[0] == first_head)
    return rows


def run(args: Sequence[str], folder: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """`pcrm ARGS` run in a folder, with a bare environment and what else is given of it."""
    return subprocess.run(
        [sys.executable, "-m", "pcrm_tools", *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
