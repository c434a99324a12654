"""How a figure went from period to period: a line or columns, with gaps where nothing is known; and the same without letters."""

import html
import math
from collections.abc import Sequence

from markupsafe import Markup

from pcrm_tools.site.draw import SMALL, WIDTH, Hit, cut, known, line, num, rect, share, short, svg, text, units
from pcrm_tools.site.labels import word

LEFT, RIGHT, TOP, BOTTOM = 8, 328, 20, 104
# How long the name of a period may be.
PERIOD = 14
# So many periods have room for the n of each below them.
WITH_N = 13
SPARK_WIDTH, SPARK_HEIGHT = 96, 24

Point = tuple[str, float | None, int]


def trend(
    points: Sequence[Point],
    lang: str,
    title: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    href: str = "",
    columns: bool = False,
) -> Markup:
    """A figure by period (label, value, n): a line, or columns from nought; what is unknown is a gap. `low` and `high` bound the scale."""
    known_values = [value for _, point, _ in points if (value := known(point)) is not None]
    if not known_values:
        return Markup("")
    least, most = _bounds(known_values, low, high, columns)
    lines = [line(LEFT, BOTTOM, RIGHT, BOTTOM, "c-axis"), line(LEFT, TOP, RIGHT, TOP, "c-grid")]
    lines.append(text(LEFT, TOP - 6, f"{short(most, lang)}{unit}", "c-faint", size=SMALL))
    places = [(_x(place, len(points)), known(value)) for place, (_, value, _) in enumerate(points)]
    heights = [None if value is None else BOTTOM - (BOTTOM - TOP) * share(value, least, most) for _, value in places]
    marks = list(zip([x for x, _ in places], heights, strict=True))
    if columns:
        zero = BOTTOM - (BOTTOM - TOP) * share(0, least, most)
        lines += _columns(points, marks, zero, unit, lang)
    else:
        lines += _line(points, marks, unit, lang)
        lines += [text(LEFT, BOTTOM - 4, f"{short(least, lang)}{unit}", "c-faint", size=SMALL)] if least else []
    lines += _last(points, unit, lang) + _labels(points, lang)
    newest = word("chart.point", lang).format(label=title, value=_said(points[-1], unit, lang))
    hits = [Hit(0, 0, WIDTH, BOTTOM + 34, href, newest)] if href else []
    return svg(
        WIDTH,
        BOTTOM + (36 if len(points) <= WITH_N else 20),
        title,
        [_said(point, unit, lang) for point in points],
        lines,
        hits,
        "trend",
    )


def sparkline(points: Sequence[Point], lang: str, title: str, unit: str = "") -> Markup:
    """The course of a figure for a card, its last value marked; nothing for fewer than two known values."""
    values = [known(value) for _, value, _ in points]
    found = [value for value in values if value is not None]
    if len(found) < 2:
        return Markup("")
    least, most = min([*found, 0.0]), max(found)
    step = (SPARK_WIDTH - 8) / max(len(values) - 1, 1)
    marks = [
        (4 + step * place, None if value is None else SPARK_HEIGHT - 4 - (SPARK_HEIGHT - 8) * share(value, least, most))
        for place, value in enumerate(values)
    ]
    lines = [f'<path class="c-run" d="{run}"/>' for run in _runs(marks)]
    x, y = marks[-1]
    if y is not None:
        lines.append(f'<circle class="c-point" cx="{num(x)}" cy="{num(y)}" r="3"/>')
    return svg(SPARK_WIDTH, SPARK_HEIGHT, title, [_said(point, unit, lang) for point in points], lines, name="spark")


def _bounds(values: Sequence[float], low: float | None, high: float | None, columns: bool) -> tuple[float, float]:
    """The ends of the scale: those that were asked for, else nought where that costs little, else what occurs."""
    least, most = known(low), known(high)
    bottom, top = min(values), max(values)
    if least is None:
        least = min(bottom, 0.0) if columns or bottom <= 0 or bottom < top / 2 or bottom == top else bottom
    most = max(top, 0.0) if most is None else most
    return (min(least, bottom), max(most, top))


def _x(place: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * (place + 0.5) / count


def _runs(marks: Sequence[tuple[float, float | None]]) -> list[str]:
    """Lines through neighbours that are both known."""
    runs: list[list[str]] = [[]]
    for x, y in marks:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{num(x)} {num(y)}")
    return [f"M{'L'.join(run)}" for run in runs if len(run) > 1]


def _line(points: Sequence[Point], marks: Sequence[tuple[float, float | None]], unit: str, lang: str) -> list[str]:
    radius = 3.5 if len(points) <= 36 else 1.5
    dots = [_dot(x, y, radius, _said(point, unit, lang)) for point, (x, y) in zip(points, marks, strict=True) if y is not None]
    return [*(f'<path class="c-run" d="{run}"/>' for run in _runs(marks)), *dots]


def _dot(x: float, y: float, radius: float, title: str) -> str:
    shown = f"<title>{html.escape(title)}</title>"
    return f'<circle class="c-point" cx="{num(x)}" cy="{num(y)}" r="{num(radius)}">{shown}</circle>'


def _columns(
    points: Sequence[Point], marks: Sequence[tuple[float, float | None]], zero: float, unit: str, lang: str
) -> list[str]:
    width = min(24.0, (RIGHT - LEFT) / len(points) * 0.7)
    return [
        rect(
            x - width / 2,
            min(y, zero),
            width,
            max(abs(zero - y), 1),
            "c-tone c-tone--plain",
            _said(point, unit, lang),
            min(3, width / 4),
        )
        for point, (x, y) in zip(points, marks, strict=True)
        if y is not None
    ]


def _last(points: Sequence[Point], unit: str, lang: str) -> list[str]:
    """The newest period's value, in letters at the right end."""
    label, value, count = points[-1]
    counted = all(value == n for _, value, n in points)
    shown = word("chart.no_value", lang) if known(value) is None else f"{short(value or 0, lang)}{unit}"
    return [text(RIGHT, TOP - 6, cut(_told(cut(label, PERIOD), shown, count, lang, counted), 40), "c-strong", "end")]


def _labels(points: Sequence[Point], lang: str) -> list[str]:
    """The periods below the axis, as many as there is room for, and the n of each."""
    labels = [cut(label, PERIOD) for label, _, _ in points]
    widest = max(units(label) for label in labels) * 6.2 + 8
    every = max(1, math.ceil(len(points) * widest / (RIGHT - LEFT)))
    lines = []
    for place in range(len(points) - 1, -1, -every):
        x = _x(place, len(points))
        half = widest / 2 - 4
        lines.append(text(min(max(x, half), WIDTH - half), BOTTOM + 14, labels[place], "c-faint", "middle", SMALL))
    if len(points) <= WITH_N:
        lines += [
            text(_x(place, len(points)), BOTTOM + 28, _count(count), "c-faint", "middle", SMALL)
            for place, (_, _, count) in enumerate(points)
        ]
        lines.append(text(0, BOTTOM + 28, "n", "c-faint", size=SMALL))
    return lines


def _count(count: int) -> str:
    return f"{count}" if count < 1000 else f"{min(count // 1000, 999)}k"


def _said(point: Point, unit: str, lang: str) -> str:
    label, value, count = point
    shown = word("chart.no_value", lang) if known(value) is None else f"{value:,.10g}{unit}"
    return _told(label, shown, count, lang)


def _told(label: str, shown: str, count: int, lang: str, counted: bool = False) -> str:
    """A point in words, with its n unless what is drawn are counts."""
    return word("chart.point" if counted else "chart.point_n", lang).format(label=label, value=shown, n=f"{count:,}")
