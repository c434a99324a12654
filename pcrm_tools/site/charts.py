"""Inline SVG: the funnel of a pipeline, a project's milestones, the risk matrix. No script, no style attribute."""

import html
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

RISK_CELLS = 5


class Bar(NamedTuple):
    """A stage of the funnel: how many projects are in it, what they are worth, and whether it is the won one or later."""

    label: str
    number: int
    note: str
    won: bool


def funnel(bars: Sequence[Bar], title: str) -> Markup:
    """Horizontal bars, one a stage, as long as its number of projects."""
    most = max((bar.number for bar in bars), default=0) or 1
    height, width, left, right = 24, 420, 92, 134
    room = width - left - right
    lines = []
    for place, bar in enumerate(bars):
        y = place * height
        length = round(room * bar.number / most)
        tone = "c-bar c-bar--won" if bar.won else "c-bar"
        lines.append(
            f'<text x="{left - 10}" y="{y + 16}" text-anchor="end" font-size="12.5">{_cut(bar.label, 13)}</text>'
            f'<rect class="c-back" x="{left}" y="{y + 4}" width="{room}" height="15" rx="4"/>'
            + (f'<rect class="{tone}" x="{left}" y="{y + 4}" width="{max(length, 6)}" height="15" rx="4"/>' if bar.number else "")
            + f'<text x="{left + room + 8}" y="{y + 16}" font-size="12.5" font-weight="600">{bar.number}</text>'
            f'<text class="c-faint" x="{left + room + 26}" y="{y + 16}" font-size="10.5">{_cut(bar.note, 20)}</text>'
        )
    return _svg(width, height * len(bars), title, lines, "")


def milestones(items: Sequence[dict[str, Any]], lang: str) -> Markup:
    """One row a milestone: from the day first promised to the day it is due or was done."""
    rows = [(str(item.get("name") or item.get("id") or ""), *_days(item), bool(item.get("done"))) for item in items]
    days = [day for _, planned, end, _ in rows for day in (planned, end) if day]
    if len(days) < 2:
        return Markup("")
    first, last = min(days), max(days)
    span = max((last - first).days, 1)
    width, left, height = 520, 150, 22
    lines = [_axis(first, last, left, width, height * len(rows) + 4)]
    for place, (name, planned, end, done) in enumerate(rows):
        y = place * height + 14
        lines.append(f'<text x="{left - 12}" y="{y + 4}" text-anchor="end" font-size="11.5">{_cut(name, 20)}</text>')
        points = [
            left + 8 + round((width - left - 24) * (day - first).days / span) for day in (planned or end, end or planned) if day
        ]
        if not points:
            continue
        lines.append(f'<path class="c-line" d="M{left} {y}H{width - 8}"/>')
        if points[0] != points[-1]:
            late = "c-dot" if points[-1] > points[0] else "c-bar--won"
            lines.append(
                f'<rect class="{late}" x="{min(points)}" y="{y - 1.5}" width="{abs(points[-1] - points[0])}" height="3" rx="1.5"/>'
            )
            lines.append(f'<circle class="c-back" cx="{points[0]}" cy="{y}" r="4"/>')
        tone = "c-bar--won" if done else "c-bar"
        lines.append(
            f'<rect class="{tone}" x="{points[-1] - 5}" y="{y - 5}" width="10" height="10" rx="2" transform="rotate(45 {points[-1]} {y})"/>'
        )
    return _svg(width, height * len(rows) + 22, "里程碑" if lang == "zh" else "Milestones", lines, " p-chart--miles")


def _days(item: dict[str, Any]) -> tuple[date | None, date | None]:
    return _day(item.get("planned")), _day(item.get("done") or item.get("due") or item.get("planned"))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _axis(first: date, last: date, left: int, width: int, bottom: int) -> str:
    return (
        f'<text class="c-faint" x="{left}" y="{bottom + 14}" font-size="11">{first.isoformat()}</text>'
        f'<text class="c-faint" x="{width - 8}" y="{bottom + 14}" font-size="11" text-anchor="end">{last.isoformat()}</text>'
    )


def risk_matrix(items: Sequence[dict[str, Any]], marks: bool, lang: str) -> Markup:
    """Probability against impact; `marks` says that both are 1 to 5, else they are shares."""
    placed: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for item in items:
        cell = tuple(_cell(item.get(key), marks) for key in ("impact", "probability"))
        if None not in cell:
            placed.setdefault((cell[0] or 0, cell[1] or 0), []).append(item)
    if not placed:
        return Markup("")
    size, left = 44, 30
    words = ("概率", "影响") if lang == "zh" else ("Probability", "Impact")
    lines = []
    for column in range(RISK_CELLS):
        for row in range(RISK_CELLS):
            tone = "c-high" if column + row >= 6 else "c-mid" if column + row >= 3 else "c-low"
            lines.append(
                f'<rect class="{tone}" x="{left + column * size}" y="{(RISK_CELLS - 1 - row) * size}" width="{size - 2}" height="{size - 2}" rx="4"/>'
            )
    for (column, row), here in sorted(placed.items()):
        lines += [_dot(item, place, left + column * size, (RISK_CELLS - 1 - row) * size) for place, item in enumerate(here[:4])]
    middle = RISK_CELLS * size // 2
    lines.append(
        f'<text class="c-faint" x="14" y="{middle}" font-size="12" text-anchor="middle" transform="rotate(-90 14 {middle})">{words[0]}</text>'
    )
    lines.append(
        f'<text class="c-faint" x="{left + middle}" y="{RISK_CELLS * size + 14}" font-size="12" text-anchor="middle">{words[1]}</text>'
    )
    return _svg(left + RISK_CELLS * size, RISK_CELLS * size + 20, " × ".join(words), lines, " p-chart--matrix")


def _dot(item: dict[str, Any], place: int, x: int, y: int) -> str:
    """A risk in its cell; up to four share one."""
    across, down = x + 11 + place % 2 * 20, y + 11 + place // 2 * 20
    status = str(item.get("status") or "open")
    tone = "c-dot--closed" if status == "closed" else "c-dot--chance" if item.get("kind") == "chance" else ""
    name = _cut(str(item.get("id") or item.get("what") or ""), 3)
    return (
        f'<g><title>{html.escape(str(item.get("what") or ""))}</title><circle class="c-dot {tone}" cx="{across}" cy="{down}" r="9.5"/>'
        f'<text class="c-mark" x="{across}" y="{down + 3.5}" font-size="9.5" text-anchor="middle">{name}</text></g>'
    )


def _cell(value: Any, marks: bool) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    place = int(number) - 1 if marks else int(number * RISK_CELLS)
    return max(0, min(RISK_CELLS - 1, place))


def _cut(text: str, limit: int) -> str:
    """A label that fits: a wide character counts for two."""
    room = 0
    for place, char in enumerate(text):
        room += 2 if ord(char) > 0x2E7F else 1
        if room > limit:
            return html.escape(text[:place].rstrip()) + "…"
    return html.escape(text)


def _svg(width: int, height: int, title: str, lines: Sequence[str], name: str) -> Markup:
    drawn = "".join(lines)
    safe = html.escape(title)
    return Markup(
        f'<svg class="p-chart{name}" viewBox="0 0 {width} {height}" role="img" aria-label="{safe}"><title>{safe}</title>{drawn}</svg>'
    )
