"""The built site in a real browser, from the disk: nothing runs that is not ours, nothing is asked of another host, and it works."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcrm_tools.search.terms import index_terms, normal, typed_terms
from pcrm_tools.text.query_tree import Phrase, Word
from tests.site.audit import vectors
from tests.site.chromium import Chromium
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook
from tests.site.test_safety import OWN_FIELDS, file_name, hostile_customer, hostile_project

pytestmark = pytest.mark.browser

TRAPS = """
window.__trapped = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch", "eval"]) {
  window[name] = (...all) => { window.__trapped.push(name + ": " + all.join(" ").slice(0, 80)); return Promise.reject(new Error("trapped")); };
}
navigator.sendBeacon = () => { window.__trapped.push("sendBeacon"); return false; };
XMLHttpRequest.prototype.open = function (way, address) { window.__trapped.push("XMLHttpRequest " + address); };
window.WebSocket = function (address) { window.__trapped.push("WebSocket " + address); };
"""
FAULTS = """
Array.from(document.querySelectorAll("article *, article")).flatMap((e) => Array.from(e.attributes)
  .filter((a) => /^on/i.test(a.name) || a.name === "style" || (/^(href|src|action|formaction|xlink:href)$/i.test(a.name)
    && /^(javascript|data|vbscript):/i.test(a.value.replace(/[\\s\\u0000-\\u0020]/g, ""))))
  .map((a) => e.tagName + " " + a.name + "=" + a.value))
  .concat(Array.from(document.querySelectorAll("article script, iframe, object, embed, base, article style, article link, article meta"))
    .map((e) => e.outerHTML.slice(0, 80)))
"""


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser with every way out trapped."""
    found = Chromium(chromium, tmp_path_factory.mktemp("profile"))
    found.before(TRAPS)
    yield found
    found.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of records that attack, several texts a record."""
    records = dict(PLAIN)
    texts = vectors()
    for number in range(0, len(texts), 9):
        together = "\n\n".join(texts[number : number + 9])
        records[f"customers/{file_name(number, texts[number])}"] = hostile_customer(together)
        records[f"projects/p{number}.md"] = hostile_project(together, "harbor")
    root = make_notebook(tmp_path_factory.mktemp("hostile"), records, SETTINGS + OWN_FIELDS)
    build(root)
    return root / "site/public"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of readable records, English and Chinese."""
    chinese = "---\n名称: 华星软件有限公司\n负责人: li.wei\n需求: 二期报价单\n---\n\n客户希望分两期付款，交货期最长三个月。\n"
    many = {f"customers/firm-{n:03}.md": f"---\nname: Firm {n:03}\nowner: dana\nregion: {'North' if n % 2 else 'South'}\n---\n\nWords.\n"
            for n in range(230)}  # fmt: skip
    archived = {"customers/gone.md": "---\nname: Gone Firm\nowner: dana\narchived: yes\n---\n"}
    pages = {"kb/print.md": "# Printing\n\nMargins of [[harbor]] are wide: 交货 papers.\n"}
    root = make_notebook(
        tmp_path_factory.mktemp("site"), {**PLAIN, "customers/华星.md": chinese, **many, **archived}, pages=pages
    )
    build(root)
    return root / "site/public"


def quiet(browser: Chromium, public: Path) -> None:
    """Nothing was called, asked of another host, or refused by the policy."""
    assert browser.evaluate("window.__trapped") == []
    asked = [url for url in browser.requests() if not url.startswith(("data:", public.as_uri()))]
    assert asked == []
    assert browser.complaints() == []


def test_hostile_records_do_nothing(browser: Chromium, hostile: Path) -> None:
    pages = sorted(path for path in hostile.rglob("*.html") if path.name != "404.html")  # that one is a server's
    assert len(pages) > 20
    for path in pages:
        browser.open(path.as_uri(), settle=0)
        assert browser.evaluate(FAULTS) == [], path.name
        quiet(browser, hostile)


def test_hostile_text_found_by_searching_does_nothing(browser: Chromium, hostile: Path) -> None:
    browser.open((hostile / "index.html").as_uri())
    for query in ("alert", "evil", "onmouseover", "script", "img onerror", "config"):
        search(browser, query)
        assert (
            browser.evaluate("document.querySelectorAll('.p-search__results :is(script, img, iframe, svg, object)').length") == 0
        )
        quiet(browser, hostile)


def test_pages_work_from_the_disk_and_tell_how_long_ago(browser: Chromium, site: Path) -> None:
    browser.open((site / "customers/harbor.html").as_uri())
    quiet(browser, site)
    assert browser.evaluate("document.querySelector('.p-entry__line .p-relative').textContent").startswith("·")
    assert browser.evaluate("getComputedStyle(document.querySelector('.p-card')).borderTopStyle") == "solid"
    browser.evaluate("document.querySelector('[data-sieve] [data-group=case]').click()")
    shown = browser.evaluate("Array.from(document.querySelectorAll('.p-entry')).filter((e) => !e.hidden).map((e) => e.id)")
    assert shown == ["at-C2"]


def test_every_link_leads_to_a_file_and_a_place(browser: Chromium, site: Path) -> None:
    for name in ("index", "customers/harbor", "projects/dock", "followups", "pipeline", "quality", "kb/print", "customers/index"):
        browser.open((site / f"{name}.html").as_uri(), settle=0.1)
        links = browser.evaluate(
            "Array.from(document.querySelectorAll('a[href]')).map((a) => String(a.href.baseVal || a.href)).filter((h) => h.startsWith('file:'))"
        )
        assert links
        for link in set(links):
            target, _, mark = link.partition("#")
            path = Path(browser.evaluate(f"decodeURIComponent(new URL({json.dumps(target)}).pathname)"))
            assert path.is_file(), f"{name}: {link}"
            if mark and not mark.startswith("__") and "=" not in mark:  # such a mark chooses what a list shows
                wanted = browser.evaluate(f"decodeURIComponent({json.dumps(mark)})")
                assert f'id="{wanted}"' in path.read_text("utf-8"), f"{name}: {link}"


def search(browser: Chromium, query: str) -> list[str]:
    """Types a query behind `/`; the names found."""
    browser.evaluate("document.activeElement.blur(); document.querySelector('.p-search__input').value = ''")
    browser.press("/")
    browser.evaluate("document.querySelector('.p-search__results').replaceChildren()")
    browser.type(query)
    browser.until("document.querySelector('.p-search__results').children.length")
    browser.wait(0.15)
    browser.until("document.querySelector('.p-search__results').children.length")
    return list(
        browser.evaluate(
            "Array.from(document.querySelectorAll('.p-search__hit')).map((e) => e.querySelector('.p-search__name').firstChild.parentNode.childNodes.length ? e.querySelector('.p-search__name').textContent : '')"
        )
    )


@pytest.mark.parametrize(("query", "found"), [
    ("harbor", "Harbor Foods"), ("HARB", "Harbor Foods"), ("bottle milk", "Harbor Foods"), ("华星", "华星软件有限公司"),
    ("報價", "华星软件有限公司"), ("报价单", "华星软件有限公司"), ("软件有限", "华星软件有限公司"), ("单", "华星软件有限公司"),
    ("期付款", "华星软件有限公司"), ("K1", "Harbor Foods"), ("quay", "Dock project"), ("margins", "Printing"), ("交货 papers", "Printing"),
])  # fmt: skip
def test_searching(browser: Chromium, site: Path, query: str, found: str) -> None:
    browser.open((site / "projects/dock.html").as_uri(), settle=0)
    assert any(name.startswith(found) for name in search(browser, query))
    quiet(browser, site)


@pytest.mark.parametrize("query", ["nosuchword", "货期付", "harbor nosuchword", '"milk bottle"', "%"])
def test_searching_in_vain(browser: Chromium, site: Path, query: str) -> None:
    browser.open((site / "index.html").as_uri(), settle=0)
    found = search(browser, query)
    near = browser.evaluate("document.querySelector('.p-search__results').classList.contains('is-near')")
    assert not found or near  # what comes near is said to be no more than that


def test_searching_by_keys_alone(browser: Chromium, site: Path) -> None:
    browser.open((site / "customers/harbor.html").as_uri(), settle=0)
    search(browser, "walked quay")
    browser.press("ArrowDown")
    browser.press("ArrowUp")
    browser.press("Enter")
    browser.until("location.pathname.endsWith('/projects/dock.html')")
    assert browser.evaluate("decodeURIComponent(location.hash)").startswith("#at-2026-11-12-visit")
    browser.press("/")
    browser.press("Escape")
    browser.press("Escape")
    assert browser.evaluate("document.querySelector('.p-search__results').hidden")


def test_a_long_list_is_sorted_filtered_and_paged(browser: Chromium, site: Path) -> None:
    browser.open((site / "customers/index.html").as_uri())
    names = "Array.from(document.querySelectorAll('tbody tr')).map((r) => r.cells[0].textContent)"
    browser.until("document.querySelector('[data-list-pages]').hidden === false")
    assert len(browser.evaluate(names)) == 100
    browser.evaluate("document.querySelectorAll('th button')[0].click()")
    browser.wait(0.1)
    assert browser.evaluate(names)[:2] == ["Firm 000", "Firm 001"]
    browser.evaluate("document.querySelectorAll('th button')[0].click()")
    browser.wait(0.1)
    assert browser.evaluate(names)[:2] == ["华星软件有限公司", "Harbor Foods"]
    browser.evaluate(
        "const i = document.querySelector('[data-list-filter]'); i.value = 'north'; i.dispatchEvent(new Event('input'))"
    )
    browser.wait(0.1)
    assert browser.evaluate("document.querySelector('[data-count]').textContent") == "116 records"
    browser.evaluate(
        "document.querySelector('[data-list-filter]').value = 'gone'; document.querySelector('[data-list-closed]').click()"
    )
    browser.wait(0.1)
    assert browser.evaluate(names) == ["Gone Firm"]
    quiet(browser, site)


def samples() -> list[str]:
    """Texts of many scripts and signs."""
    dice = random.Random(7)
    letters = "abcXYZ019 _-.,'é ßøÆïŁ Ωσς ЖЩ 华星軟體報價单 ㍿ ｶﾞ ﾊﾟ Ａ１ ①Ⅷ 가힣 กำแพง 한국 日本語カタカナ ー々〇 𠮷 👍🏽 \u00ad\u200b\ufe0f\u0301 ﬁ K2 S7-1200控制器 foo@bar.com SOW_Tidewater"
    return (
        ["".join(dice.choice(letters) for _ in range(dice.randint(1, 24))) for _ in range(300)] + letters.split(" ") + vectors()
    )


def test_the_browser_cuts_words_as_the_notebook_does(browser: Chromium, site: Path) -> None:
    browser.open((site / "index.html").as_uri())
    search(browser, "words")
    browser.until("pcrmSearch.foldCharacter('華') === '华'")
    texts = samples()
    cut = browser.evaluate(f"{json.dumps(texts)}.map((t) => pcrmSearch.normal(t).text)")
    terms = browser.evaluate(
        f"{json.dumps(texts)}.map((t) => pcrmSearch.normal(t).text.trim().split(' ').filter(Boolean).flatMap(pcrmSearch.terms))"
    )
    for text, shown, pieces in zip(texts, cut, terms, strict=True):
        assert shown == normal(text), ascii(text)
        assert pieces == index_terms(normal(text)), ascii(text)
    for exact, leaf in ((False, Word), (True, Phrase)):
        asked = browser.evaluate(f"{json.dumps(texts)}.map((t) => pcrmSearch.sought(t, {json.dumps(exact)}))")
        for text, found in zip(texts, asked, strict=True):
            expected = typed_terms(leaf(text))
            assert (found is None) == (expected is None), ascii(text)
            if expected is not None:
                assert (tuple(found["terms"]), found["prefix"], found["needle"]) == tuple(expected), ascii(text)
