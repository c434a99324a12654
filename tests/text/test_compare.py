"""Two readings of a record compared: what differs in meaning and nothing else."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.compare import compare
from tests.compared_records import changes, sheet, told
from tests.small_notebook import flat

RECORD = flat("""
    ---
    name: Huaxing  # who
    owner: dana
    tags: [a, b]
    tier: key
    next_contact: 2026-11-20
    contract: {start: 2026-01-01, end: 2026-12-31}
    contacts:
      - name: 王芳
        phone: 021-1
        uid: u1
      - name: 刘强
    odd_key: 1
    ---

    Some words.

    ## Communication plan

    | what | every |
    | --- | --- |
    | Review | 1mo |

    ## Tasks

    - [ ] Send the offer @dana due:2026-11-25 id:t1
    - [ ] Call back @dana due:2026-11-26

    ## Log

    ### 2026-11-18 14:30 call — About prices

    @dana with:王芳 next:2026-11-20

    They want two phases.

    - [ ] Ask for drawings @dana due:2026-11-30

    ### 2026-11-10 note — First words
    """)


def edited(*pairs: tuple[str, str]) -> str:
    text = RECORD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    "pairs",
    [
        [("  # who", "")],
        [("name: Huaxing", 'name: "Huaxing"')],
        [("tags: [a, b]", "tags:\n  - b\n  - a")],
        [("tier: key\n", ""), ("owner: dana\n", "级别: 重点\nowner: dana\n")],
        [("| Review | 1mo |", "|  Review   |  1个月 |")],
        [("Some words.", "Some words. <!-- not seen -->\n\n")],
        [("- [ ] Call back @dana due:2026-11-26\n", ""), ("- [ ] Send", "- [ ] Call back @dana due:2026-11-26\n- [ ] Send")],
        [("@dana with:王芳 next:2026-11-20\n\n", ""), ("call — About", "call @dana next:2026-11-20 with:王芳 — About")],
        [("call — About", "电话 —— About")],
        [("contract: {start: 2026-01-01, end: 2026-12-31}", "contract:\n  end: 2026-12-31\n  start: 2026-01-01")],
    ],
)  # fmt: skip
def test_other_bytes_of_the_same_meaning_are_no_change(pairs):
    assert told(RECORD, edited(*pairs)) == []
    assert told(RECORD, edited(*pairs).replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("tier: key", "tier: general")], ["field changed tier"]),
        ([("tier: key\n", "")], ["field removed tier"]),
        ([("tier: key", "tier: key\nsize: 4")], ["field added size"]),
        ([("end: 2026-12-31", "end: 2027-12-31")], ["field changed contract.end"]),
        ([("odd_key: 1", "odd_key: 2")], ["unknown changed odd_key"]),
        ([("021-1", "021-2")], ["item changed contacts `王芳`: changed phone"]),
        ([("name: 王芳", "name: 王小芳")], ["item changed contacts `王小芳`: changed name"]),
        ([("  - name: 刘强\n", "")], ["item removed contacts `刘强`"]),
        ([("1mo", "2w")], ["item changed plan `Review`: changed every"]),
        ([("Some words.", "Other words.")], ["section changed text"]),
        ([("## Log", "## Goals\n\nTo grow.\n\n## Log")], ["section added text `Goals`"]),
        ([("- [ ] Send the offer @dana due:2026-11-25", "- [x] Send the offer @dana due:2026-11-25 done:2026-11-24")],
         ["task done tasks `Send the offer`: added done"]),
        ([("2026-11-25", "2026-11-28")], ["task moved tasks `Send the offer`: changed due"]),
        ([("- [ ] Call back", "- [-] Call back")], ["task cancelled tasks `Call back`"]),
        ([("Send the offer", "Send both offers")], ["task changed tasks `Send both offers`: changed text"]),
        ([("- [ ] Call back @dana due:2026-11-26\n", "")], ["task removed tasks `Call back`"]),
        ([("tags: [a, b]", "tags: [a, b] # pcrm: allow unknown-key")], ["allowed added allow `unknown-key`"]),
    ],
)  # fmt: skip
def test_a_change_is_told_as_that_change_alone(pairs, said):
    assert told(RECORD, edited(*pairs)) == said


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("with:王芳 next", "with:王芳 minutes:5 next")], "updated log `2026-11-18 About prices`: added minutes"),
        ([("with:王芳", "with:王芳,刘强")], "updated log `2026-11-18 About prices`: added with"),
        ([("They want two phases.", "They want two phases.\n\nAnd soon.")], "updated log `2026-11-18 About prices`: added text"),
        ([("They want two", "They want three")], "rewritten log `2026-11-18 About prices`: changed text"),
        ([("They want two phases.\n", "")], "rewritten log `2026-11-18 About prices`: removed text"),
        ([("About prices", "About costs")], "rewritten log `2026-11-18 About costs`: changed title"),
        ([("11-18 14:30 call", "11-17 14:30 call")], "rewritten log `2026-11-17 About prices`: changed date"),
        ([("call —", "visit —")], "rewritten log `2026-11-18 About prices`: changed kind"),
        ([("with:王芳", "with:刘强")], "rewritten log `2026-11-18 About prices`: changed with"),
        ([("next:2026-11-20\n\nThey", "next:2026-11-21\n\nThey")], "rewritten log `2026-11-18 About prices`: changed next"),
        ([("\n### 2026-11-10 note — First words\n", "")], "removed log `2026-11-10 First words`"),
        ([("## Log\n", "## Log\n\n### 2026-11-19 visit — Seen\n")], "added log `2026-11-19 Seen`"),
    ],
)  # fmt: skip
def test_what_is_added_to_an_entry_updates_it_and_all_else_rewrites_it(pairs, said):
    assert told(RECORD, edited(*pairs)) == [f"entry {said}"]


def test_a_task_ticked_within_an_entry_is_no_change_of_the_entry():
    assert told(RECORD, edited(("- [ ] Ask for drawings @dana", "- [x] Ask for drawings @dana done:2026-11-19"))) == [
        "task done tasks `Ask for drawings`: added done"
    ]


def test_entries_of_one_day_and_kind_are_told_apart_by_time_title_and_id():
    old = "---\nname: X\nowner: dana\n---\n### 2026-11-18 call — A\n### 2026-11-18 call — B\n### 2026-11-18 support id:C1 — C\n"
    assert told(old, old.replace("call — B", "call — B2")) == ["entry rewritten log `2026-11-18 B2`: changed title"]
    assert told(old, old.replace("support id:C1 — C", "support id:C1 resolved:2026-11-19 — D")) == [
        "entry rewritten log `2026-11-18 D`: changed title, added resolved"
    ]
    assert told(old, old.replace("id:C1", "id:C2")) == ["entry rewritten log `2026-11-18 C`: changed id"]


def test_items_keep_their_id_through_a_new_name_and_their_name_through_a_new_id():
    old = "---\nname: X\ncustomer: c\nowner: dana\n---\n## Risks\n\n| id | what | status |\n| --- | --- | --- |\n| K1 | Rain | open |\n"
    assert told(old, old.replace("Rain", "Snow"), "project") == ["item changed risks `Snow`: changed what"]
    assert told(old, old.replace("K1", "K9"), "project") == ["item changed risks `Rain`: changed id"]


def test_a_list_moved_from_front_matter_to_a_table_is_the_same_list():
    table = edited(("contacts:\n  - name: 王芳\n    phone: 021-1\n    uid: u1\n  - name: 刘强\n", ""))
    table += "\n## Contacts\n\n| name | phone | uid |\n| --- | --- | --- |\n| 王芳 | 021-1 | u1 |\n| 刘强 | | |\n"
    assert told(RECORD, table) == []


def test_of_front_matter_that_cannot_be_read_nothing_is_said_but_that():
    assert told(RECORD, edited(("owner: dana", "owner: [dana"))) == ["broken added"]
    assert told(edited(("owner: dana", "owner: [dana")), RECORD) == ["broken removed"]


def test_values_are_typed_and_lines_are_those_of_the_new_text():
    change = changes(RECORD, edited(("next_contact: 2026-11-20", "next_contact: 2026-11-29")))[0]
    assert (change.old, change.new, change.line) == (date(2026, 11, 20), date(2026, 11, 29), 6)
    gone = changes(RECORD, edited(("tier: key\n", "")))[0]
    assert (gone.old, gone.new, gone.line) == ("key", None, 5)


LINES = re.split(r"(?<=\n)", RECORD)


@given(st.lists(st.integers(0, len(LINES) - 1), max_size=3), st.lists(st.sampled_from(["x\n", "- [ ] t\n", "### 2026-11-01 call — y\n", "|\n", "---\n"]), max_size=2))
def test_nothing_differs_from_itself_and_both_ways_speak_of_the_same(out, extra):
    text = "".join(line for number, line in enumerate(LINES) if number not in out) + "".join(extra)
    one, other = sheet(text), sheet(RECORD)
    assert compare(one, one) == ()
    assert len(compare(one, other)) == len(compare(other, one))


FIELDS = {"tier": ["key", "general", "potential"], "size": ["1", "2"], "snooze": ["2026-12-01", "2027-01-01"], "cadence": ["2w", "1mo"],
          "region": ["NO", "north"], "archived": ["yes", "no"], "needs": ["[a, b]", "[c]"]}  # fmt: skip


@given(st.data(), st.sampled_from(sorted(FIELDS)))
def test_one_changed_field_is_told_as_that_field(data, key):
    values = {name: data.draw(st.sampled_from(["", *choices])) for name, choices in FIELDS.items()}
    other = data.draw(st.sampled_from(["", *FIELDS[key]]).filter(lambda value: value != values[key]))

    def text(front: dict[str, str]) -> str:
        return "---\nname: X\nowner: dana\n" + "".join(f"{name}: {value}\n" for name, value in front.items() if value) + "---\n\nWords.\n"

    found = changes(text(values), text(values | {key: other}))
    assert [change.field for change in found] == [key]
    assert changes(text(values), text(dict(reversed(values.items())))) == ()
