"""Tokens of a log entry outside its heading's place for them: in the lines directly below, or astray in the title."""

import re

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import CASE_KINDS
from pcrm_tools.text.block_state import EntryDraft
from pcrm_tools.text.near_tokens import attribute_doubt, fits, near_misses
from pcrm_tools.text.token_reader import UNKNOWN_TOKEN, read, wrapped
from pcrm_tools.text.token_types import Page, Reading, Token

LOG_TITLE_TOKENS = Rule(
    "log-title-tokens", "warning", "`{seen}` stands in the title and is read as text", "`{seen}` 在标题中，被当作正文",
    "write it before the dash, or on a line of tokens under the heading", "写到破折号之前，或写在标题下面单独一行",
)  # fmt: skip
LOG_TOKENS = Rule(
    "log-tokens", "warning", "the tokens of this paragraph are read as text, since `{seen}` stands among them",
    "本段的属性被当作正文，因为其中有 `{seen}`",
    "write tokens in the heading, or in a paragraph of tokens alone", "属性写在标题中，或单独写成一段",
)  # fmt: skip
LOG_ATTRIBUTE = Rule(
    "log-attribute", "warning", "`{seen}` is read as text: attribute lines count directly under the heading of a case",
    "`{seen}` 被当作正文：属性列表只在服务类记录的标题下有效",
    "write {want} in the heading, or in a paragraph of tokens under it", "把 {want} 写在标题中，或标题下单独一段",
)  # fmt: skip
RULES: tuple[Rule, ...] = (LOG_TITLE_TOKENS, LOG_TOKENS, LOG_ATTRIBUTE)

_TOKENISH = re.compile(r"[@＠#＃!！]\w|[^\W\d_][\w-]*+[:：]\S")
_ATTRIBUTE = re.compile(r"([^\W\d_][\w-]*+)[:：][ \t\u3000]*(\S.*)")
_SIGNS = tuple("@＠#＃!！")
_NOTHING = Reading([], "", (), ())


def title_tokens(page: Page, start: int, end: int) -> None:
    """Complains about tokens at the end of a title, which a person expects to count."""
    last = page.clean[page.clean.rfind(" ", start, end) + 1 : end]
    if ":" not in last and "：" not in last and last[:1] not in _SIGNS and last[-1:] != '"':
        return
    reading = read(page, start - 1, end)
    if reading.tokens and reading.tokens[-1].end >= end and any(fits(token.key, token.value) for token in reading.tokens):
        first = next(token for token in reading.tokens if fits(token.key, token.value))
        page.note(LOG_TITLE_TOKENS, first.start, seen=page.clean[first.start : first.end])


def tokens_below(page: Page, draft: EntryDraft, code: str) -> list[Token]:
    """The tokens of the first paragraph, if it holds nothing else, and of the attribute lines under it or the heading."""
    tokens: list[Token] = []
    start, end = draft.para_start, draft.para_end
    prose = False
    if start >= 0:
        reading = read(page, start - 1, end, True) if _TOKENISH.match(page.shadow, start, end) else _NOTHING
        known = len(reading.tokens) > sum(rule is UNKNOWN_TOKEN for rule, _, _ in reading.doubts)
        if known and not reading.rest:
            near_misses(page, reading, True)
            tokens = reading.tokens
        else:
            prose = True
            if known and len(reading.tokens) > 1 and any(fits(token.key, token.value) for token in reading.tokens):
                page.note(LOG_TOKENS, start, seen=reading.rest if len(reading.rest) < 40 else reading.rest[:39] + "…")
    for at, stop in draft.attributes or ():
        tokens += _attribute(page, at, stop, code in CASE_KINDS and not prose)
    return tokens


def _attribute(page: Page, start: int, end: int, counts: bool) -> list[Token]:
    """The token of a list line `- key: value`, or those of a line of tokens."""
    match = _ATTRIBUTE.match(page.clean, start, end)
    key = page.words.keys.get(match[1].lower()) if match else None
    if match is None or key is None:
        if match is not None and counts and attribute_doubt(page, match[1], match[2], start):
            return []
        reading = read(page, start - 1, end) if counts else _NOTHING
        return reading.tokens if not reading.rest else []
    value = match[2].strip()
    if counts:
        plain = value[1:-1] if wrapped(value) and key not in page.words.lists else value
        return [Token(":", key, plain, start, end, match.start(2), match.start(2) + len(value))]
    if fits(key, value):
        page.note(LOG_ATTRIBUTE, start, seen=match.group(), want=f"{match[1]}:{value}")
    return []
