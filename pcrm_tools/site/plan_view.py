"""The communication plan with the days on which each item was carried out last and is due next."""

from html import escape

from pcrm_tools.site.subject import Section, Subject
from pcrm_tools.site.tables import Extra, table
from pcrm_tools.site.tables import html as table_html
from pcrm_tools.site.values import day


def plan(subject: Subject) -> Section | None:
    """The items of the plan; the days come from what follow-ups compute, so that both say the same."""
    days = {row.line: subject.facts.plans.get((subject.record.path, row.line)) for row in subject.part.items.get("plan", ())}
    never = f'<span class="p-faint">{escape(subject.say("plan.never"))}</span>'
    due = f'<span class="p-badge p-badge--warn">{escape(subject.say("plan.due"))}</span>'

    def last(line: int) -> tuple[str, str]:
        found = days.get(line)
        return ("", "") if found is None else (day(found.last), found.last) if found.last else (never, "")

    def coming(line: int) -> tuple[str, str]:
        found = days.get(line)
        return ("", "") if found is None else (day(found.next, True), found.next) if found.next else (due, "")

    known = any(days.values())
    extras = [Extra(subject.say("plan.last"), last), Extra(subject.say("plan.next"), coming)] if known else []
    made = table(subject.values, subject.part, "plan", subject.resolve, extras=extras)
    return subject.section("plan", table_html(made), len(made.data)) if made else None
