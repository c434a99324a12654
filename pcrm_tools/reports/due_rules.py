"""The rules by which something is due: their names, sentences in English and Chinese, and the points they score."""

from collections.abc import Mapping
from typing import NamedTuple


class DueRule(NamedTuple):
    """A rule: its id, its name in English and Chinese, the points it scores, and its sentences (id -> English, Chinese)."""

    id: str
    en: str
    zh: str
    points: int
    sentences: Mapping[str, tuple[str, str]]


class Why(NamedTuple):
    """Why a row is listed: the id of a sentence and the values that fill it."""

    sentence: str
    values: Mapping[str, str]


class Part(NamedTuple):
    """One addend of a score with its name in English and Chinese."""

    id: str
    points: int
    en: str
    zh: str


RULES: tuple[DueRule, ...] = (
    DueRule("case-respond", "Answer a case", "答复案例", 60, {
        "case-respond": ("{kind} of {opened} has no answer; {limit} of working time end {by}: {when}",
                         "{opened} 的{kind}尚未答复；工作时间 {limit} 到 {by} 为止：{when}"),
    }),
    DueRule("case-resolve", "Solve a case", "解决案例", 50, {
        "case-resolve": ("{kind} of {opened} is not solved; {limit} of working time end {by}: {when}",
                         "{opened} 的{kind}尚未解决；工作时间 {limit} 到 {by} 为止：{when}"),
    }),
    DueRule("next-contact", "Next contact", "下次联系", 40, {
        "next-contact": ("the next contact was promised for {due}, last contact {last}: {when}",
                         "约定 {due} 联系，上次联系 {last}：{when}"),
        "first-contact": ("the next contact was promised for {due}: {when}", "约定 {due} 联系：{when}"),
    }),
    DueRule("milestone", "Milestone", "里程碑", 35, {
        "milestone": ("the milestone is not reached: {when}", "里程碑未达成：{when}"),
    }),
    DueRule("deliverable", "Deliverable", "交付物", 35, {"deliverable": ("it is not delivered: {when}", "尚未交付：{when}")}),
    DueRule("task", "Task", "任务", 30, {
        "task": ("the task is open: {when}", "任务未完成：{when}"),
        "promise": ("promised to the customer and open: {when}", "对客户的承诺未完成：{when}"),
    }),
    DueRule("cadence", "Silence", "久未联系", 25, {
        "cadence": ("no contact since {last}, at most {limit} of silence allowed ({source}): {when}",
                    "自 {last} 起未联系，最长间隔 {limit}（{source}）：{when}"),
        "never": ("no contact is in the log, at most {limit} of silence allowed ({source}): {when}",
                  "没有联系记录，最长间隔 {limit}（{source}）：{when}"),
    }),
    DueRule("limit", "Several stages", "跨阶段时限", 20, {
        "limit": ("{first} → {last} is not reached after {age} days (since {since}), allowed {limit}: {when}",
                  "{first} → {last} 已 {age} 天未到达（自 {since}），时限 {limit}：{when}"),
    }),
    DueRule("stage-late", "Stage", "阶段", 15, {
        "stage-late": ("in stage {stage} for {age} days (since {since}), expected {limit}: {when}",
                       "在“{stage}”阶段已 {age} 天（自 {since}），预计 {limit}：{when}"),
    }),
)
BY_ID: Mapping[str, DueRule] = {rule.id: rule for rule in RULES}
POINTS: Mapping[str, int] = {rule.id: rule.points for rule in RULES}
SENTENCES: Mapping[str, tuple[str, str]] = {name: text for rule in RULES for name, text in rule.sentences.items()}
SOURCES: Mapping[str, tuple[str, str]] = {
    "own": ("its own rule", "自定"), "tier": ("by its tier", "按级别"), "lifecycle": ("by its lifecycle", "按生命周期"),
}
# The log's kinds are declared beside dataclasses, which a warm start does without; a test holds these words against them.
CASE_WORDS: Mapping[str, str] = {"question": "咨询", "support": "支持", "repair": "维修", "request": "请求", "complaint": "投诉"}

PRIORITY_POINTS: Mapping[str, int] = {"urgent": 20, "high": 10, "low": -10}
PROMISE_POINTS = 25
TIER_POINTS = 20
LATE_POINTS, LATE_DAYS = 2, 15
LEFT_POINTS, LEFT_DAYS = 4, 10


def day_points(days_late: int) -> int:
    """2 points for each day late, at most 15; 4 fewer for each day that is left, at most 10."""
    return LATE_POINTS * min(days_late, LATE_DAYS) if days_late > 0 else LEFT_POINTS * max(days_late, -LEFT_DAYS)


def tier_points(tiers: Mapping[str, object]) -> dict[str, int]:
    """20 points for the first of the settings' tiers, 0 for the last, the others evenly between."""
    steps = max(len(tiers) - 1, 1)
    return {tier: TIER_POINTS * (steps - place) // steps for place, tier in enumerate(tiers)}


def score_parts(
    rule: str, days_late: int, tier: str, priority: str, promise: bool, tiers: Mapping[str, object]
) -> tuple[Part, ...]:
    """What a score is the sum of; addends of 0 points are left out."""
    named = BY_ID[rule]
    parts = (
        Part("rule", named.points, named.en.lower(), named.zh),
        Part("days", day_points(days_late), when(days_late, "en"), when(days_late, "zh")),
        Part("tier", tier_points(tiers).get(tier, 0), f"tier {tier}", f"级别 {tier}"),
        Part("priority", PRIORITY_POINTS.get(priority, 0), f"priority {priority}", f"优先级 {priority}"),
        Part("promise", PROMISE_POINTS if promise else 0, "promise to the customer", "对客户的承诺"),
    )
    return tuple(part for part in parts if part.points or part.id == "rule")


def when(days_late: int, lang: str) -> str:
    """How late something is, or how much time is left, in words."""
    if lang == "zh":
        if days_late > 0:
            return f"逾期 {days_late} 天"
        return "今天到期" if days_late == 0 else "明天到期" if days_late == -1 else f"还有 {-days_late} 天"
    if days_late > 0:
        return f"{days_late} days late" if days_late > 1 else "1 day late"
    return "due today" if days_late == 0 else "due tomorrow" if days_late == -1 else f"due in {-days_late} days"
