"""Which new file is an old one under another name: told by what they say, so that it needs no git and no index."""

from collections import Counter
from collections.abc import Mapping

_ALIKE = 0.5  # as git takes it
_MOST_PAIRS = 40_000


def renames(removed: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """New path -> old path: the same text first, then the most alike of those that share half of their lines.

    Where there are too many to hold each against each, only those of the same name are.
    """
    found: dict[str, str] = {}
    by_text: dict[str, list[str]] = {}
    for path in sorted(removed):
        by_text.setdefault(removed[path], []).append(path)
    for path in sorted(added):
        if same := by_text.get(added[path]):
            found[path] = same.pop(0)
    used = set(found.values())
    old = {path: _lines(text) for path, text in removed.items() if path not in used}
    new = {path: _lines(text) for path, text in added.items() if path not in found}
    few = len(old) * len(new) <= _MOST_PAIRS
    scored = [
        (_likeness(before, after), was, now) for now, after in new.items() for was, before in old.items()
        if few or _stem(was) == _stem(now)
    ]  # fmt: skip
    for score, was, now in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score >= _ALIKE and was not in used and now not in found:
            found[now] = was
            used.add(was)
    return found


def _stem(path: str) -> str:
    return path.rpartition("/")[2]


def _lines(text: str) -> Counter[str]:
    return Counter(line for line in map(str.strip, text.split("\n")) if line not in ("", "---"))


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of the longer one's characters that stand on lines of both."""
    most = max(_size(old), _size(new))
    return _size(old & new) / most if most else 0.0


def _size(lines: Counter[str]) -> int:
    return sum(len(line) * times for line, times in lines.items())
