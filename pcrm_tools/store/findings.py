"""All findings of a notebook: those kept with each file, those of the whole, those of pcrm.yml and of the folder."""

import json
import sqlite3
from datetime import date
from pathlib import Path

from pcrm_tools.checks import notebook
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import holidays
from pcrm_tools.store.freshness import stored_settings_findings
from pcrm_tools.store.saved_checks import saved_findings
from pcrm_tools.store.snapshot import load_notebook
from pcrm_tools.text.record import is_allowed


def all_findings(
    connection: sqlite3.Connection, root: Path, strays: tuple[Finding, ...], today: date, paths: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """Every finding as of a day by path, line and column; `paths` keeps those of the named files and folders."""
    found = [*strays, *stored_settings_findings(connection), *saved_findings(connection, root, today), *local_findings(connection)]
    found.extend(holidays.findings(connection, root, today))
    found.extend(_unless_allowed(connection, root, list(notebook.check(load_notebook(connection, root, today.isoformat())))))
    if paths:
        found = [f for f in found if any(path in ("", ".") or f.path == path or f.path.startswith(f"{path}/") for path in paths)]
    return tuple(sorted(found, key=lambda f: (f.path, f.line, f.column, f.rule)))


def local_findings(connection: sqlite3.Connection) -> list[Finding]:
    """What each file's own text says, as kept in the cache."""
    rows = connection.execute(
        "select f.rule, f.severity, r.path, f.line, f.column, f.vals from local_finding f join record r using(n)"
    )
    return [Finding(rule, severity, path, line, column, json.loads(values)) for rule, severity, path, line, column, values in rows]


def _unless_allowed(connection: sqlite3.Connection, root: Path, found: list[Finding]) -> list[Finding]:
    """Cross-file findings without those that their file allows; only files with findings are looked at."""
    allowed: dict[str, frozenset[str]] = {}
    for path in {finding.path for finding in found}:
        row = connection.execute("select allowed from record where path=?", (path,)).fetchone()
        allowed[path] = frozenset(str(row[0]).split()) if row else frozenset()
    return [finding for finding in found if not is_allowed(finding, allowed[finding.path])]
