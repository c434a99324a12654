"""Pieces of SQL that a query is put together from: conditions with their values, and the columns that they speak of."""

from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.model.config import Config
from pcrm_tools.text.query_tree import QueryError


class Where(NamedTuple):
    """A condition of SQL with its values."""

    sql: str
    values: tuple[Any, ...] = ()


class Column(NamedTuple):
    """The SQL expressions for one field's value: as text, folded, as a number, and the code of an amount's currency.

    `separator` parts the values of a column that lists several.
    """

    text: str
    folded: str
    number: str
    currency: str
    separator: str = ""


class WrongQuery(Exception):  # noqa: N818 - named after the situation
    """Carries a QueryError from where it is found to the caller of this room."""

    def __init__(self, error: str, at: int, **values: str) -> None:
        super().__init__(error)
        self.error = QueryError(error, at, values)


class Reading(NamedTuple):
    """What values are read with: the day that date words count from, and the settings.

    `foreign` lets amounts in other currencies meet every comparison that names none (see `left_out`).
    """

    today: date
    config: Config
    foreign: bool = False


def plain(expression: str) -> Column:
    """A column that is nothing but an expression."""
    return Column(expression, f"fold({expression})", expression, "''")


def any_of(parts: list[Where]) -> Where:
    """The condition that one of them holds."""
    if len(parts) == 1:
        return parts[0]
    return Where(f"({' or '.join(part.sql for part in parts)})", tuple(value for part in parts for value in part.values))


def all_of(parts: list[Where]) -> Where:
    """The condition that all of them hold."""
    if len(parts) == 1:
        return parts[0]
    return Where(f"({' and '.join(part.sql for part in parts) or '1'})", tuple(value for part in parts for value in part.values))


def without(part: Where) -> Where:
    """The condition that it does not hold; an unknown value is one that does not."""
    return Where(f"not coalesce({part.sql}, 0)", part.values)


def present(column: Column) -> Where:
    """The column has a value."""
    return Where(f"coalesce({column.text}, '') != ''")
