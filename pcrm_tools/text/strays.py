"""What belongs in no file of a notebook: control characters, and the lines that git leaves of an unfinished merge."""

import re

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.lines import Lines

CONTROL = Rule(
    "control-char", "error",
    "the control character {seen} stands here", "这里有控制字符 {seen}",
    "delete it", "请删除",
)  # fmt: skip
MERGE = Rule(
    "merge-marker", "error",
    "unfinished merge: {seen}", "合并没有完成：{seen}",
    "choose what stays, then delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
    "选定保留的内容，并删除 `<<<<<<<`、`=======`、`>>>>>>>` 各行",
)  # fmt: skip
RULES: tuple[Rule, ...] = (CONTROL, MERGE)

_SHOWN = 20
# What YAML forbids in a stream; NEL is left out because it is a line end there and harmless elsewhere.
CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MARKER = re.compile(r"(?<![^\r\n])(<{7}|>{7})(?: [^\r\n]*)?(?=[\r\n]|\Z)")


def shorten(text: str, limit: int = 60) -> str:
    """A text as messages quote it: cut to `limit` characters, control characters shown as escapes."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    plain = cut.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r").replace("\ufeff", "U+FEFF")
    return CONTROL_CHARACTER.sub(lambda match: code_of(match.group()), plain)


def code_of(character: str) -> str:
    """A character by its number, such as `U+001B`."""
    return f"U+{ord(character):04X}"


def find_strays(text: str, start: int = 0) -> tuple[Finding, ...]:
    """Merge markers and (as warnings) control characters from an offset on, for text outside the front matter."""
    control = CONTROL_CHARACTER.search(text, start)
    if control is None:
        return merge_markers(text, start)
    lines, found = Lines(text), dict[int, Finding]()
    for match in CONTROL_CHARACTER.finditer(text, control.start()):
        place = lines.place(match.start())
        if place.line not in found:
            found[place.line] = CONTROL._replace(severity="warning").at(*place, seen=code_of(match.group()))
        if len(found) == _SHOWN:
            break
    return (*merge_markers(text, start), *found.values())


def merge_markers(text: str, start: int = 0, end: int | None = None) -> tuple[Finding, ...]:
    """Unfinished merges: every line `<<<<<<<`, and a `>>>>>>>` that has none before it (`=======` alone is a heading)."""
    stop = len(text) if end is None else end
    if text.find("<<<<<<<", start, stop) < 0 and text.find(">>>>>>>", start, stop) < 0:
        return ()
    lines, found, opened = Lines(text), list[Finding](), False
    for match in _MARKER.finditer(text, start, stop):
        if match[1][0] == "<" or not opened:
            found.append(MERGE.at(lines.line_at(match.start()), 1, seen=shorten(match.group())))
        opened = match[1][0] == "<"
    return tuple(found[:_SHOWN])
