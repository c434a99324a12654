"""Links that a change breaks or mends: those in the changed files, and those of other files to a record that is gone or has another id.

Nothing is looked for unless the change takes an id away, brings one, or links to something that it did not link to before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from pcrm_tools.checks import notebook
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.notebook import Notebook, Reference
from pcrm_tools.store import git
from pcrm_tools.store.decoded import twin_key
from pcrm_tools.store.files import record_id, type_of
from pcrm_tools.store.pairs import Pair, Read, Settings, read
from pcrm_tools.store.revisions import COMMIT, INDEX, Between, State, listed
from pcrm_tools.store.sides import read_files
from pcrm_tools.text.record import is_allowed

_KINDS = ("wiki", "field", "re")
_MOST = 500  # files that refer to what is gone


def broken_references(
    root: Path, between: Between, pairs: Sequence[Pair], settings: tuple[Settings, Settings]
) -> tuple[list[Finding], list[Finding]]:
    """The findings about links to records on both sides; anchors and ordinary links to files are left to `validate`."""
    gone, new = (_ids(pairs, side) - _ids(pairs, other) for side, other in ((0, 1), (1, 0)))
    if not gone and not new and not _targets(pairs, 1) - _targets(pairs, 0):
        return [], []
    others = _referring(root, between.head, gone, {path for one in pairs for path in (one.held.before, one.held.after)}, settings[1])
    types = [_types(listed(root, state)) for state in between]
    changed = ([one.old for one in pairs], [one.new for one in pairs])
    return _findings([*changed[0], *others], types[0]), _findings([*changed[1], *others], types[1])


def _ids(pairs: Iterable[Pair], side: int) -> set[str]:
    return {found.record.id for one in pairs if (found := (one.old, one.new)[side]) is not None}


def _targets(pairs: Iterable[Pair], side: int) -> set[str]:
    reads = ((one.old, one.new)[side] for one in pairs)
    return {link.target for found in reads if found is not None for link in found.record.links if link.kind in _KINDS}


def _referring(root: Path, head: State, gone: Collection[str], known: Collection[str], settings: Settings) -> list[Read]:
    """The unchanged files in which the id of something that is gone stands."""
    words = [one.rpartition("/")[2] for one in gone if "\n" not in one]
    if not words:
        return []
    where = {COMMIT: (head.id,), INDEX: ("--cached",)}.get(head.kind, ("--untracked",))
    patterns = "".join(f"{word}\n" for word in words).encode()
    said = git.run_bytes(root, "grep", "-l", "-z", "-F", "-w", "-I", "--no-recurse-submodules", "-f", "-", *where, "--", given=patterns)
    paths = [name.decode("utf-8", "replace").removeprefix(f"{head.id}:" if head.kind == COMMIT else "") for name in (said or b"").split(b"\0")]
    wanted = [path for path in paths if type_of(path) and path not in known][:_MOST]
    found = (read(path, type_of(path), content, settings) for path, content in read_files(root, head, wanted).items())
    return [one for one in found if one is not None]


def _types(paths: Iterable[str]) -> dict[str, str]:
    """The type of every id; a record comes before a page of the same name."""
    found: dict[str, str] = {}
    for path in paths:
        kind = type_of(path)
        if kind and (kind != "page" or record_id(path, kind) not in found):
            found[record_id(path, kind)] = kind
    return found


def _findings(reads: Iterable[Read | None], types: Mapping[str, str]) -> list[Finding]:
    twins = {twin_key(one): one for one in types}
    for one, kind in sorted(types.items()):
        if kind == "page":
            twins.setdefault(twin_key(one.rpartition("/")[2]), one)
    there = [one for one in reads if one is not None]
    references = tuple(
        Reference(one.rows.record[0], link.place.line, link.place.column, link.target, "", link.kind, link.source, one.record.id)
        for one in there for link in one.record.links if link.kind in _KINDS and link.target
    )  # fmt: skip
    allowed = {one.rows.record[0]: one.record.allowed for one in there}
    found = notebook.check(Notebook(dict(types), twins, (), (), references, (), (), (), {}))
    return [finding for finding in found if not is_allowed(finding, allowed[finding.path])]
