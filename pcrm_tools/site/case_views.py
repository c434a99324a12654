"""Service cases with the time that they may take, in working time, and whether it was kept."""

from datetime import datetime
from html import escape
from typing import NamedTuple

from pcrm_tools.facts.cases import CaseLimits, CaseTimes, answer_missed, case_limits, case_times, solution_missed
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.entry_views import EntryView
from pcrm_tools.site.subject import Line, Section, Subject
from pcrm_tools.site.values import badge, day


class Clock(NamedTuple):
    """What the clock of a case says: by when it is to be answered and solved, and whether what is over came in time."""

    answer_by: str
    solve_by: str
    answered: str
    solved: str
    kept: bool | None
    paused: bool


def cases(subject: Subject) -> Section | None:
    """The cases, open ones first; those that are solved are folded away."""
    lines = {line.href: line for line in subject.lines if line.row.group == "case"}
    opened: list[str] = []
    solved: list[str] = []
    for view in subject.cases:
        shown = _case(subject, view, clock(subject, lines[view.href]))
        (solved if view.state is not None and view.state.tone == "good" else opened).append(shown)
    body = f'<ul class="p-cases">{"".join(opened)}</ul>' if opened else ""
    if solved:
        title = escape(subject.say("record.case_done"))
        body += (
            f'<details class="p-more"><summary>{title} <span class="p-count">{len(solved)}</span></summary>'
            f'<ul class="p-cases">{"".join(solved)}</ul></details>'
        )
    return subject.section("cases", body, len(opened) + len(solved))


def clock(subject: Subject, line: Line) -> Clock | None:
    """The moments of a case; nothing where no limit is set, or where the tier that sets it may not be known."""
    row, config = line.row, subject.book.config
    sla = config.data["sla"]
    if not sla or not subject.book.audience.sees("tier"):
        return None
    owner = subject.book.records[row.n]
    limits = _limits(subject, row.kind, row.priority, _tier(subject, owner))
    if not limits.respond and not limits.resolve:
        return None
    calendar = subject.facts.calendar(row.by.partition(",")[0] or owner.owner or "")
    times = case_times(row.date, row.time, line.attrs, limits, calendar)
    return _clock(times) if times else None


def _limits(subject: Subject, kind: str, priority: str, tier: str | None) -> CaseLimits:
    return case_limits(subject.book.config.data["sla"], kind, priority, tier)


def _tier(subject: Subject, owner: RecordRow) -> str | None:
    customer = owner if owner.type == "customer" else subject.book.find(owner.customer or "")
    return customer.tier if customer else None


def _clock(times: CaseTimes) -> Clock:
    def text(moment: datetime | None) -> str:
        return moment.isoformat(" ", "minutes") if moment else ""

    kept = None
    if times.resolved is not None:
        kept = not (answer_missed(times, times.resolved) or solution_missed(times, times.resolved))
    elif times.responded is not None and answer_missed(times, times.responded):
        kept = False
    waits = times.responded is None
    return Clock(
        text(times.respond_by) if waits else "", text(times.resolve_by) if times.resolved is None else "",
        text(times.responded) if not waits and times.resolved is None else "", text(times.resolved), kept, times.paused,
    )  # fmt: skip


def _case(subject: Subject, view: EntryView, found: Clock | None) -> str:
    marks = [badge(view.state), badge(view.priority), f"<span>{escape(view.label)}</span>"]
    if view.id:
        marks.append(f'<span class="p-id">{escape(view.id)}</span>')
    marks.append(day(view.day))
    marks += [f'<span class="p-meta__by">@{escape(name)}</span>' for name in view.by]
    if view.origin:
        marks.append(f'<a href="{escape(view.origin.href)}">{escape(view.origin.label)}</a>')
    if found:
        marks += _times(subject, found)
    title = escape(view.words or view.label)
    return (
        f'<li class="p-case"><span class="p-icon k-{escape(view.icon)}" aria-hidden="true"></span><div><a href="{escape(view.href)}">{title}</a>'
        f'<p class="p-meta">{"".join(marks)}</p></div></li>\n'
    )


def _times(subject: Subject, found: Clock) -> list[str]:
    say = subject.say
    shown = [
        f'<span class="p-due">{escape(say(f"case.{key}"))} {day(moment, True)}</span>'
        for key, moment in (("answer", found.answer_by), ("solve", found.solve_by))
        if moment
    ]
    shown += [
        f"<span>{escape(say(f'case.{key}'))} {day(moment)}</span>"
        for key, moment in (("answered", found.answered), ("solved", found.solved))
        if moment
    ]
    if found.paused:
        shown.append(f'<span class="p-badge p-badge--warn">{escape(say("case.paused"))}</span>')
    if found.kept is not None:
        tone, key = ("good", "kept") if found.kept else ("bad", "missed")
        shown.append(f'<span class="p-badge p-badge--{tone}">{escape(say(f"case.{key}"))}</span>')
    return shown
