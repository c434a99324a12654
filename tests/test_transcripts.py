"""Sessions at the prompt, kept as text: every command prints exactly what its transcript says.

A transcript (tests/transcripts/*.txt) may begin with comment lines; `# notebook: en`, `zh` or `none` says which notebook it
starts in (a fresh copy of the starter's sample, as of 2026-11-20; `en` by default). Then commands and what they print:

    $ pcrm list --format ids
    harbor-foods
    $ pcrm show nobody
    pcrm: nothing here is called `nobody`
    ? 2

stdout and stderr stand in the order in which they were written; `? N` is the exit code where it is not 0. `$ cat FILE`,
`$ ls FOLDER` and `$ rm FILE` look at and change the notebook; `$ write FILE` is followed by `> ` lines with the new text;
`$ sed SCRIPT FILE` changes a file as the program of that name does.
`$ git …` runs git as a person and at a moment that never change, so commits have the same names each time.
Run with PCRM_UPDATE_TRANSCRIPTS=1 to write down what the commands print now.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from pcrm_tools.cli.commands.init import starter_files

ROOT = Path(__file__).parents[1]
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.txt"))
UPDATE = os.environ.get("PCRM_UPDATE_TRANSCRIPTS") == "1"
DAY = date(2026, 11, 20)


class Step(NamedTuple):
    """A command, the text that is put into a file, and what is expected."""

    command: str
    given: str
    expected: str


def read(text: str) -> tuple[str, list[Step]]:
    """The head of a transcript and its steps."""
    head, *parts = ("\n" + text).split("\n$ ")
    steps = []
    for part in parts:
        command, _, rest = part.partition("\n")
        lines = rest.split("\n") if rest else []
        given = [line for line in lines if line.startswith("> ") or line == ">"] if command.startswith("write ") else []
        steps.append(Step(command, "\n".join(given), "\n".join(lines[len(given) :]).rstrip("\n")))
    return head.removeprefix("\n"), steps


def write(head: str, steps: Iterator[Step] | list[Step]) -> str:
    """The transcript's text again."""
    blocks = ["\n".join(part for part in (f"$ {step.command}", step.given, step.expected) if part) for step in steps]
    return "\n".join([*([head.rstrip("\n")] if head else []), *blocks]) + "\n"


def make_notebook(head: str, folder: Path) -> None:
    """The notebook that a transcript starts in."""
    kind = next((line.split(":")[1].strip() for line in head.split("\n") if line.startswith("# notebook:")), "en")
    folder.mkdir()
    for planned in starter_files(kind, True, DAY) if kind != "none" else ():
        path = folder / planned.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(planned.data)


MOMENT = "2026-11-20T09:00:00+00:00"
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "Alex", "GIT_AUTHOR_EMAIL": "alex@firm.example",
    "GIT_COMMITTER_NAME": "Alex", "GIT_COMMITTER_EMAIL": "alex@firm.example", "GIT_AUTHOR_DATE": MOMENT, "GIT_COMMITTER_DATE": MOMENT,
}  # fmt: skip


def run(step: Step, folder: Path, home: Path) -> str:
    """What a step prints, in the words of a transcript."""
    program, *args = shlex.split(step.command)
    if program == "cat":
        return (folder / args[0]).read_text(encoding="utf-8").rstrip("\n")
    if program == "ls":
        return "\n".join(sorted(path.name for path in (folder / args[0]).iterdir()))
    if program == "rm":
        (folder / args[0]).unlink()
        return ""
    if program == "write":
        lines = [line[2:] for line in step.given.split("\n")]
        (folder / args[0]).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return ""
    if program == "sed":
        subprocess.run(["sed", "-i", *args], cwd=folder, check=True)
        return ""
    assert program in ("pcrm", "git"), f"a transcript cannot run {program}"
    done = subprocess.run(
        [sys.executable, "-m", "pcrm_tools", *args] if program == "pcrm" else [program, *args],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT), **GIT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    printed = done.stdout.decode("utf-8").replace("\r\n", "\n").replace(str(folder), "NOTEBOOK").rstrip("\n")
    return "\n".join(part for part in (printed, f"? {done.returncode}" if done.returncode else "") if part)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, steps = read(text)
    assert steps and write(head, steps) == text, "not in the form that PCRM_UPDATE_TRANSCRIPTS=1 writes"
    make_notebook(head, tmp_path / "notebook")
    home = tmp_path / "home"
    home.mkdir()
    got: list[Step] = [step._replace(expected=run(step, tmp_path / "notebook", home)) for step in steps]
    assert not [step for step in got if step.expected.endswith("? 70")], "a bug is never written down as the right answer"
    if UPDATE:
        path.write_text(write(head, got), encoding="utf-8", newline="\n")
    else:
        assert write(head, got) == text


def test_every_command_has_a_transcript() -> None:
    from pcrm_tools.cli.main import COMMANDS

    shown = "\n".join(path.read_text(encoding="utf-8") for path in TRANSCRIPTS)
    assert [name for name in COMMANDS if f"$ pcrm {name}" not in shown] == []
