"""The whole of a customer's and of a project's page as values that templates show."""

from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import charts, people
from pcrm_tools.site.cards import Cards
from pcrm_tools.site.entry_views import Origin, TaskView, count_open
from pcrm_tools.site.heads import Head, Heads
from pcrm_tools.site.parts import Part
from pcrm_tools.site.people import Contact
from pcrm_tools.site.record_views import Block, CaseView, Gatherer, Log, Mention
from pcrm_tools.site.render import Link, Resolve
from pcrm_tools.site.tables import Table, heading_anchor, table
from pcrm_tools.site.values import Fact, amount_text, duration_text

HEAD_KEYS = frozenset((
    "name", "aliases", "owner", "team", "lifecycle", "tier", "tags", "archived", "next_contact", "next_step", "customer", "pipeline",
    "stage", "value", "outcome", "closed",
))  # fmt: skip
CUSTOMER_BLOCKS = ("evaluation", "contract", "privacy")
PROJECT_BLOCKS = ("scope", "budget", "evaluation")
TABLES = ("goals", "requirements", "deliverables", "payments", "resources", "stakeholders")


class Project(NamedTuple):
    """A project in its customer's list."""

    href: str
    name: str
    stage: str
    tone: str
    value: str


class CustomerView(NamedTuple):
    """A customer's page."""

    head: Head
    tasks: list[TaskView]
    task_count: int
    cases: list[CaseView]
    notes: Markup
    log: Log
    people: list[Contact]
    former: list[Contact]
    people_anchor: str
    projects: tuple[Project, ...]
    preferences: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    backlinks: tuple[Mention, ...]


class Step(NamedTuple):
    """A stage on a project's path: `state` is done, now, skipped or todo."""

    label: str
    state: str
    day: str
    expected: str


class ProjectView(NamedTuple):
    """A project's page."""

    head: Head
    stages: tuple[Step, ...]
    tasks: list[TaskView]
    ended: list[TaskView]
    task_count: int
    cases: list[CaseView]
    notes: Markup
    log: Log
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    milestones: Table | None
    milestone_chart: Markup
    risks: Table | None
    risk_matrix: Markup
    tables: tuple[Table, ...]
    backlinks: tuple[Mention, ...]


class Pages:
    """Makes the views of whole pages."""

    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer
        self.book, self.values, self.lang = gatherer.book, gatherer.values, gatherer.lang
        self.cards, self.heads = Cards(gatherer.values), Heads(gatherer.values)

    def customer(
        self, part: Part, resolve: Resolve, members: list[tuple[Part, Resolve]], findings: tuple[Any, ...] = ()
    ) -> CustomerView:
        """A customer's page with what its projects add to it."""
        g = self.gatherer
        log = g.log(part, resolve, members)
        tasks = g.viewer.tasks(part.tasks, resolve)[0]
        for other, other_resolve in members:
            face = self.book.face(other.record)
            tasks += g.viewer.tasks(other.tasks, other_resolve, Origin(face.href, face.name))[0]
        tasks.sort(key=lambda task: task.due or "9999")
        cases, (here, former) = g.cases(log), people.contacts(self.values, part, resolve)
        rows = [*part.entries, *(row for other, _ in members for row in other.entries)]
        kpis = self.cards.customer(part, rows, tasks, cases)
        blocks = tuple(block for key in CUSTOMER_BLOCKS if (block := g.block(part, key, resolve)))
        own = [key for key in part.items if key not in ("contacts", "plan")]
        tables = tuple(made for key in ("plan", *own) if (made := table(self.values, part, key, resolve)))
        preferences = g.block(part, "preferences", resolve)
        projects = tuple(self._project(row) for row in self._sorted(self.book.projects_of(part.record)))
        notes, back = g.notes(part, resolve), g.backlinks(part.record)
        jumps = self._jumps(
            tasks=bool(tasks), cases=bool(cases), notes=bool(notes), timeline=True, people=bool(here), projects=bool(projects),
            facts=True, backlinks=bool(back),
        )  # fmt: skip
        return CustomerView(
            head=self.heads.customer(part, kpis, jumps, findings), tasks=tasks, task_count=count_open(tasks), cases=cases, notes=notes,
            log=log, people=here, former=former, people_anchor=heading_anchor(part, "contacts"), projects=projects,
            preferences=preferences.rows if preferences else (), facts=self._facts(part, resolve), blocks=blocks, tables=tables,
            backlinks=back,
        )  # fmt: skip

    def project(self, part: Part, resolve: Resolve, findings: tuple[Any, ...] = ()) -> ProjectView:
        """A project's page."""
        g = self.gatherer
        log = g.log(part, resolve, [])
        tasks, ended = g.viewer.tasks(part.tasks, resolve)
        cases, notes, back = g.cases(log), g.notes(part, resolve), g.backlinks(part.record)
        milestones = table(self.values, part, "milestones", resolve)
        risks = table(self.values, part, "risks", resolve)
        own = [key for key in part.items if key not in ("milestones", "risks", *TABLES)]
        tables = tuple(made for key in (*TABLES, *own) if (made := table(self.values, part, key, resolve)))
        blocks = tuple(block for key in PROJECT_BLOCKS if (block := g.block(part, key, resolve)))
        jumps = self._jumps(
            milestones=milestones is not None, tasks=True, risks=risks is not None, cases=bool(cases), notes=bool(notes), timeline=True,
            facts=True, backlinks=bool(back),
        )  # fmt: skip
        kpis = self.cards.project(part, tasks, milestones, risks)
        marks = self.book.config.data["risk"].get("scale") == "1-5"
        return ProjectView(
            head=self.heads.project(part, kpis, jumps, findings), stages=self._stages(part), tasks=tasks, ended=ended,
            task_count=count_open(tasks), cases=cases, notes=notes, log=log, facts=self._facts(part, resolve), blocks=blocks,
            milestones=milestones, milestone_chart=charts.milestones(milestones.data, self.lang) if milestones else Markup(""),
            risks=risks, risk_matrix=charts.risk_matrix(risks.data, marks, self.lang) if risks else Markup(""), tables=tables,
            backlinks=back,
        )  # fmt: skip

    def _jumps(self, **present: bool) -> list[Link]:
        return [Link(key, self.gatherer.title(key)) for key, there in present.items() if there]

    def _facts(self, part: Part, resolve: Resolve) -> tuple[Fact, ...]:
        specs = self.values.fields[part.record.type]
        keys = [key for key, spec in specs.items() if key not in HEAD_KEYS and spec.kind not in ("map", "items")]
        return (*self.gatherer.facts(part, keys, resolve), *self.gatherer.unknown(part, resolve))

    def _sorted(self, rows: list[RecordRow]) -> list[RecordRow]:
        return sorted(rows, key=lambda row: (bool(row.closed), row.archived, row.name))

    def _project(self, row: RecordRow) -> Project:
        stage = self.values.setting("stage", row.stage).label if row.stage else ""
        tone = "brand"
        if row.outcome:
            stage, tone = self.values.choice(self.values.fields["project"]["outcome"], row.outcome)
        value = amount_text(row.currency, row.value) if self.book.audience.sees("value") else ""
        return Project(self.book.face(row).href, row.name, stage, tone, value)

    def _stages(self, part: Part) -> tuple[Step, ...]:
        """The stages of the project's pipeline with the days on which they were entered."""
        record = part.record
        stages = self.book.config.stages(record.pipeline or "")
        days: dict[str, str] = {}
        moves = [row for row in part.entries if row.kind == "stage"]
        for row in sorted(moves, key=lambda row: (row.date, row.time, -row.ord)):
            days[row.after] = row.date
        if record.stage and record.stage_since:
            days.setdefault(record.stage, record.stage_since)
        order = list(stages)
        here = order.index(record.stage) if record.stage in order else -1
        found = []
        for place, code in enumerate(order):
            state = "now" if place == here else "todo" if place > here else "done" if code in days else "skipped"
            length = str(stages[code].get("days") or "")
            expected = duration_text(f"{length}d" if length.isdecimal() else length, self.lang) if place > here else ""
            day = days.get(code, "") if place <= here else ""
            found.append(Step(self.values.setting("stage", code).label, state, day, expected))
        return tuple(found)
