"""Git repositories of tests: made in a folder of their own, with the environment that conftest keeps clean."""

import subprocess
from pathlib import Path

from tests.small_notebook import notebook


def git(root: Path, *args: str) -> str:
    """What a git command prints."""
    done = subprocess.run(["git", "-c", "core.quotepath=false", *args], cwd=root, check=True, capture_output=True)
    return done.stdout.decode()


def repository(root: Path, files: dict[str, str | bytes], settings: str = "") -> Path:
    """A notebook in a repository with one commit."""
    notebook(root, files, settings)
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    commit(root, "start")
    return root


def commit(root: Path, message: str = "next") -> str:
    """Everything committed; the commit's hash."""
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)
    return git(root, "rev-parse", "HEAD").strip()


def edit(root: Path, path: str, *pairs: tuple[str, str]) -> None:
    """Parts of a file replaced."""
    text = (root / path).read_bytes().decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    (root / path).write_bytes(text.encode())
