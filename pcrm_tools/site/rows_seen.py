"""What the last build knew of each record's rows, so that a change of words alone leaves the pages of the whole notebook standing.

Rows follow from a record's file and the settings. Where no row changed, every page that is made of rows stays as it is; what is left
to be made are the pages of the records whose text changed.
"""

import hashlib
import json
import marshal
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pcrm_tools.reports.house_rules import house_rules
from pcrm_tools.session import Session
from pcrm_tools.site.book import Book
from pcrm_tools.store import site_rows
from pcrm_tools.text import saved_queries
from pcrm_tools.text.query_tree import QueryError

Marks = dict[int, tuple[str, str, str]]
"""By a record's number its path, the digest of its file and a digest of its rows."""


class Rows:
    """The rows of all records now, held against those of which the last build made the computed pages (`files`)."""

    def __init__(self, session: Session, book: Book, path: Path, stamp: str) -> None:
        self.session, self.book, self.path, self.stamp = session, book, path, stamp
        self.known: Marks = {}
        self.files: list[str] = []
        self.now: Marks | None = None
        self._was = ""
        try:
            held = json.loads(path.read_text("utf-8"))
            marks = {int(n): (str(where), str(digest), str(mark)) for n, (where, digest, mark) in held["marks"].items()}
            if held["made_by"] == site_rows.made_by(session.db):
                self.known, self.files, self._was = marks, list(map(str, held["files"])), str(held["stamp"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass

    def marks(self) -> Marks:
        """The marks of all records and pages; those of files that are known are not worked out again."""
        if self.now is None:
            rows = {row.n: row for row in (*self.book.records.values(), *self.book.pages.values())}
            same = {n: mark for n, mark in self.known.items() if n in rows and mark[:2] == (rows[n].path, rows[n].digest)}
            fresh = site_rows.row_digests(self.session.db, rows.keys() - same.keys(), not same)
            self.now = {n: same.get(n) or (row.path, row.digest, fresh[n]) for n, row in rows.items()}
        return self.now

    def reworded(self) -> list[int] | None:
        """The records whose texts alone changed; None where rows, records, or what else computed pages show may have changed."""
        if not self.known or self._was != self.stamp:
            return None
        now = self.marks()
        changed = [n for n, mark in now.items() if mark != self.known.get(n)]
        same = now.keys() == self.known.keys() and all(now[n][::2] == self.known[n][::2] for n in changed)
        return [n for n in changed if n in self.book.records] if same else None

    def save(self, files: Iterable[str]) -> None:
        """Keeps what the next build is to know."""
        held = {"stamp": self.stamp, "made_by": site_rows.made_by(self.session.db), "files": list(files), "marks": self.marks()}
        temporary = self.path.with_suffix(".tmp")
        temporary.write_text(json.dumps(held, separators=(",", ":")), "utf-8")
        temporary.replace(self.path)


def stamp(session: Session, today: date, parts: Iterable[str]) -> str:
    """A digest of what computed pages are made from besides rows; `parts` are the build's own."""
    config = session.config
    digest = hashlib.blake2b(digest_size=12)
    settings = json.dumps(config.data, sort_keys=True, default=str, ensure_ascii=False)
    for part in (settings, today.isoformat(), *parts):
        digest.update(part.encode(errors="surrogatepass") + b"\0")
    queries = [saved_queries.view(config, str(name)).query for name in config.data["views"]]
    queries += [f'segment:"{name}"' for name in config.data["segments"]]
    # Their words look into texts, which no row tells of.
    for query in (*queries, *(rule.when for rule in house_rules(config))):
        answer = session.ask(query, today) if query else None
        found = sorted(answer.scores) if answer is not None and not isinstance(answer, QueryError) else []
        digest.update(marshal.dumps(found, 2))
    return digest.hexdigest()
