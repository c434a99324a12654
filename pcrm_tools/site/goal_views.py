"""Goals with how far each is reached: from where it began to where it is to be."""

import re
from html import escape

from pcrm_tools.site.labels import word
from pcrm_tools.site.subject import Section, Subject
from pcrm_tools.site.values import cell_text, day

_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?|[-+−]?\.\d+")
_SIZES = {"万": 1e4, "亿": 1e8, "k": 1e3, "m": 1e6}


def number(text: str) -> float | None:
    """The first number of a text (`8 %`, `1.2万`, `CNY 3,000`), or None."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    size = _SIZES.get(text[found.end() : found.end() + 1].lower(), 1.0)
    # A letter that begins a word (`3 months`, `5 km`) is no size.
    if text[found.end() + 1 : found.end() + 2].isascii() and text[found.end() + 1 : found.end() + 2].isalpha():
        size = 1.0
    return float(found[0].replace(",", "").replace("−", "-")) * size


def reached(baseline: str, target: str, actual: str) -> float | None:
    """The share of the way from baseline to target, downwards as well as upwards; None where a number is missing.

    Without a baseline the way begins at nought, which says nothing about a target of nought.
    """
    begin, end, now = number(baseline) if baseline else 0.0, number(target), number(actual)
    if begin is None or end is None or now is None or begin == end:
        return None
    return (now - begin) / (end - begin)


def bar(share: float, tone: str, label: str) -> str:
    """A bar that is filled by a share of its length."""
    width = round(max(0.0, min(1.0, share)) * 100, 1)
    return (
        f'<svg class="p-progress p-progress--{tone}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f'<rect class="c-back" width="100" height="6"/><rect class="c-fill" width="{width:g}" height="6"/></svg>'
    )


def goals(subject: Subject) -> Section | None:
    """The goals, each with its bar."""
    found = [_goal(subject, cells) for cells in subject.item_cells("goals")]
    return subject.section("goals", f'<ul class="p-goals">{"".join(found)}</ul>', len(found)) if found else None


def _goal(subject: Subject, cells: dict[str, object]) -> str:
    what, measure, baseline, target, actual = (
        cell_text(cells.get(key)) for key in ("what", "measure", "baseline", "target", "actual")
    )
    share = reached(baseline, target, actual)
    lang = subject.lang
    if share is None:
        said, tone = word("goal.unknown", lang) if not actual else "", ""
    elif share >= 1:
        said, tone = word("goal.reached", lang), "good"
    elif share < 0:
        said, tone = word("goal.worse", lang), "bad"
    else:
        said, tone = f"{share:.0%}", "brand"
    way = word("goal.from", lang).format(**{"from": baseline, "to": target}) if baseline and target else target
    now = word("goal.now", lang).format(actual=actual) if actual else ""
    due = cell_text(cells.get("due"))
    notes = [escape(text) for text in (measure, way, now) if text] + ([day(due, share is None or share < 1)] if due else [])
    drawn = bar(share or 0.0, tone or "none", f"{what}: {said}") if target and (baseline or share is not None) else ""
    look = f" p-tone--{tone}" if tone else " p-faint"
    return (
        f'<li class="p-goal"><p class="p-goal__head"><b>{subject.shown(what)}</b><span class="p-goal__share{look}">{escape(said)}</span></p>{drawn}'
        f'<p class="p-goal__notes">{" · ".join(notes)}</p></li>\n'
    )
