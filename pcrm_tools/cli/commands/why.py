"""`pcrm why ID.FIELD`: where the value of a field comes from."""

from typing import TYPE_CHECKING

from pcrm_tools.cli import past_words
from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.table import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import UnknownName, WrongUse

if TYPE_CHECKING:
    from pcrm_tools.model.rows import EntryRow, RecordRow
    from pcrm_tools.session import Session
    from pcrm_tools.tracing import Event

_FORM = Text("write ID.FIELD, such as tidewater.tier; {seen} has no field", "请写成 编号.字段，例如 tidewater.tier；{seen} 没有字段部分")
_NOW = Text("{label}: {value}", "{label}：{value}")
_EMPTY = Text("(not set)", "（未填写）")
_BY = Text("  since {when}, by {who}: {subject}", "  自 {when} 起，{who}：{subject}")
_UNCOMMITTED = Text("  changed here, not committed yet", "  本地修改，尚未提交")
_BEGAN = Text("  as the record began", "  档案建立时就是如此")
_WAS = Text("  before: {text}", "  之前：{text}")
_UNKNOWN = Text("  git knows no commit that set it", "  git 中没有设置它的提交")
_LOG = Text("  log: {day} {who}{title} ({where})", "  日志：{day} {who}{title}（{where}）")


@command(
    "why",
    Text(
        "Tell where a field's value comes from: its line, who set it when, what it was before, and the log entry that says so.",
        "说明字段的值从何而来：所在行、谁在何时设置、之前是什么，以及对应的日志。",
    ),
    formats=("text", "json"),
    examples=(
        ("pcrm why tidewater-portal.stage", Text("Why the project is in this stage.", "项目为什么处于这个阶段。")),
        ("pcrm why 瑞丰.tier", Text("Who made the customer a key one, and when.", "谁在何时把客户定为重点。")),
    ),
)
@argument("what", Text("A record and a field: ID.FIELD.", "档案和字段：编号.字段。"), metavar="ID.FIELD", shell_complete=records())
def run(app: App, what: str) -> int:
    """Tells the source of a value; exit code 1 where the field was never set."""
    from pcrm_tools import tracing

    session = app.session()
    record, key = _parted(session, what)
    found = tracing.past(session, record)
    events = tracing.of_field(found.events, key)
    place, value = _current(session, record, key, app.lang)
    entry = _entry(session, record, key)
    if app.out.format == "json":
        app.out.json({
            "id": record.id, "field": key, "value": value, "path": record.path, "line": place,
            "since": past_words.event_data(events[0], app.lang) if events else None,
            "entry": {"date": entry.date, "line": entry.line, "title": entry.title} if entry else None, "shallow": found.shallow,
            "changes": len(events),
        })  # fmt: skip
    else:
        began = bool(events) and any(one.field == "record" and one.commit == events[0].commit for one in found.events)
        _tell(app, session, record, key, (place, value), events, entry, began)
    if key in tracing.STATES.values():
        past_words.tell_doubts(app, session, record, found)
    past_words.tell_shallow(app, found)
    return 0 if value or events else 1


def _parted(session: "Session", what: str) -> tuple["RecordRow", str]:
    """The record and the field; an id may hold dots, and so may a field: the longest id that is known counts."""
    places = [at for at, char in enumerate(what) if char == "."]
    for at in reversed(places):
        try:
            record = past_words.record_of(session, what[:at])
        except UnknownName:
            continue
        return record, past_words.field_key(session, record, what[at + 1 :])
    if not places:
        raise WrongUse(*_FORM, seen=what)
    raise UnknownName(what[: places[0]])


def _current(session: "Session", record: "RecordRow", key: str, lang: str) -> tuple[int, str]:
    """The line and the value that the file holds now, in words."""
    from pcrm_tools.store import read
    from pcrm_tools.store.listing import shown

    rows = [row for row in read.fields(session.db, record.n) if row.key == key or row.key.startswith(f"{key}.")]
    said = [
        str(shown(session.config, row.key, row.value, lang, False)) if row.key == key
        else f"{row.key.removeprefix(key + '.')}: {shown(session.config, row.key, row.value, lang, False)}" for row in rows
    ]  # fmt: skip
    items = read.items(session.db, record.n, key)
    said += [item.label for item in items]
    return rows[0].line if rows else items[0].line if items else 0, ", ".join(said)


def _entry(session: "Session", record: "RecordRow", key: str) -> "EntryRow | None":
    """The newest log entry that tells of the field's state."""
    from pcrm_tools.store import read

    kinds = {"stage": "stage", "lifecycle": "lifecycle", "owner": "handover", "tier": "tier"}
    return next((row for row in read.entries(session.db, record.n) if row.kind == kinds.get(key)), None)


def _tell(
    app: App, session: "Session", record: "RecordRow", key: str, now: tuple[int, str], events: "tuple[Event, ...]",
    entry: "EntryRow | None", began: bool,
) -> None:  # fmt: skip
    from pcrm_tools.model.catalogue import catalogue

    spec = catalogue(session.config, (record.type,)).get(key.lower())
    label = key if spec is None else spec.label_zh if app.lang == "zh" else spec.label
    place = f"{record.path}:{now[0]}" if now[0] else record.path
    app.out.line(Styled(_NOW.of(app.lang, label=label, value=now[1] or _EMPTY.of(app.lang)), "head"), "  ", Styled(place, "path"))
    if not events:
        app.out.line(_UNKNOWN.of(app.lang))
    for one in events[:1]:
        if one.commit is None:
            app.out.line(_UNCOMMITTED.of(app.lang))
        else:
            said = _BY.of(app.lang, when=one.commit.when[:16].replace("T", " "), who=one.commit.author, subject=one.commit.subject)
            app.out.line(said, "  ", Styled(one.commit.id[:10], "dim"))
        app.out.line(_BEGAN.of(app.lang) if began else f"  {one.zh if app.lang == 'zh' else one.en}")
    for one in events[1:4]:
        when = f"{one.commit.when[:10]} {one.commit.author}{'：' if app.lang == 'zh' else ': '}" if one.commit else ""
        app.out.line(_WAS.of(app.lang, text=when + (one.zh if app.lang == "zh" else one.en)))
    if entry is not None:
        who = "".join(f"@{person} " for person in entry.by.split(",") if person)
        where = f"{record.path}:{entry.line}"
        app.out.line(_LOG.of(app.lang, day=entry.date, who=who, title=entry.title or f"{entry.before} → {entry.after}", where=where))
