"""The item lists of a project: rows for its tables, with the form's words for choices."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.bench import phrases
from tests.bench.entries import SOON, Teller

Row = dict[str, object]

_RISK_STATUS = ("open", "occurred", "closed")


def requirements(teller: Teller, running: bool) -> list[Row]:
    """Three to five requirements with their estimates."""
    dice, form, rows = teller.dice, teller.form, list[Row]()
    for _ in range(dice.between(3, 5)):
        status = dice.pick(("open", "in-progress", "done")) if running else dice.pick(("done", "dropped"))
        rows.append({
            "id": teller.new_id("R"), "what": teller.phrase("needs"),
            "kind": form.choice("requirements", "kind", dice.pick(("functional", "technical"))),
            "priority": form.choice("requirements", "priority", dice.pick(("must", "should", "could"))),
            "status": form.choice("requirements", "status", status), "effort": f"{dice.between(1, 20)}d",
            "cost": f"{dice.between(1, 60) * 1000:,}" if dice.chance(0.6) else None,
        })  # fmt: skip
    return rows


def milestones(teller: Teller, days: Sequence[date], running: bool) -> list[Row]:
    """Three to five milestones; those due before today are mostly done."""
    dice, rows, before = teller.dice, list[Row](), ""
    names = phrases.POOLS[teller.zh]["steps"][: dice.between(3, 5)]
    day = days[0] + timedelta(dice.between(10, 40))
    for place, name in enumerate(names, 1):
        late = dice.between(0, 3) * 7 if dice.chance(0.4) else 0
        due, step = day + timedelta(late), teller.new_id("M")
        if running and teller.calm and (place == len(names) or due > teller.as_of - timedelta(7)):
            # The last one is always ahead, else the work would be finished and the project open.
            due = max(due, teller.ahead(SOON, 60))
        done = due + timedelta(dice.between(-4, 6))
        finished = done <= teller.as_of and (not running or teller.calm or dice.chance(0.96))
        rows.append({
            "id": step, "name": name, "planned": day, "due": due, "done": done if finished else None,
            "weight": 100 // len(names), "after": before or None,
        })  # fmt: skip
        before, day = step, due + timedelta(dice.between(15, 90))
    return rows


def risks(teller: Teller, running: bool) -> list[Row]:
    """Up to three threats and chances."""
    dice, form, rows = teller.dice, teller.form, list[Row]()
    for _ in range(dice.between(0, 3)):
        kind = dice.pick(("threat", "threat", "threat", "chance"))
        response = dice.pick(("mitigate", "transfer", "accept") if kind == "threat" else ("enhance", "share"))
        status = dice.pick(_RISK_STATUS) if running else "closed"
        rows.append({
            "id": teller.new_id("K"), "what": teller.pick("issues"), "kind": form.choice("risks", "kind", kind),
            "probability": f"{dice.between(1, 9)}0%", "impact": f"{dice.between(1, 9)}0%",
            "effect": f"{dice.between(1, 90) * 1000:,}", "response": form.choice("risks", "response", response),
            "plan": teller.phrase("tasks"), "owner": dice.pick(teller.members), "status": form.choice("risks", "status", status),
            "review": teller.ahead(1, 60) if status == "open" else None,
        })  # fmt: skip
    return rows


def payments(teller: Teller, won: date | None, invoices: Sequence[str]) -> list[Row]:
    """Three payments; an invoice is named once it was sent."""
    words = phrases.POOLS[teller.zh]["payments"]
    start = won or teller.as_of
    return [
        {
            "what": word, "share": share, "due": start + timedelta(place * 75 + 30),
            "invoice": invoice if start + timedelta(place * 75) <= teller.as_of else None,
        }
        for place, (word, share, invoice) in enumerate(zip(words, ("30%", "40%", "30%"), invoices, strict=True))
    ]  # fmt: skip


def resources(teller: Teller, start: date) -> list[Row]:
    dice, form = teller.dice, teller.form
    return [
        {
            "what": teller.pick("things"), "kind": form.choice("resources", "kind", kind), "amount": dice.between(1, 9),
            "from": start, "to": start + timedelta(dice.between(30, 300)),
        }
        for kind in ("people", "equipment")
    ]  # fmt: skip


def stakeholders(teller: Teller) -> list[Row]:
    dice = teller.dice
    there = teller.account.there(teller.as_of)
    names = [*[somebody.name for somebody in there[:2]], teller.members[0]]
    roles = phrases.POOLS[teller.zh]["roles"]
    return [{"contact": name, "role": dice.pick(roles), "influence": dice.between(1, 5)} for name in names]
