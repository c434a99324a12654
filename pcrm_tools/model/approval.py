"""Somebody's consent that a change needs, by the notebook's `approvals:`."""

from datetime import date
from typing import NamedTuple


class Approval(NamedTuple):
    """A consent that is asked for: the rule's name, the record, the changed fields, who must agree (ids), and who has, with the day."""

    rule: str
    id: str
    path: str
    type: str
    name: str
    line: int
    fields: tuple[str, ...]
    by: tuple[str, ...]
    agreed: tuple[str, date] | None
