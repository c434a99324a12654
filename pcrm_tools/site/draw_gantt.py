"""The schedule of a project: milestones and tasks on a line of days, planned against actual, with stages as bands."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.site.draw import SMALL, WIDE, Hit, cut, line, num, rect, scrolled, svg, text
from pcrm_tools.site.labels import word

ROWS = 60
LEFT, RIGHT, ROW, HEAD, BAND = 190, 708, 26, 24, 18
LABEL_UNITS, DAYS_AROUND = 27, 3
# Months between two marks of the axis: the first that leaves no more than so many marks.
STEPS, MARKS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 6000, 60000), 9


class GanttRow(NamedTuple):
    """A line of the schedule: `kind` is milestone, task or stage; days are ISO texts or empty; `after` names keys of other rows.

    `state` is done, late, cancelled or empty: then it follows from the days.
    """

    key: str
    label: str
    kind: str
    start: str
    planned: str
    due: str
    done: str
    after: tuple[str, ...]
    state: str
    href: str


class Span(NamedTuple):
    """The days of a row as numbers; `end` is where it was done, is due, or was planned."""

    row: GanttRow
    start: int | None
    planned: int | None
    end: int
    tone: str


def gantt(rows: Sequence[GanttRow], today: date | None, lang: str, title: str) -> Markup:
    """Milestones as diamonds, tasks as bars from start to end, stages as bands behind them; nothing where no row has a day."""
    spans = [span for row in rows if (span := _span(row, today))]
    drawn = [span for span in spans if span.row.kind != "stage"][:ROWS]
    bands = [span for span in spans if span.row.kind == "stage"]
    if not (drawn or bands):
        return Markup("")
    scale = Scale([day for span in (*drawn, *bands) for day in (span.start, span.planned, span.end) if day is not None], today)
    top = HEAD + (BAND if bands else 0)
    bottom = top + ROW * len(drawn)
    lines = [*_axis(scale, bottom), *_bands(bands, scale, bottom)]
    places = {span.row.key: (span, top + place * ROW) for place, span in reversed(list(enumerate(drawn)))}
    lines += _connectors(drawn, places, scale)
    hits = []
    for place, span in enumerate(drawn):
        y = top + place * ROW
        lines += _row(span, y, scale, lang)
        if span.row.href:
            hits.append(Hit(0, y, WIDE, ROW, span.row.href, f"{span.row.label}: {_said(span, lang)}"))
    lines += _today(scale, today, bottom, lang)
    height, notes = _notes(rows, spans, len(drawn) + len(bands), bottom, lang)
    said = [f"{span.row.label}: {_said(span, lang)}" for span in (*bands, *drawn)]
    return scrolled(
        svg(
            WIDE,
            height,
            title,
            [*said, *([f"{word('chart.today', lang)} {today}"] if today else [])],
            [*lines, *notes],
            hits,
            "gantt",
        ),
        title,
    )


class Scale:
    """Days as places on the line: whole months around all days that are shown."""

    def __init__(self, days: Iterable[int], today: date | None) -> None:
        found = list(days)
        low, high = min(found), max(found)
        # Today is part of the picture only where the schedule is of about now.
        if today is not None and low - 400 <= today.toordinal() <= high + 400:
            low, high = min(low, today.toordinal()), max(high, today.toordinal())
        first, last = (
            date.fromordinal(max(1, low - DAYS_AROUND)),
            date.fromordinal(min(date.max.toordinal(), high + DAYS_AROUND)),
        )
        self.months = first.year * 12 + first.month - 1, last.year * 12 + last.month
        self.low, self.high = month_start(self.months[0]), month_start(self.months[1])

    def x(self, day: int) -> float:
        """Where a day is."""
        return LEFT + (RIGHT - LEFT) * (day - self.low) / max(self.high - self.low, 1)

    def holds(self, day: int) -> bool:
        """Whether a day is in the picture."""
        return self.low <= day <= self.high


def month_start(month: int) -> int:
    """The first day of a month counted from the year 0; the calendar's last day after its end."""
    return date(month // 12, month % 12 + 1, 1).toordinal() if month < 120000 else date.max.toordinal()


def _day(value: str) -> int | None:
    try:
        return date.fromisoformat(value[:10]).toordinal() if value else None
    except ValueError:
        return None


def _span(row: GanttRow, today: date | None) -> Span | None:
    """A row's days; none where it has no day at all."""
    start, planned, due, done = (_day(value) for value in (row.start, row.planned, row.due, row.done))
    end = next((day for day in (done, due, planned, start) if day is not None), None)
    if end is None:
        return None
    state = row.state or ("done" if done is not None else "late" if today and end < today.toordinal() else "")
    return Span(row, start, planned, end, {"done": "good", "late": "bad", "cancelled": "quiet"}.get(state, "plain"))


def _axis(scale: Scale, bottom: float) -> list[str]:
    first, last = scale.months
    step = next((step for step in STEPS if (last - first) / step <= MARKS), STEPS[-1])
    lines = []
    for month in range(-(-first // step) * step, last + 1, step):
        x = scale.x(month_start(month))
        lines.append(line(x, HEAD - 6, x, bottom, "c-grid"))
        if x < RIGHT - 42:
            lines.append(text(x + 4, 13, _mark(month, step), "c-faint", size=SMALL))
    return lines


def _mark(month: int, step: int) -> str:
    year = month // 12
    return f"{year}" if step % 12 == 0 else f"{year} Q{month % 12 // 3 + 1}" if step % 3 == 0 else f"{year}-{month % 12 + 1:02d}"


def _bands(bands: Sequence[Span], scale: Scale, bottom: float) -> list[str]:
    """Stages behind the rows, every other one shaded, their names above."""
    lines = []
    for place, span in enumerate(sorted(bands, key=lambda span: span.start or span.end)):
        left, right = sorted((scale.x(span.start if span.start is not None else span.end), scale.x(span.end)))
        look = "c-band c-band--even" if place % 2 else "c-band"
        lines.append(rect(left, HEAD - 4, max(right - left, 1), bottom - HEAD + 4, look, span.row.label, 0))
        room = int((right - left - 8) / 6.2)
        if room >= 4:
            lines.append(text(left + 4, HEAD + 9, cut(span.row.label, room), "c-soft", size=SMALL))
    return lines


def _row(span: Span, y: float, scale: Scale, lang: str) -> list[str]:
    middle, end = y + ROW / 2, scale.x(span.end)
    label = cut(span.row.label, LABEL_UNITS)
    said = f"{span.row.label}: {_said(span, lang)}"
    lines = [line(0, y + ROW, RIGHT, y + ROW, "c-grid"), text(0, middle + 4, label, "c-done" if span.tone == "quiet" else "")]
    planned = scale.x(span.planned) if span.planned is not None else None
    if span.row.kind == "milestone":
        if planned is not None and planned != end:
            lines.append(
                rect(
                    min(planned, end),
                    middle - 1.5,
                    abs(end - planned),
                    3,
                    f"c-slip c-slip--{'late' if end > planned else 'early'}",
                    "",
                    1.5,
                )
            )
            lines.append(_diamond(planned, middle, "c-planned", ""))
        return [*lines, _diamond(end, middle, f"c-tone c-tone--{span.tone}", said)]
    start = scale.x(span.start) if span.start is not None else end
    left, right = min(start, end), max(start, end)
    if planned is not None:
        lines.append(rect(min(left, planned), middle + 6, abs(planned - left), 3, "c-planned-bar", "", 1.5))
        lines.append(line(planned, middle - 7, planned, middle + 9, "c-planned-mark"))
    if right - left < 6:
        return [*lines, f'<circle class="c-tone c-tone--{span.tone}" cx="{num(right)}" cy="{num(middle)}" r="5"/>']
    return [*lines, rect(left, middle - 5, right - left, 10, f"c-tone c-tone--{span.tone}", said)]


def _diamond(x: float, y: float, look: str, title: str) -> str:
    mark = f'<path class="{look}" d="M{num(x)} {num(y - 6)}l6 6-6 6-6-6z"'
    return f"{mark}/>" if not title else f"{mark}><title>{Markup.escape(title)}</title></path>"


def _connectors(drawn: Sequence[Span], places: Mapping[str, tuple[Span, float]], scale: Scale) -> list[str]:
    """From the end of what comes first to the beginning of what waits for it."""
    lines = []
    for span in drawn:
        here = places.get(span.row.key)
        for key in dict.fromkeys(span.row.after):
            before = places.get(key)
            if before is None or here is None or before[0] is span:
                continue
            waits = here[0].start if span.row.kind != "milestone" and here[0].start is not None else here[0].end
            lines.append(_arrow(scale.x(before[0].end), before[1] + ROW / 2, scale.x(waits), here[1] + ROW / 2))
    return lines


def _arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """Down (or up) from one row to just before the other, along it, and into it."""
    step = 1 if y2 > y1 else -1
    tip = y2 - 7 * step
    path = f"M{num(x1)} {num(y1)}V{num(tip - 4 * step)}H{num(x2)}V{num(tip)}"
    return f'<path class="c-after" d="{path}"/><path class="c-arrow" d="M{num(x2)} {num(tip)}l-3 {-4 * step}h6z"/>'


def _today(scale: Scale, today: date | None, bottom: float, lang: str) -> list[str]:
    if today is None or not scale.holds(today.toordinal()):
        return []
    x = scale.x(today.toordinal())
    anchor, at = ("end", x - 4) if x > RIGHT - 84 else ("", x + 4)
    return [
        line(x, HEAD - 6, x, bottom + 4, "c-today"),
        text(at, bottom + 14, f"{word('chart.today', lang)} {today}", "c-today-label", anchor, SMALL),
    ]


def _notes(rows: Sequence[GanttRow], spans: Sequence[Span], drawn: int, bottom: float, lang: str) -> tuple[float, list[str]]:
    """How many rows are not in the picture, and the height that it all takes."""
    notes = [
        f"{word(f'chart.{key}', lang)} {count}"
        for key, count in (("undated", len(rows) - len(spans)), ("left_out", len(spans) - drawn))
        if count
    ]
    return bottom + 20 + 16 * len(notes), [
        text(0, bottom + 30 + 16 * place, note, "c-faint", size=SMALL) for place, note in enumerate(notes)
    ]


def _said(span: Span, lang: str) -> str:
    days = (("start", span.row.start), ("planned", span.row.planned), ("due", span.row.due), ("done", span.row.done))
    found = [f"{word(f'chart.{key}', lang)} {value[:10]}" for key, value in days if _day(value) is not None]
    late = [word("chart.late", lang)] if span.tone == "bad" else []
    return ("，" if lang == "zh" else ", ").join(found + late)
