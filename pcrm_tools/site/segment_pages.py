"""The index of segments, tiers, lifecycle stages, tags, industries, regions and sources, and a page for each of their values."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import fragments
from pcrm_tools.site.browse import Browse, browse, sums
from pcrm_tools.site.browse_page import PageView, Section, more, page
from pcrm_tools.site.cards import Card
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Day, Head, Linked, Sorted, grid, line, meter, shown, table
from pcrm_tools.site.segment_values import Kind, Value, kinds
from pcrm_tools.site.values import Fact, Label, amount_text

MOST_ROWS, MOST_BARS, MOST_HEAT, UP = 200, 16, 14, "../"
_CROSSED = (("industry", "tier"), ("region", "lifecycle"))


def segments(scene: Scene) -> Iterable[Poured]:
    """The index and the page of each value."""
    b = browse(scene)
    found = kinds(b)
    yield Poured("segments", "segments/index.html", b.say("page.segments"), page(_index(b, found)))
    pages = ValuePages(b)
    for kind in found:
        for value in kind.values:
            yield Poured("segments", value.file, value.label, page(pages.view(kind, value)))


# -- the index ------------------------------------------------------------------------------------------------


def _index(b: Browse, found: Sequence[Kind]) -> PageView:
    by_key = {kind.key: kind for kind in found}
    bars = "".join(
        f'<section class="p-card"><h2 class="p-section__title" id="{kind.key}">{escape(b.say(f"segments.{kind.key}"))}'
        f' <span class="p-count">{len(kind.values) + kind.rest}</span></h2>{_bars(b, kind)}</section>'
        for kind in found
    )
    listed = Markup(f'<div class="b-grid">{bars}</div>') if bars else Markup("")
    sections = [
        Section(
            f"{rows}-{columns}",
            b.say(f"segments.{rows}_{columns}"),
            _heat(b, by_key[rows], by_key[columns]),
            note=b.say("segments.heat"),
        )
        for rows, columns in _CROSSED
        if rows in by_key and columns in by_key
    ]
    if not bars:
        sections.append(Section("none", b.say("page.segments"), Markup(""), none=b.say("segments.none")))
    return PageView(b.say("page.segments"), sections, summary=(b.say("segments.intro"),), listed=listed)


def _bars(b: Browse, kind: Kind) -> str:
    """The values of a kind as bars with their counts; those beyond the first on demand."""
    most = max((len(value.customers) + len(value.projects) for value in kind.values), default=0) or 1
    lines = []
    for value in kind.values:
        count = len(value.customers) + len(value.projects)
        label = shown(Linked(quote(value.file.partition("/")[2]), value.label))
        lines.append(f"<li><span>{label}</span>{meter(count / most)}<span>{count:,}</span></li>")
    first = f'<ul class="b-bars">{"".join(lines[:MOST_BARS])}</ul>'
    rest = (
        more(b.say("browse.more").format(n=len(lines) - MOST_BARS), f'<ul class="b-bars">{"".join(lines[MOST_BARS:])}</ul>')
        if lines[MOST_BARS:]
        else ""
    )
    note = f'<p class="p-faint">{escape(b.say("browse.rest").format(n=kind.rest))}</p>' if kind.rest else ""
    return f"{first}{rest}{note}"


def _heat(b: Browse, rows: Kind, columns: Kind) -> Markup:
    """How many customers have both values: the more, the darker; a filled cell leads to the list of them."""
    members = {value.code: {row.n for row in value.customers} for value in (*rows.values, *columns.values)}
    shown_rows = [value for value in rows.values if value.customers][:MOST_HEAT]
    counts = {
        (row.code, column.code): len(members[row.code] & members[column.code]) for row in shown_rows for column in columns.values
    }
    most = max(counts.values(), default=0) or 1
    lines: list[Sequence[Cell]] = []
    for row in shown_rows:
        cells = [
            _warm(counts[row.code, column.code], most, _list_link((rows, row), (columns, column))) for column in columns.values
        ]
        lines.append((Linked(quote(row.file.partition("/")[2]), row.label), *cells))
    heads = [Head(b.say(f"segments.{rows.key}")), *(Head(value.label, "number") for value in columns.values)]
    return grid(heads, lines, "heat")


def _warm(count: int, most: int, href: str) -> Markup:
    if not count:
        return Markup('<span class="b-heat b-heat--0">·</span>')
    level = 1 + 3 * (count - 1) // max(most - 1, 1)
    return Markup(f'<a class="b-heat b-heat--{level}" href="{escape(href)}">{count:,}</a>')


def _list_link(*pairs: tuple[Kind, Value]) -> str:
    """The list of customers with filters for some values."""
    closed = "&closed=1" if any(value.code == "lost" for _, value in pairs) else ""
    chosen = "&".join(f"f.{kind.column}={quote(value.label, safe='')}" for kind, value in pairs)
    return f"{UP}customers/index.html#{chosen}{closed}"


# -- a value --------------------------------------------------------------------------------------------------


class ValuePages:
    """Makes the pages of values; a customer's row is made once, however many pages show it."""

    def __init__(self, b: Browse) -> None:
        self.b = b
        self._made: dict[int, str] = {}

    def view(self, kind: Kind, value: Value) -> PageView:
        """The page of one value."""
        b, customers = self.b, value.customers
        sections = [self._customers(kind, value)] if customers or not value.projects else []
        if value.projects:
            sections.append(self._projects(value.projects))
        if value.facts:
            facts = [Fact(label, tuple(Markup(escape(text)) for text in texts)) for label, texts in value.facts]
            sections.insert(0, Section("policy", b.say("segments.policy_title"), fragments.facts(facts)))
        crumb = (Linked("index.html", b.say("page.segments")), Linked(f"index.html#{kind.key}", b.say(f"segments.{kind.key}")))
        wrong = (b.say("segments.wrong").format(said=value.wrong),) if value.wrong else ()
        return PageView(
            value.label, sections, len(customers) + len(value.projects), crumb=crumb, summary=wrong, cards=self._cards(value)
        )

    def _cards(self, value: Value) -> list[Card]:
        b = self.b
        opened = sum(b.open_projects.get(row.n, 0) for row in value.customers)
        worth = b.money(sums(pair for row in value.customers for pair in b.open_values.get(row.n, {}).items()))
        ordered = b.money(sums(pair for row in value.customers for pair in b.orders.get(row.n, {}).items()))
        return [
            Card(b.say("browse.customers"), f"{len(value.customers):,}"), Card(b.say("browse.open_projects"), f"{opened:,}", worth),
            *([Card(b.say("browse.orders"), ordered)] if ordered else []),
        ]  # fmt: skip

    @cached_property
    def heads(self) -> list[Head]:
        """The columns of a table of customers."""
        say = self.b.say
        heads = [
            Head(say("browse.name")), Head(say("browse.lifecycle")), Head(say("browse.tier")), Head(say("browse.owner")),
            Head(say("browse.last"), "day"), Head(say("browse.next"), "day"), Head(say("browse.open_projects"), "number", True),
            Head(say("browse.open_value"), "number", True),
        ]  # fmt: skip
        return heads if self.b.public else [*heads, Head(say("browse.orders"), "number", True)]

    def _customers(self, kind: Kind, value: Value) -> Section:
        b, rows = self.b, value.customers
        lines = [self._line(row) for row in rows[:MOST_ROWS]]
        link = Markup("")
        if kind.column:
            link = Markup(f'<p class="p-all">{shown(Linked(_list_link((kind, value)), b.say("segments.in_list")))}</p>')
        note = b.say("browse.rest").format(n=len(rows) - MOST_ROWS) if len(rows) > MOST_ROWS else ""
        body = table(self.heads, lines) + link if lines else Markup("")
        return Section("customers", b.say("browse.customers"), body, len(rows), note, b.say("segments.empty"))

    def _line(self, row: RecordRow) -> str:
        made = self._made.get(row.n)
        if made is None:
            b = self.b
            worth, ordered = b.open_values.get(row.n, {}), b.orders.get(row.n, {})
            cells: list[Cell] = [
                b.link(row, UP), b.values.setting("lifecycle", row.lifecycle) if row.lifecycle and b.sees("lifecycle") else "",
                b.values.setting("tiers", row.tier) if row.tier and b.sees("tier") else "", b.owner(row), Day(b.last(row)),
                Day(b.next.get(row.n, ""), True), b.open_projects.get(row.n, 0), Sorted(b.money(worth), b.main(worth)),
            ]  # fmt: skip
            made = self._made[row.n] = line(
                self.heads, cells if b.public else [*cells, Sorted(b.money(ordered), b.main(ordered))]
            )
        return made

    def _projects(self, rows: Sequence[RecordRow]) -> Section:
        b = self.b
        lines: list[Sequence[Cell]] = []
        for row in rows[:MOST_ROWS]:
            customer = b.customer(row)
            outcome = b.values.choice(b.values.fields["project"]["outcome"], row.outcome) if row.outcome else None
            stage = Label(b.values.setting("stage", row.stage).label, "brand") if row.stage else ""
            worth = Sorted(amount_text(row.currency, row.value), row.value or 0) if b.sees("value") else ""
            lines.append(
                (
                    b.link(row, UP),
                    b.link(customer, UP) if customer else "",
                    outcome or stage,
                    b.owner(row),
                    worth,
                    Day(row.closed or ""),
                )
            )
        keys = (
            ("name", "text"),
            ("customer", "text"),
            ("stage", "text"),
            ("owner", "text"),
            ("value", "number"),
            ("closed", "day"),
        )
        heads = [Head(b.say(f"browse.{key}"), kind, key in ("owner", "closed")) for key, kind in keys]
        note = b.say("browse.rest").format(n=len(rows) - MOST_ROWS) if len(rows) > MOST_ROWS else ""
        return Section("projects", b.say("browse.projects"), grid(heads, lines), len(rows), note)
