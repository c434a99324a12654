"""What the boards of projects and of customers share: the columns of a field, and cards of records."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from pcrm_tools.model.catalogue import catalogue
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import board
from pcrm_tools.site.board import CARDS, Age, BoardCard
from pcrm_tools.site.board_fields import CardFields
from pcrm_tools.site.browse import browse
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import word
from pcrm_tools.site.people import person
from pcrm_tools.site.values import Label
from pcrm_tools.store import site_rows

_LISTED = frozenset(("stage", "lifecycle", "tier", "owner"))


class Sorted(NamedTuple):
    """A record with what its card says of time: badges, age, and by how many days it is late."""

    record: RecordRow
    badges: tuple[Label, ...]
    age: Age | None
    late: int
    since: str


class RecordBoard:
    """What both boards share: the columns of a field, and cards of records."""

    def __init__(self, scene: Scene, name: str) -> None:
        self.scene, self.book, self.values, self.lang = scene, scene.book, scene.values, scene.lang
        self.chosen = board.chosen(scene.config, name)
        self.fields = CardFields(scene, self.chosen.cards)
        self.look = browse(scene)

    def say(self, key: str, **values: object) -> str:
        """One of the board's words."""
        return word(f"board.{key}", self.lang).format(**values)

    def parted(self, records: Iterable[RecordRow], record_type: str) -> list[tuple[str, str, list[RecordRow]]]:
        """Records by the field of the columns: code, label and records; in the order of the field's choices, those without last."""
        key = self.chosen.group
        if not self.scene.audience.sees(key):
            return [("", self.say("all"), list(records))]
        known = catalogue(self.scene.config, (record_type,)).get(key)
        direct = key in RecordRow._fields
        values = {} if direct else site_rows.first_values(self.scene.db, key)
        found: dict[str, list[RecordRow]] = {}
        for record in records:
            found.setdefault(str((getattr(record, key) if direct else values.get(record.n)) or ""), []).append(record)
        order = dict.fromkeys(
            (*(known.choices.values() if known else ()), *sorted(found.keys() - {""}), *([""] if "" in found else ()))
        )
        kept = [code for code in order if code in found or key != "owner"]
        return [(code, self._label(key, code, record_type), found.get(code, [])) for code in kept]

    def _label(self, key: str, code: str, record_type: str) -> str:
        if not code:
            return self.say("none")
        if key in ("lifecycle", "tier", "stage"):
            return self.values.setting({"tier": "tiers"}.get(key, key), code).label
        if key == "owner":
            return self.values.person(code)
        spec = self.values.fields[record_type].get(key)
        return self.values.plain(spec, code) if spec else code

    def listed(self, page: str, code: str, label: str) -> str:
        """The list of the records of a column, as far as the list can be asked for it."""
        key = self.chosen.group
        return f"{page}#f.{key}={quote(label)}" if code and key in _LISTED else page

    def cards(self, columns: Sequence[list[Sorted]], about: Callable[[RecordRow], tuple[str, str, str]]) -> list[list[BoardCard]]:
        """The cards of all columns; chosen fields are read for those alone that are shown."""
        order = [sorted(rows, key=_weight) for rows in columns]
        lines = self.fields.lines([one.record for rows in order for one in rows[:CARDS]])
        return [[self._card(one, lines.get(one.record.n, ()), about) for one in rows] for rows in order]

    def _card(self, one: Sorted, lines: tuple[Any, ...], about: Callable[[RecordRow], tuple[str, str, str]]) -> BoardCard:
        record = one.record
        name, href, customer = about(record)
        shows, owner = self.fields.places, self.look.owner(record)
        return BoardCard(
            self.book.face(record, "").href, record.name, name if shows("customer") else "", href, lines,
            person(self.values, record.owner) if owner and record.owner and shows("owner") else None, one.badges, one.age,
            (float(one.late), one.since or "9999"), owner, customer,
        )  # fmt: skip


def _weight(one: Sorted) -> tuple[float, str, str, str]:
    return (-one.late, one.since or "9999", one.record.name, one.record.path)
