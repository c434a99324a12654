"""Words put into the notebooks on purpose, so that a search can be held against what it has to find."""

from typing import NamedTuple

from tests.bench.dice import SYLLABLES


class Mark(NamedTuple):
    """A word that stands in every `every`-th record, beginning with number `first`."""

    word: str
    every: int
    first: int

    def stands_in(self, number: int) -> bool:
        return number % self.every == self.first

    def count(self, records: int) -> int:
        """How many of so many records hold it."""
        return len(range(self.first, records, self.every))


# The distances are primes, so that customers and projects (3 and 2 of every 5) get their share of each word.
MARKS = (
    Mark("kestrel", 11, 3), Mark("marigold", 101, 3), Mark("obsidian", 1009, 3),
    Mark("霜降", 11, 7), Mark("蓝鲸", 101, 7), Mark("朱鹮", 1009, 7),
)  # fmt: skip
# A prime over the number of syllable triples would repeat none; this one has no factor in common with it.
_STRIDE = 123_457


def unique_word(number: int) -> str:
    """A word that stands in the record of this number (below 343,000) and in no other; nothing else ends in q."""
    rest = number * _STRIDE % len(SYLLABLES) ** 3
    parts = []
    for _ in range(3):
        rest, digit = divmod(rest, len(SYLLABLES))
        parts.append(SYLLABLES[digit])
    return "".join(parts) + "q"


def words_of(number: int) -> list[str]:
    """Everything that was put into the record of this number."""
    return [unique_word(number), *[mark.word for mark in MARKS if mark.stands_in(number)]]
