"""One filter's condition in SQL: a field's kind decides how its values are read and compared.

Choices that are declared in an order are compared in it: lifecycle stages, a pipeline's stages, the choices of an own field.
Where the declaration begins with the highest (tiers, priorities), `high..` is high and all above.
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pcrm_tools.store.wheres import Column, Reading, Where, WrongQuery, any_of
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import Filter, perhaps

if TYPE_CHECKING:
    from pcrm_tools.store.query_fields import Asked

_MEASURED = frozenset(("date", "datetime", "number", "percent", "money", "duration", "days"))
_RANKED = frozenset(("choice", "lifecycle", "tier"))
_CHOSEN = frozenset(("choice", "lifecycle", "tier", "pipeline", "log", "bool"))


def condition(asked: "Asked", leaf: Filter, column: Column, reading: Reading) -> Where:
    """A filter on one column; raises WrongQuery for values that the field cannot have."""
    if asked.kind in _MEASURED:
        from pcrm_tools.store.measures import measured

        return measured(asked, leaf, column, reading)
    if asked.kind == "stage":
        return _stages(asked, leaf, column, reading)
    if leaf.op not in (":", "="):
        if asked.kind in _RANKED and asked.choices:
            return _ranked(asked, leaf, column)
        raise WrongQuery("order-wanted", leaf.at, field=leaf.field, seen=leaf.op)
    return any_of([_READERS.get(asked.kind, _text)(asked, leaf, column, value) for value in leaf.values])


def _text(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    if leaf.op == "=":
        return _equal(column, column.folded, fold(value))
    return Where(f"instr({column.folded}, ?) > 0", (fold(value),))


def _equal(column: Column, expression: str, value: str) -> Where:
    if column.separator:
        mark = f"char({ord(column.separator)})"
        return Where(f"instr({mark}||{expression}||{mark}, {mark}||?||{mark}) > 0", (value,))
    return Where(f"{expression} = ?", (value,))


def _tag(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    words = sorted({value, *(word for word, code in asked.choices.items() if code == asked.choices.get(value.lower()))})
    return any_of([_equal(column, column.folded, fold(word.lstrip("#"))) for word in words])


# -- choices ----------------------------------------------------------------------------------------------------------


def _chosen(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    code = _code(asked, leaf, value)
    if asked.kind == "bool":
        return Where(f"coalesce(lower({column.text}), '') {'' if code == 'yes' else 'not '}in ('yes', 'true', '1')")
    return _equal(column, column.text, code or value)


def _code(asked: "Asked", leaf: Filter, value: str) -> str | None:
    """The code that a word means; raises WrongQuery where there are choices and it is none of them."""
    code = asked.choices.get(value.lower()) or asked.choices.get(fold(value))
    if code is None and asked.choices:
        raise _unknown(asked.choices, leaf, value)
    return code


def _unknown(choices: Mapping[str, str], leaf: Filter, value: str) -> WrongQuery:
    """The complaint about a word that is no choice: all choices in the reader's language, and the one most like it."""
    from pcrm_tools.text.forms import near

    chinese: dict[str, str] = {}
    for word, code in choices.items():
        if not word.isascii():
            chinese.setdefault(code, word)
    codes = tuple(dict.fromkeys(choices.values()))
    close = near(value.lower(), tuple(word for word in choices if word.isascii() == value.isascii()))
    return WrongQuery(
        "choice-unknown", leaf.place(value), field=leaf.field, seen=value, allowed=", ".join(codes),
        allowed_zh="、".join(chinese.get(code, code) for code in codes), **perhaps(close),
    )  # fmt: skip


def _ranked(asked: "Asked", leaf: Filter, column: Column) -> Where:
    """Choices from one to another in their order, both included."""
    codes = list(dict.fromkeys(asked.choices.values()))
    if asked.kind == "tier" or asked.key.endswith(".priority"):
        codes.reverse()  # declared with the highest first
    ends = [_code(asked, leaf, value) if value else None for value in leaf.values]
    return Where(f"{column.text} in (select value from json_each(?))", (json.dumps(_between(codes, leaf.op, ends)),))


def _between(codes: list[str], op: str, ends: list[str | None]) -> list[str]:
    """The codes that a range or comparison means; of a range's ends either may be the first."""
    places = [codes.index(end) if end else None for end in ends]
    if op == "..":
        low, high = (0 if places[0] is None else places[0]), (len(codes) - 1 if places[1] is None else places[1])
        return codes[min(low, high) : max(low, high) + 1]
    at = places[0] or 0
    return {">": codes[at + 1 :], ">=": codes[at:], "<": codes[:at], "<=": codes[: at + 1]}.get(op, codes[at : at + 1])


def _stages(asked: "Asked", leaf: Filter, column: Column, reading: Reading) -> Where:
    """Stages by the words and in the order of each record's own pipeline."""
    from pcrm_tools.model.config import STAGE_ZH, choice_words

    wanted: list[str] = []
    known: dict[str, str] = {}
    for name, pipeline in reading.config.data["pipelines"].items():
        words = choice_words(pipeline["stages"], STAGE_ZH)
        known.update(words)
        ends = [words.get(value.lower()) for value in leaf.values]
        if leaf.op in (":", "="):
            codes = [code for code in ends if code]
        elif any(value and not code for value, code in zip(leaf.values, ends, strict=True)):
            codes = []  # a pipeline without this stage has nothing on either side of it
        else:
            codes = _between(list(pipeline["stages"]), leaf.op, list(ends))
        wanted += [f"{name}\n{code}" for code in codes]
    for value in leaf.values:
        if value and value.lower() not in known:
            raise _unknown(asked.choices, leaf, value)
    return Where(f"coalesce(r.pipeline, 'default') || char(10) || {column.text} in (select value from json_each(?))", (json.dumps(wanted),))


# -- people and records -----------------------------------------------------------------------------------------------


def _person(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    """A team id; a record that names somebody in another way is found by that very text too."""
    bare = value.lstrip("@")
    return any_of([_equal(column, column.text, name) for name in dict.fromkeys((asked.choices.get(bare.lower(), bare), bare))])


def _record(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    """A reference is named by its id, by how its id reads in other case or width, or by its record's name or alias."""
    bare = value.removeprefix("[[").removesuffix("]]")
    named = f"{column.text} in (select x.id from record x join field y using(n) where y.key in ('name', 'aliases') and"
    return any_of([
        _equal(column, column.text, bare),
        Where(f"{column.text} in (select x.id from record x where x.twin = ?)", (_twin(bare),)),
        Where(f"{named} coalesce(y.folded, y.value) = ?)", (fold(bare),)),
    ])


def _id(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    bare = value.removeprefix("[[").removesuffix("]]")
    return Where(f"({column.text} = ? or r.twin = ?)", (bare, _twin(bare)))


def _ids(asked: "Asked", leaf: Filter, column: Column, value: str) -> Where:
    return _equal(column, column.text, value)


_READERS: Mapping[str, Callable[["Asked", Filter, Column, str], Where]] = {
    "tag": _tag, "person": _person, "record": _record, "id": _id, "ids": _ids, **dict.fromkeys(_CHOSEN, _chosen),
}


def _twin(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).casefold()
