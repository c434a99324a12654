"""Cases as they stand at a moment."""

from datetime import datetime

from pcrm_tools.facts.dates import work_calendar
from pcrm_tools.reports.case_list import CaseRow, case_state, case_states
from tests.small_notebook import context

CONFIG = context("sla:\n  - {kind: complaint, respond: 4h, resolve: 2d}\n").config
CALENDAR = work_calendar(CONFIG.data["calendar"])


def row(title="x", day="2026-11-10", time="09:00", by="", **attrs):
    return CaseRow("acme", "customers/acme.md", "Acme", 9, day, time, "complaint", title, by, "dana", "", "C7", attrs, "")


def state(now, **attrs):
    return case_state(row(**attrs), CONFIG, CALENDAR, datetime.fromisoformat(now))


def test_how_late_a_case_is_in_working_minutes():
    assert state("2026-11-10T13:00").late == 0
    assert state("2026-11-10T13:30").late == 30
    assert state("2026-11-10T13:30", responded="2026-11-10T10:00").late == 0
    assert state("2026-11-12T10:00", responded="2026-11-10T10:00").late == 60
    assert state("2026-11-20T10:00", responded="2026-11-10T10:00", resolved="2026-11-11T10:00").late == 0


def test_while_the_customer_has_to_act_nothing_is_late():
    found = state("2026-11-20T10:00", responded="2026-11-10T10:00", waiting=["2026-11-10T12:00.."])
    assert (found.late, found.waiting, found.next_limit) == (0, datetime(2026, 11, 10, 12, 0), None)


def test_the_latest_first_then_what_is_due_next():
    rows = [row("fresh", day="2026-11-20"), row("newer", day="2026-11-20", time="08:00"), row("old"), row("odd", day="no day")]
    found = case_states(rows, CONFIG, lambda _: CALENDAR, lambda _: datetime(2026, 11, 20, 9, 30))
    assert [one.row.title for one in found] == ["old", "fresh", "newer"] or [one.row.title for one in found] == ["old", "newer", "fresh"]
    assert found[0].late and not found[1].late


def test_the_handler_is_the_first_who_is_named():
    assert (row(by="li.wei,dana").handler, row().handler) == ("li.wei", "dana")
