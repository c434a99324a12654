"""Live reload in a real browser, through the whole of `pcrm site serve`: what is open follows what is written."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Process
from tests.site.chromium import Chromium
from tests.site.notebooks import HARBOR, PLAIN, make_notebook

pytestmark = pytest.mark.browser
LONG = HARBOR + "\n".join(f"\nParagraph {number} of many.\n" for number in range(120))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_notebook(tmp_path / "book", {**PLAIN, "customers/harbor.md": LONG})


@pytest.fixture
def served(root: Path) -> Iterator[tuple[Process, str]]:
    """`pcrm site serve` on a free port, and its address."""
    process = Process(root, "site", "serve", "--port", "0", "--as-of", "2026-11-20")
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/", process.until("serving"))
        assert found
        process.until("watching")
        yield process, found[0]
    finally:
        process.close()


def test_an_open_page_follows_its_record_and_stays_where_it_was_scrolled_to(
    served: tuple[Process, str], root: Path, looked: Chromium
) -> None:
    process, address = served
    looked.open(f"{address}customers/harbor.html")
    looked.evaluate("window.marked = true; window.scrollTo(0, 900)")
    (root / "customers/harbor.md").write_text(LONG.replace("They **bottle** milk.", "They **churn** butter."))
    looked.until("!window.marked && document.body?.innerText.includes('churn butter')")
    looked.until("Math.abs(window.scrollY - 900) < 5")
    assert [text for text in looked.complaints() if "Content Security Policy" in text] == []
    assert process.end(signal.SIGINT) == 130


def test_another_page_stays_as_it_is(served: tuple[Process, str], root: Path, looked: Chromium) -> None:
    _, address = served
    looked.open(f"{address}projects/dock.html")
    looked.evaluate(
        "window.marked = true; window.heard = 0; new EventSource('/_pcrm/live').addEventListener('built', () => heard++)"
    )
    looked.wait(0.2)
    (root / "customers/harbor.md").write_text(LONG.replace("They **bottle** milk.", "They **churn** butter."))
    looked.until("window.heard > 0")
    looked.wait(0.5)
    assert looked.evaluate("window.marked === true")


def test_a_page_that_is_not_there_comes_when_it_is(served: tuple[Process, str], root: Path, looked: Chromium) -> None:
    _, address = served
    looked.open(f"{address}customers/newcomer.html")
    assert looked.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 404
    (root / "customers/newcomer.md").write_text("---\nname: Newcomer Ltd\nowner: dana\n---\n")
    looked.until("document.title.includes('Newcomer Ltd')")
