"""`followups:` in pcrm.yml: limits by rule, rules switched off, and what cannot be used with its place."""

import pytest

from pcrm_tools.model.fields import fields_of
from pcrm_tools.model.settings_followups import RULES, Followups
from pcrm_tools.reports import due_rules
from pcrm_tools.text.settings import read_settings

FULL = """\
format: 1
followups:
  off: [plan, 生日]
  stale: {after: 8周}
  renewal:
    before: 90d
  风险: {}
"""


def said(text: str) -> list[str]:
    """The findings on a pcrm.yml as `line:column rule seen`."""
    return [f"{one.line}:{one.column} {one.rule} {one.values['seen']}" for one in read_settings(text)[1]]


def test_limits_arrive_as_text_and_rules_by_their_ids() -> None:
    config, _ = read_settings(FULL)
    assert config.data["followups"] == {"off": ["plan", "birthday"], "stale": {"after": "8w"}, "renewal": {"before": "90d"}}


def test_chinese_keys_and_care_days() -> None:
    text = "format: 1\n跟进:\n  关闭: [久未联系]\n  结项调查: {时限: 10d}\n  关怀日:\n    日子: {农历08-15: 中秋, 1980-12-25: 圣诞}\n    级别: [重点]\n"
    config, findings = read_settings(text)
    assert findings == ()
    assert config.data["followups"] == {
        "off": ["cadence"], "closing-survey": {"within": "10d"},
        "care": {"days": {"lunar 08-15": "中秋", "12-25": "圣诞"}, "tiers": ["key"]},
    }


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("  off: [bithday]", ["3:9 wrong-choice bithday"]),
        ("  off:\n    - birthday\n    - cake", ["5:7 wrong-choice cake"]),
        ("  stale: {after: soon}", ["3:18 wrong-type soon"]),
        ("  stale:\n    befor: 3d", ["4:5 unknown-key befor"]),
        ("  birthdays: {within: 3d}", ["3:3 unknown-key birthdays"]),
        ("  risk-high: {from: 150%}", ["3:21 out-of-range 150%"]),
        ("  care: {days: {13-40: x}}", ["3:17 settings-value 13-40"]),
        ("  care:\n    days: {12-25: x}\n    tiers: [gold]", ["5:12 settings-value gold"]),
        ("  7d", ["3:3 wrong-shape a single value"]),
    ],
)
def test_what_cannot_be_used_is_told_at_its_place(lines: str, found: list[str]) -> None:
    assert said(f"format: 1\nfollowups:\n{lines}\n") == found


def test_what_cannot_be_used_leaves_the_rest() -> None:
    config, _ = read_settings("format: 1\nfollowups: {care: {days: {13-40: x, 12-25: y}, tiers: [gold, key]}, off: [cake, plan]}\n")
    assert config.data["followups"] == {"care": {"days": {"12-25": "y"}, "tiers": ["key"]}, "off": ["plan"]}


def test_the_settings_name_every_rule_and_every_limit_of_the_registry() -> None:
    assert [(choice.code, choice.zh[0]) for choice in RULES] == [(rule.id, rule.zh) for rule in due_rules.RULES]
    declared = {key: set(fields_of(spec.struct)) for key, spec in fields_of(Followups).items() if spec.struct}
    limits = {rule.id: set(rule.limits) for rule in due_rules.RULES if rule.limits}
    assert {key: names - {"days", "tiers"} for key, names in declared.items()} == limits
    assert all(rule.ahead in rule.limits for rule in due_rules.RULES if rule.ahead)
    names = {key: (spec.label, spec.label_zh) for key, spec in fields_of(Followups).items() if spec.struct}
    assert names == {key: (due_rules.BY_ID[key].en, due_rules.BY_ID[key].zh) for key in names}


def test_the_defaults_in_the_help_are_those_of_the_rules() -> None:
    for key, spec in fields_of(Followups).items():
        for name, inner in fields_of(spec.struct).items() if spec.struct else ():
            default = due_rules.BY_ID[key].limits.get(name, "")
            if default and inner.kind == "duration" and key not in ("invoice", "erase"):
                assert inner.help.endswith(default) and inner.help_zh.endswith(default), (key, name)
