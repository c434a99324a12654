"""How satisfied a customer was over time: the figures of its surveys, drawn."""

from collections.abc import Mapping
from html import escape
from typing import Any

from pcrm_tools.site import charts
from pcrm_tools.site.subject import Line, Section, Subject
from pcrm_tools.site.values import day

SCALES = (("csat", 1.0, 5.0), ("nps", 0.0, 10.0))
POINTS = 24


def satisfaction(subject: Subject) -> Section | None:
    """Both figures by day of survey, and the newest answers in words."""
    surveys = [(line, line.attrs) for line in reversed(subject.of_kind("survey", "feedback"))]
    drawn = []
    for key, low, high in SCALES:
        days: dict[str, list[float]] = {}
        for line, attrs in surveys:
            if isinstance(attrs.get(key), (int, float)):
                days.setdefault(line.row.date, []).append(float(attrs[key]))
        points = [(name, round(sum(values) / len(values), 2), len(values)) for name, values in days.items()][-POINTS:]
        if len(points) > 1:
            title = subject.say(f"survey.{key}")
            chart = charts.trend(points, subject.lang, title, low=low, high=high)
            drawn.append(f'<figure class="p-figure"><figcaption>{escape(title)}</figcaption>{chart}</figure>')
    answers = [
        _answer(subject, line, attrs) for line, attrs in reversed(surveys) if any(key in attrs for key in ("csat", "nps", "ces"))
    ]
    if not answers:
        return None
    charted = f'<div class="p-figures">{"".join(drawn)}</div>' if drawn else ""
    return subject.section("satisfaction", f'{charted}<ul class="p-list">{"".join(answers[:4])}</ul>', len(answers))


def _answer(subject: Subject, line: Line, attrs: Mapping[str, Any]) -> str:
    names = {
        "csat": subject.say("survey.csat").partition(",")[0].partition("（")[0],
        "nps": subject.say("survey.short_nps"),
        "ces": subject.say("survey.ces"),
    }
    marks = [f"{names[key]} {attrs[key]:g}" for key in names if isinstance(attrs.get(key), (int, float))]
    return f"<li>{day(line.row.date)} {subject.link(line)} {subject.origin(line)}<small>{escape(' · '.join(marks))}</small></li>"
