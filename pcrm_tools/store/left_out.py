"""Amounts that a query did not compare since they are in another currency: how many records, and what to type for them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pcrm_tools.store import select
from pcrm_tools.store.measures import FOREIGN, bare_amounts
from pcrm_tools.store.query_fields import Fields
from pcrm_tools.text.query_tree import And, Filter, Or, Query, QueryError


class LeftOut(NamedTuple):
    """Records that would have to be compared in another currency: how many, in which currencies, and a filter that does it."""

    records: int
    currencies: tuple[str, ...]
    example: str


def left_out(query: Query, question: select.Question, found: Collection[int]) -> LeftOut | None:
    """What the amounts without a currency in a query left out of its answer; None where that is nothing.

    Counted are records that meet all other terms. What stands under a `not:` leaves nothing out.
    """
    leaves = list(_bare(query, question.fields))
    if not leaves:
        return None
    own = question.frame.config.currency
    seen: set[str] = set()

    def foreign(code: str | None) -> bool:
        other = bool(code) and code != own and len(str(code)) == 3
        if other:
            seen.add(str(code))
        return other

    question.frame.connection.create_function(FOREIGN, 1, foreign)
    wider = select.select(query, question, foreign=True)
    others = set() if isinstance(wider, QueryError) else set(wider.numbers) - set(found)
    if not others:
        return None
    currencies = tuple(code for code in sorted(seen) if len(seen) == 1 or _some(query, question, code, others))
    leaf = leaves[0]
    return LeftOut(len(others), currencies, _typed(leaf, currencies[0]))


def _some(query: Query, question: select.Question, currency: str, others: Collection[int]) -> bool:
    """Whether some of the records that were left out have an amount in a currency."""
    question.frame.connection.create_function(FOREIGN, 1, lambda code: code == currency)
    found = select.select(query, question, foreign=True)
    return not isinstance(found, QueryError) and not set(others).isdisjoint(found.numbers)


def _bare(query: Query, fields: Fields) -> Iterator[Filter]:
    match query:
        case Filter():
            if any(asked.kind == "money" for asked in fields.get(query.field.lower(), ())) and bare_amounts(query):
                yield query
        case And() | Or():
            for part in query.parts:
                yield from _bare(part, fields)


def _typed(leaf: Filter, currency: str) -> str:
    """A filter as it is typed with a currency."""
    if leaf.op == "..":
        low, high = leaf.values
        return f"{leaf.field}:{currency}{low}..{high}" if low else f"{leaf.field}:..{currency}{high}"
    sign = "" if leaf.op == ":" else leaf.op
    typed = f"{leaf.field}:{sign}{currency}{leaf.values[0]}"
    return f'"{typed}"' if "<" in sign or ">" in sign else typed
