"""Why a document was found and what each word of the query gave to its score.

A score is the sum of its words' scores, in both engines: what a word is worth in the document, weighted by the fields where it
stands, times how rare it is. Words of a branch that the document does not meet give nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from pcrm_tools.search.engine import WEIGHTS, Document, Engine
from pcrm_tools.search.terms import Sought, query_terms
from pcrm_tools.text.query_tree import And, Not, Or, Phrase, Query, Word

FIELDS = Document._fields[1:]
_MOST_FORMS = 4
_Key = tuple[bool, str]
"""A word wherever it stands in a query: is it a phrase, and its text."""


class Part(NamedTuple):
    """What a word of the query gave to a document's score.

    `forms` are the words of the document that it found, `fields` how often those stand in which field, `documents` how many of
    `among` documents it finds.
    """

    word: Word | Phrase
    score: float
    forms: tuple[str, ...]
    fields: Mapping[str, int]
    documents: int
    among: int


def explain(
    engine: Engine, queries: Sequence[Query], numbers: Collection[int], folded: Callable[[int], str]
) -> dict[int, list[Part]]:
    """The parts of the scores of some documents, for the trees of words that found them; `folded` gives a document's text."""
    leaves = {_key(leaf): leaf for query in queries for leaf in _leaves(query)}
    scores = {key: dict(engine.search(leaf)) for key, leaf in leaves.items()}
    among = engine.stats()["documents"]
    found: dict[int, list[Part]] = {}
    for n in numbers:
        met = [leaf for query in queries for leaf in _met(query, n, scores) or ()]
        document = Document.of(n, folded(n)) if met else None
        # A word that was typed twice counts twice
        parts = [_part(leaves[key], times, scores[key], document, among) for key, times in Counter(met).items() if document]
        found[n] = sorted(parts, key=lambda part: -part.score)
    return found


def _key(leaf: Word | Phrase) -> _Key:
    return isinstance(leaf, Phrase), leaf.text


def _leaves(query: Query) -> list[Word | Phrase]:
    match query:
        case Word() | Phrase():
            return [query]
        case Not():
            return _leaves(query.part)
        case And() | Or():
            return [leaf for part in query.parts for leaf in _leaves(part)]
    return []


def _met(query: Query, n: int, scores: Mapping[_Key, Mapping[int, float]]) -> list[_Key] | None:
    """The words that give a document its score for a tree; None where it does not meet the tree."""
    match query:
        case Word() | Phrase():
            return [_key(query)] if n in scores[_key(query)] else None
        case Not():
            return [] if _met(query.part, n, scores) is None else None
        case And() | Or():
            parts = [_met(part, n, scores) for part in query.parts]
            held = [part for part in parts if part is not None]
            enough = len(held) == len(parts) if isinstance(query, And) else bool(held)
            return [key for part in held for key in part] if enough else None
    return None


def _part(leaf: Word | Phrase, times: int, scores: Mapping[int, float], document: Document, among: int) -> Part:
    forms: dict[str, int] = {}
    fields: dict[str, int] = {}
    for field, text in zip(FIELDS, document[1:], strict=True):
        found = [form for sought in query_terms(leaf) for form in _forms(sought, str(text))]
        if found:
            fields[field] = len(found)
        for form in found:
            forms[form] = forms.get(form, 0) + 1
    often = sorted(forms, key=lambda form: -forms[form])
    return Part(leaf, scores[document.n] * times, tuple(often[:_MOST_FORMS]), fields, len(scores), among)


def _forms(sought: Sought, text: str) -> list[str]:
    """Every place of a normal text that a word finds, as the text has it: a beginning with the rest of its word.

    Of how a name sounds, the letters.
    """
    found = []
    at = text.find(sought.needle)
    while at >= 0:
        end = at + len(sought.needle)
        if sought.prefix and sought.needle[-1].isascii():
            end = text.index(" ", end)
        form = text[at:end].strip()
        found.append(form if sought.terms[0][0].isalnum() else "".join(char for char in form if char.isalnum()))
        at = text.find(sought.needle, at + 1)
    return found


def weights() -> dict[str, float]:
    """How much a word counts in each field."""
    return dict(zip(FIELDS, WEIGHTS, strict=True))


def rounded(parts: Sequence[float], total: float, digits: int) -> list[float]:
    """Numbers rounded so that together they are their rounded total: what is left over goes to the largest."""
    found = [round(part, digits) for part in parts]
    if found:
        largest = max(range(len(parts)), key=parts.__getitem__)
        found[largest] = round(found[largest] + round(total, digits) - sum(found), digits)
    return found
