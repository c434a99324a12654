"""What the site's search finds: documents, the terms that lead to them, and the file of the index that holds each term.

The words of a document are cut into the same terms as in the terminal (`search.terms`). Beside them stand
- how the Chinese names in it sound (`text.pinyin`): syllables, each two that follow one another, and initials;
- days and months as one term each, since their parts stand everywhere;
- its facets, for filters such as `stage:won`: a file each field;
- what it and its people are called, for the names that a word without hits may have meant: a file each first letter.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from pcrm_tools.search.terms import index_terms, normal
from pcrm_tools.text.fold import fold
from pcrm_tools.text.pinyin import SYLLABLE, readings, runs, sounds

GROUPS = 5
"""Kinds of places where a term may stand, from text over titles, tags and people to names: what stands higher is shown first."""
FACET, CALLED, DATE = "\x01", "\x02", "#"
"""What the terms of facets, of names and of dates begin with; no word of a text holds any of them."""
OTHER = "_"
_NAMED_BY = 4
_LATIN = re.compile(r"[a-z0-9]+")
_DATES = re.compile(r"(?<= )(\d{4}) (\d{2})(?= (?:(\d{2}) )?)")

Chunk = tuple[str, str, str]
"""A stretch of a document: the anchor that it stands at, a title that is only shown, and its words."""


class Document(NamedTuple):
    """What can be found: its address in the site, type, name, a line below it that is only shown, and its words.

    `names` are its id and then further names of it, `people` those of others in it, `titles` those of its log entries; `facets`
    are its values of the fields that filters may name.
    """

    url: str
    type: str
    name: str
    note: str
    chunks: tuple[Chunk, ...]
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> dict[str, Any]:
        """The document as its file holds it; what is empty is left out."""
        held = {
            "u": self.url, "t": self.type, "n": self.name, "s": self.note, "c": self.chunks, "a": self.names, "p": self.people,
            "g": self.tags, "h": self.titles, "f": self.facets, "q": spoken_names(self),
        }  # fmt: skip
        return {key: value for key, value in held.items() if value or key in "utnc"}


def document_of(value: dict[str, Any]) -> Document:
    """The document that a file holds; raises what a value of another shape raises."""
    chunks = tuple((str(anchor), str(title), str(text)) for anchor, title, text in value["c"])
    names, people, tags, titles = (tuple(map(str, value.get(key, ()))) for key in "apgh")
    facets = tuple((str(key), str(worth)) for key, worth in value.get("f", ()))
    return Document(value["u"], value["t"], value["n"], value.get("s", ""), chunks, names, people, tags, titles, facets)


def spoken_names(document: Document) -> list[tuple[str, str]]:
    """Each run of Chinese in a document's names and those of its people, with the terms that it is typed by."""
    text = normal("\n".join((document.name, *document.names))) + normal("\n".join(document.people))
    return [(run, sounds(f" {run} ").strip()) for run in _runs(text)]


@lru_cache(maxsize=1)
def _runs(text: str) -> list[str]:
    return list(dict.fromkeys(runs(text)))


def terms_of(document: Document) -> dict[str, int]:
    """A document's terms, each with the highest group that it stands in."""
    body = [chunk[2] for chunk in document.chunks]
    groups = (body, document.titles, document.tags, document.people, (document.name, *document.names))
    found = dict.fromkeys(_beside(document), 0)
    for group, parts in enumerate(groups):
        text = normal("\n".join(parts))
        found.update(dict.fromkeys(index_terms(text), group))
        found.update((term, group) for year, month, day in _DATES.findall(text) for term in dates(year, month, day))
    return found


def dates(year: str, month: str, day: str) -> Iterator[str]:
    """The terms of a date: of its month, and of its day if it has one."""
    yield f"{DATE}{month}-{year}"
    if day:
        yield f"{DATE}{month}-{day}-{year}"


def _beside(document: Document) -> Iterator[str]:
    """The terms beside the words."""
    for _, spoken in spoken_names(document):
        before = ""
        for term in spoken.split():
            yield term
            if before and term[0] == SYLLABLE:
                yield before + term
            before = term if term[0] == SYLLABLE else ""
    for key, worth in document.facets:
        yield f"{FACET}{key}{FACET}{worth}"
    for name in dict.fromkeys((document.name, *document.names[1:], *document.people)):
        if len(name) > 1:
            yield from (f"{CALLED}{letter}{CALLED}{name}" for letter in _letters(name))


@lru_cache(maxsize=4096)
def _letters(name: str) -> tuple[str, ...]:
    """The letters by which a name is looked up: of its Latin words, and of the first characters of its Chinese ones as they sound."""
    clean = normal(name)
    found = [word[0] for word in _LATIN.findall(clean)]
    found += [reading[0] for run in runs(clean) for char in run[:_NAMED_BY] for reading in readings(char)]
    return tuple(sorted(set(found))) or (OTHER,)


def shard_of(term: str, shards: int) -> int:
    """The shard of a term: by its first character where that is written without blanks, else by its first three."""
    head = term[0] if term[0] >= "\u0e01" else term[:3]
    number = 0
    for char in head:
        number = (number * 31 + ord(char)) & 0xFFFFFFFF
    return number % shards


def place_of(term: str, shards: int) -> tuple[str, str]:
    """The file of the index that holds a term, and what the term is called there."""
    if term[0] == FACET or term[0] == CALLED:
        _, key, name = term.split(term[0], 2)
        return f"{'f' if term[0] == FACET else 'n'}/{key}.js", name
    return f"s/{shard_of(term, shards)}.js", term


def folded(value: str) -> str:
    """A value of a facet as filters compare it."""
    return fold(value).replace(FACET, " ")
