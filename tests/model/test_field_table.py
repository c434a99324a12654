"""The declarations: the generated table is up to date, words are unique, every field speaks both languages.

The lists below are the words that notebooks are written in; a file that uses one must be readable for ever.
"""

from pathlib import Path

import pytest

from pcrm_tools.model import customer, field_source, field_table, log, project
from pcrm_tools.model import settings as settings_model
from pcrm_tools.model.config import LIFECYCLE_ZH, STAGE_ZH, TIER_ZH, choice_words, defaults
from pcrm_tools.model.fields import fields_of, words_of
from pcrm_tools.text import scalars
from pcrm_tools.text.context import make_context
from pcrm_tools.text.scalars import choice_words as words_of_choices
from tests.small_notebook import context

RECORDS = (customer.Customer, project.Project)
MAPS = (customer.Preferences, customer.Evaluation, customer.Contract, customer.Privacy, project.Scope, project.Budget)
ITEMS = (customer.Contact, customer.Plan, project.Goal, project.Requirement, project.Deliverable, project.Milestone, project.Payment,
         project.Resource, project.Risk, project.Stakeholder)  # fmt: skip
SETTINGS = tuple(value for value in vars(settings_model).values() if isinstance(value, type) and value.__module__ == settings_model.__name__)

# One line a context: the first Chinese word is the one that tools write.
WORDS = {
    customer.Customer: "name 名称|客户名称 · aliases 别名|简称 · company_no 统一社会信用代码|税号 · parent 集团|上级 · website 网站 · phone 电话 · email 邮箱"
    " · address 地址 · region 区域|地区 · industry 行业 · size 规模 · owner 负责人 · team 团队 · notify 知会 · lifecycle 生命周期 · tier 级别|客户等级"
    " · tier_reason 级别理由 · source 来源 · first_contact 首次接触 · referred_by 介绍人|转介绍自 · needs 需求 · pain_points 痛点 · preferences 偏好"
    " · contacts 联系人 · plan 沟通计划 · cadence 联系周期 · next_contact 下次联系 · next_step 下一步 · snooze 暂缓至 · evaluation 评估 · contract 合同"
    " · privacy 隐私 · tags 标签 · archived 归档",
    customer.Contact: "name 姓名 · aliases 称呼 · role 职务 · stakeholder 角色 · influence 影响力 · email 邮箱 · phone 电话|手机 · wechat 微信"
    " · birthday 生日 · primary 主要 · left 离职 · was 曾任 · uid 编号",
    customer.Preferences: "channel 渠道 · language 语言 · best_time 时间 · likes 喜好 · avoid 忌讳",
    customer.Plan: "what 内容 · channel 渠道 · every 频率 · owner 负责人 · with 对象 · aim 目的",
    customer.Evaluation: "date 日期 · scores 评分 · evidence 依据 · verdict 结论",
    customer.Contract: "start 开始 · end 结束 · ref 编号 · service_scope 服务范围",
    customer.Privacy: "consent 同意 · basis 依据 · erase_by 删除期限",
    project.Project: "name 名称|项目名称 · customer 客户 · owner 负责人 · team 团队 · related 相关项目 · notify 知会 · pipeline 流程 · stage 阶段"
    " · value 金额 · probability 概率 · expected_close 预计成交 · start 开始 · due 截止 · closed 结项 · outcome 结果 · lost_reason 丢单原因"
    " · custom 定制 · agreement 协议 · goals 目标 · scope 范围 · requirements 需求 · deliverables 交付物 · milestones 里程碑 · payments 付款计划"
    " · budget 预算 · resources 资源 · risks 风险 · stakeholders 干系人 · evaluation 评估 · next_contact 下次联系 · next_step 下一步 · snooze 暂缓至"
    " · tags 标签 · archived 归档",
    project.Scope: "in 包含 · out 不包含 · assumptions 假设 · constraints 限制",
    project.Budget: "total 总额 · direct 直接 · indirect 间接",
    project.Goal: "what 内容 · measure 指标 · baseline 基线 · target 目标值 · actual 实际 · due 截止",
    project.Deliverable: "what 内容 · due 截止 · delivered 交付 · accepted 验收",
    project.Requirement: "id 编号 · what 内容 · kind 类型 · priority 优先级 · status 状态 · effort 工作量 · cost 成本",
    project.Milestone: "id 编号 · name 名称 · planned 原计划 · due 截止 · done 完成 · weight 权重 · after 前置 · deliverables 交付物",
    project.Payment: "what 内容 · share 比例 · amount 金额 · due 到期 · invoice 发票",
    project.Resource: "what 内容 · kind 类型 · amount 数量 · from 从 · to 至",
    project.Stakeholder: "contact 人员 · role 角色 · interest 关注度 · influence 影响力",
    project.Risk: "id 编号 · what 内容 · kind 类型 · probability 概率 · impact 影响 · effect 损失|收益 · response 应对 · plan 措施 · owner 负责人"
    " · status 状态 · review 复查 · with_customer 与客户共商",
}
CHOICES = {
    (customer.Contact, "stakeholder"): "decision-maker 决策人 · influencer 影响者 · user 使用者 · champion 支持者 · blocker 反对者",
    (customer.Evaluation, "verdict"): "go 继续 · no-go 放弃 · later 待定",
    (project.Project, "outcome"): "done 完成 · lost 丢单 · cancelled 取消",
    (project.Requirement, "kind"): "functional 功能 · technical 技术",
    (project.Requirement, "priority"): "must 必须 · should 应该 · could 可以 · wont 不做",
    (project.Requirement, "status"): "open 未结 · in-progress 进行中 · done 完成 · dropped 放弃",
    (project.Resource, "kind"): "people 人员 · equipment 设备 · money 资金",
    (project.Risk, "kind"): "threat 威胁 · chance 机会",
    (project.Risk, "response"): "avoid 规避 · transfer 转移 · mitigate 减轻 · accept 接受 · exploit 开拓 · share 分享 · enhance 提高",
    (project.Risk, "status"): "open 未结 · occurred 已发生 · closed 关闭",
}
KINDS = (
    "call 电话 · meeting 会议 · visit 拜访|回访 · email 邮件 · message 消息|微信 · video 视频 · demo 演示 · note 备注 · decision 决定 · idea 想法"
    " · lesson 教训 · review 复盘 · event 事件|活动 · training 培训 · care 关怀|送礼 · question 咨询|问题 · support 支持 · repair 维修"
    " · request 请求 · complaint 投诉 · survey 调查 · feedback 反馈 · quote 报价 · order 订单 · invoice 开票 · payment 付款|回款 · refund 退款"
    " · cost 成本|费用 · points 积分 · redeem 兑换 · referral 转介绍 · reward 奖励 · lifecycle 生命周期 · stage 阶段 · handover 交接 · change 变更"
    " · deviation 偏差 · risk 风险 · acceptance 验收 · opening 期初 · check 核对"
)
TOKENS = (
    "with 与|对象 · minutes 分钟 · direction 方向 · next 下次 · via 渠道 · id 编号 · re 关于 · responded 答复 · waiting 等待 · resolved 解决"
    " · first 首次解决 · csat 满意度 · nps 推荐度 · ces 省力度 · cause 原因 · lesson 教训 · cost 成本|赔付 · amount 金额 · valid 有效期"
    " · category 类别 · type 类型 · phase 阶段 · points 积分 · customer 客户 · accepted 接受 · impact 影响 · due 截止|到期 · start 开始 · done 完成"
    " · cancelled 取消 · after 前置 · est 预计 · every 每|周期 · orders 订单额 · receivable 应收"
)
TOKEN_CHOICES = {
    "direction": "in 来|来电 · out 去|去电", "via": "wechat 微信 · phone 电话 · email 邮件 · onsite 现场", "type": "direct 直接 · indirect 间接",
}  # fmt: skip
STAGES = "contact 接洽 · evaluation 评估 · survey 需求调查 · confirmed 需求确认 · sample 样品|方案 · order 订单 · production 生产|实施 · delivery 交付 · after-sales 售后"
LIFECYCLE = "lead 线索 · prospect 意向 · active 合作 · growing 增长|发展 · dormant 沉睡 · lost 流失"
TIERS = "key 重点 · potential 潜力 · general 一般"
PRIORITIES = "urgent 紧急 · high 高 · normal 中 · low 低"
TAGS = "promise 承诺 · private 内部"


def parted(text: str) -> dict[str, tuple[str, ...]]:
    """`code 甲|乙 · code 丙` as code -> its Chinese words."""
    pairs = (part.strip().split(" ", 1) for part in text.split("·"))
    return {code: tuple(words.split("|")) for code, words in pairs}


def test_the_generated_table_is_up_to_date():
    table = Path(field_table.__file__).read_text(encoding="utf-8")
    assert table == field_source.render(), "run: python -m pcrm_tools.model.field_source > pcrm_tools/model/field_table.py"


@pytest.mark.parametrize("struct", (*RECORDS, *MAPS, *ITEMS, *SETTINGS), ids=lambda struct: struct.__name__)
def test_a_word_stands_for_one_field(struct):
    assert set(words_of(struct).values()) == set(fields_of(struct))  # raises where a word stands for two


@pytest.mark.parametrize("struct", (*RECORDS, *MAPS, *ITEMS, *SETTINGS), ids=lambda struct: struct.__name__)
def test_every_field_speaks_both_languages(struct):
    for key, field in fields_of(struct).items():
        assert field.label, key
        assert field.help, key
        assert field.zh, f"{key} has no Chinese word"
        assert field.help_zh, key
        assert field.label.isascii(), key
        assert not field.label_zh.isascii() or field.label_zh == "SLA", key
        for choice in field.choices:
            assert choice.code, key


def test_every_token_and_kind_speaks_both_languages():
    for field in log.TOKENS.values():
        assert field.help
        assert field.help_zh
        assert not field.label_zh.isascii()
    for kind in log.KINDS.values():
        assert kind.zh
        assert set(kind.carries) <= set(log.TOKENS), kind.code


def test_words_of_kinds_and_tokens_are_unique():
    for declared in (log.KINDS.values(), log.TOKENS.values()):
        words = [word for one in declared for word in (getattr(one, "code", None) or one.key, *one.zh)]
        assert len(words) == len(set(words))


@pytest.mark.parametrize("struct", WORDS, ids=lambda struct: struct.__name__)
def test_every_word_of_a_record_is_accepted(struct):
    expected = parted(WORDS[struct])
    known = words_of(struct)
    assert set(expected) == set(fields_of(struct))
    for code, words in expected.items():
        assert fields_of(struct)[code].zh[0] == words[0]
        assert [known[word] for word in (code, *words)] == [code] * (len(words) + 1)


@pytest.mark.parametrize(("struct", "key"), CHOICES, ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_every_word_of_a_choice_is_accepted(struct, key):
    check(parted(CHOICES[struct, key]), words_of_choices(fields_of(struct)[key]))


@pytest.mark.parametrize("key", TOKEN_CHOICES)
def test_every_word_of_a_tokens_choice_is_accepted(key):
    check(parted(TOKEN_CHOICES[key]), words_of_choices(log.TOKENS[key]))


def check(expected, known):
    for code, words in expected.items():
        for word in (code, code.upper(), *words):
            assert known[word.lower()] == code
    assert set(known.values()) == set(expected)


def test_every_word_of_kinds_tokens_priorities_and_tags_is_accepted():
    words = make_context(context().config).body["customer"]
    for expected, known in ((KINDS, words.kinds), (TOKENS, words.keys), (PRIORITIES, words.priorities), (TAGS, words.tags)):
        for code, chinese in parted(expected).items():
            assert {known[word] for word in (code, *chinese)} == {code}
    assert set(parted(KINDS)) == set(log.KINDS)
    assert set(parted(TOKENS)) == set(log.TOKENS)


def test_every_word_of_stages_lifecycle_and_tiers_is_accepted():
    data = defaults()
    check(parted(STAGES), {word: code for word, code in choice_words(data["pipelines"]["default"]["stages"], STAGE_ZH).items() if "/" not in word})
    check(parted(LIFECYCLE), choice_words(data["lifecycle"], LIFECYCLE_ZH))
    check(parted(TIERS), choice_words(data["tiers"], TIER_ZH))


@pytest.mark.parametrize(("word", "value"), [("是", True), ("否", False), ("yes", True), ("no", False), ("true", True), ("false", False)])
def test_yes_and_no_in_both_languages(word, value):
    assert scalars.decode(fields_of(customer.Customer)["archived"], word, context().words) == (value, None)


def test_the_wechat_word_says_how():
    assert dict(log.VIA_OF_WORD) == {"微信": "wechat"}
