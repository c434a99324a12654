"""What validate says of pcrm.yml's saved queries that ask for what is not there."""

from datetime import date
from pathlib import Path

import pytest

from pcrm_tools.cli.findings import say
from pcrm_tools.session import Session
from tests.small_notebook import write

TODAY = date(2026, 11, 20)
RECORD = "---\nname: H\nowner: dana\nlegacy_code: 42  # pcrm: allow unknown-key\n---\n"
HEAD = "format: 1\nteam: [{id: dana, name: Dana}]\n"


def said(root: Path, settings: str, lang: str = "en") -> list[str]:
    write(root, {"pcrm.yml": HEAD + settings, "customers/h.md": RECORD})
    session = Session.open(root)
    rules = Session.rules()
    found = [(finding, say(finding, rules, lang)) for finding in session.findings(TODAY)]
    session.close()
    return [f"{one.path}:{one.line}:{one.column} {text.message} / {text.hint}" for one, text in found]


@pytest.mark.parametrize(("settings", "finding"), [
    ("segments: {vip: 'tier:key lifecyle:active'}\n",
     "3:27 segments.vip: `tier:key lifecyle:active` cannot be asked / there is no field `lifecyle` (perhaps `lifecycle`); to search for the text, put it in quotes"),
    ("segments:\n  重点: 级别:重要\n",
     "4:10 segments.重点: `级别:重要` cannot be asked / 级别: `重要` is none of key, potential, general (perhaps `重点`)"),
    ("segments: {a: tier:kye, b: 'segment:a owner:dana'}\n",
     "3:20 segments.a: `tier:kye` cannot be asked / tier: `kye` is none of key, potential, general (perhaps `key`)"),
    ("views: {v: {query: 'silense:3d'}}\n",
     "3:21 views.v: `silense:3d` cannot be asked / there is no field `silense` (perhaps `silence`); to search for the text, put it in quotes"),
    ("views: {v: {query: x, columns: [name, stage_agee], sort: -valu}}\n", "3:39 views.v.columns: `stage_agee` is no field / write stage_age"),
    ("视图: {v: {查询: x, 排序: 负责}}\n", "3:21 views.v.sort: `负责` is no field / write 负责人"),
    ("rules:\n  - {name: a, when: 'is:overdu', then: {task: x}}\n",
     "4:25 rules.a: `is:overdu` cannot be asked / `is:overdu` is no state (perhaps `overdue`); there are open, closed, won, lost, overdue, due, archived, private"),
    ("approvals: [{name: a, when: value:3..1}]\n",
     "3:35 approvals.a: `value:3..1` cannot be asked / value: this range ends before it begins; the smaller end comes first"),
])  # fmt: skip
def test_a_saved_query_that_cannot_be_answered_is_told_of_at_its_place(tmp_path: Path, settings: str, finding: str) -> None:
    found = said(tmp_path, settings)
    assert found[0] == f"pcrm.yml:{finding}"
    assert len(found) == (2 if "sort: -valu" in settings else 1)
    assert not [text for text in said(tmp_path, settings, "zh") if text.isascii()]


def test_good_ones_and_keys_that_only_records_know_are_silent(tmp_path: Path) -> None:
    settings = """segments: {vip: 'tier:key 未联系天数:60天..', old: 'legacy_code:42 segment:vip'}
views: {v: {query: 'segment:vip is:overdue due:本月', columns: [name, stage_age, 订单总额], sort: -silence}}
rules: [{name: r, when: 'log:complaint log.date:-30d.. 报价', then: {task: x}}]
"""
    assert said(tmp_path, settings) == []


def test_one_may_be_allowed(tmp_path: Path) -> None:
    assert said(tmp_path, "segments:\n  vip: 'lifecyle:active'  # pcrm: allow settings-value\n") == []


def test_an_own_field_that_is_called_like_segments_is_no_segment(tmp_path: Path) -> None:
    settings = "fields: {customer: {细分: {type: text}}}\nsegments: {food: 细分:食品, all: segment:food OR 细分:饮料}\n"
    assert said(tmp_path, settings) == []
