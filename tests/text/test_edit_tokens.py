import pytest

from pcrm_tools.text.edit import add_row, set_cell, set_task_state, set_token
from pcrm_tools.text.tokens import DEFAULT_WORDS

WORDS = DEFAULT_WORDS._replace(tables={"risks": "risks", "风险": "risks"})
TEXT = """---
name: x
---
- [ ] send offer @li due:2026-11-25\x20\x20
  and more !high
- [x] sent ✅ 2026-11-20
- [-] dropped cancelled:2026-11-01 #promise
* [ ] 发送合同 截止:2026-11-25

### 2026-11-18 14:10 support id:S16 — spam

text

### 2026-11-17 complaint — wrong

id:C2 !high @li

### 2026-11-16 complaint id:C3
- responded: 2026-11-16 15:20
- cause: "x y"

### 2026-11-15 call — plain
text right below

## Risks

| id | what | 概率 |
|--|:--|--|
| K1 | late | 40% |
|K2| |   |
"""


def line_of(start):
    return next(number for number, line in enumerate(TEXT.split("\n"), 1) if line.startswith(start))


def diff(result):
    """The lines taken away and the lines put in."""
    assert result.refusal is None
    assert result.changed == (result.text != TEXT)
    old, new = TEXT.split("\n"), result.text.split("\n")
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return old, new


@pytest.mark.parametrize(
    ("start", "state", "day", "new"),
    [
        ("- [ ] send", "done", "2026-11-24", "- [x] send offer @li due:2026-11-25 done:2026-11-24  "),
        ("- [ ] send", "cancelled", "2026-11-24", "- [-] send offer @li due:2026-11-25 cancelled:2026-11-24  "),
        ("- [x] sent", "open", "", "- [ ] sent"),
        ("- [x] sent", "done", "2026-11-21", "- [x] sent ✅ 2026-11-21"),
        ("- [-] dropped", "done", "2026-11-24", "- [x] dropped #promise done:2026-11-24"),
        ("* [ ]", "done", "2026-11-24", "* [x] 发送合同 截止:2026-11-25 done:2026-11-24"),
        ("- [ ] send", "done", "", "- [x] send offer @li due:2026-11-25  "),
    ],
)
def test_ticking_changes_the_box_and_one_token(start, state, day, new):
    old = next(line for line in TEXT.split("\n") if line.startswith(start))
    assert diff(set_task_state(TEXT, line_of(start), state, day)) == ([old], [new])


def test_ticking_in_chinese_and_with_other_line_ends():
    text = TEXT.replace("\n", "\r\n")
    result = set_task_state(text, line_of("* [ ]"), "done", "2026-11-24", keys={"done": "完成"})
    assert result.text == text.replace("* [ ] 发送合同 截止:2026-11-25", "* [x] 发送合同 截止:2026-11-25 完成:2026-11-24")


def test_ticking_twice_changes_nothing_the_second_time():
    once = set_task_state(TEXT, line_of("- [ ] send"), "done", "2026-11-24").text
    assert set_task_state(once, line_of("- [ ] send"), "done", "2026-11-24") == (once, False, None)


def test_a_line_without_task_is_refused():
    result = set_task_state(TEXT, 1, "done", "2026-11-24")
    assert (result.text, result.refusal.rule) == (TEXT, "edit-no-task")


@pytest.mark.parametrize(
    ("start", "words", "value", "old", "new"),
    [
        ("- [ ] send", ["due"], "2026-12-01", ["- [ ] send offer @li due:2026-11-25  "],
         ["- [ ] send offer @li due:2026-12-01  "]),
        ("- [ ] send", ["due"], None, ["- [ ] send offer @li due:2026-11-25  "], ["- [ ] send offer @li  "]),
        ("* [ ]", ["due", "截止"], "2026-12-01", ["* [ ] 发送合同 截止:2026-11-25"], ["* [ ] 发送合同 截止:2026-12-01"]),
        ("### 2026-11-18", ["resolved"], "2026-11-19", ["### 2026-11-18 14:10 support id:S16 — spam"],
         ["### 2026-11-18 14:10 support id:S16 resolved:2026-11-19 — spam"]),
        ("### 2026-11-17", ["resolved"], "2026-11-19", ["id:C2 !high @li"], ["id:C2 !high @li resolved:2026-11-19"]),
        ("### 2026-11-17", ["id"], None, ["id:C2 !high @li"], ["!high @li"]),
        ("### 2026-11-17", ["cause"], "no one looked", ["id:C2 !high @li"], ['id:C2 !high @li cause:"no one looked"']),
        ("### 2026-11-16", ["resolved"], "2026-11-19", [], ["- resolved: 2026-11-19"]),
        ("### 2026-11-16", ["cause"], "z w", ['- cause: "x y"'], ['- cause: "z w"']),
        ("### 2026-11-16", ["cause"], None, ['- cause: "x y"'], []),
        ("### 2026-11-15", ["minutes"], "30", [], ["", "minutes:30", ""]),
        ("### 2026-11-15", ["with"], "王芳,\"Li Wei\"", [], ["", "with:王芳,\"Li Wei\"", ""]),
    ],
)  # fmt: skip
def test_one_token_changes(start, words, value, old, new):
    assert diff(set_token(TEXT, line_of(start), words, value, words=WORDS)) == (old, new)


def test_a_repeatable_token_is_added_again():
    once = set_token(TEXT, line_of("### 2026-11-17"), ["waiting", "等待"], "2026-11-18..2026-11-19").text
    twice = set_token(once, line_of("### 2026-11-17"), ["waiting", "等待"], "2026-11-21..", again=True).text
    assert "id:C2 !high @li 等待:2026-11-18..2026-11-19 等待:2026-11-21..\n" in twice


def test_a_token_it_already_has_changes_nothing():
    assert set_token(TEXT, line_of("- [ ] send"), ["due"], "2026-11-25") == (TEXT, False, None)


@pytest.mark.parametrize("value", ["a\nb", "“a” 'b' \"c\" 「d」 『e』"])
def test_a_value_that_no_quotes_hold_is_refused(value):
    result = set_token(TEXT, line_of("### 2026-11-17"), ["cause"], value)
    assert (result.text, result.refusal.rule) == (TEXT, "edit-unsafe-token")


@pytest.mark.parametrize(
    ("start", "column", "value", "old", "new"),
    [
        ("| K1", ["probability", "概率"], "60%", "| K1 | late | 40% |", "| K1 | late | 60% |"),
        ("| K1", ["what"], "a | b", "| K1 | late | 40% |", "| K1 | a \\| b | 40% |"),
        ("|K2", ["id"], "K3", "|K2| |   |", "|K3| |   |"),
        ("|K2", ["what"], "wet", "|K2| |   |", "|K2| wet |   |"),
        ("| K1", ["what"], "", "| K1 | late | 40% |", "| K1 |  | 40% |"),
    ],
)
def test_one_cell_changes(start, column, value, old, new):
    assert diff(set_cell(TEXT, line_of(start), column, value)) == ([old], [new])


def test_a_missing_column_or_row_is_refused():
    assert set_cell(TEXT, line_of("| K1"), ["owner"], "x").refusal.rule == "edit-no-cell"
    assert set_cell(TEXT, 1, ["id"], "x").refusal.rule == "edit-no-cell"
    assert add_row(TEXT, "risks", {"owner": "li"}, {}, words=WORDS).refusal.values["name"] == "owner"
    assert add_row(TEXT, "goals", {}, {}, words=WORDS).refusal.rule == "edit-no-cell"


def test_a_row_is_added_below_the_last():
    columns = {"id": ["id", "编号"], "probability": ["probability", "概率"]}
    result = add_row(TEXT, "risks", {"id": "K9", "probability": "5%"}, columns, words=WORDS)
    assert diff(result) == ([], ["| K9 | | 5% |"])
