"""Lessons: what closed projects, complaints and the log itself teach, by tag, and the articles that grew out of it."""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.model.finding import Finding
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.addresses import fragment
from pcrm_tools.site.browse import Browse, browse
from pcrm_tools.site.browse_page import PageView, Section, links, more, page
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Day, Head, Linked, grid, shown
from pcrm_tools.site.render import inline, to_html
from pcrm_tools.site.source import read_source
from pcrm_tools.site.values import Label, amount_text, badge
from pcrm_tools.store import browse_rows, files
from pcrm_tools.store.browse_rows import Noted
from pcrm_tools.text import body
from pcrm_tools.text.context import make_context
from pcrm_tools.text.frontmatter import split
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.tokens import Words

TITLES = ("Retrospective", "复盘", "Lessons learned", "Lessons", "经验教训", "教训")
MOST_CLOSED, MOST_LESSONS, MOST_TAGS, MOST_OF_TAG = 40, 300, 60, 40
_WIKI = re.compile(r"\[\[([^\[\]|#\n]+)")


class Closed(NamedTuple):
    """A closed project with what was learned in it, as Markdown (empty: nothing is written)."""

    record: RecordRow
    text: str
    tags: tuple[str, ...]


class Lesson(NamedTuple):
    """A lesson of the log: its entry, its words and its tags."""

    row: Noted
    record: RecordRow
    cause: str
    words: str
    tags: tuple[str, ...]


def lessons(scene: Scene) -> Iterable[Poured]:
    """The page of lessons."""
    b = browse(scene)
    yield Poured("lessons", "lessons.html", b.say("page.lessons"), page(_view(b)))


def _view(b: Browse) -> PageView:
    tags = _tags(b)
    closed, total = _closed(b, tags)
    found = _lessons(b, tags)
    sections = [
        Section("closed", b.say("lessons.closed"), Markup("".join(_project(b, one) for one in closed)), total,
                b.say("browse.rest").format(n=total - len(closed)) if total > len(closed) else "", b.say("lessons.no_closed")),
        Section("log", b.say("lessons.log"), _table(b, found[:MOST_LESSONS]), len(found),
                b.say("browse.rest").format(n=len(found) - MOST_LESSONS) if len(found) > MOST_LESSONS else "", b.say("lessons.no_log")),
        _by_tag(b, closed, found), _articles(b, closed, found),
    ]  # fmt: skip
    return PageView(b.say("page.lessons"), [one for one in sections if one.body or one.none], summary=(b.say("lessons.intro"),))


def _tags(b: Browse) -> dict[int, tuple[str, ...]]:
    """The tags of each record."""
    found: dict[int, tuple[str, ...]] = {}
    for n, tag in browse_rows.values(b.db, "tags") if b.sees("tags") else ():
        if tag not in ("private", "内部"):
            found[n] = (*found.get(n, ()), tag)
    return found


def _closed(b: Browse, tags: dict[int, tuple[str, ...]]) -> tuple[list[Closed], int]:
    """The closed projects that say what was learned, the newest first, out of how many."""
    with_section = browse_rows.with_section(b.db, TITLES)
    rows = [row for row in b.book.readable("project") if (row.closed or row.outcome) and row.n in with_section]
    rows.sort(key=lambda row: (row.closed or "", row.name), reverse=True)
    words = make_context(b.config).body["project"]
    made = [Closed(row, _section(b, row, words), tags.get(row.n, ())) for row in rows[:MOST_CLOSED]]
    return [one for one in made if one.text], len(rows) - sum(not one.text for one in made)


def _section(b: Browse, record: RecordRow, words: Words) -> str:
    """The section of a record that says what was learned, without what the audience may not see."""
    found = files.read_text(b.book.root / record.path, record.path)
    if isinstance(found, Finding):
        return ""
    notes = read_source(found.text, split(found.text).body_start, words, record.name, not b.public).notes
    for section in body.scan_body(notes, 0, words, Lines(notes)).sections:
        if section.title.strip() in TITLES:
            return notes[section.body_start : section.end].strip()
    return ""


def _lessons(b: Browse, tags: dict[int, tuple[str, ...]]) -> list[Lesson]:
    """The lessons of the log, newest first."""
    found = []
    for row in browse_rows.learned(b.db, b.today, b.public):
        record = b.book.records.get(row.n)
        if record is not None:
            attrs = json.loads(row.attrs)
            own = [tag for tag in row.tags.split(",") if tag and tag not in ("private", "promise")]
            found.append(
                Lesson(
                    row,
                    record,
                    _text(attrs.get("cause")),
                    _text(attrs.get("lesson")),
                    tuple(dict.fromkeys((*own, *tags.get(row.n, ())))),
                )
            )
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _project(b: Browse, one: Closed) -> str:
    """A closed project with its outcome, value, tags and what was learned."""
    record = one.record
    customer = b.customer(record)
    marks = [b.values.choice(b.values.fields["project"]["outcome"], record.outcome)] if record.outcome else []
    worth = amount_text(record.currency, record.value) if b.sees("value") else ""
    about = [shown(b.link(customer)) if customer else "", shown(Day(record.closed or "")), escape(worth), escape(b.owner(record))]
    named = "".join(f' <span class="p-tag">#{escape(tag)}</span>' for tag in one.tags)
    text = to_html(one.text, b.book.resolver(record.path, "", None, b.href(record)), 3)
    return (
        f'<article class="b-lesson" id="{escape(fragment(f"project-{record.id}"))}"><h3>{shown(b.link(record))} {"".join(map(badge, marks))}</h3>'
        f'<p class="p-faint">{" · ".join(filter(None, about))}{named}</p><div class="p-prose">{text}</div></article>\n'
    )


def _table(b: Browse, found: Sequence[Lesson]) -> Markup:
    lines: list[Sequence[Cell]] = []
    for one in found:
        resolve = b.book.resolver(one.record.path, "", None, b.href(one.record))
        cause = Markup(inline(one.cause, resolve)) if one.cause else ""
        words = Markup(inline(one.words, resolve)) if one.words else ""
        lines.append((_link(b, one), Label(b.values.kind(one.row.kind), "bad" if one.row.kind == "complaint" else ""), cause, words,
                      Day(one.row.date), b.listed(one.tags)))  # fmt: skip
    keys = (("title", "text"), ("kind", "text"), ("cause", "text"), ("lesson", "text"), ("day", "day"), ("tags", "text"))
    return grid([Head(b.say(f"lessons.{key}"), kind, key in ("kind", "tags")) for key, kind in keys], lines)


def _link(b: Browse, one: Lesson) -> Linked:
    title = b.book.plain(one.row.title) or b.values.kind(one.row.kind)
    return Linked(b.href(one.record, "", one.row.anchor), title, one.record.name)


def _by_tag(b: Browse, closed: Sequence[Closed], found: Sequence[Lesson]) -> Section:
    """Every tag with its projects and lessons, the most frequent first."""
    parts: dict[str, list[Linked]] = {}
    for one in closed:
        for tag in one.tags:
            parts.setdefault(tag, []).append(
                Linked("#" + fragment(f"project-{one.record.id}"), one.record.name, b.say("lessons.project"))
            )
    for lesson in found:
        for tag in lesson.tags:
            parts.setdefault(tag, []).append(_link(b, lesson))
    order = sorted(parts, key=lambda tag: (-len(parts[tag]), tag))[:MOST_TAGS]
    out = []
    for tag in order:
        rest = len(parts[tag]) - MOST_OF_TAG
        left = f'<p class="p-faint">{escape(b.say("browse.rest").format(n=rest))}</p>' if rest > 0 else ""
        out.append(
            f'<details class="p-more"><summary>#{escape(tag)} <span class="p-count">{len(parts[tag])}</span></summary>'
            f"{links(parts[tag][:MOST_OF_TAG])}{left}</details>"
        )
    first = sum(len(parts[tag]) > 1 for tag in order) or len(order)
    if out[first:]:
        out[first:] = [more(b.say("browse.more").format(n=len(out) - first), "".join(out[first:]))]
    return Section("tags", b.say("lessons.by_tag"), Markup("".join(out)), len(parts), side=True)


def _articles(b: Browse, closed: Sequence[Closed], found: Sequence[Lesson]) -> Section:
    """The articles that lessons lead to, the most cited first."""
    counts: dict[str, int] = {}
    for text in (*(one.text for one in closed), *(lesson.words for lesson in found), *(lesson.row.title for lesson in found)):
        for target in dict.fromkeys(_WIKI.findall(text)):
            article = b.book.find_page(target.strip())
            if article is not None:
                counts[article.id] = counts.get(article.id, 0) + 1
    made = []
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        face = b.book.page_face(b.book.pages[name], "")
        made.append(Linked(face.href, face.name, f"×{counts[name]}" if counts[name] > 1 else ""))
    return Section("articles", b.say("lessons.articles"), links(made), len(made), side=True)
