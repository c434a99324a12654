"""HTML comments of a body, which hold no structure, and the stretches between `<!-- private -->` and `<!-- /private -->`."""

import re
from collections.abc import Iterable, Iterator

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.block_state import Blocks, Row
from pcrm_tools.text.token_types import Note

PRIVATE_OPEN = Rule(
    "private-open", "error", "`{seen}` is never closed: all below it counts as private",
    "`{seen}` 没有结束，下面的内容都视为内部",
    "write {want} where the private text ends", "在内部内容结束处写 {want}",
)  # fmt: skip
PRIVATE_CLOSE = Rule(
    "private-close", "warning", "`{seen}` closes nothing", "`{seen}` 没有对应的开头",
    "write <!-- private --> where the private text begins, or delete it", "在内部内容开头写 <!-- private -->，或删除",
)  # fmt: skip
COMMENT_OPEN = Rule(
    "comment-open", "error", "the comment that begins here is never closed: all below it is hidden",
    "这里开始的注释没有结束，下面的内容都被隐藏",
    "write --> where the comment ends", "在注释结束处写 -->",
)  # fmt: skip
RULES: tuple[Rule, ...] = (PRIVATE_OPEN, PRIVATE_CLOSE, COMMENT_OPEN)

_CODE_OR_COMMENT = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|<!--")
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_VISIBLE = re.compile(r"[^\n]")
_MARKER = re.compile(r"<!--\s*([/／]?)\s*(?:private|内部)\s*-->", re.I)


class Comments:
    """The comments of a text in the order in which the line scanner meets them; `spans` are their offsets."""

    __slots__ = ("_blocks", "_close", "_empty", "_flat", "spans")

    def __init__(self, flat: str, blocks: Blocks) -> None:
        self._flat, self._blocks = flat, blocks
        self._close = self._empty = -1
        self.spans: list[tuple[int, int]] = []

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The lines with their comments blanked, taken one by one so that the scanner's open code block is known."""
        until = 0
        for row in rows:
            line, start, number = row
            if start < until:
                cut = min(until - start, len(line))
                line = _filler(line, cut, True) * cut + line[cut:]
            if "<!--" in line and not self._blocks.fenced and line.lstrip(" \t")[:3] not in ("```", "~~~"):
                line, until = self._blanked(line, start, until)
            yield line, start, number

    def _blanked(self, line: str, start: int, until: int) -> tuple[str, int]:
        parts: list[str] = []
        position = done = 0
        while (match := _CODE_OR_COMMENT.search(line, position)) is not None:
            position = match.end()
            if match[1]:
                continue
            begin = start + match.start()
            first = not parts and not line[: match.start()].strip(" \t\u3000")
            end = self._end_of(begin, first)
            if end < 0:
                continue
            self.spans.append((begin, end))
            until = end
            parts.append(line[done : match.start()])
            position = done = min(end - start, len(line))
            parts.append(_filler(line, done, first) * (done - match.start()))
        return "".join([*parts, line[done:]]), until

    def _end_of(self, begin: int, block: bool) -> int:
        """The end of a comment; one within text ends with its paragraph, else it is none (-1)."""
        if self._close < begin + 2:
            found = self._flat.find("-->", begin + 2)
            self._close = found if found >= 0 else len(self._flat) + 3
        if self._close > len(self._flat):
            if block:
                self._blocks.note(COMMENT_OPEN, begin)
            return len(self._flat) if block else -1
        if not block:
            if self._empty < begin:
                empty = _EMPTY_LINE.search(self._flat, begin)
                self._empty = empty.start() if empty else len(self._flat)
            if self._empty < self._close:
                return -1
        return self._close + 3


def _filler(line: str, end: int, first: bool) -> str:
    """What stands for the signs of a comment; where it comes first in a line that goes on, the line must not look like code."""
    return "\u3000" if first and line[end:].strip(" \t") else " "


def clean(flat: str, spans: Iterable[tuple[int, int]], filler: str = " ") -> str:
    """The text with stretches (in order, not overlapping) overwritten, line ends kept, so that offsets stay."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        parts += [flat[done:start], _VISIBLE.sub(filler, flat[start:end])]
        done = end
    return "".join([*parts, flat[done:]])


def private_spans(flat: str, spans: Iterable[tuple[int, int]], note: Note) -> tuple[tuple[int, int], ...]:
    """What stands between private markers, with the markers; one that is never closed hides all that follows."""
    found = []
    opened = -1
    for start, end in spans:
        marker = _MARKER.fullmatch(flat, start, end)
        if marker is None:
            continue
        if marker[1] and opened < 0:
            note(PRIVATE_CLOSE, start, seen=marker.group())
        elif marker[1]:
            found.append((opened, end))
            opened = -1
        elif opened < 0:
            opened = start
    if opened >= 0:
        found.append((opened, len(flat)))
        note(PRIVATE_OPEN, opened, seen="<!-- private -->", want="<!-- /private -->")
    return tuple(found)
