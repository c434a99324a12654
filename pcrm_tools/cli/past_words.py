"""What `pcrm history` and `pcrm why` share: which record and field is meant, and what is said beside the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.app import App
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import UnknownName

if TYPE_CHECKING:
    from pcrm_tools.facts.stage_trail import Doubt
    from pcrm_tools.model.rows import RecordRow
    from pcrm_tools.session import Session
    from pcrm_tools.tracing import Event, Past

_BODY = {"log": "log", "记录": "log", "日志": "log", "tasks": "tasks", "任务": "tasks", "text": "text", "正文": "text", "path": "path"}
_SHALLOW = Text(
    "this clone is shallow: nothing before {day} is known (git fetch --unshallow)",
    "这是浅克隆：{day} 之前的历史未知（git fetch --unshallow）",
)
_DOUBTS = {
    "late": Text(
        "{where}: the log says {after} on {said}, the field was committed on {committed} ({days})",
        "{where}：日志称 {said} 进入“{after}”，字段在 {committed} 才提交（{days}）",
    ),
    "unsaid": Text("{after} was set on {committed} ({where}), and no log entry says so", "{committed} 改为“{after}”（{where}），但没有对应的日志"),
    "only-said": Text("{where}: the log says {after} on {said}, the field was never set to it", "{where}：日志称 {said} 进入“{after}”，但字段从未改成它"),
}
_LATER = Text("{n} days later", "晚 {n} 天")
_EARLIER = Text("{n} days earlier", "早 {n} 天")


def record_of(session: "Session", name: str) -> "RecordRow":
    """The customer or project of a name; raises UnknownName, also for a page."""
    from pcrm_tools.store import read
    from pcrm_tools.store.lookup import find_record

    record = read.record(session.db, find_record(session.db, name))
    if record is None or record.type == "page":
        raise UnknownName(name)
    return record


def field_key(session: "Session", record: "RecordRow", word: str) -> str:
    """The canonical key of a field named in either language; raises UnknownName with the nearest one."""
    from difflib import get_close_matches

    from pcrm_tools.model.catalogue import catalogue

    if word.lower() in _BODY:
        return _BODY[word.lower()]
    known = catalogue(session.config, (record.type,))
    found = known.get(word.lower())
    if found is not None:
        return found.key
    typed = session.db.execute("select 1 from field where n = ? and key = ?", (record.n, word)).fetchone()
    if typed:  # a key that no schema knows
        return word
    raise UnknownName(word, get_close_matches(word.lower(), [*known, *_BODY], 3))


def event_data(one: "Event", lang: str) -> dict[str, Any]:
    """An event as JSON tells it."""
    commit = one.commit
    return {
        "when": commit.when if commit else None, "author": commit.author if commit else None, "commit": commit.id if commit else None,
        "subject": commit.subject if commit else None, "path": one.path, "line": one.line, "change": one.change, "field": one.field,
        "item": one.item, "old": one.old, "new": one.new, "text": one.zh if lang == "zh" else one.en,
    }  # fmt: skip


def line_of(one: "Event", lang: str) -> str:
    """An event as a line of JSON."""
    from pcrm_tools.cli.formats import json_text

    return json_text({"version": 1, **event_data(one, lang)}) + "\n"


def write_json(app: App, record: "RecordRow", field: str, events: "Sequence[Event]", found: "Past", total: int) -> None:
    """All events as one object."""
    app.out.json({
        "id": record.id, "path": record.path, "field": field or None, "commits": found.commits, "shallow": found.shallow,
        "total": total, "events": [event_data(one, app.lang) for one in events],
    })  # fmt: skip


def tell_shallow(app: App, found: "Past") -> None:
    """Say on stderr that the past was cut off."""
    if found.shallow:
        app.out.note(_SHALLOW, day=found.first or "?")


def tell_doubts(app: App, session: "Session", record: "RecordRow", found: "Past") -> None:
    """Say on stderr where log and git disagree about a record's state."""
    from pcrm_tools import tracing

    for doubt in tracing.witnesses(session, record, found).doubts:
        app.out.note(_DOUBTS[doubt.kind], **_said(app, session, record, doubt))


def _said(app: App, session: "Session", record: "RecordRow", doubt: "Doubt") -> dict[str, str]:
    from pcrm_tools import tracing

    days = (_LATER if doubt.days > 0 else _EARLIER).of(app.lang, n=abs(doubt.days))
    after = session.config.label(tracing.STATES[record.type], doubt.after, app.lang)
    where = doubt.where[:10] if doubt.kind == "unsaid" else doubt.where
    return {"where": where, "after": after, "said": doubt.said, "committed": doubt.committed, "days": days}
