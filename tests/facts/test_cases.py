from datetime import datetime
from typing import Any

import pytest

from pcrm_tools.facts.cases import (
    CaseLimits,
    answer_missed,
    answered_in,
    case_limits,
    case_owner,
    case_times,
    known_by,
    solution_missed,
    solved_in,
)
from pcrm_tools.facts.dates import work_calendar

OFFICE = work_calendar({"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "08:30-17:30"})
NOW = datetime(2026, 11, 20, 12)
SLA = [
    {"kind": "complaint", "respond": "4h", "resolve": "5d"},
    {"kind": "complaint", "priority": "high", "tier": "key", "respond": "1h"},
    {"kind": "complaint", "priority": "high", "respond": "2h", "resolve": "3d"},
    {"kind": "repair", "tier": "key", "respond": "1d"},
    {"kind": "repair", "priority": "normal", "respond": "2d"},
    {"respond": "3d", "resolve": "10d"},
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "priority", "tier", "limits"),
    [
        ("complaint", "", "general", ("4h", "5d")),
        ("complaint", "high", "general", ("2h", "3d")),
        ("complaint", "high", "key", ("1h", "3d")),   # answer and solution each by the most specific line that has one
        ("repair", "", "key", ("1d", "10d")),         # equals: the earlier line
        ("repair", "", None, ("2d", "10d")),          # a case without priority is normal
        ("repair", "low", None, ("3d", "10d")),
        ("question", "urgent", "key", ("3d", "10d")),
    ],
)
def test_the_most_specific_line_of_the_table_holds(kind: str, priority: str, tier: str | None, limits: tuple[str, str]) -> None:
    assert case_limits(SLA, kind, priority, tier) == limits


def test_without_a_line_that_fits_nothing_is_due() -> None:
    assert case_limits(SLA[:1], "repair", "", "key") == ("", "")
    times = case_times("2026-11-17", "14:05", {}, CaseLimits("", ""), OFFICE)
    assert times is not None
    assert (times.respond_by, times.resolve_by) == (None, None)
    assert not answer_missed(times, NOW) and not solution_missed(times, NOW)


def times_of(day: str, time: str = "", respond: str = "4h", resolve: str = "3d", **attrs: Any) -> Any:
    return case_times(day, time, attrs, CaseLimits(respond, resolve), OFFICE)


def test_a_case_is_due_in_working_time() -> None:
    times = times_of("2026-11-19", "15:00")
    assert times.respond_by == at("2026-11-20T10:00")
    assert times.resolve_by == at("2026-11-24T15:00")
    assert answer_missed(times, NOW) and not solution_missed(times, NOW)


def test_a_case_of_a_bare_day_opens_with_the_working_day_and_is_answered_by_its_end() -> None:
    times = times_of("2026-11-17", responded="2026-11-17", resolved="2026-11-19")
    assert (times.opened, times.respond_by) == (at("2026-11-17T08:30"), at("2026-11-17T12:30"))
    assert (times.responded, times.resolved) == (at("2026-11-17T17:30"), at("2026-11-19T17:30"))
    assert answer_missed(times, NOW) and not solution_missed(times, NOW)
    assert answered_in(times, OFFICE) == 540
    assert solved_in(times, OFFICE) == 3 * 540


def test_a_bare_time_is_on_the_entrys_day() -> None:
    times = times_of("2026-11-17", "14:05", responded="14:50")
    assert times.responded == at("2026-11-17T14:50")
    assert answered_in(times, OFFICE) == 45


def test_a_solution_without_an_answer_is_the_answer() -> None:
    times = times_of("2026-11-17", "14:05", resolved="2026-11-17T15:05")
    assert times.responded == at("2026-11-17T15:05")
    assert not answer_missed(times, NOW)


def test_waiting_for_the_customer_moves_the_solution_but_not_the_answer() -> None:
    times = times_of("2026-11-09", "10:00", waiting=["2026-11-10T10:00..2026-11-12T10:00"])
    assert times.respond_by == at("2026-11-09T14:00")
    assert times.resolve_by == at("2026-11-16T10:00")
    assert times.waited == 2 * 540
    assert not times.paused


def test_waiting_days_without_a_time_count_whole() -> None:
    times = times_of("2026-07-10", "14:05", resolve="5d", waiting="2026-07-13..2026-07-15", resolved="2026-07-21")
    assert times.waited == 3 * 540
    assert times.resolve_by == at("2026-07-22T14:05")
    assert solved_in(times, OFFICE) == 4 * 540 + 205


def test_overlapping_waits_count_once() -> None:
    times = times_of("2026-11-09", "10:00", waiting=["2026-11-11..2026-11-12", "2026-11-10..2026-11-11"])
    assert times.waited == 3 * 540
    assert times.resolve_by == at("2026-11-17T10:00")


def test_while_the_customer_has_to_act_no_solution_is_due() -> None:
    times = times_of("2026-11-09", "10:00", waiting=["2026-11-10.."])
    assert times.paused
    assert times.resolve_by is None
    assert not solution_missed(times, NOW)


def test_waiting_that_began_after_the_limit_excuses_nothing() -> None:
    times = times_of("2026-11-09", "10:00", waiting=["2026-11-18.."])
    assert times.resolve_by == at("2026-11-12T10:00")
    assert solution_missed(times, NOW)


def test_an_open_wait_ends_with_the_solution() -> None:
    times = times_of("2026-11-09", "10:00", waiting=["2026-11-10.."], resolved="2026-11-11T10:00")
    assert not times.paused
    assert solved_in(times, OFFICE) == 450


def test_unreadable_moments_are_passed_over() -> None:
    assert times_of("2026-02-30") is None
    times = times_of("2026-11-17", "half past", responded="soon", waiting=["then..now"], respond="999999w")
    assert times.opened == at("2026-11-17T08:30")
    assert (times.responded, times.respond_by, times.waited) == (None, None, 0)


@pytest.mark.parametrize(
    ("kind", "priority", "owner"), [("complaint", "urgent", "mike"), ("complaint", "", "dana"), ("repair", "", ""), ("repair", "high", "")],
)
def test_the_table_says_who_takes_a_case(kind: str, priority: str, owner: str) -> None:
    table = [
        {"kind": "complaint", "priority": "urgent", "respond": "1h", "owner": "mike"}, {"kind": "complaint", "owner": "dana"},
        {"kind": "repair", "respond": "1d"},
    ]
    assert case_owner(table, kind, priority, "key") == owner


def test_what_came_later_was_not_known() -> None:
    attrs = {
        "responded": "2026-11-17T15:20", "resolved": "2026-11-20", "cause": "dust",
        "waiting": ["2026-11-17..2026-11-18", "2026-11-18..2026-11-20", "2026-11-20.."],
    }
    assert known_by(attrs, "2026-11-18") == {
        "responded": "2026-11-17T15:20", "cause": "dust", "waiting": ["2026-11-17..2026-11-18", "2026-11-18.."],
    }
    assert known_by(attrs, "2026-11-16") == {"cause": "dust", "waiting": []}
    assert known_by(attrs, "2026-11-20") == attrs
    assert known_by({"waiting": "2026-11-18..2026-11-20"}, "2026-11-19") == {"waiting": ["2026-11-18.."]}
