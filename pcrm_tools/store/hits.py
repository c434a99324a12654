"""Search hits made fit to show: only those on the page are looked up, and only their files are read."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files

Show = Callable[[str, Sequence[str], int], tuple[int, str, tuple[tuple[int, int], ...]]]


class Hit(NamedTuple):
    """A record that was found, with the line that shows why; `kind` and `date` are those of the log entry there, if any."""

    id: str
    type: str
    name: str
    path: str
    line: int
    column: int
    kind: str
    date: str
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]


def hits(
    connection: sqlite3.Connection,
    root: Path,
    scores: Mapping[int, float],
    needles: Sequence[str],
    record_type: str,
    sort: str,
    limit: int,
    show: Show,
    kinds: Sequence[str] = (),
) -> tuple[int, list[Hit]]:
    """How many records were found, and the hits to show: by score, newest contact, name or path; equals by path."""
    rows = _rows(connection, scores, record_type)
    if sort == "score":
        rows.sort(key=lambda row: (-scores[row[0]], row[4]))
    elif sort == "date":
        rows.sort(key=lambda row: row[4])
        rows.sort(key=lambda row: row[6] or "", reverse=True)
    else:
        rows.sort(key=lambda row: (row[3] if sort == "name" else row[4], row[4]))
    shown = rows[:limit] if limit else rows
    return len(rows), [_hit(connection, root, row, scores[row[0]], needles, show, kinds) for row in shown]


def _rows(
    connection: sqlite3.Connection, scores: Mapping[int, float], record_type: str
) -> list[tuple[int, str, str, str, str, int, str | None]]:
    sql = "select n, id, type, name, path, title_line, last_entry from record where (? = '' or type = ?)"
    if len(scores) <= 500:
        sql += f" and n in ({','.join(map(str, scores)) or 'null'})"
    return [row for row in connection.execute(sql, (record_type, record_type)) if row[0] in scores]


def _hit(
    connection: sqlite3.Connection,
    root: Path,
    row: tuple[int, str, str, str, str, int, str | None],
    score: float,
    needles: Sequence[str],
    show: Show,
    kinds: Sequence[str],
) -> Hit:
    n, record_id, record_type, name, path, title_line, _ = row
    if kinds and not needles:
        marks = ",".join("?" * len(kinds))
        newest = connection.execute(
            f"select line from entry where n=? and kind in ({marks}) order by date desc, time desc, ord limit 1", (n, *kinds)
        ).fetchone()
        title_line = newest[0] if newest else title_line
    source = files.read_text(root / path, path)
    text = "" if isinstance(source, Finding) else source.text
    line, snippet, spans = show(text, needles, title_line)
    entry = connection.execute(
        "select kind, date from entry where n=? and line <= ? and end_line >= ? order by line desc limit 1", (n, line, line)
    ).fetchone()
    column = spans[0][0] + 1 if spans else 1
    kind, date = entry or ("", "")
    return Hit(record_id, record_type, name, path, line, column, kind, date, round(score, 3), snippet, spans)
