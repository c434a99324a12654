"""The one error boundary: what is known becomes one line and an exit code, what is not becomes a report file."""

import os
import re

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.usage import usage_message
from pcrm_tools.cli.wording import Text

WRONG, BUG, INTERRUPTED = 2, 70, 130

_INTERRUPTED = Text("interrupted", "已中断")
_SYSTEM = Text("{file}: {reason}", "{file}：{reason}")
_BUG = Text("a bug: {kind} at {place}; please report it with {file}", "程序错误：{kind}，位于 {place}；请附上 {file} 报告")
_BUG_UNSAVED = Text("a bug: {kind} at {place}", "程序错误：{kind}，位于 {place}")


def exit_code_of(error: BaseException, app: App) -> int:
    """Say what went wrong in one line on stderr, and the exit code that goes with it.

    A reader of stdout who has gone (`| head`) is nothing wrong.
    """
    if isinstance(error, BrokenPipeError):
        return 0
    try:
        return _told(error, app)
    except BrokenPipeError:  # what was gathered before the error found no reader either
        return _told(error, app)


def _told(error: BaseException, app: App) -> int:
    if isinstance(error, KeyboardInterrupt | click.Abort):
        app.out.error(_INTERRUPTED)
        return INTERRUPTED
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.ClickException):
        app.out.error(usage_message(error, app.lang))
        return WRONG
    from pcrm_tools.errors import PcrmError

    if isinstance(error, PcrmError):
        app.out.error(error.message(app.lang))
        return error.exit_code
    if type(error).__module__ == "sqlite3":  # what could not be healed: a full disk, a lock that nobody lets go of
        app.out.error(_SYSTEM, file=".pcrm/cache.db", reason=error)
        return WRONG
    if isinstance(error, OSError) and error.strerror:
        name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
        app.out.error(_SYSTEM if name else "{reason}", file=name, reason=error.strerror)
        return WRONG
    _say_bug(error, app)
    return BUG


def _say_bug(error: BaseException, app: App) -> None:
    kind, place = type(error).__name__, _innermost(error)
    try:
        file = _write_report(error)
    except OSError:
        app.out.error(_BUG_UNSAVED, kind=kind, place=place)
    else:
        app.out.error(_BUG, kind=kind, place=place, file=file)


def _causes(error: BaseException) -> list[BaseException]:
    """An error and what led to it, the last one first."""
    found = [error]
    while (cause := found[-1].__cause__ or found[-1].__context__) is not None and len(found) < 10:
        found.append(cause)
    return found


def _innermost(error: BaseException) -> str:
    """The place in our own code that is nearest to the error; in a worker process that is in the cause's text."""
    workers = [place for cause in _causes(error)[1:] if hasattr(cause, "tb") for place in _places(cause)]
    places = _places(error) + workers
    return next((place for place in reversed(places) if not place.startswith("(")), places[-1])


def _places(error: BaseException) -> list[str]:
    """Where it happened: files without their folders (those hold names), lines and functions."""
    found: list[tuple[str, int | str, str]] = []
    if isinstance(text := getattr(error, "tb", None), str):  # what a worker process sent of its traceback
        for line in text.split("\n"):
            if frame := re.fullmatch(r'  File "(.+)", line (\d+), in (\S+)', line):
                found.append((frame[1], frame[2], frame[3]))
            elif found and not line.startswith("    "):
                break  # here begins the message, which may hold anything
    else:
        trace = error.__traceback__
        while trace is not None:
            found.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno, trace.tb_frame.f_code.co_name))
            trace = trace.tb_next
    return [f"{_file(name)}:{line} {function}" for name, line, function in found[-40:]] or ["(?)"]


def _file(name: str) -> str:
    """A file of ours as its path in the package, another one by its name in brackets."""
    from pathlib import Path

    file, package = Path(name), Path(__file__).parents[1]
    return file.relative_to(package).as_posix() if file.is_relative_to(package) else f"({file.name})"


def _write_report(error: BaseException) -> str:
    """A private file with exception types, code locations and versions: no message, no argument, no record's text."""
    import platform
    import tempfile
    from pathlib import Path

    from pcrm_tools import __version__

    lines = [f"pcrm {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"]
    lines += [f"{name} {version}" for name, version in _versions()]
    for cause in _causes(error):
        lines += ["", f"{type(cause).__module__}.{type(cause).__qualname__}", *(f"  {place}" for place in _places(cause))]
    # mkdtemp makes a folder for its owner alone.
    file = Path(tempfile.mkdtemp(prefix="pcrm-")) / "report.txt"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    return str(file)


def _versions() -> list[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in ("click", "PyYAML", "whoosh-reloaded", "mkdocs", "mkdocs-material"):
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            found.append((name, "-"))
    return found
