"""`pcrm log --edit`: what an editor makes of an entry is written, or kept for another try."""

import os
import re
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.written import Done, added, make, pcrm, text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make(tmp_path / "notebook")


@pytest.fixture(autouse=True)
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which sheets to edit are made."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder


def editor(folder: Path, script: str) -> str:
    """An editor that is a shell script; `$1` is the file."""
    path = folder.parent / "editor.sh"
    path.write_text(f"#!/bin/sh\ncp \"$1\" {folder.parent}/seen\n{script}\n")
    path.chmod(0o700)
    return str(path)


def edit(root: Path, folder: Path, script: str, *args: str, lang: str = "en") -> Done:
    return pcrm(root, "log", *args, "--edit", lang=lang, EDITOR=editor(folder, script))


def test_the_template_shows_the_entry_as_it_would_be_written(root: Path, sheets: Path) -> None:
    before = text(root)
    done = edit(root, sheets, 'echo text >> "$1"', "acme", "call", "SSO", "--with", "Rosa", "--next", "+7d")
    assert done.code == 0
    seen = (sheets.parent / "seen").read_text()
    assert seen.startswith("### 2026-11-20 call — SSO\n\nwith:Rosa next:2026-11-27\n\n<!-- pcrm log: ")
    assert "Rosa Lind, Rosa\n" in seen and "Ben Ortiz" not in seen
    assert added(root, before) == "### 2026-11-20 call — SSO\n\nwith:Rosa next:2026-11-27\n\ntext"
    assert list(sheets.iterdir()) == []


def test_the_file_is_for_its_owner_alone(root: Path, sheets: Path) -> None:
    edit(root, sheets, f'ls -l "$1" | cut -c1-10 > {sheets.parent}/mode', "acme", "note")
    assert (sheets.parent / "mode").read_text() == "-rw-------\n"


def test_a_chinese_file_has_a_chinese_template(root: Path, sheets: Path) -> None:
    before = text(root, "华星")
    done = edit(root, sheets, 'sed -i "s/标题/新标题/" "$1"', "华星", "call", "标题", "--next", "2026-12-03", lang="zh")
    assert done.code == 0 and "此段不会写入" in (sheets.parent / "seen").read_text()
    assert "### 2026-11-20 电话 — 新标题\n" in text(root, "华星")
    assert before.replace("2026-11-24", "2026-12-03") == text(root, "华星").replace("### 2026-11-20 电话 — 新标题\n\n", "")


@pytest.mark.parametrize("script", ["true", ': > "$1"', 'printf "\\n  \\n" > "$1"', 'rm "$1"', 'sed -i -n "/<!--/,/-->/p" "$1"'])
def test_nothing_saved_or_nothing_left_writes_nothing(root: Path, sheets: Path, script: str) -> None:
    before = text(root)
    done = edit(root, sheets, script, "acme", "call", "x")
    assert done.code == 0 and done.out == "" and text(root) == before
    assert "nothing was written" in done.err and list(sheets.iterdir()) == []


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('sed -i "s/ call/ cal/" "$1"', "`cal` is no kind of entry"),
        ('sed -i "s/2026-11-20/2026-11-31/" "$1"', "2026-11-31"),
        ('sed -i "s/2026-11-20/2026-11-22/" "$1"', "still to come"),
        ('sed -i "s/^### .*/words/" "$1"', "no heading of an entry"),
        ('echo "### 2026-11-01 call" >> "$1"', "begins another entry"),
        ('echo "## Section" >> "$1"', "begins another entry"),
        ("echo '```' >> \"$1\"", "never closed"),
        ('sed -i "s/-->//" "$1"', "never closed"),
        ('printf "### 2026-11-20 survey\\n\\ncsat:9\\n" > "$1"', "outside 1..5"),
        ('printf "### 2026-11-20 call \\377\\n" > "$1"', "UTF-8"),
    ],
)
def test_what_cannot_be_written_is_kept_for_another_try(root: Path, sheets: Path, script: str, said: str) -> None:
    before = text(root)
    done = edit(root, sheets, script, "acme", "call", "x")
    assert done.code == 2 and said in done.err and text(root) == before
    (kept,) = sheets.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    found = re.search(r"try again with: pcrm log (.*)\n", done.err)
    assert found and str(kept) in found[1]
    again = pcrm(root, "log", "acme", "call", "--draft", str(kept), EDITOR=editor(sheets, 'printf "### 2026-11-20 call — mended\\n" > "$1"'))
    assert again.code == 0 and added(root, before) == "### 2026-11-20 call — mended"
    assert list(sheets.iterdir()) == []


def test_what_git_does_not_commit_is_written_all_the_same(root: Path, sheets: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "acme", "call", "x", "--edit", "--commit", EDITOR=editor(sheets, 'echo >> "$1"'))
    assert done.code == 2 and added(root, before) == "### 2026-11-20 call — x"
    assert "kept" not in done.err and list(sheets.iterdir()) == []


def test_a_dry_run_keeps_the_text(root: Path, sheets: Path) -> None:
    before = text(root)
    done = pcrm(root, "log", "acme", "call", "x", "--edit", "--dry-run", EDITOR=editor(sheets, 'echo more >> "$1"'))
    assert "+more" in done.out and text(root) == before and len(list(sheets.iterdir())) == 1


def test_somebody_elses_file_is_copied_and_left_alone(root: Path, sheets: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.md"
    mine.write_text("### 2026-11-19 call — mine\n")
    assert pcrm(root, "log", "acme", "call", "--draft", str(mine), EDITOR=editor(sheets, 'echo >> "$1"')).code == 0
    assert mine.exists() and "### 2026-11-19 call — mine\n" in text(root)
    assert "cannot be read" in pcrm(root, "log", "acme", "call", "--draft", str(tmp_path / "none"), EDITOR="true").err


def test_without_an_editor_there_is_one_clear_line(root: Path, sheets: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for lang, said in (("en", "set $VISUAL or $EDITOR"), ("zh", "请设置 $VISUAL 或 $EDITOR")):
        done = pcrm(root, "log", "acme", "call", "--edit", lang=lang)
        assert done.code == 2 and said in done.err and done.err.count("\n") == 1
    assert "did not work" in pcrm(root, "log", "acme", "call", "--edit", EDITOR="no-such-editor").err
    assert "did not work" in pcrm(root, "log", "acme", "call", "--edit", VISUAL="/bin/false", EDITOR="true").err
    assert list(sheets.iterdir()) == [] and os.environ.get("EDITOR") is None


def test_an_editor_works_on_one_record_and_needs_the_keyboard(root: Path) -> None:
    assert pcrm(root, "log", "acme", "call", "--edit", "--also", "华星").code == 2
    assert pcrm(root, "log", "acme", "call", "--edit", "-").code == 2
