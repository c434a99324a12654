"""States of a notebook that git knows, and which files differ between two of them: nothing is checked out.

A state is a commit, what is staged, or the files as they are. Git tells by its index which files may differ, one process reads
what they hold, and only those files are read. Names of revisions are data: they never reach git as options.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.git_errors import RevisionRefused
from pcrm_tools.store import git

COMMIT, INDEX, WORK = "commit", "index", "work"
_LINK, _SUBMODULE = "120000", "160000"
_SHORT = 10


class State(NamedTuple):
    """One state of the notebook: its kind, the hash of the commit (of the empty tree where there is none), what it is called."""

    kind: str
    id: str
    name: str


class Differing(NamedTuple):
    """A file that may differ: its path from the notebook's root and the blobs before and after.

    A blob is empty where there is no ordinary file, `WORK` where it is the file as it stands now.
    """

    path: str
    before: str
    after: str


class Between(NamedTuple):
    """The two states that were asked for."""

    base: State
    head: State


def check_place(root: Path) -> None:
    """Raises RevisionRefused where git knows nothing of the notebook."""
    if (git.run(root, "rev-parse", "--is-inside-work-tree") or "").strip() != "true":
        raise RevisionRefused(git.why_not(root))


def is_revision(root: Path, name: str) -> bool:
    """Whether git knows a commit by this name."""
    return bool(name) and not name.startswith("-") and bool(_commit(root, name))


def resolve(root: Path, name: str) -> State:
    """The commit of a name; raises RevisionRefused for one that is not here."""
    if name.startswith("-"):
        raise RevisionRefused("option", name=name)
    found = _commit(root, name)
    if not found:
        raise RevisionRefused("shallow" if _shallow(root) else "unknown", name=name)
    return State(COMMIT, found, name)


def last_commit(root: Path) -> State:
    """The commit that is checked out; before the first one, a state without any file."""
    found = _commit(root, "HEAD")
    if not found and git.run(root, "rev-parse", "--verify", "--quiet", "HEAD") is not None:
        raise RevisionRefused("broken")  # there is a commit, and git cannot read it
    return State(COMMIT, found, "HEAD") if found else _nothing(root)


def work(root: Path) -> State:
    """The files as they are."""
    return State(WORK, "", WORK)


def index(root: Path) -> State:
    """What is staged."""
    return State(INDEX, "", INDEX)


def between(root: Path, text: str, staged: bool = False) -> Between:
    """The states that `BASE`, `BASE..HEAD` or `BASE...HEAD` means, as `git diff` reads them; nothing is the last commit.

    An empty side of the dots is the last commit; without dots the other state is the files as they are, or what is staged.
    """
    base, dots, head = _parts(text)
    if not dots:
        return Between(resolve(root, base) if base else last_commit(root), index(root) if staged else work(root))
    first, last = (resolve(root, name or "HEAD") for name in (base, head))
    return Between(merge_base(root, first, last) if dots == "..." else first, last)


def _parts(text: str) -> tuple[str, str, str]:
    """Both sides of the dots, and the dots."""
    for dots in ("...", ".."):
        base, found, head = text.partition(dots)
        if found:
            if ".." in head:
                raise RevisionRefused("several", name=text)
            return base, dots, head
    return text, "", ""


def merge_base(root: Path, base: State, head: State | None = None) -> State:
    """The commit in which two lines of work parted (`head`: the last commit if not given); raises RevisionRefused."""
    head = head or last_commit(root)
    found = (git.run(root, "merge-base", base.id, head.id) or "").strip()
    if not found:
        raise RevisionRefused("shallow-base" if _shallow(root) else "unrelated", name=base.name, head=head.name)
    return State(COMMIT, found, base.name if found == base.id else found[:_SHORT])


def differing(root: Path, base: State, head: State) -> tuple[Differing, ...]:
    """The files below the notebook's root that may differ between two states, by path.

    The base is a commit, or what is staged where the files as they are come after it. New files that git
    does not know yet count among the files as they are, ignored ones do not.
    """
    raw = _raw(root, base, head)
    if raw is None:
        raise RevisionRefused("failed", name=base.name, head=head.name)
    found: dict[str, Differing] = {}
    for one in _read_raw(raw, head.kind):  # a file in the middle of a merge stands there twice
        found[one.path] = one if one.before or one.path not in found else found[one.path]._replace(after=one.after)
    unknown = git.run_bytes(root, "ls-files", "-z", "--others", "--exclude-standard") if head.kind == WORK else b""
    for name in _names(unknown or b""):
        before = found[name].before if name in found else ""
        found[name] = Differing(name, before, WORK)
    return tuple(found[path] for path in sorted(found))


def _raw(root: Path, base: State, head: State) -> bytes | None:
    how = ("--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--ignore-submodules=all")
    if base.kind == INDEX:
        return git.run_bytes(root, *_no_filters(root), "diff-files", *how)
    if head.kind == COMMIT:
        return git.run_bytes(root, "diff-tree", "-r", *how, base.id, head.id)
    if head.kind == INDEX:
        # A file that is only meant to be added (git add -N) is in no commit that would be made now.
        return git.run_bytes(root, "diff-index", "--cached", "--ita-invisible-in-index", *how, base.id, "--")
    return git.run_bytes(root, *_no_filters(root), "diff-index", *how, base.id, "--")


def _no_filters(root: Path) -> list[str]:
    """Settings that switch off the repository's own filters, which git would run to look at a file it is not sure of."""
    named = git.run_bytes(root, "config", "-z", "--name-only", "--get-regexp", r"^filter\.") or b""
    return [word for name in sorted(set(_names(named))) for word in ("-c", f"{name}={'false' if name.endswith('.required') else ''}")]


def unchanged(root: Path, blobs: Mapping[str, str]) -> set[str]:
    """Which of these files, each with the blob that it had, git would store as that blob again: only their line ends here differ."""
    paths = [path for path in blobs if "\n" not in path]
    said = git.run(root, *_no_filters(root), "hash-object", "--stdin-paths", given=_lines(paths)) if paths else ""
    return {path for path, blob in zip(paths, (said or "").split("\n"), strict=False) if blobs[path] == blob}


def _names(listed: bytes) -> list[str]:
    """Names parted by NUL; what is not UTF-8 is reported by `validate` and passed over here."""
    found = []
    for name in listed.split(b"\0"):
        try:
            found += [name.decode("utf-8")] if name else []
        except UnicodeDecodeError:
            continue
    return found


def _read_raw(raw: bytes, kind: str) -> list[Differing]:
    """Git's raw lines: `:MODE MODE BLOB BLOB STATUS`, and the path."""
    parts = raw.split(b"\0")
    found = []
    for head, name in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old, new, status = head.decode("ascii").lstrip(":").split(" ")
        path = _names(name)
        if not path:
            continue
        before = old if _ordinary(old_mode) else ""
        after = new if _ordinary(new_mode) else ""
        if kind == WORK and (after or status == "U"):
            after = WORK
        found.append(Differing(path[0], before, after))
    return found


def _ordinary(mode: str) -> bool:
    return mode.startswith("100")


def read_blobs(root: Path, names: Sequence[str], limit: int) -> dict[str, bytes | int | None]:
    """The bytes of blobs by their hash or `REVISION:./path`; None for those that are not there, the size of those over `limit`.

    Git is asked for their sizes first, so that no file can fill the memory.
    """
    wanted = [name for name in dict.fromkeys(names) if name and "\n" not in name]
    if not wanted:
        return {}
    said = git.run_bytes(root, "cat-file", "--batch-check=%(objecttype) %(objectsize)", given=_lines(wanted)) or b""
    sizes = {name: _size(line) for name, line in zip(wanted, said.split(b"\n"), strict=False)}
    found: dict[str, bytes | int | None] = {name: size if (size := sizes.get(name)) is not None and size > limit else None for name in wanted}
    small = [name for name, size in sizes.items() if size is not None and size <= limit]
    data = (git.run_bytes(root, "cat-file", "--batch=%(objectsize)", given=_lines(small)) if small else b"") or b""
    at = 0
    for name in small if data else ():
        start = data.index(b"\n", at) + 1
        at = start + int(data[at : start - 1])
        found[name] = data[start:at]
        at += 1
    return found


def _size(line: bytes) -> int | None:
    """The size that git tells of a blob; None for what is no blob, or not there."""
    return int(line[5:]) if line.startswith(b"blob ") and line[5:].isdigit() else None


def _lines(names: Sequence[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")


def listed(root: Path, state: State, *folders: str) -> list[str]:
    """The paths of a state's files below folders of the notebook, relative to its root."""
    if state.kind == COMMIT:
        return _names(git.run_bytes(root, "ls-tree", "-r", "-z", "--name-only", state.id, "--", *folders) or b"")
    if state.kind == INDEX:
        return _names(git.run_bytes(root, "ls-files", "-z", "--cached", "--", *folders) or b"")
    found = _names(git.run_bytes(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders) or b"")
    gone = set(_names(git.run_bytes(root, "ls-files", "-z", "--deleted", "--", *folders) or b""))
    return [path for path in found if path not in gone]


def blob_name(state: State, path: str) -> str:
    """How a file of a commit, or a staged one, is named to git."""
    return f"{state.id if state.kind == COMMIT else ''}:./{path}"


def _commit(root: Path, name: str) -> str:
    found = git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return (found or "").strip()


def _shallow(root: Path) -> bool:
    return (git.run(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


def _nothing(root: Path) -> State:
    """The state before the first commit: git knows the empty tree without being told of it."""
    return State(COMMIT, (git.run(root, "hash-object", "-t", "tree", "--stdin") or "").strip(), "")
