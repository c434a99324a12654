import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.text.edit import set_value
from pcrm_tools.text.frontmatter import Mapping, Scalar, compose, split

ORDER = [
    *(["name", "名称"], ["owner", "负责人"], ["stage", "阶段"], ["needs", "需求"], ["preferences", "偏好"]),
    *(["tags", "标签"], ["next_contact", "下次联系"]),
]
INNER = [["channel", "渠道"], ["language", "语言"], ["likes", "喜好"]]

RECORD = """---
# a comment above
name:   'Huaxing'   # the name
# a comment below
"owner": "li.wei"
stage: survey\x20\x20
needs:
-   portal  # one
- reports

- kiosk
preferences: {channel: phone, language: en}
unknown key: kept
tags: [a, 'b' ,c] # t
---
# Huaxing

stage: this is the body
"""


def changed(before, after):
    """The lines that differ, as (old, new) lists."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


def edit(text, words, value, **more):
    result = set_value(text, words, value, schema_order=ORDER, **more)
    assert result.refusal is None
    assert result.changed == (result.text != text)
    return result.text


def front(text):
    parts = split(text)
    root = compose(text, parts.front_start, parts.front_end).root
    return {key.value: node for key, node in root.pairs}


@pytest.mark.parametrize(
    ("words", "value", "old", "new"),
    [
        (["name"], "Hua", "name:   'Huaxing'   # the name\n", "name:   'Hua'   # the name\n"),
        (["owner"], "dana", '"owner": "li.wei"\n', '"owner": "dana"\n'),
        (["stage", "阶段"], "order", "stage: survey  \n", "stage: order  \n"),
        (["tags"], ["a", "b", "d"], "tags: [a, 'b' ,c] # t\n", "tags: [a, 'b' ,d] # t\n"),
        (["tags"], ["b", "c"], "tags: [a, 'b' ,c] # t\n", "tags: ['b' ,c] # t\n"),
        (["tags"], ["a", "b", "c", "医疗，x"], "tags: [a, 'b' ,c] # t\n", "tags: [a, 'b' ,c, \"医疗，x\"] # t\n"),
        (["needs"], ["portal", "reports", "app"], "- kiosk\n", "- app\n"),
    ],
)
def test_one_line_changes(words, value, old, new):
    assert changed(RECORD, edit(RECORD, words, value)) == ([old], [new])


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (["portal", "reports", "kiosk", "a: b"], [], ['- "a: b"\n']),
        (["app", "portal", "reports", "kiosk"], [], ["-   app\n"]),
        (["portal", "kiosk"], ["- reports\n"], []),
        (["reports", "kiosk"], ["-   portal  # one\n"], []),
    ],
)
def test_list_items_come_and_go_one_line_each(value, old, new):
    assert changed(RECORD, edit(RECORD, ["needs"], value)) == (old, new)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("value", ["no", "021", "a: b", "#1", " x ", "'", '"', "😀", "a\nb", "", "- x", "[x", "客：户", "C:\\x"])
def test_hard_values_read_back_and_line_ends_stay(end, value):
    text = RECORD.replace("\n", end)
    for words in (["name"], ["owner"], ["stage"], ["next_contact"]):
        after = edit(text, words, value)
        assert front(after)[words[0]].value == value
        assert after.count(end) - text.count(end) == (words == ["next_contact"])
        assert after.replace(end, "").count("\n") == 0 or end == "\n"


def test_a_value_it_already_has_changes_nothing():
    for words, value in ((["name"], "Huaxing"), (["tags"], ["a", "b", "c"]), (["owner"], ["li.wei"]), (["snooze"], None)):
        assert set_value(RECORD, words, value, schema_order=ORDER) == (RECORD, False, None)


@pytest.mark.parametrize(
    ("words", "value", "after", "line"),
    [
        (["next_contact", "下次联系"], "2026-12-01", "tags:", "next_contact: 2026-12-01"),
        (["下次联系", "next_contact"], "2026-12-01", "tags:", "下次联系: 2026-12-01"),
        (["zebra"], ["a", "b, c"], "tags:", 'zebra: [a, "b, c"]'),
    ],
)
def test_a_new_key_goes_after_the_nearest_key_before_it(words, value, after, line):
    lines = edit(RECORD, words, value).splitlines()
    assert lines[lines.index(line) - 1].startswith(after)


def test_a_new_key_goes_where_the_schema_says_even_after_a_long_value():
    text = "---\nname: x\nneeds:\n  - a\n  - |+\n    b\n\ntags: [c]\n---\n"
    assert "\n\npreferences:\n  channel: wechat\ntags" in edit(
        text, ["channel"], "wechat", parent=["preferences"], parent_order=ORDER
    )
    assert edit(text, ["owner"], "li").splitlines()[2] == "owner: li"
    assert edit("---\ntags: [c]\n---\n", ["name"], "x").splitlines()[1] == "name: x"


def test_a_chinese_key_is_found_by_any_of_its_words_and_kept():
    text = "---\n名称: 华星\n阶段: 评估\n---\n"
    assert edit(text, ["stage", "阶段"], "需求调查") == "---\n名称: 华星\n阶段: 需求调查\n---\n"


def test_only_the_top_level_key_changes():
    text = "---\npreferences:\n  stage: inner\nstage: outer\n---\nstage: body\n"
    assert edit(text, ["stage"], "new") == text.replace("stage: outer", "stage: new")


def test_a_key_inside_a_map_changes_alone():
    text = "---\nchannel: top\npreferences:\n  channel: phone # c\n  likes: [tea]\n---\n"
    assert edit(text, ["channel"], "wechat", parent=["preferences", "偏好"]) == text.replace("phone", "wechat")
    assert changed(text, set_value(text, ["language"], "zh", schema_order=INNER, parent=["preferences"]).text) == (
        [],
        ["  language: zh\n"],
    )
    assert "channel: wechat, language" in edit(RECORD, ["channel"], "wechat", parent=["preferences"])


def test_an_empty_map_is_filled_and_an_emptied_one_goes():
    text = "---\nname: x\npreferences: # to fill\n---\n"
    filled = edit(text, ["channel"], "phone", parent=["preferences"], parent_order=ORDER)
    assert filled == "---\nname: x\npreferences: # to fill\n  channel: phone\n---\n"
    assert edit(filled, ["channel"], None, parent=["preferences"]) == "---\nname: x\n---\n"


@pytest.mark.parametrize("empty", ["---\n---\n", "---\n# only this\n---\nbody", "---\r\n---\r\n", "---\n{}\n---\n"])
def test_an_empty_front_matter_takes_its_first_key(empty):
    after = edit(empty, ["name"], "华星")
    assert front(after)["name"].value == "华星"
    assert after.startswith(empty[:4]) and after.endswith(empty[split(empty).body_start :])


@pytest.mark.parametrize("line", ["name:", "name: ", "name:   # why", "name:\t", "name: ~", "name: ''"])
def test_an_empty_value_is_filled_in_its_place(line):
    text = f"---\n{line}\nowner: x\n---\n"
    after = edit(text, ["name"], "华星")
    assert front(after)["name"].value == "华星"
    assert after.count("\n") == text.count("\n") and ("# why" in after) == ("# why" in text)


def test_removing_a_key_takes_its_lines_and_no_others():
    assert changed(RECORD, edit(RECORD, ["needs"], None)) == (
        ["needs:\n", "-   portal  # one\n", "- reports\n", "\n", "- kiosk\n"],
        [],
    )
    assert changed(RECORD, edit(RECORD, ["language"], None, parent=["preferences"])) == (
        ["preferences: {channel: phone, language: en}\n"],
        ["preferences: {channel: phone}\n"],
    )


def test_a_key_written_the_long_way_is_set_in_its_place():
    assert edit("---\n? name\n: x\n---\n", ["name"], "y") == "---\n? name\n: y\n---\n"


def test_a_list_can_become_a_text_and_back():
    text = "---\nneeds:\n  - a\n  - b\ntags: x\n---\n"
    assert edit(text, ["needs"], "c") == "---\nneeds: c\ntags: x\n---\n"
    assert edit(text, ["needs"], []) == "---\nneeds: []\ntags: x\n---\n"
    assert edit(text, ["tags"], ["x", "y"]) == "---\nneeds:\n  - a\n  - b\ntags: [x, y]\n---\n"
    assert edit("---\ntags: []\n---\n", ["tags"], ["x"]) == "---\ntags: [x]\n---\n"


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("---\nowner: x\nname: |\n  a\n  b\n---\n", "edit-block-text", 3),
        ("---\nname: >-\n  a\n---\n", "edit-block-text", 2),
        ("---\na: &x b\nname: *x\n---\n", "yaml-anchor", 2),
        ("---\nowner: x\nname: {a: b}\n---\n", "edit-shape", 3),
        ("---\nname:\n  - a: b\n---\n", "edit-shape", 3),
        ("---\nname:\n  # a comment that would go\n  - a\n---\n", "edit-shape", 4),
        ("---\nname: a\n名称: b\n---\n", "edit-two-keys", 3),
        ("---\nname: a\nname: b\n---\n", "edit-two-keys", 3),
        ("---\nname: a: b\n---\n", "yaml-quote", 2),
        ("name: a\n", "no-front-matter", 1),
        ("---\nname: a\n", "front-matter-open", 1),
    ],
)
def test_what_cannot_be_edited_safely_is_refused_at_its_line(text, rule, line):
    result = set_value(text, ["name", "名称"], "new", schema_order=ORDER)
    assert (result.text, result.changed) == (text, False)
    assert (result.refusal.rule, result.refusal.line) == (rule, line)


def test_control_characters_are_never_written():
    result = set_value(RECORD, ["name"], "a\x1b[2J", schema_order=ORDER)
    assert (result.changed, result.refusal.rule) == (False, "control-char")


# --- E1 to E4 over front matter of every kind ---

WORDS = (
    st.text(st.sampled_from(list("abcxyz客户华星0123 .-_/😀")), min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda word: word and word[0] not in "-." and ": " not in word)
)
VALUES = st.text(max_size=20) | st.text(st.sampled_from(list("ab: #-'\"[]{},\n\r\t|>&*!%@`\\客，\x85\u2028")), max_size=10)
COMMENTS = st.sampled_from(["", "  ", " # note", "   # 注释 'x'"])
LINES_BETWEEN = st.sampled_from(["", "", "", "\n", "# a comment\n", "  # indented\n"])


@st.composite
def front_matters(draw):
    """Front matter as people write it: comments, odd blanks, every quoting, lists, maps, any line end, BOM aside."""
    keys = draw(
        st.lists(
            st.sampled_from(["name", "名称2", "owner", "stage", "k1", "需求", "tags", "preferences"]), unique=True, min_size=1
        )
    )
    text = ""
    for key in keys:
        word, comment = draw(WORDS), draw(COMMENTS)
        gap = " " * draw(st.integers(1, 3))
        block = draw(st.lists(WORDS, min_size=1, max_size=3))
        indent = draw(st.sampled_from(["", "  ", "    "]))
        text += draw(LINES_BETWEEN) + draw(
            st.sampled_from(
                [
                    f"{key}:{gap}{word}{comment}\n",
                    f"{key}:{gap}'{word}'{comment}\n",
                    f'"{key}":{gap}"{word}"{comment}\n',
                    f"{key} :{gap}{word}{comment}\n",
                    f"{key}: [{', '.join(block)}]{comment}\n",
                    f"{key}: [\n  {', '.join(block)},\n  ]{comment}\n",
                    f"{key}:{comment}\n" + "".join(f"{indent}- {item}{comment}\n" for item in block),
                    f"{key}:{comment}\n  in: {word}{comment}\n\n  out: [{word}]\n",
                    f"{key}: {{in: {word}, out: '{word}'}}{comment}\n",
                    f"{key}: |\n  {word}\n\n  {word}\n",
                    f"{key}:{comment}\n",
                ]
            )
        )
    body = draw(st.sampled_from(["", "body", "\n# T\n\nname: x\n---\nowner: y\n", "name: |\n"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return f"---\n{text}{draw(LINES_BETWEEN)}---\n{body}".replace("\n", end)


def tree(node):
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return [(key.value, tree(value)) for key, value in node.pairs]
    return [tree(item) for item in node.items]


@given(front_matters(), st.data())
def test_a_scalar_set_and_set_back_leaves_the_same_bytes(text, data):
    found = {key: node for key, node in front(text).items() if isinstance(node, Scalar) and node.start < node.end}
    assume(found)
    key = data.draw(st.sampled_from(sorted(found)))
    assume(found[key].style not in ("|", ">"))
    other = data.draw(WORDS)
    there = edit(text, [key], other)
    assert front(there)[key].value == other
    assert edit(there, [key], found[key].value) == text


@given(front_matters(), st.data(), VALUES)
def test_any_value_reads_back_or_is_refused_and_all_else_stays(text, data, value):
    key = data.draw(st.sampled_from([*front(text), "new"]))
    result = set_value(text, [key], value, schema_order=ORDER)
    before = front(text)
    if result.refusal is not None:
        assert result.text == text
        assert result.refusal.rule in ("edit-block-text", "edit-shape", "control-char")
        return
    after = front(result.text)
    assert after[key].value == value if isinstance(after[key], Scalar) else [item.value for item in after[key].items] == [value]
    assert [(name, tree(node)) for name, node in after.items() if name != key] == [
        (name, tree(node)) for name, node in before.items() if name != key
    ]
    assert result.text[split(result.text).body_start :] == text[split(text).body_start :]
    if key in before:
        node = before[key]
        assert result.text.startswith(text[: node.start].rstrip(" \t\r\n")) and result.text.endswith(text[node.end :])


@given(front_matters(), st.data(), st.lists(VALUES | WORDS, max_size=5))
def test_any_list_reads_back_or_is_refused_and_all_else_stays(text, data, values):
    key = data.draw(st.sampled_from([*front(text), "new"]))
    result = set_value(text, [key], values, schema_order=ORDER)
    if result.refusal is not None:
        assert result.text == text
        return
    after, before = front(result.text), front(text)
    got = tree(after[key])
    assert got == values or [got] == values or (got == "" and values == [])
    assert [(n, tree(v)) for n, v in after.items() if n != key] == [(n, tree(v)) for n, v in before.items() if n != key]
    comments = [line.split("#")[1] for line in text.splitlines() if line.lstrip().startswith("#")]
    assert all(f"#{comment}" in result.text for comment in comments)


@given(front_matters(), st.data())
def test_a_key_removed_and_a_key_added_leave_every_other_line(text, data):
    key = data.draw(st.sampled_from(list(front(text))))
    without = set_value(text, [key], None, schema_order=ORDER)
    if without.refusal is None:
        assert key not in front(without.text)
    else:  # a comment below would join the block text above
        assert without.refusal.rule == "edit-unsafe" and "|" in text
    added = edit(text, ["zz"], "new value")
    assert front(added)["zz"].value == "new value"
    assert edit(added, ["zz"], None) == text


@given(front_matters(), st.data())
def test_lists_grow_and_shrink_back_to_the_same_bytes(text, data):
    lists = {key: tree(node) for key, node in front(text).items() if not isinstance(node, Scalar | Mapping)}
    assume(lists)
    key = data.draw(st.sampled_from(sorted(lists)))
    grown = edit(text, [key], [*lists[key], "one more"])
    assert edit(grown, [key], lists[key]) == text
