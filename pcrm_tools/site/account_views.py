"""A customer's orders, payments and points as tables with their running balance, and the invoices that are not paid yet."""

from collections.abc import Mapping
from decimal import Decimal
from html import escape
from typing import Any

from pcrm_tools.facts.balance import Standing, money
from pcrm_tools.facts.receivables import Invoice, Payment, open_invoices
from pcrm_tools.site.subject import Line, Section, Subject, more, raw_table
from pcrm_tools.site.values import day, money_text

MONEY_KINDS = frozenset(("opening", "order", "invoice", "payment", "refund"))
POINT_KINDS = frozenset(("opening", "points", "referral", "reward", "redeem"))
SHOWN = 12
NUMBER = "is-number"


def account(subject: Subject) -> Section | None:
    """Sums by currency, invoices that are open, and the account's lines, newest first, with what the customer then owes."""
    rows = []
    for line, standing in subject.account:
        shown = _check(subject, line, standing) if line.row.kind == "check" else _line(subject, line, standing)
        if shown:
            rows.append(shown)
    if not rows:
        return None
    say = subject.say
    columns = [(say("account.day"), ""), (say("account.kind"), ""), (say("account.what"), ""), (say("account.amount"), NUMBER),
               (say("account.owed"), NUMBER)]  # fmt: skip
    body = _sums(subject) + _open(subject) + _folded(subject, columns, rows, say("record.accounts"))
    return subject.section("accounts", body, len(rows))


def _folded(subject: Subject, columns: list[tuple[str, str]], rows: list[str], label: str) -> str:
    """The newest rows at once, older ones on demand."""
    rows = rows[::-1]
    first = raw_table(columns, rows[:SHOWN], label, "p-table--account")
    rest = rows[SHOWN:]
    return first + (
        more(subject.say("record.more"), len(rest), raw_table(columns, rest, label, "p-table--account")) if rest else ""
    )


def _row(subject: Subject, line: Line, cells: list[str]) -> str:
    row = line.row
    kind = f'<span class="p-icon p-icon--small k-{escape(subject.gatherer.viewer.icon(row))}" aria-hidden="true"></span>{escape(subject.values.kind(row.kind))}'
    first = f'<td>{day(row.date)}</td><td class="p-kind">{kind}</td><td class="is-text">{subject.link(line)} {subject.origin(line)}</td>'
    return f"<tr>{first}{''.join(cells)}</tr>\n"


def _number(text: str, tone: str = "") -> str:
    look = f" p-tone--{tone}" if tone else ""
    return f'<td class="{NUMBER}"><span class="p-num{look}">{escape(text)}</span></td>'


def _line(subject: Subject, line: Line, standing: Standing) -> str:
    """A line of the account: its amount, and what is owed in its currency after it."""
    row = line.row
    if row.kind not in MONEY_KINDS:
        return ""
    attrs = line.attrs
    text = str(attrs.get("orders") or attrs.get("receivable") or "") if row.kind == "opening" else str(attrs.get("amount") or "")
    found = money(text)
    if row.kind == "opening" and not found:
        return ""
    owed = standing.receivable.get(found[0], Decimal(0)) if found else None
    sign = "−" if row.kind in ("payment", "refund") and found and found[1] > 0 else ""
    moved = row.kind in ("invoice", "payment", "opening")
    shown = _number(money_text(f"{found[0]} {owed:.2f}") if found and owed is not None and moved else "")
    tone = "good" if row.kind == "payment" else "bad" if row.kind == "refund" else ""
    return _row(subject, line, [_number(sign + money_text(text), tone), shown])


def _check(subject: Subject, line: Line, standing: Standing) -> str:
    """A counting of the account. Whether it agrees is for us: a difference would tell of entries that others may not see."""
    found = [(key, money(text)) for key, text in standing.asserted.items() if key != "points"]
    said = [(key, value) for key, value in found if value]
    if not said:
        return ""
    shown = " · ".join(money_text(f"{value[0]} {value[1]:.2f}") for _, value in said)
    return _row(subject, line, [_number(shown), f'<td class="{NUMBER}">{_verdict(subject, standing, said)}</td>'])


def _verdict(subject: Subject, standing: Standing, said: list[tuple[str, tuple[str, Decimal]]]) -> str:
    if not subject.book.audience.internal:
        return ""
    for key, (currency, amount) in said:
        have = (standing.orders if key == "orders" else standing.receivable).get(currency, Decimal(0))
        if have != amount:
            text = subject.say("account.differs").format(amount=money_text(f"{currency} {have:.2f}"))
            return f'<span class="p-badge p-badge--bad">{escape(text)}</span>'
    return f'<span class="p-badge p-badge--good">{escape(subject.say("account.agrees"))}</span>'


def _sums(subject: Subject) -> str:
    """What was ordered, invoiced, paid and given back, and what is owed, each by currency."""
    kinds = {"order": "ordered", "invoice": "invoiced", "payment": "paid", "refund": "refunded"}
    sums: dict[str, dict[str, Decimal]] = {}
    for line, _ in subject.account:
        found = money(str(line.attrs.get("amount") or "")) if line.row.kind in kinds else None
        if found:
            part = sums.setdefault(kinds[line.row.kind], {})
            part[found[0]] = part.get(found[0], Decimal(0)) + found[1]
    last = subject.account[-1][1]
    sums["ordered"] = {**sums.get("ordered", {}), **last.orders}
    sums["receivable"] = {currency: amount for currency, amount in last.receivable.items() if amount}
    shown = []
    for key in ("ordered", "invoiced", "paid", "refunded", "receivable"):
        if any(sums.get(key, {}).values()):
            texts = [money_text(f"{currency} {amount:.2f}") for currency, amount in sorted(sums[key].items()) if amount]
            values = "".join([f"<dd>{escape(text)}</dd>" for text in texts])
            shown.append(f'<div class="p-sum p-sum--{key}"><dt>{escape(subject.say(f"account.{key}"))}</dt>{values}</div>')
    return f'<dl class="p-sums">{"".join(shown)}</dl>' if shown else ""


def _open(subject: Subject) -> str:
    """Invoices with what is left of them."""
    return "".join(
        f'<p class="p-open">{subject.link(line)} <b class="p-num">{escape(money_text(left) or "?")}</b> {escape(subject.say("account.left"))}'
        + (f' · <span class="p-due">{escape(subject.say("account.payable"))} {day(due, True)}</span>' if due else "")
        + "</p>"
        for line, left, due in unpaid([line for line, _ in subject.account])
    )


def unpaid(lines: list[Line]) -> list[tuple[Line, str, str]]:
    """The invoices among log entries that are not paid in full: the entry, what is left (text), and its last day of payment."""
    invoices, payments, place = [], [], {}
    for number, line in enumerate(lines):
        if line.row.kind not in ("invoice", "payment"):
            continue
        attrs: Mapping[str, Any] = line.attrs
        amount, row = str(attrs.get("amount") or ""), line.row
        if row.kind == "invoice":
            place[number] = line
            invoices.append(Invoice(row.date, row.id, amount, str(attrs.get("due") or ""), number, row.title))
        else:
            refers = attrs.get("re") or ()
            names = refers if isinstance(refers, list) else [str(refers)]
            payments.append(Payment(row.date, amount, tuple(str(name).rpartition("#")[2] for name in names)))
    return [(place[invoice.line], left, invoice.due) for invoice, left in open_invoices(invoices, payments)]


def points(subject: Subject) -> Section | None:
    """Points that came and went, newest first."""
    rows, before = [], Decimal(0)
    for line, standing in subject.account:
        change, before = standing.points - before, standing.points
        if change and line.row.kind in POINT_KINDS:
            tone = "good" if change > 0 else "bad"
            rows.append(_row(subject, line, [_number(f"{change:+,f}".replace("-", "−"), tone), _number(f"{standing.points:,f}")]))
    say = subject.say
    columns = [(say("account.day"), ""), (say("account.kind"), ""), (say("account.what"), ""), (say("account.change"), NUMBER),
               (say("account.points"), NUMBER)]  # fmt: skip
    return subject.section("points", _folded(subject, columns, rows, say("record.points")), len(rows)) if rows else None
