"""Findings held against an earlier state are those that two whole notebooks side by side would differ by."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.checks import comparison
from pcrm_tools.judging import judge
from pcrm_tools.reviewing import differing_findings
from pcrm_tools.session import Session
from pcrm_tools.store import revisions
from pcrm_tools.store.revisions import Between
from tests.repositories import commit, edit, git

HERE = Path(__file__).parent
DAY = date(2026, 11, 21)
COMPARED = {rule.id for rule in comparison.RULES}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The notebook in which every rule is broken, in a repository."""
    root = tmp_path / "faulty"
    shutil.copytree(HERE / "faulty", root, ignore=shutil.ignore_patterns(".pcrm"))
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(root, "init", "-q")
    git(root, "config", "core.autocrlf", "false")
    commit(root)
    return root


def findings(root: Path) -> tuple:
    session = Session.open(root)
    try:
        return session.findings(DAY)
    finally:
        session.close()


def shown(found) -> list[str]:
    return sorted(f"{one.path}:{one.line}:{one.column} {one.rule}" for one in found if one.rule not in COMPARED)


def records(root: Path) -> list[Path]:
    return sorted(path for place in ("customers", "projects") for path in (root / place).rglob("*.md") if path.is_file())


def _remove(root: Path) -> None:
    for path in records(root)[::3]:
        path.unlink()


def _mend(root: Path) -> None:
    for path in records(root)[::2]:
        path.write_text("---\nname: Mended\nowner: li.wei\n---\n", encoding="utf-8")


def _swap(root: Path) -> None:
    """Contents change places, so that nothing but renames is left."""
    paths = records(root)
    texts = [path.read_bytes() for path in paths]
    for path, data in zip(paths, [*texts[1:], texts[0]], strict=True):
        path.write_bytes(data)


def _add(root: Path) -> None:
    for number, path in enumerate(records(root)[:5]):
        shutil.copy(path, path.with_name(f"copy-{number}.md"))


def _settle(root: Path) -> None:
    edit(root, "pcrm.yml", ("{id: tom, name: Tom Hale, left: 2026-06-30}", "{id: tim, name: Tim, left: 2026-06-30}"))


@pytest.mark.parametrize("change", [_remove, _mend, _swap, _add, _settle])
@pytest.mark.parametrize("where", ["files", "index", "commit"])
def test_what_is_new_is_what_two_notebooks_differ_by(faulty, tmp_path, change, where):
    git(faulty, "worktree", "add", "-q", "--detach", str(tmp_path / "before"))
    change(faulty)
    expected, _ = differing_findings(findings(tmp_path / "before"), findings(faulty), {})
    git(faulty, "add", "-A")
    base = revisions.last_commit(faulty)
    head = revisions.work(faulty)
    if where == "index":
        head = revisions.index(faulty)
        for path in records(faulty)[::4]:
            path.write_text("---\nname: Not staged\n---\n\n[[nowhere]]\n", encoding="utf-8")
        (faulty / "customers/unstaged.md").write_text("not a record", encoding="utf-8")
    elif where == "commit":
        commit(faulty)
    session = Session.open(faulty)
    try:
        judged = judge(session, Between(base, head), DAY)
        whole = session.findings(DAY)
    finally:
        session.close()
    if change is _remove or change is _mend or change is _settle:  # the others rename, and renamed files keep their findings
        assert shown(judged.new) == shown(expected)
    else:
        assert set(shown(judged.new)) <= set(shown(expected))
    assert where == "index" or shown(whole) == shown(findings(faulty))
    assert judged.older > 0


def test_nothing_is_new_against_itself(faulty):
    session = Session.open(faulty)
    try:
        before = session.findings(DAY)
        judged = judge(session, Between(revisions.last_commit(faulty), revisions.work(faulty)), DAY)
        assert (judged.new, judged.older) == ((), len(before)) and session.findings(DAY) == before
    finally:
        session.close()
