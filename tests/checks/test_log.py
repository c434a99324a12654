"""The log of one record: states, people, cases, the next contact; each rule with a good and a bad example."""

import pytest

from tests.small_notebook import checked, flat, sentences

CUSTOMER = "---\nname: X\nowner: {}\n{}---\n{}"
PEOPLE = "contacts: [{name: 王芳, aliases: [芳姐]}, {name: Ann Lee, left: 2026-05-31}]\n"


def customer(front="", body="", settings="", owner="dana"):
    return checked(CUSTOMER.format(owner, flat(front), flat(body)), "customer", settings)


def project(front="", body="", settings=""):
    return checked(f"---\nname: X\ncustomer: huaxing\nowner: dana\n{flat(front)}---\n{flat(body)}", "project", settings)


# --- states agree with the front matter ---


def test_stage_agrees_with_the_last_stage_entry():
    body = "### 2026-05-01 stage evaluation → survey\n"
    assert project("stage: survey\n", body) == []
    assert project("阶段: 需求调查\n", body) == []
    assert project("", body) == []
    assert project("stage: evaluation\n", body) == ["5:8 stage-mismatch"]


def test_lifecycle_agrees_with_the_last_lifecycle_entry():
    assert customer("lifecycle: active\n", "### 2026-05-01 生命周期 意向 → 合作\n") == []
    assert customer("lifecycle: prospect\n", "### 2026-05-01 lifecycle → active\n") == ["4:12 lifecycle-mismatch"]


def test_owner_agrees_with_the_last_handover():
    assert customer(body="### 2026-05-01 handover li.wei → dana\n") == []
    assert customer(body="### 2026-05-01 交接 dana → 小李\n") == ["3:8 owner-mismatch"]


@pytest.mark.parametrize(
    ("log", "stage"),
    [
        ("### 2026-05-02 stage → survey\n### 2026-05-01 stage → order\n", "survey"),
        ("### 2026-05-01 stage → survey\n### 2026-05-02 stage → order\n", "order"),
        ("### 2026-05-01 9:00 stage → survey\n### 2026-05-01 16:00 stage → order\n", "order"),
        ("### 2026-05-01 16:00 stage → survey\n### 2026-05-01 9:00 stage → order\n", "survey"),
        ("### 2026-05-01 stage → survey\n### 2026-05-01 stage → order\n", "survey"),
        ("### 2026-05-01 stage → survey\n### 2026-05-01 9:00 stage → order\n", "order"),
        ("### 2026-05-02 stage — no arrow\n### 2026-05-01 stage → order\n", "order"),
    ],
    ids=["newest first", "newest last", "by time", "by time, turned", "by place", "a time is later than none", "an arrow is needed"],
)
def test_the_last_entry_is_the_newest_by_day_then_time_then_place(log, stage):
    others = {"survey", "order"} - {stage}
    assert [said for said in project(f"stage: {stage}\n", log) if "mismatch" in said] == []
    assert [said for said in project(f"stage: {others.pop()}\n", log) if "mismatch" in said] == ["5:8 stage-mismatch"]


def test_a_mismatch_says_where_and_what_to_write():
    text = "---\nname: X\nowner: dana\nlifecycle: lead\n---\n### 2026-05-01 lifecycle → active\n"
    assert sentences(text) == [
        "lifecycle-mismatch: lifecycle: lead, but the last lifecycle entry (line 6) says active"
        " / write `lifecycle: active`, or add the entry that is missing"
    ]


# --- people ---


def test_with_names_contacts_and_colleagues():
    assert customer(PEOPLE, '### 2026-05-01 call with:王芳,芳姐,小李,"Ann Lee" — x\n') == []
    assert customer(PEOPLE, "### 2026-05-01 call with:王芳,王方 — x\n") == ["6:29 unknown-contact"]
    assert customer("", "### 2026-05-01 call\n\nwith:王芳 minutes:5\n") == ["7:6 unknown-contact"]


def test_the_plan_names_contacts_too():
    assert customer(PEOPLE + "plan: [{what: call, with: 王芳}]\n") == []
    assert customer(PEOPLE + "plan: [{what: call, with: [王芳, 张三]}]\n") == ["5:32 unknown-contact"]


def test_nobody_is_met_after_they_left():
    assert customer(PEOPLE, '### 2026-05-31 call with:"Ann Lee" — x\n') == []
    assert customer(PEOPLE, '### 2026-06-01 call with:"Ann Lee" — x\n') == ["6:27 contact-left"]


def test_the_nearest_contact_is_named():
    text = CUSTOMER.format("dana", PEOPLE, "### 2026-05-01 call with:王方 — x\n")
    assert sentences(text) == ["unknown-contact: `王方` is no contact of this customer / write 王芳, or add the person under contacts"]


# --- the next contact ---


def test_the_next_contact_is_the_one_that_the_newest_contact_promises():
    assert customer("next_contact: 2026-12-01\n", "### 2026-11-01 call next:2026-12-01 — x\n") == []
    assert customer("next_contact: 2026-12-01\n", "### 2026-11-01 call next:2026-12-08 — x\n") == ["4:15 next-differs"]


def test_a_promise_that_was_met_or_that_an_older_entry_made_does_not_count():
    assert customer("next_contact: 2026-10-01\n", "### 2026-11-01 call next:2026-12-08 — met\n") == []
    assert customer("next_contact: 2026-12-01\n", "### 2026-11-02 call — newer\n### 2026-11-01 call next:2026-12-08 — x\n") == []
    assert customer("next_contact: 2026-12-01\n", "### 2026-11-01 note next:2026-12-08 — no contact\n") == []


def test_an_own_kind_of_the_contact_group_is_a_contact():
    kinds = "kinds: {fair: {group: contact}}\n"
    assert customer("next_contact: 2026-12-01\n", "### 2026-11-01 fair next:2026-12-08 — x\n", kinds) == ["4:15 next-differs"]


# --- cases ---


def test_a_solved_complaint_has_a_cause_and_a_lesson():
    assert customer("", "### 2026-11-01 complaint resolved:2026-11-02 cause:x lesson:[[kb/x]] — x\n") == []
    assert customer("", "### 2026-11-01 complaint — still open\n") == []
    assert customer("", "### 2026-11-01 repair resolved:2026-11-02 — no complaint\n") == []
    assert customer("", "### 2026-11-01 complaint resolved:2026-11-02 cause:x — x\n") == ["5:1 complaint-lesson"]


@pytest.mark.parametrize(
    "tokens",
    [
        "responded:2026-11-01", "responded:2026-11-01T09:00", "responded:14:50", "waiting:2026-11-01..2026-11-01", "resolved:2026-11-05",
        "waiting:2026-11-02T10:00..2026-11-02", "waiting:2026-11-02..2026-11-02T10:00", "waiting:2026-11-02..",
    ],
)  # fmt: skip
def test_days_of_a_case_are_in_order(tokens):
    assert customer("", f"### 2026-11-01 support {tokens} — x\n") == []


@pytest.mark.parametrize(
    ("tokens", "column"),
    [
        ("responded:2026-10-31", 34), ("resolved:2026-10-31T10:00", 33), ("waiting:2026-10-30..2026-11-02", 32),
        ("waiting:2026-11-03..2026-11-02", 44),
    ],
)  # fmt: skip
def test_days_of_a_case_before_it_or_ends_before_starts_are_told_of(tokens, column):
    assert customer("", f"### 2026-11-01 support {tokens} — x\n") == [f"5:{column} date-order"]


# --- points ---


@pytest.mark.parametrize("kind", ["redeem", "referral", "reward"])
def test_only_points_have_a_sign(kind):
    assert customer("", f"### 2026-11-01 {kind} points:20 — x\n") == []
    assert customer("", "### 2026-11-01 points points:-20 — x\n") == []
    assert [said.split()[1] for said in customer("", f"### 2026-11-01 {kind} points:-20 — x\n")] == ["points-sign"]
