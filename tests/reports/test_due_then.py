"""An earlier day: only what was logged until then counts, and what was done later is open."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.store.due import followups
from tests.due_notebook import customer, due, lines, project, why
from tests.notebook_rows import NotebookRows


def test_what_was_done_later_is_open(tmp_path: Path) -> None:
    body = """
        ## Milestones

        | id | name | due | done |
        | --- | --- | --- | --- |
        | M1 | Design | 2026-10-10 | 2026-10-20 |
        | M2 | Early | 2026-10-10 | 2026-10-05 |

        ## Deliverables

        | what | due | delivered | accepted |
        | --- | --- | --- | --- |
        | Guide | 2026-10-12 | 2026-10-18 | 2026-11-01 |
        | Handed over in time | 2026-10-12 | 2026-10-12 | 2026-11-01 |

        ## Tasks

        - [x] Done later @dana due:2026-10-11 done:2026-10-16
        - [x] Done before @dana due:2026-10-11 done:2026-10-14
        - [-] Given up later @dana due:2026-10-13 cancelled:2026-10-19

        ## Log

        ### 2026-11-10 note

        - [ ] Not thought of yet @dana due:2026-10-14

        ### 2026-10-01 note
    """
    records = {"huaxing": customer(""), "line-2": project(body, "closed: 2026-11-12\noutcome: done\n")}
    assert lines(due(tmp_path, records, today=date(2026, 10, 15))) == [
        "milestone 2026-10-10 5: Design", "deliverable 2026-10-12 3: Guide", "task 2026-10-11 4: Done later",
        "task 2026-10-13 2: Given up later",
    ]
    assert lines(due(tmp_path, records), "task", "milestone", "deliverable") == []


def test_a_case_was_open_and_its_customer_not_waited_for(tmp_path: Path) -> None:
    log = """
        ## Log

        ### 2026-11-18 note — later
        ### 2026-11-10 09:00 complaint responded:2026-11-12 waiting:2026-11-13..2026-11-16 resolved:2026-11-18 — dust
    """
    settings = "sla: [{respond: 1d, resolve: 2d}]\n"

    def on(day: int) -> list[str]:
        return lines(due(tmp_path, {"huaxing": customer(log)}, today=date(2026, 11, day), settings=settings))

    assert on(11) == ["case-respond 2026-11-10 1: dust", "case-resolve 2026-11-11 0: dust"]
    assert on(12) == ["case-resolve 2026-11-11 1: dust"]
    assert on(18) == []


def test_the_stage_the_owner_and_the_life_cycle_are_those_of_the_day(tmp_path: Path) -> None:
    log = """
        ## Log

        ### 2026-11-15 stage survey → order
        ### 2026-11-01 handover mike → dana
        ### 2026-09-01 stage evaluation → survey
        ### 2026-08-01 stage contact → evaluation
        ### 2026-07-20 note
    """
    records = {"huaxing": customer(""), "line-2": project(log, "stage: order\nstart: 2026-07-20\n")}
    rows = due(tmp_path, records, today=date(2026, 10, 1))
    assert [(row.owner, line) for row, line in zip(rows, lines(rows), strict=True)] == [
        ("mike", "stage-late 2026-09-21 10: survey"),
    ]
    assert why(tmp_path, rows[0]) == "in stage survey for 30 days (since 2026-09-01), expected 20d: 10 days late"
    first = due(tmp_path, records, today=date(2026, 7, 31), horizon=date(2026, 12, 31))
    assert lines(first, "stage-late", "limit") == ["limit 2026-10-18 -79: contact → order", "stage-late 2026-08-09 -9: contact"]
    grown = customer("## Log\n\n### 2026-11-01 lifecycle lead → active\n### 2026-06-01 note\n", "first_contact: 2026-06-01\n")
    form = "evaluation: {criteria: {fit: {weight: 2}}}\n"
    assert lines(due(tmp_path / "b", {"huaxing": grown}, today=date(2026, 7, 5), settings=form)) == ["evaluation 2026-07-01 4: Huaxing"]
    assert lines(due(tmp_path / "b", {"huaxing": grown}, settings=form)) == []


def test_an_answer_a_payment_and_a_plan_are_those_known_on_the_day(tmp_path: Path) -> None:
    body = """
        ## Plan

        | what | channel | every |
        | --- | --- | --- |
        | Call | call | 1w |

        ## Log

        ### 2026-11-10 payment amount:500 re:F1
        ### 2026-11-09 email direction:out — the answer
        ### 2026-11-08 call — the plan
        ### 2026-11-05 email direction:in — the question
        ### 2026-10-20 call — the plan before
        ### 2026-10-01 invoice id:F1 amount:500 due:2026-11-01
    """
    rows = due(tmp_path, {"huaxing": customer(body)}, today=date(2026, 11, 7))
    assert lines(rows) == ["invoice 2026-11-01 6: F1", "inbound 2026-11-05 2: the question", "plan 2026-10-27 11: Call"]
    assert lines(due(tmp_path, {"huaxing": customer(body)}, today=date(2026, 11, 12))) == ["plan 2026-11-15 -3: Call"]


# --- whatever was logged later, an earlier day is what it was -----------------------------------------------------

SETTINGS: dict[str, Any] = {
    **defaults(), "followups": {"survey": {"every": "1mo"}, "stale": {"after": "1mo"}, "erase": {"ahead": "1y"}},
    "lifecycle": {"active": {}}, "tiers": {"key": {"cadence": "2w"}, "general": {}},
    "sla": [{"respond": "1d", "resolve": "3d"}],
}
FIRST, DAYS = date(2026, 1, 1), 120
TOKENS = {
    "email": {"direction": "in"}, "message": {"direction": "in", "via": "wechat"}, "invoice": {"amount": "CNY 100", "due": "2026-02-15"},
    "payment": {"amount": "CNY 60"}, "quote": {"amount": "CNY 100", "valid": "2026-03-01"}, "order": {"amount": "CNY 100"},
}
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, DAYS), st.sampled_from(["call", "visit", "note", "survey", "question", *TOKENS]), st.booleans(), st.booleans()
    ),
    max_size=14,
)


def made(entries: list[tuple[int, str, bool, bool]], until: int) -> NotebookRows:
    book = NotebookRows()
    there = book.customer("huaxing", lifecycle="active", tier="key", next_line=3)
    book.item(there, "plan", "Visit", None, what="Visit", channel="visit", every="1mo")
    book.item(there, "contacts", "王芳", None, name="王芳", birthday="03-02")
    project_there = book.project("line-2", "huaxing", stage="sample", stage_since="2026-01-01")
    for n in (there, project_there):
        book.entry(n, FIRST.isoformat(), "note")
    for day, kind, in_project, said in entries:
        if day <= until:
            columns = dict(TOKENS.get(kind, {}))
            if kind in ("call", "visit") and said:
                columns["next"] = (FIRST + timedelta(day + 10)).isoformat()
            n = project_there if in_project else there
            book.entry(n, (FIRST + timedelta(day)).isoformat(), kind, withs="王芳" if said else "", **columns)
    return book


def shape(rows: tuple[FollowUp, ...]) -> list[tuple[Any, ...]]:
    """Rows without what depends on the lines of the file."""
    return sorted((row.id, row.rule, row.due, row.what, row.owner, row.why, row.score) for row in rows)


@given(ENTRIES, st.integers(0, DAYS))
def test_later_entries_change_nothing(entries: list[tuple[int, str, bool, bool]], day: int) -> None:
    today, config = FIRST + timedelta(day), Config(SETTINGS)
    known = followups(made(entries, day).db, config, today)
    assert shape(followups(made(entries, DAYS).db, config, today)) == shape(known)
