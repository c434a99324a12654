"""Findings that have one safe answer, and the spans of text to replace for them."""

from collections.abc import Callable, Iterable

from pcrm_tools.model.finding import Finding
from pcrm_tools.text.edit import Edit, apply
from pcrm_tools.text.lines import Lines

_ON_LINE = ("date-form", "value-cut", "log-heading", "token-blank")
_AT_PLACE = ("unknown-key",)


def fixed(text: str, findings: Iterable[Finding], judge: Callable[[str], int]) -> tuple[str, int]:
    """The text with every finding answered that has one safe answer, and how many were.

    `judge` counts the findings of a text: an answer that does not leave fewer of them is no answer, and is not taken
    (`owner: dana #temp` in quotes would name nobody).
    """
    lines = Lines(text)
    taken: list[Edit] = []
    left = judge(text)
    for finding in findings:
        edit = _edit(text, lines, finding)
        if edit is None or any(edit.start < other.end and other.start < edit.end for other in taken):
            continue
        tried = sorted((*taken, edit))
        after = judge(apply(text, tried))
        if after < left:
            taken, left = tried, after
    return apply(text, taken), len(taken)


def _edit(text: str, lines: Lines, finding: Finding) -> Edit | None:
    seen, want = finding.values.get("seen", ""), finding.values.get("want", "")
    if not seen or not want or "…" in seen or "…" in want or seen == want or finding.line > lines.count:
        return None
    start = lines.line_start(finding.line)
    line = lines.text_of(finding.line)
    if finding.rule in _ON_LINE:
        if line.count(seen) != 1 or want == "YYYY-MM-DD":
            return None
        begin = start + line.index(seen)
        return Edit(begin, begin + len(seen), want)
    if finding.rule in _AT_PLACE and _slip(seen, want):
        begin = start + finding.column - 1
        if text.startswith(seen, begin):
            return Edit(begin, begin + len(seen), want)
    return None


def _slip(seen: str, want: str) -> bool:
    """Whether one word is the other with one letter wrong, missing, added or two swapped: surely a slip of the fingers."""
    if abs(len(seen) - len(want)) > 1 or min(len(seen), len(want)) < 4:
        return False
    seen = seen.lower()
    if sorted(seen) == sorted(want):
        return sum(a != b for a, b in zip(seen, want, strict=True)) == 2
    short, long = sorted((seen, want), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
