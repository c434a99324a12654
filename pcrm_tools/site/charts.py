"""The drawings that pages use: each is inline SVG by classes alone, with its numbers in words, and holds in the dark and on a phone.

`frame` puts a drawing into a figure with its definition, n, window, the way to the rows behind it, and its numbers as a table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pcrm_tools.site.draw_bars import Bar, Part, Stack, ageing, bars, budget, stacked
from pcrm_tools.site.draw_funnel import FunnelStage, funnel
from pcrm_tools.site.draw_gantt import GanttRow, gantt
from pcrm_tools.site.draw_risk import risk_matrix
from pcrm_tools.site.draw_trend import Point, sparkline, trend
from pcrm_tools.site.labels import word

__all__ = [
    "Bar", "FunnelStage", "GanttRow", "Part", "Point", "Stack", "ageing", "bars", "budget", "funnel", "gantt", "milestones",
    "risk_matrix", "sparkline", "stacked", "trend",
]  # fmt: skip


def milestones(items: Sequence[Mapping[str, Any]], lang: str) -> Markup:
    """A schedule of milestones alone, from rows of a project's table."""
    rows = [_milestone(item, place) for place, item in enumerate(items)]
    return gantt(rows, None, lang, word("chart.milestones", lang))


def _milestone(item: Mapping[str, Any], place: int) -> GanttRow:
    planned, due, done = (str(item.get(key) or "") for key in ("planned", "due", "done"))
    key, label = str(item.get("id") or place), str(item.get("name") or item.get("id") or "")
    return GanttRow(key, label, "milestone", "", planned, due, done, (), "", "")
