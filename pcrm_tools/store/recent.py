"""The newest commits that touched records, as git tells them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.store import git

MOST = 50
# Nothing that git prints can hold a NUL, so that no name, subject or path is taken for another field.
_FORMAT = "--format=tformat:%H%x00%aI%x00%an%x00%s%x00"
_STATUS = re.compile(r"[ACDMRTUXB]\d*")
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Touched(NamedTuple):
    """A file that a commit touched: its path below the notebook, and `A` added, `M` changed, `D` deleted or another letter."""

    path: str
    status: str


class Commit(NamedTuple):
    """A commit: its full hash, its author's moment (ISO, with offset) and name, its subject, and the files of records."""

    hash: str
    moment: str
    author: str
    subject: str
    files: tuple[Touched, ...]


def commits(root: Path, most: int = MOST) -> tuple[Commit, ...] | None:
    """The newest commits that touched customers or projects; None where there is no git, no repository or no commit."""
    said = git.run(
        root, "-c", "log.showSignature=false", "log", "-z", "--name-status", "--no-renames", "--no-ext-diff", "--no-color", "--relative",
        "--encoding=UTF-8", _FORMAT, "-n", str(most), "--", "customers", "projects",
    )  # fmt: skip
    return None if said is None else tuple(_parsed(said))


def _parsed(said: str) -> Iterator[Commit]:
    """Commits from fields parted by NUL: hash, moment, author, subject, then pairs of a status and a path."""
    fields = said.split("\0")
    at = 0
    while at + 3 < len(fields):
        # Between a commit's own fields and its files git writes a line end or nothing at all.
        if not _HASH.fullmatch(fields[at].strip()):
            at += 1
            continue
        name, moment, author, subject = (field.strip() for field in fields[at : at + 4])
        at += 4
        files = []
        while at + 1 < len(fields):
            if not fields[at].strip():
                at += 1
            elif _STATUS.fullmatch(fields[at].strip()):
                files.append(Touched(fields[at + 1], fields[at].strip()[0]))
                at += 2
            else:
                break
        yield Commit(name, moment, author, subject, tuple(files))
