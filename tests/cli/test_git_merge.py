"""Merges as git makes them with the record driver switched on (M1-M9 of the robustness list), and the driver by itself."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.repositories import CUSTOMER, PROJECT, Repository, repository

DIFF = f"{shlex.quote(sys.executable)} -P -m pcrm_tools git textconv"
ENTRY = "### 2026-11-02 call @dana — prices\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository whose settings name the driver."""
    return repository(tmp_path, driver=True)


def two_sides(repo: Repository, ours: tuple[str, str, str], theirs: tuple[str, str, str]) -> None:
    """A change on `side` and another on `main`, which is checked out in the end."""
    repo.branch("side")
    repo.edit(*theirs)
    repo.commit("theirs")
    repo.switch("main")
    repo.edit(*ours)
    repo.commit("ours")


def test_different_fields_merge_and_do_not_without_the_driver(tmp_path, pcrm_in):
    for driver in (True, False):
        repo = repository(tmp_path / str(driver), driver=driver)
        two_sides(repo, (CUSTOMER, "region: NO", "region: SE"), (CUSTOMER, "size: '40'", "size: '45'"))
        code, _ = repo.attempt("merge", "-q", "--no-edit", "side")
        assert code == (0 if driver else 1)
        if driver:
            assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)
        else:
            code, out, _ = pcrm_in(repo.root, "validate")
            assert code == 1 and f"{CUSTOMER}:4:1: error: unfinished merge" in out


def test_entries_of_both_sides_are_kept_once_in_their_places(repo):
    first, second = "### 2026-11-20 visit — dock\n\n", "### 2026-11-10 note — paper\n\n"
    two_sides(repo, (CUSTOMER, ENTRY, first + ENTRY), (CUSTOMER, ENTRY, second + ENTRY))
    repo.git("merge", "-q", "--no-edit", "side")
    assert f"## Log\n\n{first}{second}{ENTRY}" in repo.read(CUSTOMER)


def test_a_stage_set_differently_is_in_conflict_alone(repo, pcrm_in):
    two_sides(repo, (PROJECT, "stage: survey", "stage: order"), (PROJECT, "stage: survey", "stage: sample"))
    code, said = repo.attempt("merge", "--no-edit", "side")
    assert code == 1 and f"{PROJECT}:5: both sides changed stage" in said
    assert "owner: dana\n<<<<<<< ours\nstage: order\n=======\nstage: sample\n>>>>>>> theirs\n---\n" in repo.read(PROJECT)
    code, out, _ = pcrm_in(repo.root, "validate", "projects")
    assert code == 1 and f"{PROJECT}:5:1: error: unfinished merge: <<<<<<< ours" in out
    repo.edit(PROJECT, "<<<<<<< ours\nstage: order\n=======\nstage: sample\n>>>>>>> theirs\n", "stage: survey\n")
    repo.git("commit", "-qam", "resolved")
    assert pcrm_in(repo.root, "validate")[0] == 0


def test_deleted_on_one_side_changed_on_the_other_stays_gits_conflict(repo):
    repo.branch("side")
    repo.git("rm", "-q", CUSTOMER)
    repo.commit("gone")
    repo.switch("main")
    repo.edit(CUSTOMER, "region: NO", "region: SE")
    repo.commit("changed")
    code, said = repo.attempt("merge", "--no-edit", "side")
    assert code == 1 and "CONFLICT (modify/delete)" in said
    assert "region: SE" in repo.read(CUSTOMER)


def test_renamed_on_one_side_changed_on_the_other(repo, pcrm_in):
    repo.branch("side")
    repo.git("mv", CUSTOMER, "customers/north/harbor-foods.md") if (repo.root / "customers/north").mkdir() is None else None
    repo.edit("customers/north/harbor-foods.md", "size: '40'", "size: '45'")
    repo.commit("renamed")
    repo.switch("main")
    repo.edit(CUSTOMER, "region: NO", "region: SE")
    repo.commit("changed")
    repo.git("merge", "-q", "--no-edit", "side")
    assert "region: SE\nsize: '45'\n" in repo.read("customers/north/harbor-foods.md")
    code, out, _ = pcrm_in(repo.root, "validate")
    assert code == 1 and "harbor" in out and f"{PROJECT}:3:" in out  # the project still names the old id


def test_the_same_id_twice_after_a_clean_merge_is_found(repo, pcrm_in):
    repo.branch("side")
    repo.write("customers/east/nova.md", "---\nname: Nova\nowner: dana\n---\n")
    repo.commit()
    repo.switch("main")
    repo.write("customers/west/nova.md", "---\nname: Nova Ltd.\nowner: dana\n---\n")
    repo.commit()
    repo.git("merge", "-q", "--no-edit", "side")
    code, out, _ = pcrm_in(repo.root, "validate")
    assert code == 1 and "customers/east/nova.md" in out and "customers/west/nova.md" in out


def test_a_union_that_doubles_a_key_is_found(tmp_path, pcrm_in):
    repo = repository(tmp_path, attributes=False)
    repo.write(".gitattributes", "*.md merge=union\n")
    repo.commit()
    two_sides(repo, (PROJECT, "stage: survey", "stage: order"), (PROJECT, "stage: survey", "stage: sample"))
    repo.git("merge", "-q", "--no-edit", "side")
    code, out, _ = pcrm_in(repo.root, "validate")
    assert code == 1 and "the key `stage` stands on line 5 and again on line 6" in out


def test_rebase_and_cherry_pick(repo):
    two_sides(repo, (CUSTOMER, "region: NO", "region: SE"), (CUSTOMER, "size: '40'", "size: '45'"))
    repo.git("cherry-pick", "side")
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)
    repo.git("reset", "-q", "--hard", "HEAD~")
    repo.switch("side")
    repo.git("rebase", "-q", "main")
    assert "region: SE\nsize: '45'\n" in repo.read(CUSTOMER)


def test_revert_of_a_merge_keeps_what_came_later(repo):
    two_sides(repo, (CUSTOMER, "region: NO", "region: SE"), (CUSTOMER, "tags: [cold]", "tags: [cold, red]"))
    repo.git("merge", "-q", "--no-edit", "side")
    repo.edit(CUSTOMER, "tags: [cold, red]", "tags: [cold, red, new]")
    repo.commit("later")
    repo.git("revert", "--no-edit", "-m", "1", "HEAD~")
    assert "region: SE" in repo.read(CUSTOMER) and "tags: [cold, new]" in repo.read(CUSTOMER)


def test_octopus(repo):
    """Git merges several branches only with its plain driver; what is at different places merges all the same."""
    for name, old, new in (("a", "name: Harbor Foods", "name: Harbor"), ("b", "They ship at night.", "They ship at noon.")):
        repo.branch(name)
        repo.edit(CUSTOMER, old, new)
        repo.commit(name)
        repo.switch("main")
    repo.git("merge", "-q", "--no-edit", "a", "b")
    assert "name: Harbor\n" in repo.read(CUSTOMER) and "at noon" in repo.read(CUSTOMER)


def test_an_old_resolution_is_replayed(repo, pcrm_in):
    repo.git("config", "rerere.enabled", "true")
    two_sides(repo, (PROJECT, "stage: survey", "stage: order"), (PROJECT, "stage: survey", "stage: sample"))
    repo.attempt("merge", "-q", "--no-edit", "side")
    repo.edit(PROJECT, "<<<<<<< ours\nstage: order\n=======\nstage: sample\n>>>>>>> theirs\n", "stage: survey\n")
    repo.commit("resolved")
    repo.git("reset", "-q", "--hard", "HEAD~")
    code, said = repo.attempt("merge", "--no-edit", "side")
    assert code == 1 and "Resolved" in said and "stage: survey\n---\n" in repo.read(PROJECT)
    repo.commit("again")
    assert pcrm_in(repo.root, "validate")[0] == 0


def test_branches_merged_crosswise(repo):
    """Two branches that took each other in have two common ancestors, which git merges first."""
    two_sides(repo, (CUSTOMER, "region: NO", "region: SE"), (CUSTOMER, "region: NO", "region: FI"))
    for branch, other, region in (("one", "side", "SE"), ("two", "side", "FI")):
        repo.branch(branch)
        repo.attempt("merge", "-q", "--no-edit", other)
        text = repo.read(CUSTOMER)
        repo.write(
            CUSTOMER, text.replace("<<<<<<< ours\nregion: SE\n=======\nregion: FI\n>>>>>>> theirs\n", f"region: {region}\n")
        )
        repo.commit(branch)
    repo.edit(CUSTOMER, "size: '40'", "size: '45'")
    repo.commit("more")
    code, _ = repo.attempt("merge", "--no-edit", "one")
    text = repo.read(CUSTOMER)
    assert "size: '45'" in text
    assert (code == 0) == ("<<<<<<<" not in text)
    assert text.count("<<<<<<<") <= 1


# -- the driver by itself


def files(folder: Path, *texts: str | bytes | None) -> list[str]:
    names = []
    for name, text in zip(("base.md", "ours.md", "theirs.md"), texts, strict=True):
        if text is not None:
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        names.append(str(folder / name))
    return names


GOOD = "---\nname: A\n---\n"
UNTOUCHED = {
    "a broken ancestor": ("---\nname: [\n---\n", GOOD, "---\nname: B\n---\n"),
    "broken on our side": (GOOD, "---\nname: [\n---\n\nOne.\n", "---\nname: B\n---\n"),
    "broken on their side": (GOOD, "---\nname: C\n---\n", "---\nname: B: x: y\n---\n"),
    "a key twice": (GOOD, "---\nname: C\nname: D\n---\n", "---\nname: B\n---\n"),
    "a front matter without end": (GOOD, "---\nname: C\n---\n", "---\nname: B\n"),
    "binary": (GOOD, "---\nname: C\n---\n", b"\x00\xff\xfe\x01"),
    "a zero byte": (GOOD, "---\nname: C\n---\n", "---\nname: B\n---\n\x00"),
    "another encoding": (GOOD, "---\nname: C\n---\n", "---\nname: 华星\n---\n".encode("gb18030")),
    "a missing ancestor": (None, "---\nname: C\n---\n", GOOD),
    "a missing side": (GOOD, "---\nname: C\n---\n", None),
    "more than 10 MB": (GOOD, "---\nname: C\n---\n", GOOD + "x" * (10 * 1024 * 1024)),
    "an unfinished merge": (GOOD, "---\nname: C\n---\n", "---\nname: A\n---\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"),
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_cannot_be_merged_leaves_ours_untouched(name, tmp_path, pcrm_in):
    base, ours, theirs = UNTOUCHED[name]
    names = files(tmp_path, base, ours, theirs)
    before = Path(names[1]).read_bytes()
    code, out, messages = pcrm_in(tmp_path, "git", "merge-driver", *names, "--path", CUSTOMER)
    assert (code, out) == (2, "") and messages.startswith(f"pcrm: {CUSTOMER} was not merged: ")
    assert Path(names[1]).read_bytes() == before
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".md"] * len([x for x in (base, ours, theirs) if x is not None])
    _, _, messages = pcrm_in(tmp_path, "--lang", "zh", "git", "merge-driver", *names, "--path", CUSTOMER)
    assert messages.startswith(f"pcrm: {CUSTOMER} 没有合并：")


def test_a_repaired_record_merges_with_a_broken_ancestor_where_the_lines_do(tmp_path, pcrm_in):
    names = files(tmp_path, "---\nname: [\n---\n\nOne.\n", "---\nname: A\n---\n\nOne.\n", "---\nname: [\n---\n\nOne.\n\nTwo.\n")
    assert pcrm_in(tmp_path, "git", "merge-driver", *names)[0] == 0
    assert Path(names[1]).read_text(encoding="utf-8") == "---\nname: A\n---\n\nOne.\n\nTwo.\n"


def test_markers_have_the_length_that_git_asks_for(tmp_path, pcrm_in):
    names = files(tmp_path, GOOD, "---\nname: B\n---\n", "---\nname: C\n---\n")
    assert pcrm_in(tmp_path, "git", "merge-driver", *names, "--marker-size", "9")[0] == 1
    assert (
        Path(names[1]).read_text(encoding="utf-8") == f"---\n{'<' * 9} ours\nname: B\n{'=' * 9}\nname: C\n{'>' * 9} theirs\n---\n"
    )


def test_the_mode_of_the_file_stays(tmp_path, pcrm_in):
    names = files(tmp_path, GOOD, "---\nname: A\nsize: 1\n---\n", "---\nname: B\n---\n")
    Path(names[1]).chmod(0o640)
    assert pcrm_in(tmp_path, "git", "merge-driver", *names)[0] == 0
    assert Path(names[1]).stat().st_mode & 0o777 == 0o640


def test_git_starts_the_driver_for_every_file_so_it_imports_little(tmp_path):
    names = files(tmp_path, GOOD, "---\nname: A\nsize: 1\n---\n\n## Log\n\n### 2026-11-18 call\n", "---\nname: B\n---\n")
    code = "import sys; from pcrm_tools.cli.app import App; from pcrm_tools.cli.main import run; print(run(sys.argv[1:], App())); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "git", "merge-driver", *names], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    first, loaded = done.stdout.split("\n")[:2]
    heavy = {
        "sqlite3",
        "subprocess",
        "difflib",
        "dataclasses",
        "json",
        "hashlib",
        "frontmatter",
        "jinja2",
        "mkdocs",
        "whoosh",
        "holidays",
    }
    assert first == "0" and not heavy & set(loaded.split())
    assert not [name for name in loaded.split() if re.match(r"pcrm_tools\.(session|checks|facts|search|site)\b", name)]


# -- how git shows records


def test_a_diff_shows_values_with_their_names(repo, pcrm_in):
    repo.git("config", "diff.pcrm.textconv", DIFF)
    repo.git("config", "diff.pcrm.cachetextconv", "true")
    repo.edit(CUSTOMER, "tags: [cold]", "tags: [cold, red]")
    for _ in range(2):  # the second time from git's cache
        shown = repo.git("diff")
        assert "\n+tags: - red\n" in shown and "\n-" not in shown.replace("\n---", "")


def test_a_hunk_names_the_entry_or_field_above_it(repo):
    from pcrm_tools.store.git_drivers import XFUNCNAME

    repo.git("config", "diff.pcrm.xfuncname", XFUNCNAME)
    repo.write(CUSTOMER, "---\nname: A\n偏好:\n" + "".join(f"  - 甲{n}\n" for n in range(9)) + "---\n\n## Log\n\n### 2026-11-02 call — prices\n\n"
               + "".join(f"- line {n}\n" for n in range(9)))  # fmt: skip
    repo.commit()
    repo.edit(CUSTOMER, "甲8", "乙")
    repo.edit(CUSTOMER, "line 8", "line x")
    headers = [line.partition("@@ ")[2].partition("@@ ")[2] for line in repo.git("diff").split("\n") if line.startswith("@@")]
    assert headers == ["偏好:", "### 2026-11-02 call — prices"]


def test_textconv_leaves_what_is_no_record_as_it_is(tmp_path, pcrm_in):
    (tmp_path / "a.md").write_bytes(b"\x00\xff")
    done = subprocess.run(
        [sys.executable, "-m", "pcrm_tools", "git", "textconv", "a.md"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout == b"\x00\xff"
