"""The faulty notebook: every rule that `pcrm validate` knows, shown once and worded for a person in two languages.

Run with PCRM_UPDATE_GOLDEN=1 after a sentence has changed, and read what has become of it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pcrm_tools.checks import comparison
from pcrm_tools.session import Session
from pcrm_tools.store import files
from pcrm_tools.text import edit, frontmatter, template

HERE = Path(__file__).parent
NO_FINDINGS_OF_A_NOTEBOOK = {rule.id for rule in (*edit.RULES, *template.RULES, *comparison.RULES)}
NOT_SHOWN = {
    "gone": "a file must vanish between the walk and the reading",
    "unreadable": "whoever may do anything (root) reads it all the same",
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the faulty notebook with what no repository can hold: links, pipes, odd names and files that are too large."""
    root = tmp_path_factory.mktemp("faulty") / "notebook"
    shutil.copytree(HERE / "faulty", root, ignore=shutil.ignore_patterns(".pcrm"))
    odd = root / "customers" / "files"
    (odd / "link.md").symlink_to(root / "customers" / "huaxing.md")
    os.mkfifo(odd / "pipe.md")
    (odd / "bell\a.md").write_text("file-name")
    with (odd / "too-big.md").open("wb") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    long = "x" * (frontmatter.MAX_BYTES + 1)
    (root / "customers" / "yaml" / "yaml-size.md").write_text(f"---\nname: Size\nowner: li.wei\naddress: {long}\n---\n")
    return root


def validate(root: Path, lang: str, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pcrm_tools", "-C", str(root), "--as-of", "2026-11-21", "--lang", lang, "validate", *options],
        capture_output=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fault_is_told_of_in_plain_words(faulty: Path, lang: str) -> None:
    golden = HERE / "golden" / f"faulty.{lang}.txt"
    said = validate(faulty, lang, "--format", "text")
    if os.environ.get("PCRM_UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_the_faulty_notebook_shows_every_rule(faulty: Path) -> None:
    shown = set(re.findall(r" \[([a-z-]+)\]$", validate(faulty, "en"), re.M))
    expected = set(Session.rules()) - NO_FINDINGS_OF_A_NOTEBOOK - set(NOT_SHOWN)
    assert expected - shown == set(), "show these rules in tests/faulty"
    assert shown <= set(Session.rules())


def test_every_comment_of_the_faulty_notebook_names_a_rule_that_is_found_in_that_file(faulty: Path) -> None:
    found: dict[str, set[str]] = {}
    for path, rule in re.findall(r"^(\S+?):\d+:\d+: .* \[([a-z-]+)\]$", validate(faulty, "en"), re.M):
        found.setdefault(path, set()).add(rule)
    rules = Session.rules()
    for file in sorted((HERE / "faulty").rglob("*.md")):
        path = file.relative_to(HERE / "faulty").as_posix()
        words = re.findall(r"[a-z]+(?:-[a-z]+)+", file.read_bytes().decode("utf-8", "replace"))
        assert {word for word in words if word in rules} <= found.get(path, set()), path
