"""One file, read: typed front matter and items by canonical key, log entries, tasks, links, and where each stands."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pcrm_tools.model.finding import Finding
from pcrm_tools.model.log import Entry
from pcrm_tools.model.task import Task
from pcrm_tools.model.values import Place


class Item(NamedTuple):
    """One row of an items field: its typed cells by key."""

    field: str
    place: Place
    cells: Mapping[str, Any]


class Link(NamedTuple):
    """A reference out of a record: `kind` is wiki, md, image, field, re or token; `source` names the field or token."""

    place: Place
    target: str
    anchor: str
    kind: str
    source: str


class Heading(NamedTuple):
    """A section of the body: its heading and whether anything but blanks stands below it."""

    level: int
    title: str
    line: int
    filled: bool


class Record(NamedTuple):
    """What one file says.

    `front` holds typed values by canonical key (own fields too), `unknown` the text of what no schema knows and its place;
    `allowed` the rules that the file silences, whole (`rule`) or on one line (`rule@12`).
    """

    id: str
    type: str
    front: Mapping[str, Any]
    places: Mapping[str, Place]
    unknown: Mapping[str, tuple[str, Place]]
    items: Mapping[str, tuple[Item, ...]]
    entries: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    links: tuple[Link, ...]
    headings: tuple[Heading, ...]
    findings: tuple[Finding, ...]
    allowed: frozenset[str]
    title_line: int
    broken: bool
