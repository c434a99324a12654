"""What only the comparison of two readings can complain about."""

from datetime import date

import pytest

from pcrm_tools.checks import comparison
from pcrm_tools.model.approval import Approval
from tests.compared_records import compared
from tests.small_notebook import context, flat

TODAY = date(2026, 11, 21)
PROJECT = flat("""
    ---
    name: Portal
    customer: huaxing
    owner: dana
    stage: confirmed
    due: 2026-11-01
    next_contact: 2026-11-10
    milestones:
      - {id: M1, name: Signed, due: 2026-11-05}
      - {id: M2, name: Live, due: 2026-12-05}
    ---

    ## Retrospective

    Went well.

    ## Tasks

    - [ ] Late @dana due:2026-11-15 id:t1
    - [ ] Soon @dana due:2026-11-25

    ## Log

    ### 2026-11-02 note — Old
    """)


def found(*pairs: tuple[str, str], start: str = PROJECT) -> list[str]:
    text = start
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    one = compared(start, text, "project")
    assert one.old is not None and one.new is not None
    around = context()
    return [f"{f.line} {f.rule}" for f in comparison.check(one.old, one.new, one.changes, around.config, TODAY)]


LOG = "## Log\n\n### 2026-11-20 {} — Why\n"


@pytest.mark.parametrize(
    ("pairs", "rules"),
    [
        ([("stage: confirmed", "stage: survey")], ["5 stage-backwards"]),
        ([("stage: confirmed", "stage: order")], []),
        ([("stage: confirmed", "stage: survey"), ("## Log\n", LOG.format("stage confirmed → survey"))], []),
        ([("owner: dana", "owner: li.wei")], ["4 owner-handover"]),
        ([("owner: dana", "owner: li.wei"), ("## Log\n", LOG.format("handover dana → li.wei"))], []),
        ([("note — Old", "note — New")], ["24 log-rewritten"]),
        ([("### 2026-11-02 note — Old\n", "")], ["1 log-deleted"]),
        ([("note — Old", "note #seen — Old")], []),
        ([("due: 2026-11-01", "due: 2026-12-01")], ["6 overdue-moved"]),
        ([("due: 2026-11-01", "due: 2026-12-01"), ("## Log\n", LOG.format("deviation"))], []),
        ([("due: 2026-11-01", "due: 2026-10-01")], []),
        ([("next_contact: 2026-11-10", "next_contact: 2026-12-10")], ["7 overdue-moved"]),
        ([("next_contact: 2026-11-10", "next_contact: 2026-12-10"), ("## Log\n", LOG.format("call"))], []),
        ([("due: 2026-11-05", "due: 2026-12-01")], ["9 overdue-moved"]),
        ([("due: 2026-12-05", "due: 2026-12-20")], []),
        ([("due:2026-11-15", "due:2026-11-30")], ["19 overdue-moved"]),
        ([("due:2026-11-25", "due:2026-11-30")], []),
        ([("id:t1", "id:t9")], ["19 id-changed"]),
        ([("id: M1", "id: M9")], ["9 id-changed"]),
    ],
)  # fmt: skip
def test_what_a_comparison_complains_about(pairs, rules):
    assert found(*pairs) == rules


CLOSED = PROJECT.replace("stage: confirmed\n", "stage: confirmed\nclosed: 2026-11-03\noutcome: lost\nlost_reason: x\n")


@pytest.mark.parametrize(
    ("pairs", "rules"),
    [
        ([("name: Live", "name: Running")], ["13 closed-edited"]),
        ([("closed: 2026-11-03\n", "")], ["2 closed-edited"]),
        ([("name: Portal", "name: Gate")], ["2 closed-edited"]),
        ([("name: Portal", "name: Gate"), ("## Log\n", LOG.format("decision"))], []),
        ([("Went well.", "Went badly.")], []),
        ([("## Log\n", LOG.format("survey csat:4"))], []),
        ([("- [ ] Soon @dana", "- [x] Soon @dana done:2026-11-20")], []),
        ([("stage: confirmed\n", "stage: confirmed\narchived: yes\n")], []),
    ],
)  # fmt: skip
def test_a_closed_project_takes_log_tasks_and_a_retrospective(pairs, rules):
    assert found(*pairs, start=CLOSED)[:1] == rules


def test_it_is_silenced_as_every_rule_is():
    mark = "  # pcrm: allow owner-handover"
    assert found(("owner: dana", f"owner: li.wei{mark}")) == []
    assert found(("note — Old", "note — New <!-- pcrm: allow log-rewritten -->")) == []
    assert found(("note — Old", "note — New <!-- pcrm: allow log-deleted -->")) == ["24 log-rewritten"]


def test_a_missing_consent_is_a_finding_until_somebody_agrees():
    wanted = Approval("large", "portal", "projects/portal.md", "project", "Portal", 6, ("value",), ("dana", "li.wei"), None)
    labels = {"value": ("value", "金额")}
    (finding,) = comparison.agreements((wanted,), labels, TODAY)
    assert (finding.rule, finding.path, finding.line) == ("approval-missing", "projects/portal.md", 6)
    assert (finding.values["seen"], finding.values["seen_zh"], finding.values["want"]) == ("value", "金额", "dana, li.wei")
    assert list(comparison.agreements((wanted._replace(agreed=("dana", TODAY)),), labels, TODAY)) == []
