"""What a follow-up scores: a plain sum, so that it can be taken apart.

The points of its rule, 2 for each day late (at most 15 days) or 4 fewer for each day left (at most 10), up to 20 for the
customer's tier, up to 20 for its priority, 25 for a promise to the customer, and what single rules add or take off.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Part(NamedTuple):
    """One addend of a score with its name in English and Chinese."""

    id: str
    points: int
    en: str
    zh: str


PRIORITY_POINTS: Mapping[str, int] = {"urgent": 20, "high": 10, "low": -10}
PRIORITY_ZH: Mapping[str, str] = {"urgent": "紧急", "high": "高", "normal": "中", "low": "低"}
PROMISE_POINTS = 25
TIER_POINTS = 20
LATE_POINTS, LATE_DAYS = 2, 15
LEFT_POINTS, LEFT_DAYS = 4, 10
# What single rules add: a silence beyond its second limit weighs more, a task that has to wait for others less.
EXTRAS: Mapping[str, tuple[int, str, str]] = {
    "long-overdue": (20, "longer than the limit for late", "超过严重超期时限"),
    "waits": (-15, "waits for others", "等待前置任务"),
}


def day_points(days_late: int) -> int:
    """2 points for each day late, at most 15; 4 fewer for each day that is left, at most 10."""
    return LATE_POINTS * min(days_late, LATE_DAYS) if days_late > 0 else LEFT_POINTS * max(days_late, -LEFT_DAYS)


def tier_points(tiers: Mapping[str, object]) -> dict[str, int]:
    """20 points for the first of the settings' tiers, 0 for the last, the others evenly between."""
    steps = max(len(tiers) - 1, 1)
    return {tier: TIER_POINTS * (steps - place) // steps for place, tier in enumerate(tiers)}


def extra_points(extras: Iterable[str]) -> int:
    """What a row's further addends make."""
    return sum(EXTRAS[name][0] for name in extras)


def score_parts(
    rule: Part, days_late: int, tier: Part, priority: str, promise: bool, extras: Iterable[str] = ()
) -> tuple[Part, ...]:
    """What a score is the sum of; `rule` and `tier` are the addends of the rule and the tier, those of 0 points are left out."""
    parts = (
        Part("days", day_points(days_late), when(days_late, "en"), when(days_late, "zh")),
        tier,
        Part("priority", PRIORITY_POINTS.get(priority, 0), f"priority {priority}", f"优先级 {PRIORITY_ZH.get(priority, priority)}"),
        Part("promise", PROMISE_POINTS if promise else 0, "promise to the customer", "对客户的承诺"),
        *(Part(name, *EXTRAS[name]) for name in extras),
    )
    return (rule, *(part for part in parts if part.points))


def when(days_late: int, lang: str) -> str:
    """How late something is, or how much time is left, in words."""
    if lang == "zh":
        if days_late > 0:
            return f"逾期 {days_late} 天"
        return "今天到期" if days_late == 0 else "明天到期" if days_late == -1 else f"还有 {-days_late} 天"
    if days_late > 0:
        return f"{days_late} days late" if days_late > 1 else "1 day late"
    return "due today" if days_late == 0 else "due tomorrow" if days_late == -1 else f"due in {-days_late} days"
