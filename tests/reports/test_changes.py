"""Changes in the words of a manager, in both languages."""

import pytest

from tests.compared_records import in_one_line, sentences
from tests.small_notebook import flat

PROJECT = flat("""
    ---
    name: Huaxing
    customer: huaxing
    owner: dana
    stage: survey
    value: 120,000
    probability: 40%
    next_contact: 2026-11-20
    custom: yes
    tags: [a]
    milestones:
      - {id: M1, name: Signed, due: 2026-12-01}
    payments:
      - {what: First half, share: 50%}
    ---

    ## Log

    ### 2026-11-10 call — Prices

    Words.

    - [ ] Send the offer @dana due:2026-11-25
    """)
CUSTOMER = "---\nname: 华兴\nowner: dana\ncontacts:\n  - {name: 王芳, role: CTO}\n  - {name: 刘强}\n---\n"


def edited(*pairs: tuple[str, str]) -> str:
    text = PROJECT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


BUSY = edited(
    ("stage: survey", "stage: confirmed"), ("next_contact: 2026-11-20", "next_contact: 2026-11-29"), ("  - {what: First half, share: 50%}\n", ""),
    ("payments:\n", ""), ("## Log\n", "## Log\n\n### 2026-11-12 note — A\n### 2026-11-11 note — B\n"), ("Words.", "Other words."),
    ("[ ] Send the offer @dana due:2026-11-25", "[x] Send the offer @dana due:2026-11-25 done:2026-11-20"),
)  # fmt: skip


def test_the_line_says_what_a_manager_would_say():
    assert in_one_line(PROJECT, BUSY, "project") == (
        "Huaxing: stage survey → confirmed, next contact moved 9 days, 2 entries added, 1 entry REWRITTEN, 1 task done, payment removed"
    )
    assert in_one_line(PROJECT, BUSY, "project", "zh") == (
        "Huaxing：阶段 需求调查 → 需求确认，下次联系推迟 9 天，新增 2 条记录，改写 1 条记录，完成 1 个任务，移除付款 1 项"
    )
    gone = CUSTOMER.replace("  - {name: 刘强}\n", "")
    assert in_one_line(CUSTOMER, gone) == "华兴: contact removed"
    assert in_one_line(CUSTOMER, gone, lang="zh") == "华兴：移除联系人 1 人"


def test_bytes_without_meaning_are_said_to_be_such():
    other = edited(("tags: [a]", 'tags: ["a"]  # one'))
    assert in_one_line(PROJECT, other, "project") == "Huaxing: no change in meaning"
    assert in_one_line(PROJECT, other, "project", "zh") == "Huaxing：含义没有变化"
    assert sentences(PROJECT, other, "project") == []


@pytest.mark.parametrize(
    ("pair", "english", "chinese"),
    [
        (("value: 120,000", "value: 150,000"), "value: CNY 120,000 → CNY 150,000 (+CNY 30,000)", "金额：CNY 12万 → CNY 15万（+CNY 3万）"),
        (("value: 120,000", "value: USD 100.5"), "value: CNY 120,000 → USD 100.5", "金额：CNY 12万 → USD 100.5"),
        (("probability: 40%", "probability: 35%"), "probability: 40% → 35%", "概率：40% → 35%"),
        (("custom: yes", "custom: no"), "custom work: yes → no", "定制：是 → 否"),
        (("next_contact: 2026-11-20", "next_contact: 2026-11-19"),
         "next contact: 2026-11-20 → 2026-11-19 (1 day earlier)", "下次联系：2026-11-20 → 2026-11-19（提前 1 天）"),
        (("owner: dana", "owner: li.wei"), "owner: Dana Whitfield → 李薇", "负责人：Dana Whitfield → 李薇"),
        (("tags: [a]", "tags: [b, c]"), "tags: added b, c; removed a", "标签：增加 b、c；去掉 a"),
        (("tags: [a]\n", ""), "tags removed (was a)", "删除标签（原为 a）"),
        (("tags: [a]\n", "tags: [a]\noutcome: lost\n"), "outcome set to lost", "结果设为 丢单"),
        (("due: 2026-12-01", "due: 2026-12-31"), "milestone Signed: due: 2026-12-01 → 2026-12-31 (30 days later)",
         "里程碑 Signed：截止：2026-12-01 → 2026-12-31（推迟 30 天）"),
        (("share: 50%", "share: 60%"), "payment First half: share: 50% → 60%", "付款 First half：比例：50% → 60%"),
        (("  - {id: M1,", "  - {id: M2, name: Live, due: 2027-01-31}\n  - {id: M1,"), "milestone added: Live (2027-01-31)", "新增里程碑：Live（2027-01-31）"),
        (("Words.", "Other words."), "log entry REWRITTEN: 2026-11-10 call — Prices: text +1 −1", "【改写】记录：2026-11-10 电话 — Prices：正文 +1 −1"),
        (("call — Prices", "call minutes:5 — Prices"), "log entry updated: 2026-11-10 call — Prices: minutes set to 5",
         "补充记录：2026-11-10 电话 — Prices：分钟设为 5"),
        (("due:2026-11-25", "due:2026-11-26"), "task moved: Send the offer: due: 2026-11-25 → 2026-11-26 (1 day later)",
         "改期任务：Send the offer：截止：2026-11-25 → 2026-11-26（推迟 1 天）"),
        (("### 2026-11-10 call — Prices", "### 2026-11-10 call — Prices\n\n### 2026-11-09 stage contact → survey"),
         "log entry added: 2026-11-09 stage contact → survey", "新增记录：2026-11-09 阶段 接洽 → 需求调查"),
    ],
)  # fmt: skip
def test_values_are_said_in_business_words(pair, english, chinese):
    found = [text for text in sentences(PROJECT, edited(pair), "project") if "Words" not in text]
    assert english in found
    assert chinese in sentences(PROJECT, edited(pair), "project", "zh")


def test_own_fields_and_choices_are_called_as_the_notebook_calls_them():
    settings = "    fields: {customer: {plant: {type: choice, label: Plant type, zh: 工厂, choices: [wet, dry]}}}\n"
    old = "---\nname: X\nowner: dana\nplant: wet\n---\n"
    assert sentences(old, old.replace("wet", "dry"), settings=settings) == ["plant type: wet → dry"]
    assert sentences(old, old.replace("wet", "dry"), lang="zh", settings=settings) == ["工厂：wet → dry"]
