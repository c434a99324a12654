"""What a three-way merge works on: units of whole lines with what they are known by, and the pieces that come out of it."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias


class Clash(NamedTuple):
    """Lines that both sides changed differently, whole lines each; an empty text where a side deleted them.

    `what` says in the record's own words what they are.
    """

    ours: str
    base: str
    theirs: str
    what: str


class Gap(NamedTuple):
    """Blank lines that stand only where something follows: what stood at the end of a file has none of its own."""

    usual: str


Piece: TypeAlias = str | Clash | Gap
Key: TypeAlias = tuple[str, str]
"""A sort of key (`id`, `text` …) and its value; a sort that begins with `~` is too weak for things that both sides added."""
NO_KEY: Key = ("", "")


class Unit(NamedTuple):
    """Whole lines that are merged as one thing.

    `gap` are the blank lines behind them (None at the end of a file, where `usual` is what would stand there), `keys` what the
    unit is known by, the surest first, `alike` whether it may be paired with one that only resembles it, `moment` the day and
    time of a log entry, `rank` what comes first among units that both sides added at one place, `parts` what they were read as,
    `deep` whether what merges them notes their own parts.
    """

    text: str
    keys: tuple[Key, ...] = ()
    what: str = ""
    gap: str | None = ""
    usual: str = ""
    alike: bool = False
    moment: str = ""
    rank: int = 0
    parts: Any = None
    deep: bool = False


class Note(NamedTuple):
    """One thing that a merge brought together: what it is, and whose change it is (`ours`, `theirs` or `both`)."""

    what: str
    side: str


Notes: TypeAlias = list[Note]
Inner: TypeAlias = Callable[[Unit | None, Unit, Unit], list[Piece]]


def pick(base: str | None, ours: str, theirs: str) -> str | None:
    """The one of three texts that a merge takes: the changed one, or what both agree on; None where they differ."""
    if ours == theirs or base == theirs:
        return ours
    return theirs if base == ours else None


def merge_gap(base: Unit | None, ours: Unit | None, theirs: Unit | None) -> str | Gap:
    """The blank lines behind a merged unit; where both sides changed them, the longer ones."""
    known = [unit.gap for unit in (ours, theirs) if unit is not None and unit.gap is not None]
    if not known:
        return Gap(max(unit.usual for unit in (ours, theirs) if unit is not None))
    if len(known) == 1:
        return known[0]
    chosen = pick(base.gap if base is not None else None, known[0], known[1])
    return max(known, key=lambda gap: (len(gap), gap)) if chosen is None else chosen


def flatten(pieces: list[Piece]) -> list[str | Clash]:
    """The pieces with every gap decided: one that nothing follows is none."""
    flat: list[str | Clash] = []
    waiting = ""
    for piece in pieces:
        if isinstance(piece, Gap):
            waiting = piece.usual
        elif piece:
            flat += [waiting, piece] if waiting else [piece]
            waiting = ""
    return flat


def text_of(pieces: list[Piece]) -> str | None:
    """The text of pieces without a clash; None where there is one."""
    flat = flatten(pieces)
    return None if any(isinstance(piece, Clash) for piece in flat) else "".join(str(piece) for piece in flat)


def split_blanks(text: str) -> tuple[str, str]:
    """Whole lines without the blank ones at their end, and those."""
    end = text.find("\n", len(text.rstrip(" \t\r\n")))
    return (text[: end + 1], text[end + 1 :]) if end >= 0 and text.strip(" \t\r\n") else ("", text)
