"""What a project may cost and what it has cost, and what it is to bring in and has brought in."""

from decimal import Decimal
from html import escape
from typing import Any

from pcrm_tools.facts.balance import money
from pcrm_tools.site import charts
from pcrm_tools.site.account_views import unpaid
from pcrm_tools.site.labels import word
from pcrm_tools.site.subject import Section, Subject, raw_table
from pcrm_tools.site.tables import Extra, table
from pcrm_tools.site.tables import html as table_html
from pcrm_tools.site.values import money_text

LINES = ("direct", "indirect")
Sums = dict[str, dict[str, Decimal]]


def _budget(subject: Subject) -> dict[str, tuple[str, Decimal]]:
    """The lines of the budget that can be read: currency and amount."""
    found = {}
    for key in ("total", *LINES):
        rows = subject.part.fields.get(f"budget.{key}")
        parsed = money(rows[0].value) if rows else None
        if parsed:
            found[key] = parsed
    return found


def _sums(subject: Subject, key: str) -> Sums:
    """What was spent by the values of a token, for each currency."""
    found: Sums = {}
    for line in subject.of_kind("cost"):
        parsed = money(str(line.attrs.get("amount") or ""))
        if parsed:
            part = found.setdefault(parsed[0], {})
            name = str(line.attrs.get(key) or "")
            part[name] = part.get(name, Decimal(0)) + parsed[1]
    return found


def cost(subject: Subject) -> Section | None:
    """Budget against cost, line by line and currency by currency; whoever may not know the budget sees neither."""
    if not subject.book.audience.sees("budget"):
        return None
    budget, spent = _budget(subject), _sums(subject, "type")
    currencies = list(dict.fromkeys((*(currency for currency, _ in budget.values()), *spent)))
    drawn = "".join(_drawn(subject, currency, budget, spent.get(currency, {})) for currency in currencies)
    tables = _breakdown(subject, "category") + _breakdown(subject, "phase")
    count = len(subject.of_kind("cost"))
    return subject.section(
        "budget", drawn + (f'<div class="p-halves">{tables}</div>' if tables else ""), count or None, subject.say("record.cost")
    )


def _drawn(subject: Subject, currency: str, budget: dict[str, tuple[str, Decimal]], spent: dict[str, Decimal]) -> str:
    rows = []
    for key in LINES:
        planned = budget.get(key)
        plan = planned[1] if planned and planned[0] == currency else Decimal(0)
        if plan or spent.get(key):
            rows.append((subject.say(f"cost.{key}"), float(plan), float(spent.get(key, Decimal(0)))))
    other = sum((amount for key, amount in spent.items() if key not in LINES), Decimal(0))
    if other:
        rows.append((subject.say("cost.other"), 0.0, float(other)))
    total = budget.get("total")
    plan = total[1] if total and total[0] == currency else sum((Decimal(str(row[1])) for row in rows), Decimal(0))
    actual = sum(spent.values(), Decimal(0))
    if len(rows) != 1 or total:
        rows.append((subject.say("cost.total"), float(plan), float(actual)))
    title = f"{subject.say('record.cost')}, {currency}"
    chart = charts.budget(rows, currency, subject.lang, title)
    return (
        f'<figure class="p-figure"><figcaption>{escape(currency)}</figcaption>{chart}</figure>'
        if any(row[1] or row[2] for row in rows)
        else ""
    )


def _breakdown(subject: Subject, key: str) -> str:
    """The sums of costs by category or phase; nothing where no cost names one."""
    sums = _sums(subject, key)
    lines = [
        (currency, name, amount)
        for currency, part in sums.items()
        for name, amount in sorted(part.items(), key=lambda item: -item[1])
    ]
    if not any(name for _, name, _ in lines):
        return ""
    label = subject.say(f"cost.{key}")
    rows = [
        f'<tr><td class="is-text">{escape(_name(subject, key, name))}</td><td class="is-number"><span class="p-num">'
        f"{escape(money_text(f'{currency} {amount:.2f}'))}</span></td></tr>\n"
        for currency, name, amount in lines
    ]
    columns = [(label, ""), (subject.say("cost.actual"), "is-number")]
    return f"<div>{raw_table(columns, rows, label)}</div>"


def _name(subject: Subject, key: str, name: str) -> str:
    known = key == "phase" and name in subject.book.config.stages(subject.record.pipeline or "")
    return subject.values.setting("stage", name).label if known else name or "–"


def payments(subject: Subject) -> Section | None:
    """The payment plan against what was invoiced and paid."""
    cells = dict(zip((row.line for row in subject.part.items.get("payments", ())), subject.item_cells("payments"), strict=False))
    if not cells:
        return None
    left = {line.row.id: amount for line, amount, _ in unpaid(subject.lines)}
    states = {line: _state(subject, found, left) for line, found in cells.items()}
    amounts = {line: _amount(subject, found) for line, found in cells.items()}
    whole = subject.book.audience.sees("value")
    extras = [
        *(
            [Extra(subject.say("account.amount"), lambda line: (_num(amounts[line]), ""))]
            if whole and not all(map(_has_amount, cells.values()))
            else []
        ),
        Extra(subject.gatherer.title("state"), lambda line: (states[line], "")),
    ]
    made = table(subject.values, subject.part, "payments", subject.resolve, extras=extras)
    return subject.section("payments", table_html(made), len(cells)) if made else None


def _has_amount(cells: dict[str, Any]) -> bool:
    return bool(cells.get("amount"))


def _num(parsed: tuple[str, Decimal] | None) -> str:
    return f'<span class="p-num">{escape(money_text(f"{parsed[0]} {parsed[1]:.2f}"))}</span>' if parsed else ""


def _amount(subject: Subject, cells: dict[str, Any]) -> tuple[str, Decimal] | None:
    """The amount of a payment: its own, else its share of the project's value."""
    if cells.get("amount"):
        return money(str(cells["amount"]))
    record, share = subject.record, cells.get("share")
    if record.value is None or not record.currency or not isinstance(share, (int, float)) or "value" not in subject.part.fields:
        return None
    return record.currency, Decimal(str(record.value)) * Decimal(str(share))


def _state(subject: Subject, cells: dict[str, Any], unsettled: dict[str, str]) -> str:
    """Whether a payment of the plan was invoiced and paid, as the log tells; `unsettled` says what is left of invoices."""
    ref = str(cells.get("invoice") or "")
    lang = subject.lang
    if not ref:
        return f'<span class="p-badge">{escape(word("payment.open", lang))}</span>'
    invoice = next((line for line in subject.of_kind("invoice") if line.row.id == ref), None)
    if invoice is None:
        return f'<span class="p-badge p-badge--info">{escape(word("payment.invoiced", lang))}</span>'
    left = unsettled.get(ref, "")
    if not left:
        tone, text = "good", word("payment.paid", lang)
    elif left == invoice.attrs.get("amount"):
        tone, text = "info", word("payment.invoiced", lang)
    else:
        tone, text = "warn", word("payment.part", lang).format(amount=money_text(left))
    return f'<a href="{escape(invoice.href)}"><span class="p-badge p-badge--{tone}">{escape(text)}</span></a>'
