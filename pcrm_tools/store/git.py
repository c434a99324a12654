"""The only place that runs git: found by its absolute path, without a shell, with a hostile repository's settings switched off.

Questions never run anything of the repository's. A commit that was asked for does run its hooks, as `git commit` would.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from pcrm_tools.errors import GitRefused

_SAFE = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat", "-c", "core.quotepath=false",
    "-c", "protocol.ext.allow=never", "-c", "core.sshCommand=false", "-c", "diff.external=",
)  # fmt: skip
# A notebook's paths are names, never patterns.
_QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C.UTF-8"}
_SECONDS = 20
_COMMIT_SECONDS = 600  # hooks may test, and signing may ask
_LINES = 6  # of what a hook says
_UNFINISHED = (
    ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"), ("rebase-merge", "rebase"),
    ("rebase-apply", "rebase"),
)  # fmt: skip


def run(root: Path, *arguments: str) -> str | None:
    """What a git command prints, or None where git is missing, `root` is no repository, or the command failed."""
    done = _run(root, (*_SAFE, *arguments), {**os.environ, **_QUIET})
    return done.stdout.decode("utf-8", "replace") if done is not None and done.returncode == 0 else None


def _run(
    root: Path, arguments: Sequence[str], environment: Mapping[str, str], text: str = "", seconds: float = _SECONDS
) -> "subprocess.CompletedProcess[bytes] | None":
    git = shutil.which("git")
    if git is None:
        return None
    try:
        return subprocess.run(
            [git, *arguments], cwd=root, env=environment, capture_output=True, timeout=seconds, check=False, input=text.encode(),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None


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
    done = _run(root, ("commit", "--quiet", "--only", "--file=-", "--", *literal), os.environ, message, _COMMIT_SECONDS)
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
    if shutil.which("git") is None:
        raise GitRefused("missing")
    if (run(root, "rev-parse", "--is-inside-work-tree") or "").strip() != "true":
        raise GitRefused("repository")
    folder = Path((run(root, "rev-parse", "--absolute-git-dir") or "").rstrip("\n"))
    for mark, what in _UNFINISHED:
        if (folder / mark).exists():
            raise GitRefused("unfinished", detail=what)
    if run(root, "symbolic-ref", "--quiet", "HEAD") is None:
        raise GitRefused("detached")
    if (folder / "index.lock").exists():
        raise GitRefused("locked", detail=folder / "index.lock")
    if not changed(root, paths):
        ignored = run(root, "ls-files", "--others", "--ignored", "--exclude-standard", "--", *paths)
        raise GitRefused("ignored", path=ignored.split("\n")[0]) if ignored else GitRefused("nothing", path=", ".join(paths[:3]))
    if run(root, "var", "GIT_COMMITTER_IDENT") is None or run(root, "var", "GIT_AUTHOR_IDENT") is None:
        raise GitRefused("identity")
