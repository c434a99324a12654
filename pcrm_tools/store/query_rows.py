"""Where a query's fields live in the cache: columns of the record, computed facts, rows of its front matter, log entries, tasks,
items; and what shows that a record meets a filter on them."""

from pcrm_tools.store.computed import Frame
from pcrm_tools.store.conditions import condition
from pcrm_tools.store.evidence import Evidence
from pcrm_tools.store.query_fields import Asked, Fields
from pcrm_tools.store.wheres import Column, Reading, Where, all_of, any_of, plain, present, without
from pcrm_tools.text.query_tree import Filter, Has, Missing

Leaf = Filter | Has | Missing

_COLUMNS = frozenset((
    "id", "type", "path", "owner", "customer", "lifecycle", "tier", "pipeline", "stage", "snooze", "closed", "outcome", "archived", "value",
))  # fmt: skip
_ENTRY = {
    "date": "date", "until": "until", "time": "time", "title": "title", "priority": "priority", "id": "id", "before": "before",
    "to": "after", "private": "private", "by": "by", "with": "withs", "tags": "tags",
}  # fmt: skip
_SEPARATORS = {"e.by": ",", "e.withs": "\n", "e.tags": ",", "t.after": ",", "t.re": ",", "t.tags": ","}
_NUMBER = "coalesce(f.num, case when f.value glob '[-+0-9]*' then cast(f.value as real) end)"
_GROUPS = {
    "contact": "contact", "联系": "contact", "note": "note", "case": "case", "服务": "case", "feedback": "feedback",
    "money": "money", "款项": "money", "loyalty": "loyalty", "state": "state", "project": "project", "balance": "balance",
}  # fmt: skip


def source_of(asked: Asked, fields: Fields) -> str:
    """The kind of rows that a field belongs to: `log`, `task`, `item:contacts`; empty for the record itself."""
    if asked.fact:
        return ""
    first = asked.key.split(".", 1)[0]
    if first in ("log", "task"):
        return first
    return f"item:{first}" if any(other.key == first and other.kind == "items" for other in fields.get(first, ())) else ""


def having(source: str, row: Where) -> Where:
    """Records with a row for which the condition holds; an entry of a project counts for its customer too."""
    if source == "task":
        return Where(f"r.n in (select t.n from task t where {row.sql})", row.values)
    if source == "log":
        own = f"select e.n from entry e where {row.sql}"
        through = "select c.n from entry e join record p on p.n = e.n join record c on c.id = p.customer and c.type = 'customer'"
        return Where(f"r.n in ({own} union {through} where p.type = 'project' and {row.sql})", (*row.values, *row.values))
    field = source.removeprefix("item:")
    return Where(f"r.n in (select i.n from item i where i.field = ? and {row.sql})", (field, *row.values))


def of_record(asked: Asked, leaf: Leaf, reading: Reading, frame: Frame) -> tuple[Where, Evidence | None]:
    """A filter on the record itself, with what shows that it is met."""
    if asked.fact:
        return _of_fact(asked, leaf, reading, frame)
    if asked.key not in _COLUMNS:
        return _of_front(asked, leaf, reading)
    column = plain(f"r.{asked.key}")._replace(currency="r.currency")
    found = condition(asked, leaf, column, reading) if isinstance(leaf, Filter) else present(column)
    if isinstance(leaf, Missing):
        return without(found), None
    if asked.key == "stage":
        return found, Evidence("line", found, "r.stage_line")
    return found, Evidence("field", Where("f.key = ?", (asked.key,)))


def _of_fact(asked: Asked, leaf: Leaf, reading: Reading, frame: Frame) -> tuple[Where, Evidence | None]:
    fact = asked.fact
    assert fact is not None
    if not isinstance(leaf, Filter):
        found = frame.present(fact)
        if isinstance(leaf, Missing):
            return without(found), None
    elif fact.kind == "money":
        compared = condition(asked, leaf, Column("v.number", "v.number", "v.number", "v.currency"), reading)
        found = Where(f"exists (select 1 from ({frame.amounts(fact)}) v where {compared.sql})", compared.values)
    else:
        found = condition(asked, leaf, plain(frame.expression(fact)), reading)
    return found, Evidence("line", found, frame.text(fact.line)) if fact.line else None


def _of_front(asked: Asked, leaf: Leaf, reading: Reading) -> tuple[Where, Evidence | None]:
    """A field of the front matter; one with fields inside is asked as a whole, and what is not said is `no`."""
    if isinstance(leaf, Filter) and asked.kind == "bool":
        wanted = {asked.choices.get(value.lower(), value) for value in leaf.values}
        if wanted == {"no"}:
            return without(_of_front(asked, leaf._replace(values=("yes",)), reading)[0]), None
    inner = asked.kind in ("map", "any")
    parts = [Where("(f.key = ? or f.key glob ? || '.*')", (asked.key, asked.key)) if inner else Where("f.key = ?", (asked.key,))]
    if isinstance(leaf, Filter):
        column = Column("f.value", "coalesce(f.folded, f.value)", _NUMBER, "substr(f.value, 1, 3)")
        parts.append(condition(asked._replace(kind="text") if inner else asked, leaf, column, reading))
    found = all_of(parts)
    some = Where(f"r.n in (select f.n from field f where {found.sql})", found.values)
    if asked.key == "name" and isinstance(leaf, Filter):
        # Pages have a name but no front matter
        page = condition(asked, leaf, plain("r.name"), reading)
        some = any_of([some, Where(f"(r.type = 'page' and {page.sql})", page.values)])
    return (without(some), None) if isinstance(leaf, Missing) else (some, Evidence("field", found))


def of_row(source: str, asked: Asked, leaf: Leaf, reading: Reading) -> Where:
    """A filter on one row: an entry `e`, a task `t` or an item `i`; a row as such is simply there."""
    _, _, inner = asked.key.partition(".")
    if not inner:
        return _whole(asked, leaf, reading) if isinstance(leaf, Filter) else Where("1")
    if source == "task":
        return _column(asked, leaf, f"t.{inner}", reading)
    if source == "log" and inner in _ENTRY:
        return _column(asked, leaf, f"e.{_ENTRY[inner]}", reading)
    return _cell(asked, leaf, "e.attrs" if source == "log" else "i.data", inner, reading)


def _whole(asked: Asked, leaf: Filter, reading: Reading) -> Where:
    """`log:complaint`, `task:open`, or `contacts:王芳`, which any cell of the item may hold."""
    if asked.key == "log":
        return _kind(asked, leaf, reading)
    if asked.key == "task":
        return condition(asked, leaf, plain("t.state"), reading)
    return condition(asked._replace(kind="text"), leaf, plain("i.data"), reading)


def _kind(asked: Asked, leaf: Filter, reading: Reading) -> Where:
    """Kinds of entries, or groups of kinds: `log:case`."""
    groups = [value for value in leaf.values if value.lower() in _GROUPS and value.lower() not in asked.choices]
    kinds = tuple(value for value in leaf.values if value not in groups)
    parts = [Where("e.grp = ?", (_GROUPS[group.lower()],)) for group in groups]
    if kinds:
        parts.append(condition(asked, leaf._replace(values=kinds), plain("e.kind"), reading))
    return any_of(parts)


def _column(asked: Asked, leaf: Leaf, expression: str, reading: Reading) -> Where:
    column = plain(expression)._replace(separator=_SEPARATORS.get(expression, ""))
    if not isinstance(leaf, Filter):
        return present(column) if isinstance(leaf, Has) else without(present(column))
    if asked.key.endswith(".priority"):
        # What is not marked is normal, as for service times
        column = plain(f"coalesce(nullif({expression}, ''), 'normal')")
    return condition(asked, leaf, column, reading)


def _cell(asked: Asked, leaf: Leaf, data: str, key: str, reading: Reading) -> Where:
    """A value inside a row's JSON, or one of several."""
    if '"' in key:
        return Where("0")  # no path of SQLite's leads to such a key
    path = f'$."{key}"'
    if not isinstance(leaf, Filter):
        return Where(f"json_extract({data}, ?) is {'not ' if isinstance(leaf, Has) else ''}null", (path,))
    if asked.kind == "bool":
        found = condition(asked, leaf, plain(f"json_extract({data}, ?)"), reading)
        return Where(found.sql, (path, *found.values))
    number = "cast(substr(v.value, 5) as real)" if asked.kind == "money" else "cast(v.value as real)"
    column = Column("cast(v.value as text)", "fold(v.value)", number, "substr(v.value, 1, 3)")
    found = condition(asked, leaf, column, reading)
    some = f"exists (select 1 from json_each({data}, ?) v where v.value is not null and {found.sql})"
    return Where(some, (path, *found.values))
