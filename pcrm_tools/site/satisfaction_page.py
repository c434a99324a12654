"""Satisfaction: what surveys say over time, low answers and what was done after them, points and referrals."""

import json
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.facts import balance
from pcrm_tools.model.figure_rows import Answer
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.figures import DEFINITIONS, Figure, Window, answer_figures, last_year
from pcrm_tools.site import draw_trend
from pcrm_tools.site.browse import Browse, browse
from pcrm_tools.site.browse_page import PageView, Section, figure_list, page
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Day, Head, Linked, Sorted, grid
from pcrm_tools.site.values import Label
from pcrm_tools.store import browse_rows
from pcrm_tools.store.browse_rows import Noted

QUARTERS = 8
LOW_CSAT, LOW_NPS = 3, 6
MOST_LATEST, MOST_LOW, MOST_POINTS, MOST_REFERRALS = 40, 60, 40, 60


class Asked(NamedTuple):
    """An answer of a survey or feedback entry with its figures."""

    row: Noted
    record: RecordRow
    csat: float | None
    nps: float | None
    ces: float | None

    @property
    def low(self) -> bool:
        """Whether it says that something is wrong: CSAT up to 3 of 5, or NPS up to 6 of 10."""
        return (self.csat is not None and self.csat <= LOW_CSAT) or (self.nps is not None and self.nps <= LOW_NPS)


def satisfaction(scene: Scene) -> Iterable[Poured]:
    """The page of satisfaction."""
    b = browse(scene)
    yield Poured("satisfaction", "satisfaction.html", b.say("page.satisfaction"), page(_view(b)))


def asked(b: Browse) -> list[Asked]:
    """The surveys and feedback that hold a figure, newest first."""
    found = []
    for row in b.answers:
        if '"csat"' in row.attrs or '"nps"' in row.attrs or '"ces"' in row.attrs:
            attrs = json.loads(row.attrs)
            found.append(Asked(row, b.book.records[row.n], *(_number(attrs.get(key)) for key in ("csat", "nps", "ces"))))
    return found


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _view(b: Browse) -> PageView:
    found = asked(b)
    answers = [Answer(one.record.path, one.row.line, one.row.date, one.csat, one.nps) for one in found]
    figures = answer_figures(answers, last_year(b.scene.today))
    sections = [
        Section("figures", b.say("satisfaction.figures"), figure_list(b, figures, DEFINITIONS) if found else Markup(""),
                none=b.say("satisfaction.none")),
        Section("trend", b.say("satisfaction.trend"), _trend(b, answers), note=b.say("satisfaction.trend_note"),
                none=b.say("satisfaction.none") if found else ""),
        _low(b, found), _latest(b, found), _points(b), _referrals(b),
    ]  # fmt: skip
    return PageView(
        b.say("page.satisfaction"), [one for one in sections if one.body or one.none], summary=(b.say("satisfaction.intro"),)
    )


def _trend(b: Browse, answers: Sequence[Answer]) -> Markup:
    """CSAT by quarter, and NPS of the twelve months up to the end of each."""
    if not answers:
        return Markup("")
    spans = quarters(b.scene.today)
    # A quarter seldom has enough answers for NPS, twelve months mostly do.
    by_place = (spans, [(label, last_year(date.fromisoformat(window.end) - timedelta(days=1))) for label, window in spans])
    drawn = []
    for place, (low, high, how) in enumerate(((0.0, 100.0, "by_quarter"), (-100.0, 100.0, "by_year"))):
        figures = [(label, answer_figures(answers, window)[place]) for label, window in by_place[place]]
        figure = figures[0][1]
        title = f"{figure.label_zh if b.lang == 'zh' else figure.label_en} · {b.say(f'satisfaction.{how}')}"
        points = [_point(label, figure) for label, figure in figures]
        drawing = draw_trend.trend(points, b.lang, title, figure.unit, low, high, columns=not place)
        if drawing:
            drawn.append(Markup("<figure><figcaption>{}</figcaption>{}</figure>").format(title, drawing))
    return Markup('<div class="b-drawn">{}</div>').format(Markup("").join(drawn)) if drawn else Markup("")


def _point(label: str, figure: Figure) -> tuple[str, float | None, int]:
    return label, None if figure.value is None else float(figure.value), figure.n


def quarters(today: date) -> list[tuple[str, Window]]:
    """The last eight quarters up to the one that a day is in; that one ends with the day."""
    found = []
    year, quarter = today.year, (today.month - 1) // 3
    for _ in range(QUARTERS):
        start = date(year, quarter * 3 + 1, 1)
        after = date(year + (quarter == 3), (quarter + 1) % 4 * 3 + 1, 1) if (year, quarter) != (date.max.year, 3) else date.max
        end = min(after, today + timedelta(days=1)) if today < date.max else after
        text = f"{start.isoformat()}..{(end - timedelta(days=1)).isoformat()}"
        found.append((f"{year % 100:02d}Q{quarter + 1}", Window(start.isoformat(), end.isoformat(), text)))
        year, quarter = (year - 1, 3) if quarter == 0 else (year, quarter - 1)
        if year < 1:
            break
    return found[::-1]


def _low(b: Browse, found: Sequence[Asked]) -> Section:
    """The low answers of the last 12 months, and what was first done for the customer afterwards."""
    window = last_year(b.scene.today)
    low = [one for one in found if one.low and window.start <= one.row.date < window.end]
    shown_rows = low[:MOST_LOW]
    customers = [b.customer(one.record) for one in shown_rows]
    wanted = [(customer.id if customer else "", one.row.date) for customer, one in zip(customers, shown_rows, strict=True)]
    after = browse_rows.answered(b.db, wanted, b.today, b.public)
    lines: list[Sequence[Cell]] = []
    for place, (one, customer) in enumerate(zip(shown_rows, customers, strict=True)):
        done = after.get(place)
        record = b.book.records.get(done.n) if done else None
        what: Cell = Label(b.say("satisfaction.nothing"), "bad")
        if done and record:
            title = b.book.plain(done.title) or b.values.kind(done.kind)
            what = (Day(done.date), Linked(b.href(record, "", done.anchor), title))
        lines.append((*_about(b, one, customer), what))
    note = b.say("browse.rest").format(n=len(low) - len(lines)) if len(low) > len(lines) else b.say("satisfaction.low_note")
    heads = [*_heads(b), Head(b.say("satisfaction.after"))]
    return Section(
        "low",
        b.say("satisfaction.low"),
        grid(heads, lines),
        len(low),
        note if lines else "",
        b.say("satisfaction.no_low") if found else "",
    )


def _latest(b: Browse, found: Sequence[Asked]) -> Section:
    lines: list[Sequence[Cell]] = []
    for one in found[:MOST_LATEST]:
        lines.append((*_about(b, one, b.customer(one.record)), Sorted(f"{one.ces:g}", one.ces) if one.ces is not None else ""))
    heads = [*_heads(b), Head(b.say("survey.short_ces"), "number", True)]
    note = b.say("browse.rest").format(n=len(found) - len(lines)) if len(found) > len(lines) else ""
    return Section("latest", b.say("satisfaction.latest"), grid(heads, lines), len(found), note)


def _heads(b: Browse) -> list[Head]:
    return [
        Head(b.say("browse.answer")),
        Head(b.say("browse.customer")),
        Head(b.say("browse.day"), "day"),
        Head(b.say("survey.short_csat"), "number"),
        Head(b.say("survey.short_nps"), "number"),
    ]


def _about(b: Browse, one: Asked, customer: RecordRow | None) -> tuple[Cell, ...]:
    """What each list of answers shows of one."""
    title = b.book.plain(one.row.title) or b.values.kind(one.row.kind)
    csat = _mark(one.csat, one.csat is not None and one.csat <= LOW_CSAT)
    nps = _mark(one.nps, one.nps is not None and one.nps <= LOW_NPS)
    link = b.link(customer) if customer else b.link(one.record)
    return Linked(b.href(one.record, "", one.row.anchor), title), link, Day(one.row.date), csat, nps


def _mark(value: float | None, low: bool) -> Cell:
    return "" if value is None else Label(f"{value:g}", "bad") if low else Sorted(f"{value:g}", value)


def _points(b: Browse) -> Section:
    """The points of each customer that has ever had some."""
    rows = []
    for name, entries in browse_rows.points(b.db, b.today, b.public).items():
        record = b.book.find(name)
        last = deque(balance.standings(entries), maxlen=1)
        if record is not None and last:
            rows.append((record, last[0]))
    rows.sort(key=lambda row: (-row[1].points, row[0].name))
    lines: list[Sequence[Cell]] = []
    for record, standing in rows[:MOST_POINTS]:
        entry = standing.entry
        change = b.book.plain(entry.title) or b.values.kind(entry.kind)
        lines.append((b.link(record), Sorted(f"{standing.points:,f}", float(standing.points)), Day(entry.date), change))
    heads = [Head(b.say("browse.customer")), Head(b.say("satisfaction.balance"), "number"), Head(b.say("satisfaction.changed"), "day"),
             Head(b.say("satisfaction.change"), "text", True)]  # fmt: skip
    note = b.say("browse.rest").format(n=len(rows) - len(lines)) if len(rows) > len(lines) else ""
    return Section("points", b.say("satisfaction.points"), grid(heads, lines), len(rows), note)


def _referrals(b: Browse) -> Section:
    """Who brought in whom."""
    found = [row for row in browse_rows.entries(b.db, ("referral",), "", b.today, b.public) if row.n in b.book.records]
    lines: list[Sequence[Cell]] = []
    for row in found[:MOST_REFERRALS]:
        record, attrs = b.book.records[row.n], json.loads(row.attrs)
        name = str(attrs.get("customer") or "")
        brought = b.book.find(name) if name else None
        new: Cell = b.link(brought) if brought else "" if b.book.conceals(name) else name
        title = b.book.plain(row.title) or b.values.kind("referral")
        lines.append((Linked(b.href(record, "", row.anchor), title), b.link(b.customer(record) or record), new, Day(row.date)))
    keys = (("referral", "text"), ("by", "text"), ("new", "text"), ("day", "day"))
    note = b.say("browse.rest").format(n=len(found) - len(lines)) if len(found) > len(lines) else ""
    body = grid([Head(b.say(f"satisfaction.{key}"), kind) for key, kind in keys], lines)
    return Section("referrals", b.say("satisfaction.referrals"), body, len(found), note)
