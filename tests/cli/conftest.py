"""Runs of the program: in this process with its streams caught, and as a process of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run as run_program
from pcrm_tools.cli.output import Output


class Caught(NamedTuple):
    """An Output and what it wrote."""

    out: Output
    stdout: io.BytesIO
    stderr: io.StringIO

    def text(self) -> str:
        self.out.finish()
        return self.stdout.getvalue().decode("utf-8")

    def messages(self) -> str:
        return self.stderr.getvalue()


class Stream(io.TextIOWrapper):
    """A text stream over bytes that says whether it is a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def caught() -> Callable[..., Caught]:
    """An Output over streams of an encoding, on a terminal of some width or not, with an environment of its own."""

    def make(encoding: str = "utf-8", columns: int = 0, lang: str = "en", **environ: str) -> Caught:
        data = io.BytesIO()
        stream = Stream(data, encoding=encoding)
        stream.terminal = columns > 0
        if columns:
            environ["COLUMNS"] = str(columns)
        messages = io.StringIO()
        return Caught(Output(stream, messages, environ, lang), data, messages)

    return make


class Done(NamedTuple):
    """What a process printed and how it ended."""

    code: int
    stdout: bytes
    stderr: bytes


@pytest.fixture
def pcrm(tmp_path: Path) -> Callable[..., Done]:
    """Run `pcrm ARGS` as a process in a folder, with a bare environment and the variables given."""

    def run(*args: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Done:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        bare = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC", "TMPDIR": str(home)}
        done = subprocess.run(
            [sys.executable, "-m", "pcrm_tools", *args],
            cwd=cwd or home,
            env={**bare, "PYTHONPATH": str(Path(__file__).parents[2]), **(env or {})},
            capture_output=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


Ran = tuple[int, str, str]


@pytest.fixture
def pcrm_in(caught: Callable, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the program in this process in a notebook; gives exit code, stdout and stderr."""

    def run(root: Path, *args: str, encoding: str = "utf-8", columns: int = 0, **environ: str) -> Ran:
        monkeypatch.chdir(root)
        streams = caught(encoding=encoding, columns=columns, **environ)
        code = run_program(["--as-of", "2026-11-21", *args], App({"LANG": "C.UTF-8", **environ}, streams.out))
        return code, streams.stdout.getvalue().decode(encoding), streams.messages()

    return run
