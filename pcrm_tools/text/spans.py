"""Edits as values: which span of a text is replaced by what, and what came of it."""

from collections.abc import Iterable
from typing import NamedTuple

from pcrm_tools.model.finding import Finding


class Edit(NamedTuple):
    """Replaces text[start:end] by `new` (offsets in code points)."""

    start: int
    end: int
    new: str


class Edited(NamedTuple):
    """The text after an edit, whether it differs, and the finding that says why nothing was changed."""

    text: str
    changed: bool
    refusal: Finding | None


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made; edits may come in any order and must not overlap (ValueError)."""
    parts, position = [], 0
    for edit in sorted(edits):
        if edit.start < position:
            raise ValueError(f"edits overlap at {edit.start}")
        parts += [text[position : edit.start], edit.new]
        position = edit.end
    return "".join([*parts, text[position:]])


def line_end_of(text: str, offset: int = 0) -> str:
    """The line end in use at an offset: the next one, else the one before, else a line feed."""
    for found in (_first_end(text, offset), _last_end(text, offset)):
        if found:
            return found
    return "\n"


def _first_end(text: str, offset: int) -> str:
    places = [place for place in (text.find("\n", offset), text.find("\r", offset)) if place >= 0]
    return _end_at(text, min(places)) if places else ""


def _last_end(text: str, offset: int) -> str:
    place = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    if place < 0:
        return ""
    return _end_at(text, place - 1 if text[place - 1 : place + 1] == "\r\n" else place)


def _end_at(text: str, place: int) -> str:
    return "\r\n" if text[place : place + 2] == "\r\n" else text[place]
