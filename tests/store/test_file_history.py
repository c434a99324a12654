"""The commits that changed a file: across renames and branches, in worktrees and shallow clones."""

import subprocess
from pathlib import Path

import pytest

from pcrm_tools.store import file_history


def git(root: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def write(root: Path, path: str, text: str, message: str) -> str:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


BODY = "one\ntwo\nthree\nfour\nfive\nsix\n"


def subjects(root: Path, path: str) -> list[str]:
    return [step.commit.subject for step in file_history.steps(root, path, file_history.head(root))]


def test_steps_stand_newest_first_with_their_blobs(repo: Path) -> None:
    write(repo, "customers/华星.md", BODY, "first")
    write(repo, "other.md", "x", "elsewhere")
    write(repo, "customers/华星.md", BODY + "seven\n", "second: \N{SNOWMAN}")
    second, first = file_history.steps(repo, "customers/华星.md", file_history.head(repo))
    assert (second.commit.subject, second.commit.author, first.commit.subject) == ("second: \N{SNOWMAN}", "Tester", "first")
    assert first.before == "" and first.after == second.before != second.after
    assert git(repo, "cat-file", "blob", second.after) == (BODY + "seven").strip()


def test_renames_are_followed(repo: Path) -> None:
    write(repo, "customers/a.md", BODY, "born")
    git(repo, "mv", "customers/a.md", "customers/b.md")
    write(repo, "customers/b.md", BODY + "seven\n", "moved and changed")
    git(repo, "mv", "customers/b.md", "customers/c.md")
    write(repo, "customers/c.md", BODY + "seven\neight\n", "moved again")
    found = file_history.steps(repo, "customers/c.md", file_history.head(repo))
    assert [(s.before_path, s.path, s.commit.subject) for s in found] == [
        ("customers/b.md", "customers/c.md", "moved again"), ("customers/a.md", "customers/b.md", "moved and changed"),
        ("customers/a.md", "customers/a.md", "born"),
    ]  # fmt: skip
    assert all(step.before for step in found[:2]) and not found[2].before


def test_a_copy_begins_anew(repo: Path) -> None:
    write(repo, "a.md", BODY, "born")
    write(repo, "b.md", BODY, "copied")
    assert subjects(repo, "b.md") == ["copied"]


def test_both_sides_of_a_merge_count_and_the_merge_does_not(repo: Path) -> None:
    write(repo, "a.md", BODY, "born")
    git(repo, "switch", "-qc", "side")
    write(repo, "a.md", BODY.replace("one", "ONE"), "on the side")
    git(repo, "switch", "-q", "main")
    write(repo, "a.md", BODY.replace("six", "SIX"), "on main")
    git(repo, "merge", "-q", "--no-edit", "side")
    assert sorted(subjects(repo, "a.md")) == ["born", "on main", "on the side"]


def test_only_what_is_new_since_a_commit(repo: Path) -> None:
    old = write(repo, "a.md", BODY, "born")
    write(repo, "a.md", BODY + "x\n", "later")
    found = file_history.steps(repo, "a.md", file_history.head(repo), since=old)
    assert [step.commit.subject for step in found] == ["later"]
    assert file_history.is_ancestor(repo, old, "HEAD") and not file_history.is_ancestor(repo, "HEAD", old)


def test_a_notebook_in_a_folder_of_the_repository(repo: Path) -> None:
    write(repo, "crm/customers/a.md", BODY, "born")
    git(repo, "mv", "crm/customers/a.md", "crm/customers/b.md")
    write(repo, "x.md", "x", "renamed")
    assert [s.path for s in file_history.steps(repo / "crm", "customers/b.md", file_history.head(repo))] == [
        "customers/b.md", "customers/a.md",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["--upload-pack=x.md", "-p", ":(glob)*", "a b\tc.md", "*.md"])
def test_a_path_is_never_an_option_or_a_pattern(repo: Path, name: str) -> None:
    write(repo, "plain.md", BODY, "plain")
    write(repo, name, "odd\n", "odd")
    assert subjects(repo, name) == ["odd"]


def test_subjects_that_look_like_the_format(repo: Path) -> None:
    write(repo, "a.md", BODY, "\x01%H%x00 :100644 100644")
    assert len(subjects(repo, "a.md")) == 1


def test_shallow_clones_say_so_and_worktrees_work(repo: Path, tmp_path: Path) -> None:
    write(repo, "a.md", BODY, "born")
    write(repo, "a.md", BODY + "x\n", "later")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", "shallow")
    shallow = tmp_path / "shallow"
    assert file_history.is_shallow(shallow) and not file_history.is_shallow(repo)
    assert subjects(shallow, "a.md") == ["later"]
    git(repo, "worktree", "add", "-q", "--detach", "../beside")
    assert subjects(tmp_path / "beside", "a.md") == ["later", "born"]


def test_without_git_there_is_no_past(tmp_path: Path, repo: Path) -> None:
    assert file_history.head(tmp_path) == "" == file_history.head(repo)
    assert file_history.steps(tmp_path, "a.md", "HEAD") == []
