"""Record pages made and written, in this process or in several."""

import gc
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.site.addresses import FOLDERS
from pcrm_tools.site.manifest import Manifest
from pcrm_tools.site.record_pages import RecordPages
from pcrm_tools.site.search_index import Change, Index
from pcrm_tools.site.shell import Shell
from pcrm_tools.store import workers

POOL_FROM, CHUNK = 300, 50


class Made(NamedTuple):
    """A page that was written: whose, with which attachments, and what it changes in the search index."""

    n: int
    files: tuple[str, ...]
    change: Change | None


class Maker:
    """What making a page needs."""

    def __init__(
        self,
        pages: RecordPages,
        shells: Mapping[str, Shell],
        manifest: Manifest,
        index: Index,
        keys: Mapping[str, int],
        database: Path,
    ) -> None:
        self.pages, self.shells, self.manifest, self.index, self.keys, self.database = (
            pages,
            shells,
            manifest,
            index,
            keys,
            database,
        )

    def make(self, n: int) -> Made:
        """Makes and writes one page and its document."""
        record, address = self.pages.book.records[n], self.pages.book.address[n]
        page = self.pages.page(record)
        text = self.shells[FOLDERS[record.type]].pour(page.title, page.content)
        self.manifest.write(address.file, text.encode(errors="replace"))
        return Made(n, page.files, self.index.put(self.keys[address.href], page.document))

    def make_all(self, numbers: list[int], notice: Callable[[str, int, int], None]) -> Iterator[Made]:
        """Makes many pages; neighbours in the list share what they show."""
        total = len(numbers)
        if total < POOL_FROM or workers.count() < 2 or not sys.platform.startswith("linux"):
            for done, n in enumerate(numbers, 1):
                yield self.make(n)
                if done % 100 == 0:
                    notice("pages", done, total)
            return
        chunks = [numbers[at : at + CHUNK] for at in range(0, total, CHUNK)]
        with workers.pool(_begin, (self,)) as pool:
            done = 0
            for found in pool.map(_work, chunks):
                done += len(found)
                notice("pages", done, total)
                yield from found


_MAKERS: list[Maker] = []


def _begin(maker: Maker) -> None:
    """A connection of the process's own: one that was made before the fork must not be used after it."""
    gc.freeze()  # what came from the parent stays: looking through it for circles would copy its memory
    gc.enable()
    gc.set_threshold(20_000, 20, 100)
    maker.pages.book.db = sqlite3.connect(f"file:{maker.database}?mode=ro", uri=True)
    _MAKERS[:] = [maker]


def _work(chunk: list[int]) -> list[Made]:
    return [_MAKERS[0].make(n) for n in chunk]
