"""The search inside the built site, in a real browser from the disk: it finds what `pcrm search` finds, and says what it cannot."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pcrm_tools.asking import ask
from pcrm_tools.search.inflection import forms
from pcrm_tools.search.terms import query_terms
from pcrm_tools.session import Session
from pcrm_tools.site.addresses import addresses
from pcrm_tools.site.book import page_href
from pcrm_tools.store import read
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import Phrase, QueryError, Word
from tests.site.chromium import Chromium
from tests.site.notebooks import PLAIN, SETTINGS, build, make_notebook

pytestmark = pytest.mark.browser

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
ASK = """
(async () => {
  const input = document.querySelector('.p-search__input'), panel = document.querySelector('.p-search__results');
  panel.removeAttribute('data-query');
  input.value = QUERY;
  input.dispatchEvent(new Event('input', {bubbles: true}));
  const settled = async () => { for (let i = 0; i < 400 && panel.dataset.query !== QUERY; i++) await new Promise((r) => setTimeout(r, 10)); };
  await settled();
  for (let more; (more = panel.querySelector('.p-search__more')) && ALL;) {
    panel.removeAttribute('data-query');
    more.click();
    await settled();
  }
  const root = new URL(document.querySelector('[data-pcrm-search]').dataset.root.replace(/\\/?$/, '/'), location.href).href;
  const text = (e) => e ? e.textContent : '';
  return {
    near: panel.classList.contains('is-near'),
    said: text(document.querySelector('.p-search__status')),
    command: text(panel.querySelector('.p-search__command')),
    meant: Array.from(panel.querySelectorAll('.p-search__name-near')).map(text),
    groups: Array.from(panel.querySelectorAll('.p-search__group')).map(text),
    hits: Array.from(panel.querySelectorAll('.p-search__hit')).map((hit) => ({
      href: hit.href.slice(root.length), name: text(hit.querySelector('.p-search__name')), text: text(hit.querySelector('.p-search__text')),
      where: text(hit.querySelector('.p-search__where')), lacks: text(hit.querySelector('.p-search__lacks')),
      marks: Array.from(hit.querySelectorAll('mark')).map(text),
    })),
  };
})()
"""


class Asked(NamedTuple):
    """A line of the file of queries: what is to be expected of it (`!` nothing, `?` no answer), and the query."""

    kind: str
    query: str


def queries() -> list[Asked]:
    """The queries of the file."""
    lines = (HERE / "search_queries.txt").read_text("utf-8").splitlines()
    found = [line for line in lines if line and not line.startswith("#")]
    return [Asked(line[0], line[2:]) if line[:2] in ("! ", "? ") else Asked("", line) for line in found]


class Site(NamedTuple):
    """A notebook, and its site as it was built."""

    root: Path

    @property
    def public(self) -> Path:
        """Where the site was built."""
        return self.root / "site/public"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The notebook of this repository, without the guide, and its site."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("customers", "projects", "templates", "site/pages/kb"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("pcrm.yml", "site/pages/index.md"):
        shutil.copy(ROOT / name, root / name)
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(settings.partition("nav:")[0], "utf-8")
    build(root, today=TODAY)
    return Site(root)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small notebook in Chinese with names that are markup."""
    evil = "<img src=x onerror=alert(1)>"
    records = {
        **PLAIN,
        "customers/evil.md": f'---\nname: "{evil} 邪恶"\nowner: dana\n---\n\n## 记录\n\n### 2026-11-01 call — {evil} 标记\n',
        "customers/华星.md": "---\n名称: 华星软件有限公司\n负责人: li.wei\n---\n\n客户希望分两期付款。\n\n## 联系人\n\n"
        "| 姓名 | 职务 |\n| --- | --- |\n| 王芳 | 采购 |\n\n## 记录\n\n### 2026-11-02 电话 — 报价单已发\n\n"
        "王芳说价格可以。\n\n### 2026-10-02 电话 — 第一次联系\n",
    }
    root = make_notebook(tmp_path_factory.mktemp("chinese"), records, SETTINGS.replace("language: en", "language: zh"))
    build(root)
    return Site(root)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Records that hold the words of a phrase, of which the last alone holds the phrase."""
    texts = ["Words: alpha, then beta. 报价 and 价单." for _ in range(70)] + ["Here alpha beta stand together: 报价单."]
    records = {
        f"customers/firm-{n:02}.md": f"---\nname: Firm {n:02}\nowner: dana\n---\n\n{text}\n" for n, text in enumerate(texts)
    }
    root = make_notebook(tmp_path_factory.mktemp("many"), records)
    build(root)
    return Site(root)


@pytest.fixture(scope="module")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all queries."""
    found = Chromium(chromium, tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


def answer(browser: Chromium, query: str, all_of_them: bool = True) -> dict[str, Any]:
    """What the box shows for a query."""
    script = ASK.replace("QUERY", json.dumps(query)).replace("ALL", json.dumps(all_of_them))
    return dict(browser.evaluate(script))


def begin(browser: Chromium, site: Site, page: str = "index.html") -> None:
    """Opens a page and its search."""
    browser.open((site.public / page).as_uri(), settle=0.1)
    browser.press("/")


class Terminal:
    """The search API over the same notebook, with the address of each record in the site."""

    def __init__(self, root: Path) -> None:
        self.session = Session.open(root)
        db = self.session.db
        rows = [row for kind in ("customer", "project") for row in read.records(db, kind)]
        self.address = {n: each.href for n, each in addresses((row.n, row.type, row.id, row.path) for row in rows).items()}
        self.address |= {row.n: page_href(row) for row in read.records(db, "page")}

    def finds(self, query: str) -> set[str] | None:
        """The addresses of what a query finds; None where it is wrong."""
        found = ask(self.session.index, query, TODAY)
        return None if isinstance(found, QueryError) else {self.address[n] for n in found.scores}


@pytest.fixture(scope="module")
def terminal(sample: Site) -> Iterator[Terminal]:
    """The terminal's answers."""
    found = Terminal(sample.root)
    yield found
    found.session.close()


def test_the_site_finds_what_the_terminal_finds(browser: Chromium, sample: Site, terminal: Terminal) -> None:
    begin(browser, sample)
    differences = []
    asked = queries()
    for kind, query in asked:
        if kind == "?":
            continue
        expected = terminal.finds(query)
        if expected is None:
            differences.append(f"{query}: wrong in the terminal")
            continue
        shown = answer(browser, query)
        found = set() if shown["near"] else {hit["href"].partition("#")[0] for hit in shown["hits"]}
        if found != expected:
            differences.append(f"{query}: missing {sorted(expected - found)}, too much {sorted(found - expected)}")
        if bool(expected) == bool(kind):
            differences.append(f"{query}: {len(expected)} found in the terminal")
    assert not differences, "\n".join(differences)
    assert len([each for each in asked if not each.kind]) >= 60
    assert browser.complaints() == []


def test_what_the_site_cannot_answer_it_says_with_the_command(browser: Chromium, sample: Site) -> None:
    begin(browser, sample)
    for kind, query in queries():
        if kind == "?":
            shown = answer(browser, query)
            assert shown["hits"] == [], query
            assert shown["command"] == f"pcrm search '{query}'", query
            assert "cannot answer" in shown["said"], query


@pytest.mark.parametrize(("query", "said"), [
    ("stage:nowhere", "stage: `nowhere` is none of"), ("tier:", "missing after tier:"), ("a )", "closes nothing"), ("%%", "Signs alone"),
    ("invoice AND", "missing after AND"), ("x" * 5000, "too long"),
])  # fmt: skip
def test_what_is_wrong_with_a_query_is_said(browser: Chromium, sample: Site, query: str, said: str) -> None:
    begin(browser, sample)
    assert said in answer(browser, query)["said"]


def test_names_come_first_then_people_then_text(browser: Chromium, sample: Site) -> None:
    begin(browser, sample)
    first = {query: answer(browser, query)["hits"][0]["name"] for query in ("cascade", "瑞丰", "jinqiao", "Naomi", "ruifeng")}
    assert first["cascade"].startswith("Cascade Foods")
    assert first["瑞丰"].startswith("昆山瑞丰包装有限公司")
    assert first["jinqiao"].startswith("上海金桥饮料股份有限公司")
    assert first["Naomi"].startswith("Cascade Foods")
    assert first["ruifeng"].startswith("昆山瑞丰包装有限公司")


def test_nothing_is_told_with_what_comes_near(browser: Chromium, sample: Site) -> None:
    begin(browser, sample)
    shown = answer(browser, "harborline 贴标机")
    assert shown["near"]
    assert "No record has all of harborline 贴标机" in shown["said"]
    assert shown["hits"]
    assert {hit["lacks"] for hit in shown["hits"]} == {"without harborline", "without 贴标机"}
    shown = answer(browser, "lifecycle:dormant 贴标")
    assert "Without lifecycle:dormant" in shown["said"]
    assert shown["hits"]
    shown = answer(browser, "harborlime")
    assert shown["meant"][0].lower().startswith("harborline")
    assert "昆山瑞丰包装有限公司" in answer(browser, "瑞锋")["meant"] or "瑞丰" in answer(browser, "瑞锋")["meant"]


def test_hits_stand_by_kind_with_the_best_entry_its_date_and_marks(browser: Chromium, chinese: Site) -> None:
    begin(browser, chinese, "customers/harbor.html")
    shown = answer(browser, "报价单")
    assert shown["groups"] == ["客户 · 1"]
    hit = shown["hits"][0]
    assert hit["where"].startswith("2026-11-02")
    assert hit["marks"] == ["报价单"]
    assert "%2" in hit["href"] or "#at-2026-11-02" in hit["href"]
    assert answer(browser, "wf")["hits"][0]["marks"] == ["王芳", "王芳"] or "王芳" in answer(browser, "wf")["hits"][0]["marks"]
    assert answer(browser, "hxrj")["hits"][0]["marks"][0] == "华星软件"
    assert "没有一份档案同时含有" in answer(browser, "报价单 harbor")["said"]
    assert answer(browser, "value:>1")["said"].startswith("网站无法回答")


def test_markup_in_names_stays_text(browser: Chromium, chinese: Site) -> None:
    begin(browser, chinese)
    for query in ("邪恶", "onerror", "标记", "邪饿"):
        answer(browser, query)
        assert browser.evaluate("document.querySelectorAll('.p-search__results :is(img, script, iframe, svg)').length") == 0
    assert any("<img src=x" in name for name in answer(browser, "邪饿")["meant"])
    assert answer(browser, "邪恶")["hits"][0]["name"].startswith("<img src=x onerror=alert(1)> 邪恶")
    assert browser.complaints() == []


@pytest.mark.parametrize("query", ['"alpha beta"', "报价单"])
def test_of_many_possible_hits_none_is_lost_and_none_is_made_up(browser: Chromium, many: Site, query: str) -> None:
    begin(browser, many)
    first = answer(browser, query, all_of_them=False)
    assert first["said"].startswith(("None of the", "At most 71"))
    assert [hit["name"] for hit in answer(browser, query)["hits"]] == ["Firm 70"]
    assert len(answer(browser, f"firm -{query}")["hits"]) == 70


def test_keys_and_what_readers_of_the_screen_are_told(browser: Chromium, sample: Site) -> None:
    begin(browser, sample, "customers/index.html")
    answer(browser, "granite")
    state = "(() => { const i = document.querySelector('.p-search__input'), e = document.getElementById(i.getAttribute('aria-activedescendant') || ''); return [i.getAttribute('aria-expanded'), e && e.getAttribute('aria-selected'), e && e.getAttribute('role'), e && !!e.closest('[role=listbox] [role=group]'), e && e.id]; })()"
    expanded, selected, role, grouped, first = browser.evaluate(state)
    assert (expanded, selected, role, grouped) == ("true", "true", "option", True)
    browser.press("ArrowDown")
    assert browser.evaluate(state)[4] != first
    browser.press("ArrowUp")
    assert browser.evaluate(state)[4] == first
    assert browser.evaluate("document.querySelector('.p-search__status').getAttribute('aria-live')") == "polite"
    browser.press("Escape")
    browser.press("Escape")
    assert browser.evaluate("document.querySelector('.p-search__results').hidden")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="k", code="KeyK", modifiers=2)
    assert browser.evaluate("document.activeElement.classList.contains('p-search__input')")


WORDS = (
    "invoices companies shipping shipped supplied supplying quoted rating using used agreed agreeing cancelled called added "
    "boxes cases buses caches branches movies quizzes analyses status process string king news goods series planning plans "
    "refereed guaranteed invoiced saved valued tried trying stayed houses watches heroes oil oiled dance danced dancing"
)  # fmt: skip


def test_the_browser_asks_for_what_the_notebook_asks_for(browser: Chromium, chinese: Site) -> None:
    begin(browser, chinese)
    browser.evaluate("pcrmSearch.ready().then(() => true)")
    texts = [*WORDS.split(), "wangfang", "shpd", "wf", "xi'an", "lv", "lu", "shanghaidongfangyouxiangongsi", "youxiang", "xian*", "w*", "an",
             "138*", "S7-1200", "S7-1200控制器", "贴", "贴标机", "报价 单", "foo@bar.com", "it's", "report", "zhongguoren", "guangzho"]  # fmt: skip
    for exact, leaf in ((False, Word), (True, Phrase)):
        asked = browser.evaluate(f"{json.dumps(texts)}.map((t) => pcrmSearch.asked(t, {json.dumps(exact)}))")
        for text, found in zip(texts, asked, strict=True):
            assert [(tuple(one["terms"]), one["prefix"], one["needle"]) for one in found] == [
                tuple(one) for one in query_terms(leaf(text))
            ], text
    assert forms("invoices")[1]


def as_tree(tree: Any) -> Any:
    """A tree of ours as the browser writes it."""
    name = type(tree).__name__.lower()
    if name in ("word", "phrase"):
        return [name, tree.text]
    if name in ("and", "or"):
        return [name, *map(as_tree, tree.parts)]
    if name == "not":
        return [name, as_tree(tree.part)]
    if name == "filter":
        return [name, tree.field]
    return [name, tree.state if name == "is" else tree.field]


SHAPE = """((t) => { const s = (t) => t.error ? ['error'] : t.parts ? [t.kind, ...t.parts.map(s)] : t.kind === 'not' ? ['not', s(t.part)]
  : t.kind === 'word' || t.kind === 'phrase' ? [t.kind, t.text] : [t.kind, t.field]; return s(pcrmSearch.parse(t)); })"""
TREES = (
    "a b", "a OR b c", "a AND b", "NOT a", "-a b", "not:a", "非:a", "不:b c", "(a OR b) -c", "a 或 b", "甲 且 乙", "或 a", "stage:build x", "阶段：实施",
    "has:owner", "缺:级别", "is:open", "http://x.example/y", "12:30", "C:\\path", 'a "b c" d', "“b c”", "tag:a,b", 'tag:"a b",c', "(tag:a)", "a(b)c",
    "a )", "a AND", "NOT", "OR a", "tier:", "()", "a -- b", "- a", "e:mail:x", "ＡＢ　ｃ", "名称:=x", "a.b:c", "not:(a b)", "--a", "-(a b)",
)  # fmt: skip


def test_the_browser_parses_as_the_notebook_does(browser: Chromium, chinese: Site) -> None:
    begin(browser, chinese)
    shapes = browser.evaluate(f"{json.dumps(TREES)}.map({SHAPE})")
    for text, shape in zip(TREES, shapes, strict=True):
        tree = parse(text)
        assert shape == (["error"] if isinstance(tree, QueryError) else as_tree(tree)), text


def test_searching_under_a_path_and_on_a_phone(browser: Chromium, chinese: Site, tmp_path: Path) -> None:
    moved = tmp_path / "team/notes"
    shutil.copytree(chinese.public, moved)
    browser.screen(390, 844, phone=True)
    browser.open((moved / "projects/dock.html").as_uri(), settle=0.1)
    browser.evaluate("document.querySelector('.p-search__open').click()")
    shown = answer(browser, "华星")
    assert [hit["name"][:8] for hit in shown["hits"]] == ["华星软件有限公司"]
    box = browser.evaluate(
        "(() => { const b = document.querySelector('.p-search__results').getBoundingClientRect(); return [b.left, b.right]; })()"
    )
    assert box == [0, 390]
    assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    browser.press("Enter")
    browser.until("location.pathname.endsWith('.html') && !location.pathname.includes('dock')")
    assert browser.evaluate("location.pathname").startswith("/") and "team/notes/customers" in browser.evaluate(
        "location.pathname"
    )
    browser.screen(1400, 900)
