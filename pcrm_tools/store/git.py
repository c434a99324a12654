"""The only place that runs git: found by its absolute path, without a shell, with a hostile repository's settings switched off.

Questions never run anything of the repository's. A commit that was asked for does run its hooks, as `git commit` would.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.git_errors import GitRefused

_SAFE = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat", "-c", "core.quotepath=false",
    "-c", "protocol.ext.allow=never", "-c", "core.sshCommand=false", "-c", "diff.external=",
)  # fmt: skip
# A notebook's paths are names, never patterns.
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C.UTF-8",
}  # fmt: skip
_SECONDS = 20
_COMMIT_SECONDS = 600  # hooks may test, and signing may ask
_LINES = 6  # of what a hook says
_UNFINISHED = (
    ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"), ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
)  # fmt: skip


def run(root: Path, *arguments: str, given: bytes = b"") -> str | None:
    """What a git command prints, or None where git is missing, `root` is no repository, or the command failed."""
    done = run_bytes(root, *arguments, given=given)
    return done.decode("utf-8", "replace") if done is not None else None


def run_bytes(root: Path, *arguments: str, given: bytes = b"") -> bytes | None:
    """What a git command prints, byte for byte, with its input given; None as for `run`."""
    done = _run(root, (*_SAFE, *arguments), {**os.environ, **_QUIET}, given)
    return done.stdout if done is not None and done.returncode == 0 else None


def _run(
    root: Path, arguments: Sequence[str], environment: Mapping[str, str], given: bytes = b"", seconds: float = _SECONDS
) -> "subprocess.CompletedProcess[bytes] | None":
    git = shutil.which("git")
    if git is None:
        return None
    try:
        return subprocess.run(
            [git, *arguments], cwd=root, env=environment, capture_output=True, timeout=seconds, check=False, input=given,
        )  # fmt: skip
    except (OSError, ValueError, subprocess.TimeoutExpired):  # ValueError: a NUL, which no name holds
        return None


def why_not(root: Path) -> str:
    """Why git tells nothing of a folder: `missing`, `owner` (another user's, by git's safe.directory), `broken`, else `repository`."""
    done = _run(root, (*_SAFE, "rev-parse", "--is-inside-work-tree"), {**os.environ, **_QUIET})
    if done is None:
        return "missing" if shutil.which("git") is None else "repository"
    if b"safe.directory" in done.stderr:
        return "owner"
    return "broken" if done.returncode and any((folder / ".git").exists() for folder in (root, *root.parents)) else "repository"


class Answer(NamedTuple):
    """What came of a git command: its exit code (-1: there was no answer), what it printed, and its last words in one line."""

    code: int
    out: bytes
    said: str


def attempt(root: Path, settings: Mapping[str, str], *arguments: str) -> Answer:
    """A git command that may fail or take long; `settings` are in force for it alone."""
    # Told by the environment: a `-c key=value` would be parted at a `=` within the name of a branch or driver.
    known = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(known) if known.isdecimal() else 0
    told = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings.items(), first):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    done = _run(root, (*_SAFE, *arguments), {**os.environ, **_QUIET, **told}, seconds=_COMMIT_SECONDS)
    return Answer(-1, b"", _reason(done)) if done is None else Answer(done.returncode, done.stdout, _reason(done))


def conclude(root: Path) -> Answer:
    """Commit a merge that stands ready, with the message that git wrote for it; the repository's hooks run, as for every commit."""
    # Neither settings nor environment of ours go along: hooks would inherit them.
    done = _run(root, ("commit", "--quiet", "--no-edit", "--cleanup=strip"), os.environ, seconds=_COMMIT_SECONDS)
    return Answer(-1, b"", _reason(done)) if done is None else Answer(done.returncode, done.stdout, _reason(done))


def folder_of(root: Path) -> Path | None:
    """The repository's own folder (that of the work tree, where there are several); None where there is none."""
    found = run(root, "rev-parse", "--absolute-git-dir")
    return Path(found.rstrip("\n")) if found else None


def unfinished(folder: Path) -> str:
    """Which of git's longer works is begun and not finished (`merge`, `rebase` …), by the repository's folder; else empty."""
    return next((what for mark, what in _UNFINISHED if (folder / mark).exists()), "")


def identity(root: Path) -> tuple[str, str]:
    """The name and e-mail that git would write into a commit here; empty texts where it knows none."""
    return (run(root, "config", "user.name") or "").strip(), (run(root, "config", "user.email") or "").strip()


def tracked(root: Path, path: str) -> bool:
    """Whether git keeps anything at or below a path."""
    return bool((run(root, "ls-files", "--", path) or "").strip())


def changed(root: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Which of these files (relative, POSIX) differ from the last commit, new ones too; none where there is no git."""
    listed = run(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", *paths)
    prefix = (run(root, "rev-parse", "--show-prefix") or "").rstrip("\n") if listed else ""
    return tuple(entry[3:].removeprefix(prefix) for entry in (listed or "").split("\0") if entry)


def commit(root: Path, paths: Sequence[str], message: str) -> str:
    """Commit exactly these files as they are, leave whatever else is staged, and return the short hash.

    The repository's hooks run, as for every commit; raises GitRefused where git makes none.
    """
    _check_place(root, paths)
    new = [path for path in paths if not tracked(root, path)]
    if new and run(root, "add", "--intent-to-add", "--", *new) is None:
        raise GitRefused("failed", detail="git add")
    # Neither settings nor environment of ours go along: hooks would inherit them.
    literal = [f":(literal){path}" for path in paths]
    done = _run(root, ("commit", "--quiet", "--only", "--file=-", "--", *literal), os.environ, message.encode(), _COMMIT_SECONDS)
    if done is None or done.returncode:
        if new:
            run(root, "rm", "--cached", "--quiet", "--", *new)
        raise GitRefused("failed", detail=_reason(done))
    return (run(root, "rev-parse", "--short", "HEAD") or "").strip()


def _reason(done: "subprocess.CompletedProcess[bytes] | None") -> str:
    """What git or a hook said, the last lines of it in one."""
    if done is None:
        return f"no answer in {_COMMIT_SECONDS} seconds"
    said = (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace")
    lines = [line.strip() for line in said.split("\n") if line.strip()]
    return " / ".join(lines[-_LINES:]) or f"exit code {done.returncode}"


def _check_place(root: Path, paths: Sequence[str]) -> None:
    """Raises GitRefused where a commit cannot or should not be made, in words of its own."""
    if (run(root, "rev-parse", "--is-inside-work-tree") or "").strip() != "true":
        raise GitRefused(why_not(root))
    folder = Path((run(root, "rev-parse", "--absolute-git-dir") or "").rstrip("\n"))
    for mark, what in _UNFINISHED:
        if (folder / mark).exists():
            raise GitRefused("unfinished", detail=what)
    if run(root, "symbolic-ref", "--quiet", "HEAD") is None:
        raise GitRefused("detached")
    if (folder / "index.lock").exists():
        raise GitRefused("locked", detail=folder / "index.lock")
    if not changed(root, paths):
        if run(root, "status", "--porcelain=v1", "--untracked-files=no", "--", *paths) is None:
            raise GitRefused("broken")
        ignored = run(root, "ls-files", "--others", "--ignored", "--exclude-standard", "--", *paths)
        raise GitRefused("ignored", path=ignored.split("\n")[0]) if ignored else GitRefused("nothing", path=", ".join(paths[:3]))
    if run(root, "var", "GIT_COMMITTER_IDENT") is None or run(root, "var", "GIT_AUTHOR_IDENT") is None:
        raise GitRefused("identity")
