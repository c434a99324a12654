"""One person's page: what is due, whose customers and projects these are, tasks, cases, promises, contacts, trainings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pcrm_tools import reporting
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.reports.case_list import CaseState
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.reports.promises import Promise, promises
from pcrm_tools.reports.report import Report
from pcrm_tools.site import pages
from pcrm_tools.site.browse import Browse, running
from pcrm_tools.site.browse_page import PageView, Section
from pcrm_tools.site.cards import Card
from pcrm_tools.site.grids import Cell, Day, Head, Linked, grid, shown
from pcrm_tools.site.people import Person, hue, initials
from pcrm_tools.site.render import inline
from pcrm_tools.site.values import Label, amount_text
from pcrm_tools.store import report_rows
from pcrm_tools.store.browse_rows import Noted, OpenTask, private_places

if TYPE_CHECKING:
    from pcrm_tools.site.team_pages import Load

MOST_DUE, MOST_RECORDS, MOST_ENTRIES, UP = 30, 100, 12, "../"


class MemberPage:
    """Makes people's pages."""

    def __init__(self, b: Browse, contacts: Mapping[str, list[Noted]], trainings: Mapping[str, list[Noted]]) -> None:
        self.b, self.contacts, self.trainings = b, contacts, trainings
        self.window = reporting.window(reporting.kind("promises"), b.scene.today, None, None)
        self.promises = self._promises()

    def view(self, member: str, data: Mapping[str, Any], load: "Load", tasks: Sequence[OpenTask], left: str) -> PageView:
        """One person's page."""
        b, say = self.b, self.b.say
        name = b.values.person(member)
        line = [
            str(data.get("role") or ""),
            *(str(one) for one in data.get("departments") or ()),
            *([f"@{member}"] if member != name else []),
        ]
        cards = [
            Card(say("team.customers"), str(len(load.customers))), Card(say("team.projects"), str(len(load.projects))),
            Card(say("team.late"), str(load.late), say("team.due_note").format(n=len(load.due)), "bad" if load.late else ""),
            Card(say("team.tasks"), str(load.tasks)), Card(say("team.cases"), str(len(load.cases))),
        ]  # fmt: skip
        sections = [
            self._due(load.due), self._records("customers", member, load.customers), self._records("projects", member, load.projects),
            self._tasks(tasks, load.tasks), *([self._kept(member)] if not b.public else []), self._cases(load.cases),
            self._entries("contacts", self.contacts.get(member, [])), self._entries("trainings", self.trainings.get(member, [])),
        ]  # fmt: skip
        badges = (Label(say("team.left_on").format(day=left), "warn"),) if left else ()
        summary = tuple(text for text in (" · ".join(filter(None, line)), self._calendar(member)) if text)
        return PageView(
            name, [section for section in sections if section.body or section.none], crumb=(Linked("index.html", say("page.team")),),
            person=Person(name, initials(name), hue(member)), badges=badges, summary=summary, cards=cards,
        )  # fmt: skip

    def _calendar(self, member: str) -> Markup:
        feed = self.b.calendars.feeds_of_people().get(member)
        return Markup(shown(Linked(UP + feed.href, self.b.say("team.calendar")))) if feed else Markup("")

    def _due(self, rows: Sequence[FollowUp]) -> Section:
        b = self.b
        owners = b.scene.due_views.by_owner(tuple(rows[:MOST_DUE]), (), {}).owners
        items = [item._replace(href=UP + item.href) for owner in owners for item in owner.items]
        body = Markup(pages.render("due_list.html", items)) if items else Markup("")
        rest = b.say("browse.rest").format(n=len(rows) - len(items)) if len(rows) > len(items) else ""
        every = (
            Markup(f'<p class="p-all">{shown(Linked(f"{UP}followups.html", b.say("team.all_due"), rest))}</p>')
            if items
            else Markup("")
        )
        return Section("due", b.say("team.due_title"), body + every, len(rows), none=b.say("team.no_due"))

    def _records(self, key: str, member: str, rows: Sequence[RecordRow]) -> Section:
        """The customers or projects that a person is responsible for or takes part in."""
        b = self.b
        lines: list[Sequence[Cell]] = []
        for row in sorted(rows, key=lambda row: (row.owner != member, row.name, row.path))[:MOST_RECORDS]:
            part = b.say("team.role_owner" if row.owner == member else "team.role_team")
            state = self._state(row)
            middle: tuple[Cell, ...]
            if row.type == "customer":
                middle = (
                    sum(running(project) for project in b.book.projects_of(row)),
                    Day(b.last(row)),
                    Day(b.next.get(row.n, ""), True),
                )
            else:
                customer = b.customer(row)
                value = amount_text(row.currency, row.value) if b.sees("value") else ""
                middle = (b.link(customer, UP) if customer else "", value, Day(row.stage_since or ""))
            lines.append((b.link(row, UP), state, *middle, part))
        keys = ("state", "projects", "last", "next") if key == "customers" else ("stage", "customer", "value", "since")
        kinds = ("badge", "number", "day", "day") if key == "customers" else ("badge", "text", "number", "day")
        columns = [
            Head(b.say("browse.name"), "text"), *(Head(b.say(f"browse.{one}"), kind) for one, kind in zip(keys, kinds, strict=True)),
            Head(b.say("team.role"), "text", True),
        ]  # fmt: skip
        note = b.say("browse.rest").format(n=len(rows) - len(lines)) if len(rows) > len(lines) else ""
        return Section(key, b.say(f"team.{key}"), grid(columns, lines), len(rows), note)

    def _state(self, row: RecordRow) -> Cell:
        b = self.b
        if row.type == "project":
            return Label(b.values.setting("stage", row.stage).label, "brand") if row.stage else ""
        return b.values.setting("lifecycle", row.lifecycle) if row.lifecycle and b.sees("lifecycle") else ""

    def _tasks(self, rows: Sequence[OpenTask], total: int) -> Section:
        b = self.b
        lines: list[Sequence[Cell]] = []
        for row in rows:
            record = b.book.records[row.n]
            marks = (Label(b.say("task.promise"), "promise"),) if row.promise else ()
            text = Markup(inline(row.text, b.book.resolver(record.path, UP, None, b.href(record, UP))))
            lines.append(((text, *marks), Linked(b.href(record, UP, row.id), record.name), Day(row.due, True)))
        columns = [Head(b.say("team.task"), "text"), Head(b.say("team.record"), "text"), Head(b.say("team.due"), "day")]
        note = b.say("browse.rest").format(n=total - len(lines)) if total > len(lines) else ""
        return Section("tasks", b.say("team.tasks"), grid(columns, lines), total, note, b.say("team.no_tasks"))

    def _cases(self, states: Sequence[CaseState]) -> Section:
        b = self.b
        lines = "".join(f"<li>{shown(b.case_link(state.row, UP))} {shown(b.case_note(state))}</li>" for state in states)
        body = Markup(f'<ul class="p-links">{lines}</ul>') if lines else Markup("")
        return Section("cases", b.say("team.cases"), body, len(states), none=b.say("team.no_cases"), side=True)

    def _promises(self) -> Report:
        b = self.b
        rows: Iterable[Promise] = report_rows.promises(b.db, *self.window, None)
        if b.public:
            hidden = private_places(b.db, "task")
            rows = [row for row in rows if f"{row.path}:{row.line}" not in hidden]
        return promises([row for row in rows if row.path in b.by_path], self.window, b.scene.today)

    def _kept(self, member: str) -> Section:
        """The promises of a person that were due, as the report counts them."""
        b = self.b
        days = {"first": self.window.first, "last": self.window.last}
        counts = next((row for row in self.promises.tables[1].rows if row[0] == member), None)
        if counts is None:
            return Section(
                "promises", b.say("team.promises"), Markup(""), none=b.say("team.no_promises").format(**days), side=True
            )
        said = b.say("team.promises_text").format(kept=counts[2], due=counts[1], **days)
        broken = []
        for _, text, owner, due, done, _, source in self.promises.tables[0].rows:
            record = b.by_path.get(str(source).rpartition(":")[0])
            if owner == member and record is not None:
                broken.append(
                    Linked(b.href(record, UP), b.book.plain(str(text)), " → ".join(filter(None, (str(due), str(done or "")))))
                )
        lines = "".join(f"<li>{shown(one)}</li>" for one in broken[:MOST_ENTRIES])
        title = Markup('<p class="p-small-title">{}</p>').format(b.say("team.broken")) if lines else ""
        body = Markup("<p>{}</p>").format(said) + title + (Markup(f'<ul class="p-links">{lines}</ul>') if lines else "")
        return Section("promises", b.say("team.promises"), body, side=True)

    def _entries(self, key: str, rows: Sequence[Noted]) -> Section:
        b = self.b
        found = []
        for row in rows[:MOST_ENTRIES]:
            record = b.book.records[row.n]
            title = b.book.plain(row.title) or b.values.kind(row.kind)
            found.append(f"<li>{shown(Day(row.date))} {shown(Linked(b.href(record, UP, row.anchor), title, record.name))}</li>")
        body = Markup(f'<ul class="p-links">{"".join(found)}</ul>') if found else Markup("")
        return Section(
            key, b.say(f"team.{key}"), body, len(rows), none=b.say("team.no_contacts") if key == "contacts" else "", side=True
        )
