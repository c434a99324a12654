"""The timeline: log entries by month, older years folded away, and what narrows it by kind, project and words."""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from pcrm_tools.site.entry_views import EntryView, Group
from pcrm_tools.site.fragments import entry
from pcrm_tools.site.labels import word
from pcrm_tools.site.record_views import Log

OPEN = 60
# A month is not cut in two unless it would let the open part grow far beyond its size.
MONTH_MOST = 2 * OPEN
TEXT_FROM = 8


def timeline(entries: Sequence[EntryView], lang: str) -> Markup:
    """Entries (newest first): the first ones openly, the others by year, which open by themselves where a link leads into them."""
    cut = _cut(entries)
    out = ['<div class="p-timeline">', *_months(entries[:cut], lang)]
    years: dict[str, list[EntryView]] = {}
    for item in entries[cut:]:
        years.setdefault(item.day[:4], []).append(item)
    for year, part in years.items():
        count = word("log.entries", lang).format(n=len(part))
        out.append(
            f'<details class="p-more p-older"><summary>{escape(year)} <span class="p-count">{escape(count)}</span></summary>'
        )
        out += [*_months(part, lang), "</details>\n"]
    out.append("</div>")
    return Markup("".join(out))


def _cut(entries: Sequence[EntryView]) -> int:
    """How many entries stand open: whole months, and no details for a handful of older entries."""
    if len(entries) <= OPEN + OPEN // 4:
        return len(entries)
    month = entries[OPEN - 1].day[:7]
    cut = next((place for place in range(OPEN, min(len(entries), MONTH_MOST)) if entries[place].day[:7] != month), MONTH_MOST)
    return min(cut, len(entries))


def _months(entries: Iterable[EntryView], lang: str) -> list[str]:
    out: list[str] = []
    month = ""
    for item in entries:
        if item.day[:7] != month:
            out.append("</section>\n" if month else "")
            month = item.day[:7]
            out.append(f'<section class="p-month"><p class="p-month__name">{escape(month)}</p>\n')
        out.append(entry(item, lang))
    return [*out, "</section>\n"] if month else out


def sieve(log: Log, projects: Sequence[tuple[str, str]], lang: str) -> Markup:
    """What narrows the timeline; a script shows it. `projects` are (id, name) in the order of their numbers from 1."""
    if len(log.entries) < 2 or (len(log.groups) < 2 and len(log.entries) < TEXT_FROM):
        return Markup("")
    group_row = "".join(_group(group) for group in log.groups)
    kinds = "".join(
        f'<button type="button" data-kind="{escape(kind.key)}" data-of="{group.key}" hidden>{escape(kind.label)} <span>{kind.number}</span></button>'
        for group in log.groups
        for kind in group.kinds
    )
    out = [f'<div class="p-sieve" data-sieve data-shown="{escape(word("log.shown", lang))}" hidden>']
    if len(log.groups) > 1:
        out.append(
            f'<div class="p-filter" role="group" aria-label="{escape(word("log.kind", lang))}"><button type="button" class="is-on" data-group="">'
            f"{escape(word('filter.all', lang))}</button>{group_row}</div>"
        )
    out.append(f'<div class="p-filter p-filter--kinds" role="group" data-kinds hidden>{kinds}</div>')
    if len(log.entries) >= TEXT_FROM:
        out.append(_words(projects if any(item.place for item in log.entries) else (), lang))
    none = f'<p class="p-faint" data-none hidden>{escape(word("log.none", lang))}</p>'
    return Markup("".join([*out, none, "</div>"]))


def _group(group: Group) -> str:
    return f'<button type="button" data-group="{group.key}">{escape(group.label)} <span>{group.number}</span></button>'


def _words(projects: Sequence[tuple[str, str]], lang: str) -> str:
    label = escape(word("log.text", lang))
    out = [
        f'<div class="p-sieve__row"><input class="p-input" type="search" data-text placeholder="{label}" aria-label="{label}">'
    ]
    if projects:
        own = f'<option value=".">{escape(word("log.own", lang))}</option>'
        options = "".join(
            f'<option value="{escape(name)}" data-place="{place}">{escape(title)}</option>'
            for place, (name, title) in enumerate(projects, 1)
        )
        named, every = escape(word("log.project", lang)), escape(word("filter.all", lang))
        first = f'<option value="">{word("list.choice", lang).format(label=named, value=every)}</option>'
        out.append(f'<select class="p-input" data-project aria-label="{named}">{first}{own}{options}</select>')
    out.append('<span class="p-count" data-count role="status" hidden></span>')
    out.append(f'<button type="button" class="p-clear" data-clear hidden>{escape(word("log.clear", lang))}</button></div>')
    return "".join(out)
