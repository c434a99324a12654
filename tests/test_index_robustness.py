"""The search index is never a source of truth: killed, damaged, foreign, locked or asked nonsense, the answer stays right.

The rows X1 to X7 and Q1 to Q4 are cases that broke other tools; each stands here with the outcome that ours must have.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from pcrm_tools.session import Session
from pcrm_tools.store import cache, cache_folder
from tests.searched_notebook import ENGINES, SearchedNotebook, environment
from tests.small_notebook import SETTINGS, TODAY, flat

TEXTS = ("crane offer", "weld 报价", "offer 吊车 crane", "nothing", "吊车 吊车 offer")
WORDS = ("crane", "offer", "吊车", "报价", "nowhere")
DAMAGED = "the search index is damaged: rebuilding it"
CACHE_DAMAGED = "the cache is damaged: rebuilding it"


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def book(engine: str, tmp_path: Path) -> SearchedNotebook:
    made = SearchedNotebook.made(tmp_path / "notebook", engine, TEXTS)
    made.here("index")
    return made


# --- X1: killed ---

# Where a run is killed: a function, and at which of its calls. Every step of reading, preparing and indexing comes up.
MOMENTS = (
    ("pcrm_tools.store.cache._place", 2), ("pcrm_tools.store.freshness.insert_rows", 1), ("pcrm_tools.store.freshness.remember", 1),
    ("pcrm_tools.store.texts._stored", 1), ("pcrm_tools.indexing.Index._begin", 1), ("pcrm_tools.indexing.Index._text", 3),
    ("pcrm_tools.indexing.Index._remember", 1), ("pcrm_tools.indexing.Index._remember", 2),
)  # fmt: skip
_KILLED = """
import importlib, os, signal, sys
from pcrm_tools.cli.main import main
name, times = sys.argv.pop(1), int(sys.argv.pop(1))
module, _, function = name.rpartition(".")
owner, _, inner = module.rpartition(".")
try:
    place = importlib.import_module(module)
except ImportError:
    place = getattr(importlib.import_module(owner), inner)
whole = getattr(place, function)
def killed(*words, **more):
    global times
    times -= 1
    if times == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*words, **more)
setattr(place, function, killed)
main()
"""


def kill(book: SearchedNotebook, moment: str, times: int, *words: str) -> int:
    """A run of the program that is killed, as by `kill -9`, when a function is called so many times."""
    return subprocess.run(
        [sys.executable, "-c", _KILLED, moment, str(times), *words], cwd=book.root, env=environment(), capture_output=True, timeout=60
    ).returncode


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_x1_a_run_that_is_killed_at_any_moment_costs_nothing_but_time(book: SearchedNotebook, engine: str) -> None:
    part = f"import pcrm_tools.search.{engine}_engine as e; e.{'Sqlite' if engine == 'sqlite' else 'Whoosh'}Engine.part = 3\n"
    killed = 0
    for number, (moment, times) in enumerate(MOMENTS):
        if number % 2:
            shutil.rmtree(book.cache)
        book.record(f"c{number % 3}", f"crane {number} offer")
        book.record(f"new{number}", "吊车 crane")
        done = subprocess.run(
            [sys.executable, "-c", part + _KILLED, moment, str(times), "index"], cwd=book.root, env=environment(), capture_output=True
        )
        killed += done.returncode == -signal.SIGKILL
        book.check(f"after {moment} {times}", *WORDS, process=False)
    assert killed >= len(MOMENTS) - 2  # an index that is whole has no new beginning
    assert book.here("index").code == 0
    book.check("at the end", *WORDS, process=False)
    assert book.said == "" and orphans(book) == []


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_x1_nor_at_a_random_one(book: SearchedNotebook) -> None:
    for wait in (0.08, 0.16, 0.24):
        for number in range(30):
            book.record(f"many{number}", f"crane {wait} {number}")
        process = subprocess.Popen([sys.executable, "-m", "pcrm_tools", "index", "--rebuild"], cwd=book.root, env=environment(),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(wait)
        process.kill()
        process.wait()
        book.check(f"after {wait} s", "crane", "吊车", process=False)
    book.here("index")
    assert orphans(book) == []


def orphans(book: SearchedNotebook) -> list[str]:
    """Files in the cache's folder that belong to nothing that is in use."""
    known = {"cache.db", "cache.db-place", "whoosh", "whoosh.lock"}
    left = [file.name for file in book.cache.iterdir() if file.name not in known]
    folder = book.cache / "whoosh"
    if folder.exists():
        table = next(folder.glob("*.toc")).read_bytes()
        left += [file.name for file in folder.glob("MAIN_*.*") if file.name.removeprefix("MAIN_").partition(".")[0].encode() not in table]
        assert len(list(folder.glob("*.toc"))) == 1 and len(list(folder.iterdir())) < 60
    return left


# --- X2: damaged ---


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def deleted(file: Path) -> None:
    file.unlink()


def scrambled(file: Path) -> None:
    file.write_bytes(bytes(byte ^ 0x5A for byte in file.read_bytes()))


HARMS = (truncated, emptied, deleted, scrambled)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_x2_every_file_of_the_cache_may_be_harmed(book: SearchedNotebook, harm: Callable[[Path], None]) -> None:
    names = sorted(file.relative_to(book.cache) for file in book.cache.rglob("*") if file.is_file() and "LOCK" not in file.name.upper())
    assert len(names) >= 2
    for place, name in enumerate(names):
        files = sorted(file for file in book.cache.rglob("*") if file.is_file() and file.suffix == name.suffix and "LOCK" not in file.name.upper())
        file = book.cache / name if (book.cache / name).exists() else files[0]
        small = file.stat().st_size < 2
        harm(file)
        ran = book.here("search", "crane", "--format", "ids")
        assert (name.suffix, ran.code, sorted(ran.lines)) == (name.suffix, 0, ["c0", "c2"]), ran.said
        silent = file.name == "cache.db" and harm is deleted  # whoever takes the cache away wants it to be made anew
        assert silent or small or DAMAGED in ran.said or CACHE_DAMAGED in ran.said, (file.name, ran.said)
        book.check(f"{harm.__name__} {place}", *WORDS, process=False)
        assert book.said == ""


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("name", ["cache.db-wal", "cache.db-shm"])
def test_x2_so_may_what_a_killed_run_left_of_its_last_writes(tmp_path: Path, name: str, harm: Callable[[Path], None]) -> None:
    book = SearchedNotebook.made(tmp_path / "notebook", "sqlite", TEXTS)
    assert kill(book, "pcrm_tools.cli.app.App.close", 1, "index") == -signal.SIGKILL
    harm(book.cache / name)
    book.check(f"{harm.__name__} {name}", *WORDS, process=False)
    book.record("c0", "weld")
    book.check("and an edit", *WORDS, process=False)


def test_x2_damage_inside_the_tables_of_the_index_is_found_when_they_are_read(tmp_path: Path) -> None:
    book = SearchedNotebook.made(tmp_path / "notebook", "sqlite", TEXTS)
    for statement in ("drop table fts_text_idx", "drop table fts_text_data", "delete from fts_text_docsize", "delete from fts_text_data where id > 10"):
        book.here("index")
        with sqlite3.connect(book.cache / "cache.db") as db:
            db.execute(statement)
        db.close()
        ran = book.here("search", "crane", "--format", "ids")
        assert (statement, ran.code, sorted(ran.lines)) == (statement, 0, ["c0", "c2"]), ran.said
        assert DAMAGED in ran.said


def test_x2_any_page_of_the_database_may_be_lost(book: SearchedNotebook) -> None:
    database = book.cache / "cache.db"
    for page in range(0, database.stat().st_size // 4096, 3):
        with database.open("r+b") as stream:
            stream.seek(page * 4096)
            stream.write(bytes(4096))
        book.check(f"without page {page}", "crane", "报价", process=False)
        book.here("index")


def test_x2_it_is_said_in_chinese_too(book: SearchedNotebook) -> None:
    scrambled(next(book.cache.glob("whoosh/*.trm"), book.cache / "cache.db"))
    assert "已损坏，正在重建" in book.here("--lang", "zh", "search", "crane").said


def test_x2_indexing_mends_what_it_finds_damaged(book: SearchedNotebook) -> None:
    for harm in HARMS:
        harm(next(book.cache.glob("whoosh/*.trm"), book.cache / "cache.db"))
        assert book.here("index").code == 0
        book.check(harm.__name__, *WORDS, process=False)
        assert book.said == ""


# --- X3: not ours ---


def refused(book: SearchedNotebook, *said: str) -> None:
    """Every command that needs the cache says why it is not opened, in both languages, and leaves it alone."""
    before = sorted((file.name, file.lstat().st_mtime_ns) for file in book.cache.rglob("*"))
    for lang, words in (("en", said[0]), ("zh", said[1])):
        ran = book.here("--lang", lang, "search", "crane")
        assert ran.code == 2 and words in ran.said and len(ran.said.splitlines()) == 1, ran.said
    assert sorted((file.name, file.lstat().st_mtime_ns) for file in book.cache.rglob("*")) == before


def test_x3_a_cache_that_came_with_the_notebook_is_not_opened(book: SearchedNotebook, tmp_path: Path) -> None:
    book.git("init", "-q")
    book.git("add", "-f", ".")
    book.git("commit", "-q", "-m", "with the cache")
    clone = SearchedNotebook(tmp_path / "clone")
    book.git("clone", "-q", ".", str(clone.root))
    assert (clone.cache / "cache.db").exists()
    refused(clone, "git rm -r --cached .pcrm", "它在 git 中")
    assert "git rm -r --cached .pcrm" in "\n".join(clone.here("doctor").lines)
    clone.git("rm", "-r", "-q", "--cached", ".pcrm")
    clone.check("taken out of git", *WORDS, process=False)


def test_x3_one_that_was_put_into_git_where_it_was_made_is_not_either(book: SearchedNotebook) -> None:
    """The next pull could bring another one, and git gives a file the number of the one that it replaces."""
    book.git("init", "-q")
    book.git("add", "-f", ".")
    refused(book, "git rm -r --cached .pcrm", "它在 git 中")
    assert book.here("list").code == book.here("validate").code == 2
    book.git("rm", "-r", "-q", "--cached", ".pcrm")
    book.check("taken out of git", *WORDS, process=False)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
def test_x3_a_cache_of_another_user_is_not_opened(book: SearchedNotebook) -> None:
    os.chown(book.cache, 12345, 12345)
    refused(book, "it belongs to another user", "它属于另一个用户")
    os.chown(book.cache, 0, 0)
    os.chown(book.cache / "cache.db", 12345, 12345)
    book.check("a database of another user in our folder", *WORDS, process=False)
    assert (book.cache / "cache.db").stat().st_uid == 0


def test_x3_a_link_is_not_followed(book: SearchedNotebook, tmp_path: Path) -> None:
    book.cache.rename(tmp_path / "elsewhere")
    book.cache.symlink_to(tmp_path / "elsewhere")
    before = sorted((tmp_path / "elsewhere").rglob("*"))
    refused(book, "it is a symbolic link", "它是符号链接")
    assert sorted((tmp_path / "elsewhere").rglob("*")) == before


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_x3_a_folder_that_others_can_write_into_is_not_opened(book: SearchedNotebook) -> None:
    book.cache.chmod(0o777)
    refused(book, "others can write into it", "其他人可以写入")
    assert book.cache.stat().st_mode & 0o777 == 0o777
    shutil.rmtree(book.cache)
    book.check("removed", *WORDS, process=False)
    assert book.cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_x3_where_a_file_system_keeps_no_modes_the_cache_is_in_the_users_own_folder(
    book: SearchedNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "users"))
    monkeypatch.setattr(cache_folder, "_keeps_modes", lambda folder, mode: False)
    shutil.rmtree(book.cache)
    book.cache.mkdir()
    book.cache.chmod(0o777)
    book.check("no modes", *WORDS, process=False)
    assert list(book.cache.iterdir()) == [] and len(list((tmp_path / "users").rglob("cache.db"))) == 1


def test_x3_something_else_of_that_name_is_not_used(book: SearchedNotebook) -> None:
    shutil.rmtree(book.cache)
    book.cache.write_text("a file")
    refused(book, "it is no folder", "它不是文件夹")
    assert book.cache.read_text() == "a file"


# --- X4: old or moved ---


def test_x4_a_cache_of_another_version_or_place_is_made_anew_without_a_word(
    book: SearchedNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "VERSION", cache.VERSION + 1)
    book.check("another schema", *WORDS, process=False)
    monkeypatch.setattr(cache, "__version__", "99.0")
    book.check("another version of the tool", *WORDS, process=False)
    book.root.rename(tmp_path / "moved")
    moved = SearchedNotebook(tmp_path / "moved")
    moved.check("another place", *WORDS, process=False)
    shutil.copytree(moved.root, tmp_path / "copy")
    copy = SearchedNotebook(tmp_path / "copy")
    copy.record("c0", "changed in the copy")
    copy.check("a copy", *WORDS, process=False)
    assert book.said + moved.said + copy.said == ""


def test_x4_an_index_of_another_tokenizer_is_made_anew_without_a_word(book: SearchedNotebook, engine: str) -> None:
    with sqlite3.connect(book.cache / "cache.db") as db:
        db.execute("update meta set value = 'old' || value where key = ?", (f"stamp:{engine}",))
    db.close()
    book.check("another tokenizer", *WORDS, process=False)
    assert book.said == ""


def test_x4_after_a_change_of_engine_the_other_one_is_filled(book: SearchedNotebook, engine: str) -> None:
    other = ENGINES[1 - ENGINES.index(engine)]
    text = (book.root / "pcrm.yml").read_text()
    for number, name in enumerate((other, engine, other)):
        book.write("pcrm.yml", text.replace(f"engine: {engine}", f"engine: {name}"))
        book.record("c3", f"crane {number}")
        (book.root / f"customers/c{number}.md").unlink()
        book.check(f"{name} {number}", *WORDS, process=False)


# --- X5: locked ---


@pytest.mark.skipif(os.name != "posix", reason="locks")
def test_x5_a_search_does_not_wait_for_who_writes_the_index(book: SearchedNotebook, engine: str) -> None:
    book.record("c3", "crane now")
    book.here("list")  # what the file says is in the cache; the index does not hold it yet
    with writing(book, engine):
        started = time.monotonic()
        book.check("while another writes", *WORDS, process=False)
        assert time.monotonic() - started < 5
    book.check("afterwards", *WORDS, process=False)


@pytest.mark.skipif(os.name != "posix", reason="locks")
def test_x5_nor_for_one_who_makes_it_from_nothing(book: SearchedNotebook, engine: str) -> None:
    session = Session.open(book.root)
    session.index.forget()
    session.close()
    with writing(book, engine):
        started = time.monotonic()
        book.check("while another makes it", *WORDS, process=False)
        assert time.monotonic() - started < 5


@pytest.mark.skipif(os.name != "posix", reason="locks")
def test_x5_a_writer_waits_and_then_says_who_holds_the_lock(
    book: SearchedNotebook, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pcrm_tools.search import whoosh_engine

    monkeypatch.setattr(whoosh_engine, "_LOCK_SECONDS", 0.3)
    monkeypatch.setattr(cache, "_BUSY_SECONDS", 0.3)
    book.record("c3", "crane now")
    book.here("list")
    with writing(book, engine) as holder:
        ran = book.here("index")
        known = sys.platform == "linux" or engine == "whoosh"
        assert (ran.code, ran.lines) == (2, []) and "written by another pcrm" in ran.said
        assert f"process {holder}" in ran.said or not known
        assert "正被另一个 pcrm" in book.here("--lang", "zh", "index").said
    assert book.here("index").code == 0


_HOLDING = {
    "sqlite": "import sqlite3; db = sqlite3.connect('.pcrm/cache.db', isolation_level=None); db.execute('begin immediate')",
    "whoosh": "import fcntl, os; f = open('.pcrm/whoosh.lock', 'w'); fcntl.flock(f, fcntl.LOCK_EX); print(os.getpid(), end='', file=f, flush=True)",
}


class writing:  # noqa: N801 - reads as what it is: `with writing(...)`
    """Another process that writes the index for as long as the block lasts; gives its number."""

    def __init__(self, book: SearchedNotebook, engine: str) -> None:
        script = f"{_HOLDING[engine]}; print('held', flush=True); import time; time.sleep(60)"
        self.process = subprocess.Popen([sys.executable, "-c", script], cwd=book.root, stdout=subprocess.PIPE)

    def __enter__(self) -> int:
        assert self.process.stdout and self.process.stdout.readline() == b"held\n"
        return self.process.pid

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_x5_several_runs_at_once_agree(book: SearchedNotebook) -> None:
    for number in range(40):
        book.record(f"many{number}", "crane offer")
    shutil.rmtree(book.cache)
    runs = [subprocess.Popen([sys.executable, "-m", "pcrm_tools", *words], cwd=book.root, env=environment(), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE) for words in (["index"], ["search", "crane", "--format", "ids", "--limit", "0"], ["index"])]  # fmt: skip
    book.record("many7", "weld now")
    said = [process.communicate(timeout=60) for process in runs]
    assert [process.returncode for process in runs] == [0, 0, 0], said
    assert 40 <= len(said[1][0].split()) <= 42
    book.check("afterwards", *WORDS, "weld", process=False)


# --- X7: the whole cycle equals a rebuild from nothing ---

QUERIES = ("crane", "吊车 offer", "crane OR weld", "-crane", '"crane offer"', "off* 报", "offer type:customer")
_WORDS = st.lists(st.sampled_from(["crane", "offer", "weld", "吊车", "报价", "报", "official", "\n\n", "x"]), max_size=9).map(" ".join)
_NAMES = st.sampled_from(["a", "b", "东方", "east/a", "east/c", "d"])


def answers(session: Session) -> dict[str, list[tuple[str, float]]]:
    """What is found for each query: paths with their scores, in the order in which they are shown."""
    from pcrm_tools.search.snippets import shown
    from pcrm_tools.store.hits import hits

    found = {}
    for query in QUERIES:
        answer = session.ask(query, TODAY)
        scores = answer.scores  # type: ignore[union-attr]
        rows = hits(session.db, session.root, scores, (), "", "score", 0, shown)[1]
        found[query] = [(hit.path, hit.score) for hit in rows]
    return found


def from_nothing(root: Path, folder: Path) -> dict[str, list[tuple[str, float]]]:
    """The answers of a cache and an index made from nothing, elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "folder_of", lambda _root: folder)
        folder.mkdir(mode=0o700)
        session = Session.open(root)
        session.index.update()
        try:
            return answers(session)
        finally:
            session.close()
            shutil.rmtree(folder)


class Cycle(RuleBasedStateMachine):
    """Any work on the files of a notebook, with searches between."""

    base: Path
    engine: str

    @initialize(texts=st.lists(_WORDS, min_size=1, max_size=3))
    def begin(self, texts: list[str]) -> None:
        self.book = SearchedNotebook.made(self.base / f"n{time.monotonic_ns()}", self.engine, texts)
        self.session = Session.open(self.book.root)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.the_answers_are_those_of_a_rebuild()
            self.session.close()
            shutil.rmtree(self.book.root)

    def there(self) -> list[Path]:
        return sorted((self.book.root / "customers").rglob("*.md"))

    @rule(name=_NAMES, words=_WORDS)
    def write(self, name: str, words: str) -> None:
        self.book.record(name, words)

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False), name=_NAMES)
    def rename(self, pick, name: str) -> None:
        target = self.book.root / f"customers/{name}.md"
        target.parent.mkdir(exist_ok=True)
        pick.choice(self.there()).rename(target)

    @precondition(lambda self: self.there())
    @rule(pick=st.randoms(use_true_random=False))
    def delete(self, pick) -> None:
        pick.choice(self.there()).unlink()

    @rule(more=st.sampled_from(["", "kinds: {commissioning: {label: 调试, group: contact}}\n", "views: {v: {query: x}}\n"]))
    def change_settings(self, more: str) -> None:
        self.book.write("pcrm.yml", flat(SETTINGS) + f"search:\n  engine: {self.engine}\n" + more)

    @rule()
    def index(self) -> None:
        self.session.refresh()
        self.session.index.update()

    @rule()
    def open_again(self) -> None:
        self.session.close()
        self.session = Session.open(self.book.root)

    @rule()
    def the_answers_are_those_of_a_rebuild(self) -> None:
        self.session.refresh()
        assert answers(self.session) == from_nothing(self.book.root, self.base / "fresh")


def test_x7_after_any_work_the_answers_and_their_order_are_those_of_a_rebuild(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pcrm_tools.indexing._LAID_OVER", 2)  # some changes are matched beside the index, some written into it
    Cycle.base, Cycle.engine = tmp_path, engine
    machine = Cycle.TestCase
    machine.settings = settings(
        max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors]
    )
    machine("runTest").runTest()


def test_x7_the_same_tree_indexed_twice_gives_the_same_bytes(book: SearchedNotebook) -> None:
    said = []
    for _ in range(2):
        book.here("index", "--rebuild")
        said.append([book.here("search", word, "--limit", "0", "--format", "json").lines for word in WORDS])
    shutil.rmtree(book.cache)
    said.append([book.here("search", word, "--limit", "0", "--format", "json").lines for word in WORDS])
    assert said[0] == said[1] == said[2]


# --- Q1 to Q4: what may be asked ---


def naughty() -> list[str]:
    """The queries of the list, and some that are too long to stand in it."""
    lines = (Path(__file__).parent / "naughty.txt").read_text("utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("# ")]
    # Escapes are read without touching what stands as itself.
    found = [line.encode("unicode_escape").decode().replace("\\\\", "\\").encode().decode("unicode_escape") if "\\" in line else line
             for line in listed]  # fmt: skip
    return [*found, "x" * 1_000_000, "crane " * 20_000, "(" * 5000, "-" * 5000, '"' * 5001, "吊" * 3000, "a*" * 2000, "crane OR " * 199 + "crane",
            "\u0301" * 4000, "not:" * 1000 + "crane", "&a [" * 1000, "(a|aa)+" * 500]  # fmt: skip


_ASKING = """
import io, json, os, resource, sys, time
from pcrm_tools.cli.app import App
from pcrm_tools.cli.main import run
from pcrm_tools.cli.output import Output
results = []
for query in json.load(sys.stdin):
    out, said = io.BytesIO(), io.StringIO()
    started = time.perf_counter()
    code = run(["search", "--", query], App({"LANG": "C.UTF-8"}, Output(io.TextIOWrapper(out, "utf-8"), said, {})))
    results.append([code, out.getvalue().decode(), said.getvalue(), time.perf_counter() - started])
# What getrusage says counts the process that this one was forked from, too.
said = open("/proc/self/status").read() if os.path.exists("/proc/self/status") else ""
peak = int(said.partition("VmHWM:")[2].split()[0]) if "VmHWM:" in said else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump([results, peak], sys.stdout)
"""


def test_q1_to_q4_any_text_is_a_query_or_is_explained(book: SearchedNotebook) -> None:
    import json

    queries = naughty()
    done = subprocess.run([sys.executable, "-c", _ASKING], cwd=book.root, env=environment(), input=json.dumps(queries), text=True,
                          capture_output=True, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    results, peak = json.loads(done.stdout)
    for query, (code, out, said, seconds) in zip(queries, results, strict=True):
        assert code in (0, 1, 2), (query[:60], said)
        assert "Traceback" not in out + said and "a bug:" not in said, (query[:60], said)
        assert seconds < 2, (query[:60], seconds)
        assert [char for char in out + said if unicodedata.category(char) in ("Cc", "Cs", "Cf") and char not in "\n\t"] == [], query[:60]
        assert len(out) + len(said) < 20_000, query[:60]
    assert peak * (1 if sys.platform == "darwin" else 1024) < 300 * 2**20
    assert sorted(path.name for path in book.root.iterdir()) == [".gitignore", ".pcrm", "customers", "pcrm.yml"]


@pytest.mark.parametrize("query", ["x" * 120_000, "\udcff\udcfe crane", "\x1b[2Jcrane", "-rf", "../../etc/passwd"], ids=lambda query: ascii(query[:12]))
def test_q1_on_the_command_line(tmp_path: Path, query: str) -> None:
    book = SearchedNotebook.made(tmp_path / "notebook", "sqlite", TEXTS)
    ran = book.process("search", "--", query)
    assert ran.code in (0, 1, 2) and "Traceback" not in ran.said and "\x1b" not in ran.said + "".join(ran.lines)


def test_q3_words_that_mean_something_to_an_engine_are_words(book: SearchedNotebook) -> None:
    book.record("c0", "NEAR ^9e99 AND crane{1} rowid")
    for query, found in (("near", ["c0"]), ("^9e99", ["c0"]), ('"AND"', ["c0"]), ("crane*", ["c0", "c2"]), ("rowid:1", []), ("NEAR(crane)", [])):
        ran = book.here("search", query, "--format", "ids")
        assert sorted(ran.lines) == found or ran.code == 2, (query, ran)


def test_q4_a_record_is_never_read_as_a_query_or_a_pattern(book: SearchedNotebook) -> None:
    book.record("c9", '"((( [a-z]+ .* NOT crane OR ) NEAR( {0} %s ^9e99 \\ weld')
    for query, found in (("weld", ["c1", "c9"]), ("z", ["c9"]), ("not", []), ('"NOT crane"', ["c9"]), (".*", [])):
        ran = book.here("search", query, "--format", "ids")
        assert sorted(set(ran.lines)) == found or (query == "not" and ran.code != 70), (query, ran)

