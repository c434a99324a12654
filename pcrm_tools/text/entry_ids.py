"""Ids within a record: which are taken, and the next free one of a series such as C12, t3."""

import re
from collections.abc import Iterator, Mapping

from pcrm_tools.text.body import Body, RawEntry, RawTask
from pcrm_tools.text.tokens import Words, split_list

TASK = "t"
# R, M and K are the usual letters of requirements, milestones and risks.
_LETTERS: Mapping[str, str] = {
    "question": "Q", "support": "S", "repair": "W", "request": "N", "complaint": "C", "quote": "B", "order": "O", "invoice": "F",
    "payment": "P",
}  # fmt: skip
_OTHER = "E"
_SERIES = re.compile(r"([^\W\d_]{1,4}-?)([0-9]{1,9})")


def free_id(body: Body, prefix: str) -> str:
    """The id after the highest of a series that anything in the record has or refers to."""
    numbers = [int(found[2]) for name in _named(body) if (found := _SERIES.fullmatch(name)) and found[1] == prefix]
    return f"{prefix}{max(numbers, default=0) + 1}"


def series_of(body: Body, words: Words, kind: str) -> str:
    """The letters of the ids that entries of a kind have in a record: those of the newest one, else the usual ones."""
    for entry in body.entries:
        if words.kinds.get(entry.kind.lower()) == kind:
            found = next((_SERIES.fullmatch(token.value) for token in entry.tokens if token.key == "id"), None)
            if found:
                return found[1]
    return _LETTERS.get(kind, _OTHER)


def series_of_id(name: str) -> str:
    """The letters of an id; those of tasks where it is of no series."""
    found = _SERIES.fullmatch(name)
    return found[1] if found else TASK


def _named(body: Body) -> Iterator[str]:
    """Every id, every id that is referred to, and every cell of a table."""
    holders: list[RawEntry | RawTask] = [*body.entries, *body.tasks]
    for holder in holders:
        for token in holder.tokens:
            if token.key == "id":
                yield token.value
            elif token.key in ("re", "after"):
                yield from split_list(token.value)
    for table in body.tables:
        for row in table.rows:
            yield from (cell.text for cell in row)
