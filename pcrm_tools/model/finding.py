"""What a check says: rules with their sentences in English and Chinese, and findings as plain values."""

from collections.abc import Mapping
from typing import NamedTuple


class Finding(NamedTuple):
    """One complaint about one place of a file; line and column are 1-based, columns count code points."""

    rule: str
    severity: str
    path: str
    line: int
    column: int
    values: Mapping[str, str]


class Rule(NamedTuple):
    """A rule's id, severity (`error` or `warning`) and its message and hint templates (`{name}` takes a value)."""

    id: str
    severity: str
    en: str
    zh: str
    hint_en: str = ""
    hint_zh: str = ""

    def at(self, line: int, column: int = 1, path: str = "", **values: object) -> Finding:
        """A finding of this rule at a place; values are kept as text. The reader of the file fills the path in."""
        return Finding(self.id, self.severity, path, line, column, {k: str(v) for k, v in values.items()})
