"""A project's way through its stages: the days on which it entered them, how long they took, and limits over several of them."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any, NamedTuple

from pcrm_tools.facts import stages as rules
from pcrm_tools.facts.dates import add
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site.book import Book
from pcrm_tools.site.subject import Section, Subject
from pcrm_tools.site.values import Values, day, duration_text


class Step(NamedTuple):
    """A stage on a project's path: `state` is done, now, skipped or todo; `until` is the last day on which it is not late."""

    code: str
    state: str
    entered: str
    took: int | None
    length: str
    until: str


def path(book: Book, record: RecordRow, moves: list[rules.Step]) -> list[Step]:
    """The stages of a project's pipeline; `moves` are its `stage` entries, oldest first."""
    stages = book.config.stages(record.pipeline or "")
    days = {move.after: move.day for move in moves}
    if record.stage and record.stage_since:
        days.setdefault(record.stage, record.stage_since)
    order = list(stages)
    here = order.index(record.stage) if record.stage in order else -1
    entered = sorted((day, order.index(code)) for code, day in days.items() if code in order)
    found = []
    for place, code in enumerate(order):
        state = "now" if place == here else "todo" if place > here else "done" if code in days else "skipped"
        since = days.get(code, "") if place <= here else ""
        ends = next((day for day, other in entered if day >= since and other > place), "")
        if not ends and state == "now":
            ends = record.closed or ""
        length = rules.expected_length(stages, code)
        # The stage that wins has no end to be late for when the project is closed.
        until = rules.stage_due(since, length) if since and state == "now" and not record.closed and not record.outcome else None
        found.append(Step(code, state, since, _between(since, ends), length, until.isoformat() if until else ""))
    return found


def _between(first: str, last: str) -> int | None:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else None


def moves_of(subject: Subject) -> list[rules.Step]:
    """The `stage` entries, oldest first."""
    rows = sorted((row for row in subject.part.entries if row.kind == "stage"), key=lambda row: (row.date, row.time, -row.ord))
    return [rules.Step(row.date, row.before, row.after, row.line) for row in rows]


def stage_path(subject: Subject) -> Section | None:
    """The path, with expected and real days, and whether limits over several stages are kept."""
    if not subject.record.stage and not any(row.kind == "stage" for row in subject.part.entries):
        return None
    moves = moves_of(subject)
    steps = path(subject.book, subject.record, moves)
    if not steps:
        return None
    shown = "".join([_step(subject, step) for step in steps])
    body = f'<div class="p-stages"><ol class="p-path">{shown}</ol></div>{_limits(subject, steps, moves)}'
    return subject.section("stages", body)


def _step(subject: Subject, step: Step) -> str:
    here = ' aria-current="step"' if step.state == "now" else ""
    name = escape(subject.values.setting("stage", step.code).label)
    return (
        f'<li class="p-step p-step--{step.state}"{here}><span class="p-step__dot"></span><span class="p-step__name">{name}</span>'
        f'<span class="p-step__day">{day(step.entered)}</span>{_length(subject, step)}</li>'
    )


def _length(subject: Subject, step: Step) -> str:
    """Real days of those expected; of the present stage the last day that is not late."""
    expected = duration_text(step.length, subject.lang) if step.length else ""
    if step.took is not None:
        limit = add(date.fromisoformat(step.entered), step.length) if step.length else None
        late = limit is not None and (limit - date.fromisoformat(step.entered)).days < step.took
        days = escape(subject.say("stage.days").format(n=step.took))
        look = ' class="is-late"' if late else ""
        return f'<span class="p-step__took"><b{look}>{days}</b>{f" / {escape(expected)}" if expected else ""}</span>'
    if step.until:
        return f'<span class="p-step__took">{escape(subject.say("stage.until"))} {day(step.until, True)}</span>'
    return f'<span class="p-step__took p-faint">{escape(expected)}</span>' if expected and step.state == "todo" else ""


def _limits(subject: Subject, steps: list[Step], moves: list[rules.Step]) -> str:
    """Each limit over several stages: kept or missed where its last stage is reached, else by when that must be."""
    record, config = subject.record, subject.book.config
    pipeline = config.data["pipelines"].get(record.pipeline or "default") or {}
    stages: Mapping[str, Any] = config.stages(record.pipeline or "")
    began = next((row.value for row in subject.part.fields.get("start", ())), None) or record.first_entry
    order, entered = list(stages), {step.code: step.entered for step in steps if step.entered}
    here = order.index(record.stage) if record.stage in order else -1
    found = []
    for limit in rules.stage_limits(pipeline):
        since = rules.limit_since(limit, stages, moves, began)
        end = add(date.fromisoformat(since), limit.length) if since else None
        if end is None:
            continue
        reached = min((entered[code] for code in order[order.index(limit.last) :] if code in entered), default="")
        text = _limit(subject, limit, since, end, reached, here)
        if text:
            found.append(text)
    return f'<ul class="p-limits">{"".join(found)}</ul>' if found else ""


def _limit(subject: Subject, limit: rules.StageLimit, since: str, end: date, reached: str, here: int) -> str:
    label = subject.values.setting
    names = {"first": label("stage", limit.first).label, "last": label("stage", limit.last).label}
    allowed = (end - date.fromisoformat(since)).days
    title = escape(subject.say("stage.limit").format(**names, days=allowed))
    if reached:
        took = _between(since, reached) or 0
        tone, key = ("good", "stage.limit_kept") if took <= allowed else ("bad", "stage.limit_missed")
        said = f'<span class="p-badge p-badge--{tone}">{escape(subject.say(key).format(n=took))}</span>'
    elif subject.record.closed or subject.record.outcome:
        said = f'<span class="p-badge">{escape(subject.say("stage.limit_open"))}</span>'
    elif here < 0:
        return ""
    else:
        said = f'<span class="p-due">{escape(subject.say("stage.limit_until"))} {day(end.isoformat(), True)}</span>'
    return f"<li>{title} {said}</li>"


def small_path(book: Book, values: Values, record: RecordRow) -> str:
    """The path in miniature: a mark for each stage."""
    order = list(book.config.stages(record.pipeline or ""))
    if record.stage not in order:
        return ""
    here = order.index(record.stage)
    marks = [
        f'<i class="is-{"now" if place == here else "done"}"></i>' if place <= here else "<i></i>" for place in range(len(order))
    ]
    name = escape(f"{values.setting('stage', record.stage).label} ({here + 1}/{len(order)})")
    return f'<span class="p-mini" role="img" aria-label="{name}" title="{name}">{"".join(marks)}</span>'
