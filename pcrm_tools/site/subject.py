"""A record's page in the making: its rows with those of its projects, and what several of its sections show."""

import json
from collections.abc import Callable
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.facts import balance
from pcrm_tools.model.notebook import Balance
from pcrm_tools.model.rows import EntryRow, RecordRow
from pcrm_tools.site.addresses import fragment_href
from pcrm_tools.site.entry_views import EntryView, Origin, TaskView
from pcrm_tools.site.labels import word
from pcrm_tools.site.parts import Part
from pcrm_tools.site.record_views import Gatherer, Log
from pcrm_tools.site.render import Resolve, inline
from pcrm_tools.site.section import Section

__all__ = ["Line", "Maker", "Place", "Section", "Subject", "arrange", "jumps", "more", "raw_table"]
ACCOUNT_GROUPS = frozenset(("money", "loyalty", "balance"))


class Line:
    """A log entry, and the record that it comes from (None: the page's own)."""

    __slots__ = ("_attrs", "origin", "row")

    def __init__(self, row: EntryRow, origin: Origin | None) -> None:
        self.row, self.origin = row, origin
        self._attrs: dict[str, Any] | None = None

    @property
    def href(self) -> str:
        """The link to the entry."""
        return (self.origin.href if self.origin else "") + fragment_href(self.row.anchor)

    @property
    def attrs(self) -> dict[str, Any]:
        """The entry's further tokens, read when they are first asked for."""
        if self._attrs is None:
            self._attrs = json.loads(self.row.attrs)
        return self._attrs


class Subject:
    """One record's page: what its sections are made from. A customer's holds its projects' rows too."""

    def __init__(self, gatherer: Gatherer, part: Part, resolve: Resolve, members: list[tuple[Part, Resolve]]) -> None:
        self.gatherer, self.part, self.resolve, self.members = gatherer, part, resolve, members
        self.book, self.values, self.lang, self.facts = gatherer.book, gatherer.values, gatherer.lang, gatherer.known
        self.record: RecordRow = part.record

    def say(self, key: str) -> str:
        """One of the site's own words."""
        return word(key, self.lang)

    def section(self, key: str, body: str, count: int | None = None, title: str = "") -> Section | None:
        """A section, or None where it would be empty; headings of the record's file that it stands for lead to it."""
        if not body:
            return None
        anchors = self.part.source.anchors.get("contacts" if key == "people" else key, ())
        return Section(key, title or self.gatherer.title(key), Markup(body), count, anchors)

    @cached_property
    def lines(self) -> list[Line]:
        """All log entries, in no order."""
        found = [Line(row, None) for row in self.part.entries]
        for other, _ in self.members:
            face = self.book.face(other.record)
            origin = Origin(face.href, face.name)
            found += [Line(row, origin) for row in other.entries]
        return found

    def of_kind(self, *kinds: str) -> list[Line]:
        """The entries of some kinds, newest first."""
        found = [line for line in self.lines if line.row.kind in kinds]
        return sorted(found, key=lambda line: (line.row.date, line.row.time, -line.row.ord), reverse=True)

    @cached_property
    def log(self) -> Log:
        """The timeline."""
        return self.gatherer.log(self.part, self.resolve, self.members)

    @cached_property
    def cases(self) -> list[EntryView]:
        """The service cases, the newest first."""
        return [entry for entry in self.log.entries if entry.state is not None]

    @cached_property
    def _trees(self) -> tuple[list[TaskView], list[TaskView]]:
        tasks, ended = self.gatherer.viewer.tasks(self.part.tasks, self.resolve)
        for other, resolve in self.members:
            face = self.book.face(other.record)
            tasks += self.gatherer.viewer.tasks(other.tasks, resolve, Origin(face.href, face.name))[0]
        if self.members:
            tasks.sort(key=lambda task: task.due or "9999")
        return tasks, ended

    @property
    def tasks(self) -> list[TaskView]:
        """Open tasks as trees, also those of a customer's projects."""
        return self._trees[0]

    @property
    def ended(self) -> list[TaskView]:
        """The record's own tasks that are over."""
        return self._trees[1]

    @cached_property
    def account(self) -> list[tuple[Line, balance.Standing]]:
        """The entries of money, points and balances, oldest first, each with where the customer stands after it."""
        lines: dict[tuple[int, int], Line] = {}
        entries = []
        for line in self.lines:
            row = line.row
            if row.group in ACCOUNT_GROUPS:
                lines[row.n, row.ord] = line
                entries.append(Balance("", str(row.n), row.line, row.date, row.time, row.ord, row.kind, row.title, row.attrs))
        return [(lines[int(one.entry.path), one.entry.ord], one) for one in balance.standings(entries)]

    def item_cells(self, field: str) -> list[dict[str, Any]]:
        """The cells of an item list that the audience sees."""
        sees, rows = self.book.audience.sees, self.part.items.get(field, ())
        return [{key: value for key, value in json.loads(row.data).items() if sees(f"{field}.{key}")} for row in rows]

    def link(self, line: Line, shown: str = "") -> str:
        """An entry's title as a link to it, or its kind where it has none."""
        # A wiki link in the title cannot stand in a link: its words are enough.
        title = shown or escape(self.book.plain(line.row.title)) or escape(self.values.kind(line.row.kind))
        return f'<a href="{escape(line.href)}">{title}</a>'

    def origin(self, line: Line) -> str:
        """The record that an entry comes from, where it is another one."""
        return (
            f'<a class="p-entry__origin" href="{escape(line.origin.href)}">{escape(line.origin.label)}</a>' if line.origin else ""
        )

    def shown(self, text: str) -> str:
        """A line of the record's own text as HTML."""
        return inline(text, self.resolve)


Maker = Callable[[Subject], Section | tuple[Section, ...] | None]


class Place(NamedTuple):
    """A section's place on a page: above both columns (`top`), in the broad one (`main`) or in the narrow one (`side`)."""

    key: str
    where: str
    make: Maker


def arrange(places: tuple[Place, ...], subject: Subject) -> dict[str, list[Section]]:
    """The sections that hold anything, by place and in order; one maker may make several."""
    found: dict[str, list[Section]] = {"top": [], "main": [], "side": []}
    for place in places:
        made = place.make(subject)
        found[place.where] += [made] if isinstance(made, Section) else made or ()
    return found


def jumps(sections: dict[str, list[Section]]) -> list[tuple[str, str]]:
    """The ids and titles of all sections, for moving between them."""
    return [(section.key, section.title) for where in ("top", "main", "side") for section in sections[where]]


def raw_table(columns: list[tuple[str, str]], rows: list[str], label: str, name: str = "") -> str:
    """A table of our own: columns as (title, class), rows as HTML."""
    looks = [f' class="{look}"' if look else "" for _, look in columns]
    heads = "".join([f'<th scope="col"{look}>{escape(title)}</th>' for (title, _), look in zip(columns, looks, strict=True)])
    look = f" {name}" if name else ""
    return (
        f'<div class="p-scroll" tabindex="0" role="region" aria-label="{escape(label)}"><table class="p-table{look}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def more(title: str, count: int, content: str) -> str:
    """What opens on demand."""
    return f'<details class="p-more"><summary>{escape(title)} <span class="p-count">{count}</span></summary>{content}</details>'
