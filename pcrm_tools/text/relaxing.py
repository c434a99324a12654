"""A query that found nothing taken apart, so that a second pass can try most of it.

Only terms that stand side by side and all have to hold are taken apart. What keeps records out on purpose stays in force:
negations, states (`is:`), and every filter that speaks of what is private or archived.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pcrm_tools.text.query_tree import And, Filter, Has, Is, Missing, Not, Or, Phrase, Query, Word

_KEPT = frozenset(("private", "内部", "archived", "归档", "已归档"))
_QUOTED = frozenset('",、()')


class Terms(NamedTuple):
    """The terms of a query: its words, the filters that may be left out, and what always has to hold."""

    words: tuple[Query, ...]
    filters: tuple[Query, ...]
    kept: tuple[Query, ...]


def terms(query: Query) -> Terms:
    """The terms of a query in their order, each once; words in brackets that all have to hold are terms of their own."""
    words: list[Query] = []
    filters: list[Query] = []
    kept: list[Query] = []
    for part in _side_by_side(query):
        found = list(leaves(part))
        if any(isinstance(leaf, (Not, Is)) or _is_kept(leaf) for leaf in found):
            kept.append(part)
        elif all(isinstance(leaf, (Word, Phrase)) for leaf in found):
            words.append(part)
        else:
            filters.append(part)
    return Terms(_once(words), _once(filters), _once(kept))


def _side_by_side(query: Query) -> Iterator[Query]:
    """The parts that all have to hold; brackets around filters stay, since those speak of one row."""
    if not isinstance(query, And):
        yield query
        return
    for part in query.parts:
        if isinstance(part, And) and all(isinstance(leaf, (Word, Phrase, Not)) for leaf in leaves(part)):
            yield from _side_by_side(part)
        else:
            yield part


def leaves(query: Query) -> Iterator[Query]:
    """The terms of a tree; a negation counts as one."""
    if isinstance(query, (And, Or)):
        for part in query.parts:
            yield from leaves(part)
    else:
        yield query


def _is_kept(leaf: Query) -> bool:
    if isinstance(leaf, (Has, Missing, Filter)) and leaf.field.lower().rpartition(".")[2] in _KEPT:
        return True
    return isinstance(leaf, Filter) and any(value.lower() in _KEPT for value in leaf.values)


def _once(parts: list[Query]) -> tuple[Query, ...]:
    """The parts without those that read like another one."""
    return tuple({typed(part): part for part in parts}.values())


def typed(query: Query) -> str:
    """A term as one types it."""
    match query:
        case Word():
            return query.text
        case Phrase():
            return f'"{query.text}"'
        case Filter(op=".."):
            return f"{query.field}:{_value(query.values[0])}..{_value(query.values[1])}"
        case Filter():
            return f"{query.field}:{'' if query.op == ':' else query.op}{','.join(map(_value, query.values))}"
        case Has() | Missing():
            return f"{type(query).__name__.lower()}:{query.field}"
        case Is():
            return f"is:{query.state}"
        case Not():
            return f"not:{typed(query.part)}"
    return f"({(' OR ' if isinstance(query, Or) else ' ').join(map(typed, query.parts))})"


def _value(value: str) -> str:
    return f'"{value}"' if any(char.isspace() or char in _QUOTED for char in value) else value


def pieces(runs: Sequence[str], stands: Callable[[str], bool]) -> tuple[str, ...]:
    """The parts of a word or phrase that stand somewhere by themselves: its runs, and of a run of Chinese its longest pieces.

    Chinese is read from the left: each piece grows as long as it stands somewhere, and has two characters at the least. A
    character that begins no such piece is left out.
    """
    found: list[str] = []
    for run in runs:
        if stands(run):
            found.append(run)
        elif not run.isascii():
            found += _grown(run, stands)
    return tuple(dict.fromkeys(found))


def _grown(run: str, stands: Callable[[str], bool]) -> Iterator[str]:
    at = 0
    while at < len(run) - 1:
        end = at + 2
        if not stands(run[at:end]):
            at += 1
            continue
        while end < len(run) and stands(run[at : end + 1]):
            end += 1
        yield run[at:end]
        at = end


def fewest_dropped(filters: Sequence[Query], meets: Callable[[Sequence[Query]], int]) -> tuple[Query, ...]:
    """The filters to leave out so that something is found: one where that is enough, the one that leaves most.

    `meets` says how many records meet some of the filters. Where no single one stands in the way, they are joined again in
    their order, and each that leaves nothing is dropped.
    """
    without = [(meets([other for other in filters if other is not each]), each) for each in filters]
    best = max(without, key=lambda pair: pair[0], default=(0, None))
    if best[0] and best[1] is not None:
        return (best[1],)
    held: list[Query] = []
    dropped: list[Query] = []
    for each in filters:
        (held if meets([*held, each]) else dropped).append(each)
    return tuple(dropped)


def likeness(word: str, name: str) -> float:
    """How like a name, or one of its words, a typed word is, from 0 to 1; a name in Chinese is taken as it is given."""
    from difflib import SequenceMatcher

    if not name.isascii():
        return 1.0
    return max(SequenceMatcher(None, word.lower(), part).ratio() for part in (name.lower(), *name.lower().split()))
