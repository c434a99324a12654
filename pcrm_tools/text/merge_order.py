"""In which order merged units stand: the order of the side that changed it, with what both added in between.

Units that both sides added at the same place: log entries by their moments in the file's own order, everything else in runs,
the run whose first unit sorts first before the other. No rule looks at which side is which.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pcrm_tools.text.merge_parts import Unit

_NUMBER = re.compile(r"([0-9]+)")


class Triple(NamedTuple):
    """A unit in the three versions; None where a version has none."""

    base: Unit | None
    ours: Unit | None
    theirs: Unit | None

    @property
    def shown(self) -> Unit:
        """The unit as one of the versions has it, the same one whichever side is called ours."""
        sides = [unit for unit in (self.ours, self.theirs) if unit is not None]
        unit = min(sides, key=lambda unit: unit.text, default=self.base)
        if unit is None:
            raise ValueError("a unit of no version")
        return unit


def arrange(triples: Sequence[Triple], base: Sequence[int], ours: Sequence[int], theirs: Sequence[int]) -> list[int]:
    """The order of triples, each version given as the numbers of its triples in its own order."""
    skeleton = _skeleton(list(base), [n for n in ours if triples[n].base], [n for n in theirs if triples[n].base])
    places = {number: at for at, number in enumerate(skeleton)}
    runs: dict[int, tuple[list[int], list[int]]] = {at: ([], []) for at in range(-1, len(skeleton))}
    anchors: dict[int, int] = {}
    for side in (ours, theirs):
        at = -1
        for number in side:
            if number in places:
                at = places[number]
            else:
                anchors[number] = min(at, anchors.get(number, at))
    for index, side in enumerate((ours, theirs)):
        for number in side:
            if number in anchors:
                runs[anchors[number]][index].append(number)
    newest_first = _newest_first(triples, skeleton)
    order = []
    for at in range(-1, len(skeleton)):
        order += skeleton[at : at + 1] if at >= 0 else []
        order += _joined(triples, *runs[at], newest_first)
    return order


def _skeleton(base: list[int], ours: list[int], theirs: list[int]) -> list[int]:
    """All units of the base, in the order of the one side that moved some; where both did otherwise, in the base's own."""
    moved = [side for side in (ours, theirs) if side != _in_order(base, side)]
    if not moved or (len(moved) == 2 and _in_order(ours, theirs) != _in_order(theirs, ours)):
        return base
    order = max(moved, key=len)
    present = set(order)
    before: dict[int, list[int]] = {}
    at = -1
    for number in base:
        if number in present:
            at = number
        else:
            before.setdefault(at, []).append(number)
    return [*before.get(-1, []), *(number for kept in order for number in (kept, *before.get(kept, [])))]


def _in_order(one: list[int], other: list[int]) -> list[int]:
    """The units of `one` that are in `other`, too."""
    present = set(other)
    return [number for number in one if number in present]


def _newest_first(triples: Sequence[Triple], skeleton: Sequence[int]) -> bool:
    moments = [unit.moment for number in skeleton if (unit := triples[number].base) is not None and unit.moment]
    rising = sum(one < other for one, other in pairwise(moments))
    falling = sum(one > other for one, other in pairwise(moments))
    return falling >= rising


def _joined(triples: Sequence[Triple], ours: list[int], theirs: list[int], newest_first: bool) -> list[int]:
    """Two runs of added units as one; what is in both stands once, and each side's own order stays."""
    if not ours or not theirs:
        return ours or theirs
    result: list[int] = []
    a, b = list(ours), list(theirs)
    while a and b:
        if a[0] == b[0]:
            result.append(a.pop(0))
            b.pop(0)
            continue
        one, other = a[0] in b, b[0] in a
        if one == other:
            first_a = _comes_first(triples, a, b, newest_first)
        else:
            first_a = other
        source, rest = (a, b) if first_a else (b, a)
        taken = source[:1] if one or other or triples[source[0]].shown.moment else _run(source, rest)
        result += taken
        a, b = [n for n in a if n not in taken], [n for n in b if n not in taken]
    return result + a + b


def _run(source: list[int], rest: list[int]) -> list[int]:
    """The units of a side up to the next one that is in both."""
    other = set(rest)
    end = next((at for at, number in enumerate(source) if number in other), len(source))
    return source[:end]


def _comes_first(triples: Sequence[Triple], a: list[int], b: list[int], newest_first: bool) -> bool:
    one, other = triples[a[0]].shown, triples[b[0]].shown
    if one.rank != other.rank:
        return one.rank < other.rank
    if one.moment and other.moment and one.moment != other.moment:
        return (one.moment > other.moment) == newest_first
    return _sorted_by(one) <= _sorted_by(other)


def _sorted_by(unit: Unit) -> list[tuple[int, int, str]]:
    """Numbers in a text compare as numbers: R9 before R10."""
    return [
        (0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in _NUMBER.split(unit.text[:2000])
    ]
