"""The fields that filters in the site's search may name: their words and those of their values, and a record's values of them.

They mean what they mean in the terminal (`store.conditions`); any other field is left to the terminal, and the page says so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pcrm_tools.model.config import STAGE_ZH, choice_words
from pcrm_tools.model.rows import FieldRow, RecordRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.search_codes import script
from pcrm_tools.site.search_documents import folded
from pcrm_tools.store.query_fields import query_fields

COLUMNS = ("type", "owner", "lifecycle", "tier", "pipeline", "stage", "outcome")
"""Fields with a column of the record's row, compared by their codes."""
TEXTS = ("tags", "region", "industry", "source")
"""Fields compared as folded text."""
DEFAULT = "default"


def facets(book: Book, record: RecordRow, fields: Mapping[str, Sequence[FieldRow]]) -> tuple[tuple[str, str], ...]:
    """A record's values that filters compare, without those of fields that the audience may not see."""
    sees = book.audience.sees
    codes = {key: str(code) for key in COLUMNS if (code := getattr(record, key)) and sees(key)}
    if "stage" in codes:
        codes["stage"] = f"{record.pipeline or DEFAULT}\n{codes['stage']}"
    texts = [(key, folded(row.value)) for key in TEXTS for row in fields.get(key, ())]
    return (*codes.items(), *dict.fromkeys(texts))


def fields_script(book: Book) -> str:
    """For the page's script: each word of a field -> its key, and for each key how it compares and the words of its values."""
    known: dict[str, dict[str, Any]] = {}
    words: dict[str, str] = {}
    for word, asked in query_fields(book.config).items():
        key = asked[0].key
        if len(asked) > 1 or key not in (*COLUMNS, *TEXTS) or not book.audience.sees(key):
            continue
        words[word] = key
        known[key] = {"kind": _kind(asked[0].kind), "words": _values(book, key, asked[0].choices)}
    return script("pcrmFields", {"words": words, "fields": known})


def _kind(kind: str) -> str:
    return kind if kind in ("tag", "person") else "text" if kind == "text" else "choice"


def _values(book: Book, key: str, choices: Mapping[str, str]) -> dict[str, list[str]]:
    """Each word of a field's values with the values that it means."""
    if key == "stage":
        found: dict[str, list[str]] = {}
        for name, pipeline in book.config.data["pipelines"].items():
            for word, code in choice_words(pipeline["stages"], STAGE_ZH).items():
                found.setdefault(word, []).append(f"{name}\n{code}")
        return found
    if key == "owner" and not book.audience.internal:
        owners = {row.owner for row in book.records.values()}
        choices = {word: code for word, code in choices.items() if code in owners}
    return {word: [code] for word, code in choices.items()}
