"""Three versions of a record made one: what either side changed is in it, byte for byte; what both changed differently is marked.

Nothing is chosen and nothing is invented. Where a version cannot be read as a record, its lines are merged as text, and the
result counts only if it is whole; otherwise the merge is refused.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.text.fences import split
from pcrm_tools.text.merge_body import merge_body
from pcrm_tools.text.merge_front import merge_front, read_map
from pcrm_tools.text.merge_lines import merge_lines
from pcrm_tools.text.merge_parts import Clash, Notes, Piece, flatten, pick, text_of

MARKED, BROKEN = "marked", "broken"
MARKER_SIZE = 7
VERSIONS = ("base", "ours", "theirs")

_BOM = "\ufeff"
_LONE = re.compile(r"\r(?!\n)")
_ENDS = re.compile(r"\r\n|\r|\n")


class Conflict(NamedTuple):
    """What both sides changed differently: the line of its first marker in the merged text, and what it is."""

    line: int
    what: str


class Merged(NamedTuple):
    """The merged text with markers where there are conflicts; `refused` says why there is none, `version` because of which."""

    text: str
    conflicts: tuple[Conflict, ...] = ()
    refused: str = ""
    version: str = ""


class _Parts(NamedTuple):
    """A version taken apart; every text but `tail` consists of whole lines."""

    opening: str
    front: str
    closing: str
    lead: str
    body: str
    tail: str


def merge_record(
    base: str,
    ours: str,
    theirs: str,
    marker_size: int = MARKER_SIZE,
    labels: tuple[str, str] = ("ours", "theirs"),
    notes: Notes | None = None,
) -> Merged:
    """The three-way merge of a record; an empty base means that both sides added it."""
    if notes is None and (known := pick(base, ours, theirs)) is not None:
        return Merged(known)
    for name, text in zip(VERSIONS, (base, ours, theirs), strict=True):
        if _marked(text, marker_size):
            return Merged(ours, refused=MARKED, version=name)
    boms = [_BOM if text.startswith(_BOM) else "" for text in (base, ours, theirs)]
    bom = pick(boms[0] if base else None, boms[1], boms[2])
    bare = [text.removeprefix(_BOM) for text in (base, ours, theirs)]
    end = _line_end(bare)
    texts = bare if end is None else [_ENDS.sub("\n", text) if "\r" in text else text for text in bare]
    if end is None and any(_LONE.search(text) for text in texts):  # a line to an editor, and none to git
        merged: list[str | Clash] | str = _as_text(texts[0], texts[1], texts[2], marked=True)
    else:
        merged = _merge(texts[0], texts[1], texts[2], notes)
    if isinstance(merged, str):
        return Merged(ours, refused=BROKEN, version=merged)
    text, conflicts = render(merged, marker_size, labels)
    text = (bom if bom is not None else _BOM) + (text.replace("\n", end) if end not in (None, "\n") else text)
    if (known := pick(base, ours, theirs)) is not None:  # merged all the same, for its notes
        return Merged(known)
    return Merged(text, conflicts)


def _marked(text: str, size: int) -> bool:
    """Whether a text holds the lines of an unfinished merge."""
    from pcrm_tools.text.strays import merge_markers

    return bool(merge_markers(text)) or (size != MARKER_SIZE and re.search(rf"(?m)^[<>]{{{size}}} ", text) is not None)


def _line_end(texts: Sequence[str]) -> str | None:
    """The line end of the result, where each version has one kind; None where one mixes them (then they stay as they are)."""
    ends = []
    for text in texts:
        found = set(_ENDS.findall(text)) if "\r" in text else {"\n"}
        if len(found) > 1:
            return None
        ends.append(next(iter(found)) if found and text else "")
    known = pick(ends[0], ends[1] or ends[2], ends[2] or ends[1])
    return known or "\n"


def _merge(base: str, ours: str, theirs: str, notes: Notes | None) -> list[str | Clash] | str:
    """The merged pieces, or the version that cannot be read."""
    parts = [_parted(text) for text in (base, ours, theirs)]
    known = [part for part in parts if part is not None]
    fronts = merge_front(known[0].front, known[1].front, known[2].front, notes) if len(known) == 3 else None
    if fronts is None:
        return _as_text(base, ours, theirs)
    opening, closing, lead = (
        _longer([getattr(part, name) for part in known], not base) for name in ("opening", "closing", "lead")
    )
    merged_front = text_of(fronts)
    if merged_front is not None and read_map(merged_front) is None:
        fronts = [Clash(known[1].front, known[0].front, known[2].front, "front matter")]
    body = merge_body(known[0].body, known[1].body, known[2].body, notes)
    flat = flatten([opening, *fronts, closing, lead, *body])
    return _with_tail(flat, _longer([part.tail for part in known], not base))


def _longer(texts: Sequence[str], new: bool) -> str:
    """What a merge takes of a text that is no content; the longer one where both sides changed it."""
    chosen = pick(None if new else texts[0], texts[1], texts[2])
    return max(texts[1:], key=lambda text: (len(text), text)) if chosen is None else chosen


def _parted(text: str) -> _Parts | None:
    """A version taken apart; None where its front matter has no end, or where it is none of two."""
    end = text.find("\n", len(text.rstrip(" \t\r\n")))
    whole, tail = (text, "") if end < 0 else (text[:end], text[end:])
    whole += "\n" if whole else ""
    found = split(whole)
    if not found.opened and whole.startswith("---"):
        return None
    body = whole[found.body_start :]
    start = 0
    while start < len(body) and not body[start : (stop := body.find("\n", start) + 1)].strip(" \t\r\n"):
        start = stop
    front = found.front_start, found.front_end, found.body_start
    return _Parts(whole[: front[0]], whole[front[0] : front[1]], whole[front[1] : front[2]], body[:start], body[start:], tail)


def _as_text(base: str, ours: str, theirs: str, marked: bool = False) -> list[str | Clash] | str:
    """The lines merged as git does, where that leaves a record that can be read (or, if wanted, marks); else the broken version."""
    pieces: list[Piece] = merge_lines(base, ours, theirs, "")
    text = text_of(pieces)
    if text is None and marked:
        return flatten(pieces)
    if text is not None and (found := split(text)).opened and read_map(text[found.front_start : found.front_end]) is not None:
        return [text]
    for name, version in zip(VERSIONS, (base, ours, theirs), strict=True):
        found = split(version)
        if version and (not found.opened or read_map(version[found.front_start : found.front_end]) is None):
            return name
    return VERSIONS[0]


def _with_tail(flat: list[str | Clash], tail: str) -> list[str | Clash]:
    """The pieces with the end of the file as it is to be; behind markers there is always a line end."""
    while flat and not flat[-1]:
        flat.pop()
    if not flat or isinstance(flat[-1], Clash):
        return [*flat, tail.removeprefix("\n")]
    return [*flat[:-1], flat[-1].removesuffix("\n") + tail]


def render(pieces: Sequence[str | Clash], size: int, labels: tuple[str, str]) -> tuple[str, tuple[Conflict, ...]]:
    """The text of pieces, each clash between markers of a size with the names of its sides."""
    parts: list[str] = []
    conflicts = []
    line = 1
    for piece in pieces:
        text = piece if isinstance(piece, str) else _markers(piece, size, labels)
        if isinstance(piece, Clash):
            conflicts.append(Conflict(line, piece.what))
        parts.append(text)
        line += text.count("\n")
    return "".join(parts), tuple(conflicts)


def _markers(clash: Clash, size: int, labels: tuple[str, str]) -> str:
    first, second = (text if not text or text.endswith("\n") else text + "\n" for text in (clash.ours, clash.theirs))
    return f"{'<' * size} {labels[0]}\n{first}{'=' * size}\n{second}{'>' * size} {labels[1]}\n"
