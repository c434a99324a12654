"""Service levels: open cases by their limits, what was kept in the last months, how old open cases are, complaints and their lessons."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from markupsafe import Markup

from pcrm_tools import reporting
from pcrm_tools.facts.dates import parse_duration
from pcrm_tools.reports.case_ages import AGE, ages
from pcrm_tools.reports.case_list import CaseRow, CaseState
from pcrm_tools.reports.report import Both, Report, Window
from pcrm_tools.reports.service import DEFINITIONS, service
from pcrm_tools.site import draw_bars
from pcrm_tools.site.browse import Browse, browse
from pcrm_tools.site.browse_page import PageView, Section, figure_list, figure_text, page
from pcrm_tools.site.cards import Card
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Day, Head, Linked, Sorted, grid
from pcrm_tools.site.render import inline
from pcrm_tools.site.values import Label, money_text
from pcrm_tools.store import browse_rows, cases

MOST_OPEN, MOST_COMPLAINTS, MOST_MISSED = 200, 200, 100
BESIDE = 12  # a table that is longer stands by itself
_SLACK = 60  # days beside the longest limit: holidays, week-ends


def service_page(scene: Scene) -> Iterable[Poured]:
    """The page of service levels."""
    b = browse(scene)
    yield Poured("service", "service.html", b.say("page.service"), page(_view(b)))


def _view(b: Browse) -> PageView:
    window = reporting.window(reporting.kind("service"), b.scene.today, None, None)
    rows = _rows(b, window)
    report = service(rows, b.config, b.working, window, b.scene.today)
    late = sum(bool(state.late) for state in b.open_cases)
    figures = {figure.definition: figure for figure in report.figures}
    cards = [
        Card(b.say("service.open"), str(len(b.open_cases)), b.say("service.late").format(n=late), "bad" if late else "", href="#open"),
        *(Card(b.say(f"service.{key}"), figure_text(b, figures[key]), f"n = {figures[key].n}", href="#figures") for key in
          ("sla-answer", "sla-solution", "first-response", "resolution")),
    ]  # fmt: skip
    few = len(report.tables[1].rows) <= BESIDE
    sections = [
        Section("open", b.say("service.open"), _open(b), len(b.open_cases), b.say("service.open_note"), b.say("service.none")),
        Section("figures", b.say("service.figures"), figure_list(b, report.figures, DEFINITIONS)), _ages(b, few),
        Section("missed", b.say("service.missed"), _missed(b, report), len(report.tables[1].rows), none=b.say("service.no_missed"), half=few),
        Section("kinds", b.say("service.kinds"), _kinds(b, report), none=b.say("service.no_period"), half=True),
        Section("handlers", b.say("service.handlers"), _handlers(b, rows, window), none=b.say("service.no_period"), half=True),
        _complaints(b),
    ]  # fmt: skip
    days = b.say("service.intro").format(first=window.first, last=window.last)
    return PageView(b.say("page.service"), sections, summary=(days,), cards=cards)


def _rows(b: Browse, window: Window) -> list[CaseRow]:
    """The cases that can matter to the window: those that were over, limits and all, long before it are left out to save time."""
    lengths = [parse_duration(str(line.get(key) or "")) for line in b.config.data["sla"] for key in ("respond", "resolve")]
    known = [length for length in lengths if length is not None]
    rows = [row for row in b.visible_cases(cases.all_cases(b.db)) if row.date <= b.today]
    if any(length.unit not in ("min", "h", "d", "w") for length in known):
        return rows
    days = max((length.number * {"min": 1, "h": 1, "d": 3, "w": 11}[length.unit] for length in known), default=0)
    start = date.fromisoformat(window.first)
    oldest = (start - min(timedelta(days=min(int(days) + _SLACK, 3650)), start - date.min)).isoformat()
    return [row for row in rows if _newest(row) >= oldest]


def _newest(row: CaseRow) -> str:
    """The last day that a case names, from which on its limits may still run; far ahead while it is open."""
    resolved, waiting = str(row.attrs.get("resolved") or "9999"), row.attrs.get("waiting") or ()
    ends = [str(span).partition("..")[2] for span in ((waiting,) if isinstance(waiting, str) else waiting)]
    return max(row.date, *(text[:10] for text in (resolved, *ends) if len(text) != 5))  # 5: a time of the same day


def _open(b: Browse) -> Markup:
    """The open cases, the latest first."""
    lines: list[Sequence[Cell]] = []
    for state in b.open_cases[:MOST_OPEN]:
        row, limit = state.row, state.next_limit
        until = Sorted(limit.isoformat(" ", "minutes"), limit.timestamp() // 60) if limit else ""
        lines.append((
            b.case_link(row), (b.values.kind(row.kind), *([mark] if (mark := b.values.priority(row.priority)) else [])), Day(row.date),
            until, _standing(b, state), b.values.person(row.handler) if row.handler and b.sees("owner") else "",
        ))  # fmt: skip
    keys = (("case", "text"), ("kind", "text"), ("opened", "day"), ("limit", "day"), ("state", "text"), ("handler", "text"))
    return grid([Head(b.say(f"service.{key}"), kind, key in ("opened", "kind")) for key, kind in keys], lines)


def _standing(b: Browse, state: CaseState) -> Label:
    note = b.case_note(state)
    if note.tone in ("bad", "warn"):
        return note
    answered = state.times.responded is not None
    return Label(b.say("service.answered" if answered else "service.unanswered"), "good" if answered else "info")


def _ages(b: Browse, half: bool) -> Section:
    """How old open cases are, drawn."""
    found = ages(b.open_cases, b.working, b.scene.today)
    bars = []
    for part in found:
        key = "age_over" if part.high is None else "age_first" if not part.low else "age"
        label = b.say(f"service.{key}").format(low=f"{part.low:g}", high=f"{part.high or 0:g}")
        bars.append(draw_bars.Bar(label, len(part.cases), str(len(part.cases)), "", ""))
    title = AGE.zh if b.lang == "zh" else AGE.en
    drawing = draw_bars.ageing(bars, b.lang, title) if b.open_cases else Markup("")
    body = Markup('<div class="b-drawn"><figure>{}</figure></div>').format(drawing) if drawing else Markup("")
    return Section(
        "ages", title, body, note=AGE.help_zh if b.lang == "zh" else AGE.help_en, none=b.say("service.none"), half=half
    )


def _missed(b: Browse, report: Report) -> Markup:
    """The cases that missed a limit in the window."""
    rows = report.tables[1].rows
    anchors, lines = b.case_anchors, []
    for _, title, handler, opened, limit, what, source in rows[:MOST_MISSED]:
        record = b.by_path[str(source).rpartition(":")[0]]
        link = Linked(b.href(record, "", anchors.get(str(source), "")), b.book.plain(str(title)) or record.name, record.name)
        said = what.of(b.lang) if isinstance(what, Both) else str(what)
        lines.append((link, b.values.person(str(handler)) if b.sees("owner") else "", str(opened), str(limit), said))
    keys = ("case", "handler", "opened", "limit", "what")
    return grid(
        [Head(b.say(f"service.{key}"), "day" if key in ("opened", "limit") else "text", key == "opened") for key in keys], lines
    )


def _kinds(b: Browse, report: Report) -> Markup:
    """The report's table by kind, with working time in hours."""
    lines: list[Sequence[Cell]] = []
    for kind, count, answered, first, solved, solution in report.tables[0].rows:
        code = kind.en if isinstance(kind, Both) else str(kind)
        lines.append(
            (b.values.kind(code), _number(count), _percent(answered), _time(b, first), _percent(solved), _time(b, solution))
        )
    return grid([Head(b.say(f"service.{key}"), "number" if key != "kind" else "text", key in ("first", "solution")) for key in
                 ("kind", "cases", "in_time", "first", "solved_in_time", "solution")], lines)  # fmt: skip


def _handlers(b: Browse, rows: Sequence[CaseRow], window: Window) -> Markup:
    """The same figures of each handler's cases alone."""
    parts: dict[str, list[CaseRow]] = {}
    for row in rows if b.sees("owner") else ():
        parts.setdefault(row.handler, []).append(row)
    lines: list[Sequence[Cell]] = []
    for handler in sorted(parts, key=lambda name: b.values.person(name)):
        report = service(parts[handler], b.config, b.working, window, b.scene.today)
        found = {figure.definition: figure for figure in report.figures}
        count = sum(int(str(row[1])) for row in report.tables[0].rows)
        if count:
            lines.append((
                b.values.person(handler) if handler else b.say("service.nobody"), count, _percent(found["sla-answer"].value),
                _time(b, found["first-response"].value), _percent(found["sla-solution"].value), _time(b, found["resolution"].value),
            ))  # fmt: skip
    return grid([Head(b.say(f"service.{key}"), "number" if key != "handler" else "text", key in ("first", "solution")) for key in
                 ("handler", "cases", "in_time", "first", "solved_in_time", "solution")], lines)  # fmt: skip


def _percent(value: object) -> Cell:
    return Sorted(f"{value:g}%", value) if isinstance(value, int | float) else "–"


def _time(b: Browse, value: object) -> Cell:
    return Sorted(b.minutes(value), value) if isinstance(value, int | float) else "–"


def _number(value: object) -> Cell:
    return value if isinstance(value, int) else str(value)


def _complaints(b: Browse) -> Section:
    """All complaints, newest first, with what they taught and cost."""
    rows = [row for row in browse_rows.entries(b.db, ("complaint",), "", b.today, b.public) if row.n in b.book.records]
    lines: list[Sequence[Cell]] = []
    for row in rows[:MOST_COMPLAINTS]:
        record, attrs = b.book.records[row.n], json.loads(row.attrs)
        resolve = b.book.resolver(record.path, "", None, b.href(record))
        solved = attrs.get("resolved")
        state = Label(b.say("record.case_done"), "good") if solved else Label(b.say("record.case_open"), "bad")
        cost = str(attrs.get("cost") or "")
        link = Linked(b.href(record, "", row.anchor), b.book.plain(row.title) or b.values.kind("complaint"), record.name)
        cause, lesson = (Markup(inline(str(attrs[key]), resolve)) if attrs.get(key) else "" for key in ("cause", "lesson"))
        lines.append((link, Day(row.date), state, cause, lesson, money_text(cost) if b.sees("cost") else ""))
    keys = (("case", "text"), ("day", "day"), ("state", "text"), ("cause", "text"), ("lesson", "text"), ("cost", "number"))
    body = grid([Head(b.say(f"service.{key}"), kind, key == "cost") for key, kind in keys], lines)
    note = b.say("browse.rest").format(n=len(rows) - len(lines)) if len(rows) > len(lines) else ""
    return Section("complaints", b.say("service.complaints"), body, len(rows), note, escape(b.say("service.no_complaints")))
