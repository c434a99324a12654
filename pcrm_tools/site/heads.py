"""What stands above every record's page: its name, badges, people and key figures, and where the page leads."""

from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.board import pipeline_label
from pcrm_tools.site.cards import Card
from pcrm_tools.site.entry_views import Origin
from pcrm_tools.site.labels import word
from pcrm_tools.site.parts import plain
from pcrm_tools.site.people import Person, hue, initials, person
from pcrm_tools.site.render import Link
from pcrm_tools.site.subject import Subject
from pcrm_tools.site.values import Label, Values, badge


class Head(NamedTuple):
    """What stands above every record's page; `badges`, `tags` and `summary` are HTML."""

    name: str
    initials: str
    hue: int
    badges: tuple[Markup, ...]
    tags: tuple[Markup, ...]
    summary: tuple[Markup, ...]
    note: str
    owners: tuple[Person, ...]
    parent: Origin | None
    kpis: tuple[Card, ...]
    jumps: tuple[Link, ...]
    path: str
    findings: tuple[Any, ...]
    anchors: tuple[str, ...]


class Heads:
    """Makes the heads of pages."""

    def __init__(self, values: Values) -> None:
        self.values, self.book, self.lang = values, values.book, values.lang

    def customer(self, subject: Subject, kpis: list[Card], jumps: list[Link], findings: tuple[Any, ...]) -> Head:
        """The head of a customer's page."""
        summary = [(key, text) for key in ("industry", "size", "region") for text in plain(self.values, subject.part, key)]
        badges = [*self._customer_badges(subject), *self._segments(subject)]
        return self._head(subject, badges, summary, None, kpis, jumps, findings)

    def project(self, subject: Subject, kpis: list[Card], jumps: list[Link], findings: tuple[Any, ...]) -> Head:
        """The head of a project's page."""
        owner = self.book.find(subject.record.customer or "")
        parent = Origin(self.book.face(owner).href, owner.name) if owner else None
        label = self.values.label(self.values.fields["project"]["pipeline"])
        summary = [("", f"{label} {pipeline_label(self.book, text)}") for text in plain(self.values, subject.part, "pipeline")]
        badges = [*self._project_badges(subject.record), *self._segments(subject)]
        return self._head(subject, badges, summary, parent, kpis, jumps, findings)

    def _head(
        self, subject: Subject, badges: list[str], summary: list[tuple[str, str]], parent: Origin | None, kpis: list[Card],
        jumps: list[Link], findings: tuple[Any, ...],
    ) -> Head:  # fmt: skip
        record, part, link = subject.record, subject.part, subject.gatherer.value_link
        shown = [Markup(link(key, text, escape(text)) if key else escape(text)) for key, text in summary]
        aliases = plain(self.values, part, "aliases")
        if aliases:
            shown.append(Markup(escape(f"{word('record.aliases', self.lang)} {', '.join(aliases)}")))
        team = [row.value for key in ("owner", "team") for row in part.fields.get(key, [])]
        tags = [tag for tag in plain(self.values, part, "tags") if tag not in ("private", "内部")]
        return Head(
            record.name,
            initials(record.name),
            hue(record.id),
            tuple(map(Markup, badges)),
            tuple(Markup(f'<span class="p-tag">{link("tag", tag, f"#{escape(tag)}")}</span>') for tag in tags),
            tuple(shown),
            summary[0][1] if summary else "",
            tuple(person(self.values, member, subject.facts.made) for member in dict.fromkeys(team)),
            parent,
            tuple(kpis),
            tuple(jumps),
            record.path,
            findings,
            part.source.anchors.get("top", ()),
        )

    def _customer_badges(self, subject: Subject) -> list[str]:
        record, sees, link = subject.record, self.book.audience.sees, subject.gatherer.value_link
        found = []
        if record.lifecycle and sees("lifecycle"):
            found.append(link("lifecycle", record.lifecycle, badge(self.values.setting("lifecycle", record.lifecycle))))
        if record.tier and sees("tier"):
            found.append(link("tier", record.tier, badge(self.values.setting("tiers", record.tier))))
        return [*found, *self._state_badges(record)]

    def _project_badges(self, record: RecordRow) -> list[str]:
        found = [badge(Label(self.values.setting("stage", record.stage).label, "brand"))] if record.stage else []
        if record.outcome:
            found.append(badge(self.values.choice(self.values.fields["project"]["outcome"], record.outcome)))
        return [*found, *self._state_badges(record)]

    def _segments(self, subject: Subject) -> list[str]:
        """The segments that a record is in, as links to them."""
        names = subject.facts.segments.get(subject.record.n, ())
        return [
            f'<span class="p-segment">{subject.gatherer.value_link("segment", name, escape(self._segment(name)))}</span>'
            for name in names
        ]

    def _segment(self, name: str) -> str:
        found = self.book.config.data["segments"].get(name)
        return str((found.get("label") if isinstance(found, dict) else "") or name)

    def _state_badges(self, record: RecordRow) -> list[str]:
        archived = [badge(Label(word("record.archived", self.lang)))] if record.archived else []
        return [*archived, *([badge(Label(word("record.private", self.lang), "private"))] if record.private else [])]
