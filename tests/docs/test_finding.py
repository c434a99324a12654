"""The questions on the pages about finding and follow-ups are answered as the pages say, by the notebook of this repository.

Each fenced `console` block holds `$ pcrm …` and the beginning of its answer; a last line `…` says that more follows.
Run with PCRM_UPDATE_GUIDE=1 to write down the answers that the commands give now.
"""

import os
import shlex
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import GUIDE, ROOT, code_blocks, run, table_rows

FINDING = ("finding.md", "finding.zh.md")
PAGES = (*FINDING, "followups.md", "followups.zh.md")
UPDATE = os.environ.get("PCRM_UPDATE_GUIDE") == "1"
NOTEBOOK = ("pcrm.yml", "customers", "projects", "site/pages")
SHOWN = 4


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repository's notebook, so that its caches stay as they are."""
    folder = tmp_path_factory.mktemp("notebook")
    for name in NOTEBOOK:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def answer(command: str, notebook: Path) -> list[str]:
    """The lines that a command prints; where it found nothing, what it says of that comes before what comes near."""
    program, *args = shlex.split(command)
    assert program == "pcrm", command
    done = run(args, notebook)
    assert done.returncode == 0 or (done.returncode == 1 and done.stdout), f"{command}: {done.stderr}"
    return f"{done.stderr if done.returncode else ''}{done.stdout}".rstrip("\n").split("\n")


def folded(lines: list[str]) -> list[str]:
    """Lines without regard to the width of columns."""
    return [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize("page", PAGES)
def test_each_question_has_the_answer_that_the_page_shows(page: str, notebook: Path) -> None:
    for block in code_blocks(page, "console"):
        command, *shown = block.rstrip("\n").split("\n")
        given = answer(command.removeprefix("$ "), notebook)
        wanted = given if len(given) <= SHOWN + 1 else [*given[:SHOWN], "…"]
        if UPDATE:
            made = "\n".join(["```console", command, *wanted, "```"])
            text = (GUIDE / page).read_text(encoding="utf-8").replace(f"```console\n{block}```", made)
            (GUIDE / page).write_text(text, encoding="utf-8")
        else:
            assert folded(shown) == folded(wanted), command


def test_both_pages_ask_ten_questions_and_half_of_them_in_chinese() -> None:
    for page in FINDING:
        commands = [block.split("\n")[0] for block in code_blocks(page, "console")]
        assert len(commands) == 10
        assert len([command for command in commands if not command.isascii()]) >= 5


@pytest.mark.parametrize(("page", "head"), [("finding.md", "you type"), ("finding.zh.md", "输入")])
def test_every_form_of_a_query_that_the_page_lists_is_understood(page: str, head: str, notebook: Path) -> None:
    spans = [span for row in table_rows(page, head) for span in row[0].replace("` `", "\n").replace("`", "").split("\n")]
    queries = [shlex.split(span) for span in spans if "A" not in span.split()]
    assert len(queries) > 15
    for query in queries:
        done = run(["list", "--limit", "1", "type:customer", *query], notebook)
        assert done.returncode in (0, 1), f"{query}: {done.stderr}"
