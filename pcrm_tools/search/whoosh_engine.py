"""The search engine on whoosh, in a private folder of its own beside the cache.

whoosh reads its index by unpickling, so a foreign index is foreign code: nothing is opened that is not a private folder of
this user's, whose files are those that the cache remembers (`sound`). The index holds no positions; where terms must follow
one another, the documents that have them all are asked for the substring, in the text that the caller keeps of each.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.errors import BrokenSurroundings, CacheRefused
from pcrm_tools.search.engine import Document, Hit, IndexDamaged, Scores, combine, ranked, rarity
from pcrm_tools.search.lean_whoosh import FileLock, try_for, whoosh
from pcrm_tools.search.terms import VERSION, Sought, pruned
from pcrm_tools.search.whoosh_folder import is_private, mark_of, private_files, touch
from pcrm_tools.search.whoosh_layout import NUMBER, STEPS, TERMS, schema
from pcrm_tools.search.whoosh_overlay import Overlay
from pcrm_tools.search.whoosh_postings import beginning, together
from pcrm_tools.text.query_tree import Query

FOLDER = "whoosh"
_STAMP = f"whoosh-{'.'.join(map(str, whoosh.__version__))}-{VERSION}"
_BATCH = 2_000_000
_LOCK_SECONDS = 30
_LOCK = "WRITELOCK"
_SURROUNDINGS = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE, errno.ENOMEM)


class _Segment(NamedTuple):
    """A part of the index and the numbers of its documents."""

    reader: Any
    numbers: Any


class WhooshEngine:
    """Full-text search in `folder/whoosh`; `folded` gives the normal text of a document by its number."""

    name = "whoosh"
    inside = False
    part = 5000

    def __init__(self, folder: Path, folded: Callable[[int], str]) -> None:
        self._folder = folder / FOLDER
        self._folded = folded
        self._segments: list[_Segment] = []
        self._over = Overlay()
        self._held = False

    def update(self, documents: Iterable[Document], removed: Iterable[int]) -> None:
        """Puts documents in and takes others out, a segment each two million postings; waits while another process writes."""
        from pcrm_tools.search.whoosh_writer import BatchWriter, merged

        gone = set(removed)
        source = iter(documents)
        more = True
        with self.writing():
            with private_files(), self._guarded():
                index = self._made()
            while more:
                with private_files(), self._guarded():
                    writer = BatchWriter(index, _LOCK_SECONDS)
                try:
                    more = self._batch(writer, source, gone)
                    with private_files(), self._guarded():
                        writer.commit(mergetype=merged)
                except BaseException:
                    with contextlib.suppress(Exception):
                        writer.cancel()
                    raise

    def _batch(self, writer: Any, source: Iterator[Document], gone: set[int]) -> bool:
        """Adds documents up to the size of a batch and takes out those that are gone or replaced; is there more to come?"""
        batch: set[int] = set()
        more = False
        for document in source:
            with self._guarded():
                writer.add_document(**{NUMBER: document.n, TERMS: document})
            batch.add(document.n)
            if writer.pool.count >= _BATCH:
                more = True
                break
        with self._guarded():
            self._take_out(writer, gone | batch)
        gone.clear()
        return more

    def _take_out(self, writer: Any, numbers: set[int]) -> None:
        if not numbers or not writer.segments:
            return
        reader = writer.reader()
        for leaf, base in reader.leaf_readers():
            column = leaf.column_reader(NUMBER, translate=False)
            for at in range(leaf.doc_count_all()):
                if column[at] in numbers and not leaf.is_deleted(at):
                    writer.delete_document(base + at)
        reader.close()

    def lay_over(self, documents: Sequence[Document], gone: Collection[int], total: int) -> None:
        """Answers as if the index had been updated with these documents, and held so many then."""
        self._over = Overlay(documents, gone, total)

    def search(self, query: Query) -> list[Hit]:
        """Every document that meets the tree, best first (BM25F)."""
        kept = pruned(query)
        if kept is None or not self._folder.is_dir():
            return []
        with self._guarded():
            reader = self._opened().reader()
            leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
            self._segments = [_Segment(leaf, leaf.column_reader(NUMBER, translate=False)) for leaf in leaves]
        try:
            return ranked(combine(kept, self._leaf, self._everything))
        finally:
            self._segments = []
            reader.close()

    def _leaf(self, wanted: tuple[Sought, ...]) -> Scores:
        found: Scores = {}
        for sought in wanted:
            for n, worth in self._worths(sought).items():
                if worth > found.get(n, 0):
                    found[n] = worth
        documents = self._over.total
        if documents is None:
            with self._guarded():
                documents = sum(segment.reader.doc_count() for segment in self._segments)
        rare = rarity(len(found), documents)
        return {n: worth * rare / STEPS for n, worth in found.items()}

    def _worths(self, sought: Sought) -> Scores:
        """The documents that hold what is sought and what it is worth there, in steps."""
        find = beginning if sought.prefix and len(sought.terms) == 1 else together
        with self._guarded():
            parts = [(segment.numbers, find(segment.reader, sought)) for segment in self._segments]
            found = {numbers[at]: worth for numbers, worths in parts for at, worth in worths.items()}
        for n in self._over.hidden:
            found.pop(n, None)
        if len(sought.terms) > 1:
            found = {n: worth for n, worth in found.items() if sought.needle in self._folded(n)}
        return {**found, **self._over.worths(sought)}

    def _everything(self) -> list[int]:
        with self._guarded():
            held = [segment.numbers[at] for segment in self._segments for at in segment.reader.all_doc_ids()]
        return [*(n for n in held if n not in self._over.hidden), *self._over.texts]

    def words(self, start: str) -> list[str]:
        """The terms of the index that begin with an ASCII text; without those of records that are only laid over."""
        if not self._folder.is_dir():
            return []
        with self._guarded():
            reader = self._opened().reader()
            found = [term.decode() for term in reader.expand_prefix(TERMS, start)]
            reader.close()
        return found

    def clear(self) -> None:
        """Removes the folder with everything in it; waits while another process writes."""
        self._over = Overlay()
        with self.writing():
            if self._folder.is_dir() and not self._folder.is_symlink():
                shutil.rmtree(self._folder)
            else:
                self._folder.unlink(missing_ok=True)

    def busy(self) -> bool:
        """Is another process writing the index just now?"""
        if self._held:
            return False
        lock = self._lock()
        if lock.acquire():
            lock.release()
            return False
        return True

    def stamp(self) -> str:
        """Names, sizes and times of the index's files, empty where there is none."""
        if not self._folder.is_dir():
            return ""
        with os.scandir(self._folder) as entries:
            files = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in entries if entry.is_file())
        return " ".join((_STAMP, *(mark_of(name, state) for name, state in files if not name.endswith(_LOCK))))

    def sound(self, stamp: str) -> bool:
        """Is the folder private, with the very files that it had then and no newer table of contents?

        While another process writes, the files are newer than any stamp that can be known; its last commit is relied upon.
        """
        if not is_private(self._folder):
            return False
        with os.scandir(self._folder) as entries:
            tables = [entry.name for entry in entries if entry.name.endswith(".toc")]
        version, *marks = stamp.split(" ")
        known = {mark.split(":")[0]: mark for mark in marks}
        try:
            if version == _STAMP and all(name in known for name in tables):
                return all(mark_of(name, (self._folder / name).lstat()) == mark for name, mark in known.items())
        except OSError:
            pass
        return bool(tables) and self.busy()

    def stats(self) -> dict[str, int]:
        """`documents` in the index and its `bytes` on disk."""
        if not self._folder.is_dir():
            return {"documents": 0, "bytes": 0}
        with self._guarded():
            size = sum(path.stat().st_size for path in self._folder.iterdir() if path.is_file())
            documents = self._opened().doc_count() if self._over.total is None else self._over.total
            return {"documents": documents, "bytes": size}

    def _opened(self) -> Any:
        if not is_private(self._folder):
            raise IndexDamaged(f"{self._folder} is not a private folder of this user's")
        return whoosh.index.open_dir(str(self._folder))

    def _made(self) -> Any:
        """The index, made where there is none, without what a killed run left behind."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        touch(self._folder / f"MAIN_{_LOCK}")
        if not any(self._folder.glob("*.toc")):
            return whoosh.index.create_in(str(self._folder), schema())
        for leftover in self._folder.glob("*.toc.*"):
            leftover.unlink()
        return self._opened()

    def _lock(self) -> Any:
        path = self._folder.with_name(f"{FOLDER}.lock")
        touch(path)
        return FileLock(str(path))

    @contextlib.contextmanager
    def writing(self, wait: bool = True) -> Iterator[None]:
        """The lock of the index, which says whose it is; raises CacheRefused where another process does not let go of it."""
        if self._held:
            yield
            return
        lock, path = self._lock(), self._folder.with_name(f"{FOLDER}.lock")
        if not try_for(lock.acquire, timeout=_LOCK_SECONDS if wait else 0):
            holder = path.read_text("ascii", "replace") or "?"
            raise CacheRefused("busy", self._folder, holder=holder)
        self._held = True
        try:
            with contextlib.suppress(OSError):  # Windows locks what it holds against its owner, too
                path.write_text(str(os.getpid()), "ascii")
            yield
        finally:
            self._held = False
            lock.release()

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever whoosh raises over its files means that they are damaged, except where the disk is full or closed to us."""
        try:
            yield
        except (BrokenSurroundings, IndexDamaged):
            raise
        except OSError as problem:
            if problem.errno in _SURROUNDINGS:
                raise BrokenSurroundings(what=str(self._folder), why=problem.strerror or str(problem)) from problem
            raise IndexDamaged(str(problem)) from problem
        except Exception as problem:
            raise IndexDamaged(f"{type(problem).__name__}: {problem}") from problem
