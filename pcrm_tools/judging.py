"""What an open notebook's findings are, held against an earlier state: only what is new counts.

For the earlier state the files that differ are put into the cache as they were then, and taken out again; both states are asked for
all findings, so that a link which broke in a file that nobody touched is found too.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.checks import comparison
from pcrm_tools.model.finding import Finding
from pcrm_tools.reviewing import approvals, differing_findings, weighed
from pcrm_tools.store import overlay, revisions
from pcrm_tools.store.decoded import Rows
from pcrm_tools.store.files import type_of
from pcrm_tools.store.findings import all_findings
from pcrm_tools.store.freshness import decoding_words
from pcrm_tools.store.pairs import Pair, Settings, both_settings, pair, read, renamed
from pcrm_tools.store.revisions import INDEX, Between, State
from pcrm_tools.store.sides import RECORDS, Sides, read_files, read_sides
from pcrm_tools.text.context import fields
from pcrm_tools.text.record import is_allowed

if TYPE_CHECKING:
    from pcrm_tools.session import Session


class Judged(NamedTuple):
    """The findings that are new, how many are older, and the state that they were held against."""

    new: tuple[Finding, ...]
    older: int
    base: State


def judge(session: "Session", between: Between, today: date, paths: Sequence[str] = ()) -> Judged:
    """Holds the notebook's findings as of a day against those of an earlier state, and looks at what changed in between.

    `paths` keeps the findings of the files at or below them. Raises RevisionRefused where git cannot tell what differs.
    """
    sides = read_sides(session.root, between)
    settings = both_settings(sides)
    pairs = tuple(pair(held, settings) for held in sides.held)
    strays = session.strays
    before: tuple[Finding, ...] = ()
    if between.head.kind == INDEX:
        with overlay.aside(session.db, session.notice):
            strays = _stage(session, between, settings[1], strays)
            now = all_findings(session.db, session.root, strays, today)
            before = _before(session, sides, settings, pairs, strays, today) if now else ()
    else:
        now = session.findings(today)
        if now and (sides.held or sides.gone):
            with overlay.aside(session.db, session.notice):
                before = _before(session, sides, settings, pairs, strays, today)
        else:
            before = now
    new, _ = differing_findings(before, now, renamed(pairs))
    found = [*new, *_compared(pairs, settings[1], today), *_consents(session, between, pairs, settings, today)]
    kept = [one for one in found if not paths or any(path in ("", ".") or one.path == path or one.path.startswith(f"{path}/") for path in paths)]
    older = len(now) - len(new)
    return Judged(tuple(sorted(kept, key=lambda one: (one.path, one.line, one.column, one.rule))), older, between.base)


def _stage(
    session: "Session", between: Between, settings: Settings, strays: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Puts what is staged in the place of the files; returns the strays that are staged."""
    unstaged = read_sides(session.root, Between(between.head, revisions.work(session.root)))
    if decoding_words(settings.config) != decoding_words(session.config):
        _put_all(session, between.head, settings)
    else:
        rows = [one for held in unstaged.held if held.before and type_of(held.before)
                if (one := read(held.before, held.type, held.old, settings)) is not None]  # fmt: skip
        _put(session, [one.rows for one in rows], [held.after for held in unstaged.held if held.after], settings)
    return tuple(stray for stray in strays if stray.path not in unstaged.new)


def _before(
    session: "Session", sides: Sides, settings: tuple[Settings, Settings], pairs: Iterable[Pair],
    strays: tuple[Finding, ...], today: date,
) -> tuple[Finding, ...]:
    """The findings of the earlier state."""
    if decoding_words(settings[0].config) != decoding_words(settings[1].config):
        _put_all(session, sides.between.base, settings[0])
    else:
        old = [one.old.rows for one in pairs if one.old is not None]
        _put(session, old, [one.held.after for one in pairs if one.held.after], settings[0])
    known = [stray for stray in strays if stray.path not in sides.new and stray.path not in {one.held.path for one in pairs}]
    found = all_findings(session.db, session.root, tuple(known), today)
    # A file that was taken away since stood there, so the links to it were right.
    return tuple(one for one in found if not (one.rule == "broken-link" and _target(one) in sides.gone))


def _target(finding: Finding) -> str:
    """The path, from the notebook's root, that a relative link leads to."""
    from urllib.parse import unquote

    clean = unquote(finding.values.get("seen", "").partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(finding.path), clean)) if clean else ""


def _put(session: "Session", rows: Iterable[Rows], gone: Iterable[str], settings: Settings) -> None:
    overlay.put(session.db, rows, gone, settings.config, [[*one[:5], dict(one.values)] for one in settings.findings])


def _put_all(session: "Session", state: State, settings: Settings) -> None:
    """Reads every file of a state: what its settings mean to records differs."""
    paths = [path for path in revisions.listed(session.root, state) if type_of(path)]
    contents = read_files(session.root, state, paths)
    found = [read(path, type_of(path), content, settings) for path, content in contents.items()]
    overlay.empty(session.db)
    _put(session, [one.rows for one in found if one is not None], (), settings)


def _compared(pairs: Iterable[Pair], settings: Settings, today: date) -> Iterator[Finding]:
    """What only the comparison of both sides of a record can see."""
    for one in pairs:
        if one.old is not None and one.new is not None and one.held.type in RECORDS:
            for finding in comparison.check(one.old.record, one.new.record, one.compared.changes, settings.config, today):
                yield finding._replace(path=one.held.after)


def _consents(
    session: "Session", between: Between, pairs: Sequence[Pair], settings: tuple[Settings, Settings], today: date
) -> Iterator[Finding]:
    """A finding for each consent that the notebook's `approvals:` ask for and nobody has written down."""
    if not settings[1].config.data.get("approvals"):
        return
    wanted = approvals(pairs, *weighed(session.root, between, pairs, settings), today)
    allowed = {one.held.after: one.new.record.allowed for one in pairs if one.new is not None}
    for finding in comparison.agreements(wanted, _labels(settings[1]), today):
        if not is_allowed(finding, allowed[finding.path]):
            yield finding


def _labels(settings: Settings) -> Mapping[str, tuple[str, str]]:
    own = settings.config.data["fields"]
    return {
        key: (spec.label.lower(), spec.label_zh) for kind in RECORDS for key, spec in fields(kind, own.get(kind) or {}).items()
    }
