"""The people whom `--with` names, held against the contacts of the customer: as they are written there, and what is odd."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    import sqlite3

    from pcrm_tools.cli.app import App
    from pcrm_tools.cli.changes import Row

_UNKNOWN = Text("{seen} is no contact of {record}{near}", "{seen} 不是{record}的联系人{near}")
_NEAR = Text("; perhaps {near}", "；也许是 {near}")
_LEFT = Text("{seen} left {record} on {left}", "{seen} 已于 {left} 离开{record}")
_CONTACTS = """
select i.data from item i join record c on c.n = i.n and c.type = 'customer' and i.field = 'contacts'
where c.n = :n or c.id = (select p.customer from record p where p.n = :n and p.type = 'project') order by i.ord"""
_MOST = 3


class Contact(NamedTuple):
    """A contact: the name or alias as it is written, and the day on which they left, if they did."""

    name: str
    left: str


def contacts(db: "sqlite3.Connection", n: int) -> list[Contact]:
    """Names and aliases of the contacts of a customer, or of a project's customer."""
    found = []
    for (data,) in db.execute(_CONTACTS, {"n": n}):
        cells = json.loads(data)
        names = [cells.get("name"), *(cells.get("aliases") or ())]
        found += [Contact(str(name), str(cells.get("left") or "")) for name in names if name]
    return found


def placed(app: "App", rows: "Sequence[Row]", names: Sequence[str], day: str) -> "Mapping[int, tuple[str, ...]]":
    """The names that belong into each record's entry, spelt as its contacts are; says what is odd about them.

    A name that is a contact of some of the records only is written there alone.
    """
    if not names:
        return {row.n: () for row in rows}
    db = app.session().db
    known = {row.n: {_key(contact.name): contact for contact in contacts(db, row.n)} for row in rows}
    team = app.session().config.team_words()
    found: dict[int, list[str]] = {row.n: [] for row in rows}
    for name in names:
        homes = [row for row in rows if _key(name) in known[row.n]]
        if not homes and name not in team:
            _say_unknown(app, rows, name, [contact.name for row in rows for contact in known[row.n].values()])
        for row in homes or rows:
            contact = known[row.n].get(_key(name), Contact(name, ""))
            found[row.n].append(contact.name)
            if contact.left and day > contact.left:
                app.out.note(_LEFT, seen=contact.name, record=row.id, left=contact.left)
    return {n: tuple(dict.fromkeys(listed)) for n, listed in found.items()}


def _say_unknown(app: "App", rows: "Sequence[Row]", name: str, known: Sequence[str]) -> None:
    from difflib import get_close_matches

    wanted = _key(name)
    parts = [other for other in known if wanted and (wanted in _key(other) or _key(other) in wanted)]
    # One character of a Chinese name of two is half of it.
    close = get_close_matches(name, known, _MOST, 0.5 if len(name) < 4 and not name.isascii() else 0.6)
    near = list(dict.fromkeys((*parts, *close)))[:_MOST]
    hint = _NEAR.of(app.lang, near=", ".join(near)) if near else ""
    app.out.note(_UNKNOWN, seen=name, record=", ".join(row.id for row in rows), near=hint)


def _key(name: str) -> str:
    from pcrm_tools.store.lookup import key

    return key(name)
