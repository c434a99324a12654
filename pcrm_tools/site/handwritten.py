"""Hand-written pages: their place in the menu, their wiki links, and their words for searching."""

import html
import re
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.site.labels import COMPUTED, word
from pcrm_tools.site.render import Resolve, wiki_links

_HEADING = re.compile(r'<h([1-6])[^>]*?(?:id="([^"]*)")?[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_HIDDEN = re.compile(r"<!--.*?-->|<(script|style|svg)\b.*?</\1>", re.DOTALL)
_BLANKS = re.compile(r"\s+")


class Chunk(NamedTuple):
    """A stretch of a page's words below one heading."""

    anchor: str
    title: str
    text: str


class Handwritten:
    """The hand-written pages of one run of mkdocs: address -> title and words."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Any]] = {}

    def add(self, address: str, title: str, content: str, resolve: Resolve) -> str:
        """Notes a page and returns its HTML with wiki links resolved."""
        linked = wiki_links(content, resolve)
        self.pages[address] = {"title": title, "chunks": [list(chunk) for chunk in chunks(linked)]}
        return linked


def chunks(content: str) -> list[Chunk]:
    """The words of HTML, parted at its headings."""
    found: list[Chunk] = []
    anchor = title = ""
    at = 0
    visible = _HIDDEN.sub(" ", content)
    for heading in _HEADING.finditer(visible):
        found.append(Chunk(anchor, title, plain(visible[at : heading.start()])))
        anchor, title, at = heading[2] or "", plain(heading[3]).rstrip("¶ "), heading.end()
    found.append(Chunk(anchor, title, plain(visible[at:])))
    return [chunk for chunk in found if chunk.text or chunk.title]


def plain(content: str) -> str:
    """HTML as words."""
    return _BLANKS.sub(" ", html.unescape(_TAG.sub(" ", content))).strip()


def expand_nav(nav: Any, docs: Path, lang: str) -> list[Any]:
    """The menu of mkdocs.yml with the computed pages put in after the home page, and folders (`guide/`) spelled out."""
    items = [_expanded(item, docs) for item in nav] if nav else ["index.md"]
    front = [{word(f"page.{page.key}", lang): page.source} for page in COMPUTED if page.early]
    back = [{word(f"page.{page.key}", lang): page.source} for page in COMPUTED if not page.early]
    return [*items[:1], *front, *items[1:], *back]


def _expanded(item: Any, docs: Path) -> Any:
    if isinstance(item, dict):
        return {title: _expanded_value(value, docs) for title, value in item.items()}
    return item


def _expanded_value(value: Any, docs: Path) -> Any:
    if isinstance(value, str) and value.endswith("/"):
        folder = docs / value
        names = sorted(
            (path.relative_to(docs).as_posix() for path in folder.glob("*.md")),
            key=lambda name: (not name.endswith("/index.md"), name),
        )
        return names or []
    return [_expanded(item, docs) for item in value] if isinstance(value, list) else value
