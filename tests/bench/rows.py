"""What is measured, in order: each suite gives rows for one notebook."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench import floors, hugo
from tests.bench.marks import MARKS, unique_word
from tests.bench.measure import Run, beside, median, pcrm, run
from tests.bench.watching import saved

DAY = ("--as-of", "2026-11-20")
ENGINES = ("sqlite", "whoosh")
_LARGE = 10_000  # from here on a build is run once
_DOUBT = 2.2  # seconds after which a file's time stamp can be trusted
_MIB = 1024 * 1024


class Row(NamedTuple):
    """One figure: `limit` is in seconds, `floor` what the time is divided by; both None where there is none."""

    suite: str
    work: str
    seconds: float | None
    floor: float | None
    floor_name: str
    limit: float | None
    budget: str
    peak: int
    peak_limit: int
    trouble: str

    @property
    def mark(self) -> str:
        """pass or over, or why there is no figure; empty where nothing is asked for."""
        if self.trouble or self.seconds is None:
            return self.trouble
        if self.peak_limit and self.peak > self.peak_limit:
            return "over"
        if self.limit is None:
            return ""
        return "pass" if self.seconds <= self.limit else "over"


class Budget(NamedTuple):
    """What is allowed: a floor times a factor, `plus` seconds on top, and so many MiB at the peak (0: any)."""

    floor: str = ""
    factor: float = 0
    plus: float = 0
    peak: int = 0

    def __str__(self) -> str:
        times = "" if self.factor == 1 else f"{self.factor:g} × "
        parts = [f"≤ {times}{self.floor}" if self.factor else ""]
        parts.append(f"+ {self.plus * 1000:.0f} ms" if self.plus else "")
        return " ".join(part for part in parts if part) + (f", {self.peak} MiB" if self.peak else "")


FREE = Budget()


class Bench:
    """One notebook under measurement, with its floors."""

    def __init__(self, notebook: Path, records: int, runs: int) -> None:
        self.notebook, self.records, self.runs = notebook, records, runs
        self.builds = 1 if records >= _LARGE else runs
        self.commands = floors.floor_commands(notebook)
        self.files = sorted(path for place in ("customers", "projects") for path in (notebook / place).rglob("*.md"))

    def has(self, command: str) -> bool:
        """Whether the program has a command by now."""
        return run(pcrm(self.notebook, command, "--help")).code == 0

    def engine(self, name: str) -> None:
        """Writes the engine into pcrm.yml."""
        settings = self.notebook / "pcrm.yml"
        text = settings.read_text("utf-8")
        settings.write_text(re.sub(r"engine: \w+", f"engine: {name}", text), "utf-8")

    def forget(self) -> None:
        """Takes away everything that was built: what a fresh copy is like."""
        for built in (".pcrm", "site/public"):
            shutil.rmtree(self.notebook / built, ignore_errors=True)

    def warm(self, engine: str = "sqlite") -> None:
        """Brings cache and index up to date, and waits until no time stamp is in doubt."""
        self.engine(engine)
        run(pcrm(self.notebook, "index"))
        time.sleep(_DOUBT)
        run(pcrm(self.notebook, "list", "--limit", "1"))

    def edit(self) -> None:
        """Adds a line to the record in the middle, as an editor would on saving."""
        with self.files[len(self.files) // 2].open("a", encoding="utf-8") as stream:
            stream.write("\nOne more line.\n")

    def row(self, suite: str, work: str, arguments: Sequence[str], budget: Budget = FREE, build: bool = False) -> Row:
        """A command measured beside the floor of its budget; a build begins with nothing each time."""
        floor = self.commands.get(budget.floor, ())
        command = pcrm(self.notebook, *arguments)
        done, base = beside(command, floor, self.builds if build else self.runs, self.forget if build else None)
        return judge(suite, work, done, base, budget)


def judge(suite: str, work: str, done: Run, base: float, budget: Budget = FREE) -> Row:
    """What a run took, held against its budget over a floor of `base` seconds (0: there is none)."""
    limit = base * budget.factor + budget.plus if base and budget.factor else None
    allowed, trouble = budget.peak * _MIB, _trouble(done)
    return Row(suite, work, done.seconds, base or None, budget.floor, limit, str(budget), done.peak, allowed, trouble)


def _trouble(done: Run) -> str:
    return f"failed ({done.code}): {done.last_words}" if done.code > 1 else ""


def missing(suite: str, work: str) -> Row:
    """The row of something that the program does not do yet."""
    return Row(suite, work, None, None, "", None, "", 0, 0, "not yet")


def _index(bench: Bench) -> Iterator[Row]:
    for engine, factor in zip(ENGINES, (2.5, 12), strict=True):
        if engine == "whoosh" and bench.records > _LARGE:
            continue
        bench.engine(engine)
        yield bench.row("index", f"index from nothing, {engine}", ("index",), Budget(floors.DECODE, factor), build=True)


def _answer(suite: str, arguments: Sequence[str]) -> Callable[[Bench], Iterator[Row]]:
    def rows(bench: Bench) -> Iterator[Row]:
        bench.warm()
        words = [_name_of(bench) if word == "ID" else word for word in arguments]
        yield bench.row(suite, " ".join((suite, *arguments)), (suite, *words, *DAY), Budget(floors.STAT, 1.3))

    return rows


def _name_of(bench: Bench) -> str:
    return bench.files[len(bench.files) // 3].stem


def _queries(records: int) -> list[tuple[str, str, int]]:
    """What to look for: how it is called, the query, and how many records it has to find."""
    marks = [(f"1 in {mark.every}, {'English' if mark.word.isascii() else 'Chinese'}", mark.word, mark.count(records))
             for mark in MARKS if mark.every != 1009]  # fmt: skip
    common = MARKS[0]
    customers = sum(common.stands_in(number) for number in range(records) if number % 5 < 3)
    return [("one record", unique_word(records // 2), 1), *marks, ("word and filter", f"{common.word} type:customer", customers)]


def _search(bench: Bench) -> Iterator[Row]:
    for engine, factor, peak in zip(ENGINES, (1.5, 3), (40, 60), strict=True):
        if engine == "whoosh" and bench.records > _LARGE:
            continue
        bench.warm(engine)
        for name, word, count in _queries(bench.records):
            row = bench.row("search", f"search, {engine}, {name}", ("search", word, *DAY), Budget(floors.STAT, factor, peak=peak))
            yield row._replace(trouble=row.trouble or _wrong_total(bench, word, count))


def _wrong_total(bench: Bench, word: str, count: int) -> str:
    """What is wrong with the hits for a word; an answer that is fast and wrong is no answer."""
    done = run(pcrm(bench.notebook, "search", word, "--format", "json", *DAY))
    try:
        total = json.loads(done.out)["total"]
    except (ValueError, KeyError, TypeError):
        return _trouble(done) or "no JSON"
    return "" if total == count else f"wrong: {total} hits, not {count}"


def _fresh(bench: Bench) -> Iterator[Row]:
    for engine in ENGINES:
        if engine == "whoosh" and bench.records > _LARGE:
            continue
        bench.engine(engine)
        _, word, count = _queries(bench.records)[1]
        work = f"first search in a fresh copy, {engine}"
        row = bench.row("fresh", work, ("search", word, *DAY), Budget(floors.DECODE, 1.5), build=True)
        yield row._replace(trouble=row.trouble or _wrong_total(bench, word, count))


def _freshness(bench: Bench) -> Iterator[Row]:
    """One edited file: the warm answer and at most 60 ms more; and the command after that, to which the file is still young."""
    search = ("search", unique_word(0))
    for name, engine, command in (("list", "sqlite", ("list", "--limit", "50")), *((f"search, {engine}", engine, search) for engine in ENGINES)):
        if engine == "whoosh" and bench.records > _LARGE:
            continue
        bench.warm(engine)
        run(pcrm(bench.notebook, *command, *DAY))
        warm = median(pcrm(bench.notebook, *command, *DAY), bench.runs)
        edited = median(pcrm(bench.notebook, *command, *DAY), bench.runs, bench.edit)
        again = median(pcrm(bench.notebook, *command, *DAY), 1)
        budget = Budget(f"warm {name}", 1, 0.06)
        yield judge("freshness", f"{name}, after one edited file", edited, warm.seconds, budget)
        yield judge("freshness", f"{name}, once more at once", again, warm.seconds, budget)


def _validate(bench: Bench) -> Iterator[Row]:
    command = ("validate", *DAY)
    yield bench.row("validate", "validate, cold", command, Budget(floors.YAML, 1.5), build=True)
    bench.warm()
    yield bench.row("validate", "validate, warm", command, Budget(floors.STAT, 3))


def _site(bench: Bench) -> Iterator[Row]:
    command = ("site", "build", *DAY)
    with hugo.site(bench.notebook) as floor:
        done, base = beside(pcrm(bench.notebook, *command), floor, bench.builds, bench.forget)
    yield judge("site", "site build from nothing", done, base, Budget(hugo.NAME, 3, peak=600))
    changed = median(pcrm(bench.notebook, *command), bench.builds, bench.edit)
    yield judge("site", "site build after one change", changed, 0)._replace(limit=2.0, budget="≤ 2 s")


def _site_search(bench: Bench) -> Iterator[Row]:
    """What a browser loads for a first search in the site, and how long it takes to answer."""
    from tests.bench import site_search

    work = "first search in the site"
    if not site_search.browser():
        yield missing("site search", f"{work}: no Chromium")._replace(trouble="not measured")
        return
    built = run(pcrm(bench.notebook, "site", "build", *DAY))
    if built.code:
        yield judge("site search", work, built, 0)
        return
    for one in site_search.loaded(bench.notebook / "site/public"):
        name = f"{work}, {one.query} ({one.size / 1000:.0f} kB)"
        yield Row("site search", name, one.seconds, None, "", None, "≤ 300 kB", one.size, 300_000, "")


def _watch(bench: Bench) -> Iterator[Row]:
    bench.warm()
    for work, options, limit in (("checked and indexed", ("--no-site",), 0.3), ("in the site", (), 2.0)):
        done = saved(bench.notebook, (*options, *DAY), bench.edit, bench.runs)
        yield judge("watch", f"watch, one saved file {work}", done, 0)._replace(limit=limit, budget=f"≤ {limit:g} s")


def _review(bench: Bench) -> Iterator[Row]:
    from tests.bench.reviewing import rows  # which takes this module's rows

    yield from rows(bench)


def _merge(bench: Bench) -> Iterator[Row]:
    from tests.bench.merging import rows  # which takes this module's rows

    yield from rows(bench)


def _history(bench: Bench) -> Iterator[Row]:
    from tests.bench.past import rows

    yield from rows(bench)


# A suite's name, the command that it needs, and what gives its rows.
SUITES: tuple[tuple[str, str, Callable[[Bench], Iterator[Row]]], ...] = (
    ("index", "index", _index),
    ("list", "list", _answer("list", ("--limit", "50"))),
    ("list", "list", _answer("list", ("tier:key", "--limit", "50"))),
    ("show", "show", _answer("show", ("ID",))),
    ("followups", "followups", _answer("followups", ("--limit", "50"))),
    ("search", "search", _search),
    ("freshness", "search", _freshness),
    ("fresh", "search", _fresh),
    ("validate", "validate", _validate),
    ("diff", "diff", _review),
    ("history", "history", _history),
    ("merge", "git", _merge),
    ("site", "site", _site),
    ("site search", "site", _site_search),
    ("watch", "watch", _watch),
)
