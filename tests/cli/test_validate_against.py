"""`validate --against`, `--changed` and `--staged`: only what is new counts, and what only a comparison can see."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repositories import commit, edit, git, repository

A, B, P = "customers/a.md", "customers/b.md", "projects/p.md"
FILES = {
    A: "---\nname: A\nowner: dana\nfirst_contact: 2026-02-30\nodd: 1\n---\n\nSee [[b]] and [the offer](files/offer.pdf).\n\n## Log\n\n### 2026-11-10 call — Prices\n",
    B: "---\nname: B\nowner: dana\n---\n",
    P: "---\nname: P\ncustomer: b\nowner: dana\nvalue: 10\n---\n",
    "customers/files/offer.pdf": "x",
}


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return repository(tmp_path / "firm", FILES)


def rules(pcrm_in, root: Path, *args: str) -> tuple[int, list[str]]:
    code, out, messages = pcrm_in(root, "validate", "--format", "json", *args)
    assert out, messages
    return code, [f"{one['path']}:{one['line']} {one['rule']}" for one in json.loads(out)["findings"]]


def test_old_findings_are_counted_and_not_shown(firm, pcrm_in):
    assert rules(pcrm_in, firm)[0] == 1
    code, out, messages = pcrm_in(firm, "validate", "--changed")
    assert (code, out) == (0, "")
    assert messages == "no findings\nnot shown: 2 that the last commit had already (pcrm validate shows them)\n"


def test_a_finding_is_the_same_wherever_it_stands(firm, pcrm_in):
    edit(firm, A, ("owner: dana", "owner: dana\nsize: 4\nregion: x"), ("odd: 1", "odd: 1\nodder: 2"))
    assert rules(pcrm_in, firm, "--changed") == (0, [f"{A}:8 unknown-key"])
    assert rules(pcrm_in, firm, "--changed", "--strict")[0] == 1
    (firm / A).rename(firm / "customers/z.md")
    assert rules(pcrm_in, firm, "--changed") == (0, ["customers/z.md:8 unknown-key"])


def test_a_link_that_breaks_in_a_file_that_nobody_touched_is_new(firm, pcrm_in):
    (firm / B).unlink()
    (firm / "customers/files/offer.pdf").unlink()
    assert rules(pcrm_in, firm, "--changed") == (1, [f"{A}:8 broken-link", f"{A}:8 broken-link", f"{P}:3 unknown-record"])
    git(firm, "add", "-A")
    assert rules(pcrm_in, firm, "--staged")[1] == [f"{A}:8 broken-link", f"{A}:8 broken-link", f"{P}:3 unknown-record"]


def test_what_is_staged_is_checked_and_not_the_files(firm, pcrm_in):
    edit(firm, B, ("owner: dana", "owner: dana\ntier: nonsense"))
    git(firm, "add", B)
    edit(firm, B, ("tier: nonsense", "tier: key"))
    (firm / "customers/new.md").write_text("---\nname: N\n---\n", encoding="utf-8")
    assert rules(pcrm_in, firm, "--staged") == (1, [f"{B}:4 wrong-choice"])
    assert rules(pcrm_in, firm, "--changed") == (1, ["customers/new.md:2 required"])
    git(firm, "reset", "-q")
    edit(firm, P, ("owner: dana", "owner: nobody"))
    assert rules(pcrm_in, firm, "--staged") == (0, [])


def test_against_a_branch_means_since_the_two_parted(firm, pcrm_in):
    git(firm, "switch", "-qc", "side")
    edit(firm, B, ("owner: dana", "owner: dana\ntier: nonsense"))
    commit(firm)
    git(firm, "switch", "-q", "main")
    edit(firm, A, ("first_contact: 2026-02-30\n", ""), ("## Log\n", "## Log\n\n### 2026-11-19 note — More\n"))
    commit(firm)
    git(firm, "switch", "-q", "side")
    code, found = rules(pcrm_in, firm, "--against", "main")
    assert (code, found) == (1, [f"{B}:4 wrong-choice"])


def test_only_the_named_files_count(firm, pcrm_in):
    edit(firm, A, ("owner: dana", "owner: nobody"))
    edit(firm, B, ("owner: dana", "owner: nobody"))
    assert {one.split(":")[0] for one in rules(pcrm_in, firm, "customers/b.md", "--changed")[1]} == {B}


def test_what_only_a_comparison_sees(firm, pcrm_in):
    edit(firm, A, ("### 2026-11-10 call — Prices\n", ""), ("owner: dana", "owner: li.wei"))
    code, out, _ = pcrm_in(firm, "validate", "--changed")
    assert code == 1
    assert f"{A}:1:1: error: the log entry `2026-11-10 Prices` was taken out [log-deleted]\n" in out
    assert f"{A}:3:8: warning: owner: dana → li.wei without a handover entry [owner-handover]\n" in out
    _, out, _ = pcrm_in(firm, "--lang", "zh", "validate", "--changed")
    assert "记录 `2026-11-10 Prices` 被删除 [log-deleted]" in out and "负责人：dana → li.wei，但没有交接记录" in out
    edit(firm, A, ("odd: 1", "odd: 1\n# pcrm: allow log-deleted, owner-handover"))
    assert rules(pcrm_in, firm, "--changed") == (0, [])


def test_a_consent_that_is_missing_is_a_warning(tmp_path, pcrm_in):
    firm = repository(tmp_path / "firm", FILES, "approvals: [{name: large, when: 'value:100..', by: [li.wei]}]\n")
    edit(firm, P, ("value: 10", "value: 200"))
    _, out, _ = pcrm_in(firm, "validate", "--changed")
    assert f"{P}:5:1: warning: P: value needs consent: li.wei must agree [approval-missing]\n    who agrees writes: ### 2026-11-21 decision @li.wei — …\n" in out
    assert "P：金额须经同意，请 li.wei 确认" in pcrm_in(firm, "--lang", "zh", "validate", "--changed")[1]
    with (firm / P).open("a", encoding="utf-8") as stream:
        stream.write("\n### 2026-11-20 decision @li.wei — Go\n")
    assert rules(pcrm_in, firm, "--changed") == (0, [])


def test_settings_that_change_what_records_mean(firm, pcrm_in):
    edit(firm, "pcrm.yml", ("currency: CNY", "currency: CNY\nfields: {customer: {odd: {type: date}}}"))
    assert rules(pcrm_in, firm, "--changed")[1] == [f"{A}:5 date-form"]
    git(firm, "add", "-A")
    assert rules(pcrm_in, firm, "--staged")[1] == [f"{A}:5 date-form"]
    edit(firm, "pcrm.yml", ("currency: CNY\n", "currency: CNY\nviews: 1\n"))
    assert [one.split(" ")[0] for one in rules(pcrm_in, firm, "--changed")[1]] == [f"{A}:5", "pcrm.yml:4"]


@pytest.mark.parametrize("form", ["text", "github", "gitlab", "sarif", "junit"])
def test_every_format_has_the_new_ones_alone(firm, pcrm_in, form):
    edit(firm, A, ("### 2026-11-10 call — Prices\n", ""))
    code, out, _ = pcrm_in(firm, "validate", "--changed", "--format", form)
    assert code == 1 and "log-deleted" in out and "bad-date" not in out


def test_before_the_first_commit_everything_is_new(tmp_path, pcrm_in):
    from tests.small_notebook import notebook

    root = notebook(tmp_path / "firm", FILES)
    git(root, "init", "-q")
    assert rules(pcrm_in, root, "--changed")[1] == rules(pcrm_in, root)[1]
    assert rules(pcrm_in, root, "--staged") == (0, [])
    git(root, "add", A)
    assert f"{A}:8 broken-link" in rules(pcrm_in, root, "--staged")[1]


def test_wrong_use_and_missing_revisions_are_a_line(firm, pcrm_in):
    assert pcrm_in(firm, "validate", "--against", "nix")[0] == 2
    assert pcrm_in(firm, "validate", "--against=-x")[::2] == (2, "pcrm: `-x` is no revision: those do not begin with `-`\n")
    assert "give one of the two" in pcrm_in(firm, "validate", "--against", "HEAD", "--changed")[2]
    assert "give one of the two" in pcrm_in(firm, "validate", "--staged", "--fix")[2]


def test_a_shallow_clone_says_what_to_fetch(firm, tmp_path, pcrm_in):
    edit(firm, B, ("name: B", "name: BB"))
    commit(firm)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{firm}", "shallow")
    code, out, said = pcrm_in(tmp_path / "shallow", "validate", "--against", "HEAD~1")
    assert (code, out, said.count("\n")) == (2, "", 1) and "git fetch --unshallow, or git fetch --deepen=200 origin BRANCH" in said


def test_nothing_of_the_comparison_stays_in_the_cache(firm, pcrm_in):
    edit(firm, A, ("name: A", "name: AA"))
    git(firm, "add", "-A")
    edit(firm, A, ("name: AA", "name: AAA"))
    for option in ("--staged", "--changed"):
        pcrm_in(firm, "validate", option)
        assert pcrm_in(firm, "list", "--columns", "name", "--format", "csv", "id:a")[1].endswith("AAA\r\n")


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
@pytest.mark.parametrize("place", ["", "teams/华东"])
@pytest.mark.parametrize("how", [("commit", "-qam", "x"), ("commit", "-qm", "x"), ("commit", "-qm", "x", "--only", "--", "{a}")])
def test_a_hook_sees_what_is_about_to_be_committed(tmp_path, place, how):
    from tests.small_notebook import notebook

    top = tmp_path / "all"
    root = notebook(top / place, FILES)
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(top, "init", "-q")
    commit(top)
    hook = top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nPYTHONPATH={Path(__file__).parents[2]} exec {sys.executable} -m pcrm_tools -C './{place}' validate --staged >&2\n")
    hook.chmod(0o755)
    edit(root, A, ("owner: dana", "owner: nobody"))
    if "-qm" in how and "--only" not in how:
        git(top, "add", "-A")
    words = [word.format(a=(root / A).relative_to(top)) for word in how]
    done = subprocess.run(["git", *words], cwd=top, capture_output=True, check=False)
    assert done.returncode == 1 and f"{A}:3:8: error" in done.stderr.decode()
    edit(root, A, ("owner: nobody", "owner: li.wei"))
    if "-qm" in how and "--only" not in how:
        git(top, "add", "-A")
    assert subprocess.run(["git", *words], cwd=top, capture_output=True, check=False).returncode == 0
