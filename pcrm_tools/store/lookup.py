"""Records found by what people call them: id, name, alias, e-mail, phone, company number, a contact, or how a name sounds."""

import sqlite3
import unicodedata
from collections.abc import Callable, Iterable
from itertools import chain

from pcrm_tools.errors import AmbiguousName, UnknownName
from pcrm_tools.store.called import Called, people_called, records_called
from pcrm_tools.text.fold import fold

_MOST_NEAR = 5
_ESCAPED = frozenset('"\\')
_BY_FIELD = ("aliases", "email", "phone", "company_no")


def find_record(connection: sqlite3.Connection, name: str, record_type: str = "") -> int:
    """The number of the record that a name means; raises UnknownName or AmbiguousName with the candidates' ids.

    An exact id wins; then whole names and aliases without regard to case, width and blanks, of records before contacts; then
    the same by their pinyin or initials (`wangfang`, `wf`); then parts of records' names, written or by their sound.
    """
    # What is no UTF-8 on the command line arrives as half characters, which SQLite does not take.
    valid = name.encode("utf-8", "replace").decode("utf-8")
    clean = unicodedata.normalize("NFC", valid.strip().removeprefix("[[").removesuffix("]]"))
    for look in (_by_id, _by_words, _by_sound, _by_part):
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
    if text.isascii():
        return "".join(text.lower().split())
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
    maybe_phone = len(digits) >= 7
    rows = connection.execute("select r.n, r.id, r.type, i.data from item i join record r using(n) where i.field='contacts'")
    for n, record_id, record_type, data in rows:
        if not maybe_phone and wanted not in key(data) and not _ESCAPED.intersection(wanted):
            continue
        cells = json.loads(data)
        words = [cells.get("name"), cells.get("email"), cells.get("wechat"), *cells.get("aliases", ())]
        same_phone = maybe_phone and _digits(str(cells.get("phone") or "")).endswith(digits)
        if same_phone or any(word and key(word) == wanted for word in words):
            found[n] = (n, record_id, record_type)
    return list(found.values())


def _by_sound(connection: sqlite3.Connection, name: str) -> list[Row]:
    """Records whose whole name or alias is typed so in Latin letters, else those with such a contact."""
    if not _letters(name):
        return []
    from pcrm_tools.text.pinyin import whole

    contacts = people_called(connection, ("contacts",), beyond_ascii=True)
    return _sounding(records_called(connection, beyond_ascii=True), name, whole) or _sounding(contacts, name, whole)


def _by_part(connection: sqlite3.Connection, name: str) -> list[Row]:
    wanted = key(name)
    if len(wanted) < 2:
        return []
    rows = connection.execute("select n, id, type, name from record where type != 'page'").fetchall()
    found = [
        (n, record_id, record_type) for n, record_id, record_type, full in rows if wanted in key(full) or wanted in key(record_id)
    ]
    if _letters(name):
        from pcrm_tools.text.pinyin import part

        found += _sounding(records_called(connection, beyond_ascii=True), name, part)
    return list(dict.fromkeys(found))


def _letters(name: str) -> str:
    """A name as Latin letters that may stand for Chinese characters, empty where it is anything else."""
    from pcrm_tools.text.pinyin import asked

    letters = key(name).replace("'", "").replace("’", "")
    return letters if letters.isascii() and letters.isalpha() and asked(letters, False) else ""


def _sounding(names: Iterable[Called], name: str, means: Callable[[str, str], object]) -> list[Row]:
    """The records of those names in which letters mean characters of a run; pages have no part in look-ups."""
    from pcrm_tools.text.pinyin import runs

    letters = _letters(name)
    found: dict[int, Row] = {}
    meant: dict[str, bool] = {}
    for one in names:
        if one.type != "page":
            if one.name not in meant:
                meant[one.name] = any(means(run, letters) for run in runs(fold(one.name)))
            if meant[one.name]:
                found[one.n] = (one.n, one.id, one.type)
    return list(found.values())


def _nearest(connection: sqlite3.Connection, name: str) -> list[str]:
    """What may have been meant: ids of records, names of contacts."""
    from pcrm_tools.store.near_names import near

    people = list(people_called(connection, ("contacts",)))
    found = near((one for one in chain(records_called(connection), people) if one.type != "page"), name)
    words = [one.shown if one.person else one.id for one in found]
    return list(dict.fromkeys((*words, *_with_part(people, name))))[:_MOST_NEAR]


def _with_part(people: Iterable[Called], name: str) -> list[str]:
    """Contacts whose name holds what Latin letters spell: `wang` for 王芳."""
    letters = _letters(name)
    if not letters:
        return []
    from pcrm_tools.text.pinyin import part, runs

    return [one.shown for one in people if any(part(run, letters) for run in runs(fold(one.name)))]
