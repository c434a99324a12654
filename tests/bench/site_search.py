"""What a browser has to load for the first search in a built site: every file that it asks for on that account, compressed."""

import gzip
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tests.site.chromium import Chromium

QUERIES = ("kestrel", "发票", "invoice overdue", "客户 报价", "wangfang")
"""One and two words in either language, and a name as it is typed."""
_OURS = re.compile(r"^(?:search/|assets/pcrm/search\w*\.(?:js|css)$)")
_TYPED = """
(async (query) => {
  const input = document.querySelector('.p-search__input'), panel = document.querySelector('.p-search__results');
  input.focus();
  input.value = query;
  input.dispatchEvent(new Event('input', {bubbles: true}));
  for (let i = 0; i < 1000 && panel.dataset.query !== query; i++) await new Promise((r) => setTimeout(r, 5));
  return document.querySelector('.p-search__status').textContent;
})
"""


class Loaded(NamedTuple):
    """A query with what was loaded for it: files, their bytes as gzip sends them, seconds until the answer, and what that said."""

    query: str
    files: int
    size: int
    seconds: float
    said: str


def browser() -> str:
    """The program of a Chromium; empty where there is none."""
    return next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")


def loaded(public: Path, queries: Sequence[str] = QUERIES) -> Iterator[Loaded]:
    """The bytes that a browser loads for a first search in a built site, for each query in a page of its own."""
    with tempfile.TemporaryDirectory(prefix="pcrm-bench-") as profile:
        page = Chromium(browser(), Path(profile))
        try:
            for query in queries:
                page.open((public / "index.html").as_uri())
                begun = time.perf_counter()
                said = page.evaluate(f"{_TYPED}({json.dumps(query)})")
                seconds = time.perf_counter() - begun
                files = _asked_for(page, public)
                yield Loaded(query, len(files), sum(map(_compressed, files)), seconds, str(said))
        finally:
            page.close()


def _asked_for(page: Chromium, public: Path) -> list[Path]:
    """The files of the search that a page has asked for."""
    names = {unquote(urlsplit(url).path).removeprefix(f"{public.as_posix()}/") for url in page.requests()}
    return [public / name for name in sorted(names) if _OURS.match(name)]


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 6))


if __name__ == "__main__":
    import sys

    for one in loaded(Path(sys.argv[1]).resolve(), sys.argv[2:] or QUERIES):
        print(f"{one.query}: {one.size / 1000:.0f} kB in {one.files} files, {one.seconds * 1000:.0f} ms: {one.said}")
