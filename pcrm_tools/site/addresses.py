"""Where a record's page lives: its file name in the built site, and the link that leads there."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

FOLDERS = {"customer": "customers", "project": "projects"}
MAX_BYTES = 200

# What a web server, a browser or some file system reads as something else than a letter of a name.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%#&;]|[. ]+$|^[._-]')
# Most ids by far; short ones may be the name of a device on some systems.
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{4,79}")
_BLANKS = re.compile(r"\s+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE)


class Address(NamedTuple):
    """One record's page: `file` is its path below the site, `href` the same percent-encoded, from the site's root."""

    file: str
    href: str


def page_stem(record_id: str) -> str:
    """The id as a file name's stem: kept as it is where that is safe on the web, else with a short digest added."""
    if _PLAIN.fullmatch(record_id):
        return record_id
    name = unicodedata.normalize("NFC", record_id)
    safe = _UNSAFE.sub("-", name)
    if len(safe.encode()) > MAX_BYTES:
        safe = safe.encode()[:MAX_BYTES].decode(errors="ignore")
    if safe != name or _RESERVED.fullmatch(safe) or safe.casefold() == "index":
        safe = f"{safe}~{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:8]}"
    return safe


def address(record_type: str, record_id: str, taken: set[str] | None = None, path: str = "") -> Address:
    """The page of a record; of two records with one id, the one that comes later is told apart by its path."""
    stem = page_stem(record_id)
    folder = FOLDERS[record_type]
    if taken is not None:
        if f"{folder}/{stem}".casefold() in taken:
            stem = f"{stem}~{hashlib.sha256(path.encode(errors='surrogatepass')).hexdigest()[:8]}"
        taken.add(f"{folder}/{stem}".casefold())
    return Address(
        f"{folder}/{stem}.html", f"{folder}/{stem if stem.isalnum() and stem.isascii() else quote(stem, safe='')}.html"
    )


def addresses(records: Iterable[tuple[int, str, str, str]]) -> dict[int, Address]:
    """Addresses of (number, type, id, path) rows, in the order of their paths."""
    taken: set[str] = set()
    return {number: address(kind, name, taken, path) for number, kind, name, path in sorted(records, key=lambda row: row[3])}


def fragment(anchor: str) -> str:
    """The element id of a log entry, task or item; prefixed, since a bare one could shadow ids of the page's own."""
    return f"at-{_BLANKS.sub('-', anchor.strip())}"


def fragment_href(anchor: str) -> str:
    """The link to an anchor within its page."""
    return "#" + quote(fragment(anchor), safe="")


# How git hosts of one make spell the ways to a file: shown, edited, its history.
_GITHUB = {"blob": "blob/{branch}/{path}", "edit": "edit/{branch}/{path}", "commits": "commits/{branch}/{path}"}
_HOSTS: Mapping[str, Mapping[str, str]] = {
    "github": _GITHUB,
    "gitlab": {key: f"-/{way}" for key, way in _GITHUB.items()},
    "gitea": {"blob": "src/branch/{branch}/{path}", "edit": "_edit/{branch}/{path}", "commits": "commits/branch/{branch}/{path}"},
}
_NAMED = {"gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea", "codeberg": "gitea"}


def git_link(site: Mapping[str, Any], path: str, line: int = 0, way: str = "blob") -> str:
    """Where the settings' git host shows a file of the notebook, at a line; `edit` and `commits` lead to its form and its history.

    Empty without a git host. The make of the host is `site.host`, else what its name tells, else GitHub's.
    """
    git, branch = str(site.get("git") or "").rstrip("/"), quote(str(site.get("branch") or "main"))
    if not git.startswith(("https://", "http://")):
        return ""
    make = str(site.get("host") or "") or next((make for word, make in _NAMED.items() if word in git.split("/")[2].lower()), "")
    place = _HOSTS.get(make, _GITHUB)[way].format(branch=branch, path=quote(path))
    return f"{git}/{place}{f'#L{line}' if line else ''}"
