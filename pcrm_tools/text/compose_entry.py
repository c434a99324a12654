"""Log entries and task lines as tools write them: the house form, in the words of the file's language.

The title stands in the heading, the tokens in the first paragraph, the text below a blank line. What a text holds that would
end the entry, hide what stands below it or count as a token gets a backslash, which Markdown does not show (a full-width
sign a blank).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pcrm_tools.model.log import PRIORITY, TAG_WORDS, TOKENS, VIA_OF_WORD, LogKind
from pcrm_tools.text import blocks, comments
from pcrm_tools.text.body import Body, RawEntry, scan_body
from pcrm_tools.text.forms import reference
from pcrm_tools.text.lines import LINE_END, Lines
from pcrm_tools.text.spans import Edit, apply
from pcrm_tools.text.strays import CONTROL_CHARACTER, merge_markers
from pcrm_tools.text.tokens import Token, Words, quote_value, split_list

SECTIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "en": (("Log", "记录"), ("Tasks", "任务")),
    "zh": (("记录", "Log"), ("任务", "Tasks")),
}
"""The words of the log's and of the tasks' section, that of the language first."""

_MOST_ROUNDS = 12
_MOST_COMMENTS = 60
_NEWEST = 20
_BLANKS = re.compile(r"[ \t\r\n]+")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_SIGNS = ("@", "#", "!")
_OPENING = "\"“「『＂"


class Wording(NamedTuple):
    """The words to write in one language (`en` or `zh`); `kinds` are all kinds, the notebook's own ones too."""

    lang: str
    kinds: Mapping[str, LogKind]

    def kind(self, code: str, typed: str = "") -> str:
        """The word for a kind; the typed one where it is a word of the language (回访 stays 回访)."""
        zh = self.kinds[code].zh
        if self.lang != "zh" or not zh:
            return code
        return typed if typed in zh else zh[0]

    def key(self, key: str) -> str:
        """The word for a token's key."""
        return TOKENS[key].label_zh if self.lang == "zh" and key in TOKENS else key

    def choice(self, key: str, code: str) -> str:
        """The word for one of a token's own choices; `first` takes yes and no."""
        if self.lang != "zh":
            return code
        if key == "first":
            return {"yes": "是", "no": "否"}.get(code, code)
        return next((choice.zh[0] for choice in TOKENS[key].choices if choice.code == code), code) if key in TOKENS else code

    def priority(self, code: str) -> str:
        """The word behind `!`."""
        return next(choice.zh[0] for choice in PRIORITY if choice.code == code) if self.lang == "zh" else code

    def tag(self, tag: str) -> str:
        """The word behind `#`: `promise` and `private` have one of each language."""
        code = TAG_WORDS.get(tag.lower(), tag)
        return next((word for word, meant in TAG_WORDS.items() if meant == code and not word.isascii()), code) if self.lang == "zh" else code


def language_of(body: Body, default: str) -> str:
    """The language of a file's log: that of most of its first entries, else of its sections' titles, else the default."""
    kinds = [entry.kind for entry in body.entries[:_NEWEST] if entry.kind]
    if kinds:
        return "zh" if 2 * sum(not kind.isascii() for kind in kinds) > len(kinds) else "en"
    titles = [section.title.strip(" :：") for section in body.sections if section.level == 2]
    for lang, words in SECTIONS.items():
        if any(title.casefold() == own[0].casefold() for title in titles for own in words):
            return lang
    return default


def list_value(parts: Iterable[str]) -> str | None:
    """The value of a list token, each part in the quotes that it needs; None where a part cannot be written."""
    written = [quote_value(part) for part in parts]
    return None if None in written else ",".join(part for part in written if part)


def entry_text(day: str, time: str, kind_word: str, title: str, tokens: Sequence[tuple[str, str]], body: str = "") -> str:
    """A log entry in house form; tokens are `("@", "li.wei")` or `("with", "王芳,刘强")`, their values as they are written."""
    heading = " ".join(part for part in ("###", day, time, kind_word) if part)
    if title:
        # A heading may end in signs that only close it: what is closed once more keeps its own.
        heading += f" — {title}" + (" #" if _CLOSING.search(title) else "")
    parts = [heading, " ".join(_token(word, value) for word, value in tokens), body]
    return "\n\n".join(part for part in parts if part)


def task_text(text: str, tokens: Sequence[tuple[str, str]]) -> str:
    """An open task's line; the text may hold tokens itself."""
    return " ".join(("- [ ]", text, *(_token(word, value) for word, value in tokens)))


def _token(word: str, value: str) -> str:
    return f"{word}{value}" if word in _SIGNS else f"{word}:{value}"


def one_line(text: str) -> str:
    """A title or a task's text as one line: line ends and runs of blanks become one blank."""
    return _BLANKS.sub(" ", text).strip()


def title_and_text(typed: str) -> tuple[str, str]:
    """A title of several lines as git reads a message: its first line, and the rest, which begins the text."""
    first, _, rest = LINE_END.sub("\n", typed.strip("\r\n")).partition("\n")
    return one_line(first), rest


def text_block(typed: str) -> str:
    """A text as an entry holds it: `\\n` at line ends, no blank lines around it, no blanks at its end."""
    lines = LINE_END.split(typed)
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines).rstrip()


def control_in(text: str) -> str:
    """The first control character of a text, which no record may hold; empty where there is none."""
    found = CONTROL_CHARACTER.search(text)
    return found.group() if found else ""


# -- a text kept inside its entry ------------------------------------------------------------------------------------------


def contained(body: str, head: str, words: Words) -> str | None:
    """A text as it stays inside the entry whose first lines are `head`; None where that cannot be had.

    Headings of levels 1 to 3, tokens of a first paragraph or list, lines of a merge and comments that are not closed get a
    backslash or an entity, code that is never closed gets its end.
    """
    for _ in range(_MOST_ROUNDS + min(body.count("<!--"), _MOST_COMMENTS)):
        snippet = f"{head}\n\n{body}\n"
        edits = _edits(snippet, len(head) + 2, words)
        if not edits:
            return body
        body = apply(snippet, edits)[len(head) + 2 : -1]
    return None


def _edits(snippet: str, start: int, words: Words) -> list[Edit]:
    """The edits that one reading calls for; what they uncover is found by the next reading."""
    lines = Lines(snippet)
    found = scan_body(snippet, 0, words, lines)
    edits = []
    for finding in found.findings:
        at = lines.line_start(finding.line) + finding.column - 1
        if finding.rule in (comments.COMMENT_OPEN.id, comments.PRIVATE_OPEN.id, comments.PRIVATE_CLOSE.id) and at >= start:
            return [Edit(at, at + 1, "&lt;")]
        if finding.rule == blocks.FENCE_OPEN.id:
            edits.append(Edit(len(snippet), len(snippet), finding.values["want"] + "\n"))
    for section in found.sections:
        if section.level < 4 and section.start >= start:
            edits.append(_backslash(snippet.index("#", section.start)))
    own = found.entries[0].tokens if found.entries else ()
    edits += [_plain_sign(snippet, token) for token in own if token.start >= start]
    for finding in merge_markers(snippet, start):
        at = lines.line_start(finding.line)
        if not any(edit.start == at for edit in edits):
            edits.append(_backslash(at))
    return edits


def _backslash(at: int) -> Edit:
    return Edit(at, at, "\\")


def _plain_sign(snippet: str, token: Token) -> Edit:
    """The edit that makes a token plain text; Markdown shows a backslash before a full-width sign, so that gets a blank."""
    at = token.start
    while token.sign == ":" and snippet[at] not in ":：":
        at += 1
    if snippet[at].isascii():
        return _backslash(at)
    at += token.sign != ":"
    return Edit(at, at, " ")


# -- reading back ----------------------------------------------------------------------------------------------------------


class Wanted(NamedTuple):
    """What an entry must say when it is read back: canonical tokens as `("@", "li.wei")`, `("with", ("王芳", "刘强"))`."""

    day: str
    time: str
    kind: str
    title: str
    tokens: Sequence[tuple[str, str | tuple[str, ...]]]


def unlike(text: str, wanted: Wanted, words: Words) -> str:
    """What of an entry does not read back as it was meant: `day`, `kind`, `title`, a token's key or sign; empty: all does."""
    body = scan_body(text + "\n", 0, words, Lines(text + "\n"))
    if len(body.entries) != 1 or body.entries[0].start:
        return "day"
    entry = body.entries[0]
    code = words.kinds.get(entry.kind.lower(), "")
    for name, got, meant in (
        ("day", (entry.date, entry.time), (wanted.day, wanted.time)), ("kind", code, wanted.kind), ("title", entry.title, wanted.title),
    ):  # fmt: skip
        if got != meant:
            return name
    return _unlike_token(entry, wanted.tokens, words)


def _unlike_token(entry: RawEntry, wanted: Sequence[tuple[str, str | tuple[str, ...]]], words: Words) -> str:
    got = [(token.key or token.sign, read_value(token, words)) for token in entry.tokens]
    for pair in wanted:
        if pair not in got:
            return pair[0]
        got.remove(pair)
    implied = ("via", VIA_OF_WORD.get(entry.kind, ""))
    return next((key for key, value in got if (key, value) != implied), "")


def read_value(token: Token, words: Words) -> str | tuple[str, ...]:
    """A token's value as a record says it: the parts of a list without quotes and brackets."""
    if token.key not in words.lists:
        return token.value
    return tuple(reference(part.lstrip(_OPENING)) for part in split_list(token.value))


def new_entry_line(before: Body, after: Body) -> int:
    """The line of the one entry that a body has more than the other had; 0 where there is none."""
    old = [_said(entry) for entry in before.entries]
    new = [_said(entry) for entry in after.entries]
    if len(new) <= len(old):
        return 0
    first = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    return after.entries[first].line


def _said(entry: RawEntry) -> tuple[str, ...]:
    return (entry.date, entry.time, entry.kind, entry.title, entry.before, entry.after)
