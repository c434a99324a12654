"""The plan of a notebook: which customers and projects there are, before any of them is written."""

import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from tests.bench import phrases
from tests.bench.dice import Dice, han, invented
from tests.bench.forms import CHINESE, ENGLISH, Form

DEFAULT = ("contact", "evaluation", "survey", "confirmed", "sample", "order", "production", "delivery", "after-sales")
SOFTWARE = ("lead", "scoping", "proposal", "build", "uat", "live", "support")
# Days that are expected in each stage: the first are the program's own, the others stand in the generated pcrm.yml.
LENGTHS = {"default": (20, 10, 20, 15, 25, 10, 60, 20, 365), "software": (14, 21, 21, 120, 21, 90, 365)}
WON = {"default": DEFAULT.index("order"), "software": SOFTWARE.index("build")}
_LIFECYCLES = ("lead", "prospect", "prospect", *["active"] * 5, "growing", "growing", "dormant", "lost")
_TIERS = ("key", "potential", "potential", "general", "general", "general")


class Person(NamedTuple):
    """Somebody at a customer: the full name, what the log calls them, and the day they left."""

    name: str
    alias: str
    left: date | None

    @property
    def called(self) -> str:
        return self.alias or self.name


class Account(NamedTuple):
    """A customer to be written; `zh` is the language of its text, `form` that of its keys."""

    number: int
    id: str
    path: str
    name: str
    short: str
    zh: bool
    form: Form
    region: str
    owner: str
    team: tuple[str, ...]
    people: tuple[Person, ...]
    lifecycle: str
    tier: str

    def there(self, day: date) -> list[Person]:
        """Who worked there on a day; never empty."""
        return [somebody for somebody in self.people if somebody.left is None or day <= somebody.left]


class Deal(NamedTuple):
    """A project to be written: how far it came in its pipeline, and whether and how it ended."""

    number: int
    id: str
    path: str
    name: str
    account: Account
    owner: str
    team: tuple[str, ...]
    pipeline: str
    reached: int
    outcome: str

    @property
    def stages(self) -> tuple[str, ...]:
        return SOFTWARE if self.pipeline == "software" else DEFAULT


class Plan(NamedTuple):
    """All customers and projects, each list in the order of the numbers."""

    accounts: tuple[Account, ...]
    deals: tuple[Deal, ...]


def plan(records: int, seed: int, as_of: date) -> Plan:
    """So many records: 3 customers, then 2 projects, and so on."""
    taken: set[str] = set()
    numbers = range(records)
    accounts = tuple(_account(number, seed, as_of, taken) for number in numbers if number % 5 < 3)
    deals = tuple(_deal(number, seed, accounts, taken) for number in numbers if number % 5 >= 3)
    return Plan(accounts, deals)


def _free(wanted: str, taken: set[str]) -> str:
    """The id, with a number behind it where another record has it already (or its twin)."""
    count, found = 1, wanted
    while (twin := unicodedata.normalize("NFKC", found).casefold()) in taken:
        count += 1
        found = f"{wanted}-{count}"
    taken.add(twin)
    return found


def _account(number: int, seed: int, as_of: date, taken: set[str]) -> Account:
    dice = Dice(seed, "account", number)
    zh = dice.chance(0.6)
    form = CHINESE if zh and dice.chance(0.4) else ENGLISH
    if zh:
        short = han(dice) + phrases.pick(dice, True, "trades")
        name = phrases.pick(dice, True, "cities") + short + phrases.pick(dice, True, "firms")
        region = phrases.pick(dice, True, "regions")
        wanted = short
    else:
        short = " ".join((invented(dice).capitalize(), phrases.pick(dice, False, "trades")))
        name = " ".join((short, phrases.pick(dice, False, "firms")))
        region = phrases.pick(dice, False, "regions")
        wanted = short.lower().replace(" ", "-")
    record_id = _free(wanted, taken)
    members = [member[0] for member in dice.some(phrases.TEAM, 1 + dice.between(0, 2))]
    return Account(
        number, record_id, f"customers/{region}/{record_id}.md", name, short, zh, form, region, members[0], tuple(members[1:]),
        _people(dice, zh, as_of), dice.pick(_LIFECYCLES), dice.pick(_TIERS),
    )  # fmt: skip


def _people(dice: Dice, zh: bool, as_of: date) -> tuple[Person, ...]:
    found: dict[str, Person] = {}
    for _ in range(dice.between(2, 5)):
        name = phrases.person(dice, zh)
        alias = (f"{name[0]}总" if zh else name.partition(" ")[0]) if dice.chance(0.4) else ""
        if name not in found and alias not in {other.alias for other in found.values()} - {""}:
            # The first one never leaves, so that there always is somebody to talk to.
            left = as_of - timedelta(dice.between(30, 500)) if found and dice.chance(0.1) else None
            found[name] = Person(name, alias, left)
    return tuple(found.values())


def _deal(number: int, seed: int, accounts: tuple[Account, ...], taken: set[str]) -> Deal:
    dice = Dice(seed, "deal", number)
    account = dice.pick(accounts)
    pipeline = "software" if dice.chance(0.3) else "default"
    last = len(SOFTWARE if pipeline == "software" else DEFAULT) - 1
    reached = dice.between(0, last)
    outcome = ""
    if dice.chance(0.35):
        outcome = _outcome(dice, reached >= last - 1, reached >= WON[pipeline])
    if account.zh:
        name = account.short + han(dice) + phrases.pick(dice, True, "things")
        wanted = name[:8] if dice.chance(0.6) else f"p{number:05d}"
    else:
        thing = phrases.pick(dice, False, "things")
        name = f"{account.short} {thing}"
        wanted = f"{account.short.partition(' ')[0].lower()}-{thing.split()[0]}"
    record_id = _free(wanted, taken)
    members = [member[0] for member in dice.some(phrases.TEAM, 2 + dice.between(0, 2))]
    folder = dice.pick(("设备", "软件", "服务")) if account.zh else dice.pick(("equipment", "software", "services"))
    path = f"projects/{folder}/{record_id}.md"
    return Deal(number, record_id, path, name, account, account.owner, tuple(members[1:]), pipeline, reached, outcome)


def _outcome(dice: Dice, finished: bool, won: bool) -> str:
    """How a project ended; empty where it goes on: what is won is not given up halfway."""
    if finished:
        return "done"
    if won:
        return ""
    return "cancelled" if dice.chance(0.2) else "lost"
