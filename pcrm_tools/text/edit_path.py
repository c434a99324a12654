"""The way to a value in front matter: through keys of maps, by any of their words, and elements of lists."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from pcrm_tools.text.forms import plain


class Key(NamedTuple):
    """A key of a map: any of its words, the first of which is written where it is new; `order` is the schema's order there."""

    words: Sequence[str]
    order: Sequence[Sequence[str]] = ()


Step: TypeAlias = Key | int
"""A key, or the number of a list's element from 0."""


def is_word(typed: str, words: Sequence[str]) -> bool:
    """Whether a key as typed is one of the words, without regard to case and width, as the decoder reads keys."""
    return typed in words or plain(typed).strip().lower() in [word.lower() for word in words]


def names(path: Sequence[Step]) -> str:
    """A path as messages show it: the first words of its keys."""
    return ".".join(step.words[0] for step in path if isinstance(step, Key))
