"""`pcrm list`: records as a table."""

from typing import TYPE_CHECKING, Any

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.table import Column
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.session import Session

_DEFAULT = {
    "customer": ("id", "name", "lifecycle", "tier", "owner", "last_contact", "next_contact"),
    "project": ("id", "name", "customer", "stage", "value", "owner", "due"),
    "": ("id", "type", "name", "owner", "last_contact", "next_contact"),
}
_COUNT = Text("records: {total}", "共 {total} 份档案")
_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 份档案，--limit 0 显示全部")
_NONE = Text("no record fits", "没有符合的档案")


@command(
    "list",
    Text("Show records as a table.", "以表格列出档案。"),
    formats=("table", "json", "jsonl", "csv", "tsv", "md", "ids"),
    examples=(
        ("pcrm list --type customer tier:key", Text("Key customers.", "重点客户。")),
        ("pcrm list 阶段:订单 金额:100万.. --sort -value", Text("Large orders, the largest first.", "大额订单，金额从高到低。")),
        ("pcrm list --view mine --format csv", Text("A view of pcrm.yml as CSV.", "以 CSV 输出 pcrm.yml 中的视图。")),
    ),
)
@argument(
    "query",
    Text("Which records (the query language of search); none: all.", "查询条件（与 search 相同）；省略则为全部。"),
    nargs=-1,
    metavar="[QUERY]...",
)
@option(
    "--type",
    "record_type",
    type=click.Choice(["customer", "project"]),
    metavar="customer|project",
    text=Text("Only customers, or only projects.", "只列客户或只列项目。"),
)
@option(
    "--columns",
    metavar="A,B,…",
    text=Text(
        "Which fields and facts to show, in either language; dotted for inner ones.", "显示哪些字段和事实，中英文均可；内层字段用点号。"
    ),
)
@option("--sort", metavar="FIELD", text=Text("Sort by a field; -FIELD turns it round.", "按字段排序；-字段 为倒序。"))
@option(
    "--view",
    metavar="NAME",
    text=Text("A view of pcrm.yml: its query, columns and order.", "pcrm.yml 中的视图：查询、列和排序。"),
)
@option("--archived", is_flag=True, text=Text("Archived records too.", "包括已归档的档案。"))
@option("--limit", type=click.IntRange(0), default=0, text=Text("At most so many rows (0: all).", "最多显示多少行（0 为全部）。"))
def run(
    app: App,
    query: tuple[str, ...],
    record_type: str | None,
    columns: str | None,
    sort: str | None,
    view: str | None,
    archived: bool,
    limit: int,
) -> int:
    """Lists records; exit code 1 where none fits."""
    from pcrm_tools.cli.querying import ask
    from pcrm_tools.store import listing
    from pcrm_tools.store.computed import Frame

    session = app.session()
    text = " ".join(query)
    if view:
        from pcrm_tools.text import saved_queries

        saved = saved_queries.view(session.config, view)
        text = saved_queries.view_query(session.config, view, text)
        columns, sort, record_type = columns or ",".join(saved.columns), sort or saved.sort, record_type or saved.type
    names = _columns(session, columns, record_type or "")
    answer = ask(app, session, text) if text.strip() else None
    frame = (answer and answer.frame) or Frame(session.db, session.config, app.today)
    scores, archived = (answer.scores, archived or answer.archived) if answer else (None, archived)
    rows = listing.rows(session.db, frame, scores, record_type or "", names, sort or "", archived)
    _write(app, session, names, rows[:limit] if limit else rows, len(rows))
    return 0 if rows else 1


def _write(app: App, session: "Session", names: list[str], rows: list[tuple[Any, ...]], total: int) -> None:
    from pcrm_tools.store import listing

    labels = listing.labels(session.config, names, app.lang)
    heads = [Column(name, label, listing.is_number(session.config, name)) for name, label in zip(names, labels, strict=True)]
    plain = app.out.format not in ("", "table", "md")
    cells = [
        [listing.shown(session.config, name, value, app.lang, plain) for name, value in zip(names, row, strict=True)]
        for row in rows
    ]
    app.out.rows(heads, cells, {"total": total})
    if app.out.format in ("", "table"):
        app.out.note(_MORE if len(rows) < total else _COUNT if total else _NONE, total=total, shown=len(rows))


def _columns(session: "Session", given: str | None, record_type: str) -> list[str]:
    """Canonical names of the columns asked for; raises WrongUse for one that no field has."""
    from pcrm_tools.store.listing import column_name, near_column
    from pcrm_tools.text.query_tree import perhaps

    if not given:
        return list(_DEFAULT[record_type])
    found = []
    for word in given.replace("，", ",").split(","):
        name = column_name(session.config, word.strip())
        if name is None:
            raise WrongUse(
                "there is no column `{word}`{near}; write a field's name such as owner, tier or contract.end",
                "没有列 `{word}`{near_zh}；请写字段名，如 负责人、级别、合同.结束",
                word=word.strip(),
                **perhaps(near_column(session.config, word.strip())),
            )
        found.append(name)
    return found
