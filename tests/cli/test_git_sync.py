"""`pcrm git sync`: the base branch taken in with records merged by meaning, whatever is installed; refusals leave all as it was."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.cli.repositories import CUSTOMER, PROJECT, Repository, repository

ENTRY = "### 2026-11-02 call @dana — prices\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository in which nothing is installed, with the branch `work` beside `main`."""
    return diverged(repository(tmp_path))


def diverged(made: Repository, below: str = "") -> Repository:
    """A branch and main with changes that lines cannot merge and records can."""
    customer = f"{below}{CUSTOMER}"
    made.branch("work")
    made.edit(customer, "region: NO", "region: SE")
    made.edit(customer, ENTRY, "### 2026-11-20 visit @dana — dock\n\n" + ENTRY)
    made.commit("ours")
    made.switch("main")
    made.edit(customer, "size: '40'", "size: '45'")
    made.edit(customer, ENTRY, "### 2026-11-18 note — paper\n\n" + ENTRY)
    made.commit("theirs")
    made.switch("work")
    return made


def clash(made: Repository) -> Repository:
    """The same with a stage that both set."""
    made.edit(PROJECT, "stage: survey", "stage: order")
    made.commit("order")
    made.switch("main")
    made.edit(PROJECT, "stage: survey", "stage: sample")
    made.commit("sample")
    made.switch("work")
    return made


def test_the_base_is_merged_and_committed(repo, pcrm_in):
    code, out, messages = pcrm_in(repo.root, "git", "sync")
    assert (code, messages) == (0, "merged main into work\n")
    assert out == f"{CUSTOMER}: region (ours), size (theirs), 2026-11-20 visit dock (ours), 2026-11-18 note paper (theirs)\n"
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)
    assert repo.status() == "" and repo.git("log", "-1", "--format=%s").strip() == "Merge branch 'main' into work"


def test_afterwards_a_host_merges_without_the_driver(repo, pcrm_in):
    assert repo.attempt("merge-tree", "--write-tree", "main", "work")[0] == 1  # before
    assert pcrm_in(repo.root, "git", "sync")[0] == 0
    repo.switch("main")
    repo.git("-c", "merge.pcrm.driver=false", "merge", "-q", "--no-ff", "--no-edit", "work")
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)


def test_conflicts_are_told_by_place_and_field(repo, pcrm_in):
    clash(repo)
    code, out, messages = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and out.split("\n")[-2] == f"{PROJECT}:5: both sides changed stage"
    assert messages == (
        "merged main into work, not committed; conflicts: 1\n"
        "edit the marked lines, then: git add FILE, pcrm validate, git commit (git merge --abort goes back)\n"
    )
    assert repo.status() == f"M  {CUSTOMER}\nUU {PROJECT}\n"
    repo.edit(PROJECT, "<<<<<<< ours\nstage: order\n=======\nstage: sample\n>>>>>>> theirs\n", "stage: survey\n")
    repo.git("add", PROJECT)
    repo.git("commit", "-q", "--no-edit")
    assert pcrm_in(repo.root, "git", "sync") == (0, "", "work has all of main already\n")


def test_in_chinese(repo, pcrm_in):
    clash(repo)
    code, out, messages = pcrm_in(repo.root, "--lang", "zh", "git", "sync")
    assert code == 1 and f"{PROJECT}:5: 双方都改动了 stage\n" in out
    assert f"{CUSTOMER}: region（我方）、size（对方）、" in out
    assert messages.startswith("已将 main 合并到 work，尚未提交；冲突 1 处\n")


def test_for_programs(repo, pcrm_in):
    clash(repo)
    code, out, _ = pcrm_in(repo.root, "git", "sync", "--format", "json")
    told = json.loads(out)
    assert code == 1 and told["version"] == 1 and told["result"] == "conflicts" and told["base"] == "main"
    assert told["files"][1] == {"path": PROJECT, "merged": [], "conflicts": [{"line": 5, "what": "stage"}], "problem": ""}
    assert {"what": "size", "side": "theirs"} in told["files"][0]["merged"]


def test_a_dry_run_says_the_same_and_touches_nothing(repo, pcrm_in):
    clash(repo)
    before = repo.git("rev-parse", "HEAD"), repo.read(CUSTOMER), repo.read(PROJECT)
    code, out, messages = pcrm_in(repo.root, "git", "sync", "--dry-run")
    assert code == 1 and messages == "main would merge into work with conflicts: 1\n"
    assert (repo.git("rev-parse", "HEAD"), repo.read(CUSTOMER), repo.read(PROJECT)) == before and repo.status() == ""
    assert pcrm_in(repo.root, "git", "sync")[1] == out


def test_a_dry_run_without_conflicts(repo, pcrm_in):
    code, out, messages = pcrm_in(repo.root, "git", "sync", "--dry-run")
    assert (code, messages) == (0, "main would merge into work without conflicts\n") and out.startswith(
        f"{CUSTOMER}: region (ours)"
    )
    assert repo.status() == ""


def test_without_attributes_and_below_the_top(tmp_path, pcrm_in):
    repo = diverged(repository(tmp_path, attributes=False, below="my notes/客户"), "my notes/客户/")
    code, out, _ = pcrm_in(repo.root / "my notes/客户", "git", "sync")
    assert code == 0 and out.startswith(f"{CUSTOMER}: region (ours), size (theirs)")
    assert "region: SE\nsize: '45'\n" in repo.read(f"my notes/客户/{CUSTOMER}")


def test_a_branch_that_has_nothing_of_its_own_moves_forward(repo, pcrm_in):
    repo.git("switch", "-qc", "behind", "main~")
    assert pcrm_in(repo.root, "git", "sync", "main") == (0, "", "behind moved forward to main\n")
    assert repo.git("rev-parse", "HEAD") == repo.git("rev-parse", "main")


def test_what_a_merge_breaks_is_told_before_it_is_committed(repo, pcrm_in):
    repo.write("customers/east/nova.md", "---\nname: Nova\nowner: dana\n---\n")
    repo.commit()
    repo.switch("main")
    repo.write("customers/west/nova.md", "---\nname: Nova Ltd.\nowner: dana\n---\n")
    repo.commit()
    repo.switch("work")
    code, out, messages = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and "customers/east/nova.md:1:1: error:" in out
    assert "not committed: the merge brings" in messages and (repo.root / ".git/MERGE_HEAD").exists()
    repo.git("mv", "customers/west/nova.md", "customers/west/nova-ltd.md")
    repo.git("commit", "-q", "--no-edit")
    assert pcrm_in(repo.root, "validate")[0] == 0


def test_a_record_renamed_here_and_changed_there(repo, pcrm_in):
    repo.git("mv", CUSTOMER, "customers/harbour.md")
    repo.edit(PROJECT, "customer: harbor", "customer: harbour")
    repo.commit("renamed")
    assert pcrm_in(repo.root, "git", "sync")[0] == 0
    assert "region: SE\nsize: '45'\n" in repo.read("customers/harbour.md")


def test_a_record_deleted_here_and_changed_there(repo, pcrm_in):
    repo.git("rm", "-q", CUSTOMER, PROJECT)
    repo.commit("gone")
    code, out, _ = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and f"{CUSTOMER}: deleted here, changed on the other side\n" in out


def test_a_record_that_cannot_be_read_on_one_side(repo, pcrm_in):
    repo.edit(CUSTOMER, "owner: dana", "owner: [dana")
    repo.commit("broken")
    before = repo.read(CUSTOMER)
    code, out, _ = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and f"{CUSTOMER}: not merged: the front matter of one side cannot be read; ours stands\n" in out
    assert repo.read(CUSTOMER) == before and f"UU {CUSTOMER}" in repo.status()


def test_text_that_is_no_record(repo, pcrm_in):
    repo.write("notes.txt", "ours\n")
    repo.commit()
    repo.switch("main")
    repo.write("notes.txt", "theirs\n")
    repo.commit()
    repo.switch("work")
    code, out, _ = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and "notes.txt:1: both sides changed these lines\n" in out


def test_settings_in_conflict_do_not_make_every_record_wrong(repo, pcrm_in):
    repo.edit("pcrm.yml", "name: Dana", "name: Dana W.")
    repo.commit()
    repo.switch("main")
    repo.edit("pcrm.yml", "name: Dana", "name: Dana Whitfield")
    repo.commit()
    repo.switch("work")
    code, dry, _ = pcrm_in(repo.root, "git", "sync", "--dry-run")
    assert code == 1 and dry.split("\n")[-2] == "pcrm.yml:5: both sides changed these lines"
    assert pcrm_in(repo.root, "git", "sync")[1] == dry


# -- what is merged by default


def test_the_default_is_what_the_remote_calls_its_head(repo, tmp_path, pcrm_in):
    repo.git("clone", "-q", "--bare", "-b", "main", ".", str(tmp_path / "host.git"))
    repo.git("remote", "add", "origin", str(tmp_path / "host.git"))
    repo.git("fetch", "-q", "origin")
    repo.git("remote", "set-head", "origin", "main")
    old = time.time() - 40 * 24 * 3600
    os.utime(repo.root / ".git/FETCH_HEAD", (old, old))
    today = time.strftime("%Y-%m-%d")
    code, _, messages = pcrm_in(repo.root, "git", "sync", "--as-of", today)
    assert code == 0
    assert messages == "origin/main was last fetched 40 days ago (git fetch)\nmerged origin/main into work\n"
    assert repo.git("log", "-1", "--format=%s").strip() == "Merge remote-tracking branch 'origin/main' into work"


def test_nothing_to_merge_from(tmp_path, pcrm_in):
    repo = repository(tmp_path)
    code, _, messages = pcrm_in(repo.root, "git", "sync")
    assert code == 2 and "there is no origin/HEAD, main or master to merge from" in messages


# -- refusals


def _dirty(repo: Repository) -> None:
    repo.write(CUSTOMER, repo.read(CUSTOMER) + "\nMore.\n")


def _unfinished(repo: Repository) -> None:
    clash(repo)
    repo.attempt("-c", "merge.pcrm.driver=false", "merge", "main")


def _unrelated(repo: Repository) -> None:
    repo.git("switch", "-q", "--orphan", "other")
    repo.write("customers/x.md", "---\nname: X\n---\n")
    repo.write("pcrm.yml", "format: 1\n")
    repo.commit()
    repo.git("branch", "-q", "-f", "main", "other")
    repo.switch("work")


REFUSED = {
    "uncommitted changes": (_dirty, (), "1 tracked files have changes that are not committed, customers/harbor.md first"),
    "an unfinished merge": (_unfinished, (), "a merge is unfinished (finish it, or git merge --abort)"),
    "no branch": (lambda repo: repo.git("switch", "-q", "--detach"), (), "no branch is checked out"),
    "no such branch": (lambda repo: None, ("nosuch",), "there is no branch or commit `nosuch` here"),
    "an option in disguise": (lambda repo: None, ("--", "--upload-pack=x"), "there is no branch or commit `--upload-pack=x` here"),
    "unrelated histories": (_unrelated, (), "main and this branch have no commit in common"),
    "another git at work": (lambda repo: (repo.root / ".git/index.lock").touch(), (), "another git is at work here"),
    "a filter of the repository's own": (
        lambda repo: repo.git("config", "filter.evil.smudge", "touch evil"), (), "filter.evil.smudge, that pcrm does not run",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_everything_as_it_was(name, repo, pcrm_in):
    prepare, args, said = REFUSED[name]
    prepare(repo)
    before = repo.git("rev-parse", "HEAD"), repo.read(CUSTOMER), names(repo)
    code, out, messages = pcrm_in(repo.root, "git", "sync", *args)
    assert (code, out) == (2, "") and messages.startswith("pcrm: nothing was merged: ") and said in messages
    assert (repo.git("rev-parse", "HEAD"), repo.read(CUSTOMER), names(repo)) == before


def names(repo: Repository) -> list[str]:
    """What lies at the top of the work tree, but for the cache."""
    return sorted(path.name for path in repo.root.iterdir() if path.name != ".pcrm")


def test_a_clone_that_is_too_shallow(repo, tmp_path, pcrm_in):
    for name in ("main", "work"):
        repo.switch(name)
        repo.git("commit", "-q", "--allow-empty", "-m", "x")
    repo.git("clone", "-q", "--depth", "1", "--no-single-branch", "-b", "work", f"file://{repo.root}", str(tmp_path / "clone"))
    code, _, messages = pcrm_in(tmp_path / "clone", "git", "sync", "origin/main")
    assert code == 2 and "too shallow" in messages


def test_no_repository(tmp_path, pcrm_in):
    from tests.small_notebook import notebook

    root = notebook(tmp_path / "plain", {CUSTOMER: "---\nname: A\nowner: dana\n---\n"})
    code, _, messages = pcrm_in(root, "git", "sync")
    assert code == 2 and "this notebook is in no git repository" in messages


def test_a_file_that_git_does_not_know_is_not_overwritten(repo, pcrm_in):
    repo.switch("main")
    repo.write("customers/new.md", "---\nname: New\nowner: dana\n---\n")
    repo.commit()
    repo.switch("work")
    repo.write("customers/new.md", "mine")
    code, _, messages = pcrm_in(repo.root, "git", "sync")
    assert code == 2 and "git says:" in messages and repo.read("customers/new.md") == "mine"


# -- what runs, and what does not


@pytest.mark.skipif(os.name != "posix", reason="hooks are shell scripts here")
def test_of_the_repositorys_own_settings_only_the_commits_hooks_run(repo, pcrm_in):
    mark = repo.root / ".git"
    repo.write(".gitattributes", repo.read(".gitattributes") + "*.txt merge=evil\n*.csv merge=e=vil\n")
    repo.write("both.txt", "ours\n")
    repo.write("both.csv", "ours\n")
    repo.commit()
    repo.switch("main")
    repo.write("both.txt", "theirs\n")
    repo.write("both.csv", "theirs\n")
    repo.commit()
    repo.switch("work")
    for key, value in (
        ("merge.evil.driver", f"touch {mark}/evil-driver"), ("merge.e=vil.driver", f"touch {mark}/evil-equals"), ("merge.pcrm.driver", f"touch {mark}/evil-pcrm"),
        ("branch.work.mergeOptions", "--strategy=evil"), ("merge.conflictStyle", "diff3"),
    ):  # fmt: skip
        repo.git("config", key, value)
    for name in ("pre-commit", "post-merge", "pre-merge-commit", "post-checkout"):
        _hook(repo, name, f"touch {mark}/ran-{name}")
    code, out, _ = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and "both.txt: both sides changed these lines\n" in out
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER) and repo.read("both.txt") == "ours\n"
    assert not [path.name for path in mark.iterdir() if path.name.startswith(("evil", "ran"))]
    repo.write("both.txt", "both\n")
    repo.write("both.csv", "both\n")
    repo.git("-c", "merge.pcrm.driver=false", "commit", "-qam", "resolved")
    assert [path.name for path in mark.iterdir() if path.name.startswith("ran")] == ["ran-pre-commit"]


def _hook(repo: Repository, name: str, command: str) -> None:
    path = repo.root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="hooks are shell scripts here")
def test_a_hook_that_refuses_the_commit(repo, pcrm_in):
    _hook(repo, "pre-commit", "echo no such luck >&2; exit 1")
    code, out, messages = pcrm_in(repo.root, "git", "sync")
    assert code == 2 and out.startswith(CUSTOMER)
    assert "merged, not committed: git says: no such luck" in messages
    assert (repo.root / ".git/MERGE_HEAD").exists()


def test_a_package_in_the_repository_is_not_taken_for_the_program(repo, pcrm_in):
    for name in ("pcrm_tools.py", "click.py"):
        repo.write(name, "raise SystemExit('taken in')\n")
    repo.commit()
    assert pcrm_in(repo.root, "git", "sync")[0] == 0
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)


def test_what_both_sides_changed_under_one_name_is_merged_in_this_process(repo, pcrm_in, monkeypatch):
    """Git starts nothing for these files but a copy: hundreds of them take seconds."""
    monkeypatch.setattr("pcrm_tools.store.merge_settings.sys.executable", "/nowhere/python 100%d")
    clash(repo)
    code, out, _ = pcrm_in(repo.root, "git", "sync")
    assert code == 1 and f"{PROJECT}:5: both sides changed stage" in out
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER) and "<<<<<<< ours\nstage: order\n" in repo.read(PROJECT)


def test_files_keep_the_line_ends_that_git_gives_them(repo, pcrm_in):
    repo.git("config", "core.autocrlf", "true")
    repo.git("rm", "-q", "--cached", "-r", ".")
    repo.git("reset", "-q", "--hard")
    assert pcrm_in(repo.root, "git", "sync")[0] == 0
    assert "region: SE\r\nsize: '45'\r\n" in repo.read(CUSTOMER)
    assert "\r" not in repo.git("show", f"HEAD:{CUSTOMER}") and repo.status() == ""
