"""The key figures of the home page: each with its course, its definition, n, window, and the places it comes from."""

from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.reports.figures import DEFINITIONS, Figure
from pcrm_tools.site.browse import browse
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.courses import Courses
from pcrm_tools.site.grids import Linked
from pcrm_tools.site.labels import word
from pcrm_tools.store import board_rows, browse_rows

SOURCES, DAYS = 5, 30
_BY_ID = {one.id: one for one in DEFINITIONS}


class HomeCard(NamedTuple):
    """A key figure; `sources` are its first places out of `rests` ones."""

    label: str
    value: str
    note: str
    tone: str
    href: str
    spark: Markup
    definition: str
    n: int
    window: str
    sources: tuple[Linked, ...]
    rests: int


class HomeFigures:
    """Makes the cards."""

    def __init__(self, scene: Scene, courses: Courses) -> None:
        self.scene, self.lang, self.courses, self.look = scene, scene.lang, courses, browse(scene)
        self.parts: dict[str, list[Figure]] = {}
        for figure in scene.figures:
            self.parts.setdefault(figure.definition, []).append(figure)

    def cards(self) -> tuple[HomeCard, ...]:
        """The cards: customers, projects, what is late, cases, contacts, orders, satisfaction."""
        found = [self._customers(), self._projects(), self._overdue(), self._cases(), self._contacts(), self._orders()]
        return (*(card for card in found if card is not None), *self._answers())

    def _say(self, key: str, **values: object) -> str:
        return word(f"home.{key}", self.lang).format(**values)

    def _customers(self) -> HomeCard:
        rows = self.parts.get("customers-by-lifecycle", [])
        total = sum(int(one.value or 0) for one in rows)
        active = sum(int(one.value or 0) for one in rows if one.key in ("active", "growing"))
        note = self._say("active", n=f"{active:,}") if self.scene.audience.sees("lifecycle") else ""
        return self._card("customers", f"{total:,}", note, "customers/index.html", rows)

    def _projects(self) -> HomeCard:
        rows = self.parts.get("open-projects", [])
        sums: dict[str, float] = {}
        for one in self.parts.get("open-project-value", []) if self.scene.audience.sees("value") else ():
            sums[one.unit] = sums.get(one.unit, 0) + float(one.value or 0)
        return self._card(
            "projects", f"{sum(int(one.value or 0) for one in rows):,}", self.look.money(sums), "projects/index.html", rows
        )

    def _overdue(self) -> HomeCard:
        late = sum(row.days_late > 0 for row in self.scene.due)
        coming = len(self.scene.due) - late
        rows = self.parts.get("overdue-followups", [])
        note = self._say("ahead", n=f"{coming:,}")
        return self._card("overdue", f"{late:,}", note, "followups.html", rows, "bad" if late else "")

    def _cases(self) -> HomeCard:
        rows = self.parts.get("open-cases", [])
        late = sum(bool(case.late) for case in self.look.open_cases)
        note = self._say("cases_late", n=f"{late:,}") if late else ""
        total = sum(int(one.value or 0) for one in rows)
        return self._card("cases", f"{total:,}", note, "casework.html", rows, "bad" if late else "", "opened")

    def _contacts(self) -> HomeCard | None:
        return self._counted("contacts", browse_rows.contact_kinds(self.scene.config), DAYS, "customers/index.html#sort=-last")

    def _orders(self) -> HomeCard | None:
        card = self._counted("orders", ("order",), 365, "projects/index.html")
        if card is None:
            return None
        first = (self.scene.today - timedelta(days=365)).isoformat()
        sums: dict[str, float] = {}
        amounts = board_rows.order_amounts(self.scene.db, first, self.scene.today.isoformat(), not self.scene.audience.internal)
        for (_, currency), (_, amount) in amounts.items():
            sums[currency] = sums.get(currency, 0.0) + amount
        return card._replace(note=self.look.money(sums))

    def _counted(self, key: str, kinds: tuple[str, ...], days: int, href: str) -> HomeCard | None:
        """A count of log entries of the last days; nothing where the last twelve months have none."""
        if key not in self.courses.all:
            return None
        today = self.scene.today
        # The window is half open: as many days as it says, today among them.
        first = (today - timedelta(days=days - 1)).isoformat()
        count = sum(board_rows.months(self.scene.db, kinds, first, today.isoformat(), not self.scene.audience.internal).values())
        window, how = f"{first} – {today.isoformat()}", word(f"course.{key}_how", self.lang)
        return HomeCard(self._say(key), f"{count:,}", "", "", href, self.courses.spark(key), how, count, window, (), 0)

    def _answers(self) -> list[HomeCard]:
        found = []
        for key in ("csat", "nps"):
            for one in self.parts.get(key, []):
                value = word("browse.no_value", self.lang) if one.value is None else f"{one.value:g}{one.unit}"
                band = f"±{one.band:g} · " if one.band is not None else ""
                label = one.label_zh if self.lang == "zh" else one.label_en
                href = "satisfaction.html"
                found.append(self._card(key, value, f"{band}n = {one.n}", href, [one])._replace(label=label))
        return found

    def _card(self, key: str, value: str, note: str, href: str, rows: list[Figure], tone: str = "", course: str = "") -> HomeCard:
        sources = tuple(dict.fromkeys(source for one in rows for source in one.sources))
        definition = _BY_ID.get(rows[0].definition) if rows else None
        how = (definition.help_zh if self.lang == "zh" else definition.help_en) if definition else ""
        n = sum(one.n for one in rows) if key in ("projects",) else rows[0].n if rows else 0
        window = rows[0].window.replace("..", " – ") if rows else self.scene.today.isoformat()
        label = word(f"home.{key}", self.lang) if key not in ("csat", "nps") else key
        spark = self.courses.spark(course or key)
        return HomeCard(label, value, note, tone, href, spark, how, n, window, self._sources(sources), len(sources))

    def _sources(self, sources: tuple[str, ...]) -> tuple[Linked, ...]:
        """The first places as links: records by their path, entries by path and line."""
        found = []
        for source in sources[:SOURCES]:
            record = self.look.by_path.get(source)
            found += [self.look.link(record)] if record is not None else self.look.sources([source], 1)
        return tuple(found)
