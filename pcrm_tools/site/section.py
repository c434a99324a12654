"""A part of a page."""

from typing import NamedTuple

from markupsafe import Markup


class Section(NamedTuple):
    """A part of a page: its id, title and content (HTML), how many things it holds, and further ids that lead to it."""

    key: str
    title: str
    body: Markup
    held: int | None = None
    anchors: tuple[str, ...] = ()
