"""A small notebook that is searched by the real command, and what its files say beside it."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.cli.output import Output
from tests.small_notebook import SETTINGS, flat

ROOT = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-m", "pcrm_tools")
ENGINES = ("sqlite", "whoosh")


class Ran(NamedTuple):
    """Exit code, the lines of stdout, and stderr."""

    code: int
    lines: list[str]
    said: str


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that runs the program."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


class SearchedNotebook:
    """A notebook of customers whose log says some words."""

    def __init__(self, root: Path) -> None:
        self.root, self.said = root, ""

    @classmethod
    def made(cls, root: Path, engine: str, words: Sequence[str] = ()) -> "SearchedNotebook":
        """A new one that uses an engine, with a record for each text: c0, c1, …"""
        book = cls(root)
        book.write("pcrm.yml", flat(SETTINGS) + f"search:\n  engine: {engine}\n")
        book.write(".gitignore", "/.pcrm/\n")
        for number, text in enumerate(words):
            book.record(f"c{number}", text)
        return book

    @property
    def cache(self) -> Path:
        return self.root / ".pcrm"

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode())

    def record(self, name: str, words: str) -> None:
        self.write(f"customers/{name}.md", f"---\nname: {name}\nowner: dana\n---\n\n## Log\n\n### 2026-11-02 call — {words}\n")

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.root, check=True, capture_output=True, timeout=60)

    def commit(self, message: str = "work") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def process(self, *words: str, **more: str) -> Ran:
        """The program as a process of its own."""
        done = subprocess.run([*PROGRAM, *words], cwd=self.root, capture_output=True, text=True, timeout=120, env=environment(**more))
        self.said = done.stderr
        return Ran(done.returncode, done.stdout.splitlines(), done.stderr)

    def here(self, *words: str) -> Ran:
        """The same in this process."""
        out, said = io.BytesIO(), io.StringIO()
        app = App({"LANG": "C.UTF-8"}, Output(io.TextIOWrapper(out, "utf-8"), said, {}))
        with contextlib.chdir(self.root):
            code = run(words, app)
        self.said = said.getvalue()
        return Ran(code, out.getvalue().decode().splitlines(), self.said)

    def expected(self, word: str) -> list[str]:
        """The records whose files hold a word just now, as a text search over them would say."""
        files = [*self.root.glob("customers/**/*.md"), *self.root.glob("projects/**/*.md")]
        return sorted(file.relative_to(self.root).as_posix() for file in files if word in file.read_text("utf-8"))

    def check(self, step: str, *words: str, process: bool = True) -> None:
        """A search for each word finds the files that hold it, and no others."""
        for word in words:
            ran = (self.process if process else self.here)("search", word, "--format", "paths", "--limit", "0")
            expected = self.expected(word)
            assert (sorted(ran.lines), ran.code) == (expected, 0 if expected else 1), f"{step}: {word}: {ran}, not {expected}"
