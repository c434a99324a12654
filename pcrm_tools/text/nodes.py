"""What a piece of YAML says, as untyped values with the span of text that each was read from."""

from typing import NamedTuple, TypeAlias


class Scalar(NamedTuple):
    """A text; `style` is "" (plain), "'", '"', "|" or ">"; the span excludes line ends and comments after it."""

    value: str
    start: int
    end: int
    style: str


class Sequence(NamedTuple):
    """A list; `flow` marks the `[a, b]` form."""

    items: "tuple[Node, ...]"
    start: int
    end: int
    flow: bool


class Mapping(NamedTuple):
    """Keys and values in the file's order, duplicates kept; `flow` marks the `{a: b}` form."""

    pairs: "tuple[tuple[Scalar, Node], ...]"
    start: int
    end: int
    flow: bool


Node: TypeAlias = Scalar | Sequence | Mapping
