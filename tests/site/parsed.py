"""A built page as a reader sees it: its sections with their words, links and tables."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote


class Part:
    """A section of a page: its words, its links, and the rows of its tables as texts."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []

    @property
    def text(self) -> str:
        """Its words with single blanks."""
        return " ".join(" ".join(self.words).split())

    def link(self, label: str) -> str:
        """Where the first link of a label leads."""
        return next(href for href, words in self.links if words.strip() == label)

    def row(self, first: str) -> list[str]:
        """The table's row whose first cell begins with some words."""
        return next(row for row in self.rows if row[0].startswith(first))


class Parsed(HTMLParser):
    """A page: `parts` by the ids of their headings, `page` for all of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Part()
        self.parts: dict[str, Part] = {}
        self._part: Part | None = None
        self._href: str | None = None
        self._cell = False
        self._inside = False
        self.feed(path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "p-page" in given.get("class", "").split():
            self._inside = True
        if tag in ("footer", "script"):
            self._inside = False
        if not self._inside:
            return
        if tag == "h2" and given.get("id"):
            self._part = self.parts[given["id"]] = Part()
        for part in self._open():
            if tag == "tr":
                part.rows.append([])
            elif tag in ("td", "th") and part.rows:
                part.rows[-1].append("")
            elif tag == "a" and "href" in given:
                part.links.append((unquote(given["href"]), ""))
        if tag == "a" and "href" in given:
            self._href = given["href"]
        if tag in ("td", "th"):
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = None
        elif tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if not self._inside:
            return
        for part in self._open():
            part.words.append(data)
            if self._href is not None and part.links:
                href, words = part.links[-1]
                part.links[-1] = href, f"{words}{data}"
            if self._cell and part.rows and part.rows[-1]:
                part.rows[-1][-1] += data.replace("\n", " ")

    def _open(self) -> list[Part]:
        return [self.page, self._part] if self._part is not None else [self.page]


def parsed(public: Path, name: str) -> Parsed:
    """A page of a built site."""
    return Parsed(public / name)
