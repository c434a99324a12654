"""When to look: saving as editors do it, replayed event by event against a clock that the test moves."""

from collections.abc import Callable

import pytest

from pcrm_tools.quiet import POLLING, Pace, Watcher
from pcrm_tools.sight import Seen, ignored

NOTE = "customers/tidewater.md"
Step = tuple[str, ...]


class Desk:
    """Files in a dictionary, a clock that is moved by hand, and a watcher that is told what an editor does to them."""

    def __init__(self, pace: Pace | None = None, judge: Callable[["Desk"], bool] = lambda desk: True) -> None:
        self.files = {NOTE: "as it was", "pcrm.yml": "format: 1"}
        self.known = dict(self.files)
        self.now, self.looks = 0.0, 0
        self.told: list[tuple[Seen, bool]] = []
        self.there = True
        self.idled = 0
        self.judge = judge
        self.watcher = Watcher(
            self.look, self.accept, self.changed, pace or Pace(), clock=lambda: self.now, alive=lambda: self.there, idle=self.idle
        )

    def look(self, paths: frozenset[str] | None) -> Seen:
        self.looks += 1
        among = set(self.files) | set(self.known) if paths is None else set(paths)
        among = {path for path in among if not ignored(path)}
        changed = tuple(sorted(path for path in among if path in self.files and self.files[path] != self.known.get(path)))
        gone = tuple(sorted(path for path in among if path in self.known and path not in self.files))
        return Seen(changed, gone, bool(gone) or any(not self.files[path] for path in changed))

    def accept(self, seen: Seen) -> None:
        self.known.update({path: self.files[path] for path in seen.changed})
        for path in seen.gone:
            del self.known[path]

    def changed(self, seen: Seen, sure: bool) -> bool:
        if not sure and not self.judge(self):
            return False
        self.told.append((seen, sure))
        return True

    def idle(self) -> None:
        self.idled += 1

    def do(self, action: str, path: str, other: str = "") -> None:
        """One call of an editor, and the events that it makes the system tell of."""
        if action == "write":
            self.files[path] = other
        elif action == "delete":
            del self.files[path]
        elif action == "rename":
            self.files[other] = self.files.pop(path)
        for name in (path, other) if action == "rename" else (path,):
            self.watcher.note(name)

    def wait(self, seconds: float) -> None:
        """Time goes by, and the watcher wakes when it wanted to."""
        end = self.now + seconds
        while True:
            wait = self.watcher.step()
            assert wait is not None
            if self.now + wait > end:
                break
            self.now += max(wait, 0.001)
        self.now = end

    @property
    def updates(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [(seen.changed, seen.gone) for seen, _ in self.told]


ONCE = [((NOTE,), ())]

PATTERNS: dict[str, list[Step]] = {
    "in place": [("write", NOTE, "new")],
    "in place, in pieces": [("write", NOTE, "n"), ("write", NOTE, "ne"), ("write", NOTE, "new")],
    "vim": [
        ("write", "customers/4913", ""),
        ("delete", "customers/4913"),
        ("rename", NOTE, f"{NOTE}~"),
        ("write", NOTE, ""),
        ("write", NOTE, "new"),
        ("delete", f"{NOTE}~"),
    ],
    "vim, swap file": [("write", "customers/.tidewater.md.swp", "b0VIM"), ("write", NOTE, "new"), ("delete", "customers/.tidewater.md.swp")],
    "VS Code": [("write", NOTE, ""), ("write", NOTE, "new")],
    "emacs": [
        ("write", "customers/.#tidewater.md", "dana@host.1"),
        ("write", "customers/#tidewater.md#", "autosaved"),
        ("rename", NOTE, f"{NOTE}~"),
        ("write", NOTE, "new"),
        ("delete", "customers/.#tidewater.md"),
        ("delete", "customers/#tidewater.md#"),
    ],
    "sed -i": [("write", "customers/sedAb3xYz", ""), ("write", "customers/sedAb3xYz", "new"), ("rename", "customers/sedAb3xYz", NOTE)],
    "JetBrains": [
        ("write", f"{NOTE}___jb_tmp___", "new"),
        ("rename", NOTE, f"{NOTE}___jb_old___"),
        ("rename", f"{NOTE}___jb_tmp___", NOTE),
        ("delete", f"{NOTE}___jb_old___"),
    ],
    "Notepad": [("write", NOTE, ""), ("write", NOTE, "new")],
    "gedit": [("write", "customers/.goutputstream-X1", "new"), ("rename", "customers/.goutputstream-X1", NOTE)],
    "delete and write": [("delete", NOTE), ("write", NOTE, "new")],
}  # fmt: skip


@pytest.mark.parametrize("between", [0.0, 0.03, 0.3], ids=["at once", "quickly", "slowly"])
@pytest.mark.parametrize("pattern", [name for name in PATTERNS if name != "in place, in pieces"])
def test_a_save_is_one_update_and_never_a_deletion(pattern: str, between: float) -> None:
    desk = Desk()
    for step in PATTERNS[pattern]:
        desk.do(*step)
        desk.wait(between)
    desk.wait(5)
    assert desk.updates == ONCE


def test_what_is_written_in_pieces_is_one_update() -> None:
    desk = Desk()
    for step in PATTERNS["in place, in pieces"]:
        desk.do(*step)
        desk.wait(0.03)
    desk.wait(5)
    assert desk.updates == ONCE


def test_an_update_comes_soon_after_it_is_quiet() -> None:
    desk = Desk()
    desk.do("write", NOTE, "new")
    desk.wait(0.1)
    assert desk.updates == ONCE


def test_what_was_only_read_or_put_back_is_no_update() -> None:
    desk = Desk()
    desk.watcher.note(NOTE)
    desk.do("write", NOTE, "other")
    desk.do("write", NOTE, "as it was")
    desk.wait(5)
    assert desk.updates == []


def test_a_deletion_is_told_once_it_stays() -> None:
    desk = Desk()
    desk.do("delete", NOTE)
    desk.wait(0.4)
    assert desk.updates == []
    desk.wait(1)
    assert desk.updates == [((), (NOTE,))]


def test_a_half_written_file_is_judged_when_it_is_whole() -> None:
    desk = Desk(judge=lambda desk: desk.files[NOTE].endswith("---"))
    desk.do("write", NOTE, "--- name: T")
    desk.wait(0.3)
    desk.do("write", NOTE, "--- name: Tidewater ---")
    desk.wait(5)
    assert desk.updates == ONCE


def test_a_file_that_stays_bad_is_told_once() -> None:
    desk = Desk(judge=lambda desk: False)
    desk.do("write", NOTE, "bad")
    desk.wait(5)
    assert desk.told == [(Seen((NOTE,)), True)]


def test_what_never_gets_quiet_is_looked_at_all_the_same() -> None:
    desk = Desk()
    for number in range(200):
        desk.do("write", NOTE, f"line {number}")
        desk.wait(0.03)
    assert 1 <= len(desk.told) <= 5


def test_a_file_that_is_bad_and_never_quiet_is_told_in_the_end() -> None:
    desk = Desk(judge=lambda desk: False)
    for number in range(400):
        desk.do("write", NOTE, f"bad {number}")
        desk.wait(0.03)
    assert desk.told


def test_a_thousand_files_changed_and_changed_back_are_at_most_two_updates() -> None:
    desk = Desk()
    desk.files.update({f"customers/c{number}.md": "main" for number in range(1000)})
    desk.known = dict(desk.files)
    for branch in ("branch", "main"):
        for number in range(1000):
            desk.do("write", f"customers/c{number}.md", branch)
            desk.wait(0.0005)
        desk.wait(2)
    assert [len(changed) for changed, _ in desk.updates] == [1000, 1000]


def test_of_a_flood_of_events_nothing_is_lost_and_little_is_kept() -> None:
    desk = Desk()
    for number in range(20_000):
        desk.do("write", f"customers/c{number}.md", "new")
    assert len(desk.watcher._hints.paths) <= desk.watcher.pace.most
    desk.wait(5)
    assert sum(len(changed) for changed, _ in desk.updates) == 20_000
    assert desk.looks <= 3


def test_lost_events_are_made_good_by_looking() -> None:
    desk = Desk()
    desk.files[NOTE] = "new"
    desk.watcher.note(None)
    desk.wait(1)
    assert desk.updates == ONCE


def test_without_events_a_change_is_found_by_looking_round() -> None:
    desk = Desk()
    desk.files[NOTE] = "new"
    desk.wait(29)
    assert desk.updates == []
    desk.wait(5)
    assert desk.updates == ONCE


def test_polling_finds_a_change_within_two_seconds() -> None:
    desk = Desk(POLLING)
    desk.files[NOTE] = "new"
    desk.wait(2)
    assert desk.updates == ONCE


def test_in_idle_times_nothing_is_told() -> None:
    desk = Desk()
    desk.wait(300)
    assert desk.told == [] and desk.idled >= 8


@pytest.mark.parametrize("path", [
    "customers/.git/index", "customers/.hidden.md", ".pcrm/cache.db", "customers/4913", "customers/a.md~", "customers/.a.md.swp",
    "customers/a.md.swx", "customers/#a.md#", "customers/a.md___jb_tmp___", "customers/sedAb3xYz", "customers/scan.pdf.part",
])  # fmt: skip
def test_what_only_stands_while_another_file_is_saved_is_ignored(path: str) -> None:
    desk = Desk()
    desk.files[path] = "x"
    desk.watcher.note(path)
    desk.wait(1)
    assert desk.looks == 0


@pytest.mark.parametrize(
    "path", ["customers/a.md", "projects/2026/dock.md", "customers/华星.md", "site/theme/main.css", "customers/scan.pdf"]
)
def test_everything_else_is_looked_at(path: str) -> None:
    desk = Desk()
    desk.do("write", path, "x")
    desk.wait(1)
    assert desk.updates == [((path,), ())]


def test_a_notebook_that_is_gone_ends_the_watch() -> None:
    desk = Desk()
    desk.there = False
    desk.now = 2.5
    assert desk.watcher.run() is False


def test_stopping_ends_the_watch() -> None:
    desk = Desk()
    desk.watcher.stop()
    assert desk.watcher.run() is True
