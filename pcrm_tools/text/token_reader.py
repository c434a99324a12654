"""Reads tokens among words: `@person`, `#tag`, `!priority` and `key:value`, one regular expression over a stretch of text.

A token begins after a blank or CJK punctuation and ends at a blank, `。` or `；`, and at `，` too unless its key holds a list.
Full-width signs and blanks read like ASCII. Wiki links and inline code that stand outside a value hold no tokens.
"""

import re
from collections.abc import Mapping

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.quick_tokens import quick_tokens
from pcrm_tools.text.token_types import BLANKS, MARKS, MASK, Doubt, Page, Reading, Token, Words

TOKEN_QUOTE = Rule(
    "token-quote", "warning", "the quote in {seen} is never closed", "{seen} 的引号没有结束",
    "close the quote on the same line", "在同一行补上后引号",
)  # fmt: skip
UNKNOWN_TOKEN = Rule(
    "unknown-token", "warning", "`{seen}` is no token of the log", "`{seen}` 不是记录的属性",
    "{near}put it behind the dash, or declare the token in pcrm.yml", "{near_zh}移到破折号之后，或在 pcrm.yml 中声明",
)  # fmt: skip
RULES: tuple[Rule, ...] = (TOKEN_QUOTE, UNKNOWN_TOKEN)

_SEPARATORS = BLANKS + "，、；。"
_ENDS = BLANKS + "。；"
_QUOTED = r"\"[^\"\n]*\"|＂[^＂\n]*＂|[“”][^“”\n]*[“”]|「[^「」\n]*」|『[^『』\n]*』|\[\[[^\[\]\n]*\]\]"
# The plain run of a value stops at all that may end it or make it longer; the third group says that it wants a closer look.
_RUN = rf"[^{BLANKS}{MARKS}–―\"＂\[]"
# Groups: key, plain run, closer look, @name, #name, !name. A wiki link that is no value is passed over whole.
_PAIR = rf"([^\W\d_][\w-]*+)[:：]((?:(?!'){_RUN}{_RUN}*+)?+)([{MARKS}–―'\"＂\[])?"
_NAME = r"(\w[\w.+/&%-]*+)"
_TOKEN = re.compile(
    rf"[{BLANKS}{MARKS}\[](?:(?<!\[)(?:{_PAIR}|[@＠]{_NAME}|[#＃]{_NAME}|[!！]{_NAME})|(?<=\[)\[[^\[\]\n]*\]\])"
)
# The same up to the dash that parts the title off (last group): `—`, `--`, `-` between blanks, an en dash between no digits.
_BLANK = r"[ \t\u3000\xa0]"
_DASH = rf"(?<=[—―])[—―]*()|--+(?![>-])()|(?<={_BLANK})[-－](?={_BLANK}|\Z)()"
_UP_TO_DASH = re.compile(
    rf"[{BLANKS}{MARKS}–―\[](?:(?<![\[—―])(?:{_PAIR}|[@＠]{_NAME}|[#＃]{_NAME}|[!！]{_NAME})|(?<=\[)\[[^\[\]\n]*\]\]"
    rf"|{_DASH}|(?<=–)(?![0-9])()|(?<=–)(?<![0-9]–)())"
)
_LIST_VALUE = re.compile(rf"(?:{_QUOTED}|(?<=[:：,，、])'[^'\n]*'(?![^{_ENDS},，、])|[^{_ENDS}\"＂“”「『\[]++|\[)*")
_VALUE = re.compile(rf"{_QUOTED}|'[^'\n]*'(?![^{_ENDS}，])|(?:\[\[[^\[\]\n]*\]\]|[^{_ENDS}，\[]++|\[)*")
_DASH_IN_VALUE = re.compile(r"[—―]|(?<![0-9])–|–(?![0-9])")
_HOLDS_DASHES = re.compile(r"[\"＂“「『]|\[\[|^'")
_BARE = re.compile(rf"[^{_ENDS}，]*")
CLOSING: Mapping[str, str] = {'"': '"', "＂": "＂", "“": "”“", "”": "”", "「": "」", "『": "』", "'": "'"}


def read(page: Page, start: int, end: int, strict: bool = False) -> Reading:
    """The tokens between a blank at `start` and `end`; `strict` takes unknown keys as tokens too, as typed."""
    return quick_tokens(page.shadow, start, end, page.words, not strict) or read_fully(page, start, end, strict)[0]


def read_heading(page: Page, start: int, end: int, state: bool) -> tuple[Reading, int]:
    """The tokens of a heading from behind its kind up to its first dash, strictly, and where the dash ends (-1: none).

    `state`: an arrow between words is at home here.
    """
    stop = page.shadow.find(" — ", start, end)
    if stop != start:
        if not page.shadow.startswith(" ", start, end):
            return read_fully(page, start, end, True, _UP_TO_DASH)
        reading = quick_tokens(page.shadow, start, stop if stop >= 0 else end, page.words, state)
        if reading is not None:
            return reading, stop + 2 if stop >= 0 else -1
        return read_fully(page, start, end, True, _UP_TO_DASH)
    return _NOTHING, stop + 2


_NOTHING = Reading([], "", (), ())


def read_fully(
    page: Page, start: int, end: int, strict: bool, pattern: re.Pattern[str] = _TOKEN
) -> tuple[Reading, int]:
    """The reading of any stretch and, for the pattern of headings, where the dash ends (-1: none)."""
    tokens: list[Token] = []
    gaps: list[tuple[int, int]] = []
    doubts: list[Doubt] = []
    position = done = start
    dash = -1
    while position >= 0:
        resume = -1
        for match in pattern.finditer(page.shadow, position, end):
            at, form = match.start() + 1, match.lastindex or 0
            if form > 6:
                dash, end = match.end(), at - (page.shadow[at - 1] in "—―–")
                break
            token, resume = _token(page, match, doubts, end, strict, pattern is _UP_TO_DASH) if form else (None, -1)
            if token is not None:
                if at > done + 1 or page.clean[done] not in _SEPARATORS:
                    gaps.append((done, at))
                tokens.append(token)
                done = token.end
            if resume >= 0:
                break
        position = resume
    if end > done + 1 or (end > done and page.clean[done] not in _SEPARATORS):
        gaps.append((done, end))
    return Reading(tokens, _rest(page.clean, gaps, bool(tokens)), gaps, doubts), dash


def _token(
    page: Page, match: re.Match[str], doubts: list[Doubt], end: int, strict: bool, heading: bool
) -> tuple[Token | None, int]:
    """The token at a match, and where to search on if not behind the match (-1)."""
    at, form = match.start() + 1, match.lastindex or 0
    if form > 3:
        return _signed(form, match[form], at, page.words), -1
    word, value = match.group(1, 2)
    key = page.words.keys.get(word) or page.words.keys.get(word.lower(), "")
    first = at + len(word) + 1
    if form == 2 and key and value:
        last = first + len(value)
        return Token(":", key, page.clean[first:last], at, last, first, last), -1
    token = None
    if key or strict:
        token = _closely(page, doubts, key, at, first, end, heading)
    return token, token.end if token else first - (page.shadow[first - 1] == "：")


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
    return Token(sign, "", value, at, last, at + 1, last)


def _closely(page: Page, doubts: list[Doubt], key: str, at: int, first: int, end: int, heading: bool) -> Token | None:
    """A `key:value` that its plain run cannot tell: quotes, links, CJK punctuation in the value, an unknown key."""
    clean = page.clean
    many = key in page.words.lists
    match = (_LIST_VALUE if many else _VALUE).match(clean, first, end)
    raw = match.group() if match else ""
    if many and clean[first + len(raw) : min(first + len(raw) + 1, end)] in CLOSING:
        match = _BARE.match(clean, first, end)
        raw = match.group() if match else ""
        doubts.append((TOKEN_QUOTE, first, {"seen": raw}))
    if heading and (dash := _DASH_IN_VALUE.search(raw)) and not _HOLDS_DASHES.search(raw, 0, dash.start()):
        raw = raw[: dash.start()]
    if not raw:
        return None
    typed = clean[at : first - 1]
    if not key:
        if raw[0] in "/@＠#＃!！" or page.shadow[first] == MASK:
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
