"""How an index looks inside whoosh: one field of terms without positions, and one column of numbers.

A posting's weight is not a count but what the term is worth in that document: BM25F's weighted and saturated frequency with a
fixed typical length, in whole steps, so that a byte holds it. A query adds up ready numbers, and scores do not depend on how
the index grew. The other half of BM25F, how rare a term is, is counted when the query runs.
"""

from array import array
from collections import Counter
from collections.abc import Iterator
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3LeafMatcher, W3PostingsWriter

from pcrm_tools.search.engine import WEIGHTS, Document
from pcrm_tools.search.terms import index_terms

TERMS = "terms"
NUMBER = "n"
STEPS = 64
"""Steps of worth in 1.0."""
_K1, _B, _TYPICAL = 1.2, 0.75, 500
_BLOCK = 128
_INLINE = 4
_WORTH_COMPRESSING = 32


class TermsField(fields.FieldType):  # type: ignore[misc]
    """A document's terms with their worth."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Document, **options: Any) -> Iterator[tuple[bytes, int, int, bytes]]:
        """The postings of a document: term, 1, worth in steps (1 to 140), nothing."""
        for term, worth in worths(value):
            yield term.encode(), 1, worth, b""


def worths(document: Document) -> list[tuple[str, int]]:
    """A document's terms and what each is worth there, in steps (1 to 140)."""
    terms = index_terms(document.text)
    counts: dict[str, float] = Counter(terms)  # type: ignore[assignment]
    for weight, text in zip(WEIGHTS, document[1:-1], strict=False):
        for term in index_terms(str(text)):
            counts[term] += weight
    scale, damped = STEPS * (_K1 + 1), _K1 * (1 - _B + _B * len(terms) / _TYPICAL)
    steps = {count: round(scale * count / (count + damped)) or 1 for count in set(counts.values())}
    return [(term, steps[count]) for term, count in counts.items()]


class NumberField(fields.FieldType):  # type: ignore[misc]
    """A document's number, kept in a column."""

    indexed = False

    def __init__(self) -> None:
        super().__init__(None, None, sortable=columns.NumericColumn("I"))

    def to_column_value(self, value: int) -> int:
        """The number itself."""
        return value


def schema() -> Any:
    """The fields of the index."""
    return fields.Schema(**{TERMS: TermsField(), NUMBER: NumberField()})


class Codec(W3Codec):  # type: ignore[misc]
    """whoosh's own format with postings written a block at a time: worth in bytes, rare terms kept in the term's own row."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "TermsWriter":
        """The writer of a segment's terms."""
        return TermsWriter(self, storage, segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "_BlockWriter":
        """The writer of a term's postings."""
        return _BlockWriter(dbfile, _BLOCK)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """The reader of a term's postings."""
        if terminfo.is_inlined():
            return super().postings_reader(dbfile, terminfo, format_, term=term, scorer=scorer)
        return BlockMatcher(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)


class BlockMatcher(W3LeafMatcher):  # type: ignore[misc]
    """Reads the postings of a term, also all at once."""

    def pairs(self) -> Iterator[tuple[int, float]]:
        """Each document, ascending, and what the term is worth there."""
        while not self._atend:
            self._read_ids()
            self._read_weights()
            yield from zip(self._ids, self._weights, strict=True)
            self._next_block()


class TermsWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the terms of one segment."""

    def add_term(self, term: bytes, documents: "array[int]", worth: "array[int]") -> None:
        """A term with all its postings, the documents ascending."""
        self.start_term(term)
        self._postwriter.add_all(documents, worth)
        self.finish_term()


class _BlockWriter(W3PostingsWriter):  # type: ignore[misc]
    def add_all(self, documents: "array[int]", worth: "array[int]") -> None:
        self._compression = 3 if len(documents) >= _WORTH_COMPRESSING else 0
        for start in range(0, len(documents), _BLOCK):
            if start:
                self._write_block()
            self._ids, self._weights = documents[start : start + _BLOCK], worth[start : start + _BLOCK]
            self._maxweight = max(self._weights)

    def finish_postings(self) -> Any:
        info: Any = self._terminfo
        if self.written() or len(self._ids) > _INLINE:
            return super().finish_postings()
        info.add_block(self)
        info.set_inlined(self._ids, self._weights, [b""] * len(self._ids))
        self._terminfo: Any = None
        return info

    def _mini_weights(self) -> bytes:
        return bytes(self._weights)
