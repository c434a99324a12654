"""Follow-ups as calendars, pages and mails show them: each with its texts in one language, its links and a lasting id."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from pcrm_tools.model.config import Config
from pcrm_tools.reports.due_groups import Group, what_text
from pcrm_tools.reports.due_rules import BY_ID, when
from pcrm_tools.reports.followups import FollowUp, why_text

# A record has one of these at most, whatever its words: when they change it is still the same.
_ONE_A_RECORD = frozenset(("next-contact", "cadence", "closing-survey"))
# What another program would obey, hide or take for the end of a line: controls, bidi marks, line and paragraph separators.
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


class Places(NamedTuple):
    """Where records are read and edited: addresses by the record's path, and the git host's by path and line, empty without one."""

    pages: Mapping[str, str] = {}
    edit: Callable[[str, int], str] = lambda path, line: ""


class Line(NamedTuple):
    """A follow-up with its texts, free of control characters: `when` says how late it is, `source` is `path:line`."""

    row: FollowUp
    name: str
    what: str
    rule: str
    why: str
    when: str
    owner: str
    source: str
    page: str
    edit: str


def clean(text: str) -> str:
    """A text without control characters and text-direction marks; line feeds stay."""
    return text if text.isprintable() else _UNSAFE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def lines(
    rows: Iterable[FollowUp], config: Config, lang: str, places: Places, what: Callable[[FollowUp], str] | None = None
) -> list[Line]:
    """The rows with their texts in `en` or `zh`; `what` says what a row is about where not all of that may be shown."""
    say = what or (lambda row: what_text(row, config, lang))
    return [
        Line(
            row, clean(row.name), clean(say(row)), rule_name(row, lang), clean(why_text(row, config, lang)), when(row.days_late, lang),
            clean(config.person(row.owner)) if row.owner else "", clean(f"{row.path}:{row.line}"), places.pages.get(row.path, ""),
            places.edit(row.path, row.line),
        )
        for row in rows
    ]  # fmt: skip


def rule_name(row: FollowUp, lang: str) -> str:
    """The name of the rule that lists a row."""
    rule = BY_ID[row.rule]
    return rule.zh if lang == "zh" else rule.en


def host_of(site: str) -> str:
    """The host of the site's address, which makes ids unique in the world; a reserved name where there is no address."""
    host = urlsplit(site).hostname if site.isprintable() and site.startswith(("http://", "https://")) else None
    return host.encode("idna").decode() if host and not host.isascii() else host or "pcrm.invalid"


def address(site: str, href: str) -> str:
    """An address below the site's, in ASCII; empty without a site."""
    return quote(f"{site.rstrip('/')}/{href}", safe=":/?#[]@!$&'()*+,;=%~") if site else ""


def uids(rows: Sequence[FollowUp], anchors: Mapping[tuple[str, int], str], site: str) -> list[str]:
    """A lasting id for each row: from record, rule and what the row is known by, never from its line or day.

    `anchors` is what a row is known by, by path and line, where its text does not say it.
    """
    found = [""] * len(rows)
    seen: dict[tuple[str, str, str], int] = {}
    host = host_of(site)
    for place in sorted(range(len(rows)), key=lambda at: (rows[at].path, rows[at].line)):
        row = rows[place]
        # What says no more than the record's name is the record's own.
        words = "" if row.what == row.name else row.what
        known = "" if row.rule in _ONE_A_RECORD else anchors.get((row.path, row.line)) or words
        if row.rule == "house":  # by the name that the notebook's own rule has
            known = row.why.values.get("name", known)
        key = (row.id, row.rule, known)
        seen[key] = count = seen.get(key, 0) + 1
        parts = [*key, str(count)] if count > 1 else key
        digest = hashlib.blake2b("\0".join(parts).encode(errors="surrogatepass"), digest_size=10).hexdigest()
        found[place] = f"{row.rule}-{digest}@{host}"
    return found


class Section(NamedTuple):
    """Lines under a heading, which is empty where they stand alone; `total` counts also what is not listed."""

    title: str
    lines: Sequence[Line]
    total: int


class Sheet(NamedTuple):
    """Sections as of a day in a language, up to `horizon` (None: as far as each rule looks), with what they are called together.

    `total` and `overdue` count all follow-ups, also those that the sections leave out.
    """

    title: str
    sections: Sequence[Section]
    today: date
    horizon: date | None
    lang: str
    total: int
    overdue: int

    @property
    def left_out(self) -> int:
        """How many follow-ups no section lists."""
        return self.total - sum(len(section.lines) for section in self.sections)


def sections(groups: Iterable[Group], config: Config, lang: str, places: Places) -> list[Section]:
    """Groups with the texts of their rows."""
    return [Section(clean(group.title), lines(group.rows, config, lang, places), group.total) for group in groups]
