"""The log and the tasks of a record, typed: kinds and tokens in both languages, anchors, waits, ranges, what subtasks inherit."""

from datetime import date
from decimal import Decimal

import pytest

from pcrm_tools.model.log import KINDS, TOKENS
from pcrm_tools.model.values import Duration, Money
from tests.small_notebook import checked, customer, flat, places, project, sentences


def log(text, settings=""):
    return customer("", "## Log\n\n" + flat(text), settings)


def one(heading, settings=""):
    """The entry of one heading, which must be without findings."""
    record = log(f"### {heading}\n", settings)
    assert places(record.findings) == []
    return record.entries[0]


def told(heading, settings=""):
    return places(log(f"### {heading}\n", settings).findings)


# --- kinds ---


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.group != "state"], ids=lambda kind: kind.code)
def test_a_kind_in_both_languages(kind):
    for word in (kind.code, kind.code.upper(), *kind.zh):
        entry = one(f"2026-11-02 {word} — x")
        assert (entry.kind, entry.group) == (kind.code, kind.group)


def test_an_unknown_kind_is_a_note_and_told_of():
    record = log("### 2026-11-02 chat — x\n")
    assert places(record.findings) == ["7:16 unknown-kind"]
    assert (record.entries[0].kind, record.entries[0].group) == ("note", "note")


def test_wechat_is_a_message_by_wechat():
    assert one("2026-11-02 微信 — x").attrs["via"] == "wechat"
    assert one("2026-11-02 消息 — x").attrs == {}
    assert one("2026-11-02 微信 via:phone — x").attrs["via"] == "phone"


OWN_KINDS = """
    kinds:
      commissioning: {label: 调试, group: contact, tokens: [节拍, shift]}
      inspection: {}
"""


def test_own_kinds_and_own_tokens():
    entry = one("2026-11-02 调试 节拍:200 Shift:night minutes:30 — x", OWN_KINDS)
    assert (entry.kind, entry.group) == ("commissioning", "contact")
    assert entry.attrs == {"节拍": "200", "shift": "night", "minutes": 30}
    assert one("2026-11-02 inspection — x", OWN_KINDS).group == "note"


# --- tokens ---


@pytest.mark.parametrize(
    ("typed", "key", "value"),
    [
        ("with:王芳,刘强", "with", ("王芳", "刘强")), ("与:王芳、刘强", "with", ("王芳", "刘强")), ('对象:"Ann Lee"，Bob', "with", ("Ann Lee", "Bob")),
        ("minutes:25", "minutes", 25), ("分钟:25", "minutes", 25), ("direction:in", "direction", "in"), ("方向:来电", "direction", "in"),
        ("方向:去", "direction", "out"), ("next:2026-11-27", "next", date(2026, 11, 27)), ("下次：2026-11-27", "next", date(2026, 11, 27)),
        ("via:wechat", "via", "wechat"), ("渠道:电话", "via", "phone"), ("via:onsite", "via", "onsite"), ("via:Slack", "via", "Slack"),
        ("re:C12", "re", ("C12",)), ("关于:C12,R3", "re", ("C12", "R3")), ("re:[[tower#M4]]", "re", ("tower#M4",)), ("re:tower#M4", "re", ("tower#M4",)),
        ("responded:14:50", "responded", "2026-11-02T14:50"), ("答复:2026-11-03", "responded", "2026-11-03"),
        ('resolved:"2026-11-03 9:05"', "resolved", "2026-11-03T09:05"), ("解决:2026-11-03T09:05", "resolved", "2026-11-03T09:05"),
        ("first:yes", "first", True), ("首次解决:否", "first", False), ("csat:4", "csat", 4), ("满意度:4.5", "csat", Decimal("4.5")),
        ("nps:0", "nps", 0), ("推荐度:10", "nps", 10), ("ces:7", "ces", 7), ("省力度:1", "ces", 1), ("cause:开票流程", "cause", "开票流程"),
        ('原因:"late, again"', "cause", "late, again"), ("lesson:[[kb/invoices]]", "lesson", "[[kb/invoices]]"),
        ("cost:500", "cost", Money(Decimal(500), "CNY")), ("赔付:USD20", "cost", Money(Decimal(20), "USD")),
        ("amount:12万", "amount", Money(Decimal(120000), "CNY")), ('金额:"120,000"', "amount", Money(Decimal(120000), "CNY")),
        ("valid:2026-12-31", "valid", date(2026, 12, 31)), ("有效期:2026-12-31", "valid", date(2026, 12, 31)), ("category:travel", "category", "travel"),
        ("类别:差旅", "category", "差旅"), ("type:direct", "type", "direct"), ("类型:间接", "type", "indirect"), ("phase:survey", "phase", "survey"),
        ("阶段:需求调查", "phase", "需求调查"), ("points:-20", "points", -20), ("积分:120", "points", 120), ("customer:huaxing", "customer", "huaxing"),
        ("客户:[[华星]]", "customer", "华星"), ("accepted:2026-11-05", "accepted", date(2026, 11, 5)), ("接受:2026-11-05", "accepted", date(2026, 11, 5)),
        ("impact:2w", "impact", Duration(2, "w")), ("影响:3天", "impact", Duration(3, "d")), ("due:2026-12-01", "due", date(2026, 12, 1)),
        ("到期:2026-12-01", "due", date(2026, 12, 1)), ("orders:5万", "orders", Money(Decimal(50000), "CNY")),
        ("订单额:5万", "orders", Money(Decimal(50000), "CNY")), ("receivable:0", "receivable", Money(Decimal(0), "CNY")),
        ("应收:1万", "receivable", Money(Decimal(10000), "CNY")),
    ],
)  # fmt: skip
def test_a_token_in_both_languages(typed, key, value):
    assert one(f"2026-11-02 complaint {typed} — x").attrs[key] == value


def test_every_token_is_shown_above_or_in_a_task():
    shown = {mark.args[1][n][1] for mark in test_a_token_in_both_languages.pytestmark for n in range(len(mark.args[1]))}
    assert set(TOKENS) - shown == {"id", "waiting", "start", "done", "cancelled", "after", "est", "every"}


def test_people_tags_priority_and_id():
    entry = one("2026-11-02 complaint id:C12 !紧急 @li.wei ＠dana #pricing #内部 — x")
    assert (entry.id, entry.priority, entry.by, entry.tags, entry.private) == ("C12", "urgent", ("li.wei", "dana"), ("pricing", "private"), True)
    assert "id" not in entry.attrs


def test_somebody_of_the_customer_is_named_by_with():
    (said,) = sentences("---\nname: X\nowner: dana\n---\n### 2026-11-02 call @王芳 — x\n")
    assert said == (
        "unknown-person: @: `王芳` is nobody in the team of pcrm.yml / write a team id, or add the person under team: in pcrm.yml;"
        " somebody at the customer is named by with:王芳"
    )


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("csat:6", "out-of-range"), ("csat:0", "out-of-range"), ("nps:11", "out-of-range"), ("ces:8", "out-of-range"), ("minutes:-5", "out-of-range"),
        ("next:2026-11-31", "bad-date"), ("next:soon", "date-form"), ("direction:up", "wrong-choice"), ("amount:lots", "wrong-type"),
        ("first:perhaps", "wrong-type"), ("impact:2", "wrong-type"), ("points:many", "wrong-type"), ("responded:25:00", "date-form"),
        ("type:both", "wrong-choice"),
    ],
)  # fmt: skip
def test_a_token_of_the_wrong_type_is_told_of_where_its_value_stands(typed, rule):
    assert told(f"2026-11-02 complaint {typed} — x") == [f"7:{27 + typed.index(':')} {rule}"]


def test_an_open_quote_is_no_part_of_a_name():
    record = log('### 2026-11-02 call with:"王芳 — x\n')
    assert places(record.findings) == ["7:26 token-quote"]
    assert record.entries[0].attrs["with"] == ("王芳",)


# --- waiting ---


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("waiting:2026-11-03..2026-11-04", ("2026-11-03..2026-11-04",)), ("等待:2026-11-03..", ("2026-11-03..",)), ("waiting:2026-11-03", ("2026-11-03..",)),
        ("waiting:10:00..12:30", ("2026-11-02T10:00..2026-11-02T12:30",)), ("waiting:2026-11-03T9:00..2026-11-04", ("2026-11-03T09:00..2026-11-04",)),
        ("waiting:2026-11-03..2026-11-04 waiting:2026-11-06..", ("2026-11-03..2026-11-04", "2026-11-06..")),
    ],
)  # fmt: skip
def test_times_of_waiting(typed, spans):
    assert one(f"2026-11-02 complaint {typed} — x").attrs["waiting"] == spans


@pytest.mark.parametrize("typed", ["waiting:..2026-11-04", "waiting:soon..", "waiting:2026-11-03..later"])
def test_a_wait_that_cannot_be_read_is_told_of(typed):
    record = log(f"### 2026-11-02 complaint {typed} — x\n")
    assert [finding.rule for finding in record.findings] == ["date-form"]
    assert "waiting" not in record.entries[0].attrs


def test_attributes_of_a_long_case_may_stand_on_lines_of_a_list():
    record = log(
        """
        ### 2026-11-02 complaint id:C1 — late invoice

        - responded: 2026-11-02 15:20
        - waiting: 2026-11-03..2026-11-04
        - 解决: 2026-11-05
        - cause: a step, forgotten
        """
    )
    assert places(record.findings) == []
    assert record.entries[0].attrs == {
        "responded": "2026-11-02T15:20", "waiting": ("2026-11-03..2026-11-04",), "resolved": "2026-11-05", "cause": "a step, forgotten",
    }  # fmt: skip


# --- states ---


def test_states_by_their_words_in_both_languages():
    assert (one("2026-11-02 stage 评估 → 需求调查").before, one("2026-11-02 stage 评估 → 需求调查").after) == ("evaluation", "survey")
    assert (one("2026-11-02 生命周期 -> 合作").before, one("2026-11-02 生命周期 -> 合作").after) == ("", "active")
    assert (one("2026-11-02 交接 dana → 小李").before, one("2026-11-02 handover @dana → @li.wei").after) == ("dana", "li.wei")


@pytest.mark.parametrize(
    ("heading", "at"), [("2026-11-02 lifecycle prospect → aktive", "7:37"), ("2026-11-02 stage surve → confirmed", "7:22"), ("2026-11-02 handover dana → bob", "7:32")]
)
def test_a_state_that_is_none_is_told_of_where_it_stands(heading, at):
    assert told(heading) == [f"{at} wrong-choice"]


def test_both_sides_of_an_arrow_are_pointed_at():
    assert told("2026-11-02 lifecycle aktive → aktive") == ["7:26 wrong-choice", "7:35 wrong-choice"]


# --- anchors ---


def test_entries_without_an_id_are_numbered_by_time_and_then_from_below():
    record = log(
        """
        ### 2026-11-02 call — without a time, above
        ### 2026-11-02 16:00 call — afternoon
        ### 2026-11-02 9:00 call — morning
        ### 2026-11-02 call — without a time, below
        ### 2026-11-02 call id:K7 — named
        ### 2026-11-02 电话 — in Chinese, lowest
        ### 2026-11-01 call — another day
        """
    )
    assert {entry.title: entry.anchor for entry in record.entries} == {
        "in Chinese, lowest": "2026-11-02-call", "without a time, below": "2026-11-02-call-2", "without a time, above": "2026-11-02-call-3",
        "morning": "2026-11-02-call-4", "afternoon": "2026-11-02-call-5", "named": "K7", "another day": "2026-11-01-call",
    }  # fmt: skip


def test_a_span_of_days_and_the_lines_of_an_entry():
    record = log("### 2026-11-02..2026-11-04 visit — fair\n\nText.\n\nMore text.\n\n## Next section\n")
    (entry,) = record.entries
    assert (entry.date, entry.until, entry.line, entry.end_line) == (date(2026, 11, 2), date(2026, 11, 4), 7, 11)


# --- tasks ---


def tasks(text):
    return project("", "## Tasks\n\n" + flat(text)).tasks


def test_subtasks_inherit_owner_and_date():
    first, second, third, fourth = tasks(
        """
        - [ ] offer @li.wei due:2026-12-01
          - [ ] prices
            - [ ] rebate @dana
          - [ ] text due:2026-11-25
        """
    )
    assert (second.owner, second.due) == ("li.wei", date(2026, 12, 1))
    assert (third.owner, third.due) == ("dana", date(2026, 12, 1))
    assert (fourth.owner, fourth.due) == ("li.wei", date(2026, 11, 25))
    assert [task.parent for task in (first, second, third, fourth)] == [-1, 0, 1, 0]


def test_everything_that_a_task_can_carry():
    (task,) = tasks("- [ ] send offer @li.wei due:2026-11-25 start:2026-11-21 !high id:t3 after:t1,t2 re:R3 est:2d every:1mo #promise #内部\n")
    assert (task.text, task.owner, task.due, task.start, task.priority) == ("send offer", "li.wei", date(2026, 11, 25), date(2026, 11, 21), "high")
    assert (task.id, task.after, task.re, task.est, task.every) == ("t3", ("t1", "t2"), ("R3",), "2d", "1mo")
    assert (task.promise, task.private, task.section) == (True, True, "Tasks")


def test_a_task_in_chinese_means_the_same():
    (task,) = tasks("- [ ] 发报价 @li.wei 截止:2026-11-25 开始:2026-11-21 !高 编号:t3 前置:t1,t2 关于:R3 预计:2天 每:1个月 #承诺\n")
    assert (task.due, task.start, task.priority, task.id) == (date(2026, 11, 25), date(2026, 11, 21), "high", "t3")
    assert (task.after, task.re, task.est, task.every, task.promise) == (("t1", "t2"), ("R3",), "2d", "1mo", True)


@pytest.mark.parametrize(("typed", "every"), [("every:1mo", "1mo"), ("every:1mo+", "1mo+"), ("每:2周", "2w"), ("周期:1个月＋", "1mo+"), ("🔁 every 2 weeks when done", "2w+")])
def test_a_recurrence_in_its_one_form(typed, every):
    (task,) = tasks(f"- [ ] call @dana due:2026-12-01 {typed}\n")
    assert task.every == every


def test_a_recurrence_that_is_none_is_told_of():
    record = project("", "- [ ] call @dana due:2026-12-01 every:often\n")
    assert places(record.findings) == ["6:39 wrong-type"]


def test_states_of_tasks_and_their_days():
    done, dropped, signed = tasks("- [x] a done:2026-11-01\n- [-] b 取消:2026-11-02\n- [ ] c @dana 📅 2026-12-01 ⏫\n")
    assert (done.state, done.done) == ("done", date(2026, 11, 1))
    assert (dropped.state, dropped.cancelled) == ("cancelled", date(2026, 11, 2))
    assert (signed.due, signed.priority) == (date(2026, 12, 1), "high")


def test_tasks_of_a_private_entry_are_private():
    record = log("### 2026-11-02 note #private — x\n\n- [ ] a @dana due:2026-12-01\n\n### 2026-11-01 note — y\n\n- [ ] b @dana due:2026-12-01\n")
    assert [entry.private for entry in record.entries] == [True, False]
    assert [task.private for task in record.tasks] == [True, False]


def test_text_between_private_marks_is_private():
    record = log("<!-- private -->\n### 2026-11-02 note — x\n<!-- /private -->\n### 2026-11-01 note — y\n")
    assert [entry.private for entry in record.entries] == [True, False]


def test_a_brackets_reference_to_another_record_is_checked_like_a_plain_one():
    assert checked("---\nname: X\nowner: dana\n---\n### 2026-11-02 call re:[[tower#M4]] — x\n- [ ] a @dana due:2026-12-01 re:tower#M4\n") == []
