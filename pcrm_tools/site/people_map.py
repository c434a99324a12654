"""Who has how much influence and which attitude: a small drawing of the people at a customer."""

from collections.abc import Mapping, Sequence
from html import escape

from pcrm_tools.site.labels import word
from pcrm_tools.site.people import Contact

# What a part in decisions tells of somebody's attitude: against us, open, or for us.
ATTITUDES: Mapping[str, int] = {"blocker": 0, "user": 1, "influencer": 1, "decision-maker": 1, "champion": 2}
LEFT, COLUMN, ROW, TOP, RADIUS = 14, 82, 26, 6, 10


def people_map(people: Sequence[Contact], lang: str) -> str:
    """A circle for everybody whose influence and part are known; nothing where all of them are of one mind."""
    placed: dict[tuple[int, int], list[Contact]] = {}
    for person in people:
        attitude = ATTITUDES.get(person.part_code)
        if person.influence and attitude is not None:
            placed.setdefault((attitude, person.influence), []).append(person)
    if len({attitude for attitude, _ in placed}) < 2:
        return ""
    width, height = LEFT + 3 * COLUMN, TOP + 5 * ROW
    out = []
    for place, key in enumerate(("against", "neutral", "for")):
        x = LEFT + place * COLUMN
        out.append(f'<rect class="c-seat c-seat--{key}" x="{x}" y="{TOP}" width="{COLUMN - 2}" height="{5 * ROW}" rx="4"/>')
        out.append(
            f'<text class="c-faint" x="{x + COLUMN / 2 - 1:g}" y="{height + 12}" text-anchor="middle" font-size="10.5">{_say(key, lang)}</text>'
        )
    out.append(f'<text class="c-faint" x="8" y="{TOP + 12}" font-size="10.5" text-anchor="middle">5</text>')
    out.append(f'<text class="c-faint" x="8" y="{height - 8}" font-size="10.5" text-anchor="middle">1</text>')
    for (attitude, influence), here in sorted(placed.items()):
        y = TOP + (5 - influence) * ROW + ROW / 2
        step = min(24, (COLUMN - 28) / max(len(here) - 1, 1))
        first = LEFT + attitude * COLUMN + COLUMN / 2 - 1 - step * (len(here) - 1) / 2
        out += [_person(person, first + step * place, y) for place, person in enumerate(here)]
    title = _say("map", lang)
    return (
        f'<figure class="p-figure p-figure--people"><figcaption>{title}</figcaption><svg class="p-chart p-chart--people" '
        f'viewBox="0 0 {width} {height + 18}" role="img" aria-label="{title}">{"".join(out)}</svg></figure>'
    )


def _person(person: Contact, x: float, y: float) -> str:
    said = " · ".join(filter(None, (person.name, person.part.label if person.part else "", str(person.influence))))
    return (
        f'<a href="#{escape(person.anchor)}"><title>{escape(said)}</title><circle class="c-head p-hue-{person.hue}" cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>'
        f'<text class="c-name" x="{x:g}" y="{y + 3.2:g}" font-size="9" text-anchor="middle">{escape(person.initials)}</text></a>'
    )


def _say(key: str, lang: str) -> str:
    return escape(word(f"people.{key}", lang))
