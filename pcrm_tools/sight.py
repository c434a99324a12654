"""The files that a watcher looks at, and what a look finds to be other than before."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("customers", "projects", "templates", "site/pages", "site/theme")
FILES = ("pcrm.yml", "mkdocs.yml")
Stamp = tuple[int, int, int, int]
"""When it was changed, size, when its inode was changed, inode."""

# What editors and tools put beside a file while they save it: vim's probe and swap file, backups, JetBrains' safe write, sed -i.
_TEMPORARY = re.compile(r"\d{4,}|.*~|.*___jb_(?:tmp|old|bak)___|.*\.sw[a-z]|#.*#|sed[A-Za-z0-9]{6}|.*\.(?:tmp|part|crdownload)")
_SKIPPED = ("__pycache__",)


class Seen(NamedTuple):
    """What a look found: paths that are new or differ, paths that are gone.

    `doubtful` where one is empty or gone, as a file is for a moment while it is saved.
    """

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.changed, *self.gone)


def ignored(path: str) -> bool:
    """Whether a path (relative, with `/`) is nothing to look at: hidden, or a file that only stands while another is saved."""
    folder, _, name = path.rpartition("/")
    return name.startswith(".") or folder.startswith(".") or "/." in folder or bool(_TEMPORARY.fullmatch(name))


class Sight:
    """The files of a notebook as they were when last accepted, to be compared with how they are."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._known = self._everything()
        self._now: Mapping[str, Stamp | None] = {}

    def look(self, paths: frozenset[str] | None = None) -> Seen:
        """What differs among some paths (relative, with `/`), or among all; nothing while there is no notebook to see."""
        if self._stamp(FILES[0]) is None:
            return Seen()
        now: Mapping[str, Stamp | None]
        if paths is None or any(self._is_folder(path) for path in paths):
            now = self._everything()
            gone = tuple(sorted(self._known.keys() - now.keys()))
        else:
            now = {path: self._stamp(path) for path in paths if _belongs(path)}
            gone = tuple(sorted(path for path, found in now.items() if found is None and path in self._known))
        changed = tuple(sorted(path for path, found in now.items() if found and self._known.get(path) != found))
        self._now = now
        return Seen(changed, gone, bool(gone) or any((now[path] or (0, 0))[1] == 0 for path in changed))

    def accept(self, seen: Seen) -> None:
        """From now on this is how the files were at the last look."""
        for path in seen.changed:
            if found := self._now.get(path):
                self._known[path] = found
        for path in seen.gone:
            self._known.pop(path, None)

    def _stamp(self, path: str) -> Stamp | None:
        try:
            return _stamp_of(os.lstat(f"{self._root}/{path}"))
        except (OSError, ValueError):
            return None

    def _is_folder(self, path: str) -> bool:
        try:
            return stat.S_ISDIR(os.lstat(f"{self._root}/{path}").st_mode)
        except (OSError, ValueError):
            return False

    def _everything(self) -> dict[str, Stamp]:
        found = {path: stamp for path in FILES if (stamp := self._stamp(path))}
        for place in FOLDERS:
            found.update(_walk(self._root, place))
        return found


def _belongs(path: str) -> bool:
    return path in FILES or path.startswith(tuple(f"{place}/" for place in FOLDERS))


def _stamp_of(found: os.stat_result) -> Stamp:
    return (found.st_mtime_ns, found.st_size, found.st_ctime_ns, found.st_ino)


def _walk(root: str, place: str) -> Iterator[tuple[str, Stamp]]:
    """Every file below a folder; links are seen and not followed."""
    folders = [] if os.path.islink(f"{root}/{place}") else [place]  # noqa: PTH114 - text, by the thousand
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{root}/{folder}")
        except OSError:  # gone, or not to be read
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name[0] == "." or name in _SKIPPED:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{folder}/{name}")
                elif not _TEMPORARY.fullmatch(name):
                    try:
                        yield f"{folder}/{name}", _stamp_of(entry.stat(follow_symlinks=False))
                    except OSError:  # removed since the folder was listed
                        continue
