"""What shows that a record meets a query's filters: the row that they speak of, looked up for the few records that are shown.

The newest entry that fits comes first, the first open task, the first item; an own one before that of a customer's project.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pcrm_tools.store.wheres import Where

_MOST = 8


class Evidence(NamedTuple):
    """Rows of a source for which a condition holds: `log`, `task`, `item:contacts`, `field`.

    Of the source `line`, `shown` is the line of a record that meets the condition, as an expression.
    """

    source: str
    where: Where
    shown: str = ""


class Proof(NamedTuple):
    """The lines of a file that show why a record was found; `path` is another file's where the row is that of a project."""

    path: str
    line: int
    end_line: int
    kind: str
    date: str


_OF = "select ? union all select p.n from record p join record c on c.id = p.customer and c.type = 'customer'" \
    " where c.n = ? and p.type = 'project'"  # fmt: skip
_ROWS = {
    "log": f"""select r.path, e.line, e.end_line, e.kind, e.date from entry e join record r on r.n = e.n
 where e.n in ({_OF}) and {{where}} order by e.n != ?, e.date desc, e.time desc, e.ord limit {_MOST}""",
    "task": f"""select r.path, t.line, t.line, '', '' from task t join record r on r.n = t.n
 where t.n = ? and {{where}} order by t.state != 'open', t.ord limit {_MOST}""",
    "item": f"""select r.path, i.line, i.line, '', '' from item i join record r on r.n = i.n
 where i.n = ? and i.field = ? and {{where}} order by i.ord limit {_MOST}""",
    "field": f"""select r.path, f.line, f.line, '', '' from field f join record r on r.n = f.n
 where f.n = ? and {{where}} order by f.ord limit {_MOST}""",
    "line": "select r.path, {shown} as line, 0, '', '' from record r where r.n = ? and line > 0 and {where}",
}


def proofs(connection: sqlite3.Connection, n: int, evidence: Iterable[Evidence]) -> Iterator[list[Proof]]:
    """The rows of a record that meet each part of a query, rows of lists before lines of the front matter."""
    for part in sorted(evidence, key=lambda part: _RANK.get(part.source, 0)):
        source, _, field = part.source.partition(":")
        arguments = (*((n, n) if source == "log" else (n,)), *((field,) if field else ()), *part.where.values, *((n,) if source == "log" else ()))
        query = _ROWS[source].format(where=part.where.sql, shown=part.shown)
        found = [Proof._make(row) for row in connection.execute(query, arguments)]
        if found:
            yield [proof._replace(end_line=max(proof.line, proof.end_line)) for proof in found]


_RANK = {"line": 1, "field": 2}
