"""Front matter of one record: each rule with an example that is right and one that is not."""

import pytest

from pcrm_tools.checks import fields, log, tasks
from pcrm_tools.checks.registry import local_findings
from pcrm_tools.text.record import read_record
from tests.small_notebook import checked, context, flat, sentences

CUSTOMER = "---\nname: X\nowner: dana\n{}---\n{}"
PROJECT = "---\nname: X\ncustomer: huaxing\nowner: dana\n{}---\n{}"


def customer(front="", body="", settings=""):
    return checked(CUSTOMER.format(flat(front), flat(body)), "customer", settings)


def project(front="", body="", settings=""):
    return checked(PROJECT.format(flat(front), flat(body)), "project", settings)


# --- required ---


def test_name_and_owner_are_required_of_a_customer():
    assert customer() == []
    assert checked("---\nregion: East\n---\n") == ["1:1 required", "1:1 required"]
    assert sentences("---\nname: ''\nowner: dana\n---\n") == ["required: `name` is missing / add `name:` and its value"]
    assert sentences("---\n负责人: dana\n---\n", lang="zh") == ["required: 缺少 `名称` / 添加 `名称:` 和它的值"]


def test_a_project_needs_its_customer_too():
    assert project() == []
    assert checked("---\nname: X\nowner: dana\n---\n", "project") == ["2:1 required"]


def test_what_an_item_must_have():
    assert customer("contacts:\n  - {name: Ann}\n") == []
    assert customer("contacts:\n  - {role: buyer}\n") == ["5:5 required"]
    table = "## Risks\n\n| id | what |\n| --- | --- |\n| R1 | {} |\n"
    assert project("", table.format("strike")) == []
    assert project("", table.format("")) == ["10:1 required"]


OWN = "fields: {customer: {founded: {type: date, required: yes}, machines: {type: items, required: yes, items: {serial: {}}}}}\n"


def test_an_own_field_can_be_required_and_an_own_register_too():
    assert customer("founded: 2001-01-01\nmachines: [{serial: A}]\n", settings=OWN) == []
    assert customer("founded: 2001-01-01\n", "## Machines\n\n| serial |\n| --- |\n| A |\n", OWN) == []
    assert customer("", settings=OWN) == ["2:1 required", "2:1 required"]


def test_a_required_value_that_cannot_be_read_is_told_of_once():
    assert customer("founded: long ago\nmachines: [{serial: A}]\n", settings=OWN) == ["4:10 date-form"]


def test_an_id_holds_no_sign_that_ends_it_in_a_link():
    text = "---\nname: X\nowner: dana\n---\n"
    around = context()
    for name, rules in (("华星-软件.v2", []), ("a#1", ["bad-id"]), ("[draft] offer", ["bad-id"])):
        assert [finding.rule for finding in local_findings(read_record(text, name, "customer", around), around, text)] == rules


# --- days in order ---


@pytest.mark.parametrize(
    ("check", "good", "bad", "at"),
    [
        (customer, "contract: {start: 2026-01-01, end: 2026-12-31}\n", "contract: {start: 2026-01-01, end: 2025-12-31}\n", "4:36"),
        (project, "start: 2026-01-01\ndue: 2026-01-01\n", "start: 2026-01-01\ndue: 2025-12-31\n", "6:6"),
        (project, "start: 2026-01-01\nclosed: 2026-02-01\noutcome: cancelled\n", "start: 2026-01-01\nclosed: 2025-02-01\noutcome: cancelled\n", "6:9"),
    ],
)  # fmt: skip
def test_an_end_does_not_lie_before_its_start(check, good, bad, at):
    assert check(good) == []
    assert check(bad) == [f"{at} date-order"]


def test_days_out_of_order_are_named_in_both_languages():
    text = PROJECT.format("start: 2026-01-01\ndue: 2025-12-31\n", "")
    assert sentences(text, "project") == ["date-order: due: 2025-12-31 lies before start: 2026-01-01 / correct one of the two days"]
    assert sentences(text, "project", lang="zh") == ["date-order: 截止：2025-12-31 早于开始 2026-01-01 / 更正其中一个日期"]


# --- custom work, evaluation ---


def test_custom_work_needs_an_agreement():
    assert project("custom: yes\nagreement: HT-1\n") == []
    assert project("custom: no\n") == []
    assert project("custom: 是\n") == ["5:9 custom-agreement"]


def test_scores_rest_on_evidence():
    assert customer("evaluation: {scores: {fit: 4}, evidence: two visits}\n") == []
    assert customer("evaluation: {verdict: later}\n") == []
    assert customer("evaluation: {scores: {fit: 4}}\n") == ["4:22 evaluation-evidence"]


def test_criteria_are_those_of_the_settings():
    criteria = "evaluation: {criteria: {fit: {weight: 2}}}\n"
    assert customer("evaluation: {scores: {fit: 4}, evidence: x}\n", settings=criteria) == []
    assert customer("evaluation: {scores: {charm: 4}, evidence: x}\n", settings=criteria) == ["4:23 unknown-criterion"]
    assert customer("evaluation: {scores: {charm: 4}, evidence: x}\n") == []  # where there are none, all are free


# --- stages ---

PIPELINES = "pipelines: {build: {stages: {draft: {label: 草案}, built: {won: yes}}}}\n"


def test_a_stage_belongs_to_the_projects_pipeline():
    assert project("pipeline: build\nstage: draft\n", "### 2026-05-01 stage 草案 → built\n### 2026-05-01 stage → draft\n", PIPELINES) == ["6:8 stage-mismatch"]
    assert project("pipeline: build\nstage: survey\n", settings=PIPELINES) == ["6:8 unknown-stage"]
    assert project("pipeline: build\n", "### 2026-05-01 stage survey → draft\n", PIPELINES) == ["7:22 unknown-stage"]
    assert project("stage: draft\n", settings=PIPELINES) == ["5:8 unknown-stage"]


def test_a_stage_of_no_pipeline_is_told_of_once():
    assert project("stage: drafft\n", "### 2026-05-01 stage → drafft\n") == ["5:8 wrong-choice", "7:24 wrong-choice"]


def test_a_pipeline_is_one_of_the_settings():
    assert project("pipeline: Build\n", settings=PIPELINES) == []
    assert project("pipeline: bild\n", settings=PIPELINES) == ["5:11 wrong-choice"]


# --- closing ---

CLOSED = "closed: 2026-10-31\noutcome: done\n"
SURVEY = "### 2026-10-30 survey csat:5 — x\n"
LOOKED_BACK = "## Retrospective\n\nWent well: all.\n"


def test_closing_as_done_needs_survey_and_retrospective():
    assert project(CLOSED, SURVEY + LOOKED_BACK) == []
    assert project(CLOSED, "### 2026-10-30 调查 满意度:5\n\n## 复盘\n\n- 都好\n") == []
    assert project(CLOSED, LOOKED_BACK) == ["5:9 close-survey"]
    assert project(CLOSED, SURVEY) == ["5:9 close-retrospective"]


def test_a_retrospective_of_headings_alone_is_none():
    assert project(CLOSED, SURVEY + "## Retrospective\n\n### Went well\n\n<!-- write here -->\n") == ["5:9 close-retrospective"]


@pytest.mark.parametrize("outcome", ["lost\nlost_reason: price", "cancelled"])
def test_other_ends_need_neither(outcome):
    assert project(f"closed: 2026-10-31\noutcome: {outcome}\n") == []


def test_an_end_has_an_outcome():
    assert project("closed: 2026-10-31\n") == ["5:9 close-outcome"]


def test_a_lost_project_has_a_reason():
    assert project("outcome: lost\nlost_reason: price\n") == []
    assert project("结果: 丢单\n") == ["5:5 lost-reason"]


# --- the requirements document ---

NINE = ("Goals", "Scope statement", "Customer description", "Customer traits", "Assumptions", "Constraints", "Related projects",
        "Functional requirements", "Technical requirements")  # fmt: skip
NINE_ZH = ("目标", "范围说明", "客户描述", "客户特点", "假设", "限制", "相关项目", "功能要求", "技术要求")


@pytest.mark.parametrize("titles", [NINE, NINE_ZH])
def test_a_requirements_document_has_its_nine_headings(titles):
    assert project("", "".join(f"## {title}\n\ntext\n" for title in titles)) == []
    assert project("", "".join(f"## {title}\n\ntext\n" for title in titles[:-1])) == ["6:1 requirements-headings"]


def test_goals_and_assumptions_alone_are_no_requirements_document():
    assert project("", "## Goals\n\ntext\n\n## Assumptions\n\ntext\n\n## Related projects\n\ntext\n") == []


def test_what_is_lacking_is_named():
    text = PROJECT.format("", "".join(f"## {title}\n" for title in NINE_ZH[:7]))
    assert sentences(text, "project", lang="zh") == ["requirements-headings: 需求文件缺少：功能要求、技术要求 / 添加标题 `## 功能要求` 和正文"]


def test_after_a_fault_of_the_yaml_front_matter_is_not_checked():
    assert checked("---\nowner: [dana\nregion: East\n---\n") == ["2:8 yaml-open"]


def test_every_rule_about_one_record_has_sentences_in_both_languages():
    for rule in (*fields.RULES, *log.RULES, *tasks.RULES):
        assert all((rule.en, rule.zh, rule.hint_en, rule.hint_zh)), rule.id
