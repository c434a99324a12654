"""Documents laid over an index that does not hold them yet: found and scored as if it did.

What a term is worth in a document hangs on that document alone, and how rare it is is counted when the query runs; so a few
documents need not be written before they are found, and the order of the hits is the same.
"""

from collections.abc import Collection, Sequence

from pcrm_tools.search.engine import Document, Scores
from pcrm_tools.search.terms import Sought
from pcrm_tools.search.whoosh_layout import TermsField


class Overlay:
    """Documents in place of those of the same number, others taken away; `total` is how many documents there are with them."""

    def __init__(self, documents: Sequence[Document] = (), gone: Collection[int] = (), total: int | None = None) -> None:
        self.texts = {document.n: document.folded for document in documents}
        self.hidden = {*self.texts, *gone}
        self.total = total
        self._documents = {document.n: document for document in documents}
        self._terms: dict[int, dict[str, int]] = {}

    def worths(self, sought: Sought) -> Scores:
        """The laid over documents that hold what is sought, and what it is worth there, in steps."""
        return {n: self._worth(n, sought) for n, text in self.texts.items() if sought.needle in text}

    def _worth(self, n: int, sought: Sought) -> float:
        """As `whoosh_postings` puts it together from the postings of the terms."""
        terms = self._terms.get(n)
        if terms is None:
            terms = {term.decode(): worth for term, _, worth, _ in TermsField().index(self._documents[n])}
            self._terms[n] = terms
        if sought.prefix and len(sought.terms) == 1:
            return float(max(worth for term, worth in terms.items() if term.startswith(sought.terms[0])))
        whole = sought.terms[:-1] if sought.prefix else sought.terms
        return sum(terms[term] for term in set(whole)) / len(whole)
