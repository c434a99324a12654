"""The site's search index: static files that a script loads by need, so that it works without a server.

`search/meta.js` says how many shards there are; `search/s/N.js` holds the terms whose beginning hashes to N with the
documents that have them; `search/f/KEY.js` and `search/n/LETTER.js` do the same for the values of a field and for names;
`search/d/KEY.js` holds one document's words, for its title, its snippet and to make sure of a hit. `search/fold.js`,
`search/sounds.js` and `search/fields.js` hold what the script has to know of writing, of Chinese readings and of filters.
Every file follows from the documents alone, not from the order in which they came: an update and a build from nothing agree.
"""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.search.terms import VERSION
from pcrm_tools.site.search_codes import decode, encode, payload, script
from pcrm_tools.site.search_documents import GROUPS, Document, document_of, place_of, terms_of

FORMAT = f"3.{VERSION}"
TYPES = ("customer", "project", "page")
_STATIC = ("meta.js", "fold.js", "sounds.js")


class Change(NamedTuple):
    """What a document's coming, going or changing does to the index: the terms that it has now, by group, and those that go."""

    key: int
    terms: dict[str, int]
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


def change_of(key: int, old: Document | None, new: Document | None) -> Change:
    """The change from one state of a document to another."""
    now = terms_of(new) if new else {}
    if old is None:
        return Change(key, now, [])
    before = terms_of(old)
    changed = {term: group for term, group in now.items() if before.get(term) != group}
    return Change(key, changed, [term for term, group in before.items() if now.get(term) != group])


class Index:
    """The index below a folder, made anew or brought up to date."""

    def __init__(self, folder: Path, shape: Layout, anew: bool = False, opened: Callable[[], None] = lambda: None) -> None:
        self.folder, self.shape, self.anew, self._opened = folder, shape, anew, opened
        self._open = False
        # A document's number and a group as one number: there are millions of them, and a pair takes three times the room.
        self._come: defaultdict[str, list[int]] = defaultdict(list)
        self._gone: defaultdict[str, set[int]] = defaultdict(set)

    @property
    def touched(self) -> bool:
        """Whether anything was put in or taken out."""
        return bool(self._come or self._gone)

    def begin(self) -> None:
        """Says, once, that files are about to change: documents and the terms that lead to them do so one after the other."""
        if not self._open:
            self._open = True
            self._opened()

    def document_file(self, key: int) -> str:
        """The file of a document, below the folder."""
        return f"d/{key}.js"

    def put(self, key: int, document: Document) -> Change | None:
        """Writes a document; what that changes in the other files, or None where it stands."""
        old = self._old(key)
        if old == document:
            return None
        self.begin()
        self._write(self.document_file(key), script("pcrmDocument", key, document.value))
        return change_of(key, old, document)

    def remove(self, key: int) -> None:
        """Takes a document out."""
        self.begin()
        old = self._old(key)
        if old is not None:
            self.note(change_of(key, old, None))
        (self.folder / self.document_file(key)).unlink(missing_ok=True)

    def _old(self, key: int) -> Document | None:
        if self.anew:
            return None
        try:
            return document_of(payload((self.folder / self.document_file(key)).read_text("utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, change: Change | None) -> None:
        """Takes up a change, which `finish` writes."""
        if change is None:
            return
        for term in change.gone:
            self._gone[term].add(change.key)
        first = change.key * GROUPS
        for term, group in change.terms.items():
            self._come[term].append(first + group)

    def finish(self, count: int) -> list[str]:
        """Writes the files of terms that changed, and removes those that hold none any more; the names of all these."""
        files: dict[str, list[tuple[str, str]]] = {}
        for term in self._come.keys() | self._gone.keys():
            name, called = place_of(term, self.shape.shards)
            files.setdefault(name, []).append((term, called))
        for name, terms in sorted(files.items()):
            try:
                known: dict[str, str] = payload((self.folder / name).read_text("utf-8"))
            except (OSError, ValueError):
                known = {}
            for term, called in terms:
                self._merge(known, term, called)
            if known:
                self._write(name, script("pcrmShard", name, known))
            else:
                (self.folder / name).unlink(missing_ok=True)
        self._come.clear()
        self._gone.clear()
        if self.anew:
            for name, text in zip(_STATIC[1:], (fold_script(), sounds_script()), strict=True):
                self._write(name, text)
        self._write("meta.js", script("pcrmMeta", self._meta(count)))
        return sorted(files)

    def _meta(self, count: int) -> dict[str, Any]:
        """The size of the index, the shards that hold nothing, and the fields and letters that hold something."""
        held = {family: {path.stem for path in (self.folder / family).glob("*.js")} for family in "sfn"}
        empty = [number for number in range(self.shape.shards) if str(number) not in held["s"]]
        return {"documents": count, "shards": self.shape.shards, "empty": empty, "f": sorted(held["f"]), "n": sorted(held["n"])}

    def _merge(self, known: dict[str, str], term: str, called: str) -> None:
        come = self._come.get(term, ())
        gone = self._gone.get(term, set())
        if self.anew and not gone and len(come) == 1:  # most terms by far stand in one document
            key, group = divmod(come[0], GROUPS)
            known[called] = "~" * group + encode([key])
            return
        groups = [set(decode(part)) - gone for part in known.pop(called, "").split("~")]
        groups += [set() for _ in range(GROUPS - len(groups))]
        for place in come:
            key, group = divmod(place, GROUPS)
            groups[group].add(key)
        if any(groups):
            known[called] = "~".join(encode(sorted(group)) for group in groups).rstrip("~")

    def keep(self, name: str, text: str) -> None:
        """Writes a file that does not follow from the documents, unless it stands so."""
        path = self.folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            self._write(name, text)

    def _write(self, name: str, text: str) -> None:
        try:
            with open(f"{self.folder}/{name}", "w", encoding="utf-8", newline="\n") as file:  # noqa: PTH123 - by the thousand
                file.write(text)
        except FileNotFoundError:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)  # another process may be as fast
            self._write(name, text)


def fold_script() -> str:
    """For the page's script: traditional characters and the simplified ones that they are searched as, and syllables of pinyin."""
    from pcrm_tools.text.han import SIMPLIFIED, TRADITIONAL
    from pcrm_tools.text.pinyin import syllables

    return script("pcrmFold", TRADITIONAL, SIMPLIFIED, {typed: list(meant) for typed, meant in syllables().items()})


def sounds_script() -> str:
    """How Chinese characters are read, for the page's script to find names that sound like a word."""
    from pcrm_tools.text.readings import FURTHER, USUAL

    return script("pcrmSounds", USUAL, FURTHER)


class Search:
    """One build's update of the index: what is gone is taken out, what stays keeps its number."""

    def __init__(
        self, folder: Path, state: Mapping[str, Any], urls: Mapping[str, str], present: Collection[str],
        opened: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`opened` is called before any file changes."""
        shape = layout(len(urls))
        signature = [FORMAT, *shape]
        self.keys = keys(urls, shape.slots)
        before: dict[str, int] = dict(state.get("keys", {}))
        shards: list[str] = list(state.get("shards", ()))
        self.index = Index(folder, shape, opened=opened)
        files = [*_STATIC, *map(self.index.document_file, before.values()), *map(str, shards)]
        self.anew = state.get("signature") != signature or not all(f"search/{name}" in present for name in files)
        if self.anew:
            self.index.begin()
            shutil.rmtree(folder, ignore_errors=True)
            before, shards = {}, []
        self.index.anew = self.anew
        self.state: dict[str, Any] = {"signature": signature, "keys": self.keys, "shards": shards}
        self.moved = {url for url, key in self.keys.items() if before.get(url) != key}
        for url, key in before.items():
            if self.keys.get(url) != key:
                self.index.remove(key)

    def finish(self, fields: str) -> None:
        """Writes the files that changed; `fields` is what the page's script has to know of filters."""
        if self.anew or self.index.touched:
            written = self.index.finish(len(self.keys))
            held = {*self.state["shards"], *written}
            self.state["shards"] = sorted(name for name in held if (self.index.folder / name).is_file())
        self.index.keep("fields.js", fields)
