"""Raw log entries and task lines typed by their tokens' declarations."""

from datetime import date
from typing import Any

from pcrm_tools.model.fields import Field
from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import KINDS, LIST_TOKENS, STATE_KINDS, TOKENS, Entry
from pcrm_tools.model.task import Task
from pcrm_tools.model.values import Duration, Money
from pcrm_tools.text import body as scanner
from pcrm_tools.text import scalars
from pcrm_tools.text.context import Context
from pcrm_tools.text.decode import Reader
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.tokens import Token, split_list

RULES: tuple[Rule, ...] = ()


def decode_entries(reader: Reader, context: Context, body: scanner.Body, lines: Lines) -> tuple[Entry, ...]:
    """The record's log entries, in the order of the file."""
    found = []
    for raw in body.entries:
        day = scalars.parse_date(raw.date)
        if day is None:
            continue
        code = context.body["customer"].kinds.get(raw.kind.lower()) or "note"
        kind = context.kinds[code]
        attrs, by, tags, priority = _tokens(reader, raw.tokens, lines, raw.date)
        before, after = raw.before, raw.after
        if code in STATE_KINDS:
            before, after = _states(reader, code, raw, lines)
        found.append(
            Entry(
                raw.line, lines.place(max(raw.end - 1, raw.start)).line, day, scalars.parse_date(raw.until) if raw.until else None,
                raw.time, code, kind.group, raw.title, by, tags, priority, attrs.pop("id", ""), before, after, attrs, "",
                raw.private or "private" in tags,
            )
        )
    return _anchored(found)


def _anchored(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries with their stable anchors: the id, else date and kind, numbered by time where there are several."""
    groups: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        if not entry.id:
            groups.setdefault(f"{entry.date.isoformat()}-{entry.kind}", []).append(position)
    anchors = {position: entry.id for position, entry in enumerate(entries) if entry.id}
    for anchor, positions in groups.items():
        positions.sort(key=lambda position: (entries[position].time, -position))
        for number, position in enumerate(positions, 1):
            anchors[position] = anchor if number == 1 else f"{anchor}-{number}"
    return tuple(entry._replace(anchor=anchors[position]) for position, entry in enumerate(entries))


def _states(reader: Reader, code: str, raw: scanner.RawEntry, lines: Lines) -> tuple[str, str]:
    """The codes on both sides of an arrow; a word that is none stays as typed, with a finding."""
    known = {"stage": reader.words.stage, "lifecycle": reader.words.lifecycle, "handover": reader.words.team}[code]
    found = []
    at = raw.start
    for text in (raw.before, raw.after):
        word = text.strip().lstrip("@＠")
        value = known.get(word) or known.get(scalars.plain(word).lower()) if word else ""
        if value is None:
            place = reader.text.find(word, at, raw.heading_end)
            complaint = scalars.wrong_choice(Field(code, "text", KINDS[code].zh, code, "", ""), word, known)
            reader.say(complaint.rule, lines.place(max(place, raw.start)), **complaint.values)
        at = max(at, reader.text.find(word, at, raw.heading_end) + len(word))
        found.append(word if value is None else str(value))
    return found[0], found[1]


def _tokens(
    reader: Reader, tokens: tuple[Token, ...], lines: Lines, day: str
) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...], str]:
    attrs: dict[str, Any] = {}
    by: list[str] = []
    tags: list[str] = []
    priority = ""
    for token in tokens:
        if token.sign == "@":
            by.append(reader.scalar(_BY, token.value, token.start) or token.value)
        elif token.sign == "#":
            tags.append(token.value)
        elif token.sign == "!":
            priority = token.value
        else:
            _pair(reader, attrs, token, day)
    return attrs, tuple(by), tuple(tags), priority


_BY = Field("@", "person", (), "@", "by", "由")


def _pair(reader: Reader, attrs: dict[str, Any], token: Token, day: str) -> None:
    spec = TOKENS.get(token.key)
    if spec is None:
        attrs[token.key] = token.value
        return
    if token.key in LIST_TOKENS:
        # A quote that is never closed was told of; it is no part of the name.
        parts = [scalars.reference(part.lstrip(_OPENING)) for part in split_list(token.value)]
        attrs[token.key] = (*attrs.get(token.key, ()), *[part for part in parts if part])
        return
    if token.key == "waiting":
        span = _waiting(reader, token.value, token.value_start, day)
        if span:
            attrs["waiting"] = (*attrs.get("waiting", ()), span)
        return
    if token.key == "every":
        attrs["every"] = _every(reader, token)
        return
    if token.key == "via":
        attrs["via"] = scalars.choice_words(spec).get(token.value.lower(), token.value)
        return
    value = reader.scalar(spec, token.value, token.value_start)
    if value is not None:
        attrs[token.key] = f"{day}{value}" if spec.kind == "datetime" and value.startswith("T") else value


_OPENING = "\"“「『＂"
_WAITING = TOKENS["waiting"]._replace(kind="datetime")
_LENGTH = TOKENS["every"]._replace(kind="duration")


def _every(reader: Reader, token: Token) -> str:
    """A recurrence in its canonical form: `1mo`, or `1mo+` where it counts from the day on which the task was done."""
    text = scalars.plain(token.value)
    value = reader.scalar(_LENGTH, text.rstrip("+"), token.value_start)
    return f"{value}{'+' if text.endswith('+') else ''}" if value is not None else ""


def _waiting(reader: Reader, text: str, at: int, day: str) -> str:
    """`FROM..TO` with both ends normalised; an open end is still waiting; empty where the start cannot be read."""
    start, _, end = text.partition("..")
    first = reader.scalar(_WAITING, start, at)
    last = reader.scalar(_WAITING, end, at + text.find("..") + 2) if end else ""
    if first is None or last is None:
        return ""
    return "..".join(f"{day}{value}" if value.startswith("T") else value for value in (first, last))


def decode_tasks(reader: Reader, body: scanner.Body, lines: Lines) -> tuple[Task, ...]:
    """The record's tasks, in the order of the file, with what subtasks inherit from their parents."""
    found: list[Task] = []
    for raw in body.tasks:
        attrs, by, tags, priority = _tokens(reader, raw.tokens, lines, "")
        parent = found[raw.parent] if 0 <= raw.parent < len(found) else None
        owner = by[0] if by else parent.owner if parent else ""
        due = attrs.get("due") or (parent.due if parent else None)
        found.append(
            Task(
                raw.line, raw.state, raw.text, owner, due, _day(attrs, "start"), _day(attrs, "done"), _day(attrs, "cancelled"),
                priority, attrs.get("id", ""), tuple(attrs.get("after", ())), tuple(attrs.get("re", ())), str(attrs.get("est", "")),
                str(attrs.get("every", "")), "promise" in tags, raw.private or "private" in tags, tags, raw.parent, raw.entry,
                raw.section,
            )
        )
    return tuple(found)


def _day(attrs: dict[str, Any], key: str) -> date | None:
    value = attrs.get(key)
    return value if isinstance(value, date) else None


def json_value(value: Any) -> Any:
    """A typed token value as JSON keeps it: dates ISO, money `CNY 12`, decimals as numbers."""
    if value.__class__ is str:
        return value
    if isinstance(value, (Money, Duration)):
        return f"{value.currency} {value.amount:f}" if isinstance(value, Money) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [json_value(part) for part in value]
    return value if isinstance(value, (str, int, bool)) or value is None else float(value)
