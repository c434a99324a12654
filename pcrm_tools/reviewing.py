"""Two states of a notebook compared for a reviewer: records in words, findings, consequences, and who must agree."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.model.approval import Approval
from pcrm_tools.model.finding import Finding
from pcrm_tools.reports.changes import Compared
from pcrm_tools.store.consequences import Consequences, Side, consequences
from pcrm_tools.store.decoded import Rows
from pcrm_tools.store.files import record_id, type_of
from pcrm_tools.store.pairs import Pair, Settings, both_settings, pair, read, renamed
from pcrm_tools.store.references import broken_references
from pcrm_tools.store.revisions import Between, State, listed
from pcrm_tools.store.sides import RECORDS, read_files, read_sides
from pcrm_tools.text import compare as parts
from pcrm_tools.text.compare import Change
from pcrm_tools.text.forms import nfc

if TYPE_CHECKING:
    from pcrm_tools.store.approving import Rule


class Review(NamedTuple):
    """A comparison: both states and their settings, the files, findings that came and went, and what follows."""

    between: Between
    settings: tuple[Settings, Settings]
    pairs: tuple[Pair, ...]
    new: tuple[Finding, ...]
    solved: tuple[Finding, ...]
    approvals: tuple[Approval, ...]
    consequences: Consequences

    @property
    def records(self) -> tuple[Compared, ...]:
        """What differs, file by file."""
        return tuple(pair.compared for pair in self.pairs)


def review(root: Path, between: Between, today: date, only: Mapping[str, str] = {}) -> Review:
    """Compares two states as of a day; `only` keeps what has one of these names: an id, a name, an alias (and the same as a path).

    Raises RevisionRefused where git cannot tell what differs, UnknownName for a name that is in neither state.
    """
    sides = read_sides(root, between)
    settings = both_settings(sides)
    pairs = tuple(pair(held, settings) for held in sides.held)
    if only:
        _check_names(root, between, only, pairs)
        pairs = tuple(one for one in pairs if any(_named(one, *name) for name in only.items()))
    was, now = broken_references(root, between, pairs, settings)
    first = [*settings[0].findings, *was, *(found for one in pairs if one.old for found in one.old.findings)]
    last = [*settings[1].findings, *now, *(found for one in pairs if one.new for found in one.new.findings)]
    new, solved = differing_findings(first, last, renamed(pairs))
    before, after = weighed(root, between, pairs, settings)
    touched = frozenset(path for one in pairs for path in (one.held.before, one.held.after) if path and one.held.type in RECORDS)
    follows = consequences(before, after, touched, renamed(pairs), today) if touched else Consequences()
    return Review(between, settings, pairs, new, solved, approvals(pairs, before, after, today), follows)


def _named(one: Pair, word: str, path: str) -> bool:
    """Whether a file is at or below a path, or has a name."""
    places = [place for place in (one.held.before, one.held.after) if place]
    if path and any(path == "." or place == path or place.startswith(f"{path}/") for place in places):
        return True
    wanted = word.casefold()
    names = [record_id(place, one.held.type) for place in places]
    for side in (one.old, one.new):
        if side is not None:
            names += [str(side.record.front.get("name") or ""), *side.record.front.get("aliases", ())]
    return wanted in (name.casefold() for name in names)


def _check_names(root: Path, between: Between, only: Mapping[str, str], pairs: Iterable[Pair]) -> None:
    """Raises UnknownName for the first name of which no state has a file."""
    changed = tuple(pairs)
    missing = {word: path for word, path in only.items() if not any(_named(one, word, path) for one in changed)}
    if not missing:
        return
    paths = {path for side in between for path in listed(root, side)}
    stems = {record_id(path): path for path in paths if type_of(path)}
    for word, path in missing.items():
        if word not in stems and not any(path == "." or place == path or place.startswith(f"{path}/") for place in paths):
            from pcrm_tools.errors import UnknownName
            from pcrm_tools.text.forms import near

            close = near(word, tuple(stems))
            raise UnknownName(word, [close] if close else ())


# -- findings -------------------------------------------------------------------------------------------------

_PLACES = frozenset(("where", "first", "second", "line"))  # values that only say where


def differing_findings(
    old: Iterable[Finding], new: Iterable[Finding], moved: Mapping[str, str]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """The findings that are new and those that are solved: matched by rule, path (after renames) and values, never by line."""
    waiting: dict[tuple[object, ...], list[Finding]] = {}
    for finding in old:
        waiting.setdefault(_key(finding, moved), []).append(finding)
    fresh = []
    for finding in new:
        same = waiting.get(_key(finding, {}))
        if same:
            same.pop(0)
        else:
            fresh.append(finding)
    return tuple(fresh), tuple(finding for left in waiting.values() for finding in left)


def _key(finding: Finding, moved: Mapping[str, str]) -> tuple[object, ...]:
    values = tuple(sorted((key, value) for key, value in finding.values.items() if key not in _PLACES))
    return finding.rule, moved.get(finding.path, finding.path), values


# -- what follows ---------------------------------------------------------------------------------------------


def weighed(root: Path, between: Between, pairs: Iterable[Pair], settings: tuple[Settings, Settings]) -> tuple[Side, Side]:
    """The changed records of both sides, and beside them the customers of changed projects, which most rules ask about."""
    sides: list[dict[str, Rows]] = [{}, {}]
    for one in pairs:
        for number, side in enumerate((one.old, one.new)):
            if side is not None and one.held.type in RECORDS:
                sides[number][side.rows.record[0]] = side.rows
    have = {rows.record[1] for side in sides for rows in side.values()}
    wanted = {str(rows.record[6]) for side in sides for rows in side.values() if rows.record[6]} - have
    for rows, others in zip(sides, _customers(root, between.head, settings, wanted) if wanted else (), strict=False):
        rows.update(others)
    return Side(sides[0], settings[0].config), Side(sides[1], settings[1].config)


def _customers(root: Path, head: State, settings: tuple[Settings, Settings], ids: Collection[str]) -> tuple[dict[str, Rows], dict[str, Rows]]:
    """Customers that did not change, as each side's settings read them; by path."""
    names = {f"{one}.md" for one in ids}
    paths = [path for path in listed(root, head, "customers/") if nfc(path[path.rfind("/") + 1 :]) in names and type_of(path)]
    contents = read_files(root, head, paths)
    made = [{path: one.rows for path, content in contents.items() if (one := read(path, "customer", content, side)) is not None}
            for side in (settings[:1] if settings[0] is settings[1] else settings)]  # fmt: skip
    return made[0], made[-1]


def approvals(pairs: Iterable[Pair], before: Side, after: Side, today: date) -> tuple[Approval, ...]:
    """Who must agree to what, by the approvals of the later side's settings, and who has agreed in the log already."""
    if not after.config.data.get("approvals"):
        return ()
    from pcrm_tools.store.approving import approval_rules, meeting

    rules = approval_rules(after.config)
    was, now = meeting(rules, before, today), meeting(rules, after, today)
    return tuple(
        found for one in pairs for rule in rules
        if one.held.after in now.get(rule.name, ()) and (found := _approval(one, rule, one.held.before in was.get(rule.name, ())))
    )  # fmt: skip


def _approval(one: Pair, rule: "Rule", met: bool) -> Approval | None:
    """What somebody must agree to: changed fields that the rule asks of; all of them where the record meets it only now."""
    changed = {key: change for change in one.compared.changes for key in _keys(change)}
    fields = [key for key in changed if key in rule.fields]
    if (met and not fields) or one.new is None:
        return None
    record = one.new.record
    old = {entry.anchor for entry in one.old.record.entries} if one.old else set()
    agreed = next((
        (person, entry.date) for entry in record.entries if entry.kind == "decision" and entry.anchor not in old
        for person in entry.by if person in rule.by
    ), None)  # fmt: skip
    line = next((changed[key].line for key in fields), record.title_line)
    shown = tuple(dict.fromkeys(key.partition(".")[0] for key in fields or sorted(rule.fields & record.front.keys())))
    return Approval(rule.name, record.id, one.held.after, record.type, one.compared.name, line, shown, rule.by, agreed)


def _keys(change: Change) -> tuple[str, ...]:
    outer = change.field.partition(".")[0]
    return tuple(dict.fromkeys((change.field, outer, *(cell.field for cell in change.cells)))) if change.part != parts.SECTION else ()
