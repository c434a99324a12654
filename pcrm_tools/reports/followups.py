"""Everything that is due and why: rows that SQL has selected become follow-ups, the most pressing first.

Each family of rules has a module of its own (`due_*.py`), all of them stand in one list in `due_rules.py`, and `due_score.py`
says how a score is made.
"""

from collections.abc import Callable, Iterable

from pcrm_tools.facts.dates import WorkCalendar
from pcrm_tools.model.config import Config
from pcrm_tools.reports import due_care, due_cases, due_contacts, due_money, due_rules, due_stages, due_work
from pcrm_tools.reports.due_frame import DueRows, FollowUp, Frame, Horizon
from pcrm_tools.reports.due_score import Part, score_parts, tier_points

__all__ = ["DueRows", "FollowUp", "Horizon", "explain", "followups", "why_text"]

MAKERS: tuple[Callable[[DueRows, Frame], Iterable[FollowUp]], ...] = (
    due_cases.cases, due_contacts.contacts, due_contacts.plans, due_contacts.messages, due_work.items, due_work.tasks,
    due_work.projects, due_work.risks, due_stages.stages, due_stages.orders, due_money.invoices, due_money.payments,
    due_money.quotes, due_money.contracts, due_care.birthdays, due_care.care_days, due_care.surveys, due_care.evaluations,
    due_care.erasures, due_care.stale,
)
_UNITS_ZH = {"min": "分钟", "h": "小时", "d": "天", "w": "周", "mo": "个月", "q": "个季度", "y": "年"}
_STAGE_RULES = ("stage-late", "limit", "expected-close")


def followups(rows: DueRows, horizon: Horizon, calendar: Callable[[str], WorkCalendar]) -> tuple[FollowUp, ...]:
    """The follow-ups of the selected rows, by score, then by due day, record and line; `calendar` is the working time of a
    member of the team."""
    frame = Frame(horizon, calendar)
    found = [row for make in MAKERS for row in make(rows, frame)]
    if horizon.config.data.get("followups"):
        found = [row for row in found if not horizon.is_off(row.rule)]
    found = _without_echoes(found)
    found.sort(key=lambda row: (-row.score, row.due, row.id, row.line))
    return tuple(found)


def _without_echoes(found: list[FollowUp]) -> list[FollowUp]:
    """Without what another row of the same record says better: a silence that the communication plan would end, and a record
    without entries of which something is due anyway."""
    planned = {row.path for row in found if row.rule == "plan" and row.days_late > 0}
    silent = {"cadence": planned, "stale": {row.path for row in found if row.rule != "stale"}}
    return [row for row in found if row.path not in silent.get(row.rule, ())]


def why_text(row: FollowUp, config: Config, lang: str) -> str:
    """The sentence that says why a row is listed, in `en` or `zh`."""
    chinese = lang == "zh"
    values = dict(row.why.values)
    for key in ("stage", "first", "last"):
        if row.rule in _STAGE_RULES and key in values:
            values[key] = config.label("stage", values[key], lang)
    if "kind" in values:
        values["kind"] = _kind_word(values["kind"], config, chinese)
    for key in ("amount", "open"):
        if key in values:
            values[key] = _money(values[key], chinese)
    for key in ("limit", "every", "after") if chinese else ():
        if key in values:
            values[key] = length_zh(values[key])
    if "source" in values:
        values["source"] = due_rules.SOURCES[values["source"]][chinese]
    values |= {"due": row.due, "when": due_rules.when(row.days_late, lang)}
    return due_rules.SENTENCES[row.why.sentence][chinese].format_map(values)


def length_zh(text: str) -> str:
    """A duration such as `2w` as `2 周`; other text as it is."""
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = _UNITS_ZH.get(text[len(number) :])
    return f"{number} {unit}" if unit and number.isdecimal() else text


def _kind_word(kind: str, config: Config, chinese: bool) -> str:
    if kind in due_rules.MESSAGE_WORDS:
        return due_rules.MESSAGE_WORDS[kind][chinese]
    own = (config.data["kinds"].get(kind) or {}).get("label")
    return str(own or (due_rules.CASE_WORDS.get(kind) if chinese else None) or kind)


def _money(text: str, chinese: bool) -> str:
    """`CNY 1234567.50` with thousands commas, or in 万 where that is whole; a share stays as it is."""
    currency, _, amount = text.partition(" ")
    whole, _, rest = amount.partition(".")
    if not whole.lstrip("-").isdecimal():
        return text
    number = int(whole)
    if chinese and not rest and abs(number) >= 10_000 and number % 100 == 0:
        return f"{currency} {f'{number // 100 / 100:,.2f}'.rstrip('0').rstrip('.')}万"
    return f"{currency} {number:,}{f'.{rest}' if rest else ''}"


def explain(row: FollowUp, config: Config) -> tuple[Part, ...]:
    """The addends of a row's score."""
    named = due_rules.BY_ID[row.rule]
    rule = Part("rule", named.points, named.en.lower(), named.zh)
    points = tier_points(config.data["tiers"]).get(row.tier, 0)
    tier = Part("tier", points, f"tier {row.tier}", f"级别 {config.label('tiers', row.tier, 'zh')}" if row.tier else "")
    return score_parts(rule, row.days_late, tier, row.priority, row.promise, row.extras)
