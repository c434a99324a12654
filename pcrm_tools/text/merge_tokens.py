"""Lines of tokens (headings of entries, task lines, paragraphs of tokens) merged token by token.

A line is parted into its words and its tokens. Each token is known by its key, or by its value where a key may stand several
times; the words between them are merged as a whole, never word by word.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

from pcrm_tools.text.body import scan_body
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.merge_parts import Clash, Piece, Unit, flatten, pick, text_of
from pcrm_tools.text.merge_units import merge_units
from pcrm_tools.text.patterns import later
from pcrm_tools.text.tokens import DEFAULT_WORDS, Token, quote_value, scan, split_list

_BOX = later(r"([ \t]*(?:[-+*]|[0-9]{1,9}[.)])[ \t]+)(\[.\])")
_DASH = later(r"[ \t\u3000]*(?:——|—|–|--(?![->])|(?<=[ \t\u3000])-(?=[ \t\u3000]))")
_LIST_PARTS = later("[、，,]")
_AGAIN = ("@", "#", "waiting")

Read: TypeAlias = Callable[[str], Sequence[Token]]


def entry_tokens(text: str) -> Sequence[Token]:
    """The tokens of a log entry, those below its heading too."""
    body = scan_body(text, 0, DEFAULT_WORDS, Lines(text))
    return body.entries[0].tokens if body.entries else ()


def heading_tokens(line: str) -> Sequence[Token]:
    """The tokens in the heading of a log entry, without those that its kind stands for."""
    return [token for token in entry_tokens(line) if token.value_start > token.start]


def task_tokens(line: str) -> Sequence[Token]:
    """The tokens of a task, also those that Obsidian's signs stand for."""
    indent = len(line) - len(line.lstrip(" \t"))
    body = scan_body(line, 0, DEFAULT_WORDS, Lines(line)) if indent < 4 else None
    if body is not None and body.tasks:
        return body.tasks[0].tokens
    return paragraph_tokens(line)


def paragraph_tokens(text: str) -> Sequence[Token]:
    """The tokens of any stretch of text."""
    return scan(text, 0, len(text)).tokens


def merge_tokens(base: str, ours: str, theirs: str, read: Read) -> str | None:
    """The merged line with its line end; None where both sides changed the same thing differently."""
    versions = [(text, sorted(read(text), key=lambda token: token.start)) for text in (base, ours, theirs)]
    counts = [Counter(_sort(token) for token in tokens) for _, tokens in versions]
    several = {name for count in counts for name, number in count.items() if number > 1}
    parted = [_parted(text, tokens, several) for text, tokens in versions]
    line = text_of(merge_units(parted, _merge_part))
    ends = [text[len(text.rstrip(" \t\r\n")) :] for text, _ in versions]
    end = pick(*ends)
    return None if line is None else line + (max(ends[1:], key=len) if end is None else end)


def _sort(token: Token) -> str:
    return token.key or token.sign


def _parted(text: str, tokens: Sequence[Token], several: set[str]) -> list[Unit]:
    """The parts of a line in order, each with the blanks before it."""
    parts: list[Unit] = []
    end = len(text.rstrip(" \t\r\n"))
    at = 0
    box = _BOX.match(text)
    if box is not None:
        parts = [Unit(box[1], (("marker", ""),)), Unit(box[2], (("box", ""),))]
        at = box.end()
    dashed = False
    for token in (*tokens, None):
        stop = token.start if token is not None else end
        words = text[at:stop]
        dash = None if dashed or box is not None else _DASH.search(words)
        if dash is not None:
            dashed = True
            parts += _words(words[: dash.start()], parts, "words")
            parts += _words(words[dash.start() :], parts, "title")
        else:
            parts += _words(words, parts, "title" if dashed else "words")
        if token is not None:
            blanks = words[len(words.rstrip(" \t\u3000\r\n")) :]
            parts.append(Unit(blanks + text[stop : token.end], (_key(token, several),), parts=None))
            at = token.end
    return parts


def _words(text: str, parts: Sequence[Unit], sort: str) -> list[Unit]:
    words = text.rstrip(" \t\u3000\r\n")
    number = sum(unit.keys[0][0] == sort for unit in parts)
    return [Unit(words, ((sort, str(number)),))] if words else []


def _key(token: Token, several: set[str]) -> tuple[str, str]:
    name = _sort(token)
    again = name in _AGAIN or name in several
    return ("token " + name, token.value if again else "")


def _merge_part(base: Unit | None, ours: Unit, theirs: Unit) -> list[Piece]:
    """A part that both sides changed: lists of people and ids are merged, everything else is a clash."""
    name = ours.keys[0][0].removeprefix("token ")
    texts = [unit.text if unit is not None else None for unit in (base, ours, theirs)]
    bare = [None if text is None else text.strip(" \t\u3000\r\n") for text in texts]
    chosen = pick(bare[0], str(bare[1]), str(bare[2]))
    if chosen is not None:  # only the blanks before it differ
        return [ours.text if bare[1] == chosen else theirs.text]
    if name in DEFAULT_WORDS.lists:
        merged = _merge_list(base.text if base is not None else None, ours.text, theirs.text)
        if merged is not None:
            return [merged]
    return [Clash(ours.text, base.text if base is not None else "", theirs.text, "")]


def _merge_list(base: str | None, ours: str, theirs: str) -> str | None:
    """A list token with what each side added, without what either took out."""
    lists = [[] if text is None else _values(text) for text in (base, ours, theirs)]
    units = [[Unit(value, (("value", value),)) for value in values] for values in lists]
    flat = flatten(merge_units(units, lambda _base, one, _other: [one.text]))
    parts = [quote_value(str(piece)) for piece in flat]
    if not parts or None in parts:
        return None
    colon = min(at for at in (ours.find(":"), ours.find("：")) if at >= 0)
    mark = _LIST_PARTS.search(ours[colon:]) or _LIST_PARTS.search(theirs)
    return ours[: colon + 1] + (mark[0] if mark else ",").join(str(part) for part in parts)


def _values(text: str) -> list[str]:
    tokens = scan(text, 0, len(text)).tokens
    return list(split_list(tokens[0].value)) if tokens else []
