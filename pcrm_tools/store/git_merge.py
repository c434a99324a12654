"""Taking the base branch into the current one with the record driver switched on for this run, whatever is installed.

Nothing is fetched. Of the repository's own settings no merge driver, hook, file monitor or merge option runs; filters that it
sets for itself would have to, so there the merge is refused. The commit at the end runs the hooks, as every commit does.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.git_errors import SyncRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store import git
from pcrm_tools.store.files import read_bytes
from pcrm_tools.store.merge_settings import own_filter, settings_for
from pcrm_tools.store.merged_blobs import Blobs, Outcome

_BASES = ("origin/main", "origin/master", "main", "master")
UP_TO_DATE, FORWARD, MERGED, CONFLICTS = "up-to-date", "fast-forward", "merged", "conflicts"


class Base(NamedTuple):
    """What is merged: its name, its commit, the commit that both sides have in common, and when its remote was last asked (0: unknown)."""

    name: str
    commit: str
    common: str
    asked: float


def check_ready(root: Path) -> None:
    """Raises SyncRefused where a merge cannot or should not be begun."""
    folder = git.folder_of(root)
    if folder is None or (git.run(root, "rev-parse", "--is-inside-work-tree") or "").strip() != "true":
        raise SyncRefused(git.why_not(root))
    if what := git.unfinished(folder):
        raise SyncRefused("unfinished", detail=what)
    if git.run(root, "symbolic-ref", "--quiet", "HEAD") is None:
        raise SyncRefused("detached")
    if git.run(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
        raise SyncRefused("empty" if git.run(root, "rev-parse", "--verify", "--quiet", "HEAD") is None else "broken")
    if (folder / "index.lock").exists():
        raise SyncRefused("locked", detail=folder / "index.lock")
    if own := own_filter(root):
        raise SyncRefused("filters", detail=own)


def check_clean(root: Path) -> None:
    """Raises SyncRefused where tracked files differ from the last commit, or git would not know whose merge it is."""
    listed = git.run(_top(root), "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames") or ""
    paths = [entry[3:] for entry in listed.split("\0") if entry]
    if paths:
        raise SyncRefused("dirty", count=len(paths), path=paths[0])
    if git.run(root, "var", "GIT_COMMITTER_IDENT") is None or git.run(root, "var", "GIT_AUTHOR_IDENT") is None:
        raise SyncRefused("identity")


def branch_of(root: Path) -> str:
    """The name of the branch that is checked out."""
    return (git.run(root, "symbolic-ref", "--quiet", "--short", "HEAD") or "").strip()


def find_base(root: Path, name: str) -> Base:
    """The branch or commit of a name, else the default: origin/HEAD, main or master; raises SyncRefused."""
    name = name or _default(root)
    commit = (git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or "").strip()
    if not commit or name.startswith("-"):
        raise SyncRefused("unknown", base=name)
    common = (git.run(root, "merge-base", "HEAD", commit) or "").strip()
    if not common:
        shallow = (git.run(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
        raise SyncRefused("shallow" if shallow else "unrelated", base=name)
    return Base(name, commit, common, _asked(root, name))


def _default(root: Path) -> str:
    head = (git.run(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD") or "").strip()
    current = branch_of(root)
    for name in (head, *_BASES):
        if name and name != current and git.run(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") is not None:
            return name
    raise SyncRefused("no-base")


def _asked(root: Path, name: str) -> float:
    """When the remote of a remote-tracking branch was last fetched from (seconds since 1970); 0 for other branches."""
    if git.run(root, "rev-parse", "--verify", "--quiet", f"refs/remotes/{name}") is None:
        return 0
    folder = Path((git.run(root, "rev-parse", "--git-common-dir") or ".git").rstrip("\n"))
    folder = folder if folder.is_absolute() else root / folder
    try:
        return (folder / "FETCH_HEAD").stat().st_mtime
    except OSError:
        return 0


# -- the merge itself


def merge(root: Path, base: Base, known: Mapping[Blobs, Outcome]) -> str:
    """Merge the base into the work tree without committing; says what came of it. Raises SyncRefused where git does nothing.

    `known` are records that are merged already: git is given them where it asks for the same blobs.
    """
    head = (git.run(root, "rev-parse", "HEAD") or "").strip()
    if base.common == base.commit:
        return UP_TO_DATE
    forward = base.common == head
    words = ("--ff-only",) if forward else ("--no-ff", "--no-commit")
    with settings_for(root, known) as settings:
        done = git.attempt(root, settings, "merge", "--no-edit", "--no-stat", "--quiet", "--no-autostash", *words, base.name)
    if done.code == 0:
        return FORWARD if forward else MERGED
    folder = git.folder_of(root)
    if done.code == 1 and folder is not None and (folder / "MERGE_HEAD").exists():
        return CONFLICTS
    raise SyncRefused("failed", detail=done.said)


class Trial(NamedTuple):
    """What a merge would give: the tree that git wrote, and the paths that would be left in conflict with their versions' blobs."""

    tree: str
    unmerged: dict[str, dict[int, str]]


def try_merge(root: Path, base: Base, known: Mapping[Blobs, Outcome]) -> Trial:
    """What a merge would give, worked out in git's own store; neither work tree nor index nor branch is touched."""
    with settings_for(root, known) as settings:
        done = git.attempt(root, settings, "merge-tree", "--write-tree", "-z", "HEAD", base.commit)
    if done.code not in (0, 1):
        raise SyncRefused("failed", detail=done.said)
    parts = done.out.decode("utf-8", "replace").split("\0")
    entries = parts[1 : parts.index("", 1)] if done.code else []
    return Trial(parts[0], _stages(entries))


def unmerged(root: Path) -> dict[str, dict[int, str]]:
    """The paths that are in conflict (from the top of the work tree) with the blobs of base (1), ours (2) and theirs (3)."""
    return _stages((git.run(_top(root), "ls-files", "--unmerged", "-z") or "").split("\0"))


def _top(root: Path) -> Path:
    """The top of the work tree, which the notebook may lie below."""
    return Path((git.run(root, "rev-parse", "--show-toplevel") or "").rstrip("\n") or root)


def prefix_of(root: Path) -> str:
    """The notebook's path below the top of the work tree, with a slash behind it; empty where it is the top."""
    return (git.run(root, "rev-parse", "--show-prefix") or "").rstrip("\n")


def changed_by(root: Path, base: Base) -> set[str]:
    """The files that differ between the common commit and the base."""
    listed = git.run(root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", base.common, base.commit) or ""
    return {path for path in listed.split("\0") if path}


def _stages(entries: Sequence[str]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for entry in entries:
        facts, tab, path = entry.partition("\t")
        if tab:
            _mode, blob, stage = facts.split()
            found.setdefault(path, {})[int(stage)] = blob
    return found


def both_changed(root: Path, base: Base) -> dict[str, dict[int, str]]:
    """The files that both sides changed since their common commit, under the same name, with the blobs of the three versions."""
    sides = [_changes(root, base.common, commit) for commit in ("HEAD", base.commit)]
    return {
        path: {1: old, 2: new, 3: sides[1][path][1]}
        for path, (old, new) in sides[0].items()
        if path in sides[1] and new != sides[1][path][1]
    }


def _changes(root: Path, common: str, commit: str) -> dict[str, tuple[str, str]]:
    """The files that differ between two commits, with their old and new blobs; files that were added or removed are left out."""
    listed = (
        git.run(root, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--full-index", "--diff-filter=M", common, commit) or ""
    )
    parts = listed.split("\0")
    found = {}
    for facts, path in zip(parts[0::2], parts[1::2], strict=False):
        words = facts.split()
        found[path] = (words[2], words[3])
    return found


def content_of(root: Path, tree: str, path: str) -> bytes:
    """What a tree holds at a path (from the top), or the work tree where no tree is named; nothing where that is no file."""
    if tree:
        return git.run_bytes(root, "cat-file", "blob", f"{tree}:{path}") or b""
    got = read_bytes(_top(root) / path, path)
    return b"" if isinstance(got, Finding) else got[0]
