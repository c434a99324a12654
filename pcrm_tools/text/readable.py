"""A record as `git diff` is to show it: one value a line, each with the name of what it belongs to.

Depends on the text alone, never on settings, language or the day, so that git may keep what it was once given.
"""

import re

from pcrm_tools.text.body import scan_body
from pcrm_tools.text.fences import split
from pcrm_tools.text.frontmatter import compose
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.merge_front import map_units
from pcrm_tools.text.merge_parts import Unit
from pcrm_tools.text.merge_values import called_of, identity
from pcrm_tools.text.nodes import Mapping, Node, Scalar
from pcrm_tools.text.tables import RawTable
from pcrm_tools.text.tokens import DEFAULT_WORDS

_ENDS = re.compile(r"\r\n?")
_SENTENCE = re.compile(r"(?<=[。！？；])(?=[^\n。！？；」』”）])|(?<=[.!?]) +(?=[A-Z])")
_STRUCTURE = ("#", "|", ">", "-", "*", "+", "<", "`", "~", " ", "\t")


def readable(text: str) -> str:
    """The record in that form; a text that is no record comes back with nothing but its line ends changed."""
    text = _ENDS.sub("\n", text.removeprefix("\ufeff"))
    found = split(text)
    composed = compose(text, found.front_start, found.front_end) if found.opened else None
    lines: list[str] = []
    if composed is not None and composed.root is not None:
        lines = ["---"]
        for unit in map_units(text, composed.root, found.front_start, found.front_end, ""):
            lines += _key(unit)
        lines.append("---")
    else:
        lines = text[: found.body_start].split("\n")[:-1]
    lines += _body(text, found.body_start if found.opened else 0)
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""


def _key(unit: Unit) -> list[str]:
    """A key: the comments above it, then its values."""
    part = unit.parts
    if part is None:
        return [line.rstrip() for line in unit.text.split("\n") if line.strip()]
    lines = [line.rstrip() for line in part.lead.split("\n") if line.strip()]
    values = _values(unit.what, part.node)
    comments = [line[at:].rstrip() for line in part.lines.split("\n") if (at := _comment_at(line)) >= 0]
    if len(comments) == 1 and len(values) == 1:
        return [*lines, f"{values[0]}  {comments[0]}"]
    return [*lines, *values, *comments]


def _comment_at(line: str) -> int:
    """Where a comment begins that surely is one: behind a blank, with no quotes before it."""
    at = line.find(" #")
    quoted = any(mark in line[at:] or line.count(mark, 0, at) % 2 for mark in "'\"")
    return at + 1 if at >= 0 and not quoted else -1


def _values(path: str, node: Node) -> list[str]:
    if isinstance(node, Scalar):
        text = node.value.strip()
        return [f"{path}: {text}".rstrip()] if "\n" not in text else [f"{path}:", *(f"  {line}" for line in text.split("\n"))]
    if isinstance(node, Mapping):
        return [line for key, value in node.pairs for line in _values(f"{path}.{key.value}", value)] or [f"{path}: {{}}"]
    lines = []
    for item in node.items:
        if isinstance(item, Mapping):
            name = next((key[1] for key in identity(called_of(item)) if key[1]), "")
            lines += [line for key, value in item.pairs for line in _values(f"{path}[{name}].{key.value}", value)]
        else:
            lines += [line.replace(f"{path}:", f"{path}: -", 1) for line in _values(path, item)]
    return lines or [f"{path}: []"]


def _body(text: str, start: int) -> list[str]:
    """The body line by line, tables by cells, prose by sentences."""
    tables = {table.start: table for table in scan_body(text, start, DEFAULT_WORDS, Lines(text)).tables}
    lines: list[str] = []
    at, code = start, False
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].rstrip()
        table = tables.get(at)
        if table is not None:
            lines += _table(table)
            stop = max(stop, table.end + len(text[table.end :].split("\n", 1)[0]))
        else:
            code ^= line.lstrip().startswith(("```", "~~~"))
            prose = not code and not line.startswith(_STRUCTURE)
            lines += _SENTENCE.split(line) if prose else [line]
        at = stop + 1
    return lines


def _table(table: RawTable) -> list[str]:
    """Each cell that holds something, with what its row is known by; the columns first."""
    lines = ["| " + " | ".join(cell.text for cell in table.header) + " |"]
    for row in table.rows:
        called = {head.text.lower(): cell.text for head, cell in zip(table.header, row, strict=False)}
        name = next((key[1] for key in identity(called) if key[1]), row[0].text if row else "")
        cells = [f"{head.text}: {cell.text}" for head, cell in zip(table.header, row, strict=False) if cell.text]
        lines += [f"| {name} | {cell}" for cell in cells or [""]]
    return lines
