"""Keeping in touch: the last contact, the promised next one, and the longest silence allowed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from pcrm_tools.facts.dates import add

LOST = "lost"


class Logged(Protocol):
    """What an entry must show to be ordered: its day (date or ISO text), time and group."""

    @property
    def date(self) -> Any:
        """The entry's day."""

    @property
    def time(self) -> str:
        """Its time, `14:30` or empty."""

    @property
    def group(self) -> str:
        """The group of its kind."""


Entry = TypeVar("Entry", bound=Logged)


class Promise(NamedTuple):
    """The next contact that is still to be made: its day (ISO) and whether front matter or a log entry (`next:`) says it."""

    day: str
    source: str


class Cadence(NamedTuple):
    """The longest silence allowed, such as `2w`, and where it comes from: `own`, `tier` or `lifecycle`."""

    length: str
    source: str


class SilenceLimits(NamedTuple):
    """How long before its end a silence is shown, and how long after it it weighs more; each may be empty."""

    warn: str
    late: str


def newest_contact(entries: Iterable[Entry], today: Any = None) -> Entry | None:
    """The newest contact entry, not later than `today`; ties go to the later time, then to the one given first.

    A customer's contacts are its own entries and those of its projects.
    """
    newest: Entry | None = None
    for entry in entries:
        if entry.group != "contact" or (today is not None and entry.date > today):
            continue
        if newest is None or (entry.date, entry.time) > (newest.date, newest.time):
            newest = entry
    return newest


def next_contact(promised: str | None, said: str | None, last: str | None) -> Promise | None:
    """The next contact to be made, or None: front matter (`promised`) before the newest contact entry's `next:` (`said`).

    A promise is met by a contact (`last` is the newest) dated on or after it. All days are ISO text.
    """
    for day, source in ((promised, "front"), (said, "entry")):
        if day and (not last or last < day):
            return Promise(day, source)
    return None


def contacts_differ(promised: str | None, said: str | None) -> bool:
    """Whether front matter and the newest contact entry name different days for the next contact."""
    return bool(promised and said and promised != said)


def cadence_limit(
    own: str | None, tier: str | None, lifecycle: str | None, tiers: Mapping[str, Any], lifecycles: Mapping[str, Any]
) -> Cadence | None:
    """The cadence that holds for a customer: its own, else its tier's, else its lifecycle's; a lost one has no tier's."""
    if own:
        return Cadence(own, "own")
    by_tier = (tiers.get(tier or "") or {}).get("cadence")
    if by_tier and lifecycle != LOST:
        return Cadence(str(by_tier), "tier")
    by_lifecycle = (lifecycles.get(lifecycle or "") or {}).get("cadence")
    return Cadence(str(by_lifecycle), "lifecycle") if by_lifecycle else None


def silence_limits(tier: str | None, tiers: Mapping[str, Any], general: Mapping[str, Any]) -> SilenceLimits:
    """The two limits of a customer's silence: its tier's, else those of the whole notebook, whatever its cadence comes from."""
    own = tiers.get(tier or "") or {}
    return SilenceLimits(*(str(own.get(key) or general.get(key) or "") for key in SilenceLimits._fields))


def silence_ends(last: str, cadence: Cadence) -> date | None:
    """The day by which the next contact must happen; None where the cadence is no duration."""
    return add(date.fromisoformat(last), cadence.length)


def is_long_overdue(due: date, late: str, today: date) -> bool:
    """Whether a silence has passed its second limit: it ended more than `late` ago."""
    last = add(due, late) if late else None
    return last is not None and last < today


def snoozed(snooze: str | None, today: str) -> bool:
    """Whether a record asks to be left alone on a day: "not before" the day it names (ISO)."""
    return bool(snooze and today < snooze)
