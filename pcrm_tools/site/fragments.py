"""The small pieces of a page that it has by the hundred, as HTML made without templates, which would cost more than all else.

What is HTML already comes from `render` and `values` (titles, bodies, values); everything else is escaped here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup

from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.cards import Card
from pcrm_tools.site.entry_views import EntryView, Origin, TaskView
from pcrm_tools.site.labels import word
from pcrm_tools.site.section import Section
from pcrm_tools.site.values import Fact, Label, badge, day

FIRST_TASKS = 8
_BOXES = {"open": "box", "done": "box box--done", "cancelled": "box box--cancelled"}


def labelled(section: Section) -> str:
    """The attributes of a section's element: how it looks, and the heading that names it."""
    return f'class="p-card p-card--{escape(section.key)}" aria-labelledby="{escape(section.key)}"'


def heading(section: Section) -> str:
    """A section's heading with its id, and the ids of the headings in the record's file that it stands for."""
    ids = "".join([f'<span id="{escape(fragment(anchor))}"></span>' for anchor in section.anchors])
    count = f' <span class="p-count">{section.held}</span>' if section.held is not None else ""
    return f'<h2 class="p-section__title" id="{escape(section.key)}">{ids}{escape(section.title)}{count}</h2>'


def sections(items: Iterable[Section]) -> Markup:
    """Sections one below the other."""
    return Markup("".join([f"<section {labelled(item)}>{heading(item)}{item.body}</section>\n" for item in items]))


def entry(item: EntryView, lang: str) -> str:
    """One log entry."""
    out = [f'<article class="p-entry p-entry--{item.group}" data-group="{item.group}" data-kind="{escape(item.kind)}"']
    if item.place:
        out.append(f' data-place="{item.place}"')
    out.append(f' id="{escape(item.anchor)}">' if item.anchor else ">")
    out.append(
        f'<span class="p-icon k-{item.icon}" aria-hidden="true"></span><div class="p-entry__body"><p class="p-entry__line">'
    )
    out.append(f'<span class="p-entry__kind">{escape(item.label)}</span> {day(item.day)}')
    if item.until:
        out.append(f"–{day(item.until)}")
    if item.time:
        out.append(f' <span class="p-entry__time">{escape(item.time)}</span>')
    out += [_id(item.id), badge(item.priority), badge(item.state), _private(item.private, lang)]
    if item.origin:
        out.append(f' <a class="p-entry__origin" href="{escape(item.origin.href)}">{escape(item.origin.label)}</a>')
    if item.source:
        label = escape(word("record.line", lang))
        out.append(
            f'<a class="p-entry__source" href="{escape(item.source)}" rel="noopener noreferrer nofollow" title="{label}" aria-label="{label}">#</a>'
        )
    out += ["</p>", _change(item)]
    if item.title:
        out.append(f'<h3 class="p-entry__title">{item.title}</h3>')
    if item.amount:
        out.append(f'<p class="p-entry__amount">{escape(item.amount)}</p>')
    if item.body:
        out.append(f'<div class="p-prose">{item.body}</div>')
    out += [_meta(_entry_meta(item, lang)), "</div></article>\n"]
    return "".join(out)


def _change(item: EntryView) -> str:
    if not item.after:
        return ""
    before = f'<span>{escape(item.before)}</span> <span class="p-arrow" aria-hidden="true">→</span> ' if item.before else ""
    return f'<p class="p-entry__change">{before}<strong>{escape(item.after)}</strong></p>'


def _entry_meta(item: EntryView, lang: str) -> list[str]:
    out = [f'<li class="p-meta__by">@{escape(name)}</li>' for name in item.by]
    if item.withs:
        out.append(f"<li>{word('entry.with', lang)} {escape(('、' if lang == 'zh' else ', ').join(item.withs))}</li>")
    out += [_fact(fact) for fact in item.facts]
    return out + [f'<li class="p-tag">#{escape(tag)}</li>' for tag in item.tags]


def tasks(items: Sequence[TaskView], lang: str) -> Markup:
    """A list of tasks, the first ones at once."""
    first = "".join(task(item, lang) for item in items[:FIRST_TASKS])
    rest = "".join(task(item, lang) for item in items[FIRST_TASKS:])
    more = word("record.more", lang)
    return Markup(f'<ul class="p-tasks">{first}</ul>{folded(more, len(items) - FIRST_TASKS, rest) if rest else ""}')


def ended(items: Sequence[TaskView], lang: str) -> Markup:
    """Tasks that are over, folded away."""
    return Markup(
        folded(word("record.tasks_done", lang), len(items), "".join(task(item, lang) for item in items)) if items else ""
    )


def folded(title: str, count: int, content: str) -> str:
    """A list that opens on demand."""
    summary = f'<summary>{escape(title)} <span class="p-count">{count}</span></summary>'
    return f'<details class="p-more">{summary}<ul class="p-tasks">{content}</ul></details>'


def task(item: TaskView, lang: str) -> str:
    """A task with its subtasks."""
    anchor = f' id="{escape(item.anchor)}"' if item.anchor else ""
    below = "".join(task(child, lang) for child in item.children)
    return (
        f'<li class="p-task p-task--{item.state}"{anchor}><span class="{_BOXES[item.state]}"></span>'
        f'<div><span class="p-task__text">{item.text}</span>{_meta(_task_meta(item, lang))}'
        + (f'<ul class="p-tasks">{below}</ul></div></li>\n' if below else "</div></li>\n")
    )


def _task_meta(item: TaskView, lang: str) -> list[str]:
    out = []
    if item.due:
        out.append(f'<li class="p-due">{word("task.due", lang)} {day(item.due, item.state == "open")}</li>')
    if item.ended:
        said = f"{word(f'task.{item.state}', lang)} " if item.state != "open" else ""
        out.append(f"<li>{said}{day(item.ended)}</li>")
    if item.owner:
        out.append(f'<li class="p-meta__by">@{escape(item.owner)}</li>')
    marks = (badge(item.priority), _promise(item.promise, lang), _private(item.private, lang), _blocked(item.blocked, lang))
    out += [f"<li>{mark}</li>" for mark in marks if mark]
    out += [_fact(fact) for fact in item.facts]
    if item.id:
        out.append(f"<li>{_id(item.id)}</li>")
    return out + ([f"<li>{_origin(item.origin)}</li>"] if item.origin else [])


def facts(rows: Iterable[Fact]) -> Markup:
    """Labels with their values."""
    out = []
    for row in rows:
        shown = row.values[0] if len(row.values) == 1 else f"<ul><li>{'</li><li>'.join(row.values)}</li></ul>"
        odd = " p-fact--unknown" if row.unknown else ""
        out.append(f'<div class="p-fact{odd}"><dt>{escape(row.label)}</dt><dd>{shown}</dd></div>\n')
    return Markup(f'<dl class="p-facts">{"".join(out)}</dl>')


def cards(items: Iterable[Card]) -> Markup:
    """Key figures."""
    out = []
    for item in items:
        value = day(item.day, item.late) if item.day else escape(item.value)
        shown = (
            f'<a class="p-kpi__value" href="{escape(item.href)}">{value}</a>'
            if item.href
            else f'<span class="p-kpi__value">{value}</span>'
        )
        parts = " · ".join(f'<span class="p-whole">{escape(part)}</span>' for part in item.note.split(" · "))
        note = f'<span class="p-kpi__note">{parts if " · " in item.note else escape(item.note)}</span>' if item.note else ""
        tone = f" p-kpi--{item.tone}" if item.tone else ""
        out.append(f'<div class="p-kpi{tone}"><span class="p-kpi__label">{escape(item.label)}</span>{shown}{note}</div>\n')
    return Markup("".join(out))


def _meta(parts: list[str]) -> str:
    return f'<ul class="p-meta">{"".join(parts)}</ul>' if parts else ""


def _fact(fact: Fact) -> str:
    label = f"<span>{escape(fact.label)}</span> " if fact.label else ""
    return f"<li>{label}{fact.values[0]}</li>"


def _id(text: str) -> str:
    return f'<span class="p-id">{escape(text)}</span>' if text else ""


def _origin(origin: Origin) -> str:
    return f'<a href="{escape(origin.href)}">{escape(origin.label)}</a>'


def _private(private: bool, lang: str) -> str:
    return badge(Label(word("record.private", lang), "private")) if private else ""


def _blocked(blocked: bool, lang: str) -> str:
    return badge(Label(word("task.blocked", lang), "warn")) if blocked else ""


def _promise(promise: bool, lang: str) -> str:
    return badge(Label(word("task.promise", lang), "promise")) if promise else ""
