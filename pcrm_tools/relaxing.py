"""The second pass over a query that found nothing: what its words find one by one, and its filters less those in the way.

It asks the engine and the cache a bounded number of short questions and never looks at all records. What it shows does not
meet the query; it says which terms were relaxed.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.asking import answer
from pcrm_tools.indexing import Index
from pcrm_tools.store.query_fields import query_fields
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import And, Filter, Or, Phrase, Query, QueryError, Word
from pcrm_tools.text.relaxing import Terms, fewest_dropped, likeness, pieces, terms, typed

if TYPE_CHECKING:
    from pcrm_tools.store.evidence import Evidence

MOST_WORDS = 8
MOST_FILTERS = 6
_MOST_PIECES = 24
_LEAST_PARTED = 4  # characters of Chinese that are looked for in pieces: three are a name
_MOST_NEAR = 3
_MOST_SUGGESTED = 5
_LIKE = 0.75
_NAMES = frozenset(("name", "aliases", "with", "contact"))


class Relaxed(NamedTuple):
    """What nearly meets a query.

    `words` are those that were tried (of `more` others nothing is known), `together` the number of records that have them all,
    `counts` that of each word or filter, `conditions` the filters and whatever else had to hold, `dropped` the terms that
    some of the hits do not meet, `lacks` those of each hit, `pieces` the words that stand nowhere as typed, with what was
    looked for in their place, `evidence` what shows that the other filters are met.
    """

    words: tuple[str, ...] = ()
    more: int = 0
    together: int = 0
    counts: Mapping[str, int] = {}
    conditions: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    pieces: Mapping[str, tuple[str, ...]] = {}
    suggestions: tuple[str, ...] = ()
    scores: Mapping[int, float] = {}
    lacks: Mapping[int, tuple[str, ...]] = {}
    needles: tuple[str, ...] = ()
    evidence: "tuple[Evidence, ...]" = ()


def relax(index: Index, text: str, record_type: str, today: date) -> Relaxed | None:
    """What nearly meets a query as of a day, of one type of record or any; None where nothing in it may be relaxed."""
    query = parse(text)
    if isinstance(query, QueryError):
        return None
    found = terms(query)
    if record_type:
        found = found._replace(filters=(*found.filters, Filter("type", ":", (record_type,))))
    if not found.words and not found.filters:
        return None
    return _Pass(index, today).run(found)


class _Pass:
    def __init__(self, index: Index, today: date) -> None:
        self.index, self.today = index, today
        self.asked = 0

    def run(self, found: Terms) -> Relaxed:
        words, parted = self.words(found.words[:MOST_WORDS])
        counts = {typed(word): len(scores) for word, scores in words}
        kept = self.meeting(found.kept)
        counts |= {typed(each): len(self.meeting([each])) for each in found.filters[:MOST_FILTERS]}
        relaxed = Relaxed(
            tuple(typed(word) for word, _ in words), max(0, len(found.words) - MOST_WORDS), 0, counts,
            tuple(map(typed, (*found.filters, *found.kept))), pieces=parted, suggestions=self.suggestions(counts, found),
        )  # fmt: skip
        together = set.intersection(*(set(scores) for _, scores in words)) if words else set(kept)
        relaxed = relaxed._replace(together=len(together))
        if together & kept:
            return self.without_filters(relaxed, found, words, together & kept)
        anywhere = set().union(*(scores.keys() & kept for _, scores in words))
        return self.with_most_words(relaxed, found, words, anywhere)

    # -- words

    def words(self, wanted: Sequence[Query]) -> tuple[list[tuple[Query, dict[int, float]]], dict[str, tuple[str, ...]]]:
        """The words with their records and scores, those that stand nowhere in their pieces; and which ones have pieces."""
        found: dict[str, tuple[Query, dict[int, float]]] = {}
        parted = {}
        for word in wanted:
            scores = self.scores(word)
            if scores is None:
                continue
            parts = () if scores else self.pieces(word)
            if parts:
                parted[typed(word)] = parts
            for part in map(Word, parts):
                found.setdefault(part.text, (part, self.scores(part) or {}))
            if not parts:
                found.setdefault(typed(word), (word, scores))
        return list(found.values())[:MOST_WORDS], parted

    def scores(self, word: Query) -> dict[int, float] | None:
        """The records that hold a word, with their scores; None for signs alone, which ask for nothing."""
        from pcrm_tools.search.terms import pruned

        kept = pruned(word)
        return self.index.scores(kept)[0] if kept else None

    def pieces(self, word: Query) -> tuple[str, ...]:
        """The parts of a phrase or of a run of Chinese that stand somewhere, unless that is the word itself."""
        from pcrm_tools.search.terms import normal

        if not isinstance(word, (Word, Phrase)):
            return ()
        runs = normal(word.text).split()
        if len(runs) == 1 and (runs[0].isascii() or len(runs[0]) < _LEAST_PARTED):
            return ()
        found = pieces(runs, self.stands)
        return found if 2 * sum(map(len, found)) >= sum(map(len, runs)) else ()

    def stands(self, run: str) -> bool:
        self.asked += 1
        return self.asked <= _MOST_PIECES and bool(self.scores(Word(run)))

    def with_most_words(
        self, relaxed: Relaxed, found: Terms, words: Sequence[tuple[Query, Mapping[int, float]]], anywhere: Collection[int]
    ) -> Relaxed:
        """The records that hold most of the words and meet the filters, or fewer of these where none does."""
        if not anywhere:
            return relaxed
        held = {n: sum(n in scores for _, scores in words) for n in anywhere}
        enough = min(max(held.values()), (len(words) + 1) // 2)
        most = {n for n in anywhere if held[n] >= enough}
        dropped = self.in_the_way(found, most)
        near, evidence = self.left(found, dropped, most)
        lost = tuple(map(typed, dropped))
        lacks = {n: (*(typed(word) for word, scores in words if n not in scores), *lost) for n in near}
        missed = {word for each in lacks.values() for word in each}
        lost = (*(word for word in relaxed.words if word in missed), *lost)
        return self.told(relaxed._replace(dropped=lost, lacks=lacks, evidence=evidence), words, near)

    # -- filters

    def without_filters(
        self, relaxed: Relaxed, found: Terms, words: Sequence[tuple[Query, Mapping[int, float]]], together: Collection[int]
    ) -> Relaxed:
        """The records that hold all words, and meet all filters but those in the way."""
        dropped = self.in_the_way(found, together)
        if not words and len(dropped) == len(found.filters):
            return relaxed
        near, evidence = self.left(found, dropped, together)
        lost = tuple(map(typed, dropped))
        return self.told(relaxed._replace(dropped=lost, lacks=dict.fromkeys(near, lost), evidence=evidence), words, near)

    def in_the_way(self, found: Terms, near: Collection[int]) -> tuple[Query, ...]:
        """The filters to leave out so that some of the records that came near are found; none where nothing has to be."""
        tried, rest = found.filters[:MOST_FILTERS], found.filters[MOST_FILTERS:]
        wanted = set(near)

        def met(filters: Sequence[Query]) -> int:
            return len(self.meeting([*found.kept, *filters]) & wanted)

        if met(found.filters):
            return ()
        return (*fewest_dropped(tried, met), *rest)

    def left(self, found: Terms, dropped: Sequence[Query], among: Collection[int]) -> "tuple[set[int], tuple[Evidence, ...]]":
        """Which of some records meet the filters that are not dropped, and what shows it."""
        rest = answer(self.index, And((*found.kept, *(each for each in found.filters if each not in dropped))), self.today)
        return (set(), ()) if isinstance(rest, QueryError) else (rest.scores.keys() & set(among), rest.evidence)

    def meeting(self, parts: Sequence[Query]) -> set[int]:
        """The records that meet some terms side by side; all records where there are none."""
        found = answer(self.index, And(tuple(parts)), self.today)
        return set() if isinstance(found, QueryError) else set(found.scores)

    # -- what is told

    def told(self, relaxed: Relaxed, words: Sequence[tuple[Query, Mapping[int, float]]], near: Collection[int]) -> Relaxed:
        from pcrm_tools.search.terms import needles

        totals = {n: sum(scores.get(n, 0.0) for _, scores in words) for n in near}
        sought = needles(Or(tuple(word for word, _ in words))) if words else ()
        return relaxed._replace(scores=totals, needles=sought)

    def suggestions(self, counts: Mapping[str, int], found: Terms) -> tuple[str, ...]:
        """Names near to the words, and to the values of filters, that nothing holds."""
        from pcrm_tools.search.near_words import near_words
        from pcrm_tools.store.near_names import near_names

        nowhere = [word.text for word in found.words if isinstance(word, (Word, Phrase)) and not counts.get(typed(word), 1)]
        named = [each for each in found.filters if isinstance(each, Filter) and each.op in (":", "=") and not counts.get(typed(each), 1)]
        near = [person for each in named for person in self.near_people(each)]
        nowhere += [value for each in named if self.names_something(each) for value in each.values]
        for word in nowhere[:_MOST_NEAR]:
            names = [name for name in near_names(self.index.db, word, _MOST_NEAR) if likeness(word, name) >= _LIKE]
            # A word that stands in a suggested name says nothing new
            words = [other for other in near_words(self.index.engine(), word) if other not in " ".join(names).lower()]
            near += sorted((*names, *words), key=lambda name: -likeness(word, name))
        return tuple(dict.fromkeys(near))[:_MOST_SUGGESTED]

    def names_something(self, each: Filter) -> bool:
        """Is a filter's value the name of a record or of somebody at a customer's?"""
        asked = query_fields(self.index.config).get(each.field.lower(), ())
        return any(field.kind in ("record", "id") or field.key.rpartition(".")[2] in _NAMES for field in asked)

    def near_people(self, each: Filter) -> list[str]:
        """Ids of the team near to a filter's values that are nobody's."""
        from difflib import get_close_matches

        words = {word: code for field in query_fields(self.index.config).get(each.field.lower(), ())
                 if field.kind == "person" for word, code in field.choices.items()}  # fmt: skip
        unknown = [value.lower().lstrip("@") for value in each.values]
        return [words[near] for value in unknown if value not in words for near in get_close_matches(value, words, _MOST_NEAR, 0.66)]
