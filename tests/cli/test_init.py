"""A new notebook is complete, valid in both languages, and never at the cost of a file that was there."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

FILES = {
    ".editorconfig", ".gitattributes", ".gitignore", ".markdownlint.json", ".prettierignore", "customers/README.md", "mkdocs.yml",
    "pcrm.yml", "projects/README.md", "site/pages/index.md", "templates/customer.md", "templates/project.md",
    "templates/requirements.md", "templates/retrospective.md",
}  # fmt: skip


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and ".pcrm" not in path.parts}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("sample", [(), ("--sample",)])
@pytest.mark.parametrize("day", ["2026-11-20", "2028-02-29"])
def test_a_new_notebook_is_valid(pcrm: Callable, tmp_path: Path, lang: str, sample: tuple[str, ...], day: str) -> None:
    root = tmp_path / "a notebook"
    assert pcrm("init", str(root), "--lang", lang, "--as-of", day, *sample).code == 0
    assert files(root) >= FILES and len(files(root)) == len(FILES) + (3 if sample else 0)
    done = pcrm("-C", str(root), "validate", "--strict", "--as-of", day)
    assert (done.code, done.stdout.decode()) == (0, "")


def test_nothing_is_overwritten(pcrm: Callable, tmp_path: Path) -> None:
    (tmp_path / "pcrm.yml").write_text("format: 1\n")
    (tmp_path / "customers").mkdir()
    (tmp_path / ".gitignore").symlink_to("elsewhere")
    done = pcrm("init", str(tmp_path), "--format", "json")
    answer = json.loads(done.stdout)
    assert sorted(answer["kept"]) == [".gitignore", "pcrm.yml"]
    assert (tmp_path / "pcrm.yml").read_text() == "format: 1\n" and not (tmp_path / "elsewhere").exists()
    again = pcrm("init", str(tmp_path), "--lang", "zh")
    assert again.code == 0 and again.stdout == b"" and again.stderr.decode().count("保留 ") == len(FILES)


def test_the_next_commands_are_named(pcrm: Callable, tmp_path: Path) -> None:
    said = pcrm("init", "my notebook", cwd=tmp_path).stderr.decode()
    assert "cd 'my notebook'" in said and "git init" in said and "pcrm validate" in said
    assert not (tmp_path / "my notebook" / ".git").exists()


def test_the_sample_ends_today(pcrm: Callable, tmp_path: Path) -> None:
    pcrm("init", str(tmp_path), "--sample", "--as-of", "2030-01-01")
    text = (tmp_path / "customers" / "harbor-foods.md").read_text()
    assert "next_contact: 2030-01-05" in text and "2026" not in text


def test_the_site_configuration_is_ours(pcrm: Callable, tmp_path: Path) -> None:
    pcrm("init", str(tmp_path), "--lang", "zh")
    settings = yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["docs_dir"] == "site/pages" and settings["site_dir"] == "site/public"
    assert settings["use_directory_urls"] is False and settings["plugins"] == ["pcrm"] and settings["theme"]["name"] == "material"
    assert "merge=union" not in (tmp_path / ".gitattributes").read_text()
    assert "/.pcrm/" in (tmp_path / ".gitignore").read_text().split("\n")
    json.loads((tmp_path / ".markdownlint.json").read_text())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(pcrm: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    done = pcrm("init", str(folder))
    assert done.code == 2 and done.stderr.count(b"\n") == 1


def test_a_file_in_the_way_is_one_line(pcrm: Callable, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = pcrm("init", str(tmp_path / "file"))
    assert done.code == 2 and done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_the_cache_folder_is_private(pcrm: Callable, tmp_path: Path) -> None:
    pcrm("init", str(tmp_path))
    assert stat.S_IMODE((tmp_path / ".pcrm").stat().st_mode) == 0o700
