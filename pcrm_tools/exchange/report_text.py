"""Reports as Markdown and as one HTML page that needs nothing beside it; whatever stands in a record is shown as text."""

import re
from collections.abc import Sequence
from html import escape

from pcrm_tools.exchange.due_sheet import clean
from pcrm_tools.exchange.html import whole
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.report import Both, Cell, Report, Table

# Markdown's own signs, and those of which a git host would make a mention or a link.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>|])")
_PING = re.compile(r"(?<!\w)([@#])(?=\w)")
_AS_OF = Both("{window}, as of {as_of}", "{window}，截至 {as_of}")
_FIGURE_HEADS = (Both("figure", "指标"), Both("value", "数值"), Both("n", "n"), Both("meaning", "含义"))
_FIGURES = Both("Figures", "指标")
_SOURCES = 3


def value_text(figure: Figure, lang: str) -> str:
    """A figure's value with its unit; `n/a` where nothing can be said."""
    if figure.value is None:
        return "无" if lang == "zh" else "n/a"
    number = f"{figure.value:,.1f}".removesuffix(".0") if isinstance(figure.value, float) else f"{figure.value:,}"
    unit = {"%": "%", "min": " 分钟" if lang == "zh" else " min"}.get(figure.unit, f" {figure.unit}" if figure.unit else "")
    return number + unit


def cell_text(cell: Cell, lang: str) -> str:
    """A cell as people read it."""
    if isinstance(cell, Both):
        return cell.of(lang)
    if cell is None:
        return "-"
    return f"{cell:,.1f}".removesuffix(".0") if isinstance(cell, float) else str(cell)


def markdown(report: Report, meanings: dict[str, Both], lang: str) -> str:
    """The report as Markdown that any host shows; names and numbers never ping anybody there."""
    parts = [f"# {report.title.of(lang)}", _AS_OF.of(lang).format(window=report.window.text, as_of=report.as_of)]
    if report.figures:
        rows = [(figure.label_zh if lang == "zh" else figure.label_en, value_text(figure, lang), str(figure.n), _meaning(figure, meanings, lang))
                for figure in report.figures]  # fmt: skip
        parts.append(_md_table([head.of(lang) for head in _FIGURE_HEADS], rows, (False, True, True, False)))
    for table in report.tables:
        parts.append(f"## {table.title.of(lang)}")
        parts.append(_md_rows(table, lang) if table.rows else table.none.of(lang))
    return "\n\n".join(parts) + "\n"


def plain(report: Report, lang: str) -> str:
    """The report as plain text, as a mail program without HTML shows it: a title, and a line for each row."""
    parts = [report.title.of(lang), _AS_OF.of(lang).format(window=report.window.text, as_of=report.as_of)]
    for table in report.tables:
        rows = [" · ".join(text for cell in row if (text := " ".join(clean(cell_text(cell, lang)).split())) not in ("", "-")) for row in table.rows]
        parts.append("\n".join([table.title.of(lang), *(f"  - {row}" for row in rows or [table.none.of(lang)])]))
    return "\n\n".join(parts) + "\n"


def _meaning(figure: Figure, meanings: dict[str, Both], lang: str) -> str:
    found = meanings.get(figure.definition)
    return found.of(lang) if found else ""


def _md_rows(table: Table, lang: str) -> str:
    rows = [tuple(cell_text(cell, lang) for cell in row) for row in table.rows]
    return _md_table([head.title.of(lang) for head in table.heads], rows, tuple(head.right for head in table.heads))


def _md_table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    lines = [_md_line(heads), "| " + " | ".join("---:" if one else "---" for one in right) + " |", *map(_md_line, rows)]
    return "\n".join(lines)


def _md_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_md(cell) for cell in cells) + " |"


def _md(text: str) -> str:
    flat = " ".join(clean(text).split())
    return _PING.sub(r"\1<!-- -->", _SIGNS.sub(r"\\\1", flat))


def html(report: Report, meanings: dict[str, Both], lang: str) -> str:
    """The report as a whole page."""
    body: list[str] = []
    if report.figures:
        rows = [(figure.label_zh if lang == "zh" else figure.label_en, value_text(figure, lang), str(figure.n), _meaning(figure, meanings, lang))
                for figure in report.figures]  # fmt: skip
        body += [f"<h2>{_FIGURES.of(lang)}</h2>", _html_table([head.of(lang) for head in _FIGURE_HEADS], rows, (False, True, True, False))]
    for table in report.tables:
        body.append(f"<h2>{escape(table.title.of(lang))}</h2>")
        cells = [[cell_text(cell, lang) for cell in row] for row in table.rows]
        heads = [head.title.of(lang) for head in table.heads]
        right = [head.right for head in table.heads]
        body.append(_html_table(heads, cells, right) if cells else f"<p>{escape(table.none.of(lang))}</p>")
    about = _AS_OF.of(lang).format(window=report.window.text, as_of=report.as_of)
    return whole(report.title.of(lang), about, "\n".join(body) + "\n", "zh" if lang == "zh" else "en")


def _html_table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(
            f"<{tag}{' class=n' if one else ''}>{escape(clean(cell))}</{tag}>" for cell, one in zip(cells, right, strict=True)
        ) + "</tr>"

    return "<table>\n" + line(heads, "th") + "\n" + "\n".join(line(row, "td") for row in rows) + "\n</table>"
