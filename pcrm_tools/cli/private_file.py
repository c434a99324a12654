"""Writing what a command was told to write to a file: all of it or nothing, and for its owner alone."""

import os
import stat
from pathlib import Path

from pcrm_tools.store.files import TEMPORARY


def write_private(path: str, data: bytes) -> None:
    """Put the data into a file in one step; a new file gets mode 0600, one that is there keeps its mode and its links.

    Devices and pipes are written to as they are. Raises OSError, and then the old file is whole.
    """
    target = Path(path).resolve()
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mode = stat.S_IFREG | 0o600
    if stat.S_ISREG(mode):
        _replace(target, data, stat.S_IMODE(mode))
    else:
        with target.open("wb") as stream:
            stream.write(data)


def _replace(target: Path, data: bytes, mode: int) -> None:
    # Its own short name: the target's may fill the 255 bytes that a name can have.
    beside = target.with_name(f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
