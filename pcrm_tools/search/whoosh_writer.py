"""A fast writer for whoosh: a segment a batch, whose postings are kept in arrays by term instead of being sorted one by one."""

from array import array
from collections.abc import Sequence
from typing import Any

from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from pcrm_tools.search.whoosh_layout import NUMBER, TERMS, Codec, worths

_SMALL = 500
_MANY = 8


class Postings:
    """Takes the place of whoosh's sorting pool; `count` postings are held."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[array[int], array[int]]] = {}
        self.count = 0

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting; documents come in the order of their numbers."""
        self.add_all(item[2], [(item[1].decode(), int(item[3]))])

    def add_all(self, at: int, worth: Sequence[tuple[str, int]]) -> None:
        """The terms of a document with their worth; documents come in the order of their numbers."""
        held = self.held
        for term, steps in worth:
            both = held.get(term)
            if both is None:
                both = held[term] = (array("I"), array("B"))
            both[0].append(at)
            both[1].append(steps)
        self.count += len(worth)

    def cleanup(self) -> None:
        """Lets the postings go."""
        self.held = {}


class BatchWriter(SegmentWriter):  # type: ignore[misc]
    """Writes one segment, without whoosh's sorting, length statistics and compound files; waits for the lock, in seconds."""

    def __init__(self, index: Any, timeout: float) -> None:
        super().__init__(index, timeout=timeout, compound=False, codec=Codec())
        self.pool = Postings()

    def add_document(self, **fields: Any) -> None:
        """Adds a document with its postings and its number, without what whoosh can do besides."""
        self._check_state()
        self.perdocwriter.start_doc(self.docnum)
        try:
            self.pool.add_all(self.docnum, worths(fields[TERMS]))
            self.perdocwriter.add_column_value(NUMBER, self.schema[NUMBER].column_type, fields[NUMBER])
        except BaseException:
            self.perdocwriter.cancel_doc()
            raise
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.start_field(TERMS, self.schema[TERMS])
        for term in sorted(self.pool.held):
            self.fieldwriter.add_term(term.encode(), *self.pool.held[term])
        self.fieldwriter.finish_field()
        self.fieldwriter.close()


def merged(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge policy: takes in the small segments once there are many, and those that are mostly deleted; returns the others."""
    small = [segment for segment in segments if segment.doc_count_all() < _SMALL]
    taken = small if len(small) >= _MANY else []
    taken += [s for s in segments if s not in taken and s.deleted_count() * 2 > s.doc_count_all()]
    for segment in taken:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in taken]
