"""What a project's log and prose tell in places of their own: decisions, changes, acceptance, and how it ended."""

from collections.abc import Callable
from html import escape

from pcrm_tools.model.log import TOKENS
from pcrm_tools.site.render import to_html
from pcrm_tools.site.subject import Line, Section, Subject
from pcrm_tools.site.values import cell_text, day, duration_text, money_text

Note = Callable[[Subject, Line], str]


def _list(subject: Subject, lines: list[Line], note: Note) -> str:
    rows = [f"<li>{day(line.row.date)} {subject.link(line)}{note(subject, line)}</li>\n" for line in lines]
    return f'<ul class="p-list">{"".join(rows)}</ul>' if rows else ""


def decisions(subject: Subject) -> Section | None:
    """What was decided, and by whom."""
    lines = subject.of_kind("decision")
    return subject.section("decisions", _list(subject, lines, _people), len(lines))


def _people(subject: Subject, line: Line) -> str:
    names = [
        *(subject.values.person(name) for name in line.row.by.split(",") if name),
        *(name for name in line.row.withs.split("\n") if name),
    ]
    return f"<small>{escape(('、' if subject.lang == 'zh' else ', ').join(names))}</small>" if names else ""


def changes(subject: Subject) -> Section | None:
    """What was changed, at what cost of time and money, and whether it was accepted."""
    lines = subject.of_kind("change")
    accepted = sum(bool(line.attrs.get("accepted")) for line in lines)
    count = escape(subject.say("change.count").format(n=accepted, open=len(lines) - accepted))
    return subject.section(
        "changes", f'<p class="p-faint p-lead">{count}</p>{_list(subject, lines, _change)}' if lines else "", len(lines)
    )


def _change(subject: Subject, line: Line) -> str:
    attrs = line.attrs
    done = attrs.get("accepted")
    tone, text = ("good", subject.say("change.accepted")) if done else ("warn", subject.say("change.open"))
    parts = [f'<span class="p-badge p-badge--{tone}">{escape(text)}{f" {day(cell_text(done))}" if done else ""}</span>']
    if attrs.get("impact"):
        spec = TOKENS["impact"]
        label = spec.zh[0] if subject.lang == "zh" else spec.key
        parts.append(escape(f"{label} {duration_text(cell_text(attrs['impact']), subject.lang)}"))
    if attrs.get("cost"):
        parts.append(f'<span class="p-num">{escape(money_text(cell_text(attrs["cost"])))}</span>')
    return f"<small>{' '.join(parts)}</small>"


def acceptance(subject: Subject) -> Section | None:
    """What was accepted, and by whom."""
    lines = subject.of_kind("acceptance")
    return subject.section("acceptance", _list(subject, lines, _people), len(lines))


def closing(subject: Subject) -> Section | None:
    """The closing report of a project, why it was lost, and what was learnt of it."""
    record = subject.record
    prose = to_html(subject.part.source.closing, subject.resolve, 1, True) if subject.part.source.closing else ""
    body = f'<div class="p-prose">{prose}</div>' if prose else ""
    reason = subject.part.fields.get("lost_reason")
    if reason:
        spec = subject.values.fields["project"]["lost_reason"]
        body = f"<p><b>{escape(subject.values.label(spec))}</b> {subject.values.show(spec, reason[0].value, subject.resolve)}</p>{body}"
    lessons = [f"<li>{day(line.row.date)} {subject.link(line)}</li>" for line in subject.of_kind("lesson", "review")]
    for line in subject.lines:
        lesson = line.attrs.get("lesson") if '"lesson"' in line.row.attrs else None
        if lesson:
            lessons.append(f"<li>{day(line.row.date)} {subject.shown(cell_text(lesson))}<small>{subject.link(line)}</small></li>")
    if lessons:
        body += (
            f'<h3 class="p-small-title">{escape(subject.say("record.lessons"))}</h3><ul class="p-list">{"".join(lessons)}</ul>'
        )
    if not (prose or reason or record.closed or record.outcome):
        # Lessons of a project that goes on stand in its timeline.
        return None
    return subject.section("closing", body)
