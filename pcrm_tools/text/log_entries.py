"""A log entry read: date, time, kind, tokens, arrow and title of its heading, and the tokens directly under it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import CASE_KINDS, KINDS, STATE_KINDS, VIA_OF_WORD
from pcrm_tools.text import scalars
from pcrm_tools.text.block_state import EntryDraft
from pcrm_tools.text.near_tokens import attribute_doubt, fits, near_misses
from pcrm_tools.text.token_reader import UNKNOWN_TOKEN, read, read_heading, wrapped
from pcrm_tools.text.token_types import Page, Reading, Token, new

UNKNOWN_KIND = Rule(
    "unknown-kind", "warning", "`{seen}` is no kind of entry; it is read as a note", "`{seen}` 不是记录类型，按备注读入",
    "write one of: {allowed}; or declare the kind in pcrm.yml", "可选：{allowed_zh}；或在 pcrm.yml 中声明",
)  # fmt: skip
LOG_KIND = Rule(
    "log-kind", "warning", "the entry has no kind; it is read as a note", "这条记录没有类型，按备注读入",
    "write a kind such as call or note after the date", "在日期后写类型，如 电话、备注",
)  # fmt: skip
LOG_TIME = Rule(
    "log-time", "warning", "`{seen}` is no time of day", "`{seen}` 不是时刻",
    "write a time as {want}; how long it took is minutes:30", "时刻写成 {want}；时长写 分钟:30",
)  # fmt: skip
LOG_TEXT = Rule(
    "log-text", "warning", "`{seen}` stands between kind and dash and is no token", "`{seen}` 在类型和破折号之间，但不是属性",
    "write it behind a dash, as the title: — {seen}", "写到破折号后面作为标题：— {seen}",
)  # fmt: skip
LOG_AMOUNT = Rule(
    "log-amount", "warning", "`{seen}` is an amount without a key, so it does not count", "`{seen}` 没有写属性名，不计入",
    "write {want}", "写成 {want_zh}",
)  # fmt: skip
LOG_ARROW = Rule(
    "log-arrow", "warning", "a {name} entry has no arrow, so it changes nothing", "{name_zh}记录没有箭头，不会改变状态",
    "write {want} after the kind", "在类型后写 {want_zh}",
)  # fmt: skip
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
RULES: tuple[Rule, ...] = (
    UNKNOWN_KIND, LOG_KIND, LOG_TIME, LOG_TEXT, LOG_AMOUNT, LOG_ARROW, LOG_TITLE_TOKENS, LOG_TOKENS, LOG_ATTRIBUTE,
)  # fmt: skip

_ARROW = re.compile(r"-{1,2}>|→|=>|⇒|➔|➜|⟶")
_TOKENISH = re.compile(r"[@＠#＃!！]\w|[^\W\d_][\w-]*+[:：]\S")
_ATTRIBUTE = re.compile(r"([^\W\d_][\w-]*+)[:：][ \t\u3000]*(\S.*)")
_ENDS_IN_TOKEN = re.compile(r"[ \t\u3000](?:[@＠#＃!！]|[^\W\d_][\w-]*+[:：])\S+(?:[^ \t\u3000]* [^ \t\u3000]*\")?$")
_KIND = re.compile(r"[ \t\u3000\xa0]+([^\s@＠#＃!！\"“—―–→-][^\s—―–→]*)")
_CLOCKLIKE = re.compile(r"[0-9]{1,2}(?:[:：.点时h][0-9]{0,2})?(?:[:：][0-9]{2})?分?\s?(?:am|pm)?(?:[-–~～至][0-9:：]+)?", re.I)
_MONEY = re.compile(r"(?:[A-Z]{3}|[¥￥$€£])?\s?[+-]?[0-9][0-9,.]*\s?(?:万|亿|千|k|K|M)?\s?(?:元|[A-Z]{3})?")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,.]*")
_USUAL_KINDS = ("call", "meeting", "visit", "email", "message", "note", "decision", "support", "complaint", "order", "payment")
_STATE_EXAMPLES = {
    "stage": ("survey → confirmed", "需求调查 → 需求确认"), "lifecycle": ("prospect → active", "意向 → 合作"),
    "handover": ("mike → lena", "mike → lena"),
}  # fmt: skip


class RawEntry(NamedTuple):
    """A log entry as typed; `words` is what is no token between kind and dash, `before` and `after` the sides of its arrow.

    `end` is the end of the entry's text without blank lines, `time` is `HH:MM` or empty, `tokens` are those of the heading,
    of the paragraph of tokens and of the attribute lines under it.
    """

    line: int
    start: int
    heading_end: int
    end: int
    date: str
    until: str
    time: str
    kind: str
    title: str
    words: str
    before: str
    after: str
    tokens: tuple[Token, ...]
    private: bool


def read_entry(page: Page, draft: EntryDraft, private: bool) -> RawEntry:
    """The entry that a draft holds; `private` where it stands in private text."""
    match, base, heading_end = draft.match, draft.start, draft.heading_end
    clean = page.clean
    day, until, time, kind = match.group(1, 2, 3, 4)
    at = base + match.end()
    kind_at = base + match.start(4)
    code = page.words.kinds.get(kind) or page.words.kinds.get(kind.lower(), "") if kind else ""
    if not code:
        kind, kind_at, at = _odd_kind(page, kind or "", kind_at, at)
        code = page.words.kinds.get(kind.lower(), "")
    reading, title_at = read_heading(page, at, heading_end, code in STATE_KINDS)
    title = clean[title_at:heading_end].strip() if title_at >= 0 else ""
    if "  " in title:
        title = " ".join(title.split())
    before = after = ""
    if code in STATE_KINDS or (code and (reading.rest or reading.doubts)):
        before, after = _rest(page, reading, code, at)
    elif not code:
        near_misses(page, reading, True)
        if kind and not title:
            title = clean[kind_at:heading_end]
    if title and _ENDS_IN_TOKEN.search(title):
        _title_tokens(page, title_at, heading_end)
    tokens = reading.tokens
    if draft.para_start >= 0 or draft.attributes:
        tokens = tokens + _below(page, draft, code)
    if kind in VIA_OF_WORD and not any(token.key == "via" for token in tokens):
        tokens.append(Token(":", "via", VIA_OF_WORD[kind], kind_at, kind_at + len(kind), kind_at, kind_at + len(kind)))
    if not private:
        private = "private" in [token[2] for token in tokens if token[0] == "#"]
    if time:
        time = _clock(page, time, base + match.start(3))
    return new(  # type: ignore[no-any-return]
        RawEntry, (
            draft.line, base, heading_end, draft.end, day, until or "", time or "", kind, title, reading.rest, before, after,
            tuple(tokens), private,
        ),
    )  # fmt: skip


_NOTHING = Reading([], "", (), ())


def _clock(page: Page, time: str, offset: int) -> str:
    clock = time.replace("：", ":").rjust(5, "0")
    if clock < "24" and clock[3] < "6":
        return clock
    page.note(LOG_TIME, offset, seen=time, want="14:30")
    return ""


def _odd_kind(page: Page, kind: str, kind_at: int, at: int) -> tuple[str, int, int]:
    """The kind, its offset and where the tokens begin, for a heading whose kind is missing or unknown."""
    if kind and _CLOCKLIKE.fullmatch(kind):
        page.note(LOG_TIME, kind_at, seen=kind, want="14:30")
        following = _KIND.match(page.clean, at)
        kind, kind_at, at = (following[1], following.start(1), following.end()) if following else ("", at, at)
    word = kind.replace("：", ":").partition(":")[0]
    if not kind or (word.lower() in page.words.keys and len(word) < len(kind) - 1):
        page.note(LOG_KIND, kind_at if kind else at)
        return "", kind_at, kind_at - 1 if kind else at
    if kind.lower() not in page.words.kinds:
        words: Mapping[str, str] = page.words.kinds
        typed = kind.lower()
        longest = max((word for word in words if typed.startswith(word) or typed.endswith(word)), key=len, default="")
        close = longest or scalars.near(typed, tuple(words))
        allowed = close or ", ".join(_USUAL_KINDS) + " …"
        allowed_zh = close or "、".join(KINDS[code].zh[0] for code in _USUAL_KINDS) + " …"
        page.note(UNKNOWN_KIND, kind_at, seen=kind, allowed=allowed, allowed_zh=allowed_zh)
    return kind, kind_at, at


def _rest(page: Page, reading: Reading, code: str, at: int) -> tuple[str, str]:
    """The sides of a state's arrow; for other kinds a complaint about the words that are left between kind and dash."""
    arrow = _ARROW.search(reading.rest) if code in STATE_KINDS else None
    left = near_misses(page, reading, True)
    if arrow is not None:
        return reading.rest[: arrow.start()].strip(), reading.rest[arrow.end() :].strip()
    if code in STATE_KINDS:
        want, want_zh = _STATE_EXAMPLES[code]
        page.note(LOG_ARROW, at, name=code, name_zh=KINDS[code].zh[0], want=want, want_zh=want_zh)
    elif left:
        _text_left(page, reading, code, left, at)
    return "", ""


def _text_left(page: Page, reading: Reading, code: str, left: str, at: int) -> None:
    """Complains about words between kind and dash; where they are an amount, about its missing key."""
    start, end = next(((start, end) for start, end in reading.gaps if page.clean[start:end].strip()), (at, at))
    offset = start + len(page.clean[start:end]) - len(page.clean[start:end].lstrip())
    group = KINDS[code].group if code in KINDS else ""
    value = f'"{left}"' if "," in left or " " in left else left
    if group == "money" and _MONEY.fullmatch(left):
        page.note(LOG_AMOUNT, offset, seen=left, want=f"amount:{value}", want_zh=f"金额:{value}")
    elif group == "loyalty" and _NUMBER.fullmatch(left):
        page.note(LOG_AMOUNT, offset, seen=left, want=f"points:{value}", want_zh=f"积分:{value}")
    else:
        page.note(LOG_TEXT, offset, seen=left)


def _title_tokens(page: Page, start: int, end: int) -> None:
    """Complains about tokens at the end of a title, which a person expects to count."""
    reading = read(page, start - 1, end)
    if reading.tokens and reading.tokens[-1].end >= end and any(fits(token.key, token.value) for token in reading.tokens):
        first = next(token for token in reading.tokens if fits(token.key, token.value))
        page.note(LOG_TITLE_TOKENS, first.start, seen=page.clean[first.start : first.end])


def _below(page: Page, draft: EntryDraft, code: str) -> list[Token]:
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
