"""YAML errors in plain words: where, what was seen, and what to type instead."""

import re
from typing import Any

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.text.fences import OPEN, nearly_closing
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.patterns import later
from pcrm_tools.text.strays import CONTROL, CONTROL_CHARACTER, code_of, shorten

SYNTAX = Rule(
    "yaml-syntax", "error",
    "this cannot be read as `key: value`: `{seen}`", "这一行不能读作 `键: 值`：`{seen}`",
    "check the indentation, quotes and brackets of this line and the one before", "请检查这一行和上一行的缩进、引号和括号",
)  # fmt: skip
TAB = Rule(
    "yaml-tab", "error",
    "a tab stands where blanks are wanted: `{seen}`", "这里用了制表符：`{seen}`",
    "write blanks instead of the tab", "把制表符改成空格",
)  # fmt: skip
COLON = Rule(
    "yaml-colon", "error",
    "`{seen}` is no key: the colon must be `:` with a blank after it", "`{seen}` 不是键：冒号必须是半角 `:`，后面跟一个空格",
    "write `{want}`", "请写成 `{want}`",
)  # fmt: skip
QUOTE = Rule(
    "yaml-quote", "error",
    "this value needs quotes: `{seen}`", "这个值需要加引号：`{seen}`",
    "write `{want}`", "请写成 `{want}`",
)  # fmt: skip
UNCLOSED = Rule(
    "yaml-open", "error",
    "the `{seen}` that opens here is never closed", "这里打开的 `{seen}` 没有关闭",
    "close it with `{want}`", "请用 `{want}` 关闭",
)  # fmt: skip
ESCAPE = Rule(
    "yaml-escape", "error",
    "a backslash in double quotes begins an escape, and `{seen}` is none", "双引号里的反斜杠表示转义，而 `{seen}` 不是转义",
    "write `\\\\` for a backslash, or use single quotes", "反斜杠请写成 `\\\\`，或改用单引号",
)  # fmt: skip
DASH = Rule(
    "yaml-dash", "error",
    "`{seen}` is no list item: a blank must follow the `-`", "`{seen}` 不是列表项：`-` 后面要有一个空格",
    "write `{want}`", "请写成 `{want}`",
)  # fmt: skip
INDENT = Rule(
    "yaml-indent", "error",
    "this line is not indented like its neighbours: `{seen}`", "这一行的缩进与相邻各行不一致：`{seen}`",
    "begin it in the column of the other keys or items", "请与其他键或列表项对齐",
)  # fmt: skip
ANCHOR = Rule(
    "yaml-anchor", "error",
    "anchors are not used here: `{seen}`", "这里不使用锚点：`{seen}`",
    "write the value out; put a text that begins with `&` or `*` in quotes", "请直接写出内容；以 `&` 或 `*` 开头的文字请加引号",
)  # fmt: skip
TAG = Rule(
    "yaml-tag", "error",
    "tags are not used here: `{seen}`", "这里不使用标签：`{seen}`",
    "delete the tag; put a text that begins with `!` in quotes", "请删除标签；以 `!` 开头的文字请加引号",
)  # fmt: skip
RULES: tuple[Rule, ...] = (SYNTAX, TAB, COLON, QUOTE, UNCLOSED, ESCAPE, DASH, INDENT, ANCHOR, TAG)

_KEY = r"""(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>"[^"]*"|'[^']*'|[^\s#:：'"\[\]{},-][^:：]{0,79}?)"""
_GLUED = later(_KEY + r"(?P<colon>：[ \t]*|:(?!//))(?P<value>\S.*|$)")
_VALUE = later(_KEY + r"[ \t]*:[ \t]+(?P<value>\S.*)")
_ITEM = later(r"(?P<lead>[ \t]*)(?P<key>-)[ \t]+(?P<value>\S.*)")
_WANTS_QUOTES = (
    "mapping values", "block sequence entries", "mapping keys", "comment or line break", "alphabetic or numeric",
    "document start",
)  # fmt: skip
_GLUED_DASH = later(r"[ \t]*[-－•·]([^\s-].*)")
_HEADING = later(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)(#{1,6}) ")
_CLOSERS = {"[": "]", "{": "}", '"': '"', "'": "'"}


def in_quotes(value: str) -> str:
    """A value between quotes that need the fewest escapes, as hints show it."""
    if "'" not in value and ('"' in value or "\\" in value):
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def refused(text: str, base: int, source: str, event: Any) -> Finding:
    """The finding for an anchor, alias or tag: a construct that is refused, or a text that lacks its quotes."""
    offset = base + event.start_mark.index
    lines = Lines(text)
    rest = text[offset : lines.line_start(lines.line_at(offset)) + len(lines.text_of(lines.line_at(offset)))].rstrip()
    word = rest.split()[0] if rest.split() else rest
    if rest[:1] == "!":
        if word == "!" or re.search(r"[!/:<]", word[1:]):
            return TAG.at(*lines.place(offset), seen=shorten(word))
    elif rest[:1] in "&*":
        other = {"&": "*", "*": "&"}[rest[0]] + word[1:].rstrip(",]}")
        if other in source or re.search(r"<<[ \t]*:", source) or len(word) == len(rest) == 1:
            return ANCHOR.at(*lines.place(offset), seen=shorten(word))
    return _needs_quotes(lines, offset, rest)


def explain(text: str, base: int, source: str, error: Exception) -> Finding:
    """The finding for what libyaml could not read."""
    lines = Lines(text)
    control = CONTROL_CHARACTER.search(source)
    if control:
        return CONTROL.at(*lines.place(base + control.start()), seen=code_of(control.group()))
    problem, context = str(getattr(error, "problem", "")), str(getattr(error, "context", ""))
    offset = base + min(_index(error, "problem_mark", len(source)), len(source))
    opened = base + min(_index(error, "context_mark", offset - base), len(source))
    at = opened if "simple key" in context else offset
    fence = nearly_closing(text, base, min(max(at, offset) + 1, base + len(source)))
    if fence:
        return fence
    if "quoted scalar" in context:
        return _quoted_scalar(lines, text, offset, opened, problem)
    if "flow" in context and text[opened : opened + 1] in ("[", "{"):
        return _flow(lines, text, offset, opened)
    return _on_line(lines, base, at, problem, context)


def _index(error: Exception, mark: str, otherwise: int) -> int:
    found = getattr(error, mark, None)
    return otherwise if found is None else int(found.index)


def _quoted_scalar(lines: Lines, text: str, offset: int, opened: int, problem: str) -> Finding:
    if "end of stream" in problem or "document indicator" in problem:
        return UNCLOSED.at(*lines.place(opened), seen=text[opened], want=text[opened])
    slash = text.rfind("\\", opened, offset + 2)
    return ESCAPE.at(*lines.place(max(slash, opened)), seen=shorten(text[max(slash, opened) : max(slash, opened) + 2]))


def _flow(lines: Lines, text: str, offset: int, opened: int) -> Finding:
    """A bracket without its end, or a text in brackets that is no list."""
    line = lines.text_of(lines.line_at(opened))
    if lines.line_at(offset) == lines.line_at(opened) and _CLOSERS[text[opened]] in line:
        column = opened - lines.line_start(lines.line_at(opened))
        return _needs_quotes(lines, opened, line[column:].rstrip())
    return UNCLOSED.at(*lines.place(opened), seen=text[opened], want=_CLOSERS[text[opened]])


def _on_line(lines: Lines, base: int, offset: int, problem: str, context: str) -> Finding:
    number = lines.line_at(offset)
    if lines.text_of(number).strip() == "" and number > 1:
        number -= 1  # the parser noticed only on the next line
    line, start = lines.text_of(number), lines.line_start(number)
    indent = len(line) - len(line.lstrip())
    if "\t" in line[:indent]:
        return TAB.at(number, line.index("\t") + 1, seen=shorten(line))
    if line[offset - start : offset - start + 1] == "\t":
        return TAB.at(number, offset - start + 1, seen=shorten(line))
    glued = colon_fault(lines, number)
    if glued:
        return glued
    value = _VALUE.match(line) or _ITEM.match(line)
    if value and "mapping values" in problem and offset - start < value.start("value"):
        # A key without a proper colon is text to YAML, which goes on until the next key: the slip is above.
        above = _glued_above(lines, base, number, indent)
        return above or INDENT.at(number, indent + 1, seen=shorten(line))
    if value and _lacks_quotes(value, problem, offset - start):
        return _needs_quotes(lines, start + value.start("value"), value["value"].rstrip())
    glued_dash = _GLUED_DASH.match(line)
    if glued_dash:
        return DASH.at(number, indent + 1, seen=shorten(line.strip()), want=shorten("- " + glued_dash[1].strip()))
    if "expected" in problem and "block" in context:
        return INDENT.at(number, indent + 1, seen=shorten(line))
    heading = _HEADING.search(lines.text, base, start)
    if heading:  # prose under a heading: the body has begun, so the closing fence was forgotten
        return OPEN.at(lines.line_at(heading.start(1)), 1)
    return SYNTAX.at(number, indent + 1, seen=shorten(line))


def _glued_above(lines: Lines, base: int, number: int, indent: int) -> Finding | None:
    """The nearest `key:value` or `key：value` straight above a line and as far indented as it."""
    while number > 1 and lines.line_start(number - 1) >= base:
        number -= 1
        line = lines.text_of(number)
        if not line.strip() or len(line) - len(line.lstrip()) != indent:
            return None
        found = colon_fault(lines, number)
        if found:
            return found
    return None


def _lacks_quotes(value: re.Match[str], problem: str, column: int) -> bool:
    return value["value"][0] in "@`%&*!|>" or column > value.start("value") or any(sign in problem for sign in _WANTS_QUOTES)


def _needs_quotes(lines: Lines, offset: int, value: str) -> Finding:
    return QUOTE.at(*lines.place(offset), seen=shorten(value), want=shorten(in_quotes(value), 120))


def colon_fault(lines: Lines, number: int) -> Finding | None:
    """The finding for `key:value` or `key：value` on a line, where that is what stands there."""
    match = _GLUED.match(lines.text_of(number))
    if match is None or (match["colon"] == ":" and not match["value"]):
        return None
    key, colon, value = match["key"], match["colon"].strip(), match["value"].rstrip()
    want = shorten(f"{key}: {value}".rstrip())
    return COLON.at(number, match.start("colon") + 1, seen=shorten(key + colon + value), want=want)
