"""The whole of a customer's and of a project's page as values that templates show."""

from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.facts import balance, contact
from pcrm_tools.model.notebook import Balance
from pcrm_tools.model.rows import EntryRow, RecordRow
from pcrm_tools.site import charts
from pcrm_tools.site.entry_views import Origin, TaskView, count_open
from pcrm_tools.site.labels import word
from pcrm_tools.site.record_views import (
    Block,
    Card,
    CaseView,
    Contact,
    Gatherer,
    Log,
    Mention,
    Part,
    Person,
    Table,
    hue,
    initials,
    person,
)
from pcrm_tools.site.render import Link, Resolve
from pcrm_tools.site.values import Fact, Label, amount_text, duration_text, money_text, percent_text

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

    def __init__(self, gatherer: Gatherer, today: date) -> None:
        self.gatherer, self.today = gatherer, today
        self.book, self.values, self.lang = gatherer.book, gatherer.values, gatherer.lang

    def customer(self, part: Part, resolve: Resolve, members: list[tuple[Part, Resolve]], findings: tuple[Any, ...] = ()) -> CustomerView:
        """A customer's page with what its projects add to it."""
        g = self.gatherer
        log = g.log(part, resolve, members)
        tasks = g.viewer.tasks(part.tasks, resolve)[0]
        for other, other_resolve in members:
            face = self.book.face(other.record)
            tasks += g.viewer.tasks(other.tasks, other_resolve, Origin(face.href, face.name))[0]
        tasks.sort(key=lambda task: task.due or "9999")
        cases, (people, former) = g.cases(log), g.contacts(part, resolve)
        rows = [*part.entries, *(row for other, _ in members for row in other.entries)]
        kpis = self._customer_cards(part, rows, tasks, cases)
        blocks = tuple(block for key in CUSTOMER_BLOCKS if (block := g.block(part, key, resolve)))
        own = [key for key in part.items if key not in ("contacts", "plan")]
        tables = tuple(table for key in ("plan", *own) if (table := g.table(part, key, resolve)))
        preferences = g.block(part, "preferences", resolve)
        projects = tuple(self._project(row) for row in self._sorted(self.book.projects_of(part.record)))
        notes, back = g.notes(part, resolve), g.backlinks(part.record)
        jumps = self._jumps(
            tasks=bool(tasks), cases=bool(cases), notes=bool(notes), timeline=True, people=bool(people), projects=bool(projects),
            facts=True, backlinks=bool(back),
        )  # fmt: skip
        summary = [*self._plain(part, "industry"), *self._plain(part, "size"), *self._plain(part, "region")]
        head = self._head(part, self._customer_badges(part.record), summary, None, kpis, jumps, findings)
        return CustomerView(
            head, tasks, count_open(tasks), cases, notes, log, people, former, g.heading(part, "contacts"), projects,
            preferences.rows if preferences else (), self._facts(part, resolve), blocks, tables, back,
        )

    def project(self, part: Part, resolve: Resolve, findings: tuple[Any, ...] = ()) -> ProjectView:
        """A project's page."""
        g = self.gatherer
        log = g.log(part, resolve, [])
        tasks, ended = g.viewer.tasks(part.tasks, resolve)
        cases, notes, back = g.cases(log), g.notes(part, resolve), g.backlinks(part.record)
        milestones = g.table(part, "milestones", resolve)
        risks = g.table(part, "risks", resolve)
        own = [key for key in part.items if key not in ("milestones", "risks", *TABLES)]
        tables = tuple(table for key in (*TABLES, *own) if (table := g.table(part, key, resolve)))
        blocks = tuple(block for key in PROJECT_BLOCKS if (block := g.block(part, key, resolve)))
        jumps = self._jumps(
            milestones=milestones is not None, tasks=True, risks=risks is not None, cases=bool(cases), notes=bool(notes), timeline=True,
            facts=True, backlinks=bool(back),
        )  # fmt: skip
        owner = self.book.find(part.record.customer or "")
        parent = Origin(self.book.face(owner).href, owner.name) if owner else None
        head = self._head(
            part, self._project_badges(part.record), self._plain(part, "pipeline"), parent,
            self._project_cards(part, tasks, milestones, risks), jumps, findings,
        )
        scale = self.book.config.data["risk"].get("scale") == "1-5"
        return ProjectView(
            head, self._stages(part), tasks, ended, count_open(tasks), cases, notes, log, self._facts(part, resolve), blocks, milestones,
            charts.milestones(milestones.data, self.lang) if milestones else Markup(""), risks,
            charts.risk_matrix(risks.data, scale, self.lang) if risks else Markup(""), tables, back,
        )

    def _head(
        self, part: Part, badges: list[Label], summary: list[str], parent: Origin | None, kpis: list[Card], jumps: list[Link],
        findings: tuple[Any, ...],
    ) -> Head:
        record = part.record
        aliases = self._plain(part, "aliases")
        if aliases:
            summary = [*summary, f"{word('record.aliases', self.lang)} {', '.join(aliases)}"]
        team = [row.value for key in ("owner", "team") for row in part.fields.get(key, [])]
        tags = tuple(tag for tag in self._plain(part, "tags") if tag not in ("private", "内部"))
        return Head(
            record.name, initials(record.name), hue(record.id), tuple(badges), tags, tuple(summary),
            tuple(person(self.values, member) for member in dict.fromkeys(team)), parent, tuple(kpis), tuple(jumps), record.path,
            self._edit(record.path), findings,
        )

    def _edit(self, path: str) -> str:
        from urllib.parse import quote

        site = self.book.config.data.get("site") or {}
        git = str(site.get("git") or "").rstrip("/")
        return f"{git}/blob/{quote(str(site.get('branch') or 'main'))}/{quote(path)}" if git.startswith(("https://", "http://")) else ""

    def _plain(self, part: Part, key: str) -> list[str]:
        spec = self.values.fields[part.record.type].get(key)
        return [self.values.plain(spec, row.value) for row in part.fields.get(key, [])] if spec else []

    def _facts(self, part: Part, resolve: Resolve) -> tuple[Fact, ...]:
        specs = self.values.fields[part.record.type]
        keys = [key for key, spec in specs.items() if key not in HEAD_KEYS and spec.kind not in ("map", "items")]
        return (*self.gatherer.facts(part, keys, resolve), *self.gatherer.unknown(part, resolve))

    def _jumps(self, **present: bool) -> list[Link]:
        return [Link(key, self.gatherer.title(key)) for key, there in present.items() if there]

    def _customer_badges(self, record: RecordRow) -> list[Label]:
        badges = [self.values.setting("lifecycle", record.lifecycle)] if record.lifecycle and self.book.audience.sees("lifecycle") else []
        if record.tier and self.book.audience.sees("tier"):
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

    def _sorted(self, rows: list[RecordRow]) -> list[RecordRow]:
        return sorted(rows, key=lambda row: (bool(row.closed), row.archived, row.name))

    def _project(self, row: RecordRow) -> Project:
        stage = self.values.setting("stage", row.stage).label if row.stage else ""
        tone = "brand"
        if row.outcome:
            stage, tone = self.values.choice(self.values.fields["project"]["outcome"], row.outcome)
        value = amount_text(row.currency, row.value) if self.book.audience.sees("value") else ""
        return Project(self.book.face(row).href, row.name, stage, tone, value)

    def _customer_cards(self, part: Part, rows: list[EntryRow], tasks: list[TaskView], cases: list[CaseView]) -> list[Card]:
        record, say = part.record, self._say
        last = contact.newest_contact(rows)
        said = _attr(last, "next")
        promise = contact.next_contact(record.next_contact if "next_contact" in part.fields else None, said, last.date if last else None)
        step = next(iter(self._plain(part, "next_step")), "")
        cards = [
            Card(say("next"), day=promise.day, note=step, late=True) if promise else Card(say("next"), say("none"), step),
            Card(say("last"), day=last.date, note=self.values.kind(last.kind)) if last else Card(say("last"), say("never")),
            Card(say("tasks"), str(count_open(tasks))), Card(say("cases"), *_cases(cases)),
        ]
        return [*cards, *self._balance_cards(rows), *self._survey_card(rows)]

    def _say(self, key: str) -> str:
        return word(f"kpi.{key}", self.lang)

    def _balance_cards(self, rows: list[EntryRow]) -> list[Card]:
        entries = [
            Balance("", "", row.line, row.date, row.time, row.ord, row.kind, row.title, row.attrs)
            for row in rows
            if row.group in ("money", "loyalty", "balance")
        ]
        standing = None
        for standing in balance.standings(entries):
            pass
        if standing is None:
            return []
        cards = [Card(self._say("orders"), *_sums(standing.orders))] if any(standing.orders.values()) else []
        if any(amount > 0 for amount in standing.receivable.values()):
            cards.append(Card(self._say("receivable"), *_sums({key: amount for key, amount in standing.receivable.items() if amount > 0})))
        if any(entry.kind in balance._SIGNS for entry in entries):
            cards.append(Card(self._say("points"), f"{standing.points:,f}"))
        return cards

    def _survey_card(self, rows: list[EntryRow]) -> list[Card]:
        surveys = [row for row in rows if row.kind == "survey" and ('"csat"' in row.attrs or '"nps"' in row.attrs)]
        if not surveys:
            return []
        newest = max(surveys, key=lambda row: (row.date, row.time))
        csat, nps = _attr(newest, "csat"), _attr(newest, "nps")
        value = f"{csat} / 5" if csat else f"NPS {nps}"
        return [Card(self._say("satisfaction"), value, " · ".join(part for part in (f"NPS {nps}" if csat and nps else "", newest.date) if part))]

    def _project_cards(self, part: Part, tasks: list[TaskView], milestones: Table | None, risks: Table | None) -> list[Card]:
        record, say = part.record, self._say
        cards = []
        if record.value is not None and "value" in part.fields:
            chance = next(iter(self._plain(part, "probability")), "")
            if not chance and record.stage:
                share = (self.book.config.stages(record.pipeline or "").get(record.stage) or {}).get("probability")
                chance = percent_text(str(share)) if share is not None else ""
            cards.append(Card(say("value"), amount_text(record.currency, record.value), chance))
        if record.stage:
            cards.append(Card(say("stage"), self.values.setting("stage", record.stage).label, record.stage_since or ""))
        if record.closed:
            cards.append(Card(say("closed"), day=record.closed))
        else:
            days = [("next_contact", "next"), ("due", "due"), *([] if self._won(record) else [("expected_close", "close")])]
            cards += [Card(say(name), day=part.fields[key][0].value, late=True) for key, name in days if key in part.fields]
        coming = sorted(
            (str(cells.get("due") or cells.get("planned")), str(cells.get("name") or ""))
            for cells in (milestones.data if milestones else ())
            if not cells.get("done") and (cells.get("due") or cells.get("planned"))
        )
        if coming and not record.closed:
            cards.append(Card(say("milestone"), day=coming[0][0], note=coming[0][1], late=True))
        opened = sum(cells.get("status", "open") == "open" for cells in (risks.data if risks else ()))
        return [*cards, Card(say("tasks"), str(count_open(tasks))), *([Card(say("risks"), str(opened))] if opened else [])]

    def _won(self, record: RecordRow) -> bool:
        """Whether a project has reached the stage that wins it."""
        stages = self.book.config.stages(record.pipeline or "")
        order = list(stages)
        won = [place for place, code in enumerate(order) if (stages[code] or {}).get("won")]
        return bool(won) and record.stage in order and order.index(record.stage) >= won[0]

    def _stages(self, part: Part) -> tuple[Step, ...]:
        """The stages of the project's pipeline with the days on which they were entered."""
        record = part.record
        stages = self.book.config.stages(record.pipeline or "")
        days: dict[str, str] = {}
        for row in sorted((row for row in part.entries if row.kind == "stage"), key=lambda row: (row.date, row.time, -row.ord)):
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
            found.append(Step(self.values.setting("stage", code).label, state, days.get(code, "") if place <= here else "", expected))
        return tuple(found)


def _cases(cases: list[CaseView]) -> tuple[str, str, str]:
    opened = sum(case.state.tone != "good" for case in cases)
    return str(opened), "", "bad" if opened else ""


def _sums(sums: dict[str, Any]) -> tuple[str, str]:
    """The greatest sum, and the others as a note."""
    texts = [money_text(f"{currency} {amount:.2f}") for currency, amount in sorted(sums.items(), key=lambda item: -item[1]) if amount]
    return texts[0], " · ".join(texts[1:])


def _attr(row: EntryRow | None, key: str) -> str:
    import json

    value = json.loads(row.attrs).get(key) if row else None
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
