"""Boards: what their cards and columns are, what pcrm.yml chooses for them, and how a column is made of its cards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from pcrm_tools.model.config import Config
from pcrm_tools.site.book import Book
from pcrm_tools.site.labels import word
from pcrm_tools.site.people import Person
from pcrm_tools.site.values import Label

CARDS = 30
DEFAULTS = {
    "pipeline": ("stage", ("customer", "value", "owner", "next_contact")),
    "customers": ("lifecycle", ("tier", "owner", "silence", "next_contact")),
    "cases": ("state", ()),
}


class Chosen(NamedTuple):
    """What pcrm.yml chooses for a board: the field of its columns, the fields of its cards, the limits of its columns."""

    group: str
    cards: tuple[str, ...]
    limits: Mapping[str, int]


class CardLine(NamedTuple):
    """A field on a card."""

    label: str
    value: Markup


class Age(NamedTuple):
    """For how long a card has been where it is: in words, and as a share of what is expected (None: nothing is)."""

    text: str
    share: float | None
    late: bool


class BoardCard(NamedTuple):
    """A card: `about` is what it belongs to, `weight` sorts it (greatest first), `owner` and `customer` are what it is filtered by."""

    href: str
    name: str
    about: str
    about_href: str
    lines: tuple[CardLine, ...]
    person: Person | None
    badges: tuple[Label, ...]
    age: Age | None
    weight: tuple[float, str]
    owner: str
    customer: str

    @property
    def tone(self) -> str:
        """The most pressing tone of its badges."""
        tones = {badge.tone for badge in self.badges}
        return next((tone for tone in ("bad", "warn") if tone in tones), "")


class BoardColumn(NamedTuple):
    """A column: its first cards out of how many, their limit (0: none), their sum, a hint, and where all of them are listed."""

    label: str
    won: bool
    cards: tuple[BoardCard, ...]
    total: int
    limit: int
    sum: str
    hint: str
    href: str

    @property
    def over(self) -> bool:
        """Whether it holds more cards than it should."""
        return 0 < self.limit < self.total


class BoardPart(NamedTuple):
    """Columns side by side, such as a pipeline."""

    label: str
    total: int
    columns: tuple[BoardColumn, ...]


class BoardView(NamedTuple):
    """A board; `intro` says what its cards are, `empty` what to say where it has none, `settings` its name in pcrm.yml."""

    title: str
    as_of: str
    intro: str
    parts: tuple[BoardPart, ...]
    empty: str


def chosen(config: Config, name: str) -> Chosen:
    """What pcrm.yml chooses for a board."""
    given = ((config.data.get("site") or {}).get("boards") or {}).get(name) or {}
    group, cards = DEFAULTS[name]
    return Chosen(given.get("group") or group, tuple(map(str, given.get("cards") or cards)), given.get("limits") or {})


def column(
    label: str, cards: Iterable[BoardCard], limit: int = 0, total: str = "", hint: str = "", href: str = "", won: bool = False
) -> BoardColumn:
    """A column of all its cards: those that press come first, then those that have been there longest."""
    found = sorted(cards, key=lambda card: (-card.weight[0], card.weight[1], card.name, card.href))
    return BoardColumn(label, won, tuple(found[:CARDS]), len(found), limit, total, hint, href)


def part(label: str, columns: Sequence[BoardColumn]) -> BoardPart:
    """Columns side by side."""
    return BoardPart(label, sum(one.total for one in columns), tuple(columns))


def pipeline_label(book: Book, name: str) -> str:
    """What a pipeline is called."""
    label = str((book.config.data["pipelines"].get(name) or {}).get("label") or name)
    return word("board.default", book.lang) if label == "default" else label[:1].upper() + label[1:]
