"""Writing records: under a lock, only if the file is still the one that was read, and never half.

The new text goes into a temporary file beside the record, is flushed to the disk and then renamed over it, so that a
run killed at any moment leaves the old file or the new one.
"""

import errno
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import NamedTuple, Self

from pcrm_tools.errors import PathRefused, WriteRefused
from pcrm_tools.model.finding import Finding
from pcrm_tools.store.files import TEMPORARY, Source, digest_of, encode, read_bytes, read_text
from pcrm_tools.store.lock import LOCK_FILE, Lock

LOCK_SECONDS = 30.0
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_FULL = frozenset((errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG))
_FORBIDDEN = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


class Writer:
    """The notebook's write lock while it is held (`with Writer(root) as writer`), and what may be written under it."""

    def __init__(self, root: Path, wait: float = LOCK_SECONDS) -> None:
        self.root, self._wait = root, wait
        self._lock: Lock | None = None

    def __enter__(self) -> Self:
        try:
            self._lock = Lock(self.root, self._wait)
        except OSError as problem:
            raise _refusal(problem, LOCK_FILE) from problem
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._lock:
            self._lock.release()

    def write(self, path: str, data: bytes, expected: str | None) -> None:
        """Replace a file whose digest is `expected`, or create it where that is None; raises WriteRefused or PathRefused."""
        self.write_all((Content(path, data, expected),))

    def write_all(self, contents: Sequence["Content"]) -> None:
        """Write several files: none is replaced before all new texts are on the disk and all old ones found unchanged."""
        staged: list[_Staged] = []
        try:
            for content in contents:
                staged.append(_stage(self.root, content))
                _fill(staged[-1])
            for one in staged:
                one.check()
            for one in staged:
                _replace(one)
        finally:
            for one in staged:
                _remove(one.temporary)
        for folder in {one.target.parent for one in staged}:
            _flush_folder(folder)

    def update(self, path: str, change: Callable[[Source], str | None]) -> bool:
        """Read a file, write what `change` makes of it and say whether it differed; None or the same text writes nothing."""
        source = read_text(inside(self.root, path), path)
        if isinstance(source, Finding):
            raise WriteRefused("missing" if source.rule == "gone" else "unreadable", path)
        text = change(source)
        if text is None or text == source.text:
            return False
        self.write(path, encode(text, source.bom), source.digest)
        return True

    def move(self, path: str, new: str) -> None:
        """Rename a file inside the notebook; raises WriteRefused where something has the new name."""
        source, target = inside(self.root, path), inside(self.root, new)
        _check_kind(_status(source, path), path, "")
        there = _status(target, new)
        if there is not None and not os.path.samestat(there, source.lstat()):  # a change of case alone finds itself
            raise WriteRefused("exists", new)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.rename(target)
        except OSError as problem:
            raise _refusal(problem, path) from problem

    def remove(self, path: str, expected: str) -> None:
        """Delete a file whose digest is `expected`."""
        target = inside(self.root, path)
        _check_kind(_status(target, path), path, expected)
        _check_unchanged(target, path, expected)
        try:
            target.unlink()
        except OSError as problem:
            raise _refusal(problem, path) from problem


class Content(NamedTuple):
    """What a file is to hold; `expected` is the digest of what it holds now, None for a new file."""

    path: str
    data: bytes
    expected: str | None


class _Staged(NamedTuple):
    """A content on its way: the file, what a stat said of it, and the temporary file beside it."""

    content: Content
    target: Path
    old: os.stat_result | None
    temporary: Path

    def check(self) -> None:
        _check_unchanged(self.target, self.content.path, self.content.expected)


def _stage(root: Path, content: Content) -> _Staged:
    target = inside(root, content.path)
    old = _status(target, content.path)
    _check_kind(old, content.path, content.expected)
    return _Staged(content, target, old, target.with_name(f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}"))


def _fill(staged: _Staged) -> None:
    try:
        staged.target.parent.mkdir(parents=True, exist_ok=True)
        _write_flushed(staged.temporary, staged.content.data, staged.old)
    except OSError as problem:
        raise _refusal(problem, staged.content.path) from problem


def _replace(staged: _Staged) -> None:
    # Compared as late as can be: other programs do not know our lock.
    staged.check()
    try:
        os.replace(staged.temporary, staged.target)  # noqa: PTH105 - the one call that tests of crashes replace
    except OSError as problem:
        raise _refusal(problem, staged.content.path) from problem


def write_atomic(root: Path, path: str, data: bytes, expected: str | None) -> None:
    """One write under the lock: replace a file whose digest is `expected`, or create it where that is None."""
    with Writer(root) as writer:
        writer.write(path, data, expected)


def update_file(root: Path, path: str, change: Callable[[Source], str | None]) -> bool:
    """One read, change and write under the lock; says whether the file differs now."""
    with Writer(root) as writer:
        return writer.update(path, change)


def inside(root: Path, path: str) -> Path:
    """The place of a relative path; raises PathRefused where a part of it could lead out of the notebook."""
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts or "\\" in path or "\0" in path:
        raise PathRefused("path", path)
    folder = root
    for part in parts[:-1]:
        folder = folder / part
        if folder.is_symlink():
            raise PathRefused("symlink", path, link=folder.relative_to(root).as_posix())
    return root.joinpath(*parts)


def _status(target: Path, path: str) -> os.stat_result | None:
    try:
        return target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise _refusal(problem, path) from problem


def _check_kind(old: os.stat_result | None, path: str, expected: str | None) -> None:
    if old is None:
        if expected is not None:
            raise WriteRefused("missing", path)
        return
    if stat.S_ISLNK(old.st_mode):
        raise WriteRefused("symlink", path)
    if expected is None:
        raise WriteRefused("exists", path)
    if not stat.S_ISREG(old.st_mode):
        raise WriteRefused("special", path)
    if old.st_nlink > 1:
        raise WriteRefused("hardlink", path, links=old.st_nlink)


def _check_unchanged(target: Path, path: str, expected: str | None) -> None:
    got = read_bytes(target, path)
    if isinstance(got, Finding):
        if got.rule != "gone":
            raise WriteRefused("changed", path)
        if expected is not None:
            raise WriteRefused("missing", path)
    elif expected is None:
        raise WriteRefused("exists", path)
    elif digest_of(got[0]) != expected:
        raise WriteRefused("changed", path)


def _write_flushed(temporary: Path, data: bytes, old: os.stat_result | None) -> None:
    handle = os.open(temporary, _NEW, 0o666 if old is None else 0o600)
    try:
        if old is not None and hasattr(os, "fchmod"):
            _keep_owner(handle, old)
            os.fchmod(handle, stat.S_IMODE(old.st_mode))
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _keep_owner(handle: int, old: os.stat_result) -> None:
    new = os.fstat(handle)
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return
    # Only root can give a file away; the group can be kept by its members. Where neither works the writer owns the file.
    for owner in (old.st_uid, -1):
        try:
            os.fchown(handle, owner, old.st_gid)
        except OSError:
            continue
        return


def _refusal(problem: OSError, path: str) -> WriteRefused:
    if problem.errno in _FULL:
        return WriteRefused("full", path)
    if problem.errno in _FORBIDDEN:
        return WriteRefused("readonly", path)
    return WriteRefused("failed", path, detail=problem.strerror or str(problem))


def _remove(temporary: Path) -> None:
    try:
        temporary.unlink()
    except OSError:  # it was renamed, or never made
        return


def _flush_folder(folder: Path) -> None:
    # The file is whole by now; only its name may be lost in a power cut where folders cannot be flushed.
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
