"""The sessions on the pages about writing print what the pages show, in the notebook of this repository.

Each fenced `console` block holds commands, `$ pcrm …`, each with all that it prints, as of 2026-11-20; a block goes on where
the one before it left the notebook. Run with PCRM_UPDATE_GUIDE=1 to write down what the commands print now.
"""

import os
import shlex
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import GUIDE, ROOT, code_blocks, run, table_rows
from tests.small_notebook import findings as all_findings

UPDATE = os.environ.get("PCRM_UPDATE_GUIDE") == "1"
NOTEBOOK = ("pcrm.yml", "customers", "projects", "site/pages")
DAY = ("--as-of", "2026-11-20")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A copy of this repository's notebook to write in."""
    folder = tmp_path / "notebook"
    folder.mkdir()
    for name in NOTEBOOK:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def commands(block: str) -> list[str]:
    """The command lines of a session."""
    return [line.removeprefix("$ ") for line in block.split("\n") if line.startswith("$ ")]


def session(block: str, notebook: Path, lang: str) -> str:
    """What the commands of a block print, each below its line."""
    lines = []
    for command in commands(block):
        program, *args = shlex.split(command)
        assert program == "pcrm", command
        done = run(["--lang", lang, *DAY, *args], notebook)
        assert done.returncode in (0, 2), f"{command}: {done.stderr}"
        lines += [f"$ {command}", *(done.stdout + done.stderr).rstrip("\n").split("\n")]
    return "\n".join(line.rstrip() for line in lines) + "\n"


@pytest.mark.parametrize(("page", "lang"), [("writing.md", "en"), ("writing.zh.md", "zh")])
def test_each_session_prints_what_the_page_shows(page: str, lang: str, notebook: Path) -> None:
    blocks = code_blocks(page, "console")
    assert len(blocks) > 5
    before = all_findings(notebook)
    for block in blocks:
        printed = session(block, notebook, lang)
        if UPDATE:
            text = (GUIDE / page).read_text(encoding="utf-8").replace(f"```console\n{block}```", f"```console\n{printed}```")
            (GUIDE / page).write_text(text, encoding="utf-8")
        else:
            assert printed == block
    new = [finding for finding in all_findings(notebook) if finding.split()[-1] not in {old.split()[-1] for old in before}]
    assert [finding for finding in new if finding.endswith("mismatch")] == []


@pytest.mark.parametrize(
    ("page", "head", "names"),
    [("writing.md", "to", ("tidewater", "tidewater-portal")), ("writing.zh.md", "要做的事", ("瑞丰包装", "瑞丰-贴标线二期"))],
)
def test_every_form_of_an_assignment_that_the_page_lists_is_understood(
    page: str, head: str, names: tuple[str, str], notebook: Path
) -> None:
    spans = [span for row in table_rows(page, head) for part in row[1:] for span in part.split("`")]
    pairs = [shlex.split(span) for span in spans if "=" in span and not span.startswith("=")]
    assert len(pairs) > 12
    for pair in pairs:
        if "…" in pair[0]:
            continue
        codes = [run([*DAY, "set", name, *pair, "--dry-run"], notebook).returncode for name in names]
        assert 0 in codes, pair
