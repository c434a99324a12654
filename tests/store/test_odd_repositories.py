"""Repositories that are damaged, somebody else's or set up in odd ways: what differs is told rightly, or why it cannot be."""

import os
import shutil
from pathlib import Path

import pytest

from pcrm_tools.git_errors import GitRefused, RevisionRefused, SyncRefused
from pcrm_tools.store import git as our_git
from pcrm_tools.store import git_merge, revisions
from pcrm_tools.store.sides import read_sides
from tests.cli.written import pcrm
from tests.repositories import commit, edit, git, repository

A = "customers/a.md"
TEXT = "---\nname: A\nowner: dana\n---\n\nWords of A.\n"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return repository(tmp_path / "firm", {A: TEXT, "note.txt": "x"})


def _no_head(root: Path) -> None:
    (root / ".git/HEAD").write_text("garbage")


def _no_objects(root: Path) -> None:
    shutil.rmtree(root / ".git/objects")
    (root / ".git/objects").mkdir()


def _leads_nowhere(root: Path) -> None:
    shutil.rmtree(root / ".git")
    (root / ".git").write_text("gitdir: /nowhere/at/all\n")


@pytest.mark.parametrize("damage", [_no_head, _no_objects, _leads_nowhere])
def test_a_damaged_repository_is_called_so(firm, damage):
    damage(firm)
    edit(firm, A, ("Words", "Other words"))
    with pytest.raises(RevisionRefused) as refused:
        revisions.check_place(firm)
        revisions.between(firm, "")
    with pytest.raises(SyncRefused) as unmerged:
        git_merge.check_ready(firm)
    with pytest.raises(GitRefused) as uncommitted:
        our_git.commit(firm, [A], "words")
    assert (refused.value.reason, unmerged.value.reason, uncommitted.value.reason) == ("broken",) * 3
    assert "damaged" in refused.value.message("en") and "已损坏" in refused.value.message("zh")


def test_a_repository_of_another_user_is_called_so(firm, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for tests of safe.directory
    for lang, word in (("en", "belongs to another user"), ("zh", "属于其他用户")):
        for command in (("diff",), ("git", "status"), ("git", "sync")):
            done = pcrm(firm, "--lang", lang, *command)
            assert done.code == 2 and word in done.err and "safe.directory" in done.err


def test_no_git_is_called_so_by_the_commands_that_set_a_clone_up(firm, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = pcrm(firm, "git", "status")
    assert done.code == 2 and "git was not found" in done.err and "git init" not in done.err


def test_a_file_that_is_only_meant_to_be_added_is_not_staged(firm):
    (firm / "customers/new.md").write_text("---\nname: [\n", encoding="utf-8")
    git(firm, "add", "--intent-to-add", "customers/new.md")
    (firm / "note.txt").write_text("y", encoding="utf-8")
    git(firm, "add", "note.txt")
    staged = revisions.between(firm, "", staged=True)
    assert [one.path for one in revisions.differing(firm, *staged)] == ["note.txt"]
    assert [one.path for one in revisions.differing(firm, *revisions.between(firm, ""))] == ["customers/new.md", "note.txt"]
    assert pcrm(firm, "git", "hook", "pre-commit").code == 0


def test_line_ends_that_git_gave_are_no_change(firm):
    git(firm, "config", "core.autocrlf", "true")
    git(firm, "rm", "-q", "--cached", "-r", ".")
    git(firm, "reset", "-q", "--hard")
    assert b"\r\n" in (firm / A).read_bytes()
    os.utime(firm / A, (1, 1))
    assert read_sides(firm, revisions.between(firm, "")).held == ()
    git(firm, "config", "core.autocrlf", "false")
    assert [one.path for one in read_sides(firm, revisions.between(firm, "")).held] == [A, "pcrm.yml"]


def test_a_record_that_could_not_be_read_then_is_said_to_be_so(firm):
    (firm / A).write_bytes(TEXT.encode() + b"\0\xff")
    commit(firm)
    done = pcrm(firm, "show", "a", "--at", "HEAD")
    assert done.code == 2 and f"{A} cannot be read at HEAD" in done.err
    (firm / A).write_bytes(TEXT.encode() + b"\0\xfe")
    done = pcrm(firm, "diff")
    assert done.code == 0 and "cannot be read before or after" in done.out and "no change in meaning" not in done.out


def test_a_record_that_a_partial_clone_lacks_is_said_to_be_so(firm, tmp_path):
    edit(firm, A, ("Words", "Other words"))
    commit(firm)
    git(firm, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{firm}", "part")
    done = pcrm(tmp_path / "part", "show", "a", "--at", "HEAD~1")
    assert done.code == 2 and "git lacks files of HEAD~1" in done.err
