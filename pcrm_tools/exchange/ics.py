"""Follow-ups as an iCalendar file (RFC 5545): all-day events or to-dos that keep their UID while anything else changes.

Written by hand: the usual library takes 85 ms to import and 0.35 ms an event, which a site with ten thousand rows in several
calendars cannot pay; it is the oracle of the tests.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from pcrm_tools.exchange.due_sheet import Line, clean

_OCTETS = 75  # of a line, its end not counted (RFC 5545, 3.1)
_PRIORITY = {"urgent": 1, "high": 3, "normal": 5, "low": 9}
_PROMISE = 3
_PLAIN = frozenset(("task", "next-contact"))  # what is to do is all that there is to say
_LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {"due": "Due: ", "rule": "Rule: ", "owner": "Owner: ", "source": "Source: ", "edit": "Edit: "},
    "zh": {"due": "到期：", "rule": "规则：", "owner": "负责人：", "source": "出处：", "edit": "编辑："},
}
# A calendar must hold a component (RFC 5545, 3.6); without follow-ups it is this one, which nothing refers to.
_NOTHING = (
    "BEGIN:VTIMEZONE", "TZID:UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000",
    "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


class Form(NamedTuple):
    """How follow-ups stand in a calendar: as `todo` or `event`, with an alarm so many minutes after midnight (None: none).

    `sources` tells where in the notebook's files they come from.
    """

    kind: str = "event"
    alarm: int | None = None
    sources: bool = True


EVENT = Form()


def calendar(title: str, components: Iterable[bytes], note: str = "") -> bytes:
    """A calendar of components that `component` has made, with a note about it; the same ones are the same bytes."""
    head = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pcrm//follow-ups//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"NAME:{_text(clean(title))}", f"X-WR-CALNAME:{_text(clean(title))}", "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H",
    ]  # fmt: skip
    if note:
        head.append(f"X-WR-CALDESC:{_text(clean(note))}")
    body = b"".join(components) or _folded(_NOTHING)
    return _folded(head) + body + _folded(["END:VCALENDAR"])


def component(line: Line, uid: str, today: date, lang: str, form: Form = EVENT) -> bytes:
    """One follow-up as a VEVENT or VTODO.

    What is overdue stands on today as an event, where a calendar shows it; a to-do keeps its day, since to-do lists show it so.
    """
    row, todo = line.row, form.kind == "todo"
    name = "VTODO" if todo else "VEVENT"
    stamp = f"{_basic(today)}T000000Z"
    content = [
        f"BEGIN:{name}", f"UID:{uid}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{today.toordinal()}",
        *_days(date.fromisoformat(row.due), today, todo), f"SUMMARY:{_text(summary(line, lang))}",
        f"DESCRIPTION:{_text(_description(line, lang, form))}", f"CATEGORIES:{_text(line.rule)}",
        f"PRIORITY:{_PRIORITY.get(row.priority) or (_PROMISE if row.promise else 5)}",
    ]  # fmt: skip
    if line.page:
        content.append(f"URL:{line.page}")
    content += ["STATUS:NEEDS-ACTION"] if todo else ["TRANSP:TRANSPARENT"]
    if form.alarm is not None:
        content += _alarm(form.alarm, todo, summary(line, lang))
    return _folded([*content, f"END:{name}"])


def _days(due: date, today: date, todo: bool) -> list[str]:
    if todo:
        return [f"DUE;VALUE=DATE:{_basic(due)}"]
    shown = max(due, today)
    if shown == date.max:
        return [f"DTSTART;VALUE=DATE:{_basic(shown)}"]
    return [f"DTSTART;VALUE=DATE:{_basic(shown)}", f"DTEND;VALUE=DATE:{_basic(shown + timedelta(days=1))}"]


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def summary(line: Line, lang: str) -> str:
    """What a calendar shows of a follow-up: the record, what is to do there, and how late it is; the rule where it says more."""
    colon = "：" if lang == "zh" else ": "
    about = "" if line.what == line.name else line.what
    rule = "" if about and line.row.rule in _PLAIN else line.rule
    text = colon.join(part for part in (line.name, rule, about) if part)
    return f"{text} ({line.when})" if line.row.days_late > 0 else text


def _description(line: Line, lang: str, form: Form) -> str:
    labels = _LABELS["zh" if lang == "zh" else "en"]
    told = [line.why, f"{labels['due']}{line.row.due}", f"{labels['rule']}{line.rule}"]
    if line.owner:
        told.append(f"{labels['owner']}{line.owner}")
    if form.sources:
        told.append(f"{labels['source']}{line.source}")
        if line.edit:
            told.append(f"{labels['edit']}{line.edit}")
    return "\n".join([*told, line.page] if line.page else told)


def _alarm(minutes: int, todo: bool, text: str) -> list[str]:
    # Counted from the midnight that begins the day: an event starts then, and a to-do's due day stands for it.
    length = f"PT{minutes // 60}H{minutes % 60}M" if minutes % 60 else f"PT{minutes // 60}H"
    return [
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(text)}", f"TRIGGER{';RELATED=END' if todo else ''}:{length}",
        "END:VALARM",
    ]  # fmt: skip


def _text(text: str) -> str:
    # Four passes in C: a tenth of the time of a translation table where text is Chinese.
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(content: Iterable[str]) -> bytes:
    """Content lines, each ended by CR LF and folded to 75 octets between characters."""
    out = []
    for line in content:
        data = line.encode("utf-8", "replace")
        limit = _OCTETS
        while len(data) > limit:
            cut = limit
            while data[cut] & 0xC0 == 0x80:  # inside a character
                cut -= 1
            out.append(data[:cut] + b"\r\n ")
            data, limit = data[cut:], _OCTETS - 1
        out.append(data + b"\r\n")
    return b"".join(out)
