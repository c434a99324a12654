"""`pcrm log --edit`: the entry as it would be written, opened in an editor, and what came out of it held against the format."""

import re
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from pcrm_tools.cli.changes import Row
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse
from pcrm_tools.git_errors import GitRefused

if TYPE_CHECKING:
    from pcrm_tools.changing import Change
    from pcrm_tools.cli.app import App
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.cli.log_draft import Planned
    from pcrm_tools.text.body import RawEntry
    from pcrm_tools.text.edit_fields import Around
    from pcrm_tools.text.edit_log import Made

_HELP = Text(
    """<!-- pcrm log: this block is left out.
The first line is the entry's heading, the paragraph below it its tokens; then comes the text.
Tokens of {kind}: {tokens}
People: {people}
An empty file writes nothing.
-->""",
    """<!-- pcrm log: 此段不会写入。
第一行是记录的标题，下一段是属性，然后是正文。
{kind}的属性：{tokens}
联系人：{people}
清空文件则不写入任何内容。
-->""",
)
_HELP_BLOCK = re.compile(r"<!-- pcrm log:.*?-->\n*", re.S)
_NOTHING = Text("nothing was written: the text was not saved, or is empty", "没有写入：内容未保存或为空")
_KEPT = Text("nothing was written; your text is kept, try again with: {command}", "没有写入；内容已保留，可重试：{command}")
_NO_HEADING = Text("the first line is no heading of an entry: write `### {day} call — title`", "第一行不是记录标题：请写 `### {day} 电话 — 标题`")
_OTHER = Text(
    "line {line} begins another entry or section: leave out headings of three signs or fewer", "第 {line} 行开始了另一条记录或章节：请去掉三级及以上的标题"
)
_FUTURE = Text("{day} is still to come: the log says what happened", "{day} 还没有到：记录只写已发生的事")
_WRONG = ("log-heading", "log-date", "log-range", "log-time", "log-kind", "unknown-kind", "fence-open", "comment-open", "private-open")


def edit_entry(
    app: "App", row: Row, planned: "Planned", assigning: "Assigning", draft: str, write: "Callable[[Change], bool]"
) -> None:
    """Edits an entry and has it written; `write` says whether it was. What could not be written is kept and its file named."""
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.cli import editing
    from pcrm_tools.cli.log_draft import TOLD, what
    from pcrm_tools.text.edit_log import Made, log_text

    around = assigning.around(row.type)
    made = _made(app, row, planned, around)
    sheet = editing.edit(app, f"{made.text}\n\n{_help(app, row, planned, around)}", Path(draft) if draft else None)
    if not sheet.saved:
        app.out.note(_NOTHING)
        if not draft:
            sheet.done()
        return
    keep = True
    try:
        text = _HELP_BLOCK.sub("", editing.read(sheet.path)).strip("\n")
        if text.strip():
            entry = _read(app, text, around)
            edit = guarded(lambda old: log_text(old, Made(text, made.next_front), entry.date, around), row.type, around.context, TOLD)
            code = around.context.body[row.type].kinds.get(entry.kind.lower(), "note")
            keep = not write(Change(row.path, edit, what(row, around, code, entry.title, planned.next_day)))
        else:
            app.out.note(_NOTHING)
            keep = False
    except GitRefused:  # written, only not committed
        keep = False
        raise
    finally:
        if keep:
            app.out.note(_KEPT, command=f"pcrm log {quote(row.id)} {quote(planned.draft.typed)} --draft {quote(str(sheet.path))}")
        else:
            sheet.done()


def _made(app: "App", row: Row, planned: "Planned", around: "Around") -> "Made":
    """The entry as it would be written now."""
    from pcrm_tools.changing import refused
    from pcrm_tools.cli.participants import placed
    from pcrm_tools.store import files
    from pcrm_tools.text.edit_log import drafted
    from pcrm_tools.text.spans import Edited

    source = files.read_text(app.session().root / row.path, row.path)
    if not isinstance(source, files.Source):
        raise refused(row.path, source)
    names = placed(app, [row], planned.people, planned.draft.day)[row.n]
    made = drafted(source.text, planned.among(names), planned.next_day, around)
    if isinstance(made, Edited):
        assert made.refusal is not None  # a text without a change is a refusal
        raise refused(row.path, made.refusal)
    return made


def _help(app: "App", row: Row, planned: "Planned", around: "Around") -> str:
    """The block below the entry that says what may stand in it."""
    from pcrm_tools.cli.participants import contacts
    from pcrm_tools.text.compose_entry import Wording

    wording = Wording(app.lang, around.context.kinds)
    kind = planned.draft.kind
    tokens = " ".join(f"{wording.key(key)}:" for key in around.context.kinds[kind].carries)
    people = ", ".join(contact.name for contact in contacts(app.session().db, row.n) if not contact.left)
    return _HELP.of(app.lang, kind=wording.kind(kind), tokens=f"@ # {tokens}", people=people.replace("--", "- -")) + "\n"


def _read(app: "App", text: str, around: "Around") -> "RawEntry":
    """The entry that a text is; raises WrongUse where it is none, or more than one."""
    from pcrm_tools.cli.findings import say
    from pcrm_tools.text.body import scan_body
    from pcrm_tools.text.lines import Lines

    whole = text + "\n"
    body = scan_body(whole, 0, around.context.body[around.record_type], Lines(whole))
    for finding in body.findings:
        if finding.rule in _WRONG:
            said = say(finding, app.session().rules(), app.lang)
            raise WrongUse("line {line}: {said}; {hint}", "第 {line} 行：{said}；{hint}", line=said.line, said=said.message, hint=said.hint)
    if not body.entries or body.entries[0].line != 1:
        raise WrongUse(*_NO_HEADING, day=app.today.isoformat())
    other = next((section.line for section in body.sections if section.level < 4 and section.line > 1), 0)
    if other:
        raise WrongUse(*_OTHER, line=other)
    if body.entries[0].date > app.today.isoformat():
        raise WrongUse(*_FUTURE, day=body.entries[0].date)
    return body.entries[0]
