"""A notebook that somebody else sent, with its `.git`: no question asked of it runs anything of the repository's (P6-P8)."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.written import pcrm
from tests.small_notebook import notebook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the trap is a shell script")
PATH, ODD = "customers/a.md", "customers/--upload-pack=x.md"
TEXT = "---\nname: A\nowner: dana\ntier: general\n---\n\n## Log\n\n### 2026-11-10 call — Hello\n"


def git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)


@pytest.fixture
def trapped(tmp_path: Path) -> tuple[Path, Path]:
    """A notebook whose repository would run a script at every chance, and the file that the script would make."""
    mark = tmp_path / "sprung"
    trap = tmp_path / "trap.sh"
    trap.write_text(f'#!/bin/sh\necho "$0 $@" >> "{mark}"\ncat 2>/dev/null\nexit 0\n')
    trap.chmod(0o755)
    root = notebook(tmp_path / "sent", {PATH: TEXT, ODD: TEXT.replace("A", "B")})
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main", "--template=")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    (root / PATH).write_text(TEXT.replace("general", "key"), encoding="utf-8")
    git(root, "commit", "-qam", "second")
    (root / PATH).write_text(TEXT.replace("general", "potential"), encoding="utf-8")
    (root / ".gitattributes").write_text("*.md diff=pcrm merge=pcrm filter=evil\n", encoding="utf-8")
    hooks = root / ".git/hooks"
    hooks.mkdir()
    for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        (hooks / name).write_bytes(trap.read_bytes())
        (hooks / name).chmod(0o755)
    for name, value in (
        ("core.fsmonitor", trap), ("core.hooksPath", hooks), ("core.pager", trap), ("core.editor", trap), ("core.sshCommand", trap),
        ("diff.external", trap), ("diff.pcrm.textconv", trap), ("diff.pcrm.command", trap), ("merge.pcrm.driver", f"{trap} %O %A %B"),
        ("filter.evil.clean", trap), ("filter.evil.smudge", trap), ("filter.evil.process", trap), ("gpg.program", trap),
        ("log.showSignature", "true"), ("pager.log", trap), ("pager.diff", trap), ("alias.log", f"!{trap}"), ("alias.status", f"!{trap}"),
        ("credential.helper", f"!{trap}"), ("remote.origin.url", f"ext::{trap}"), ("uploadpack.packObjectsHook", trap),
        ("core.gitProxy", trap), ("interactive.diffFilter", trap), ("core.askPass", trap), ("trailer.x.command", trap),
    ):  # fmt: skip
        git(root, "config", name, str(value))
    mark.unlink(missing_ok=True)
    return root, mark


QUESTIONS = (
    ("validate",), ("validate", "--changed"), ("validate", "--against", "HEAD~1"), ("validate", "--staged"), ("diff",), ("diff", "HEAD~1"),
    ("diff", "--staged"), ("diff", "HEAD~1..HEAD", "--format", "md"), ("history", "a"), ("history", "a", "tier"), ("why", "a.tier"),
    ("show", "a", "--at", "HEAD~1"), ("list",), ("search", "hello"), ("followups",), ("doctor",), ("git", "status"),
    ("git", "sync", "--dry-run", "HEAD~1"), ("history", "--upload-pack=x.md"), ("site", "build"),
)  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_no_question_runs_anything(trapped: tuple[Path, Path], question: tuple[str, ...]) -> None:
    root, mark = trapped
    if question[0] == "site":
        (root / "site/pages").mkdir(parents=True)
        (root / "site/pages/index.md").write_text("# Home\n")
        settings = "site_name: N\ndocs_dir: site/pages\nsite_dir: site/public\ntheme: {name: material, font: false}\nplugins: [pcrm]\n"
        (root / "mkdocs.yml").write_text(settings)
    done = pcrm(root, *question)
    assert done.code in (0, 1, 2) and "a bug" not in done.err
    assert not mark.exists(), mark.read_text()


@pytest.mark.parametrize("name", ["--output=pwned", "-p", "--upload-pack=x", "HEAD --output=pwned", "@{-1}", "main:customers", "\0", "a..b..c"])
def test_a_revision_is_never_an_option(trapped: tuple[Path, Path], name: str) -> None:
    root, mark = trapped
    for command in (("show", "a", f"--at={name}"), ("validate", f"--against={name}"), ("diff", "--", name), ("git", "sync", "--", name)):
        done = pcrm(root, *command)
        assert done.code in (1, 2) and "a bug" not in done.err and "Traceback" not in done.err
    assert not mark.exists() and not (root / "pwned").exists()
