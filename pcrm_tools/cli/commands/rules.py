"""`pcrm rules list|run`: what the notebook's own rules want done, and doing it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import changing_options
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import house_rules as completed_rules
from pcrm_tools.cli.family import Family
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse
from pcrm_tools.reports.house_rules import KINDS, NEW, STATES
from pcrm_tools.text.query_tree import QueryError

if TYPE_CHECKING:
    from pcrm_tools.changing import Change
    from pcrm_tools.reports.house_rules import Action

_NAMES = Text("Which rules (default: all).", "哪些规则（默认全部）。")
_COLUMNS = (
    ("rule", Text("rule", "规则"), False), ("kind", Text("does", "动作"), False), ("id", Text("record", "档案"), False),
    ("what", Text("what", "内容"), False), ("due", Text("due", "截止"), False), ("owner", Text("owner", "负责人"), False),
    ("state", Text("state", "状态"), False), ("since", Text("since", "自"), False), ("source", Text("source", "出处"), False),
)  # fmt: skip
_RULE_COLUMNS = (
    ("name", Text("rule", "规则"), False), ("when", Text("when", "条件"), False), ("does", Text("does", "动作"), False),
    ("every", Text("at most every", "最短间隔"), False), ("found", Text("found", "命中"), True),
    ("new", Text("to do", "待执行"), True),
)  # fmt: skip
_NO_RULES = Text("pcrm.yml has no rules", "pcrm.yml 中没有规则")
_SUM = Text("{new} carried out, {rest} done or open before", "本次执行 {new} 项，此前已执行或进行中 {rest} 项")
_WOULD = Text("{new} would be carried out, {rest} done or open before", "将执行 {new} 项，此前已执行或进行中 {rest} 项")
_PLAN = Text("{new} to do; --apply writes tasks and drafts", "待执行 {new} 项；加 --apply 写入任务并起草邮件")
_QUERY = Text("rule {rule}: {said}", "规则 {rule}：{said}")
_REPORT = Text("report: {path}", "报表：{path}")
_DRAFT = Text("draft: {path}", "草稿：{path}")
_TASK = Text("{id}: rule {rule}: {text}", "{id}: 规则 {rule}：{text}")
_NOTHING = Text("nothing to do", "没有要执行的动作")


@command(
    "list",
    Text("Show the rules of pcrm.yml and what each would do now.", "列出 pcrm.yml 中的规则及其当前命中。"),
    formats=("table", "json", "jsonl", "csv", "tsv", "md"),
)
@argument("names", _NAMES, nargs=-1, metavar="[RULE]...", shell_complete=completed_rules())
def listing(app: App, names: tuple[str, ...]) -> int:
    """Lists rules; exit code 1 where there is none, 2 where the query of one is wrong."""
    from pcrm_tools import ruling

    session = app.session()
    rules = ruling.wanted_rules(session, names)
    found, wrong = _planned(app, names)
    rows = []
    for rule in rules:
        records = ruling.records_of(session, rule, app.today)
        todo = {action.path for action in found if action.rule == rule.name and action.state == NEW}
        does = [kind for kind in KINDS if getattr(rule, kind)]
        shown = ", ".join(does) if _plain(app) else _joined(app, [KINDS[kind][app.lang == "zh"] for kind in does])
        rows.append([rule.name, rule.when, shown, rule.every, 0 if isinstance(records, QueryError) else len(records), len(todo)])
    app.out.rows([Column(key, label.of(app.lang), right) for key, label, right in _RULE_COLUMNS], rows, {"total": len(rows)}, "rules")
    if not rules:
        app.out.note(_NO_RULES)
    return 2 if wrong else 0 if rules else 1


@command(
    "run",
    Text(
        "Show what the rules want done; --apply writes the tasks and drafts. What was done already is not done again.",
        "显示规则要执行的动作；--apply 写入任务并起草邮件。已经执行过的不会重复。",
    ),
    formats=("table", "json", "jsonl", "csv", "tsv", "md"),
    examples=(
        ("pcrm rules run", Text("What would be done today.", "今天会做什么。")),
        ("pcrm rules run wake-dormant-customers --apply --commit", Text("One rule, from cron.", "执行一条规则，可用于定时任务。")),
    ),
)
@argument("names", _NAMES, nargs=-1, metavar="[RULE]...", shell_complete=completed_rules())
@option("--apply", is_flag=True, text=Text("Writes tasks into the records, and drafts of mails.", "把任务写入档案，并起草邮件。"))
@option("--all", "everything", is_flag=True, text=Text("Shows what was done already, too.", "也显示已经执行过的。"))
@option(
    "--mail", "folder", default="", metavar="DIR", type=click.Path(file_okay=False),
    text=Text("Where drafts go (default: .pcrm/mail).", "草稿目录（默认 .pcrm/mail）。"),
)  # fmt: skip
@changing_options
def run(app: App, names: tuple[str, ...], apply: bool, everything: bool, folder: str, dry_run: bool, commit: bool) -> int:
    """Shows or carries out what rules want; exit code 2 where a rule cannot be carried out."""
    if (dry_run or commit) and not apply:
        raise WrongUse("--commit and --dry-run go with --apply", "--commit 和 --dry-run 须与 --apply 一起使用")
    found, wrong = _planned(app, names)
    todo = [action for action in found if action.state == NEW]
    if not apply or app.out.format not in ("", "table", "json"):
        _show(app, found if everything else todo)
    if not apply:
        app.out.note(_PLAN if todo else _NOTHING, new=len(todo))
        return 2 if wrong else 0
    todo = [action for action in todo if action.kind != "followup"]  # those are listed, not carried out
    good = _apply(app, todo, folder, dry_run, commit)
    app.out.note(_WOULD if dry_run else _SUM, new=len(todo), rest=sum(action.state != NEW for action in found))
    return 2 if wrong or not good else 0


def _planned(app: App, names: Sequence[str]) -> "tuple[list[Action], bool]":
    """What the rules want done, and whether one of them could not be asked, which is said."""
    from pcrm_tools import ruling
    from pcrm_tools.reports.house_rules import Action

    session = app.session()
    found, wrong = [], False
    for one in ruling.planned(session, ruling.wanted_rules(session, names), app.today):
        if isinstance(one, Action):
            found.append(one)
        else:
            wrong = True
            app.out.error(_QUERY, rule=one[0].name, said=one[1].message(app.lang))
    return found, wrong


def _plain(app: App) -> bool:
    return app.out.format not in ("", "table", "md")


def _joined(app: App, words: Sequence[str]) -> str:
    return ("、" if app.lang == "zh" else ", ").join(words)


def _show(app: App, found: "Sequence[Action]") -> None:
    columns = [Column(key, label.of(app.lang), right) for key, label, right in _COLUMNS]
    rows = []
    for one in found:
        kind = one.kind if _plain(app) else KINDS[one.kind][app.lang == "zh"]
        state: object = one.state if _plain(app) else STATES[one.state][app.lang == "zh"]
        if one.state == NEW and not _plain(app):
            state = Styled(str(state), "match")
        source = f"{one.path}:{one.line}" if one.path else ""
        rows.append([one.rule, kind, one.id, one.what, one.due, one.owner, state, one.since, source])
    app.out.rows(columns, rows, {"as_of": app.today.isoformat()}, "actions")


def _apply(app: App, todo: "Sequence[Action]", folder: str, dry_run: bool, commit: bool) -> bool:
    """Write tasks in one go, then the drafts and reports; false where a draft or report could not be made."""
    from pcrm_tools.cli.changes import finish

    changes = [_task(app, action) for action in todo if action.kind == "task"]
    if changes:
        finish(app, changes, dry_run=dry_run, commit=commit)
    if dry_run:
        return True
    from pcrm_tools.cli import rule_letters, rule_reports

    mails = [action for action in todo if action.kind == "mail"]
    paths, good = rule_letters.write(app, mails, folder) if mails else ([], True)
    for path in paths:
        app.out.note(_DRAFT, path=path)
    for path in rule_reports.write(app, [action for action in todo if action.kind == "report"], folder):
        app.out.note(_REPORT, path=path)
    return good


def _task(app: App, action: "Action") -> "Change":
    """The change that writes a rule's task into a record, with the rule's name as its tag."""
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.text.edit_series import add_task
    from pcrm_tools.text.entry_draft import DraftTask

    assigning = Assigning(app, ())
    record_type = "project" if action.path.startswith("projects/") else "customer"
    around = assigning.around(record_type)
    tokens = [("@", action.owner), ("due", action.due), ("!", action.priority), ("#", action.rule)]
    draft = DraftTask(action.what, [(key, value) for key, value in tokens if value])
    edit = guarded(lambda text: add_task(text, draft, around), record_type, around.context, ("task-due",))
    return Change(action.path, edit, _TASK.of(assigning.lang, id=action.id, rule=action.rule, text=action.what))


rules = Family(
    "rules",
    Text("Carry out the notebook's own rules.", "执行笔记本自定的规则。"),
    (listing, run),
    examples=(("pcrm rules run", Text("What would be done today.", "今天会做什么。")),),
)
