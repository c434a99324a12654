"""What is due in a notebook of readable records on disk, as lines that a test can be held against."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pcrm_tools.reports.followups import FollowUp, why_text
from pcrm_tools.session import Session
from pcrm_tools.store.due import followups
from tests.small_notebook import flat, notebook

TODAY = date(2026, 11, 20)  # a Friday
CUSTOMER = "---\nname: Huaxing\nowner: li.wei\nlifecycle: active\n"
PROJECT = "---\nname: Line 2\ncustomer: huaxing\nowner: dana\n"
QUIET = """
    tiers: {key: {}, general: {}}
    lifecycle: {lead: {}, prospect: {}, active: {}, growing: {}, dormant: {}, lost: {}}
"""


def customer(text: str, front: str = "") -> str:
    """A customer of these lines of front matter and this body."""
    return f"{CUSTOMER}{flat(front)}---\n\n{flat(text)}"


def project(text: str, front: str = "") -> str:
    """A project of the customer `huaxing`."""
    return f"{PROJECT}{flat(front)}---\n\n{flat(text)}"


def due(
    root: Path, files: Mapping[str, str], today: date = TODAY, horizon: date | None = None, settings: str = "", quiet: str = QUIET
) -> list[FollowUp]:
    """The follow-ups of a notebook: `huaxing` is a customer, other names without a folder are projects."""
    placed = {name if "/" in name else f"{'customers' if name == 'huaxing' else 'projects'}/{name}.md": text for name, text in files.items()}
    notebook(root, placed, flat(quiet) + flat(settings))
    session = Session.open(root)
    try:
        assert session.findings(today, ("pcrm.yml",)) == ()
        return list(followups(session.db, session.config, today, horizon))
    finally:
        session.close()


def lines(rows: list[FollowUp], *rules: str) -> list[str]:
    """Rows of some rules (else all) as `rule due days: what`, most pressing first."""
    return [f"{row.rule} {row.due} {row.days_late}: {row.what}" for row in rows if not rules or row.rule in rules]


def why(root: Path, row: FollowUp, lang: str = "en") -> str:
    """Why a row of that notebook is listed."""
    session = Session.open(root)
    try:
        return why_text(row, session.config, lang)
    finally:
        session.close()
