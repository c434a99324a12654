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
