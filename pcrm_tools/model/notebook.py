"""What cross-file checks look at: slim rows of the whole notebook, selected before any Python runs over them."""

from typing import NamedTuple


class Identity(NamedTuple):
    """A record whose id another record's id is equal or nearly equal to."""

    path: str
    id: str
    twin: str


class Reference(NamedTuple):
    """A link that the ids and anchors of the notebook do not answer as written."""

    path: str
    line: int
    column: int
    target: str
    anchor: str
    kind: str
    source: str
    own_id: str


class Mention(NamedTuple):
    """Somebody named by a project who is no contact of its customer by that name; `date` is empty outside the log."""

    path: str
    line: int
    column: int
    name: str
    date: str
    left: str
    known: str


class Balance(NamedTuple):
    """A loyalty or balance entry of a customer or of one of its projects."""

    customer: str
    path: str
    line: int
    date: str
    time: str
    ord: int
    kind: str
    title: str
    attrs: str


class Future(NamedTuple):
    """A log entry dated after today."""

    path: str
    line: int
    date: str
    kind: str


class Notebook(NamedTuple):
    """The rows that cross-file checks need: each id's type, other forms of ids, and what SQL found doubtful."""

    types: dict[str, str]
    twins: dict[str, str]
    duplicates: tuple[Identity, ...]
    alike: tuple[Identity, ...]
    references: tuple[Reference, ...]
    mentions: tuple[Mention, ...]
    balances: tuple[Balance, ...]
    future: tuple[Future, ...]
    anchors: dict[str, frozenset[str]]
