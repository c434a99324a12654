import pytest

from tests.text.scanned import hint, rules, scan, short, the_finding


def entry(text):
    (found,) = scan(text).entries
    return found


def facts(text):
    """Date, time, kind, tokens and title of the one entry."""
    found = entry(text)
    return found.date, found.time, found.kind, short(found.tokens), found.title


def test_a_heading_with_everything():
    text = '### 2026-11-16 09:30 video @dana with:"Luis Ortega","Owen Pratt" minutes:35 #sso — Status call: SSO, uptime\n'
    assert facts(text) == (
        "2026-11-16", "09:30", "video", ["@dana", 'with:"Luis Ortega","Owen Pratt"', "minutes:35", "#sso"],
        "Status call: SSO, uptime",
    )  # fmt: skip
    assert rules(text) == []


def test_a_heading_in_chinese():
    text = "### 2026-07-10 14:05 投诉 编号:C12 !高 @zhao.min 答复:14:40 等待:2026-07-13..2026-07-15 — 发票延迟两周,付款被卡住"
    assert facts(text) == (
        "2026-07-10", "14:05", "投诉", ["id:C12", "!high", "@zhao.min", "responded:14:40", "waiting:2026-07-13..2026-07-15"],
        "发票延迟两周,付款被卡住",
    )  # fmt: skip


def test_full_width_signs_and_blanks_in_a_heading():
    text = "### 2026-11-05　9：30　电话　＠dana　与：王芳、刘强　——　标题（一）"
    assert facts(text) == ("2026-11-05", "09:30", "电话", ["@dana", "with:王芳、刘强"], "标题（一）")


@pytest.mark.parametrize("dash", [" — ", " – ", " —— ", " -- ", " - ", "—", "——", " ― ", "\u3000——\u3000"])
@pytest.mark.parametrize("head", ["call", "call @dana minutes:5"])
def test_every_dash_parts_the_title_off(dash, head):
    text = f"### 2026-11-05 {head}{dash}Budget - part 2 — the rest"
    found = entry(text)
    assert (found.kind, found.title) == ("call", "Budget - part 2 — the rest")
    assert rules(text) == []


def test_a_dash_ends_an_unquoted_value():
    assert short(entry("### 2026-11-05 拜访 与:何俊、王芳——回访").tokens) == ["with:何俊、王芳"]
    assert short(entry("### 2026-11-05 call cause:a–b minutes:9–10 — x").tokens) == ["cause:a"]
    assert entry("### 2026-11-05 call lesson:[[a—b]] minutes:9–10 — x").title == "x"


def test_only_the_first_dash_counts_and_none_inside_quotes_or_links():
    found = entry('### 2026-11-05 call with:"A — B" lesson:[[a - b]] - one — two')
    assert short(found.tokens) == ['with:"A — B"', "lesson:[[a - b]]"]
    assert found.title == "one — two"


def test_a_heading_without_title():
    assert facts("### 2026-11-05 call @dana") == ("2026-11-05", "", "call", ["@dana"], "")


def test_a_range_of_days_and_a_time_joined_by_t():
    found = entry("### 2026-11-05..2026-11-07 event — Trade fair")
    assert (found.date, found.until, found.title) == ("2026-11-05", "2026-11-07", "Trade fair")
    assert entry("### 2026-11-05T9:05 call — x").time == "09:05"


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("stage evaluation → survey", "evaluation", "survey"),
        ("stage build -> uat", "build", "uat"),
        ("stage build->uat", "build", "uat"),
        ("阶段 需求确认→样品/方案", "需求确认", "样品/方案"),
        ("阶段→样品", "", "样品"),
        ("stage → uat", "", "uat"),
        ("handover mike --> lena", "mike", "lena"),
        ("lifecycle prospect => active", "prospect", "active"),
    ],
)
@pytest.mark.parametrize("tail", ["", " — signed", " @dana re:O7 — signed"])
def test_arrows_of_states(words, before, after, tail):
    text = f"### 2026-11-01 {words}{tail}"
    found = entry(text)
    assert (found.before, found.after, found.title) == (before, after, "signed" if tail else "")
    assert rules(text) == []


def test_the_people_of_a_handover_may_be_typed_with_their_sign():
    found = entry("### 2026-08-01 handover @mike → @lena @dana — Mike leaves")
    assert (found.before, found.after, short(found.tokens)) == ("mike", "lena", ["@dana"])
    found = entry("### 2026-08-01 交接 → @lena")
    assert (found.before, found.after, found.tokens) == ("", "lena", ())


def test_the_first_paragraph_counts_if_it_holds_nothing_but_tokens():
    text = """### 2026-11-20 14:30 call — 二期报价澄清

@li.wei with:王芳,刘强 minutes:25
next:2026-11-27 #pricing

客户希望分两期付款，见 @nobody。
"""
    found = entry(text)
    assert short(found.tokens) == ["@li.wei", "with:王芳,刘强", "minutes:25", "next:2026-11-27", "#pricing"]
    assert text[found.start : found.end].endswith("见 @nobody。")


def test_the_paragraph_may_follow_at_once_and_begin_with_a_tag():
    assert short(entry("### 2026-11-20 call — x\n#pricing @dana\ntext").tokens) == []
    assert short(entry("### 2026-11-20 call — x\n#pricing @dana\n\ntext").tokens) == ["#pricing", "@dana"]


def test_a_paragraph_of_words_holds_no_tokens():
    text = "### 2026-11-20 call — x\n\nDana called @tomas about re:R3.\n"
    assert entry(text).tokens == ()
    assert rules(text) == []


def test_tokens_spoilt_by_other_words_are_said():
    assert rules("### 2026-11-20 call — x\n\n@dana with:Luis zoom minutes:30\n") == [(3, "log-tokens")]


def test_a_second_paragraph_of_tokens_is_text():
    assert entry("### 2026-11-20 call — x\n\nWords.\n\n@dana minutes:5\n").tokens == ()


def test_attribute_lines_of_a_case():
    text = """### 2026-11-17 complaint @dana — Late invoice

id:C1 !high

- responded: 2026-11-17 15:20
- waiting: 2026-11-18..2026-11-19
- 原因：没有人负责
- cause: "no, not twice"
- with: 王芳、刘强
- Luis called again
"""
    found = entry(text)
    assert short(found.tokens) == [
        "@dana", "id:C1", "!high", "responded:2026-11-17 15:20", "waiting:2026-11-18..2026-11-19", "cause:没有人负责",
        "cause:no, not twice", "with:王芳、刘强",
    ]  # fmt: skip
    assert text[found.tokens[3].value_start : found.tokens[3].value_end] == "2026-11-17 15:20"
    assert rules(text) == []


def test_attribute_lines_elsewhere_are_text_and_that_is_said():
    assert rules("### 2026-11-05 call — b\n- next: 2026-12-01\n- cost: too high, they say\n") == [(2, "log-attribute")]
    assert rules("### 2026-11-05 complaint — b\n\nHe was angry.\n\n- resolved: 2026-11-06\n") == [(5, "log-attribute")]


def test_wechat_is_a_message_that_came_by_wechat():
    text = "### 2026-10-28 微信 @wang.lei — 样板线"
    via = entry(text).tokens[-1]
    assert (via.key, via.value, text[via.start : via.end]) == ("via", "wechat", "微信")
    assert short(entry("### 2026-10-28 微信 渠道:电话").tokens) == ["via:电话"]
    both = scan("### 2026-10-28 微信 — a\n### 2026-10-27 note — b\n").entries
    assert [short(found.tokens) for found in both] == [["via:wechat"], []]


def test_an_entry_runs_to_the_next_heading_of_level_three_or_less():
    text = "# R\n\n### 2026-11-05 call — a\n\ntext\n\n#### details\n\nmore\n\n\n## Log\n\n### 2026-11-04 note — b\n"
    first, second = scan(text).entries
    assert text[first.start : first.end] == "### 2026-11-05 call — a\n\ntext\n\n#### details\n\nmore"
    assert text[second.start : second.heading_end] == "### 2026-11-04 note — b"
    assert (first.line, second.line) == (3, 14)


def test_a_private_tag_or_private_text_makes_an_entry_private():
    text = "### 2026-11-05 review #private — a\n### 2026-11-04 review — b\n\n#内部 @dana\n### 2026-11-03 note — c\n"
    assert [found.private for found in scan(text).entries] == [True, True, False]


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("###2026-11-05 call — a", "### 2026-11-05 call — a"),
        ("## 2026-11-05 call", "### 2026-11-05 call"),
        ("### 2026/11/5 电话 — x", "### 2026-11-05 电话 — x"),
        ("### 2026年11月5日 电话 — x", "### 2026-11-05 电话 — x"),
        ("### 2026.11.05 call", "### 2026-11-05 call"),
        ("### 2026-11-5 call", "### 2026-11-05 call"),
        ("### 20261105 call", "### 2026-11-05 call"),
        ("### [2026-11-05] call", "### 2026-11-05 call"),
        ("### **2026-11-05** call", "### 2026-11-05 call"),
        ("### 2026-11-05: call", "### 2026-11-05 call"),
        ("### 2026-11-05—2026-11-07 visit", "### 2026-11-05..2026-11-07 visit"),
        ("### 2026-11-05 至 2026-11-07 拜访", "### 2026-11-05..2026-11-07 拜访"),
        ("### call 2026-11-05", "### 2026-11-05 call"),
        ("### Nov 5, 2026 call", "### YYYY-MM-DD call"),
        ("### 5/11/2026 call", "### YYYY-MM-DD call"),
        ("### 11月5日 电话", "### YYYY-MM-DD 电话"),
        ("#### 2026-11-05 call — deep", "### 2026-11-05 call — deep"),
        ("＃＃＃ 2026-11-05 call", "### 2026-11-05 call"),
        ("###\u30002026-11-05 call", "### 2026-11-05 call"),
    ],
)
def test_headings_that_were_meant_as_an_entry_say_the_right_form(line, want):
    finding = the_finding(f"# R\n\n{line}\n")
    assert (finding.rule, finding.line, finding.column) == ("log-heading", 3, 1)
    assert hint(finding) == f"write `{want}`"
    assert hint(finding, chinese=True) == f"写成 `{want}`"


@pytest.mark.parametrize(
    "line", [
        "## Log", "### Budget 2026", "### May 2026 plans", "# 2026-11-05 Kick-off", "## 2026 plan", "### 11-05", "#2026-11-05 x",
        "#### 2026-11-05", "### Version 2026.1",
    ],
)  # fmt: skip
def test_other_headings_are_left_alone(line):
    assert rules(line) == []


def test_days_that_do_not_exist_are_errors_and_no_entries():
    text = "### 2026-02-30 call — x\n\n- [ ] do it\n"
    body = scan(text)
    assert (body.entries, body.tasks[0].entry) == ((), -1)
    assert hint(the_finding(text)) == "write a day that exists, such as 2026-02-28"
    assert rules("### 2026-11-05..2026-11-31 call — x") == [(1, "log-date")]
    assert rules("### 2026-11-07..2026-11-05 call — x") == [(1, "log-range")]


@pytest.mark.parametrize(
    ("line", "rule", "seen"),
    [
        ("### 2026-11-05 cal — x", "unknown-kind", "cal"),
        ("### 2026-11-05 调试 — x", "unknown-kind", "调试"),
        ("### 2026-11-05 call: pricing", "unknown-kind", "call:"),
        ("### 2026-11-05 Kick-off with Helen", "unknown-kind", "Kick-off"),
        ("### 2026-11-05 25:00 call — x", "log-time", "25:00"),
        ("### 2026-11-05 14:30-15:00 call — x", "log-time", "14:30-15:00"),
        ("### 2026-11-05 call @dana Pricing talk", "log-text", "Pricing talk"),
        ("### 2026-11-05 call foo:bar — x", "unknown-token", "foo:bar"),
        ("### 2026-11-05 call !medium — x", "unknown-priority", "!medium"),
        ("### 2026-11-05 call — title @dana minutes:20", "log-title-tokens", "minutes:20"),
        ("### 2026-11-05 call 参数截止:2026-11-25 — x", "token-glued", "参数截止:2026-11-25"),
        ("### 2026-11-05 cost $21,400 — x", "log-amount", "$21,400"),
        ("### 2026-11-05 积分 200 — x", "log-amount", "200"),
    ],
)
def test_near_misses_of_a_heading(line, rule, seen):
    finding = the_finding(line)
    assert (finding.rule, finding.values["seen"]) == (rule, seen)
    assert finding.severity == "warning"


def test_an_entry_without_kind_is_said():
    for rest in ("", " — x", " @dana minutes:3 — x", " 14:30 minutes:3 — x"):
        assert rules("### 2026-11-05" + rest) == [(1, "log-kind")]
    assert short(entry("### 2026-11-05 minutes:3 — x").tokens) == ["minutes:3"]


def test_a_state_without_arrow_is_said():
    for line in ("### 2026-11-05 stage — moved to uat", "### 2026-11-05 stage uat", "### 2026-11-05 handover"):
        assert rules(line) == [(1, "log-arrow")]


def test_an_unknown_kind_keeps_its_words_and_names_the_nearest_kind():
    line = "### 2026-11-05 Kick-off with Helen"
    assert (entry(line).kind, entry(line).title) == ("Kick-off", "Kick-off with Helen")
    assert the_finding("### 2026-11-05 meetng — x").values["allowed"] == "meeting"


def test_what_to_write_for_a_bare_amount():
    assert hint(the_finding("### 2026-09-30 cost $21,400 — Q3 hours")) == 'write amount:"$21,400"'
    assert hint(the_finding("### 2026-09-30 成本 12万 — 三季度"), chinese=True) == "写成 金额:12万"
    assert hint(the_finding("### 2026-09-30 redeem 100 — half a day")) == "write points:100"


def test_the_old_habit_of_resumed_is_said_with_the_range():
    finding = the_finding("### 2026-08-03 complaint waiting:2026-08-05 resumed:2026-08-10 — x")
    assert (finding.rule, hint(finding)) == ("token-resumed", "write waiting:2026-08-05..2026-08-10")
    finding = the_finding("### 2026-07-10 投诉 等待:2026-07-13 恢复:2026-07-15 — x")
    assert hint(finding, chinese=True) == "写成 等待:2026-07-13..2026-07-15"
    assert rules("### 2026-08-03 complaint — x\n- resumed: 2026-08-10\n") == [(2, "token-resumed")]


def test_findings_stand_at_their_line_and_column():
    finding = the_finding("# R\n\n### 2026-09-30 cost @dana $21,400 — Q3\n")
    assert (finding.line, finding.column) == (3, 27)
