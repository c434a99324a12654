"""Customers that may be lost: which reasons count, and in which order."""

from pcrm_tools.reports.churn import Reason, of_followups, watched
from pcrm_tools.reports.due_rules import Why
from pcrm_tools.reports.followups import FollowUp


def due(rule: str, days_late: int, group: str = "harbor") -> FollowUp:
    why = Why("task", {})
    return FollowUp(
        "press", "projects/press.md", 7, "2026-11-20", days_late, "dana", rule, "x", why, 1, "Press", group, "", "", False, False
    )


def test_only_some_followups_are_reasons_and_belong_to_the_customer() -> None:
    rows = [due("cadence", 3), due("cadence", -2), due("invoice", 0), due("invoice", 1), due("renewal", -30), due("task", 90)]
    assert [(customer, reason.kind) for customer, reason in of_followups(rows)] == [
        ("harbor", "silence"), ("harbor", "invoice"), ("harbor", "contract"),
    ]  # fmt: skip
    assert next(of_followups(rows))[1].source == "projects/press.md:7"


def test_of_one_kind_the_oldest_stands_for_all() -> None:
    found = [("a", Reason("complaint", "2026-11-10", "x:2")), ("a", Reason("complaint", "2026-11-01", "x:1"))]
    (row,) = watched(found, {})
    assert row.reasons == (Reason("complaint", "2026-11-01", "x:1", 2),)


def test_more_reasons_come_first_then_what_a_customer_is_worth() -> None:
    found = [
        ("small", Reason("silence", "", "")), ("big", Reason("silence", "", "")), ("two", Reason("invoice", "", "")),
        ("two", Reason("complaint", "", "")), ("same", Reason("silence", "", "")),
    ]  # fmt: skip
    rows = watched(found, {"small": (1.0, 0.0), "big": (5.0, 0.0), "same": (1.0, 9.0)})
    assert [row.customer for row in rows] == ["two", "big", "same", "small"]
    assert [reason.kind for reason in rows[0].reasons] == ["complaint", "invoice"], "what asks for an answer comes first"
