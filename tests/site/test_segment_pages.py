"""Segments, tiers, lifecycle stages, tags, industries, regions and sources: their counts, and who is in each."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.site.notebooks import build, make_notebook
from tests.site.parsed import parsed

SETTINGS = """\
format: 1
language: en
currency: CNY
team: [{id: dana, name: Dana Whitfield}]
tiers:
  key: {label: 重点, cadence: 2w, policy: We call them first, benefits: [named engineer, spare parts at 90%]}
  general: {cadence: 1q}
segments:
  north-keys: "tier:key region:North"
  asked: "log:survey"
  "said \\"so\\"": "type:customer lifecycle:active"
  wrong: "nofield:x"
"""


def customer(name: str, extra: str, body: str = "") -> str:
    return f"---\nname: {name}\nowner: dana\n{extra}---\n\n{body}"


RECORDS = {
    "customers/a.md": customer(
        "Alder", "tier: key\nlifecycle: active\nregion: North\nindustry: food & <b>drink</b>\nsource: fair\ntags: [dairy, cold]\nnext_contact: 2026-11-27\n",
        "### 2026-11-02 order amount:\"CNY 12000\" — One\n\n### 2026-10-01 order amount:\"USD 500\" — Two\n\n### 2026-09-01 survey csat:5\n",
    ),
    "customers/b.md": customer("Birch", "tier: key\nlifecycle: lost\nregion: South\nindustry: food & <b>drink</b>\n"),
    "customers/c.md": customer("Cedar", "tier: key\nregion: North\narchived: true\n"),
    "projects/p.md": "---\nname: Press\ncustomer: a\nowner: dana\nstage: survey\nvalue: CNY 900000\ntags: [cold]\n---\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_notebook(tmp_path_factory.mktemp("segments"), RECORDS, SETTINGS)
    build(root)
    return root


@pytest.fixture(scope="module")
def public(root: Path) -> Path:
    return root / "site/public"


def pages(public: Path) -> set[str]:
    return {unquote(path.stem) for path in (public / "segments").glob("*.html")}


def test_every_value_is_linked_with_its_count_and_has_a_page(public: Path) -> None:
    index = parsed(public, "segments/index.html")
    assert index.parts["tier"].text.startswith("Tiers 2 key 2 general 0"), "archived customers do not count"
    assert "dairy 1" in index.parts["tag"].text and "cold 2" in index.parts["tag"].text, "a tag counts projects too"
    for _, part in index.parts.items():
        for href, _ in part.links:
            if not href.startswith(".."):
                assert (public / "segments" / href).is_file(), href


def test_a_tier_page_says_what_is_promised_and_lists_its_customers(public: Path) -> None:
    page = parsed(public, "segments/tier-key.html")
    assert "We call them first" in page.parts["policy"].text and "spare parts at 90%" in page.parts["policy"].text
    row = page.parts["customers"].row("Alder")
    assert row[1:] == ["active", "key", "Dana Whitfield", "", "2026-11-27", "1", "CNY 900k", "CNY 12k · USD 500"]
    assert "Cedar" not in page.page.text
    assert page.parts["customers"].link("Alder") == "../customers/a.html"
    assert page.page.link("Open in the list of customers, to filter and sort all of them") == "../customers/index.html#f.tier=key"


def test_a_segment_has_the_members_that_the_command_lists(root: Path, public: Path) -> None:
    for name, expected in (("north-keys", {"Alder"}), ("asked", {"Alder"}), ('said "so"', {"Alder"})):
        file = next(href for href, label in parsed(public, "segments/index.html").parts["segment"].links if label == name)
        part = parsed(public, f"segments/{file}").parts["customers"]
        assert {row[0] for row in part.rows[1:]} == expected
    said = subprocess.run(
        [sys.executable, "-m", "pcrm_tools", "-C", str(root), "--as-of", "2026-11-20", "list", "segment:north-keys", "--format", "csv"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "Alder" in said and "Birch" not in said and "Cedar" not in said


def test_a_wrong_segment_says_so_and_breaks_nothing(public: Path) -> None:
    page = parsed(public, "segments/segment-wrong.html").page.text
    assert "there is no field `nofield`" in page and "No customer is in it." in page


def test_two_values_side_by_side_lead_to_the_list(public: Path) -> None:
    heat = parsed(public, "segments/index.html").parts["region-lifecycle"]
    assert heat.rows[0] == ["Region", "lead", "prospect", "active", "growing", "dormant", "lost"]
    assert heat.row("North")[3] == "1"
    hrefs = [href for href, label in heat.links if label == "1"]
    assert "../customers/index.html#f.region=North&f.lifecycle=active" in hrefs
    assert "../customers/index.html#f.region=South&f.lifecycle=lost&closed=1" in hrefs, "the list hides lost ones unless asked"


def test_a_tag_page_lists_projects_too(public: Path) -> None:
    projects = parsed(public, "segments/tag-cold.html").parts["projects"]
    assert projects.row("Press")[1:5] == ["Alder", "survey", "Dana Whitfield", "CNY 900,000"]


def test_values_are_text_wherever_they_land(public: Path) -> None:
    for path in (public / "segments").glob("*.html"):
        assert "<b>drink</b>" not in path.read_text("utf-8"), path.name
    assert "food & <b>drink</b> 2" in parsed(public, "segments/index.html").parts["industry"].text


def test_many_customers_are_shown_in_part(tmp_path: Path) -> None:
    many = {f"customers/c{n:03}.md": customer(f"Customer {n:03}", "tier: key\n") for n in range(205)}
    root = make_notebook(tmp_path, many, SETTINGS)
    build(root)
    part = parsed(root / "site/public", "segments/tier-key.html").parts["customers"]
    assert len(part.rows) == 201 and "5 more are not shown." in part.text and part.text.startswith("Customers 205")


def test_an_empty_notebook(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {}, "format: 1\nlanguage: zh\ntiers: {}\nlifecycle: {}\n")
    build(root)
    assert "细分" in parsed(root / "site/public", "segments/index.html").page.text
