"""Keeping in touch, by records as people write them: the communication plan, unanswered messages, the two limits of a silence."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.model.config import Config
from pcrm_tools.reports.followups import explain
from pcrm_tools.text.settings import read_settings
from tests.due_notebook import QUIET, TODAY, customer, due, lines, project, why
from tests.small_notebook import SETTINGS, flat

PLAN = """
    ## Contacts

    | name | aliases |
    | --- | --- |
    | 王芳 | 王经理 |
    | Karen Voss | Karen |

    ## Plan

    | what | channel | every | owner | with |
    | --- | --- | --- | --- | --- |
    | Quarterly visit | visit | 1q | | 王芳 |
    | 对账 | 邮件 | 1mo | dana | |
    | Chat | 微信 | 2w | | Karen |

    ## Log

"""


# --- the communication plan ---------------------------------------------------------------------------------------


def test_each_item_of_the_plan_counts_from_the_last_entry_that_fits_its_channel_and_people(tmp_path: Path) -> None:
    log = """
        ### 2026-11-19 call with:王芳 — no visit
        ### 2026-11-10 微信 with:Karen — the chat
        ### 2026-10-15 email with:Karen — 对账
        ### 2026-09-01 visit with:Karen — not whom the visit is for
        ### 2026-08-18 拜访 with:王经理 — by her other name
    """
    rows = due(tmp_path, {"huaxing": customer(flat(PLAN) + flat(log))})
    assert lines(rows, "plan") == ["plan 2026-11-15 5: 对账", "plan 2026-11-18 2: Quarterly visit", "plan 2026-11-24 -4: Chat"]
    reckoning, visit, _ = (row for row in rows if row.rule == "plan")
    assert (reckoning.owner, visit.owner) == ("dana", "li.wei")
    assert why(tmp_path, visit) == "planned every 1q, last carried out 2026-08-18: 2 days late"
    assert why(tmp_path, visit, "zh") == "计划每 1 个季度一次，上次 2026-08-18：逾期 2 天"
    text = (tmp_path / "customers/huaxing.md").read_text().split("\n")
    own, last = (text[int(place.rpartition(":")[2]) - 1] for place in visit.evidence)
    assert own.startswith("| Quarterly visit") and last.endswith("by her other name")


def test_an_entry_of_a_project_carries_out_the_customers_plan(tmp_path: Path) -> None:
    records = {
        "huaxing": customer(flat(PLAN) + "### 2026-08-01 visit with:王芳 — long ago\n"),
        "line-2": project("## Log\n\n### 2026-11-12 visit with:王芳 — on site\n"),
    }
    rows = due(tmp_path, records, horizon=date(2027, 3, 1))
    visit = next(row for row in rows if row.what == "Quarterly visit")
    assert (visit.due, visit.evidence[1]) == ("2027-02-12", "projects/line-2.md:9")


def test_an_item_that_was_never_carried_out_is_due_but_not_late(tmp_path: Path) -> None:
    plan = "## Plan\n\n| what | every |\n| --- | --- |\n| Any contact | 1mo |\n| No length | |\n"
    rows = due(tmp_path, {"huaxing": customer(plan, "first_contact: 2024-02-01\n")})
    assert lines(rows, "plan") == ["plan 2026-11-20 0: Any contact"]
    assert why(tmp_path, rows[0]) == "planned every 1mo, not in the log since 2024-02-01: due today"
    fresh = due(tmp_path / "fresh", {"huaxing": customer(plan, "first_contact: 2026-11-15\n")}, horizon=date(2026, 12, 31))
    assert lines(fresh, "plan") == ["plan 2026-12-15 -25: Any contact"]
    bare = due(tmp_path / "bare", {"huaxing": customer(plan)})
    assert why(tmp_path / "bare", bare[0], "zh") == "计划每 1 个月一次，还没有记录：今天到期"


def test_own_kinds_and_kinds_that_are_no_contact_can_be_planned(tmp_path: Path) -> None:
    plan = """
        ## Plan

        | what | channel | every |
        | --- | --- | --- |
        | Review | review | 1q |
        | 点检 | 巡检 | 1mo |

        ## Log

        ### 2026-11-01 巡检 — all well
        ### 2026-08-18 review — figures
    """
    settings = "kinds: {inspection: {label: Inspection, zh: 巡检, group: note}}\n"
    rows = due(tmp_path, {"huaxing": customer(plan)}, settings=settings)
    assert lines(rows, "plan") == ["plan 2026-11-18 2: Review"]


def test_the_plan_speaks_for_the_silence_that_it_would_end(tmp_path: Path) -> None:
    plan = "## Plan\n\n| what | channel | every |\n| --- | --- | --- |\n| Call | call | 1w |\n\n## Log\n\n### 2026-10-01 call — hello\n"
    assert lines(due(tmp_path, {"huaxing": customer(plan, "cadence: 2w\n")}), "cadence", "plan") == ["plan 2026-10-08 43: Call"]
    without = due(tmp_path, {"huaxing": customer(plan, "cadence: 2w\n")}, settings="followups: {off: [plan]}\n")
    assert lines(without, "cadence", "plan") == ["cadence 2026-10-15 36: Huaxing"]


# --- unanswered messages ------------------------------------------------------------------------------------------


def test_a_message_without_an_answer_is_due_in_working_time(tmp_path: Path) -> None:
    log = "## Log\n\n### 2026-11-19 16:00 email @dana with:王芳 direction:in — When do you come?\n"
    (row,) = due(tmp_path, {"huaxing": customer(log)})
    assert lines([row]) == ["inbound 2026-11-20 0: When do you come?"]
    assert row.owner == "dana"
    assert why(tmp_path, row) == "the customer's e-mail of 2026-11-19 has no answer; 1d of working time end 2026-11-20 16:00: due today"
    assert why(tmp_path, row, "zh") == "客户 2026-11-19 的邮件尚未回复；工作时间 1 天到 2026-11-20 16:00 为止：今天到期"


@pytest.mark.parametrize(
    "entry",
    [
        "### 2026-11-18 call direction:in — they called, we talked",
        "### 2026-11-18 email direction:out — ours",
        "### 2026-11-18 email — nobody says whose",
        "### 2026-11-18 email direction:in next:2026-12-01 — we agreed on a day",
        "### 2026-11-18 email direction:in — a task was made of it\n\n- [ ] Answer @dana due:2026-12-20",
        "### 2026-11-19 call — answered\n### 2026-11-18 email direction:in — their question",
        "### 2026-11-18 15:00 call — answered\n### 2026-11-18 14:00 email direction:in — their question",
    ],
)
def test_what_is_no_message_that_waits(entry: str, tmp_path: Path) -> None:
    assert lines(due(tmp_path, {"huaxing": customer(f"## Log\n\n{entry}\n")}), "inbound") == []


def test_an_answer_may_stand_in_another_record_of_the_customer(tmp_path: Path) -> None:
    question = "## Log\n\n### 2026-11-17 10:00 email direction:in — their question\n"
    answered = {"huaxing": customer(question), "line-2": project("## Log\n\n### 2026-11-18 call — answered\n")}
    assert lines(due(tmp_path / "a", answered), "inbound") == []
    before = {"huaxing": customer(question), "line-2": project("## Log\n\n### 2026-11-17 09:00 call — before\n")}
    assert lines(due(tmp_path / "b", before), "inbound") == ["inbound 2026-11-18 2: their question"]
    in_a_project = {"huaxing": customer("## Log\n\n### 2026-11-18 call — answered\n"), "line-2": project(question)}
    assert lines(due(tmp_path / "c", in_a_project), "inbound") == []


def test_a_promised_contact_after_the_message_covers_it(tmp_path: Path) -> None:
    log = "## Log\n\n### 2026-11-12 email direction:in — later, please\n"
    assert lines(due(tmp_path, {"huaxing": customer(log, "next_contact: 2026-12-10\n")}), "inbound") == []


# --- the two limits of a silence ----------------------------------------------------------------------------------

TIERS = """
    tiers: {key: {cadence: 2w, warn: 3d, late: 1w}, general: {cadence: 2w}}
    lifecycle: {active: {}}
"""


@pytest.mark.parametrize(
    ("last", "tier", "listed"),
    [
        ("2026-11-10", "key", []),                                    # ends in 4 days, told of 3 before
        ("2026-11-09", "key", ["cadence 2026-11-23 -3: Huaxing"]),
        ("2026-11-13", "general", ["cadence 2026-11-27 -7: Huaxing"]),  # a week before where nobody says
        ("2026-11-14", "general", []),
    ],
)
def test_a_silence_is_told_of_from_its_first_limit_on(last: str, tier: str, listed: list[str], tmp_path: Path) -> None:
    record = customer(f"## Log\n\n### {last} call — hello\n", f"tier: {tier}\n")
    assert lines(due(tmp_path, {"huaxing": record}, quiet=TIERS)) == listed


@pytest.mark.parametrize(("last", "points"), [("2026-10-30", 25 + 14 + 20), ("2026-10-29", 25 + 16 + 20 + 20)])
def test_a_silence_beyond_its_second_limit_weighs_more(last: str, points: int, tmp_path: Path) -> None:
    record = customer(f"## Log\n\n### {last} call — hello\n", "tier: key\n")
    (row,) = due(tmp_path, {"huaxing": record}, quiet=TIERS)
    config = Config(read_settings(flat(SETTINGS) + flat(TIERS))[0].data)
    parts = explain(row, config)
    assert row.score == points == sum(part.points for part in parts)
    assert ("longer than the limit for late" in [part.en for part in parts]) == (points > 60)


def test_the_limits_of_the_notebook_hold_where_a_tier_names_none(tmp_path: Path) -> None:
    record = customer("## Log\n\n### 2026-11-10 call — hello\n", "cadence: 2w\n")
    assert lines(due(tmp_path, {"huaxing": record}), "cadence") == ["cadence 2026-11-24 -4: Huaxing"]
    assert lines(due(tmp_path, {"huaxing": record}, settings="followups: {cadence: {warn: 2d}}\n"), "cadence") == []


def test_who_asks_for_a_day_gets_what_ends_by_then(tmp_path: Path) -> None:
    record = customer("## Log\n\n### 2026-11-10 call — hello\n", "tier: key\n")
    assert lines(due(tmp_path, {"huaxing": record}, horizon=date(2026, 11, 30), quiet=TIERS)) == ["cadence 2026-11-24 -4: Huaxing"]
    assert lines(due(tmp_path, {"huaxing": record}, horizon=TODAY, quiet=TIERS)) == []


def test_a_silence_names_the_last_contact_as_its_evidence_even_in_a_project(tmp_path: Path) -> None:
    records = {
        "huaxing": customer("## Log\n\n### 2026-10-01 call — hello\n", "cadence: 2w\n"),
        "line-2": project("## Log\n\n### 2026-10-20 visit — on site\n### 2026-10-20 09:00 note — no contact\n"),
    }
    (row,) = due(tmp_path, records, quiet=QUIET)
    assert (row.due, row.evidence) == ("2026-11-03", ("customers/huaxing.md:2", "projects/line-2.md:9"))
