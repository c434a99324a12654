"""Near misses of tokens: what was surely meant as one and is read as text. Run only where words are left over."""

import re
from functools import cache

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import PRIORITY, TOKENS
from pcrm_tools.text import scalars
from pcrm_tools.text.patterns import later
from pcrm_tools.text.token_reader import UNKNOWN_TOKEN
from pcrm_tools.text.token_types import BLANKS, MARKS, Page, Reading, Token, Words

TOKEN_GLUED = Rule(
    "token-glued", "warning", "`{want}` is glued to the text before it and is read as text",
    "`{want}` 与前面的文字连在一起，被当作正文",
    "put a blank before {want}", "在 {want} 前面加一个空格",
)  # fmt: skip
TOKEN_BLANK = Rule(
    "token-blank", "warning", "`{seen}` has a blank after the colon and is read as text", "`{seen}` 的冒号后有空格，被当作正文",
    "write {want}", "写成 {want}",
)  # fmt: skip
NEAR_MISS = Rule(
    "near-miss-token", "warning", "`{seen}` is no token and is read as text", "`{seen}` 不是属性，被当作正文",
    "write {want}", "写成 {want}",
)  # fmt: skip
UNKNOWN_PRIORITY = Rule(
    "unknown-priority", "warning", "`{seen}` is no priority and is read as text", "`{seen}` 不是优先级，被当作正文",
    "write {want}; the priorities are {allowed}", "写成 {want_zh}；优先级有 {allowed_zh}",
)  # fmt: skip
TOKEN_RESUMED = Rule(
    "token-resumed", "warning", "`{seen}` is no token: a time of waiting is one range",
    "`{seen}` 不是属性：等待的时段写成一个范围",
    "write {want}", "写成 {want_zh}",
)  # fmt: skip
RULES: tuple[Rule, ...] = (TOKEN_GLUED, TOKEN_BLANK, NEAR_MISS, UNKNOWN_PRIORITY, TOKEN_RESUMED)

_PAIR = later(rf"([^\W\d_][\w-]*+)[:：]([ \t\u3000]*)([^{BLANKS}，。；]+)")
_PRIORITY = later(rf"(?<![^{BLANKS}{MARKS}])([!！])([^\W\d_]+)")
_RESUMED = ("resumed", "恢复")
# What people type for a priority, with what it is here.
_OTHER_PRIORITIES = {
    "medium": "normal", "med": "normal", "mid": "normal", "middle": "normal", "critical": "urgent", "asap": "urgent",
    "highest": "urgent", "immediate": "urgent", "important": "high", "hi": "high", "lowest": "low", "minor": "low",
    "中等": "normal", "普通": "normal", "一般": "normal", "急": "urgent", "加急": "urgent", "特急": "urgent", "最高": "urgent",
    "重要": "high", "最低": "low",
}  # fmt: skip
_ANY_FORMS = {
    "waiting": later(r"\d{4}-\d\d-\d\d(?:\.\.(?:\d{4}-\d\d-\d\d)?)?"),
    "every": later(r"\d+\s?(?:min|h|d|w|mo|q|y|天|周|个月|月|年)\+?"),
    "after": later(r"[A-Za-z]{1,3}-?\d+(?:[,，、][A-Za-z]{1,3}-?\d+)*"),
}
_ANY_FORMS["re"] = _ANY_FORMS["after"]
_PLAIN_WORDS = scalars.Words("CNY", {}, {}, {}, {}, {})


def fits(key: str, value: str) -> bool:
    """Whether a value is of its token's type; never so for keys that hold any text, which say nothing."""
    spec = TOKENS.get(key)
    if spec is None:
        return False
    if key in _ANY_FORMS:
        return bool(_ANY_FORMS[key].fullmatch(value))
    if spec.kind in ("text", "any", "ids", "record", "person"):
        return False
    return scalars.decode(spec, value, _PLAIN_WORDS)[1] is None


def near_misses(page: Page, reading: Reading, strict: bool = False) -> str:
    """Complains about near misses among the words of a reading; the answer is what words are left unexplained.

    `strict`: nothing but tokens belongs here, so that any `!word` is a complaint.
    """
    starts = {token.start: token for token in reading.tokens} if reading.doubts else {}
    for rule, offset, values in reading.doubts:
        if rule is UNKNOWN_TOKEN:
            _unknown(page, reading, starts[offset], values["seen"])
        else:
            page.note(rule, offset, **values)
    if not reading.rest:
        return ""
    left = []
    for start, end in reading.gaps:
        text = page.shadow[start:end]
        if ":" in text or "：" in text:
            text = _PAIR.sub(lambda match, at=start: _pair(page, match, at), text)  # type: ignore[misc]
        if "!" in text or "！" in text:
            text = _PRIORITY.sub(lambda match, at=start: _priority(page, match, at, strict), text)  # type: ignore[misc]
        left.append(text)
    return " ".join(" ".join(left).split()).strip("，、；。,; ")


def _unknown(page: Page, reading: Reading, token: Token, typed: str) -> None:
    offset = token.start
    if typed.lower() in _RESUMED:
        waiting = next((other.value for other in reading.tokens if other.key == "waiting"), "FROM").partition("..")[0]
        page.note(
            TOKEN_RESUMED, offset, seen=page.clean[offset : token.end], want=f"waiting:{waiting}..{token.value}",
            want_zh=f"等待:{waiting}..{token.value}",
        )  # fmt: skip
        return
    glued = _glued(page.words, typed)
    if glued:
        begin = offset + len(typed) - len(glued)
        page.note(TOKEN_GLUED, begin, seen=page.clean[offset : token.end], want=page.clean[begin : token.end])
        return
    close = scalars.near(typed.lower(), tuple(page.words.keys))
    page.note(
        UNKNOWN_TOKEN, offset, seen=page.clean[offset : token.end], want=close,
        near=f"write {close}:, or " if close else "", near_zh=f"改成 {close}:，或" if close else "",
    )  # fmt: skip


def _pair(page: Page, match: re.Match[str], start: int) -> str:
    """Complains about a `key:value` among words if it is a near miss; what stays of it, of the same length."""
    word, blank, value = match.group(1, 2, 3)
    value = value.rstrip(").,;）")
    at = start + match.start()
    key = page.words.keys.get(word.lower(), "")
    bounded = page.shadow[at - 1] in BLANKS + MARKS
    if key and blank:
        if fits(key, value):
            page.note(TOKEN_BLANK, at, seen=f"{word}:{blank}{value}", want=f"{word}:{value}")
            return " " * len(match.group())
        return match.group()
    part = word if key and not bounded else _glued(page.words, word)
    if part and not blank and fits(page.words.keys[part.lower()], value):
        page.note(TOKEN_GLUED, at + len(word) - len(part), seen=f"{word}:{value}", want=f"{part}:{value}")
        return " " * len(match.group())
    close = "" if key or blank or not bounded else _one_edit_away(page.words, word, value)
    if close:
        page.note(NEAR_MISS, at, seen=f"{word}:{value}", want=f"{close}:{value}")
        return " " * len(match.group())
    return match.group()


def _glued(words: Words, typed: str) -> str:
    """The longest known key at the end of a word that continues Chinese text or is itself Chinese."""
    for position in range(1, len(typed)):
        tail = typed[position:]
        if tail.lower() in words.keys and not typed[position - 1].isascii():
            return tail
    return ""


def _one_edit_away(words: Words, typed: str, value: str) -> str:
    typed = typed.lower()
    if len(typed) < 4 or not typed.isascii():
        return ""
    for word, key in words.keys.items():
        if word[0] == typed[0] and abs(len(word) - len(typed)) < 2 and typed in _edits(word) and fits(key, value):
            return word
    return ""


@cache
def _edits(word: str) -> frozenset[str]:
    """All words that one letter left out, added, changed or swapped with its neighbour makes of a word."""
    letters = "abcdefghijklmnopqrstuvwxyz-_"
    cuts = [(word[:position], word[position:]) for position in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + letter + tail for head, tail in cuts for letter in letters}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    return frozenset(found - {word})


def _priority(page: Page, match: re.Match[str], start: int, strict: bool) -> str:
    word = match[2].lower()
    meant = _OTHER_PRIORITIES.get(word, "") or scalars.near(word, tuple(page.words.priorities))
    if not strict and word not in _OTHER_PRIORITIES and not (meant and word in _edits(meant)):
        return match.group()
    code = page.words.priorities.get(meant, meant) or "normal"
    in_chinese = {choice.code: choice.zh[0] for choice in PRIORITY}
    page.note(
        UNKNOWN_PRIORITY, start + match.start(), seen=match.group(), want=f"!{code}", want_zh=f"!{in_chinese.get(code, code)}",
        allowed=" ".join(f"!{choice}" for choice in in_chinese), allowed_zh=" ".join(f"!{word}" for word in in_chinese.values()),
    )  # fmt: skip
    return ""


def attribute_doubt(page: Page, typed: str, value: str, offset: int) -> bool:
    """Complains about an attribute line whose key is an old or nearly a known one; whether it did."""
    if typed.lower() in _RESUMED:
        wanted, wanted_zh = f"waiting: FROM..{value}", f"等待: 开始日期..{value}"
        page.note(TOKEN_RESUMED, offset, seen=f"{typed}: {value}", want=wanted, want_zh=wanted_zh)
        return True
    close = _one_edit_away(page.words, typed, value)
    if close:
        page.note(NEAR_MISS, offset, seen=f"{typed}: {value}", want=f"{close}: {value}")
    return bool(close)
