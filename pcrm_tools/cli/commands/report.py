"""`pcrm report`: figures and tables about a period, each with what it rests on."""

from datetime import date
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.completing import reports
from pcrm_tools.cli.dates import DAY, PAST
from pcrm_tools.cli.table import Column, Styled
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pcrm_tools.reports.report import Both, Cell, Report, Table

_WHICH = Text("pcrm report NAME: {all}", "pcrm report 报表名：{all}")
_WINDOW = Text("{window}, as of {as_of}", "{window}，截至 {as_of}")
_MEANING = Text("{label} ({n}): {meaning}", "{label}（{n}）：{meaning}")
_ONLY_PROGRESS = Text("--mail is for `progress`, which is about one customer, not for `{seen}`", "--mail 只用于针对一个客户的 progress，不用于 `{seen}`")
_TURNED = Text("--from {first} is after --to {last}", "--from {first} 晚于 --to {last}")
_KINDS = (("name", Text("name", "名称")), ("title", Text("title", "标题")), ("about", Text("tells", "内容")))
_HEADS = (("figure", Text("figure", "指标"), False), ("value", Text("value", "数值"), True), ("n", Text("n", "n"), True))


@command(
    "report",
    Text(
        "Make a report about a period: figures with their meaning and n, and the rows behind them. Without a name: which there are.",
        "生成一段时间的报表：指标附含义和样本数，并列出明细。不写名称则列出有哪些报表。",
    ),
    formats=("table", "md", "html", "json", "csv", "tsv"),
    examples=(
        ("pcrm report promises --from -3mo", Text("The promises of three months.", "近三个月的承诺。")),
        ("pcrm report service tier:key --format html -o service.html", Text("Of key customers, as a page.", "重点客户的服务报表，输出网页。")),
    ),
)
@argument("name", Text("Which report.", "报表名。"), default="", metavar="[NAME]", shell_complete=reports())
@argument("query", Text("Which records (the query language of search).", "限定档案（与 search 相同的查询语言）。"), nargs=-1, metavar="[QUERY]...")
@option("--from", "first", type=PAST, default=None, metavar="DATE", text=Text("First day (each report has its own default).", "起始日期（各报表有默认值）。"))
@option("--to", "last", type=DAY, default=None, metavar="DATE", text=Text("Last day, included (default: today).", "结束日期，含当日（默认今天）。"))
@option(
    "--mail", "folder", default="", metavar="DIR",
    text=Text("Writes a progress report as a draft mail to the customer's main contact.", "把进展报告写成发给客户主要联系人的邮件草稿。"),
)  # fmt: skip
def run(app: App, name: str, query: tuple[str, ...], first: date | None, last: date | None, folder: str) -> int:
    """Makes a report; exit code 2 for a name that there is none of."""
    from pcrm_tools import reporting
    from pcrm_tools.cli.querying import with_projects

    session = app.session()
    if not name:
        _list(app)
        return 0
    kind = reporting.kind(name)
    window = reporting.window(kind, app.today, first, last)
    if window.first > window.last:
        raise WrongUse(*_TURNED, first=window.first, last=window.last)
    if folder and kind.name != "progress":
        raise WrongUse(*_ONLY_PROGRESS, seen=kind.name)
    only = with_projects(app, session, " ".join(query)) if query else None
    report = kind.make(session, reporting.Asked(app.today, window, only))
    if not folder:
        _write(app, report)
        return 0
    from pcrm_tools.cli.report_mail import write_draft

    return write_draft(app, report, reporting.customer_of(session, only)[0], folder)


def _list(app: App) -> None:
    from pcrm_tools.reporting import REPORTS

    heads = [Column(key, label.of(app.lang)) for key, label in _KINDS]
    rows = [[kind.name, kind.title.of(app.lang), kind.about.of(app.lang)] for kind in REPORTS]
    app.out.rows(heads, rows, {}, "reports")


def _write(app: App, report: "Report") -> None:
    from pcrm_tools.reports.registry import meanings

    form = app.out.format
    if form in ("md", "html"):
        from pcrm_tools.exchange import report_text

        app.out.data((report_text.html if form == "html" else report_text.markdown)(report, meanings(), app.lang))
    elif form == "json":
        app.out.json(_json(report))
    elif form in ("csv", "tsv"):
        table = report.tables[0]
        app.out.rows(_columns(app, table), [[_plain(cell) for cell in row] for row in table.rows])
    else:
        _screen(app, report, meanings())


def _columns(app: App, table: "Table") -> list[Column]:
    return [Column(head.key, head.title.of(app.lang), head.right) for head in table.heads]


def _plain(cell: "Cell") -> object:
    """A cell for programs: words by their English form."""
    from pcrm_tools.reports.report import Both

    return cell.en if isinstance(cell, Both) else cell


def _json(report: "Report") -> dict[str, object]:
    tables = {
        table.id: [dict(zip([head.key for head in table.heads], map(_plain, row), strict=True)) for row in table.rows]
        for table in report.tables
    }
    figures = [
        {"definition": one.definition, "key": one.key, "value": one.value, "unit": one.unit, "n": one.n, "window": one.window,
         "sources": list(one.sources)}
        for one in report.figures
    ]  # fmt: skip
    rows = tables[report.tables[0].id] if report.tables else []
    return {"report": report.id, "as_of": report.as_of, "window": report.window.text, "figures": figures, "rows": rows, "tables": tables}


def _screen(app: App, report: "Report", meanings: "dict[str, Both]") -> None:
    from pcrm_tools.exchange.report_text import cell_text, value_text

    out, lang = app.out, app.lang
    out.line(Styled(report.title.of(lang), "head"), "  ", _WINDOW.of(lang, window=report.window.text, as_of=report.as_of))
    if report.figures:
        out.line("")
        rows: Sequence[Sequence[object]] = [
            [one.label_zh if lang == "zh" else one.label_en, value_text(one, lang), one.n] for one in report.figures
        ]
        out.table([Column(key, label.of(lang), right) for key, label, right in _HEADS], rows)
    for table in report.tables:
        out.line("")
        out.line(Styled(table.title.of(lang), "head"))
        if table.rows:
            out.table(_columns(app, table), [[cell_text(cell, lang) for cell in row] for row in table.rows])
        else:
            out.line(table.none.of(lang))
    for one in {figure.definition: figure for figure in report.figures}.values():
        label = one.label_zh if lang == "zh" else one.label_en
        out.note(_MEANING, label=label, n=f"n={one.n}", meaning=meanings[one.definition].of(lang) if one.definition in meanings else "")


