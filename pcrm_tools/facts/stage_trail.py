"""Two witnesses of a state that moves (a project's stage, a customer's lifecycle): the log, and the field as git saw it change."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

# What is done on a Friday is often committed on Monday, after a day off a day later.
TOLERANCE = 4  # days

LATE, UNSAID, ONLY_SAID = "late", "unsaid", "only-said"


class Move(NamedTuple):
    """A move into a state: the day (ISO), the states before and after (empty: unknown), where it is said (a commit, or a line)."""

    day: str
    before: str
    after: str
    where: str


class Doubt(NamedTuple):
    """Where log and git disagree: `late` (committed days after, or before, the log's day), `unsaid` (no entry), `only-said` (no commit)."""

    kind: str
    after: str
    said: str
    committed: str
    days: int
    where: str


def doubts(committed: Sequence[Move], said: Sequence[Move], since: str = "") -> tuple[Doubt, ...]:
    """Where the field's own history and the log disagree, oldest first; `since` (ISO) is the day before which git tells nothing.

    Each move of the log is held against the nearest commit that set the field to the same state, each commit against one entry.
    """
    free = sorted(committed)
    found = []
    for move in sorted(said):
        alike = [one for one in free if one.after == move.after]
        if alike:
            near = min(alike, key=lambda one: abs(_days(move.day, one.day)))
            free.remove(near)
            apart = _days(move.day, near.day)
            # The first commit of a file tells when somebody wrote the state down, not when it was entered.
            begun = not near.before and apart > 0
            if abs(apart) > TOLERANCE and not begun:
                found.append(Doubt(LATE, move.after, move.day, near.day, apart, move.where))
        elif move.day > since and free and move.day >= free[0].day:
            found.append(Doubt(ONLY_SAID, move.after, move.day, "", 0, move.where))
    # The first commit of a file sets a state that was entered before anybody wrote it down.
    found += [Doubt(UNSAID, one.after, "", one.day, 0, one.where) for one in free if one.before]
    return tuple(sorted(found, key=lambda doubt: (doubt.said or doubt.committed, doubt.after)))


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days
