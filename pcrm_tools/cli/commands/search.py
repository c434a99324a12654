"""`pcrm search`: text and fields in one query, ranked, with the line that shows it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.table import Styled
from pcrm_tools.cli.wording import Text

if TYPE_CHECKING:
    from pcrm_tools.store.hits import Hit

_NONE = Text("nothing found for {query}", "没有找到 {query}")
_MORE = Text("{shown} of {total} shown; --limit 0 shows all", "显示 {shown} / {total} 条结果，--limit 0 显示全部")
_COUNT = Text("{total} found", "找到 {total} 条")
_TYPES = ("customer", "project", "page")
_SORTS = ("score", "date", "name", "path")
_COLUMNS = ("id", "type", "name", "path", "line", "kind", "date", "score", "snippet")


@command(
    "search",
    Text(
        'Find text and fields in all records, best first. Words and "phrases", field:value, a..b, has:, missing:, not:, AND, OR, brackets.',
        "在全部记录中搜索文字和字段，最相关的在前。词、“短语”、字段:值、a..b、有:、缺:、非:、AND、OR、括号。",
    ),
    formats=("table", "json", "jsonl", "paths", "vimgrep", "ids", "csv", "tsv"),
    examples=(
        ("pcrm search 贴标 tier:key", Text("Text and a field.", "文字加字段。")),
        ('pcrm search "wrong clinic hours"', Text("A phrase.", "短语。")),
        ("pcrm search log:complaint log.date:2026-07..", Text("Complaints since July.", "七月以来的投诉。")),
        ("vim -q <(pcrm search 发票 --format vimgrep)", Text("Jump through the hits in an editor.", "在编辑器中逐条跳转。")),
    ),
)
@argument("query", Text("What to find.", "要查找的内容。"), nargs=-1, required=True, metavar="QUERY...")
@option(
    "--type", "record_type", type=click.Choice(_TYPES), metavar="|".join(_TYPES), text=Text("Only one type.", "只查一种类型。")
)
@option(
    "--sort",
    type=click.Choice(_SORTS),
    default="score",
    metavar="|".join(_SORTS),
    text=Text("The order (default: score).", "排序（默认按相关度）。"),
)
@option(
    "--limit",
    type=click.IntRange(0),
    default=20,
    text=Text("At most so many hits (default 20; 0: all).", "最多显示多少条（默认 20，0 为全部）。"),
)
@option("--explain", is_flag=True, text=Text("Show each hit's score.", "显示每条结果的分数。"))
def run(app: App, query: tuple[str, ...], record_type: str | None, sort: str, limit: int, explain: bool) -> int:
    """Searches and shows the hits; exit code 1 where there are none."""
    from pcrm_tools.cli.querying import ask
    from pcrm_tools.search.snippets import shown
    from pcrm_tools.store.hits import hits

    session = app.session()
    text = " ".join(query)
    answer = ask(app, session, text)
    total, found = hits(
        session.db, session.root, answer.scores, answer.needles, record_type or "", sort, limit, shown, answer.kinds
    )
    _write(app, text, total, found, explain)
    if app.out.format in ("", "table"):
        message = _NONE if not total else _MORE if len(found) < total else _COUNT
        app.out.note(message, query=text, total=total, shown=len(found))
    return 0 if total else 1


def _write(app: App, text: str, total: int, found: Sequence["Hit"], explain: bool) -> None:
    out = app.out
    if out.format in ("", "table"):
        for hit in found:
            _screen(app, hit, explain)
    elif out.format == "paths":
        out.data("".join(f"{path}\n" for path in dict.fromkeys(str(out.safe(hit.path)) for hit in found)))
    elif out.format == "vimgrep":
        for hit in found:
            out.line(f"{hit.path}:{hit.line}:{hit.column}:{hit.snippet}")
    elif out.format == "ids":
        for hit in found:
            out.line(hit.id)
    elif out.format == "json":
        out.json({"query": text, "total": total, "hits": [{key: getattr(hit, key) for key in _COLUMNS} for hit in found]})
    else:
        from pcrm_tools.cli.table import Column

        out.rows([Column(key, key) for key in _COLUMNS], [[getattr(hit, key) for key in _COLUMNS] for hit in found])


def _screen(app: App, hit: "Hit", explain: bool) -> None:
    """Two lines a hit: what it is and where, then the line that shows it with the words marked."""
    from pcrm_tools.store.listing import type_word

    about = f"  {type_word(hit.type, app.lang)}"
    if hit.kind:
        about += f"  {_kind(hit.kind, app.lang)} {hit.date}"
    if explain:
        about += f"  {hit.score:.2f}"
    app.out.line(Styled(hit.name, "head"), f" ({hit.id}){about}  ", Styled(f"{hit.path}:{hit.line}", "path"))
    parts: list[str | Styled] = ["    "]
    at = 0
    for start, end in hit.marks:
        parts += [hit.snippet[at:start], Styled(hit.snippet[start:end], "match")]
        at = end
    app.out.line(*parts, hit.snippet[at:])


def _kind(kind: str, lang: str) -> str:
    from pcrm_tools.model.field_table import KINDS

    return next(iter(KINDS.get(kind, ())), kind) if lang == "zh" else kind
