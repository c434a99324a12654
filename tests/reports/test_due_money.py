"""Money and contracts, by records as people write them: invoices, payment plans, quotes and renewals."""

from datetime import date
from pathlib import Path

import pytest

from tests.due_notebook import customer, due, lines, project, why

INVOICE = "### 2026-10-10 invoice id:F1 amount:12000 due:2026-11-09 — first half\n"


def log(*entries: str) -> str:
    return "## Log\n\n" + "".join(entries)


# --- invoices -----------------------------------------------------------------------------------------------------


def test_an_invoice_that_is_not_paid_is_overdue(tmp_path: Path) -> None:
    (row,) = due(tmp_path, {"huaxing": customer(log(INVOICE))})
    assert lines([row]) == ["invoice 2026-11-09 11: F1 first half"]
    assert why(tmp_path, row) == "CNY 12,000 not paid, payable by 2026-11-09: 11 days late"
    assert why(tmp_path, row, "zh") == "CNY 1.2万 未付，应于 2026-11-09 前付清：逾期 11 天"


def test_part_of_it_may_be_paid(tmp_path: Path) -> None:
    (row,) = due(tmp_path, {"huaxing": customer(log("### 2026-11-12 payment amount:7000.50 re:F1\n", INVOICE))})
    assert why(tmp_path, row) == "CNY 4,999.5 of CNY 12,000 not paid, payable by 2026-11-09: 11 days late"


@pytest.mark.parametrize(
    "payment",
    [
        "### 2026-11-12 payment amount:12000 re:F1\n",
        "### 2026-11-12 payment amount:1.2万\n",                                          # refers to nothing: settles the oldest
        "### 2026-11-12 payment amount:5000 re:F1\n### 2026-11-13 payment amount:7000 re:F1\n",
        "### 2026-10-01 payment amount:12000 re:F1\n",                                     # in advance
    ],
)
def test_what_is_paid_is_not_due(payment: str, tmp_path: Path) -> None:
    assert lines(due(tmp_path, {"huaxing": customer(log(payment, INVOICE))})) == []


@pytest.mark.parametrize(
    "payment",
    [
        "### 2026-11-12 payment amount:\"USD 12000\" re:F1\n",                             # another currency
        "### 2026-10-01 payment amount:12000\n",                                           # before it was written, and of nothing
        "### 2026-10-11 payment amount:12000 re:F2\n### 2026-10-05 invoice id:F2 amount:12000 due:2026-10-09\n",
    ],
)
def test_what_pays_something_else_leaves_it_due(payment: str, tmp_path: Path) -> None:
    assert lines(due(tmp_path, {"huaxing": customer(log(payment, INVOICE))})) == ["invoice 2026-11-09 11: F1 first half"]


def test_a_payment_in_another_record_counts(tmp_path: Path) -> None:
    paid = {"huaxing": customer(log("### 2026-11-12 payment amount:12000 re:line-2#F1\n")), "line-2": project(log(INVOICE))}
    assert lines(due(tmp_path / "a", paid)) == []
    partly = {"huaxing": customer(log("### 2026-11-12 payment amount:2000 re:line-2#F1\n")), "line-2": project(log(INVOICE))}
    (row,) = due(tmp_path / "b", partly)
    assert why(tmp_path / "b", row).startswith("CNY 10,000 of CNY 12,000 not paid")


def test_an_invoice_is_shown_from_its_day_on_and_in_closed_projects_too(tmp_path: Path) -> None:
    record = {"huaxing": customer(log(INVOICE))}
    assert lines(due(tmp_path / "a", record, today=date(2026, 11, 8))) == []
    assert lines(due(tmp_path / "a", record, today=date(2026, 11, 9))) == ["invoice 2026-11-09 0: F1 first half"]
    assert lines(due(tmp_path / "a", record, today=date(2026, 11, 1), horizon=date(2026, 12, 1))) == ["invoice 2026-11-09 -8: F1 first half"]
    early = due(tmp_path / "b", record, today=date(2026, 11, 6), settings="followups: {invoice: {ahead: 3d}}\n")
    assert lines(early) == ["invoice 2026-11-09 -3: F1 first half"]
    closed = {"huaxing": customer(""), "line-2": project(log(INVOICE), "closed: 2026-11-01\noutcome: cancelled\n")}
    assert lines(due(tmp_path / "c", closed)) == ["invoice 2026-11-09 11: F1 first half"]


def test_an_invoice_without_a_day_is_never_overdue(tmp_path: Path) -> None:
    assert lines(due(tmp_path, {"huaxing": customer(log("### 2026-10-10 invoice id:F1 amount:12000\n"))})) == []


# --- the payment plan ---------------------------------------------------------------------------------------------


def test_a_line_of_the_payment_plan_wants_an_invoice(tmp_path: Path) -> None:
    plan = """
        ## Payments

        | what | share | amount | due | invoice |
        | --- | --- | --- | --- | --- |
        | on signing | 30% | | 2026-11-18 | |
        | on delivery | | 6万 | 2026-11-24 | |
        | billed | 20% | | 2026-11-10 | F7 |
        | later | 20% | | 2027-03-01 | |
    """
    rows = due(tmp_path, {"huaxing": customer(""), "line-2": project(plan)})
    assert lines(rows) == ["payment 2026-11-18 2: on signing", "payment 2026-11-24 -4: on delivery"]
    assert [why(tmp_path, row) for row in rows] == [
        "30% to be billed by 2026-11-18, no invoice is named: 2 days late",
        "CNY 60,000 to be billed by 2026-11-24, no invoice is named: due in 4 days",
    ]


# --- quotes -------------------------------------------------------------------------------------------------------

QUOTE = "### 2026-10-20 quote id:B2 amount:428万 valid:2026-11-22 — second version\n"


def test_the_newest_quote_runs_out(tmp_path: Path) -> None:
    older = "### 2026-09-01 quote id:B1 amount:455万 valid:2026-11-10 — first version\n"
    records = {"huaxing": customer(""), "line-2": project(log(QUOTE, older), "stage: sample\nstart: 2026-10-01\n")}
    rows = due(tmp_path, records)
    assert lines(rows, "quote") == ["quote 2026-11-22 -2: second version"]
    assert why(tmp_path, next(row for row in rows if row.rule == "quote"), "zh") == "CNY 428万 的报价有效期到 2026-11-22：还有 2 天"
    late = due(tmp_path, records, today=date(2026, 12, 22))
    assert lines(late, "quote") == ["quote 2026-11-22 30: second version"]
    assert lines(due(tmp_path, records, today=date(2026, 12, 23)), "quote") == []


@pytest.mark.parametrize(
    ("entries", "front"),
    [
        (("### 2026-11-01 order amount:428万\n", QUOTE), "stage: sample\n"),
        (("### 2026-11-01 quote amount:400万 — without a day\n", QUOTE), "stage: sample\n"),
        ((QUOTE,), "stage: production\n"),
        ((QUOTE,), "stage: sample\nclosed: 2026-11-10\noutcome: lost\n"),
    ],
    ids=["ordered", "superseded", "won", "lost"],
)
def test_a_quote_that_nobody_waits_for(entries: tuple[str, ...], front: str, tmp_path: Path) -> None:
    records = {"huaxing": customer(""), "line-2": project(log(*entries), front + "start: 2026-10-20\n")}
    assert lines(due(tmp_path, records), "quote") == []


# --- contracts ----------------------------------------------------------------------------------------------------


def test_a_contract_is_renewed_in_time(tmp_path: Path) -> None:
    record = {"huaxing": customer("", "contract: {end: 2027-01-19, ref: HX-7}\n")}
    rows = due(tmp_path, record)
    assert lines(rows) == ["renewal 2027-01-19 -60: Huaxing"]
    assert why(tmp_path, rows[0]) == "contract HX-7 ends 2027-01-19: due in 60 days"
    assert lines(due(tmp_path, record, today=date(2026, 11, 19))) == []
    assert lines(due(tmp_path, record, horizon=date(2026, 11, 27))) == []  # who asks for a week gets a week
    assert lines(due(tmp_path, record, today=date(2027, 1, 29)), "renewal") == ["renewal 2027-01-19 10: Huaxing"]
    lost = {"huaxing": customer("", "contract: {end: 2026-12-01}\n").replace("lifecycle: active", "lifecycle: lost")}
    assert lines(due(tmp_path, lost)) == []
