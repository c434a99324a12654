"""The whole of a customer's and of a project's page: its head, and its sections by their place."""

from typing import Any, NamedTuple

from pcrm_tools.site.cards import Cards
from pcrm_tools.site.customer_sections import CUSTOMER
from pcrm_tools.site.heads import Head, Heads
from pcrm_tools.site.parts import Part
from pcrm_tools.site.project_sections import PROJECT
from pcrm_tools.site.record_views import Gatherer
from pcrm_tools.site.render import Link, Resolve
from pcrm_tools.site.subject import Section, Subject, arrange, jumps

# Sections at the end of the page that nobody jumps to.
UNNAMED = frozenset(("source", "privacy"))


class RecordView(NamedTuple):
    """A record's page: what stands above both columns, in the broad one and in the narrow one."""

    head: Head
    top: list[Section]
    main: list[Section]
    side: list[Section]


class Pages:
    """Makes the views of whole pages."""

    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer
        self.cards, self.heads = Cards(gatherer.values), Heads(gatherer.values)

    def customer(
        self, part: Part, resolve: Resolve, members: list[tuple[Part, Resolve]], findings: tuple[Any, ...] = ()
    ) -> RecordView:
        """A customer's page with what its projects add to it."""
        subject = Subject(self.gatherer, part, resolve, members)
        sections = arrange(CUSTOMER, subject)
        return RecordView(self.heads.customer(subject, self.cards.customer(subject), _links(sections), findings), **sections)

    def project(self, part: Part, resolve: Resolve, findings: tuple[Any, ...] = ()) -> RecordView:
        """A project's page."""
        subject = Subject(self.gatherer, part, resolve, [])
        sections = arrange(PROJECT, subject)
        return RecordView(self.heads.project(subject, self.cards.project(subject), _links(sections), findings), **sections)


def _links(sections: dict[str, list[Section]]) -> list[Link]:
    return [Link(key, title) for key, title in jumps(sections) if key not in UNNAMED]
