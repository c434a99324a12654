"""`pcrm followups`: everything that is due, and why."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.reports.due_rules import Part
    from pcrm_tools.reports.followups import FollowUp
    from pcrm_tools.session import Session

_COLUMNS = (
    ("days_late", Text("late", "逾期"), True), ("due", Text("due", "到期"), False), ("owner", Text("owner", "负责人"), False),
    ("id", Text("record", "记录"), False), ("rule", Text("rule", "规则"), False), ("what", Text("what", "事项"), False),
    ("why", Text("why", "原因"), False), ("source", Text("source", "出处"), False),
)  # fmt: skip
_NONE = Text("nothing is due up to {day}", "到 {day} 为止没有到期的跟进")
_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 条，--limit 0 显示全部")
_SUM = Text("{total} due up to {day}, {late} of them overdue", "到 {day} 为止共 {total} 条，其中逾期 {late} 条")
_SCREENFUL = 50
_GROUPS = ("none", "owner", "day", "customer")


@command(
    "followups",
    Text(
        "Show everything that is due, most pressing first, each with the reason and the source line.",
        "列出所有到期的跟进，最紧迫的在前，并说明原因和出处。",
    ),
    formats=("table", "json", "jsonl", "csv", "tsv", "md", "ids"),
    examples=(
        ("pcrm followups --owner me", Text("My own.", "我自己的。")),
        ("pcrm followups --within 2w --group owner", Text("The next two weeks by person.", "未来两周，按人分组。")),
        (
            "pcrm followups tier:key --fail-on overdue",
            Text("For cron: fails when a key customer waits.", "用于定时任务：重点客户有逾期则失败。"),
        ),
    ),
)
@argument(
    "query",
    Text("Which records (the query language of search).", "限定记录（与 search 相同的查询语言）。"),
    nargs=-1,
    metavar="[QUERY]...",
)
@option(
    "--owner",
    metavar="ID",
    text=Text("Whose: a team id or name, or `me` (by git's e-mail).", "负责人：成员 id 或姓名，或 me（按 git 邮箱）。"),
)
@option(
    "--within",
    metavar="DURATION",
    text=Text(
        "How far ahead to look, such as 7d or 2w (default 7d; 0d: what is due today or overdue).",
        "向前看多久，如 7d、2w（默认 7d；0d 为今天到期和逾期）。",
    ),
)
@option(
    "--group", type=click.Choice(_GROUPS), default="none", metavar="|".join(_GROUPS), text=Text("Group the rows.", "分组显示。")
)
@option("--explain", is_flag=True, text=Text("Show what each score is the sum of.", "显示分数的组成。"))
@option(
    "--limit",
    type=click.IntRange(0),
    default=None,
    text=Text("At most so many rows (0: all; a table shows 50 by default).", "最多显示多少行（0 为全部；表格默认 50 行）。"),
)
@option(
    "--fail-on",
    type=click.Choice(["overdue", "due"]),
    text=Text("Exit code 1 where something is overdue, or due at all.", "有逾期（overdue）或到期（due）时退出码为 1。"),
)
def run(
    app: App,
    query: tuple[str, ...],
    owner: str | None,
    within: str | None,
    group: str,
    explain: bool,
    limit: int | None,
    fail_on: str | None,
) -> int:
    """Lists what is due; exit code 1 only with `--fail-on`."""
    from pcrm_tools.store import due

    session = app.session()
    horizon = _horizon(within, app.today)
    only = _wanted(app, session, " ".join(query)) if query else None
    rows = list(due.followups(session.db, session.config, app.today, horizon, only=only))
    if owner:
        person = _person(session, owner)
        rows = [row for row in rows if row.owner == person]
    late = sum(row.days_late > 0 for row in rows)
    if limit is None:
        limit = _SCREENFUL if app.out.format in ("", "table") else 0
    shown = rows[:limit] if limit else rows
    _write(app, session, shown, group, explain)
    day = horizon.isoformat()
    if app.out.format in ("", "table"):
        app.out.note(_SUM if rows else _NONE, total=len(rows), late=late, day=day)
        if len(shown) < len(rows):
            app.out.note(_MORE, shown=len(shown), total=len(rows))
    failing = late if fail_on == "overdue" else sum(row.days_late >= 0 for row in rows) if fail_on else 0
    return 1 if failing else 0


def _horizon(within: str | None, today: date) -> date:
    from pcrm_tools.facts.dates import add

    day = add(today, within or "7d") if within is None or within[:1].isdigit() else None
    if day is None:
        raise WrongUse(
            "--within takes a duration such as 7d, 2w or 1mo, not `{seen}`",
            "--within 的写法如 7d、2w、1mo，不是 `{seen}`",
            seen=within,
        )
    return day


def _wanted(app: App, session: "Session", text: str) -> set[int]:
    """The numbers of the records that a query means; a query that finds a customer means its projects too."""
    from pcrm_tools.cli.querying import matching

    found = set(matching(app, session, text))
    projects = session.db.execute(
        "select p.n, c.n from record p join record c on c.id = p.customer and c.type = 'customer' where p.type = 'project'"
    )
    return found | {project for project, customer in projects if customer in found}


def _person(session: "Session", name: str) -> str:
    """The team id that a name means; `me` is whoever git says we are."""
    from pcrm_tools.errors import UnknownName

    words = session.config.team_words()
    if name != "me":
        if name not in words:
            raise UnknownName(name, sorted(set(words.values())))
        return words[name]
    from pcrm_tools.store import git

    full_name, email = git.identity(session.root)
    for member in session.config.data["team"]:
        if email and member.get("email") == email:
            return str(member["id"])
    if full_name in words:
        return words[full_name]
    raise WrongUse(
        "git knows you as `{name} <{email}>`, and nobody in the team of pcrm.yml has that e-mail",
        "git 中的身份是 `{name} <{email}>`，pcrm.yml 的团队中没有此邮箱",
        name=full_name,
        email=email,
    )


def _write(app: App, session: "Session", rows: Sequence["FollowUp"], group: str, explain: bool) -> None:
    from pcrm_tools.reports.followups import why_text

    why = [why_text(row, session.config, app.lang) for row in rows]
    if app.out.format == "json":
        items = [
            {
                "id": row.id, "path": row.path, "line": row.line, "due": row.due, "days_late": row.days_late, "owner": row.owner,
                "rule": row.rule, "what": row.what, "why": reason, "score": row.score,
                **({"parts": [{"id": part.id, "points": part.points} for part in _parts(row, session)]} if explain else {}),
            }
            for row, reason in zip(rows, why, strict=True)
        ]  # fmt: skip
        app.out.json({"as_of": app.today.isoformat(), "items": items})
        return
    columns = [Column(key, label.of(app.lang), right) for key, label, right in _COLUMNS]
    if app.out.format not in ("", "table"):
        app.out.rows(columns, [_cells(row, reason, session, app.lang, plain=True) for row, reason in zip(rows, why, strict=True)])
        return
    pairs = list(zip(rows, why, strict=True))
    for title, members in _grouped(pairs, group, session):
        if title:
            app.out.line(Styled(title, "head"))
        app.out.table(columns, [_cells(row, reason, session, app.lang) for row, reason in members])
        if explain:
            for row, _ in members:
                sum_ = " + ".join(f"{part.points} {part.zh if app.lang == 'zh' else part.en}" for part in _parts(row, session))
                app.out.line(f"{row.id} {row.rule}: {row.score} = {sum_}")
        if title:
            app.out.line("")


def _parts(row: "FollowUp", session: "Session") -> Sequence["Part"]:
    from pcrm_tools.reports.followups import explain

    return explain(row, session.config)


def _cells(row: "FollowUp", why: str, session: "Session", lang: str, plain: bool = False) -> list[object]:
    from pcrm_tools.reports.due_rules import BY_ID

    rule = row.rule if plain else (BY_ID[row.rule].zh if lang == "zh" else BY_ID[row.rule].en)
    late: object = row.days_late
    if not plain:
        late = Styled(str(row.days_late), "error") if row.days_late > 0 else str(row.days_late)
    what = row.what or row.name if plain else what_text(row, session, lang)
    return [late, row.due, row.owner, row.id, rule, what, why, f"{row.path}:{row.line}"]


def what_text(row: "FollowUp", session: "Session", lang: str) -> str:
    """What a follow-up is about, stages by their labels in a language."""
    if row.rule in ("stage-late", "limit"):
        return " → ".join(session.config.label("stage", stage, lang) for stage in row.what.split(" → "))
    return row.what or row.name


def _grouped(
    pairs: list[tuple["FollowUp", str]], group: str, session: "Session"
) -> list[tuple[str, list[tuple["FollowUp", str]]]]:
    if group == "none" or not pairs:
        return [("", pairs)] if pairs else []
    found: dict[str, list[tuple[FollowUp, str]]] = {}
    for pair in pairs:
        row = pair[0]
        key = {"owner": row.owner, "day": row.due, "customer": row.group}[group]
        found.setdefault(key, []).append(pair)
    titles = {key: f"{session.config.person(key)} ({key})" if group == "owner" and key else key or "-" for key in found}
    keys = sorted(found) if group != "customer" else list(found)
    return [(titles[key], found[key]) for key in keys]
