"""The guide's table of the rules of follow-ups, made from their registry: meaning, points, limits, and what a row says."""

from collections.abc import Mapping

from pcrm_tools.reports.due_rules import RULES, DueRule
from pcrm_tools.reports.followups import length_zh
from pcrm_tools.text.field_docs import table

Pair = tuple[str, str]


def _pairs(text: str) -> Mapping[str, Pair]:
    """English and Chinese words by name from `name English|Chinese · …`; one word serves both."""
    found = {}
    for part in text.split(" · "):
        name, _, words = part.partition(" ")
        en, _, zh = words.partition("|")
        found[name] = (en, zh or en)
    return found


_VALUES = _pairs(
    "kind complaint|投诉 · opened 2026-11-17 · by 2026-11-18 13:30 · limit 4h · last 2026-11-05 · due 2026-11-18 · when 2 days late|逾期 2 天"
    " · stage sample|样品 · age 43 · since 2026-10-06 · source by its tier|按级别 · amount CNY 12,000|CNY 1.2万 · open CNY 2,000"
    " · planned 2026-11-17 · waits t1 · ref HX-7 · every 1mo · day 10-10 · what Mid-Autumn|中秋 · score 42% · high 25% · after 30d"
    " · name wake-dormant · query lifecycle:dormant|生命周期:沉睡"
)
# Other values for a rule, or for one sentence of it.
_VALUES_OF: Mapping[str, Mapping[str, Pair]] = {
    "waits": _pairs("when due today|今天到期"), "plan-never": _pairs("when due today|今天到期"), "plan-new": _pairs("when due today|今天到期"),
    "cadence": _pairs("limit 2w · last 2026-11-04"), "stage-late": _pairs("limit 41d"),
    "limit": _pairs("first contact|接洽 · last order|订单 · age 92 · since 2026-08-20 · limit 90d"),
    "inbound": _pairs("kind e-mail|邮件 · day 2026-11-17 · limit 1d · by 2026-11-18 10:00"),
    "plan": _pairs("last 2026-10-18 · since 2026-10-18"), "survey": _pairs("every 1y · last 2025-11-18 · since 2025-11-18"),
    "evaluation": _pairs("since 2026-10-19"), "stale": _pairs("last 2026-05-18 · after 6mo"), "closing-survey": _pairs("since 2026-11-04"),
}
_HEAD = (("rule", "name", "points", "what counts", "limits", "why, such as"), ("规则", "名称", "分值", "算什么", "时限", "原因示例"))


class _Dots(dict[str, str]):
    """Values of which those without an example are dots."""

    def __missing__(self, name: str) -> str:
        return "…"


def rule_table(lang: str) -> str:
    """The rules in their order, as a Markdown table in `en` or `zh`."""
    zh = lang == "zh"
    rows = [
        (f"`{rule.id}`", rule.zh if zh else rule.en, str(rule.points), rule.means[zh], _limits(rule), "<br>".join(_said(rule, zh)))
        for rule in RULES
    ]
    return table(_HEAD[zh], rows)


def _limits(rule: DueRule) -> str:
    """The limits that pcrm.yml may change, with their defaults."""
    shown = {key: f"{float(default):.0%}" if key == "from" else default for key, default in rule.limits.items()}
    return "<br>".join(f"`{key}` {default}".strip() for key, default in shown.items())


def _said(rule: DueRule, zh: bool) -> list[str]:
    said = []
    for name, sentence in rule.sentences.items():
        pairs = {**_VALUES, **_VALUES_OF.get(rule.id, {}), **_VALUES_OF.get(name, {})}
        values = {key: length_zh(pair[zh]) if zh else pair[zh] for key, pair in pairs.items()}
        said.append(sentence[zh].format_map(_Dots(values)))
    return said
