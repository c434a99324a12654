import pytest

from tests.text.scanned import hint, rules, scan, short, the_finding


def task(text):
    (found,) = scan(text).tasks
    return found


def test_a_task_with_everything():
    text = "- [ ] Renewal proposal @dana due:2026-12-04 start:2026-11-21 !high id:t1 after:t1,t2 re:R3 est:2d every:1mo #promise"
    found = task(text)
    assert (found.state, found.text) == ("open", "Renewal proposal")
    assert short(found.tokens) == [
        "@dana", "due:2026-12-04", "start:2026-11-21", "!high", "id:t1", "after:t1,t2", "re:R3", "est:2d", "every:1mo",
        "#promise",
    ]  # fmt: skip
    assert text[found.mark_start] == " "


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "12)"])
@pytest.mark.parametrize(("mark", "state"), [(" ", "open"), ("x", "done"), ("X", "done"), ("-", "cancelled")])
def test_markers_and_boxes(marker, mark, state):
    text = f"{marker} [{mark}] do it\n"
    found = task(text)
    assert (found.state, found.text, text[found.mark_start]) == (state, "do it", mark)


def test_tokens_count_anywhere_in_the_first_paragraph_which_may_go_on():
    text = """- [ ] Send @tomas the statement
      that she asked for due:2026-11-24
  on paper #promise

  Not due:2026-12-01 this.
"""
    found = task(text)
    assert found.text == "Send the statement that she asked for on paper"
    assert short(found.tokens) == ["@tomas", "due:2026-11-24", "#promise"]
    assert text[found.start : found.end].endswith("#promise")


def test_subtasks_know_their_parent_by_indent():
    text = """- [ ] a
  - [ ] b
    - [x] c
  - plain
    - [ ] d
- [ ] e
\t- [ ] f
1. [ ] g
   - [ ] h
"""
    assert [(t.text, t.parent) for t in scan(text).tasks] == [
        ("a", -1), ("b", 0), ("c", 1), ("d", 0), ("e", -1), ("f", 4), ("g", -1), ("h", 6),
    ]  # fmt: skip


def test_tasks_know_their_entry_and_section():
    text = """## Tasks
- [ ] a
## Log
### 2026-11-05 call — x
- [ ] b
#### more
- [ ] c
### no entry
- [ ] d
# top
- [ ] e
"""
    assert [(t.text, t.entry, t.section) for t in scan(text).tasks] == [
        ("a", -1, "Tasks"), ("b", 0, "Log"), ("c", 0, "Log"), ("d", -1, "Log"), ("e", -1, ""),
    ]  # fmt: skip


def test_no_tasks_in_code_comments_quotes_or_text():
    text = """```
- [ ] a
```

<!-- - [ ] b
- [ ] c -->

> - [ ] d

text
2. [ ] e

    - [ ] f
"""
    assert scan(text).tasks == ()


def test_inline_code_in_a_task_holds_no_tokens():
    found = task("- [ ] type `due:x @dana ` there @tomas <!-- @mike -->")
    assert short(found.tokens) == ["@tomas"]
    assert found.text == "type `due:x @dana ` there"


def test_private_tasks():
    text = """- [ ] a #private
  - [ ] b
- [ ] c
### 2026-11-05 call #内部 — x
- [ ] d
### 2026-11-04 call — y
- [ ] e
"""
    assert [t.private for t in scan(text).tasks] == [True, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("call 📅 2026-11-25", ["due:2026-11-25"]),
        ("call 🛫 2026-11-21 ⏫ 🆔 t1 ⛔ t2, t3", ["start:2026-11-21", "!high", "id:t1", "after:t2,t3"]),
        ("call ✅ 2026-11-24", ["done:2026-11-24"]),
        ("call ❌️ 2026-11-24", ["cancelled:2026-11-24"]),
        ("call 🔁 every month 📅 2026-11-25", ["every:1mo", "due:2026-11-25"]),
        ("call 🔁 every 2 weeks when done", ["every:2w+"]),
        ("call ➕ 2026-11-01 ⏳ 2026-11-02", []),
        ("call @dana 📅2026-11-25 re:R3", ["@dana", "due:2026-11-25", "re:R3"]),
    ],
)
def test_signs_of_obsidian(text, tokens):
    found = task(f"- [ ] {text}")
    assert short(found.tokens) == tokens
    assert found.text == "call"


def test_signs_without_a_clear_value_are_text():
    assert task("- [ ] call 🔁 every month on the 1st").text == "call 🔁 every month on the 1st"
    assert task("- [ ] all ✅ done").text == "all ✅ done"


def test_values_of_signs_have_their_place():
    text = "x\n\n- [ ] 给王芳 📅 2026-11-25 @dana"
    due, person = task(text).tokens
    assert text[due.value_start : due.value_end] == "2026-11-25"
    assert text[person.start : person.end] == "@dana"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("- [] do it", "- [ ]"),
        ("-[ ] do it", "- [ ]"),
        ("-[x] done", "- [x]"),
        ("- [x]done", "- [x]"),
        ("- [ x] done", "- [x]"),
        ("- [/] half", "- [ ]"),
        ("* [√] done", "* [x]"),
        ("- 【 】 do it", "- [ ]"),
        ("- 【x】完成", "- [x]"),
        ("- ［ ］ do it", "- [ ]"),
        ("• [ ] do it", "- [ ]"),
        ("1.[ ] do it", "1. [ ]"),
        ("[ ] do it", "- [ ]"),
    ],
)
def test_boxes_that_are_none_say_the_right_form(line, want):
    finding = the_finding(f"## Tasks\n\n{line}\n")
    assert (finding.rule, finding.line) == ("task-box", 3)
    assert hint(finding) == f"write `{want}` and a blank after it"
    assert scan(line).tasks == ()


@pytest.mark.parametrize(
    "line",
    ["- [a](b.md)", "- [x](b.md)", "- [1] note", "- [[oakfield]]", "- [x]: y", "[x]: y.md", "*[b]*", "- 【重要】看", "-5 °C"],
)
def test_brackets_that_are_no_boxes(line):
    assert rules(f"{line}\n") == []


def test_a_task_indented_too_far_is_said():
    assert rules("- [ ] a\n        - [ ] b\n") == [(2, "task-indent")]
    assert hint(the_finding("- [ ] a\n        - [ ] b\n")) == "indent it by 2 columns"


def test_a_task_without_words_is_said():
    assert rules("- [ ]\n- [ ] \n") == [(1, "task-empty"), (2, "task-empty")]


def test_near_misses_in_tasks():
    lines = ["试跑第二次(8 小时)截止:2026-11-23", "a duee:2026-11-25", "a !critical", "a due: 2026-11-25"]
    assert rules("".join(f"- [ ] {line}\n" for line in lines)) == [
        (1, "token-glued"), (2, "near-miss-token"), (3, "unknown-priority"), (4, "token-blank"),
    ]  # fmt: skip
