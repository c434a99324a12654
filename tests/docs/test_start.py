"""The five minutes of the guide's first page, done as the page says."""

import shlex
from pathlib import Path

import pytest

from tests.docs.pages import code_blocks, run

DAY = "2026-11-20"


def write_by_hand(record: Path, row: str, entry: str) -> None:
    """Puts the page's row below the table's line of dashes and its entry below the heading of the log."""
    lines = record.read_text(encoding="utf-8").split("\n")
    lines.insert(next(at for at, line in enumerate(lines) if line.startswith("| ---")) + 1, row.rstrip("\n"))
    log = next(at for at, line in enumerate(lines) if line in ("## Log", "## 记录"))
    lines[log + 1 : log + 1] = ["", entry.rstrip("\n")]
    record.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "person", "due"),
    [("index.md", "alex", "Send the price list"), ("index.zh.md", "wang.lei", "发价目表")],
)
def test_the_first_five_minutes(page: str, person: str, due: str, tmp_path: Path) -> None:
    row, entry = code_blocks(page, "markdown")
    folder = tmp_path
    printed: dict[str, str] = {}
    for block in code_blocks(page, "console"):
        for line in block.rstrip("\n").split("\n"):
            program, *args = shlex.split(line.removeprefix("$ "))
            if program == "cd":
                folder = folder / args[0]
            elif args[0] != "site":  # the site has tests of its own, and takes its time
                done = run(["--as-of", DAY, *args], folder)
                assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
                printed[args[0]] = done.stdout + done.stderr
            if args[0] == "new":
                (record,) = (path for path in (folder / "customers").glob("*.md") if path.name != "README.md")
        if "new" in printed and "followups" not in printed:
            write_by_hand(record, row, entry)
    assert due in printed["followups"] and f"{person} " in printed["followups"]
    assert "2026-11-27" in printed["show"] and record.stem in printed["search"]
    assert printed["validate"].strip() in ("no findings", "没有发现问题")
