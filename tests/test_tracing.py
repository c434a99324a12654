"""A record's past: fields, items and entries by commit, the cache of it, and records as they were."""

import subprocess
from pathlib import Path

import pytest

from pcrm_tools import tracing
from pcrm_tools.errors import UnknownName
from pcrm_tools.git_errors import RevisionRefused
from pcrm_tools.session import Session
from pcrm_tools.store import file_history, read
from pcrm_tools.store.history_cache import FILE
from pcrm_tools.store.lookup import find_record
from tests.small_notebook import notebook

PATH = "customers/华星.md"
PROJECT = "projects/line.md"
FIRST = "---\nname: 华星软件\nowner: dana\ntier: general\ncontacts:\n  - {name: 王芳, role: Buyer}\n---\n\n## Log\n"
LINE = "---\nname: Line\ncustomer: 华星\nowner: dana\nstage: contact\n---\n\n## Log\n\n### 2026-01-05 stage → contact\n"


def git(root: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path, path: str, text: str, message: str, day: str = "2026-01-05") -> str:
    (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", message, f"--date={day}T09:00:00+08:00")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    """A notebook with a customer and a project, committed."""
    root = notebook(tmp_path / "firm", {PATH: FIRST, PROJECT: LINE})
    (root / ".gitignore").write_text("/.pcrm/\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "born", "--date=2026-01-05T09:00:00+08:00")
    return root


def look(root: Path, name: str = "华星") -> tracing.Past:
    session = Session.open(root)
    try:
        record = read.record(session.db, find_record(session.db, name))
        assert record is not None
        return tracing.past(session, record)
    finally:
        session.close()


def said(found: tracing.Past, field: str = "") -> list[str]:
    events = tracing.of_field(found.events, field) if field else found.events
    return [f"{one.commit.subject if one.commit else 'now'}: {one.en}" for one in events]


def test_fields_items_and_entries_by_commit(firm: Path) -> None:
    commit(firm, PATH, FIRST.replace("general", "key"), "promoted", "2026-02-03")
    later = FIRST.replace("general", "key").replace("Buyer", "CTO") + "\n### 2026-03-01 call — Price\n"
    commit(firm, PATH, later, "called", "2026-03-02")
    found = look(firm)
    assert said(found, "tier") == ["promoted: tier: general → key", "born: tier set to general"]
    assert said(found, "contacts") == ["called: contact 王芳: role: Buyer → CTO", "born: contact added: 王芳 (Buyer)"]
    assert said(found, "log") == ["called: log entry added: 2026-03-01 call — Price"]
    event = tracing.of_field(found.events, "tier")[0]
    assert (event.old, event.new, event.zh, event.line) == ("general", "key", "级别：一般 → 重点", 4)
    assert event.commit and (event.commit.when, event.commit.author) == ("2026-02-03T09:00:00+08:00", "Tester")
    assert found.commits == 3 and not found.shallow


def test_what_means_nothing_is_no_event(firm: Path) -> None:
    commit(firm, PATH, FIRST.replace("tier: general", "# why\ntier:   'general'"), "comments")
    assert [line for line in said(look(firm)) if line.startswith("comments")] == []


def test_what_is_not_committed_stands_on_top(firm: Path) -> None:
    (firm / PATH).write_text(FIRST.replace("general", "key"), encoding="utf-8")
    assert said(look(firm))[0] == "now: tier: general → key"
    git(firm, "add", "-A")
    assert said(look(firm))[0] == "now: tier: general → key"


def test_names_that_the_file_had(firm: Path) -> None:
    git(firm, "mv", PATH, "customers/huaxing.md")
    commit(firm, "customers/huaxing.md", FIRST.replace("general", "key"), "renamed")
    found = look(firm, "huaxing")
    assert said(found, "path") == [f"renamed: renamed: {PATH} → customers/huaxing.md"]
    assert said(found, "tier") == ["renamed: tier: general → key", "born: tier set to general"]


def test_the_same_answer_without_a_cache_with_one_and_with_a_damaged_one(firm: Path) -> None:
    for number in range(4):
        commit(firm, PATH, FIRST.replace("general", "key" if number % 2 else "potential"), f"c{number}")
    first = look(firm)
    assert look(firm) == first
    commit(firm, PATH, FIRST, "one more")
    grown = look(firm)
    (firm / ".pcrm" / FILE).write_bytes(b"not a database at all" * 100)
    assert look(firm) == grown and said(grown)[0] == "one more: tier: key → general"
    (firm / ".pcrm" / FILE).unlink()
    assert look(firm) == grown


def test_a_known_past_is_not_asked_for_again(firm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = look(firm)
    monkeypatch.setattr(file_history, "steps", lambda *_, **__: pytest.fail("asked git again"))
    assert look(firm) == first


def test_a_merge_brings_in_older_commits(firm: Path) -> None:
    git(firm, "switch", "-qc", "side")
    commit(firm, PATH, FIRST.replace("general", "key"), "on the side", "2026-01-06")
    git(firm, "switch", "-q", "main")
    commit(firm, PATH, FIRST + "\n### 2026-01-07 call — Price\n", "on main", "2026-01-07")
    look(firm)
    git(firm, "merge", "-q", "--no-edit", "side")
    found = look(firm)
    assert {line.partition(":")[0] for line in said(found)} == {"born", "on main", "on the side"}
    (firm / ".pcrm" / FILE).unlink()
    assert look(firm) == found


def test_settings_that_change_change_the_words(firm: Path) -> None:
    commit(firm, PATH, FIRST.replace("general", "key"), "promoted")
    look(firm)
    settings = (firm / "pcrm.yml").read_text("utf-8")
    (firm / "pcrm.yml").write_text(settings + "tiers:\n  key: {label: VIP}\n  general: {label: Plain}\n", "utf-8")
    assert said(look(firm), "tier")[0] == "promoted: tier: Plain → VIP"


def test_a_version_that_nobody_can_read(firm: Path) -> None:
    (firm / PATH).write_bytes(b"\xff\xfe\x00broken")
    git(firm, "add", "-A")
    git(firm, "commit", "-qm", "broken")
    commit(firm, PATH, FIRST.replace("general", "key"), "mended")
    assert "mended: tier set to key" in said(look(firm), "tier")


def test_a_shallow_clone_does_not_take_its_edge_for_the_beginning(firm: Path, tmp_path: Path) -> None:
    commit(firm, PATH, FIRST.replace("general", "potential"), "one", "2026-02-01")
    commit(firm, PATH, FIRST.replace("general", "key"), "two", "2026-03-01")
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{firm}", "shallow")
    found = look(tmp_path / "shallow")
    assert said(found, "tier") == ["two: tier: potential → key"]
    assert (found.shallow, found.first) == (True, "2026-02-01")


def test_log_and_field_are_held_against_each_other(firm: Path) -> None:
    commit(firm, PROJECT, LINE.replace("stage: contact", "stage: survey"), "moved", "2026-03-01")
    session = Session.open(firm)
    record = read.record(session.db, find_record(session.db, "line"))
    assert record is not None
    found = tracing.witnesses(session, record, tracing.past(session, record))
    session.close()
    assert [(doubt.kind, doubt.after, doubt.committed) for doubt in found.doubts] == [("unsaid", "survey", "2026-03-01")]


def test_a_record_as_it_was(firm: Path) -> None:
    git(firm, "mv", PATH, "customers/huaxing.md")
    commit(firm, "customers/huaxing.md", FIRST.replace("general", "key"), "renamed")
    session = Session.open(firm)
    for name in ("huaxing", "华星", PATH):
        was = tracing.then(session, name, "HEAD~1")
        assert (was.record.id, was.record.tier, was.source.text) == ("华星", "general", FIRST)
        assert [row.id for row in read.projects(was.db, was.record.id)] == ["line"]
    assert tracing.then(session, "华星软件", "HEAD").record.id == "huaxing"
    with pytest.raises(UnknownName):
        tracing.then(session, "nobody", "HEAD~1")
    session.close()


def test_a_record_that_is_gone_now(firm: Path) -> None:
    git(firm, "rm", "-q", PROJECT)
    git(firm, "commit", "-qm", "gone")
    session = Session.open(firm)
    assert tracing.then(session, "line", "HEAD~1").record.name == "Line"
    session.close()


def test_a_record_that_was_not_there_yet(firm: Path) -> None:
    commit(firm, "customers/new.md", "---\nname: New\nowner: dana\n---\n", "new one")
    session = Session.open(firm)
    with pytest.raises(RevisionRefused):
        tracing.then(session, "new", "HEAD~1")
    with pytest.raises(RevisionRefused):
        tracing.then(session, "new", "--output=x")
    session.close()


def test_without_a_repository(tmp_path: Path) -> None:
    root = notebook(tmp_path / "bare", {PATH: FIRST})
    with pytest.raises(RevisionRefused):
        look(root)
