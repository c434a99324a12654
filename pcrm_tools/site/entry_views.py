"""Log entries, cases and tasks as a page shows them."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from pcrm_tools.model.log import KINDS
from pcrm_tools.model.rows import EntryRow, TaskRow
from pcrm_tools.site.addresses import fragment, fragment_href
from pcrm_tools.site.labels import word
from pcrm_tools.site.render import Resolve, inline, to_html
from pcrm_tools.site.values import Fact, Label, Values, duration_text, money_text

STATES = {"stage": "stage", "lifecycle": "lifecycle"}
_HIDDEN_TOKENS = frozenset(("amount", "next", "minutes"))
_GROUPS = ("contact", "case", "money", "feedback", "project", "note", "state", "loyalty", "balance")


class Origin(NamedTuple):
    """The record that a line of another record's page comes from."""

    href: str
    label: str


class EntryView(NamedTuple):
    """A log entry; `title`, `body` and values are HTML, everything else is text.

    `source` leads to its line at the git host; `place` counts the projects from 1 whose entries a customer's page shows (0: its own).
    """

    anchor: str
    href: str
    day: str
    until: str
    time: str
    kind: str
    group: str
    icon: str
    label: str
    title: Markup
    words: str
    before: str
    after: str
    by: tuple[str, ...]
    withs: tuple[str, ...]
    tags: tuple[str, ...]
    id: str
    priority: Label | None
    state: Label | None
    amount: str
    facts: tuple[Fact, ...]
    body: Markup
    origin: Origin | None
    private: bool
    source: str = ""
    place: int = 0


class Counted(NamedTuple):
    """A log kind with its number of entries, for filtering."""

    key: str
    label: str
    number: int


class Group(NamedTuple):
    """A group of log kinds with its number of entries, and its kinds, the most frequent first."""

    key: str
    label: str
    number: int
    kinds: tuple[Counted, ...]


class TaskView(NamedTuple):
    """A task with its subtasks."""

    text: Markup
    state: str
    owner: str
    due: str
    ended: str
    priority: Label | None
    promise: bool
    private: bool
    id: str
    anchor: str
    facts: tuple[Fact, ...]
    origin: Origin | None
    children: tuple["TaskView", ...]
    blocked: bool = False


class EntryViewer:
    """Makes views of entries and tasks; `visible` says which tokens an audience sees."""

    def __init__(self, values: Values) -> None:
        self.values, self.lang = values, values.lang
        self._waiting: frozenset[str] = frozenset()

    def entry(
        self,
        row: EntryRow,
        body: str,
        resolve: Resolve,
        href: str = "",
        origin: Origin | None = None,
        source: str = "",
        place: int = 0,
    ) -> EntryView:
        """One entry; `href` leads to the page that holds it where that is another one, `origin` names that."""
        attrs: dict[str, Any] = json.loads(row.attrs)
        anchor = fragment(row.anchor)
        return EntryView(
            anchor if not origin else "",
            href + fragment_href(row.anchor),
            row.date,
            row.until or "",
            row.time,
            row.kind,
            row.group,
            self.icon(row),
            self.values.kind(row.kind),
            Markup(inline(row.title, resolve)),
            self.values.book.plain(row.title),
            *self._change(row),
            tuple(self.values.person(name) for name in row.by.split(",") if name),
            tuple(name for name in row.withs.split("\n") if name),
            tuple(tag for tag in row.tags.split(",") if tag and tag != "private"),
            row.id,
            self.values.priority(row.priority),
            self.case_state(row, attrs),
            money_text(str(attrs["amount"])) if attrs.get("amount") else "",
            tuple(self._facts(attrs, resolve)),
            Markup(to_html(body, resolve, 3)) if body.strip() else Markup(""),
            origin,
            bool(row.private),
            source,
            place,
        )

    def icon(self, row: EntryRow) -> str:
        """The icon of a kind; one of the notebook's own has that of its group."""
        return row.kind if row.kind in KINDS else "contact" if row.group == "contact" else "other"

    def _change(self, row: EntryRow) -> tuple[str, str]:
        if row.kind not in ("stage", "lifecycle", "handover"):
            return "", ""
        name: Callable[[str], str] = self.values.person
        if row.kind in STATES:
            section = STATES[row.kind]
            name = lambda code: self.values.setting(section, code).label if code else ""  # noqa: E731
        return name(row.before), name(row.after)

    def case_state(self, row: EntryRow, attrs: Mapping[str, Any]) -> Label | None:
        """Whether a case is open, waits for the customer, or is resolved."""
        if row.group != "case":
            return None
        if attrs.get("resolved"):
            return Label(word("record.case_done", self.lang), "good")
        waiting = attrs.get("waiting") or []
        last = str(waiting[-1] if isinstance(waiting, list) and waiting else waiting or "")
        if last.endswith(".."):
            return Label(word("record.case_waiting", self.lang), "warn")
        return Label(word("record.case_open", self.lang), "bad")

    def _facts(self, attrs: Mapping[str, Any], resolve: Resolve) -> list[Fact]:
        found = []
        if attrs.get("minutes"):
            found.append(Fact("", (Markup.escape(f"{attrs['minutes']} {word('entry.minutes', self.lang)}"),)))
        found += [self.values.token(key, value, resolve) for key, value in attrs.items() if key not in _HIDDEN_TOKENS]
        if attrs.get("next"):
            found.append(self.values.token("next", attrs["next"], resolve))
        return found

    def groups(self, entries: list[EntryView]) -> tuple[Group, ...]:
        """The groups that entries belong to, in their order, with their kinds."""
        counts: dict[str, dict[str, int]] = {}
        for entry in entries:
            kinds = counts.setdefault(entry.group, {})
            kinds[entry.kind] = kinds.get(entry.kind, 0) + 1
        return tuple(self._group(key, counts[key]) for key in _GROUPS if key in counts)

    def _group(self, key: str, kinds: Mapping[str, int]) -> Group:
        order = sorted(kinds, key=lambda kind: (-kinds[kind], kind))
        counted = tuple(Counted(kind, self.values.kind(kind), kinds[kind]) for kind in order)
        return Group(key, word(f"group.{key}", self.lang), sum(kinds.values()), counted)

    def tasks(self, rows: list[TaskRow], resolve: Resolve, origin: Origin | None = None) -> tuple[list[TaskView], list[TaskView]]:
        """Open tasks as trees, and those that are over; an open subtask of a task that is over stands on its own."""
        children: dict[int, list[TaskRow]] = {}
        known = {row.ord: row for row in rows}
        self._waiting = frozenset(row.id for row in rows if row.id and row.state == "open")
        for row in rows:
            if row.parent in known and (known[row.parent].state == "open" or row.state != "open"):
                children.setdefault(row.parent, []).append(row)
        tops = [row for row in rows if not (row.parent in known and row in children.get(row.parent, ()))]
        views = {row.ord: self._task(row, children, resolve, origin, origin is not None) for row in tops}
        opened = sorted((row for row in tops if row.state == "open"), key=lambda row: (row.due or "9999", row.ord))
        ended = sorted(
            (row for row in tops if row.state != "open"), key=lambda row: (row.done or row.cancelled or "", row.ord), reverse=True
        )
        return [views[row.ord] for row in opened], [views[row.ord] for row in ended]

    def _task(
        self,
        row: TaskRow,
        children: Mapping[int, list[TaskRow]],
        resolve: Resolve,
        origin: Origin | None,
        foreign: bool,
        depth: int = 0,
    ) -> TaskView:
        below = children.get(row.ord, []) if depth < 12 else []
        return TaskView(
            Markup(inline(row.text, resolve)),
            row.state,
            self.values.person(row.owner) if row.owner else "",
            row.due or "",
            row.done or row.cancelled or "",
            self.values.priority(row.priority),
            bool(row.promise),
            bool(row.private),
            row.id,
            fragment(row.id) if row.id and not foreign else "",
            tuple(self._task_facts(row, resolve)),
            origin,
            tuple(self._task(child, children, resolve, None, foreign, depth + 1) for child in below),
            row.state == "open" and not self._waiting.isdisjoint(row.after.split(",")),
        )

    def _task_facts(self, row: TaskRow, resolve: Resolve) -> list[Fact]:
        found = []
        if row.start and row.state == "open":
            found.append(Fact(word("task.start", self.lang), (Markup.escape(row.start),)))
        if row.every:
            found.append(Fact(word("task.every", self.lang), (Markup.escape(duration_text(row.every, self.lang)),)))
        if row.est:
            found.append(Fact(word("task.est", self.lang), (Markup.escape(duration_text(row.est, self.lang)),)))
        if row.after:
            found.append(self.values.token("after", row.after.split(","), resolve)._replace(label=word("task.after", self.lang)))
        if row.re:
            found.append(self.values.token("re", row.re.split(","), resolve))
        return found


def count_open(tasks: list[TaskView]) -> int:
    """How many open tasks trees hold."""
    return sum((task.state == "open") + count_open(list(task.children)) for task in tasks)
