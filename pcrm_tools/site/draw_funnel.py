"""The funnel of a pipeline: how many projects are in each stage, what they are worth, and how many went on."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.site.draw import SMALL, WIDTH, Hit, cut, rect, share, svg, text
from pcrm_tools.site.draw_bars import tone_class

LEFT, RIGHT, ROW, STEP = 92, 168, 24, 14


class FunnelStage(NamedTuple):
    """A stage: how many are in it, their sums as text, whether it is the won one or later, and how many went on from it.

    `onward` is a text such as `62 % (n = 13)`, empty where the data does not say.
    """

    label: str
    number: int
    note: str
    won: bool
    href: str = ""
    onward: str = ""


def funnel(stages: Sequence[FunnelStage], title: str) -> Markup:
    """Horizontal bars, one a stage, as long as its number; between two stages the share that went on, where it is known."""
    most = max((stage.number for stage in stages), default=0)
    lines, hits, said, y = [], [], [], 0
    for stage in stages:
        words = f"{stage.label}: {stage.number}{f' · {stage.note}' if stage.note else ''}"
        lines += [text(LEFT - 8, y + 16, cut(stage.label, 13), "", "end"), rect(LEFT, y + 5, RIGHT - LEFT, 14, "c-back")]
        if stage.number > 0:
            tone = "good" if stage.won else ""
            lines.append(rect(LEFT, y + 5, max((RIGHT - LEFT) * share(stage.number, 0, most), 4), 14, tone_class(tone), words))
        lines.append(text(RIGHT + 8, y + 16, f"{stage.number:,}", "c-strong"))
        lines.append(text(WIDTH, y + 16, cut(stage.note, 21), "c-soft", "end", SMALL))
        hits.append(Hit(0, y, WIDTH, ROW, stage.href if stage.number else "", words))
        y += ROW
        if stage.onward:
            lines.append(text(LEFT, y + 9, cut(f"↓ {stage.onward}", 40), "c-faint", size=SMALL))
            words += f" → {stage.onward}"
            y += STEP
        said.append(words)
    return svg(WIDTH, y, title, said, lines, hits, "funnel") if stages else Markup("")
