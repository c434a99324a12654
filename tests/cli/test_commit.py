"""`--commit`: exactly the changed files, a message that says what was done, and one line where git makes none."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.small_notebook import notebook

A, B = "customers/a.md", "customers/华星 [1]*.md"
posix = pytest.mark.skipif(os.name != "posix", reason="hooks and modes")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A notebook in a repository with one commit."""
    root = notebook(tmp_path / "firm", {A: "---\nname: A\nowner: dana\n---\n", B: "---\nname: 华\nowner: dana\n---\n"})
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    return root


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", "-c", "core.quotepath=false", *args], cwd=root, check=True, capture_output=True)
    return done.stdout.decode()


def message(root: Path) -> str:
    return git(root, "log", "-1", "--format=%B").strip()


def committed(root: Path) -> list[str]:
    return git(root, "show", "--name-only", "--format=", "HEAD").split("\n")[:-1]


def test_the_changed_file_is_committed_and_nothing_else(firm, pcrm_in):
    (firm / "note.txt").write_text("staged", encoding="utf-8")
    git(firm, "add", "note.txt")
    (firm / B).write_text("---\nname: 华\nowner: dana\nsize: 3\n---\n", encoding="utf-8")
    code, out, messages = pcrm_in(firm, "set", "a", "tier=key", "size=4", "--commit")
    assert (code, out) == (0, f"{A}:3\n")
    assert messages == f"committed {git(firm, 'rev-parse', '--short', 'HEAD').strip()}\n"
    assert (committed(firm), message(firm)) == ([A], "a: tier → key; size → 4")
    assert git(firm, "status", "--porcelain") == f' M "{B}"\nA  note.txt\n'


def test_a_word_for_a_day_is_told_as_that_day(firm, pcrm_in):
    pcrm_in(firm, "set", "a", "next_contact=+3d", "--commit")
    assert message(firm) == "a: next_contact → 2026-11-24"
    pcrm_in(firm, "snooze", "a", "fri", "--commit")
    assert message(firm) == "a: snooze → 2026-11-27"


def test_names_that_look_like_patterns_are_names(firm, pcrm_in):
    (firm / "customers/华星 1x.md").write_text("---\nname: y\nowner: dana\n---\n", encoding="utf-8")
    assert pcrm_in(firm, "set", "华星 [1]*", "tier=key", "--commit")[0] == 0
    assert committed(firm) == [B]


def test_a_message_of_ones_own(firm, pcrm_in):
    pcrm_in(firm, "set", "a", "tier=key", "--commit", "-m", "# why\n\nbecause ☃")
    assert message(firm) == "# why\n\nbecause ☃"


def test_the_message_is_in_the_notebooks_language(tmp_path, pcrm_in):
    root = notebook(tmp_path / "firm", {A: "---\n名称: A\n负责人: dana\n---\n"})
    (root / "pcrm.yml").write_text((root / "pcrm.yml").read_text().replace("language: en", "language: zh"), encoding="utf-8")
    git(root, "init", "-q")
    assert pcrm_in(root, "--lang", "en", "set", "a", "tier=key", "tags+=一", "snooze=", "--commit")[0] == 0
    assert (committed(root), message(root)) == ([A], "a: 级别 → key; 标签增加 一; 删除暂缓至")
    assert "已提交" in pcrm_in(root, "set", "a", "tier=一般", "--commit")[2]


def test_several_records_are_one_commit(firm, pcrm_in):
    pcrm_in(firm, "set", "--query", "owner:dana", "tier=key", "--commit")
    assert (committed(firm), message(firm)) == ([A, B], "2 records\n\na: tier → key\n华星 [1]*: tier → key")


def test_a_new_record_is_committed(firm, pcrm_in):
    code, out, _ = pcrm_in(firm, "new", "customer", "oak", "--owner", "dana", "--set", "tier=重点", "--commit")
    assert (code, out, committed(firm), message(firm)) == (0, "customers/oak.md\n", ["customers/oak.md"], "oak: new customer")
    assert "tier: key\n" in (firm / "customers/oak.md").read_text()
    assert git(firm, "status", "--porcelain") == ""


def test_a_message_without_a_commit_is_wrong_use(firm, pcrm_in):
    code, _, messages = pcrm_in(firm, "new", "customer", "oak", "--owner", "dana", "-m", "why")
    assert (code, messages) == (2, "pcrm: -m goes with --commit\n")
    assert not (firm / "customers/oak.md").exists()


def test_what_was_changed_before_is_said_to_be_part_of_the_commit(firm, pcrm_in):
    pcrm_in(firm, "set", "a", "size=4")
    messages = pcrm_in(firm, "set", "a", "tier=key", "--commit")[2]
    assert f"{A} had changes that were not committed; they are part of this commit\n" in messages
    assert git(firm, "status", "--porcelain") == ""


def test_what_needs_no_change_may_still_need_a_commit(firm, pcrm_in):
    pcrm_in(firm, "set", "a", "size=4")
    assert pcrm_in(firm, "set", "a", "size=4", "--commit")[:2] == (0, "")
    assert (message(firm), git(firm, "status", "--porcelain")) == ("a: size → 4", "")
    head = git(firm, "rev-parse", "HEAD")
    assert pcrm_in(firm, "set", "a", "size=4", "--commit") == (0, "", f"{A}: nothing to change\n")
    assert git(firm, "rev-parse", "HEAD") == head


def test_a_dry_run_commits_nothing(firm, pcrm_in):
    assert pcrm_in(firm, "set", "a", "size=4", "--commit", "--dry-run")[0] == 0
    assert (message(firm), git(firm, "status", "--porcelain")) == ("start", "")


def test_a_notebook_inside_a_larger_repository(tmp_path, pcrm_in):
    root = notebook(tmp_path / "all/the/firm", {A: "---\nname: A\nowner: dana\n---\n"})
    git(tmp_path / "all", "init", "-q")
    (tmp_path / "all/other.txt").write_text("x", encoding="utf-8")
    git(tmp_path / "all", "add", "other.txt")
    assert pcrm_in(root, "set", "a", "size=4", "--commit")[0] == 0
    assert committed(root) == [f"the/firm/{A}"]
    pcrm_in(root, "set", "a", "size=5")
    assert "not committed; they are part" in pcrm_in(root, "set", "a", "tier=key", "--commit")[2]


@posix
def test_a_hook_may_refuse_and_the_change_stays(firm, pcrm_in):
    hook = firm / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\necho "$(git diff --cached --name-only -- "*.md")" >&2\necho not on a Friday >&2\nexit 1\n')
    hook.chmod(0o755)
    code, out, messages = pcrm_in(firm, "set", "a", "size=4", "--commit")
    assert (code, out) == (2, f"{A}:3\n")
    assert messages == f"pcrm: written, not committed: git says: {A} / not on a Friday\n"
    assert git(firm, "status", "--porcelain") == f" M {A}\n"
    assert pcrm_in(firm, "new", "customer", "oak", "--owner", "dana", "--commit")[0] == 2
    assert git(firm, "status", "--porcelain") == f" M {A}\n?? customers/oak.md\n"


def failing(root: Path, case: str) -> None:
    """Brings a repository into a state in which nothing can be committed."""
    if case == "detached":
        git(root, "checkout", "-q", "--detach")
    elif case == "merge":
        (root / ".git/MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD"))
    elif case == "rebase":
        (root / ".git/rebase-merge").mkdir()
    elif case == "locked":
        (root / ".git/index.lock").touch()
    elif case == "ignored":
        git(root, "rm", "-q", "--cached", A)
        (root / ".gitignore").write_text("/.pcrm/\ncustomers/\n")
    elif case == "repository":
        shutil.rmtree(root / ".git")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("detached", "no branch is checked out, so the commit would be lost (git switch BRANCH)"),
        ("merge", "a merge is unfinished"),
        ("rebase", "a rebase is unfinished"),
        ("locked", "another git is at work here"),
        ("repository", "this notebook is in no git repository"),
    ],
)
def test_where_git_cannot_commit_the_change_stays_and_one_line_says_why(firm, pcrm_in, case, said):
    failing(firm, case)
    code, out, messages = pcrm_in(firm, "set", "a", "size=4", "--commit")
    assert (code, out, messages.count("\n")) == (2, f"{A}:3\n", 1)
    assert messages.startswith("pcrm: written, not committed: ") and said in messages
    assert "size: 4" in (firm / A).read_text()
    assert "已写入，未提交：" in pcrm_in(firm, "--lang", "zh", "set", "a", "size=5", "--commit")[2]


def test_an_ignored_file_is_not_committed(firm, pcrm_in):
    failing(firm, "ignored")
    git(firm, "commit", "-qam", "ignore")
    code, _, messages = pcrm_in(firm, "set", "a", "size=4", "--commit")
    assert (code, messages) == (2, f"pcrm: written, not committed: git ignores {A} (see .gitignore)\n")


def test_a_change_back_to_the_last_commit_leaves_nothing_to_commit(firm, pcrm_in):
    pcrm_in(firm, "set", "a", "size=4")
    code, _, messages = pcrm_in(firm, "set", "a", "size=", "--commit")
    assert (code, messages) == (2, f"pcrm: nothing to commit: {A} is as in the last commit\n")


def test_without_git_and_without_a_name(firm, pcrm_in, monkeypatch):
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    git(firm, "config", "user.useConfigOnly", "true")
    code, _, messages = pcrm_in(firm, "set", "a", "size=4", "--commit")
    assert (code, "git does not know who you are" in messages) == (2, True)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    code, _, messages = pcrm_in(firm, "set", "a", "size=5", "--commit")
    assert (code, messages) == (2, "pcrm: written, not committed: git is not installed\n")
    assert "size: 5" in (firm / A).read_text()


@posix
def test_questions_run_none_of_the_repositorys_programs(firm: Path, pcrm_in: Callable):
    for name in ("post-index-change", "fsmonitor-watchman"):
        hook = firm / f".git/hooks/{name}"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {firm}/ran\n")
        hook.chmod(0o755)
    git(firm, "config", "core.fsmonitor", str(firm / ".git/hooks/fsmonitor-watchman"))
    (firm / "ran").unlink(missing_ok=True)
    from pcrm_tools.store import git as ours

    assert ours.changed(firm, [A]) == () and ours.tracked(firm, A)
    assert not (firm / "ran").exists()
