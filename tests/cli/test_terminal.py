"""The program as a process: pipes that close, narrow and missing terminals, foreign encodings, its import time."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "pcrm_tools")
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell and terminal")


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "HOME": "/nonexistent", **more}


def shell(line: str, tmp_path: Path, **more: str) -> tuple[int, str, str]:
    """A line of bash, `pcrm` being the program; gives the exit code of the first program, stdout and stderr."""
    line = line.replace("pcrm", f"{sys.executable} -m pcrm_tools")
    done = subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def on_terminal(args: tuple[str, ...], columns: int, lines: int, cwd: Path, env: Mapping[str, str]) -> str:
    """What a run draws on a terminal of some size."""
    import fcntl
    import pty
    import struct
    import termios

    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen([*PROGRAM, *args], cwd=cwd, env=dict(env), stdin=secondary, stdout=secondary, stderr=secondary)
    os.close(secondary)
    drawn = b""
    while True:
        try:
            part = os.read(primary, 65536)
        except OSError:
            break
        if not part:
            break
        drawn += part
    process.wait(30)
    os.close(primary)
    return drawn.decode().replace("\r\n", "\n")


@posix
def test_a_reader_who_leaves_early_causes_no_word(tmp_path: Path) -> None:
    for line in ("pcrm --help | true", "pcrm completion bash | head -1 >/dev/null", "pcrm init x --sample --format json | true"):
        assert shell(line, tmp_path) == (0, "", "")


@posix
def test_closed_streams_are_no_error(tmp_path: Path) -> None:
    assert shell("pcrm --help >&-", tmp_path) == (0, "", "")
    assert shell("pcrm nothing 2>&-", tmp_path) == (2, "", "")
    assert shell("pcrm init x --sample >&- 2>&- <&-", tmp_path) == (0, "", "")
    assert (tmp_path / "x" / "pcrm.yml").read_text().startswith("# pcrm.yml")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_one_line(tmp_path: Path) -> None:
    assert shell("pcrm completion bash >/dev/full", tmp_path) == (2, "", "pcrm: No space left on device\n")


@posix
@pytest.mark.parametrize("columns", [1, 10, 20, 40, 200])
def test_help_works_at_any_width(columns: int, tmp_path: Path) -> None:
    drawn = on_terminal(("--help", "--lang", "zh"), columns, 24, tmp_path, environment())
    assert "init" in drawn and "Traceback" not in drawn


@posix
def test_colour_is_for_terminals(tmp_path: Path) -> None:
    args = ("nothing",)
    assert on_terminal(args, 80, 24, tmp_path, environment()).startswith("\x1b[31mpcrm:\x1b[0m ")
    assert on_terminal(args, 80, 24, tmp_path, environment(NO_COLOR="1")).startswith("pcrm: ")
    assert on_terminal(("--no-color", *args), 80, 24, tmp_path, environment()).startswith("pcrm: ")
    assert shell("pcrm nothing", tmp_path)[2].startswith("pcrm: ")
    assert shell("pcrm nothing", tmp_path, FORCE_COLOR="1")[2].startswith("\x1b[31m")


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_any_encoding_of_stdout_and_stderr(pcrm: Callable, encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    done = pcrm("𠮷✓", "--lang", "zh", env=env)
    assert (done.code, b"Traceback" in done.stderr) == (2, False)
    shown = {"gbk": "没有这个命令：\\U00020bb7\\u2713", "ascii": "\\u6ca1\\u6709", "utf-8": "没有这个命令：𠮷✓"}[encoding]
    assert shown in done.stderr.decode(encoding)
    done = pcrm("doctor", "--format", "json", "--lang", "zh", env=env)
    assert json.loads(done.stdout.decode("utf-8"))["version"] == 1


def test_a_c_locale_without_utf8_mode_changes_nothing(pcrm: Callable, tmp_path: Path) -> None:
    env = {"LC_ALL": "C", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    folder = tmp_path / "nb"
    assert pcrm("init", str(folder), "--sample", "--lang", "zh", "--as-of", "2026-11-20", env=env).code == 0
    assert pcrm("init", str(tmp_path / "utf8"), "--sample", "--lang", "zh", "--as-of", "2026-11-20").code == 0
    texts = [{p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*.md")} for top in (folder, tmp_path / "utf8")]
    assert texts[0] == texts[1] and "名称: 明达".encode() in texts[0]["customers/明达食品.md"]


def imported(code: str, tmp_path: Path) -> set[str]:
    # -S: what an editable installation imports by itself is not ours.
    program = f"import sys; sys.path[:0] = {[str(ROOT), *site_packages()]!r}\n{code}\nprint('|', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.rpartition("|")[2].split())


def site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]


def running(*args: str) -> str:
    return f"from pcrm_tools.cli.main import run, App\nrun({args!r}, App())"


HEAVY = {
    "json", "sqlite3", "pathlib", "dataclasses", "rich", "yaml", "frontmatter", "asyncio", "email", "jinja2", "shutil",
    "tempfile", "csv", "unicodedata",
}  # fmt: skip


@pytest.mark.parametrize("args", [("--version",), ("--help",), ("--help", "--lang", "zh"), ("doctor", "--help")])
def test_help_and_version_import_next_to_nothing(tmp_path: Path, args: tuple[str, ...]) -> None:
    modules = imported(running(*args), tmp_path) - imported("import click", tmp_path)
    assert not modules & (HEAVY - {"pathlib"} if args[0] == "doctor" else HEAVY)
    ours = {name for name in modules if name.startswith("pcrm_tools.")}
    commands = {name for name in ours if name.startswith("pcrm_tools.cli.commands.")}
    assert commands == ({"pcrm_tools.cli.commands.doctor"} if args[0] == "doctor" else set())
    assert {name for name in ours if not name.startswith("pcrm_tools.cli")} <= {"pcrm_tools.errors"}


@posix
def test_long_answers_go_through_the_pager_on_a_terminal_only(pcrm: Callable, tmp_path: Path) -> None:
    pager = tmp_path / "pager.sh"
    pager.write_text("#!/bin/sh\necho PAGED\nexec cat\n")
    pager.chmod(0o755)
    assert pcrm("init", str(tmp_path / "nb"), "--sample").code == 0
    env = environment(PAGER=str(pager), HOME=str(tmp_path))

    def shown(lines: int, *args: str) -> str:
        return on_terminal(("show", "harbor-foods", *args), 100, lines, tmp_path / "nb", env)

    assert shown(6).startswith("PAGED\n") and "Rosa Lind" in shown(6)
    for drawn in (shown(200), shown(6, "--no-pager")):
        assert "PAGED" not in drawn and "Rosa Lind" in drawn
    assert "PAGED" not in shell("pcrm show harbor-foods", tmp_path / "nb", PAGER=str(pager), HOME=str(tmp_path))[1]
