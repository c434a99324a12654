"""Follow-ups as one HTML page that needs nothing beside it: for a browser, for paper and as the body of a mail."""

from collections.abc import Mapping
from html import escape

from pcrm_tools.exchange.due_sheet import Line, Section, Sheet
from pcrm_tools.reports.due_groups import count_text

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "as_of": "as of {today}", "until": ", up to {horizon}", "due": "Due", "what": "Follow-up", "owner": "Owner", "rule": "Rule",
        "none": "Nothing is due.", "more": "{count} more are not listed.",
    },
    "zh": {
        "as_of": "截至 {today}", "until": "，到 {horizon} 为止", "due": "到期", "what": "跟进", "owner": "负责人", "rule": "规则",
        "none": "没有到期的跟进。", "more": "另有 {count} 条未列出。",
    },
}  # fmt: skip
# Mail programs drop what they do not know, so that a page must read well without any of it.
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: #fff; color: #1b2430; font: 15px/1.5 -apple-system, "Segoe UI",
  Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5em; margin: 0; } h2 { font-size: 1.1em; margin: 1.6em 0 .4em; }
p { margin: .2em 0 1em; } a { color: #0f6e66; } small, .faint { color: #5b6775; font-size: .86em; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-size: .8em; color: #5b6775; font-weight: 600; }
th, td { padding: .45em .6em .45em 0; border-bottom: 1px solid #e2e6eb; vertical-align: top; }
.day { white-space: nowrap; } .n { text-align: right; font-variant-numeric: tabular-nums; } .late { color: #b42318; } .today { color: #945a04; }
code { font: .86em ui-monospace, Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #11151a; color: #e7ebf0; } a { color: #4fd1c0; }
  small, .faint, th { color: #9aa5b2; } th, td { border-color: #2b333d; } .late { color: #ff8f84; } .today { color: #f2bd60; } }
@media print { body { margin: 0; max-width: none; background: #fff; color: #000; font-size: 10pt; } a { color: inherit; }
  tr { break-inside: avoid; } h2 { break-after: avoid; } small, .faint, th { color: #444; } }
"""


def page(sheet: Sheet) -> str:
    """The whole page; whatever stands in a record is shown as text."""
    lang = "zh" if sheet.lang == "zh" else "en"
    words = {key: text.format(today=sheet.today, horizon=sheet.horizon, count="{count}") for key, text in _WORDS[lang].items()}
    # Where all rows are one person's, nobody needs a column that says so.
    owners = len({line.row.owner for section in sheet.sections for line in section.lines}) > 1
    body = "".join(_section(section, words, owners) for section in sheet.sections) or _paragraph(words["none"])
    if sheet.left_out:
        body += _paragraph(words["more"].format(count=sheet.left_out))
    about = f"{count_text(sheet.total, sheet.overdue, lang)} · {words['as_of']}{words['until'] if sheet.horizon else ''}"
    return whole(sheet.title, about, body, lang)


def whole(title: str, about: str, body: str, lang: str) -> str:
    """A page around a body that is HTML: title and the line below it are text; it loads nothing and runs nothing."""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f'<p class="faint">{escape(about)}</p>\n{body}</body>\n</html>\n'
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>\n"


def _section(section: Section, words: Mapping[str, str], owners: bool) -> str:
    heading = f'<h2>{escape(section.title)} <span class="faint">{section.total}</span></h2>\n' if section.title else ""
    heads = [words["due"], words["what"], *([words["owner"]] if owners else []), words["rule"]]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(_row(line, owners) for line in section.lines)
    return f"{heading}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _row(line: Line, owners: bool) -> str:
    late = line.row.days_late
    tone = " late" if late > 0 else " today" if late == 0 else ""
    name = f"<strong>{_link(line.name, line.page)}</strong>"
    what = "" if line.what == line.name else f" {escape(line.what)}"
    source = f"<small><code>{_link(line.source, line.edit)}</code></small>"
    cells = [
        f'<td class="day{tone}">{line.row.due}<br><small class="day{tone}">{escape(line.when)}</small></td>',
        f"<td>{name}{what}<br><small>{escape(line.why)}</small><br>{source}</td>",
        f"<td>{escape(line.owner)}</td>" if owners else "",
        f"<td>{escape(line.rule)}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>\n"


def _link(text: str, href: str) -> str:
    return f'<a href="{escape(href)}" rel="noopener noreferrer">{escape(text)}</a>' if href else escape(text)
