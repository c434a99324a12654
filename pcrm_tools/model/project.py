"""A project record's front matter and item lists: one line per field, from which everything else follows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pcrm_tools.model.customer import Evaluation
from pcrm_tools.model.fields import choices, declare
from pcrm_tools.model.values import Duration, Money

OUTCOME = choices("done 完成 · lost 丢单 · cancelled 取消")
STATUS_WORDS = "open 未结|打开 · in-progress 进行中 · done 完成 · closed 关闭 · occurred 已发生 · dropped 放弃"
REQUIREMENT_STATUS = choices("open 未结|打开 · in-progress 进行中 · done 完成 · dropped 放弃")
RISK_STATUS = choices("open 未结|打开 · occurred 已发生 · closed 关闭")
REQUIREMENT_KIND = choices("functional 功能 · technical 技术")
REQUIREMENT_PRIORITY = choices("must 必须 · should 应该 · could 可以 · wont 不做")
RESOURCE_KIND = choices("people 人员 · equipment 设备 · money 资金")
RISK_KIND = choices("threat 威胁 · chance 机会")
RESPONSE = choices("avoid 规避 · transfer 转移 · mitigate 减轻 · accept 接受 · exploit 开拓 · share 分享 · enhance 提高")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the project covers."""

    in_: tuple[str, ...] = declare("text", "In", "包含", many=True)
    out: tuple[str, ...] = declare("text", "Out", "不包含", many=True)
    assumptions: tuple[str, ...] = declare("text", "Assumptions", "假设", many=True)
    constraints: tuple[str, ...] = declare("text", "Constraints", "限制", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Planned cost."""

    total: Money | None = declare("money", "Total", "总额")
    direct: Money | None = declare("money", "Direct", "直接")
    indirect: Money | None = declare("money", "Indirect", "间接")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A measurable goal agreed with the customer."""

    what: str | None = declare("text", "What", "内容", required=True)
    measure: str | None = declare("text", "Measure", "指标")
    baseline: str | None = declare("text", "Baseline", "基线")
    target: str | None = declare("text", "Target", "目标值")
    actual: str | None = declare("text", "Actual", "实际")
    due: date | None = declare("date", "Due", "截止")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement with its estimate."""

    id: str | None = declare("text", "Id", "编号")
    what: str | None = declare("text", "What", "内容", required=True)
    kind: str | None = declare("choice", "Kind", "类型", choices=REQUIREMENT_KIND)
    priority: str | None = declare("choice", "Priority", "优先级", choices=REQUIREMENT_PRIORITY)
    status: str | None = declare("choice", "Status", "状态", choices=REQUIREMENT_STATUS)
    effort: Duration | None = declare("duration", "Effort", "工作量", "Working time", "工作时间")
    cost: Money | None = declare("money", "Cost", "成本")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """A result that is handed over."""

    what: str | None = declare("text", "What", "内容", required=True)
    due: date | None = declare("date", "Due", "截止")
    delivered: date | None = declare("date", "Delivered", "交付")
    accepted: date | None = declare("date", "Accepted", "验收")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone with the date first promised and the date now due."""

    id: str | None = declare("text", "Id", "编号")
    name: str | None = declare("text", "Name", "名称", required=True)
    planned: date | None = declare("date", "Planned", "原计划", "The date first promised", "最初承诺的日期")
    due: date | None = declare("date", "Due", "截止")
    done: date | None = declare("date", "Done", "完成")
    weight: Decimal | None = declare("number", "Weight", "权重", "Share of the project's progress", "占项目进度的份额", span=(0, None))
    after: tuple[str, ...] = declare("ids", "After", "前置", "Ids of milestones that come first", "前置里程碑的编号", many=True)
    deliverables: tuple[str, ...] = declare("text", "Deliverables", "交付物", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One payment of the payment plan."""

    what: str | None = declare("text", "What", "内容", required=True)
    share: Decimal | None = declare("percent", "Share", "比例", "Share of the project's value", "占项目金额的比例", span=(0, 1))
    amount: Money | None = declare("money", "Amount", "金额")
    due: date | None = declare("date", "Due", "到期|截止")
    invoice: str | None = declare("text", "Invoice", "发票", "Id of the invoice", "发票编号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """People, equipment or money that the project needs."""

    what: str | None = declare("text", "What", "内容", required=True)
    kind: str | None = declare("choice", "Kind", "类型", choices=RESOURCE_KIND)
    amount: str | None = declare("text", "Amount", "数量")
    from_: date | None = declare("date", "From", "从")
    to: date | None = declare("date", "To", "至")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A threat or a chance, and what is done about it."""

    id: str | None = declare("text", "Id", "编号")
    what: str | None = declare("text", "What", "内容", required=True)
    kind: str | None = declare("choice", "Kind", "类型", choices=RISK_KIND)
    probability: Decimal | None = declare(
        "percent", "Probability", "概率", "Percent, or 1-5 where `risk:` of pcrm.yml says so", "百分比；pcrm.yml 的 `risk:` 可改为 1-5",
        span=(0, 1),
    )
    impact: Decimal | None = declare(
        "percent", "Impact", "影响", "Percent, or 1-5 where `risk:` of pcrm.yml says so", "百分比；pcrm.yml 的 `risk:` 可改为 1-5",
        span=(0, 1),
    )
    effect: Money | None = declare("money", "Effect", "损失|收益", "Money at stake", "涉及金额")
    response: str | None = declare("choice", "Response", "应对", choices=RESPONSE)
    plan: str | None = declare("text", "Plan", "措施")
    owner: str | None = declare("person", "Owner", "负责人")
    status: str | None = declare("choice", "Status", "状态", choices=RISK_STATUS)
    review: date | None = declare("date", "Review", "复查", "Day of the next look", "下次复查日期")
    with_customer: bool | None = declare("bool", "With customer", "与客户共商")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """Somebody with a stake in the project: a contact of the customer or a team member."""

    contact: str | None = declare("text", "Contact", "人员|联系人", required=True)
    role: str | None = declare("text", "Role", "角色")
    interest: str | None = declare("text", "Interest", "关注度|关注")
    influence: int | None = declare("number", "Influence", "影响力", "1 (little) to 5 (great)", "1（小）到 5（大）", span=(1, 5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What a project file's front matter and tables say."""

    name: str | None = declare("text", "Name", "名称|项目名称", "What the project is called", "项目名称", required=True)
    customer: str | None = declare("record", "Customer", "客户", "Id of the customer", "客户的编号", required=True)
    owner: str | None = declare("person", "Owner", "负责人", "The team member responsible", "负责的团队成员", required=True)
    team: tuple[str, ...] = declare("person", "Team", "团队", many=True)
    related: tuple[str, ...] = declare("record", "Related", "相关项目", many=True)
    notify: tuple[str, ...] = declare("text", "Notify", "知会", "Departments that must know of changes", "需要知会的部门", many=True)
    pipeline: str | None = declare("pipeline", "Pipeline", "流程", "A pipeline of pcrm.yml", "pcrm.yml 中的流程")
    stage: str | None = declare("stage", "Stage", "阶段", "May be left out: the last `stage` entry says it", "可省略：以最后一条阶段记录为准")
    value: Money | None = declare("money", "Value", "金额", "What the project brings in", "项目金额")
    probability: Decimal | None = declare("percent", "Probability", "概率", "Default from the stage", "默认取自阶段", span=(0, 1))
    expected_close: date | None = declare("date", "Expected close", "预计成交")
    start: date | None = declare("date", "Start", "开始")
    due: date | None = declare("date", "Due", "截止")
    closed: date | None = declare("date", "Closed", "结项")
    outcome: str | None = declare("choice", "Outcome", "结果", choices=OUTCOME)
    lost_reason: str | None = declare("text", "Lost reason", "丢单原因")
    custom: bool | None = declare("bool", "Custom work", "定制", "Needs an agreement", "定制需要协议")
    agreement: str | None = declare("text", "Agreement", "协议", "Reference of the agreement", "协议编号")
    goals: tuple[Goal, ...] = declare("items", "Goals", "目标", struct=Goal)
    scope: Scope | None = declare("map", "Scope", "范围", struct=Scope)
    requirements: tuple[Requirement, ...] = declare("items", "Requirements", "需求", struct=Requirement)
    deliverables: tuple[Deliverable, ...] = declare("items", "Deliverables", "交付物", struct=Deliverable)
    milestones: tuple[Milestone, ...] = declare("items", "Milestones", "里程碑", struct=Milestone)
    payments: tuple[Payment, ...] = declare("items", "Payments", "付款计划", struct=Payment)
    budget: Budget | None = declare("map", "Budget", "预算", struct=Budget)
    resources: tuple[Resource, ...] = declare("items", "Resources", "资源", struct=Resource)
    risks: tuple[Risk, ...] = declare("items", "Risks", "风险", struct=Risk)
    stakeholders: tuple[Stakeholder, ...] = declare("items", "Stakeholders", "干系人", struct=Stakeholder)
    next_contact: date | None = declare("date", "Next contact", "下次联系", "The promised next contact", "承诺的下次联系日期")
    next_step: str | None = declare("text", "Next step", "下一步")
    snooze: date | None = declare("date", "Snooze until", "暂缓至")
    evaluation: Evaluation | None = declare("map", "Evaluation", "评估", struct=Evaluation)
    tags: tuple[str, ...] = declare("text", "Tags", "标签", many=True)
    archived: bool | None = declare("bool", "Archived", "归档")
