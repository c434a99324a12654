"""Which units of two versions are the same thing: by their text, by what they are known by, else by what they resemble."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial

from pcrm_tools.text.merge_parts import NO_KEY, Unit

_ALIKE = 0.55  # of their words in common, at least
_MOST = 400  # units that are compared each with each
_LONG = 20_000  # characters of a unit that is compared


def match(old: Sequence[Unit], new: Sequence[Unit], both_new: bool = False) -> dict[int, int]:
    """For units of `new` that are in `old`: their positions there.

    `both_new`: neither has an older version; then only what is surely the same is, no weak key (`~`) and no likeness.
    """
    pairs: dict[int, int] = {}
    free_old, free_new = set(range(len(old))), set(range(len(new)))

    def take(found: Iterable[tuple[int, int]]) -> None:
        for there, here in found:
            pairs[here] = there
            free_old.discard(there)
            free_new.discard(here)

    take(_grouped(old, new, sorted(free_old), sorted(free_new), lambda unit: unit.text))
    for level in range(max((len(unit.keys) for unit in (*old, *new)), default=0)):
        if not free_old or not free_new:
            break
        found = _grouped(old, new, sorted(free_old), sorted(free_new), partial(_key, level=level, sure=both_new))
        take([(there, here) for there, here in found if not _differ(old[there], new[here], level)])
    if not both_new and free_old and free_new:
        take(_resembling(old, new, sorted(free_old), sorted(free_new)))
    return pairs


def _key(unit: Unit, level: int, sure: bool) -> Hashable:
    """What a unit is known by at a level; None where it has no such key, or one that is not sure enough."""
    key = unit.keys[level] if level < len(unit.keys) else NO_KEY
    return None if key == NO_KEY or (sure and key[0].startswith("~")) else key


def _grouped(
    old: Sequence[Unit], new: Sequence[Unit], left: list[int], right: list[int], key: Callable[[Unit], Hashable]
) -> list[tuple[int, int]]:
    """Pairs of positions with the same key, the first with the first, the second with the second."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for there in left:
        groups[key(old[there])].append(there)
    pairs = []
    for here in right:
        found = key(new[here])
        if found is not None and groups.get(found):
            pairs.append((groups[found].pop(0), here))
    return pairs


def _differ(one: Unit, other: Unit, level: int) -> bool:
    """Whether two units have different surer keys of the same sort: what has another id is another thing."""
    return any(a[0] == b[0] and a != b for a, b in zip(one.keys[:level], other.keys[:level], strict=False) if a[0] == "id")


def _resembling(old: Sequence[Unit], new: Sequence[Unit], left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Pairs of units that look alike, the most alike first."""
    left = [there for there in left if old[there].alike and len(old[there].text) < _LONG]
    right = [here for here in right if new[here].alike and len(new[here].text) < _LONG]
    if not left or not right or len(left) * len(right) > _MOST:
        return []
    scores = []
    for there in left:
        for here in right:
            if _differ(old[there], new[here], min(len(old[there].keys), len(new[here].keys))):
                continue
            score = likeness(old[there].text, new[here].text)
            if score >= _ALIKE and old[there].rank == new[here].rank:
                scores.append((-score, there, here))
    used_left, used_right, pairs = set[int](), set[int](), []
    for _, there, here in sorted(scores):
        if there not in used_left and here not in used_right:
            used_left.add(there)
            used_right.add(here)
            pairs.append((there, here))
    return pairs


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1: their pairs of neighbouring characters (Dice's coefficient)."""
    first, second = _pairs(one), _pairs(other)
    total = sum(first.values()) + sum(second.values())
    common = sum(min(count, second.get(pair, 0)) for pair, count in first.items())
    return 2 * common / total if total else 0.0


def _pairs(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    plain = " ".join(text.split())
    for at in range(len(plain) - 1):
        pair = plain[at : at + 2]
        counts[pair] = counts.get(pair, 0) + 1
    return counts
