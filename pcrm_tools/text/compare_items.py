"""Items compared: matched by uid or id, else by name, what or contact, and what is left by how much of it is the same."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar

from pcrm_tools.model.record import Item, Record
from pcrm_tools.text.compare import ADDED, CHANGED, ITEM, REMOVED, Change, same

One = TypeVar("One")
_IDS = ("uid", "id")
_LABELS = ("name", "what", "contact", "item")
ALIKE = 0.5


def label(item: Item) -> str:
    """What an item is called: its name, what it is, whom it is about, else its id or first cell."""
    cells = item.cells
    found = next((cells[key] for key in (*_LABELS, *_IDS) if cells.get(key)), next(iter(cells.values()), ""))
    return str(found)


def identity(item: Item) -> str:
    """The id by which an item is referred to; empty where it has none."""
    return str(next((item.cells[key] for key in _IDS if item.cells.get(key)), ""))


def items(old: Record, new: Record) -> Iterator[Change]:
    """The items that were added, removed or changed, field by field."""
    for field in dict.fromkeys((*new.items, *old.items)):
        before, after = old.items.get(field, ()), new.items.get(field, ())
        if [item.cells for item in before] != [item.cells for item in after]:
            yield from _of_field(field, before, after)


def _of_field(field: str, old: Sequence[Item], new: Sequence[Item]) -> Iterator[Change]:
    for before, after in matched(old, new, (identity, label), _likeness):
        if before is None and after is not None:
            yield Change(ITEM, ADDED, field, label(after), None, after, after.place.line)
        elif after is None and before is not None:
            yield Change(ITEM, REMOVED, field, label(before), before, None, before.place.line)
        elif before is not None and after is not None:
            cells = tuple(_cells(field, before, after))
            if cells:
                yield Change(ITEM, CHANGED, field, label(after), before, after, after.place.line, cells)


def _cells(field: str, old: Item, new: Item) -> Iterator[Change]:
    for key in dict.fromkeys((*new.cells, *old.cells)):
        before, after = old.cells.get(key), new.cells.get(key)
        if not same(before, after):
            change = ADDED if before in (None, ()) else REMOVED if after in (None, ()) else CHANGED
            yield Change("field", change, f"{field}.{key}", label(new), before, after, new.place.line)


def _likeness(old: Item, new: Item) -> float:
    """The share of cells that are the same; of those that both say."""
    keys = {*old.cells, *new.cells}
    return sum(_equal(old.cells, new.cells, key) for key in keys) / len(keys) if keys else 0.0


def _equal(old: Mapping[str, Any], new: Mapping[str, Any], key: str) -> bool:
    return key in old and key in new and same(old[key], new[key])


def matched(
    old: Sequence[One], new: Sequence[One], keys: Sequence[Callable[[One], object]], likeness: Callable[[One, One], float]
) -> list[tuple[One | None, One | None]]:
    """Pairs of what is one thing before and after: by each key in turn (an empty one is none), then by likeness.

    In the order of the new ones; what has no partner stands with None, the old ones of that kind last. Things of the same key
    are paired in their order.
    """
    partner: dict[int, int] = {}
    left, right = set(range(len(old))), set(range(len(new)))
    for key in keys:
        waiting: dict[object, list[int]] = {}
        for position in sorted(left):
            if (found := key(old[position])) not in ("", None):
                waiting.setdefault(found, []).append(position)
        for position in sorted(right):
            if candidates := waiting.get(key(new[position])):
                partner[position] = candidates.pop(0)
                left.discard(partner[position])
        right -= partner.keys()
    pairs = _most_alike(old, new, sorted(left), sorted(right), likeness)
    partner |= pairs
    left -= set(pairs.values())
    found_pairs: list[tuple[One | None, One | None]] = [
        (old[partner[position]] if position in partner else None, one) for position, one in enumerate(new)
    ]
    return [*found_pairs, *((old[position], None) for position in sorted(left))]


_MOST_PAIRS = 4_000


def alike(first: str, second: str) -> float:
    """How alike two texts are, 0 to 1: the share of pairs of neighbouring characters that both have (Dice's coefficient)."""
    one, other = _pairs(first[:_LONG]), _pairs(second[:_LONG])
    most = one.total() + other.total()
    return 2 * sum(min(times, other[pair]) for pair, times in one.items() if pair in other) / most if most else float(first == second)


_LONG = 400  # characters that are held against each other


@lru_cache(maxsize=1024)
def _pairs(text: str) -> Counter[str]:
    return Counter(map("".join, pairwise(text.lower())))


def _most_alike(
    old: Sequence[One], new: Sequence[One], left: list[int], right: list[int], likeness: Callable[[One, One], float]
) -> dict[int, int]:
    """The most alike of what is left, new position -> old position; none where there are too many to hold them all together."""
    if not left or not right or len(left) * len(right) > _MOST_PAIRS:
        return {}
    scored = [(likeness(old[a], new[b]), -a, -b) for a in left for b in right]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for score, a, b in sorted(scored, reverse=True):
        if score < ALIKE:
            break
        if -a not in used and -b not in pairs:
            used.add(-a)
            pairs[-b] = -a
    return pairs
