"""What a message to a customer is filled from: the record, its customer and whom to write to, out of the cache."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.store import files

_CONTACTS = """
select data from item where n = (select n from record where id = ? and type = 'customer') and field = 'contacts' order by ord"""


class Addressee(NamedTuple):
    """Whom a letter goes to: a name, an e-mail address (empty where none is known) and the language to write in."""

    name: str
    email: str
    lang: str


def values_of(db: sqlite3.Connection, n: int) -> dict[str, Any]:
    """A record's front matter by canonical keys, lists as lists, as templates may name it (`record.region`)."""
    found: dict[str, Any] = {}
    for key, value in db.execute("select key, value from field where n = ? order by key, ord", (n,)):
        found[key] = [*([found[key]] if not isinstance(found[key], list) else found[key]), value] if key in found else value
    return found


def addressee(db: sqlite3.Connection, customer: str, config: Config) -> Addressee:
    """The customer's main contact who has an address and has not left, else the customer's own address."""
    row = db.execute("select n, name from record where id = ? and type = 'customer'", (customer,)).fetchone()
    if row is None:
        return Addressee("", "", config.language)
    fields = values_of(db, row[0])
    lang = _language(str(fields.get("preferences.language") or ""), config)
    people: list[Mapping[str, Any]] = [json.loads(data) for (data,) in db.execute(_CONTACTS, (customer,))]
    reached = [person for person in people if person.get("email") and not person.get("left")]
    reached.sort(key=lambda person: str(person.get("primary") or "") not in ("yes", "true", "True", "1"))
    if reached:
        return Addressee(str(reached[0].get("name") or row[1]), str(reached[0]["email"]), lang)
    return Addressee(row[1], str(fields.get("email") or ""), lang)


def _language(wanted: str, config: Config) -> str:
    """`zh` or `en`, from what the customer prefers, else the notebook's."""
    word = wanted.strip().lower()
    if word.startswith(("zh", "中", "汉", "chinese", "普通话", "国语")):
        return "zh"
    if word.startswith(("en", "英")):
        return "en"
    return config.language or "en"


def template(root: Path, name: str, lang: str) -> tuple[str, str] | None:
    """A message template's text in the language, else in any, and its path; None where there is none."""
    others = ("", ".zh", ".en")
    for suffix in (f".{lang}", *others):
        path = f"templates/{name}{suffix}.md"
        source = files.read_text(root / path, path)
        if isinstance(source, files.Source):
            return source.text, path
    return None
