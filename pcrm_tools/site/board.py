"""The board: open projects by pipeline and stage."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.facts.stages import expected_length, stage_due
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.people import Person, person
from pcrm_tools.site.values import Values, amount_text, short_money

CARDS = 30


class BoardCard(NamedTuple):
    """A project on the board."""

    href: str
    name: str
    customer: str
    value: str
    person: Person | None
    since: str
    late: str


class BoardColumn(NamedTuple):
    """A stage on the board: the projects that have been in it longest, out of how many."""

    label: str
    won: bool
    sum: str
    cards: tuple[BoardCard, ...]
    total: int


class BoardPipeline(NamedTuple):
    """A pipeline on the board."""

    label: str
    total: int
    columns: tuple[BoardColumn, ...]


class BoardView(NamedTuple):
    """The board."""

    title: str
    pipelines: tuple[BoardPipeline, ...]


class Board:
    """Makes the view of the board."""

    def __init__(self, book: Book, values: Values, today: date) -> None:
        self.book, self.values, self.today, self.lang = book, values, today, book.lang

    def view(self) -> BoardView:
        """Open projects by pipeline and stage."""
        parts: dict[str, dict[str, list[RecordRow]]] = {}
        for record in self.book.readable("project"):
            if not (record.closed or record.outcome or record.archived):
                parts.setdefault(record.pipeline or "default", {}).setdefault(record.stage or "", []).append(record)
        made = []
        for name, pipeline in self.book.config.data["pipelines"].items():
            stages = parts.get(name)
            if not stages:
                continue
            known = pipeline.get("stages") or {}
            columns, won = [], False
            for code in (*([""] if "" in stages else []), *known):
                won = won or bool((known.get(code) or {}).get("won"))
                label = self.values.setting("stage", code).label if code else word("board.stages_none", self.lang)
                columns.append(self._board_column(label, won, code, stages.get(code, []), known))
            made.append(BoardPipeline(pipeline_label(self.book, name), sum(map(len, stages.values())), tuple(columns)))
        return BoardView(word("page.pipeline", self.lang), tuple(made))

    def _board_column(self, label: str, won: bool, code: str, rows: list[RecordRow], known: Mapping[str, Any]) -> BoardColumn:
        sums: dict[str, float] = {}
        cards = []
        sees = self.book.audience.sees("value")
        for record in rows if sees else ():
            if record.currency and record.value:
                sums[record.currency] = sums.get(record.currency, 0) + record.value
        for record in sorted(rows, key=lambda row: (row.stage_since or "", row.name))[:CARDS]:
            owner = self.book.find(record.customer or "")
            due = stage_due(record.stage_since or "", expected_length(known, code))
            late = (self.today - due).days if due else 0
            cards.append(BoardCard(
                self.book.face(record, "").href, record.name, owner.name if owner else "",
                amount_text(record.currency, record.value) if sees else "", person(self.values, record.owner) if record.owner else None,
                record.stage_since or "", f"+{late} d" if late > 0 else "",
            ))  # fmt: skip
        shown = " · ".join(short_money(f"{unit} {amount:.0f}") for unit, amount in sorted(sums.items()))
        return BoardColumn(label, won, shown, tuple(cards), len(rows))


def pipeline_label(book: Book, name: str) -> str:
    """What a pipeline is called."""
    label = str((book.config.data["pipelines"].get(name) or {}).get("label") or name)
    return word("board.default", book.lang) if label == "default" else label[:1].upper() + label[1:]
