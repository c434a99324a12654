"""The cache stays true to the files whatever happens to them, and is never needed: it may be deleted, damaged or foreign."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pcrm_tools.errors import BrokenSurroundings
from pcrm_tools.model.finding import Finding
from pcrm_tools.session import Session
from pcrm_tools.store import cache, files, freshness
from tests.small_notebook import SETTINGS, TODAY, flat, notebook

TABLES = ("field", "item", "entry", "task", "link", "anchor", "local_finding")
REPOSITORY = Path(__file__).parents[2]

TEXTS = (
    "---\nname: Alpha\nowner: dana\ntags: [a, b]\n---\n## Log\n\n### 2026-11-02 call id:C1 — x\n\n- [ ] a @dana due:2026-12-01\n",
    "---\nname: Alfha\nowner: dana\ntags: [a, c]\n---\n## Log\n\n### 2026-11-03 call id:C1 — y\n\n- [ ] b @dana due:2026-12-02\n",
    "---\nname: Beta\nowner: nobody\ncustomer: alpha\nstage: draft\n---\n[[alpha#C1]] [[gone]]\n\n## Risks\n\n| id | what |\n| --- | --- |\n| R1 | x |\n",
    "---\nname: [\n---\n### 2026-11-02 调试 — an own kind in some settings\n",
    "no front matter\n",
    "",
    b"\xff\xfe",
    "---\nname: 华星\nowner: li.wei\ngrade: A\n---\n",
)  # fmt: skip
SETTINGS_TEXTS = (
    flat(SETTINGS),
    flat(SETTINGS) + "views: {v: {query: x}}\n",
    flat(SETTINGS) + "kinds: {commissioning: {label: 调试, group: contact}}\n",
    flat(SETTINGS) + "fields: {customer: {grade: {type: choice, choices: [A]}}}\n",
    flat(SETTINGS) + "currency: [\n",
    b"\xff\xfe",
    "",
)
NAMES = ("customers/alpha.md", "customers/east/alpha.md", "customers/华星.md", "projects/p.md", "projects/Alpha.md", "site/pages/kb/a.md",
         "customers/README.md", "customers/_draft.md", "customers/notes.txt")  # fmt: skip


def rows(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """All that the cache says, without the numbers that it gives to files."""
    paths = dict(db.execute("select n, path from record"))
    found = {table: sorted((paths[n], *row) for n, *row in map(list, db.execute(f"select * from {table}"))) for table in TABLES}
    found["record"] = sorted(tuple(row[1:]) for row in db.execute("select * from record"))
    found["body"] = sorted((paths[n],) for (n,) in db.execute("select n from body") if n not in paths)
    return found


def state(session: Session) -> tuple[object, ...]:
    """What the cache holds, its settings and its findings."""
    return rows(session.db), session.config.data, session.findings(TODAY)


def rebuilt(root: Path, folder: Path) -> tuple[object, ...]:
    """What a cache made from nothing says; the files of the notebook are not touched."""
    patch = pytest.MonkeyPatch()
    patch.setattr(cache, "folder_of", lambda _root: folder)
    folder.mkdir()
    session = Session.open(root)
    try:
        return state(session)
    finally:
        session.close()
        patch.undo()
        shutil.rmtree(folder)


class Notebooks(RuleBasedStateMachine):
    """Random work on the files of a notebook between two looks at it."""

    base: Path

    @initialize()
    def begin(self) -> None:
        self.root = self.base / f"n{time.monotonic_ns()}"
        notebook(self.root, {"customers/alpha.md": TEXTS[0], "projects/p.md": TEXTS[2]})
        self.session = Session.open(self.root)
        self.old = time.time() - 1000

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            shutil.rmtree(self.root)

    def there(self) -> list[Path]:
        return sorted(file for place in ("customers", "projects", "site") for file in (self.root / place).rglob("*") if file.is_file())

    @rule(name=st.sampled_from(NAMES), text=st.sampled_from(TEXTS))
    def write(self, name: str, text: str | bytes) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    @rule(text=st.sampled_from(SETTINGS_TEXTS))
    def change_settings(self, text: str | bytes) -> None:
        (self.root / "pcrm.yml").write_bytes(text if isinstance(text, bytes) else text.encode())

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False), name=st.sampled_from(NAMES))
    def rename(self, pick, name: str) -> None:
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        pick.choice(self.there()).rename(target)

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def delete(self, pick) -> None:
        pick.choice(self.there()).unlink()

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def touch(self, pick) -> None:
        os.utime(pick.choice(self.there()))

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def edit_without_changing_size_or_time(self, pick) -> None:
        """An edit within the granularity of file times, or by a tool that gives the old time back."""
        file = pick.choice(self.there())
        times = file.stat()
        file.write_bytes(file.read_bytes().replace(b"a", b"e"))
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def make_old(self, pick) -> None:
        os.utime(pick.choice(self.there()), (self.old, self.old))

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def swap(self, pick) -> None:
        """Two files change places, as in a checkout of another branch."""
        one, other = pick.choice(self.there()), pick.choice(self.there())
        if one != other:
            spare = self.root / "spare"
            one.rename(spare)
            other.rename(one)
            spare.rename(other)

    @rule(name=st.sampled_from(NAMES[:3]))
    def link(self, name: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.symlink_to(self.root / "pcrm.yml")

    @rule()
    def look(self) -> None:
        self.session.refresh()

    @rule()
    def reopen(self) -> None:
        self.session.close()
        self.session = Session.open(self.root)

    @rule()
    def forget_cache(self) -> None:
        self.session.close()
        shutil.rmtree(self.root / ".pcrm")
        self.session = Session.open(self.root)

    @invariant()
    def the_cache_equals_one_made_from_nothing(self) -> None:
        if hasattr(self, "session"):
            self.session.refresh()
            assert state(self.session) == rebuilt(self.root, self.base / "fresh")


@pytest.fixture
def coarse_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system with times of whole seconds: an edit right after a look leaves no trace in them."""
    survey, stamp_of = files.survey, files.stamp_of

    def blurred(root: Path) -> tuple[list[files.Seen], tuple[Finding, ...]]:
        seen, findings = survey(root)
        return [(*names, mtime // 10**9 * 10**9, size, ctime // 10**9 * 10**9, inode) for *names, mtime, size, ctime, inode in seen], findings

    def blurred_stamp(status: os.stat_result) -> str:
        mtime, size, ctime, inode = stamp_of(status).split(":")
        return ":".join((mtime[:-9] + "0" * 9, size, ctime[:-9] + "0" * 9, inode))

    monkeypatch.setattr(files, "survey", blurred)
    monkeypatch.setattr(files, "stamp_of", blurred_stamp)


def test_after_any_work_on_the_files_the_cache_equals_a_rebuild(tmp_path: Path, coarse_times: None) -> None:
    Notebooks.base = tmp_path
    machine = Notebooks.TestCase
    machine.settings = settings(
        max_examples=16, stateful_step_count=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
    )
    machine("runTest").runTest()


# --- one look ---


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return notebook(tmp_path / "notebook", {"customers/alpha.md": TEXTS[0], "customers/beta.md": TEXTS[1], "projects/p.md": TEXTS[2]})


@pytest.fixture
def opened(root: Path) -> Iterator[Session]:
    session = Session.open(root)
    yield session
    session.close()


def age(root: Path) -> None:
    """Makes every file too old for any doubt, as far as the time of its last edit says."""
    for file in (root / "pcrm.yml", *root.rglob("*.md")):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def test_an_unchanged_notebook_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(root)
    monkeypatch.setattr("pcrm_tools.store.look._DOUBT_NS", 0)  # as if the times of the inodes were long ago, too
    session = Session.open(root)
    monkeypatch.setattr(files, "read_text", lambda *_: pytest.fail("a file was read"))
    assert session.refresh() == freshness.Changes(0, 0, 3)
    session.close()


def test_a_touched_file_is_read_and_found_unchanged(opened: Session, root: Path) -> None:
    os.utime(root / "customers/alpha.md", (1_700_000_000, 1_700_000_000))
    assert opened.refresh() == freshness.Changes(0, 0, 3)


def test_one_edit_reads_one_file_anew(opened: Session, root: Path) -> None:
    (root / "customers/alpha.md").write_text(TEXTS[1])
    assert opened.refresh() == freshness.Changes(1, 0, 3)
    (root / "customers/beta.md").unlink()
    assert opened.refresh() == freshness.Changes(0, 1, 2)


def test_an_edit_of_the_same_size_with_an_old_time_is_seen(opened: Session, root: Path) -> None:
    file = root / "customers/alpha.md"
    age(root)
    opened.refresh()
    file.write_text(TEXTS[0].replace("Alpha", "Omega"))
    age(root)
    opened.refresh()
    assert opened.db.execute("select name from record where path='customers/alpha.md'").fetchone() == ("Omega",)


def test_an_edit_that_leaves_no_trace_in_size_and_times_is_seen(coarse_times: None, opened: Session, root: Path) -> None:
    for name in ("Omega", "Gamma", "Delta"):
        (root / "customers/alpha.md").write_text(TEXTS[0].replace("Alpha", name))
        (root / "pcrm.yml").write_text(SETTINGS_TEXTS[0].replace("Mike", name[:4]))
        opened.refresh()
        assert opened.db.execute("select name from record where path='customers/alpha.md'").fetchone() == (name,)
        assert opened.config.data["team"][2]["name"] == f"{name[:4]} Okafor"


def test_settings_that_do_not_change_the_reading_read_nothing_anew(opened: Session, root: Path) -> None:
    (root / "pcrm.yml").write_text(SETTINGS_TEXTS[1])
    assert opened.refresh().changed == 0
    assert opened.config.data["views"] == {"v": {"query": "x"}}


def test_settings_that_change_the_reading_read_all_anew(opened: Session, root: Path) -> None:
    (root / "pcrm.yml").write_text(SETTINGS_TEXTS[2])
    assert opened.refresh().changed == 3


def test_settings_that_cannot_be_read_are_told_of_as_they_are_now(opened: Session, root: Path) -> None:
    said = []
    for content in (b"\xff\xfe", b"a\xffb", SETTINGS_TEXTS[0].encode()):
        (root / "pcrm.yml").write_bytes(content)
        opened.refresh()
        said.append([finding.rule for finding in opened.findings(TODAY) if finding.path == "pcrm.yml"])
    assert said == [["encoding"], ["encoding-byte"], []]


def test_an_empty_notebook_keeps_its_indexes(tmp_path: Path) -> None:
    session = Session.open(notebook(tmp_path / "empty", {}))
    count = "select count(*) from sqlite_master where type='index' and sql is not null"
    empty = session.db.execute(count).fetchone()
    (tmp_path / "empty" / "customers").mkdir()
    (tmp_path / "empty" / "customers" / "a.md").write_text(TEXTS[0])
    session.rebuild()
    assert session.db.execute(count).fetchone() == empty != (0,)
    session.close()


# --- the cache is no source of truth ---


def answers(root: Path) -> tuple[object, ...]:
    session = Session.open(root)
    try:
        return state(session)
    finally:
        session.close()


def test_deleting_the_cache_changes_nothing(root: Path) -> None:
    before = answers(root)
    shutil.rmtree(root / ".pcrm")
    assert answers(root) == before


def _truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _empty(file: Path) -> None:
    os.truncate(file, 0)


def _scramble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[: len(data) : 7] = bytes(len(data[::7]))
    file.write_bytes(data)


def _no_database(file: Path) -> None:
    file.write_bytes(b"this is no database" * 300)


def _delete(file: Path) -> None:
    file.unlink()


def _link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


@pytest.mark.parametrize("harm", [_truncate, _empty, _scramble, _no_database, _delete, _link])
def test_a_damaged_cache_is_made_anew(root: Path, harm: Callable[[Path], None]) -> None:
    before = answers(root)
    harm(root / ".pcrm" / "cache.db")
    assert answers(root) == before


def test_a_copied_cache_is_not_believed(root: Path, tmp_path: Path) -> None:
    before = answers(root)
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    database = sqlite3.connect(copy / ".pcrm" / "cache.db")
    database.execute("update record set name = 'forged'")
    database.commit()
    database.close()
    assert answers(copy) == before


def test_a_moved_notebook_is_read_anew(root: Path, tmp_path: Path) -> None:
    before = answers(root)
    root.rename(tmp_path / "moved")
    assert answers(tmp_path / "moved") == before


def test_a_cache_of_another_version_is_made_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(root)
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    assert answers(root) == before


def test_a_cache_folder_that_is_a_link_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (root / ".pcrm").symlink_to(tmp_path / "victim")
    with pytest.raises(BrokenSurroundings):
        Session.open(root)
    assert list((tmp_path / "victim").iterdir()) == []


def test_the_cache_is_private(root: Path) -> None:
    answers(root)
    assert (root / ".pcrm").stat().st_mode & 0o077 == 0
    assert (root / ".pcrm" / "cache.db").stat().st_mode & 0o077 == 0


def test_a_notebook_that_cannot_be_written_is_cached_in_the_users_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers(root)
    shutil.rmtree(root / ".pcrm")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home-cache"))
    # A test may run as root, who may write anywhere: the question itself is answered instead.
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != root / ".pcrm" and may(path, mode))
    assert answers(root) == before
    (folder,) = (tmp_path / "home-cache" / "pcrm").iterdir()
    assert (folder / "cache.db").exists()
    assert not (root / ".pcrm" / "cache.db").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write into any folder")
def test_a_folder_without_write_permission_is_cached_in_the_users_folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home-cache"))
    root.chmod(0o500)
    try:
        answers(root)
    finally:
        root.chmod(0o700)
    assert not (root / ".pcrm").exists()


# --- several runs at once, and runs that die ---

_OPEN = """
import sys
from pathlib import Path
from pcrm_tools.session import Session
for _ in range(int(sys.argv[2])):
    session = Session.open(Path(sys.argv[1]))
    session.close()
"""


def run(root: Path, times: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _OPEN, str(root), str(times)], env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def many(root: Path, count: int) -> None:
    for number in range(count):
        (root / f"customers/c{number}.md").write_text(TEXTS[0].replace("Alpha", f"Alpha {number}"))


def test_two_runs_at_once_agree(root: Path, tmp_path: Path) -> None:
    many(root, 60)
    runs = [run(root, 8) for _ in range(2)]
    for number in range(20):
        (root / f"customers/c{number}.md").write_text(TEXTS[1])
        (root / f"customers/late{number}.md").write_text(TEXTS[3])
    for process in runs:
        assert process.wait(60) == 0, process.stderr.read().decode() if process.stderr else ""
        if process.stderr:
            process.stderr.close()
    session = Session.open(root)
    assert state(session) == rebuilt(root, tmp_path / "fresh")
    session.close()


def test_a_run_that_is_killed_leaves_a_sound_cache(root: Path, tmp_path: Path) -> None:
    many(root, 120)
    expected = rebuilt(root, tmp_path / "fresh")
    for wait in range(6):
        if wait % 2:
            shutil.rmtree(root / ".pcrm")
        os.utime(root / "pcrm.yml")
        process = run(root, 1)
        time.sleep(0.1 + 0.06 * wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.stderr:
            process.stderr.close()
        assert answers(root) == expected
    assert {file.name.split("-")[0] for file in (root / ".pcrm").iterdir()} == {"cache.db"}
