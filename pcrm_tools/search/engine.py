"""What a search engine is: an index of documents that answers trees of words and phrases, whichever library keeps it.

Both engines index the same terms and mean the same by a query (`search.terms`), so their answers differ in order at most.
An index is never a source of truth. Whoever keeps one remembers `stamp()` after each update, in one transaction with the
list of what was indexed, and asks `sound(stamp)` before relying on it: an index that is not sound (damaged, copied from
elsewhere, of another version), or that raises IndexDamaged, is cleared and filled again.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from pcrm_tools.search.terms import Sought, query_terms
from pcrm_tools.text.query_tree import And, Not, Or, Phrase, Query, Word

Hit = tuple[int, float]
Scores = dict[int, float]

WEIGHTS = (8.0, 4.0, 4.0, 2.0, 0.002, 1.0)
"""How much a term counts in each field of a document, in the order of Document's fields; how a name sounds counts next to nothing,
so that what is written comes first."""


class Document(NamedTuple):
    """A record as search sees it: its number and normal texts (`terms.normal`) of fields that weigh differently.

    `sounds` holds how the Chinese names among them are typed in Latin letters (`text.pinyin.sounds`).
    """

    n: int
    name: str
    people: str
    tags: str
    titles: str
    sounds: str
    text: str

    @property
    def folded(self) -> str:
        """The whole document in one text, for `terms.matches` and the cache: a line each field, across which no phrase runs."""
        return "\n".join(self[1:])

    @classmethod
    def of(cls, n: int, folded: str) -> "Document":
        """The document that `folded` was made from; a text of another shape is all text."""
        fields = folded.split("\n")
        return cls(n, *fields) if len(fields) == len(WEIGHTS) else cls(n, "", "", "", "", "", folded)


class IndexDamaged(Exception):  # noqa: N818 - named after the situation, as in pcrm_tools.errors
    """The index cannot be read: clear it, forget what it held and index everything again."""


class Engine(Protocol):
    """An index of documents by number.

    One that is `inside` the caller's database is written in the caller's transactions. `part` is how many documents it is best
    given at once: no more are lost when the run is killed.
    """

    name: str
    inside: bool
    part: int

    def update(self, documents: Iterable[Document], removed: Iterable[int]) -> None:
        """Puts documents in (in place of older ones of the same number) and takes others out.

        An update that is cut short leaves the index as it was, or one that is not `sound`.
        """

    def lay_over(self, documents: Sequence[Document], gone: Collection[int], total: int) -> None:
        """Answers from now on as if the index had been updated so, and held `total` documents; not for one that is `inside`."""

    def search(self, query: Query) -> list[Hit]:
        """Every document that meets a tree of words and phrases with its score, best first; a query of signs alone meets none."""

    def words(self, start: str) -> list[str]:
        """The terms of the index that begin with an ASCII text."""

    def clear(self) -> None:
        """Removes the index, damaged or not."""

    def busy(self) -> bool:
        """Is another process writing the index just now? Then `update` and `clear` wait."""

    def writing(self, wait: bool = True) -> AbstractContextManager[None]:
        """Keeps other processes from writing the index; raises CacheRefused where one does not let go, at once unless told to wait."""

    def stamp(self) -> str:
        """What the index looks like from outside, empty where there is none."""

    def sound(self, stamp: str) -> bool:
        """Is the index the one that had this stamp, undamaged?"""

    def stats(self) -> dict[str, int]:
        """`documents` in the index and its `bytes` on disk."""


def rarity(hits: int, documents: int) -> float:
    """How much a term says by being rare (BM25's inverse document frequency, never negative)."""
    return math.log1p((documents - hits + 0.5) / (hits + 0.5))


Leaf = Callable[[tuple[Sought, ...]], Scores]
"""The scores of the documents that hold any of what a word or phrase asks for."""


def combine(query: Query, leaf: Leaf, everything: Callable[[], Iterable[int]]) -> Scores:
    """The scores of a pruned tree from those of its words and phrases; what is only not excluded scores 0."""
    match query:
        case Word() | Phrase():
            return leaf(query_terms(query))
        case Not():
            excluded = combine(query.part, leaf, everything)
            return {n: 0.0 for n in everything() if n not in excluded}
        case And():
            return _all(query, leaf, everything)
        case Or():
            found: Scores = {}
            for part in query.parts:
                for n, score in combine(part, leaf, everything).items():
                    found[n] = found.get(n, 0.0) + score
            return found
    raise TypeError(f"no text query: {query!r}")


def _all(query: And, leaf: Leaf, everything: Callable[[], Iterable[int]]) -> Scores:
    held = [combine(part, leaf, everything) for part in query.parts if not isinstance(part, Not)]
    excluded = [combine(part.part, leaf, everything) for part in query.parts if isinstance(part, Not)]
    found: Iterable[int] = sorted(held, key=len)[0] if held else everything()
    return {
        n: sum(scores[n] for scores in held)
        for n in found
        if all(n in scores for scores in held) and not any(n in scores for scores in excluded)
    }


def ranked(scores: Scores) -> list[Hit]:
    """Hits, best first; equal scores by number, so that the order is always the same."""
    return sorted(((n, round(score, 6)) for n, score in scores.items()), key=lambda hit: (-hit[1], hit[0]))
