"""Freshness as law: whatever happens to the files, the very next search answers from what they hold now.

Each step changes files as people and git do, then asks the real command; what it must find is read off the files themselves.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.searched_notebook import ENGINES, SearchedNotebook

WORDS = ("crane", "offer", "weld", "报价", "吊车", "nowhere")


@pytest.fixture(params=ENGINES)
def notebook(request: pytest.FixtureRequest, tmp_path: Path) -> SearchedNotebook:
    made = SearchedNotebook.made(tmp_path / "notebook", request.param, ("crane offer", "weld 报价", "offer 吊车", "nothing"))
    made.git("init", "-q", "-b", "main")
    made.commit()
    made.process("index")
    return made


def edits(book: SearchedNotebook) -> Iterator[tuple[str, str]]:
    """What a person does to files, and the word that shows whether it was seen."""
    book.record("c0", "weld offer")
    yield "an edit", "crane"
    book.record("c0", "melt offer")  # as long as before, within the same second
    yield "an edit of the same size at once", "weld"
    times = (book.root / "customers/c1.md").stat()
    book.record("c1", "well 报价")
    os.utime(book.root / "customers/c1.md", ns=(times.st_atime_ns, times.st_mtime_ns))
    yield "an edit of the same size with the old time given back", "weld"
    (book.root / "customers/c2.md").rename(book.root / "customers/crane.md")
    yield "a rename", "吊车"
    (book.root / "customers/crane.md").unlink()
    yield "a deletion", "吊车"
    book.record("east/c9", "吊车 报价")
    yield "a new file in a new folder", "吊车"
    book.write("pcrm.yml", (book.root / "pcrm.yml").read_text("utf-8") + "kinds: {commissioning: {label: 调试, group: contact}}\n")
    yield "settings that change how files are read", "报价"


def test_after_what_people_do_to_files(notebook: SearchedNotebook) -> None:
    for step, word in edits(notebook):
        notebook.check(step, word)
    notebook.check("all of it", *WORDS)


def branches(book: SearchedNotebook) -> Iterator[tuple[str, str]]:
    """What git does to files."""
    book.git("checkout", "-q", "-b", "other")
    book.record("c0", "weld offer")
    (book.root / "customers/c2.md").unlink()
    book.record("c8", "吊车")
    book.commit("other work")
    yield "a commit", "吊车"
    book.git("checkout", "-q", "main")
    yield "a checkout of another branch", "吊车"
    book.record("c3", "weld now")
    book.git("stash", "-q")
    yield "a stash", "weld"
    book.git("stash", "pop", "-q")
    yield "the stash given back", "weld"
    book.commit("on main")
    book.git("rebase", "-q", "main", "other")
    yield "a rebase", "weld"
    book.git("checkout", "-q", "main")
    book.git("merge", "-q", "--no-edit", "other")
    yield "a merge", "offer"
    book.git("reset", "-q", "--hard", "HEAD~2")
    yield "a reset", "weld"
    theirs, remote = SearchedNotebook(book.root.with_name("theirs")), book.root.with_name("remote.git")
    book.git("clone", "-q", "--bare", ".", str(remote))
    book.git("remote", "add", "origin", str(remote))
    book.git("clone", "-q", str(remote), str(theirs.root))
    theirs.git("checkout", "-q", "main")
    theirs.record("c1", "crane 吊车")
    theirs.commit("theirs")
    theirs.git("push", "-q")
    book.git("pull", "-q", "--rebase", "origin", "main")
    yield "a pull", "吊车"


def test_after_what_git_does_to_files(notebook: SearchedNotebook) -> None:
    for step, word in branches(notebook):
        notebook.check(step, word)
    notebook.check("all of it", *WORDS)


def test_x6_a_checkout_that_changes_a_thousand_files(notebook: SearchedNotebook) -> None:
    for number in range(1000):
        notebook.record(f"many/r{number:04}", "here" if number % 10 else "here offer")
    notebook.commit("a thousand")
    notebook.process("index")
    notebook.git("checkout", "-q", "-b", "other")
    for number in range(1000):
        notebook.record(f"many/r{number:04}", "away" if number % 4 else "away crane")
    for number in range(0, 1000, 100):
        (notebook.root / f"customers/many/r{number:04}.md").unlink()
    notebook.commit("a thousand others")
    notebook.git("checkout", "-q", "main")
    notebook.check("the branch before", "offer")
    notebook.git("checkout", "-q", "other")
    notebook.check("the other branch", "crane")
    assert "caught up with the files: 990 changed, 10 gone" in notebook.said
    notebook.check("and again", "offer", "here")
    assert "caught up" not in notebook.said
    notebook.git("checkout", "-q", "main")
    assert notebook.process("index", "--lang", "zh").code == 0
    assert "已跟上文件变化：1,000 个有改动，0 个已删除" in notebook.said
    notebook.check("indexed again", "offer", "crane")
    assert notebook.said == ""


def test_the_next_command_after_a_quick_edit_looks_once_more(notebook: SearchedNotebook) -> None:
    """A file that was changed within the last two seconds is not believed to be what its times say."""
    file = notebook.root / "customers/c3.md"
    before = file.read_bytes()
    for word in ("first", "other", "third"):
        file.write_bytes(before.replace(b"nothing", word.encode()))
        notebook.check(f"written {word}", word)
    notebook.check("the words before", "first", "nothing")
