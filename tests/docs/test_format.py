"""The examples on the format pages are right, and its near misses are found by the rules that it names."""

import functools

import pytest

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.text.context import Context, make_context
from pcrm_tools.text.record import read_record
from pcrm_tools.text.settings import read_settings
from tests.docs.pages import code_blocks, table_rows
from tests.docs.test_settings import full_file

PAGES = ("format.md", "format.zh.md")
SETTINGS = {"format.md": "settings.md", "format.zh.md": "settings.zh.md"}
OWNERS = {"format.md": "dana", "format.zh.md": "wang.lei"}
PIPELINES = {"format.md": "software", "format.zh.md": "equipment"}


@functools.cache
def context_of(page: str) -> Context:
    """What a page's examples are read with: the full example of the settings in its language."""
    return make_context(read_settings(full_file(SETTINGS[page]))[0])


def customer(page: str, extra: str = "", body: str = "") -> str:
    """A customer with one more line of front matter, or with a body."""
    return f"---\nname: Kestrel\nowner: {OWNERS[page]}\n{extra}---\n\n{body}"


def project(page: str, extra: str = "", body: str = "") -> str:
    """A project in the same way."""
    return f"---\nname: Portal\ncustomer: kestrel\nowner: {OWNERS[page]}\npipeline: {PIPELINES[page]}\n{extra}---\n\n{body}"


def rules_of(text: str, record_type: str, page: str) -> list[str]:
    """The rules that a record's text breaks, with their lines."""
    found = local_findings(read_record(text, "example", record_type, context_of(page)), context_of(page))
    return [f"{finding.line}: {finding.rule} {finding.values.get('seen', '')}" for finding in found]


@pytest.mark.parametrize("page", PAGES)
def test_examples_have_no_findings(page: str) -> None:
    blocks = code_blocks(page, "markdown")
    records = [block for block in blocks if block.startswith("---\n")]
    fragments = [block for block in blocks if not block.startswith("---\n")]
    assert len(records) >= 2 and len(fragments) >= 5
    for text in records:
        record_type = "project" if "customer: " in text or "\n客户: " in text else "customer"
        assert rules_of(text, record_type, page) == [], text
    for text in fragments:
        assert rules_of(project(page, body=text), "project", page) == [], text
    for text in code_blocks(page, "yaml"):
        assert rules_of(project(page, extra=text), "project", page) == [], text


@pytest.mark.parametrize("page", PAGES)
def test_examples_hold_what_they_seem_to_hold(page: str) -> None:
    first, second = (block for block in code_blocks(page, "markdown") if block.startswith("---\n"))
    read = read_record(first, "example", "customer", context_of(page))
    assert [entry.kind for entry in read.entries] == ["video", "survey", "complaint"]
    assert read.entries[2].attrs["waiting"] and read.entries[2].attrs["lesson"]
    assert len(read.items["contacts"]) == 2 and read.tasks[1].parent == 0
    planned = read_record(second, "example", "project", context_of(page))
    assert planned.entries[1].after == planned.front["stage"]
    assert planned.items["risks"][0].cells["id"] == "K2" and planned.items["milestones"][1].cells["after"] == ("M3",)


def _near_misses() -> list[tuple[str, str, str, str]]:
    rows = []
    for page, front, body in (("format.md", "front matter", "body"), ("format.zh.md", "前置信息", "正文")):
        rows += [(page, "front", typed, rule) for typed, rule, _ in table_rows(page, front)]
        rows += [(page, "body", typed, rule) for typed, rule, _ in table_rows(page, body)]
    return rows


NEAR_MISSES = _near_misses()


@pytest.mark.parametrize(("page", "place", "typed", "rule"), NEAR_MISSES)
def test_a_near_miss_is_found(page: str, place: str, typed: str, rule: str) -> None:
    front = place == "front"
    text = customer(page, extra=f"{typed}\n") if front else customer(page, body=f"{typed}\n")
    found = local_findings(read_record(text, "example", "customer", context_of(page)), context_of(page))
    assert (4 if front else 6, rule) in [(finding.line, finding.rule) for finding in found]


def test_both_pages_show_the_same_near_misses() -> None:
    english, chinese = ({rule for shown, _, _, rule in NEAR_MISSES if shown == page} for page in PAGES)
    assert english == chinese and len(english) > 20
