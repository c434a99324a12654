"""What tokens are made of: the words that name them, a token as read, and the page that it is read from."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import KIND_WORDS, LIST_TOKENS, PRIORITY_WORDS, TAG_WORDS, TOKEN_WORDS

BLANKS = " \t\n\u3000\xa0"
# What may stand directly before a token besides a blank.
MARKS = "，。；：、！？（）《》〈〉【】「」『』“”‘’…—～·"
# Stands in for inline code: neither blank nor sign, and part of no word.
MASK = "\x01"
# Makes a named tuple without its own constructor: a record has well over a hundred of these, and it halves their price.
new: Any = tuple.__new__


class Words(NamedTuple):
    """The words that the scanner knows, all lower case, each with its canonical form; `lists` are the keys that hold lists."""

    kinds: Mapping[str, str]
    keys: Mapping[str, str]
    lists: frozenset[str]
    priorities: Mapping[str, str]
    tags: Mapping[str, str]
    tables: Mapping[str, str]


DEFAULT_WORDS = Words(
    {word.lower(): code for word, code in KIND_WORDS.items()}, {word.lower(): key for word, key in TOKEN_WORDS.items()},
    frozenset(LIST_TOKENS), PRIORITY_WORDS, TAG_WORDS, {},
)  # fmt: skip


class Token(NamedTuple):
    """One token: `value` without its quotes (raw where the key holds a list), spans as offsets of what was typed."""

    sign: str
    key: str
    value: str
    start: int
    end: int
    value_start: int
    value_end: int


class Note(Protocol):
    """Takes a finding: its rule, the offset that it is about, and the values for its sentence."""

    def __call__(self, rule: Rule, offset: int, /, **values: object) -> None:
        """Keeps the finding."""


class Page(NamedTuple):
    """A text made ready: `clean` has its comments blanked, `shadow` its inline code masked too; offsets are the text's."""

    clean: str
    shadow: str
    words: Words
    note: Note


Doubt = tuple[Rule, int, dict[str, str]]


class Reading(NamedTuple):
    """Tokens, the words between them (blanks folded), the spans of those words, and complaints not yet made."""

    tokens: list[Token]
    rest: str
    gaps: Sequence[tuple[int, int]]
    doubts: Sequence[Doubt]
