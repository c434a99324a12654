"""Keeping in touch: promised contacts, silences, the communication plan, and messages that nobody answered."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from pcrm_tools.facts.contact import (
    Cadence,
    SilenceLimits,
    cadence_limit,
    is_long_overdue,
    next_contact,
    silence_ends,
    silence_limits,
)
from pcrm_tools.facts.dates import add, opened, parse_duration
from pcrm_tools.facts.plan import Fit, fits
from pcrm_tools.model.due_rows import DueContact, DueDated, Head, Nearby
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, values
from pcrm_tools.reports.due_rules import Why


def contacts(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """A promised contact, and a silence that is too long unless a contact promised for today or earlier stands anyway."""
    data = frame.config.data
    general = (data.get("followups") or {}).get("cadence") or {}
    cadence_of = lru_cache(maxsize=None)(lambda own, tier, life: cadence_limit(own, tier, life, data["tiers"], data["lifecycle"]))
    limits_of = lru_cache(maxsize=None)(lambda tier: silence_limits(tier, data["tiers"], general))
    for row in rows.contacts:
        head = rows.heads[row.n]
        seen = (rows.seen[row.n],) if row.n in rows.seen else ()
        promise = next_contact(row.promised, row.said, row.last)
        if promise is not None and promise.day <= frame.until["next-contact"]:
            line = row.promised_line if promise.source == "front" else row.said_line
            why = Why("next-contact", {"last": row.last}) if row.last else Why("first-contact", {})
            what = row.step or (row.said_title if promise.source == "entry" else "") or head.name
            yield frame.row(head, "next-contact", line or row.title_line, promise.day, what, why, evidence=seen)
        if row.type == "customer" and (promise is None or promise.day > frame.today_text):
            cadence = cadence_of(row.cadence, head.tier, row.lifecycle)
            silence = _silence(row, head, frame, seen, cadence, limits_of(head.tier)) if cadence else None
            if silence is not None:
                yield silence


def _silence(
    row: DueContact, head: Head, frame: Frame, seen: tuple[str, ...], cadence: Cadence, limits: SilenceLimits
) -> FollowUp | None:
    start = row.last or row.began
    if start and start > frame.today_text:  # as of a day before anybody knew the customer
        return None
    end = silence_ends(start, cadence) if start else frame.today
    if end is None or end > silence_shown(frame, limits.warn):
        return None
    sentence = "cadence" if row.last else "never"
    why = Why(sentence, {"last": row.last or "", "limit": cadence.length, "source": cadence.source})
    extras = ("long-overdue",) if is_long_overdue(end, limits.late, frame.today) else ()
    return frame.row(head, "cadence", row.title_line, end.isoformat(), row.step or head.name, why, evidence=seen, extras=extras)


def silence_shown(frame: Frame, warn: str) -> date:
    """The last day on which a silence may end to be told of: the day that was asked for, else as far ahead as `warn` says."""
    return frame.horizon.last or frame.horizon.ahead(warn)


def plans(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Items of communication plans whose last entry, in the customer's log or in a project's, lies too long ago.

    Since when an item is planned nobody writes down: one that was never carried out is due, but not late.
    """
    for row in rows.dated.get("plan", ()):
        head, given = rows.heads[row.n], values(row)
        fit = Fit(*(tuple(given.get(key) or ()) for key in ("kinds", "ways", "people")))
        last, place = given.get("last") or "", f"{head.path}:{given['at']}" if "at" in given else ""
        for entry in rows.nearby.get(row.n, ()):
            if entry.date > last and not entry.own and fits(fit, entry.kind, entry.group, entry.way, entry.people.split("\n")):
                last, place = entry.date, f"{entry.path}:{entry.line}"
        start = last or given.get("began") or ""
        end = add(date.fromisoformat(start), given["every"]) if start else frame.today
        if end is None or (due := (end if last else max(end, frame.today)).isoformat()) > frame.until["plan"]:
            continue
        sentence = "plan" if last else "plan-never" if start else "plan-new"
        why = Why(sentence, {"every": given["every"], "last": last, "since": start})
        evidence = (place,) if place else ()
        yield frame.row(head, "plan", row.line, due, row.what, why, row.owner, private=row.private, evidence=evidence)


def messages(rows: DueRows, frame: Frame) -> Iterator[FollowUp]:
    """Messages of the customer with no contact after them, neither in the record's own log nor in one of the same customer."""
    length = parse_duration(frame.limit("inbound", "within"))
    for row in rows.dated.get("inbound", ()):
        head, given = rows.heads[row.n], values(row)
        if length is None or row.promised >= row.day or _answered(row, given.get("time") or "", rows.nearby.get(row.n, ())):
            continue
        owner = row.owner or head.owner
        calendar = frame.calendar(owner)
        came = opened(f"{row.day} {given['time']}" if given.get("time") else row.day, calendar)
        if came is None:
            continue
        by = calendar.add_working(came, length)
        if (due := by.date().isoformat()) <= frame.until["inbound"]:
            limit = {"kind": given["kind"], "day": row.day, "limit": str(length), "by": by.isoformat(" ", "minutes")}
            what = row.what or (given.get("people") or "").replace("\n", ", ")
            yield frame.row(head, "inbound", row.line, due, what, Why("inbound", limit), owner, private=row.private)


def _answered(row: DueDated, time: str, nearby: Iterable[Nearby]) -> bool:
    """Whether somebody got in touch after a message; on its day an entry without a time is taken for an answer."""
    for entry in nearby:
        if entry.own or entry.group != "contact" or entry.inbound:
            continue
        if entry.date > row.day or (entry.date == row.day and (not time or not entry.time or entry.time > time)):
            return True
    return False
