"""Calendars of follow-ups in the built site, to subscribe to: everybody's, each person's and each department's."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pcrm_tools import ruling
from pcrm_tools.exchange import due_sheet, ics
from pcrm_tools.exchange.owner_files import file_stems
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.site.addresses import git_link
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.due_views import DueViews, Feed
from pcrm_tools.site.labels import word
from pcrm_tools.store import sheet_rows

AHEAD = 31  # days: a calendar is looked at by the month
MOST = 250  # events of one calendar, the most pressing ones: phones take no more kindly
FOLDER, DEPARTMENTS = "calendars", "calendars/departments"


class _Plan(NamedTuple):
    """A calendar to be made: its file, what it is called, and whose follow-ups are in it (None: everybody's)."""

    file: str
    label: str
    owners: frozenset[str] | None


class Calendars:
    """The calendars of one site; `rows` are what its audience may see."""

    def __init__(self, views: DueViews, rows: Sequence[FollowUp], today: date) -> None:
        self.views, self.rows, self.today = views, rows, today
        book = views.book
        self.lang, self.internal, team = book.lang, book.audience.internal, book.config.data["team"]
        site = book.config.data.get("site") or {}
        url = str(site.get("url") or "")
        # The address in pcrm.yml is that of our own site, not of one for another audience.
        self.address = url if self.internal and url.startswith(("http://", "https://")) else ""
        here = [member for member in team if not (member.get("left") and str(member["left"]) <= today.isoformat())]
        owners = dict.fromkeys([*(member["id"] for member in here), *sorted({row.owner for row in rows} - {""})])
        stems = file_stems(owners)
        self.people = {owner: self._plan(FOLDER, stems[owner], book.config.person(owner), owner) for owner in owners}
        departments: dict[str, set[str]] = {}
        for member in here:
            for department in member.get("departments") or ():
                departments.setdefault(department, set()).add(member["id"])
        stems = file_stems(departments)
        self.departments = [self._plan(DEPARTMENTS, stems[name], name, *members) for name, members in sorted(departments.items())]
        self.everybody = _Plan(f"{FOLDER}/all.ics", word("calendars.all", self.lang), None)

    @staticmethod
    def _plan(folder: str, stem: str, label: str, *owners: str) -> _Plan:
        return _Plan(f"{folder}/{stem}.ics", label, frozenset(owners))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every calendar's file and content; people and departments without follow-ups have an empty one."""
        plans = (self.everybody, *self.people.values(), *self.departments)
        chosen = [self._places(plan) for plan in plans]
        events = self._events(sorted({place for places in chosen for place in places[:MOST]}))
        for plan, places in zip(plans, chosen, strict=True):
            title = word("calendars.title", self.lang)
            if plan.owners is not None:
                title = word("calendars.title_of", self.lang).replace("{name}", plan.label)
            note = word("calendars.most", self.lang).format(shown=MOST, total=len(places)) if len(places) > MOST else ""
            yield plan.file, ics.calendar(title, map(events.__getitem__, places[:MOST]), note)

    def _places(self, plan: _Plan) -> list[int]:
        """Where among all rows those of a calendar stand."""
        return [place for place, row in enumerate(self.rows) if plan.owners is None or row.owner in plan.owners]

    def _events(self, chosen: list[int]) -> dict[int, bytes]:
        """The events of some rows, made once for all the calendars that they are in."""
        book, site = self.views.book, self.views.book.config.data.get("site") or {}
        pages = {}
        if self.address:
            pages = {row.path: due_sheet.address(self.address, book.address[n].href) for n, row in book.records.items()}
        places = due_sheet.Places(pages, lambda path, line: git_link(site, path, line))
        form = ics.Form(sources=self.internal)
        rows = [self.rows[place] for place in chosen]
        uids = due_sheet.uids(rows, sheet_rows.anchors(book.db, {row.path for row in rows}), self.address)
        lines = due_sheet.lines(rows, book.config, self.lang, places, self.views.what)
        return {
            place: ics.component(line, uid, self.today, self.lang, form)
            for place, line, uid in zip(chosen, lines, uids, strict=True)
        }

    def feeds(self) -> tuple[Feed, ...]:
        """The links to all calendars: everybody's, people's, departments'."""
        return tuple(self._feed(plan) for plan in (self.everybody, *self.people.values(), *self.departments))

    def feeds_of_people(self) -> dict[str, Feed]:
        """The links to people's calendars by their ids."""
        return {owner: self._feed(plan) for owner, plan in self.people.items()}

    def _feed(self, plan: _Plan) -> Feed:
        href = quote(plan.file)
        address = due_sheet.address(self.address, href)
        # Calendars take this scheme as "subscribe", not "open once".
        subscribe = f"webcal{address[len(urlsplit(address).scheme) :]}" if address else ""
        return Feed(plan.label, href, subscribe)


def calendars(scene: Scene) -> Calendars:
    """The calendars, which look further ahead than pages do."""
    last = scene.today + min(timedelta(days=AHEAD), date.max - scene.today)
    rows = scene.due_views.visible(ruling.followups(scene.session, scene.today, last))
    return Calendars(scene.due_views, rows, scene.today)
