"""A notebook as rows of the cache, built line by line: what tests of facts and reports read instead of files."""

import json
import sqlite3
from typing import Any

from pcrm_tools.model.log import KINDS
from pcrm_tools.store.dated import dated_rows, source_of
from pcrm_tools.store.schema import INDEXES, TABLES

OWN_GROUPS = {"commissioning": "contact", "interview": "feedback"}


class NotebookRows:
    """An empty cache in memory; records, entries, tasks and items are added by what a test is about, the rest is filled in."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(TABLES + INDEXES)
        self._line = 100

    def customer(self, record_id: str, **columns: Any) -> int:
        """A customer; its number."""
        return self._record("customer", record_id, columns)

    def project(self, record_id: str, customer: str, **columns: Any) -> int:
        """A project; its number. `start` becomes a field."""
        return self._record("project", record_id, {"customer": customer, **columns})

    def entry(self, n: int, date: str, kind: str, title: str = "", **columns: Any) -> int:
        """A log entry; its line. What is no column of the table is a token. The record's contact columns follow."""
        known = self._columns("entry")
        tokens = {key: value for key, value in columns.items() if key not in known}
        group = OWN_GROUPS.get(kind) or KINDS[kind].group
        row = {
            "date": date, "time": "", "kind": kind, "grp": group, "title": title, "by": "", "withs": "", "tags": "",
            "priority": "", "id": "", "before": "", "after": "", "anchor": f"{date}-{kind}", "private": 0,
            "attrs": json.dumps(tokens, ensure_ascii=False, separators=(",", ":")),
        }
        line = self._insert("entry", n, row | {key: value for key, value in columns.items() if key in known})
        self._follow(n)
        return line

    def task(self, n: int, text: str, due: str | None, **columns: Any) -> int:
        """An open task; its line."""
        row = dict.fromkeys(("owner", "priority", "id", "after", "re", "est", "every", "tags", "section"), "")
        row |= {"state": "open", "promise": 0, "private": 0, "parent": -1, "entry": -1}
        return self._insert("task", n, row | {"text": text, "due": due} | columns)

    def item(self, n: int, field: str, label: str, due: str | None, **columns: Any) -> int:
        """An item; its line. What is no column of the table is a cell."""
        known = self._columns("item")
        cells = {key: value for key, value in columns.items() if key not in known}
        row = {"field": field, "label": label, "due": due, "data": json.dumps(cells, ensure_ascii=False)}
        return self._insert("item", n, row | {key: value for key, value in columns.items() if key in known})

    def field(self, n: int, key: str, value: str, **columns: Any) -> None:
        """A front-matter value."""
        self._insert("field", n, {"key": key, "ord": 0, "value": value, "column": 1} | columns)

    def link(self, n: int, target: str, **columns: Any) -> int:
        """A reference out of a record; its line."""
        return self._insert("link", n, {"target": target, "anchor": "", "kind": "wiki", "source": "body", "column": 1} | columns)

    def _record(self, record_type: str, record_id: str, columns: dict[str, Any]) -> int:
        n = int(self.db.execute("select coalesce(max(n), 0) + 1 from record").fetchone()[0])
        start = columns.pop("start", None)
        row = {
            "n": n, "path": f"{record_type}s/{record_id}.md", "id": record_id, "twin": record_id, "type": record_type,
            "name": record_id.title(), "owner": "wang.lei", "archived": 0, "private": 0, "entries": 0, "digest": "",
            "title_line": 9, "next_line": 5, "allowed": "",
        }
        self._put("record", row | columns)
        if start:
            self.field(n, "start", start)
        return n

    def _follow(self, n: int) -> None:
        """What the cache keeps of a file's newest contact and first entry."""
        query = "select date, line, json_extract(attrs, '$.next') from entry where n = ? and grp = 'contact'"
        newest = self.db.execute(f"{query} order by date desc, time desc, ord limit 1", (n,)).fetchone() or (None, None, None)
        said_line = newest[1] if newest[2] else None
        self.db.execute(
            "update record set last_entry = ?, said_next = ?, said_line = ?, last_line = ?,"
            " first_entry = (select min(date) from entry where n = :n) where n = :n".replace(":n", "?"),
            (newest[0], newest[2], said_line, newest[1], n, n),
        )

    def _insert(self, table: str, n: int, row: dict[str, Any]) -> int:
        self._line += 1
        row = {"n": n, "line": self._line, **row}
        if "ord" in self._columns(table):
            row.setdefault("ord", self.db.execute(f"select count(*) from {table} where n = ?", (n,)).fetchone()[0])
        if table == "entry":
            row.setdefault("end_line", self._line)
        self._put(table, row)
        self._date(n)
        return int(row["line"])

    def _date(self, n: int) -> None:
        """What the cache keeps of the days that a file names."""
        record = self.db.execute("select * from record where n = ?", (n,)).fetchone()[1:]
        rows = [[row[1:] for row in self.db.execute(f"select * from {table} where n = ?", (n,))] for table in ("field", "item", "entry", "task")]
        self.db.execute("delete from dated where n = ?", (n,))
        for row in dated_rows(source_of(n, record, *rows), {}):
            self.db.execute(f"insert into dated values ({', '.join('?' * (len(row) + 1))})", (n, *row))

    def _put(self, table: str, row: dict[str, Any]) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        self.db.execute(f"insert into {table} ({names}) values ({', '.join('?' * len(row))})", tuple(row.values()))

    def _columns(self, table: str) -> set[str]:
        return {row[1] for row in self.db.execute(f"pragma table_info({table})")}
