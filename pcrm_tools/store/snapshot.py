"""The rows that cross-file checks look at, selected by SQL so that only what is doubtful reaches Python."""

import os
import sqlite3
from pathlib import Path
from urllib.parse import unquote

from pcrm_tools.model.notebook import Balance, Future, Identity, Mention, Notebook, Reference
from pcrm_tools.store.decoded import twin_key
from pcrm_tools.text.fold import fold

_SCHEMES = ("http:", "https:", "mailto:", "tel:", "ftp:")


def load_notebook(connection: sqlite3.Connection, root: Path, today: str) -> Notebook:
    """What checks over the whole notebook need, as of a day (ISO)."""
    types = dict(connection.execute("select id, type from record order by type='page'"))
    for record_id, record_type in connection.execute("select id, type from record where type != 'page'"):
        types[record_id] = record_type
    references = (*_links(connection), *_files(connection, root))
    return Notebook(
        types, _twins(connection), _duplicates(connection), _alike(connection), references, _mentions(connection), _balances(connection),
        tuple(Future(*row) for row in connection.execute(
            "select r.path, e.line, e.date, e.kind from entry e join record r using(n) where e.date > ? order by r.path, e.line", (today,)
        )),
        _anchors(connection, references),
    )


def _twins(connection: sqlite3.Connection) -> dict[str, str]:
    """Other forms of ids, and the last parts of pages' names, -> id."""
    found = {twin: record_id for record_id, twin in connection.execute("select id, twin from record")}
    for (page,) in connection.execute("select id from record where type='page' order by id"):
        found.setdefault(twin_key(page.rpartition("/")[2]), page)
    return found


def _duplicates(connection: sqlite3.Connection) -> tuple[Identity, ...]:
    rows = connection.execute(
        "select path, id, twin from record where type != 'page' and twin in"
        " (select twin from record where type != 'page' group by twin having count(*) > 1)"
    )
    return tuple(Identity(*row) for row in rows)


def _alike(connection: sqlite3.Connection) -> tuple[Identity, ...]:
    """Records whose ids differ only by traditional and simplified characters, each with another one's path."""
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for row in connection.execute("select path, id, twin from record where type != 'page' order by path"):
        if not row[2].isascii():
            groups.setdefault(fold(row[2]), []).append(row)
    return tuple(
        Identity(path, record_id, next(other[0] for other in rows if other[2] != twin))
        for rows in groups.values() if len({row[2] for row in rows}) > 1
        for path, record_id, twin in rows
    )  # fmt: skip


def _links(connection: sqlite3.Connection) -> list[Reference]:
    """Wiki links and record fields that no id answers as written, and all that name an anchor or need a certain type."""
    rows = connection.execute(
        "select r.path, l.line, l.column, l.target, l.anchor, l.kind, l.source, r.id from link l join record r using(n)"
        " left join record t on t.id = l.target where l.kind in ('wiki', 'field', 're')"
        " and (t.n is null or l.anchor != '' or (l.source in ('customer','referred_by','parent') and t.type != 'customer')"
        " or (l.source = 'related' and t.type != 'project')) order by r.path, l.ord"
    )
    return [Reference(*row) for row in rows]


def _files(connection: sqlite3.Connection, root: Path) -> list[Reference]:
    """Ordinary links whose relative path leads to no file inside the notebook."""
    rows = connection.execute(
        "select r.path, l.line, l.column, l.target, l.anchor, l.kind, l.source, r.id from link l join record r using(n)"
        " where l.kind in ('md', 'image') order by r.path, l.ord"
    )
    broken = []
    for row in rows:
        target = row[3]
        if not target or target.lower().startswith(_SCHEMES):
            continue
        if not _stands(root, row[0], target):
            broken.append(Reference(*row))
    return broken


def _stands(root: Path, path: str, target: str) -> bool:
    """Whether a relative link leads to a file inside the notebook."""
    clean = unquote(target.split("#")[0].split("?")[0])
    if not clean:
        return True
    if "\0" in clean or clean.startswith(("/", "\\", "~")) or ":" in clean.split("/")[0]:
        return False
    joined = os.path.normpath(os.path.join(os.path.dirname(path), clean))  # noqa: PTH118, PTH120 - text, not a file
    return not joined.startswith("..") and os.path.exists(root / joined)  # noqa: PTH110 - a name too long is an answer too


def _mentions(connection: sqlite3.Connection) -> tuple[Mention, ...]:
    """Names in projects' logs that are no current contact of the customer under their main name."""
    rows = connection.execute(
        "select r.path, l.line, l.column, l.target, l.source, c.n from link l join record r using(n)"
        " join record c on c.id = r.customer and +c.type = 'customer' where l.kind = 'with' and not exists"
        " (select 1 from item i where i.n = c.n and i.field = 'contacts' and i.label = l.target"
        "  and instr(i.data, '\"left\":') = 0) order by r.path, l.line"
    ).fetchall()
    found = []
    people: dict[int, dict[str, str]] = {}
    for path, line, column, name, day, n in rows:
        if n not in people:
            people[n] = _contacts(connection, n)
        known = people[n]
        if name not in known:
            found.append(Mention(path, line, column, name, day, "", "\n".join(known)))
        elif known[name] and day > known[name]:
            found.append(Mention(path, line, column, name, day, known[name], ""))
    return tuple(found)


def _contacts(connection: sqlite3.Connection, n: int) -> dict[str, str]:
    """Every name and alias of a customer's contacts -> the day on which they left."""
    import json

    known: dict[str, str] = {}
    for (data,) in connection.execute("select data from item where n=? and field='contacts'", (n,)):
        cells = json.loads(data)
        for name in (cells.get("name"), *cells.get("aliases", ())):
            if name:
                known[name] = cells.get("left") or ""
    return known


def _balances(connection: sqlite3.Connection) -> tuple[Balance, ...]:
    """All balance-making entries of customers that spend points or assert a balance."""
    rows = connection.execute(
        "with concerned as (select distinct coalesce(c.n, r.n) as n from entry e join record r using(n)"
        " left join record c on r.type='project' and c.id = r.customer and c.type='customer'"
        " where e.kind in ('redeem', 'check') or (e.kind = 'points' and json_extract(e.attrs, '$.points') < 0)),"
        " member as (select r.n, c.id as customer from concerned join record c on c.n = concerned.n"
        " join record r on r.n = c.n or (r.type='project' and r.customer = c.id))"
        " select m.customer, r.path, e.line, e.date, e.time, e.ord, e.kind, e.title, e.attrs from member m join record r on r.n = m.n"
        " join entry e on e.n = m.n where e.grp in ('money', 'loyalty', 'balance')"
    )
    return tuple(Balance(*row) for row in rows)


def _anchors(connection: sqlite3.Connection, references: tuple[Reference, ...]) -> dict[str, frozenset[str]]:
    wanted = {ref.target or ref.own_id for ref in references if ref.anchor}
    twins = {twin_key(name) for name in wanted}
    found: dict[str, frozenset[str]] = {}
    for twin in twins:
        for n, record_id in connection.execute("select n, id from record where twin = ?", (twin,)).fetchall():
            rows = connection.execute("select anchor from anchor where n=?", (n,))
            found[record_id] = frozenset(row[0] for row in rows) | found.get(record_id, frozenset())
    return found
