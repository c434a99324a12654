"""The people at a customer: how they stand to us, who left, where to, and who came after them."""

import re
from html import escape

from pcrm_tools.site.people import Contact, contacts
from pcrm_tools.site.people_map import people_map
from pcrm_tools.site.subject import Section, Subject, more
from pcrm_tools.site.values import badge, day

_FORMER = re.compile(r"^(?:former|ex-|原|前)\s*", re.IGNORECASE)


def people(subject: Subject) -> Section | None:
    """Those who are there, drawn and listed, and those who left."""
    here, left = contacts(subject.values, subject.part, subject.resolve)
    if not here and not left:
        return None
    moved: dict[str, list[int]] = {}
    for name, n in subject.facts.moved.get(subject.record.id, ()):
        moved.setdefault(name, []).append(n)
    body = people_map(here, subject.lang) + "".join(_person(subject, person, "", "") for person in here)
    former = [_person(subject, person, _now_at(subject, person, moved), _follower(person, here)) for person in left]
    if former:
        body += more(subject.say("record.people_left"), len(former), "".join(former))
    return subject.section("people", body, len(here))


def _now_at(subject: Subject, person: Contact, moved: dict[str, list[int]]) -> str:
    """Links to the records where somebody who left is known to work now."""
    numbers = {n for name in (person.name, *person.aliases) for n in moved.get(name, ())}
    faces = [subject.book.face(subject.book.records[n]) for n in sorted(numbers)]
    return ", ".join(f'<a href="{escape(face.href)}">{escape(face.name)}</a>' for face in faces)


def _follower(person: Contact, here: list[Contact]) -> str:
    """The one person who has the role that somebody had who left."""
    role = _FORMER.sub("", person.role).casefold()
    same = [other for other in here if role and other.role.casefold() == role]
    return f'<a href="#{escape(same[0].anchor)}">{escape(same[0].name)}</a>' if len(same) == 1 else ""


def _person(subject: Subject, person: Contact, now_at: str, followed: str) -> str:
    star = f'<span class="p-star" title="{escape(person.primary)}">★</span>' if person.primary else ""
    names = "".join(f' <span class="p-faint">{escape(alias)}</span>' for alias in person.aliases)
    role = f'<p class="p-person__role">{escape(person.role)}</p>' if person.role else ""
    ways = [f"<li><span>{escape(way.label)}</span> {way.values[0]}</li>" for way in person.ways]
    for key, shown in (("now_at", now_at), ("followed", followed)):
        if shown:
            ways.insert(0, f"<li><span>{escape(subject.say(f'people.{key}'))}</span> {shown}</li>")
    gone = " p-person--left" if person.left else ""
    avatar = f'<span class="p-avatar p-hue-{person.hue}" aria-hidden="true">{escape(person.initials)}</span>'
    return (
        f'<div class="p-person{gone}" id="{escape(person.anchor)}">{avatar}'
        f'<div><p class="p-person__name">{escape(person.name)}{star}{names}</p>{role}{_standing(subject, person)}'
        f'<ul class="p-person__ways">{"".join(ways)}</ul></div></div>\n'
    )


def _standing(subject: Subject, person: Contact) -> str:
    parts = [badge(person.part)]
    if person.influence:
        title = escape(f"{subject.say('record.influence')} {person.influence}/5")
        dots = "".join(['<i class="is-on"></i>' if place < person.influence else "<i></i>" for place in range(5)])
        parts.append(f'<span class="p-dots" role="img" aria-label="{title}" title="{title}">{dots}</span>')
    if person.left:
        parts.append(f'<span class="p-faint">{escape(subject.say("record.left"))} {day(person.left)}</span>')
    shown = "".join(parts)
    return f'<p class="p-person__line">{shown}</p>' if shown else ""
