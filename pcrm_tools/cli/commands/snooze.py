"""`pcrm snooze`: a record kept out of the follow-ups until a day."""

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import changing_options, finish, record
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import records
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

_PAST = Text("{day} is not after today: snooze until a later day, or wake it with --off", "{day} 不晚于今天：请写以后的日期，或用 --off 取消")
_NO_DAY = Text("until when? write pcrm snooze ID DATE, or --off to wake it", "到哪天？写法：pcrm snooze 编号 日期；--off 取消")
_STAYS = Text("promises to the customer stay in the follow-ups", "对客户的承诺仍会提醒")


@command(
    "snooze",
    Text(
        "Keep records out of the follow-ups until a day. Promises to the customer (#promise) stay in them.",
        "在某日之前不提醒跟进这些档案。对客户的承诺（#承诺）仍会提醒。",
    ),
    formats=("table", "json"),
    examples=(
        ("pcrm snooze tidewater +2w", Text("For two weeks.", "两周。")),
        ("pcrm snooze 华星 下周三", Text("Until Wednesday of next week.", "到下周三。")),
        ("pcrm snooze tidewater --off", Text("No longer.", "取消。")),
    ),
)
@argument(
    "words",
    Text("Records by any name, then the day: 2026-12-01 or a word.", "档案（任一名称），然后是日期：2026-12-01 或日期词。"),
    nargs=-1,
    required=True,
    metavar="ID... DATE",
    shell_complete=records(),
)
@option("--off", is_flag=True, text=Text("Wakes the records; no date is given then.", "取消暂缓，此时不写日期。"))
@changing_options
def run(app: App, words: tuple[str, ...], off: bool, dry_run: bool, commit: bool) -> int:
    """Sets or removes the day before which nothing is due."""
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.cli.dates import day
    from pcrm_tools.text.edit_target import Assignment

    names, until = (words, "") if off else (words[:-1], words[-1])
    if not names:
        raise WrongUse(*_NO_DAY)
    app.session()
    if until:
        found = day(until, app.today)
        if found <= app.today:
            raise WrongUse(*_PAST, day=found.isoformat())
        until = found.isoformat()
    rows = list(dict.fromkeys(record(app, name) for name in names))
    assigning = Assigning(app, [Assignment("snooze", "", until)])
    done = finish(app, [assigning.change(row) for row in rows], dry_run=dry_run, commit=commit)
    if until and not dry_run and any(one.line for one in done):
        app.out.note(_STAYS)
    return 0
