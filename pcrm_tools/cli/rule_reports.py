"""Reports that house rules ask for, each about the records that its rule found."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App

if TYPE_CHECKING:
    from pcrm_tools.reports.house_rules import Action


def write(app: App, actions: "Sequence[Action]", folder: str) -> list[str]:
    """Write each report as a page into a folder (default: .pcrm/mail), in place of an earlier one; raises UnknownName."""
    from pcrm_tools import reporting, ruling
    from pcrm_tools.cli.private_file import write_private
    from pcrm_tools.exchange import report_text
    from pcrm_tools.exchange.owner_files import file_stems
    from pcrm_tools.reports.registry import meanings
    from pcrm_tools.text.query_tree import QueryError

    session = app.session()
    target = Path(folder) if folder else session.folder / "mail"
    written = []
    for action in actions:
        kind = reporting.kind(action.what)
        found = ruling.records_of(session, ruling.wanted_rules(session, [action.rule])[0], app.today)
        only = {row.n for row in found} if not isinstance(found, QueryError) else set()
        report = kind.make(session, reporting.Asked(app.today, reporting.window(kind, app.today, None, None), only))
        path = target / f"{file_stems([action.rule])[action.rule]}-{app.today}.html"
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(str(path), report_text.html(report, meanings(), app.lang).encode("utf-8", "replace"))
        written.append(str(path))
    return written
