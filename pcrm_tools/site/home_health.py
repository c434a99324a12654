"""The map of customers: a tile for each, by tier, coloured by what presses most. No score, only facts that the notebook has."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.browse import browse
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import counted, word
from pcrm_tools.site.values import Label

TILES = 24
# What presses most comes first; each has its tone and its sign, so that colour is never all that tells.
STATES = {"complaint": ("bad", "!"), "overdue": ("warn", "◔"), "silent": ("info", "…"), "fine": ("good", "✓")}
_SILENCE = frozenset(("cadence", "stale"))


class Tile(NamedTuple):
    """A customer: `state` is one of STATES, `why` says what presses."""

    href: str
    name: str
    state: str
    tone: str
    sign: str
    why: str


class TileRow(NamedTuple):
    """The customers of a tier: how many are in which state, the most pressing ones, and where all are listed."""

    label: Label
    total: int
    counts: tuple[tuple[str, int], ...]
    tiles: tuple[Tile, ...]
    rest: int
    href: str


class HealthMap(NamedTuple):
    """The map: rows by tier, and the legend (state, tone, sign, meaning, number)."""

    rows: tuple[TileRow, ...]
    legend: tuple[tuple[str, str, str, str, int], ...]
    total: int


class Health:
    """Makes the map."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.book, self.lang = scene, scene.book, scene.lang
        self.look = browse(scene)

    def view(self) -> HealthMap:
        """The map of the customers that are neither archived nor lost, as far as the audience may know their tiers."""
        rows = [row for row in self.book.readable("customer") if not row.archived and row.lifecycle != "lost"]
        by_tier: dict[str, list[RecordRow]] = {}
        tiers = self.scene.audience.sees("tier")
        for record in rows:
            by_tier.setdefault((record.tier or "") if tiers else "", []).append(record)
        known = self.scene.config.data["tiers"]
        order = [*known, *sorted(by_tier.keys() - {*known, ""}), ""]
        made = tuple(self._row(code, by_tier[code]) for code in order if code in by_tier)
        sums = {state: sum(count for row in made for name, count in row.counts if name == state) for state in STATES}
        legend = tuple((state, *STATES[state], word(f"health.{state}", self.lang), number) for state, number in sums.items())
        return HealthMap(made, legend, len(rows))

    def _row(self, code: str, rows: list[RecordRow]) -> TileRow:
        order = list(STATES)
        tiles = sorted((self._tile(record) for record in rows), key=lambda tile: (order.index(tile.state), tile.name, tile.href))
        label = self.scene.values.setting("tiers", code) if code else Label(word("health.no_tier", self.lang))
        counts = tuple((state, sum(tile.state == state for tile in tiles)) for state in order)
        href = self.look_up(label.label) if code else "customers/index.html"
        return TileRow(label, len(tiles), counts, tuple(tiles[:TILES]), max(len(tiles) - TILES, 0), href)

    @staticmethod
    def look_up(tier: str) -> str:
        """The list of a tier's customers."""
        from urllib.parse import quote

        return f"customers/index.html#f.tier={quote(tier)}"

    def _tile(self, record: RecordRow) -> Tile:
        complaints, overdue, silent = (found.get(record.id, 0) for found in (self.complaints, self.overdue, self.silent))
        why = [
            counted("health.complaints", complaints, self.lang) if complaints else "",
            counted("health.late", overdue, self.lang) if overdue else "",
            counted("health.quiet", silent, self.lang) if silent else "",
        ]
        state = "complaint" if complaints else "overdue" if overdue else "silent" if silent else "fine"
        text = ("，" if self.lang == "zh" else ", ").join(filter(None, why)) or word("health.fine", self.lang)
        return Tile(self.book.face(record, "").href, record.name, state, *STATES[state], text)

    @cached_property
    def complaints(self) -> Mapping[str, int]:
        """How many open complaints each customer has, those of its projects too."""
        found: dict[str, int] = {}
        for case in self.look.open_cases:
            customer = self.look.customer(self.look.by_path[case.row.path]) if case.row.kind == "complaint" else None
            if customer is not None:
                found[customer.id] = found.get(customer.id, 0) + 1
        return found

    @cached_property
    def overdue(self) -> Mapping[str, int]:
        """How many follow-ups of each customer and its projects are overdue, but for its silence."""
        found: dict[str, int] = {}
        for row in self.scene.due:
            record = self.book.find(row.id) if row.days_late > 0 and row.rule not in _SILENCE else None
            customer = self.look.customer(record) if record is not None else None
            if customer is not None:
                found[customer.id] = found.get(customer.id, 0) + 1
        return found

    @cached_property
    def silent(self) -> Mapping[str, int]:
        """By how many days each customer's silence is longer than it should be."""
        late = [row for row in self.scene.due if row.rule in _SILENCE and row.days_late > 0]
        return {row.id: row.days_late for row in late}
