"""One filter's condition in SQL: a field's kind decides how its values are read and compared."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.store.query_fields import Asked
from pcrm_tools.text.datewords import Span, span
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import Filter, QueryError

ORDERED = frozenset(("date", "datetime", "number", "percent", "money", "duration", "days"))
_CHOSEN = frozenset(("choice", "lifecycle", "tier", "stage", "pipeline", "log", "bool"))
_SQL_OPS = {">": ">", ">=": ">=", "<": "<", "<=": "<="}


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
    """What values are read with: the day that date words count from, and the currency of amounts that name none."""

    today: date
    currency: str


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


def condition(asked: Asked, leaf: Filter, column: Column, reading: Reading) -> Where:
    """A filter on one column; raises WrongQuery for values that the field cannot have."""
    if asked.kind in ("date", "datetime"):
        return _dated(leaf, column, reading)
    if asked.kind in ORDERED:
        return _measured(asked, leaf, column, reading)
    if leaf.op not in (":", "="):
        raise WrongQuery("order-wanted", leaf.at, field=leaf.field, seen=leaf.op)
    return any_of([_READERS.get(asked.kind, _text)(asked, leaf, column, value) for value in leaf.values])


def present(column: Column) -> Where:
    """The column has a value."""
    return Where(f"coalesce({column.text}, '') != ''")


def _text(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    if leaf.op == "=":
        return _equal(column, column.folded, fold(value))
    return Where(f"instr({column.folded}, ?) > 0", (fold(value),))


def _equal(column: Column, expression: str, value: str) -> Where:
    if column.separator:
        mark = f"char({ord(column.separator)})"
        return Where(f"instr({mark}||{expression}||{mark}, {mark}||?||{mark}) > 0", (value,))
    return Where(f"{expression} = ?", (value,))


def _tag(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    words = sorted({value, *(word for word, code in asked.choices.items() if code == asked.choices.get(value.lower()))})
    return any_of([_equal(column, column.folded, fold(word.lstrip("#"))) for word in words])


def _chosen(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    code = asked.choices.get(value.lower()) or asked.choices.get(fold(value))
    if code is None and asked.choices:
        allowed = ", ".join(dict.fromkeys(asked.choices.values()))
        raise WrongQuery("choice-unknown", leaf.at, field=leaf.field, seen=value, allowed=allowed)
    if asked.kind == "bool":
        return Where(f"coalesce(lower({column.text}), '') {'' if code == 'yes' else 'not '}in ('yes', 'true', '1')")
    return _equal(column, column.text, code or value)


def _person(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    """A team id; a record that names somebody in another way is found by that very text too."""
    bare = value.lstrip("@")
    return any_of([_equal(column, column.text, name) for name in dict.fromkeys((asked.choices.get(bare.lower(), bare), bare))])


def _record(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    """A reference is named by its id, by how its id reads in other case or width, or by its record's name or alias."""
    bare = value.removeprefix("[[").removesuffix("]]")
    named = f"{column.text} in (select x.id from record x join field y using(n) where y.key in ('name', 'aliases') and"
    return any_of([
        _equal(column, column.text, bare),
        Where(f"{column.text} in (select x.id from record x where x.twin = ?)", (_twin(bare),)),
        Where(f"{named} coalesce(y.folded, y.value) = ?)", (fold(bare),)),
    ])


def _id(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    bare = value.removeprefix("[[").removesuffix("]]")
    return Where(f"({column.text} = ? or r.twin = ?)", (bare, _twin(bare)))


def _ids(asked: Asked, leaf: Filter, column: Column, value: str) -> Where:
    return _equal(column, column.text, value)


_READERS: Mapping[str, Callable[[Asked, Filter, Column, str], Where]] = {
    "tag": _tag, "person": _person, "record": _record, "id": _id, "ids": _ids, **dict.fromkeys(_CHOSEN, _chosen),
}


def _twin(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).casefold()


def _dated(leaf: Filter, column: Column, reading: Reading) -> Where:
    day = f"substr({column.text}, 1, 10)"
    spans: list[Span | None] = []
    for value in leaf.values:
        found = span(value, reading.today) if value else None
        if value and found is None:
            raise WrongQuery("date-wanted", leaf.at, field=leaf.field, seen=value)
        spans.append(found)
    if leaf.op == "..":
        low, high = spans
        return _between(day, low[0].isoformat() if low else None, high[1].isoformat() if high else None)
    known = [found for found in spans if found]
    if leaf.op in _SQL_OPS:
        bound = known[0][leaf.op in (">", "<=")]
        return Where(f"{day} {leaf.op} ?", (bound.isoformat(),))
    return any_of([_between(day, first.isoformat(), last.isoformat()) for first, last in known])


def _between(expression: str, low: Any, high: Any) -> Where:
    if low is None:
        return Where(f"{expression} <= ?", (high,))
    if high is None:
        return Where(f"{expression} >= ?", (low,))
    return Where(f"{expression} between ? and ?", (low, high))


def _measured(asked: Asked, leaf: Filter, column: Column, reading: Reading) -> Where:
    """Numbers, shares, amounts and durations; an amount that names a currency finds only amounts in it."""
    read = _MEASURES[asked.kind]
    values = leaf.values if leaf.op == ".." else _rejoined(leaf.values)
    bounds: list[float | None] = []
    currency = ""
    for value in values:
        found = read(value) if value else (None, "")
        if found is None:
            raise WrongQuery(f"{_NEEDS.get(asked.kind, 'number')}-wanted", leaf.at, field=leaf.field, seen=value)
        bounds.append(found[0])
        currency = currency or found[1]
    expression = f"days({column.text})" if asked.kind in ("duration", "days") else column.number
    if leaf.op == "..":
        where = _between(expression, bounds[0], bounds[1])
    elif leaf.op in _SQL_OPS:
        where = Where(f"{expression} {leaf.op} ?", (bounds[0],))
    else:
        where = any_of([Where(f"{expression} = ?", (bound,)) for bound in bounds])
    return all_of([where, Where(f"{column.currency} = ?", (currency,))]) if currency else where


_NEEDS = {"money": "money", "duration": "duration", "days": "duration"}


def _rejoined(values: tuple[str, ...]) -> tuple[str, ...]:
    """`120,000` is one number although a comma parts values."""
    if len(values) > 1 and all(len(value) == 3 and value.isdecimal() for value in values[1:]) and len(values[0]) <= 3:
        return ("".join(values),)
    return values


def _number(text: str) -> tuple[float, str] | None:
    found = _money(text)
    return found if found and not found[1] else None


def _share(text: str) -> tuple[float, str] | None:
    found = _number(text.rstrip("%"))
    if found is None:
        return None
    return (found[0] / 100 if text.endswith("%") or abs(found[0]) > 1 else found[0]), ""


def _money(text: str) -> tuple[float, str] | None:
    if text.replace(".", "", 1).isdecimal() and len(text) < 30:
        return float(text), ""
    # Not imported above: it brings the declarations along, which plain digits do not need
    from pcrm_tools.text.scalars import parse_money

    found = parse_money(text, "")
    return (float(found.amount), found.currency) if found else None


def _days(text: str) -> tuple[float, str] | None:
    found = days(f"{text}d" if text.isdecimal() else text)
    return (found, "") if found is not None else None


_MEASURES: Mapping[str, Callable[[str], tuple[float, str] | None]] = {
    "number": _number, "percent": _share, "money": _money, "duration": _days, "days": _days,
}
_UNIT_DAYS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 30.4375, "q": 91.3125, "y": 365.25}


def days(text: str | None) -> float | None:
    """About how many days a duration is, for comparing `1mo` with `3w`; None for what is no duration."""
    from pcrm_tools.model.durations import UNITS

    bare = (text or "").strip().lower().lstrip("+")
    number = bare.rstrip("abcdefghijklmnopqrstuvwxyz个工作分钟小时天日周星期月季度年 ")
    unit = UNITS.get(bare[len(number) :].strip())
    return int(number) * _UNIT_DAYS[unit] if unit and number.isdecimal() and len(number) < 7 else None
