"""`pcrm followups`: everything that is due, and why: on a terminal, as a file, as calendars and by mail."""

from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import people, views
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.due_listing import Listing
    from pcrm_tools.reports.followups import FollowUp
    from pcrm_tools.session import Session

_NONE = Text("nothing is due", "没有到期的跟进")
_NONE_UNTIL = Text("nothing is due up to {day}", "到 {day} 为止没有到期的跟进")
_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 条，--limit 0 显示全部")
_SUM = Text("{total} due, {late} of them overdue", "共 {total} 条，其中逾期 {late} 条")
_SUM_UNTIL = Text("{total} due up to {day}, {late} of them overdue", "到 {day} 为止共 {total} 条，其中逾期 {late} 条")
_SCREENFUL, _LETTERFUL = 50, 200
# In the order of the lists below them: literals, since a warm start reads no report for its help.
_GROUPS = ("none", "owner", "day", "customer", "when")
_FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md", "html", "ics", "ids")
_OWN_FOLDER = "\0"  # of `--mail` without one


@command(
    "followups",
    Text(
        "Show everything that is due, most pressing first, each with the reason and the source line.",
        "列出所有到期的跟进，最紧迫的在前，并说明原因和出处。",
    ),
    formats=_FORMATS,
    examples=(
        ("pcrm followups --owner me", Text("My own.", "我自己的。")),
        ("pcrm followups --within 2w --group owner", Text("The next two weeks by person.", "未来两周，按人分组。")),
        (
            "pcrm followups tier:key --fail-on overdue",
            Text("For cron: fails when a key customer waits.", "用于定时任务：重点客户有逾期则失败。"),
        ),
        (
            "pcrm followups --within 1mo --format ics --split owner -o calendars",
            Text("A calendar for everybody.", "为每个人生成日历。"),
        ),
        ("pcrm followups --mail --send", Text("A mail to everybody who has something due.", "给每个有到期事项的人发邮件。")),
    ),
)
@argument(
    "query",
    Text("Which records (the query language of search).", "限定档案（与 search 相同的查询语言）。"),
    nargs=-1,
    metavar="[QUERY]...",
)
@option(
    "--view", metavar="NAME", shell_complete=views(), text=Text("The records of a view of pcrm.yml.", "pcrm.yml 中某视图的档案。")
)
@option(
    "--owner",
    metavar="ID,…",
    shell_complete=people(),
    text=Text(
        "Whose: team ids, names or departments; `me` by git's e-mail, `none` for nobody's.",
        "负责人：成员 id、姓名或部门，可写多个；me 按 git 邮箱，none 为无人负责。",
    ),
)
@option(
    "--within",
    metavar="DURATION",
    text=Text(
        "How far ahead to look, such as 2w (0d: today and overdue); default: a week, or what `followups:` says of a rule.",
        "向前看多久，如 2w（0d 为今天和逾期）；默认一周，或按 `followups:` 中各规则的设置。",
    ),
)
@option(
    "--group",
    type=click.Choice(_GROUPS),
    default=None,
    metavar="|".join(_GROUPS),
    text=Text(
        "Group the rows; when: overdue, today, this week, later (HTML and mail do so unless told).",
        "分组显示；when 为逾期、今天、本周、以后（HTML 和邮件默认如此）。",
    ),
)
@option("--explain", is_flag=True, text=Text("Show what each score is the sum of.", "显示分数的组成。"))
@option(
    "--limit",
    type=click.IntRange(0),
    default=None,
    text=Text(
        "At most so many rows (0: all; a table shows 50 by default, a mail 200).", "最多显示多少行（0 为全部；表格默认 50 行，邮件 200 行）。"
    ),
)
@option(
    "--fail-on",
    type=click.Choice(["overdue", "due"]),
    text=Text("Exit code 1 where something is overdue, or due at all.", "有逾期（overdue）或到期（due）时退出码为 1。"),
)
@option(
    "--as",
    "kind",
    type=click.Choice(["event", "todo"]),
    text=Text("In a calendar: all-day events (default) or to-dos.", "日历中的形式：全天事件（默认）或待办。"),
)
@option("--alarm", metavar="HH:MM", text=Text("In a calendar: ring at this time of the day.", "日历中当天几点提醒。"))
@option(
    "--split",
    type=click.Choice(["owner"]),
    metavar="owner",
    text=Text("A file for each owner, in the folder that -o names.", "每个负责人一个文件，写入 -o 指定的文件夹。"),
)
@option(
    "--mail",
    metavar="[DIR]",
    is_flag=False,
    flag_value=_OWN_FOLDER,
    default=None,
    text=Text(
        "Write a draft (.eml) for each owner into a folder (default: .pcrm/mail).", "为每个负责人写一封草稿（.eml），默认放在 .pcrm/mail。"
    ),
)
@option("--send", is_flag=True, text=Text("Send the drafts through the mail server.", "通过邮件服务器发送草稿。"))
@option("--dry-run", is_flag=True, text=Text("With --mail: only say what would be done.", "与 --mail 合用：只说明将做什么。"))
def run(
    app: App, query: tuple[str, ...], view: str | None, owner: str | None, within: str | None, group: str | None, explain: bool,
    limit: int | None, fail_on: str | None, kind: str | None, alarm: str | None, split: str | None, mail: str | None, send: bool,
    dry_run: bool,
) -> int:  # fmt: skip
    """Lists what is due; exit code 1 only with `--fail-on`, 2 where a mail was not sent."""
    from pcrm_tools.cli.due_listing import listing
    from pcrm_tools.reports.due_groups import late

    form = app.out.format
    _check(form, kind, alarm, split, app.out.file)
    _check_mail(form, mail, send, dry_run)
    if limit is None:
        limit = _LETTERFUL if mail is not None else _SCREENFUL if form == "table" else 0
    found = listing(app, " ".join(query), view, owner, within, group or "", limit, explain)
    if mail is not None:
        from pcrm_tools.cli import due_mail

        code = due_mail.run(found, mail.removeprefix(_OWN_FOLDER), send, dry_run)
        if code:
            return code
    else:
        _write(found, form, kind or "", alarm or "", split)
    failing = late(found.rows) if fail_on == "overdue" else sum(row.days_late >= 0 for row in found.rows) if fail_on else 0
    return 1 if failing else 0


def _check(form: str, kind: str | None, alarm: str | None, split: str | None, file: str) -> None:
    """Raises WrongUse where the options do not go together."""
    if (kind or alarm) and form != "ics":
        raise WrongUse("--as and --alarm go with --format ics", "--as 和 --alarm 要与 --format ics 一起使用")
    if alarm:
        from pcrm_tools.cli.due_documents import minutes

        minutes(alarm)
    if split and (not file or form in ("table", "ids")):
        raise WrongUse(
            "--split needs a folder and a format for files, such as --format ics -o DIR",
            "--split 需要文件夹和文件格式，如 --format ics -o 文件夹",
        )


def _check_mail(form: str, mail: str | None, send: bool, dry_run: bool) -> None:
    if mail is None and (send or dry_run):
        raise WrongUse("--send and --dry-run go with --mail", "--send 和 --dry-run 要与 --mail 一起使用")
    if mail is not None and form not in ("table", "json"):
        raise WrongUse("--mail answers as table or json, not {form}", "--mail 的结果格式为 table 或 json，不是 {form}", form=form)
    if mail and ":" in mail.removeprefix(_OWN_FOLDER)[2:]:
        raise WrongUse(
            "--mail takes a folder, not `{seen}`: write the query before it", "--mail 后面是文件夹，不是 `{seen}`：查询请写在它前面",
            seen=mail,
        )  # fmt: skip


def _write(found: "Listing", form: str, kind: str, alarm: str, split: str | None) -> None:
    out = found.app.out
    if form == "table":
        from pcrm_tools.cli import due_table
        from pcrm_tools.reports.due_groups import late

        due_table.write(found)
        if out.width is not None:
            out.finish()  # the pager has shown them: what is said about them comes behind
        total = len(found.rows)
        said = (_NONE, _SUM) if found.horizon is None else (_NONE_UNTIL, _SUM_UNTIL)
        out.note(said[total > 0], total=total, late=late(found.rows), day=found.horizon or "")
        if found.limit and total > found.limit:
            out.note(_MORE, shown=found.limit, total=total)
        return
    from pcrm_tools.cli.due_documents import Calendar, Documents

    documents = Documents(found, form, Calendar(kind, alarm))
    if not split:
        out.bytes(documents.whole())
        return
    folder, out.file = out.file, ""
    for path in documents.split(folder):
        out.line(path)


def what_text(row: "FollowUp", session: "Session", lang: str) -> str:
    """What a follow-up is about, stages by their labels in a language."""
    from pcrm_tools.reports import due_groups

    return due_groups.what_text(row, session.config, lang)
