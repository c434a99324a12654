"""Money and contracts: invoices that are not paid, payments to be billed, quotes and contracts that run out."""

from collections.abc import Iterator

from pcrm_tools.facts.stages import has_won
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, values
from pcrm_tools.reports.due_rules import Why


def invoices(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Invoices that are payable and not paid in full; a payment may stand in another record of the customer."""
    for row in rows.dated.get("invoice", ()):
        given = values(row)
        amount, left = given.get("amount") or "", rows.paid.get((row.n, row.line), given.get("open") or "")
        if left != "paid":
            why = Why("invoice-part" if left and left != amount else "invoice", {"amount": amount, "open": left})
            what = row.what if given.get("id") in (None, row.what) else f"{given['id']} {row.what}"
            yield frame.row(rows.heads[row.n], "invoice", row.line, row.day, what, why, private=row.private)


def payments(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Lines of payment plans that are due and name no invoice."""
    for row in rows.dated.get("payment", ()):
        given = values(row)
        share = f"{given['share']:.0%}" if given.get("share") else ""
        amount = given.get("amount") or share
        why = Why("payment", {"amount": amount}) if amount else Why("payment-bare", {})
        yield frame.row(rows.heads[row.n], "payment", row.line, row.day, row.what, why)


def quotes(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """The newest quote of a record that runs out, or ran out lately; a project that is won needs it no more."""
    for row in rows.dated.get("quote", ()):
        order = frame.stages(row.pipeline)
        if not has_won(order, row.stage):
            amount = values(row).get("amount")
            why = Why("quote", {"amount": amount}) if amount else Why("quote-bare", {})
            yield frame.row(rows.heads[row.n], "quote", row.line, row.day, row.what, why, row.owner, private=row.private)


def contracts(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Frame contracts that end."""
    for row in rows.dated.get("renewal", ()):
        why = Why("renewal", {"ref": row.what}) if row.what else Why("renewal-bare", {})
        yield frame.row(rows.heads[row.n], "renewal", row.line, row.day, "", why)
