"""Looking after customers, by records as people write them: birthdays, care days, surveys, evaluation, stale and old data."""

from datetime import date
from pathlib import Path

import pytest

from tests.due_notebook import TODAY, customer, due, lines, project, why

CONTACTS = """
    ## Contacts

    | name | aliases | birthday | left |
    | --- | --- | --- | --- |
    | 王芳 | 王经理 | 1980-11-24 | |
    | Karen Voss | Karen | 农历10-12 | |
    | Gone Grey | | 11-23 | 2026-01-31 |
    | Far Away | | 05-18 | |

    ## Log

"""


# --- birthdays ----------------------------------------------------------------------------------------------------


def test_birthdays_by_both_calendars_are_listed_a_week_ahead(tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(CONTACTS)})
    assert lines(rows, "birthday") == ["birthday 2026-11-20 0: Karen Voss", "birthday 2026-11-24 -4: 王芳"]
    lunar, solar = rows
    assert why(tmp_path, solar) == "birthday on 2026-11-24: due in 4 days"
    assert why(tmp_path, lunar) == "birthday on 2026-11-20 (10-12 of the Chinese calendar): due today"
    assert why(tmp_path, lunar, "zh") == "2026-11-20 生日（农历 10-12）：今天到期"


@pytest.mark.parametrize(
    ("today", "listed"),
    [("2026-11-16", False), ("2026-11-17", True), ("2026-11-27", True), ("2026-11-28", False), ("2025-11-20", True)],
)
def test_a_birthday_is_gone_three_days_later(today: str, listed: bool, tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(CONTACTS)}, today=date.fromisoformat(today))
    assert any(row.what == "王芳" for row in rows) == listed


@pytest.mark.parametrize(
    ("entry", "greeted"),
    [
        ("### 2026-11-19 care with:王经理 — cake", True),
        ("### 2026-11-16 care with:王芳 — too early", False),
        ("### 2026-11-24 call with:王芳 — on the day", True),
        ("### 2026-11-23 call with:王芳 — of something else", False),
        ("### 2026-11-24 call with:Karen — somebody else", False),
    ],
)
def test_a_greeting_in_the_log_meets_a_birthday(entry: str, greeted: bool, tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(CONTACTS + f"    {entry}\n")}, today=date(2026, 11, 25))
    assert any(row.what == "王芳" for row in rows) != greeted


@pytest.mark.parametrize(
    ("task", "covered"),
    [("- [ ] 王经理生日送花 @dana due:2026-11-24", True), ("- [ ] Call 王芳 @dana due:2026-11-24", False),
     ("- [x] 王芳生日卡 @dana due:2025-11-24 done:2025-11-24", False)],
)  # fmt: skip
def test_an_open_task_for_the_birthday_stands_for_it(task: str, covered: bool, tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(f"{CONTACTS}\n    ## Tasks\n\n    {task}\n")})
    assert any(row.rule == "birthday" and row.what == "王芳" for row in rows) != covered


def test_birthdays_over_the_turn_of_the_year_and_on_leap_days(tmp_path: Path) -> None:
    table = "## Contacts\n\n| name | birthday |\n| --- | --- |\n| Eve | 12-31 |\n| Adam | 01-03 |\n| Leap | 02-29 |\n"
    turn = due(tmp_path, {"huaxing": customer(table)}, today=date(2026, 12, 30))
    assert lines(turn, "birthday") == ["birthday 2026-12-31 -1: Eve", "birthday 2027-01-03 -4: Adam"]
    common = due(tmp_path, {"huaxing": customer(table)}, today=date(2027, 2, 27))
    assert lines(common, "birthday") == ["birthday 2027-02-28 -1: Leap"]
    leap = due(tmp_path, {"huaxing": customer(table)}, today=date(2028, 2, 27))
    assert lines(leap, "birthday") == ["birthday 2028-02-29 -2: Leap"]


def test_lost_customers_are_not_congratulated(tmp_path: Path) -> None:
    record = customer(CONTACTS).replace("lifecycle: active", "lifecycle: lost")
    assert lines(due(tmp_path, {"huaxing": record}), "birthday") == []


def test_the_window_of_birthdays_can_be_changed_and_the_rule_switched_off(tmp_path: Path) -> None:
    record = {"huaxing": customer(CONTACTS)}
    assert lines(due(tmp_path, record, settings="followups: {birthday: {within: 2d}}\n")) == ["birthday 2026-11-20 0: Karen Voss"]
    assert lines(due(tmp_path, record, settings="followups: {off: [birthday]}\n")) == []


# --- care days ----------------------------------------------------------------------------------------------------

CARE = """
    tiers: {key: {}, general: {}}
    lifecycle: {active: {}}
    followups: {care: {days: {12-25: Christmas, lunar 01-01: 春节}}}
"""


def test_customers_of_the_first_tier_are_greeted_on_the_notebooks_care_days(tmp_path: Path) -> None:
    records = {
        "huaxing": customer("", "tier: key\n"),
        "customers/small.md": customer("", "tier: general\n").replace("Huaxing", "Small"),
        "customers/greeted.md": customer("## Log\n\n### 2026-12-20 care — calendar\n", "tier: key\n").replace("Huaxing", "Greeted"),
        "customers/early.md": customer("## Log\n\n### 2026-12-01 care — much too early\n", "tier: key\n").replace("Huaxing", "Early"),
    }
    rows = due(tmp_path, records, today=date(2026, 12, 20), quiet=CARE)
    assert sorted((row.name, row.due) for row in rows if row.rule == "care") == [("Early", "2026-12-25"), ("Huaxing", "2026-12-25")]
    assert why(tmp_path, rows[0]) == "Christmas is on 2026-12-25, no greeting in the log yet: due in 5 days"
    assert lines(due(tmp_path, records, today=date(2026, 12, 10), quiet=CARE), "care") == []
    spring = due(tmp_path, records, today=date(2027, 2, 5), quiet=CARE)
    assert {row.due for row in spring if row.rule == "care"} == {"2027-02-06"}
    assert why(tmp_path, spring[0], "zh") == "2027-02-06 是春节，还没有问候：明天到期"


# --- surveys ------------------------------------------------------------------------------------------------------


def test_a_customer_is_asked_once_a_year_wherever_the_last_survey_stands(tmp_path: Path) -> None:
    survey = "## Log\n\n### 2025-11-15 survey csat:4 — yearly\n"
    (row,) = due(tmp_path / "a", {"huaxing": customer(survey)})
    assert (lines([row]), row.evidence[0]) == (["survey 2026-11-15 5: Huaxing"], "customers/huaxing.md:9")
    assert why(tmp_path / "a", row) == "one survey every 1y, the last on 2025-11-15: 5 days late"
    later = {"huaxing": customer(survey), "line-2": project("## Log\n\n### 2026-03-01 survey csat:5 — in between\n")}
    assert lines(due(tmp_path / "b", later), "survey") == []
    asleep = customer(survey).replace("lifecycle: active", "lifecycle: dormant")
    assert lines(due(tmp_path / "c", {"huaxing": asleep}), "survey") == []


def test_who_was_never_asked_is_listed_where_the_settings_say_how_often(tmp_path: Path) -> None:
    record = {"huaxing": customer("", "first_contact: 2026-05-10\n")}
    assert lines(due(tmp_path, record, today=date(2027, 11, 20)), "survey") == []
    rows = due(tmp_path, record, settings="followups: {survey: {every: 6mo}}\n")
    assert lines(rows, "survey") == ["survey 2026-11-10 10: Huaxing"]
    assert why(tmp_path, rows[0], "zh") == "每 6 个月调查一次，自 2026-05-10 起没有：逾期 10 天"


DONE = """
    ## Milestones

    | id | name | due | done |
    | --- | --- | --- | --- |
    | M1 | Design | 2026-09-01 | 2026-09-01 |
    | M2 | Handed over | 2026-11-01 | 2026-11-03 |

    ## Log

"""


def test_finished_work_wants_a_survey(tmp_path: Path) -> None:
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project(DONE)})
    assert lines(rows, "closing-survey") == ["closing-survey 2026-11-17 3: Handed over"]
    assert why(tmp_path, rows[0]) == "the work was finished on 2026-11-03, no survey asked how it was: 3 days late"


@pytest.mark.parametrize(
    ("records", "today"),
    [
        ({"huaxing": customer(""), "line-2": project(DONE + "    ### 2026-11-10 survey csat:4 — asked\n")}, TODAY),
        ({"huaxing": customer("## Log\n\n### 2026-11-10 survey csat:4 — asked\n"), "line-2": project(DONE)}, TODAY),
        ({"huaxing": customer(""), "line-2": project(DONE.replace("2026-11-03 |", " |"))}, TODAY),
        ({"huaxing": customer(""), "line-2": project(DONE)}, date(2027, 6, 1)),
        ({"huaxing": customer(""), "line-2": project(DONE, "closed: 2026-11-10\noutcome: cancelled\n")}, TODAY),
        ({"huaxing": customer("").replace("lifecycle: active\n", ""), "line-2": project(DONE)}, TODAY),  # our own firm
    ],
    ids=["asked there", "asked here", "not finished", "long ago", "cancelled", "internal"],
)  # fmt: skip
def test_no_survey_is_due(records: dict[str, str], today: date, tmp_path: Path) -> None:
    assert lines(due(tmp_path, records, today=today), "closing-survey") == []


def test_a_closed_project_without_milestones_wants_a_survey_too(tmp_path: Path) -> None:
    closed = project("", "closed: 2026-11-01\noutcome: done\n")
    assert lines(due(tmp_path, {"huaxing": customer(""), "line-2": closed}), "closing-survey") == ["closing-survey 2026-11-15 5: Line 2"]


# --- evaluation, stale records, data to be erased -----------------------------------------------------------------

FORM = "evaluation: {criteria: {fit: {weight: 2}}}\n"


def test_a_new_customer_is_evaluated_within_a_month_where_there_is_a_form(tmp_path: Path) -> None:
    new = customer("", "first_contact: 2026-10-15\n").replace("lifecycle: active", "lifecycle: prospect")
    rows = due(tmp_path / "a", {"huaxing": new}, settings=FORM)
    assert lines(rows) == ["evaluation 2026-11-14 6: Huaxing"]
    assert why(tmp_path / "a", rows[0]) == "known since 2026-10-15 and not evaluated, expected within 30d: 6 days late"
    assert lines(due(tmp_path / "b", {"huaxing": new})) == []
    done = new.replace("first_contact", "evaluation: {date: 2026-10-20}\nfirst_contact")
    assert lines(due(tmp_path / "c", {"huaxing": done}, settings=FORM)) == []
    old = customer("", "first_contact: 2026-10-15\n")
    assert lines(due(tmp_path / "d", {"huaxing": old}, settings=FORM)) == []


def test_a_record_in_which_nothing_is_written_is_listed_if_nothing_else_lists_it(tmp_path: Path) -> None:
    log = "## Log\n\n### 2026-05-15 note — the last\n"
    rows = due(tmp_path / "a", {"huaxing": customer(log), "line-2": project(log)})
    assert lines(rows) == ["stale 2026-11-15 5: Huaxing", "stale 2026-11-15 5: Line 2"]
    assert why(tmp_path / "a", rows[0]) == "nothing was logged since 2026-05-15, at most 6mo: 5 days late"
    busy = {"huaxing": customer(log, "next_contact: 2026-11-19\n")}
    assert lines(due(tmp_path / "b", busy)) == ["next-contact 2026-11-19 1: Huaxing"]
    with_cadence = {"huaxing": customer(log + "### 2026-11-01 call — hello\n", "cadence: 1y\n")}
    assert lines(due(tmp_path / "c", with_cadence, today=date(2027, 5, 10))) == []
    last_stage = {"line-2": project(log, "stage: after-sales\nstart: 2026-05-01\n"), "huaxing": customer("")}
    assert lines(due(tmp_path / "d", last_stage), "stale") == []


def test_data_is_erased_in_time_even_of_archived_and_snoozed_records(tmp_path: Path) -> None:
    front = "privacy: {erase_by: 2026-11-18}\n"
    for number, extra in enumerate(("", "archived: true\n", "snooze: 2027-01-01\n")):
        rows = due(tmp_path / str(number), {"huaxing": customer("", front + extra)})
        assert lines(rows) == ["erase 2026-11-18 2: Huaxing"]
    assert why(tmp_path / "0", rows[0]) == "the data must be erased by 2026-11-18: 2 days late"
    ahead = {"huaxing": customer("", "privacy: {erase_by: 2026-12-04}\n")}
    assert lines(due(tmp_path / "b", ahead)) == ["erase 2026-12-04 -14: Huaxing"]
    assert lines(due(tmp_path / "c", ahead, settings="followups: {erase: {ahead: 1w}}\n")) == []
