"""`pcrm task add|done|cancel|list`: what is to do, and what of it is done."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import changing_options, finish, record
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import people, records
from pcrm_tools.cli.completing_open import open_tasks
from pcrm_tools.cli.family import Family
from pcrm_tools.cli.task_listing import ORDERS, list_tasks
from pcrm_tools.cli.task_steps import tick
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.changing import Changed
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.entry_draft import Value

_ADDED = Text("{id}: new task: {text}", "{id}: 新任务：{text}")
_NAMES = Text(
    "record#t3, path:line as lists print it, or a record and the task's id or words.",
    "档案#t3；列表中的 路径:行号；或档案加任务的编号或文字。",
)
_AT = Text("The day on which it was (default: today).", "日期（默认今天）。")
# A task without a day is told of by validate; it may get one later.
_TOLD = ("task-due",)


@command(
    "add",
    Text(
        "Add a task to a record. The text may hold tokens itself, dates among them as words.",
        "给档案添加任务。文字中可以直接写属性，日期可用词语。",
    ),
    formats=("table", "json"),
    examples=(
        ('pcrm task add tidewater "Send the quote" --due fri --promise', Text("A promise to the customer.", "对客户的承诺。")),
        ("pcrm task add 瑞丰 每月备件提醒 --due 月底 --every 1mo", Text("One that comes again.", "定期重复的任务。")),
        ('pcrm task add tidewater "Call Owen due:+2d !high"', Text("With tokens in the text.", "属性写在文字里。")),
    ),
)
@argument("name", Text("The record, by any name.", "档案（任一名称）。"), metavar="ID", shell_complete=records())
@argument("words", Text("What is to do.", "要做什么。"), nargs=-1, required=True, metavar="TEXT...")
@option("--due", default="", metavar="DATE", text=Text("Until when.", "截止日期。"))
@option("--start", default="", metavar="DATE", text=Text("Not before.", "不早于哪天开始。"))
@option(
    "--owner", default="", metavar="ID", shell_complete=people(),
    text=Text("Whose it is (default: you, by git's e-mail; else the record's owner).", "负责人（默认按 git 邮箱识别为你，否则为档案的负责人）。"),
)  # fmt: skip
@option("--priority", default="", metavar="urgent|high|normal|low", text=Text("How urgent it is.", "紧急程度。"))
@option("--tag", "tags", multiple=True, metavar="TAG", text=Text("A tag; may be given several times.", "标签，可多次使用。"))
@option("--promise", is_flag=True, text=Text("It was promised to the customer.", "对客户的承诺。"))
@option("--private", is_flag=True, text=Text("Keeps it out of sites for others.", "不出现在对外的网站中。"))
@option(
    "--every", default="", metavar="DURATION",
    text=Text("Comes again: 2w, 1mo from the due day; 1mo+ from the day on which it was done.", "重复：2w、1mo 从截止日起算；1mo+ 从完成日起算。"),
)  # fmt: skip
@option("--after", default="", metavar="ID,…", text=Text("Ids that come first.", "前置编号。"))
@option("--re", "refers", default="", metavar="ID,…", text=Text("Ids that it is about.", "关于哪些编号。"))
@option("--est", default="", metavar="DURATION", text=Text("Working time that it will take.", "预计工时。"))
@option("--id", "task_id", default="", metavar="auto|ID", text=Text("Its id; `auto` is the next free one.", "编号；auto 为下一个可用编号。"))
@changing_options
def add(app: App, name: str, words: tuple[str, ...], dry_run: bool, commit: bool, **given: object) -> int:
    """Adds a task and says where it is."""
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.cli.log_draft import default_owner
    from pcrm_tools.cli.typed_task import typed_task
    from pcrm_tools.text.edit_series import add_task

    row = record(app, name)
    assigning = Assigning(app, ())
    around = assigning.around(row.type)
    options = _options(app, around.context, given)
    draft = typed_task(app, around.context, " ".join(words), options, default_owner(app, row))
    edit = guarded(lambda text: add_task(text, draft, around), row.type, around.context, _TOLD)
    said = _ADDED.of(assigning.lang, id=row.id, text=draft.text)
    finish(app, [Change(row.path, edit, said)], dry_run=dry_run, commit=commit, places=lambda done: _places(done, around.context))
    return 0


def _options(app: App, context: "Context", given: Mapping[str, object]) -> "list[tuple[str, Value]]":
    """The options as tokens by canonical key."""
    from pcrm_tools.cli.typed_tokens import person, priority, tag, token

    keys = {"due": "due", "start": "start", "every": "every", "after": "after", "refers": "re", "est": "est", "task_id": "id"}
    found = [token(app, context, key, str(given[name])) for name, key in keys.items() if given[name]]
    if given["owner"]:
        found.append(("@", person(app.session(), str(given["owner"]))))
    if given["priority"]:
        found.append(("!", priority(str(given["priority"]))))
    typed = given["tags"] if isinstance(given["tags"], tuple) else ()
    tags = [tag(str(word)) for word in typed] + [name for name in ("promise", "private") if given[name]]
    return [*found, *(("#", name) for name in dict.fromkeys(tags))]


def _places(done: "Sequence[Changed]", context: "Context") -> list[Mapping[str, object]]:
    """Where the new task stands: a heading may be new above it."""
    from pcrm_tools.text.edit_series import new_task_line

    words = context.body["customer"]
    return [{"path": one.path, "line": new_task_line(one.before, one.after, words) or one.line} for one in done]


@command(
    "done",
    Text("Tick tasks. One that comes again gets its next one right below.", "勾选任务。重复的任务会在下方生成下一个。"),
    formats=("table", "json"),
    examples=(
        ("pcrm task done tidewater#t1", Text("By its id.", "按编号。")),
        ("pcrm task done customers/clinics/tidewater.md:92", Text("By the line that lists print.", "按列表中的行号。")),
        ("pcrm task done 瑞丰 备件提醒 --at 昨天", Text("By its words.", "按文字。")),
    ),
)
@argument("names", _NAMES, nargs=-1, required=True, metavar="TASK...", shell_complete=open_tasks())
@option("--at", default="", metavar="DATE", text=_AT)
@changing_options
def done(app: App, names: tuple[str, ...], at: str, dry_run: bool, commit: bool) -> int:
    """Ticks tasks."""
    tick(app, names, "done", at, dry_run, commit)
    return 0


@command(
    "cancel",
    Text("Drop tasks: they are kept, with the day on which they were cancelled.", "取消任务：保留在文件中，并注明取消日期。"),
    formats=("table", "json"),
)
@argument("names", _NAMES, nargs=-1, required=True, metavar="TASK...", shell_complete=open_tasks())
@option("--at", default="", metavar="DATE", text=_AT)
@changing_options
def cancel(app: App, names: tuple[str, ...], at: str, dry_run: bool, commit: bool) -> int:
    """Cancels tasks."""
    tick(app, names, "cancelled", at, dry_run, commit)
    return 0


@command(
    "list",
    Text(
        "Show tasks with file and line, what is due first on top. A task that waits for others, or for its start, says so.",
        "列出任务及其文件和行号，先到期的在前。等待前置任务或开始日期的会注明。",
    ),
    formats=("table", "json", "jsonl", "csv", "tsv", "md", "ids"),
    examples=(
        ("pcrm task list --owner me --due ..+7d", Text("Mine, up to next week.", "我的，一周内到期。")),
        ("pcrm task list tier:key --sort blocked", Text("Of key customers, those that can be done first.", "重点客户，可立即做的在前。")),
    ),
)
@argument("query", Text("Which records (the query language of search).", "限定档案（与 search 相同的查询语言）。"), nargs=-1, metavar="[QUERY]...")
@option(
    "--owner", default=None, metavar="ID,…", shell_complete=people(),
    text=Text("Whose: team ids or names, `me` by git's e-mail.", "负责人：成员编号或姓名；me 按 git 邮箱识别。"),
)  # fmt: skip
@option(
    "--state", type=click.Choice(["open", "done", "cancelled", "all"]), default="open", metavar="open|done|cancelled|all",
    text=Text("In which state (default: open).", "状态（默认 open）。"),
)  # fmt: skip
@option("--due", default="", metavar="RANGE", text=Text("Due when: a day, A..B, A.. or ..B, in any words.", "到期范围：某日、A..B、A.. 或 ..B。"))
@option("--sort", default="due", metavar="|".join(ORDERS), text=Text("Sort by this; -KEY turns it round.", "排序；-键 为倒序。"))
def listing(app: App, query: tuple[str, ...], owner: str | None, state: str, due: str, sort: str) -> int:
    """Lists tasks; exit code 1 where there is none."""
    return list_tasks(app, " ".join(query), owner, state, due, sort)


task = Family(
    "task",
    Text("Tasks: add, tick, drop and list them.", "任务：添加、完成、取消和列出。"),
    (add, done, cancel, listing),
)
