"""What a file makes due by itself: one row a thing and its day, made when the file is read and again for an earlier day.

A row says nothing of today, of other files or of settings that only judge: which of them are due is worked out when somebody
asks, and SQL finds them by rule and day. `day` is the day from which the rule counts, `05-18` for birthdays, empty if unknown.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.facts.dates import add, latest_start, parse_date
from pcrm_tools.model.rows import EntryRow, ItemRow

Row = tuple[Any, ...]
WRITTEN = ("email", "message")
# The fields and items that rows are made from.
FIELDS = ("first_contact", "privacy.erase_by", "contract.end", "contract.ref", "due", "expected_close", "closed")
ITEMS = ("contacts", "plan", "payments", "risks", "milestones")
_NEW, _NOT_ASKED = ("lead", "prospect"), (None, "lead", "prospect", "dormant", "lost")
_ASKED_BEFORE = "1mo"
_IN, _NEXT = '"direction":"in"', '"next":'


class Dated(NamedTuple):
    """A row without its number: the rule, its day, where it stands, what it is, who has it, and the rule's own values as JSON."""

    rule: str
    day: str
    line: int
    what: str
    owner: str = ""
    private: int = 0
    data: str = "{}"


class Source(NamedTuple):
    """The rows of one file, with their numbers; entries may be left out that are not yet known on a day."""

    type: str
    lifecycle: str | None
    title_line: int
    closed: str | None
    outcome: str | None
    fields: Mapping[str, tuple[str, int]]
    items: Mapping[str, list[ItemRow]]
    entries: list[EntryRow]
    busy: frozenset[int]


def source_of(n: int, record: Row, fields: list[Row], items: list[Row], entries: list[Row], tasks: list[Row]) -> Source:
    """The source that the rows of a file (without its number) make; `busy` are the entries that have tasks of their own."""
    listed: dict[str, list[ItemRow]] = {}
    for item in items:
        listed.setdefault(item[0], []).append(ItemRow(n, *item))
    return Source(
        record[3], record[7], record[28], record[18], record[19], {row[0]: (row[2], row[5]) for row in fields if not row[1]}, listed,
        [EntryRow(n, *entry) for entry in entries], frozenset(task[19] for task in tasks),
    )


def dated_rows(source: Source, own_kinds: Mapping[str, Any]) -> list[Row]:
    """The rows that a file makes, numbered in order; `own_kinds` are the log kinds of pcrm.yml."""
    if source.type not in ("customer", "project"):
        return []
    found = [*_of_log(source), *_of_fields(source)]
    found += _of_customer(source, own_kinds) if source.type == "customer" else _of_project(source)
    return [(ord_, *row) for ord_, row in enumerate(found)]


def _dumps(**values: Any) -> str:
    return json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False, separators=(",", ":"))


def _of_log(source: Source) -> Iterator[Dated]:
    """The newest entry, a message without an answer, the newest survey, an offer that runs out, and invoices that are owed."""
    if not source.entries:
        return
    ordered = sorted(source.entries, key=lambda entry: (entry.date, entry.time, -entry.ord), reverse=True)
    yield Dated("newest", ordered[0].date, ordered[0].line, ordered[0].title)
    contact = next((entry for entry in ordered if entry.group == "contact"), None)
    if contact is not None and _waits_for_us(contact, source.busy):
        data = _dumps(time=contact.time, kind=contact.kind, people=contact.withs)
        yield Dated("inbound", contact.date, contact.line, contact.title, contact.by.partition(",")[0], contact.private, data)
    survey = next((entry for entry in ordered if entry.kind == "survey"), None)
    if survey is not None:
        # One of a project, or of a customer that is asked no more, is looked up for others only.
        rule = "survey" if source.type == "customer" and source.lifecycle not in _NOT_ASKED else "asked"
        yield Dated(rule, survey.date, survey.line, survey.title, "", survey.private, '{"held":1}')
    quote = next((entry for entry in ordered if entry.kind in ("quote", "order")), None)
    if quote is not None and quote.kind == "quote" and '"valid":' in quote.attrs:
        attrs = json.loads(quote.attrs)
        data = _dumps(id=quote.id, amount=attrs.get("amount"))
        yield Dated("quote", attrs["valid"], quote.line, quote.title or quote.id, quote.by.partition(",")[0], quote.private, data)
    yield from _invoices(ordered)


def _waits_for_us(entry: EntryRow, busy: frozenset[int]) -> bool:
    """Whether an entry is a message of the customer to which neither a next contact nor a task was promised."""
    return entry.kind in WRITTEN and _IN in entry.attrs and _NEXT not in entry.attrs and entry.ord not in busy


def _invoices(ordered: list[EntryRow]) -> Iterator[Dated]:
    written = [entry for entry in ordered if entry.kind == "invoice"]
    if not written:
        return
    from pcrm_tools.facts.receivables import Invoice, Payment, open_invoices

    attrs = {entry.line: json.loads(entry.attrs) for entry in ordered if entry.kind in ("invoice", "payment")}
    invoices = [
        Invoice(entry.date, entry.id, attrs[entry.line].get("amount") or "", attrs[entry.line].get("due") or "", entry.line, entry.title)
        for entry in written
    ]
    payments = [
        Payment(entry.date, attrs[entry.line].get("amount") or "", tuple(attrs[entry.line].get("re") or ()))
        for entry in ordered
        if entry.kind == "payment"
    ]
    private = {entry.line: entry.private for entry in written}
    for invoice, owed in open_invoices(invoices, payments):
        if invoice.due:
            data = _dumps(id=invoice.id, amount=invoice.amount, open=owed)
            yield Dated("invoice", invoice.due, invoice.line, invoice.title or invoice.id, "", private[invoice.line], data)


def _of_fields(source: Source) -> Iterator[Dated]:
    """Days that the front matter names."""
    erase = source.fields.get("privacy.erase_by")
    if erase:
        yield Dated("erase", *erase, "")
    if source.type == "customer":
        end = source.fields.get("contract.end")
        if end:
            ref = source.fields.get("contract.ref", ("", 0))[0]
            yield Dated("renewal", *end, ref)
    elif not source.closed and not source.outcome:
        for rule, key in (("project-due", "due"), ("expected-close", "expected_close")):
            if key in source.fields:
                yield Dated(rule, *source.fields[key], "")


def _of_customer(source: Source, own_kinds: Mapping[str, Any]) -> Iterator[Dated]:
    """Birthdays, the communication plan, and what a new customer lacks."""
    began, line = source.fields.get("first_contact") or (min((e.date for e in source.entries), default=""), source.title_line)
    contacts = [(item, json.loads(item.data)) for item in source.items.get("contacts", ())]
    for item, cells in contacts:
        birthday = cells.get("birthday") or ""
        if birthday:
            data = _dumps(left=cells.get("left"), names=[cells.get("name"), *(cells.get("aliases") or ())])
            rule = "lunar" if birthday.startswith("lunar") else "birthday"
            yield Dated(rule, birthday[-5:], item.line, item.label, "", 0, data)
    if source.lifecycle in _NEW and not any(key.startswith("evaluation.") for key in source.fields):
        yield Dated("evaluation", began, line, "")
    if began and source.lifecycle not in _NOT_ASKED and not any(entry.kind == "survey" for entry in source.entries):
        yield Dated("survey", began, line, "")
    plan = source.items.get("plan")
    if plan:
        yield from _plan(source, plan, began, [cells for _, cells in contacts], own_kinds)


def _plan(
    source: Source, plan: list[ItemRow], began: str, contacts: list[Mapping[str, Any]], own_kinds: Mapping[str, Any]
) -> Iterator[Dated]:
    from pcrm_tools.facts.plan import fit_of, fits

    ordered = sorted(source.entries, key=lambda entry: (entry.date, entry.time, -entry.ord), reverse=True)
    for item in plan:
        cells = json.loads(item.data)
        every = cells.get("every") or ""
        if not every:
            continue
        fit = fit_of(cells.get("channel") or "", cells.get("with") or (), contacts, own_kinds)
        last = next((e for e in ordered if fits(fit, e.kind, e.group, via_of(e.attrs), e.withs.split("\n"))), None)
        start = parse_date(last.date if last else began)
        due = add(start, every) if start else None
        data = _dumps(
            every=every, last=last and last.date, at=last and last.line, kinds=fit.kinds, ways=fit.ways, people=fit.people, began=began,
        )
        if start is None or due is not None:
            yield Dated("plan", due.isoformat() if due else "", item.line, item.label, item.owner or "", 0, data)


def via_of(attrs: str) -> str:
    """The way by which an entry's message came or went, from its tokens as JSON; empty where it does not say."""
    return str(json.loads(attrs).get("via") or "") if '"via":' in attrs else ""


def _of_project(source: Source) -> Iterator[Dated]:
    """Payments to be billed, open risks, and the end of the work."""
    for item in source.items.get("payments", ()):
        if item.due and '"invoice":' not in item.data:
            cells = json.loads(item.data)
            yield Dated("payment", item.due, item.line, item.label, "", 0, _dumps(amount=cells.get("amount"), share=cells.get("share")))
    for item in source.items.get("risks", ()):
        if (item.status or "open") == "open":
            cells = json.loads(item.data)
            what, owner = (f"{item.id} {item.label}" if item.id and item.id != item.label else item.label), item.owner or ""
            if cells.get("review"):
                yield Dated("risk-review", cells["review"], item.line, what, owner)
            if not cells.get("response"):
                data = _dumps(probability=cells.get("probability"), impact=cells.get("impact"))
                yield Dated("risk-high", cells.get("review") or "", item.line, what, owner, 0, data)
    finished = _finished(source)
    if finished:
        since = latest_start(date.fromisoformat(finished.day), _ASKED_BEFORE)
        if since and not any(entry.kind == "survey" and entry.date >= since.isoformat() for entry in source.entries):
            yield finished


def _finished(source: Source) -> Dated | None:
    """The day on which the work was finished: the last milestone's, else that of closing as done."""
    milestones = source.items.get("milestones", ())
    if milestones and all(item.done for item in milestones):
        last = max(milestones, key=lambda item: item.done or "")
        return Dated("closing-survey", last.done or "", last.line, last.label) if source.outcome in (None, "done") else None
    if source.closed and source.outcome == "done":
        return Dated("closing-survey", source.closed, source.fields.get("closed", ("", source.title_line))[1], "")
    return None
