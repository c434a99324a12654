"""Points, orders and receivables of a customer as its log entries make them, day by day."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pcrm_tools.model.notebook import Balance

_SIGNS = {"points": 1, "opening": 1, "referral": 1, "reward": 1, "redeem": -1}


class Standing(NamedTuple):
    """Where a customer stands after one entry: points, and money by currency."""

    entry: Balance
    points: Decimal
    orders: dict[str, Decimal]
    receivable: dict[str, Decimal]
    asserted: dict[str, str]


def money(text: str) -> tuple[str, Decimal] | None:
    """Currency and amount of `CNY 12.5`, or None."""
    currency, _, amount = text.partition(" ")
    try:
        return (currency, Decimal(amount)) if amount else None
    except InvalidOperation:
        return None


def standings(entries: Iterable[Balance]) -> Iterator[Standing]:
    """The standing after each entry of one customer, oldest first (by day, time, then the lower place in a file).

    Points: `points` as signed, opening, referral and reward added, redeem taken off. Orders: opening and orders summed.
    Receivable: opening and invoices less payments; a refund gives a payment back for something that is no longer owed,
    so it changes nothing here.
    """
    points = Decimal(0)
    orders: dict[str, Decimal] = {}
    receivable: dict[str, Decimal] = {}
    for entry in sorted(entries, key=_when):
        attrs = json.loads(entry.attrs)
        asserted = {}
        if entry.kind == "check":
            asserted = {key: str(attrs[key]) for key in ("points", "orders", "receivable") if key in attrs}
        elif entry.kind in _SIGNS and "points" in attrs:
            given = Decimal(str(attrs["points"]))
            points += given if entry.kind in ("points", "opening") else abs(given) * _SIGNS[entry.kind]
        if entry.kind == "opening":
            _add(orders, attrs.get("orders"), 1)
            _add(receivable, attrs.get("receivable"), 1)
        elif entry.kind == "order":
            _add(orders, attrs.get("amount"), 1)
        elif entry.kind in ("invoice", "payment"):
            _add(receivable, attrs.get("amount"), 1 if entry.kind == "invoice" else -1)
        yield Standing(entry, points, dict(orders), dict(receivable), asserted)


def _when(entry: Balance) -> tuple[str, str, bool, int, str]:
    """The order in time: of those without a time of day an opening comes first and a check, which asserts the day's end, last."""
    time = entry.time or ("~" if entry.kind == "check" else "")
    return entry.date, time, entry.kind != "opening", -entry.ord, entry.path


def _add(sums: dict[str, Decimal], text: str | None, sign: int) -> None:
    parsed = money(text) if text else None
    if parsed:
        sums[parsed[0]] = sums.get(parsed[0], Decimal(0)) + sign * parsed[1]
