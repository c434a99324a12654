"""The sections that customers' and projects' pages have alike: tasks, prose, timeline, facts, maps of fields, links to it."""

from html import escape

from markupsafe import Markup

from pcrm_tools.site import fragments, tables, timeline
from pcrm_tools.site.addresses import git_link
from pcrm_tools.site.entry_views import count_open
from pcrm_tools.site.stage_views import small_path
from pcrm_tools.site.subject import Maker, Section, Subject
from pcrm_tools.site.values import Fact, amount_text, badge

HEAD_KEYS = frozenset((
    "name", "aliases", "owner", "team", "lifecycle", "tier", "tags", "archived", "next_contact", "next_step", "customer", "pipeline",
    "stage", "value", "outcome", "closed", "custom", "agreement", "lost_reason",
))  # fmt: skip
# Item lists that have sections of their own.
OWN = frozenset((
    "contacts", "plan", "milestones", "risks", "goals", "requirements", "deliverables", "payments", "resources", "stakeholders",
))  # fmt: skip


def tasks(subject: Subject) -> Section | None:
    """Open tasks as trees; those that are over are folded away."""
    opened = fragments.tasks(subject.tasks, subject.lang) if subject.tasks else ""
    ended = fragments.ended(subject.ended, subject.lang) if subject.record.type == "project" else ""
    if ended and not opened:
        opened = Markup(f'<p class="p-faint">{escape(subject.say("record.no_tasks"))}</p>')
    return subject.section("tasks", f"{opened}{ended}", count_open(subject.tasks))


def notes(subject: Subject) -> Section | None:
    """The record's own prose."""
    prose = subject.gatherer.notes(subject.part, subject.resolve)
    return subject.section("notes", f'<div class="p-prose">{prose}</div>' if prose else "")


def log(subject: Subject) -> Section | None:
    """The timeline with what narrows it."""
    entries = subject.log.entries
    if not entries:
        return subject.section("timeline", f'<p class="p-faint">{escape(subject.say("record.no_entries"))}</p>', 0)
    names = [(other.record.id, other.record.name) for other, _ in subject.members]
    return subject.section(
        "timeline", timeline.sieve(subject.log, names, subject.lang) + timeline.timeline(entries, subject.lang), len(entries)
    )


def facts(subject: Subject) -> Section | None:
    """Fields that stand nowhere else, and keys that no schema knows."""
    specs = subject.values.fields[subject.record.type]
    keys = [key for key, spec in specs.items() if key not in HEAD_KEYS and spec.kind not in ("map", "items")]
    rows = [
        *subject.gatherer.facts(subject.part, keys, subject.resolve),
        *subject.gatherer.unknown(subject.part, subject.resolve),
    ]
    linked = {subject.values.label(specs[key]): key for key in ("industry", "region", "source") if key in specs}
    shown = [row._replace(values=_linked(subject, linked[row.label])) if row.label in linked else row for row in rows]
    return subject.section("facts", fragments.facts(shown) if shown else "")


def _linked(subject: Subject, key: str) -> tuple[Markup, ...]:
    spec = subject.values.fields[subject.record.type][key]
    rows = subject.part.fields.get(key, ())
    shown = [(row.value, subject.values.show(spec, row.value, subject.resolve)) for row in rows]
    return tuple(Markup(subject.gatherer.value_link(key, value, html)) for value, html in shown)


def block(key: str) -> Maker:
    """A map of fields (preferences, contract …) as a list."""

    def make(subject: Subject) -> Section | None:
        found = subject.gatherer.block(subject.part, key, subject.resolve)
        return subject.section(key, fragments.facts(found.rows) if found else "")

    return make


def contract(subject: Subject) -> Section | None:
    """The contract; how far its end is the browser adds."""
    found = subject.gatherer.block(subject.part, "contract", subject.resolve)
    if found is None:
        return None
    end = subject.values.label(subject.values.inner(subject.values.fields["customer"]["contract"])["end"])
    rows = [
        Fact(row.label, tuple(Markup(f'<span class="p-due">{value}</span>') for value in row.values)) if row.label == end else row
        for row in found.rows
    ]
    return subject.section("contract", fragments.facts(rows))


def evaluation(subject: Subject) -> Section | None:
    """The evaluation form, its scores as marks of five."""
    found = subject.gatherer.block(subject.part, "evaluation", subject.resolve)
    if found is None:
        return None
    scores = {
        subject.gatherer.criterion(key.removeprefix("evaluation.scores."))
        for key in subject.part.fields
        if key.startswith("evaluation.scores.")
    }
    rows = [
        row._replace(values=tuple(Markup(_mark(str(value))) for value in row.values)) if row.label in scores else row
        for row in found.rows
    ]
    return subject.section("evaluation", fragments.facts(rows))


def _mark(score: str) -> str:
    if score not in ("1", "2", "3", "4", "5"):
        return score
    dots = "".join(['<i class="is-on"></i>' if place < int(score) else "<i></i>" for place in range(5)])
    return f'<span class="p-dots" aria-hidden="true">{dots}</span> {score}/5'


def table(key: str) -> Maker:
    """An item list that is no more than a table."""
    return lambda subject: _table(subject, key)


def _table(subject: Subject, key: str) -> Section | None:
    made = tables.table(subject.values, subject.part, key, subject.resolve)
    return subject.section(key, tables.html(made), len(made.data), made.title) if made else None


def own_tables(subject: Subject) -> tuple[Section, ...]:
    """The registers of the notebook's own fields, a section each."""
    declared = {key for key, spec in subject.values.fields[subject.record.type].items() if spec.kind == "items"}
    keys = [key for key in subject.part.items if key in declared and key not in OWN]
    return tuple(found for key in keys if (found := _table(subject, key)))


def projects(subject: Subject) -> Section | None:
    """A customer's projects, running ones first, each with its path in miniature."""
    rows = sorted(subject.book.projects_of(subject.record), key=lambda row: (bool(row.closed), row.archived, row.name))
    found = []
    for row in rows:
        stage = badge(subject.values.setting("stage", row.stage)._replace(tone="brand")) if row.stage else ""
        if row.outcome:
            stage = badge(subject.values.choice(subject.values.fields["project"]["outcome"], row.outcome))
        value = amount_text(row.currency, row.value) if subject.book.audience.sees("value") else ""
        worth = f" <b>{escape(value)}</b>" if value else ""
        face = subject.book.face(row)
        mini = small_path(subject.book, subject.values, row)
        found.append(f'<li><a href="{escape(face.href)}">{escape(face.name)}</a>{mini}<span>{stage}{worth}</span></li>')
    return subject.section("projects", f'<ul class="p-cards">{"".join(found)}</ul>' if found else "", len(found))


def backlinks(subject: Subject) -> Section | None:
    """The records and pages that refer to this one."""
    found = subject.gatherer.backlinks(subject.record)
    rows = [
        f'<li><a href="{escape(link.href)}">{escape(link.label)}</a> <span class="p-faint">{escape(link.note)}</span></li>'
        for link in found
    ]
    return subject.section("backlinks", f'<ul class="p-links">{"".join(rows)}</ul>' if rows else "", len(rows))


def source(subject: Subject) -> Section | None:
    """The file, and the ways to edit it and to its history at the git host; how we keep our files is for us alone."""
    if not subject.book.audience.internal:
        return None
    site, path = subject.book.config.data.get("site") or {}, subject.record.path
    body = f"<code>{escape(path)}</code>"
    for key, way in (("source", "blob"), ("edit", "edit"), ("history", "commits")):
        href = git_link(site, path, way=way)
        if href:
            name = subject.say("record.file" if key == "source" else f"record.{key}")
            body += f' · <a href="{escape(href)}" rel="noopener noreferrer nofollow">{escape(name)}</a>'
    return subject.section("source", f'<p class="p-source">{body}</p>')
