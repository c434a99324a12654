"""What is still owed of invoices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcrm_tools.facts.receivables import PAID, Invoice, Payment, left_over, open_invoices

FIRST = Invoice("2026-01-10", "F1", "CNY 100", "2026-02-09", 30, "first")
SECOND = Invoice("2026-03-10", "F2", "CNY 200", "2026-04-09", 20, "second")
ABROAD = Invoice("2026-03-11", "F3", "USD 50", "2026-04-10", 10, "abroad")


def owed(*payments: Payment) -> dict[str, str]:
    return {invoice.id: left for invoice, left in open_invoices([SECOND, ABROAD, FIRST], payments)}


def test_nothing_paid_everything_owed() -> None:
    assert owed() == {"F1": "CNY 100", "F2": "CNY 200", "F3": "USD 50"}


@pytest.mark.parametrize(
    ("payment", "left"),
    [
        (Payment("2026-04-01", "CNY 200", ("F2",)), {"F1": "CNY 100", "F3": "USD 50"}),
        (Payment("2026-04-01", "CNY 50.5", ("F2",)), {"F1": "CNY 100", "F2": "CNY 149.5", "F3": "USD 50"}),
        (Payment("2026-04-01", "CNY 300", ("F2", "F1")), {"F3": "USD 50"}),
        (Payment("2026-04-01", "CNY 150", ("M1",)), {"F2": "CNY 150", "F3": "USD 50"}),        # of no invoice: the oldest
        (Payment("2026-02-01", "CNY 150", ()), {"F2": "CNY 200", "F3": "USD 50"}),             # F2 was not written yet
        (Payment("2026-04-01", "CNY 999", ("F1",)), {"F2": "CNY 200", "F3": "USD 50"}),        # too much is left aside
        (Payment("2026-04-01", "USD 100", ("F1",)), {"F1": "CNY 100", "F2": "CNY 200", "F3": "USD 50"}),
        (Payment("2026-04-01", "", ("F1",)), {"F1": "CNY 100", "F2": "CNY 200", "F3": "USD 50"}),
    ],
)
def test_a_payment_settles(payment: Payment, left: dict[str, str]) -> None:
    assert owed(payment) == left


def test_an_invoice_without_an_amount_stays_open() -> None:
    bare = Invoice("2026-01-10", "F1", "", "2026-02-09", 3, "")
    assert open_invoices([bare], [Payment("2026-02-01", "CNY 5", ("F1",))]) == [(bare, "")]


@given(st.lists(st.integers(1, 500), max_size=6), st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=6))
def test_no_more_is_settled_than_was_paid(amounts: list[int], paid: list[tuple[int, bool]]) -> None:
    invoices = [Invoice("2026-01-01", f"F{n}", f"CNY {amount}", "2026-02-01", n, "") for n, amount in enumerate(amounts)]
    payments = [Payment("2026-01-02", f"CNY {amount}", ("F0",) if tied else ()) for amount, tied in paid]
    left = sum(int(text.split()[1]) for _, text in open_invoices(invoices, payments))
    assert left >= sum(amounts) - sum(amount for amount, _ in paid)
    assert 0 <= left <= sum(amounts)


@pytest.mark.parametrize(
    ("owed", "payments", "left"),
    [
        ("CNY 100", ["CNY 40"], "CNY 60"), ("CNY 100", ["CNY 40", "CNY 60"], PAID), ("CNY 100", ["USD 100"], "CNY 100"), ("", ["CNY 1"], ""),
        ("CNY 0.3", ["CNY 0.1", "CNY 0.2"], PAID),
    ],
)
def test_what_payments_elsewhere_leave(owed: str, payments: list[str], left: str) -> None:
    assert left_over(owed, payments) == left
