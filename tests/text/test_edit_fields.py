"""Assignments carried out in whole records: only what was asked changes, in the words of the file."""

from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.text.context import make_context
from pcrm_tools.text.edit_fields import Around, Assigned, assign
from pcrm_tools.text.edit_target import read_assignment, target
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.lines import LINE_END, Lines
from pcrm_tools.text.record import read_record
from pcrm_tools.text.settings import read_settings
from tests.bench.generate import files
from tests.small_notebook import context

TODAY = date(2026, 11, 21)


def done(text, *typed, record_type="customer", around=None, lang="en"):
    around = around or Around(context(), record_type, TODAY, lang)
    orders = []
    for words in typed:
        one = read_assignment(words)
        orders.append(Assigned(target(around.keys, one.key, around.record_type), one.sign, one.value))
    return assign(text, orders, around)


def after(text, *typed, **more):
    edited = done(text, *typed, **more)
    assert edited.refusal is None, edited.refusal
    return edited.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a=b", ("a", "", "b")), ("a = b", ("a", "", "b")), ("a+=b", ("a", "+", "b")), ("a-=b", ("a", "-", "b")),
        ("a=", ("a", "", "")), ("a.b c.d==", ("a.b c.d", "", "=")), ("标签＋＝x", ("标签", "+", "x")), ("标签＝x", ("标签", "", "x")),
        ("a-b=c", ("a-b", "", "c")), ("a=\nb", ("a", "", "b")),
        ("ab", None), ("=b", None), (" =b", None), ("", None),
    ],
)  # fmt: skip
def test_an_assignment_is_read(typed, read):
    assert read_assignment(typed) == read


@pytest.mark.parametrize(
    ("front", "lang", "line"),
    [
        ("name: X\nowner: dana\n", "zh", "tier: key\n"),
        ("名称: X\n负责人: dana\n", "en", "级别: 重点\n"),
        ("名称: X\nowner: dana\n", "zh", "级别: 重点\n"),
        ("名称: X\nowner: dana\n", "en", "tier: key\n"),
        ("odd: X\n名称: X\nmore: y\n", "en", "级别: 重点\n"),
        ("{}\n", "zh", ""),
    ],
)
def test_a_new_key_is_in_the_language_of_the_file(front, lang, line):
    assert line in after(f"---\n{front}---\n", "tier=key", lang=lang)
    assert line in after(f"---\n{front}---\n", "级别=重点", lang=lang)


@pytest.mark.parametrize(
    ("line", "typed", "there"),
    [
        ("级别: key", "tier=potential", "级别: potential"),  # the form of the value that is there
        ("tier: 重点", "tier=potential", "tier: 潜力"),
        ("级别:", "tier=potential", "级别: 潜力"),  # that of the key where there is none
        ("archived: true", "archived=no", "archived: false"),
        ("archived: 是", "archived=no", "archived: 否"),
        ("归档:", "archived=yes", "归档: 是"),
        ("archived: no", "archived=false", "archived: no"),
        ("parent: '[[a]]'", "parent=b", "parent: '[[b]]'"),
        ("cadence: 2w", "cadence=1个月", "cadence: 1mo"),
        ("联系周期: 2周", "cadence=1个月", "联系周期: 1个月"),
        ("联系周期: 2w", "cadence=1mo", "联系周期: 1mo"),
        ("phone: '021'", "phone=0512-5555 0100", "phone: '0512-5555 0100'"),
        ("size: 10", "size=NO", "size: NO"),
        ("size: 10", "size=a: b", 'size: "a: b"'),
    ],
)
def test_a_value_takes_the_form_of_its_place(line, typed, there):
    assert after(f"---\nname: X\n{line}  # why\n---\n", typed) == f"---\nname: X\n{there}  # why\n---\n"


def test_stages_are_called_as_their_pipeline_calls_them():
    settings = """
        pipelines:
          default:
            stages: {contact: {}, sample: {label: 方案}}
          machines:
            stages: {contact: {label: 初谈}, sample: {zh: 打样}}
        """
    around = Around(context(settings), "project", TODAY, "zh")
    for pipeline, word in (("", "方案"), ("流程: machines\n", "打样")):
        text = f"---\n名称: X\n{pipeline}阶段: 接洽\n---\n"
        assert after(text, "stage=sample", around=around) == text.replace("阶段: 接洽", f"阶段: {word}")


def test_a_stage_of_another_pipeline_is_told_where_it_is_read():
    text = "---\nname: X\nstage: contact\n---\n"
    assert done(text, "stage=foo", record_type="project").refusal.rule == "wrong-choice"


def test_assignments_are_carried_out_in_their_order_or_not_at_all():
    text = "---\nname: X\n---\n"
    assert after(text, "tags=a", "tags+=b", "tags-=a", "size=1", "size=") == "---\nname: X\ntags: [b]\n---\n"
    edited = done(text, "tags=a", "tier=gold")
    assert (edited.text, edited.changed, edited.refusal.rule) == (text, False, "wrong-choice")


@pytest.mark.parametrize(
    ("ids", "typed", "there"),
    [
        ("M1", "goals.A.what=B", None),
        ("[M1]", "milestones.M2.after+=M3", "[M1, M3]"),
        ("M1, M3", "milestones.M2.after-=M1", "M3"),
        ("M1, M3", "milestones.M2.after=M1,M3", "M1, M3"),
    ],
)
def test_ids_are_a_list_however_they_are_written(ids, typed, there):
    text = f"---\nname: X\nmilestones:\n  - id: M2\n    after: {ids}\n---\n"
    edited = done(text, typed, record_type="project")
    if there is None:
        assert edited.refusal.rule == "edit-no-item"
    else:
        assert edited.text in (text.replace(f"after: {ids}", f"after: {there}"), text.replace(f"after: {ids}", f"after: [{there}]"))


def test_an_item_that_two_names_fit_is_refused_with_their_lines():
    text = "---\nname: X\ncontacts:\n  - name: Li\n    uid: u1\n  - name: Li\n---\n"
    refusal = done(text, "contacts.li.role=CIO").refusal
    assert (refusal.rule, refusal.line, refusal.values["lines"]) == ("edit-many-items", 4, "4, 6")
    assert "    uid: u1\n    role: CIO\n" not in text
    assert after(text, "contacts.u1.phone=5550") == text.replace("Li\n    uid", "Li\n    phone: 5550\n    uid", 1)


def test_items_of_two_tables_under_one_heading_are_all_found():
    table = "| id | what | status |\n| --- | --- | --- |\n"
    text = f"---\nname: X\n---\n\n## Risks\n\n{table}| K1 | a | open |\n\nmore\n\n{table}| K2 | b | open |\n"
    assert after(text, "risks.K2.status=closed", record_type="project") == text.replace("b | open", "b | closed")


def test_a_list_in_a_cell_cannot_hold_its_own_separator():
    text = "---\nname: X\n---\n\n## Contacts\n\n| name | aliases |\n| --- | --- |\n| A | B |\n"
    assert done(text, 'contacts.A.aliases+="C, D"').refusal.rule == "edit-list-cell"
    assert after(text, "contacts.b.aliases+=C") == text.replace("| B |", "| B, C |")


# --- any record x any change ---


@cache
def records():
    made = dict(files(60))
    config, _ = read_settings(made["pcrm.yml"].decode())
    found = [(path, data.decode("utf-8-sig")) for path, data in made.items() if path.startswith(("customers/", "projects/"))]
    return make_context(config), found


VALUES = st.sampled_from([
    "tier=potential", "级别=重点", "lifecycle=dormant", "tags+=一, b", "tags=", "tags-=vip", "needs+=\"x, y\"", "region= NO ", "size=021",
    "next_contact=+3d", "snooze=下周五", "snooze=", "cadence=2周", "contract.end=2027-01-31", "contract.ref=#7: 'x'", "偏好.渠道=微信",
    "evaluation.scores.fit=3", "evaluation.verdict=后定", "name=a\"b\\c", "owner=nobody", "team+=nobody", "archived=是",
    "website=https://x.example/#a", "phone=+86 021", "email=x", "privacy.consent=today", "address=",
    "value=12万", "budget.total=3.5万", "预算.直接=USD 1,200", "probability=60%", "expected_close=eom", "due=", "scope.in+=a b", "custom=no",
    "closed=2026-11-01", "start=2026/1/5", "stage=uat", "agreement=A-1", "lost_reason=price: too high",
])  # fmt: skip


def without(text, words):
    """A text without the lines of a key and its value."""
    parts, lines = split(text), Lines(text)
    pairs = compose(text, parts.front_start, parts.front_end).root.pairs
    spans = [(lines.line_at(k.start), lines.line_at(max(k.end, node.end))) for k, node in pairs if k.value in words]
    kept = [n for n in range(1, lines.count + 1) if not any(first <= n <= last for first, last in spans)]
    return [lines.text_of(n) for n in kept], text[parts.body_start :]


@given(st.data(), VALUES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_only_the_lines_of_the_field_change_and_it_can_be_set_back(data, typed, end):
    around, found = records()
    path, text = data.draw(st.sampled_from(found))
    text = end.join(LINE_END.split(text))
    record_type = "project" if path.startswith("projects/") else "customer"
    here = Around(around, record_type, TODAY, "en")
    one = read_assignment(typed)
    try:
        named = target(here.keys, one.key, record_type)
    except Exception as error:
        assert "has no field" in str(error)
        return
    edited = assign(text, [Assigned(named, one.sign, one.value)], here)
    if edited.refusal is not None:
        assert edited.text == text
        return
    before, now = (read_record(version, "x", record_type, around) for version in (text, edited.text))
    key = named.fields[0].key
    assert {k: v for k, v in before.front.items() if k != key} == {k: v for k, v in now.front.items() if k != key}
    assert before.unknown.keys() == now.unknown.keys()
    assert [row.cells for rows in before.items.values() for row in rows] == [row.cells for rows in now.items.values() for row in rows]
    words = (key, *named.fields[0].zh, *named.fields[0].aliases)
    assert without(edited.text, words) == without(text, words)
    assert edited.text.count("\n") - edited.text.count("\r\n") == 0 or end == "\n"
    again = assign(edited.text, [Assigned(named, one.sign, one.value)], here)
    assert (again.text, again.changed) == (edited.text, False)  # what is there already is not written again
    if key not in before.front and key not in before.places:
        back = assign(edited.text, [Assigned(named, "", "")], here)
        assert back.text == text


def test_the_words_of_items_are_found_in_every_generated_record():
    around, found = records()
    changed = 0
    for path, text in found:
        record_type = "project" if path.startswith("projects/") else "customer"
        here = Around(around, record_type, TODAY, "en")
        record = read_record(text, "x", record_type, around)
        for field, typed in (("contacts", "phone=555 0199"), ("risks", "status=关闭"), ("milestones", "due=+3d")):
            for item in record.items.get(field, ()):
                name = item.cells.get("id") or item.cells.get("uid") or item.cells.get("name")
                edited = done(text, f"{field}.{name}.{typed}", around=here)
                assert edited.refusal is None or edited.refusal.rule in ("edit-no-column", "edit-many-items")
                differing = [pair for pair in zip(text.split("\n"), edited.text.split("\n"), strict=False) if pair[0] != pair[1]]
                changed += edited.changed
                assert len(differing) <= 1 or len(edited.text.split("\n")) == len(text.split("\n")) + 1
    assert changed > 100


def test_other_front_matter_than_ours_is_refused_where_it_is_wrong():
    for text, rule in (("name: x\n", "no-front-matter"), ("---\nname: a: b\n---\n", "yaml-quote"), ("---\n- a\n---\n", "not-a-map")):
        assert done(text, "tier=key").refusal.rule == rule
