"""What is due of a record, with the reason."""

from html import escape

from pcrm_tools.reports.due_rules import BY_ID, when
from pcrm_tools.reports.followups import FollowUp, why_text
from pcrm_tools.site.record_facts import standing
from pcrm_tools.site.subject import Section, Subject, more
from pcrm_tools.site.values import day, duration_text

SHOWN = 8


def due(subject: Subject) -> Section | None:
    """The follow-ups of the record and of a customer's projects, the oldest first."""
    pairs = [(row.due, _due(subject, row, "")) for row in subject.facts.due.get(subject.record.n, ())]
    for other, _ in subject.members:
        face = subject.book.face(other.record)
        link = f'<a class="p-entry__origin" href="{escape(face.href)}">{escape(face.name)}</a>'
        pairs += [(row.due, _due(subject, row, link)) for row in subject.facts.due.get(other.record.n, ())]
    shown = [text for _, text in sorted(pairs, key=lambda pair: pair[0])]
    if not shown:
        return None
    first, rest = "".join(shown[:SHOWN]), "".join(shown[SHOWN:])
    body = f'<ul class="p-due-list">{first}</ul>'
    if rest:
        body += more(subject.say("record.more"), len(shown) - SHOWN, f'<ul class="p-due-list">{rest}</ul>')
    return subject.section("due", body, len(shown))


def _due(subject: Subject, row: FollowUp, origin: str) -> str:
    rule = BY_ID[row.rule]
    named = escape(rule.zh if subject.lang == "zh" else rule.en)
    tone = "bad" if row.days_late > 0 else "warn" if row.days_late == 0 else ""
    what = _what(subject, row)
    moment = (
        f"<b>{escape(subject.say('record.due_now'))}</b>" if standing(row) else f'<span class="p-due">{day(row.due, True)}</span>'
    )
    title = f"<b>{escape(what)}</b>" if what else f"<b>{named}</b>"
    badge = f'<span class="p-badge p-badge--{tone}">{named}</span>' if tone else f'<span class="p-badge">{named}</span>'
    owner = f'<span class="p-meta__by">@{escape(subject.values.person(row.owner))}</span>' if row.owner else ""
    look = f" p-due-row--{tone}" if tone else ""
    return (
        f'<li class="p-due-row{look}"><span class="p-due-row__day">{moment}</span><div>{title} {origin}'
        f'<small>{escape(why(subject, row))}</small></div><span class="p-due-row__mark">{badge}{owner}</span></li>\n'
    )


def why(subject: Subject, row: FollowUp) -> str:
    """The reason without how long from today it is: the browser says that, and the page holds for another day."""
    if "age" in row.why.values:
        values = dict(row.why.values)
        for key in ("stage", "first", "last"):
            if key in values:
                values[key] = subject.values.setting("stage", values[key]).label
        values["limit"] = duration_text(values["limit"], subject.lang)
        return subject.say(f"why.{row.why.sentence}").format_map(values)
    text = why_text(row, subject.book.config, subject.lang)
    told = f"{'：' if subject.lang == 'zh' else ': '}{when(row.days_late, subject.lang)}"
    before, found, after = text.rpartition(told)
    return f"{before}{after}" if found else text


def _what(subject: Subject, row: FollowUp) -> str:
    """What it is about, as far as the audience may know; empty where that is the record's name alone."""
    if row.rule in ("stage-late", "limit"):
        return " → ".join(subject.values.setting("stage", part).label for part in row.what.split(" → "))
    hidden = row.rule in ("next-contact", "cadence") and not subject.book.audience.sees("next_step")
    return "" if hidden or row.what == row.name else subject.book.plain(row.what)
