"""The one tokenizer: what both engines index, what a query looks for, and the same question asked of a text directly.

A text is first made *normal*: folded (`text.fold`), and cut into runs that stand between single blanks, with one blank at
either end. A run is a word (letters and digits of any script; `_` parts words, as every other sign does, so that
`SOW_Tidewater.docx` is found by `tidewater`) or a stretch of characters of a script that writes without blanks (Chinese,
Japanese, Korean, Thai), here called *dense*. `S7-1200控制器` is ` s7 1200 控制器 `, with or without blanks in the original.

Terms of the index: each word; each dense run as overlapping pairs of characters, and its last character alone
(`控制器` is 控制 制器 器). So every word of two or more characters is found without a dictionary.

What a query finds:
- an unquoted word of three characters or more that ends in a letter finds words that begin with it (`invoice` finds
  `invoices`); shorter words, and those that end in a digit, find that very word (`1200` does not find `12000`). A `*` at the
  end asks for the beginning in any case (`138*`).
- a quoted word or phrase finds exactly these words in this order, whatever signs part them.
- dense text finds any place that holds it, quoted or not.
- several runs typed as one (`S7-1200控制器`, `foo@bar.com`) must follow one another, as in a phrase.
- text without any letter or digit (`%`, `:-)`) asks for nothing and is left out of the query.

Signs between runs do not matter, except that a dense run is never read across them. Because normal text has exactly one
blank between runs, each question is also one substring (`Sought.needle`): an engine's answer is the same as asking every
text for its needles, which `matches` does for files that an index does not hold yet.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from pcrm_tools.text.fold import fold, fold_character
from pcrm_tools.text.query_tree import And, Not, Or, Phrase, Query, Word

__all__ = [
    "VERSION", "Sought", "fold", "index_terms", "index_text", "leaves", "matcher", "matches", "needles", "normal", "pruned",
    "query_terms",
]

VERSION = 1
PREFIX_LENGTH = 3
MAX_WORD = 64

_DENSE = (
    "ก-ฺ", "เ-๎", "ᄀ-ᇿ", "々-〇", "〡-〩", "〱-〵", "〸-〼", "ぁ-ゖ", "ゝ-ゟ", "ァ-ヺ", "ー-ヿ", "ㄅ-ㄯ", "ㆠ-ㆿ", "ㇰ-ㇿ",
    "㐀-䶿", "一-鿿", "가-힣",
)
_STARTS = [span[0] for span in _DENSE]
_ASTRAL = "\U00020000"
_LATIN_END = "\u0250"
_VOICED = "\u3099\u309a"
_SHORT = 64


# Compiling a class of so many characters takes milliseconds, which a search for a word does not need to spend
@cache
def _dense_run() -> re.Pattern[str]:
    return re.compile(f"([{''.join(_DENSE)}]+)")


@cache
def _wide_run() -> re.Pattern[str]:
    """Characters beyond Latin letters that are dense or signs, or that fold to ASCII letters."""
    signs = "\u00a0-©«¬®-±´¶-¸»¿×÷\u2000-\u200a‐-‧‰-⁞₠-₿←-⑟─-❵➔-⯿"
    return re.compile(f"([{signs}⺀-\u3098\u309d-ㄯ㆐-㉇㉐-鿿가-힣︰-﹏！-｠]+)")


@cache
def _any_run() -> re.Pattern[str]:
    dense, astral = "".join(_DENSE), f"{_ASTRAL}-\U0010ffff"
    return re.compile(f"[{dense}]+|[{astral}]|[^\\W_{dense}{astral}]{{1,{MAX_WORD}}}")


def _dense(char: str) -> bool:
    """Does the script of a character write without blanks?"""
    return char >= _STARTS[0] and char <= _DENSE[bisect_right(_STARTS, char) - 1][-1]


class _Parted(dict[int, int | str]):
    """What each character is in normal text before it is cut into runs: signs become blanks."""

    def __missing__(self, code: int) -> int | str:
        folded = fold_character(chr(code))
        parted = "".join(char if char.isalnum() or _dense(char) or char >= _ASTRAL or char in _VOICED else " " for char in folded)
        self[code] = known = ord(parted) if len(parted) == 1 else parted
        return known


_PARTED = _Parted({0: "\0"})


class Sought(NamedTuple):
    """What a word or phrase asks for: terms that follow one another, the last a beginning where `prefix`, and the substring
    of normal text that says the same."""

    terms: tuple[str, ...]
    prefix: bool
    needle: str


def normal(text: str) -> str:
    """Any text, folded or not, as runs between single blanks; text without letters and digits is one blank."""
    text = text.replace("\0", " ")
    if text.isascii():
        return _joined(text.translate(_PARTED), text)
    if len(text) <= _SHORT:
        return _exact(text)
    # Translation is slow, so narrow and wide characters go through it apart, the narrow ones mostly as plain ASCII. A cut
    # between them is a cut between runs, unless a wide one becomes a letter (`Ａ`, `①`), or narrow ones vanish or are dense
    parts = _wide_run().split(unicodedata.normalize("NFC", text))
    narrow, wide = "\0".join(parts[0::2]).translate(_PARTED), "\0".join(parts[1::2]).translate(_PARTED)
    plain = narrow.split("\0")
    if "" in plain[1:-1] or not (narrow.isascii() or max(narrow) < _LATIN_END) or re.search("[a-z0-9]", wide):
        return _exact(text)
    if len(parts) > 1:
        parts[0::2], parts[1::2] = plain, wide.split("\0")
        return _joined(" ".join(parts), text)
    return _joined(narrow, text)


def _joined(parted: str, text: str) -> str:
    runs = parted.split()
    if not runs:
        return " "
    return f" {' '.join(runs)} " if len(max(runs, key=len)) <= MAX_WORD else _exact(text)


def _exact(text: str) -> str:
    """Normal text the plain way, for short texts and for the few that the fast way cannot tell."""
    folded = fold(text)
    runs = _cut(folded) if len(folded) <= _SHORT else _any_run().findall(folded)
    return f" {' '.join(runs)} " if runs else " "


def _cut(folded: str) -> list[str]:
    """What `_any_run` finds, without a pattern that takes longer to compile than a short text to read."""
    runs: list[str] = []
    before = ""
    for char in folded:
        if char >= _ASTRAL:
            runs.append(char)
            before = ""
            continue
        kind = "dense" if _dense(char) else "word" if char.isalnum() else ""
        if kind and kind == before and (kind == "dense" or len(runs[-1]) < MAX_WORD):
            runs[-1] += char
        elif kind:
            runs.append(char)
        before = kind
    return runs


def index_text(text: str) -> str:
    """The terms of a normal text in their order, parted by blanks."""
    if text.isascii():
        return text
    parts = _dense_run().split(text)
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


def query_terms(leaf: Word | Phrase) -> Sought | None:
    """What a word or phrase of a query asks for; None where it has no letter and no digit."""
    return _sought(leaf.text, isinstance(leaf, Phrase))


@lru_cache(maxsize=512)
def _sought(text: str, exact: bool) -> Sought | None:
    runs = normal(text).split()
    if not runs:
        return None
    *before, last = runs
    terms = [term for run in before for term in _run_terms(run)]
    if _dense(last[0]):
        terms += [last] if len(last) == 1 else _run_terms(last)[:-1]
        prefix, end = len(last) == 1, ""
    else:
        terms.append(last)
        prefix = not exact and (text.rstrip().endswith("*") or (len(last) >= PREFIX_LENGTH and last[-1].isalpha()))
        end = "" if prefix else " "
    start = "" if _dense(runs[0][0]) else " "
    return Sought(tuple(terms), prefix, f"{start}{' '.join(runs)}{end}")


def _run_terms(run: str) -> list[str]:
    return [*map(str.__add__, run, run[1:]), run[-1]] if _dense(run[0]) else [run]


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
            sought = query_terms(query)
            if sought:
                yield sought
        case And() | Or():
            for part in query.parts:
                yield from leaves(part)


def needles(query: Query) -> tuple[str, ...]:
    """The substrings of normal text that show why a text matches."""
    return tuple(dict.fromkeys(sought.needle for sought in leaves(query)))


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
            sought = query_terms(query)
            needle = sought.needle if sought else ""
            return lambda text: needle in text
        case Not():
            test = _test(query.part)
            return lambda text: not test(text)
        case And() | Or():
            tests = [_test(part) for part in query.parts]
            if isinstance(query, And):
                return lambda text: all(test(text) for test in tests)
            return lambda text: any(test(text) for test in tests)
    raise TypeError(f"no text query: {query!r}")
