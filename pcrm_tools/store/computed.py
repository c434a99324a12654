"""Computed facts as SQL: what an entry of the registry means in this notebook, as of a day.

Most facts are expressions that SQLite works out by itself. Some need a function of the facts room for each row, and those of
follow-ups need all of them made once; both come in as SQL functions, set up when a fact that uses them is named.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from pcrm_tools.model.catalogue import own_words
from pcrm_tools.model.config import Config
from pcrm_tools.store.query_facts import FACTS, STATES, Fact, State
from pcrm_tools.store.wheres import Where


class Late(NamedTuple):
    """Of a record's follow-ups that are due: how many are overdue, how late the latest is (0: today), the most pressing one's line."""

    overdue: int
    worst: int
    line: int


# A question may take so many seconds of processor time in SQLite: many times what any sensible one takes.
_PATIENCE, _PER_RECORD = 1.0, 0.0001


class Frame:
    """What facts are computed from: the cache, the settings, and the day that counts as today; and how long that may take."""

    def __init__(self, connection: sqlite3.Connection, config: Config, today: date, checking: bool = False) -> None:
        """With `checking` nothing is computed: what is made of it is looked at and never run."""
        self.connection, self.config, self.today, self.checking = connection, config, today, checking
        (records,) = connection.execute("select count(*) from record").fetchone() if not checking else (0,)
        self.patience = _PATIENCE + _PER_RECORD * records
        self._filled: dict[str, str] = {"today": f"'{today.isoformat()}'"}

    def text(self, template: str) -> str:
        """An expression or condition of the registry with its braces filled."""
        return template.format_map(_Names(self))

    def expression(self, fact: Fact) -> str:
        """A fact as one value of a row `r`: amounts in one text, `CNY 12, USD 5`; null for records that cannot have it."""
        sql = self.text(fact.sql)
        if fact.kind == "money":
            own = self.config.currency.replace("'", "''")
            amount = "v.currency || ' ' || rtrim(rtrim(printf('%.2f', v.number), '0'), '.')"
            sql = f"(select group_concat(a, ', ') from (select {amount} as a from ({sql}) v order by v.currency != '{own}', v.currency))"
        return f"(case when r.type {_types(fact)} then {sql} end)"

    def present(self, fact: Fact) -> Where:
        """The condition that a fact has something to say: a count is more than nothing, a yes-or-no is yes."""
        sql = self.expression(fact)
        return Where({"count": f"coalesce({sql}, 0) > 0", "bool": f"coalesce({sql}, '') = 'yes'"}.get(fact.kind, f"{sql} is not null"))

    def amounts(self, fact: Fact) -> str:
        """The `currency` and `number` rows of a fact of money."""
        return f"select * from ({self.text(fact.sql)}) where r.type {_types(fact)}"

    def state(self, state: State) -> str:
        """The condition that a record is in a state."""
        return f"({self.text(state.sql)})"

    def named(self, name: str) -> str:
        """What stands for a name in braces; a function is set up with the connection when it is first named."""
        if name not in self._filled:
            if name in FUNCTIONS:
                arguments, make = FUNCTIONS[name]
                if not self.checking:
                    self.connection.create_function(name, arguments, make(self))
                self._filled[name] = name
            else:
                self._filled[name] = self.expression(_BY_KEY[name])
        return self._filled[name]

    def late(self) -> Mapping[int, Late]:
        """By record what is due up to today; worked out once while nothing changes."""
        return _late(self)


class _Names(dict[str, str]):
    """The names in a template, looked up when they are met."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame

    def __missing__(self, name: str) -> str:
        return self.frame.named(name)


_BY_KEY = {fact.key: fact for fact in FACTS}


def _types(fact: Fact) -> str:
    return f"= '{fact.types[0]}'" if len(fact.types) == 1 else "!= 'page'"


def facts(config: Config) -> dict[str, Fact]:
    """Every word of every fact, lower case -> the fact; a field of the notebook's own that has the word hides it."""
    own = own_words(config)
    return {word: fact for fact in FACTS if fact.key not in own for word in fact.words if word not in own}


def states() -> dict[str, State]:
    """Every word of every state, lower case -> the state."""
    return {word: state for state in STATES for word in state.words}


# -- functions ------------------------------------------------------------------------------------------------------


def _won_stage(frame: Frame) -> Callable[..., Any]:
    from pcrm_tools.facts.stages import has_won

    @lru_cache(maxsize=1024)
    def function(pipeline: str | None, stage: str | None) -> int:
        return int(has_won(frame.config.stages(pipeline or ""), stage))

    return function


def _stage_over(frame: Frame) -> Callable[..., Any]:
    from pcrm_tools.facts.stages import expected_length, stage_due

    def function(pipeline: str | None, stage: str | None, since: str | None) -> int | None:
        length = expected_length(frame.config.stages(pipeline or ""), stage)
        due = stage_due(since or "", length) if stage else None
        return (frame.today - due).days if due and due < frame.today else None

    return function


def _of_late(attribute: str, without: int | None) -> Callable[[Frame], Callable[..., Any]]:
    def make(frame: Frame) -> Callable[..., Any]:
        found = {n: getattr(row, attribute) for n, row in frame.late().items()}
        return lambda n: found.get(n, without)

    return make


FUNCTIONS: Mapping[str, tuple[int, Callable[[Frame], Callable[..., Any]]]] = {
    "won_stage": (2, _won_stage), "stage_over": (3, _stage_over), "late_count": (1, _of_late("overdue", 0)),
    "late_worst": (1, _of_late("worst", None)), "late_line": (1, _of_late("line", None)),
}  # fmt: skip
"""The functions that expressions of the registry may use: number of arguments, and what makes one."""

# The last follow-ups that were asked for: a query, its columns and a second pass over it need them once.
_kept: list[tuple[sqlite3.Connection, Config, tuple[Any, ...], Mapping[int, Late]]] = []


def _late(frame: Frame) -> Mapping[int, Late]:
    for connection, config, known, found in _kept:
        if connection is frame.connection and config is frame.config and known == _stamp(frame):
            return found
    from pcrm_tools.store.due import followups

    numbers = dict(frame.connection.execute("select path, n from record"))
    made = _by_record(followups(frame.connection, frame.config, frame.today, frame.today), numbers)
    # Stamped afterwards, since the making itself may use tables of its own
    _kept[:] = [(frame.connection, frame.config, _stamp(frame), made)]
    return made


def _stamp(frame: Frame) -> tuple[Any, ...]:
    """What changes whenever this or another process changes the cache, or the day is another one."""
    (version,) = frame.connection.execute("pragma data_version").fetchone()
    return frame.today, frame.connection.total_changes, version


def _by_record(rows: Iterable[Any], numbers: Mapping[str, int]) -> dict[int, Late]:
    """The rows, which come most pressing first, put together by record."""
    found: dict[int, Late] = {}
    for row in rows:
        n = numbers[row.path]
        before = found.get(n, Late(0, 0, row.line))
        found[n] = Late(before.overdue + (row.days_late > 0), max(before.worst, row.days_late), before.line)
    return found
