"""A log entry read: date, time, kind, tokens, arrow and title of its heading, and the tokens directly under it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import KINDS, STATE_KINDS, VIA_OF_WORD
from pcrm_tools.text import scalars
from pcrm_tools.text.block_state import EntryDraft
from pcrm_tools.text.entry_tokens import title_tokens, tokens_below
from pcrm_tools.text.near_tokens import near_misses
from pcrm_tools.text.patterns import later
from pcrm_tools.text.token_reader import read_heading
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
RULES: tuple[Rule, ...] = (UNKNOWN_KIND, LOG_KIND, LOG_TIME, LOG_TEXT, LOG_AMOUNT, LOG_ARROW)

_ARROW = re.compile(r"-{1,2}>|→|=>|⇒|➔|➜|⟶")
_KIND = re.compile(r"[ \t\u3000\xa0]+([^\s@＠#＃!！\"“—―–→-][^\s—―–→]*)")
_CLOCKLIKE = later(r"[0-9]{1,2}(?:[:：.点时h][0-9]{0,2})?(?:[:：][0-9]{2})?分?\s?(?:am|pm)?(?:[-–~～至][0-9:：]+)?", re.I)
_MONEY = later(r"(?:[A-Z]{3}|[¥￥$€£])?\s?[+-]?[0-9][0-9,.]*\s?(?:万|亿|千|k|K|M)?\s?(?:元|[A-Z]{3})?")
_NUMBER = later(r"[+-]?[0-9][0-9,.]*")
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
    title = _folded(clean[title_at:heading_end]) if title_at >= 0 else ""
    before = after = ""
    tokens = reading.tokens
    if code in STATE_KINDS or (code and (reading.rest or reading.doubts)):
        before, after = _rest(page, reading, code, at)
        if code == "handover":
            before, after, tokens = _people(page, tokens, before, after, at, heading_end)
    elif not code:
        near_misses(page, reading, True)
        if kind and not title:
            title = clean[kind_at:heading_end]
    if title_at >= 0:
        title_tokens(page, title_at, heading_end)
    if draft.para_start >= 0 or draft.attributes:
        tokens = [*tokens, *tokens_below(page, draft, code)]
    if kind in VIA_OF_WORD and not any(token.key == "via" for token in tokens):
        tokens = [*tokens, Token(":", "via", VIA_OF_WORD[kind], kind_at, kind_at + len(kind), kind_at, kind_at + len(kind))]
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


def _folded(text: str) -> str:
    """The text without blanks around it, and without those that a comment in it has left."""
    return " ".join(text.split()) if "  " in text else text.strip()


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


def _people(
    page: Page, tokens: list[Token], before: str, after: str, at: int, end: int
) -> tuple[str, str, list[Token]]:
    """The sides of a handover's arrow, also where they are typed as `@mike → @lena`, and the tokens that are no sides."""
    arrow = _ARROW.search(page.shadow, at, end)
    if arrow is None:
        return before, after, tokens
    others = []
    for token in tokens:
        person = token.sign == "@"
        if person and not before and token.end <= arrow.start() and not page.clean[token.end : arrow.start()].strip():
            before = token.value
        elif person and not after and token.start >= arrow.end() and not page.clean[arrow.end() : token.start].strip():
            after = token.value
        else:
            others.append(token)
    return before, after, others


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
