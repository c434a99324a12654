"""`pcrm search`: text and fields in one query, ranked, with the line that shows it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import views
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.asking import Answer
    from pcrm_tools.explaining import Reasons
    from pcrm_tools.store.hits import Hit

_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 条结果，--limit 0 显示全部")
_COUNT = Text("{total} found", "找到 {total} 条")
_EMPTY = (
    "the query is empty: write words, field:value or both (pcrm list shows all records)",
    "查询为空：请写要找的词、字段:值，或两者都写（列出全部档案用 pcrm list）",
)
_TYPES = ("customer", "project", "page")
_SORTS = ("score", "date", "name", "path")
COLUMNS = ("id", "type", "name", "path", "line", "kind", "date", "score", "snippet")


@command(
    "search",
    Text(
        'Find text and fields in all records, best first. Words and "phrases", field:value, a..b, has:, missing:, not:, AND, OR, brackets.',
        "在全部档案中搜索文字和字段，最相关的在前。词、“短语”、字段:值、a..b、有:、缺:、非:、AND、OR、括号。",
    ),
    formats=("table", "json", "jsonl", "paths", "vimgrep", "ids", "csv", "tsv"),
    examples=(
        ("pcrm search 贴标 tier:key", Text("Text and a field.", "文字加字段。")),
        ("pcrm search '\"wrong clinic hours\"'", Text("A phrase: quotes within the shell's quotes.", "短语：shell 引号里再加引号。")),
        ("pcrm search log:complaint log.date:2026-07..", Text("Complaints since July.", "七月以来的投诉。")),
        ("pcrm search -- -cold 报价", Text("A word that must not stand there; or not:cold.", "不含 cold；也可写 not:cold。")),
        ("vim -q <(pcrm search 发票 --format vimgrep)", Text("Jump through the hits in an editor.", "在编辑器中逐条跳转。")),
    ),
)
@argument("query", Text("What to find.", "要查找的内容。"), nargs=-1, metavar="[QUERY]...")
@option(
    "--type", "record_type", type=click.Choice(_TYPES), metavar="|".join(_TYPES), text=Text("Only one type.", "只查一种类型。")
)
@option(
    "--sort",
    type=click.Choice(_SORTS),
    default="score",
    metavar="|".join(_SORTS),
    text=Text(
        "The order (default: score); date: newest entry of the kinds asked for, else newest contact.",
        "排序（默认按相关度）；date 按所查类型的最新记录，否则按最近联系。",
    ),
)
@option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    text=Text("At most so many hits (default 20; 0: all).", "最多显示多少条（默认 20，0 为全部）。"),
)
@option(
    "--exact", is_flag=True, text=Text("Only what meets the query: no second, relaxed pass.", "只要完全符合的结果，不放宽条件再找。")
)
@option("--explain", is_flag=True, text=Text("Show where each hit's score comes from.", "显示每条结果的分数从何而来。"))
@option(
    "--view",
    metavar="NAME",
    shell_complete=views(),
    text=Text("Among the records of a view of pcrm.yml.", "只在 pcrm.yml 中某个视图的范围内查。"),
)
def run(
    app: App, query: tuple[str, ...], record_type: str | None, sort: str, limit: int, exact: bool, explain: bool, view: str | None
) -> int:
    """Searches and shows the hits; exit code 1 where nothing meets the query, whatever the relaxed pass shows."""
    from pcrm_tools.cli.querying import ask, with_view
    from pcrm_tools.search.snippets import shown
    from pcrm_tools.store.hits import hits

    text = " ".join(query)
    session = app.session()
    if not text.strip() and not view:
        raise WrongUse(*_EMPTY)
    text = with_view(session, view, text) if view else text
    answer = ask(app, session, text)
    total, found = hits(
        session.db, session.root, answer.scores, answer.needles, record_type or "", sort, limit, shown, answer.kinds, answer.evidence
    )
    if not total:
        from pcrm_tools.cli.nothing_found import tell

        tell(app, text, answer, record_type or "", limit, exact)
        return 1
    why = _reasons(app, text, answer, found) if explain else {}
    _write(app, text, total, found, why, sort)
    if app.out.format in ("", "table"):
        app.out.note(_MORE if len(found) < total else _COUNT, total=total, shown=len(found))
    return 0


def _reasons(app: App, text: str, answer: "Answer", found: Sequence["Hit"]) -> "dict[int, Reasons]":
    from pcrm_tools.explaining import reasons

    digits = 3 if app.out.format.startswith("json") else 2
    return reasons(app.session().index, text, answer, [hit.n for hit in found], app.today, digits)


def _write(app: App, text: str, total: int, found: Sequence["Hit"], why: "Mapping[int, Reasons]", sort: str) -> None:
    out = app.out
    if out.format in ("", "table"):
        _screen(app, found, why, sort)
    elif out.format == "paths":
        out.data("".join(f"{out.safe(path)}\n" for path in dict.fromkeys(_opened(app, hit.path) for hit in found)))
    elif out.format == "vimgrep":
        for hit in found:
            out.line(f"{_opened(app, hit.path)}:{hit.line}:{hit.column}:{hit.snippet}")
    elif out.format == "ids":
        for hit in found:
            out.line(hit.id)
    elif out.format == "json":
        out.json({"query": text, "total": total, "hits": [_values(hit, why) for hit in found]})
    else:
        from pcrm_tools.cli.table import Column

        rows = [_values(hit, why if out.format == "jsonl" else {}) for hit in found]
        out.rows([Column(key, key) for key in rows[0]], [list(row.values()) for row in rows])


def _screen(app: App, found: Sequence["Hit"], why: "Mapping[int, Reasons]", sort: str) -> None:
    from pcrm_tools.cli import hit_lines

    for hit in found:
        hit_lines.write_hit(app.out, app.session().config, hit, score=hit.n in why and bool(why[hit.n].parts))
        if hit.n in why:
            hit_lines.write_reasons(app.out, why[hit.n])
    if any(reasons.parts for reasons in why.values()):
        hit_lines.write_legend(app.out, sort)


def _values(hit: "Hit", why: "Mapping[int, Reasons]") -> dict[str, Any]:
    """A hit as programs read it."""
    values = {key: getattr(hit, key) for key in COLUMNS}
    if hit.n in why:
        from pcrm_tools.explaining import as_values

        values["explain"] = as_values(why[hit.n])
    return values


def _opened(app: App, path: str) -> str:
    """A record's path as one opens it from the current folder; from outside the notebook, the whole path."""
    import os
    from pathlib import Path

    root = app.session().root
    try:
        here = Path.cwd().resolve()
    except OSError:
        return str(root / path)
    if here == root:
        return path
    return os.path.relpath(root / path, here).replace(os.sep, "/") if root in here.parents else str(root / path)
