"""A task ticked, and the next one of its series below it."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcrm_tools.facts.recurrence import Days, next_days
from pcrm_tools.text.edit_fields import Around
from pcrm_tools.text.edit_series import Meant, Ticking, add_task, new_task_line, tick, ticked_line
from pcrm_tools.text.entry_draft import DraftTask
from pcrm_tools.text.fences import split
from pcrm_tools.text.tokens import DEFAULT_WORDS
from tests.small_notebook import context
from tests.text.scanned import scan, short

AROUND = Around(context(), "customer", date(2026, 11, 20), "en")
DONE = Ticking("done", date(2026, 11, 24), lambda every, start, due, done: next_days(every, Days(start, due), done))
FRONT = "---\nname: x\nowner: dana\n---\n\n"


def body(text):
    return scan(text[split(text).body_start :])


def ticked(text, words, to=DONE, line=None):
    """The body after the task with these words was ticked."""
    whole = FRONT + text
    found = next((task for task in body(whole).tasks if task.text == words), None)
    edited = tick(whole, Meant(line or (found.line + 4 if found else 1), "", words), to, AROUND)
    assert edited.refusal is None and edited.text.startswith(FRONT)
    return edited.text[len(FRONT) :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [ ] a\n", "- [x] a done:2026-11-24\n"),
        ("* [ ] a due:2026-11-25 every:1mo\n", "* [x] a due:2026-11-25 every:1mo done:2026-11-24\n* [ ] a due:2026-12-25 every:1mo\n"),
        ("1. [ ] a due:2026-11-25 every:1w+", "1. [x] a due:2026-11-25 every:1w+ done:2026-11-24\n1. [ ] a due:2026-12-01 every:1w+"),
        ("- [ ] a every:1w\n", "- [x] a every:1w done:2026-11-24\n- [ ] a every:1w due:2026-12-01\n"),
        ("- [ ] a start:2026-11-20 every:1w\n", "- [x] a start:2026-11-20 every:1w done:2026-11-24\n- [ ] a start:2026-11-27 every:1w\n"),
        (
            "- [ ] a due:2026-01-31 every:1mo\n  - [ ] sub\n\n    text\n- [ ] b\n",
            "- [x] a due:2026-01-31 every:1mo done:2026-11-24\n  - [ ] sub\n\n    text\n- [ ] a due:2026-02-28 every:1mo\n- [ ] b\n",
        ),
        (
            "- [ ] a due:2026-11-25\n  more words every:1w\n\nafter\n",
            "- [x] a due:2026-11-25 done:2026-11-24\n  more words every:1w\n- [ ] a due:2026-12-02\n  more words every:1w\n\nafter\n",
        ),
        ("- [ ] a 📅 2026-11-25 🔁 every month\n", "- [x] a 📅 2026-11-25 🔁 every month done:2026-11-24\n- [ ] a 📅 2026-12-25 🔁 every month\n"),
        ("  - [ ] a id:t7 due:2026-11-25 每:1周\n", "  - [x] a id:t7 due:2026-11-25 每:1周 done:2026-11-24\n  - [ ] a id:t8 due:2026-12-02 每:1周\n"),
        ("- [ ] a every:often\n", "- [x] a every:often done:2026-11-24\n"),
        ("- [-] a cancelled:2026-11-01\n", "- [x] a done:2026-11-24\n"),
    ],
)
def test_what_ticking_makes_of_a_task(before, after):
    first = scan(before).tasks[0]
    assert ticked(before, first.text) == after


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_those_of_the_file(end):
    before = (FRONT + "- [ ] a due:2026-11-25 every:1w\n\nx\n").replace("\n", end)
    edited = tick(before, Meant(6, "", "a"), DONE, AROUND)
    after = FRONT + "- [x] a due:2026-11-25 every:1w done:2026-11-24\n- [ ] a due:2026-12-02 every:1w\n\nx\n"
    assert edited.text == after.replace("\n", end)


def test_chinese_words_in_a_chinese_log():
    before = "- [ ] 对账 @dana 截止:2026-11-25 每:1个月\n\n## 记录\n\n### 2026-11-01 电话\n"
    assert ticked(before, "对账").startswith("- [x] 对账 @dana 截止:2026-11-25 每:1个月 完成:2026-11-24\n- [ ] 对账 @dana 截止:2026-12-25 每:1个月\n")


def test_a_task_that_is_done_or_gone():
    assert ticked("- [x] a done:2026-11-01\n", "a") == "- [x] a done:2026-11-01\n"
    edited = tick(FRONT + "- [ ] b\n", Meant(6, "", "a"), DONE, AROUND)
    assert edited.refusal is not None and edited.refusal.rule == "edit-no-task"


def test_of_equal_tasks_the_open_one_is_meant_unless_the_line_says_another():
    text = "- [x] a done:2026-10-01\n- [ ] a due:2026-11-25\n"
    assert ticked(text, "a", line=40).count("[x]") == 2
    assert ticked(text, "a", line=6) == text


words = st.lists(st.sampled_from(("a", "报告", "`b`", "[[x]]", "C#", "- x", "1.", "**", ",", "(due)", "x:y")), min_size=1, max_size=3).map(" ".join)
tokens = st.lists(st.sampled_from(("@dana", "!high", "#promise", "due:2026-11-25", "start:2026-11-20", "id:t1", "re:C1", "est:2h")), max_size=5, unique=True)
below = st.sampled_from(("", "  - [ ] sub\n", "  text of it\n", "\n  text of it\n", "- [ ] next\n", "\nafter\n", "\n## Section\n"))


@given(words, tokens, st.sampled_from(("every:1mo", "every:2w+", "")), below, st.sampled_from(("- ", "* ", "2. ")))
def test_a_series_goes_on_and_nothing_else_changes(words, tokens, every, below, marker):
    line = " ".join(part for part in (words, *tokens, every) if part)
    text = f"{marker}[ ] {line}\n{below}"
    before = scan(text)
    assume(before.tasks and before.tasks[0].line == 1 and len(before.findings) == 0 and before.tasks[0].text)
    edited = tick(FRONT + text, Meant(6, "", before.tasks[0].text), DONE, AROUND)
    assert edited.refusal is None
    after = body(edited.text)
    same = [(task.text, task.state) for task in before.tasks[1:]]
    got = [(task.text, task.state) for task in after.tasks[1:]]
    if every:
        again = next(task for task in after.tasks if task.text == before.tasks[0].text and task.state == "open")
        got.remove((again.text, "open"))
        kept = {token for token in short(before.tasks[0].tokens) if token[:3] not in ("due", "sta", "id:")}
        assert kept <= set(short(again.tokens)) and not any(token.startswith("done:") for token in short(again.tokens))
        assert again.parent < 0
    assert got == same and after.tasks[0].state == "done"
    assert "done:2026-11-24" in short(after.tasks[0].tokens)


@given(words, st.sampled_from(("", "# X\n\nwords\n", "## Tasks\n\n- [ ] old\n", "## Log\n\n### 2026-11-01 call\n\n- [ ] in the log\n")))
def test_a_task_is_added_and_found(words, text):
    edited = add_task(FRONT + text, DraftTask(words, (("@", "dana"), ("due", "2026-11-25"), ("after", ("t1", "t2")))), AROUND)
    assume(edited.refusal is None)
    line = new_task_line(FRONT + text, edited.text, DEFAULT_WORDS)
    assert edited.text.split("\n")[line - 1].startswith(f"- [ ] {words} @dana")
    assert "".join(edited.text.split("\n")[line - 1 : line]) not in text
    assert set(text.split("\n")) <= set(edited.text.split("\n"))


def test_where_a_ticked_task_and_its_next_one_stand():
    text = FRONT + "- [x] a due:2026-11-25 done:2026-11-24\n- [ ] a due:2026-12-25\n"
    assert ticked_line(text, Meant(6, "", "a"), "done", DEFAULT_WORDS) == (6, 7, "2026-12-25")
    assert ticked_line(text, Meant(6, "", "b"), "done", DEFAULT_WORDS) == (0, 0, "")
