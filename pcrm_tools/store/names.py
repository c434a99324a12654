"""Names that become file names: which are refused, and what safe slug the others become."""

import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from pcrm_tools.errors import PathRefused

MAX_GIVEN = 255
MAX_SLUG = 180

_ENCODED = re.compile(r"%(?:25)*(?:2e|2f|5c|00)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|\Z)")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]|readme|index)(?:\..*)?", re.IGNORECASE)
_KEPT = frozenset("-_.")


class Slug(NamedTuple):
    """The id that a name becomes, and whether it differs from what was given."""

    id: str
    changed: bool


def slug(given: str) -> Slug:
    """A safe id for a new record's name or id; raises PathRefused for what looks like a path."""
    refuse_path(given)
    name = unicodedata.normalize("NFC", given)
    stem = name[:-3] if name.lower().endswith(".md") and len(name) > 3 else name
    made = stem if _is_safe(stem) else _make(stem)
    return Slug(made, made != given)


def folder(given: str) -> str:
    """A folder below customers/ or projects/ as a prefix that ends in `/` (empty for none); raises PathRefused."""
    if not given.strip("/ "):
        return ""
    if given.startswith(("/", "~")) or _DRIVE.match(given):
        raise PathRefused("path", _shown(given))
    return "".join(f"{slug(part).id}/" for part in given.strip("/").split("/"))


def refuse_path(given: str) -> None:
    """Raise PathRefused for an empty name, one over 255 bytes, and forms that some system would read as a path."""
    if not given.strip():
        raise PathRefused("empty", given)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in given):
        raise PathRefused("nul", _shown(given))
    if len(given.encode("utf-8")) > MAX_GIVEN:
        raise PathRefused("long", _shown(given))
    if _ENCODED.search(given):
        raise PathRefused("encoded", given)
    # A full-width form may be folded to ASCII by whatever handles the name later.
    for form in (given, unicodedata.normalize("NFKC", given)):
        parts = [part.strip() for part in form.split("/")]
        if form.startswith(("/", "~")) or "\\" in form or _DRIVE.match(form) or "." in parts or ".." in parts:
            raise PathRefused("path", given)


def inside(root: Path, given: str) -> Path:
    """The place of a relative path (link, attachment, template, target) inside the notebook; raises PathRefused."""
    refuse_relative(given)
    place = root.joinpath(*given.split("/"))
    real_root, real = root.resolve(), _resolved(place, given)
    # By parts, not by prefix: customers_secret lies beside customers, not in it.
    if real != real_root and real_root not in real.parents:
        raise PathRefused("outside", given, root=root.name)
    return place


def refuse_relative(given: str) -> None:
    """Raise PathRefused for a path that is absolute, climbs, is encoded, or is spelt for another system."""
    if not given.strip():
        raise PathRefused("empty", given)
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in given):
        raise PathRefused("nul", _shown(given))
    if any(len(part.encode("utf-8")) > MAX_GIVEN for part in given.split("/")):
        raise PathRefused("long", _shown(given))
    if _ENCODED.search(given):
        raise PathRefused("encoded", given)
    if given.startswith(("/", "~")) or "\\" in given or _DRIVE.match(given) or ".." in given.split("/"):
        raise PathRefused("path", given)


def _resolved(place: Path, given: str) -> Path:
    try:
        return place.resolve()
    except (OSError, RuntimeError) as loop:
        raise PathRefused("path", given) from loop


def _is_safe(stem: str) -> bool:
    """Whether a name may stand as it is: an id that somebody chose keeps its capitals."""
    if not stem or stem[0] in "-_." or stem[-1] in "-_." or ".." in stem or len(stem.encode()) > MAX_SLUG:
        return False
    if _RESERVED.fullmatch(stem) or unicodedata.normalize("NFKC", stem) != stem:
        return False
    return all(_is_kept(character) for character in stem)


def _is_kept(character: str) -> bool:
    return character in _KEPT or unicodedata.category(character)[0] in "LNM"


def _make(stem: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", stem)).lower()
    dashed = "".join(character if _is_kept(character) else "-" for character in folded if unicodedata.category(character) != "Cf")
    made = re.sub(r"\.{2,}", ".", re.sub(r"[-.]*-[-.]*", "-", dashed)).strip("-_.")
    while made and unicodedata.category(made[0])[0] == "M":  # an accent with nothing to stand on
        made = made[1:].lstrip("-_.")
    made = _cut(made)
    if not made:
        return "record"
    return f"record-{made}" if _RESERVED.fullmatch(made) else made


def _cut(made: str) -> str:
    short = made.encode("utf-8")[:MAX_SLUG].decode("utf-8", "ignore")
    return unicodedata.normalize("NFC", short).rstrip("-_.")


def _shown(given: str) -> str:
    short = given if len(given) <= 60 else given[:59] + "…"
    return short.encode("utf-8", "backslashreplace").decode("utf-8")
