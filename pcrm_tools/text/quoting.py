"""How a text is written as a YAML scalar, so that our reader and every other one read the same text back."""

import re

from pcrm_tools.text.strays import CONTROL_CHARACTER

# Plain values are kept plain wherever YAML allows it: types come from our fields, so `021` and `NO` need no quotes.
_NEVER_FIRST = frozenset(",[]{}#&*!|>'\"%@`\ufeff")
_NEVER_INSIDE = re.compile(r":(?=[ \t]|\Z)|[ \t]#|[\t\n\r\x85\u2028\u2029\ufeff]")
_NEVER_IN_FLOW = re.compile(r"[,\[\]{}，、?]|:(?![0-9/])")
_NOT_IN_SINGLE = re.compile("[\t\n\r\x85\u2028\u2029\ufeff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}
_ESCAPED = re.compile('[\\\\"\n\r\t\x85\u2028\u2029\ufeff]|' + CONTROL_CHARACTER.pattern)


def quote_scalar(value: str, style: str = "", flow: bool = False) -> str:
    """A text as one scalar on one line: in the quoting `style` ("", "'" or '"') if that can hold it; `flow` inside `[]`, `{}`."""
    if style == "" and is_plain(value, flow):
        return value
    can_single = not _NOT_IN_SINGLE.search(value) and not CONTROL_CHARACTER.search(value)
    spares_escapes = style == "" and "'" not in value and ("\\" in value or '"' in value)
    if can_single and (style == "'" or spares_escapes):
        return "'" + value.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, value) + '"'


def is_plain(value: str, flow: bool = False) -> bool:
    """Whether a text can stand without quotes."""
    if not value or value != value.strip(" \t") or value[0] in _NEVER_FIRST or _NEVER_INSIDE.search(value):
        return False
    if value[0] in "-?:" and (len(value) == 1 or value[1] in " ,[]{}" or value.startswith("---")):
        return False
    if value.startswith("...") or CONTROL_CHARACTER.search(value):
        return False
    return not (flow and _NEVER_IN_FLOW.search(value))


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return _ESCAPES.get(match.group()) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
