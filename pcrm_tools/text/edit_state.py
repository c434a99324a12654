"""A project moved to another stage, a customer to another lifecycle: what is and what happened, changed in one edit."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pcrm_tools.model.config import LIFECYCLE_ZH, STAGE_ZH, choice_words
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.log import Entry
from pcrm_tools.model.record import Record
from pcrm_tools.text.body import Body, RawEntry
from pcrm_tools.text.compose_entry import SECTIONS, Wording, entry_text, language_of, one_line
from pcrm_tools.text.edit_blocks import UNSAFE_BODY, add_entry, read_body
from pcrm_tools.text.edit_fields import Around, Assigned, assign, language_of_front
from pcrm_tools.text.edit_target import target
from pcrm_tools.text.edit_values import CHINESE, stage_word
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.record import read_record
from pcrm_tools.text.scalars import plain, wrong_choice
from pcrm_tools.text.spans import Edited
from pcrm_tools.text.strays import CONTROL, CONTROL_CHARACTER, code_of

SAME = Rule(
    "edit-same-state", "error", "{name} is {seen} already", "{name_zh}已经是{seen_zh}",
    "name another one: {allowed}", "请换一个：{allowed_zh}",
)  # fmt: skip
LATER = Rule(
    "edit-later-state", "error", "the log says {seen} on {when}, which is later", "记录中 {when} 已是{seen_zh}，晚于给出的日期",
    "give that day or a later one with --at", "请用 --at 给出当天或之后的日期",
)  # fmt: skip
RULES: tuple[Rule, ...] = (SAME, LATER)

FIELDS: Mapping[str, str] = {"project": "stage", "customer": "lifecycle"}
"""What is moved of a record's type."""
KINDS: Mapping[str, str] = {"stage": "stage", "lifecycle": "lifecycle", "owner": "handover"}
"""The fields of which the log tells, with the kinds of the entries that do."""


class Told(NamedTuple):
    """A change that the log is to tell of: a field's codes before and after, what is said of it, and the day."""

    field: str
    before: str
    after: str
    title: str
    day: date


class Move(NamedTuple):
    """The word for where a record goes, what is said of it, and the day."""

    word: str
    title: str
    day: date


def states(record: Record, around: Around) -> Sequence[str]:
    """The codes that a record can be moved to, in order: its pipeline's stages, or the lifecycle."""
    config = around.context.config
    return list(config.stages(record.front.get("pipeline") or "") if around.record_type == "project" else config.data["lifecycle"])


def state_of(record: Record, field: str = "") -> str:
    """The code of where a record is, or of another field: what front matter says, else the last entry that tells of it."""
    field = field or FIELDS[record.type]
    last = _last(record, field)
    return str(record.front.get(field) or (last.after if last else ""))


def code_of_state(record: Record, word: str, around: Around) -> str | Finding:
    """The code of a stage or lifecycle in either language, or the finding that lists those that there are."""
    field = FIELDS[record.type]
    config = around.context.config
    if field == "stage":
        words = choice_words(config.stages(record.front.get("pipeline") or ""), STAGE_ZH)
    else:
        words = config.words("lifecycle", LIFECYCLE_ZH)
    code = words.get(plain(word).strip().lower())
    if code is not None:
        return code
    complaint = wrong_choice(around.keys.fields[field], word, words)
    at = record.places.get(field)
    return complaint.rule.at(at.line if at else 1, 1, **complaint.values)


def move(text: str, wanted: Move, around: Around) -> Edited:
    """The text of a record that has moved: its field, where it has one or the log is silent, and an entry in the log."""
    record = read_record(text, "", around.record_type, around.context)
    if record.broken:
        return Edited(text, False, next(finding for finding in record.findings if finding.severity == "error"))
    code = code_of_state(record, wanted.word, around)
    if isinstance(code, Finding):
        return Edited(text, False, code)
    obstacle = _obstacle(record, code, wanted, around)
    if obstacle is not None:
        return Edited(text, False, obstacle)
    field = FIELDS[around.record_type]
    last = _last(record, field)
    edited = Edited(text, False, None)
    if record.front.get(field) or last is None:
        edited = assign(text, (Assigned(target(around.keys, field, around.record_type), "", code),), around)
        if edited.refusal is not None:
            return edited
    before = state_of(record)
    if before == code and last is not None:
        before = last.after
    return _with_entry(edited.text, text, Told(field, before, code, one_line(wanted.title), wanted.day), around, last)


def with_entries(edit: Callable[[str], Edited], day: date, around: Around) -> Callable[[str], Edited]:
    """An edit of fields that also writes the log entries which go with a changed stage, lifecycle or owner."""

    def both(text: str) -> Edited:
        edited = edit(text)
        if edited.refusal is not None or not edited.changed:
            return edited
        before, after = (read_record(version, "", around.record_type, around.context) for version in (text, edited.text))
        for field in KINDS:
            new, last = str(after.front.get(field) or ""), _last(before, field)
            told = Told(field, state_of(before, field), new, "", day)
            if not new or told.before == new or (field == "owner" and not told.before):
                continue
            newer = _later(field, last, day, around)
            if newer is not None:
                return Edited(text, False, newer)
            edited = _with_entry(edited.text, text, told, around, last)
            if edited.refusal is not None:
                return edited
        return edited

    return both


def _last(record: Record, field: str) -> Entry | None:
    """The newest entry that tells of a field: by day, time, then the higher place in the file."""
    kind = KINDS[field]
    found = [(entry.date, entry.time, -at, entry) for at, entry in enumerate(record.entries) if entry.kind == kind and entry.after]
    return max(found, key=lambda row: row[:3])[3] if found else None


def _obstacle(record: Record, code: str, wanted: Move, around: Around) -> Finding | None:
    field = FIELDS[around.record_type]
    last = _last(record, field)
    spec = around.keys.fields[field]
    control = CONTROL_CHARACTER.search(wanted.title)
    if control:
        return CONTROL.at(1, seen=code_of(control.group()))
    if state_of(record) == code and (last is None or last.after == code):
        place = record.places.get(field)
        others = [state for state in states(record, around) if state != code]
        return SAME.at(
            place.line if place else 1, 1, name=field, name_zh=spec.label_zh, seen=code, seen_zh=_chinese(field, code, around),
            allowed=", ".join(others), allowed_zh="、".join(_chinese(field, state, around) for state in others),
        )  # fmt: skip
    return _later(field, last, wanted.day, around)


def _later(field: str, last: Entry | None, day: date, around: Around) -> Finding | None:
    """The finding about an entry that is newer than the day."""
    if last is None or last.date <= day:
        return None
    return LATER.at(last.line, 1, seen=last.after, seen_zh=_chinese(field, last.after, around), when=last.date.isoformat())


def _chinese(field: str, code: str, around: Around) -> str:
    return around.context.config.label(field, code, "zh") if field in ("stage", "lifecycle") else code


def _with_entry(text: str, old: str, told: Told, around: Around, last: Entry | None) -> Edited:
    """The text with the entry added, if it reads back as meant; `old` is what a refusal leaves."""
    words = around.context.body[around.record_type]
    read = read_body(text, words)
    if isinstance(read, Finding):
        return Edited(old, False, read)
    speech = _Speech(text, read.body, told.field, around)
    arrow = f"{speech.word(told.before)} → {speech.word(told.after)}" if told.before else f"→ {speech.word(told.after)}"
    # An entry of the same day without a time would count as the earlier one.
    time = last.time if last is not None and last.date == told.day else ""
    day = told.day.isoformat()
    entry = entry_text(day, time, f"{speech.kind()} {arrow}", told.title, (), "")
    edited = add_entry(text, entry, day, SECTIONS[speech.log_lang][0], words=words)
    if edited.refusal is not None:
        return Edited(old, False, edited.refusal)
    again = read_record(edited.text, "", around.record_type, around.context)
    newest = _last(again, told.field)
    meant = (told.after, told.before, told.title, told.day)
    if newest is None or (newest.after, newest.before, newest.title, newest.date) != meant or state_of(again, told.field) != told.after:
        return Edited(old, False, UNSAFE_BODY.at(1, seen=entry[:80]))
    return edited


class _Speech:
    """The words that a log uses for its kinds and states."""

    def __init__(self, text: str, body: Body, field: str, around: Around) -> None:
        parts = split(text)
        root = compose(text, parts.front_start, parts.front_end).root
        self.field, self.context = field, around.context
        self.pipeline = str(read_record(text, "", around.record_type, around.context).front.get("pipeline") or "")
        self.log_lang = language_of(body, language_of_front(root, around.keys, around.lang))
        kinds = around.context.body[around.record_type].kinds
        self.entries: list[RawEntry] = [entry for entry in body.entries if kinds.get(entry.kind.lower()) == KINDS[field]]
        said = next((entry.after for entry in self.entries if entry.after), "")
        self.lang = ("zh" if CHINESE.search(said) else "en") if said else self.log_lang

    def kind(self) -> str:
        """The word for the kind: that of the newest such entry."""
        typed = next((entry.kind for entry in self.entries), "")
        return typed or Wording(self.log_lang, self.context.kinds).kind(KINDS[self.field])

    def word(self, code: str) -> str:
        """The word for a state: as the log has it already, else as its language has it; people are named by their ids."""
        if self.field == "owner":
            return code
        words = self.context.words.stage if self.field == "stage" else self.context.words.lifecycle
        for entry in self.entries:
            for typed in (entry.after, entry.before):
                if words.get(plain(typed).strip().lower()) == code and bool(CHINESE.search(typed)) == (self.lang == "zh"):
                    return typed
        if self.lang != "zh":
            return code
        return stage_word(code, self.context, self.pipeline) if self.field == "stage" else self.context.config.label("lifecycle", code, "zh")
