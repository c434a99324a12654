"""A project's requirements, deliverables, risks and scope: its item lists with what they add up to."""

from collections import Counter
from html import escape
from typing import Any

from pcrm_tools.facts.risk import is_high, risk_share
from pcrm_tools.model.fields import Field
from pcrm_tools.reports.due_rules import BY_ID
from pcrm_tools.site import charts
from pcrm_tools.site.subject import Section, Subject
from pcrm_tools.site.tables import Extra, table
from pcrm_tools.site.tables import html as table_html
from pcrm_tools.site.values import badge, day, percent_text


def requirements(subject: Subject) -> Section | None:
    """The requirements, and how many there are of each kind, priority and state."""
    cells = subject.item_cells("requirements")
    made = table(subject.values, subject.part, "requirements", subject.resolve) if cells else None
    if made is None:
        return None
    inner = subject.values.inner(subject.values.fields["project"]["requirements"])
    rows = "".join(_counts(subject, inner[key], cells, key == "priority") for key in ("priority", "kind", "status"))
    return subject.section("requirements", f'<dl class="p-counts">{rows}</dl>{table_html(made)}', len(cells))


def _counts(subject: Subject, spec: Field, cells: list[dict[str, Any]], done: bool) -> str:
    """How many items have each value of a choice, in the order of its declaration; `done` adds how many of them are done."""
    counts = Counter(str(item.get(spec.key) or "") for item in cells)
    ready = Counter(str(item.get(spec.key) or "") for item in cells if item.get("status") == "done")
    codes = [option.code for option in spec.choices if counts[option.code]]
    if not codes:
        return ""
    shown = []
    for code in codes:
        note = f" <small>{escape(subject.say('need.done').format(n=ready[code]))}</small>" if done and ready[code] else ""
        shown.append(f"<li>{badge(subject.values.choice(spec, code))} {counts[code]}{note}</li>")
    return f"<div><dt>{escape(subject.values.label(spec))}</dt><dd><ul>{''.join(shown)}</ul></dd></div>"


def deliverables(subject: Subject) -> Section | None:
    """The deliverables with their state."""
    rows = subject.part.items.get("deliverables", ())
    states = {row.line: _state(subject, cells) for row, cells in zip(rows, subject.item_cells("deliverables"), strict=True)}
    extra = Extra(subject.say("record.state"), lambda line: (states[line], ""))
    made = table(subject.values, subject.part, "deliverables", subject.resolve, extras=[extra])
    return subject.section("deliverables", table_html(made), len(states)) if made else None


def _state(subject: Subject, cells: dict[str, Any]) -> str:
    for key, tone in (("accepted", "good"), ("delivered", "info")):
        if cells.get(key):
            return f'<span class="p-badge p-badge--{tone}">{escape(subject.say(f"deliverable.{key}"))}</span>'
    due = str(cells.get("due") or "")
    return (
        f'<span class="p-due">{day(due, True)}</span>'
        if due
        else f'<span class="p-badge">{escape(subject.say("deliverable.open"))}</span>'
    )


def risks(subject: Subject) -> Section | None:
    """The matrix, and the register by score, what is over at its end."""
    rows, cells = subject.part.items.get("risks", ()), subject.item_cells("risks")
    settings = subject.book.config.data
    scale = str(settings["risk"].get("scale") or "")
    limit = str(((settings.get("followups") or {}).get("risk-high") or {}).get("from") or BY_ID["risk-high"].limits["from"])
    shares = {
        row.line: risk_share(item.get("probability"), item.get("impact"), scale) for row, item in zip(rows, cells, strict=True)
    }

    def score(line: int) -> tuple[str, str]:
        share = shares[line]
        if share is None:
            return "", ""
        tone = " p-badge--bad" if is_high(share, limit) else ""
        return f'<span class="p-badge{tone}">{percent_text(str(share))}</span>', str(share)

    def order(item: dict[str, Any]) -> tuple[bool, float]:
        share = risk_share(item.get("probability"), item.get("impact"), scale)
        return item.get("status", "open") != "open", -(share or 0.0)

    extras = [Extra(subject.say("risk.score"), score)] if any(share is not None for share in shares.values()) else []
    made = table(subject.values, subject.part, "risks", subject.resolve, order, extras)
    if made is None:
        return None
    matrix = charts.risk_matrix(cells, scale == "1-5", subject.lang)
    return subject.section("risks", f"{matrix}{table_html(made)}", len(cells))


def scope(subject: Subject) -> Section | None:
    """What is in and what is out, what it rests on, and the agreement on custom work."""
    fields, specs = subject.part.fields, subject.values.inner(subject.values.fields["project"]["scope"])
    parts = []
    for key, look in (("in", "in"), ("out", "out"), ("assumptions", "note"), ("constraints", "note")):
        rows = fields.get(f"scope.{key}")
        spec = specs.get(key) or specs.get(f"{key}_")
        if rows and spec:
            items = "".join([f"<li>{subject.values.show(spec, row.value, subject.resolve)}</li>" for row in rows])
            parts.append(
                f'<div class="p-scope p-scope--{look}"><h3>{escape(subject.values.label(spec))}</h3><ul>{items}</ul></div>'
            )
    body = f'<div class="p-halves">{"".join(parts)}</div>' if parts else ""
    return subject.section("scope", body + _agreement(subject))


def _agreement(subject: Subject) -> str:
    fields = subject.part.fields
    custom, ref = fields.get("custom"), fields.get("agreement")
    if not (custom and custom[0].value in ("yes", "true")) and not ref:
        return ""
    marks = (
        [f'<span class="p-badge p-badge--violet">{escape(subject.say("scope.custom"))}</span>']
        if custom and custom[0].value in ("yes", "true")
        else []
    )
    if ref:
        spec = subject.values.fields["project"]["agreement"]
        marks.append(f"{escape(subject.say('scope.agreement'))} {subject.values.show(spec, ref[0].value, subject.resolve)}")
    elif marks and subject.book.audience.sees("agreement"):
        marks.append(f'<span class="p-tone--bad">{escape(subject.say("scope.no_agreement"))}</span>')
    return f'<p class="p-agreement">{" ".join(marks)}</p>'
