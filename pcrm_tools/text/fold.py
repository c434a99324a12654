"""Folding: how two spellings of the same text become equal, for search and for comparing values.

`fold` makes case, width, compatibility forms (NFKC), Latin and Greek accents and traditional Chinese characters equal, and
drops what cannot be seen (soft hyphens, zero-width characters, variation selectors): `Bólido` = `bolido`, `Ｓ７` = `s7`,
`華星` = `华星`. Folding twice changes nothing.
"""

import unicodedata

_LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
_MARKS = ("\u0300", "\u036f")
_SELECTORS = ("\ufe00", "\ufe0f")
_CYRILLIC = "\u0400"
_HAN = "\u2e80"


class _Folded(dict[int, int | str]):
    """What each character folds to, worked out when a character is first met."""

    def __missing__(self, code: int) -> int | str:
        folded = fold_character(chr(code))
        self[code] = known = ord(folded) if len(folded) == 1 else folded
        return known


_FOLDED = _Folded()
_simplified: dict[str, str] = {}


def fold(text: str) -> str:
    """The text as search and value comparison see it."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return folded if unicodedata.is_normalized("NFC", folded) else unicodedata.normalize("NFC", folded).translate(_FOLDED)


def fold_character(char: str) -> str:
    """What one character folds to: none, one or several characters."""
    folded = char
    for _ in range(4):
        before, folded = folded, "".join(map(_plain, _case(folded)))
        if folded == before:
            break
    return folded


def _case(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _plain(char: str) -> str:
    if _MARKS[0] <= char <= _MARKS[1] or _SELECTORS[0] <= char <= _SELECTORS[1] or char >= "\U000e0000":
        return ""
    if unicodedata.category(char) == "Cf":
        return ""
    if char >= _HAN:
        return _han().get(char, char)
    base = unicodedata.normalize("NFD", char)[0]
    return _LETTERS.get(base, base) if base < _CYRILLIC else char


def _han() -> dict[str, str]:
    """Traditional -> simplified characters, read at the first Chinese character."""
    if not _simplified:
        from pcrm_tools.text.han import SIMPLIFIED, TRADITIONAL

        _simplified.update(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    return _simplified
