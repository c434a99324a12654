"""Follow-ups for tests of exchange formats, made without a notebook."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pcrm_tools.exchange import due_sheet
from pcrm_tools.exchange.due_sheet import Line, Places, Sheet
from pcrm_tools.model.config import Config, defaults
from pcrm_tools.reports.due_groups import grouped, late
from pcrm_tools.reports.due_rules import Why
from pcrm_tools.reports.followups import FollowUp

TODAY, HORIZON = date(2026, 11, 20), date(2026, 11, 27)
TEAM = [{"id": "dana", "name": "Dana Whitfield", "email": "dana@kestrel.example"}, {"id": "li.wei", "name": "李薇", "email": "li.wei@kestrel.example"}]
CONFIG = Config({**defaults(), "team": TEAM})


def follow_up(what: str = "Send the offer", due: str = "2026-11-25", **given: Any) -> FollowUp:
    """A follow-up of a task as of TODAY; what is not said is made up."""
    late = (TODAY - date.fromisoformat(due)).days
    row: dict[str, Any] = dict.fromkeys(FollowUp._fields, "")
    row |= {
        "id": "harbor", "path": "customers/harbor.md", "line": 12, "due": due, "days_late": late, "owner": "dana", "rule": "task",
        "what": what, "why": Why("task", {}), "score": 10, "name": "Harbor Foods", "group": "harbor", "promise": False, "private": False,
    }  # fmt: skip
    return FollowUp(**FollowUp._field_defaults | row | given)


def lines(rows: Iterable[FollowUp], lang: str = "en", places: Places = Places()) -> list[Line]:  # noqa: B008 - a value
    """The rows with their texts."""
    return due_sheet.lines(list(rows), CONFIG, lang, places)


def sheet(rows: Iterable[FollowUp], lang: str = "en", by: str = "when", places: Places = Places(), limit: int = 0) -> Sheet:  # noqa: B008
    """The rows as a sheet, in groups."""
    listed = list(rows)
    groups = grouped(listed, by, CONFIG, TODAY, lang, limit=limit)
    title = "跟进" if lang == "zh" else "Follow-ups"
    return Sheet(title, due_sheet.sections(groups, CONFIG, lang, places), TODAY, HORIZON, lang, len(listed), late(listed))
