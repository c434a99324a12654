"""Links of a body: `[[id]]`, `[text](path)` and images, outside code and comments; and where inline code stands."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.text.lines import Lines


class RawLink(NamedTuple):
    """A link as typed: `kind` is wiki, md or image; a link with a scheme such as https: is none of the notebook's."""

    kind: str
    target: str
    anchor: str
    label: str
    start: int
    end: int
    line: int


# Groups: wiki target, anchor and label; label of the other form, destination, destination of a definition `[label]: path`.
_LINK = re.compile(
    r"\[(?:\[([^\[\]|#\n]*+)(?:#([^\[\]|\n]*+))?(?:\|([^\[\]\n]*+))?\]\]"
    r"|((?:[^\[\]\\]++|\\.|\[[^\[\]]*+\](?:\([^()\n]*+\))?+)*+)\]"
    r"(?:\([ \t\n]*+(<[^<>\n]*>|(?:[^()\s<]|\([^()\s]*\))(?:[^()\s]++|\([^()\s]*\))*+)"
    r"(?:[ \t\n]++(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?+[ \t\n]*+\)|:[ \t]++(\S++)))",
    re.S,
)
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\((<[^<>\n]*>|[^()\s]+)[^()]*\)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_RUN = re.compile(r"`+")
# A code span ends with its paragraph, so none goes over such a line.
_BREAK = re.compile(r"\n[ \t]*(?=\n|#{1,6}[ \t]|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|\||>|```|~~~|\Z)")


def find_links(shadow: str, start: int, lines: Lines) -> tuple[RawLink, ...]:
    """The links from an offset on, in a text whose code and comments are masked."""
    found = []
    for match in _LINK.finditer(shadow, start):
        at = match.start()
        if at and shadow[at - 1] == "\\":
            continue
        target, anchor, label, text, path, defined = match.groups()
        if target is not None:
            if target.strip("\\ ") or anchor:
                target, anchor, label = target.rstrip("\\"), (anchor or "").rstrip("\\"), label or ""
                found.append(RawLink("wiki", target.strip(), anchor.strip(), label.strip(), at, match.end(), lines.line_at(at)))
            continue
        if "\n\n" in text or (defined is not None and shadow[shadow.rfind("\n", 0, at) + 1 : at].strip(" ")):
            continue
        image = at > 0 and shadow[at - 1] == "!"
        if "![" in text:
            found.extend(_images(shadow, match.start(4), match.end(4), lines))
        link = _link("image" if image else "md", text, path or defined, at - image, match.end(), lines)
        if link is not None:
            found.append(link)
    return tuple(found)


def _images(shadow: str, start: int, end: int, lines: Lines) -> list[RawLink]:
    found = _IMAGE.finditer(shadow, start, end)
    links = [_link("image", match[1], match[2], match.start(), match.end(), lines) for match in found]
    return [link for link in links if link is not None]


def _link(kind: str, label: str, path: str, start: int, end: int, lines: Lines) -> RawLink | None:
    path = path.strip("<>") if path[0] == "<" else path
    if _SCHEME.match(path) or not path:
        return None
    target, _, anchor = path.partition("#")
    return RawLink(kind, target, anchor, " ".join(label.split()), start, end, lines.line_at(start))


def code_spans(flat: str, start: int, codes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where inline code stands from an offset on, outside the blocks of code already known (in order)."""
    found: list[tuple[int, int]] = []
    edges = [start, *(offset for code in codes for offset in code), len(flat)]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        position = begin
        while position < end and flat.find("`", position, end) >= 0:
            stop = _BREAK.search(flat, position, end)
            found.extend(_spans(flat, position, stop.start() if stop else end))
            position = stop.end() if stop else end
    return found


def _spans(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """The code spans of one paragraph: a run of backticks up to the next run of the same length."""
    runs = [match.span() for match in _RUN.finditer(flat, start, end)]
    following: dict[int, int] = {}
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length, -1)
        following[length] = index
    found = []
    index = 0
    while index < len(runs):
        escaped = runs[index][0] > start and flat[runs[index][0] - 1] == "\\"
        if partner[index] < 0 or (escaped and runs[index][1] - runs[index][0] == 1):
            index += 1
            continue
        found.append((runs[index][0], runs[partner[index]][1]))
        index = partner[index] + 1
    return found
