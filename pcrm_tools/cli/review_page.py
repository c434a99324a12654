"""A comparison put into words, and written for a terminal, for programs and for a pull request."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pcrm_tools.cli.output import Output, Styled
from pcrm_tools.cli.wording import escape

if TYPE_CHECKING:
    from pcrm_tools.model.finding import Finding
    from pcrm_tools.reports.followups import FollowUp
    from pcrm_tools.reports.review import Page
    from pcrm_tools.reviewing import Review
    from pcrm_tools.store.revisions import State

FORMATS = ("text", "json", "md")
_STATES = {"work": ("the files", "当前文件"), "index": ("what is staged", "暂存区"), "": ("nothing", "空")}
_SHORT = 10


def page(review: "Review", lang: str) -> "Page":
    """A comparison in words; the later side's settings name fields, people and stages."""
    from pcrm_tools.reports import review as told
    from pcrm_tools.reports.change_values import Words

    words = Words(review.settings[1].config, lang)
    follows, records = review.consequences, review.records
    return told.Page(
        lang, state_name(review.between.base, lang), state_name(review.between.head, lang), told.told(records, words),
        told.counts(records, words), _said(review.new, lang), _said(review.solved, lang),
        tuple(told.approval_text(one, words) for one in review.approvals),
        tuple(told.followup_text(row, words) for row in follows.appear), tuple(told.followup_text(row, words) for row in follows.vanish),
        tuple(told.sum_text(one.figure, one.before or 0, one.after or 0, words) for one in follows.moved),
    )  # fmt: skip


def state_name(state: "State", lang: str) -> str:
    """What a state is called: a name that was typed, with its hash; else a word."""
    if state.name in _STATES:
        return _STATES[state.name][lang == "zh"]
    short = state.id[:_SHORT]
    return state.name if state.name == short or state.id.startswith(state.name) else f"{state.name} ({short})"


def _said(findings: Iterable["Finding"], lang: str) -> tuple[tuple[str, str, str], ...]:
    from pcrm_tools.cli.findings import say
    from pcrm_tools.session import Session

    rules = Session.rules()
    found = [say(finding, rules, lang) for finding in findings]
    return tuple((f"{one.path}:{one.line}", one.severity, one.message) for one in found)


# -- for a terminal -------------------------------------------------------------------------------------------


def write_text(out: Output, shown: "Page") -> None:
    """What changed, record by record, then what follows from it."""
    for told in shown.told:
        out.line(Styled(told.summary, "head"), "  ", Styled(told.record.path, "path"))
        for line in told.lines:
            place = f"  {told.record.path}:{line.line}" if line.line > 1 else ""
            out.line("    ", Styled(line.text, "error") if line.loud else line.text, Styled(place, "dim"))
    if not shown.told:
        out.note(shown.title("nothing"))
        return
    _block(out, shown.title("approvals"), [(text, "warning") for text in shown.approvals])
    _block(out, shown.title("findings-new"), [(f"{place}: {severity}: {text}", severity) for place, severity, text in shown.new])
    _block(out, shown.title("findings-solved"), [(f"{place}: {text}", "good") for place, _, text in shown.solved])
    for key, rows in (("appear", shown.appear), ("vanish", shown.vanish), ("sums", shown.sums)):
        _block(out, shown.title(key), [(text, "") for text in rows])
    out.note(f"{shown.base} → {shown.head}{'：' if shown.lang == 'zh' else ': '}{shown.counts}")


def _block(out: Output, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        out.line("")
        out.line(Styled(title, "head"))
    for text, style in rows:
        out.line("    ", Styled(text, style) if style else text)


# -- for programs ---------------------------------------------------------------------------------------------


def write_json(out: Output, review: "Review", shown: "Page") -> None:
    """One object: every change with canonical values and its sentence, summaries, findings, consents and consequences."""
    follows = review.consequences
    out.json({
        "base": _state(review.between.base), "head": _state(review.between.head),
        "changes": [
            {
                "id": told.record.id, "path": told.record.path, "type": told.record.type, "change": line.change, "field": line.field,
                "item": line.item, "old": line.old, "new": line.new, "text": line.text, "line": line.line,
            }
            for told in shown.told for line in told.lines
        ],
        "summary": [
            {"id": one.record.id, "path": one.record.path, "type": one.record.type, "change": one.record.change, "text": one.summary}
            for one in shown.told
        ],
        "findings": {"new": _findings(review.new, shown.new), "solved": _findings(review.solved, shown.solved)},
        "approvals": [
            {
                "rule": one.rule, "id": one.id, "path": one.path, "line": one.line, "fields": list(one.fields), "by": list(one.by),
                "agreed": None if one.agreed is None else {"by": one.agreed[0], "date": one.agreed[1].isoformat()}, "text": text,
            }
            for one, text in zip(review.approvals, shown.approvals, strict=True)
        ],
        "consequences": {
            "followups_new": _followups(follows.appear, shown.appear), "followups_gone": _followups(follows.vanish, shown.vanish),
            "sums": [
                {"definition": one.figure.definition, "key": one.figure.key, "unit": one.figure.unit, "old": one.before, "new": one.after, "text": text}
                for one, text in zip(follows.moved, shown.sums, strict=True)
            ],
        },
    })  # fmt: skip


def _state(state: "State") -> dict[str, str]:
    return {"kind": state.kind, "name": state.name, "commit": state.id if state.kind == "commit" and state.name else ""}


def _findings(findings: Iterable["Finding"], said: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"rule": one.rule, "severity": one.severity, "path": one.path, "line": one.line, "column": one.column, "message": words[2]}
        for one, words in zip(findings, said, strict=True)
    ]


def _followups(rows: Iterable["FollowUp"], said: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"id": row.id, "path": row.path, "line": row.line, "due": row.due, "owner": row.owner, "rule": row.rule, "what": row.what, "text": text}
        for row, text in zip(rows, said, strict=True)
    ]


# -- for a pull request ---------------------------------------------------------------------------------------


def write_markdown(out: Output, shown: "Page") -> None:
    """A comment for a pull request, in which nothing of a record links, pings or marks up."""
    from pcrm_tools.exchange.review_markdown import review_markdown

    # Control characters go as they do on a terminal; the breaks between letters are ours and stay.
    out.bytes(review_markdown(shown, escape).encode("utf-8", "backslashreplace"))
