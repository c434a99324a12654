"""The examples on the format pages are right, and its near misses are found by the rules that it names."""

import pytest
from tests.docs.pages import code_blocks, table_rows
from tests.docs.test_settings import full_file

from pcrm_tools.checks.registry import local_findings
from pcrm_tools.text.context import Context, make_context
from pcrm_tools.text.record import read_record
from pcrm_tools.text.settings import read_settings

PAGES = ("format.md", "format.zh.md")
CUSTOMER = "---\nname: Kestrel\nowner: dana\n---\n\n"
PROJECT = "---\nname: Portal\ncustomer: kestrel\nowner: dana\npipeline: software\n{extra}---\n\n"


@pytest.fixture(scope="module")
def context() -> Context:
    return make_context(read_settings(full_file("settings.md"))[0])


def rules_of(text: str, record_type: str, context: Context) -> list[str]:
    """The rules that a record's text breaks, with their lines."""
    found = local_findings(read_record(text, "example", record_type, context), context)
    return [f"{finding.line}: {finding.rule} {finding.values.get('seen', '')}" for finding in found]


@pytest.mark.parametrize("page", PAGES)
def test_examples_have_no_findings(page: str, context: Context) -> None:
    blocks = code_blocks(page, "markdown")
    records = [block for block in blocks if block.startswith("---\n")]
    fragments = [block for block in blocks if not block.startswith("---\n")]
    assert len(records) >= 2 and len(fragments) >= 5
    for text in records:
        record_type = "project" if "customer: " in text or "\n客户: " in text else "customer"
        assert rules_of(text, record_type, context) == [], text
    for text in fragments:
        assert rules_of(PROJECT.format(extra="") + text, "project", context) == [], text
    for text in code_blocks(page, "yaml"):
        assert rules_of(PROJECT.format(extra=text), "project", context) == [], text


@pytest.mark.parametrize("page", PAGES)
def test_examples_hold_what_they_seem_to_hold(page: str, context: Context) -> None:
    customer, project = (block for block in code_blocks(page, "markdown") if block.startswith("---\n"))
    read = read_record(customer, "tidewater", "customer", context)
    assert [entry.kind for entry in read.entries] == ["video", "survey", "complaint"]
    assert read.entries[2].attrs["waiting"] and read.entries[2].attrs["lesson"]
    assert len(read.items["contacts"]) == 2 and read.tasks[1].parent == 0
    planned = read_record(project, "tidewater-portal", "project", context)
    assert planned.entries[1].after == planned.front["stage"] == "uat"
    assert planned.items["risks"][0].cells["id"] == "K2" and planned.items["milestones"][1].cells["after"] == ("M3",)


def _near_misses() -> list[tuple[str, str, str]]:
    rows = []
    for page, front, body in (("format.md", "front matter", "body"), ("format.zh.md", "前置信息", "正文")):
        rows += [("front", typed, rule) for typed, rule, _ in table_rows(page, front)]
        rows += [("body", typed, rule) for typed, rule, _ in table_rows(page, body)]
    return rows


NEAR_MISSES = _near_misses()


def test_the_pages_show_near_misses() -> None:
    assert len(NEAR_MISSES) > 40


@pytest.mark.parametrize(("place", "typed", "rule"), NEAR_MISSES)
def test_a_near_miss_is_found(place: str, typed: str, rule: str, context: Context) -> None:
    text = CUSTOMER.replace("---\n\n", f"{typed}\n---\n\n") if place == "front" else f"{CUSTOMER}{typed}\n"
    found = local_findings(read_record(text, "example", "customer", context), context)
    line = 4 if place == "front" else 6
    assert (line, rule) in [(finding.line, finding.rule) for finding in found]


@pytest.mark.parametrize("page", PAGES)
def test_the_near_misses_of_one_page_are_those_of_the_other(page: str) -> None:
    rules = [sorted({rule for _, rule, _ in table_rows(page, head)}) for page, head in zip(PAGES, ("body", "正文"), strict=True)]
    assert rules[0] == rules[1]
