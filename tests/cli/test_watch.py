"""`pcrm watch` as a process of its own: what it says about each save, and how it ends."""

import errno
import json
import re
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from pcrm_tools.cli.app import App
from pcrm_tools.cli.watching import Watching
from pcrm_tools.quiet import Watcher
from pcrm_tools.watch import Observer
from tests.running import Process
from tests.site.notebooks import HARBOR, PLAIN, make_notebook

NOTE = "customers/harbor.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_notebook(tmp_path / "book", PLAIN)


@pytest.fixture
def watching(root: Path) -> Iterator[Callable[..., Process]]:
    """Starts `pcrm watch ARGS` and waits until it watches."""
    started: list[Process] = []

    def start(*args: str, wait: str = "Ctrl-C", **environ: str) -> Process:
        started.append(Process(root, "watch", "--as-of", "2026-11-20", *args, **environ))
        started[-1].until(wait)
        return started[-1]

    yield start
    for one in started:
        one.close()


def append(file: Path, text: str) -> None:
    with file.open("a") as stream:
        stream.write(text)


def test_a_save_is_one_line_with_time_file_and_seconds(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site")
    append(root / NOTE, "\nOne more line.\n")
    assert re.fullmatch(r"\d\d:\d\d:\d\d 1 file \(customers/harbor\.md\), \d+\.\d\d s", process.until("1 file"))


def test_findings_are_said_when_they_come_and_when_they_are_solved(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site")
    (root / NOTE).write_text(HARBOR.replace("2026-11-25\nnext_step", "2024-02-30\nnext_step"))
    assert re.match(r"  customers/harbor\.md:8:\d+: error: .*2024-02-30.* \[[a-z-]+\]$", process.until("2024-02-30"))
    assert process.until("left").startswith("  left: 1 error, 0 warnings in 1 file")
    append(root / NOTE, "\nWhat was wrong before is not said again.\n")
    (root / NOTE).write_text(HARBOR)
    assert process.until("solved").startswith("  customers/harbor.md:8:")
    assert process.until("clean") == "  all clean"
    assert sum("error:" in line for line in process.lines) == 1


def test_the_site_follows_and_stays_while_a_record_cannot_be_read(watching: Callable[..., Process], root: Path) -> None:
    process = watching()
    page = root / "site/public/customers/harbor.html"
    assert "bottle" in page.read_text()
    (root / NOTE).write_text(HARBOR.replace("bottle", "churn"))
    assert re.search(r"; site: \d+ of \d+ pages, \d", process.until("1 file"))
    assert "churn" in page.read_text()
    (root / NOTE).write_text("---\nname: [[[\n---\n")
    process.until("the site stays as it was until customers/harbor.md can be read again")
    assert "churn" in page.read_text()
    (root / NOTE).write_text(HARBOR)
    process.until("all clean")
    assert "bottle" in page.read_text()


def test_a_site_that_cannot_be_built_stays_and_the_watcher_lives(watching: Callable[..., Process], root: Path) -> None:
    process = watching()
    settings = (root / "mkdocs.yml").read_text()
    (root / "mkdocs.yml").write_text(settings + "nonsense: [\n")
    process.until("the site stays as it was: mkdocs cannot be used")
    assert (root / "site/public/index.html").exists()
    (root / "mkdocs.yml").write_text(settings)
    process.until(r"1 file \(mkdocs.yml\).*; site:")


def test_a_cache_thrown_away_meanwhile_is_made_anew(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site")
    shutil.rmtree(root / ".pcrm")
    append(root / NOTE, "\nOne more line, with walnut.\n")
    process.until(r"1 file \(customers/harbor.md\)")
    assert (root / ".pcrm/cache.db").exists()


def test_jsonl_is_one_object_an_update(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site", "--format", "jsonl", wait='"start"')
    start = json.loads(process.lines[-1])
    assert start["version"] == 1 and start["event"] == "start" and start["counts"] == {"error": 0, "warning": 0}
    (root / "customers/new.md").write_text("---\nname: New\nowner: nobody\nnext_contact: 2024-02-30\n---\n")
    update = json.loads(process.until('"update"'))
    assert list(update) == ["version", "event", "at", "as_of", "files", "gone", "new", "solved", "counts", "seconds", "site"]
    assert update["files"] == ["customers/new.md"] and update["as_of"] == "2026-11-20" and update["site"] is None
    assert [one["path"] for one in update["new"] if one["line"] == 4] == ["customers/new.md"]
    (root / "customers/new.md").unlink()
    update = json.loads(process.until('"update"'))
    assert update["gone"] == ["customers/new.md"] and update["solved"] and update["counts"]["error"] == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_it_ends_cleanly(watching: Callable[..., Process], number: int, code: int) -> None:
    process = watching("--no-site")
    assert process.end(number) == code
    assert process.rest().splitlines()[-1] == "watching has ended; updates: 0"


def test_the_end_of_the_notebook_is_the_end_of_watching(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site")
    shutil.rmtree(root)
    assert process.process.wait(30) == 2
    assert f"pcrm: the notebook {root} is no longer there" in process.rest()
    assert "error:" not in process.rest()


def test_polling_needs_no_events(watching: Callable[..., Process], root: Path) -> None:
    process = watching("--no-site", "--poll", "--lang", "zh", wait="Ctrl-C")
    append(root / NOTE, "\nOne more line.\n")
    assert re.fullmatch(r"\d\d:\d\d:\d\d 1 个文件（customers/harbor\.md），\d+\.\d\d 秒", process.until("个文件"))


def test_an_unknown_audience_is_refused_at_once(pcrm: Callable, root: Path) -> None:
    done = pcrm("-C", str(root), "watch", "--audience", "nobody")
    assert done.code == 2 and b"audience nobody cannot be used" in done.stderr


def test_without_watches_to_give_the_files_are_looked_at(pcrm_in: Callable, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Observer) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    paces: list[float] = []

    def run(self: Watcher) -> bool:
        paces.append(self.pace.look)
        return True

    monkeypatch.setattr(Observer, "start", full)
    monkeypatch.setattr(Watcher, "run", run)
    code, out, said = pcrm_in(root, "watch", "--no-site")
    assert (code, out) == (0, "") and paces == [1.0]
    assert "this system tells of no more changes (inotify watch limit reached): looking at the files every second instead" in said


def test_past_midnight_it_is_another_day(root: Path, caught: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = caught()
    app = App({"LANG": "C.UTF-8", "PCRM_NOTEBOOK": str(root)}, streams.out)
    days = iter([date(2026, 11, 20)] * 4 + [date(2026, 11, 21)] * 20)
    monkeypatch.setattr(App, "today", property(lambda self: next(days)))
    watching = Watching(app, clock=lambda: datetime(2026, 11, 21, 0, 0, 12))
    monkeypatch.setattr(Watcher, "run", lambda self: [self.idle() for _ in range(3)] != [])
    assert watching.run() == 0
    app.close()
    assert re.fullmatch(r"00:00:12 a new day: 2026-11-21, \d+\.\d\d s\n", streams.text())


def test_a_port_in_use_is_named_with_a_free_one(pcrm: Callable, root: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = pcrm("-C", str(root), "site", "serve", "--port", str(port))
    assert done.code == 2
    assert re.fullmatch(rf"pcrm: port {port} is in use: try --port \d+\n", done.stderr.decode())
    assert not (root / "site/public").exists()


def test_serving_without_watching_ends_cleanly(root: Path) -> None:
    process = Process(root, "site", "serve", "--no-watch", "--port", "0", "--as-of", "2026-11-20")
    process.until("serving")
    assert process.end(signal.SIGTERM) == 143
    assert "Traceback" not in process.rest()
    process.close()
