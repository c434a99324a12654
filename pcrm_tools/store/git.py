"""The only place that runs git: found by its absolute path, without a shell, with a hostile repository's settings switched off."""

import os
import shutil
import subprocess
from pathlib import Path

_SAFE = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.pager=cat", "-c", "core.quotepath=false",
    "-c", "protocol.ext.allow=never", "-c", "core.sshCommand=false", "-c", "diff.external=",
)  # fmt: skip
_SECONDS = 20


def run(root: Path, *arguments: str) -> str | None:
    """What a git command prints, or None where git is missing, `root` is no repository, or the command failed."""
    git = shutil.which("git")
    if git is None:
        return None
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            [git, *_SAFE, *arguments], cwd=root, env=environment, capture_output=True, timeout=_SECONDS, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def identity(root: Path) -> tuple[str, str]:
    """The name and e-mail that git would write into a commit here; empty texts where it knows none."""
    return (run(root, "config", "user.name") or "").strip(), (run(root, "config", "user.email") or "").strip()


def tracked(root: Path, path: str) -> bool:
    """Whether git keeps anything at or below a path."""
    return bool((run(root, "ls-files", "--", path) or "").strip())
