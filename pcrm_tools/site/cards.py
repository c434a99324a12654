"""The key figures above a record's page."""

import json
from typing import Any, NamedTuple

from pcrm_tools.facts import contact
from pcrm_tools.facts.stages import has_won
from pcrm_tools.model.rows import EntryRow, RecordRow
from pcrm_tools.site.entry_views import EntryView, count_open
from pcrm_tools.site.labels import word
from pcrm_tools.site.parts import Part, plain
from pcrm_tools.site.subject import Subject
from pcrm_tools.site.values import Values, amount_text, money_text, percent_text


class Card(NamedTuple):
    """A key figure; `day` is shown as a day in place of `value`."""

    label: str
    value: str = ""
    note: str = ""
    tone: str = ""
    day: str = ""
    late: bool = False
    href: str = ""


POINT_KINDS = frozenset(("points", "opening", "referral", "reward", "redeem"))


class Cards:
    """Makes cards from the rows of a record."""

    def __init__(self, values: Values) -> None:
        self.values, self.book, self.lang = values, values.book, values.lang

    def customer(self, subject: Subject) -> list[Card]:
        """The figures of a customer with its projects: contact, open work, contract, money, points, satisfaction."""
        part, say = subject.part, self._say
        record, rows = part.record, [line.row for line in subject.lines]
        last = contact.newest_contact(rows)
        said = _attr(last, "next")
        promise = contact.next_contact(
            record.next_contact if "next_contact" in part.fields else None, said, last.date if last else None
        )
        step = next(iter(plain(self.values, part, "next_step")), "")
        cards = [
            Card(say("next"), day=promise.day, note=step, late=True) if promise else Card(say("next"), say("none"), step),
            Card(say("last"), day=last.date, note=self.values.kind(last.kind)) if last else Card(say("last"), say("never")),
            Card(say("tasks"), str(count_open(subject.tasks))),
            Card(say("cases"), *_cases(subject.cases)),
        ]
        ends = part.fields.get("contract.end")
        if ends:
            cards.append(Card(say("contract"), day=ends[0].value, note=next(iter(plain_of(part, "contract.ref")), ""), late=True))
        return [*cards, *self._balance_cards(subject), *self._survey_card(rows)]

    def _say(self, key: str) -> str:
        return word(f"kpi.{key}", self.lang)

    def _balance_cards(self, subject: Subject) -> list[Card]:
        if not subject.account:
            return []
        standing = subject.account[-1][1]
        cards = [Card(self._say("orders"), *_sums(standing.orders), href="#accounts")] if any(standing.orders.values()) else []
        owed = {currency: amount for currency, amount in standing.receivable.items() if amount > 0}
        if owed:
            cards.append(Card(self._say("receivable"), *_sums(owed), href="#accounts"))
        if any(line.row.kind in POINT_KINDS and '"points"' in line.row.attrs for line, _ in subject.account):
            cards.append(Card(self._say("points"), f"{standing.points:,f}", href="#points"))
        return cards

    def _survey_card(self, rows: list[EntryRow]) -> list[Card]:
        surveys = [row for row in rows if row.kind == "survey" and ('"csat"' in row.attrs or '"nps"' in row.attrs)]
        if not surveys:
            return []
        newest = max(surveys, key=lambda row: (row.date, row.time))
        csat, nps = _attr(newest, "csat"), _attr(newest, "nps")
        asked = f"{word('survey.short_nps', self.lang)} {nps}"
        value = f"{csat} / 5" if csat else asked
        note = f"{asked} · {newest.date}" if csat and nps else newest.date
        return [Card(self._say("satisfaction"), value, note)]

    def project(self, subject: Subject) -> list[Card]:
        """The figures of a project: value, stage, days to keep, open work and risks."""
        part, say = subject.part, self._say
        record = part.record
        cards = []
        if record.value is not None and "value" in part.fields:
            chance = next(iter(plain(self.values, part, "probability")), "")
            if not chance and record.stage:
                share = (self.book.config.stages(record.pipeline or "").get(record.stage) or {}).get("probability")
                chance = percent_text(str(share)) if share is not None else ""
            label = self.values.label(self.values.fields["project"]["probability"])
            cards.append(Card(say("value"), amount_text(record.currency, record.value), f"{label} {chance}" if chance else ""))
        if record.stage:
            since = f"{word('board.since', self.lang)} {record.stage_since}" if record.stage_since else ""
            cards.append(Card(say("stage"), self.values.setting("stage", record.stage).label, since))
        if record.closed:
            cards.append(Card(say("closed"), day=record.closed))
        else:
            days = [("next_contact", "next"), ("due", "due"), *([] if self._won(record) else [("expected_close", "close")])]
            cards += [Card(say(name), day=part.fields[key][0].value, late=True) for key, name in days if key in part.fields]
        coming = sorted(
            (str(cells.get("due") or cells.get("planned")), str(cells.get("name") or ""))
            for cells in subject.item_cells("milestones")
            if not cells.get("done") and (cells.get("due") or cells.get("planned"))
        )
        if coming and not record.closed:
            cards.append(Card(say("milestone"), day=coming[0][0], note=coming[0][1], late=True))
        opened = sum(cells.get("status", "open") == "open" for cells in subject.item_cells("risks"))
        work = Card(say("tasks"), str(count_open(subject.tasks)))
        return [*cards, work, *([Card(say("risks"), str(opened), href="#risks")] if opened else [])]

    def _won(self, record: RecordRow) -> bool:
        """Whether a project has reached the stage that wins it."""
        return has_won(self.book.config.stages(record.pipeline or ""), record.stage)


def plain_of(part: Part, key: str) -> list[str]:
    """A field's values as they are kept."""
    return [row.value for row in part.fields.get(key, ())]


def _cases(cases: list[EntryView]) -> tuple[str, str, str]:
    opened = sum(case.state is not None and case.state.tone != "good" for case in cases)
    return str(opened), "", "bad" if opened else ""


def _sums(sums: dict[str, Any]) -> tuple[str, str]:
    """The greatest sum, and the others as a note."""
    texts = [
        money_text(f"{currency} {amount:.2f}") for currency, amount in sorted(sums.items(), key=lambda item: -item[1]) if amount
    ]
    return texts[0], " · ".join(texts[1:])


def _attr(row: EntryRow | None, key: str) -> str:
    value = json.loads(row.attrs).get(key) if row else None
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
