"""One project's file as text."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from tests.bench import phrases
from tests.bench.accounts import LENGTHS, WON, Deal
from tests.bench.dice import Dice
from tests.bench.entries import SOON, Said, Teller, written
from tests.bench.forms import yaml
from tests.bench.tables import milestones, payments, requirements, resources, risks, stakeholders

_STEPS = (("contact", 0.45), ("note", 0.6), ("cost", 0.8), ("risk", 0.88), ("change", 1.0))


class Course(NamedTuple):
    """When a project entered its stages, what it is worth, and the day it was closed."""

    days: tuple[date, ...]
    amount: int
    currency: str
    won: date | None
    closed: date | None

    def money(self, amount: int) -> str:
        """An amount in one of the forms that the notebook reads."""
        if self.currency:
            return f"{self.currency} {amount:,}"
        return f"{amount // 10000}万" if amount % 10000 == 0 and amount % 3 else f"{amount:,}"


def project_text(deal: Deal, related: Sequence[Deal], words: Sequence[str], seed: int, as_of: date) -> str:
    """The whole file; `words` are put into its text."""
    dice = Dice(seed, "project", deal.number)
    teller = Teller(dice, deal.account, deal.account.form, as_of, (deal.owner, *deal.team))
    course = _course(dice, deal, as_of, teller.calm)
    running = not deal.outcome
    invoices = [teller.new_id("F") for _ in range(3)] if course.won else []
    needs, steps, threats = requirements(teller, running), milestones(teller, course.days, running), risks(teller, running)
    form = teller.form
    body = [f"# {deal.name}", "", *_about(teller, deal, words)]
    body += form.table("requirements", needs, "project") + form.table("milestones", steps, "project")
    body += form.table("risks", threats, "project") if threats else []
    body += form.table("payments", payments(teller, course.won, invoices), "project") if course.won else []
    body += form.table("resources", resources(teller, course.days[0]), "project") if dice.chance(0.3) else []
    body += form.table("stakeholders", stakeholders(teller), "project") if dice.chance(0.4) else []
    body += ["## 任务" if form.zh else "## Tasks", "", *teller.tasks(dice.between(2, 4), course.closed), ""]
    if deal.outcome == "done":
        body += ["## 复盘" if form.zh else "## Retrospective", "", *teller.text(as_of, 2, 4), ""]
    log = _log(teller, deal, course, invoices, [str(row["id"]) for row in (*needs, *steps, *threats)])
    return "\n".join(["---", *_front(teller, deal, related, course), "---", "", *body, *written(log, teller)])


def _course(dice: Dice, deal: Deal, as_of: date, calm: bool) -> Course:
    last = as_of - timedelta(dice.between(60, 300) if deal.outcome else dice.between(2, 60))
    start = last - timedelta(dice.between(40, 400))
    if calm and not deal.outcome:
        # In time: the stage has some days left, and those before the order took no longer than they may together.
        last = as_of - timedelta(dice.between(0, min(LENGTHS[deal.pipeline][deal.reached], 200) - SOON + 1))
        start = last - timedelta(dice.between(20, 400) if deal.reached >= WON[deal.pipeline] else dice.between(5, 50))
    span = (last - start).days
    inner = sorted(start + timedelta(dice.between(1, span)) for _ in range(deal.reached - 1))
    days = (start, *inner, last) if deal.reached else (last,)
    won = days[WON[deal.pipeline]] if deal.reached >= WON[deal.pipeline] else None
    amount = dice.between(2, 300) * 10_000 if dice.chance(0.6) else dice.between(20, 900) * 1_000
    closed = last + timedelta(dice.between(1, 30)) if deal.outcome else None
    return Course(days, amount, "" if deal.account.zh else "USD", won, closed)


def _about(teller: Teller, deal: Deal, words: Sequence[str]) -> list[str]:
    who = teller.somebody(teller.as_of).called
    return [
        phrases.paragraph(teller.dice, teller.zh, who, 1, 3), "", f"{'客户' if teller.zh else 'For'} [[{deal.account.id}]]", "",
        f"{'备注' if teller.zh else 'Filed under'} {' '.join(words)}", "",
    ]  # fmt: skip


def _front(teller: Teller, deal: Deal, related: Sequence[Deal], course: Course) -> list[str]:
    dice, form = teller.dice, teller.form
    stage = deal.stages[deal.reached]
    customer = f"[[{deal.account.id}]]" if dice.chance(0.4) else deal.account.id
    values: list[tuple[str, object]] = [
        ("name", deal.name), ("customer", customer), ("owner", deal.owner), ("team", list(deal.team)),
        ("related", [other.id for other in related if other.id != deal.id]), ("tags", [teller.pick("tags")]),
        ("pipeline", deal.pipeline if deal.pipeline != "default" else ""),
        ("stage", form.stage(stage) if dice.chance(0.8) else ""), ("value", course.money(course.amount)),
        ("start", course.days[0]),
    ]  # fmt: skip
    if not course.closed:
        ahead = teller.ahead(-15, 200)
        values.append(("due" if course.won else "expected_close", ahead))
        if not course.won:
            values.append(("probability", f"{dice.between(1, 9)}0%"))
    else:
        values += [("closed", course.closed), ("outcome", form.choice("project", "outcome", deal.outcome))]
        if deal.outcome == "lost":
            values.append(("lost_reason", teller.pick("issues")))
    if dice.chance(0.15):
        values += [("custom", form.yes(True)), ("agreement", f"TA-{course.days[0].year}-{deal.number:05d}")]
    lines = [f"{form.key('project', key)}: {yaml(value)}" for key, value in values if value not in ("", [])]
    return [*lines, *_scope(teller), *_budget(teller, course)]


def _scope(teller: Teller) -> list[str]:
    dice, form = teller.dice, teller.form
    if dice.chance(0.5):
        return []
    lines = [f"{form.key('project', 'scope')}:"]
    for key in ("in", "out"):
        things = dice.some(phrases.POOLS[teller.zh]["things"], dice.between(2, 4))
        lines.append(f"  {form.key('scope', key)}: {yaml(things)}")
    return [*lines, f"  {form.key('scope', 'assumptions')}:", f"    - {yaml(teller.phrase('needs'))}"]


def _budget(teller: Teller, course: Course) -> list[str]:
    if teller.dice.chance(0.6):
        return []
    form, direct, indirect = teller.form, course.amount // 2, course.amount // 10
    lines = [f"{form.key('project', 'budget')}:"]
    for key, amount in (("total", direct + indirect), ("direct", direct), ("indirect", indirect)):
        lines.append(f"  {form.key('budget', key)}: {course.money(amount)}")
    return lines


def _log(teller: Teller, deal: Deal, course: Course, invoices: Sequence[str], ids: Sequence[str]) -> list[Said]:
    dice, form = teller.dice, teller.form
    log, before = [], ""
    for stage, day in zip(deal.stages, course.days, strict=False):
        words = f"{form.stage(before)} → {form.stage(stage)}" if before else f"→ {form.stage(stage)}"
        log.append(Said(day, "", "stage", (), "", state=words))
        before = stage
    last = course.closed or teller.as_of
    span = (last - course.days[0]).days
    for _ in range(dice.between(5, 8)):
        day = max(course.days[0], teller.weekday(course.days[0] + timedelta(dice.between(0, span))))
        log.append(_step(teller, deal, course, day, ids))
    if course.won:
        log += _income(teller, course, invoices)
    if deal.outcome == "done":
        log.append(teller.survey(last))
    return log


def _step(teller: Teller, deal: Deal, course: Course, day: date, ids: Sequence[str]) -> Said:
    dice, form = teller.dice, teller.form
    roll = dice.between(0, 99) / 100
    kind = next(name for name, until in _STEPS if roll < until)
    if kind == "contact":
        return teller.contact(day, [form.token("re", dice.pick(ids))] if dice.chance(0.3) else ())
    if kind == "note":
        return teller.note(day)
    tokens = []
    if kind == "cost":
        amount = f'"{course.money(dice.between(1, 400) * 100)}"' if course.currency else str(dice.between(1, 400) * 100)
        stage = max(place for place, entered in enumerate(course.days) if entered <= day)
        tokens = [f"{form.tokens['amount']}:{amount}", form.token("type", dice.pick(("direct", "indirect")))]
        tokens.append(form.token("phase", form.stage(deal.stages[stage])))
    elif kind == "change":
        tokens = [form.token("impact", f"{dice.between(1, 10)}d")]
        tokens += [form.token("accepted", day)] if dice.chance(0.7) else []
    if kind in ("risk", "change"):
        tokens.append(form.token("re", dice.pick(ids)))
    return Said(day, "", kind, tuple(tokens), teller.title(day), teller.text(day, 1, 2) if dice.chance(0.5) else ())


def _income(teller: Teller, course: Course, invoices: Sequence[str]) -> list[Said]:
    """The order, and invoices and payments of what was due so far."""
    form, won = teller.form, course.won or course.days[0]

    def amount(share: int) -> str:
        return form.token("amount", course.money(course.amount * share // 100))

    log = [Said(won, "", "order", (form.token("id", teller.new_id("O")), amount(100)), teller.title(won))]
    for place, (invoice, share) in enumerate(zip(invoices, (30, 40, 30), strict=True)):
        day = won + timedelta(place * 75)
        paid = day + timedelta(teller.dice.between(10, 28 if teller.calm else 45))
        due = form.token("due", day + timedelta(30))
        # An id is given by its entry: what is not invoiced yet is the plan's business.
        if day <= teller.as_of:
            log.append(Said(day, "", "invoice", (form.token("id", invoice), amount(share), due), teller.title(day)))
        if paid <= teller.as_of:
            log.append(Said(paid, "", "payment", (amount(share), form.token("re", invoice)), teller.title(paid)))
    return log
