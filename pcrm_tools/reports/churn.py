"""Customers that may be lost: reasons counted, no score. What makes a reason is said by the rules that other pages and reports use."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pcrm_tools.reports.followups import FollowUp

LIFECYCLES = ("at-risk", "at_risk", "dormant")
LOST = "lost"
KINDS = ("complaint", "survey", "silence", "lifecycle", "contract", "invoice")
"""Every kind of reason, those that ask for an answer first coming first."""
# Follow-ups that are reasons: the rule, and whether only what is overdue counts.
_RULES: Mapping[str, tuple[str, bool]] = {
    "cadence": ("silence", True),
    "renewal": ("contract", False),
    "invoice": ("invoice", True),
}


class Reason(NamedTuple):
    """Why a customer may be lost: its kind, since when (ISO), where that is written (`path:line`), and how many of the kind there are."""

    kind: str
    day: str
    source: str
    number: int = 1


class Watched(NamedTuple):
    """A customer (by id) with its reasons, at most one of each kind."""

    customer: str
    reasons: tuple[Reason, ...]


def of_followups(rows: Iterable[FollowUp]) -> Iterator[tuple[str, Reason]]:
    """The reasons among follow-ups, each with the id of its customer: silence, a contract that ends, invoices that are overdue."""
    for row in rows:
        kind, late_only = _RULES.get(row.rule, ("", True))
        if kind and (row.days_late > 0 or not late_only):
            yield row.group, Reason(kind, row.due, f"{row.path}:{row.line}")


def watched(found: Iterable[tuple[str, Reason]], worth: Mapping[str, Sequence[float]]) -> list[Watched]:
    """Customers with their reasons: the most reasons first, then by what they are worth, then by id.

    Of several reasons of one kind the oldest stands for all.
    """
    parts: dict[str, dict[str, Reason]] = {}
    for customer, reason in found:
        kinds = parts.setdefault(customer, {})
        known = kinds.get(reason.kind)
        if known is None:
            kinds[reason.kind] = reason
        else:
            kinds[reason.kind] = min(known, reason, key=lambda one: one.day)._replace(number=known.number + reason.number)
    rows = [
        Watched(customer, tuple(sorted(kinds.values(), key=lambda one: KINDS.index(one.kind))))
        for customer, kinds in parts.items()
    ]
    return sorted(
        rows, key=lambda row: (-len(row.reasons), tuple(-amount for amount in worth.get(row.customer, ())), row.customer)
    )
