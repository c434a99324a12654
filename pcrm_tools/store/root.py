"""Where a notebook begins: the nearest folder upwards that holds a pcrm.yml."""

from pathlib import Path

from pcrm_tools.errors import NotebookNotFound

MARK = "pcrm.yml"


def find_root(start: Path | None) -> Path:
    """The root of the notebook that `start` (or the working folder) lies in; raises NotebookNotFound."""
    try:
        begin = (start or Path.cwd()).resolve()
    except OSError as problem:
        raise NotebookNotFound(start or ".") from problem
    if not begin.is_dir():
        raise NotebookNotFound(begin)
    for folder in (begin, *begin.parents):
        if (folder / MARK).is_file():
            return folder
    raise NotebookNotFound(begin)


def top_of(root: Path) -> Path:
    """The top of the repository that a notebook lies in, told by its `.git` without running git; the notebook where there is none."""
    full = root.resolve()
    return next((folder for folder in (full, *full.parents) if (folder / ".git").exists()), full)


def below_top(root: Path) -> str:
    """The notebook's folder below its repository's top; empty for the top itself."""
    path = root.resolve().relative_to(top_of(root)).as_posix()
    return "" if path == "." else path
