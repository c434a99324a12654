"""The commits that changed a file, across its renames: from plain git, nothing is checked out.

Each step is one commit's change of the file, from the blob before to the blob after. A merge is no step of its own: what it
joins was changed by the commits on its sides.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.store import git

# NUL and 1 begin a commit; no name and no subject holds a NUL, and a letter before them keeps a 1 in them from beginning one.
_FORMAT = "--format=%x00%x01%H%x00%at%x00%aI%x00a%aN%x00s%s%x00"
_MOST_RENAMES = 50
_RENAMES = ("-M60%", "-l2000")


class Commit(NamedTuple):
    """A commit: its hash, when its author made it (seconds since 1970, and ISO text with their own offset), who, and the first line."""

    id: str
    seconds: int
    when: str
    author: str
    subject: str


class Step(NamedTuple):
    """A commit's change of a file: the path then (from the notebook's root) and the one before; a blob is empty where there was no file."""

    commit: Commit
    path: str
    before_path: str
    before: str
    after: str


def steps(root: Path, path: str, tip: str, since: str = "") -> list[Step]:
    """The steps of a file, newest first, from a commit (`tip`, a hash) back to its beginning or to a commit that is left out."""
    found: list[Step] = []
    seen = {path}
    start = tip
    for _ in range(_MOST_RENAMES):
        part = list(_log(root, path, start, since))
        found += part
        first = part[-1] if part else None
        if first is None or first.before:
            break
        old = _renamed_from(root, first.commit.id, path)
        if old is None or old.path in seen:
            break
        found[-1] = first._replace(before_path=old.path, before=old.before)
        path, start = old.path, f"{first.commit.id}^@"
        seen.add(path)
    return found


def _log(root: Path, path: str, start: str, since: str) -> Iterator[Step]:
    words = ["log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature", "--relative", "--root", _FORMAT]
    range_ = [start, f"^{since}"] if since else [start]
    said = git.run(root, *words, *range_, "--", path) or ""
    for block in said.split("\0\x01")[1:]:
        parts = block.split("\0")
        if len(parts) < 6:
            continue
        commit = _commit(parts)
        raw = [part for part in parts[5:] if part.strip("\n")]
        if len(raw) >= 2:
            before, after = raw[0].strip("\n").split(" ")[2:4]
            yield Step(commit, path, path, _blob(before), _blob(after))


def _commit(parts: list[str]) -> Commit:
    return Commit(parts[0], int(parts[1] or 0), parts[2], parts[3][1:], parts[4][1:])


def _blob(name: str) -> str:
    return "" if set(name) == {"0"} else name


class _Old(NamedTuple):
    path: str
    before: str


def _renamed_from(root: Path, commit: str, path: str) -> _Old | None:
    """The file that became this one in a commit, if one did."""
    said = git.run(root, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-commit-id", "--relative", *_RENAMES, commit) or ""
    parts = said.split("\0")
    at = 0
    while at + 1 < len(parts):
        head = parts[at].split(" ")
        if len(head) < 5:
            break
        two = head[4][:1] in "RC"
        if two and parts[at + 2] == path:
            return _Old(parts[at + 1], _blob(head[2])) if head[4][0] == "R" else None
        at += 3 if two else 2
    return None


def head(root: Path) -> str:
    """The commit that is checked out; empty before the first one and where there is no git."""
    return (git.run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") or "").strip()


def is_ancestor(root: Path, older: str, newer: str) -> bool:
    """Whether a commit is part of another one's past."""
    return git.run(root, "merge-base", "--is-ancestor", older, newer) is not None


def is_shallow(root: Path) -> bool:
    """Whether the past was cut off when the repository was cloned."""
    return (git.run(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
