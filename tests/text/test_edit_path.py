"""Values deep inside front matter: in maps of maps, and in the items of a list."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.text.edit import Key, set_path
from pcrm_tools.text.frontmatter import Mapping, Scalar, compose, split

INNER = [["name", "姓名"], ["role", "职务"], ["phone", "电话", "手机"], ["email"]]
CONTACTS = Key(["contacts", "联系人"], [["name"], ["contacts", "联系人"]])
TEXT = """---
name: X
contacts:   # the people
  - name: A
    phone: '1'   # desk
  # a comment between
  -   手机: 2
      name: B

  - {name: C, phone: 3}
---
"""


def path(item, key):
    words = next((words for words in INNER if key in words), [key])
    return (CONTACTS, item, Key([key, *(word for word in words if word != key)], INNER))


def edit(text, steps, value):
    edited = set_path(text, steps, value)
    assert edited.refusal is None, edited.refusal
    return edited.text


@pytest.mark.parametrize(
    ("item", "key", "value", "old", "new"),
    [
        (0, "phone", "9", "    phone: '1'   # desk\n", "    phone: '9'   # desk\n"),
        (1, "phone", "9", "  -   手机: 2\n", "  -   手机: 9\n"),
        (2, "phone", "9", "  - {name: C, phone: 3}\n", "  - {name: C, phone: 9}\n"),
        (0, "role", "CIO", "  - name: A\n", "  - name: A\n    role: CIO\n"),
        (0, "email", "a@b.example", "    phone: '1'   # desk\n", "    phone: '1'   # desk\n    email: a@b.example\n"),
        (1, "role", "CTO", "      name: B\n", "      name: B\n      role: CTO\n"),
        (2, "role", "CTO, acting", "  - {name: C, phone: 3}\n", '  - {name: C, role: "CTO, acting", phone: 3}\n'),
        (0, "phone", None, "    phone: '1'   # desk\n", ""),
        (1, "phone", None, "  -   手机: 2\n      name: B\n", "  -   name: B\n"),
        (1, "name", None, "      name: B\n", ""),
        (2, "name", None, "  - {name: C, phone: 3}\n", "  - {phone: 3}\n"),
        (2, "email", None, "", ""),
    ],
)
def test_one_key_of_an_item_changes_alone(item, key, value, old, new):
    assert edit(TEXT, path(item, key), value) == TEXT.replace(old, new)


def test_a_key_that_comes_first_goes_behind_the_dash():
    text = "---\ncontacts:\n  -  phone: 1\n     role: CIO\n---\n"
    there = edit(text, path(0, "name"), "A")
    assert there == "---\ncontacts:\n  -  name: A\n     phone: 1\n     role: CIO\n---\n"
    assert edit(there, path(0, "name"), None) == text


@pytest.mark.parametrize(
    ("text", "item", "key"),
    [
        ("---\ncontacts:\n  - name: A\n---\n", 0, "name"),  # nothing would be left behind the dash
        ("---\ncontacts:\n  - name: A # keep\n    phone: 1\n---\n", 0, "name"),  # the comment would go
        ("---\ncontacts:\n  - A\n---\n", 0, "name"),
        ("---\ncontacts: A\n---\n", 0, "name"),
        ("---\ncontacts:\n  - name: A\n    姓名: B\n---\n", 0, "name"),
        ("---\ncontacts:\n  - name: A\n---\n", 4, "name"),
    ],
)
@pytest.mark.parametrize("value", [None, "new"])
def test_what_cannot_be_done_cleanly_is_refused(text, item, key, value):
    edited = set_path(text, path(item, key), value)
    if edited.refusal is None:  # a value can be set where it cannot be removed
        assert value == "new" and edited.text == text.replace("name: A", "name: new") != text
        return
    assert (edited.text, edited.changed, edited.refusal.severity) == (text, False, "error")
    assert edited.refusal.line <= text.count("\n")


def test_a_block_of_text_can_be_removed_but_not_set():
    text = "---\ncontacts:\n  - name: |\n      A\n      B\n    phone: 1\n---\n"
    assert set_path(text, path(0, "name"), "new").refusal.rule == "edit-block-text"
    assert edit(text, path(0, "name"), None) == "---\ncontacts:\n  - phone: 1\n---\n"


def test_maps_that_are_missing_are_made_and_go_again():
    steps = (Key(["evaluation", "评估"], [["name"], ["evaluation", "评估"]]), Key(["scores", "评分"]), Key(["fit"]))
    for text, there in (
        ("---\nname: x\n---\n", "---\nname: x\nevaluation:\n  scores:\n    fit: 4\n---\n"),
        ("---\nname: x\n评估:\n  日期: 2026-01-01\n---\n", "---\nname: x\n评估:\n  日期: 2026-01-01\n  scores:\n    fit: 4\n---\n"),
        ("---\nevaluation: {date: x}\n---\n", "---\nevaluation: {date: x, scores: {fit: 4}}\n---\n"),
        ("---\r\nname: x\r\n---\r\n", "---\r\nname: x\r\nevaluation:\r\n  scores:\r\n    fit: 4\r\n---\r\n"),
    ):
        assert edit(text, steps, "4") == there
        assert edit(there, steps, None) == text
    assert edit("---\nevaluation:\n---\n", steps, "4") == "---\nevaluation:\n  scores:\n    fit: 4\n---\n"


def test_a_key_is_found_without_regard_to_case_and_width():
    assert edit("---\nName: x\n---\n", (Key(["name"]),), "y") == "---\nName: y\n---\n"
    assert edit("---\nｎａｍｅ: x\n---\n", (Key(["name"]),), "y") == "---\nｎａｍｅ: y\n---\n"


# --- any list of items x any change of one of them ---

WORDS = st.text(st.sampled_from(list("abcxyz客户华星0123.-_/😀")), min_size=1, max_size=8).filter(lambda word: word[0] not in "-.")
VALUES = WORDS | st.text(st.sampled_from(list("ab: #-'\"[]{},\n\t|>&*!%@`\\客，\x85\u2028")), min_size=1, max_size=8)


@st.composite
def item_lists(draw):
    """A list of items as people write it: any indent, gaps behind the dash, comments, quotes, flow maps, nested lists."""
    indent, gap = draw(st.sampled_from(["", "  ", "    "])), draw(st.sampled_from([" ", "  ", "   "]))
    text = draw(st.sampled_from(["contacts:\n", "contacts:  # people\n", "联系人:\n"]))
    for _ in range(draw(st.integers(1, 3))):
        keys = draw(st.lists(st.sampled_from(["name", "职务", "phone", "own", "list"]), min_size=1, unique=True))
        if draw(st.integers(0, 4)) == 0:
            text += f"{indent}-{gap}{{{', '.join(f'{key}: {draw(WORDS)}' for key in keys)}}}\n"
            continue
        for number, key in enumerate(keys):
            head = f"{indent}-{gap}" if not number else " " * len(f"{indent}-{gap}")
            word, comment = draw(WORDS), draw(st.sampled_from(["", "", "  # note"]))
            lead = " " * len(head)
            text += head + draw(st.sampled_from([
                f"{key}: {word}{comment}\n", f"{key}:   '{word}'{comment}\n", f'"{key}": "{word}"{comment}\n',
                f"{key}: [{word}, b]{comment}\n", f"{key}:{comment}\n{lead}  - {word}\n{lead}  - b\n", f"{key}:{comment}\n",
            ]))  # fmt: skip
        text += draw(st.sampled_from(["", "", "\n", f"{indent}# between\n"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return f"---\nname: x\n{text}next: y\n---\nbody\n".replace("\n", end)


def items(text):
    parts = split(text)
    root = compose(text, parts.front_start, parts.front_end).root
    node = next(node for key, node in root.pairs if key.value in CONTACTS.words)
    return [{key.value: plain(value) for key, value in item.pairs} for item in node.items]


def plain(node):
    if isinstance(node, Scalar):
        return node.value
    return [plain(item) for item in node.items] if not isinstance(node, Mapping) else "map"


def drawn(data, text):
    number = data.draw(st.integers(0, len(items(text)) - 1))
    there = items(text)[number]
    key = data.draw(st.sampled_from(sorted({*there, "email", "role"})))
    typed = {"role": "职务"}.get(key, key) if {"role": "职务"}.get(key, key) in there else key
    return number, key, typed


@given(item_lists(), st.data(), VALUES)
def test_any_value_of_any_item_reads_back_and_all_else_stays(text, data, value):
    number, key, typed = drawn(data, text)
    edited = set_path(text, path(number, key), value)
    if edited.refusal is not None:
        assert edited.text == text
        assert edited.refusal.rule in ("edit-shape", "edit-unsafe", "control-char")
        return
    before, after = items(text), items(edited.text)
    got = after[number].pop(typed)
    assert got in (value, [value])
    before[number].pop(typed, None)
    assert after == before
    assert edited.text.endswith(text[split(text).body_start :])
    bare = [line.lstrip(" -") for line in text.splitlines()]
    others = [line for line in bare if not line.startswith((typed, f'"{typed}"', "{"))]
    left = [line.lstrip(" -") for line in edited.text.splitlines()]
    assert all(left.count(line) >= others.count(line) for line in others if "#" in line)


@given(item_lists(), st.data())
def test_what_is_added_to_an_item_can_be_taken_away_again(text, data):
    number, key, typed = drawn(data, text)
    assume(typed not in items(text)[number])
    there = edit(text, path(number, key), "new value")
    assert edit(there, path(number, key), None) == text


@given(item_lists(), st.data(), WORDS)
def test_a_plain_value_of_an_item_can_be_set_back(text, data, word):
    number, key, typed = drawn(data, text)
    old = items(text)[number].get(typed)
    assume(isinstance(old, str) and old)
    assert edit(edit(text, path(number, key), word), path(number, key), old) == text
