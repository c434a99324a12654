"""Where the front matter of a file stands: line 1 is `---`, it runs to the next line `---` or `...`."""

import re
from typing import NamedTuple

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.patterns import later
from pcrm_tools.text.strays import find_strays, shorten

NO_FRONT_MATTER = Rule(
    "no-front-matter", "error",
    "the file has no front matter: line 1 is `{seen}`", "文件没有前置信息：第 1 行是 `{seen}`",
    "begin with a line `---`, then `key: value` lines, then `---` again",
    "以一行 `---` 开头，接着写 `键: 值`，最后再写一行 `---`",
)  # fmt: skip
OPEN = Rule(
    "front-matter-open", "error",
    "the front matter that begins on line 1 is never closed", "第 1 行开始的前置信息没有结束",
    "add a line `---` after the last key", "在最后一个键之后加一行 `---`",
)  # fmt: skip
FENCE = Rule(
    "front-matter-fence", "error",
    "line {number} is `{seen}`, which does not fence front matter", "第 {number} 行是 `{seen}`，不能作为前置信息的分隔线",
    "write `---`, alone, on line {number}", "第 {number} 行只写 `---`",
)  # fmt: skip
RULES: tuple[Rule, ...] = (NO_FRONT_MATTER, OPEN, FENCE)

_FIRST = re.compile(r"---[ \t]*(?:\r\n?|\n|\Z)")
_CLOSING = re.compile(r"[\r\n]((?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z))")
_FIRST_LINE = re.compile(r"[^\r\n]*")
_DASHES = "[-－—–―‐‑‒−ー─━]"
_NEARLY_FIRST = later(rf"[ \t\u3000\ufeff]*(?:-{{3}}[ \t]*[A-Za-z]+|{_DASHES}{{2,}}|\+{{3}})[ \t\u3000]*")
_NEARLY_CLOSING = later(rf"(?<![^\r\n])[ \t\u3000]*{_DASHES}{{3,}}[ \t\u3000]*(?=[\r\n]|\Z)")
_BLANKS_FIRST = later(r"[ \t\u3000]*[\r\n]\s*---[ \t]*(?=[\r\n]|\Z)")


class Split(NamedTuple):
    """Offsets of the YAML between the fences and of the body; without front matter the body is the whole text."""

    opened: bool
    front_start: int
    front_end: int
    body_start: int
    findings: tuple[Finding, ...]


def split(text: str) -> Split:
    """Find the front matter of a text without BOM; findings are about the fences and about strays in the body."""
    first = _FIRST.match(text)
    # The search begins on the first fence's own line end, so that `---` twice in a row is an empty front matter.
    closing = _CLOSING.search(text, first.end() - 1) if first else None
    if first is None or closing is None:
        fault = _no_first_fence(text) if first is None else _no_closing_fence(text)
        return Split(False, 0, 0, 0, (fault, *find_strays(text)))
    front_end, body_start = closing.span(1)
    return Split(True, first.end(), front_end, body_start, find_strays(text, body_start))


def _no_first_fence(text: str) -> Finding:
    match = _FIRST_LINE.match(text)
    line = match.group() if match else ""
    if _NEARLY_FIRST.fullmatch(line) or _BLANKS_FIRST.match(text):
        return FENCE.at(1, 1, seen=shorten(line), number=1)
    return NO_FRONT_MATTER.at(1, 1, seen=shorten(line))


def _no_closing_fence(text: str) -> Finding:
    nearly = nearly_closing(text, 3, len(text))
    return nearly or OPEN.at(1, 1)


def nearly_closing(text: str, start: int, end: int) -> Finding | None:
    """The first line that was meant as a closing fence but has other dashes, if there is one."""
    match = _NEARLY_CLOSING.search(text, start, end)
    if match is None:
        return None
    line = Lines(text).line_at(match.start())
    return FENCE.at(line, 1, seen=shorten(match.group()), number=line)
