"""How the notebook's figures went over the last twelve months, as far as the log says."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.model.log import KINDS
from pcrm_tools.site import charts
from pcrm_tools.site.charts import Point
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.draw_frame import Caption, figure, points_grid
from pcrm_tools.site.labels import word
from pcrm_tools.store import board_rows, browse_rows

MONTHS = 12


class Course(NamedTuple):
    """A figure by month: its name and definition, its points, its unit, whether it is counted (columns), and where its rows are."""

    key: str
    label: str
    definition: str
    points: tuple[Point, ...]
    unit: str
    counted: bool
    href: str

    @property
    def n(self) -> int:
        """How many things it rests on."""
        return sum(count for _, _, count in self.points)


class Courses:
    """Makes them, each with one query over the whole notebook; private entries count only for us."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.lang, self.public = scene, scene.lang, not scene.audience.internal
        self.months = last_months(scene.today, MONTHS)
        self.first, self.today = f"{self.months[0]}-01", scene.today.isoformat()

    @cached_property
    def all(self) -> Mapping[str, Course]:
        """The courses by key; those of which the log says nothing are left out."""
        db, span = self.scene.db, (self.first, self.today, self.public)
        contact = browse_rows.contact_kinds(self.scene.config)
        counted = {
            "contacts": (board_rows.months(db, contact, *span), "customers/index.html#sort=-last"),
            "orders": (board_rows.months(db, ("order",), *span), "projects/index.html"),
            "opened": (board_rows.months(db, self._case_kinds(), *span), "casework.html"),
            "solved": (board_rows.solved_months(db, *span), "casework.html"),
        }
        found = {key: self._count(key, by_month, href) for key, (by_month, href) in counted.items() if by_month}
        answers = board_rows.answers(db, browse_rows.contact_kinds(self.scene.config, "feedback"), *span)
        if answers:
            points = [
                (month, round(100 * one.satisfied / one.answers, 1) if one else None, one.answers if one else 0)
                for month in self.months
                for one in [answers.get(month)]
            ]
            found["csat"] = self._course("csat", tuple(points), "%", False, "satisfaction.html")
        return found

    def _count(self, key: str, by_month: Mapping[str, int], href: str) -> Course:
        """A count by month: a month in which the log has nothing of it counts nought, and its n is the count itself."""
        points = tuple((month, float(by_month.get(month, 0)), by_month.get(month, 0)) for month in self.months)
        return self._course(key, points, "", True, href)

    def _course(self, key: str, points: tuple[Point, ...], unit: str, counted: bool, href: str) -> Course:
        return Course(key, word(f"course.{key}", self.lang), word(f"course.{key}_how", self.lang), points, unit, counted, href)

    def _case_kinds(self) -> tuple[str, ...]:
        own = self.scene.config.data["kinds"].items()
        known = (code for code, kind in KINDS.items() if kind.group == "case")
        return (*known, *(code for code, kind in own if (kind or {}).get("group") == "case"))

    def spark(self, key: str) -> Markup:
        """The course of a figure for its card; nothing where there is none."""
        course = self.all.get(key)
        return charts.sparkline(course.points, self.lang, course.label, course.unit) if course else Markup("")

    def figures(self) -> list[Markup]:
        """The courses as drawings with their captions and tables."""
        return [self._figure(course) for course in self.all.values()]

    def _figure(self, course: Course) -> Markup:
        low, high = (0.0, 100.0) if course.unit == "%" else (None, None)
        drawing = charts.trend(course.points, self.lang, course.label, course.unit, low, high, columns=course.counted)
        window = f"{self.first} – {self.today}"
        caption = Caption(course.label, course.definition, course.n, window, course.href)
        grid = points_grid(course.points, course.unit, word("course.month", self.lang), course.label, self.lang)
        return figure(drawing, caption, grid, self.lang)


def last_months(today: date, count: int) -> list[str]:
    """The newest months up to a day's own, oldest first, such as `2026-11`."""
    newest = today.year * 12 + today.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(max(newest - count + 1, 12), newest + 1)]
