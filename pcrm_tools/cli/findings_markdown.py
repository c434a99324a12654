"""Findings as Markdown, for the summary of a build or a comment: text of records stays text and calls nobody."""

from collections.abc import Mapping, Sequence

from pcrm_tools.cli.findings import in_order, say, summary
from pcrm_tools.cli.wording import escape
from pcrm_tools.exchange.review_markdown import inert
from pcrm_tools.model.finding import Finding, Rule

MOST = 500  # rows; a summary of a build may hold a megabyte
_HEADS = {"en": ("Where", "What was seen", "What to write instead"), "zh": ("位置", "问题", "改成")}
_REST = {"en": "and {count} more", "zh": "另有 {count} 个"}
_MARKS = {"error": "❌", "warning": "⚠️"}


def findings_markdown(findings: Sequence[Finding], rules: Mapping[str, Rule], lang: str) -> str:
    """A line that counts, and a table, errors first."""
    text = f"**{summary(findings, lang)}**\n"
    if not findings:
        return text
    rows = sorted(in_order(findings), key=lambda finding: finding.severity != "error")
    text += "\n| | " + " | ".join(_HEADS[lang]) + " |\n| --- | --- | --- | --- |\n"
    for finding in rows[:MOST]:
        said = say(finding, rules, lang)
        where = inert(f"{said.path}:{said.line}:{said.column}", escape)
        text += f"| {_MARKS.get(said.severity, '')} | {where} | {inert(said.message, escape)} ({said.rule}) | {inert(said.hint, escape)} |\n"
    return text + (f"\n{_REST[lang].format(count=len(rows) - MOST)}\n" if len(rows) > MOST else "")
