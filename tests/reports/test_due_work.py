"""What is to be done, by records as people write them: tasks that wait or start later, subtasks, the end of a project, risks, cases."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.model.config import Config
from pcrm_tools.reports.followups import explain
from pcrm_tools.text.settings import read_settings
from tests.due_notebook import QUIET, customer, due, lines, project, why
from tests.small_notebook import SETTINGS, flat

# --- tasks --------------------------------------------------------------------------------------------------------


def test_a_task_is_hidden_until_it_starts(tmp_path: Path) -> None:
    tasks = """
        - [ ] Not yet @dana due:2026-11-25 start:2026-11-22
        - [ ] Today @dana due:2026-11-25 start:2026-11-20
        - [ ] A start behind its end is a slip @dana due:2026-11-18 start:2026-12-01
    """
    record = {"huaxing": customer(tasks)}
    assert lines(due(tmp_path, record)) == ["task 2026-11-18 2: A start behind its end is a slip", "task 2026-11-25 -5: Today"]
    assert "task 2026-11-25 -3: Not yet" in lines(due(tmp_path, record, today=date(2026, 11, 22)))


def test_a_task_that_waits_for_another_is_not_late(tmp_path: Path) -> None:
    tasks = """
        - [ ] Order the drive @dana due:2026-11-17 id:t1
        - [ ] Fit it @dana due:2026-11-18 id:t2 after:t1
        - [ ] Test it @dana due:2026-11-19 after:t2,t9
        - [x] Measured @dana due:2026-11-10 done:2026-11-09 id:t9
    """
    rows = due(tmp_path, {"huaxing": customer(tasks)})
    assert lines(rows) == ["task 2026-11-17 3: Order the drive", "task 2026-11-20 0: Fit it", "task 2026-11-20 0: Test it"]
    assert why(tmp_path, rows[1]) == "the task, planned for 2026-11-18, waits for t1: due today"
    assert why(tmp_path, rows[2], "zh") == "任务原定 2026-11-19，等待 t2：今天到期"
    config = Config(read_settings(flat(SETTINGS) + flat(QUIET))[0].data)
    assert [(part.id, part.points) for part in explain(rows[1], config)] == [("rule", 30), ("waits", -15)]
    assert rows[1].score == 15


def test_a_task_is_due_with_the_last_of_those_it_waits_for(tmp_path: Path) -> None:
    tasks = """
        - [ ] Approval @dana due:2026-11-24 id:t1
        - [ ] Build @dana due:2026-11-18 after:t1
        - [ ] Much later @dana due:2026-12-20 id:t3
        - [ ] Out of sight @dana due:2026-11-18 after:t3
    """
    rows = due(tmp_path, {"huaxing": customer(tasks)})
    assert lines(rows) == ["task 2026-11-24 -4: Approval", "task 2026-11-24 -4: Build"]


def test_a_task_waits_for_a_milestone_a_case_or_another_record_too(tmp_path: Path) -> None:
    body = """
        ## Milestones

        | id | name | due |
        | --- | --- | --- |
        | M1 | Design | 2027-01-10 |

        ## Tasks

        - [ ] After the design @dana due:2026-11-18 after:M1
        - [ ] After the case @dana due:2026-11-18 after:C1
        - [ ] After the solved case @dana due:2026-11-18 after:C2
        - [ ] After the customer's task @dana due:2026-11-18 after:huaxing#t1

        ## Log

        ### 2026-11-19 question id:C1 @dana — open
        ### 2026-11-10 question id:C2 @dana resolved:2026-11-11 — solved
    """
    records = {"line-2": project(body), "huaxing": customer("- [ ] First @dana due:2026-11-30 id:t1\n")}
    rows = due(tmp_path, records)
    assert lines(rows, "task") == ["task 2026-11-18 2: After the solved case", "task 2026-11-20 0: After the case"]
    assert why(tmp_path, rows[1]) == "the task, planned for 2026-11-18, waits for C1: due today"


def test_a_promise_stays_due_on_its_day_whatever_it_waits_for(tmp_path: Path) -> None:
    tasks = "- [ ] First @dana due:2026-12-20 id:t1\n- [ ] Promised @dana due:2026-11-18 after:t1 #promise\n"
    (row,) = due(tmp_path, {"huaxing": customer(tasks)})
    assert (lines([row]), row.promise) == (["task 2026-11-18 2: Promised"], True)
    assert why(tmp_path, row) == "promised to the customer and open, waits for t1: 2 days late"


def test_subtasks_inherit_owner_and_day(tmp_path: Path) -> None:
    tasks = "- [ ] Offer @dana due:2026-11-18\n  - [ ] Effort\n  - [ ] Price @li.wei due:2026-11-19\n  - [x] Scope done:2026-11-01\n"
    rows = due(tmp_path, {"huaxing": customer(tasks)})
    assert [(row.what, row.owner, row.due) for row in rows] == [
        ("Offer", "dana", "2026-11-18"), ("Effort", "dana", "2026-11-18"), ("Price", "li.wei", "2026-11-19"),
    ]
    assert [row.evidence for row in rows] == [(f"customers/huaxing.md:{line}",) for line in (7, 8, 9)]


# --- the end of a project -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "listed"),
    [
        ("due: 2026-11-18\n", ["project-due 2026-11-18 2: Line 2"]),
        ("due: 2026-11-27\n", ["project-due 2026-11-27 -7: Line 2"]),
        ("due: 2026-11-28\n", []),
        ("due: 2026-11-18\nstage: after-sales\nstart: 2026-11-01\n", []),
        ("due: 2026-11-18\nclosed: 2026-11-19\noutcome: done\n", []),
        ("expected_close: 2026-11-18\nstage: sample\nstart: 2026-11-01\n", ["expected-close 2026-11-18 2: Line 2"]),
        ("expected_close: 2026-11-18\nstage: order\nstart: 2026-11-15\n", []),
    ],
)
def test_a_project_ends_and_an_order_comes_by_its_day(front: str, listed: list[str], tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project("", front)})
    assert lines(rows, "project-due", "expected-close") == listed


def test_the_end_of_a_project_in_words(tmp_path: Path) -> None:
    front = "due: 2026-11-18\nexpected_close: 2026-11-19\nstage: sample\nstart: 2026-11-01\n"
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project("", front)})
    end, order = (row for row in rows if row.rule in ("project-due", "expected-close"))
    assert why(tmp_path, end) == "the project was to end on 2026-11-18 and is not closed: 2 days late"
    assert why(tmp_path, order) == "the order was expected by 2026-11-19, the stage is sample: 1 day late"
    assert why(tmp_path, order, "zh") == "预计 2026-11-19 前成交，目前阶段“样品”：逾期 1 天"


# --- risks --------------------------------------------------------------------------------------------------------

RISKS = """
    ## Risks

    | id | what | probability | impact | response | owner | status | review |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | K1 | Delay | 50% | 20% | | dana | open | 2026-11-18 |
    | K2 | Strike | 50% | 50% | | dana | | 2027-03-01 |
    | K3 | Flood | 90% | 90% | accept | | open | |
    | K4 | Closed | 90% | 90% | | | closed | 2026-11-01 |
    | K5 | Happened | 90% | 90% | | | occurred | |
"""


def test_open_risks_are_reviewed_and_high_ones_want_a_response(tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project(RISKS)})
    assert lines(rows) == ["risk-high 2026-11-20 0: K2 Strike", "risk-review 2026-11-18 2: K1 Delay"]
    assert [row.owner for row in rows] == ["dana", "dana"]
    assert why(tmp_path, rows[0]) == "score 25%, high from 25%, and no response is chosen"
    assert why(tmp_path, rows[1], "zh") == "风险应于 2026-11-18 前复查：逾期 2 天"
    lower = due(tmp_path, {"huaxing": customer(""), "line-2": project(RISKS)}, settings="followups: {risk-high: {from: 10%}}\n")
    assert lines(lower, "risk-high") == ["risk-high 2026-11-20 0: K1 Delay", "risk-high 2026-11-20 0: K2 Strike"]


def test_marks_from_1_to_5_are_shares_of_25(tmp_path: Path) -> None:
    marks = RISKS.replace("50%", "3").replace("20%", "2").replace("90%", "5")
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project(marks)}, settings="risk: {scale: 1-5}\n")
    assert lines(rows, "risk-high") == ["risk-high 2026-11-20 0: K2 Strike"]
    assert why(tmp_path, rows[0]) == "score 36%, high from 25%, and no response is chosen"


# --- cases --------------------------------------------------------------------------------------------------------

SLA = "sla: [{kind: complaint, priority: urgent, respond: 1h, owner: mike}, {kind: complaint, respond: 4h, owner: dana}]\n"


@pytest.mark.parametrize(
    ("entry", "owner"),
    [("complaint @li.wei", "li.wei"), ("complaint", "dana"), ("complaint !urgent", "mike")],
)
def test_a_case_without_a_handler_goes_to_whom_the_service_table_names(entry: str, owner: str, tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(f"## Log\n\n### 2026-11-19 09:00 {entry} — dust\n")}, settings=SLA)
    assert [(row.rule, row.owner) for row in rows] == [("case-respond", owner)]


def test_a_case_runs_in_the_working_time_of_its_handlers_country(tmp_path: Path) -> None:
    settings = """
        calendar: {country: CN, hours: "09:00-18:00"}
        sla: [{respond: 1d, resolve: 2d}]
    """
    log = "## Log\n\n### 2026-09-30 10:00 complaint @{} — dust\n"
    there = {"huaxing": customer(log.format("li.wei")), "customers/b.md": customer(log.format("dana")).replace("Huaxing", "B")}
    abroad = flat(SETTINGS).replace("name: Dana Whitfield", "name: Dana Whitfield, country: US")
    rows = due_with(tmp_path, there, abroad + flat(settings), date(2026, 10, 1))
    # In China the holidays last until Wednesday, 7 October.
    assert sorted((row.owner, row.due) for row in rows if row.rule == "case-respond") == [("dana", "2026-10-01"), ("li.wei", "2026-10-08")]


def due_with(root: Path, files: dict[str, str], settings: str, today: date) -> list:  # type: ignore[type-arg]
    from pcrm_tools.session import Session
    from pcrm_tools.store.due import followups
    from tests.small_notebook import write

    placed = {name if "/" in name else f"customers/{name}.md": text for name, text in files.items()}
    write(root, {"pcrm.yml": settings + flat(QUIET), **placed})
    session = Session.open(root)
    try:
        return list(followups(session.db, session.config, today, date(2026, 12, 31)))
    finally:
        session.close()
