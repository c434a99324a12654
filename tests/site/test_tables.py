"""Tables in a real browser: sorted by what their cells mean, filtered, saved, and kept in the address."""

import json
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.site.chromium import Chromium
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook

pytestmark = pytest.mark.browser

GOODS = """\
---
name: Harbor Goods
customer: harbor
owner: dana
value: CNY 300000
---

## Requirements

| id | what | priority | status | effort | cost |
| --- | --- | --- | --- | --- | --- |
| R1 | Cranes | wont | open | 2w | CNY 90000 |
| R2 | Doors | must | done | 3d | CNY 1200000 |
| R3 | Scales | could | open | 1mo | |
| R10 | Lamps | should | open | 4h | CNY 500.50 |
| R4 | Ropes | must | open | 1d | CNY 100 |
| R5 | Masts | could | open | 5d | CNY 20000 |
| R6 | Nets | must | dropped | 6d | CNY 30 |
| R7 | Hooks | must | open | 8h | CNY 7 |
"""
MORE = (
    SETTINGS
    + """\
fields:
  customer:
    certificates: {label: Certificates, type: choice, many: true, choices: [ISO 9001, GMP]}
    seats: {label: Seats, type: number}
views:
  ours:
    query: "type:customer owner:dana"
    columns: [name, tier, next_contact, silence]
    sort: name
  costly:
    query: "type:project value:400000.."
    columns: [name, customer, stage, value]
    sort: -value
  broken: {query: "type:customer (", columns: [name]}
"""
)
NORTH = "---\nname: Firm {n:02}\nowner: {who}\nregion: {region}\ntier: {tier}\nnext_contact: 2026-12-{n:02}\ncertificates: [{have}]\nseats: {n}\n---\n"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with lists, item lists and follow-ups."""
    records = {**PLAIN, "projects/goods.md": GOODS}
    for n in range(1, 25):
        records[f"customers/firm-{n:02}.md"] = NORTH.format(
            n=n, who="dana" if n % 3 else "li.wei", region="South" if n % 2 else "North", tier=("key", "general", "potential")[n % 3],
            have=("ISO 9001", "GMP", "ISO 9001, GMP")[n % 3],
        )  # fmt: skip
    records["customers/formula.md"] = '---\nname: "=1+1"\nowner: dana\nregion: "@x"\nseats: -5\n---\n'
    root = make_notebook(tmp_path_factory.mktemp("tables"), records, MORE)
    build(root)
    return root / "site/public"


def cells(browser: Chromium, column: int, table: str = "table") -> list[str]:
    """The texts of a column as they stand, hidden rows left out."""
    script = f"Array.from(document.querySelector({json.dumps(table)}).tBodies[0].rows).filter((r) => !r.hidden).map((r) => r.cells[{column}].textContent)"
    return [str(text) for text in browser.evaluate(script)]


def click_heading(browser: Chromium, label: str) -> str | None:
    """Clicks a heading by its words; how it then says that it sorts."""
    at = f"Array.from(document.querySelectorAll('th button')).find((b) => b.textContent === {json.dumps(label)})"
    browser.evaluate(f"{at}.click()")
    browser.wait(0.1)
    return str(browser.evaluate(f"{at}.closest('th').getAttribute('aria-sort')"))


def goods(browser: Chromium, public: Path) -> None:
    """Opens the project with a table of every kind of cell."""
    browser.screen(1400, 900)
    browser.open((public / "projects/goods.html").as_uri())


@pytest.mark.parametrize(("heading", "column", "up"), [
    ("Id", 0, ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R10"]),
    ("Priority", 2, ["must", "must", "must", "must", "should", "could", "could", "wont"]),
    ("Effort", 4, ["4 h", "8 h", "1 d", "3 d", "5 d", "6 d", "2 weeks", "1 month"]),
    ("Cost", 5, ["CNY 7", "CNY 30", "CNY 100", "CNY 500.5", "CNY 20,000", "CNY 90,000", "CNY 1,200,000", ""]),
])  # fmt: skip
def test_cells_sort_by_what_they_mean(looked: Chromium, public: Path, heading: str, column: int, up: list[str]) -> None:
    goods(looked, public)
    before = cells(looked, column)
    assert click_heading(looked, heading) == "ascending"
    assert cells(looked, column) == up
    assert click_heading(looked, heading) == "descending"
    filled = [text for text in reversed(up) if text]
    assert [text for text in cells(looked, column) if text] == filled
    assert cells(looked, column)[: len(filled)] == filled, "what is empty stays last"
    assert click_heading(looked, heading) == "None"
    assert cells(looked, column) == before


def test_a_heading_is_sorted_by_the_keyboard(looked: Chromium, public: Path) -> None:
    goods(looked, public)
    looked.evaluate("Array.from(document.querySelectorAll('th button')).find((b) => b.textContent === 'Cost').focus()")
    looked.press("Enter")
    assert cells(looked, 5)[0] == "CNY 7"


@pytest.mark.parametrize(("text", "value"), [
    ("CNY 1.2M", 1.2e6), ("CNY 10万", 1e5), ("CNY 1.3亿", 1.3e8), ("USD 58k", 58e3), ("40%", 40), ("1,234.5", 1234.5), ("-3", -3),
    ("2 weeks", 20160), ("3 天", 4320), ("1 个月", 43830), ("R10", "R10"), ("3 birds", "3 birds"), ("", ""), ("2026-11-20", "2026-11-20"),
])  # fmt: skip
def test_what_a_text_sorts_by(looked: Chromium, public: Path, text: str, value: object) -> None:
    if "goods" not in str(looked.evaluate("location.href")):
        goods(looked, public)
    assert looked.evaluate(f"pcrmTables.reads({json.dumps(text)})") == value


def test_a_long_table_is_filtered_and_says_how_many_are_left(looked: Chromium, public: Path) -> None:
    goods(looked, public)
    looked.evaluate(
        "const i = document.querySelector('.p-table__tools input'); i.value = 'MUST open'; i.dispatchEvent(new Event('input'))"
    )
    assert cells(looked, 1) == ["Ropes", "Hooks"]
    assert looked.evaluate("document.querySelector('.p-table__tools [role=status]').textContent") == "2 of 8 rows"


def test_short_tables_have_no_tools(looked: Chromium, public: Path) -> None:
    looked.open((public / "projects/dock.html").as_uri())
    assert looked.evaluate("document.querySelectorAll('.p-table').length") > 0
    assert looked.evaluate("document.querySelectorAll('.p-table__tools').length") == 0


@pytest.mark.parametrize(("value", "written"), [
    ("=1+1", "'=1+1"), ("+86 1", "'+86 1"), ("-5", "-5"), (-5, "-5"), ("@x", "'@x"), ("＝1", "'＝1"), ("－1", "'－1"), ("\tx", "'\tx"),
    ('a "b", c', '"a ""b"", c"'), ("a\u0007b", "a\\x07b"), ("华星", "华星"), ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
])  # fmt: skip
def test_t5_no_spreadsheet_calculates_what_is_saved(looked: Chromium, public: Path, value: object, written: str) -> None:
    """T5: text that begins like a formula gets a `'`, numbers stay numbers."""
    if "goods" not in str(looked.evaluate("location.href")):
        goods(looked, public)
    assert looked.evaluate(f"pcrmTables.csv([[{json.dumps(value)}]])") == f"{written}\r\n"


SAVED = "window.__saved = []; const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.__saved.push(blob); return make(blob); }"


def test_a_list_is_saved_as_it_is_shown(looked: Chromium, public: Path) -> None:
    looked.open((public / "customers/index.html").as_uri() + "#q=south&sort=-name&columns=seats,region")
    looked.until("document.querySelectorAll('thead th').length === 3")
    looked.evaluate(SAVED)
    looked.evaluate("document.querySelector('[data-list-download]').click()")
    text = str(looked.evaluate("window.__saved[0].text()"))
    lines = text.lstrip("\ufeff").split("\r\n")
    assert lines[0] == "Name,Region,Seats"
    assert lines[1] == "Firm 23,South,23"
    assert len(lines) == 12 + 2
    looked.open((public / "customers/index.html").as_uri() + "#columns=seats,region&q=1%2B1")
    looked.until("document.querySelectorAll('tbody tr').length === 1")
    looked.evaluate(SAVED)
    looked.evaluate("document.querySelector('[data-list-download]').click()")
    assert str(looked.evaluate("window.__saved[0].text()")).split("\r\n")[1] == "'=1+1,'@x,-5"


def test_a_list_keeps_what_was_chosen_in_its_address(looked: Chromium, public: Path) -> None:
    looked.open((public / "customers/index.html").as_uri())
    choose = "(() => { const m = document.querySelector('[data-list-menu={key}]'); m.value = {value}; m.dispatchEvent(new Event('change')) })()"
    looked.evaluate(choose.replace("{key}", "tier").replace("{value}", "'potential'"))
    looked.evaluate(choose.replace("{key}", "region").replace("{value}", "'North'"))
    click_heading(looked, "Next contact")
    click_heading(looked, "Next contact")
    looked.until("document.querySelectorAll('tbody tr').length === 4")
    found = cells(looked, 0)
    address = str(looked.evaluate("location.href"))
    assert unquote(address.partition("#")[2]) == "f.tier=potential&f.region=North&sort=-next_contact"
    looked.open("about:blank")
    looked.open(address)
    looked.until("document.querySelectorAll('tbody tr').length === 4")
    assert cells(looked, 0) == found == ["Firm 20", "Firm 14", "Firm 08", "Firm 02"]


def test_menus_of_fields_with_several_values_and_of_own_fields(looked: Chromium, public: Path) -> None:
    looked.open((public / "customers/index.html").as_uri() + "#f.certificates=GMP&columns=certificates")
    looked.until("document.querySelectorAll('tbody tr').length === 16")
    assert set(cells(looked, 1)) == {"GMP", "ISO 9001, GMP"}


def test_columns_are_chosen(looked: Chromium, public: Path) -> None:
    looked.open((public / "customers/index.html").as_uri())
    looked.evaluate("document.querySelector('[data-list-columns]').open = true")
    pick = "Array.from(document.querySelectorAll('[data-list-columns] label')).find((l) => l.textContent.trim() === '{}')"
    looked.until(f"Boolean({pick.format('Seats')})")
    for name in ("Seats", "Region"):
        looked.evaluate(f"{pick.format(name)}.querySelector('input').click()")
    looked.wait(0.1)
    heads = looked.evaluate("Array.from(document.querySelectorAll('thead th')).map((t) => t.textContent)")
    assert "Seats" in heads
    assert "Region" not in heads
    assert click_heading(looked, "Seats") == "ascending"
    at = heads.index("Seats")
    assert cells(looked, at)[:3] == ["-5", "1", "2"]


def test_views_of_the_notebook_are_tabs(looked: Chromium, public: Path) -> None:
    looked.open((public / "customers/index.html").as_uri())
    tabs = "Array.from(document.querySelectorAll('[data-list-tabs] button')).map((b) => b.dataset.tab)"
    assert looked.evaluate(tabs) == ["", "ours"]
    looked.evaluate("document.querySelector('[data-tab=ours]').click()")
    looked.until("document.querySelectorAll('thead th').length === 4")
    assert looked.evaluate("document.querySelector('[data-tab=ours]').getAttribute('aria-pressed')") == "true"
    assert cells(looked, 0)[:3] == ["=1+1", "Firm 01", "Firm 02"]
    looked.open((public / "projects/index.html").as_uri() + "#view=costly")
    looked.until("document.querySelectorAll('tbody tr').length === 1")
    assert cells(looked, 0) + cells(looked, 1) == ["Dock project", "Harbor Foods"]


def test_views_are_for_us_alone(tmp_path: Path) -> None:
    settings = MORE + "privacy: {audiences: [internal, customer]}\n"
    root = make_notebook(tmp_path, PLAIN, settings)
    built = build(root, audience="customer")
    assert "data-list-tabs" not in (Path(built.path) / "customers/index.html").read_text("utf-8")
    assert "costly" not in (Path(built.path) / "lists/projects.js").read_text("utf-8")


def test_follow_ups_are_narrowed(looked: Chromium, public: Path) -> None:
    looked.open((public / "followups.html").as_uri())
    shown = "Array.from(document.querySelectorAll('.p-due-item')).filter((e) => e.checkVisibility()).length"
    everything = looked.evaluate(shown)
    looked.evaluate("document.querySelector('[data-due=soon]').click()")
    soon = looked.evaluate(shown)
    assert 0 < soon < everything
    days = looked.evaluate(
        "Array.from(document.querySelectorAll('.p-due-item')).filter((e) => e.checkVisibility()).map((e) => e.querySelector('time').dateTime)"
    )
    assert max(days) <= "2026-11-23"
    looked.evaluate(
        "const o = document.querySelector('[data-narrow=owner]'); o.value = 'Dana Whitfield'; o.dispatchEvent(new Event('change'))"
    )
    owners = looked.evaluate(
        "Array.from(document.querySelectorAll('section[data-owner]')).filter((e) => e.checkVisibility()).map((e) => e.dataset.owner)"
    )
    assert owners == ["Dana Whitfield"]
    address = str(looked.evaluate("location.href"))
    looked.open("about:blank")
    looked.open(address)
    assert looked.evaluate("document.querySelector('[data-due=soon]').getAttribute('aria-pressed')") == "true"
    assert looked.evaluate("document.querySelector('[data-narrow=owner]').value") == "Dana Whitfield"


def test_a_name_of_the_language_itself_is_no_view(looked: Chromium, public: Path) -> None:
    for name in ("__proto__", "constructor", "hasOwnProperty"):
        looked.open("about:blank")
        looked.open((public / "customers/index.html").as_uri() + f"#view={name}")
        looked.until("document.querySelector('[data-count]').textContent === '26 records'")
