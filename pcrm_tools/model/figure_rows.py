"""Rows from which key figures are made: plain values as SQL gives them; `path` and `line` say where each comes from."""

from typing import NamedTuple


class CustomerSeen(NamedTuple):
    """A customer that is not archived."""

    path: str
    lifecycle: str | None
    tier: str | None


class ProjectSeen(NamedTuple):
    """An open project; `value` is an amount in its own currency."""

    path: str
    pipeline: str
    stage: str | None
    currency: str | None
    value: float | None


class CaseSeen(NamedTuple):
    """An open service case."""

    path: str
    line: int


class Answer(NamedTuple):
    """An answer of a survey or feedback entry: `csat` 1 to 5, `nps` 0 to 10, either may be missing."""

    path: str
    line: int
    date: str
    csat: float | None
    nps: float | None
