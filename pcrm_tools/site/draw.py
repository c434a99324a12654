"""What all drawings share: inline SVG by classes alone, its text alternative, labels that fit, scales that bear any number.

A drawing is as wide as a phone's column (`WIDTH`) or scrolls sideways (`WIDE`), so that its smallest letters never fall below 11 px.
"""

import html
import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

WIDTH, WIDE = 336, 720
SMALL, NORMAL = 11, 12
# How many values a text alternative reads out; the table below a figure has all of them.
SPOKEN = 40
_SCHEME = re.compile(r"[^/?#]*:")
_UNITS = {"en": ((1e9, "B"), (1e6, "M"), (1e3, "k")), "zh": ((1e8, "亿"), (1e4, "万"))}


class Hit(NamedTuple):
    """A part of a drawing that leads to a page: its place, the address, and what the link says."""

    x: float
    y: float
    width: float
    height: float
    href: str
    label: str


def svg(
    width: int, height: float, title: str, said: Sequence[str], lines: Iterable[str], hits: Sequence[Hit] = (), name: str = ""
) -> Markup:
    """A drawing: `said` are the numbers in words, one clause each; `hits` are its links.

    A drawing with links is an image beside them, since nothing inside an image can be reached by the keyboard.
    """
    words = "; ".join(said[:SPOKEN]) + (" …" if len(said) > SPOKEN else "")
    spoken = f"<title>{html.escape(title)}</title><desc>{html.escape(words)}</desc>"
    drawn = "".join(lines)
    links = "".join(_link(hit) for hit in hits if _leads(hit.href))
    look = f"p-chart p-chart--{'wide' if width > WIDTH else 'phone'}{f' p-chart--{name}' if name else ''}"
    box = f'<svg class="{look}" viewBox="0 0 {width} {num(height)}"'
    if links:
        return Markup(f'{box}><g role="img">{spoken}{drawn}</g>{links}</svg>')
    return Markup(f'{box} role="img">{spoken}{drawn}</svg>')


def scrolled(drawing: Markup, title: str) -> Markup:
    """A drawing that may be wider than a phone, in a box that the keyboard can scroll."""
    return Markup(f'<div class="c-scroll" tabindex="0" role="group" aria-label="{html.escape(title)}">{drawing}</div>')


def _leads(href: str) -> bool:
    """Whether an address is a page of the site or of the web."""
    return bool(href) and (href.startswith(("https://", "http://")) or not _SCHEME.match(href))


def _link(hit: Hit) -> str:
    return (
        f'<a href="{html.escape(hit.href)}"><title>{html.escape(hit.label)}</title>'
        f'<rect class="c-hit" x="{num(hit.x)}" y="{num(hit.y)}" width="{num(hit.width)}" height="{num(hit.height)}" rx="4"/></a>'
    )


def text(x: float, y: float, words: str, look: str = "", anchor: str = "", size: int = NORMAL) -> str:
    """A line of text; `look` is a class, `anchor` middle or end."""
    classes = f' class="{look}"' if look else ""
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{classes} x="{num(x)}" y="{num(y)}"{at} font-size="{size}">{html.escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, look: str, title: str = "", round_by: float = 3) -> str:
    """A bar; `title` is shown when it is pointed at."""
    inner = f"<title>{html.escape(title)}</title>" if title else ""
    return (
        f'<rect class="{look}" x="{num(x)}" y="{num(y)}" width="{num(max(width, 0))}" height="{num(max(height, 0))}" rx="{round_by:g}"'
        + (f">{inner}</rect>" if inner else "/>")
    )


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """A straight line."""
    return f'<line class="{look}" x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}"/>'


def num(value: float) -> str:
    """A coordinate: two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def known(value: float | None) -> float | None:
    """A value that can be drawn; what is neither finite nor there is unknown."""
    return value if value is not None and math.isfinite(value) else None


def share(value: float, low: float, high: float) -> float:
    """Where a value lies between two others, 0 to 1; the middle where they are the same. Bears the greatest floats."""
    span = high / 2 - low / 2
    return min(1.0, max(0.0, (value / 2 - low / 2) / span)) if span > 0 else 0.5


def units(words: str) -> int:
    """How wide a text is: a Chinese character counts for two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in words)


def cut(words: str, limit: int) -> str:
    """A label that fits into so many units."""
    if units(words) <= limit:
        return words
    room = limit - 1
    for place, char in enumerate(words):
        room -= units(char)
        if room < 0:
            return words[:place].rstrip() + "…"
    return words


def short(value: float, lang: str) -> str:
    """A number for a small place: `1.2M`, `120万`."""
    if abs(value) >= 1e15:
        return f"{value:.2e}"
    for size, unit in _UNITS["zh" if lang == "zh" else "en"]:
        # A thousandth below counts: 999,999 is 1M, not 1,000k.
        if abs(value) >= size * 0.9995:
            scaled = value / size
            return f"{scaled:,.0f}{unit}" if abs(scaled) >= 999.5 else f"{scaled:.3g}{unit}"
    return f"{value:.4g}"


def sum_text(currency: str, amount: float, lang: str) -> str:
    """A sum for a small place: `CNY 1.2M`, `CNY 120万`."""
    return f"{currency} {short(amount, lang)}".strip()
