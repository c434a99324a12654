"""The newest commits that touched records, with names that try to be something else."""

import subprocess
from pathlib import Path

import pytest

from pcrm_tools.store.recent import Commit, Touched, commits

EVIL = "A\x1eB\x1f&script"


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


def write(root: Path, name: str, text: str = "x") -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notebook in a folder of a repository."""
    git(tmp_path, "init", "-q")
    root = tmp_path / "crm"
    write(root, "customers/a.md")
    write(root, "customers/M\x1e.md")
    git(tmp_path, "add", ".")
    git(
        tmp_path,
        "commit",
        "-q",
        "-m",
        f"first {EVIL}\n\nM\ncustomers/fake.md",
        "--date",
        "2026-11-01T10:00:00+08:00",
        "--author",
        f"{EVIL} <d@a.example>",
    )
    return root


def test_days_authors_subjects_and_files(root: Path) -> None:
    write(root, "customers/a.md", "y")
    (root / "customers/M\x1e.md").unlink()
    git(root, "add", "-A", ".")
    git(root, "commit", "-q", "-m", "second", "--date", "2026-11-02T23:30:00-05:00", "--author", "Dana <d@a.example>")
    second, first = commits(root) or ()
    assert second[1:] == (
        "2026-11-02T23:30:00-05:00",
        "Dana",
        "second",
        (Touched("customers/M\x1e.md", "D"), Touched("customers/a.md", "M")),
    )
    assert first.moment == "2026-11-01T10:00:00+08:00" and first.subject == f"first {EVIL}" and first.author == EVIL
    assert first.files == (Touched("customers/M\x1e.md", "A"), Touched("customers/a.md", "A")), "a message is no list of files"


def test_only_what_touches_records_counts_and_only_so_many(root: Path) -> None:
    write(root, "notes.txt")
    write(root.parent, "customers/elsewhere.md")
    git(root.parent, "add", "-A", ".")
    git(root, "commit", "-q", "-m", "no record of ours")
    for number in range(3):
        write(root, "projects/p.md", str(number))
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", f"p {number}")
    assert [commit.subject for commit in commits(root, 2) or ()] == ["p 2", "p 1"]
    assert len(commits(root) or ()) == 4


def test_a_renamed_record_is_gone_here_and_new_there(root: Path) -> None:
    git(root, "mv", "customers/a.md", "customers/b.md")
    git(root, "commit", "-q", "-m", "moved")
    assert (commits(root) or ())[0].files == (Touched("customers/a.md", "D"), Touched("customers/b.md", "A"))


def test_a_repository_that_wants_signatures_shown_runs_nothing(root: Path, tmp_path: Path) -> None:
    program = tmp_path / "gpg"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    git(root, "config", "log.showSignature", "true")
    git(root, "config", "gpg.program", str(program))
    git(root, "config", "diff.renames", "copies")
    found = commits(root)
    assert found is not None and isinstance(found[0], Commit) and not (tmp_path / "ran").exists()


def test_without_git_or_commits_there_is_nothing(tmp_path: Path) -> None:
    assert commits(tmp_path) is None
    git(tmp_path, "init", "-q")
    assert commits(tmp_path) is None
    write(tmp_path, "notes.txt")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "no record")
    assert commits(tmp_path) == ()
