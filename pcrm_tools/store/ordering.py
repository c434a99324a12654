"""The order of a list's rows by a field or a fact.

Choices come in the order in which they are declared (stages in that of each record's own pipeline), amounts in the notebook's
currency before those in others, and what has no value last in either direction.
"""

import json
from collections.abc import Iterable, Mapping

from pcrm_tools.errors import WrongUse
from pcrm_tools.model.catalogue import Known, catalogue
from pcrm_tools.store.computed import Frame, facts
from pcrm_tools.store.listing import DIRECT, column_name, near_column
from pcrm_tools.store.query_fields import fact_choices
from pcrm_tools.store.wheres import Where
from pcrm_tools.text.query_tree import perhaps

_FIRST = "(select {0} from field f where f.n=r.n and f.key=? and f.ord=0)"
_CHOSEN = frozenset(("choice", "lifecycle", "tier", "stage"))


def order_of(frame: Frame, sort: str) -> Where:
    """What rows `r` are ordered by, ending in a comma; `-FIELD` turns it round. Raises WrongUse for what is no column."""
    word = sort.removeprefix("-")
    way = "desc" if sort.startswith("-") else "asc"
    name = column_name(frame.config, word)
    if name is None:
        raise WrongUse(
            "cannot sort by `{word}`: there is no such field{near}", "无法按 `{word}` 排序：没有这个字段{near_zh}",
            word=word, **perhaps(near_column(frame.config, word)),
        )  # fmt: skip
    fact, known = facts(frame.config).get(name), catalogue(frame.config).get(name)
    if fact and fact.kind == "money":
        first = f"from ({frame.amounts(fact)}) v order by v.currency != ?, v.currency limit 1"
        own = (frame.config.currency,)
        return _by_currency(frame, Where(f"(select v.currency {first})", own), Where(f"(select v.number {first})", own), way)
    if fact and fact.kind == "choice":
        return _by(_place_in(fact_choices(fact).values(), Where(frame.expression(fact))), way)
    if fact:
        return _by(Where(frame.expression(fact)), way)
    if known and known.kind == "money":
        currency, number = (Where(_FIRST.format(part), (name,)) for part in ("substr(value, 1, 3)", "num"))
        return _by_currency(frame, currency, number, way)
    if known and known.kind in _CHOSEN and known.choices:
        return _by(_place(frame, name, known), way)
    return _by(Where(DIRECT[name]) if name in DIRECT else Where(_FIRST.format("coalesce(num, value)"), (name,)), way)


def _by(key: Where, way: str) -> Where:
    return Where(f"{key.sql} is null, {key.sql} {way}, ", (*key.values, *key.values))


def _by_currency(frame: Frame, currency: Where, number: Where, way: str) -> Where:
    """Amounts by their size within each currency, those of the notebook's first: they are never held against one another."""
    sql = f"{currency.sql} is null, {currency.sql} != ?, {currency.sql}, {number.sql} {way}, "
    return Where(sql, (*currency.values, *currency.values, frame.config.currency, *currency.values, *number.values))


def _place(frame: Frame, name: str, known: Known) -> Where:
    """The place of a record's choice among those that are declared; of a stage in the record's own pipeline."""
    value = Where(DIRECT[name]) if name in DIRECT else Where(_FIRST.format("value"), (name,))
    if known.kind != "stage":
        return _place_in(known.choices.values(), value)
    pipelines = frame.config.data["pipelines"].items()
    places = {f"{pipeline}\n{code}": at for pipeline, entry in pipelines for at, code in enumerate(entry["stages"])}
    return _looked_up(places, Where(f"coalesce(r.pipeline, 'default') || char(10) || {value.sql}", value.values))


def _place_in(codes: Iterable[str], value: Where) -> Where:
    return _looked_up({code: at for at, code in enumerate(dict.fromkeys(codes))}, value)


def _looked_up(places: Mapping[str, int], value: Where) -> Where:
    return Where(f"(select p.value from json_each(?) p where p.key = {value.sql})", (json.dumps(places), *value.values))
