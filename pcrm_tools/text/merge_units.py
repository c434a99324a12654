"""Three versions of a list of units made one: each unit is found in all three, merged, and put in its place."""

from collections.abc import Sequence

from pcrm_tools.text.merge_match import match
from pcrm_tools.text.merge_order import Triple, arrange
from pcrm_tools.text.merge_parts import Clash, Inner, Note, Notes, Piece, Unit, merge_gap


def merge_units(versions: Sequence[Sequence[Unit]], inner: Inner, notes: Notes | None = None) -> list[Piece]:
    """The pieces of the merged list, from base, ours and theirs.

    `inner` merges a unit that both sides changed (its base is None where both added it).
    """
    base, ours, theirs = versions
    triples, orders = _triples(base, ours, theirs)
    pieces: list[Piece] = []
    for number in arrange(triples, *orders):
        pieces += _merged(triples[number], inner, notes)
    return pieces


def _triples(base: Sequence[Unit], ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[list[Triple], list[list[int]]]:
    """The units of all versions as triples, and each version's numbers of them in its own order."""
    cells: list[list[Unit | None]] = [[unit, None, None] for unit in base]
    numbers = [dict(match(base, ours)), dict(match(base, theirs))]
    new = [[at for at in range(len(units)) if at not in known] for units, known in zip((ours, theirs), numbers, strict=True)]
    twins = match([ours[at] for at in new[0]], [theirs[at] for at in new[1]], both_new=True)
    for at in new[0]:
        numbers[0][at] = len(cells)
        cells.append([None, None, None])
    for place, at in enumerate(new[1]):
        if place in twins:
            numbers[1][at] = numbers[0][new[0][twins[place]]]
        else:
            numbers[1][at] = len(cells)
            cells.append([None, None, None])
    for side, units in enumerate((ours, theirs)):
        for at, unit in enumerate(units):
            cells[numbers[side][at]][side + 1] = unit
    orders = [[numbers[side][at] for at in range(len(units))] for side, units in enumerate((ours, theirs))]
    return [Triple(*cell) for cell in cells], [list(range(len(base))), *orders]


def _merged(triple: Triple, inner: Inner, notes: Notes | None) -> list[Piece]:
    """What becomes of one unit, with the blank lines behind it."""
    base, ours, theirs = triple
    if ours is None or theirs is None:
        kept = ours or theirs
        if kept is None:
            return []
        if base is None:
            _note(notes, kept, "ours" if theirs is None else "theirs")
            return [kept.text, merge_gap(None, ours, theirs)]
        if kept.text == base.text:
            _note(notes, kept, "theirs" if theirs is None else "ours")
            return []
        pair = (kept.text, "") if theirs is None else ("", kept.text)
        return [Clash(pair[0], base.text, pair[1], kept.what), merge_gap(base, ours, theirs)]
    if base is not None:  # what is marked is called by its old name, whichever side renamed it
        ours, theirs = ours._replace(what=base.what), theirs._replace(what=base.what)
    if ours.text == theirs.text:
        pieces: list[Piece] = [ours.text]
    elif base is not None and base.text in (ours.text, theirs.text):
        changed, side = (theirs, "theirs") if base.text == ours.text else (ours, "ours")
        if notes is not None and changed.deep:
            inner(base, ours, theirs)  # only for what it notes: the changed side stays byte for byte
        else:
            _note(notes, changed, side)
        pieces = [changed.text]
    else:
        if not ours.deep:
            _note(notes, ours, "both")
        pieces = inner(base, ours, theirs)
    return [*pieces, merge_gap(base, ours, theirs)]


def _note(notes: Notes | None, unit: Unit, side: str) -> None:
    if notes is not None and unit.what:
        notes.append(Note(unit.what, side))
