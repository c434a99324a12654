"""What a report is: figures with their definitions, and tables of rows that lead back to the records they come from."""

from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.reports.figures import Definition, Figure


class Both(NamedTuple):
    """A text in English and Chinese."""

    en: str
    zh: str

    def of(self, lang: str) -> str:
        """The text in a language (`en` or `zh`)."""
        return self.zh if lang == "zh" else self.en


Cell = str | int | float | None | Both


class Head(NamedTuple):
    """A column: its key in JSON and CSV, its heading, and whether it stands right (numbers)."""

    key: str
    title: Both
    right: bool = False


class Table(NamedTuple):
    """Rows under a title; `none` is said where there are none."""

    id: str
    title: Both
    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    none: Both = Both("none", "无")


class Window(NamedTuple):
    """The days that a report is about, both included (ISO)."""

    first: str
    last: str

    @property
    def text(self) -> str:
        """`FIRST..LAST`."""
        return f"{self.first}..{self.last}"


class Report(NamedTuple):
    """A report: id, title, the day it was made as of, its days, figures and tables; the first table's rows are its rows."""

    id: str
    title: Both
    as_of: str
    window: Window
    figures: Sequence[Figure]
    tables: Sequence[Table]


SOURCE = Head("source", Both("source", "出处"))


def figure(
    definition: Definition, value: float | int | None, n: int, window: Window, sources: Sequence[str], unit: str = "",
    key: str = "", label: Both | None = None,
) -> Figure:
    """A figure of a report; `label` names the part of a whole that it counts."""
    en = f"{definition.en}: {label.en}" if label else definition.en
    zh = f"{definition.zh}：{label.zh}" if label else definition.zh
    return Figure(definition.id, key, en, zh, value, unit, n, window.text, tuple(sources))


def share(part: int, whole: int) -> float | None:
    """A share in percent to one place; None where there is nothing to take a share of."""
    return round(part / whole * 100, 1) if whole else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, the mean of both middle ones for an even number; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
