"""A project's milestones and tasks on a line of days."""

from datetime import date
from html import escape
from typing import Any

from pcrm_tools.model.rows import TaskRow
from pcrm_tools.site import charts
from pcrm_tools.site.addresses import fragment_href
from pcrm_tools.site.charts import GanttRow
from pcrm_tools.site.draw_gantt import BAND, HEAD, LEFT, RIGHT, ROW, ROWS, Scale
from pcrm_tools.site.labels import word
from pcrm_tools.site.stage_views import moves_of
from pcrm_tools.site.subject import Section, Subject
from pcrm_tools.site.tables import html as table_html
from pcrm_tools.site.tables import table

TASKS = 30


def schedule(subject: Subject) -> Section | None:
    """The chart, and the milestones as a table."""
    made = table(subject.values, subject.part, "milestones", subject.resolve)
    rows = [*_stages(subject), *_milestones(subject), *_tasks(subject)]
    work = [row for row in rows if row.kind != "stage"]
    body = _chart(subject, rows) if len(work) > 1 or (made and work) else ""
    title = "" if made else subject.say("record.schedule")
    count = len(made.data) if made else None
    return subject.section("milestones", body + (table_html(made) if made else ""), count, title)


def _chart(subject: Subject, rows: list[GanttRow]) -> str:
    """The drawing without the day it was made on: where today is the browser draws, so that the page holds for other days."""
    drawn = charts.gantt(rows, None, subject.lang, subject.say("record.schedule"))
    if not drawn:
        return ""
    if subject.record.closed or subject.record.outcome:
        return f'<div class="p-gantt">{drawn}</div>'
    days = [
        _number(day) for row in rows for day in (row.start, row.planned, row.done or row.due or row.planned or row.start) if day
    ]
    scale = Scale([day for day in days if day], None)
    number = min(len([row for row in rows if row.kind != "stage"]), ROWS)
    top = HEAD + (BAND if any(row.kind == "stage" for row in rows) else 0)
    place = f"{LEFT} {RIGHT} {HEAD - 6} {top + ROW * number + 4}"
    first, last = date.fromordinal(scale.low).isoformat(), date.fromordinal(scale.high).isoformat()
    label = escape(word("relative.today", subject.lang))
    return f'<div class="p-gantt" data-today="{place}" data-first="{first}" data-last="{last}" data-label="{label}">{drawn}</div>'


def _number(day: str) -> int:
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return 0


def _stages(subject: Subject) -> list[GanttRow]:
    """The stages that the project has been in, as bands; the last one has no end yet."""
    moves = moves_of(subject)
    found = []
    for place, move in enumerate(moves):
        end = moves[place + 1].day if place + 1 < len(moves) else subject.record.closed or ""
        if end and end > move.day:
            name = subject.values.setting("stage", move.after).label
            found.append(GanttRow(f"stage{place}", name, "stage", move.day, "", end, "", (), "", ""))
    return found


def _late(subject: Subject, due: str, done: str) -> str:
    running = not (subject.record.closed or subject.record.outcome)
    return "done" if done else "late" if running and due and due < subject.facts.today else ""


def _milestones(subject: Subject) -> list[GanttRow]:
    found = []
    for place, cells in enumerate(subject.item_cells("milestones")):
        key, name = str(cells.get("id") or f"milestone {place}"), str(cells.get("name") or cells.get("id") or "")
        planned, due, done = (str(cells.get(part) or "") for part in ("planned", "due", "done"))
        href = fragment_href(key) if cells.get("id") else ""
        found.append(
            GanttRow(
                key,
                name,
                "milestone",
                "",
                planned,
                due,
                done,
                _names(cells.get("after")),
                _late(subject, due or planned, done),
                href,
            )
        )
    return found


def _names(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else tuple(filter(None, str(value or "").split(",")))


def _tasks(subject: Subject) -> list[GanttRow]:
    """Tasks with a day, those of a tree together; what was called off is left out."""
    found = [row for row in subject.part.tasks if row.state != "cancelled" and (row.due or row.done) and row.entry < 0]
    found.sort(key=lambda row: (row.start or row.due or row.done or "", row.ord))
    return [_task(subject, row) for row in found[:TASKS]]


def _task(subject: Subject, row: TaskRow) -> GanttRow:
    text, after = subject.book.plain(row.text), tuple(filter(None, row.after.split(",")))
    due, done = row.due or "", row.done or ""
    href = fragment_href(row.id) if row.id else ""
    return GanttRow(
        row.id or f"task {row.ord}", text, "task", row.start or "", "", due, done, after, _late(subject, due, done), href
    )
