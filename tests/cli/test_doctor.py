"""The doctor says what is wrong with the notebook, and what to do."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def notebook(pcrm: Callable, tmp_path: Path) -> Path:
    root = tmp_path / "notebook"
    assert pcrm("init", str(root), "--sample").code == 0
    return root


def checks(pcrm: Callable, root: Path, *args: str) -> tuple[int, dict[str, dict[str, str]]]:
    done = pcrm("-C", str(root), "doctor", "--format", "json", *args)
    answer = json.loads(done.stdout)
    assert answer["version"] == 1 and sum(answer["counts"].values()) == len(answer["checks"])
    return done.code, {check["what"]: check for check in answer["checks"]}


def test_a_healthy_notebook(pcrm: Callable, notebook: Path) -> None:
    code, found = checks(pcrm, notebook)
    assert code == 0
    assert found["notebook"]["found"] == str(notebook) and found["records"]["found"].startswith("3;")
    assert {found[what]["state"] for what in ("pcrm", "python", "click", "cache", "leftovers", "records")} == {"ok"}


def test_outside_a_notebook_the_installation_is_still_checked(pcrm: Callable, tmp_path: Path) -> None:
    code, found = checks(pcrm, tmp_path)
    assert code == 0 and found["notebook"]["state"] == "warning" and "sqlite" in found and "cache" not in found


def test_leftovers_are_named_and_removed_by_fix(pcrm: Callable, notebook: Path) -> None:
    left = notebook / "customers" / ".pcrm-tmp-12-abc"
    left.write_text("half")
    assert checks(pcrm, notebook)[1]["leftovers"]["state"] == "warning" and left.exists()
    assert checks(pcrm, notebook, "--fix")[1]["leftovers"] == {
        "what": "leftovers", "state": "fixed", "found": "customers/.pcrm-tmp-12-abc", "advice": "removed",
    }  # fmt: skip
    assert not left.exists() and checks(pcrm, notebook)[1]["leftovers"]["state"] == "ok"


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_a_cache_that_others_can_read_is_a_warning(pcrm: Callable, notebook: Path) -> None:
    (notebook / ".pcrm").chmod(0o755)
    assert checks(pcrm, notebook)[1]["cache"]["state"] == "warning"


def test_a_tracked_cache_is_an_error(pcrm: Callable, notebook: Path) -> None:
    (notebook / ".pcrm" / "x").write_text("")
    for args in (["init", "-q"], ["add", "-f", ".pcrm/x"]):
        subprocess.run(["git", *args], cwd=notebook, check=True, env={"PATH": os.environ["PATH"], "HOME": str(notebook)})
    code, found = checks(pcrm, notebook)
    assert code == 1 and found["tracked"]["state"] == "error" and "git rm -r --cached .pcrm" in found["tracked"]["advice"]


def test_text_in_chinese(pcrm: Callable, notebook: Path) -> None:
    (notebook / "customers" / ".pcrm-tmp-1-a").write_text("")
    done = pcrm("-C", str(notebook), "doctor", "--lang", "zh")
    assert done.code == 0 and "pcrm doctor --fix 可清理" in done.stdout.decode()
