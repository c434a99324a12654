"""What customers still owe: invoices, and the payments that settle them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from pcrm_tools.facts.balance import money

PAID = "paid"


class Invoice(NamedTuple):
    """An invoice: its day, id (or empty), amount as text (`CNY 1200`), last day of payment (ISO, or empty), line and title."""

    day: str
    id: str
    amount: str
    due: str
    line: int
    title: str


class Payment(NamedTuple):
    """A payment: its day, amount as text, and what it refers to."""

    day: str
    amount: str
    refers: tuple[str, ...]


def open_invoices(invoices: Iterable[Invoice], payments: Iterable[Payment]) -> list[tuple[Invoice, str]]:
    """The invoices that are not paid in full, each with what is still owed (`CNY 200`; empty: an amount that cannot be read).

    A payment settles the invoices that it refers to (`re:`). One that refers to none of them settles the oldest open ones of
    its currency that were written up to its day. Amounts of different currencies never meet; what is paid too much is left aside.
    """
    ordered = sorted(invoices, key=lambda invoice: (invoice.day, -invoice.line))
    owed = [money(invoice.amount) for invoice in ordered]
    rest = [found[1] if found else Decimal(0) for found in owed]
    ids = {invoice.id: place for place, invoice in enumerate(ordered) if invoice.id}
    untied = []
    for payment in sorted(payments, key=lambda payment: payment.day):
        paid = money(payment.amount)
        if paid is None:
            continue
        named = [ids[ref] for ref in payment.refers if ref in ids]
        if named:
            _settle(rest, owed, named, paid)
        else:
            untied.append((payment.day, paid))
    for day, paid in untied:
        _settle(rest, owed, [place for place, invoice in enumerate(ordered) if invoice.day <= day], paid)
    found = []
    for invoice, amount, left in zip(ordered, owed, rest, strict=True):
        if amount is None or left > 0:
            found.append((invoice, f"{amount[0]} {left.normalize():f}" if amount else ""))
    return found


def _settle(
    rest: list[Decimal], owed: list[tuple[str, Decimal] | None], places: list[int], paid: tuple[str, Decimal]
) -> None:
    """Takes a payment off what is owed at some places, in their order."""
    currency, left = paid
    for place in places:
        amount = owed[place]
        if amount is not None and amount[0] == currency and left > 0:
            part = min(left, rest[place])
            rest[place] -= part
            left -= part


def left_over(owed: str, payments: Iterable[str]) -> str:
    """What is left of an amount after payments of its currency (`CNY 200`), `paid` where nothing is."""
    amount = money(owed)
    if amount is None:
        return owed
    currency, left = amount
    left -= sum(paid[1] for text in payments if (paid := money(text)) and paid[0] == currency)
    return f"{currency} {left.normalize():f}" if left > 0 else PAID
