"""The files of a notebook: which there are, and what is in them. Nothing outside the notebook is ever read."""

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding, Rule

MAX_BYTES = 10 * 1024 * 1024
GONE = "gone"
BOM = b"\xef\xbb\xbf"
TEMPORARY = ".pcrm-tmp-"
UNREADABLE_DIGEST = "unreadable"
"""The digest of a file that cannot be read as text."""

MISSING = Rule(GONE, "error", "the file is no longer there", "文件已不存在", "run the command again", "请重新运行命令")
TOO_BIG = Rule(
    "file-size", "error",
    "the file has {seen} bytes, more than {allowed}", "文件有 {seen} 字节，超过 {allowed}",
    "move old log entries or long text into a file of their own", "把旧的记录或长文字移到另一个文件",
)  # fmt: skip
UNREADABLE = Rule(
    "unreadable", "error", "the file cannot be read: {detail}", "文件无法读取：{detail}", "check its permissions", "请检查权限"
)
SPECIAL = Rule(
    "file-kind", "error", "this is no ordinary file, so it is not read", "这不是普通文件，不会读取", "remove it", "请移除它"
)
SYMLINK = Rule(
    "symlink", "error",
    "this is a symbolic link, so it is not read", "这是符号链接，不会读取",
    "put the file or folder itself here", "请把文件或文件夹本身放在这里",
)  # fmt: skip
FILE_NAME = Rule(
    "file-name", "error",
    "the file name holds control characters or is not UTF-8, so it is not read", "文件名含有控制字符或不是 UTF-8，不会读取",
    "rename it", "请重命名",
)  # fmt: skip
ENCODING = Rule(
    "encoding", "error",
    "the file is not UTF-8; it looks like {seen}", "文件不是 UTF-8，看起来是 {seen}",
    "run `pcrm convert` on it", "请对它运行 `pcrm convert`",
)  # fmt: skip
STRAY_BYTE = Rule(
    "encoding-byte", "error",
    "the byte {seen} is no UTF-8", "字节 {seen} 不是 UTF-8",
    "type the character again, or run `pcrm convert` on the file", "请重新输入这个字符，或对文件运行 `pcrm convert`",
)  # fmt: skip
NOT_TEXT = Rule(
    "not-text", "error", "this is not a text file", "这不是文本文件", "keep it elsewhere and link to it", "请放在别处并链接到它"
)
RULES: tuple[Rule, ...] = (MISSING, TOO_BIG, UNREADABLE, SPECIAL, SYMLINK, FILE_NAME, ENCODING, STRAY_BYTE, NOT_TEXT)

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PLACES = (("customers", "customer"), ("projects", "project"), ("site/pages", "page"))
# What explains the program is no knowledge of the notebook: it would be found beside the records that it quotes.
_GUIDE = "site/pages/guide"
_NO_RECORDS = frozenset(("README.md", "Readme.md", "readme.md", "index.md", "Index.md", "INDEX.md"))
_make: Any = tuple.__new__  # a NamedTuple's own constructor costs a tenth of a walk


class Found(NamedTuple):
    """A record's or page's file: path relative to the root (POSIX), type, and a stamp that changes when the file does."""

    path: str
    type: str
    stamp: str


Seen = tuple[str, str, int, int, int, int]
"""A path and its type, with what makes its stamp: times in nanoseconds, size, inode."""
_STAMP = "%d:%d:%d:%d"  # mtime, size, ctime, inode


class Walk(NamedTuple):
    """All files of a notebook by path, and findings about what was passed over."""

    files: list[Found]
    findings: tuple[Finding, ...]


class Source(NamedTuple):
    """A file's text without its BOM, whether it had one, and the digest and stamp of what was read."""

    text: str
    bom: bool
    digest: str
    stamp: str


def stamp_of(found: os.stat_result) -> str:
    """What a stat says of a file's content: `mtime:size:ctime:inode`, times in nanoseconds."""
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ctime_ns}:{found.st_ino}"


def digest_of(data: bytes) -> str:
    """A short digest of a file's bytes."""
    try:
        # hashlib loads OpenSSL, which costs more than many an answer.
        from _blake2 import blake2b
    except ImportError:  # pragma: no cover - a Python built without it
        from hashlib import blake2b

    return str(blake2b(data, digest_size=16).hexdigest())


def record_id(path: str, record_type: str = "customer") -> str:
    """The id of a file in NFC: a record's stem, a page's path below site/pages without `.md`."""
    name = path.removeprefix("site/pages/") if record_type == "page" else path[path.rfind("/") + 1 :]
    name = name[:-3] if name.endswith(".md") else name
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def type_of(path: str) -> str:
    """The type of the record or page that a path relative to the root names; empty where that is no file of ours."""
    if not path.endswith(".md") or any(part[:1] in ("", ".", "_") for part in path.split("/")) or path.startswith(f"{_GUIDE}/"):
        return ""
    found = next((record_type for place, record_type in _PLACES if path.startswith(f"{place}/")), "")
    return "" if found != "page" and path.rpartition("/")[2] in _NO_RECORDS else found


def walk(root: Path) -> Walk:
    """The records and pages of a notebook in the order of their paths; symbolic links are reported, never followed."""
    seen, findings = survey(root)
    found = [_make(Found, (path, record_type, _STAMP % (mtime, size, ctime, inode))) for path, record_type, mtime, size, ctime, inode in seen]
    found.sort()
    return Walk(found, findings)


def survey(root: Path) -> tuple[list[Seen], tuple[Finding, ...]]:
    """What `walk` finds as the folders give it, stats untouched: the least that says whether anything changed."""
    found: list[Seen] = []
    findings: list[Finding] = []
    for place, record_type in _PLACES:
        linked = next((part for part in _prefixes(place) if (root / part).is_symlink()), None)
        if linked:
            findings.append(SYMLINK.at(1, path=linked))
        else:
            found += _walk_place(os.fspath(root), place, record_type, findings)
    return found, tuple(sorted(findings))


def _prefixes(place: str) -> list[str]:
    parts = place.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]


def _walk_place(root: str, place: str, record_type: str, findings: list[Finding]) -> list[Seen]:
    found: list[Seen] = []
    no_records: frozenset[str] = frozenset() if record_type == "page" else _NO_RECORDS
    folders = [place]
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(f"{root}/{folder}")
        except OSError as problem:
            if problem.errno != errno.ENOENT:
                findings.append(UNREADABLE.at(1, path=folder, detail=problem.strerror))
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name[0] in "._":
                    continue
                path = f"{folder}/{name}"
                if entry.is_file(follow_symlinks=False):
                    if not name.endswith(".md") or name in no_records:
                        continue
                    if name.isprintable() or not _is_odd(name):
                        try:
                            status = entry.stat(follow_symlinks=False)
                        except FileNotFoundError:  # removed since the folder was listed
                            continue
                        found.append((path, record_type, status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino))
                        continue
                elif entry.is_dir(follow_symlinks=False) and not _is_odd(name):
                    if path != _GUIDE:
                        folders.append(path)
                    continue
                findings += _passed_over(entry, path)
    return found


def _is_odd(name: str) -> bool:
    # Names are printable but for full-width blanks and the like; the cheap question comes first.
    return not name.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in name)


def _passed_over(entry: os.DirEntry[str], path: str) -> Iterator[Finding]:
    """A finding where something that would have been read is none of our business."""
    if _is_odd(entry.name):
        yield FILE_NAME.at(1, path="".join(f"\\u{ord(letter):04x}" if _is_odd(letter) else letter for letter in path))
    elif entry.is_symlink():
        try:
            folder = entry.is_dir()
        except OSError:  # a loop
            folder = True
        if folder or entry.name.endswith(".md"):
            yield SYMLINK.at(1, path=path)
    elif entry.name.endswith(".md"):
        yield SPECIAL.at(1, path=path)


def leftovers(root: Path) -> list[str]:
    """Temporary files that a killed run left beside records, as paths relative to the root."""
    found = []
    for place, _ in _PLACES:
        for folder, folders, names in os.walk(root / place):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [Path(folder, name).relative_to(root).as_posix() for name in names if name.startswith(TEMPORARY)]
    return sorted(found)


def read_text(file: Path, name: str) -> Source | Finding:
    """A file's text (strict UTF-8, at most 10 MB), or the finding that says why not; `name` is the path to report."""
    got = read_bytes(file, name)
    return got if isinstance(got, Finding) else text_of(*got, name)


def text_of(data: bytes, stamp: str, name: str) -> Source | Finding:
    """The text that a file's bytes hold, or the finding that says why they hold none."""
    bom = data.startswith(BOM)
    try:
        text = data.decode("utf-8-sig" if bom else "utf-8")
    except UnicodeDecodeError as problem:
        return _not_utf8(data, problem.start, name)
    if b"\0" in data:  # English text in UTF-16 is valid UTF-8 full of NUL
        from pcrm_tools.store import encodings

        if encodings.guess(data) == encodings.UTF16:
            return ENCODING.at(1, path=name, seen=encodings.UTF16)
    return Source(text, bom, digest_of(data), stamp)


def encode(text: str, bom: bool) -> bytes:
    """The bytes of a text, with the BOM that its file had."""
    return (BOM if bom else b"") + text.encode("utf-8")


def read_bytes(file: Path, name: str) -> tuple[bytes, str] | Finding:
    """An ordinary file's bytes and stamp, or the finding that says why not; a symbolic link is not followed."""
    try:
        handle = os.open(file, _FLAGS)
    except FileNotFoundError:
        return MISSING.at(1, path=name)
    except OSError as problem:
        if problem.errno == errno.ELOOP or file.is_symlink():
            return SYMLINK.at(1, path=name)
        return UNREADABLE.at(1, path=name, detail=problem.strerror)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            return SPECIAL.at(1, path=name)
        if status.st_size > MAX_BYTES:
            return TOO_BIG.at(1, path=name, seen=f"{status.st_size:,}", allowed=f"{MAX_BYTES:,}")
        return _read_all(handle, status.st_size), stamp_of(status)
    except OSError as problem:
        return UNREADABLE.at(1, path=name, detail=problem.strerror)
    finally:
        os.close(handle)


def _read_all(handle: int, size: int) -> bytes:
    parts = []
    left = MAX_BYTES
    while left > 0:
        part = os.read(handle, min(size + 1, left))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _not_utf8(data: bytes, position: int, name: str) -> Finding:
    from pcrm_tools.store import encodings

    looks_like = encodings.guess(data)
    if looks_like == encodings.BINARY:
        return NOT_TEXT.at(1, path=name)
    before = data[:position]
    line = before.count(b"\n") + before.replace(b"\r\n", b"").count(b"\r") + 1
    column = len(before[max(before.rfind(b"\n"), before.rfind(b"\r")) + 1 :].decode("utf-8", "replace")) + 1
    if looks_like:
        return ENCODING.at(1 if looks_like == encodings.UTF16 else line, path=name, seen=looks_like)
    return STRAY_BYTE.at(line, column, path=name, seen=f"0x{data[position]:02X}")
