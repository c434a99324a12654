"""One test a rule: what is listed, when, why and how it scores. Today is Friday 2026-11-20."""

from datetime import date
from typing import Any

import pytest

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.log import CASE_KINDS, KINDS, PRIORITY
from pcrm_tools.reports.due_rules import CASE_WORDS, MESSAGE_WORDS, RULES, SENTENCES, when
from pcrm_tools.reports.due_score import PRIORITY_ZH
from pcrm_tools.reports.followups import FollowUp, explain, why_text
from pcrm_tools.store.due import followups
from tests.notebook_rows import NotebookRows

TODAY = date(2026, 11, 20)
SETTINGS: dict[str, Any] = {
    **defaults(),
    "calendar": {"days": ["mon", "tue", "wed", "thu", "fri"], "hours": "08:30-17:30", "exceptions": {}},
    "tiers": {"key": {"cadence": "2w"}, "potential": {"cadence": "1mo"}, "general": {"cadence": "1q"}},
    "lifecycle": {"lead": {}, "active": {"cadence": "1mo"}, "lost": {}},
    "sla": [{"kind": "complaint", "respond": "4h", "resolve": "3d"}, {"kind": "complaint", "priority": "high", "respond": "1h"}],
    "kinds": {"commissioning": {"group": "contact"}},
}


@pytest.fixture
def book() -> NotebookRows:
    return NotebookRows()


def due(book: NotebookRows, **arguments: Any) -> list[FollowUp]:
    settings = {**SETTINGS, **arguments.pop("settings", {})}
    return list(followups(book.db, Config(settings), arguments.pop("today", TODAY), **arguments))


def seen(rows: list[FollowUp]) -> list[tuple[str, str, str, int]]:
    return sorted((row.id, row.rule, row.due, row.days_late) for row in rows)


def text(row: FollowUp, lang: str = "en") -> str:
    return why_text(row, Config(SETTINGS), lang)


# --- next contact -------------------------------------------------------------------------------------------------


def test_a_promised_contact_is_due_on_its_day(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key", next_contact="2026-11-17", next_step="Budget figures", next_line=12)
    line = book.entry(n, "2026-11-12", "call")
    (row,) = due(book)
    assert row == FollowUp(
        "huaxing", "customers/huaxing.md", 12, "2026-11-17", 3, "wang.lei", "next-contact", "Budget figures", row.why,
        40 + 6 + 20, "Huaxing", "huaxing", "key", "", False, False, ("customers/huaxing.md:12", f"customers/huaxing.md:{line}"),
    )
    assert text(row) == "the next contact was promised for 2026-11-17, last contact 2026-11-12: 3 days late"
    assert text(row, "zh") == "约定 2026-11-17 联系，上次联系 2026-11-12：逾期 3 天"


def test_a_contact_of_the_customer_or_of_its_project_meets_the_promise(book: NotebookRows) -> None:
    met = book.customer("met", next_contact="2026-11-17")
    book.entry(met, "2026-11-17", "visit")
    book.customer("through-project", next_contact="2026-11-17")
    project = book.project("line-2", "through-project")
    book.entry(project, "2026-11-18", "commissioning")
    noted = book.customer("noted", next_contact="2026-11-17")
    book.entry(noted, "2026-11-18", "note")
    assert seen(due(book)) == [("noted", "next-contact", "2026-11-17", 3)]


def test_the_newest_contact_entry_promises_where_front_matter_does_not(book: NotebookRows) -> None:
    n = book.customer("huaxing")
    book.entry(n, "2026-11-02", "visit", next="2026-11-05")
    line = book.entry(n, "2026-11-12", "call", "Third phase", next="2026-11-24")
    (row,) = due(book)
    assert (row.line, row.due, row.days_late, row.what) == (line, "2026-11-24", -4, "Third phase")
    assert text(row).endswith("due in 4 days")


def test_a_first_contact_needs_no_last_one(book: NotebookRows) -> None:
    book.customer("huaxing", next_contact="2026-11-24")
    (row,) = due(book)
    assert row.what == "Huaxing"
    assert text(row) == "the next contact was promised for 2026-11-24: due in 4 days"
    assert text(row, "zh") == "约定 2026-11-24 联系：还有 4 天"


def test_front_matter_wins_over_the_entry(book: NotebookRows) -> None:
    n = book.customer("huaxing", next_contact="2026-12-24")
    book.entry(n, "2026-11-12", "call", next="2026-11-24")
    assert due(book) == []


def test_front_matter_that_is_met_gives_way_to_the_entry(book: NotebookRows) -> None:
    n = book.customer("huaxing", next_contact="2026-11-10")
    book.entry(n, "2026-11-12", "call", next="2026-11-19")
    assert seen(due(book)) == [("huaxing", "next-contact", "2026-11-19", 1)]


def test_a_project_promises_for_itself_and_shows_its_customers_tier(book: NotebookRows) -> None:
    book.customer("huaxing", tier="potential")
    n = book.project("portal", "huaxing", owner="dana")
    book.entry(n, "2026-11-12", "meeting", next="2026-11-20")
    (row,) = due(book)
    assert (row.id, row.group, row.tier, row.owner, row.score) == ("portal", "huaxing", "potential", "dana", 40 + 10)


# --- silence ------------------------------------------------------------------------------------------------------


def test_a_silence_longer_than_the_cadence_is_listed(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key", title_line=30)
    book.entry(n, "2026-11-03", "email")
    book.entry(n, "2026-11-18", "order")
    (row,) = due(book)
    assert (row.rule, row.line, row.due, row.days_late, row.score) == ("cadence", 30, "2026-11-17", 3, 25 + 6 + 20)
    assert text(row) == "no contact since 2026-11-03, at most 2w of silence allowed (by its tier): 3 days late"
    assert text(row, "zh") == "自 2026-11-03 起未联系，最长间隔 2 周（按级别）：逾期 3 天"


def test_cadence_goes_own_tier_lifecycle_and_counts_projects(book: NotebookRows) -> None:
    own = book.customer("own", tier="key", cadence="2mo")
    by_tier = book.customer("by-tier", tier="key", lifecycle="active")
    by_lifecycle = book.customer("by-lifecycle", lifecycle="active")
    lost = book.customer("lost", tier="key", lifecycle="lost")
    visited = book.customer("visited", tier="key")
    for n in (own, by_tier, by_lifecycle, lost, visited):
        book.entry(n, "2026-10-22", "visit")
    book.entry(book.project("line-2", "visited"), "2026-11-18", "meeting")
    assert seen(due(book)) == [("by-lifecycle", "cadence", "2026-11-22", -2), ("by-tier", "cadence", "2026-11-05", 15)]


def test_a_lost_customer_keeps_its_lifecycles_cadence(book: NotebookRows) -> None:
    n = book.customer("lost", tier="general", lifecycle="lost")
    book.entry(n, "2026-10-22", "visit")
    assert seen(due(book, settings={"lifecycle": {"lost": {"cadence": "2w"}}})) == [("lost", "cadence", "2026-11-05", 15)]


def test_a_customer_never_contacted_counts_from_the_first_contact_or_entry(book: NotebookRows) -> None:
    known = book.customer("known", tier="key")
    book.field(known, "first_contact", "2026-11-01")
    noted = book.customer("noted", tier="key")
    book.entry(noted, "2026-11-05", "note")
    book.customer("unknown", tier="key")
    book.customer("no-cadence")
    rows = due(book)
    assert seen(rows) == [
        ("known", "cadence", "2026-11-15", 5), ("noted", "cadence", "2026-11-19", 1), ("unknown", "cadence", "2026-11-20", 0),
    ]
    assert text(rows[0]) == "no contact is in the log, at most 2w of silence allowed (by its tier): 5 days late"


def test_a_contact_due_now_covers_the_silence_but_a_later_one_does_not(book: NotebookRows) -> None:
    covered = book.customer("covered", tier="key", next_contact="2026-11-20")
    later = book.customer("later", tier="key", next_contact="2026-11-26")
    for n in (covered, later):
        book.entry(n, "2026-11-01", "call")
    assert seen(due(book)) == [
        ("covered", "next-contact", "2026-11-20", 0), ("later", "cadence", "2026-11-15", 5),
        ("later", "next-contact", "2026-11-26", -6),
    ]


# --- tasks, milestones, deliverables ------------------------------------------------------------------------------


def test_open_tasks_are_listed_with_their_owner_and_promises_weigh_more(book: NotebookRows) -> None:
    n = book.customer("huaxing")
    book.task(n, "Send the offer", "2026-11-18", owner="li.wei", priority="high")
    promise = book.task(n, "Revised drawing", "2026-11-18", promise=1)
    book.task(n, "Done", "2026-11-18", state="done")
    book.task(n, "Cancelled", "2026-11-18", state="cancelled")
    book.task(n, "Some day", None)
    book.task(n, "Next month", "2026-12-18")
    rows = due(book)
    assert [(row.what, row.owner, row.promise, row.score) for row in rows] == [
        ("Revised drawing", "wang.lei", True, 30 + 4 + 25), ("Send the offer", "li.wei", False, 30 + 4 + 10),
    ]
    assert rows[0].line == promise
    assert text(rows[0]) == "promised to the customer and open: 2 days late"
    assert text(rows[1], "zh") == "任务未完成：逾期 2 天"


def test_milestones_and_deliverables_that_are_not_done_are_due(book: NotebookRows) -> None:
    n = book.project("portal", "huaxing")
    book.item(n, "milestones", "UAT passed", "2026-11-18", owner="dana")
    book.item(n, "milestones", "Scope signed", "2026-01-30", done="2026-02-03")
    book.item(n, "milestones", "First promise only", None, planned="2026-11-21")
    book.item(n, "milestones", "No day at all", None)
    book.item(n, "deliverables", "Admin guide", "2026-11-19")
    rows = due(book)
    assert [(row.rule, row.what, row.days_late, row.owner) for row in rows] == [
        ("milestone", "UAT passed", 2, "dana"), ("deliverable", "Admin guide", 1, "wang.lei"),
        ("milestone", "First promise only", -1, "wang.lei"),
    ]
    assert text(rows[0]) == "the milestone is not reached: 2 days late"
    assert text(rows[2], "zh") == "里程碑未达成：明天到期"


# --- cases --------------------------------------------------------------------------------------------------------


def test_an_unanswered_case_is_due_by_its_answer_and_its_solution(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="general")
    line = book.entry(n, "2026-11-19", "complaint", "Invoice late", time="15:00", id="C12", by="zhao.min,sun.li")
    answer, solution = due(book)
    assert (answer.rule, answer.line, answer.due, answer.days_late) == ("case-respond", line, "2026-11-20", 0)
    assert answer.owner == "zhao.min"
    assert (solution.rule, solution.due, solution.days_late, solution.what) == ("case-resolve", "2026-11-24", -4, "Invoice late")
    assert text(answer) == "complaint of 2026-11-19 has no answer; 4h of working time end 2026-11-20 10:00: due today"
    assert text(solution, "zh") == "2026-11-19 的投诉尚未解决；工作时间 3 天到 2026-11-24 15:00 为止：还有 4 天"


def test_an_answered_case_is_due_by_its_solution_only_and_a_solved_one_not_at_all(book: NotebookRows) -> None:
    n = book.customer("huaxing")
    book.entry(n, "2026-11-16", "complaint", "Answered", responded="2026-11-16T15:00", priority="high")
    book.entry(n, "2026-11-16", "complaint", "Solved", resolved="2026-11-17")
    book.entry(n, "2026-11-16", "complaint", "Waiting", responded="2026-11-16", waiting=["2026-11-17.."])
    book.entry(n, "2026-11-16", "question", "No limit for this kind")
    book.entry(n, "2026-11-27", "complaint", "Dated in the future")
    (row,) = due(book)
    assert (row.rule, row.what, row.due, row.score) == ("case-resolve", "Answered", "2026-11-18", 50 + 4 + 10)


def test_a_case_in_a_project_counts_by_its_customers_tier(book: NotebookRows) -> None:
    book.customer("huaxing", tier="key")
    n = book.project("portal", "huaxing")
    book.entry(n, "2026-11-19", "complaint", time="09:00")
    sla = [{"respond": "5d"}, {"tier": "key", "respond": "1h"}]
    (row,) = due(book, settings={"sla": sla, "tiers": {"key": {}}})
    assert (row.rule, row.due, row.group) == ("case-respond", "2026-11-19", "huaxing")


# --- stages -------------------------------------------------------------------------------------------------------


def test_a_stage_longer_than_expected_is_late(book: NotebookRows) -> None:
    n = book.project("portal", "huaxing", stage="evaluation", stage_since="2026-11-08", stage_line=44)
    book.entry(n, "2026-11-08", "stage", before="contact", after="evaluation")
    book.project("fresh", "huaxing", stage="evaluation", stage_since="2026-11-19")
    book.project("unknown-age", "huaxing", stage="evaluation")
    book.project("elsewhere", "huaxing", stage="evaluation", pipeline="software", stage_since="2020-01-01")
    (row,) = due(book)
    assert (row.rule, row.id, row.line, row.due, row.days_late, row.what, row.score) == (
        "stage-late", "portal", 44, "2026-11-18", 2, "evaluation", 15 + 4
    )
    assert text(row) == "in stage evaluation for 12 days (since 2026-11-08), expected 10d: 2 days late"
    assert text(row, "zh") == "在“评估”阶段已 12 天（自 2026-11-08），预计 10 天：逾期 2 天"


def test_contact_to_order_is_limited_from_the_projects_start(book: NotebookRows) -> None:
    n = book.project("line-3", "huaxing", stage="sample", stage_since="2026-11-10", start="2026-08-15")
    book.entry(n, "2026-09-15", "stage", before="contact", after="survey")
    book.entry(n, "2026-11-10", "stage", before="survey", after="sample")
    ordered = book.project("ordered", "huaxing", stage="order", stage_since="2026-11-19", start="2026-01-01")
    book.entry(ordered, "2026-11-19", "stage", before="sample", after="order")
    book.project("young", "huaxing", stage="contact", stage_since="2026-11-10", start="2026-11-10")
    (row,) = due(book)
    assert (row.rule, row.id, row.due, row.days_late, row.what) == ("limit", "line-3", "2026-11-13", 7, "contact → order")
    assert text(row) == "contact → order is not reached after 97 days (since 2026-08-15), allowed 90d: 7 days late, no key prospect any more"
    assert text(row, "zh") == "接洽 → 订单 已 97 天未到达（自 2026-08-15），时限 90 天：逾期 7 天，不再是重点机会"


def test_contact_to_order_is_limited_from_the_step_into_contact(book: NotebookRows) -> None:
    n = book.project("back", "huaxing", stage="contact", stage_since="2026-11-15", start="2026-01-01")
    book.entry(n, "2026-08-18", "stage", after="contact")
    book.entry(n, "2026-11-15", "stage", before="survey", after="contact")
    assert seen(due(book)) == [("back", "limit", "2026-11-16", 4)]


def test_the_step_into_contact_counts_even_before_the_projects_start(book: NotebookRows) -> None:
    n = book.project("early", "huaxing", stage="sample", stage_since="2026-11-15", start="2026-11-01")
    book.entry(n, "2026-08-18", "stage", after="contact")
    assert seen(due(book)) == [("early", "limit", "2026-11-16", 4)]


# --- all rules ----------------------------------------------------------------------------------------------------


def test_archived_and_closed_records_are_left_out(book: NotebookRows) -> None:
    for columns in ({"archived": 1}, {"closed": "2026-10-30"}, {"outcome": "lost"}):
        n = book.project(f"project-{len(columns)}-{next(iter(columns))}", "huaxing", next_contact="2026-11-10", **columns)
        book.task(n, "Late", "2026-11-01", promise=1)
        book.item(n, "milestones", "Late", "2026-11-01")
        book.entry(n, "2026-11-01", "complaint")
    assert due(book) == []


def test_a_snooze_hides_a_record_but_not_its_promises_nor_its_cases(book: NotebookRows) -> None:
    snoozed = {"snooze": "2026-11-23", "next_contact": "2026-11-10", "stage": "contact", "stage_since": "2026-01-01"}
    n = book.project("portal", "huaxing", **snoozed)
    book.task(n, "Task", "2026-11-10")
    book.task(n, "Promise", "2026-11-10", promise=1)
    book.item(n, "milestones", "Late", "2026-11-01")
    book.entry(n, "2026-11-01", "complaint")
    assert sorted(row.rule for row in due(book)) == ["case-resolve", "case-respond", "task"]
    assert [row.what for row in due(book) if row.rule == "task"] == ["Promise"]
    assert sorted(row.rule for row in due(book, today=date(2026, 11, 23))) == [
        "case-resolve", "case-respond", "milestone", "next-contact", "stage-late", "task", "task",
    ]


@pytest.mark.parametrize(("horizon", "listed"), [(None, ["Late", "Today", "In a week"]), (TODAY, ["Late", "Today"])])
def test_a_week_ahead_is_listed_unless_told_otherwise(book: NotebookRows, horizon: date | None, listed: list[str]) -> None:
    n = book.customer("huaxing")
    for what, day in (("In 8 days", "2026-11-28"), ("In a week", "2026-11-27"), ("Today", "2026-11-20"), ("Late", "2026-11-19")):
        book.task(n, what, day)
    assert [row.what for row in due(book, horizon=horizon)] == listed


def test_an_earlier_day_is_answered_as_it_was(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key")
    book.entry(n, "2026-11-18", "call", next="2026-12-20")
    line = book.entry(n, "2026-10-20", "call", "Offer", next="2026-10-30")
    book.entry(n, "2026-09-20", "call")
    book.entry(book.project("line-2", "huaxing"), "2026-11-17", "visit")
    (row,) = due(book, today=date(2026, 11, 2))
    assert (row.rule, row.line, row.due, row.days_late, row.what) == ("next-contact", line, "2026-10-30", 3, "Offer")
    assert text(row) == "the next contact was promised for 2026-10-30, last contact 2026-10-20: 3 days late"


def test_an_entry_dated_in_the_future_is_no_contact(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key")
    book.entry(n, "2027-11-18", "call")
    book.entry(n, "2026-11-01", "call")
    assert seen(due(book)) == [("huaxing", "cadence", "2026-11-15", 5)]


def test_only_some_records_may_be_asked_for(book: NotebookRows) -> None:
    numbers = [book.customer(name, next_contact="2026-11-10") for name in ("a", "b", "c")]
    for n in numbers:
        book.task(n, "Late", "2026-11-01")
    assert {row.id for row in due(book, only=numbers[:2])} == {"a", "b"}
    assert due(book, only=[]) == []


def test_private_rows_say_so(book: NotebookRows) -> None:
    n = book.customer("open")
    book.task(n, "Public", "2026-11-01")
    book.task(n, "Secret", "2026-11-01", private=1)
    book.task(book.customer("hidden", private=1), "Of a private record", "2026-11-01")
    assert {row.what: row.private for row in due(book)} == {"Public": False, "Secret": True, "Of a private record": True}


def test_the_most_pressing_comes_first_and_equals_go_by_day_record_and_line(book: NotebookRows) -> None:
    b, a = book.customer("b"), book.customer("a")
    lines = [book.task(n, "Task", "2026-11-19") for n in (b, b, a)]
    book.task(b, "Urgent", "2026-11-20", priority="urgent")
    book.task(b, "Long ago", "2020-01-01")
    book.task(a, "Long ago", "2020-01-02")
    rows = due(book)
    assert [(row.id, row.what) for row in rows[:3]] == [("b", "Long ago"), ("a", "Long ago"), ("b", "Urgent")]
    assert [row.line for row in rows[3:]] == [lines[2], lines[0], lines[1]]


def test_a_score_is_the_sum_of_its_parts(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key")
    book.entry(n, "2026-11-19", "complaint", priority="high")
    book.task(n, "Promise", "2026-10-01", promise=1, priority="low")
    book.task(n, "Ahead", "2026-11-25")
    rows = due(book)
    for row in rows:
        assert row.score == sum(part.points for part in explain(row, Config(SETTINGS)))
    promise = next(row for row in rows if row.what == "Promise")
    assert [(part.id, part.points, part.zh) for part in explain(promise, Config(SETTINGS))] == [
        ("rule", 30, "任务"), ("days", 30, "逾期 50 天"), ("tier", 20, "级别 重点"), ("priority", -10, "优先级 低"),
        ("promise", 25, "对客户的承诺"),
    ]


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (2, "2 days late", "逾期 2 天"), (1, "1 day late", "逾期 1 天"), (0, "due today", "今天到期"),
        (-1, "due tomorrow", "明天到期"), (-2, "due in 2 days", "还有 2 天"),
    ],
)
def test_lateness_in_words(days: int, en: str, zh: str) -> None:
    assert (when(days, "en"), when(days, "zh")) == (en, zh)


def test_every_rule_has_a_sentence_in_both_languages() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert len(SENTENCES) == sum(len(rule.sentences) for rule in RULES)
    timeless = {"risk-high", "house"}  # nothing says since when
    assert all(en and zh and en != zh for en, zh in [*SENTENCES.values(), *(rule.means for rule in RULES)])
    assert {name for name, said in SENTENCES.items() if not all("{when}" in text for text in said)} == timeless


def test_the_words_of_cases_are_those_of_the_log() -> None:
    assert {kind: KINDS[kind].zh[0] for kind in CASE_KINDS} == CASE_WORDS
    assert {kind: KINDS[kind].zh[0] for kind in MESSAGE_WORDS} == {kind: zh for kind, (_, zh) in MESSAGE_WORDS.items()}
    assert {choice.code: choice.zh[0] for choice in PRIORITY} == PRIORITY_ZH


def test_rules_can_be_switched_off(book: NotebookRows) -> None:
    n = book.customer("huaxing", tier="key", next_contact="2026-11-19")
    book.task(n, "Late", "2026-11-18")
    book.entry(n, "2026-11-19", "complaint", "Dust")
    assert {row.rule for row in due(book)} == {"next-contact", "task", "case-respond", "case-resolve"}
    assert {row.rule for row in due(book, settings={"followups": {"off": ["task", "case-resolve"]}})} == {"next-contact", "case-respond"}


def test_a_rule_without_a_limit_of_its_own_looks_a_week_ahead_and_others_as_far_as_they_say(book: NotebookRows) -> None:
    n = book.customer("huaxing")
    book.field(n, "contract.end", "2027-01-19")
    book.task(n, "In 8 days", "2026-11-28")
    assert seen(due(book)) == [("huaxing", "renewal", "2027-01-19", -60)]
    assert seen(due(book, horizon=date(2026, 11, 28))) == [("huaxing", "task", "2026-11-28", -8)]
