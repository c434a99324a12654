"""`pcrm log`: what was done, written into the log of one or several records."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, changing_options, finish, record
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import people, records
from pcrm_tools.cli.completing_open import contacts, kinds
from pcrm_tools.cli.log_draft import TOLD, Asked, Planned, plan, what
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.changing import Change, Changed
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.edit_fields import Around
    from pcrm_tools.text.entry_draft import Draft

_ALONE = Text("--edit goes neither with --also nor with `-`", "--edit 不能与 --also 或 - 一起使用")
_NEXT_FRONT = Text("{id}: next contact {day} (in the front matter{old})", "{id}：下次联系 {day}（写在前置信息中{old}）")
_OLD = Text("; it was {day}", "，原为 {day}")
_NEXT_ENTRY = Text("{id}: next contact {day} (in the entry)", "{id}：下次联系 {day}（写在这条记录中）")


@command(
    "log",
    Text(
        "Write down what was done: a log entry at its date's place, newest first, in the words of the file.",
        "记下做过的事：按日期写入一条记录，最新的在前，用词与文件一致。",
    ),
    formats=("table", "json"),
    examples=(
        ('pcrm log tidewater call "SSO talks" --with Owen --next fri', Text("A call, and when to call again.", "一次电话，并约定下次联系。")),
        ("pcrm log 瑞丰 微信 换型改善的照片 --at 昨天", Text("In Chinese; the kind says the channel.", "中文类型，微信同时表示渠道。")),
        ('pcrm log tidewater complaint "Portal down" --priority high', Text("A case, which gets an id.", "一个案例，自动编号。")),
        ("pcrm log tidewater meeting Kick-off - < notes.md", Text("The text from a file.", "正文来自文件。")),
    ),
)
@argument("name", Text("The record, by any name.", "档案（任一名称）。"), metavar="ID", shell_complete=records())
@argument(
    "kind", Text("What it was: call, visit, note … in either language.", "类型：电话、拜访、备注……中英文均可。"), metavar="KIND",
    shell_complete=kinds(),
)  # fmt: skip
@argument(
    "words",
    Text("The title; a last word `-` reads the text from standard input.", "标题；最后一个词写 - 则从标准输入读取正文。"),
    nargs=-1,
    metavar="[TITLE]... [-]",
)
@option(
    "--also", multiple=True, metavar="ID", shell_complete=records(),
    text=Text("Writes the entry into this record too; may be given several times.", "同时写入另一份档案，可多次使用。"),
)  # fmt: skip
@option(
    "--at", default="", metavar="DATE[ TIME]",
    text=Text(
        "When it was: a day in any words, a time, both, or `now` (default: today without a time; a new case: now).",
        "发生时间：日期、时刻、两者或 now（默认今天，不写时刻；新案例默认此刻）。",
    ),
)  # fmt: skip
@option(
    "--by", default=None, metavar="ID,…", shell_complete=people(),
    text=Text(
        "Who did it, or handles the case (default, for contacts and notes: you, by git's e-mail); `none`: nobody.",
        "谁做的，或案例由谁处理（联系和备注默认是你，按 git 邮箱识别）；none 表示不写。",
    ),
)  # fmt: skip
@option(
    "--with", "withs", multiple=True, metavar="NAME,…", shell_complete=contacts(),
    text=Text("The customer's people who took part.", "参与的客户联系人。"),
)  # fmt: skip
@option(
    "--next", "next_contact", default="", metavar="DATE",
    text=Text("The promised next contact.", "约定的下次联系日期。"),
)  # fmt: skip
@option("--minutes", default="", metavar="N", text=Text("How long it took.", "用了多少分钟。"))
@option("--via", default="", metavar="CHANNEL", text=Text("wechat, phone, email, onsite or another channel.", "渠道：微信、电话、邮件、现场或其他。"))
@option("--tag", "tags", multiple=True, metavar="TAG", text=Text("A tag; may be given several times.", "标签，可多次使用。"))
@option("--priority", default="", metavar="urgent|high|normal|low", text=Text("How urgent a case is.", "案例的紧急程度。"))
@option("--private", is_flag=True, text=Text("Keeps the entry out of sites for others.", "不出现在对外的网站中。"))
@option(
    "--id", "entry_id", default="", metavar="auto|ID",
    text=Text("The entry's id; `auto` is the next free one, as for cases; `none`: none.", "编号；auto 为下一个可用编号（案例默认如此）；none 表示不编号。"),
)  # fmt: skip
@option(
    "--set", "sets", multiple=True, metavar="KEY=VALUE",
    text=Text("Any other token, in either language; may be given several times.", "其他属性，中英文均可，可多次使用。"),
)  # fmt: skip
@option(
    "--task", "tasks", multiple=True, metavar="TEXT",
    text=Text('A task below the entry, with its tokens: "Send offer due:fri".', "记录下面的任务，可带属性：“发报价 截止:周五”。"),
)  # fmt: skip
@option("--edit", is_flag=True, text=Text("Opens the entry in $VISUAL or $EDITOR before it is written.", "写入前用 $VISUAL 或 $EDITOR 打开。"))
@option(
    "--draft", default="", metavar="FILE",
    text=Text("Edits this file, which an earlier --edit kept.", "编辑此文件（之前 --edit 保留的草稿）。"),
)  # fmt: skip
@changing_options
def run(app: App, edit: bool, draft: str, dry_run: bool, commit: bool, **given: Any) -> int:
    """Writes an entry and says where; nothing where the editor was left with nothing."""
    from pcrm_tools.cli.assigning import Assigning

    asked = Asked(**given)
    if (edit or draft) and (asked.also or "-" in asked.words[-1:]):
        raise WrongUse(*_ALONE)
    rows = list(dict.fromkeys(record(app, name) for name in (asked.name, *asked.also)))
    assigning = Assigning(app, ())
    planned = plan(app, assigning.context, asked, rows)

    def write(*changes: "Change") -> bool:
        done = finish(app, changes, dry_run=dry_run, commit=commit, places=lambda done: _places(done, assigning.context))
        for row, one in zip(rows, () if dry_run else done, strict=False):
            if planned.next_day:
                _tell_next(app, row, one, assigning.around(row.type), planned.next_day)
            if assigning.context.kinds[planned.draft.kind].group == "case":
                from pcrm_tools.cli.new_case import tell_limits

                line = int(str(_places([one], assigning.context)[0]["line"]))
                tell_limits(app, row, one, line, assigning.around(row.type))
        return not dry_run

    if not (edit or draft):
        write(*_changes(app, rows, planned, assigning.around))
        return 0
    from pcrm_tools.cli.log_editing import edit_entry

    edit_entry(app, rows[0], planned, assigning, draft, write)
    return 0


def _changes(app: App, rows: Sequence[Row], planned: Planned, around: "Callable[[str], Around]") -> "list[Change]":
    """The entry as a change of every record, with the people who belong there."""
    from pcrm_tools.cli.participants import placed

    names = placed(app, rows, planned.people, planned.draft.day)
    return [_change(row, planned.among(names[row.n]), planned.next_day, around(row.type)) for row in rows]


def _change(row: Row, draft: "Draft", next_day: str, around: "Around") -> "Change":
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.text.edit_log import log

    edit = guarded(lambda text: log(text, draft, next_day, around), row.type, around.context, TOLD)
    return Change(row.path, edit, what(row, around, draft.kind, draft.title, next_day))


def _places(done: "Sequence[Changed]", context: "Context") -> list[Mapping[str, object]]:
    """Where the entries stand, which is not where a file differs first when its front matter changed too."""
    from pcrm_tools.model.finding import Finding
    from pcrm_tools.text.compose_entry import new_entry_line
    from pcrm_tools.text.edit_blocks import read_body

    found: list[Mapping[str, object]] = []
    for one in done:
        before, after = (read_body(text, context.body["customer"]) for text in (one.before, one.after))
        known = not isinstance(before, Finding) and not isinstance(after, Finding)
        line = new_entry_line(before.body, after.body) if known else one.line  # type: ignore[union-attr]
        found.append({"path": one.path, "line": line})
    return found


def _tell_next(app: App, row: Row, changed: "Changed", around: "Around", day: str) -> None:
    """Says where the next contact stands now."""
    from pcrm_tools.text.record import read_record

    before, after = (
        read_record(text, row.id, row.type, around.context).front.get("next_contact") for text in (changed.before, changed.after)
    )
    if after is None or after.isoformat() != day:
        app.out.note(_NEXT_ENTRY, id=row.id, day=day)
    else:
        old = _OLD.of(app.lang, day=before.isoformat()) if before and before != after else ""
        app.out.note(_NEXT_FRONT, id=row.id, day=day, old=old)
