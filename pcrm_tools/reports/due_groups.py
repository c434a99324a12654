"""Follow-ups in groups, by owner, day, customer or urgency, with their headings and totals in English and Chinese."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.reports.followups import FollowUp

NOBODY = ("nobody", "无人负责")
# Overdue, today, until the Sunday of this week, and what comes after it.
WHEN: Mapping[str, tuple[str, str]] = {
    "overdue": ("Overdue", "逾期"), "today": ("Today", "今天"), "week": ("This week", "本周"), "later": ("Later", "以后"),
}  # fmt: skip
GROUPS = ("none", "owner", "day", "customer", "when")


class Group(NamedTuple):
    """Rows under one heading; `total` and `overdue` count all of the group, also those that `rows` leaves out."""

    key: str
    title: str
    rows: tuple[FollowUp, ...]
    total: int
    overdue: int


def when_key(row: FollowUp, today: date) -> str:
    """How urgent a row is: a key of WHEN. Weeks end on Sunday."""
    if row.days_late >= 0:
        return "overdue" if row.days_late else "today"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if row.due <= sunday.isoformat() else "later"


def grouped(
    rows: Sequence[FollowUp], by: str, config: Config, today: date, lang: str, names: Mapping[str, str] | None = None, limit: int = 0
) -> tuple[Group, ...]:
    """The rows in groups of GROUPS, at most the first `limit` of them (0: all); `names` are the customers' by their ids.

    Owners and days stand in their order, rows without an owner last; customers as their most pressing row does.
    """
    keys: dict[str, Callable[[FollowUp], str]] = {
        "none": lambda row: "", "owner": lambda row: row.owner, "day": lambda row: row.due, "customer": lambda row: row.group,
        "when": lambda row: when_key(row, today),
    }  # fmt: skip
    key_of = keys[by]
    found: dict[str, list[FollowUp]] = {}
    for row in rows:
        found.setdefault(key_of(row), []).append(row)
    shown: dict[str, list[FollowUp]] = {}
    for row in rows[:limit] if limit else rows:
        shown.setdefault(key_of(row), []).append(row)
    order = list(shown)
    if by == "when":
        order = [key for key in WHEN if key in shown]
    elif by != "customer":
        order.sort(key=lambda key: (not key, key))
    return tuple(
        Group(key, _title(by, key, config, lang, names or {}), tuple(shown[key]), len(found[key]), late(found[key])) for key in order
    )


def late(rows: Sequence[FollowUp]) -> int:
    """How many of the rows are overdue."""
    return sum(row.days_late > 0 for row in rows)


def _title(by: str, key: str, config: Config, lang: str, names: Mapping[str, str]) -> str:
    chinese = lang == "zh"
    if by == "when":
        return WHEN[key][chinese]
    if not key:
        return NOBODY[chinese] if by == "owner" else ""
    if by == "day":
        return key
    name = config.person(key) if by == "owner" else names.get(key, key)
    if name == key:
        return key
    return f"{name}（{key}）" if chinese else f"{name} ({key})"


def what_text(row: FollowUp, config: Config, lang: str) -> str:
    """What a row is about, stages by their labels in a language; the record's name where it says nothing more."""
    if row.rule in ("stage-late", "limit"):
        return " → ".join(config.label("stage", stage, lang) for stage in row.what.split(" → "))
    return row.what or row.name


def count_text(total: int, overdue: int, lang: str) -> str:
    """`7 follow-ups, 3 overdue`, without the second half where nothing is overdue."""
    if lang == "zh":
        return f"跟进 {total} 条" + (f"，逾期 {overdue} 条" if overdue else "")
    return f"{total} follow-up{'s' if total != 1 else ''}" + (f", {overdue} overdue" if overdue else "")
