"""What the cache keeps of a record: one row a value, in the canonical forms that questions compare."""

import json

import pytest

from pcrm_tools.model.rows import EntryRow, RecordRow
from pcrm_tools.store.decoded import rows_of, twin_key
from tests.small_notebook import customer, flat, project


def kept(record):
    return rows_of(record, (), "customers/x.md", "digest")


def head(record):
    return RecordRow(1, *kept(record).record)


def fields(record):
    return {key: value for key, _, value, *_ in kept(record).fields}


def test_values_are_kept_in_one_form_each():
    record = project("value: 12万\nprobability: 0.6\nstart: 2026-01-05\ncustom: 是\nagreement: x\nbudget: {total: USD 5k}\n")
    assert fields(record) == {
        "name": "X", "customer": "huaxing", "owner": "dana", "value": "CNY 120000", "probability": "0.6", "start": "2026-01-05", "custom": "yes",
        "agreement": "x", "budget.total": "USD 5000",
    }  # fmt: skip


def test_lists_have_a_row_for_each_element_and_numbers_a_number():
    rows = kept(customer("tags: [a, B]\nevaluation: {scores: {fit: 4}, evidence: x}\n")).fields
    assert [(key, number, value) for key, number, value, *_ in rows if key == "tags"] == [("tags", 0, "a"), ("tags", 1, "B")]
    assert [(value, folded) for key, _, value, folded, *_ in rows if key == "tags"] == [("a", None), ("B", "b")]
    assert [number for key, _, _, _, number, *_ in rows if key == "evaluation.scores.fit"] == [4.0]


def test_what_no_schema_knows_is_kept_with_its_line():
    rows = kept(customer("version: 1.10\ncontacts: [{name: Ann, hobby: golf}]\n")).fields
    assert [(key, value, line) for key, _, value, _, _, line, _ in rows if key in ("version", "contacts.hobby")] == [
        ("version", "1.10", 4), ("contacts.hobby", "golf", 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("front", "log", "stage", "since", "line"),
    [
        ("stage: survey\n", "### 2026-05-01 stage → survey\n", "survey", "2026-05-01", 7),
        ("", "### 2026-05-02 stage → order\n### 2026-05-01 stage → survey\n", "order", "2026-05-02", 6),
        ("stage: survey\nstart: 2026-01-05\n", "", "survey", "2026-01-05", 5),
        ("stage: survey\n", "### 2026-03-01 call — x\n", "survey", "2026-03-01", 5),
        ("stage: survey\n", "", "survey", None, 5),
        ("", "", None, None, None),
    ],
    ids=["the entry that says so", "left out", "from the start", "from the first entry", "unknown", "none"],
)
def test_the_stage_and_since_when(front, log, stage, since, line):
    row = head(project(front, log))
    assert (row.stage, row.stage_since, row.stage_line) == (stage, since, line)


def test_what_the_newest_contact_promised():
    row = head(customer("", "### 2026-05-02 call next:2026-06-01 — x\n### 2026-05-01 call next:2026-07-01 — y\n### 2026-05-03 note — z\n"))
    assert (row.last_entry, row.said_next, row.said_line, row.first_entry, row.entries) == ("2026-05-02", "2026-06-01", 5, "2026-05-01", 3)


def test_the_lifecycle_that_only_the_log_says():
    assert head(customer("", "### 2026-05-01 lifecycle lead → active\n")).lifecycle == "active"


@pytest.mark.parametrize(("tags", "private"), [("[private]", 1), ("[内部]", 1), ("private", 1), ("[privately]", 0), ("[]", 0)])
def test_a_record_is_private_by_its_tag(tags, private):
    assert head(customer(f"tags: {tags}\n")).private == private


def test_entries_and_tasks_keep_whether_they_are_private():
    found = kept(customer("", "### 2026-05-01 call #内部 with:王芳,Bob csat:4 — x\n\n- [ ] a @dana due:2026-12-01\n### 2026-05-02 note — y\n"))
    first, second = (EntryRow(1, *row) for row in found.entries)
    assert (first.private, second.private) == (1, 0)
    assert (first.withs, first.tags, json.loads(first.attrs)) == ("王芳\nBob", "private", {"csat": 4})
    assert [row[16] for row in found.tasks] == [1]


def test_anchors_are_ids_entries_and_headings_each_once():
    body = """
        ## Log
        ### 2026-05-01 complaint id:C1 — x
        ### 2026-05-01 call — y
        - [ ] a @dana due:2026-12-01 id:t1
        ## Log
        """
    assert [anchor for anchor, _ in kept(customer("", flat(body))).anchors] == [
        "C1", "2026-05-01-call", "t1", "Log", "2026-05-01 complaint id:C1 — x", "2026-05-01 call — y",
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("Acme", "acme"), ("ａcme", "acme"), ("cafe\u0301", "caf\u00e9")])
def test_twins(one, other):
    assert twin_key(one) == twin_key(other)
