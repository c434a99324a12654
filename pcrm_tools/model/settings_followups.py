"""What pcrm.yml may say under `followups:`: the limits of single rules, and which rules are switched off.

The rules themselves and the defaults stand in `reports/due_rules.py`; a test holds the two against each other.
"""

from dataclasses import dataclass
from typing import Any

from pcrm_tools.model.fields import choices, declare

RULES = choices(
    "case-respond 答复案例 · case-resolve 解决案例 · inbound 来信未回 · next-contact 下次联系 · invoice 发票未付 · erase 删除数据"
    " · milestone 里程碑 · deliverable 交付物 · task 任务 · project-due 项目到期 · payment 待开票 · risk-high 高风险无应对"
    " · renewal 合同续签 · house 自定规则 · quote 报价将到期 · cadence 久未联系 · risk-review 风险复查 · closing-survey 结项调查"
    " · limit 跨阶段时限 · plan 沟通计划 · birthday 生日 · evaluation 客户评估 · survey 满意度调查 · care 关怀日 · stage-late 阶段"
    " · expected-close 预计成交 · stale 久无记录"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A message of the customer without an answer."""

    within: Any = declare("duration", "Within", "时限", "Working time for an answer; default 1d", "答复的工作时间，默认 1d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How early a day is shown."""

    ahead: Any = declare("duration", "Ahead", "提前", "How long before its day it is shown", "提前多久列出")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskHigh:
    """From which score a risk wants a response."""

    from_: Any = declare(
        "percent", "From", "起点", "Share of the greatest score (probability × impact); default 25%", "占最高分值（概率 × 影响）的份额，默认 25%",
        span=(0, 1),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """When a contract's end is shown."""

    before: Any = declare("duration", "Before", "提前", "How long before the contract ends; default 60d", "合同到期前多久，默认 60d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """How long a quote that ran out is shown."""

    after: Any = declare("duration", "After", "之后", "Until so long after it ran out; default 30d", "过期后再列多久，默认 30d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Limits of silences for tiers that name none."""

    warn: Any = declare("duration", "Warn", "提醒", "Shown so long before it ends; default a week", "到期前多久列出，默认一周")
    late: Any = declare("duration", "Late", "超期", "Weighs more from so long after it ended", "到期后超过多久加重")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingSurvey:
    """The survey when the work is finished."""

    within: Any = declare("duration", "Within", "时限", "After the last milestone or closing; default 2w", "最后里程碑或结项之后，默认 2w")
    until: Any = declare("duration", "Until", "截至", "Not shown longer after it than this; default 6mo", "之后最多列多久，默认 6mo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthdays:
    """When a birthday is shown."""

    within: Any = declare("duration", "Within", "提前", "How long before the day; default 7d", "提前多久，默认 7d")
    until: Any = declare("duration", "Until", "截至", "How long after it; default 3d", "之后再列多久，默认 3d")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationDue:
    """When a new customer is to be evaluated."""

    after: Any = declare("duration", "After", "之后", "After the first contact; default 30d", "首次接触之后，默认 30d")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyEvery:
    """How often a customer is asked."""

    every: Any = declare("duration", "Every", "周期", "Default 1y", "默认 1y")


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Days on which customers are greeted."""

    days: Any = declare(
        "table", "Days", "日子", "`12-25: Christmas`, `lunar 08-15: Mid-Autumn`; none by default", "`12-25: 圣诞`、`农历08-15: 中秋`；默认没有"
    )
    tiers: tuple[str, ...] = declare("text", "Tiers", "级别", "Whose customers; default the first tier", "哪些级别的客户，默认第一级", many=True)
    within: Any = declare("duration", "Within", "提前", "How long before the day; default 7d", "提前多久，默认 7d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """When a record in which nothing is written is shown."""

    after: Any = declare("duration", "After", "之后", "After the newest entry; default 6mo", "最近一条记录之后，默认 6mo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Followups:
    """Limits of the rules of follow-ups, by rule."""

    off: tuple[str, ...] = declare("choice", "Off", "关闭", "Rules that are switched off", "不用的规则", many=True, choices=RULES)
    inbound: Any = declare("map", "Unanswered message", "来信未回", struct=Inbound)
    invoice: Any = declare("map", "Unpaid invoice", "发票未付", "Shown from its day on by default", "默认到期当天起列出", struct=Ahead)
    erase: Any = declare("map", "Erase data", "删除数据", "2w ahead by default", "默认提前 2w", struct=Ahead)
    risk_high: Any = declare("map", "Risk without response", "高风险无应对", struct=RiskHigh, key="risk-high")
    renewal: Any = declare("map", "Contract renewal", "合同续签", struct=Renewal)
    quote: Any = declare("map", "Quote running out", "报价将到期", struct=Quote)
    cadence: Any = declare("map", "Silence", "久未联系", struct=Silence)
    closing_survey: Any = declare("map", "Survey at the close", "结项调查", struct=ClosingSurvey, key="closing-survey")
    birthday: Any = declare("map", "Birthday", "生日", struct=Birthdays)
    evaluation: Any = declare("map", "Evaluation", "客户评估", struct=EvaluationDue)
    survey: Any = declare("map", "Survey", "满意度调查", struct=SurveyEvery)
    care: Any = declare("map", "Care day", "关怀日", struct=Care)
    stale: Any = declare("map", "Stale record", "久无记录", struct=Stale)
