"""What stands in the slots of hand-written pages: key figures, what is due, courses, funnels, the map of customers, newest entries."""

from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.site.computed import Scene
from pcrm_tools.site.courses import Courses
from pcrm_tools.site.due_views import Due, DueView
from pcrm_tools.site.entry_views import EntryViewer, Origin
from pcrm_tools.site.home_figures import HomeCard, HomeFigures
from pcrm_tools.site.home_funnel import Funnels
from pcrm_tools.site.home_health import Health, HealthMap
from pcrm_tools.site.labels import word
from pcrm_tools.store import site_rows

NEWEST_ON_HOME, DAY_ON_HOME, DAYS = 10, 4, 7


class Newest(NamedTuple):
    """A line of the newest entries."""

    icon: str
    label: str
    day: str
    title: str
    href: str
    origin: Origin


class ComingDay(NamedTuple):
    """What is due on a day ahead: the first items out of how many."""

    day: str
    weekday: str
    items: tuple[Due, ...]
    total: int


class Home:
    """Makes the views of the slots, each when it is asked for."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.book, self.values, self.lang = scene, scene.book, scene.values, scene.lang

    @cached_property
    def courses(self) -> Courses:
        """The courses of the last months."""
        return Courses(self.scene)

    def figures(self) -> tuple[HomeCard, ...]:
        """The cards of key figures."""
        return HomeFigures(self.scene, self.courses).cards()

    def trends(self) -> list[Markup]:
        """The courses as drawings."""
        return self.courses.figures()

    def pipelines(self) -> tuple[Markup, ...]:
        """The funnels."""
        return Funnels(self.scene).figures()

    def health(self) -> HealthMap:
        """The map of customers."""
        return Health(self.scene).view()

    def due(self) -> DueView:
        """The most pressing follow-ups."""
        return self.scene.due_views.pressing(self.scene.due)

    def overdue(self) -> DueView:
        """The most pressing of what is overdue or due today, out of all follow-ups."""
        found = self.scene.due_views.pressing(tuple(row for row in self.scene.due if row.days_late >= 0))
        return found._replace(total=len(self.scene.due))

    def week(self) -> tuple[ComingDay, ...]:
        """What is due on each of the next seven days."""
        found = []
        for ahead in range(1, DAYS + 1):
            day = self.scene.today + timedelta(days=ahead) if self.scene.today < date.max - timedelta(days=ahead) else None
            rows = tuple(row for row in self.scene.due if day and row.days_late == -ahead)
            if day and rows:
                shown = self.scene.due_views.pressing(rows[:DAY_ON_HOME])
                weekday = word(f"home.day_{day.isoweekday()}", self.lang)
                found.append(ComingDay(day.isoformat(), weekday, shown.items, len(rows)))
        return tuple(found)

    def newest(self) -> tuple[Newest, ...]:
        """The newest log entries."""
        viewer = EntryViewer(self.values)
        found = []
        rows = site_rows.newest_entries(self.scene.db, self.scene.today.isoformat(), NEWEST_ON_HOME, self.scene.audience.internal)
        for row in rows:
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
