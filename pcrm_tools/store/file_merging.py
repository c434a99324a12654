"""File by file what a merge brought together and what it left open, worked out from the three versions that git keeps."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.store import git_merge
from pcrm_tools.store.merged_blobs import UNREADABLE, Blobs, Outcome, blobs_of, merge_blobs
from pcrm_tools.text.merge_parts import Note
from pcrm_tools.text.merge_record import Conflict

TEXT = "text"
_MARKER = b"<<<<<<< "
Versions = Mapping[str, Mapping[int, str]]


class FileMerge(NamedTuple):
    """A file that both sides changed: what came together in it, the places in conflict, or the kind of conflict without places."""

    path: str
    notes: Sequence[Note] = ()
    conflicts: Sequence[Conflict] = ()
    kind: str = ""


def known_merges(root: Path, both: Versions) -> dict[Blobs, Outcome]:
    """The records that both sides changed, merged."""
    prefix = git_merge.prefix_of(root)
    return merge_blobs(root, [blobs_of(versions) for path, versions in both.items() if _is_record(path.removeprefix(prefix))])


def file_merges(
    root: Path, both: Versions, unmerged: Versions, known: Mapping[Blobs, Outcome], tree: str = ""
) -> tuple[FileMerge, ...]:
    """The files that both sides changed or that are in conflict, by path; paths are relative to the notebook where they are in it.

    The markers in text that is no record are looked for in the work tree, or in the tree that a trial has made.
    """
    prefix = git_merge.prefix_of(root)
    versions = {**both, **unmerged}
    wanted = sorted(path for path in versions if _is_record(path.removeprefix(prefix)) or path in unmerged)
    whole = [blobs_of(versions[path]) for path in wanted if {2, 3} <= set(versions[path])]
    merged = {**known, **merge_blobs(root, [blobs for blobs in whole if blobs not in known])}
    files = [_file(path.removeprefix(prefix), versions[path], merged, path in unmerged) for path in wanted]
    return tuple(_with_places(root, prefix, one, tree) if one.kind == TEXT else one for one in files)


def _with_places(root: Path, prefix: str, one: FileMerge, tree: str) -> FileMerge:
    """The file with the lines of its markers, where it has any."""
    path = one.path if _outside(root, prefix, one.path) else prefix + one.path
    data = git_merge.content_of(root, tree, path)
    lines = [number for number, line in enumerate(data.split(b"\n"), 1) if line.startswith(_MARKER)]
    return one._replace(conflicts=tuple(Conflict(line, "") for line in lines), kind="") if lines else one


def _outside(root: Path, prefix: str, path: str) -> bool:
    """Whether a path is told from the top of the work tree, since it is none of the notebook's."""
    return bool(prefix) and not (root / path).exists()


def _is_record(path: str) -> bool:
    return path.startswith(("customers/", "projects/")) and path.endswith(".md")


def _file(path: str, versions: Mapping[int, str], merged: Mapping[Blobs, Outcome], open_: bool) -> FileMerge:
    if not {2, 3} <= set(versions):
        kind = {frozenset((1, 2)): "deleted-theirs", frozenset((1, 3)): "deleted-ours"}.get(frozenset(versions), "names")
        return FileMerge(path, kind=kind)
    outcome = merged[blobs_of(versions)]
    if not _is_record(path) or outcome.refused == UNREADABLE:
        return FileMerge(path, kind=TEXT if open_ else "")
    if outcome.refused:
        return FileMerge(path, kind=outcome.refused if open_ else "")
    conflicts = outcome.conflicts if open_ else ()
    return FileMerge(path, outcome.notes, conflicts, TEXT if open_ and not conflicts else "")
