"""Follow-ups as pages show them: the most pressing ones, and all of them by owner."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.reports.due_rules import BY_ID
from pcrm_tools.reports.followups import FollowUp, why_text
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import counted, word
from pcrm_tools.site.people import Person, person
from pcrm_tools.site.values import Values

DUE_ON_HOME, DUE_OF_ONE = 12, 100


class Due(NamedTuple):
    """A follow-up."""

    due: str
    when: str
    href: str
    name: str
    what: str
    why: str
    tone: str
    badge: str
    person: Person | None


class DueView(NamedTuple):
    """The most pressing follow-ups, out of how many."""

    as_of: str
    items: tuple[Due, ...]
    total: int


class Feed(NamedTuple):
    """A calendar: whose, its file, and the address that a calendar program subscribes to (empty where none is known)."""

    label: str
    href: str
    subscribe: str


class Owner(NamedTuple):
    """What is due of one person: the most pressing items, out of how many."""

    anchor: str
    person: Person
    items: tuple[Due, ...]
    total: int
    late: str
    feed: Feed | None


class FollowupsView(NamedTuple):
    """All follow-ups by owner, and their calendars."""

    title: str
    as_of: str
    owners: tuple[Owner, ...]
    feeds: tuple[Feed, ...]


class DueViews:
    """Makes the views of follow-ups."""

    def __init__(self, book: Book, values: Values, today: date) -> None:
        self.book, self.values, self.today, self.lang = book, values, today, book.lang
        self._by_id = {record.id: record for record in book.records.values()}

    def visible(self, found: tuple[FollowUp, ...]) -> tuple[FollowUp, ...]:
        """The follow-ups that the audience may see."""
        return tuple(row for row in found if row.id in self._by_id and (self.book.audience.internal or self._public(row)))

    def _public(self, row: FollowUp) -> bool:
        field = BY_ID[row.rule].field
        # The notebook's own rules tell what we ask about customers: they are for us alone.
        seen = row.rule != "house" and not row.private and (not field or self.book.audience.sees(field))
        return seen and not self.book.hides(self._by_id[row.id], row.line)

    def pressing(self, found: tuple[FollowUp, ...]) -> DueView:
        """The most pressing follow-ups."""
        items = tuple(self._due(row, True) for row in found[:DUE_ON_HOME])
        return DueView(self.today.isoformat(), items, len(found))

    def _due(self, row: FollowUp, owner: bool) -> Due:
        rule = BY_ID[row.rule]
        late = row.days_late
        key = f"followups.{'late' if late > 0 else 'ahead'}{'_one' if abs(late) == 1 else ''}"
        when = word(key, self.lang).format(n=abs(late)) if late else word("followups.today", self.lang)
        record = self._by_id[row.id]
        return Due(
            row.due,
            when,
            self.book.face(record, "").href,
            row.name,
            self.what(row),
            why_text(row, self.book.config, self.lang),
            "bad" if late > 0 else "warn" if late == 0 else "",
            rule.zh if self.lang == "zh" else rule.en,
            person(self.values, row.owner) if owner and row.owner else None,
        )

    def what(self, row: FollowUp) -> str:
        """What a follow-up is about, as far as the audience may know; empty where that is no more than the record's name."""
        if row.rule in ("stage-late", "limit"):
            return " → ".join(self.values.setting("stage", part).label for part in row.what.split(" → "))
        hidden = row.rule in ("next-contact", "cadence") and not self.book.audience.sees("next_step")
        return "" if hidden or row.what == row.name else self.book.plain(row.what)

    def by_owner(self, found: tuple[FollowUp, ...], feeds: tuple[Feed, ...], of_people: Mapping[str, Feed]) -> FollowupsView:
        """All follow-ups by owner, with the calendars; those with the most that is late come first."""
        parts: dict[str, list[FollowUp]] = {}
        for row in found:
            parts.setdefault(row.owner, []).append(row)
        order = sorted(parts, key=lambda owner: (not owner, -sum(row.days_late > 0 for row in parts[owner]), owner))
        owners = []
        for place, owner in enumerate(order, 1):
            late = sum(row.days_late > 0 for row in parts[owner])
            who = person(self.values, owner) if owner else Person(word("followups.nobody", self.lang), "?", 0)
            note = counted("board.overdue", late, self.lang) if late else ""
            items = tuple(self._due(row, False) for row in parts[owner][:DUE_OF_ONE])
            owners.append(Owner(f"owner-{place}", who, items, len(parts[owner]), note, of_people.get(owner)))
        return FollowupsView(word("page.followups", self.lang), self.today.isoformat(), tuple(owners), feeds)
