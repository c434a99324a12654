"""What follows from a change: follow-ups that appear and vanish, and sums that differ, computed on the changed records alone.

Beside the changed records stand the customers of changed projects, as they are on both sides. What only untouched projects of a
changed customer tell (their entries, their payments) does not count, public holidays do not, and the house's own rules do not.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pcrm_tools.facts.dates import work_calendar
from pcrm_tools.model.config import Config
from pcrm_tools.reports import figures
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp
from pcrm_tools.store import due, tally
from pcrm_tools.store.decoded import Rows
from pcrm_tools.store.overlay import in_memory

# Sums and counts, which differ for the whole notebook by what they differ for the changed records; shares and means do not.
_SUMS = (figures.PROJECTS.id, figures.VALUE.id, figures.CASES.id, figures.LIFECYCLE.id, figures.TIER.id)


class Side(NamedTuple):
    """One state: the rows of the changed records and of their customers by path, and the settings."""

    rows: Mapping[str, Rows]
    config: Config


class Moved(NamedTuple):
    """A figure before and after, of the changed records; a side is None where there is nothing to count."""

    figure: Figure
    before: float | int | None
    after: float | int | None


class Consequences(NamedTuple):
    """What appears, what vanishes, and the sums that differ."""

    appear: tuple[FollowUp, ...] = ()
    vanish: tuple[FollowUp, ...] = ()
    moved: tuple[Moved, ...] = ()


def consequences(base: Side, head: Side, touched: frozenset[str], renamed: Mapping[str, str], today: date) -> Consequences:
    """What follows for the `touched` paths (of both sides) as of a day; `renamed` tells the new path of an old one."""
    before, sums_before = _state(base, touched, today)
    after, sums_after = _state(head, touched, today)
    old = {_key(row, renamed): row for row in before}
    new = {_key(row, {}): row for row in after}
    return Consequences(
        tuple(row for key, row in new.items() if key not in old), tuple(row for key, row in old.items() if key not in new),
        _moved(sums_before, sums_after),
    )  # fmt: skip


def _key(row: FollowUp, renamed: Mapping[str, str]) -> tuple[str, ...]:
    return renamed.get(row.path, row.path), row.rule, row.what if row.what != row.name else "", row.due


def _state(side: Side, touched: frozenset[str], today: date) -> tuple[list[FollowUp], dict[tuple[str, ...], Figure]]:
    numbers = {path: number for number, path in enumerate(side.rows, 1)}
    connection = in_memory(side.rows, numbers)
    only = [number for path, number in numbers.items() if path in touched]
    try:
        found = due.followups(connection, side.config, today, calendar=work_calendar(side.config.data["calendar"]), only=only)
        others = [number for number in numbers.values() if number not in set(only)]
        connection.executemany("update record set archived = 1 where n = ?", [(number,) for number in others])
        sums = tally.notebook_figures(connection, side.config, today, due=())
    finally:
        connection.close()
    return list(found), {(one.definition, one.key, one.unit): one for one in sums if one.definition in _SUMS}


def _moved(before: Mapping[tuple[str, ...], Figure], after: Mapping[tuple[str, ...], Figure]) -> tuple[Moved, ...]:
    found = []
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        values = tuple((one.value or 0) if one else 0 for one in (old, new))
        figure = new or old
        if figure is not None and values[0] != values[1]:
            found.append(Moved(figure, *values))
    return tuple(found)
