"""All rows of one record as its page, and that of its customer, need them."""

from typing import NamedTuple

from pcrm_tools.model.rows import EntryRow, FieldRow, ItemRow, RecordRow, TaskRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.source import Source
from pcrm_tools.site.values import Values
from pcrm_tools.store import read


class Part(NamedTuple):
    """All rows of one record, as its page and that of its customer need them."""

    record: RecordRow
    fields: dict[str, list[FieldRow]]
    items: dict[str, list[ItemRow]]
    entries: list[EntryRow]
    tasks: list[TaskRow]
    source: Source


def gather(book: Book, record: RecordRow, source: Source) -> Part:
    """A record's rows without what the audience may not see."""
    n, sees = record.n, book.audience.sees
    fields: dict[str, list[FieldRow]] = {}
    for row in read.fields(book.db, n):
        if sees(row.key):
            fields.setdefault(row.key, []).append(row)
    items: dict[str, list[ItemRow]] = {}
    for item in read.items(book.db, n):
        if sees(item.field) and not source.hides(item.line):
            items.setdefault(item.field, []).append(item)
    entries = [row for row in read.entries(book.db, n) if not source.hides(row.line)]
    tasks = [row for row in read.tasks(book.db, n) if not source.hides(row.line)]
    return Part(record, fields, items, entries, tasks, source)


def plain(values: Values, part: Part, key: str) -> list[str]:
    """A field's values as text."""
    spec = values.fields[part.record.type].get(key)
    return [values.plain(spec, row.value) for row in part.fields.get(key, [])] if spec else []
