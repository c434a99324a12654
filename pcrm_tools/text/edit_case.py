"""The steps of a service case written into its entry: answered, waiting, going on, solved; each only where its turn is."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.errors import WrongUse
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.log import Entry
from pcrm_tools.text.body import RawEntry
from pcrm_tools.text.compose_entry import SECTIONS, Wording, language_of
from pcrm_tools.text.edit_blocks import add_entry, read_body
from pcrm_tools.text.edit_fields import Around
from pcrm_tools.text.edit_tokens import NO_ENTRY, UNSAFE_TOKEN, set_token
from pcrm_tools.text.entry_draft import Draft, composed
from pcrm_tools.text.record import read_record
from pcrm_tools.text.spans import Edit, Edited, apply
from pcrm_tools.text.strays import shorten
from pcrm_tools.text.tokens import Words, quote_value

_LINK = re.compile(r"\[\[[^\[\]\n\r]+\]\]")
_ALREADY = {
    "responded": ("{case} was answered on {seen} already", "{case} 已于 {seen} 答复"),
    "resolved": ("{case} was solved on {seen} already", "{case} 已于 {seen} 解决"),
    "waiting": ("{case} has been waiting since {seen} already; `pcrm case resume` ends that", "{case} 自 {seen} 起已在等待；可用 `pcrm case resume` 结束"),
}  # fmt: skip
_EARLY = ("{seen} lies before {want}, when the case was {what}", "{seen} 早于 {want}，即案例{what_zh}的时间")
_STEPS = {
    "opened": ("opened", "登记"), "responded": ("answered", "答复"), "resolved": ("solved", "解决"), "waiting": ("set waiting", "开始等待"),
}  # fmt: skip
_NOT_WAITING = ("{case} is not waiting for anything", "{case} 没有在等待")
_BACKWARDS = ("the waiting ends on {seen}, before it begins on {want}", "等待结束于 {seen}，早于开始的 {want}")
_LACKS = (
    "a complaint is solved with its cause and lesson: add {lacking}", "投诉解决时要写明原因和教训：请加上 {lacking}",
)  # fmt: skip


class Meant(NamedTuple):
    """The case that is meant: its line when it was looked up, its id (or empty), day and title."""

    line: int
    id: str
    day: str
    title: str


class Solved(NamedTuple):
    """How a case was solved: the moment, further tokens by canonical key, and the customer's answer from 1 to 5 (or empty)."""

    at: str
    tokens: Sequence[tuple[str, str]]
    csat: str


class _Found(NamedTuple):
    entry: Entry
    raw: RawEntry
    wording: Wording


def respond(text: str, meant: Meant, at: str, around: Around) -> Edited:
    """The text with a case's first answer, at a moment such as `2026-11-20T14:30` or a day."""
    found = _find(text, meant, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    entry = found.entry
    _refuse_again(entry, "responded")
    _refuse_before(entry, at, ("opened", _opened(entry)))
    if "resolved" in entry.attrs and _earlier(entry.attrs["resolved"], at):
        _refuse_again(entry, "resolved")
    return _set(text, found, around, (("responded", _short(entry, at)),))


def wait(text: str, meant: Meant, first: str, last: str, around: Around) -> Edited:
    """The text with a time in which the customer had to act; without `last` it goes on."""
    found = _find(text, meant, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    entry = found.entry
    _refuse_again(entry, "resolved")
    if running := _running(entry):
        raise WrongUse(*_ALREADY["waiting"], case=_name(entry), seen=_shown(running))
    _refuse_before(entry, first, ("opened", _opened(entry)))
    if last and _earlier(last, first):
        raise WrongUse(*_BACKWARDS, seen=_shown(last), want=_shown(first))
    key = ("waiting", found.wording.key("waiting"))
    words = around.context.body[around.record_type]
    return set_token(text, entry.line, key, f"{first}..{last}", again=True, words=words)


def resume(text: str, meant: Meant, at: str, around: Around) -> Edited:
    """The text with the open time of waiting ended."""
    found = _find(text, meant, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    running = _running(found.entry)
    if not running:
        raise WrongUse(*_NOT_WAITING, case=_name(found.entry))
    if _earlier(at, running):
        raise WrongUse(*_BACKWARDS, seen=_shown(at), want=_shown(running))
    token = next(t for t in reversed(found.raw.tokens) if t.key == "waiting" and not t.value.partition("..")[2])
    first = token.value.partition("..")[0].replace(" ", "T")
    new = apply(text, [Edit(token.value_start, token.value_end, f"{first}..{at}")])
    again = _find(new, meant, around)
    if isinstance(again, Finding) or _running(again.entry) or len(again.entry.attrs["waiting"]) != len(found.entry.attrs["waiting"]):
        return Edited(text, False, NO_ENTRY.at(found.entry.line, seen=found.entry.line))
    return Edited(new, True, None)


def resolve(text: str, meant: Meant, solved: Solved, around: Around) -> Edited:
    """The text with a case solved; a complaint needs its cause and lesson. What the customer says of it is an entry of its own."""
    found = _find(text, meant, around)
    if isinstance(found, Finding):
        return Edited(text, False, found)
    entry = found.entry
    _refuse_again(entry, "resolved")
    _refuse_before(entry, solved.at, ("opened", _opened(entry)), ("responded", str(entry.attrs.get("responded", ""))))
    _refuse_before(entry, solved.at, ("waiting", _running(entry)))
    _refuse_lacking(entry, [key for key, _ in solved.tokens])
    edited = _set(text, found, around, (("resolved", _short(entry, solved.at)), *solved.tokens))
    if edited.refusal is not None or not solved.csat:
        return edited
    words = around.context.body[around.record_type]
    read = read_body(edited.text, words)
    if isinstance(read, Finding):
        return Edited(text, False, read)
    day, _, time = solved.at.partition("T")
    tokens = (("csat", solved.csat), ("re", (entry.id or entry.anchor,)))
    made = composed(Draft(day, time, "feedback", "", entry.title, tokens), found.wording, words, read.body)
    added = add_entry(edited.text, made.text, day, SECTIONS[found.wording.lang][0], words=words)
    return added if added.refusal is None else Edited(text, False, added.refusal)


def find_case(entries: Sequence[Entry], meant: Meant) -> Entry | None:
    """The case that is meant, where lines have moved meanwhile too."""
    same = [
        entry for entry in entries
        if entry.group == "case" and (entry.date.isoformat(), entry.title, entry.id) == (meant.day, meant.title, meant.id)
    ]  # fmt: skip
    return min(same, key=lambda entry: abs(entry.line - meant.line), default=None)


def _find(text: str, meant: Meant, around: Around) -> _Found | Finding:
    read = read_body(text, around.context.body[around.record_type])
    if isinstance(read, Finding):
        return read
    record = read_record(text, "", around.record_type, around.context)
    entry = find_case(record.entries, meant)
    raw = next((raw for raw in read.body.entries if entry is not None and raw.line == entry.line), None)
    if entry is None or raw is None:
        return NO_ENTRY.at(meant.line, seen=meant.line)
    return _Found(entry, raw, Wording(language_of(read.body, around.lang), around.context.kinds))


def _set(text: str, found: _Found, around: Around, tokens: Sequence[tuple[str, str]]) -> Edited:
    new = text
    for key, value in tokens:
        word = found.wording.key(key)
        value = found.wording.choice(key, value)
        words = around.context.body[around.record_type]
        edited = (_set_link if "[[" in value else set_token)(new, found.entry.line, (key, word), value, words=words)
        if edited.refusal is not None:
            return Edited(text, False, edited.refusal)
        new = edited.text
    return Edited(new, new != text, None)


def _set_link(text: str, line: int, key_words: Sequence[str], value: str, *, words: Words) -> Edited:
    """A token whose value holds a link, which is one link more in the record: put where a plain value has been put first."""
    written = value if _LINK.fullmatch(value) else quote_value(value)
    edited = set_token(text, line, key_words, "x", words=words)
    read = read_body(edited.text, words)
    if edited.refusal is not None or written is None or isinstance(read, Finding):
        return Edited(text, False, edited.refusal or UNSAFE_TOKEN.at(line, seen=shorten(value)))
    entry = next(entry for entry in read.body.entries if entry.line == line)
    token = next(token for token in reversed(entry.tokens) if token.key == key_words[0])
    new = apply(edited.text, [Edit(token.value_start, token.value_end, written)])
    again = read_body(new, words)
    if not isinstance(again, Finding):
        counts = [[len(part) for part in (b.entries, b.tasks, b.tables, b.sections)] for b in (read.body, again.body)]
        got = next((entry.tokens for entry in again.body.entries if entry.line == line), ())
        if counts[0] == counts[1] and (key_words[0], value) in {(token.key, token.value) for token in got}:
            return Edited(new, True, None)
    return Edited(text, False, UNSAFE_TOKEN.at(line, seen=shorten(value)))


def _name(entry: Entry) -> str:
    return entry.id or entry.title or entry.anchor


def _opened(entry: Entry) -> str:
    day = entry.date.isoformat()
    return f"{day}T{entry.time}" if entry.time else day


def _short(entry: Entry, at: str) -> str:
    """A moment on the day of the entry as its time alone."""
    day, sign, time = at.partition("T")
    return time if sign and day == entry.date.isoformat() else at


def _running(entry: Entry) -> str:
    """Since when a case has been waiting, or an empty text."""
    return next((first for first, _, last in (span.partition("..") for span in entry.attrs.get("waiting", ())) if not last), "")


def _earlier(one: str, other: str) -> bool:
    """Whether a moment lies before another; a bare day is the whole of it."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _shown(moment: str) -> str:
    return moment.replace("T", " ")


def _refuse_again(entry: Entry, key: str) -> None:
    if key in entry.attrs:
        raise WrongUse(*_ALREADY[key], case=_name(entry), seen=_shown(entry.attrs[key]))


def _refuse_before(entry: Entry, at: str, *steps: tuple[str, str]) -> None:
    for what, want in steps:
        if want and _earlier(at, want):
            en, zh = _STEPS[what]
            raise WrongUse(*_EARLY, seen=_shown(at), want=_shown(want), what=en, what_zh=zh)


def _refuse_lacking(entry: Entry, given: Sequence[str]) -> None:
    lacking = [key for key in ("cause", "lesson") if key not in entry.attrs and key not in given]
    if entry.kind == "complaint" and lacking:
        raise WrongUse(*_LACKS, lacking=" ".join(f"--{key} …" for key in lacking))
