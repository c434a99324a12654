"""An entry added to a record's log, and the next contact put where it counts: in the front matter, or in the entry."""

from collections.abc import Mapping
from typing import NamedTuple

from pcrm_tools.errors import WrongUse
from pcrm_tools.model.finding import Finding
from pcrm_tools.text.body import Body
from pcrm_tools.text.compose_entry import SECTIONS, Wording, language_of
from pcrm_tools.text.edit_blocks import add_entry, read_body
from pcrm_tools.text.edit_fields import Around, Assigned, assign, language_of_front
from pcrm_tools.text.edit_target import target
from pcrm_tools.text.entry_draft import Draft, composed
from pcrm_tools.text.forms import plain
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.nodes import Mapping as YamlMapping
from pcrm_tools.text.spans import Edited

FRONT, ENTRY = "front", "entry"
_PARTS: Mapping[str, tuple[str, str]] = {
    "day": ("day", "日期"), "kind": ("kind", "类型"), "title": ("title", "标题"), "text": ("text", "正文"), "#": ("tag", "标签"),
    "@": ("person", "人员"), "with": ("names", "人名"),
}  # fmt: skip


class Spoken(NamedTuple):
    """A record's body and the language of its log."""

    body: Body
    lang: str


def spoken(text: str, around: Around) -> Spoken | Finding:
    """The body of a record and the language to write into it, or the finding that says why there is no body."""
    read = read_body(text, around.context.body[around.record_type])
    if isinstance(read, Finding):
        return read
    return Spoken(read.body, language_of(read.body, language_of_front(_front(text), around.keys, around.lang)))


def _front(text: str) -> YamlMapping | None:
    parts = split(text)
    return compose(text, parts.front_start, parts.front_end).root if parts.opened else None


def log(text: str, draft: Draft, next_day: str, around: Around) -> Edited:
    """A record's text with an entry added; raises WrongUse where a part of it cannot be written so that it reads back.

    `next_day` (ISO or empty) is the next contact. It becomes the key `next_contact` where the record has that or where a
    token would not count, else a token of the entry.
    """
    made = drafted(text, draft, next_day, around)
    return made if isinstance(made, Edited) else log_text(text, made, draft.day, around)


class Made(NamedTuple):
    """An entry's text in the words of its file, and the next contact (ISO) that goes into the front matter, or empty."""

    text: str
    next_front: str


def drafted(text: str, draft: Draft, next_day: str, around: Around) -> Made | Edited:
    """The entry that a draft makes in a record, or the refusal where the record has no body."""
    found = spoken(text, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    home = next_home(text, found.body, draft, around) if next_day else ""
    if home == ENTRY:
        draft = draft._replace(tokens=(*draft.tokens, ("next", next_day)))
    words = around.context.body[around.record_type]
    made = composed(draft, Wording(found.lang, around.context.kinds), words, found.body)
    if made.unwritable:
        raise unwritable(made.unwritable)
    return Made(made.text, next_day if home == FRONT else "")


def log_text(text: str, made: Made, day: str, around: Around) -> Edited:
    """A record's text with an entry added as it is written, at its day's place."""
    found = spoken(text, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    words = around.context.body[around.record_type]
    edited = add_entry(text, made.text, day, SECTIONS[found.lang][0], words=words)
    if edited.refusal is not None or not made.next_front:
        return edited
    order = Assigned(target(around.keys, "next_contact", around.record_type), "", made.next_front)
    done = assign(edited.text, (order,), around)
    return done if done.refusal is None else Edited(text, False, done.refusal)


def unwritable(part: str) -> WrongUse:
    """The error for a part of an entry that would not read back as it was typed."""
    en, zh = _PARTS.get(part, (part, part))
    return WrongUse(
        "the {part} cannot be written so that it reads back as it was typed; write it without comments and odd quotes, or use --edit",
        "{part_zh}写下后会读成别的内容：请去掉其中的注释和特殊引号，或使用 --edit",
        part=en, part_zh=zh,
    )  # fmt: skip


def next_home(text: str, body: Body, draft: Draft, around: Around) -> str:
    """Where the next contact counts: in the front matter that names it already, else in the newest entry of a contact."""
    root = _front(text)
    if root is None:  # what cannot be read may name it, too: setting it there says why not
        return FRONT
    spec = around.keys.fields["next_contact"]
    words = {spec.key, *spec.zh}
    if any(plain(key.value).strip().lower() in words for key, _ in root.pairs):
        return FRONT
    kinds = around.context.kinds
    codes = around.context.body[around.record_type].kinds
    # As the newest contact is found everywhere: by day and time, one without a time counting as the day's first.
    later = any(
        (entry.date, entry.time) > (draft.day, draft.time) and kinds[codes.get(entry.kind.lower(), "note")].group == "contact"
        for entry in body.entries
    )
    return ENTRY if kinds[draft.kind].group == "contact" and not later else FRONT
