"""Days, numbers, amounts and lengths of time of a query's values, and the conditions that hold a column against them.

A day word may mean a span of days; both ends of a range belong to it. Amounts are compared within one currency only: a bare
amount is in the notebook's.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pcrm_tools.store.wheres import Column, Reading, Where, WrongQuery, all_of, any_of
from pcrm_tools.text.query_tree import Filter
from pcrm_tools.text.query_values import Value, rejoined

if TYPE_CHECKING:
    from pcrm_tools.store.query_fields import Asked

FOREIGN = "foreign_currency"
"""The SQL function that tells an amount's currency from the notebook's; set up by whoever reads with `foreign`."""
# Fields whose days lie in the past, so that 两周内 reaches back from today.
_PAST = frozenset((
    "log.date", "last_contact", "last_order", "first_contact", "stage_since", "closed", "done", "cancelled", "resolved", "responded",
    "delivered", "accepted", "left",
))  # fmt: skip


class _Bound(NamedTuple):
    """A value of a query as a number, with the currency that it names, if any."""

    number: float
    currency: str = ""


def measured(asked: "Asked", leaf: Filter, column: Column, reading: Reading) -> Where:
    """A filter on a column of an ordered kind; raises WrongQuery for values that it cannot have."""
    if asked.kind in ("date", "datetime"):
        return _dated(asked, leaf, column, reading.today)
    values = leaf.values if leaf.op == ".." or asked.kind != "money" else _rejoined(leaf.values)
    bounds = [_bound(asked, leaf, value) if value else None for value in values]
    number = f"days({column.text})" if asked.kind == "duration" else column.number
    if asked.kind != "money":
        return _compared(leaf, number, [bound.number if bound else None for bound in bounds])
    return _amounts(leaf, column, reading, bounds)


def bare_amounts(leaf: Filter) -> bool:
    """Does a filter on money compare an amount for which no currency is named?"""
    found = [_money(value) for value in (leaf.values if leaf.op == ".." else _rejoined(leaf.values)) if value]
    named = [bool(bound and bound.currency) for bound in found]
    return bool(named) and not (any(named) if leaf.op == ".." else all(named))


def _dated(asked: "Asked", leaf: Filter, column: Column, today: date) -> Where:
    from pcrm_tools.text.datewords import span

    past = asked.key in _PAST or asked.key.rpartition(".")[2] in _PAST
    spans = []
    for value in leaf.values:
        found = span(value, today, past) if value else None
        if value and found is None:
            error = "date-bare" if value.isdecimal() and len(value) < 4 else "date-wanted"
            raise WrongQuery(error, leaf.place(value), field=leaf.field, seen=value)
        spans.append(found)
    day = f"substr({column.text}, 1, 10)"
    if leaf.op == "..":
        low, high = (spans[0] and spans[0][0].isoformat()), (spans[1] and spans[1][1].isoformat())
        return _between(leaf, day, low, high)
    known = [found for found in spans if found]
    if leaf.op in ("<", "<=", ">", ">="):
        bound = known[0][leaf.op in (">", "<=")]
        return Where(f"{day} {leaf.op} ?", (bound.isoformat(),))
    return any_of([_between(leaf, day, first.isoformat(), last.isoformat()) for first, last in known])


def _compared(leaf: Filter, number: str, bounds: list[float | None]) -> Where:
    if leaf.op == "..":
        return _between(leaf, number, bounds[0], bounds[1])
    if leaf.op in ("<", "<=", ">", ">="):
        return Where(f"{number} {leaf.op} ?", (bounds[0],))
    return any_of([Where(f"{number} = ?", (bound,)) for bound in bounds])


def _between(leaf: Filter, expression: str, low: Any, high: Any) -> Where:
    if low is None:
        return Where(f"{expression} <= ?", (high,))
    if high is None:
        return Where(f"{expression} >= ?", (low,))
    if low > high:
        raise WrongQuery("range-reversed", leaf.place(leaf.values[0]), field=leaf.field)
    return Where(f"{expression} between ? and ?", (low, high))


def _amounts(leaf: Filter, column: Column, reading: Reading, bounds: list[_Bound | None]) -> Where:
    """Amounts in the currency that a value names, of a range that either end names, else in the notebook's."""
    known = [bound for bound in bounds if bound]
    if leaf.op == "..":
        named = list(dict.fromkeys(bound.currency for bound in known if bound.currency))
        if len(named) > 1:
            raise WrongQuery("currency-mixed", leaf.place(leaf.values[0]), field=leaf.field, first=named[0], second=named[1])
        compared = [(_compared(leaf, column.number, [bound.number if bound else None for bound in bounds]), "".join(named))]
    else:
        compared = [(_compared(leaf, column.number, [bound.number]), bound.currency) for bound in known]
    own = reading.config.currency
    found = [all_of([where, Where(f"{column.currency} = ?", (currency or own,))]) for where, currency in compared]
    if reading.foreign and not all(currency for _, currency in compared):
        found.append(Where(f"{FOREIGN}({column.currency})"))
    return any_of(found)


def _bound(asked: "Asked", leaf: Filter, value: str) -> _Bound:
    found = _READ[asked.kind](value)
    if found is None:
        raise WrongQuery(f"{_NEEDS.get(asked.kind, 'number')}-wanted", leaf.place(value), field=leaf.field, seen=value)
    return found


_NEEDS = {"money": "money", "duration": "duration", "days": "duration"}


def _rejoined(values: tuple[str, ...]) -> tuple[str, ...]:
    """`120,000` is one amount although a comma parts values."""
    return tuple(value.text for value in rejoined([Value(text, False, 0, ",") for text in values]))


def _number(text: str) -> _Bound | None:
    found = _money(text)
    return found if found and not found.currency else None


def _share(text: str) -> _Bound | None:
    found = _number(text.rstrip("%"))
    if found is None:
        return None
    return _Bound(found.number / 100 if text.endswith("%") or abs(found.number) > 1 else found.number)


def _money(text: str) -> _Bound | None:
    if text.isascii() and text.replace(".", "", 1).isdecimal() and len(text) < 30:
        return _Bound(float(text))
    from pcrm_tools.text.forms import parse_money

    found = parse_money(text, "") if len(text) < 60 else None
    return _Bound(float(found.amount), found.currency) if found else None


def _length(text: str) -> _Bound | None:
    found = days(f"{text}d" if text.isdecimal() else text)
    return _Bound(found) if found is not None else None


_READ: Mapping[str, Callable[[str], _Bound | None]] = {
    "number": _number, "percent": _share, "money": _money, "duration": _length, "days": _length,
}
_UNIT_DAYS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 30.4375, "q": 91.3125, "y": 365.25}


def days(text: str | None) -> float | None:
    """About how many days a duration is, for comparing `1mo` with `3w`; None for what is no duration."""
    from pcrm_tools.model.durations import UNITS

    bare = (text or "").strip().lower().lstrip("+")
    number = bare.rstrip("abcdefghijklmnopqrstuvwxyz个工作分钟小时天日周星期月季度年 ")
    unit = UNITS.get(bare[len(number) :].strip())
    return int(number) * _UNIT_DAYS[unit] if unit and number.isdecimal() and len(number) < 7 else None
