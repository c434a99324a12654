"""The fields that pcrm.yml chooses for a board's cards, read for the cards that are shown."""

import re
from collections.abc import Collection, Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from pcrm_tools.model.catalogue import catalogue
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.board import CardLine
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import counted
from pcrm_tools.site.values import badge, day
from pcrm_tools.store import listing
from pcrm_tools.store.computed import Frame, facts

# What a card shows by itself, in a place of its own.
PLACED = frozenset(("name", "customer", "owner", "id", "path", "type"))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BADGES = {"lifecycle": "lifecycle", "tier": "tiers", "stage": "stage"}
LONGEST = 120


class CardFields:
    """Reads chosen fields; an audience gets neither those that it may not see nor facts, which may count what is private."""

    def __init__(self, scene: Scene, words: Collection[str]) -> None:
        self.scene, self.values, self.book = scene, scene.values, scene.book
        names = [name for word in words if (name := listing.column_name(scene.config, word))]
        self.shown = tuple(name for name in dict.fromkeys(names) if self._seen(name))
        self.names = [name for name in self.shown if name not in PLACED]

    def _seen(self, name: str) -> bool:
        audience = self.scene.audience
        if audience.internal:
            return True
        known = name in listing.DIRECT or name in ("next_contact",) or name in catalogue(self.scene.config)
        return known and (name == "next_contact" or name not in facts(self.scene.config)) and audience.sees(name)

    def places(self, name: str) -> bool:
        """Whether a field that has a place of its own is to be shown."""
        return name in self.shown

    def lines(self, records: Collection[RecordRow]) -> Mapping[int, tuple[CardLine, ...]]:
        """The lines of each record's card; fields without a value have none."""
        if not (self.names and records):
            return {}
        scene = self.scene
        frame = Frame(scene.db, scene.config, scene.today)
        rows = listing.rows(scene.db, frame, [record.n for record in records], "", ["path", *self.names], "", True)
        by_path = {record.path: record for record in records}
        labels = [label[:1].upper() + label[1:] for label in listing.labels(scene.config, self.names, scene.lang)]
        found = {}
        for path, *cells in rows:
            record = by_path[path]
            if not scene.audience.internal:
                cells = [
                    record.next_contact if name == "next_contact" else cell for name, cell in zip(self.names, cells, strict=True)
                ]
            shown = [(label, self._show(name, cell)) for label, name, cell in zip(labels, self.names, cells, strict=True)]
            found[record.n] = tuple(CardLine(label, value) for label, value in shown if value)
        return found

    def _show(self, name: str, value: Any) -> Markup:
        if value in (None, ""):
            return Markup("")
        if name in _BADGES:
            return Markup(badge(self.values.setting(_BADGES[name], str(value))))
        if isinstance(value, str) and _DAY.fullmatch(value):
            return Markup(day(value, name in ("next_contact", "due", "expected_close")))
        known = catalogue(self.scene.config).get(name)
        if known is not None and known.kind == "person":
            return Markup(escape(self.values.comma.join(self.values.person(part) for part in str(value).split(", "))))
        fact = facts(self.scene.config).get(name)
        if fact is not None and fact.kind == "days":
            return Markup(escape(counted("board.days", int(value), self.scene.lang)))
        shown = listing.shown(self.scene.config, name, value, self.scene.lang, False)
        text = self.book.plain(shown) if isinstance(shown, str) else f"{shown:,}"
        return Markup(escape(text if len(text) <= LONGEST else f"{text[:LONGEST]}…"))
