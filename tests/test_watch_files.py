"""Watching real files: the system's own events, real editors' ways of saving, git, and folders that come and go.

Nothing here waits for nothing to happen: a last file is written, and what was told before it is all that there was.
"""

import errno
import logging
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pcrm_tools.keeping import Keeper
from pcrm_tools.quiet import POLLING, Pace, Watcher
from pcrm_tools.session import Session
from pcrm_tools.sight import Seen, Sight
from pcrm_tools.watch import Observer

QUICK = Pace(alive=0.05)
LAST = "projects/last.md"


class Watched:
    """A notebook that is watched by a thread, and what it was told."""

    def __init__(
        self, root: Path, pace: Pace = QUICK, events: bool = True, changed: Callable[[Seen, bool], bool] | None = None
    ) -> None:
        self.root = root
        self.told: list[Seen] = []
        self.also = changed
        self.sight = Sight(root)
        self.watcher = Watcher(self.sight.look, self.sight.accept, self._changed, pace)
        self.observer = Observer(root, self.watcher.note)
        if events:
            self.observer.start()
        self.watcher.alive = self.observer.alive
        self.ended: list[bool] = []
        self.thread = threading.Thread(target=lambda: self.ended.append(self.watcher.run()), daemon=True)
        self.thread.start()

    def _changed(self, seen: Seen, sure: bool) -> bool:
        if self.also and not self.also(seen, sure):
            return False
        self.told.append(seen)
        return True

    def until(self, met: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not met():
            assert time.monotonic() < end, self.told
            time.sleep(0.01)

    def has(self, path: str) -> bool:
        return any(path in seen.paths for seen in list(self.told))

    def settled(self) -> list[Seen]:
        """What was told so far, surely: a last file has been written and told of alone."""
        count = len(self.told)
        (self.root / LAST).write_text(f"{count} {time.monotonic_ns()}")
        self.until(lambda: self.has(LAST))
        found = self.told[:-1]
        assert self.told[-1] == Seen((LAST,))
        return found

    def close(self) -> None:
        self.watcher.stop()
        self.thread.join(10)
        self.observer.stop()
        assert not self.thread.is_alive()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A notebook of one record."""
    folder = tmp_path / "book"
    for place in ("customers", "projects", "site/pages", "site/public", ".pcrm"):
        (folder / place).mkdir(parents=True)
    (folder / "pcrm.yml").write_text("format: 1\nlanguage: en\n")
    (folder / "customers/tidewater.md").write_text("as it was\n")
    return folder


@pytest.fixture
def watched(root: Path) -> Iterator[Watched]:
    """It, watched."""
    made = Watched(root)
    yield made
    made.close()


def in_place(file: Path) -> None:
    file.write_text("new\n")


def vim(file: Path) -> None:
    probe, backup = file.with_name("4913"), file.with_name(f"{file.name}~")
    probe.touch()
    probe.unlink()
    file.rename(backup)
    file.write_text("new\n")
    backup.unlink()


def emacs(file: Path) -> None:
    lock = file.with_name(f".#{file.name}")
    lock.symlink_to("dana@host.1:1")
    file.rename(file.with_name(f"{file.name}~"))
    file.write_text("new\n")
    lock.unlink()


def sed(file: Path) -> None:
    beside = file.with_name("sedQx81aB")
    beside.write_text("new\n")
    beside.replace(file)


def jetbrains(file: Path) -> None:
    new, old = file.with_name(f"{file.name}___jb_tmp___"), file.with_name(f"{file.name}___jb_old___")
    new.write_text("new\n")
    file.rename(old)
    new.rename(file)
    old.unlink()


def notepad(file: Path) -> None:
    with file.open("w") as stream:
        stream.flush()
        os.fsync(stream.fileno())
        stream.write("new\n")


@pytest.mark.parametrize("save", [in_place, vim, emacs, sed, jetbrains, notepad])
def test_a_save_is_one_update_and_never_a_deletion(watched: Watched, save: Callable[[Path], None]) -> None:
    save(watched.root / "customers/tidewater.md")
    watched.until(lambda: watched.has("customers/tidewater.md"))
    assert watched.settled() == [Seen(("customers/tidewater.md",))]


def test_reading_and_what_is_built_lead_to_nothing(watched: Watched) -> None:
    for number in range(50):
        (watched.root / "customers/tidewater.md").read_text()
        (watched.root / f"site/public/{number}.html").write_text("page")
        (watched.root / ".pcrm/cache.db").write_text(str(number))
    list((watched.root / "customers").iterdir())
    assert watched.settled() == []


def test_new_folders_are_watched_and_deleted_files_told(watched: Watched) -> None:
    (watched.root / "projects/2026/north").mkdir(parents=True)
    (watched.root / "projects/2026/north/dock.md").write_text("dock")
    watched.until(lambda: watched.has("projects/2026/north/dock.md"))
    (watched.root / "projects/2026/north/dock.md").write_text("dock, again")
    watched.until(lambda: len(watched.told) == 2)
    shutil.rmtree(watched.root / "projects/2026")
    watched.until(lambda: len(watched.told) == 3)
    assert watched.settled()[-1] == Seen((), ("projects/2026/north/dock.md",), True)


def test_settings_are_watched_and_their_neighbours_not(watched: Watched) -> None:
    (watched.root / "notes.txt").write_text("x")
    (watched.root / "pcrm.yml").write_text("format: 1\nlanguage: zh\n")
    watched.until(lambda: watched.has("pcrm.yml"))
    assert watched.settled() == [Seen(("pcrm.yml",))]


def test_a_folder_that_is_deleted_or_moved_and_made_again_is_watched_again(watched: Watched) -> None:
    for number, lose in enumerate((shutil.rmtree, lambda folder: folder.rename(folder.with_name("elsewhere")))):
        lose(watched.root / "customers")
        (watched.root / "customers").mkdir()
        # Arming the new folder is followed by a look at all: wait for the file that stands there by then.
        (watched.root / f"customers/first{number}.md").write_text("x")
        watched.until(lambda number=number: watched.has(f"customers/first{number}.md"))
        watched.until(lambda: watched.observer._armed["customers"][0] == _identity(watched.root / "customers"))
        (watched.root / f"customers/second{number}.md").write_text("x")
        watched.until(lambda number=number: watched.has(f"customers/second{number}.md"))


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino


def test_folders_that_come_later_are_watched(watched: Watched) -> None:
    (watched.root / "site/theme").mkdir()
    (watched.root / "site/theme/own.css").write_text("a {}")
    watched.until(lambda: watched.has("site/theme/own.css"))


def test_a_notebook_that_is_deleted_or_renamed_ends_it_without_a_word_of_deleted_records(root: Path) -> None:
    watched = Watched(root)
    root.rename(root.with_name("elsewhere"))
    watched.until(lambda: not watched.thread.is_alive())
    watched.observer.stop()
    assert watched.ended == [False] and watched.told == []


def test_a_notebook_that_is_away_for_a_moment_is_waited_for(root: Path) -> None:
    watched = Watched(root, Pace(alive=0.2))
    away = root.with_name("away")
    root.rename(away)
    watched.until(lambda: watched.observer._misses > 0)
    (away / "customers/tidewater.md").write_text("written while it was away")
    away.rename(root)
    watched.until(lambda: watched.has("customers/tidewater.md"))
    assert watched.settled() == [Seen(("customers/tidewater.md",))]
    watched.close()


def test_a_linked_folder_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    shutil.rmtree(root / "customers")
    (root / "customers").symlink_to(tmp_path / "outside")
    watched = Watched(root)
    (tmp_path / "outside/secret.md").write_text("x")
    assert watched.settled() == []
    watched.close()


def test_when_the_system_says_that_events_were_lost_everything_is_looked_at(watched: Watched) -> None:
    watched.observer.stop()
    (watched.root / "customers/tidewater.md").write_text("nobody told")
    logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed; filesystem events were lost")
    watched.until(lambda: watched.has("customers/tidewater.md"))


def test_without_events_polling_finds_it(root: Path) -> None:
    watched = Watched(root, POLLING._replace(look=0.05), events=False)
    vim(root / "customers/tidewater.md")
    watched.until(lambda: watched.has("customers/tidewater.md"))
    assert watched.settled() == [Seen(("customers/tidewater.md",))]
    watched.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_a_limit_of_the_system_is_told_and_leaves_nothing_running(root: Path, number: int) -> None:
    started: list[Any] = []

    class Full:
        """watchdog's observer where the last folder is one too many."""

        def start(self) -> None:
            started.append(self)

        def schedule(self, handler: object, path: str, **more: object) -> object:
            if path == str(root.resolve()) + os.sep or path == str(root.resolve()):
                raise OSError(number, os.strerror(number))
            return object()

        def is_alive(self) -> bool:
            return bool(started)

        def stop(self) -> None:
            started.clear()

        def join(self, seconds: float) -> None:
            assert not started

    observer = Observer(root, lambda path: None, Full)
    with pytest.raises(OSError) as caught:
        observer.start()
    assert caught.value.errno == number
    assert not started and observer.alive()


def test_a_checkout_of_a_thousand_files_and_back_is_at_most_two_updates(root: Path) -> None:
    (root / "customers/tidewater.md").unlink()
    for branch, word in (("main", "oak"), ("branch", "beech")):
        for number in range(1000):
            text = f"---\nname: Customer {number}\nowner: dana\n---\n\n{word} {number}\n"
            (root / f"customers/c{number}.md").write_text(text)
        _git(root, *(["init", "-q", "-b", "main"] if branch == "main" else ["checkout", "-q", "-b", branch]))
        _git(root, "add", "customers")
        _git(root, "commit", "-q", "-m", word)
    session = Session.open(root)
    keeper = Keeper(lambda: session, lambda: date(2026, 11, 20))
    keeper.begin()
    watched = Watched(root, QUICK, changed=lambda seen, sure: keeper.update(seen.changed, seen.gone, sure) is not None)
    for branch in ("main", "branch"):
        _git(root, "checkout", "-q", branch)
    (root / LAST).write_text("---\nname: Last\n---\n")
    watched.until(lambda: watched.has(LAST))
    assert sum(any(path.startswith("customers/") for path in seen.paths) for seen in watched.told) <= 2
    watched.close()
    kept = _found(session)
    session.index.forget()
    session.rebuild()
    session.index.update()
    assert kept == _found(session)
    assert [len(ids) for ids in kept] == [0, 1000]
    session.close()


def _found(session: Session) -> list[list[str]]:
    """The records that the index gives for either branch's word."""
    ids = dict(session.db.execute("select n, id from record"))
    return [sorted(ids[n] for n in session.ask(word, date(2026, 11, 20)).scores) for word in ("oak", "beech")]


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "core.autocrlf=false", *words], cwd=root, check=True, capture_output=True)
