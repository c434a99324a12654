"""What every computed page is made from, and what makes them: the literal list of makers."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.session import Session
from pcrm_tools.site.book import Book
from pcrm_tools.site.due_views import DueViews
from pcrm_tools.site.values import Values


class Poured(NamedTuple):
    """A page: the key of the computed page whose shell it is poured into, its file below the site, its title and its HTML."""

    key: str
    file: str
    title: str
    content: str


class Plain(NamedTuple):
    """A file that is written as it is."""

    file: str
    content: bytes


class Scene:
    """The notebook as the makers of computed pages see it; what an audience may not see is left out already."""

    def __init__(
        self,
        session: Session,
        book: Book,
        values: Values,
        today: date,
        due_views: DueViews,
        due: Callable[[], tuple[FollowUp, ...]],
        figures: Callable[[], tuple[Figure, ...]],
        rules: Mapping[str, Rule],
        findings: Mapping[str, list[Finding]],
    ) -> None:
        self.session, self.book, self.values, self.today, self.lang = session, book, values, today, book.lang
        self.due_views, self._due, self._figures, self.rules, self.findings = due_views, due, figures, rules, findings
        self.db, self.config, self.audience = session.db, book.config, book.audience

    @cached_property
    def due(self) -> tuple[FollowUp, ...]:
        """Everything that is due, worked out when a page first asks for it."""
        return self._due()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The key figures of the notebook."""
        return self._figures()

    @cached_property
    def reports(self) -> dict[str, object]:
        """What several pages share, made once (by a key of the maker's own)."""
        return {}


Make = Callable[[Scene], Iterable[Poured | Plain]]
