"""How old open cases are, in working time and without the time of waiting for the customer."""

from datetime import date

from pcrm_tools.facts.dates import work_calendar
from pcrm_tools.model.config import Config, defaults
from pcrm_tools.reports.case_ages import SPANS, age, ages
from pcrm_tools.reports.case_list import CaseRow, CaseState, case_state

TODAY = date(2026, 11, 20)  # a Friday
CALENDAR = work_calendar({"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "09:00-17:00"})


def case(day: str, time: str = "", **attrs: object) -> CaseState:
    row = CaseRow("a", "customers/a.md", "A", 1, day, time, "repair", "It broke", "dana", "dana", "", "R1", attrs, "")
    found = case_state(row, Config(defaults()), CALENDAR, CALENDAR.end_of(TODAY))
    assert found is not None
    return found


def test_nights_and_weekends_do_not_count() -> None:
    assert age(case("2026-11-13", "16:00"), CALENDAR, TODAY) == 60 + 5 * 480


def test_the_clock_stands_still_while_the_customer_has_to_act() -> None:
    assert age(case("2026-11-16", waiting=["2026-11-17..2026-11-18"]), CALENDAR, TODAY) == 3 * 480
    assert age(case("2026-11-16", waiting="2026-11-17.."), CALENDAR, TODAY) == 480
    assert age(case("2026-11-16", waiting="2026-11-25.."), CALENDAR, TODAY) == 5 * 480, "what is still to come takes nothing off"


def test_every_case_is_in_one_span_and_empty_spans_are_there() -> None:
    cases = [case("2026-11-20", "15:00"), case("2026-11-19"), case("2025-11-20")]
    found = ages(cases, lambda person: CALENDAR, TODAY)
    assert [len(part.cases) for part in found] == [1, 0, 1, 0, 0, 1] and len(found) == len(SPANS) + 1
    assert (found[0].low, found[0].high, found[-1].high) == (0.0, 0.5, None)
