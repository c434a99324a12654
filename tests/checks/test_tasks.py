"""Tasks and references of one record: each rule with a good and a bad example."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.checks.tasks import find_cycle
from tests.small_notebook import checked, flat, sentences


def project(body, front="", settings=""):
    return checked(f"---\nname: X\ncustomer: huaxing\nowner: dana\n{flat(front)}---\n{flat(body)}", "project", settings)


def customer(body, front=""):
    return checked(f"---\nname: X\nowner: dana\n{flat(front)}---\n{flat(body)}")


def test_an_open_task_has_one_owner_and_one_due_date():
    assert project("- [ ] offer @li.wei due:2026-12-01\n") == []
    assert project("- [ ] offer due:2026-12-01\n") == ["6:7 task-owner"]
    assert project("- [ ] offer @li.wei\n") == ["6:7 task-due"]
    assert project("- [ ] offer\n") == ["6:7 task-due", "6:7 task-owner"]
    assert sentences("---\nname: X\nowner: dana\n---\n- [ ] 报价 @li.wei\n", lang="zh") == ["task-due: 任务 `报价` 没有截止日期 / 添加 截止:YYYY-MM-DD"]


def test_a_subtask_has_those_of_its_parent():
    assert project("- [ ] offer @li.wei due:2026-12-01\n  - [ ] prices\n    - [ ] rebate\n") == []


@pytest.mark.parametrize("front", ["closed: 2026-10-31\noutcome: cancelled\n", "archived: yes\n"])
def test_where_the_work_is_over_open_tasks_need_neither(front):
    assert project("- [ ] offer\n", front) == []


def test_a_done_task_says_when():
    assert project("- [x] offer @li.wei due:2026-12-01 done:2026-11-01\n") == []
    assert project("- [x] offer\n") == ["6:7 task-done"]
    assert project("- [X] offer ✅ 2026-11-01\n") == []


def test_a_cancelled_task_says_when():
    assert project("- [-] offer cancelled:2026-11-01\n") == []
    assert project("- [-] offer\n") == ["6:7 task-done"]
    text = "---\nname: X\nowner: dana\n---\n- [-] offer\n"
    assert sentences(text) == ["task-done: the task `offer` is cancelled without a date / add cancelled:YYYY-MM-DD"]


def test_nobody_has_open_work_after_they_left():
    assert project("- [x] offer @mike due:2026-05-01 done:2026-05-01\n") == []
    assert project("- [ ] offer @mike due:2026-12-01\n") == ["6:14 owner-left"]
    assert checked("---\nname: X\nowner: mike\n---\n") == ["3:8 owner-left"]
    assert checked("---\nname: X\nowner: mike\narchived: yes\n---\n") == []


# --- references ---


def test_an_id_is_one_of_entries_tasks_and_items_together():
    table = "## Risks\n\n| id | what |\n| --- | --- |\n| R1 | strike |\n"
    assert project(table + "\n- [ ] a @dana due:2026-12-01 id:t1\n\n### 2026-05-01 complaint id:C1 — x\n") == []
    assert project(table + "\n### 2026-05-01 complaint id:R1 — x\n") == ["10:3 duplicate-ref"]
    assert project("- [ ] a @dana due:2026-12-01 id:t1\n- [ ] b @dana due:2026-12-01 id:t1\n") == ["7:33 duplicate-ref"]
    assert project("- [ ] a @dana due:2026-12-01 id:t1\n- [ ] b @dana due:2026-12-01 id:T1\n") == []


@pytest.mark.parametrize("reference", ["C1", "2026-04-29-note", "[[#C1]]", "other#C9"])
def test_a_reference_names_an_id_an_entry_or_another_records(reference):
    assert customer(f"### 2026-05-01 complaint id:C1 — x\n### 2026-04-30 call re:{reference} — y\n### 2026-04-29 note — z\n") == []


def test_a_reference_to_nothing_is_told_of_with_what_may_be_meant():
    assert customer("### 2026-05-01 complaint id:C1 — x\n### 2026-04-30 cost amount:5 re:C2 — y\n") == ["6:33 unknown-ref"]
    text = "---\nname: X\nowner: dana\n---\n### 2026-05-01 complaint id:C1 — x\n- [ ] a @dana due:2026-12-01 re:c1\n"
    assert sentences(text) == [
        "unknown-ref: nothing in this record has the id `c1` / write an id that is there (perhaps C1), or record#id of another record"
    ]


def test_what_comes_before_is_there_too():
    assert project("- [ ] a @dana due:2026-12-01 id:t1\n- [ ] b @dana due:2026-12-01 after:t1,t2\n") == ["7:39 unknown-ref"]
    milestones = "## Milestones\n\n| id | name | after |\n| --- | --- | --- |\n| M1 | a | |\n| M2 | b | {} |\n"
    assert project(milestones.format("M1")) == []
    assert project(milestones.format("M3")) == ["11:12 unknown-ref"]


def test_nothing_waits_for_itself():
    assert project("- [ ] a @dana due:2026-12-01 id:t1 after:t2\n- [ ] b @dana due:2026-12-01 id:t2\n") == []
    assert project("- [ ] a @dana due:2026-12-01 id:t1 after:t2\n- [ ] b @dana due:2026-12-01 id:t2 after:t1\n") == ["6:1 dependency-cycle"]
    milestones = "## Milestones\n\n| id | name | after |\n| --- | --- | --- |\n| M1 | a | M1 |\n"
    assert project(milestones) == ["10:1 dependency-cycle"]


@given(st.dictionaries(st.integers(0, 9).map(str), st.lists(st.integers(0, 9).map(str), max_size=3).map(tuple), max_size=10))
def test_a_circle_is_one_and_where_there_is_none_the_order_is_sound(graph):
    circle = find_cycle(graph)
    if circle:
        assert circle[0] == circle[-1]
        assert all(after in graph[name] for name, after in pairwise(circle))
        return
    left = dict(graph)
    while ready := [name for name, after in left.items() if not any(other in left for other in after)]:
        for name in ready:
            del left[name]
    assert left == {}


def test_a_chain_of_many_is_no_matter():
    assert find_cycle({str(n): (str(n + 1),) for n in range(20_000)}) == ()
