import string
from collections import Counter

import pytest

from pcrm_tools.store import files
from pcrm_tools.text import edit, frontmatter

RULES = (*frontmatter.RULES, *edit.RULES, *files.RULES)


def places(template):
    """What a sentence is filled with; `name_zh` is the Chinese word for `name`."""
    return {name.removesuffix("_zh") for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_both_languages_say_the_same_values(rule):
    assert places(rule.en) == places(rule.zh)
    assert places(rule.hint_en) == places(rule.hint_zh)
    assert all((rule.en, rule.zh, rule.hint_en, rule.hint_zh))
    assert rule.severity in ("error", "warning")


def test_every_rule_has_its_own_id():
    assert [name for name, count in Counter(rule.id for rule in RULES).items() if count > 1] == []
