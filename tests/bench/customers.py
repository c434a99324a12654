"""One customer's file as text."""

from collections.abc import Sequence
from datetime import date, timedelta

from tests.bench import phrases
from tests.bench.accounts import Account, Deal
from tests.bench.dice import Dice, han
from tests.bench.entries import CONTACTS, Said, Teller, written
from tests.bench.forms import ENGLISH, yaml

_CHAIN = ("lead", "prospect", "active", "growing")
_STAKES = ("decision-maker", "influencer", "user", "champion", "blocker")


def customer_text(
    account: Account, deals: Sequence[Deal], others: Sequence[Account], words: Sequence[str], seed: int, as_of: date
) -> str:
    """The whole file; `words` are put into its text, `others` are customers that it may name."""
    dice = Dice(seed, "customer", account.number)
    teller = Teller(dice, account, account.form, as_of, (account.owner, *account.team))
    first = as_of - timedelta(dice.between(420, 1500))
    courted = account.lifecycle not in ("lost", "dormant")
    cadence = dice.pick(("2w", "3w", "1mo", "1q")) if courted and dice.chance(0.2) else ""
    promised = teller.ahead(-10, 45) if courted and dice.chance(0.45) else None
    ended = as_of - timedelta(200) if account.lifecycle == "lost" else None
    log = _log(teller, others, first, promised, cadence)
    listed = account.form is ENGLISH and dice.chance(0.25)
    front = [*_front(teller, others, first, promised, cadence), *(_contact_list(teller) if listed else ())]
    body = [f"# {account.short}", "", *_about(teller, deals, words)]
    if not listed:
        body += account.form.table("contacts", _contacts(teller), "customer")
    if dice.chance(0.5):
        body += account.form.table("plan", _plan(teller, log), "customer")
    body += ["## 任务" if account.form.zh else "## Tasks", "", *teller.tasks(dice.between(2, 3), ended), ""]
    return "\n".join(["---", *front, "---", "", *body, *written(log, teller)])


def _about(teller: Teller, deals: Sequence[Deal], words: Sequence[str]) -> list[str]:
    lines = [phrases.paragraph(teller.dice, teller.zh, teller.somebody(teller.as_of).called, 2, 4), ""]
    lines += [f"{'备注' if teller.zh else 'Filed under'} {' '.join(words)}", ""]
    for deal in deals[:4]:
        lines.append(f"- [[{deal.id}]]" if teller.dice.chance(0.7) else f"- [[{deal.id}|{deal.name}]]")
    return [*lines, ""] if deals else lines


def _front(teller: Teller, others: Sequence[Account], first: date, promised: date | None, cadence: str) -> list[str]:
    dice, account, form = teller.dice, teller.account, teller.form
    number = account.number
    values: list[tuple[str, object]] = [
        ("name", account.name), ("aliases", [account.short]), ("company_no", f"9132{number:08d}MA{number % 10}"),
        ("website", f"https://www.c{number}.example"), ("phone", f"0512-{6000 + number // 10000:04d} {number % 10000:04d}"),
        ("email", f"office@c{number}.example"), ("address", _address(teller)), ("region", account.region),
        ("industry", teller.pick("trades")), ("size", dice.pick(("10-50", "50-200", "200-1000"))),
        ("owner", account.owner), ("team", list(account.team)), ("lifecycle", form.state(account.lifecycle)),
        ("tier", form.state(account.tier)), ("source", teller.pick("sources")),
        ("first_contact", first),
    ]  # fmt: skip
    if dice.chance(0.1) and others:
        values.append(("referred_by", others[0].id if dice.chance(0.5) else f"[[{others[0].id}]]"))
    lines = [f"{form.key('customer', key)}: {yaml(value)}" for key, value in values if value not in ("", [])]
    for key in ("needs", "pain_points"):
        lines.append(f"{form.key('customer', key)}:")
        texts = [teller.phrase("needs") if key == "needs" else teller.pick("issues") for _ in range(dice.between(1, 3))]
        lines += [f"  - {yaml(text)}" for text in texts]
    return [*lines, *_maps(teller, first), *_promise(teller, promised, cadence), *_ending(teller)]


def _address(teller: Teller) -> str:
    number = teller.dice.between(1, 900)
    if teller.zh:
        return f"{teller.pick('cities')}市{han(teller.dice)}路 {number} 号"
    return f"{number} Mill Road, {teller.pick('cities')}"


def _maps(teller: Teller, first: date) -> list[str]:
    """The nested parts of the front matter: preferences, evaluation, contract."""
    dice, form, zh = teller.dice, teller.form, teller.zh
    lines = [f"{form.key('customer', 'preferences')}:"]
    lines.append(f"  {form.key('preferences', 'channel')}: {teller.pick('channels')}")
    lines.append(f"  {form.key('preferences', 'language')}: {'中文' if zh else 'English'}")
    lines.append(f"  {form.key('preferences', 'best_time')}: {dice.between(8, 10)}:00-{dice.between(11, 17)}:30")
    new = teller.account.lifecycle in ("lead", "prospect")
    if dice.chance(0.25) or (new and teller.calm):
        lines += [f"{form.key('customer', 'evaluation')}:", f"  {form.key('evaluation', 'date')}: {first + timedelta(40)}"]
        scores = ", ".join(f"{name}: {dice.between(1, 5)}" for name in ("fit", "payment", "potential"))
        lines.append(f"  {form.key('evaluation', 'scores')}: {{{scores}}}")
        lines.append(f"  {form.key('evaluation', 'evidence')}: {teller.pick('things')}")
        lines.append(f"  {form.key('evaluation', 'verdict')}: {form.choice('evaluation', 'verdict', 'go')}")
    if dice.chance(0.3):
        start = first + timedelta(dice.between(50, 300))
        lines += [f"{form.key('customer', 'contract')}:", f"  {form.key('contract', 'start')}: {start}"]
        end = start + timedelta(dice.between(400, 1200))
        lines.append(f"  {form.key('contract', 'end')}: {max(end, teller.as_of + timedelta(100)) if teller.calm else end}")
        lines.append(f"  {form.key('contract', 'ref')}: FW-{first.year}-{teller.account.number:05d}")
    return lines


def _promise(teller: Teller, promised: date | None, cadence: str) -> list[str]:
    form = teller.form
    lines = [f"{form.key('customer', 'cadence')}: {cadence}"] if cadence else []
    if teller.account.lifecycle == "dormant" and teller.calm:
        lines.append(f"{form.key('customer', 'snooze')}: {teller.ahead(30, 200)}")
    if promised:
        lines.append(f"{form.key('customer', 'next_contact')}: {promised}")
        step = teller.phrase("tasks")
        lines.append(f"{form.key('customer', 'next_step')}: {yaml(step)}   # {teller.pick('things')}")
    return lines


def _ending(teller: Teller) -> list[str]:
    dice, form = teller.dice, teller.form
    tags = dice.some(phrases.POOLS[teller.zh]["tags"], dice.between(1, 2))
    lines = [f"{form.key('customer', 'tags')}: {yaml(tags)}"]
    if teller.account.lifecycle == "lost" and (teller.calm or dice.chance(0.5)):
        lines.append(f"{form.key('customer', 'archived')}: {form.yes(True)}")
    return lines


def _contacts(teller: Teller) -> list[dict[str, object]]:
    dice, form, rows = teller.dice, teller.form, list[dict[str, object]]()
    for place, somebody in enumerate(teller.account.people):
        rows.append({
            "name": somebody.name, "aliases": somebody.alias or None, "role": teller.pick("roles"),
            "stakeholder": form.choice("contacts", "stakeholder", dice.pick(_STAKES)), "influence": dice.between(1, 5),
            "email": f"p{place}@c{teller.account.number}.example", "phone": f"138{place}{teller.account.number:07d}",
            "birthday": f"{dice.between(1, 12):02}-{dice.between(1, 28):02}" if dice.chance(0.1) else None,
            "primary": form.yes(place == 0) if place == 0 else None, "left": somebody.left,
        })  # fmt: skip
    return rows


def _contact_list(teller: Teller) -> list[str]:
    """The same people as block maps of the front matter."""
    lines = ["contacts:"]
    for row in _contacts(teller):
        shown = [f"{key}: {yaml(value)}" for key, value in row.items() if value is not None]
        lines += [f"  - {shown[0]}", *[f"    {line}" for line in shown[1:]]]
    return lines


def _plan(teller: Teller, log: Sequence[Said]) -> list[dict[str, object]]:
    """What was agreed to happen regularly: carried out by the newest contact, unless something is pressing."""
    dice = teller.dice
    newest = max((said for said in log if said.kind in CONTACTS), key=lambda said: said.day)
    return [
        {
            "what": teller.phrase("needs"), "channel": teller.form.kinds[newest.kind] if teller.calm else teller.pick("channels"),
            "every": dice.pick(("1q", "6mo", "1y") if teller.calm else ("1mo", "1q", "2w", "1y")), "owner": dice.pick(teller.members),
            "with": None if teller.calm else teller.account.people[0].called,
        }
        for _ in range(dice.between(1, 3))
    ]  # fmt: skip


def _silence(teller: Teller, cadence: str) -> int:
    """How many days ago the newest contact may be for the next one not to be due soon."""
    return {"2w": 3, "3w": 9, "1mo": 18, "1q": 75}[cadence or {"key": "2w", "potential": "1mo", "general": "1q"}[teller.account.tier]]


def _log(teller: Teller, others: Sequence[Account], first: date, promised: date | None, cadence: str) -> list[Said]:
    dice, form, as_of = teller.dice, teller.form, teller.as_of
    quiet = 250 if teller.account.lifecycle in ("lost", "dormant") else 3
    longest = _silence(teller, cadence) if teller.calm and quiet == 3 else quiet + 40
    # Drawn twice and the smaller taken: of what is long ago, less was written down.
    ages = [min(dice.between(quiet, 720), dice.between(quiet, 720)) for _ in range(dice.between(6, 12))]
    days = sorted(teller.weekday(as_of - timedelta(age)) for age in (*ages, dice.between(min(quiet, longest), longest)))
    days = [day for day in days if day > first] or [first]
    log = [_happening(teller, day) for day in days[:-1]]
    newest = days[-1]
    extra = [form.token("next", promised)] if promised and promised > newest else []
    log.append(teller.contact(newest, extra))
    log += _states(teller, first)
    if dice.chance(0.2):
        log += _sale(teller, max(first, newest - timedelta(dice.between(70, 300))))
    if dice.chance(0.2):
        log.append(Said(days[0], "", "points", (form.token("points", dice.between(1, 9) * 100),), teller.title(days[0])))
    if teller.calm and quiet == 3 and any(said.kind == "survey" for said in log):
        log.append(teller.survey(teller.weekday(as_of - timedelta(dice.between(3, 250)))))
    if dice.chance(0.06) and len(others) > 1:
        log.append(Said(days[0], "", "referral", (form.token("customer", others[1].id),), teller.title(days[0])))
    return log


def _happening(teller: Teller, day: date) -> Said:
    roll = teller.dice.between(1, 100)
    if roll <= 60:
        return teller.contact(day)
    if roll <= 74:
        return teller.note(day)
    return teller.case(day) if roll <= 90 else teller.survey(day)


def _states(teller: Teller, first: date) -> list[Said]:
    """How the customer came to its present lifecycle, and to its present owner."""
    now, form = teller.account.lifecycle, teller.form
    chain = [*_CHAIN[: _CHAIN.index(now) + 1]] if now in _CHAIN else ["prospect", "active", now]
    found, day, before = [], first, ""
    for state in chain[-3:]:
        words = f"{form.state(before)} → {form.state(state)}" if before else f"→ {form.state(state)}"
        found.append(Said(day, "", "lifecycle", (), "", state=words))
        before, day = state, day + timedelta(teller.dice.between(20, 130))
    if teller.dice.chance(0.08):
        was = teller.dice.pick([member[0] for member in phrases.TEAM if member[0] != teller.account.owner])
        found.append(Said(day, "", "handover", (), "", state=f"{was} → {teller.account.owner}"))
    return found


def _sale(teller: Teller, day: date) -> list[Said]:
    """Spare parts: ordered, invoiced and paid."""
    form, amount = teller.form, f"{teller.dice.between(2, 90) * 500}"
    order, invoice = teller.new_id("O"), teller.new_id("F")
    sent, paid, due = day + timedelta(2), day + timedelta(30), form.token("due", day + timedelta(32))
    return [
        Said(day, "", "order", (form.token("id", order), form.token("amount", amount)), teller.title(day)),
        Said(sent, "", "invoice", (form.token("id", invoice), form.token("amount", amount), due), teller.title(sent)),
        Said(paid, "", "payment", (form.token("amount", amount), form.token("re", invoice)), teller.title(paid)),
    ]
