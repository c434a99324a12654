"""Lengths: bars, bars of parts, plan against actual, and how old something is."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.site.draw import SMALL, WIDTH, Hit, cut, known, rect, share, sum_text, svg, text
from pcrm_tools.site.labels import word

ROWS = 40
LEFT, RIGHT, ROW = 108, 256, 24
TONES = frozenset(("good", "warn", "bad", "info", "violet", "quiet"))


class Bar(NamedTuple):
    """A length: `shown` is its value as text; `tone` good, warn, bad, info, violet, quiet or empty."""

    label: str
    value: float | None
    shown: str
    href: str
    tone: str


class Part(NamedTuple):
    """A piece of a bar of parts."""

    label: str
    value: float
    tone: str


class Stack(NamedTuple):
    """A bar of parts, with its sum as text."""

    label: str
    parts: tuple[Part, ...]
    shown: str
    href: str


def tone_class(tone: str) -> str:
    """The class that colours a mark."""
    return f"c-tone c-tone--{tone if tone in TONES else 'plain'}"


def bars(rows: Sequence[Bar], lang: str, title: str) -> Markup:
    """Horizontal bars from nought, each with its value; what is unknown has none and says so."""
    drawn = rows[:ROWS]
    most = max((abs(value) for row in rows if (value := known(row.value)) is not None), default=0.0)
    lines, hits, said = [], [], []
    for place, row in enumerate(drawn):
        y, value = place * ROW, known(row.value)
        shown = row.shown if value is not None else word("chart.unknown", lang)
        words = f"{row.label}: {shown}"
        lines += [text(LEFT - 8, y + 16, cut(row.label, 15), "", "end"), rect(LEFT, y + 5, RIGHT - LEFT, 14, "c-back")]
        if value is not None and value != 0:
            lines.append(rect(LEFT, y + 5, max((RIGHT - LEFT) * share(abs(value), 0, most), 3), 14, tone_class(row.tone), words))
        lines.append(text(RIGHT + 8, y + 16, cut(shown, 10), "c-strong" if value is not None else "c-faint"))
        said.append(words)
        hits.append(Hit(0, y, WIDTH, ROW, row.href, words))
    return _page(drawn, rows, lang, title, said, lines, hits, "bars")


def stacked(rows: Sequence[Stack], lang: str, title: str) -> Markup:
    """Bars of parts on one scale, the names of the parts below."""
    drawn = rows[:ROWS]
    most = max((_total(row) for row in rows), default=0.0)
    lines, hits, said = [], [], []
    for place, row in enumerate(drawn):
        y, x = place * ROW, float(LEFT)
        lines += [text(LEFT - 8, y + 16, cut(row.label, 15), "", "end"), rect(LEFT, y + 5, RIGHT - LEFT, 14, "c-back")]
        for part in row.parts:
            width = (RIGHT - LEFT) * share(_size(part), 0, most) if _size(part) > 0 and most > 0 else 0
            width = min(width, RIGHT - x)
            if width > 0:
                lines.append(
                    rect(
                        x,
                        y + 5,
                        max(width - 1, 0.5),
                        14,
                        tone_class(part.tone),
                        f"{row.label} · {part.label}: {part.value:,.10g}",
                        1,
                    )
                )
            x += width
        lines.append(text(RIGHT + 8, y + 16, cut(row.shown, 10), "c-strong"))
        said.append(f"{row.label}: {row.shown} ({', '.join(f'{part.label} {part.value:,.10g}' for part in row.parts)})")
        hits.append(Hit(0, y, WIDTH, ROW, row.href, said[-1]))
    names = list(dict.fromkeys((part.label, part.tone) for row in drawn for part in row.parts))
    lines += _legend(names, len(drawn) * ROW + 4)
    return (
        svg(WIDTH, max(len(drawn) * ROW + 4 + 18 * _legend_lines(names), 1), title, said, lines, hits, "bars")
        if drawn
        else Markup("")
    )


def budget(rows: Sequence[tuple[str, float, float]], currency: str, lang: str, title: str) -> Markup:
    """What was planned (the frame) against what was spent (the bar; beyond the plan in red), one row a line of the budget."""
    drawn = rows[:ROWS]
    most = max((number for _, *pair in rows for number in pair if known(number) is not None), default=0.0)
    lines, said = [], []
    room, deep = WIDTH - 2, 36
    for place, (label, planned, actual) in enumerate(drawn):
        y = place * deep
        plan, spent = known(planned), known(actual)
        shown = f"{_money(spent, currency, lang)} / {_money(plan, currency, lang)}"
        words = f"{label}: {word('chart.actual', lang)} {_money(spent, currency, lang)}, {word('chart.planned', lang)} {_money(plan, currency, lang)}"
        lines += [text(1, y + 13, cut(label, 24)), text(WIDTH - 1, y + 13, cut(shown, 28), "c-strong", "end", SMALL)]
        width = room * share(plan, 0, most) if plan and plan > 0 else 0
        used = room * share(spent, 0, most) if spent and spent > 0 else 0
        over = used > width and plan is not None
        if used:
            lines.append(rect(1, y + 19, min(used, width) if over else used, 10, tone_class(""), words))
        if over:
            lines.append(rect(1 + width, y + 19, used - width, 10, tone_class("bad"), words))
            words += f", {word('chart.over', lang)} {_money((spent or 0) - (plan or 0), currency, lang)}"
        if width:
            lines.append(rect(1, y + 18, width, 12, "c-frame-line"))
        said.append(words)
    return svg(WIDTH, max(len(drawn) * deep, 1), title, said, lines, name="budget") if drawn else Markup("")


def ageing(rows: Sequence[Bar], lang: str, title: str) -> Markup:
    """How much is how old, one bar a span of days, youngest first; older ones are coloured more warningly where nothing else is said."""
    steps = ("good", "info", "warn", "bad")
    toned = [row._replace(tone=row.tone or steps[min(3, place * 4 // max(len(rows), 1))]) for place, row in enumerate(rows)]
    return bars(toned, lang, title)


def _page(
    drawn: Sequence[object],
    rows: Sequence[object],
    lang: str,
    title: str,
    said: list[str],
    lines: list[str],
    hits: list[Hit],
    name: str,
) -> Markup:
    """The drawing, with a line that says how many rows are left out."""
    if not drawn:
        return Markup("")
    height = len(drawn) * ROW
    if len(rows) > len(drawn):
        lines.append(text(0, height + 14, f"{word('chart.left_out', lang)} {len(rows) - len(drawn)}", "c-faint", size=SMALL))
        height += 18
    return svg(WIDTH, height, title, said, lines, hits, name)


def _size(part: Part) -> float:
    return max(known(part.value) or 0.0, 0.0)


def _total(row: Stack) -> float:
    total = sum(_size(part) for part in row.parts)
    return total if known(total) is not None else max(_size(part) for part in row.parts)


def _legend(names: Sequence[tuple[str, str]], y: float) -> list[str]:
    lines = []
    for place, (label, tone) in enumerate(names):
        x, top = place % 3 * 112, y + place // 3 * 18
        lines += [rect(x, top + 3, 10, 10, tone_class(tone), "", 2), text(x + 14, top + 12, cut(label, 15), "c-soft", size=SMALL)]
    return lines


def _legend_lines(names: Sequence[object]) -> int:
    return -(-len(names) // 3)


def _money(amount: float | None, currency: str, lang: str) -> str:
    return word("chart.unknown", lang) if amount is None or known(amount) is None else sum_text(currency, amount, lang)
