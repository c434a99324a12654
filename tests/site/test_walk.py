"""A walk through the site as its users take it: from home to a customer, its project and the source of an entry; on paper; below a path."""

import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcrm_tools.site.serve import make_server
from tests.site.chromium import Chromium
from tests.site.notebooks import TODAY, build, make_notebook

pytestmark = pytest.mark.browser

SIZES = {"laptop": (1400, 900, False), "phone": (390, 844, True)}


@pytest.fixture(params=["en", "zh"])
def public(request: pytest.FixtureRequest) -> Path:
    """The repository's notebook as a site in each language."""
    return Path(request.getfixturevalue(f"sample_{request.param}"))


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, looked: Chromium) -> Chromium:
    """The browser as a laptop's, and as a phone's."""
    width, height, phone = SIZES[request.param]
    looked.screen(width, height, phone=phone)
    return looked


@pytest.fixture(scope="module")
def below(sample_en: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has the site below a path of its own."""
    root = tmp_path_factory.mktemp("www")
    shutil.copytree(sample_en, root / "group" / "pcrm")
    server = make_server(root, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/group/pcrm/"
    server.shutdown()
    server.server_close()


def click(browser: Chromium, selector: str) -> None:
    """Clicks where a finger or a mouse would, and waits for the page that it leads to."""
    before = browser.evaluate("location.pathname")
    place = browser.evaluate(
        f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}}); const b = e.getClientRects()[0];"
        " return [b.left + Math.min(b.width / 2, 40), b.top + b.height / 2] })()"
    )
    browser.events.clear()
    for kind in ("mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
    browser.until(f"location.pathname !== {before!r} && document.readyState === 'complete'")
    browser.wait(0.2)


def here(browser: Chromium) -> str:
    """Where the browser is."""
    return str(browser.evaluate("decodeURIComponent(location.pathname)"))


def test_from_home_to_the_source_of_an_entry(sized: Chromium, public: Path) -> None:
    sized.open((public / "index.html").as_uri())
    click(sized, '.p-due-item a[href^="customers/"]')
    assert "/customers/" in here(sized)
    sized.open((public / "customers/tidewater.html").as_uri())
    click(sized, 'article a[href*="projects/tidewater-portal"]')
    assert here(sized).endswith("/projects/tidewater-portal.html")
    sources = sized.evaluate(
        "Array.from(document.querySelectorAll('.p-timeline a[href^=\"https://git.hengrui.example/\"]')).map((a) => a.href)"
    )
    assert sources
    assert all(re.search(r"/projects/tidewater-portal\.md", link) for link in sources[:5])
    assert all(re.search(r"#L\d+", link) for link in sources[:5])


def test_searching_in_chinese(sized: Chromium, public: Path) -> None:
    sized.open((public / "index.html").as_uri())
    opener = "document.querySelector('.p-search__open')"
    sized.evaluate(f"{opener}.checkVisibility() ? {opener}.click() : document.querySelector('.p-search__input').focus()")
    sized.evaluate("document.querySelector('.p-search__input').focus()")
    sized.type("标签贴歪")
    sized.until(
        "document.querySelector('.p-search__results a.p-search__hit, .p-search__results [role=option]')?.textContent.length > 0"
    )
    first = str(sized.evaluate("document.querySelector('.p-search__results a[href]').getAttribute('href')"))
    assert ".html" in first


def test_filtering_a_list(sized: Chromium, public: Path) -> None:
    sized.open((public / "customers/index.html").as_uri())
    sized.evaluate("document.querySelector('[data-list-filter]').focus()")
    sized.type("华东")
    sized.until("document.querySelectorAll('tbody tr').length < 12")
    assert sized.evaluate("Array.from(document.querySelectorAll('tbody tr')).every((r) => r.textContent.includes('华东'))")
    assert sized.evaluate("decodeURIComponent(location.hash)") == "#q=华东"


def test_reading_a_chart(sized: Chromium, public: Path) -> None:
    sized.open((public / "projects/tidewater-portal.html").as_uri())
    words = sized.evaluate(
        "Array.from(document.querySelectorAll('svg[role=img]')).map((s) => s.getAttribute('aria-label') || (document.getElementById((s.getAttribute('aria-labelledby') || ' ').split(' ')[0]) || s.querySelector('title') || {}).textContent)"
    )
    assert words
    assert all(words)


def test_every_kind_of_page_fits_a_phone(looked: Chromium, public: Path) -> None:
    looked.screen(390, 844, phone=True)
    names = [path for path in sorted(public.glob("*.html")) if path.name != "404.html"]
    for folder in ("customers", "projects", "guide", "kb", "team", "segments"):
        names += sorted((public / folder).glob("*.html"))[:4]
    wide = {}
    for path in names:
        looked.open(path.as_uri(), settle=0.05)
        width = looked.evaluate("document.scrollingElement.scrollWidth")
        if width > 390:
            wide[path.name] = width
    assert wide == {}


def test_the_site_below_a_path(looked: Chromium, below: str) -> None:
    looked.screen(1400, 900)
    looked.open(f"{below}index.html")
    click(looked, '.md-tabs a[href*="customers"]')
    assert here(looked) == "/group/pcrm/customers/index.html"
    click(looked, 'tbody a[href^="tidewater"]')
    assert here(looked) == "/group/pcrm/customers/tidewater.html"
    assert looked.complaints() == []
    looked.evaluate("document.querySelector('.p-search__input').focus()")
    looked.type("portal")
    looked.until("Boolean(document.querySelector('.p-search__results a[href]'))")
    links = looked.evaluate(
        "Array.from(document.querySelectorAll('a[href]')).map((a) => String(a.href.baseVal || a.href)).filter((h) => h.startsWith('http://127'))"
    )
    assert links
    assert all(link.startswith(below) for link in links)
    asked = [url for url in looked.requests() if not url.startswith(("data:", "blob:"))]
    assert all(url.startswith(below) for url in asked)


def test_a_page_on_paper(looked: Chromium, sample_en: Path) -> None:
    looked.screen(1000, 1400, dark=True)
    looked.open((sample_en / "customers/瑞丰包装.html").as_uri())
    looked.on_paper()
    gone = "Array.from(document.querySelectorAll('.md-header, .md-tabs, .p-jump, .p-filter, .md-footer, .p-table__tools')).filter((e) => e.checkVisibility()).length"
    assert looked.evaluate(gone) == 0
    assert looked.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert looked.evaluate("getComputedStyle(document.querySelector('.p-entry__title, .p-prose')).color") == "rgb(0, 0, 0)"
    assert looked.evaluate("Array.from(document.querySelectorAll('article details')).filter((d) => !d.open).length") == 0
    paper = looked.printed()
    assert paper.startswith(b"%PDF")
    looked.evaluate("window.dispatchEvent(new Event('afterprint'))")
    looked.screen(1400, 900)


def test_charts_are_on_paper_too(looked: Chromium, sample_en: Path) -> None:
    looked.screen(1000, 1400)
    looked.open((sample_en / "projects/tidewater-portal.html").as_uri())
    looked.on_paper()
    assert looked.evaluate(
        "Array.from(document.querySelectorAll('svg[role=img]')).every((s) => s.checkVisibility() && s.getBoundingClientRect().height > 5)"
    )
    looked.screen(1400, 900)


def test_the_language_asked_for_goes_before_the_notebooks_own(tmp_path: Path) -> None:
    root = make_notebook(tmp_path, {"customers/harbor.md": "---\nname: Harbor\nowner: dana\ntier: key\n---\n\nWords.\n"})
    page = root / "site/public/customers/index.html"
    build(root)
    assert '<html lang="en"' in page.read_text("utf-8")
    again = build(root, lang="zh")
    text = page.read_text("utf-8")
    assert '<html lang="zh"' in text
    assert "<h1>客户</h1>" in text
    assert "重点" in text
    assert again.changed >= len(list((root / "site/public").rglob("*.html"))) - 1, "every page is made again"
    assert build(root, lang="zh").changed == 0
    assert "统一" not in text
    (root / "pcrm.yml").write_text("format: 1\nlanguage: zh\nteam:\n  - {id: dana, name: Dana}\n", "utf-8")
    build(root, today=TODAY, lang="en")
    assert "<h1>Customers</h1>" in page.read_text("utf-8")


def test_the_hand_written_menu_speaks_the_language_too(sample_en: Path, sample_zh: Path) -> None:
    for public, words in ((sample_en, ("Home", "Guide", "Knowledge base")), (sample_zh, ("首页", "指南", "知识库"))):
        text = (public / "index.html").read_text("utf-8")
        tabs = re.findall(r'class="md-tabs__link">\s*(.*?)\s*<', text, re.DOTALL)
        assert set(words) <= set(tabs), tabs
    assert '<h1 id="今天">' in (sample_zh / "index.html").read_text("utf-8")
    menu = (sample_zh / "guide/index.zh.html").read_text("utf-8")
    assert menu.index("guide/../format.zh.html" if "guide/../format.zh.html" in menu else "format.zh.html") < menu.index(
        '"format.html"'
    )


def test_a_page_that_is_not_there_says_so_and_leads_on(sample_en: Path, sample_zh: Path) -> None:
    for public, title in ((sample_en, "This page is not here"), (sample_zh, "没有这一页")):
        text = (public / "404.html").read_text("utf-8")
        assert f"<h1>{title}</h1>" in text
        assert "customers/index.html" in text.partition(f"<h1>{title}</h1>")[2]


def test_an_empty_list_says_how_to_begin(tmp_path: Path) -> None:
    root = make_notebook(tmp_path / "nb", {})
    build(root, lang="zh")
    text = (root / "site/public/customers/index.html").read_text("utf-8")
    assert "还没有客户" in text
    assert "<code>pcrm new customer &#34;名称&#34;</code>" in text
    assert "<table" not in text
