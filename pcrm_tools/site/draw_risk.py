"""The risk matrix: probability against impact, threats and chances, in the scale that the notebook keeps."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pcrm_tools.site.draw import NORMAL, SMALL, WIDTH, Hit, cut, known, num, rect, svg, text
from pcrm_tools.site.labels import word

CELLS, SIZE, LEFT, IN_A_CELL = 5, 56, 50, 4
# Where the numbers of the scale stand: marks name the row, shares its bounds.
HALF = SIZE / 2


def risk_matrix(items: Sequence[Mapping[str, Any]], marks: bool, lang: str, href: str = "") -> Markup:
    """Risks in the cell of their probability and impact; `marks` says that both are 1 to 5, else they are shares.

    A threat is a red disc, a chance a green square, what is closed is hollow; what is answered (mitigated, transferred …) has a ring.
    """
    placed: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for item in items:
        across, up = _cell(item.get("impact"), marks), _cell(item.get("probability"), marks)
        if across is not None and up is not None:
            placed.setdefault((across, up), []).append(item)
    if not placed:
        return Markup("")
    lines = [*_cells(), *_scale(marks, lang)]
    hits, said = [], []
    for (column, row), here in sorted(placed.items(), key=lambda cell: (-cell[0][0] - cell[0][1], cell[0])):
        x, y = LEFT + column * SIZE, (CELLS - 1 - row) * SIZE
        lines += [
            _mark(item, place, x, y, marks, lang)
            for place, item in enumerate(here[: IN_A_CELL if len(here) == IN_A_CELL else IN_A_CELL - 1])
        ]
        if len(here) > IN_A_CELL:
            lines.append(text(x + 40, y + 44, f"+{len(here) - IN_A_CELL + 1}", "c-soft", "middle", SMALL))
        said += [_said(item, marks, lang) for item in here]
        hits.append(Hit(x, y, SIZE - 2, SIZE - 2, href, " · ".join(_said(item, marks, lang) for item in here)))
    lines += _legend(items, lang)
    return svg(WIDTH, CELLS * SIZE + 54, word("chart.risks", lang), said, lines, hits, "matrix")


def _cells() -> list[str]:
    lines = []
    for column, row in itertools.product(range(CELLS), repeat=2):
        tone = "high" if column + row >= 6 else "mid" if column + row >= 3 else "low"
        lines.append(rect(LEFT + column * SIZE, (CELLS - 1 - row) * SIZE, SIZE - 2, SIZE - 2, f"c-{tone}", "", 4))
    return lines


def _scale(marks: bool, lang: str) -> list[str]:
    """The names of the axes, and the marks or shares of each row and column."""
    lines = []
    for place in range(CELLS):
        label = f"{place + 1}" if marks else f"{place * 20}–{place * 20 + 20}%"
        lines.append(text(LEFT + place * SIZE + HALF - 1, CELLS * SIZE + 12, label, "c-faint", "middle", SMALL))
        lines.append(
            text(
                LEFT - 4,
                (CELLS - 1 - place) * SIZE + HALF + 4,
                label if marks else f"{place * 20 + 20}%",
                "c-faint",
                "end",
                SMALL,
            )
        )
    middle = CELLS * HALF
    turned = f'transform="rotate(-90 11 {num(middle)})"'
    lines.append(
        f'<text class="c-soft" x="11" y="{num(middle)}" text-anchor="middle" font-size="{NORMAL}" {turned}>{word("chart.probability", lang)}</text>'
    )
    return [*lines, text(LEFT + middle, CELLS * SIZE + 29, word("chart.impact", lang), "c-soft", "middle")]


def _mark(item: Mapping[str, Any], place: int, x: float, y: float, marks: bool, lang: str) -> str:
    """A risk in its cell, two by two."""
    across, down = x + 15 + place % 2 * 25, y + 15 + place // 2 * 25
    chance = item.get("kind") == "chance"
    look = f"c-risk c-risk--{'chance' if chance else 'threat'}"
    look += "" if str(item.get("status") or "open") != "closed" else " c-risk--closed"
    look += " c-risk--answered" if _answered(item) else ""
    shape = (
        f'<rect class="{look}" x="{num(across - 10)}" y="{num(down - 10)}" width="20" height="20" rx="4"/>'
        if chance
        else f'<circle class="{look}" cx="{num(across)}" cy="{num(down)}" r="11"/>'
    )
    name = cut(str(item.get("id") or item.get("what") or ""), 3).replace("…", "")
    closed = " c-mark--closed" if "c-risk--closed" in look else ""
    return f"<g><title>{Markup.escape(_said(item, marks, lang))}</title>{shape}{text(across, down + 4, name, f'c-mark{closed}', 'middle', SMALL)}</g>"


def _answered(item: Mapping[str, Any]) -> bool:
    """Whether something is done about a risk besides bearing it."""
    return bool(item.get("response")) and item.get("response") != "accept"


def _legend(items: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """The two kinds where both occur; red and green are never all that tells them apart."""
    kinds = {"chance" if item.get("kind") == "chance" else "threat" for item in items}
    lines, y = [], CELLS * SIZE + 46
    for place, kind in enumerate(kind for kind in ("threat", "chance") if kind in kinds):
        x = LEFT + place * 90
        mark = f'<circle class="c-risk c-risk--threat" cx="{x + 6}" cy="{y - 4}" r="5"/>'
        lines.append(mark if kind == "threat" else rect(x + 1, y - 9, 10, 10, "c-risk c-risk--chance", "", 2))
        lines.append(text(x + 16, y, word(f"chart.{kind}", lang), "c-soft", size=SMALL))
    if any(_answered(item) for item in items):
        x = LEFT + len(kinds) * 90
        lines.append(f'<circle class="c-ring" cx="{x + 6}" cy="{y - 4}" r="5"/>')
        lines.append(text(x + 16, y, word("chart.answered", lang), "c-soft", size=SMALL))
    return lines


def _said(item: Mapping[str, Any], marks: bool, lang: str) -> str:
    kind = word(f"chart.{'chance' if item.get('kind') == 'chance' else 'threat'}", lang)
    name = " ".join(str(part) for part in (item.get("id"), item.get("what")) if part)
    odds = f"{word('chart.probability', lang)} {_shown(item.get('probability'), marks)}, {word('chart.impact', lang)} {_shown(item.get('impact'), marks)}"
    closed = f", {word('chart.closed', lang)}" if item.get("status") == "closed" else ""
    return f"{name} ({kind}): {odds}{closed}"


def _shown(value: Any, marks: bool) -> str:
    number = _number(value)
    return "?" if number is None else f"{number:.10g}" if marks else f"{number * 100:.10g}%"


def _number(value: Any) -> float | None:
    try:
        return known(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def _cell(value: Any, marks: bool) -> int | None:
    """The row or column of a value: a mark names it, a share from 20 % on is in the second."""
    number = _number(value)
    if number is None:
        return None
    place = number - 1 if marks else number * CELLS
    return int(max(0, min(CELLS - 1, place)))
