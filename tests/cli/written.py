"""A small notebook for the commands that write, and the commands run in it, in this process."""

import io
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.cli.output import Output
from tests.small_notebook import notebook

DAY = "2026-11-20"
SETTINGS = """
    sla:
      - {kind: complaint, respond: 4h, resolve: 2d}
      - {kind: repair, respond: 1h}
"""
ACME = """
    ---
    # Comments and odd   blanks stay.
    name: Acme Tools
    aliases: [Acme]
    owner: dana
    contacts:
      - name: Rosa Lind
        aliases: [Rosa]
      - name: Ben Ortiz
        left: 2026-06-30
    ---

    # Acme

    ## Tasks

    - [ ] Send the report @dana due:2026-11-25 start:2026-11-21 every:1mo id:t1 #promise
      - [ ] collect the figures due:2026-11-24
    - [ ] Book the room @dana due:2026-11-20 after:t1
    - [x] Old thing @dana due:2026-10-01 done:2026-10-01

    ## Log

    ### 2026-11-12 10:00 call @dana with:"Rosa Lind" — Samples

    ### 2026-11-10 09:00 complaint — Labels curl

    id:C7 !high @dana

    She is angry.
"""
HUAXING = """
    ---
    名称: 华星软件
    别名: [华星]
    负责人: li.wei
    下次联系: 2026-11-24
    ---

    ## 联系人

    | 姓名 | 称呼 |
    | --- | --- |
    | 王芳 | 王经理 |

    ## 记录

    ### 2026-11-12 拜访 @li.wei 与:王芳 — 回访
"""
FILES = {"customers/acme.md": ACME, "customers/华星.md": HUAXING}


class Done(NamedTuple):
    """What a run printed and how it ended."""

    code: int
    out: str
    err: str


def make(root: Path, settings: str = SETTINGS, **files: str) -> Path:
    """The notebook, with further files by their path."""
    return notebook(root, {**FILES, **files}, settings)


def pcrm(root: Path, *args: str, lang: str = "en", as_of: str = DAY, **environ: str) -> Done:
    """`pcrm ARGS` in a notebook, as of a Friday."""
    out, err = io.BytesIO(), io.StringIO()
    environ = {"LANG": "C.UTF-8", **environ}
    app = App(environ, Output(io.TextIOWrapper(out, encoding="utf-8"), err, environ))
    code = run(["-C", str(root), "--lang", lang, *(["--as-of", as_of] if as_of else []), *args], app)
    return Done(code, out.getvalue().decode(), err.getvalue())


def text(root: Path, name: str = "acme") -> str:
    """What a customer's file holds, its line ends as they are."""
    return (root / "customers" / f"{name}.md").read_bytes().decode()


def added(root: Path, before: str, name: str = "acme") -> str:
    """The lines that a file has more than it had, all others being the same."""
    old, new = before.split("\n"), text(root, name).split("\n")
    head = next(i for i, (one, other) in enumerate(zip([*old, "\0"], [*new, "\1"], strict=False)) if one != other)
    tail = len(old) - head
    # Of equal lines at the seam it does not matter which are the new ones.
    while head and old[head:] != new[len(new) - tail :]:
        head, tail = head - 1, tail + 1
    assert old[:head] + old[head:] == new[:head] + new[len(new) - tail :], "something else changed"
    return "\n".join(new[head : len(new) - tail]).strip("\n")
