"""The board of service cases: open, breached, waiting for the customer, and solved in the last days."""

from datetime import timedelta

from pcrm_tools.facts.cases import solution_missed
from pcrm_tools.reports.case_list import CaseState, case_states
from pcrm_tools.site import board
from pcrm_tools.site.board import BoardCard, BoardView
from pcrm_tools.site.browse import browse
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import word
from pcrm_tools.site.people import person
from pcrm_tools.site.values import Label
from pcrm_tools.store import board_rows, cases

LATELY = 30
STATES = ("open", "breached", "waiting", "resolved")


class CaseBoard:
    """Makes the board from the same facts as `pcrm case list`."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.book, self.values, self.lang = scene, scene.book, scene.values, scene.lang
        self.look, self.chosen = browse(scene), board.chosen(scene.config, "cases")

    def say(self, key: str, **values: object) -> str:
        """One of the board's words."""
        return word(f"board.{key}", self.lang).format(**values)

    def view(self) -> BoardView:
        """The board."""
        found: dict[str, list[BoardCard]] = {state: [] for state in STATES}
        for case in self.look.open_cases:
            state = "waiting" if case.waiting else "breached" if case.late else "open"
            found[state].append(self._card(case, self.look.case_note(case), case.late))
        for case in self._solved():
            found["resolved"].append(self._card(case, self._outcome(case), 0))
        columns = [
            board.column(
                self.say(f"case_{state}"), cards, self.chosen.limits.get(state, 0),
                hint=self.say("lately", n=LATELY) if state == "resolved" else "", won=state == "resolved",
            )
            for state, cards in found.items()
        ]  # fmt: skip
        some = any(found.values())
        parts = (board.part(self.say("all_cases"), columns),) if some else ()
        title = word("page.casework", self.lang)
        return BoardView(title, self.scene.today.isoformat(), self.say("intro_cases"), parts, self.say("no_cases"))

    def _solved(self) -> list[CaseState]:
        """The cases solved lately, as they stood at the end of the day."""
        today = self.scene.today
        lately = board_rows.solved_lately(self.scene.db, (today - timedelta(days=LATELY)).isoformat(), today.isoformat())
        paths = {source.rpartition(":")[0] for source in lately}
        numbers = [record.n for path, record in self.look.by_path.items() if path in paths]
        rows = [
            row for row in self.look.visible_cases(cases.all_cases(self.scene.db, numbers)) if f"{row.path}:{row.line}" in lately
        ]
        states = case_states(rows, self.scene.config, self.look.working, lambda calendar: calendar.end_of(today))
        return [state for state in states if state.times.resolved is not None and state.times.resolved.date() <= today]

    def _outcome(self, case: CaseState) -> Label:
        day = case.times.resolved.date().isoformat() if case.times.resolved else ""
        late = case.times.resolved is not None and solution_missed(case.times, case.times.resolved)
        return Label(self.say("solved_late" if late else "solved", day=day), "bad" if late else "good")

    def _card(self, case: CaseState, note: Label, late: int) -> BoardCard:
        row, record = case.row, self.look.by_path[case.row.path]
        link, customer = self.look.case_link(row), self.look.customer(record)
        priority = self.values.priority(row.priority) if row.priority else None
        kind = Label(self.values.kind(row.kind))
        seen = self.scene.audience.internal or bool(row.by) or self.scene.audience.sees("owner")
        handler = row.handler if seen else ""
        return BoardCard(
            link.href, link.label, record.name, self.book.face(record, "").href, (),
            person(self.values, handler) if handler else None, tuple(label for label in (kind, priority, note) if label and label.label),
            board.Age(self.say("since_day", day=row.date), None, False), (float(late), row.date),
            self.values.person(handler) if handler else "", customer.name if customer else "",
        )  # fmt: skip
