"""Reading of conformance cases: documents, then queries with what they find."""

from pathlib import Path
from typing import NamedTuple

from pcrm_tools.search.engine import Document
from pcrm_tools.search.terms import normal
from pcrm_tools.text.pinyin import sounds

FIELDS = ("name", "people", "tags", "titles")


class Case(NamedTuple):
    """One query of a case file and the ids that it finds."""

    file: str
    line: int
    query: str
    expected: frozenset[str]


class Cases(NamedTuple):
    """The documents of a file by id, and its queries."""

    documents: dict[str, Document]
    cases: list[Case]


def read_cases(path: Path) -> Cases:
    """A case file: `doc id | field: text` with indented text below, and `query -> ids`."""
    fields: dict[str, dict[str, str]] = {}
    cases = []
    current: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("doc "):
            head, *parts = line[4:].split(" | ")
            current = fields[head.strip()] = {"text": ""}
            current.update(part.split(": ", 1) for part in parts)
        elif line.startswith("    "):
            current["text"] += line.strip() + "\n"
        elif " -> " in line and not line.startswith("#"):
            query, _, ids = line.rpartition(" -> ")
            cases.append(Case(path.stem, number, query, frozenset(ids.split()) - {"-"}))
    return Cases({key: document(n, **found) for n, (key, found) in enumerate(fields.items(), 1)}, cases)


def document(n: int, text: str = "", **fields: str) -> Document:
    """A document as the cache makes it, of texts by field."""
    given = {field: normal(fields.get(field, "")) for field in FIELDS}
    return Document(n, **given, sounds=sounds(given["name"] + given["people"]), text=normal(text))
