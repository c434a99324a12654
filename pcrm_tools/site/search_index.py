"""The site's search index: static files that a script loads by need, so that it works without a server.

`search/meta.js` says how many shards there are; `search/s/N.js` holds the terms whose beginning hashes to N with the
documents that have them; `search/d/KEY.js` holds one document's words, for its title, its snippet and to make sure of a hit.
Every file follows from the documents alone, not from the order in which they came: an update and a build from nothing agree.
"""

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.search.terms import VERSION, index_terms, normal

FORMAT = f"1.{VERSION}"
TYPES = ("customer", "project", "page")
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
MAX_TEXT = 200_000
_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_UNSAFE = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")


class Document(NamedTuple):
    """What can be found: its address in the site, type, title, a line below it, and its words by (anchor, title, text)."""

    url: str
    type: str
    name: str
    note: str
    chunks: tuple[tuple[str, str, str], ...]


class Change(NamedTuple):
    """What a document's coming, going or changing does to the shards: its terms of the text and of the title, and those that go."""

    key: int
    body: list[str]
    title: list[str]
    gone: list[str]


class Layout(NamedTuple):
    """How many slots for documents and shards for terms an index of a size has."""

    slots: int
    shards: int


def layout(count: int) -> Layout:
    """The layout for a number of documents; it changes only when that doubles."""
    power = 1 << max(count - 1, 1).bit_length()
    return Layout(power * 16, max(16, min(1024, power // 16)))


def keys(urls: Mapping[str, str], slots: int) -> dict[str, int]:
    """A number for each document (address -> type): small, stable, and the same whatever else was indexed before."""
    taken: set[int] = set()
    found: dict[str, int] = {}
    wanted = sorted((int.from_bytes(hashlib.blake2b(url.encode(), digest_size=6).digest()) % slots, url) for url in urls)
    for slot, url in wanted:
        kind = TYPES.index(urls[url])
        while slot * 3 + kind in taken:
            slot = (slot + 1) % slots
        taken.add(slot * 3 + kind)
        found[url] = slot * 3 + kind
    return found


def shard_of(term: str, shards: int) -> int:
    """The shard of a term: by its first character where that is written without blanks, else by its first three."""
    head = term[0] if term[0] >= "\u0e01" else term[:3]
    number = 0
    for char in head:
        number = (number * 31 + ord(char)) & 0xFFFFFFFF
    return number % shards


def terms_of(document: Document) -> tuple[set[str], set[str]]:
    """A document's terms: all of them, and those of its title."""
    body = "\n".join(part for chunk in document.chunks for part in chunk[1:] if part)
    title = set(index_terms(normal(document.name)))
    return title | set(index_terms(normal(f"{document.note}\n{body[:MAX_TEXT]}"))), title


def encode(numbers: Iterable[int]) -> str:
    """Ascending numbers as differences, five bits a digit."""
    out: list[str] = []
    before = 0
    for number in numbers:
        gap, before = number - before, number
        while gap > 31:
            out.append(DIGITS[32 + (gap & 31)])
            gap >>= 5
        out.append(DIGITS[gap])
    return "".join(out)


def decode(text: str) -> list[int]:
    """The numbers of an encoded text."""
    found: list[int] = []
    number = gap = shift = 0
    for digit in text:
        value = _VALUES[digit]
        gap |= (value & 31) << shift
        if value & 32:
            shift += 5
            continue
        number += gap
        found.append(number)
        gap = shift = 0
    return found


def script(call: str, *values: Any) -> str:
    """A file that hands values to the page's script; no character of it means anything to HTML."""
    parts = [json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True) for value in values]
    text = ",".join(parts)
    for char, written in _UNSAFE:
        text = text.replace(char, written)
    return f"{call}({text});\n"


def payload(text: str) -> Any:
    """The last value that a file of ours hands over."""
    return json.loads(f"[{text[text.index('(') + 1 : text.rindex(')')]}]")[-1]


def change_of(key: int, old: Document | None, new: Document | None) -> Change:
    """The change from one state of a document to another."""
    new_all, new_title = terms_of(new) if new else (set[str](), set[str]())
    new_body = new_all - new_title
    if old is None:
        return Change(key, list(new_body), list(new_title), [])
    old_all, old_title = terms_of(old)
    changed = (old_all ^ new_all) | (old_title ^ new_title)
    return Change(key, list(new_body & changed), list(new_title & changed), list(changed))


class Index:
    """The index below a folder, made anew or brought up to date."""

    def __init__(self, folder: Path, shape: Layout, anew: bool = False) -> None:
        self.folder, self.shape, self.anew = folder, shape, anew
        self._body: defaultdict[str, list[int]] = defaultdict(list)
        self._title: defaultdict[str, list[int]] = defaultdict(list)
        self._gone: defaultdict[str, set[int]] = defaultdict(set)

    @property
    def touched(self) -> bool:
        """Whether anything was put in or taken out."""
        return bool(self._body or self._title or self._gone)

    def document_file(self, key: int) -> str:
        """The file of a document, below the folder."""
        return f"d/{key}.js"

    def shard_file(self, number: int) -> str:
        """The file of a shard, below the folder."""
        return f"s/{number}.js"

    def put(self, key: int, document: Document) -> Change | None:
        """Writes a document; what that changes in the shards, or None where it stands."""
        old = self._old(key)
        if old == document:
            return None
        value = {"c": document.chunks, "n": document.name, "s": document.note, "t": document.type, "u": document.url}
        self._write(self.document_file(key), script("pcrmDocument", key, value))
        return change_of(key, old, document)

    def remove(self, key: int) -> None:
        """Takes a document out."""
        old = self._old(key)
        if old is not None:
            self.note(change_of(key, old, None))
        (self.folder / self.document_file(key)).unlink(missing_ok=True)

    def _old(self, key: int) -> Document | None:
        if self.anew:
            return None
        try:
            value = payload((self.folder / self.document_file(key)).read_text("utf-8"))
            return Document(value["u"], value["t"], value["n"], value["s"], tuple((a, b, c) for a, b, c in value["c"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, change: Change | None) -> None:
        """Takes up a change, which `finish` writes."""
        if change is None:
            return
        for term in change.gone:
            self._gone[term].add(change.key)
        for terms, postings in ((change.body, self._body), (change.title, self._title)):
            for term in terms:
                postings[term].append(change.key)

    def finish(self, count: int) -> list[int]:
        """Writes the shards that changed; their numbers."""
        shards: dict[int, set[str]] = {}
        for term in self._body.keys() | self._title.keys() | self._gone.keys():
            shards.setdefault(shard_of(term, self.shape.shards), set()).add(term)
        for number, terms in sorted(shards.items()):
            name = self.shard_file(number)
            try:
                known: dict[str, str] = payload((self.folder / name).read_text("utf-8"))
            except (OSError, ValueError):
                known = {}
            for term in terms:
                self._merge(known, term)
            self._write(name, script("pcrmShard", number, known))
        for postings in (self._body, self._title, self._gone):
            postings.clear()
        if self.anew:
            self._write("fold.js", fold_script())
        self._write("meta.js", script("pcrmMeta", {"documents": count, "shards": self.shape.shards}))
        return list(shards)

    def _merge(self, known: dict[str, str], term: str) -> None:
        was_body, _, was_title = known.pop(term, "").partition("~")
        gone = self._gone.get(term, set())
        in_body = sorted((set(decode(was_body)) - gone).union(self._body.get(term, ())))
        in_title = sorted((set(decode(was_title)) - gone).union(self._title.get(term, ())))
        if in_body or in_title:
            known[term] = encode(in_body) + (f"~{encode(in_title)}" if in_title else "")

    def _write(self, name: str, text: str) -> None:
        try:
            with open(f"{self.folder}/{name}", "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - by the thousand
                file.write(text)
        except FileNotFoundError:
            (self.folder / name).parent.mkdir(parents=True)
            self._write(name, text)


def fold_script() -> str:
    """Traditional characters and the simplified ones that they are searched as, for the page's script."""
    from pcrm_tools.text.han import SIMPLIFIED, TRADITIONAL

    return script("pcrmFold", TRADITIONAL, SIMPLIFIED)


class Search:
    """One build's update of the index: what is gone is taken out, what stays keeps its number."""

    def __init__(self, folder: Path, state: Mapping[str, Any], urls: Mapping[str, str], present: Collection[str]) -> None:
        shape = layout(len(urls))
        signature = [FORMAT, *shape]
        self.keys = keys(urls, shape.slots)
        before: dict[str, int] = dict(state.get("keys", {}))
        shards: list[int] = list(state.get("shards", ()))
        self.index = Index(folder, shape)
        files = ["meta.js", "fold.js", *map(self.index.document_file, before.values()), *map(self.index.shard_file, shards)]
        self.anew = state.get("signature") != signature or not all(f"search/{name}" in present for name in files)
        if self.anew:
            shutil.rmtree(folder, ignore_errors=True)
            before, shards = {}, []
        self.index.anew = self.anew
        self.state: dict[str, Any] = {"signature": signature, "keys": self.keys, "shards": shards}
        self.moved = {url for url, key in self.keys.items() if before.get(url) != key}
        for url, key in before.items():
            if self.keys.get(url) != key:
                self.index.remove(key)

    def finish(self) -> None:
        """Writes the shards that changed."""
        if self.anew or self.index.touched:
            written = self.index.finish(len(self.keys))
            self.state["shards"] = sorted({*self.state["shards"], *written})
