"""Records found by what people call them: id, name, alias, e-mail, phone or company number."""

import sqlite3
import unicodedata

from pcrm_tools.errors import AmbiguousName, UnknownName

_BY_FIELD = ("aliases", "email", "phone", "company_no")


def find_record(connection: sqlite3.Connection, name: str, record_type: str = "") -> int:
    """The number of the record that a name means; raises UnknownName or AmbiguousName with the candidates' ids.

    An exact id wins; then whole names and aliases without regard to case, width and blanks; then a part of a name.
    """
    # What is no UTF-8 on the command line arrives as half characters, which SQLite does not take.
    valid = name.encode("utf-8", "replace").decode("utf-8")
    clean = unicodedata.normalize("NFC", valid.strip().removeprefix("[[").removesuffix("]]"))
    for look in (_by_id, _by_words, _by_part):
        rows = [row for row in look(connection, clean) if not record_type or row[2] == record_type]
        if len(rows) == 1:
            return int(rows[0][0])
        if rows:
            raise AmbiguousName(name, sorted({row[1] for row in rows})[:12])
    raise UnknownName(name, _nearest(connection, clean))


Row = tuple[int, str, str]


def _by_id(connection: sqlite3.Connection, name: str) -> list[Row]:
    rows = connection.execute("select n, id, type from record where id=?", (name,)).fetchall()
    if rows:
        return [row for row in rows if row[2] != "page"] or rows
    twin = unicodedata.normalize("NFKC", name).casefold()
    return connection.execute("select n, id, type from record where twin=?", (twin,)).fetchall()


def key(text: str) -> str:
    """A name as it is compared: without regard to case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


def _by_words(connection: sqlite3.Connection, name: str) -> list[Row]:
    wanted, digits = key(name), _digits(name)
    found: dict[int, Row] = {}
    rows = connection.execute("select n, id, type, 'name', name from record where type != 'page'").fetchall()
    marks = ",".join("?" * len(_BY_FIELD))
    rows += connection.execute(
        f"select r.n, r.id, r.type, f.key, f.value from field f join record r using(n) where f.key in ({marks})", _BY_FIELD
    ).fetchall()
    for n, record_id, record_type, kind, value in rows:
        same_phone = kind == "phone" and len(digits) >= 7 and _digits(value).endswith(digits)
        if key(value) == wanted or same_phone:
            found[n] = (n, record_id, record_type)
    return list(found.values()) or _by_contact(connection, wanted, digits)


def _by_contact(connection: sqlite3.Connection, wanted: str, digits: str) -> list[Row]:
    """The customers one of whose contacts has this name, e-mail or phone."""
    import json

    found: dict[int, Row] = {}
    rows = connection.execute("select r.n, r.id, r.type, i.data from item i join record r using(n) where i.field='contacts'")
    for n, record_id, record_type, data in rows:
        cells = json.loads(data)
        words = [cells.get("name"), cells.get("email"), cells.get("wechat"), *cells.get("aliases", ())]
        same_phone = len(digits) >= 7 and _digits(str(cells.get("phone") or "")).endswith(digits)
        if same_phone or any(word and key(word) == wanted for word in words):
            found[n] = (n, record_id, record_type)
    return list(found.values())


def _by_part(connection: sqlite3.Connection, name: str) -> list[Row]:
    wanted = key(name)
    if len(wanted) < 2:
        return []
    rows = connection.execute("select n, id, type, name from record where type != 'page'").fetchall()
    return [
        (n, record_id, record_type) for n, record_id, record_type, full in rows if wanted in key(full) or wanted in key(record_id)
    ]


def _nearest(connection: sqlite3.Connection, name: str) -> list[str]:
    from difflib import get_close_matches

    words: dict[str, str] = {}
    for record_id, full in connection.execute("select id, name from record where type != 'page'"):
        words[key(record_id)] = record_id
        words[key(full)] = record_id
    return list(dict.fromkeys(words[word] for word in get_close_matches(key(name), list(words), 5, 0.5)))
