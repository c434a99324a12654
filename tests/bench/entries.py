"""Log entries and task lines as text, and the entries that customers and projects have in common."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tests.bench import phrases
from tests.bench.accounts import Account, Person
from tests.bench.dice import Dice
from tests.bench.forms import Form

CONTACTS = ("call", "call", "meeting", "visit", "email", "message", "message", "video", "demo")
NOTES = ("note", "note", "decision", "idea", "lesson", "review", "event", "training", "care")
CASES = ("question", "support", "repair", "request", "complaint")
_VIA = ("wechat", "phone", "email", "onsite")
# Of a hundred records, some have something due: what was promised, planned or asked is done in time in all others.
PRESSING = 0.09
SOON = 10  # days ahead in which nothing is due in those


class Said(NamedTuple):
    """One log entry before it is text; `state` is the `a → b` of kinds that have one."""

    day: date
    time: str
    kind: str
    tokens: tuple[str, ...]
    title: str
    text: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    state: str = ""
    private: bool = False


class Teller:
    """Makes up what happened in one record: its dice, its words and the ids given so far."""

    def __init__(self, dice: Dice, account: Account, form: Form, as_of: date, members: Sequence[str]) -> None:
        self.dice, self.account, self.form, self.as_of, self.members = dice, account, form, as_of, tuple(members)
        self.zh = account.zh
        self.calm = not dice.chance(PRESSING)
        self.numbers: dict[str, int] = {}

    def new_id(self, letter: str) -> str:
        """The next id of a series: C1, C2, ..."""
        self.numbers[letter] = self.numbers.get(letter, 0) + 1
        return f"{letter}{self.numbers[letter]}"

    def somebody(self, day: date) -> Person:
        return self.dice.pick(self.account.there(day))

    def ahead(self, early: int, late: int) -> date:
        """A day so many days from today; a record where nothing is pressing has none before some time."""
        return self.as_of + timedelta(self.dice.between(SOON if self.calm else early, late))

    def weekday(self, day: date) -> date:
        """The day, or the Friday before a weekend."""
        return day - timedelta(max(0, day.weekday() - 4))

    def time(self) -> str:
        return f"{self.dice.between(9, 17):02}:{self.dice.pick(('00', '10', '20', '30', '45'))}"

    def by(self, day: date) -> str:
        old = day < self.as_of - timedelta(365) and self.dice.chance(0.05)
        return f"@{phrases.LEAVER[0] if old else self.dice.pick(self.members)}"

    def pick(self, kind: str) -> str:
        """A word of a pool in the record's language."""
        return phrases.pick(self.dice, self.zh, kind)

    def phrase(self, kind: str, day: date | None = None) -> str:
        """A sentence of a pool, about somebody who was there on a day (today)."""
        return phrases.phrase(self.dice, self.zh, kind, self.somebody(day or self.as_of).called)

    def text(self, day: date, least: int, most: int) -> tuple[str, ...]:
        return (phrases.paragraph(self.dice, self.zh, self.somebody(day).called, least, most),)

    def title(self, day: date) -> str:
        return self.phrase("titles", day)

    def contact(self, day: date, extra: Sequence[str] = ()) -> Said:
        """A call, a meeting and the like, some with a task that came of it."""
        dice, form = self.dice, self.form
        kind = dice.pick(CONTACTS)
        names = [somebody.called for somebody in dice.some(self.account.there(day), dice.between(1, 2))]
        tokens = [self.by(day), form.people(names)]
        if kind in ("call", "message", "email") and dice.chance(0.5):
            tokens.append(form.token("direction", "out" if self.calm and kind != "call" else dice.pick(("in", "out"))))
        if kind in ("call", "meeting", "visit", "video"):
            tokens.append(form.token("minutes", dice.between(1, 24) * 5))
        if dice.chance(0.15):
            tokens.append(form.tag(self.pick("tags").replace(" ", "-")))
        tasks = (self.follow_up(day),) if dice.chance(0.3) else ()
        when = self.time() if dice.chance(0.6) else ""
        text = self.text(day, 1, 4) if dice.chance(0.75) else ()
        return Said(day, when, kind, (*tokens, *extra), self.title(day), text, tasks, private=dice.chance(0.02))

    def note(self, day: date) -> Said:
        kind = self.dice.pick(NOTES)
        tokens = (self.by(day),) if self.dice.chance(0.5) else ()
        return Said(day, "", kind, tokens, self.title(day), self.text(day, 1, 3) if self.dice.chance(0.6) else ())

    def case(self, day: date) -> Said:
        """A question, a repair, a complaint: answered the same day; solved within two weeks unless it is young."""
        dice, form = self.dice, self.form
        kind, hour = dice.pick(CASES), dice.between(9, 15)
        tokens = [form.token("id", self.new_id("C")), self.by(day), form.token("via", dice.pick(_VIA))]
        if dice.chance(0.5):
            sign = form.priorities[dice.pick(("urgent", "high", "normal", "low"))]
            tokens.append(f"!{sign}")
        tokens.append(form.token("responded", f"{hour + 1:02}:{dice.between(0, 59):02}"))
        solved = day + timedelta(dice.between(0, 14))
        if self.calm:
            solved = min(solved, self.as_of)
        if solved <= self.as_of:
            if (solved - day).days > 4 and dice.chance(0.3):
                tokens.append(form.token("waiting", f"{day + timedelta(1)}..{day + timedelta(3)}"))
            tokens.append(form.token("resolved", solved))
            if kind == "complaint":
                tokens.append(form.token("cause", self.pick("issues")))
                tokens.append(form.token("lesson", self.pick("things")))
        return Said(day, f"{hour:02}:{dice.between(0, 59):02}", kind, tuple(tokens), self.title(day), self.text(day, 1, 3))

    def survey(self, day: date) -> Said:
        dice, form = self.dice, self.form
        tokens = [form.token("csat", dice.between(2, 5)), form.token("nps", dice.between(3, 10))]
        tokens += [form.token("via", dice.pick(_VIA)), form.people([self.somebody(day).called])]
        return Said(day, "", "survey", tuple(tokens), self.title(day))

    def follow_up(self, day: date) -> str:
        """A task that came of an entry: done long ago, or still open where the entry is young."""
        dice, form = self.dice, self.form
        text = self.phrase("tasks", day)
        due = day + timedelta(dice.between(2, 21))
        words = [f"@{dice.pick(self.members)}", form.token("due", due)]
        if dice.chance(0.4):
            words.append(form.tag("promise"))
        if due > self.as_of + timedelta(SOON) or (not self.calm and day > self.as_of - timedelta(40)):
            return f"- [ ] {text} {' '.join(words)}"
        if dice.chance(0.08):
            return f"- [-] {text} {' '.join(words)} {form.token('cancelled', due)}"
        done = min(due + timedelta(dice.between(-2, 5)), self.as_of)
        return f"- [x] {text} {' '.join(words)} {form.token('done', max(done, day))}"

    def tasks(self, count: int, ended: date | None) -> list[str]:
        """Lines of the record's own task list; none is open where the record `ended` on a day."""
        dice, form = self.dice, self.form
        lines, before = [], ""
        for _ in range(count):
            text, name = self.phrase("tasks"), self.new_id("t")
            words = [f"@{dice.pick(self.members)}"]
            if ended is None and dice.chance(0.35):
                due = self.ahead(-9, 90)
                words += [form.token("due", due), form.token("id", name)]
                if dice.chance(0.25):
                    words.append(f"!{form.priorities[dice.pick(('urgent', 'high', 'low'))]}")
                if before and dice.chance(0.3):
                    words.append(form.token("after", before))
                words += [form.token("est", f"{dice.between(1, 5)}d")] if dice.chance(0.2) else []
                words += [form.token("every", dice.pick(("1mo", "2w", "1q")))] if dice.chance(0.1) else []
                lines.append(f"- [ ] {text} {' '.join(words)}")
                if dice.chance(0.25):
                    lines.append(f"  - [ ] {self.phrase('tasks')}")
            else:
                due = (ended or self.as_of) - timedelta(dice.between(10, 400))
                words += [form.token("due", due), form.token("done", due + timedelta(dice.between(-5, 9)))]
                lines.append(f"- [x] {text} {' '.join(words)}")
                continue
            before = name
        return lines


def written(log: Sequence[Said], teller: Teller) -> list[str]:
    """The log under its heading, newest first."""
    lines = ["## 记录" if teller.form.zh else "## Log", ""]
    # Of two on one day without a time, the later one was told later.
    for _, said in sorted(enumerate(log), key=lambda item: (item[1].day, item[1].time, item[0]), reverse=True):
        lines += _entry(said, teller)
    return lines


def _entry(said: Said, teller: Teller) -> list[str]:
    form, dice = teller.form, teller.dice
    head = f"### {said.day}{' ' + said.time if said.time else ''} {form.kinds[said.kind]}"
    tokens = " ".join((*said.tokens, form.tag("private")) if said.private else said.tokens)
    below = len(said.tokens) > 3 and dice.chance(0.5)
    if said.state:
        head += f" {said.state}"
    if tokens and not below:
        head += f" {tokens}"
    if said.title:
        head += f" {dice.pick(('—', '—', '——' if teller.zh else '–', '--'))} {said.title}"
    lines = [head, ""]
    if below:
        lines += [tokens, ""]
    for text in said.text:
        lines += [text, ""]
    return [*lines, *said.tasks, ""] if said.tasks else lines
