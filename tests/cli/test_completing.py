"""What the shell offers when somebody presses tab."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pcrm_tools.cli.commands.completion import SHELLS


@pytest.fixture
def notebook(pcrm: Callable, tmp_path: Path) -> Path:
    root = tmp_path / "notebook"
    assert pcrm("init", str(root), "--sample", "--as-of", "2026-11-20").code == 0
    return root


@pytest.fixture
def offers(pcrm: Callable, notebook: Path) -> Callable[..., list[str]]:
    """What is offered for the last of the words behind `pcrm`."""

    def ask(*words: str, cwd: Path = notebook) -> list[str]:
        env = {"_PCRM_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(("pcrm", *words)), "COMP_CWORD": str(len(words))}
        done = pcrm(cwd=cwd, env=env)
        assert (done.code, done.stderr) == (0, b"")
        return [line.partition(",")[2] for line in done.stdout.decode().split("\n") if line]

    return ask


def test_commands_options_and_choices(offers: Callable) -> None:
    assert offers("do") == ["doctor"]
    assert "--format" in offers("doctor", "--fo")
    assert offers("completion", "z") == ["zsh"]


def test_records_are_offered_by_id_and_by_name(offers: Callable, tmp_path: Path) -> None:
    assert offers("show", "ha") == ["harbor-foods", "harbor-labels"]
    assert offers("show", "cold") == ["harbor-labels"]
    assert offers("-C", str(tmp_path / "notebook"), "show", "pine", cwd=tmp_path) == ["pinewood-school"]


@pytest.fixture
def chinese(notebook: Path) -> None:
    (notebook / "customers" / "瑞丰包装.md").write_text("---\nname: 昆山瑞丰包装有限公司\naliases: [重工, North]\nowner: alex\n---\n", encoding="utf-8")
    (notebook / "customers" / "rf-press.md").write_text("---\nname: 瑞峰印刷\nowner: alex\n---\n", encoding="utf-8")


@pytest.mark.parametrize(("typed", "ids"), [
    ("ruif", ["rf-press", "瑞丰包装"]), ("ksrf", ["瑞丰包装"]), ("kunshan", ["瑞丰包装"]), ("rfb", ["瑞丰包装"]), ("zhongg", ["瑞丰包装"]),
    ("chonggong", ["瑞丰包装"]), ("重", ["瑞丰包装"]), ("nor", ["瑞丰包装"]), ("rf", ["rf-press"]), ("rfy", ["rf-press"]), ("瑞", ["rf-press", "瑞丰包装"]),
    ("baozhuang", []), ("ruif-", []),
])  # fmt: skip
def test_records_are_offered_by_alias_pinyin_and_initials(offers: Callable, chinese: None, typed: str, ids: list[str]) -> None:
    assert offers("show", typed) == ids


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_takes_an_id_that_does_not_begin_with_what_was_typed(pcrm: Callable, notebook: Path, chinese: None, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(pcrm("completion", "bash").stdout)
    asked = f"source {script}; COMP_WORDS=(pcrm show ksrf); COMP_CWORD=2; _pcrm_completion pcrm; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", asked], cwd=notebook, env={**os.environ, "PATH": path}, capture_output=True, check=True)
    assert done.stdout.decode() == "瑞丰包装\n"


def test_outside_a_notebook_nothing_is_said(offers: Callable, tmp_path: Path) -> None:
    assert offers("show", "ha", cwd=tmp_path) == []


@pytest.mark.parametrize("name", ["$(touch x)", "a;b", "a b", "`x`", "-rf", "a*", "a'b", "a\u202eb", "a\u200bb", "~x"])
def test_an_id_that_a_shell_would_run_is_not_offered(offers: Callable, notebook: Path, name: str) -> None:
    (notebook / "customers" / f"{name}.md").write_text("---\nname: Zz\nowner: alex\n---\n")
    (notebook / "customers" / "zz.md").write_text("---\nname: Zz\nowner: alex\n---\n")
    assert offers("show", "z") == ["zz"]


@pytest.mark.parametrize("shell", SHELLS)
def test_scripts(pcrm: Callable, shell: str, tmp_path: Path) -> None:
    done = pcrm("completion", shell)
    assert done.code == 0 and f"_PCRM_COMPLETE={shell}_complete".encode() in done.stdout
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_bytes(done.stdout)
        subprocess.run([shell, "-n", str(script)], check=True, env={"PATH": os.environ["PATH"]})
