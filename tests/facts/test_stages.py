from datetime import date

import pytest

from pcrm_tools.facts.stages import (
    StageLimit,
    Step,
    effective_stage,
    expected_length,
    is_late,
    limit_since,
    stage_age,
    stage_due,
    stage_limits,
    stages_within,
)

TODAY = date(2026, 11, 20)
STAGES = {"contact": {"days": "20d"}, "survey": {"days": 30}, "sample": {}, "order": {"days": "1mo"}, "delivery": None}
LIMIT = StageLimit("contact", "order", "90d")
STEPS = (Step("2026-10-08", "survey", "sample", 40), Step("2026-09-01", "contact", "survey", 44))


def test_front_matter_says_the_stage_and_the_log_since_when() -> None:
    assert effective_stage("sample", STEPS, "2026-08-01") == ("sample", "2026-10-08", 40)


def test_the_last_step_says_the_stage_where_front_matter_does_not() -> None:
    assert effective_stage(None, STEPS, "2026-08-01") == ("sample", "2026-10-08", 40)
    assert effective_stage(None, (), "2026-08-01") is None


def test_a_stage_without_a_step_counts_from_the_beginning_or_is_of_unknown_age() -> None:
    assert effective_stage("contact", (), "2026-08-01") == ("contact", "2026-08-01", 0)
    assert effective_stage("contact", (), None) == ("contact", "", 0)
    assert stage_age("", TODAY) is None


def test_a_stage_entered_twice_counts_from_the_last_time() -> None:
    again = (Step("2026-11-10", "sample", "survey", 30), *STEPS)
    assert effective_stage("survey", again, None) == ("survey", "2026-11-10", 30)


@pytest.mark.parametrize(
    ("stage", "length"), [("contact", "20d"), ("survey", "30d"), ("sample", ""), ("order", "1mo"), ("delivery", ""), ("odd", "")]
)
def test_the_expected_time_may_be_days_or_a_duration(stage: str, length: str) -> None:
    assert expected_length(STAGES, stage) == length


def test_a_stage_is_late_after_its_last_expected_day() -> None:
    assert stage_due("2026-10-31", "20d") == date(2026, 11, 20)
    assert not is_late("2026-10-31", "20d", TODAY)
    assert is_late("2026-10-30", "20d", TODAY)
    assert not is_late("2026-10-30", "", TODAY)
    assert not is_late("", "20d", TODAY)
    assert stage_age("2026-10-31", TODAY) == 20


def test_limits_over_unknown_stages_or_without_a_length_are_left_out() -> None:
    limits = [
        {"from": "contact", "to": "order", "days": "90d"}, {"from": "contact", "to": "sample", "days": 60},
        {"from": "contact", "to": "nowhere", "days": "90d"}, {"from": "contact", "to": "order", "days": "soon"},
    ]
    assert stage_limits({"stages": STAGES, "limits": limits}) == (LIMIT, StageLimit("contact", "sample", "60d"))
    assert stage_limits({"stages": STAGES}) == ()


def test_a_limit_runs_before_its_last_stage() -> None:
    assert stages_within(LIMIT, STAGES) == ("contact", "survey", "sample")


def test_a_limit_runs_from_the_first_step_into_its_stage() -> None:
    steps = (*STEPS, Step("2026-07-01", "", "contact"), Step("2026-06-01", "", "contact"))
    assert limit_since(LIMIT, STAGES, steps, "2026-05-01") == "2026-06-01"


def test_a_project_that_was_never_moved_into_the_first_stage_began_there() -> None:
    assert limit_since(LIMIT, STAGES, STEPS, "2026-08-01") == "2026-08-01"
    assert limit_since(LIMIT, STAGES, (), None) == ""


def test_a_limit_from_a_later_stage_waits_for_it_or_counts_a_step_out_of_it() -> None:
    later = StageLimit("survey", "order", "60d")
    assert limit_since(later, STAGES, (), "2026-08-01") == ""
    assert limit_since(later, STAGES, STEPS, "2026-08-01") == "2026-09-01"
    assert limit_since(later, STAGES, STEPS[:1], "2026-08-01") == "2026-08-01"
