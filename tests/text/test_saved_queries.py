"""Views by name, and the places of saved queries in pcrm.yml."""

import pytest

from pcrm_tools.errors import UnknownName
from pcrm_tools.text import frontmatter, saved_queries
from pcrm_tools.text.lines import Lines
from pcrm_tools.text.settings import read_settings
from tests.small_notebook import flat

TEXT = flat("""
    format: 1
    segments:
      vip: "tier:key"
      plain: tier:key owner:dana
    视图:
      本周:
        查询: 'next_contact:..+7d'
        列: [name, owner]
        排序: -value
      all: {columns: [name], type: project}
    rules:
      - name: wake
        when: >-
          tier:key
          lifecycle:dormant
        then: {task: call}
      - {name: no query, then: {task: x}}
    approvals: [{when: "value:30万.."}]
""")
CONFIG = read_settings(TEXT)[0]


def test_a_view_by_its_name() -> None:
    assert saved_queries.view(CONFIG, "本周") == saved_queries.View("next_contact:..+7d", ("name", "owner"), "-value", "")
    assert saved_queries.view(CONFIG, " ALL ") == saved_queries.View("", ("name",), "", "project")


def test_its_query_stands_in_brackets_beside_another() -> None:
    assert saved_queries.view_query(CONFIG, "本周") == "next_contact:..+7d"
    assert saved_queries.view_query(CONFIG, "本周", "tier:key OR x") == "(next_contact:..+7d) tier:key OR x"
    assert saved_queries.view_query(CONFIG, "all", "tier:key") == "tier:key"


@pytest.mark.parametrize(("name", "nearest"), [("本月", "本周"), ("al", "all"), ("zzzz", "all, 本周")])
def test_an_unknown_view_names_the_nearest_or_all(name: str, nearest: str) -> None:
    with pytest.raises(UnknownName) as raised:
        saved_queries.view(CONFIG, name)
    assert nearest in str(raised.value)


def test_every_saved_query_and_its_place() -> None:
    lines = Lines(TEXT)
    nodes = saved_queries.nodes_of(frontmatter.compose(TEXT, 0, len(TEXT)).root)
    found = {
        saved.where: (saved.name, saved.query, *saved_queries.place(lines, TEXT, nodes[saved.where], 5))
        for saved in saved_queries.saved_queries(CONFIG.data)
    }
    assert found == {
        "segments.vip": ("segments.vip", "tier:key", 3, 14), "segments.plain": ("segments.plain", "tier:key owner:dana", 4, 15),
        "views.本周.query": ("views.本周", "next_contact:..+7d", 7, 15),
        "rules.0.when": ("rules.wake", "tier:key lifecycle:dormant", 13, 11),
        "approvals.0.when": ("approvals.0", "value:30万..", 18, 26),
    }  # fmt: skip
    assert saved_queries.place(lines, TEXT, nodes["views.本周.columns.1"]) == (8, 15)
    assert saved_queries.place(lines, TEXT, nodes["views.本周.sort"]) == (9, 9)


def test_a_character_beyond_the_end_is_the_end() -> None:
    nodes = saved_queries.nodes_of(frontmatter.compose(TEXT, 0, len(TEXT)).root)
    assert saved_queries.place(Lines(TEXT), TEXT, nodes["segments.vip"], 99) == (3, 17)


def test_a_query_of_a_list_that_lost_entries_is_found_by_its_text() -> None:
    nodes = saved_queries.nodes_of(frontmatter.compose(TEXT, 0, len(TEXT)).root)
    found = saved_queries.node_of(nodes, "rules.7.when", "tier:key lifecycle:dormant")
    assert found is not None and found.start == nodes["rules.0.when"].start
    assert saved_queries.node_of(nodes, "segments.vip", "tier:key") == nodes["segments.vip"]
    assert saved_queries.node_of(nodes, "rules.7.when", "something else") is None
