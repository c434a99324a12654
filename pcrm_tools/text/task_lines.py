"""A task line read: its words and tokens, also those that Obsidian's task signs stand for."""

import re
from typing import NamedTuple

from pcrm_tools.text.block_state import TaskDraft
from pcrm_tools.text.comments import clean
from pcrm_tools.text.near_tokens import near_misses
from pcrm_tools.text.patterns import later
from pcrm_tools.text.token_reader import read
from pcrm_tools.text.token_types import Page, Token

_DATES = {"📅": "due", "📆": "due", "🗓": "due", "✅": "done", "❌": "cancelled", "🛫": "start", "➕": "", "⏳": "", "⌛": ""}
_PRIORITIES = {"🔺": "urgent", "⏫": "high", "🔼": "normal", "🔽": "low", "⏬": "low"}
_UNITS = {"day": "d", "week": "w", "month": "mo", "quarter": "q", "year": "y"}
# Groups: dated sign and its date; priority; number, unit and `when done` of a recurrence; id; ids that come first.
_SIGN = later(
    rf"([{''.join(_DATES)}])\ufe0f?[ \t]*([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})|([{''.join(_PRIORITIES)}])\ufe0f?"
    r"|🔁\ufe0f?[ \t]*every[ \t]+(?:([0-9]{1,3})[ \t]+)?(day|week|month|quarter|year)s?\b([ \t]+when[ \t]+done\b)?(?![ \t]+on\b)"
    r"|🆔\ufe0f?[ \t]*([\w-]+)|⛔\ufe0f?[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)"
)
_SIGNS = (*_DATES, *_PRIORITIES, "🔁", "🆔", "⛔")


class RawTask(NamedTuple):
    """A task as typed: `start` is its marker, `end` the end of its first paragraph, `mark_start` the sign in its box.

    `parent` and `entry` are positions among the body's tasks and entries (-1: none), `section` its heading of level 2.
    """

    line: int
    start: int
    end: int
    state: str
    mark_start: int
    indent: int
    parent: int
    entry: int
    section: str
    text: str
    tokens: tuple[Token, ...]
    private: bool


def has_signs(text: str) -> bool:
    """Whether a text holds any of Obsidian's task signs."""
    return any(sign in text for sign in _SIGNS)


def read_task(page: Page, draft: TaskDraft, private: bool, signed: bool = True) -> RawTask:
    """The task that a draft holds; `private` where it stands in private text, a private entry or under a private task.

    `signed`: Obsidian's signs may stand in it.
    """
    start, end = draft.para_start, draft.para_end
    if signed:
        signs, page, shift = _without_signs(page, start, end)
        reading = read(page, 0, end - start)
        tokens = [Token(*token[:3], *(offset + shift for offset in token[3:])) for token in reading.tokens]
        tokens = sorted([*tokens, *signs], key=lambda token: token.start)
    else:
        reading = read(page, start, end)
        tokens = reading.tokens
    if reading.doubts or reading.gaps:
        near_misses(page, reading)
    if not private:
        private = "private" in [token[2] for token in tokens if token[0] == "#"]
    return RawTask(
        draft.line, draft.start, end, draft.state, draft.mark, draft.indent, draft.parent, draft.entry, draft.section,
        reading.rest, tuple(tokens), private,
    )  # fmt: skip


def _without_signs(page: Page, start: int, end: int) -> tuple[list[Token], Page, int]:
    """The tokens that signs stand for, and a page of the task alone with the signs blanked, which begins at an offset."""
    found, spans = [], []
    for match in _SIGN.finditer(page.shadow, start, end):
        spans.append((match.start() - start, match.end() - start))
        token = _token(match)
        if token is not None:
            found.append(token)

    def note(rule: object, offset: int, /, **values: object) -> None:
        page.note(rule, offset + start, **values)  # type: ignore[arg-type]

    return found, Page(clean(page.clean[start:end], spans), clean(page.shadow[start:end], spans), page.words, note), start


def _token(match: re.Match[str]) -> Token | None:
    dated, day, priority, count, unit, finished, name, names = match.groups()
    start, end = match.span()
    if dated:
        key = _DATES[dated]
        return Token(":", key, day, start, end, match.start(2), end) if key else None
    if priority:
        return Token("!", "", _PRIORITIES[priority], start, end, start, end)
    if unit:
        value = f"{count or 1}{_UNITS[unit]}{'+' if finished else ''}"
        return Token(":", "every", value, start, end, match.start(4) if count else match.start(5), end)
    if name:
        return Token(":", "id", name, start, end, match.start(7), end)
    return Token(":", "after", names.replace(" ", ""), start, end, match.start(8), end)
