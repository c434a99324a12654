"""States of a notebook in git: which files differ, and what they hold, without checking anything out."""

import os
import subprocess
from pathlib import Path

import pytest

from pcrm_tools.git_errors import RevisionRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files, revisions
from pcrm_tools.store.revisions import Between
from pcrm_tools.store.sides import read_sides
from tests.repositories import commit, edit, git, repository

A, B = "customers/a.md", "customers/华东/华星 软件.md"
TEXT = "---\nname: {}\nowner: dana\nneeds: [one, two, three]\n---\n\nWords of {}.\n"


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    return repository(tmp_path / "firm", {A: TEXT.format("A", "A"), B: TEXT.format("华", "华"), "note.txt": "x"})


def differing(root: Path, text: str = "", staged: bool = False) -> list[str]:
    return [one.path for one in revisions.differing(root, *revisions.between(root, text, staged))]


def held(root: Path, text: str = "", staged: bool = False) -> list[str]:
    sides = read_sides(root, revisions.between(root, text, staged))
    return [f"{one.type} {one.before or '-'} > {one.after or '-'}" for one in sides.held]


def refusal(root: Path, text: str) -> str:
    with pytest.raises(RevisionRefused) as refused:
        revisions.between(root, text)
    return refused.value.reason


def test_the_files_the_index_and_commits_are_told_apart(firm):
    edit(firm, A, ("Words", "Staged words"))
    git(firm, "add", A)
    edit(firm, B, ("Words", "Other words"))
    (firm / "customers/new.md").write_text(TEXT.format("N", "N"), encoding="utf-8")
    assert differing(firm) == [A, "customers/new.md", B]
    assert differing(firm, staged=True) == [A]
    commit(firm)
    assert differing(firm) == [] and differing(firm, "HEAD~1..HEAD") == [A, "customers/new.md", B]
    assert differing(firm, "HEAD..") == [] and differing(firm, "HEAD~1") == [A, "customers/new.md", B]
    assert held(firm, "HEAD..HEAD~1") == [f"customer {A} > {A}", "customer customers/new.md > -", f"customer {B} > {B}"]


def test_three_dots_begin_where_the_branches_parted(firm):
    git(firm, "switch", "-qc", "side")
    edit(firm, A, ("Words", "Side words"))
    commit(firm)
    git(firm, "switch", "-q", "main")
    edit(firm, B, ("Words", "Main words"))
    commit(firm)
    assert differing(firm, "main..side") == [A, B]
    assert differing(firm, "main...side") == [A]


def test_a_renamed_file_is_one_file_whether_git_was_told_or_not(firm):
    (firm / A).rename(firm / "customers/z.md")
    edit(firm, "customers/z.md", ("name: A", "name: Z"))
    assert held(firm) == [f"customer {A} > customers/z.md"]
    git(firm, "add", "-A")
    assert held(firm, staged=True) == [f"customer {A} > customers/z.md"]


def test_only_the_notebooks_own_files_are_read(firm):
    for path in ("note.txt", "customers/_draft.md", "customers/README.md", "customers/.x/y.md", "site/pages/guide/g.md", "other/x.md"):
        (firm / path).parent.mkdir(parents=True, exist_ok=True)
        (firm / path).write_text("changed", encoding="utf-8")
    (firm / "templates").mkdir()
    (firm / "templates/customer.md").write_text("x", encoding="utf-8")
    edit(firm, "pcrm.yml", ("currency: CNY", "currency: USD"))
    assert held(firm) == ["settings pcrm.yml > pcrm.yml", "template - > templates/customer.md"]


def test_a_file_that_was_only_touched_or_changed_back_does_not_differ(firm):
    os.utime(firm / A, (1, 1))
    edit(firm, B, ("Words", "Other words"))
    git(firm, "add", B)
    edit(firm, B, ("Other words", "Words"))
    assert held(firm) == []


def test_links_and_submodules_are_no_files(firm):
    (firm / "customers/link.md").symlink_to("a.md")
    git(firm, "add", "-A")
    assert held(firm, staged=True) == []
    (firm / A).unlink()
    (firm / A).symlink_to("../note.txt")
    assert held(firm) == [f"customer {A} > -"]


def test_a_file_too_large_for_a_record_is_a_finding_and_not_in_memory(firm):
    with (firm / A).open("ab") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    commit(firm)
    (one,) = read_sides(firm, revisions.between(firm, "HEAD~1..HEAD")).held
    assert isinstance(one.new, Finding) and one.new.rule == "file-size"


def test_blobs_are_read_by_hash_and_by_name_and_what_is_not_there_is_none(firm):
    state = revisions.last_commit(firm)
    name, other, gone = revisions.blob_name(state, A), revisions.blob_name(state, B), revisions.blob_name(state, "customers/nix.md")
    found = revisions.read_blobs(firm, [name, gone, other, name, f"{state.id}:./customers", "a\nb"], 1000)
    assert (found[name], found[other]) == ((firm / A).read_bytes(), (firm / B).read_bytes())
    assert found[gone] is None and found[f"{state.id}:./customers"] is None and "a\nb" not in found
    assert revisions.read_blobs(firm, [name, gone], 10) == {name: len((firm / A).read_bytes()), gone: None}
    assert revisions.read_blobs(firm, [], 10) == {}


def test_in_the_middle_of_a_merge_both_sides_of_a_file_are_known(firm):
    git(firm, "switch", "-qc", "side")
    edit(firm, A, ("Words", "Side words"))
    commit(firm)
    git(firm, "switch", "-q", "main")
    edit(firm, A, ("Words", "Main words"))
    commit(firm)
    subprocess.run(["git", "merge", "side"], cwd=firm, capture_output=True, check=False)
    (one,) = read_sides(firm, revisions.between(firm, "")).held
    assert isinstance(one.old, files.Source) and isinstance(one.new, files.Source)
    assert "Main words" in one.old.text and "<<<<<<<" in one.new.text


@pytest.mark.parametrize(
    ("text", "reason"),
    [("nix", "unknown"), ("-nix", "option"), ("--upload-pack=x", "option"), ("HEAD..-x", "option"), ("a..b..c", "several"), ("HEAD:customers", "unknown")],
)
def test_names_that_are_no_revisions(firm, text, reason):
    assert refusal(firm, text) == reason


def test_before_the_first_commit_everything_is_new(tmp_path):
    root = tmp_path / "firm"
    root.mkdir()
    (root / "pcrm.yml").write_text("format: 1\n", encoding="utf-8")
    git(root, "init", "-q")
    (root / "customers").mkdir()
    (root / A).write_text(TEXT.format("A", "A"), encoding="utf-8")
    assert held(root) == [f"customer - > {A}", "settings - > pcrm.yml"]
    git(root, "add", A)
    assert held(root, staged=True) == [f"customer - > {A}"]
    assert refusal(root, "HEAD") == "unknown"


def test_a_notebook_in_a_folder_of_a_larger_repository(tmp_path):
    top = tmp_path / "all"
    root = top / "teams/华东"
    root.mkdir(parents=True)
    (root / "pcrm.yml").write_text("format: 1\n", encoding="utf-8")
    (root / "customers").mkdir()
    (root / A).write_text(TEXT.format("A", "A"), encoding="utf-8")
    git(top, "init", "-q")
    commit(top)
    edit(root, A, ("Words", "Other words"))
    (top / "customers").mkdir()
    (top / "customers/outside.md").write_text("x", encoding="utf-8")
    assert held(root) == [f"customer {A} > {A}"]
    commit(top)
    assert held(root, "HEAD~1..HEAD") == [f"customer {A} > {A}"]
    assert revisions.listed(root, revisions.last_commit(root), "customers/") == [A]


def test_a_shallow_clone_says_which_command_brings_the_rest(firm, tmp_path):
    git(firm, "switch", "-qc", "side")
    for number in range(3):
        edit(firm, A, ("Words", f"{number} Words"))
        commit(firm)
    git(firm, "switch", "-q", "main")
    edit(firm, B, ("Words", "Main words"))
    commit(firm)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{firm}", str(shallow))
    assert refusal(shallow, "HEAD~1") == "shallow"
    with pytest.raises(RevisionRefused, match="git fetch --deepen"):
        revisions.merge_base(shallow, revisions.resolve(shallow, "origin/side"))


def test_a_worktree_and_a_detached_head_work(firm, tmp_path):
    git(firm, "worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    edit(tmp_path / "other", A, ("Words", "Other words"))
    assert held(tmp_path / "other") == [f"customer {A} > {A}"] and held(firm) == []


def test_outside_of_git_it_is_said(tmp_path):
    (tmp_path / "pcrm.yml").write_text("format: 1\n", encoding="utf-8")
    with pytest.raises(RevisionRefused, match="no git repository"):
        revisions.check_place(tmp_path)
    git(tmp_path, "init", "-q", "--bare", "x.git")
    with pytest.raises(RevisionRefused, match="no git repository"):
        revisions.check_place(tmp_path / "x.git")


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_nothing_that_the_repository_names_is_run(firm, tmp_path):
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/was-run\ncat\n")
    script.chmod(0o755)
    for name in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command", "core.fsmonitor",
                 "core.pager", "diff.external", "core.sshCommand"):  # fmt: skip
        git(firm, "config", name, str(script))
    git(firm, "config", "filter.evil.required", "true")
    (firm / ".gitattributes").write_text("*.md filter=evil diff=evil\n", encoding="utf-8")
    (firm / A).write_text(TEXT.format("A", "A").replace("three", "thee"), encoding="utf-8")
    (firm / B).write_text((firm / B).read_text("utf-8"), encoding="utf-8")
    for text, staged in (("", False), ("", True), ("HEAD..HEAD", False)):
        read_sides(firm, revisions.between(firm, text, staged))
    read_sides(firm, Between(revisions.index(firm), revisions.work(firm)))
    assert held(firm) == [f"customer {A} > {A}"]
    assert not (tmp_path / "was-run").exists()
