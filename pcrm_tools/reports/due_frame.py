"""What every rule of the follow-ups needs: the rows that SQL has selected, the settings, the day, and how a row is made."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from pcrm_tools.facts.dates import WorkCalendar, add
from pcrm_tools.facts.stages import Step
from pcrm_tools.model.config import Config
from pcrm_tools.model.due_rows import Before, DueCase, DueContact, DueDated, DueItem, DueStage, DueTask, Head, Nearby
from pcrm_tools.reports.due_rules import BY_ID, POINTS, Why
from pcrm_tools.reports.due_score import PRIORITY_POINTS, day_points, extra_points, tier_points

WITHIN = 7


class FollowUp(NamedTuple):
    """One thing that is due: `due` is an ISO day, `days_late` negative while time is left, `group` the customer's id.

    `what` is the record's name where it says nothing more; `private` rows are not for other audiences. `evidence` names what the
    row rests on as `path:line`, `extras` the addends of its score that only its rule has.
    """

    id: str
    path: str
    line: int
    due: str
    days_late: int
    owner: str
    rule: str
    what: str
    why: Why
    score: int
    name: str
    group: str
    tier: str
    priority: str
    promise: bool
    private: bool
    evidence: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()


class DueRows(NamedTuple):
    """What follow-ups are made from. By the record's number: `heads`, `steps` (stage entries, newest first), `seen` (where its
    newest contact stands) and `nearby` (entries that may have met what is due). `waits` has what a task at a record and line
    waits for; `surveyed` the newest survey of a customer, by id."""

    heads: Mapping[int, Head] = {}
    contacts: Sequence[DueContact] = ()
    tasks: Sequence[DueTask] = ()
    items: Sequence[DueItem] = ()
    cases: Sequence[DueCase] = ()
    stages: Sequence[DueStage] = ()
    steps: Mapping[int, Sequence[Step]] = {}
    dated: Mapping[str, Sequence[DueDated]] = {}
    seen: Mapping[int, str] = {}
    nearby: Mapping[int, Sequence[Nearby]] = {}
    waits: Mapping[tuple[int, int], Sequence[Before]] = {}
    surveyed: Mapping[str, tuple[str, str]] = {}
    paid: Mapping[tuple[int, int], str] = {}


class Horizon:
    """How far ahead the rules look: up to one day where somebody said so, else each as far as its settings say, or a week."""

    __slots__ = ("_days", "config", "last", "today")

    def __init__(self, config: Config, today: date, last: date | None = None) -> None:
        self.config, self.today, self.last = config, today, last
        self._days: dict[str, date] = {}

    def limit(self, rule: str, key: str) -> str:
        """A limit of a rule by pcrm.yml, else by the rule itself."""
        own = (self.config.data.get("followups") or {}).get(rule) or {}
        return str(own.get(key) or BY_ID[rule].limits.get(key, ""))

    def is_set(self, rule: str, key: str) -> bool:
        """Whether pcrm.yml itself gives a limit of a rule."""
        return bool(((self.config.data.get("followups") or {}).get(rule) or {}).get(key))

    def is_off(self, rule: str) -> bool:
        """Whether pcrm.yml switches a rule off."""
        return rule in ((self.config.data.get("followups") or {}).get("off") or ())

    def day(self, rule: str) -> date:
        """The last day whose things a rule shows."""
        found = self._days.get(rule)
        if found is None:
            found = self._days[rule] = self.last or self.ahead(self.limit(rule, BY_ID[rule].ahead) if BY_ID[rule].ahead else "")
        return found

    def ahead(self, length: str) -> date:
        """The day a length of time from today; a week where it is empty or no length, the last day there is beyond the year 9999."""
        found = add(self.today, length) if length else None
        return found or self.today + min(timedelta(days=WITHIN), date.max - self.today)


class Frame:
    """What every rule needs besides its rows: the settings, today, the last day to look at, and working time."""

    __slots__ = ("calendar", "config", "horizon", "late", "tiers", "today", "today_text", "until")

    def __init__(self, horizon: Horizon, calendar: Callable[[str], WorkCalendar]) -> None:
        self.config, self.today, self.calendar, self.horizon = horizon.config, horizon.today, calendar, horizon
        self.today_text = self.today.isoformat()
        self.late = _DaysLate(self.today)
        self.tiers = tier_points(self.config.data["tiers"])
        self.until = _Until(horizon)

    def limit(self, rule: str, key: str) -> str:
        """A limit of a rule by pcrm.yml, else by the rule itself."""
        return self.horizon.limit(rule, key)

    def stages(self, pipeline: str) -> Mapping[str, Any]:
        """The stages of a pipeline in order; none where nobody knows it."""
        found: Mapping[str, Any] = (self.config.data["pipelines"].get(pipeline) or {}).get("stages") or {}
        return found

    def row(
        self, head: Head, rule: str, line: int, due: str, what: str, why: Why, owner: str | None = "", priority: str = "",
        private: int = 0, evidence: Sequence[str] = (), extras: tuple[str, ...] = (),
    ) -> FollowUp:
        """A follow-up of a record; `evidence` is what it rests on besides its own line."""
        id_, path, name, responsible, group, tier, hidden = head
        late, points = self.late[due]
        score = POINTS[rule] + points + self.tiers.get(tier, 0) + PRIORITY_POINTS.get(priority, 0) + extra_points(extras)
        own = f"{path}:{line}"
        return FollowUp(
            id_, path, line, due, late, owner or responsible, rule, what or name, why, score, name, group, tier, priority, False,
            bool(private or hidden), (own, *(place for place in evidence if place != own)), extras,
        )


class _Until(dict[str, str]):
    """Rule -> the last day (ISO) whose things it shows."""

    def __init__(self, horizon: Horizon) -> None:
        super().__init__()
        self._horizon = horizon

    def __missing__(self, rule: str) -> str:
        self[rule] = found = self._horizon.day(rule).isoformat()
        return found


class _DaysLate(dict[str, tuple[int, int]]):
    """Due day -> days late and their points, each day worked out once."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today.toordinal()

    def __missing__(self, due: str) -> tuple[int, int]:
        days = self._today - date.fromisoformat(due).toordinal()
        self[due] = found = (days, day_points(days))
        return found


def values(row: DueDated) -> dict[str, Any]:
    """The values that a rule keeps with its row."""
    if row.data == "{}":
        return {}
    import json

    found: dict[str, Any] = json.loads(row.data)
    return found
