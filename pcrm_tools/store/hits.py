"""Search hits made fit to show: only those on the page are looked up, and only their files are read."""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files
from pcrm_tools.store.evidence import Evidence, Proof, proofs

_LINES = re.compile(r"(\r\n|\r|\n)")
Show = Callable[[str, Sequence[str], int], tuple[int, str, tuple[tuple[int, int], ...], int]]


class Hit(NamedTuple):
    """A record that was found, with the line that shows why; `kind` and `date` are those of the log entry there, if any.

    `column` counts the bytes of the line, from 1, as editors' error lists do; `n` is the record's number in the cache.
    """

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
    n: int = 0


Row = tuple[int, str, str, str, str, int]


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
    evidence: Sequence[Evidence] = (),
) -> tuple[int, list[Hit]]:
    """How many records were found, and the hits to show: by score, date, name or path; equals by path.

    A record's date is that of its newest entry of the kinds asked for; where none was asked for, of its newest contact, for a
    customer those of its projects too. A hit shows the line with most of the needles, of those that `evidence` points to if one
    of them has any, else the first of these.
    """
    rows = _rows(connection, scores, record_type)
    if sort == "score":
        rows.sort(key=lambda row: (-scores[row[0]], row[4]))
    elif sort == "date":
        dates = _dates(connection, kinds)
        rows.sort(key=lambda row: row[4])
        rows.sort(key=lambda row: dates.get(row[0], ""), reverse=True)
    else:
        rows.sort(key=lambda row: (row[3] if sort == "name" else row[4], row[4]))
    shown = rows[:limit] if limit else rows
    return len(rows), [_hit(connection, root, row, scores[row[0]], needles, show, evidence) for row in shown]


def _rows(connection: sqlite3.Connection, scores: Mapping[int, float], record_type: str) -> list[Row]:
    sql = "select n, id, type, name, path, title_line from record where (? = '' or type = ?)"
    if len(scores) <= 500:
        sql += f" and n in ({','.join(map(str, scores)) or 'null'})"
    return [row for row in connection.execute(sql, (record_type, record_type)) if row[0] in scores]


def _dates(connection: sqlite3.Connection, kinds: Sequence[str]) -> dict[int, str]:
    """The date of each record that has one."""
    marks = ",".join("?" * len(kinds))
    newest = f"select n, max(date) as day from entry where kind in ({marks}) group by n" if kinds else "select n, last_entry as day from record"
    rows = connection.execute(f"select r.n, r.type, r.customer, d.day from record r join ({newest}) d using(n)", tuple(kinds)).fetchall()
    dates = {n: day for n, _, _, day in rows if day}
    # A customer's projects count for it, as they do for the filters on its log
    customers = {record_id: n for n, record_id in connection.execute("select n, id from record where type = 'customer'")}
    for _, record_type, customer, day in rows:
        n = customers.get(customer) if record_type == "project" else None
        if n is not None and day:
            dates[n] = max(dates.get(n, ""), day)
    return dates


def _hit(
    connection: sqlite3.Connection,
    root: Path,
    row: Row,
    score: float,
    needles: Sequence[str],
    show: Show,
    evidence: Sequence[Evidence],
) -> Hit:
    n, record_id, record_type, name, path, title_line = row
    found = [proof for rows in proofs(connection, n, evidence) for proof in rows]
    first = found[0] if found else Proof(path, title_line, title_line, "", "")
    kind, date = first.kind, first.date
    if needles:
        found = [proof for proof in found if proof.path == path]
        first = Proof(path, title_line, title_line, "", "")
    source = files.read_text(root / first.path, first.path)
    text = "" if isinstance(source, Finding) else source.text
    line, snippet, spans, column = _shown(text, needles, first.line, found, show)
    if first.path == path:
        entry = connection.execute(
            "select kind, date from entry where n=? and line <= ? and end_line >= ? order by line desc limit 1", (n, line, line)
        ).fetchone()
        kind, date = entry or ("", "")
    return Hit(record_id, record_type, name, first.path, line, column, kind, date, round(score, 3), snippet, spans, n)


def _shown(
    text: str, needles: Sequence[str], first: int, found: Sequence[Proof], show: Show
) -> tuple[int, str, tuple[tuple[int, int], ...], int]:
    """The line to show: among the rows that were found if a needle stands in one, else anywhere."""
    if needles and found:
        inside = {line for proof in found for line in range(proof.line, proof.end_line + 1)}
        lines = _LINES.split(text)
        # Line ends stand at the odd places; the fences stay, since keys of the front matter are no text
        kept = [part if at % 2 or at // 2 + 1 in inside or part.rstrip() == "---" else "" for at, part in enumerate(lines)]
        best = show("".join(kept), needles, first)
        if best[2]:
            return best
    return show(text, needles, first)
