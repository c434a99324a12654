"""Churn watch: the customers that may be lost, each with its reasons, and those that are."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from markupsafe import Markup

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.churn import KINDS, LIFECYCLES, LOST, Reason, Watched, of_followups, watched
from pcrm_tools.site.browse import Browse, browse
from pcrm_tools.site.browse_page import PageView, Section, page
from pcrm_tools.site.cards import Card
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Day, Head, Sorted, grid, shown
from pcrm_tools.site.satisfaction_page import asked
from pcrm_tools.site.values import Label, day
from pcrm_tools.store import browse_rows, site_rows
from pcrm_tools.store.browse_rows import Noted

MOST_WATCHED, MOST_LOST = 200, 200
_TONES = {"complaint": "bad", "survey": "bad", "silence": "warn", "lifecycle": "warn", "contract": "info", "invoice": "violet"}


def churn(scene: Scene) -> Iterable[Poured]:
    """The page; what we think of our customers is for us alone."""
    b = browse(scene)
    view = PageView(b.say("page.churn"), (), summary=(b.say("browse.internal"),)) if b.public else _view(b)
    yield Poured("churn", "churn.html", view.title, page(view))


def _view(b: Browse) -> PageView:
    since = browse_rows.lifecycle_entries(b.db, (*LIFECYCLES, LOST), b.today)
    customers = {row.id: row for row in b.customers if row.lifecycle != LOST}
    worth = {name: (b.main(b.orders.get(row.n, {})), b.main(b.open_values.get(row.n, {}))) for name, row in customers.items()}
    found = watched(((name, reason) for name, reason in _reasons(b, customers, since) if name in customers), worth)
    lost = [row for row in b.book.readable("customer") if row.lifecycle == LOST]
    counts = {kind: sum(any(reason.kind == kind for reason in row.reasons) for row in found) for kind in KINDS}
    cards = [
        Card(b.say("churn.watched"), str(len(found)), b.say("churn.several").format(n=sum(len(row.reasons) > 1 for row in found))),
        *(Card(b.say(f"churn.{kind}"), str(count)) for kind, count in counts.items() if count),
    ]  # fmt: skip
    rest = b.say("browse.rest").format(n=len(found) - MOST_WATCHED) if len(found) > MOST_WATCHED else ""
    sections = [
        Section("watched", b.say("churn.watched"), _table(b, found[:MOST_WATCHED], customers), len(found), rest, b.say("churn.none")),
        Section("lost", b.say("churn.lost"), _lost(b, lost, since), len(lost), none=b.say("churn.no_lost")),
        Section("how", b.say("churn.how"), _how(b)),
    ]  # fmt: skip
    return PageView(b.say("page.churn"), sections, summary=(b.say("churn.intro"),), cards=cards)


def _reasons(b: Browse, customers: dict[str, RecordRow], since: dict[int, Noted]) -> Iterator[tuple[str, Reason]]:
    """All reasons of all customers."""
    yield from of_followups(b.scene.due)
    for state in b.open_cases:
        customer = b.customer(b.by_path[state.row.path])
        if state.row.kind == "complaint" and customer:
            yield customer.id, Reason("complaint", state.row.date, f"{state.row.path}:{state.row.line}")
    seen: set[int] = set()
    for one in asked(b):
        customer = b.customer(one.record)
        if customer and customer.n not in seen and (one.csat is not None or one.nps is not None):
            seen.add(customer.n)
            if one.low:
                yield customer.id, Reason("survey", one.row.date, f"{one.record.path}:{one.row.line}")
    for row in customers.values():
        if row.lifecycle in LIFECYCLES:
            entry = since.get(row.n)
            yield row.id, Reason("lifecycle", entry.date if entry else "", f"{row.path}:{entry.line if entry else 0}")


def _table(b: Browse, found: Sequence[Watched], customers: dict[str, RecordRow]) -> Markup:
    places = browse_rows.places(b.db, [reason.source for row in found for reason in row.reasons])
    steps = site_rows.first_values(b.db, "next_step")
    lines: list[Sequence[Cell]] = []
    for row in found:
        record = customers[row.customer]
        badges = []
        for reason in row.reasons:
            target = b.by_path[reason.source.rpartition(":")[0]]
            place = places.get(reason.source)
            badges.append(_badge(b, record, reason, b.href(target, "", place.anchor if place else "")))
        tier = b.values.setting("tiers", record.tier) if record.tier else ""
        ordered, step = b.orders.get(record.n, {}), steps.get(record.n, "")
        planned = b.next.get(record.n, "")
        todo: Cell = (Day(planned, True), b.book.plain(step)) if planned else b.say(f"churn.do_{row.reasons[0].kind}")
        lines.append((
            (b.link(record), tier), Markup(f'<span class="b-reasons">{"".join(badges)}</span>'), len(row.reasons), b.owner(record),
            Day(b.last(record)), Sorted(b.money(ordered), b.main(ordered)), todo,
        ))  # fmt: skip
    keys = (
        ("customer", "text"),
        ("reasons", "text"),
        ("count", "number"),
        ("owner", "text"),
        ("last", "day"),
        ("orders", "number"),
        ("todo", "text"),
    )
    return grid([Head(b.say(f"churn.{key}"), kind, key in ("count", "orders", "owner", "last")) for key, kind in keys], lines)


def _badge(b: Browse, record: RecordRow, reason: Reason, href: str) -> str:
    """A reason with its day, leading to where it is written."""
    label = (
        b.values.setting("lifecycle", record.lifecycle or "").label
        if reason.kind == "lifecycle"
        else b.say(f"churn.{reason.kind}")
    )
    many = f" ×{reason.number}" if reason.number > 1 else ""
    when = f" {day(reason.day)}" if reason.day else ""
    return (
        f'<a href="{escape(href)}"><span class="p-badge p-badge--{_TONES[reason.kind]}">{escape(label + many)}{when}</span></a>'
    )


def _lost(b: Browse, lost: Sequence[RecordRow], since: dict[int, Noted]) -> Markup:
    """Lost customers with what is written about it, the newest first."""
    reasons = site_rows.first_values(b.db, "lost_reason")
    rows = sorted(lost, key=lambda row: since[row.n].date if row.n in since else "", reverse=True)[:MOST_LOST]
    lines: list[Sequence[Cell]] = []
    for row in rows:
        entry = since.get(row.n)
        said = [b.book.plain(entry.title)] if entry and entry.title else []
        said += [reason for project in b.book.projects_of(row) if (reason := reasons.get(project.n))]
        ordered = b.orders.get(row.n, {})
        href = b.href(row, "", entry.anchor) if entry else ""
        when = Markup(f'<a href="{escape(href)}">{shown(Day(entry.date))}</a>') if entry else ""
        why = b.parted(dict.fromkeys(said)) or Label(b.say("churn.unsaid"))
        lines.append((b.link(row), when, why, b.owner(row), Sorted(b.money(ordered), b.main(ordered))))
    keys = (("customer", "text"), ("since", "day"), ("why", "text"), ("owner", "text"), ("orders", "number"))
    return grid([Head(b.say(f"churn.{key}"), kind, key == "orders") for key, kind in keys], lines)


def _how(b: Browse) -> Markup:
    """How it is counted, kind by kind."""
    lines = "".join(
        f'<div class="p-fact"><dt>{escape(b.say(f"churn.{kind}"))}</dt><dd>{escape(b.say(f"churn.how_{kind}"))}</dd></div>'
        for kind in KINDS
    )
    return Markup(f'<p>{escape(b.say("churn.how_all"))}</p><dl class="p-facts">{lines}</dl>')
