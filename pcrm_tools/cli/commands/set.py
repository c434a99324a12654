"""`pcrm set`: fields of one record or of all that a query finds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, changing_options, finish, record
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.changing import Changed
    from pcrm_tools.cli.assigning import Assigning

_SILENT = Text(
    "{path}: the log does not tell of {key}: {old} → {new} (--log writes that entry too)",
    "{path}：记录里没有写{key}：{old} → {new}（加 --log 会同时写入记录）",
)
_NONE = Text("no record matches", "没有符合的档案")
_NO_ID = Text("which record? write pcrm set ID KEY=VALUE", "哪份档案？写法：pcrm set 编号 键=值")
_NO_PAIR = Text("what is to change? write pcrm set ID KEY=VALUE", "改什么？写法：pcrm set 编号 键=值")
_EITHER = Text("name records or give --query, not both", "请指定档案或使用 --query，二者选一")


@command(
    "set",
    Text(
        "Set fields of records: KEY=VALUE, KEY= removes, KEY+=VALUE and KEY-=VALUE change a list. Keys in either language, with dots for "
        "what is inside: budget.total=90,000, milestones.M2.due=+2w, contacts.Owen.phone=….",
        "修改档案的字段：键=值；键= 删除；键+=值、键-=值 增减清单。键可用中英文，内层用点：预算.总额=12万、里程碑.M2.截止=+2w、联系人.王芳.电话=…。",
    ),
    formats=("table", "json"),
    examples=(
        ("pcrm set tidewater tier=key tags+=pilot", Text("Two fields at once.", "一次修改两个字段。")),
        ("pcrm set tidewater-portal risks.K2.status=closed", Text("A cell of an item.", "清单中一项的一格。")),
        ("pcrm set --query owner:mike owner=lena --log --dry-run", Text("Of every record found, shown first.", "修改全部符合的档案，先预览。")),
    ),
)
@argument(
    "words",
    Text("Records by any name, then KEY=VALUE.", "档案（任一名称），然后是 键=值。"),
    nargs=-1,
    required=True,
    metavar="ID... KEY=VALUE...",
    shell_complete=records(),
)
@option(
    "--log",
    is_flag=True,
    text=Text("Writes the log entry of a changed stage, lifecycle or owner too.", "阶段、生命周期或负责人改变时，同时写入一条记录。"),
)
@option("--query", default="", metavar="QUERY", text=Text("The records that a query finds, instead of names.", "用查询指定档案。"))
@changing_options
def run(app: App, words: tuple[str, ...], log: bool, query: str, dry_run: bool, commit: bool) -> int:
    """Changes the records all or none; exit code 1 where a query finds nothing."""
    from pcrm_tools.cli.assigning import Assigning, read_assignments

    names, pairs = _parted(app, words)
    if not pairs:
        raise WrongUse(*_NO_PAIR)
    if bool(names) == bool(query):
        raise WrongUse(*(_EITHER if query else _NO_ID))
    assigning = Assigning(app, read_assignments(pairs))
    rows = _found(app, query) if query else list(dict.fromkeys(record(app, name) for name in names))
    if not rows:
        app.out.note(_NONE)
        return 1
    done = finish(app, [assigning.change(row, log) for row in rows], dry_run=dry_run, commit=commit)
    if not log:
        _tell(app, assigning, rows, done)
    return 0


def _parted(app: App, words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names in front of the first `key=value`; an id may hold `=` too."""
    from pcrm_tools.text.edit_target import read_assignment

    names = []
    for word in words:
        if read_assignment(word) and not _is_id(app, word):
            break
        names.append(word)
    return names, list(words[len(names) :])


def _is_id(app: App, word: str) -> bool:
    # What is no UTF-8 on the command line arrives as half characters, which SQLite does not take.
    valid = word.encode("utf-8", "replace").decode("utf-8")
    return app.session().db.execute("select 1 from record where id=?", (valid,)).fetchone() is not None


def _found(app: App, query: str) -> list[Row]:
    from pcrm_tools.cli.querying import matching

    numbers = matching(app, app.session(), query)
    rows = app.session().db.execute("select n, id, path, type, name from record where type != 'page' order by path")
    return [Row(*row) for row in rows if row[0] in numbers]


def _tell(app: App, assigning: "Assigning", rows: Sequence[Row], done: Sequence["Changed"]) -> None:
    """Says where the log does not tell of a state that the front matter has changed."""
    from pcrm_tools.text.edit_state import KINDS
    from pcrm_tools.text.record import read_record

    by_path = {row.path: row for row in rows}
    for one in done:
        row = by_path[one.path]
        changed = {order.target.fields[0].key for order in assigning.ready(row.type)} & KINDS.keys()
        if not one.line or not changed:
            continue
        before, after = (read_record(text, row.id, row.type, assigning.context) for text in (one.before, one.after))
        for key in sorted(changed):
            old, new = before.front.get(key), after.front.get(key)
            if old and new and old != new:
                label = assigning.context.keys[row.type].fields[key].label_zh if app.lang == "zh" else key
                old, new = (_called(app, key, str(code)) for code in (old, new))
                app.out.note(_SILENT, path=row.path, key=label, old=old, new=new)


def _called(app: App, key: str, code: str) -> str:
    """A person by name, a stage or lifecycle by its label."""
    config = app.session().config
    return config.person(code) if key == "owner" else config.label(key, code, app.lang)
