"""`pcrm move`: a project to a stage, a customer through its lifecycle, in front matter and log at once."""

from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row, changing_options, finish, record
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records, stages
from pcrm_tools.cli.dates import DAY
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.changing import Changed
    from pcrm_tools.text.edit_fields import Around

_FUTURE = Text("{day} is to come: the log says what has happened", "{day} 还没到：记录只写已发生的事")
_BACK = Text("{path}: back from {old} to {new}", "{path}：从 {old} 退回 {new}")
_SKIPS = Text("{path}: skips {between}", "{path}：跳过了 {between}")
_CLOSED = Text("{path}: the project was closed on {day}", "{path}：项目已于 {day} 结项")
_WHAT = Text("{id}: {field} {old} → {new}", "{id}: {field} {old} → {new}")


@command(
    "move",
    Text(
        "Move a project to a stage of its pipeline, or a customer to another lifecycle: front matter and a log entry in one edit.",
        "把项目推进到流程中的某个阶段，或把客户改为另一生命周期：同时修改前置信息并写入一条记录。",
    ),
    formats=("table", "json"),
    examples=(
        ("pcrm move tidewater-portal confirmed", Text("To the next stage, today.", "今天进入下一阶段。")),
        ('pcrm move 二期改造 订单 "合同已签" --at 昨天', Text("With a title, on another day.", "带说明，日期另定。")),
        ("pcrm move tidewater active", Text("A customer's lifecycle.", "客户的生命周期。")),
    ),
)
@argument("name", Text("The project or customer, by any name.", "项目或客户（任一名称）。"), metavar="ID", shell_complete=records())
@argument(
    "state",
    Text("The stage or lifecycle, in either language.", "阶段或生命周期，中英文均可。"),
    metavar="STAGE",
    shell_complete=stages(),
)
@argument("title", Text("What the log entry says of it.", "写入记录的说明。"), required=False, default="", metavar="[TITLE]")
@option("--at", type=DAY, default=None, metavar="DATE", text=Text("The day it happened (default: today).", "发生的日期（默认今天）。"))
@changing_options
def run(app: App, name: str, state: str, title: str, at: date | None, dry_run: bool, commit: bool) -> int:
    """Moves a record and says where the way is unusual."""
    from pcrm_tools.changing import Change, guarded
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.text.edit_state import Move, move

    row = record(app, name)
    moved = at or app.today
    if moved > app.today:
        raise WrongUse(*_FUTURE, day=moved.isoformat())
    around = Assigning(app, ()).around(row.type)
    wanted = Move(state, title, moved)
    edit = guarded(lambda text: move(text, wanted, around), row.type, around.context)
    done = finish(app, (Change(row.path, edit, _what(app, row, state, around)),), dry_run=dry_run, commit=commit)
    _tell(app, row, done[0], around)
    return 0


def _what(app: App, row: Row, state: str, around: "Around") -> str:
    """What the commit says; the words are the notebook's."""
    from pcrm_tools.text.edit_state import FIELDS

    config = app.session().config
    field = FIELDS[row.type]
    old = app.session().db.execute(f"select {field} from record where n=?", (row.n,)).fetchone()[0] or ""
    words = around.context.words.stage if field == "stage" else around.context.words.lifecycle
    old, new = (config.label(field, code, around.lang) if code else "" for code in (old, words.get(state.lower(), state)))
    label = around.keys.fields[field].label_zh if around.lang == "zh" else field
    return " ".join(_WHAT.of(around.lang, id=row.id, field=label, old=old, new=new).split())


def _tell(app: App, row: Row, changed: "Changed", around: "Around") -> None:
    """Notes about a project that goes back, leaves stages out, or was closed."""
    from pcrm_tools.text.edit_state import state_of, states
    from pcrm_tools.text.record import read_record

    before, after = (read_record(text, row.id, row.type, around.context) for text in (changed.before, changed.after))
    if row.type != "project":
        return
    order, old, new = states(after, around), state_of(before), state_of(after)
    config = app.session().config
    if old in order and new in order:
        if order.index(new) < order.index(old):
            app.out.note(_BACK, path=row.path, old=config.label("stage", old, app.lang), new=config.label("stage", new, app.lang))
        elif between := order[order.index(old) + 1 : order.index(new)]:
            app.out.note(_SKIPS, path=row.path, between=", ".join(config.label("stage", code, app.lang) for code in between))
    if after.front.get("closed"):
        app.out.note(_CLOSED, path=row.path, day=after.front["closed"])
