"""Prose merged line by line, as git does: what one side changed is taken, what both changed differently is a clash."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pcrm_tools.text.merge_parts import Clash, Piece

_MOST = 4_000_000  # lines of one version times lines of the other that are compared


class _Sync(NamedTuple):
    """A stretch of lines that is the same in all three versions."""

    base: int
    ours: int
    theirs: int
    length: int


def merge_lines(base: str, ours: str, theirs: str, what: str) -> list[Piece]:
    """The pieces of the merged text; all three texts consist of whole lines."""
    versions = [_lines(text) for text in (base, ours, theirs)]
    return _merge(versions, what)


def _lines(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + [part for part in parts[-1:] if part]


def _merge(versions: Sequence[Sequence[str]], what: str) -> list[Piece]:
    pieces: list[Piece] = []
    base, ours, theirs = versions
    at = _Sync(0, 0, 0, 0)
    for sync in _syncs(base, ours, theirs):
        between = ["".join(lines[start:end]) for lines, start, end in zip(versions, at, sync, strict=False)]
        pieces += _region(between[0], between[1], between[2], what)
        pieces.append("".join(base[sync.base : sync.base + sync.length]))
        at = _Sync(sync.base + sync.length, sync.ours + sync.length, sync.theirs + sync.length, 0)
    return [piece for piece in pieces if piece]


def _region(base: str, ours: str, theirs: str, what: str) -> list[Piece]:
    """What stands between two stretches that all versions share."""
    if ours == theirs or base == theirs:
        return [ours]
    if base == ours:
        return [theirs]
    one, other = _lines(ours), _lines(theirs)
    first = _common(one, other)
    last = _common(one[first:][::-1], other[first:][::-1])
    inner = ["".join(lines[first : len(lines) - last]) for lines in (one, other)]
    return ["".join(one[:first]), Clash(inner[0], base, inner[1], what), "".join(one[len(one) - last :])]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines two texts begin with that are the same."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _syncs(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[_Sync]:
    """The stretches that all three versions share, in order, and an empty one at their ends."""
    one, other = _blocks(base, ours), _blocks(base, theirs)
    i = j = 0
    while i < len(one) and j < len(other):
        start = max(one[i][0], other[j][0])
        end = min(one[i][0] + one[i][2], other[j][0] + other[j][2])
        if start < end:
            yield _Sync(start, one[i][1] + start - one[i][0], other[j][1] + start - other[j][0], end - start)
        if one[i][0] + one[i][2] < other[j][0] + other[j][2]:
            i += 1
        else:
            j += 1
    yield _Sync(len(base), len(ours), len(theirs), 0)


def _blocks(base: Sequence[str], side: Sequence[str]) -> list[tuple[int, int, int]]:
    """Stretches that two versions share: where they begin in each, and their lengths."""
    first = _common(base, side)
    last = _common(base[first:][::-1], side[first:][::-1])
    middle, other = base[first : len(base) - last], side[first : len(side) - last]
    found = [(0, 0, first)] if first else []
    if middle and other and len(middle) * len(other) <= _MOST:
        from difflib import SequenceMatcher  # seldom needed, and costly to import

        blocks = SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks()
        found += [(block.a + first, block.b + first, block.size) for block in blocks if block.size]
    return [*found, (len(base) - last, len(side) - last, last)] if last else found
