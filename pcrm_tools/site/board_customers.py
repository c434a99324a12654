"""The board of customers by lifecycle, or by another field that pcrm.yml names."""

from collections.abc import Mapping
from functools import cached_property

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import board
from pcrm_tools.site.board import BoardView
from pcrm_tools.site.board_records import RecordBoard, Sorted
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import counted, word
from pcrm_tools.site.values import Label


class CustomerBoard(RecordBoard):
    """Customers that are not archived by lifecycle, with what presses."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "customers")

    def view(self) -> BoardView:
        """The board."""
        rows = [record for record in self.book.readable("customer") if not record.archived]
        groups = self.parted(rows, "customer")
        cards = self.cards([[self._sorted(record) for record in part] for _, _, part in groups], self._about)
        columns = []
        for (code, label, part), made in zip(groups, cards, strict=True):
            total: dict[str, float] = {}
            for record in part:
                for currency, amount in self.look.open_value(record).items():
                    total[currency] = total.get(currency, 0.0) + amount
            money = self.look.money(total)
            href = self.listed("customers/index.html", code, label)
            sum_text = self.say("open_value", money=money) if money else ""
            columns.append(board.column(label, made, self.chosen.limits.get(code, 0), sum_text, "", href))
        title = word("page.lifecycle", self.lang)
        parts = (board.part(self.say("all_customers"), columns),) if rows else ()
        return BoardView(title, self.scene.today.isoformat(), self.say("intro_customers"), parts, self.say("no_customers"))

    def _about(self, record: RecordRow) -> tuple[str, str, str]:
        return "", "", record.name

    def _sorted(self, record: RecordRow) -> Sorted:
        late = self.late.get(record.id, (0, 0))
        badges = (Label(counted("board.overdue", late[0], self.lang), "bad"),) if late[0] else ()
        return Sorted(
            record, badges, None, late[1], record.next_contact or "" if self.scene.audience.sees("next_contact") else ""
        )

    @cached_property
    def late(self) -> Mapping[str, tuple[int, int]]:
        """How many follow-ups of each record are overdue, and by how many days the latest."""
        found: dict[str, tuple[int, int]] = {}
        for row in self.scene.due:
            if row.days_late > 0:
                count, worst = found.get(row.id, (0, 0))
                found[row.id] = (count + 1, max(worst, row.days_late))
        return found
