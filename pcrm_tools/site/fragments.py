"""The small pieces of a page that it has by the hundred, as HTML made without templates, which would cost more than all else.

Everything that is no HTML already (titles, bodies and values are: they come from `render` and `values`) is escaped here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from pcrm_tools.site.entry_views import CaseView, EntryView, Month, TaskView
from pcrm_tools.site.labels import word
from pcrm_tools.site.values import Fact, Label, badge, day

FIRST_TASKS = 8
_BOX = {"open": "box", "done": "box box--done", "cancelled": "box box--cancelled"}


def timeline(months: Iterable[Month], lang: str) -> Markup:
    """Log entries by month."""
    return Markup("".join(
        f'<section class="p-month"><p class="p-month__name">{escape(month.label)}</p>{"".join(entry(item, lang) for item in month.entries)}</section>\n'
        for month in months
    ))


def entry(item: EntryView, lang: str) -> str:
    """One log entry."""
    anchor = f' id="{escape(item.anchor)}"' if item.anchor else ""
    until = f"–{day(item.until)}" if item.until else ""
    time = f' <span class="p-entry__time">{escape(item.time)}</span>' if item.time else ""
    marks = "".join((
        _id(item.id), badge(item.priority), badge(item.state), badge(Label(word("record.private", lang), "private")) if item.private else "",
        f'<a class="p-entry__origin" href="{escape(item.origin.href)}">{escape(item.origin.label)}</a>' if item.origin else "",
    ))
    return (
        f'<article class="p-entry p-entry--{item.group}"{anchor} data-group="{item.group}">'
        f'<span class="p-icon k-{item.icon}" aria-hidden="true"></span><div class="p-entry__body">'
        f'<p class="p-entry__line"><span class="p-entry__kind">{escape(item.label)}</span> {day(item.day)}{until}{time} {marks}</p>'
        f"{_change(item)}{f'<h3 class="p-entry__title">{item.title}</h3>' if item.title else ''}"
        f"{f'<p class="p-entry__amount">{escape(item.amount)}</p>' if item.amount else ''}"
        f"{f'<div class="p-prose">{item.body}</div>' if item.body else ''}{_meta(_entry_meta(item, lang))}</div></article>\n"
    )
