"""The files of a whoosh index: private, and recognised again by their stats."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path


def touch(path: Path) -> None:
    """Makes an empty file that this user alone can read, where there is none."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def mark_of(name: str, state: os.stat_result) -> str:
    """What tells a file from another one that stands in its place: its size and times, also the one that no program can set."""
    return f"{name}:{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}"


def is_private(folder: Path) -> bool:
    """Is it a folder, no link, that belongs to this user alone?"""
    try:
        state = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(state.st_mode):
        return False
    return not hasattr(os, "getuid") or (state.st_uid == os.getuid() and not state.st_mode & 0o077)


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """Files made meanwhile are readable by this user alone; whoosh leaves that to the umask."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
