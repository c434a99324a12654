"""What a clone's own configuration says of records: the merge and diff drivers, and which notebooks its hooks look after."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.store import git
from pcrm_tools.store.git_drivers import NAME, PATTERNS, SETTINGS
from pcrm_tools.store.hooks import program

NOTEBOOKS = f"{NAME}.notebook"  # once for each notebook of the repository: its folder below the top, `.` for the top itself
_SECTIONS = (f"merge.{NAME}", f"diff.{NAME}")


class Setting(NamedTuple):
    """A setting of the clone: what it is to be and what it is (empty: not set)."""

    name: str
    wanted: str
    found: str


def prefix(root: Path) -> str:
    """The notebook's folder below the repository's top; `.` for the top itself."""
    return (git.run(root, "rev-parse", "--show-prefix") or "").rstrip("\n").rstrip("/") or "."


def settings(root: Path) -> tuple[Setting, ...]:
    """The drivers' settings: this program by its full path, so that git finds it in every environment."""
    here = shlex.join(program())
    wanted = ((name, value.replace("pcrm ", f"{here} ", 1) if value.startswith("pcrm git ") else value) for name, value in SETTINGS)
    return tuple(Setting(name, value, _get(root, name)) for name, value in wanted)


def _get(root: Path, name: str) -> str:
    return (git.run(root, "config", "--local", "--get", name) or "").rstrip("\n")


def notebooks(root: Path) -> list[str]:
    """The folders of the notebooks that this clone's hooks look after."""
    return (git.run(root, "config", "--local", "-z", "--get-all", NOTEBOOKS) or "").split("\0")[:-1]


def write(root: Path, rows: Iterable[Setting]) -> bool:
    """Sets what differs, and notes the notebook; whether git did it."""
    done = [git.run(root, "config", "--local", "--replace-all", row.name, row.wanted) for row in rows if row.found != row.wanted]
    here = prefix(root)
    if here not in notebooks(root):
        done.append(git.run(root, "config", "--local", "--add", NOTEBOOKS, here))
    return None not in done


def forget(root: Path) -> bool:
    """Takes the notebook out, and with the last one the drivers; whether other notebooks are left."""
    here = prefix(root)
    left = [name for name in notebooks(root) if name != here]
    git.run(root, "config", "--local", "--unset-all", NOTEBOOKS)
    for name in left:
        git.run(root, "config", "--local", "--add", NOTEBOOKS, name)
    if not left:
        for section in (*_SECTIONS, NAME):
            git.run(root, "config", "--local", "--remove-section", section)
    return bool(left)


def unmarked(root: Path) -> tuple[str, ...]:
    """The patterns of records for which no attribute names the drivers."""
    missing = []
    for pattern in PATTERNS:
        name = pattern.replace("**/*", "x/x")
        said = (git.run(root, "check-attr", "-z", "merge", "diff", "--", name) or "").split("\0")
        if [said[at] for at in range(2, len(said), 3)] != [NAME, NAME]:
            missing.append(pattern)
    return tuple(missing)
