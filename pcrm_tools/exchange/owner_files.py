"""Names of files that belong to people: safe on every system, and never two of them the same."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^\w.+-]|^[._+-]|[.]$")
# Devices on some systems, and a name of our own.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?|all|nobody", re.IGNORECASE)
_LONGEST = 100  # bytes
NOBODY = "nobody"  # the file of what has no owner


def file_stems(names: Iterable[str]) -> dict[str, str]:
    """A file's stem for each name: the name where it can be one, else with a short digest; an empty name is NOBODY's."""
    found = {"": NOBODY}
    used: set[str] = set()
    for name in sorted(set(names) - {""}):
        stem = _UNSAFE.sub("-", unicodedata.normalize("NFC", name)).encode()[:_LONGEST].decode(errors="ignore")
        if stem != name or _UNSAFE.search(name) or _TAKEN.fullmatch(stem) or stem.casefold() in used:
            stem = f"{stem.lstrip('-._+') or 'x'}~{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:8]}"
        used.add(stem.casefold())
        found[name] = stem
    return found
