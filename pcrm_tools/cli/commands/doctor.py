"""`pcrm doctor`: whether the installation and the notebook are as they should be."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import command, option
from pcrm_tools.cli.output import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import NotebookNotFound, PcrmError

_STATES = {"ok": "good", "fixed": "good", "warning": "warning", "error": "error"}  # state -> its style

_NO_FTS = Text("searches use whoosh: this Python's SQLite has no full-text search", "SQLite 不含 FTS5，搜索将使用 whoosh")
_SLOW_YAML = Text("reading is ten times slower: install a PyYAML with libyaml", "读取会慢十倍：请安装带 libyaml 的 PyYAML")
_TRACKED = Text(
    "it is a cache and must not be in git: git rm -r --cached .pcrm, and put /.pcrm/ into .gitignore",
    "缓存不应进入 git：git rm -r --cached .pcrm，并在 .gitignore 中加入 /.pcrm/",
)
_REMOVE = Text("remove it, it is only a cache: rm -r .pcrm", "请删除，它只是缓存：rm -r .pcrm")
_OPEN = Text("others can read it: chmod 700 .pcrm", "其他人可读：chmod 700 .pcrm")
_LEFTOVERS = Text("left by a killed run; pcrm doctor --fix removes them", "被中断的运行留下的文件；pcrm doctor --fix 可清理")


class Check(NamedTuple):
    """One thing looked at: what it is, its state (ok, fixed, warning, error), what was found and what to do about it."""

    what: str
    state: str
    found: str
    advice: Text = Text("", "")


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _installation() -> Iterator[Check]:
    import platform

    from pcrm_tools import __version__

    yield Check("pcrm", "ok", __version__)
    yield Check("python", "ok", f"{platform.python_version()} ({sys.platform})")
    yield _sqlite()
    yield _yaml()
    for package, needed in (("click", True), ("whoosh-reloaded", False), ("mkdocs", False), ("mkdocs-material", False)):
        found = _version(package)
        state = "ok" if found else "error" if needed else "warning"
        yield Check(package, state, found or "-", Text("what needs it does not work: install it", "相关功能不可用：请安装"))


def _sqlite() -> Check:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create virtual table t using fts5(x)")
    except sqlite3.OperationalError:
        return Check("sqlite", "warning", f"{sqlite3.sqlite_version}, no FTS5", _NO_FTS)
    finally:
        connection.close()
    return Check("sqlite", "ok", f"{sqlite3.sqlite_version}, FTS5")


def _yaml() -> Check:
    # By name, since only text/ imports YAML: here it is looked at, not used.
    from importlib import import_module

    try:
        fast = bool(import_module("yaml").__with_libyaml__)
    except ImportError:
        return Check("pyyaml", "error", "-", Text("install PyYAML", "请安装 PyYAML"))
    parser = "libyaml" if fast else "no libyaml"
    return Check("pyyaml", "ok" if fast else "warning", f"{_version('PyYAML')}, {parser}", _SLOW_YAML)


def _notebook(app: App, fix: bool) -> Iterator[Check]:
    from pcrm_tools.store.root import find_root

    try:
        root = find_root(app.start)
    except NotebookNotFound as problem:
        yield Check("notebook", "warning", problem.message(app.lang))
        return
    yield Check("notebook", "ok", str(root))
    yield from _cache_folder(root)
    yield _leftovers(root, fix)
    yield _records(app)


def _cache_folder(root: Path) -> Iterator[Check]:
    from pcrm_tools.store import git
    from pcrm_tools.store.cache import DATABASE, FOLDER

    folder = root / FOLDER
    if git.tracked(root, FOLDER):
        yield Check("tracked", "error", ".pcrm", _TRACKED)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        yield Check("cache", "error", ".pcrm", _REMOVE)
    elif not folder.exists():
        yield Check("cache", "ok", "-")
    else:
        status = folder.stat()
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            yield Check("cache", "error", f"uid {status.st_uid}", _REMOVE)
        elif os.name == "posix" and status.st_mode & 0o022:
            yield Check("cache", "error", f"{status.st_mode & 0o777:o}", _REMOVE)
        elif os.name == "posix" and status.st_mode & 0o077:
            yield Check("cache", "warning", f"{status.st_mode & 0o777:o}", _OPEN)
        else:
            database = folder / DATABASE
            yield Check("cache", "ok", f"{database.stat().st_size:,} B" if database.exists() else "-")


def _leftovers(root: Path, fix: bool) -> Check:
    from pcrm_tools.store.files import leftovers

    found = leftovers(root)
    if found and fix:
        for path in found:
            (root / path).unlink(missing_ok=True)
        return Check("leftovers", "fixed", ", ".join(found), Text("removed", "已删除"))
    return Check("leftovers", "warning" if found else "ok", ", ".join(found) or "-", _LEFTOVERS)


def _records(app: App) -> Check:
    try:
        session = app.session()
        count = session.db.execute("select count(*) from record where type != 'page'").fetchone()[0]
    except PcrmError as problem:
        return Check("records", "error", problem.message(app.lang))
    return Check("records", "ok", f"{count:,}; {session.index.engine_name}")


def _advises(check: Check) -> bool:
    return check.state != "ok" and bool(check.advice.en)


@command(
    "doctor",
    Text(
        "Check the health of installation and notebook: versions, SQLite's full-text search, the cache, files left by a crash.",
        "检查安装和笔记本：版本、SQLite 全文搜索、缓存、意外中断留下的文件。",
    ),
    formats=("text", "json"),
    examples=(("pcrm doctor --fix", Text("Remove what a killed run left behind.", "清理被中断的运行留下的文件。")),),
)
@option("--fix", is_flag=True, text=Text("Remove leftover temporary files.", "删除遗留的临时文件。"))
def run(app: App, fix: bool) -> int:
    """Show every check; exit code 1 where one is an error."""
    checks = [*_installation(), *_notebook(app, fix)]
    counts = {state: sum(check.state == state for check in checks) for state in _STATES}
    if app.out.format == "json":
        rows = [{**check._asdict(), "advice": check.advice.of(app.lang) if _advises(check) else ""} for check in checks]
        app.out.json({"checks": rows, "counts": counts})
    else:
        for check in checks:
            app.out.line(f"{check.what:<16} ", Styled(f"{check.state:<8}", _STATES[check.state]), check.found)
            if _advises(check):
                app.out.line(" " * 25, check.advice.of(app.lang))
    return 1 if counts["error"] else 0
