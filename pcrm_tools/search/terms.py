"""The terms: what both engines index, what a query looks for, and the same question asked of a text directly.

A text is first made normal (`search.normal`): folded, and cut into runs between single blanks, where a run is a word or a
stretch of *dense* text (Chinese, Japanese, Korean, Thai). Terms of the index: each word; each dense run as overlapping pairs of
characters, and its last character alone (`控制器` is 控制 制器 器). So every word of two or more characters is found without a
dictionary. Beside their texts, documents hold how the Chinese names in them sound (`text.pinyin.sounds`), as terms whose first
character no word can hold: `王芳` is ` ·wang ·fang ¦wf `.

What a query finds:
- an unquoted word of three characters or more that ends in a letter finds words that begin with it (`invoice` finds
  `invoices`); shorter words, and those that end in a digit, find that very word (`1200` does not find `12000`). A `*` at the
  end asks for the beginning in any case (`138*`).
- an unquoted English word of four letters or more finds its other forms as well (`search.inflection`): `companies` finds
  `company`. Not where a `*` says which beginning is meant.
- an unquoted word of Latin letters finds Chinese names that are typed so: `wangfang`, `pudong`, `shpd`, `wf` (`text.pinyin`).
  English words that happen to be spelt like pinyin find names too (`can` 灿, `long` 龙, `report` a firm whose first six
  characters have these initials), but short ones only as whole syllables, so `men` does not find every 孟, nor `fan` every 方;
  such a hit stands below all that hold the word itself, and quotes ask for the word alone.
- a quoted word or phrase finds exactly these words in this order, whatever signs part them.
- dense text finds any place that holds it, quoted or not.
- several runs typed as one (`S7-1200控制器`, `foo@bar.com`) must follow one another, as in a phrase.
- text without any letter or digit (`%`, `:-)`) asks for nothing and is left out of the query.

Signs between runs do not matter, except that a dense run is never read across them. Because normal text has exactly one
blank between runs, each thing that a word may find is also one substring (`Sought.needle`): an engine's answer is the same as
asking every text for its needles, which `matches` does for files that an index does not hold yet.
"""

from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pcrm_tools.search.normal import dense, dense_run, normal
from pcrm_tools.text.fold import fold
from pcrm_tools.text.query_tree import And, Not, Or, Phrase, Query, Word

__all__ = [
    "VERSION", "Sought", "fold", "heard", "index_terms", "index_text", "leaves", "matcher", "matches", "needles", "normal", "pruned",
    "query_terms", "typed_terms",
]

VERSION = 2
PREFIX_LENGTH = 3
_INFLECTED_FROM = 4


class Sought(NamedTuple):
    """What a word or phrase may find: terms that follow one another, the last a beginning where `prefix`, and the substring
    of normal text that says the same."""

    terms: tuple[str, ...]
    prefix: bool
    needle: str


def index_text(text: str) -> str:
    """The terms of a normal text in their order, parted by blanks."""
    if text.isascii():
        return text
    parts = dense_run().split(text)
    if len(parts) == 1:
        return text
    # All dense runs at once, by strides over 16-bit units: `AB|C` becomes `AB B| |C C `, cut at `| |`
    runs = array("H", "|".join(parts[1::2]).encode("utf-16-le"))
    pairs = array("H", b" \0" * (3 * len(runs)))
    pairs[0::3], pairs[1:-3:3] = runs, runs[1:]
    cut = pairs.tobytes().decode("utf-16-le").split("| |")
    parts[1::2] = [cut[0], *(part[2:] for part in cut[1:])]
    return " ".join(parts)


def index_terms(text: str) -> list[str]:
    """The terms of a normal text in their order."""
    return index_text(text).split()


def query_terms(leaf: Word | Phrase) -> tuple[Sought, ...]:
    """What a word or phrase of a query asks for, any of which finds it; nothing where it has no letter and no digit."""
    return _sought(leaf.text, isinstance(leaf, Phrase))


def typed_terms(leaf: Word | Phrase) -> Sought | None:
    """What a word or phrase asks for as it was typed, without its other forms and without names that sound so."""
    return _typed(leaf.text, isinstance(leaf, Phrase))


@lru_cache(maxsize=512)
def _sought(text: str, exact: bool) -> tuple[Sought, ...]:
    typed = _typed(text, exact)
    if typed is None:
        return ()
    word = typed.needle.strip()
    if exact or not word.isascii():
        return (typed,)
    if not word.isalpha():
        word = word.replace(" ", "") if "'" in text or "’" in text else ""
        return (typed, *_names(word, False)) if word.isalpha() else (typed,)
    starred = text.rstrip().endswith("*")
    forms = (typed,) if starred or len(word) < _INFLECTED_FROM else _forms(word)
    return (*forms, *_names(word, starred))


def _forms(word: str) -> tuple[Sought, ...]:
    """An English word and its other forms."""
    from pcrm_tools.search.inflection import forms

    beginnings, wholes = forms(word)
    return (*(Sought((form,), True, f" {form}") for form in beginnings), *(Sought((form,), False, f" {form} ") for form in wholes))


def _names(word: str, begins: bool) -> Iterator[Sought]:
    """Chinese names that a word of Latin letters may stand for."""
    from pcrm_tools.text.pinyin import asked

    for terms, prefix in asked(word, begins):
        yield Sought(terms, prefix, f" {' '.join(terms)}{'' if prefix else ' '}")


def _typed(text: str, exact: bool) -> Sought | None:
    runs = normal(text).split()
    if not runs:
        return None
    *before, last = runs
    terms = [term for run in before for term in _run_terms(run)]
    if dense(last[0]):
        terms += [last] if len(last) == 1 else _run_terms(last)[:-1]
        prefix, end = len(last) == 1, ""
    else:
        terms.append(last)
        prefix = not exact and (text.rstrip().endswith("*") or (len(last) >= PREFIX_LENGTH and last[-1].isalpha()))
        end = "" if prefix else " "
    start = "" if dense(runs[0][0]) else " "
    return Sought(tuple(terms), prefix, f"{start}{' '.join(runs)}{end}")


def _run_terms(run: str) -> list[str]:
    return [*map(str.__add__, run, run[1:]), run[-1]] if dense(run[0]) else [run]


def pruned(query: Query) -> Query | None:
    """The tree of words and phrases without those that ask for nothing; None where nothing is left."""
    match query:
        case Word() | Phrase():
            return query if query_terms(query) else None
        case Not():
            part = pruned(query.part)
            return Not(part) if part else None
        case And() | Or():
            parts = tuple(part for part in map(pruned, query.parts) if part)
            return type(query)(parts) if len(parts) > 1 else parts[0] if parts else None
    raise TypeError(f"no text query: {query!r}")


def leaves(query: Query) -> Iterator[Sought]:
    """What the words and phrases ask for that a hit may show: those that are not negated."""
    match query:
        case Word() | Phrase():
            yield from query_terms(query)
        case And() | Or():
            for part in query.parts:
                yield from leaves(part)


def needles(query: Query) -> tuple[str, ...]:
    """The substrings of normal text that show why a text matches."""
    return tuple(dict.fromkeys(sought.needle for sought in leaves(query)))


def heard(needle: str) -> str:
    """The letters of a needle that is sought among the sounds of names; empty for what is sought in texts."""
    word = needle.strip()
    return "" if word[0].isalnum() or dense(word[0]) or word[0] >= "\U00020000" else "".join(filter(str.isalpha, word))


def matches(text: str, query: Query) -> bool:
    """Does a normal text (or several, parted by line ends) meet a tree of words and phrases?"""
    return matcher(query)(text)


def matcher(query: Query) -> Callable[[str], bool]:
    """`matches` for many texts."""
    kept = pruned(query)
    return _test(kept) if kept else lambda text: False


def _test(query: Query) -> Callable[[str], bool]:
    match query:
        case Word() | Phrase():
            wanted = [sought.needle for sought in query_terms(query)]
            if len(wanted) == 1:
                return lambda text: wanted[0] in text
            return lambda text: any(needle in text for needle in wanted)
        case Not():
            test = _test(query.part)
            return lambda text: not test(text)
        case And() | Or():
            tests = [_test(part) for part in query.parts]
            if isinstance(query, And):
                return lambda text: all(test(text) for test in tests)
            return lambda text: any(test(text) for test in tests)
    raise TypeError(f"no text query: {query!r}")
