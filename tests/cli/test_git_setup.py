"""`pcrm git install|status|uninstall|hook` in real repositories, with the commits, merges and rebases that run the hooks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pcrm_tools.store.hooks import HOOKS
from tests.cli.written import pcrm
from tests.small_notebook import notebook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="hooks are shell scripts with modes")
A, B = "customers/a.md", "customers/华星.md"
GOOD = "---\nname: {name}\nowner: dana\ntier: general\n---\n"
BAD = "---\nname: A\nowner: dana\nnext_contact: 2026-02-30\n---\n"


def run(root: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A git command with the environment that a person has."""
    return subprocess.run(args, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, **env})


def git(root: Path, *args: str, **env: str) -> str:
    done = run(root, "git", *args, **env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make(root: Path, attributes: bool = True) -> Path:
    notebook(root, {A: GOOD.format(name="A"), B: GOOD.format(name="华星")})
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    if attributes:
        lines = "".join(f"{folder}/**/*.md merge=pcrm diff=pcrm\n" for folder in ("customers", "projects"))
        (root / ".gitattributes").write_text(lines, encoding="utf-8")
    return root


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A notebook in a repository with one commit and nothing of ours in its clone."""
    root = make(tmp_path / "firm")
    git(root, "init", "-q", "-b", "main", "--template=")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "start")
    return root


def write(root: Path, path: str, text: str) -> None:
    (root / path).write_text(text, encoding="utf-8")


def test_install_status_uninstall_leave_nothing_behind(firm: Path) -> None:
    before = (firm / ".git/config").read_bytes()
    assert pcrm(firm, "git", "status").code == 1
    first = pcrm(firm, "git", "install", "--format", "json")
    assert first.code == 0 and json.loads(first.out)["hooks"] == list(HOOKS)
    assert pcrm(firm, "git", "status").code == 0
    again = pcrm(firm, "git", "install")
    assert (again.code, again.out) == (0, "") and "everything is installed" in again.err
    assert pcrm(firm, "git", "uninstall").code == 0
    assert (firm / ".git/config").read_bytes() == before and list((firm / ".git/hooks").iterdir()) == []
    assert "nothing of pcrm" in pcrm(firm, "git", "uninstall").err


def test_a_dry_run_writes_nothing(firm: Path) -> None:
    before = (firm / ".git/config").read_bytes()
    done = pcrm(firm, "git", "install", "--dry-run", lang="zh")
    assert "钩子 pre-commit\n" in done.out and "设置 merge.pcrm.driver\n" in done.out
    assert (firm / ".git/config").read_bytes() == before and not (firm / ".git/hooks").exists()


def test_the_drivers_work_after_install(firm: Path) -> None:
    pcrm(firm, "git", "install", "--no-hooks")
    git(firm, "switch", "-qc", "side")
    write(firm, A, GOOD.format(name="A").replace("general", "key"))
    git(firm, "commit", "-qam", "tier")
    git(firm, "switch", "-q", "main")
    write(firm, A, GOOD.format(name="A").replace("owner: dana", "owner: li.wei"))
    git(firm, "commit", "-qam", "owner")
    git(firm, "merge", "-q", "--no-edit", "side")
    assert (firm / A).read_text("utf-8") == "---\nname: A\nowner: li.wei\ntier: key\n---\n"


def test_what_is_missing_in_gitattributes_is_said(tmp_path: Path) -> None:
    root = make(tmp_path / "bare", attributes=False)
    git(root, "init", "-q", "--template=")
    done = pcrm(root, "git", "install")
    assert done.err.count("add to .gitattributes: ") == 2 and "customers/**/*.md merge=pcrm diff=pcrm" in done.err
    assert pcrm(root, "git", "status").code == 1


def test_outside_a_repository(tmp_path: Path) -> None:
    done = pcrm(make(tmp_path / "alone"), "git", "install")
    assert done.code == 2 and done.err.count("\n") == 1 and "no git repository" in done.err


def test_a_bad_record_does_not_get_into_a_commit(firm: Path) -> None:
    pcrm(firm, "git", "install")
    write(firm, A, BAD)
    git(firm, "add", "-A")
    done = run(firm, "git", "commit", "-m", "bad")
    assert done.returncode != 0 and f"{A}:4:15: error: " in done.stderr and "the commit was stopped" in done.stderr
    assert git(firm, "log", "--format=%s") == "start\n"
    git(firm, "commit", "-qm", "bad", "--no-verify")
    # What was there before does not stop the next commit.
    write(firm, B, GOOD.format(name="华星").replace("general", "key"))
    git(firm, "add", "-A")
    assert run(firm, "git", "commit", "-qm", "good").returncode == 0


def test_what_is_staged_counts_and_not_the_file(firm: Path) -> None:
    pcrm(firm, "git", "install")
    write(firm, A, BAD)
    git(firm, "add", "-A")
    write(firm, A, GOOD.format(name="A"))
    assert run(firm, "git", "commit", "-m", "bad").returncode != 0
    git(firm, "add", "-A")
    write(firm, A, BAD)
    write(firm, B, GOOD.format(name="华星").replace("general", "key"))
    git(firm, "add", B)
    assert run(firm, "git", "commit", "-qm", "good").returncode == 0
    assert run(firm, "git", "commit", "-qam", "all").returncode != 0


@pytest.mark.parametrize("names", [(A,), (A, B)])
def test_a_message_is_proposed_where_it_is_empty(firm: Path, names: tuple[str, ...]) -> None:
    pcrm(firm, "git", "install")
    for name in names:
        text = (firm / name).read_text("utf-8")
        write(firm, name, text.replace("general", "key"))
    git(firm, "add", "-A")
    git(firm, "commit", "-q", GIT_EDITOR="true")
    message = git(firm, "log", "-1", "--format=%B").strip()
    if len(names) == 1:
        assert message == "A: tier general → key"
    else:
        assert message.split("\n")[0] == "2 records: A, 华星" and "- A: tier general → key" in message
    write(firm, A, GOOD.format(name="A").replace("general", "potential"))
    git(firm, "commit", "-qam", "my own words")
    assert git(firm, "log", "-1", "--format=%B").strip() == "my own words"


def test_errors_that_a_merge_brings_are_told_and_nothing_is_stopped(firm: Path) -> None:
    git(firm, "switch", "-qc", "side")
    write(firm, A, BAD)
    git(firm, "commit", "-qam", "bad")
    git(firm, "switch", "-q", "main")
    pcrm(firm, "git", "install")
    done = run(firm, "git", "merge", "--no-edit", "side")
    assert done.returncode == 0 and "the merge brought errors that were not there before" in done.stdout + done.stderr
    back = run(firm, "git", "checkout", "-q", "HEAD~1")
    assert back.returncode == 0 and "brought" not in back.stderr
    again = run(firm, "git", "switch", "-q", "main")
    assert again.returncode == 0 and f"{A}:4:15: " in again.stderr


def test_going_back_to_an_older_commit_is_no_error(firm: Path) -> None:
    pcrm(firm, "git", "install")
    git(firm, "switch", "-qc", "side")
    write(firm, A, GOOD.format(name="A") + "\n## Log\n\n### 2026-11-10 call — Price\n")
    git(firm, "commit", "-qam", "entry")
    back = run(firm, "git", "switch", "-q", "main")
    assert (back.returncode, back.stderr) == (0, "")


def test_a_long_first_line_ends_between_words() -> None:
    from pcrm_tools.cli.git_hook import _short
    from pcrm_tools.cli.table import width

    assert _short("Harbor Foods: tier key → general") == "Harbor Foods: tier key → general"
    long = "Harbor Foods: tier key → general, next contact moved 9 days, region changed, owner changed"
    said = _short(long)
    assert width(said) <= 72 and said.endswith("…") and long.split(said[:-1])[1][0] in " ,"
    assert width(_short("华" * 60)) <= 72


def test_a_notebook_in_a_folder_and_two_of_them(tmp_path: Path) -> None:
    top = tmp_path / "top 华"
    one, two = make(top / "crm/one"), make(top / "two")
    git(top, "init", "-q", "-b", "main", "--template=")
    pcrm(one, "git", "install")
    pcrm(two, "git", "install")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "start")
    for root in (one, two):
        write(root, A, BAD)
        git(top, "add", "-A")
        done = run(top, "git", "commit", "-m", "bad")
        assert done.returncode != 0 and f"{A}:4:15: error: " in done.stderr
        write(root, A, GOOD.format(name="A"))
        git(top, "add", "-A")
    assert "other notebooks" in pcrm(one, "git", "uninstall").err
    assert pcrm(two, "git", "status").code == 0 and pcrm(two, "git", "uninstall").code == 0
    assert "pcrm" not in (top / ".git/config").read_text("utf-8")


def test_a_commit_from_a_folder_below_and_in_a_worktree(firm: Path, tmp_path: Path) -> None:
    pcrm(firm, "git", "install")
    git(firm, "worktree", "add", "-q", "../beside")
    beside = tmp_path / "beside"
    write(beside, A, BAD)
    done = run(beside / "customers", "git", "commit", "-am", "bad")
    assert done.returncode != 0 and f"{A}:4:15: error: " in done.stderr


def test_hooks_that_run_elsewhere_are_told_and_not_touched(firm: Path) -> None:
    git(firm, "config", "core.hooksPath", ".husky/_")
    done = pcrm(firm, "git", "install")
    assert "husky looks after the hooks" in done.err and "hook " not in done.out and not (firm / ".husky").exists()
    assert pcrm(firm, "git", "hook", "pre-commit").code == 0
    write(firm, A, BAD)
    git(firm, "add", "-A")
    assert pcrm(firm, "git", "hook", "pre-commit").code == 1
    assert pcrm(firm, "git", "hook", "pre-push", "origin", "x").code == 0


def test_the_pre_commit_framework_knows_our_hooks() -> None:
    import yaml

    top = Path(__file__).parents[2]
    listed = yaml.safe_load((top / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in listed] == ["pcrm-validate", "pcrm-message"]
    assert all({"id", "name", "entry", "language"} <= hook.keys() for hook in listed)
    assert all(hook["entry"].split()[:3] == ["pcrm", "git", "hook"] and hook["entry"].split()[3] in HOOKS for hook in listed)


def test_a_message_for_the_framework(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(firm, A, GOOD.format(name="A").replace("general", "key"))
    git(firm, "add", "-A")
    file = firm / ".git/COMMIT_EDITMSG"
    for whence, expected in (("message", "\n"), ("", "A: tier general → key\n")):
        file.write_text("\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pcrm_tools", "git", "hook", "prepare-commit-msg", str(file)], cwd=firm, check=False,
            env={**os.environ, "PRE_COMMIT_COMMIT_MSG_SOURCE": whence, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert done.returncode == 0 and file.read_text("utf-8").rstrip("\n") == expected.rstrip("\n")
