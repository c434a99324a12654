"""Pages of records in a real browser: a timeline is narrowed and linked to, folded entries open, and today has its line."""

from pathlib import Path

import pytest

from tests.site.chromium import Chromium
from tests.site.notebooks import build, make_notebook
from tests.site.record_notebook import FIRM_RECORDS, FIRM_SETTINGS

pytestmark = pytest.mark.browser
SEEN = "Array.from(document.querySelectorAll('.p-entry')).filter((e) => e.checkVisibility()).length"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a site with a long timeline and one of many kinds."""
    log = "".join(f"### {2026 - n // 120}-{12 - n // 10 % 12:02}-{28 - n % 10:02} note id:n{n} — Word {n}\n" for n in range(300))
    records = {**FIRM_RECORDS, "customers/long.md": f"---\nname: Long\nowner: dana\n---\n\n## Log\n\n{log}"}
    root = make_notebook(tmp_path_factory.mktemp("firm"), records, FIRM_SETTINGS)
    build(root)
    return (root / "site/public").as_uri()


def click(browser: Chromium, selector: str) -> None:
    browser.evaluate(f"document.querySelector({selector!r}).click()")


def test_a_kind_is_chosen_and_stands_in_the_address(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/quay.html")
    every = looked.evaluate(SEEN)
    click(looked, "[data-group=contact]")
    assert looked.evaluate(SEEN) < every
    click(looked, "[data-kind=tasting]")
    assert looked.evaluate(SEEN) == 1
    assert looked.evaluate("location.hash") == "#timeline?group=contact&kind=tasting"
    assert looked.evaluate("document.querySelector('[data-kind=tasting]').getAttribute('aria-pressed')") == "true"
    click(looked, "[data-clear]")
    assert looked.evaluate(SEEN) == every
    assert looked.evaluate("location.hash") == ""
    assert looked.complaints() == []


def test_an_address_narrows_the_timeline(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/quay.html#timeline?project=cold&text=steel")
    assert looked.evaluate(SEEN) == 1
    assert looked.evaluate("document.querySelector('[data-text]').value") == "steel"
    assert looked.evaluate("document.querySelector('[data-project]').value") == "cold"


def test_words_that_nothing_has_say_so(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/quay.html#timeline?text=zebrafish&kind=nosuch&project=nosuch")
    assert looked.evaluate(SEEN) == 0
    assert looked.evaluate("document.querySelector('[data-none]').checkVisibility()")


def test_a_link_into_a_folded_year_opens_it(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/long.html#at-n290")
    assert looked.evaluate("document.getElementById('at-n290').checkVisibility()")
    assert looked.evaluate("Math.abs(document.getElementById('at-n290').getBoundingClientRect().top) < innerHeight")


def test_a_link_to_what_is_narrowed_away_shows_everything(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/quay.html#timeline?kind=tasting")
    looked.evaluate("location.hash = '#at-C9'")
    looked.until("document.getElementById('at-C9').checkVisibility()")


def test_words_are_found_in_folded_years_which_close_again(looked: Chromium, site: str) -> None:
    looked.open(f"{site}/customers/long.html#timeline?text=Word+299")
    assert looked.evaluate(SEEN) == 1
    click(looked, "[data-clear]")
    assert looked.evaluate("document.querySelectorAll('.p-older[open]').length") == 0


def test_the_schedule_shows_where_today_is(looked: Chromium, site: str, tmp_path: Path) -> None:
    looked.open(f"{site}/projects/cold.html")
    box = "document.querySelector('[data-today]')"
    inside = looked.evaluate(f"new Date() >= new Date({box}.dataset.first) && new Date() <= new Date({box}.dataset.last)")
    assert looked.evaluate(f"{box}.querySelectorAll('line.c-today').length") == (1 if inside else 0)
    assert looked.complaints() == []
