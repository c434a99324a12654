"""`pcrm show`: one record on one screen."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.table import Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import UnknownName

if TYPE_CHECKING:
    from pathlib import Path

    from pcrm_tools.model.catalogue import Known
    from pcrm_tools.model.rows import RecordRow
    from pcrm_tools.session import Session
    from pcrm_tools.tracing import Then

    Opened = Session | Then

_ENTRIES = 12
_AT = Text("{path} at {revision} ({commit})", "{path}，{revision} 时的内容（{commit}）")
_TITLES = {
    "people": Text("People", "人员"), "open": Text("Open tasks", "未完成任务"), "due": Text("Due", "到期"), "projects": Text("Projects", "项目"),
    "log": Text("Log", "记录"), "links": Text("Linked from", "被引用"), "left": Text("left {day}", "{day} 离职"),
    "more": Text("… {count} more entries in {path}", "… 还有 {count} 条记录，见 {path}"),
}  # fmt: skip
_CODES = {"stage": "stage", "lifecycle": "lifecycle", "tier": "tiers"}
_STATES = {"open": "[ ]", "done": "[x]", "cancelled": "[-]"}


@command(
    "show",
    Text(
        "Show one record on one screen: facts, people, open items, timeline.",
        "在一屏内显示一份档案：事实、人员、未完成事项、时间线。",
    ),
    formats=("table", "json"),
    examples=(
        ("pcrm show tidewater", Text("A customer.", "一个客户。")),
        ("pcrm show 瑞丰 --section 痛点", Text("One section of it.", "其中的一节。")),
        ("pcrm show tidewater --at main~20", Text("As it was twenty commits ago.", "二十次提交之前的样子。")),
    ),
)
@argument(
    "name",
    Text("Id, name, alias, e-mail, phone or company number.", "编号、名称、别名、邮箱、电话或税号。"),
    metavar="ID",
    shell_complete=records(),
)
@option(
    "--section",
    metavar="TITLE",
    text=Text("Only this section of the body, as it is written.", "只显示正文中的这一节，原文输出。"),
)
@option("--at", "revision", metavar="REV", text=Text("As it was at a commit, tag or branch.", "某个提交、标签或分支当时的样子。"))
def run(app: App, name: str, section: str | None, revision: str | None) -> int:
    """Shows a record, one of its sections, or all of it as JSON."""
    opened, record, text = _then(app, name, revision) if revision else _now(app, name)
    if section:
        app.out.text(_section(text(), section))
    elif app.out.format == "json":
        from pcrm_tools.store.export import record_data

        app.out.json(record_data(opened.db, opened.config, record))
    else:
        app.out.paged()
        _screen(app, opened, record)
    return 0


def _now(app: App, name: str) -> tuple["Opened", "RecordRow", Callable[[], str]]:
    """The record as it is, and what reads its text."""
    from pcrm_tools.store import read
    from pcrm_tools.store.lookup import find_record

    session = app.session()
    record = read.record(session.db, find_record(session.db, name))
    if record is None:
        raise UnknownName(name)
    return session, record, lambda: _text(session.root, record.path)


def _then(app: App, name: str, revision: str) -> tuple["Opened", "RecordRow", Callable[[], str]]:
    """The record as it was at a revision."""
    from pcrm_tools.tracing import then

    found = then(app.session(), name, revision)
    app.out.note(_AT, path=found.record.path, revision=revision, commit=found.state.id[:10])
    return found, found.record, lambda: found.source.text


def _text(root: "Path", path: str) -> str:
    from pcrm_tools.errors import BrokenSurroundings
    from pcrm_tools.model.finding import Finding
    from pcrm_tools.store import files

    source = files.read_text(root / path, path)
    if isinstance(source, Finding):
        raise BrokenSurroundings(what=path, why=source.rule)
    return source.text


def _section(text: str, title: str) -> str:
    """The text of one section, its heading included; raises UnknownName with the headings that there are."""
    from pcrm_tools.text.sections import find_section, titles

    found = find_section(text, title)
    if found is None:
        raise UnknownName(title, titles(text))
    return found


def _screen(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.store import read
    from pcrm_tools.store.listing import type_word

    out = app.out
    out.line(Styled(record.name, "head"), f"  {type_word(record.type, app.lang)} {record.id}  ", Styled(record.path, "path"))
    _facts(app, session, record)
    _people(app, session, record)
    if record.type == "customer":
        _projects(app, session, record)
    tasks = [task for task in read.tasks(session.db, record.n) if task.state == "open"]
    if tasks:
        _title(app, "open")
        for task in tasks:
            mark = " !" + task.priority if task.priority else ""
            out.line(
                f"  {_STATES[task.state]} {task.text}  @{task.owner or '?'} {task.due or ''}{mark}  ",
                Styled(f"{record.path}:{task.line}", "dim"),
            )
    _due(app, session, record)
    _log(app, session, record)
    links = read.backlinks(session.db, record.id)
    if links:
        _title(app, "links")
        seen = dict.fromkeys((link.id, link.name) for link in links)
        out.line("  " + ", ".join(f"{name} ({link_id})" for link_id, name in seen))


def _title(app: App, key: str) -> None:
    app.out.line("")
    app.out.line(Styled(_TITLES[key].of(app.lang), "head"))


def _facts(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.cli.table import width
    from pcrm_tools.model.catalogue import catalogue
    from pcrm_tools.store import read
    from pcrm_tools.store.listing import shown

    known = catalogue(session.config, (record.type,)) if record.type != "page" else {}
    values: dict[str, list[str]] = {}
    for field in read.fields(session.db, record.n):
        if field.key != "name":
            values.setdefault(field.key, []).append(str(shown(session.config, field.key, field.value, app.lang, False)))
    for key, value in (("stage", record.stage), ("lifecycle", record.lifecycle)):
        if value and key not in values:
            values[key] = [str(shown(session.config, key, value, app.lang, False))]
    labels = {}
    for key in values:
        labels[key] = _label(known, key, app.lang)
    widest = max((width(label) for label in labels.values()), default=0)
    for key, parts in values.items():
        app.out.line("  ", Styled(labels[key], "dim"), " " * (widest - width(labels[key]) + 2) + ", ".join(parts))


def _label(known: Mapping[str, "Known"], key: str, lang: str) -> str:
    """What a field is called; an inner one with the map that it belongs to."""
    spec = known.get(key.lower())
    label = (spec.label_zh if lang == "zh" else spec.label) if spec else key.rpartition(".")[2]
    return f"{_label(known, key.rpartition('.')[0], lang)} · {label}" if "." in key else label


def _people(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.store import read
    from pcrm_tools.store.listing import shown

    people = [json.loads(item.data) for item in read.items(session.db, record.n, "contacts")]
    if not people:
        return
    _title(app, "people")
    for person in people:
        part_played = shown(session.config, "contacts.stakeholder", person.get("stakeholder"), app.lang, False)
        parts = [person.get("role"), part_played, person.get("phone"), person.get("email"), person.get("wechat")]
        left = f"({_TITLES['left'].of(app.lang, day=person['left'])})" if person.get("left") else ""
        app.out.line(
            "  ", Styled(str(person.get("name", "?")), "head"), "  " + "  ".join(str(part) for part in (*parts, left) if part)
        )


def _projects(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.store import read
    from pcrm_tools.store.listing import money

    projects = read.projects(session.db, record.id)
    if projects:
        _title(app, "projects")
    for project in projects:
        stage = session.config.label("stage", project.stage, app.lang) if project.stage else ""
        value = money(f"{project.currency} {project.value:.2f}", app.lang) if project.value is not None else ""
        app.out.line(f"  {project.id}  {project.name}  {stage}  {value}  {project.closed or ''}".rstrip())


def _due(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.reports.due_groups import what_text
    from pcrm_tools.reports.followups import why_text
    from pcrm_tools.store import due

    found = due.followups(session.db, session.config, app.today, only=[record.n])
    rows = [row for row in found if row.path == record.path and row.rule != "task"]
    if rows:
        _title(app, "due")
    for row in rows:
        style, colon = "error" if row.days_late > 0 else "head", "：" if app.lang == "zh" else ": "
        app.out.line(
            "  ", Styled(row.due, style), f"  {what_text(row, session.config, app.lang)}{colon}{why_text(row, session.config, app.lang)}"
        )


def _log(app: App, session: "Opened", record: "RecordRow") -> None:
    from pcrm_tools.store import read

    entries = read.entries(session.db, record.n, include_projects=record.type == "customer")
    if not entries:
        return
    _title(app, "log")
    for entry in entries[:_ENTRIES]:
        section = _CODES.get(entry.kind)
        before, after = (
            session.config.label(section, code, app.lang) if section else code for code in (entry.before, entry.after)
        )
        arrow = f"{before} → {after}".strip() if entry.after else ""
        people = ", ".join([f"@{person}" for person in entry.by.split(",") if person] + entry.withs.split("\n"))
        attrs = " ".join(_attr(key, value, app.lang) for key, value in json.loads(entry.attrs).items())
        time = f" {entry.time}" if entry.time else ""
        parts = "  ".join(part for part in (entry.title, arrow, people.strip(", "), attrs) if part)
        app.out.line("  ", Styled(f"{entry.date}{time}", "dim"), f" {_kind(entry.kind, app.lang)}  {parts}")
    if len(entries) > _ENTRIES:
        app.out.line("  ", Styled(_TITLES["more"].of(app.lang, count=len(entries) - _ENTRIES, path=record.path), "dim"))


def _attr(key: str, value: Any, lang: str) -> str:
    """An attribute of an entry as it may be typed, in the user's language."""
    words = [str(part) for part in value] if isinstance(value, list) else [str(value)]
    if lang == "zh":
        from pcrm_tools.model.field_table import TOKENS

        zh, choices = next(((token[4], token[5]) for token in TOKENS if token[0] == key), ((), {}))
        key, words = next(iter(zh), key), [next(iter(choices.get(word, ())), word) for word in words]
    return f"{key}:{','.join(words)}"


def _kind(kind: str, lang: str) -> str:
    if lang != "zh":
        return kind
    from pcrm_tools.model.field_table import KINDS

    return next(iter(KINDS.get(kind, ())), kind)
