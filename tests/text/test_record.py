"""A whole file read: its parts joined, items as YAML and as tables, links, privacy, what it allows, whatever its line ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.model.record import Heading, Link
from pcrm_tools.model.values import Place
from pcrm_tools.text.record import read_record
from tests.small_notebook import checked, context, customer, flat, places, project, record

WHOLE = """\
---
名称: 华星软件
owner: li.wei
tags: [东区]
contacts:
  - name: 王芳
    role: CTO
---
# 华星软件

See [[tower]].

## Plan

| what | every | with |
| --- | --- | --- |
| call | 2w | 王芳 |

## Log

### 2026-11-20 14:30 call — 二期报价澄清

@li.wei with:王芳 next:2026-11-27 #pricing

- [ ] 发送修订报价 @li.wei due:2026-11-25 #promise
"""


def everything(text):
    read = read_record(text, "x", "customer", context())
    return read._replace(headings=()), [heading[:3] for heading in read.headings]


def test_a_whole_customer():
    read = record(WHOLE)
    assert places(read.findings) == []
    assert read.front == {"name": "华星软件", "owner": "li.wei", "tags": ("东区",)}
    assert [item.cells for item in read.items["contacts"]] == [{"name": "王芳", "role": "CTO"}]
    assert [str(item.cells["every"]) for item in read.items["plan"]] == ["2w"]
    (entry,) = read.entries
    assert (entry.line, entry.end_line, entry.time, entry.attrs["next"]) == (21, 25, "14:30", date(2026, 11, 27))
    (task,) = read.tasks
    assert (task.line, task.entry, task.section, task.promise) == (25, 0, "Log", True)
    assert read.links == (Link(Place(11, 5), "tower", "", "wiki", "body"),)
    assert [heading.title for heading in read.headings][:3] == ["华星软件", "Plan", "Log"]
    assert not read.broken


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_read_the_same(end):
    assert everything(WHOLE.replace("\n", end)) == everything(WHOLE)


def test_a_missing_last_line_end_reads_the_same():
    assert everything(WHOLE.rstrip("\n")) == everything(WHOLE)


def test_nel_and_the_like_end_no_line():
    read = record("---\nname: a\u0085b\u2028c\x0bd\nowner: nobody\n---\n".replace("\x0b", ""))
    assert places(read.findings) == ["3:8 unknown-person"]
    assert read.front["name"] == "a\u0085b\u2028cd"


# --- items ---


def test_items_as_a_list_and_as_a_table_are_the_same():
    listed = project("requirements:\n  - {id: R1, what: login, 类型: 功能, priority: must, effort: 2d, cost: 5千}\n")
    tabled = project("", "## 需求\n\n| 编号 | what | 类型 | 优先级 | effort | 成本 |\n| --- | --- | --- | --- | --- | --- |\n| R1 | login | functional | 必须 | 2天 | 5000 |\n")
    assert places(listed.findings) == places(tabled.findings) == []
    assert listed.items["requirements"][0].cells == tabled.items["requirements"][0].cells


def test_cells_that_hold_lists_part_them_by_commas_of_both_languages():
    read = project("", "## Milestones\n\n| id | name | after | deliverables |\n| --- | --- | --- | --- |\n| M3 | go-live | M1、M2 | portal, app；manual |\n")
    assert read.items["milestones"][0].cells["after"] == ("M1", "M2")
    assert read.items["milestones"][0].cells["deliverables"] == ("portal", "app", "manual")


def test_empty_cells_and_rows_are_absent_and_pipes_are_escaped():
    read = project("", "## Goals\n\n| what | target | due |\n| --- | --- | --- |\n| a \\| b | | 2026-12-01 |\n| | | |\n")
    (goal,) = read.items["goals"]
    assert goal.cells == {"what": "a | b", "due": date(2026, 12, 1)}


def test_wrong_cells_and_columns_are_pointed_at():
    body = "## Goals\n\n| what | due | due | color |\n| --- | --- | --- | --- |\n| a | soon | x | red |\n"
    assert places(project("", body).findings) == ["8:16 duplicate-key", "8:22 unknown-key", "10:7 date-form"]


def test_items_stand_in_the_front_matter_or_in_a_table_and_never_in_both():
    read = customer("contacts:\n  - {name: Ann}\n", "## Contacts\n\n| name |\n| --- |\n| Bob |\n")
    assert places(read.findings) == ["9:1 items-twice"]
    assert [item.cells["name"] for item in read.items["contacts"]] == ["Ann", "Bob"]


def test_an_empty_list_beside_a_table_is_no_second_place():
    read = customer("contacts:\nplan: []\n", "## Contacts\n\n| name |\n| --- |\n| Bob |\n")
    assert places(read.findings) == []


def test_a_table_under_another_heading_is_none_of_ours():
    read = customer("", "## Prices\n\n| name |\n| --- |\n| Bob |\n")
    assert read.items == {}


# --- links ---


def test_every_kind_of_reference_to_another_record():
    read = project(
        "related: [bridge]\n",
        """
        [[huaxing|them]], [[tower#M4]], [[#C1]], [a file](files/a%20b.pdf), ![picture](p.png), <https://example.com>

        ### 2026-11-02 call id:C1 re:dam#R3 with:王芳,小李 — x
        ### 2026-11-01 referral customer:[[华星]] — x
        - [ ] a @dana due:2026-12-01 after:dam#t1
        """,
    )  # fmt: skip
    assert [link[1:] for link in read.links] == [
        ("huaxing", "", "field", "customer"), ("bridge", "", "field", "related"), ("huaxing", "", "wiki", "body"), ("tower", "M4", "wiki", "body"),
        ("", "C1", "wiki", "body"), ("files/a%20b.pdf", "", "md", "body"), ("p.png", "", "image", "body"), ("华星", "", "wiki", "body"),
        ("dam", "R3", "re", "re"), ("华星", "", "field", "customer"), ("dam", "t1", "re", "re"), ("王芳", "", "with", "2026-11-02"),
    ]  # fmt: skip


def test_ids_in_links_are_compared_in_nfc_and_paths_are_not_touched():
    read = customer("parent: cafe\u0301\n", "[[cafe\u0301]] [x](cafe\u0301.pdf)\n")
    assert [link.target for link in read.links] == ["caf\u00e9", "caf\u00e9", "cafe\u0301.pdf"]


def test_code_and_comments_hold_no_links_entries_or_tasks():
    read = customer("", "`[[a]]`\n\n```\n[[b]]\n### 2026-11-02 call\n- [ ] x\n```\n\n<!-- [[c]] -->\n")
    assert (read.links, read.entries, read.tasks) == ((), (), ())


# --- what is filled ---


def test_a_section_of_headings_blanks_and_comments_is_empty():
    read = project("", "## A\n\n### Well\n\n<!-- write\nhere -->\n\n## B\n### Well\ntext\n## C\n\n- x\n## D\n#tag\n## E")
    assert [heading for heading in read.headings if heading.level == 2] == [
        Heading(2, "A", 6, False), Heading(2, "B", 13, True), Heading(2, "C", 16, True), Heading(2, "D", 19, True), Heading(2, "E", 21, False),
    ]  # fmt: skip


# --- broken front matter ---


def test_after_a_fault_of_the_yaml_the_body_is_still_read():
    read = record("---\nname: [\nowner: dana\n---\n### 2026-11-02 call — x\n- [ ] a due:2026-02-30\n")
    assert read.broken
    assert len(read.entries) == 1
    assert checked("---\nname: [\nowner: dana\n---\n### 2026-11-02 call — x\n- [ ] a due:2026-02-30\n") == [
        "2:7 yaml-open", "6:7 task-owner", "6:13 bad-date",
    ]  # fmt: skip


# --- what a file allows ---

TWO = "---\nname: X\nowner: dana\n{}fon: 1\nfax: 2{}\n---\n{}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_alone_on_its_line_a_permission_holds_for_the_file(end):
    text = TWO.format("# pcrm: allow unknown-key\n", "", "[x](gone.md)\n").replace("\n", end)
    assert checked(text) == []
    text = TWO.format("", "", "<!-- pcrm: allow unknown-key -->\n").replace("\n", end)
    assert checked(text) == []


def test_behind_something_else_a_permission_holds_for_its_line():
    assert checked(TWO.format("", "  # pcrm: allow unknown-key", "")) == ["4:1 unknown-key"]
    body = "- [ ] a @dana <!-- pcrm: allow task-due -->\n- [ ] b @dana\n"
    assert checked(TWO.format("# pcrm: allow unknown-key\n", "", body)) == ["9:7 task-due"]


def test_several_rules_are_allowed_at_once():
    text = "---\n# pcrm: allow unknown-key, required\nfon: 1\n---\n<!-- pcrm: allow task-due task-owner -->\n- [ ] a\n"
    assert checked(text) == []


def test_other_rules_stay():
    assert checked(TWO.format("# pcrm: allow bad-date\n", "", "")) == ["5:1 unknown-key", "6:1 unknown-key"]


def test_a_permission_counts_only_where_it_is_a_comment():
    text = TWO.format("", "", "# pcrm: allow unknown-key\n")
    assert checked(text) == ["4:1 unknown-key", "5:1 unknown-key"]


# --- whatever the text ---


@given(st.text(alphabet=st.sampled_from("-#: \n\t[]{}|abné中文@!'\"0123456789.*<>\r"), max_size=300))
def test_any_text_is_a_record(text):
    read = read_record("---\n" + text, "x", "project", context())
    lines = text.count("\n") + text.count("\r") + 3
    assert all(1 <= finding.line <= lines and finding.column >= 1 for finding in read.findings)


def test_records_are_frozen():
    with pytest.raises(AttributeError):
        record(flat(WHOLE)).id = "y"
