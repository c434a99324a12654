"""Looking after customers: birthdays and care days, surveys, evaluation, records nobody writes in, and data to be erased."""

from collections.abc import Iterable, Iterator
from datetime import date

from pcrm_tools.facts.contact import cadence_limit
from pcrm_tools.facts.dates import add, latest_start
from pcrm_tools.model.due_rows import DueDated, Nearby
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, values
from pcrm_tools.reports.due_rules import Why


def birthdays(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Birthdays of people who are still there and were not greeted yet."""
    within = frame.limit("birthday", "within")
    for row in rows.dated.get("birthday", ()):
        given = values(row)
        due, names = given["due"], given.get("names") or ()
        if given.get("task") or (given.get("left") or "9999") <= frame.today_text:
            continue
        since = latest_start(date.fromisoformat(due), within)
        if _greeted(due, since.isoformat() if since else due, names, rows.nearby.get(row.n, ())):
            continue
        lunar = row.day if given.get("lunar") else ""
        why = Why("birthday-lunar", {"day": lunar}) if lunar else Why("birthday", {})
        yield frame.row(rows.heads[row.n], "birthday", row.line, due, row.what, why)


def _greeted(due: str, since: str, names: Iterable[str], nearby: Iterable[Nearby]) -> bool:
    """Whether somebody was thought of (`care`) in the days before, or met or called on the day or after."""
    wanted = set(names)
    return any(
        wanted & set(entry.people.split("\n"))
        for entry in nearby
        if (entry.kind == "care" and entry.date >= since) or (entry.group == "contact" and entry.date >= due)
    )


def care_days(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Days of the notebook's own on which customers of some tiers are greeted."""
    for row in rows.dated.get("care", ()):
        yield frame.row(rows.heads[row.n], "care", row.line, row.day, row.what, Why("care", {"what": row.what}))


def surveys(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Customers that were not asked for long, and work that was finished without asking.

    One that was never asked is listed where pcrm.yml says how often to ask.
    """
    every = frame.limit("survey", "every")
    for row in rows.dated.get("survey", ()):
        head = rows.heads[row.n]
        last, place = rows.surveyed.get(head.group, ("", ""))
        if not last and not frame.horizon.is_set("survey", "every"):
            continue
        end = add(date.fromisoformat(last or row.day), every)
        if end is not None and (due := end.isoformat()) <= frame.until["survey"]:
            why = Why("survey", {"every": every, "last": last}) if last else Why("survey-never", {"every": every, "since": row.day})
            yield frame.row(head, "survey", row.line, due, "", why, evidence=(place,) if place else ())
    for row in rows.dated.get("closing-survey", ()):
        head = rows.heads[row.n]
        last, _ = rows.surveyed.get(head.group, ("", ""))
        asked = latest_start(date.fromisoformat(row.day), "1mo")
        end = add(date.fromisoformat(row.day), frame.limit("closing-survey", "within"))
        if end is None or (asked and last >= asked.isoformat()):
            continue
        if (due := end.isoformat()) <= frame.until["closing-survey"]:
            yield frame.row(head, "closing-survey", row.line, due, row.what, Why("closing-survey", {"since": row.day}))


def evaluations(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """New customers that nobody has evaluated, where pcrm.yml has an evaluation form or says how soon."""
    if not frame.config.data["evaluation"].get("criteria") and not frame.horizon.is_set("evaluation", "after"):
        return
    after = frame.limit("evaluation", "after")
    for row in rows.dated.get("evaluation", ()):
        end = add(date.fromisoformat(row.day), after) if row.day else frame.today
        if end is not None and (due := end.isoformat()) <= frame.until["evaluation"]:
            why = Why("evaluation", {"since": row.day, "after": after}) if row.day else Why("evaluation-bare", {})
            yield frame.row(rows.heads[row.n], "evaluation", row.line, due, "", why)


def stale(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Records in which nothing was written for long."""
    after = frame.limit("stale", "after")
    for row in rows.dated.get("stale", ()):
        end = add(date.fromisoformat(row.day), after)
        if end is not None and (due := end.isoformat()) <= frame.until["stale"] and _wanted(row, rows.heads[row.n].tier, frame):
            yield frame.row(rows.heads[row.n], "stale", row.line, due, "", Why("stale", {"last": row.day, "after": after}))


def _wanted(row: DueDated, tier: str, frame: Frame) -> bool:
    """Whether silence in the log says something: not in a project's last stage, nor of a customer that has a cadence anyway."""
    if row.type == "project":
        order = list(frame.stages(row.pipeline))
        return not order or row.stage != order[-1]
    data = frame.config.data
    return cadence_limit(row.cadence, tier, row.lifecycle, data["tiers"], data["lifecycle"]) is None


def erasures(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Data that may not be kept any longer."""
    for row in rows.dated.get("erase", ()):
        yield frame.row(rows.heads[row.n], "erase", row.line, row.day, "", Why("erase", {}))

