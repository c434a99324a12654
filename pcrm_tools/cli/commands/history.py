"""`pcrm history`: who changed what in a record, when, and in which commit."""

from typing import TYPE_CHECKING

from pcrm_tools.cli import past_words
from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.table import Styled
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.tracing import Event

_NOT_YET = Text("not committed yet", "尚未提交")
_NONE = Text("no change of {what} is known to git", "git 中没有 {what} 的改动")
_MORE = Text("{count} more changes; --limit 0 shows all", "另有 {count} 处改动；--limit 0 显示全部")


@command(
    "history",
    Text(
        "Show who changed what in a record, when, and in which commit, across renames.",
        "显示一份档案的改动历史：谁、何时、在哪次提交改了什么（文件改名也能追溯）。",
    ),
    formats=("text", "json", "jsonl"),
    examples=(
        ("pcrm history tidewater", Text("Everything, newest first.", "全部改动，最新的在前。")),
        ("pcrm history tidewater-portal stage", Text("One field; its own log entries are held against it.", "某个字段，并与日志互相核对。")),
        ("pcrm history 瑞丰 联系人", Text("Contacts that came, went and changed.", "联系人的增减和变动。")),
    ),
)
@argument("name", Text("Id, name, alias or path of a record.", "档案的编号、名称、别名或路径。"), metavar="ID", shell_complete=records())
@argument("field", Text("Only this field: a key, `log`, `tasks` or `text`.", "只看某个字段：键名、log、tasks 或 text。"), required=False, metavar="[FIELD]")
@option("--since", metavar="DATE", text=Text("Nothing that was written down before this day.", "只看这一天起写下的改动。"))
@option(
    "--limit",
    type=int,
    default=200,
    metavar="N",
    text=Text("How many changes at most (default: 200; 0: all).", "最多显示多少处改动（默认 200，0 为全部）。"),
)
def run(app: App, name: str, field: str | None, since: str | None, limit: int) -> int:
    """Shows the changes, newest first; exit code 1 where there are none."""
    from pcrm_tools import tracing
    from pcrm_tools.cli.dates import day

    session = app.session()
    record = past_words.record_of(session, name)
    key = past_words.field_key(session, record, field) if field else ""
    found = tracing.past(session, record)
    events = tracing.of_field(found.events, key) if key else found.events
    if since:
        first = day(since, app.today).isoformat()
        events = tuple(one for one in events if one.commit is None or one.commit.when[:10] >= first)
    shown = events[:limit] if limit else events
    if app.out.format == "json":
        past_words.write_json(app, record, key, shown, found, len(events))
    elif app.out.format == "jsonl":
        app.out.text("".join(past_words.line_of(one, app.lang) for one in shown))
    else:
        app.out.paged()
        _tell(app, shown)
        if len(events) > len(shown):
            app.out.note(_MORE, count=len(events) - len(shown))
    if key in tracing.STATES.values():
        past_words.tell_doubts(app, session, record, found)
    past_words.tell_shallow(app, found)
    if not events:
        app.out.note(_NONE, what=f"{record.id}.{key}" if key else record.id)
    return 0 if events else 1


def _tell(app: App, events: tuple["Event", ...]) -> None:
    """One commit after the other, each with its lines."""
    last = object()
    for one in events:
        if one.commit != last:
            last = one.commit
            if one.commit is None:
                app.out.line(Styled(_NOT_YET.of(app.lang), "warning"))
            else:
                who = f"  {one.commit.author}  {one.commit.subject}"
                app.out.line(Styled(one.commit.when[:16].replace("T", " "), "head"), who, "  ", Styled(one.commit.id[:10], "dim"))
        text = one.zh if app.lang == "zh" else one.en
        app.out.line("    ", Styled(text, "error") if one.loud else text)
