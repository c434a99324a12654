"""The guide agrees with the program: its generated tables, its two languages and its links.

Run with PCRM_UPDATE_GUIDE=1 to write the tables anew after a field, kind, token, setting or rule has changed.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from pcrm_tools.model.customer import Customer
from pcrm_tools.model.project import Project
from pcrm_tools.model.settings import Settings
from pcrm_tools.reports import due_docs, figures, registry
from pcrm_tools.session import Session
from pcrm_tools.store import query_facts
from pcrm_tools.text import field_docs

GUIDE = Path(__file__).parents[2] / "site" / "pages" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
UPDATE = os.environ.get("PCRM_UPDATE_GUIDE") == "1"
ENGLISH_ONLY = ("architecture", "performance")


def _figures(shown: Iterable[figures.Definition], lang: str) -> str:
    if lang == "zh":
        return field_docs.table(("编号", "名称", "含义"), [(f"`{known.id}`", known.zh, known.help_zh) for known in shown])
    return field_docs.table(("id", "name", "meaning"), [(f"`{known.id}`", known.en, known.help_en) for known in shown])


def _facts(lang: str) -> str:
    zh = lang == "zh"
    names = {"customer": ("customer", "客户"), "project": ("project", "项目")}
    kinds = {**field_docs.KIND_NAMES, "count": ("number", "个数"), "days": ("days", "天数")}
    rows = [
        (
            f"`{fact.key}`", " / ".join(fact.words[1:]), kinds[fact.kind][zh],
            (", ", "、")[zh].join(names[name][zh] for name in fact.types), fact.help_zh if zh else fact.help,
        )
        for fact in query_facts.FACTS
    ]  # fmt: skip
    head = ("事实", "中文", "类型", "档案", "含义") if zh else ("fact", "Chinese", "type", "of", "meaning")
    return field_docs.table(head, rows)


def _states(lang: str) -> str:
    zh = lang == "zh"
    rows = [(f"`is:{state.key}`", " / ".join(state.words[1:]), state.help_zh if zh else state.help) for state in query_facts.STATES]
    return field_docs.table(("状态", "中文", "含义") if zh else ("state", "Chinese", "meaning"), rows)


BLOCKS: Mapping[str, Callable[[str], str]] = {
    "customer": lambda lang: field_docs.record_fields(Customer, lang),
    "project": lambda lang: field_docs.record_fields(Project, lang),
    "log-kinds": field_docs.log_kinds,
    "tokens": field_docs.log_tokens,
    "signs": field_docs.log_signs,
    "settings": lambda lang: field_docs.setting_fields(Settings, lang),
    "rules": lambda lang: field_docs.rule_table(Session.rules().values(), lang),
    "due-rules": due_docs.rule_table,
    "figures": lambda lang: _figures(figures.DEFINITIONS, lang),
    "report-figures": lambda lang: _figures([one for one in registry.DEFINITIONS if one not in figures.DEFINITIONS], lang),
    "query-facts": _facts,
    "query-states": _states,
}


def language(page: Path) -> str:
    """The language of a page by its name."""
    return "zh" if page.name.endswith(".zh.md") else "en"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_tables_are_up_to_date(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    made = field_docs.with_blocks(text, {name: make(language(page)) for name, make in BLOCKS.items()})
    if UPDATE and made != text:
        page.write_text(made, encoding="utf-8")
    elif made != text:
        behind = [name for name in field_docs.block_names(text) if BLOCKS[name](language(page)) not in text]
        pytest.fail(f"{page.name} is behind the declarations ({', '.join(behind)}): run with PCRM_UPDATE_GUIDE=1")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_table_stands_on_a_page(lang: str) -> None:
    pages = [page.read_text(encoding="utf-8") for page in PAGES if language(page) == lang]
    shown = [name for page in pages for name in field_docs.block_names(page)]
    assert sorted(shown) == sorted(BLOCKS)


def test_a_block_that_is_behind_is_made_anew_and_the_text_around_it_stays() -> None:
    page = "before\n<!-- generated: a -->\nold | table\n<!-- /generated -->\nafter `<!-- generated: NAME -->`\n"
    assert field_docs.with_blocks(page, {"a": "new"}) == page.replace("old | table\n", "\nnew\n\n")


def test_sentences_that_a_page_would_obey_are_shown_as_code() -> None:
    rules = field_docs.rule_table(Session.rules().values(), "en")
    outside_code = re.sub(r"`[^`]*`|<code>.*?</code>", "", rules)
    assert "<!--" not in outside_code and "[[" not in outside_code
    assert {line.count("|") for line in rules.split("\n")} == {5}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_stands_in_both_languages_and_links_to_the_other(page: Path) -> None:
    name = page.name.removesuffix(".md").removesuffix(".zh")
    if name in ENGLISH_ONLY:
        return
    other = f"{name}.md" if language(page) == "zh" else f"{name}.zh.md"
    assert (GUIDE / other).exists()
    if name != "commands":
        assert f"]({other})" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.S)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_of_one_language_leads_to_pages_of_that_language(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    linked = {target for target in re.findall(r"\]\(([\w.-]+\.md)", text) if target.split(".")[0] not in ENGLISH_ONLY}
    wrong = [target for target in linked if target.endswith(".zh.md") != (language(page) == "zh")]
    assert [target for target in wrong if target.removesuffix(".md").removesuffix(".zh") != page.name.split(".")[0]] == []


def test_the_index_leads_to_every_page() -> None:
    for index in ("index.md", "index.zh.md"):
        text = (GUIDE / index).read_text(encoding="utf-8")
        here = [page.name for page in PAGES if language(page) == language(GUIDE / index)]
        wanted = [name for name in here if name not in (index, "performance.md")]  # a page that only `make bench` writes
        assert [name for name in wanted if f"]({name})" not in text] == [], index
