"""Normal text: any text folded and cut into runs that stand between single blanks, with one blank at either end.

A run is a word (letters and digits of any script; `_` parts words, as every other sign does, so that `SOW_Tidewater.docx` is
found by `tidewater`) or a stretch of characters of a script that writes without blanks (Chinese, Japanese, Korean, Thai), here
called *dense*. `S7-1200控制器` is ` s7 1200 控制器 `, with or without blanks in the original.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import cache

from pcrm_tools.text.fold import fold, fold_character

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


# Compiling classes of so many characters takes milliseconds, which a search for a word does not need to spend
@cache
def dense_run() -> re.Pattern[str]:
    """A stretch of dense text."""
    return re.compile(f"([{''.join(_DENSE)}]+)")


@cache
def _wide_run() -> re.Pattern[str]:
    """Characters beyond Latin letters that are dense or signs, or that fold to ASCII letters."""
    signs = "\u00a0-©«¬®-±´¶-¸»¿×÷\u2000-\u200a‐-‧‰-⁞₠-₿←-⑟─-❵➔-⯿"
    return re.compile(f"([{signs}⺀-\u3098\u309d-ㄯ㆐-㉇㉐-鿿가-힣︰-﹏！-｠]+)")


@cache
def _any_run() -> re.Pattern[str]:
    scripts, astral = "".join(_DENSE), f"{_ASTRAL}-\U0010ffff"
    return re.compile(f"[{scripts}]+|[{astral}]|[^\\W_{scripts}{astral}]{{1,{MAX_WORD}}}")


def dense(char: str) -> bool:
    """Does the script of a character write without blanks?"""
    return char >= _STARTS[0] and char <= _DENSE[bisect_right(_STARTS, char) - 1][-1]


class _Parted(dict[int, int | str]):
    """What each character is in normal text before it is cut into runs: signs become blanks."""

    def __missing__(self, code: int) -> int | str:
        folded = fold_character(chr(code))
        parted = "".join(char if char.isalnum() or dense(char) or char >= _ASTRAL or char in _VOICED else " " for char in folded)
        self[code] = known = ord(parted) if len(parted) == 1 else parted
        return known


_PARTED = _Parted({0: "\0"})


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
        kind = "dense" if dense(char) else "word" if char.isalnum() else ""
        if kind and kind == before and (kind == "dense" or len(runs[-1]) < MAX_WORD):
            runs[-1] += char
        elif kind:
            runs.append(char)
        before = kind
    return runs
