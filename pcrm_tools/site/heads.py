"""What stands above every record's page: its name, badges, people and key figures, and where the page leads."""

from typing import Any, NamedTuple

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.addresses import git_link
from pcrm_tools.site.cards import Card
from pcrm_tools.site.entry_views import Origin
from pcrm_tools.site.labels import word
from pcrm_tools.site.parts import Part, plain
from pcrm_tools.site.people import Person, hue, initials, person
from pcrm_tools.site.render import Link
from pcrm_tools.site.values import Label, Values


class Head(NamedTuple):
    """What stands above every record's page."""

    name: str
    initials: str
    hue: int
    badges: tuple[Label, ...]
    tags: tuple[str, ...]
    summary: tuple[str, ...]
    owners: tuple[Person, ...]
    parent: Origin | None
    kpis: tuple[Card, ...]
    jumps: tuple[Link, ...]
    path: str
    edit: str
    findings: tuple[Any, ...]


class Heads:
    """Makes the heads of pages."""

    def __init__(self, values: Values) -> None:
        self.values, self.book, self.lang = values, values.book, values.lang

    def customer(self, part: Part, kpis: list[Card], jumps: list[Link], findings: tuple[Any, ...]) -> Head:
        """The head of a customer's page."""
        summary = [text for key in ("industry", "size", "region") for text in plain(self.values, part, key)]
        return self._head(part, self._customer_badges(part.record), summary, None, kpis, jumps, findings)

    def project(self, part: Part, kpis: list[Card], jumps: list[Link], findings: tuple[Any, ...]) -> Head:
        """The head of a project's page."""
        owner = self.book.find(part.record.customer or "")
        parent = Origin(self.book.face(owner).href, owner.name) if owner else None
        summary = plain(self.values, part, "pipeline")
        return self._head(part, self._project_badges(part.record), summary, parent, kpis, jumps, findings)

    def _head(
        self,
        part: Part,
        badges: list[Label],
        summary: list[str],
        parent: Origin | None,
        kpis: list[Card],
        jumps: list[Link],
        findings: tuple[Any, ...],
    ) -> Head:
        record = part.record
        aliases = plain(self.values, part, "aliases")
        if aliases:
            summary = [*summary, f"{word('record.aliases', self.lang)} {', '.join(aliases)}"]
        team = [row.value for key in ("owner", "team") for row in part.fields.get(key, [])]
        tags = tuple(tag for tag in plain(self.values, part, "tags") if tag not in ("private", "内部"))
        return Head(
            record.name,
            initials(record.name),
            hue(record.id),
            tuple(badges),
            tags,
            tuple(summary),
            tuple(person(self.values, member) for member in dict.fromkeys(team)),
            parent,
            tuple(kpis),
            tuple(jumps),
            record.path,
            git_link(self.book.config.data.get("site") or {}, record.path),
            findings,
        )

    def _customer_badges(self, record: RecordRow) -> list[Label]:
        sees = self.book.audience.sees
        badges = [self.values.setting("lifecycle", record.lifecycle)] if record.lifecycle and sees("lifecycle") else []
        if record.tier and sees("tier"):
            badges.append(self.values.setting("tiers", record.tier))
        return [*badges, *self._state_badges(record)]

    def _project_badges(self, record: RecordRow) -> list[Label]:
        badges = [Label(self.values.setting("stage", record.stage).label, "brand")] if record.stage else []
        if record.outcome:
            badges.append(self.values.choice(self.values.fields["project"]["outcome"], record.outcome))
        return [*badges, *self._state_badges(record)]

    def _state_badges(self, record: RecordRow) -> list[Label]:
        archived = [Label(word("record.archived", self.lang))] if record.archived else []
        return [*archived, *([Label(word("record.private", self.lang), "private")] if record.private else [])]
