"""Why the shown hits of a query were found: its words with their scores, and its filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.asking import Answer, answer
from pcrm_tools.indexing import Index
from pcrm_tools.search.explain import Part, explain, rounded
from pcrm_tools.search.terms import normal
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import Phrase, QueryError, Word
from pcrm_tools.text.relaxing import leaves, typed

_MOST_FILTERS = 20
_LEAST = 0.0005


class Reason(NamedTuple):
    """A word with its forms in the record (none where it stands as typed), how often it stands in which field, and in how many
    records of all."""

    word: str
    forms: tuple[str, ...]
    fields: Mapping[str, int]
    documents: int
    among: int


class Reasons(NamedTuple):
    """The words of a hit with their scores (which add up to the hit's, to the digits shown) and shares in percent, the filters
    that it meets, and what it was given for words that the index does not hold yet."""

    parts: tuple[Reason, ...] = ()
    scores: tuple[float, ...] = ()
    shares: tuple[int, ...] = ()
    met: tuple[str, ...] = ()
    unranked: float = 0.0


def reasons(index: Index, text: str, found: Answer, numbers: Sequence[int], today: date, digits: int = 2) -> dict[int, Reasons]:
    """Why a query found some of its records, by their numbers; scores are rounded to so many digits."""
    met = _met(index, text, numbers, today)
    parts = explain(index.engine(), found.texts, numbers, lambda n: _folded(index, n))
    made = {}
    for n in numbers:
        exact = [part.score for part in parts[n]]
        total = found.scores[n]
        rest = total - sum(exact)
        shares = rounded([100 * score / total for score in exact], 100 * sum(exact) / total, 0) if total else [0.0 for _ in exact]
        made[n] = Reasons(
            tuple(Reason(typed(part.word), _forms(part), part.fields, part.documents, part.among) for part in parts[n]),
            tuple(rounded(exact, total if abs(rest) < _LEAST else sum(exact), digits)), tuple(map(round, shares)), met[n],
            round(rest, digits) if rest >= _LEAST else 0.0,
        )  # fmt: skip
    return made


def _folded(index: Index, n: int) -> str:
    row = index.db.execute("select folded from body where n=?", (n,)).fetchone()
    return str(row[0]) if row else ""


def _forms(part: Part) -> tuple[str, ...]:
    return () if part.forms == (normal(part.word.text).strip(),) else part.forms


def _met(index: Index, text: str, numbers: Sequence[int], today: date) -> dict[int, tuple[str, ...]]:
    """The filters and negations of a query that each record meets by itself."""
    query = parse(text)
    terms = [] if isinstance(query, QueryError) else [leaf for leaf in leaves(query) if not isinstance(leaf, (Word, Phrase))]
    meeting = {typed(term): found.scores.keys() for term in terms[:_MOST_FILTERS]
               if isinstance(found := answer(index, term, today), Answer)}  # fmt: skip
    return {n: tuple(term for term, met in meeting.items() if n in met) for n in numbers}


def as_values(found: Reasons) -> list[dict[str, Any]]:
    """The reasons as programs read them: an object for each word, and one for each filter."""
    values: list[dict[str, Any]] = [
        {"word": part.word, "score": score, "share": share / 100, "forms": list(part.forms) or [part.word], "fields": dict(part.fields),
         "records": part.documents, "of": part.among}
        for part, score, share in zip(found.parts, found.scores, found.shares, strict=True)
    ]  # fmt: skip
    if found.unranked:
        values.append({"unranked": found.unranked})
    return values + [{"filter": term} for term in found.met]
