"""Two that build one site take turns."""

from pathlib import Path

from pcrm_tools.site.turn import WAITING, Turn
from tests.running import Process
from tests.site.notebooks import PLAIN, make_notebook


def test_a_second_build_says_that_it_waits_and_builds_when_the_first_is_done(tmp_path: Path) -> None:
    root = make_notebook(tmp_path / "book", PLAIN)
    (root / ".pcrm").mkdir(mode=0o700)
    with Turn(root / ".pcrm", lambda *told: None):
        process = Process(root, "site", "build", "--as-of", "2026-11-20", "--lang", "en")
        process.until("waiting for another pcrm that is building the site")
        assert not (root / "site/public/index.html").exists()
    process.until(r"\d+ pages, \d+ rendered")
    assert process.process.wait(30) == 0
    process.close()


def test_turns_come_one_after_the_other(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(2):
        with Turn(tmp_path / ".pcrm", lambda what, done, total: told.append(what)) as turn:
            assert not turn.waited
    assert WAITING not in told
