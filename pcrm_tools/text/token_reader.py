"""Reads tokens among words: `@person`, `#tag`, `!priority` and `key:value`, one regular expression over a stretch of text.

A token begins after a blank or CJK punctuation and ends at a blank, `。` or `；`, and at `，` too unless its key holds a list.
Full-width signs and blanks read like ASCII. Wiki links and inline code that stand outside a value hold no tokens.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import KIND_WORDS, LIST_TOKENS, PRIORITY_WORDS, TAG_WORDS, TOKEN_WORDS

TOKEN_QUOTE = Rule(
    "token-quote", "warning", "the quote in {seen} is never closed", "{seen} 的引号没有结束",
    "close the quote on the same line", "在同一行补上后引号",
)  # fmt: skip
UNKNOWN_TOKEN = Rule(
    "unknown-token", "warning", "`{seen}` is no token of the log", "`{seen}` 不是记录的属性",
    "{near}put it behind the dash, or declare the token in pcrm.yml", "{near_zh}移到破折号之后，或在 pcrm.yml 中声明",
)  # fmt: skip
RULES: tuple[Rule, ...] = (TOKEN_QUOTE, UNKNOWN_TOKEN)

BLANKS = " \t\n\u3000\xa0"
# What may stand directly before a token besides a blank.
MARKS = "，。；：、！？（）《》〈〉【】「」『』“”‘’…—～·"
# Stands in for inline code: neither blank nor sign, and part of no word.
MASK = "\x01"
_ENDS = BLANKS + "。；"
_QUOTED = r"\"[^\"\n]*\"|＂[^＂\n]*＂|[“”][^“”\n]*[“”]|「[^「」\n]*」|『[^『』\n]*』|\[\[[^\[\]\n]*\]\]"
# The plain run of a value stops at all that may end it or make it longer; the third group says that it wants a closer look.
_RUN = rf"[^{BLANKS}{MARKS}\"＂\[]"
# Groups: key, plain run, closer look, @name, #name, !name. A wiki link that is no value is passed over whole.
_PAIR = rf"([^\W\d_][\w-]*+)[:：]((?:(?!'){_RUN}{_RUN}*+)?+)([{MARKS}'\"＂\[])?"
_NAME = r"(\w[\w.+/&%-]*+)"
_TOKEN = re.compile(
    rf"[{BLANKS}{MARKS}\[](?:(?<!\[)(?:{_PAIR}|[@＠]{_NAME}|[#＃]{_NAME}|[!！]{_NAME})|(?<=\[)\[[^\[\]\n]*\]\])"
)
# The same up to the dash that parts the title off (last group): `—`, `――`, `--`, `-` between blanks, an en dash between no digits.
_DASH = r"(?<=[—―])[—―]*()|--+(?![>-])()|-(?<=[ \t\u3000\xa0]-)(?=[ \t\u3000\xa0]|\Z)()|－(?<=[ \t\u3000\xa0]－)(?=[ \t\u3000\xa0]|\Z)()"
_UP_TO_DASH = re.compile(
    rf"[{BLANKS}{MARKS}–\[](?:(?<![\[—―])(?:{_PAIR}|[@＠]{_NAME}|[#＃]{_NAME}|[!！]{_NAME})|(?<=\[)\[[^\[\]\n]*\]\]"
    rf"|{_DASH}|(?<=–)(?![0-9])()|(?<=–)(?<![0-9]–)())"
)
_LIST_VALUE = re.compile(rf"(?:{_QUOTED}|(?<=[:：,，、])'[^'\n]*'(?![^{_ENDS},，、])|[^{_ENDS}\"＂“”「『\[]++|\[)*")
_VALUE = re.compile(rf"{_QUOTED}|'[^'\n]*'(?![^{_ENDS}，])|(?:\[\[[^\[\]\n]*\]\]|[^{_ENDS}，\[]++|\[)*")
_BARE = re.compile(rf"[^{_ENDS}，]*")
CLOSING: Mapping[str, str] = {'"': '"', "＂": "＂", "“": "”“", "”": "”", "「": "」", "『": "』", "'": "'"}


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
# A named tuple without its own constructor: there are some sixty of these in a record, and it halves their price.
_new: Any = tuple.__new__


class Reading(NamedTuple):
    """Tokens, the words between them (blanks folded), the spans of those words, and complaints not yet made."""

    tokens: list[Token]
    rest: str
    gaps: list[tuple[int, int]]
    doubts: list[Doubt]


def read(page: Page, start: int, end: int, strict: bool = False) -> Reading:
    """The tokens between a blank at `start` and `end`; `strict` takes unknown keys as tokens too, as typed."""
    return _read(page, start, end, strict, _TOKEN)[0]


def read_heading(page: Page, start: int, end: int) -> tuple[Reading, int]:
    """The tokens of a heading from behind its kind up to its first dash, strictly, and where the dash ends (-1: none)."""
    return _read(page, start, end, True, _UP_TO_DASH)


def _read(page: Page, start: int, end: int, strict: bool, pattern: re.Pattern[str]) -> tuple[Reading, int]:
    tokens: list[Token] = []
    gaps: list[tuple[int, int]] = []
    doubts: list[Doubt] = []
    clean, shadow, words, _ = page
    keys, plain = words.keys, clean is shadow
    position = done = start
    dash = -1
    while position >= 0:
        resume = -1
        for match in pattern.finditer(shadow, position, end):
            form = match.lastindex
            if form is None:
                continue
            at = match.start() + 1
            if form < 4:
                word, value = match.group(1, 2)
                key = keys.get(word) or keys.get(word.lower())
                first = at + len(word) + 1
                if form == 2 and key is not None and value:
                    last = first + len(value)
                    token = _new(Token, (":", key, value if plain else clean[first:last], at, last, first, last))
                else:
                    token = _closely(page, doubts, key or "", at, first, end, strict)
                    resume = token.end if token else first - (shadow[first - 1] == "：")
            elif form < 7:
                token = _signed(form, match[form], at, words)
            else:
                dash, end = match.end(), at - (shadow[at - 1] in "—―–")
                break
            if token is not None:
                if at > done + 1:
                    gaps.append((done, at))
                tokens.append(token)
                done = token[4]
            if resume >= 0:
                break
        position = resume
    if end > done + 1 or (end > done and clean[done] not in BLANKS):
        gaps.append((done, end))
    return _new(Reading, (tokens, _rest(clean, gaps, bool(tokens)) if gaps else "", gaps, doubts)), dash


def _rest(clean: str, gaps: list[tuple[int, int]], parted: bool) -> str:
    words = " ".join(" ".join([clean[start:end] for start, end in gaps]).split())
    return words.strip("，、；。,; ") if parted else words


def _signed(form: int, name: str, at: int, words: Words) -> Token | None:
    if name[-1] in ".-/%&":
        name = name.rstrip(".-/%&")
    last = at + 1 + len(name)
    if form == 4:
        value, sign = name, "@"
    elif form == 5:
        if not name.strip("0123456789.+/&%-_") or name.isdecimal():
            return None
        value, sign = words.tags.get(name.lower(), name), "#"
    else:
        value, sign = words.priorities.get(name.lower(), ""), "!"
        if not value:
            return None
    return _new(Token, (sign, "", value, at, last, at + 1, last))  # type: ignore[no-any-return]


def _closely(page: Page, doubts: list[Doubt], key: str, at: int, first: int, end: int, strict: bool) -> Token | None:
    """A `key:value` that its plain run cannot tell: quotes, links, CJK punctuation in the value, an unknown key."""
    clean = page.clean
    many = key in page.words.lists
    match = (_LIST_VALUE if many else _VALUE).match(clean, first, end)
    raw = match.group() if match else ""
    if many and clean[first + len(raw) : min(first + len(raw) + 1, end)] in CLOSING:
        match = _BARE.match(clean, first, end)
        raw = match.group() if match else ""
        doubts.append((TOKEN_QUOTE, first, {"seen": raw}))
    if not raw:
        return None
    typed = clean[at : first - 1]
    if not key:
        if not strict or raw[0] in "/@＠#＃!！" or page.shadow[first] == MASK:
            return None
        doubts.append((UNKNOWN_TOKEN, at, {"seen": typed}))
    value = raw
    if raw[0] in CLOSING and not many:
        if wrapped(raw):
            value = raw[1:-1]
        elif raw[0] != "'":
            doubts.append((TOKEN_QUOTE, first, {"seen": raw}))
    elif "）" in raw:
        value = raw = _balanced(raw)
        if not raw:
            return None
    last = first + len(raw)
    return Token(":", key or typed, value, at, last, first, last)


def wrapped(raw: str) -> bool:
    """Whether a raw value stands in one pair of quotes."""
    return len(raw) > 1 and raw[-1] in CLOSING.get(raw[0], "")


def _balanced(raw: str) -> str:
    """The value up to the bracket that closes what was opened before it, as in `（见 re:C12）`."""
    depth = 0
    for position, char in enumerate(raw):
        depth += (char == "（") - (char == "）")
        if depth < 0:
            return raw[:position]
    return raw
