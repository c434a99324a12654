"""The menu, and the words of hand-written pages."""

from pathlib import Path

import pytest

from pcrm_tools.site.handwritten import chunks, expand_nav
from pcrm_tools.site.menu import COMPUTED, beside, tabs


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Some pages."""
    for name in (
        "index.md",
        "about.md",
        "guide/index.md",
        "guide/a.md",
        "guide/b.md",
        "guide/a.zh.md",
        "guide/index.zh.md",
        "kb/x.md",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# x\n")
    return tmp_path


def pages(menu: list[object]) -> list[object]:
    """A menu without the computed pages."""
    computed = [item for lang in ("en", "zh") for late in (False, True) for item in tabs(lang, late)]
    return [item for item in menu if item not in computed]


def test_a_folder_stands_for_its_pages(docs: Path) -> None:
    menu = expand_nav([{"Home": "index.md"}, {"Guide": "guide/"}, {"Answers": ["kb/"]}], docs, "en")
    assert pages(menu) == [
        {"Home": "index.md"}, {"Guide": ["guide/index.md", "guide/a.md", "guide/b.md", {"中文": ["guide/index.zh.md", "guide/a.zh.md"]}]},
        {"Answers": ["kb/x.md"]},
    ]  # fmt: skip


def test_what_is_named_is_not_repeated(docs: Path) -> None:
    menu = expand_nav([{"Home": "index.md"}, {"Guide": ["guide/b.md", "guide/"]}], docs, "en")
    assert pages(menu)[1] == {
        "Guide": ["guide/b.md", "guide/index.md", "guide/a.md", {"中文": ["guide/index.zh.md", "guide/a.zh.md"]}]
    }


def test_a_chinese_notebook_has_its_pages_first(docs: Path) -> None:
    menu = expand_nav([{"首页": "index.md"}, {"指南": "guide/"}], docs, "zh")
    assert pages(menu)[1] == {
        "指南": ["guide/index.zh.md", "guide/a.zh.md", "guide/b.md", {"English": ["guide/index.md", "guide/a.md"]}]
    }


def test_without_a_menu_every_page_is_in_it(docs: Path) -> None:
    menu = expand_nav(None, docs, "zh")
    assert menu[0] == {"首页": "index.md"}
    assert menu[1] == tabs("zh", late=False)[0]
    assert menu[-1] == tabs("zh", late=True)[-1]
    assert pages(menu)[1] == "about.md"
    assert [next(iter(item)) for item in pages(menu)[2:]] == ["指南", "知识库"]


def test_computed_pages_of_one_tab_lead_to_each_other() -> None:
    for tab in dict.fromkeys(page.tab for page in COMPUTED):
        keys = [page.key for page in COMPUTED if page.tab == tab]
        for key in keys:
            rows = beside(key, "../", "en")
            assert [row.here for row in rows] == ([other == key for other in keys] if len(keys) > 1 else [])
            assert all(row.href.startswith("../") and row.href.endswith(".html") for row in rows)


def test_records_are_never_in_the_menu(docs: Path) -> None:
    assert not any("harbor" in str(item) for item in expand_nav(None, docs, "en"))


def test_the_words_of_a_page_by_heading() -> None:
    html = '<h1 id="a">Answers<a class="headerlink" href="#a">¶</a></h1><p>One &amp; <b>two</b></p><script>no</script><h2 id="b">More</h2><p>three</p>'
    assert [tuple(chunk) for chunk in chunks(html)] == [("a", "Answers", "One & two"), ("b", "More", "three")]
