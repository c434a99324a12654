"""Which documents of one segment have a term, several terms, or a term that begins so, and what the terms are worth there."""

from typing import Any

from pcrm_tools.search.engine import Scores
from pcrm_tools.search.lean_whoosh import TermNotFound
from pcrm_tools.search.terms import Sought
from pcrm_tools.search.whoosh_layout import TERMS, BlockMatcher

_SKIPPING = 8
"""How many times rarer the documents found so far must be for skipping through a term's postings to beat reading them all."""


def together(reader: Any, sought: Sought) -> Scores:
    """Documents that have all the terms (a last beginning is left to the substring check) and what they are worth there."""
    terms = sought.terms[:-1] if sought.prefix else sought.terms
    found: Scores | None = None
    for frequency, term in sorted((int(reader.doc_frequency(TERMS, term)), term) for term in set(terms)):
        if found is None:
            found = _postings(reader, term)
        elif len(found) * _SKIPPING < frequency:
            found = _skipping(reader, term, found)
        else:
            other = _postings(reader, term)
            found = {at: worth + other[at] for at, worth in found.items() if at in other}
        if not found:
            return {}
    return {at: worth / len(terms) for at, worth in (found or {}).items()}


def _postings(reader: Any, term: str | bytes) -> Scores:
    """The documents that have a term and what it is worth there, in steps."""
    try:
        matcher = reader.postings(TERMS, term)
    except TermNotFound:
        return {}
    gone = frozenset(reader.segment().deleted_docs())
    blocks = matcher.child if gone else matcher
    if isinstance(blocks, BlockMatcher):
        blocks.reset()
        return {at: worth for at, worth in blocks.pairs() if at not in gone} if gone else dict(blocks.pairs())
    found: Scores = {}
    while matcher.is_active():
        found[matcher.id()] = matcher.weight()
        matcher.next()
    return found


def _skipping(reader: Any, term: str, found: Scores) -> Scores:
    """Those of a few found documents that have a frequent term too."""
    matcher = reader.postings(TERMS, term)
    kept: Scores = {}
    for at in sorted(found):
        if not matcher.is_active():
            break
        matcher.skip_to(at)
        if matcher.is_active() and matcher.id() == at:
            kept[at] = found[at] + matcher.weight()
    return kept


def beginning(reader: Any, sought: Sought) -> Scores:
    """Documents with a term that begins so, worth what the best of those terms is."""
    found: Scores = {}
    gone = frozenset(reader.segment().deleted_docs())
    for term, info in reader.iter_prefix(TERMS, sought.terms[0]):
        # Most terms are rare and stand whole in their own row
        postings = zip(*info.inlined_postings()[:2], strict=True) if info.is_inlined() else _postings(reader, term).items()
        for at, worth in postings:
            if worth > found.get(at, 0) and at not in gone:
                found[at] = worth
    return found
