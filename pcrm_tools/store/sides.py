"""The files of a notebook that differ between two states, with what they hold on both sides; renamed ones are one file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.git_errors import RevisionRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import files, revisions
from pcrm_tools.store.look import SETTINGS
from pcrm_tools.store.revisions import COMMIT, WORK, Between, Differing, State
from pcrm_tools.text.compare_files import renames

TEMPLATE, SETTINGS_TYPE, RECORDS = "template", "settings", ("customer", "project")
Content = files.Source | Finding | None


class Held(NamedTuple):
    """A file on both sides: where it was and is (empty: not there), its type, and what it held and holds."""

    before: str
    after: str
    type: str
    old: Content
    new: Content

    @property
    def path(self) -> str:
        """Where it is, or was."""
        return self.after or self.before


class Sides(NamedTuple):
    """Both states, the files that differ, the texts of pcrm.yml, and every path that is gone or new on the later side."""

    between: Between
    held: tuple[Held, ...]
    settings: tuple[str, str]
    gone: frozenset[str]
    new: frozenset[str]


def read_sides(root: Path, between: Between) -> Sides:
    """Reads what differs between two states; raises RevisionRefused where git cannot tell."""
    base, head = between
    found = revisions.differing(root, base, head)
    ours = [one for one in found if type_of(one.path)]
    names = [blob for one in ours for blob in (one.before, one.after) if blob != WORK]
    own = [revisions.blob_name(side, SETTINGS) for side in (base, head) if side.kind != WORK]
    blobs = revisions.read_blobs(root, [*names, *own], files.MAX_BYTES)
    held = _changed(root, ours, [_held(root, between, one, blobs) for one in ours])
    settings = tuple(_settings(root, side, blobs) for side in (base, head))
    gone, new = (frozenset(one.path for one in found if not getattr(one, side)) for side in ("after", "before"))
    kept = (one for one in _joined(held) if not _equal(one))
    return Sides(between, tuple(sorted(kept, key=lambda one: one.path)), (settings[0], settings[1]), gone, new)


def type_of(path: str) -> str:
    """The type of a file: a record's or page's, `template`, `settings`; empty for what is no part of the notebook."""
    if path == SETTINGS:
        return SETTINGS_TYPE
    return files.type_of(path) or (TEMPLATE if path.startswith("templates/") and path.endswith(".md") else "")


def read_files(root: Path, state: State, paths: Sequence[str]) -> dict[str, Content]:
    """What files of a state hold, by path."""
    names = {path: "" if state.kind == WORK else revisions.blob_name(state, path) for path in paths}
    blobs = revisions.read_blobs(root, list(names.values()), files.MAX_BYTES)
    return {path: _content(root, path, name or WORK, blobs) for path, name in names.items()}


def _held(root: Path, between: Between, one: Differing, blobs: Mapping[str, bytes | int | None]) -> Held:
    kind = type_of(one.path)
    old, new = (_content(root, one.path, blob, blobs) for blob in (one.before, one.after))
    for side, blob, content in ((between.base, one.before, old), (between.head, one.after, new)):
        if side.kind == COMMIT and blob and content is None:
            raise RevisionRefused("absent", name=side.name or side.id)
    return Held(one.path if old is not None else "", one.path if new is not None else "", kind, old, new)


def _content(root: Path, path: str, blob: str, blobs: Mapping[str, bytes | int | None]) -> Content:
    if not blob:
        return None
    if blob == WORK:
        found = files.read_text(root / path, path)
        return None if isinstance(found, Finding) and found.rule == files.GONE else found
    data = blobs.get(blob)
    if isinstance(data, int):
        return files.TOO_BIG.at(1, path=path, seen=f"{data:,}", allowed=f"{files.MAX_BYTES:,}")
    return None if data is None else files.text_of(data, "", path)


def _settings(root: Path, side: State, blobs: Mapping[str, bytes | int | None]) -> str:
    name = WORK if side.kind == WORK else revisions.blob_name(side, SETTINGS)
    found = _content(root, SETTINGS, name, blobs)
    return found.text if isinstance(found, files.Source) else ""


def _changed(root: Path, found: Sequence[Differing], held: Sequence[Held]) -> list[Held]:
    """The files without those that git itself gave other line ends when it wrote them (`core.autocrlf`, `eol`)."""
    same = {one.path: one.before for one, sides in zip(found, held, strict=True) if one.after == WORK and one.before and _same_lines(sides)}
    gone = revisions.unchanged(root, same) if same else set()
    return [one for one in held if one.path not in gone]


def _same_lines(one: Held) -> bool:
    texts = [side.text.replace("\r\n", "\n") if isinstance(side, files.Source) else None for side in (one.old, one.new)]
    return texts[0] is not None and texts[0] == texts[1]


def _equal(one: Held) -> bool:
    """A file that only might have differed, or that is on neither side."""
    if one.old is None and one.new is None:
        return True
    same = isinstance(one.old, files.Source) and isinstance(one.new, files.Source) and one.old.digest == one.new.digest
    return same and one.before == one.after


def _joined(held: Sequence[Held]) -> list[Held]:
    """The files, with those that were renamed as one."""
    removed = {one.path: one for one in held if one.new is None and isinstance(one.old, files.Source)}
    added = {one.path: one for one in held if one.old is None and isinstance(one.new, files.Source)}
    pairs: dict[str, str] = {}
    for kind in sorted({one.type for one in added.values()}):
        old, new = ({path: _text(one) for path, one in side.items() if one.type == kind} for side in (removed, added))
        pairs |= renames(old, new) if old and new else {}
    taken = {*pairs.values(), *pairs}
    joined = [Held(was, now, added[now].type, removed[was].old, added[now].new) for now, was in pairs.items()]
    return [*(one for one in held if one.path not in taken), *joined]


def _text(one: Held) -> str:
    found = one.new or one.old
    return found.text if isinstance(found, files.Source) else ""
