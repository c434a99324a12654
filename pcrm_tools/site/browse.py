"""What the pages for browsing share: who works for whom, where entries are, open cases, orders, money, names of pages."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property

from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.case_list import CaseRow, CaseState, case_states
from pcrm_tools.site.addresses import fragment_href, page_stem
from pcrm_tools.site.calendars import Calendars, calendars
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.grids import Linked
from pcrm_tools.site.labels import word
from pcrm_tools.site.values import Label, short_money
from pcrm_tools.store import browse_rows, cases, holidays
from pcrm_tools.store.browse_rows import Noted

OLDEST = 30  # years


class Browse:
    """Look-ups over one scene, each made once for all pages; what its audience may not see is left out."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.book, self.values, self.lang = scene, scene.book, scene.values, scene.lang
        self.db, self.config, self.sees = scene.db, scene.config, scene.audience.sees
        self.public, self.today = not scene.audience.internal, scene.today.isoformat()
        self.by_path = {row.path: row for row in self.book.records.values()}

    def say(self, key: str) -> str:
        """One of the words of these pages."""
        return word(key, self.lang)

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other, with the comma of the language."""
        return ("、" if self.lang == "zh" else ", ").join(words)

    def parted(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other, with the semicolon of the language."""
        return ("；" if self.lang == "zh" else "; ").join(sentences)

    # -- records ----------------------------------------------------------------------------------------------

    def href(self, record: RecordRow, up: str = "", anchor: str = "") -> str:
        """The address of a record's page, or of an entry or task on it."""
        return f"{up}{self.book.address[record.n].href}{fragment_href(anchor) if anchor else ''}"

    def link(self, record: RecordRow, up: str = "", note: str = "") -> Linked:
        """A record's name as a link to its page."""
        return Linked(self.href(record, up), record.name, note)

    def customer(self, record: RecordRow) -> RecordRow | None:
        """The customer that a record belongs to, a customer itself; None where the audience sees none."""
        if record.type == "customer":
            return record
        found = self.book.find(record.customer or "")
        return found if found is not None and found.type == "customer" else None

    @cached_property
    def people(self) -> dict[int, list[str]]:
        """The owner of each record, then its team."""
        found: dict[int, list[str]] = {}
        if self.sees("owner"):
            found = {record.n: [record.owner] for record in self.book.records.values() if record.owner}
        for n, member in browse_rows.values(self.db, "team") if self.sees("team") else ():
            if member not in found.setdefault(n, []):
                found[n].append(member)
        return found

    @cached_property
    def customers(self) -> list[RecordRow]:
        """The customers that are not archived, by name; lost ones are among them."""
        return [row for row in self.book.readable("customer") if not row.archived]

    def owner(self, record: RecordRow) -> str:
        """The name of a record's owner."""
        return self.values.person(record.owner) if record.owner and self.sees("owner") else ""

    def last(self, record: RecordRow) -> str:
        """The day of the newest contact with a record, with a customer's projects among it."""
        return max((row.last_entry for row in (record, *self.book.projects_of(record)) if row.last_entry), default="")

    @cached_property
    def next(self) -> dict[int, str]:
        """The promised next contact of each customer."""
        if not self.sees("next_contact"):
            return {}
        if self.public:
            return {row.n: row.next_contact for row in self.book.records.values() if row.next_contact}
        return browse_rows.facts(self.db, self.config, self.scene.today, "next_contact")

    # -- money ------------------------------------------------------------------------------------------------

    @cached_property
    def orders(self) -> Mapping[int, Mapping[str, float]]:
        """What each customer has ordered, by currency: for us alone, since an entry among them may be private."""
        return {} if self.public else browse_rows.orders(self.db, self.today)

    @cached_property
    def open_projects(self) -> dict[int, int]:
        """How many open projects each customer has that has any."""
        found = ((row.n, sum(map(running, self.book.projects_of(row)))) for row in self.customers)
        return {n: count for n, count in found if count}

    @cached_property
    def open_values(self) -> dict[int, dict[str, float]]:
        """The value of each customer's open projects by currency."""
        if not self.sees("value"):
            return {}
        rows = ((row.n, [project for project in self.book.projects_of(row) if running(project)]) for row in self.customers)
        return {n: sums((project.currency, project.value) for project in opened) for n, opened in rows if opened}

    def open_value(self, record: RecordRow) -> Mapping[str, float]:
        """The value of a customer's open projects by currency; none for an archived one."""
        return self.open_values.get(record.n, {})

    def main(self, amounts: Mapping[str, float]) -> float:
        """What a sum counts for in sorting: the part in the notebook's own currency, since currencies are never added up."""
        return amounts.get(self.config.currency, 0.0)

    def money(self, amounts: Mapping[str, float]) -> str:
        """Sums for a small place, each currency alone, the notebook's own first."""
        order = sorted(amounts.items(), key=lambda item: (item[0] != self.config.currency, item[0]))
        return " · ".join(short_money(f"{currency} {amount:.0f}", self.lang) for currency, amount in order if amount)

    # -- entries and cases ------------------------------------------------------------------------------------

    @cached_property
    def hidden_entries(self) -> frozenset[str]:
        """The sources of entries that the audience may not see."""
        return frozenset(browse_rows.private_places(self.db, "entry")) if self.public else frozenset()

    def visible_cases(self, rows: Iterable[CaseRow]) -> list[CaseRow]:
        """The cases that the audience sees."""
        return [row for row in rows if row.path in self.by_path and f"{row.path}:{row.line}" not in self.hidden_entries]

    @cached_property
    def open_cases(self) -> list[CaseState]:
        """The unsolved cases as they stand at the end of the day, the latest first."""
        rows = [row for row in self.visible_cases(cases.unsolved(self.db)) if row.date <= self.today]
        return case_states(rows, self.config, self.working, lambda calendar: calendar.end_of(self.scene.today))

    @cached_property
    def working(self) -> Callable[[str], WorkCalendar]:
        """The working time of a member of the team, from the first case on."""
        today = self.scene.today
        # Holidays are worked out year by year: a slip of the pen in a date must not take minutes.
        oldest = today.replace(year=max(today.year - OLDEST, 1), month=1, day=1).isoformat()
        (first,) = self.db.execute("select min(date) from entry where grp = 'case' and date >= ?", (oldest,)).fetchone()
        return holidays.calendars(self.db, self.config, date.fromisoformat(first or self.today), today.replace(month=12, day=31))

    @cached_property
    def answers(self) -> list[Noted]:
        """The surveys and feedback up to today, newest first."""
        kinds = browse_rows.contact_kinds(self.config, "feedback")
        return [row for row in browse_rows.entries(self.db, kinds, "", self.today, self.public) if row.n in self.book.records]

    @cached_property
    def case_anchors(self) -> dict[str, str]:
        """The anchors of all cases by source."""
        return browse_rows.case_anchors(self.db)

    def case_link(self, row: CaseRow, up: str = "") -> Linked:
        """A case as a link to its entry."""
        record = self.by_path[row.path]
        title = self.book.plain(row.title) or self.values.kind(row.kind)
        return Linked(self.href(record, up, self.case_anchors.get(f"{row.path}:{row.line}", "")), title, record.name)

    def case_note(self, state: CaseState) -> Label:
        """How an open case stands: how late it is, since when it waits, or what is due when."""
        if state.late:
            return Label(self.say("browse.late_by").format(time=self.minutes(state.late)), "bad")
        if state.waiting:
            return Label(self.say("browse.waiting").format(day=state.waiting.date().isoformat()), "warn")
        limit = state.next_limit
        return Label(self.say("browse.due_by").format(moment=limit.isoformat(" ", "minutes")), "info") if limit else Label("")

    def minutes(self, minutes: float) -> str:
        """Working minutes, from two hours on as hours: `75 min`, `17 h 10 min`."""
        hours, rest = divmod(round(minutes), 60)
        if hours < 2:
            return self.say("browse.minutes").format(n=round(minutes))
        text = self.say("browse.hours").format(n=f"{hours:,}")
        return f"{text} {self.say('browse.minutes').format(n=rest)}" if rest else text

    def sources(self, found: Iterable[str], most: int, up: str = "") -> list[Linked]:
        """The entries that a figure rests on, as links."""
        shown = list(found)[:most]
        places = browse_rows.places(self.db, shown)
        links = []
        for source in shown:
            place = places.get(source)
            record = self.book.records.get(place.n) if place else self.by_path.get(source.rpartition(":")[0])
            if record is None:
                continue
            title = (self.book.plain(place.title) or self.values.kind(place.kind)) if place else record.name
            note = f"{place.date} · {record.name}" if place else ""
            links.append(Linked(self.href(record, up, place.anchor if place else ""), title, note))
        return links

    @cached_property
    def calendars(self) -> Calendars:
        """The calendars of follow-ups."""
        return calendars(self.scene)


def browse(scene: Scene) -> Browse:
    """The look-ups of a scene."""
    known = scene.reports.get("browse")
    if not isinstance(known, Browse):
        known = scene.reports["browse"] = Browse(scene)
    return known


def running(record: RecordRow) -> bool:
    """Whether a record is neither archived nor closed."""
    return not (record.archived or record.closed or record.outcome)


def sums(amounts: Iterable[tuple[str | None, float | None]]) -> dict[str, float]:
    """Amounts added up for each currency."""
    found: dict[str, float] = {}
    for currency, amount in amounts:
        if currency and amount is not None:
            found[currency] = found.get(currency, 0.0) + amount
    return found


def page_names(names: Iterable[str]) -> dict[str, str]:
    """A file's stem for each name; of two that some file system takes for one, the later is told apart."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        stem = page_stem(name)
        if stem.casefold() in taken:
            stem = f"{stem}~{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:8]}"
        taken.add(stem.casefold())
        found[name] = stem
    return found
