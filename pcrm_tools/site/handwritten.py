"""Hand-written pages: their place in the menu, their wiki links, and their words for searching."""

import html
import re
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.site import menu
from pcrm_tools.site.labels import WORDS, word
from pcrm_tools.site.render import Resolve, wiki_links

LANGUAGES = {"zh": "中文", "en": "English"}
_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
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
        named = _ID.search(heading[2])
        anchor, title, at = html.unescape(named[1]) if named else "", plain(heading[3]).rstrip("¶ "), heading.end()
    found.append(Chunk(anchor, title, plain(visible[at:])))
    return [chunk for chunk in found if chunk.text or chunk.title]


def plain(content: str) -> str:
    """HTML as words."""
    return _BLANKS.sub(" ", html.unescape(_TAG.sub(" ", content))).strip()


def expand_nav(nav: Any, docs: Path, lang: str) -> list[Any]:
    """The menu of mkdocs.yml (without one: every page) with the computed pages, and folders (`guide/`) spelled out."""
    items = Menu(docs, lang, nav).items() if nav else Menu(docs, lang, []).everything()
    return [*items[:1], *menu.tabs(lang, late=False), *items[1:], *menu.tabs(lang, late=True)]


class Menu:
    """The hand-written part of the menu; a folder stands for those of its pages that are named nowhere else."""

    def __init__(self, docs: Path, lang: str, nav: Any) -> None:
        self.docs, self.lang, self.nav = docs, lang, nav
        self.named = set(_named(nav))
        self.twins = {name: twin for name in sorted(self.named) if (twin := self._twin(name)) and twin not in self.named}
        self.named |= set(self.twins.values())

    def items(self) -> list[Any]:
        """The menu of mkdocs.yml with its folders spelled out."""
        return [part for item in self.nav for part in self._item(item)]

    def everything(self) -> list[Any]:
        """A menu of all pages: the home page, other single pages, then the folders."""
        pages = [name for name in self._pages("") if name != "index.md"]
        folders = sorted(path.name for path in self.docs.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
        made = [{self._title(name): found} for name in folders if (found := self._folder(f"{name}/"))]
        return [{word("menu.home", self.lang): "index.md"}, *pages, *made]

    def _item(self, item: Any) -> list[Any]:
        if isinstance(item, dict):
            return [{self._own(str(title)): self._value(value)} for title, value in item.items()]
        return self._folder(item) if isinstance(item, str) and item.endswith("/") else [item]

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and value.endswith("/"):
            return self._folder(value)
        return self._spoken([part for item in value for part in self._item(item)]) if isinstance(value, list) else value

    def _spoken(self, parts: list[Any]) -> list[Any]:
        """Pages in the site's language where there are such; those that they stand for come behind, below their language's name."""
        behind = [name for name in parts if isinstance(name, str) and name in self.twins]
        if not behind:
            return parts
        english, at = LANGUAGES["en"], len(parts)
        kept: list[Any] = [self.twins.get(part, part) if isinstance(part, str) else part for part in parts]
        for place, part in enumerate(kept):
            if isinstance(part, dict) and english in part:
                behind, at = [*behind, *part[english]], place
        return [*kept[:at], {english: behind}, *kept[at + 1 :]]

    def _twin(self, name: str) -> str:
        """The page that says the same in the site's language; empty where there is none."""
        twin = name.replace(".md", f".{self.lang}.md")
        return twin if self.lang != "en" and name.count(".") == 1 and (self.docs / twin).is_file() else ""

    def _own(self, title: str) -> str:
        """A title of mkdocs.yml in the site's language where it is one of our words, such as Home and Guide."""
        key = next((key for key, words in WORDS.items() if key.startswith("menu.") and title in words), "")
        return word(key, self.lang) if key else title

    def _folder(self, folder: str) -> list[Any]:
        """The pages of a folder, those in another language than the notebook's below a heading of their own."""
        own: list[Any] = []
        others: dict[str, list[Any]] = {}
        for name in self._pages(folder):
            language = name.split(".")[-2] if name.count(".") > 1 else ""
            (own if language in ("", self.lang) else others.setdefault(language, [])).append(name)
        if any(f".{self.lang}." in name for name in own):
            main = [name for name in own if f".{self.lang}." in name]
            others.setdefault("en", []).extend(
                name for name in own if name not in main and name.replace(".md", f".{self.lang}.md") in main
            )
            own = [name for name in own if name not in others["en"]]
        return [*own, *({LANGUAGES.get(language, language): names} for language, names in others.items() if names)]

    def _pages(self, folder: str) -> list[str]:
        names = sorted(path.relative_to(self.docs).as_posix() for path in (self.docs / folder).glob("*.md"))
        return sorted(
            (name for name in names if name not in self.named), key=lambda name: not name.split("/")[-1].startswith("index.")
        )

    def _title(self, name: str) -> str:
        return word(f"menu.{name}", self.lang) if f"menu.{name}" in WORDS else name[:1].upper() + name[1:]


def _named(item: Any) -> list[str]:
    """The pages that a menu names."""
    if isinstance(item, str):
        return [item]
    parts = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return [name for part in parts for name in _named(part)]
