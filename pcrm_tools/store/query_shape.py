"""What a query is made of, told from its tree alone."""

from pcrm_tools.store.computed import states
from pcrm_tools.store.query_fields import Fields
from pcrm_tools.text.query_tree import And, Filter, Has, Is, Missing, Not, Or, Phrase, Query, Word


def is_text(query: Query) -> bool:
    """Is it made of words and phrases alone?"""
    match query:
        case Word() | Phrase():
            return True
        case Not():
            return is_text(query.part)
        case And() | Or():
            return bool(query.parts) and all(map(is_text, query.parts))
    return False


def once(parts: tuple[Query, ...]) -> tuple[Query, ...]:
    """The parts of a tree without the words and filters that say again what another one says."""
    found: dict[Query, Query] = {}
    for part in parts:
        bare = part._replace(at=0, places=()) if isinstance(part, Filter) else part
        if isinstance(bare, (Word, Phrase, Has, Missing, Is)):
            bare = bare._replace(at=0)
        found.setdefault(bare, part)
    return tuple(found.values())


def log_kinds(query: Query, fields: Fields) -> tuple[str, ...]:
    """The kinds of log entries that a query asks for."""
    match query:
        case Filter():
            asked = fields.get(query.field.lower(), ())
            if any(field.key == "log" for field in asked):
                return tuple(asked[0].choices.get(value.lower(), "") for value in query.values)
        case And() | Or():
            return tuple(kind for part in query.parts for kind in log_kinds(part, fields))
    return ()


def asks_archived(query: Query) -> bool:
    """Does a query speak of archived records itself?"""
    match query:
        case Is():
            return states().get(query.state.lower()) == states()["archived"]
        case Filter() | Has() | Missing():
            return query.field.lower() in ("archived", "归档")
        case Not():
            return asks_archived(query.part)
        case And() | Or():
            return any(map(asks_archived, query.parts))
    return False
