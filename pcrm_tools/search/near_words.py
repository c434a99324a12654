"""Words of the index that are near to one that stands nowhere: for questions that found nothing."""

from pcrm_tools.search.engine import Engine
from pcrm_tools.search.terms import normal

_LEAST = 4
_LONGER = 2
_CLOSE = 0.8


def near_words(engine: Engine, word: str, most: int = 2) -> list[str]:
    """At most so many Latin words of the index near to a typed one of four letters or more, the nearest first.

    They begin with the same letter, so that only a part of the vocabulary is read.
    """
    from difflib import get_close_matches

    clean = normal(word).strip()
    if len(clean) < _LEAST or not clean.isascii() or not clean.isalpha():
        return []
    near = [other for other in engine.words(clean[0]) if abs(len(other) - len(clean)) <= _LONGER and other.isalpha()]
    close = get_close_matches(clean, near, 2 * most, _CLOSE)
    # A plural finds no more than the word that it begins with
    return [other for other in close if not any(other != each and other.startswith(each) for each in close)][:most]
