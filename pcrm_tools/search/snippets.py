"""Where in a record a query's words stand: the line that shows most of them, and the part of it worth showing."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pcrm_tools.search.terms import heard, normal
from pcrm_tools.text.fold import fold_character

_LINE_END = re.compile(r"\r\n|\r|\n")
_WIDTH = 90


class Shown(NamedTuple):
    """A line (1-based), the part of it to show, the spans of that part that were asked for, and the byte of the line (1-based,
    UTF-8) at which the first of them begins, else that of its first character."""

    line: int
    snippet: str
    marks: tuple[tuple[int, int], ...]
    byte: int = 1


def shown(text: str, needles: Sequence[str], first: int = 1) -> Shown:
    """The line of a record that shows most of the needles, the earliest of equals; `first` is shown where none stands in one.

    A phrase may run over a line's end: then the line that holds its beginning counts. A needle for the sound of a name counts
    where the letters stand nowhere as they were typed; it is shown by a line that has such a name, before others that only
    sound so.
    """
    lines = _LINE_END.split(text)
    body = _first_of_body(lines)
    clean = [normal(line if number >= body else _value(line)) if line.strip() else "" for number, line in enumerate(lines, 1)]
    written = [needle for needle in needles if not heard(needle)]
    sounds = _unwritten(needles, clean) if len(written) < len(needles) else {}
    heads = [needle.split() for needle in written]
    sounding = _sounding(clean, sounds) if sounds else set()
    best, best_score = min(first, len(lines)), 0
    for number, (line, runs) in enumerate(zip(lines, clean, strict=True), 1):
        score = sum(8 if needle in runs else 2 if parts and parts[0] in runs else 0 for needle, parts in zip(written, heads, strict=True))
        if number in sounding:
            score += 8 if number < body or line.startswith(("# ", "|")) else 5
        if score:
            # A heading says more than a sentence, a sentence more than a table's row.
            score += 2 if line.startswith("#") else 0 if line.startswith("|") else 1
        if score > best_score:
            best, best_score = number, score
    line = lines[best - 1] if lines else ""
    bare = line.strip()
    spans = _merged([*_spans(bare, written), *(_sounding_spans(bare, sounds) if sounds else ())])
    before = line[: line.find(bare)] + bare[: spans[0][0] if spans else 0]
    return Shown(best, *_cut(bare, spans), len(before.encode()) + 1)


def _value(line: str) -> str:
    """What stands behind a key of the front matter."""
    return line.partition(":")[2] or line.partition("：")[2] or line


def _unwritten(needles: Sequence[str], clean: Sequence[str]) -> dict[str, bool]:
    """The letters of needles for sounds that stand nowhere as typed; may more follow them also after a few?"""
    from pcrm_tools.text.pinyin import INITIALS

    found: dict[str, bool] = {}
    for needle in needles:
        letters = heard(needle)
        if letters and not any(f" {letters}" in line for line in clean):
            found[letters] = found.get(letters, False) or not (needle.startswith(f" {INITIALS}") or needle.endswith(" "))
    return found


def _sounding(clean: Sequence[str], sounds: Mapping[str, bool]) -> set[int]:
    """The numbers of the lines with Chinese characters that sound so; with the initials of a name in a longer one, if in no other."""
    from pcrm_tools.text.pinyin import part, runs

    for within in (False, True):
        found = {
            number for number, line in enumerate(clean, 1)
            if any(part(run, letters, begins, within) for run in runs(line) for letters, begins in sounds.items())
        }  # fmt: skip
        if found:
            return found
    return set()


def _sounding_spans(line: str, sounds: Mapping[str, bool]) -> list[tuple[int, int]]:
    """Where Chinese characters stand that sound so in a line as it was typed."""
    from pcrm_tools.text.pinyin import part, runs

    folded, places = _mapped(line)
    found: list[tuple[int, int]] = []
    for within in (False, True):
        at = 0
        for run in () if found else runs(normal(line)):
            stands = folded.find(run, at)
            means = [part(run, letters, begins, within) for letters, begins in sounds.items()] if stands >= 0 else []
            found += [(places[stands + each[0]], places[stands + each[1] - 1] + 1) for each in means if each]
            at = stands + len(run) if stands >= 0 else at
    return found


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
    return found


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
    first, last = spans[0] if spans else (0, 0)
    # The beginning of a line says most, of a log entry date and kind: it stays where that leaves the place in sight
    start = 0 if last <= _WIDTH * 2 // 3 else max(0, min(first - _WIDTH // 3, len(line) - _WIDTH))
    end = start + _WIDTH
    head, tail = ("…" if start else ""), ("…" if end < len(line) else "")
    shift = len(head) - start
    marks = tuple((max(a, start) + shift, min(b, end) + shift) for a, b in spans if b > start and a < end)
    return f"{head}{line[start:end]}{tail}", marks
