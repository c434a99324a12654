"""A text opened in the user's editor: in a private file of its own, which is kept where its text could not be used."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.app import App

_NO_EDITOR = Text(
    "there is no editor: set $VISUAL or $EDITOR, for example EDITOR=nano", "没有编辑器：请设置 $VISUAL 或 $EDITOR，例如 EDITOR=nano"
)
_FAILED = Text("the editor {editor} did not work; nothing was written", "编辑器 {editor} 没有正常运行，没有写入任何内容")
_NO_FILE = Text("{path} cannot be read: {why}", "无法读取 {path}：{why}")
_NOT_UTF8 = Text("{path} is not UTF-8", "{path} 不是 UTF-8")
_NAME = "pcrm-"
_USUAL = ("sensible-editor", "nano", "vim", "vi", "notepad")


class Sheet(NamedTuple):
    """A file that was edited, and whether the editor saved it."""

    path: Path
    saved: bool

    def done(self) -> None:
        """The text has been used: the file goes."""
        self.path.unlink(missing_ok=True)


def edit(app: "App", text: str, kept: Path | None = None) -> Sheet:
    """The file of a text after the editor was closed; raises WrongUse where there is no editor or it failed.

    `kept` is the file of an earlier try, edited where it is; any other file is left alone, and a copy edited.
    """
    editor = _editor(app)
    path = _sheet(text, kept)
    # Saving shows in the time of change; a file system may not tell times apart that are nearer than two seconds.
    then = path.stat().st_mtime - 2
    os.utime(path, (then, then))
    then = path.stat().st_mtime
    app.out.flush()
    try:
        click.edit(filename=str(path), editor=editor)
    except click.ClickException:
        if path != kept and path.exists() and path.stat().st_mtime == then:
            path.unlink()
        raise WrongUse(*_FAILED, editor=editor) from None
    return Sheet(path, path.exists() and path.stat().st_mtime != then)


def read(path: Path) -> str:
    """The text of a file outside the notebook, a line feed at each line's end; raises WrongUse."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as problem:
        raise WrongUse(*_NO_FILE, path=path, why=problem.strerror or problem) from None
    except UnicodeDecodeError:
        raise WrongUse(*_NOT_UTF8, path=path) from None


def _sheet(text: str, kept: Path | None) -> Path:
    """The file to edit."""
    if kept is not None and _is_ours(kept):
        return kept
    handle, name = tempfile.mkstemp(prefix=_NAME, suffix=".md")  # for its owner alone
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text if kept is None else read(kept))
    return Path(name)


def _is_ours(path: Path) -> bool:
    return path.parent.resolve() == Path(tempfile.gettempdir()).resolve() and path.name.startswith(_NAME) and path.is_file()


def _editor(app: "App") -> str:
    """The editor's command line: `$VISUAL`, `$EDITOR`, else one that the system usually has."""
    for name in ("VISUAL", "EDITOR"):
        if app.environ.get(name, "").strip():
            return app.environ[name]
    found = next((name for name in _USUAL if shutil.which(name)), "")
    if not found:
        raise WrongUse(*_NO_EDITOR)
    return found
