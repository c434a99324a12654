"""The team: who has how much to do, and a page for each person."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from pcrm_tools.facts.dates import latest_start
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.case_list import CaseState
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.site.browse import Browse, browse, page_names, running
from pcrm_tools.site.browse_page import PageView, Section, page
from pcrm_tools.site.computed import Poured, Scene
from pcrm_tools.site.grids import Cell, Head, Linked, Meter, grid, shown
from pcrm_tools.site.member_page import MemberPage
from pcrm_tools.site.values import Label
from pcrm_tools.store import browse_rows
from pcrm_tools.store.browse_rows import Noted, OpenTask

MOST_TASKS, MOST_STRANGERS, CONTACT_DAYS = 40, 100, 29


class Load(NamedTuple):
    """What one person has to do: records, follow-ups that are due (some of them late), and how many tasks and cases are open."""

    customers: list[RecordRow]
    projects: list[RecordRow]
    due: list[FollowUp]
    late: int
    tasks: int
    cases: list[CaseState]

    @property
    def sum(self) -> int:
        """How much that is, for comparing people: tasks, things due and cases, each counted as one."""
        return self.tasks + len(self.due) + len(self.cases)


class Team:
    """The rows of all people, gathered once."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.b = scene, browse(scene)
        self.members: dict[str, Mapping[str, Any]] = {member["id"]: member for member in scene.config.data["team"]}
        self.task_counts, self.tasks = self._tasks()
        self._due: dict[str, list[FollowUp]] = {}
        for row in scene.due:
            self._due.setdefault(row.owner, []).append(row)
        self._cases: dict[str, list[CaseState]] = {}
        for state in self.b.open_cases:
            self._cases.setdefault(state.row.handler, []).append(state)
        self._records: dict[str, list[RecordRow]] = {}
        for record in scene.book.records.values():
            if running(record) and record.lifecycle != "lost" and record.n not in scene.book.broken:
                for member in self.b.people.get(record.n, ()):
                    self._records.setdefault(member, []).append(record)
        strangers = sorted({*self._records, *self._due, *self._cases} - {"", *self.members})
        self.strangers = strangers[:MOST_STRANGERS]
        self.stems = page_names((*self.members, *self.strangers))

    def _tasks(self) -> tuple[dict[str, int], dict[str, list[OpenTask]]]:
        counts, first = browse_rows.open_tasks(self.b.db, self.b.public, MOST_TASKS)
        return counts, {owner: [row for row in rows if row.n in self.b.book.records] for owner, rows in first.items()}

    def load(self, member: str) -> Load:
        """What a person has to do."""
        due, records = self._due.get(member, []), self._records.get(member, [])
        return Load(
            [row for row in records if row.type == "customer"], [row for row in records if row.type == "project"],
            due, sum(row.days_late > 0 for row in due), self.task_counts.get(member, 0), self._cases.get(member, []),
        )  # fmt: skip

    def left(self, member: str) -> str:
        """The day on which somebody left, if that is past."""
        day = str(self.members.get(member, {}).get("left") or "")
        return day if day and day <= self.b.today else ""

    @cached_property
    def contacts(self) -> Mapping[str, list[Noted]]:
        """The contacts of the last 30 days by person."""
        first = (self.scene.today - min(timedelta(days=CONTACT_DAYS), self.scene.today - self.scene.today.min)).isoformat()
        kinds = browse_rows.contact_kinds(self.b.config)
        return self._by_person(browse_rows.entries(self.b.db, kinds, first, self.b.today, self.b.public))

    @cached_property
    def trainings(self) -> Mapping[str, list[Noted]]:
        """The trainings of the last two years by person."""
        back = latest_start(self.scene.today, "2y")
        return self._by_person(
            browse_rows.entries(self.b.db, ("training",), back.isoformat() if back else "", self.b.today, self.b.public)
        )

    def _by_person(self, rows: Iterable[Noted]) -> dict[str, list[Noted]]:
        found: dict[str, list[Noted]] = {}
        for row in rows:
            if row.n in self.b.book.records:
                for member in row.by.split(","):
                    found.setdefault(member, []).append(row)
        return found


def team(scene: Scene) -> Iterable[Poured]:
    """The page of the team and those of its people."""
    found = Team(scene)
    yield Poured("team", "team/index.html", found.b.say("page.team"), page(_index(found)))
    member_page = MemberPage(found.b, found.contacts, found.trainings)
    for member, stem in found.stems.items():
        view = member_page.view(
            member, found.members.get(member, {}), found.load(member), found.tasks.get(member, []), found.left(member)
        )
        yield Poured("team", f"team/{stem}.html", view.title, page(view))


def _index(found: Team) -> PageView:
    b = found.b
    loads = {member: found.load(member) for member in found.stems}
    most = max((load.sum for load in loads.values()), default=0) or 1
    here = [member for member in found.members if not found.left(member)]
    parts = (
        ("people", b.say("team.here"), here), ("left", b.say("team.left"), [member for member in found.members if found.left(member)]),
        ("others", b.say("team.others"), found.strangers),
    )  # fmt: skip
    heads = [Head(b.say("team.member")), Head(b.say("team.department"), "text", True), *_columns(b)]
    sections = [
        Section(key, title, grid(heads, [_row(found, one, loads[one], most) for one in people]), len(people))
        for key, title, people in parts
        if people
    ]
    departments = _departments(found, here, loads)
    if departments:
        sections.insert(1 if here else 0, Section("departments", b.say("team.departments"), departments))
    if not sections:
        sections = [Section("team", b.say("page.team"), Markup(""), none=b.say("team.nobody"))]
    summary = (b.say("team.intro").format(day=b.today), *((b.say("team.load_note"),) if loads else ()))
    return PageView(b.say("page.team"), sections, len(here), summary=summary)


def _departments(found: Team, here: Iterable[str], loads: Mapping[str, Load]) -> Markup:
    """The departments with their people (somebody may be in two), and what these have to do together."""
    b = found.b
    people: dict[str, list[str]] = {}
    for member in here:
        for name in found.members[member].get("departments") or ():
            people.setdefault(str(name), []).append(member)
    sums = {name: sum(loads[member].sum for member in members) for name, members in people.items()}
    most = max(sums.values(), default=0) or 1
    rows: list[list[Cell]] = []
    for name, members in people.items():
        own = [loads[member] for member in members]
        links = Markup(b.listed(shown(_link(found, member)) for member in members))
        rows.append([name, links, *_numbers(own), Meter(str(sums[name]), sums[name] / most)])
    return grid([Head(b.say("team.department")), Head(b.say("team.people")), *_columns(b)], rows)


def _columns(b: Browse) -> list[Head]:
    keys = (("customers", True), ("projects", True), ("due", False), ("late", False), ("tasks", True), ("cases", True))
    return [*(Head(b.say(f"team.{key}"), "number", minor) for key, minor in keys), Head(b.say("team.load"))]


def _numbers(loads: Iterable[Load]) -> list[Cell]:
    """What some people have to do together; a record that two of them work for counts once."""
    found = list(loads)
    late = sum(load.late for load in found)
    return [
        len({row.n for load in found for row in load.customers}), len({row.n for load in found for row in load.projects}),
        sum(len(load.due) for load in found), Label(str(late), "bad") if late else 0, sum(load.tasks for load in found),
        sum(len(load.cases) for load in found),
    ]  # fmt: skip


def _row(found: Team, member: str, load: Load, most: int) -> list[Cell]:
    departments = found.b.listed(map(str, found.members.get(member, {}).get("departments") or ()))
    tone = "bad" if load.late * 3 >= max(load.sum, 1) else ""
    return [_link(found, member), departments, *_numbers([load]), Meter(str(load.sum), load.sum / most, tone)]


def _link(found: Team, member: str) -> Linked:
    """A person's name as a link to the page, with the day of leaving."""
    left = found.left(member)
    note = found.b.say("team.left_on").format(day=left) if left else ""
    return Linked(f"{quote(found.stems[member], safe='')}.html", found.b.values.person(member), note)
