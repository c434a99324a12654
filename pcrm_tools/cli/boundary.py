"""The one error boundary: what is known becomes one line and an exit code, what is not becomes a report file."""

import os

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
    if isinstance(error, OSError) and error.strerror:
        name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
        app.out.error(_SYSTEM if name else "{reason}", file=name, reason=error.strerror)
        return WRONG
    _say_bug(error, app)
    return BUG


def _say_bug(error: BaseException, app: App) -> None:
    kind, place = type(error).__name__, _places(error)[-1]
    try:
        file = _write_report(error)
    except OSError:
        app.out.error(_BUG_UNSAVED, kind=kind, place=place)
    else:
        app.out.error(_BUG, kind=kind, place=place, file=file)


def _places(error: BaseException) -> list[str]:
    """Where it happened: files without their folders (those hold names), lines and functions."""
    from pathlib import Path

    places = []
    package = Path(__file__).parents[1]
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        file = Path(code.co_filename)
        shown = file.relative_to(package).as_posix() if file.is_relative_to(package) else f"({file.name})"
        places.append(f"{shown}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-40:] or ["?"]


def _write_report(error: BaseException) -> str:
    """A private file with exception types, code locations and versions: no message, no argument, no record's text."""
    import platform
    import tempfile
    from pathlib import Path

    from pcrm_tools import __version__

    lines = [f"pcrm {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"]
    lines += [f"{name} {version}" for name, version in _versions()]
    cause: BaseException | None = error
    for _ in range(10):
        if cause is None:
            break
        lines += ["", f"{type(cause).__module__}.{type(cause).__qualname__}", *(f"  {place}" for place in _places(cause))]
        cause = cause.__cause__ or cause.__context__
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
