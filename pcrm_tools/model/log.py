"""The log: kinds of entries, the tokens they carry, and what an entry is."""

from collections.abc import Mapping
from datetime import date as Day  # noqa: N812 - an entry has a field of the same name
from typing import Any, NamedTuple

from pcrm_tools.model.fields import Choice, Field, Kind, Span, choices


class LogKind(NamedTuple):
    """A kind of log entry: its code, group, Chinese words and the tokens that it is made for."""

    code: str
    group: str
    zh: tuple[str, ...]
    carries: tuple[str, ...]
    label: str = ""


_GROUPS: tuple[tuple[str, str, str], ...] = (
    ("contact", "with via minutes direction next", "call 电话 · meeting 会议 · visit 拜访|回访 · email 邮件 · message 消息|微信 · video 视频 · demo 演示"),
    ("note", "with", "note 备注 · decision 决定 · idea 想法 · lesson 教训 · review 复盘 · event 事件|活动 · training 培训 · care 关怀|送礼"),
    (
        "case",
        "via responded waiting resolved first cause lesson cost with",
        "question 咨询|问题 · support 支持 · repair 维修 · request 请求 · complaint 投诉",
    ),
    ("feedback", "csat nps ces via with", "survey 调查 · feedback 反馈"),
    (
        "money",
        "amount valid due category type phase",
        "quote 报价 · order 订单 · invoice 开票 · payment 付款|回款 · refund 退款 · cost 成本|费用",
    ),
    ("loyalty", "points customer", "points 积分 · redeem 兑换 · referral 转介绍 · reward 奖励"),
    ("state", "", "lifecycle 生命周期 · stage 阶段 · handover 交接"),
    ("project", "accepted impact cost re", "change 变更 · deviation 偏差 · risk 风险 · acceptance 验收"),
    ("balance", "points orders receivable", "opening 期初 · check 核对"),
)

KINDS: Mapping[str, LogKind] = {
    choice.code: LogKind(choice.code, group, choice.zh, tuple(carries.split()))
    for group, carries, words in _GROUPS
    for choice in choices(words)
}
KIND_WORDS: Mapping[str, str] = {word: kind.code for kind in KINDS.values() for word in (kind.code, *kind.zh)}
CONTACT_KINDS = tuple(kind.code for kind in KINDS.values() if kind.group == "contact")
CASE_KINDS = tuple(kind.code for kind in KINDS.values() if kind.group == "case")
STATE_KINDS = tuple(kind.code for kind in KINDS.values() if kind.group == "state")
VIA_OF_WORD: Mapping[str, str] = {"微信": "wechat"}

DIRECTION = choices("in 来|来电 · out 去|去电")
VIA = choices("wechat 微信 · phone 电话 · email 邮件 · onsite 现场")
COST_TYPE = choices("direct 直接 · indirect 间接")
PRIORITY = choices("urgent 紧急 · high 高 · normal 中 · low 低")
PRIORITY_WORDS: Mapping[str, str] = {word: c.code for c in PRIORITY for word in (c.code, *c.zh)}
TAG_WORDS: Mapping[str, str] = {"promise": "promise", "承诺": "promise", "private": "private", "内部": "private"}


def _token(
    key: str, kind: Kind, zh: str, help: str, help_zh: str, many: bool = False, words: tuple[Choice, ...] = (), span: Span = None,
) -> Field:
    return Field(key, kind, tuple(zh.split("|")), key, help, help_zh, many, False, words, span=span)


TOKENS: Mapping[str, Field] = {
    token.key: token
    for token in (
        _token("with", "text", "与|对象", "Contacts who took part", "参与的联系人", many=True),
        _token("minutes", "number", "分钟", "How long it took", "时长（分钟）", span=(0, None)),
        _token("direction", "choice", "方向", "Who began it: in or out", "来电或去电", words=DIRECTION),
        _token("next", "date", "下次", "The promised next contact", "承诺的下次联系"),
        _token("via", "text", "渠道", "Channel: wechat, phone, email, onsite or another", "渠道", words=VIA),
        _token("id", "text", "编号", "Id within the record", "档案内的编号"),
        _token("re", "ids", "关于", "What it refers to", "关于哪一项", many=True),
        _token("responded", "datetime", "答复", "First answer", "首次答复时间"),
        _token("waiting", "any", "等待", "FROM..TO while the customer had to act", "等待客户的时段 FROM..TO", many=True),
        _token("resolved", "datetime", "解决", "When it was solved", "解决时间"),
        _token("first", "bool", "首次解决", "Solved at first contact", "首次联系即解决"),
        _token("csat", "number", "满意度", "Satisfaction, 1 to 5", "满意度 1-5", span=(1, 5)),
        _token("nps", "number", "推荐度", "Would recommend, 0 to 10", "推荐意愿 0-10", span=(0, 10)),
        _token("ces", "number", "省力度", "It was easy, 1 to 7", "省力程度 1-7", span=(1, 7)),
        _token("cause", "text", "原因", "Root cause", "根本原因"),
        _token("lesson", "text", "教训", "Lesson, a [[page]] or words", "教训，[[页面]]或文字"),
        _token("cost", "money", "成本|赔付", "Concession or cost", "赔付或成本"),
        _token("amount", "money", "金额", "Amount of money", "金额"),
        _token("valid", "date", "有效期|有效", "The quote holds until", "报价有效期"),
        _token("category", "text", "类别", "Kind of cost", "成本类别"),
        _token("type", "choice", "类型", "Direct or indirect cost", "直接或间接成本", words=COST_TYPE),
        _token("phase", "text", "阶段", "Stage that the cost belongs to", "成本所属阶段"),
        _token("points", "number", "积分", "Loyalty points", "积分"),
        _token("customer", "record", "客户", "The customer brought in", "介绍来的客户"),
        _token("accepted", "date", "接受", "Day on which it was accepted", "接受日期"),
        _token("impact", "duration", "影响", "Effect on the schedule", "对工期的影响"),
        _token("due", "date", "截止|到期", "Due date", "截止日期"),
        _token("start", "date", "开始", "Not before", "开始日期"),
        _token("done", "date", "完成", "Day on which it was done", "完成日期"),
        _token("cancelled", "date", "取消", "Day on which it was cancelled", "取消日期"),
        _token("after", "ids", "前置", "Ids that come first", "前置编号", many=True),
        _token("est", "duration", "预计", "Estimated working time", "预计工时"),
        _token("every", "any", "每|周期", "Repeats; a final + counts from the day it was done", "重复周期；末尾加 + 表示从完成日起算"),
        _token("orders", "money", "订单额", "Sum of orders", "订单总额"),
        _token("receivable", "money", "应收", "Money still owed", "应收款"),
    )
}
TOKEN_WORDS: Mapping[str, str] = {word: token.key for token in TOKENS.values() for word in (token.key, *token.zh)}
TASK_TOKENS = ("due", "start", "id", "after", "re", "est", "every", "done", "cancelled")
LIST_TOKENS = ("with", "after", "re")


class Entry(NamedTuple):
    """One log entry as typed by its kind; `attrs` holds decoded token values by canonical key."""

    line: int
    end_line: int
    date: Day
    until: Day | None
    time: str
    kind: str
    group: str
    title: str
    by: tuple[str, ...]
    tags: tuple[str, ...]
    priority: str
    id: str
    before: str
    after: str
    attrs: Mapping[str, Any]
    anchor: str
    private: bool
