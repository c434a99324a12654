"""What the home page shows of the notebook: key figures, the funnel of each pipeline, the newest entries."""

from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.site import charts
from pcrm_tools.site.board import pipeline_label
from pcrm_tools.site.book import Book
from pcrm_tools.site.cards import Card
from pcrm_tools.site.entry_views import EntryViewer, Origin
from pcrm_tools.site.labels import word
from pcrm_tools.site.values import Values, money_text, short_money
from pcrm_tools.store import site_rows

NEWEST_ON_HOME = 10


class Chart(NamedTuple):
    """A drawing with its title."""

    label: str
    svg: Markup


class Newest(NamedTuple):
    """A line of the newest entries."""

    icon: str
    label: str
    day: str
    title: str
    href: str
    origin: Origin


class Home:
    """Makes what stands in the slots of the home page."""

    def __init__(self, book: Book, values: Values, today: date) -> None:
        self.book, self.values, self.today, self.lang = book, values, today, book.lang

    def figures(self, found: tuple[Figure, ...], due: tuple[FollowUp, ...]) -> tuple[Card, ...]:
        """The cards of key figures."""
        say = self._say
        customers = [figure for figure in found if figure.definition == "customers-by-lifecycle"]
        active = sum(int(figure.value or 0) for figure in customers if figure.key in ("active", "growing"))
        projects = sum(int(figure.value or 0) for figure in found if figure.definition == "open-projects")
        sums: dict[str, float] = {}
        for figure in found:
            if figure.definition == "open-project-value":
                sums[figure.unit] = sums.get(figure.unit, 0) + float(figure.value or 0)
        amounts = [money_text(f"{unit} {amount:.0f}") for unit, amount in sorted(sums.items(), key=lambda item: -item[1])]
        overdue = sum(row.days_late > 0 for row in due)
        cards = [
            Card(
                say("customers"),
                str(sum(int(figure.value or 0) for figure in customers)),
                f"{active} {say('active')}",
                href="customers/index.html",
            ),
            Card(say("projects"), str(projects), " · ".join(amounts), href="projects/index.html"),
            Card(
                say("overdue"),
                str(overdue),
                f"{say('due_week')}: {len(due) - overdue}",
                "bad" if overdue else "",
                href="followups.html",
            ),
        ]
        return (*cards, *(card for figure in found if (card := self._figure_card(figure)) is not None))

    def _figure_card(self, figure: Figure) -> Card | None:
        label = figure.label_zh if self.lang == "zh" else figure.label_en
        if figure.definition == "open-cases":
            return Card(label, f"{figure.value or 0}")
        if figure.definition in ("csat", "nps"):
            band = f" ±{figure.band:g}" if figure.band is not None else ""
            value = "n/a" if figure.value is None else f"{figure.value:g}{figure.unit}"
            return Card(label, value, f"n = {figure.n}{band} · {figure.window.replace('..', ' – ')}")
        return None

    def pipelines(self, found: tuple[Figure, ...]) -> tuple[Chart, ...]:
        """A funnel for each pipeline that has open projects."""
        counts = {figure.key: int(figure.value or 0) for figure in found if figure.definition == "open-projects"}
        sums: dict[str, list[str]] = {}
        for figure in found:
            if figure.definition == "open-project-value":
                sums.setdefault(figure.key, []).append(short_money(f"{figure.unit} {figure.value:.0f}"))
        charts_made = []
        for name, pipeline in self.book.config.data["pipelines"].items():
            bars, won = [], False
            for code, stage in (pipeline.get("stages") or {}).items():
                won = won or bool((stage or {}).get("won"))
                key = f"{name}/{code}"
                label = self.values.setting("stage", code).label
                bars.append(charts.Bar(label, counts.get(key, 0), " · ".join(sums.get(key, [])), won))
            if any(bar.number for bar in bars):
                label = pipeline_label(self.book, name)
                charts_made.append(Chart(label, charts.funnel(bars, label)))
        return tuple(charts_made)

    def newest(self) -> tuple[Newest, ...]:
        """The newest log entries."""
        viewer = EntryViewer(self.values)
        found = []
        for row in site_rows.newest_entries(self.book.db, self.today.isoformat(), NEWEST_ON_HOME, self.book.audience.internal):
            record = self.book.records.get(row.n)
            if record is None:
                continue
            face = self.book.face(record, "")
            entry = viewer.entry(row, "", self.book.resolver(record.path, ""), face.href)
            title = (
                entry.words or (f"{entry.before} → {entry.after}" if entry.before else entry.after) or entry.amount or entry.label
            )
            found.append(Newest(entry.icon, entry.label, row.date, title, entry.href, Origin(face.href, face.name)))
        return tuple(found)

    def _say(self, key: str) -> str:
        return word(f"home.{key}", self.lang)
