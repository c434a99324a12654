"""Where in a record a query's words stand: the line that shows most of them, and the part of it worth showing."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.search.terms import normal
from pcrm_tools.text.fold import fold_character

_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDTH = 90


class Shown(NamedTuple):
    """A line (1-based), the part of it to show, and the spans of that part that were asked for."""

    line: int
    snippet: str
    marks: tuple[tuple[int, int], ...]


def shown(text: str, needles: Sequence[str], first: int = 1) -> Shown:
    """The line of a record that shows most of the needles, the earliest of equals; `first` is shown where none stands in one.

    A phrase may run over a line's end: then the line that holds its beginning counts.
    """
    lines = _LINE_END.split(text)
    best, best_score = min(first, len(lines)), 0
    heads = [needle.split() for needle in needles]
    body = _first_of_body(lines)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        clean = normal(line if number >= body else line.partition(":")[2] or line.partition("：")[2] or line)
        score = sum(8 if needle in clean else 2 if parts and parts[0] in clean else 0 for needle, parts in zip(needles, heads, strict=True))
        if score:
            # A heading says more than a sentence, a sentence more than a table's row.
            score += 2 if line.startswith("#") else 0 if line.startswith("|") else 1
        if score > best_score:
            best, best_score = number, score
    line = lines[best - 1] if lines else ""
    return Shown(best, *_cut(line.strip(), _spans(line.strip(), needles)))


def _first_of_body(lines: Sequence[str]) -> int:
    """The number of the line after the front matter, whose keys are no text."""
    if not lines or lines[0].strip() != "---":
        return 1
    return next((number + 1 for number, line in enumerate(lines, 1) if number > 1 and line.rstrip() in ("---", "...")), 1)


def _spans(line: str, needles: Sequence[str]) -> list[tuple[int, int]]:
    """Where the needles' runs stand in a line as it was typed."""
    folded, places = _mapped(line)
    found: list[tuple[int, int]] = []
    for needle in needles:
        begins = len(needle) > 1 and not needle.endswith(" ")
        for run in needle.split():
            at = folded.find(run)
            while at >= 0:
                end = at + len(run)
                whole = not run.isascii() or (not folded[at - 1 : at].isalnum() or at == 0)
                closed = not run.isascii() or begins or end == len(folded) or not folded[end].isalnum()
                if whole and closed:
                    found.append((places[at], places[end - 1] + 1))
                at = folded.find(run, end)
    return _merged(found)


def _mapped(line: str) -> tuple[str, list[int]]:
    """The folded line, and for each of its characters the place of the one that it came from."""
    parts: list[str] = []
    places: list[int] = []
    for place, char in enumerate(line):
        folded = char.lower() if char.isascii() else fold_character(char)
        parts.append(folded)
        places.extend([place] * len(folded))
    return "".join(parts), places


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _cut(line: str, spans: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """At most so many characters around the first span, with marks that fit it."""
    if len(line) <= _WIDTH:
        return line, tuple(spans)
    middle = spans[0][0] if spans else 0
    start = max(0, min(middle - _WIDTH // 3, len(line) - _WIDTH))
    end = start + _WIDTH
    head, tail = ("…" if start else ""), ("…" if end < len(line) else "")
    shift = len(head) - start
    marks = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in spans if b > start and a < end)
    return f"{head}{line[start:end]}{tail}", marks
