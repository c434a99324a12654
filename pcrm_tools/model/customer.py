"""A customer record's front matter and item lists: one line per field, from which everything else follows."""

from dataclasses import dataclass
from datetime import date

from pcrm_tools.model.fields import choices, declare
from pcrm_tools.model.values import Birthday, Duration

LIFECYCLE_WORDS = choices("lead 线索 · prospect 意向 · active 合作 · growing 增长|发展 · dormant 沉睡 · lost 流失")
TIER_WORDS = choices("key 重点 · potential 潜力 · general 一般")
STAKEHOLDER = choices("decision-maker 决策人 · influencer 影响者 · user 使用者 · champion 支持者 · blocker 反对者")
VERDICT = choices("go 继续 · no-go 放弃 · later 待定")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How the customer likes to be treated."""

    channel: str | None = declare("text", "Channel", "渠道", "The way they like to be reached", "喜欢的联系渠道")
    language: str | None = declare("text", "Language", "语言")
    best_time: str | None = declare("text", "Best time", "时间", "When they are best reached", "方便联系的时间")
    likes: tuple[str, ...] = declare("text", "Likes", "喜好", many=True)
    avoid: tuple[str, ...] = declare("text", "Avoid", "忌讳", "What to keep away from", "需要避免的事", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The evaluation form: scores resting on evidence, and a verdict."""

    date: "date | None" = declare("date", "Date", "日期")
    scores: dict[str, int] | None = declare(
        "map", "Scores", "评分", "Criterion of pcrm.yml -> 1 to 5", "pcrm.yml 中的评估项 -> 1 到 5 分"
    )
    evidence: str | None = declare("text", "Evidence", "依据", "What the scores rest on", "评分所依据的事实")
    verdict: str | None = declare("choice", "Verdict", "结论", choices=VERDICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The frame contract with the customer."""

    start: date | None = declare("date", "Start", "开始")
    end: date | None = declare("date", "End", "结束")
    ref: str | None = declare("text", "Reference", "编号")
    service_scope: str | None = declare("text", "Service scope", "服务范围", "The service agreed in writing", "书面约定的服务范围")


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What allows us to keep the data, and until when."""

    consent: date | None = declare("date", "Consent", "同意", "Day on which they agreed", "同意的日期")
    basis: str | None = declare("text", "Basis", "依据", "Legal basis for keeping the data", "保存数据的法律依据")
    erase_by: date | None = declare("date", "Erase by", "删除期限")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person at the customer."""

    name: str | None = declare("text", "Name", "姓名", required=True)
    aliases: tuple[str, ...] = declare("text", "Aliases", "称呼", many=True)
    role: str | None = declare("text", "Role", "职务")
    stakeholder: str | None = declare("choice", "Stakeholder", "角色", "Part played in decisions", "在决策中的角色", choices=STAKEHOLDER)
    influence: int | None = declare("number", "Influence", "影响力", "1 (little) to 5 (great)", "1（小）到 5（大）", span=(1, 5))
    email: str | None = declare("email", "E-mail", "邮箱")
    phone: str | None = declare("phone", "Phone", "电话|手机")
    wechat: str | None = declare("text", "WeChat", "微信")
    birthday: Birthday | None = declare(
        "birthday", "Birthday", "生日", "`05-18`, `1980-05-18` or `lunar 05-18`", "`05-18`、`1980-05-18` 或 `农历05-18`"
    )
    primary: bool | None = declare("bool", "Primary", "主要", "The first person to turn to", "首要联系人")
    left: date | None = declare("date", "Left", "离职", "Day on which the person left", "离职日期")
    was: str | None = declare("text", "Was at", "曾任", "Where the person worked before", "以前任职的单位")
    uid: str | None = declare("text", "UID", "编号", "Kept from an address book", "来自通讯录的编号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One line of the communication plan."""

    what: str | None = declare("text", "What", "内容", required=True)
    channel: str | None = declare("text", "Channel", "渠道")
    every: Duration | None = declare("duration", "Every", "频率", "How often, such as `2w`", "频率，如 `2周`")
    owner: str | None = declare("person", "Owner", "负责人")
    with_: tuple[str, ...] = declare("text", "With", "对象", "Contacts it is meant for", "沟通对象", many=True)
    aim: str | None = declare("text", "Aim", "目的")


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """What a customer file's front matter and tables say."""

    name: str | None = declare("text", "Name", "名称|客户名称", "Who it is", "客户的正式名称", required=True)
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名|简称", "Other names they go by", "其他称呼", many=True)
    company_no: str | None = declare("text", "Registration no.", "统一社会信用代码|税号")
    parent: str | None = declare("record", "Parent", "集团|上级", "The customer record of the group it belongs to", "所属集团的客户档案")
    website: str | None = declare("url", "Website", "网站")
    phone: str | None = declare("phone", "Phone", "电话")
    email: str | None = declare("email", "E-mail", "邮箱")
    address: str | None = declare("text", "Address", "地址")
    region: str | None = declare("text", "Region", "区域|地区")
    industry: str | None = declare("text", "Industry", "行业")
    size: str | None = declare("text", "Size", "规模")
    owner: str | None = declare("person", "Owner", "负责人", "The team member responsible", "负责的团队成员", required=True)
    team: tuple[str, ...] = declare("person", "Team", "团队", "Others who work for them", "其他参与的成员", many=True)
    notify: tuple[str, ...] = declare("text", "Notify", "知会", "Departments that must know of changes", "需要知会的部门", many=True)
    lifecycle: str | None = declare("lifecycle", "Lifecycle", "生命周期", "Where the relation stands", "客户关系所处阶段")
    tier: str | None = declare("tier", "Tier", "级别|客户等级")
    tier_reason: str | None = declare("text", "Tier reason", "级别理由", "Why it differs from the computed one", "与计算结果不同的理由")
    source: str | None = declare("text", "Source", "来源", "How they came to us", "客户来源")
    first_contact: date | None = declare("date", "First contact", "首次接触")
    referred_by: str | None = declare("record", "Referred by", "介绍人|转介绍自")
    needs: tuple[str, ...] = declare("text", "Needs", "需求", many=True)
    pain_points: tuple[str, ...] = declare("text", "Pain points", "痛点", many=True)
    preferences: Preferences | None = declare("map", "Preferences", "偏好", struct=Preferences)
    contacts: tuple[Contact, ...] = declare("items", "Contacts", "联系人", "The people there", "客户方人员", struct=Contact)
    plan: tuple[Plan, ...] = declare("items", "Communication plan", "沟通计划", struct=Plan)
    cadence: Duration | None = declare("duration", "Cadence", "联系周期", "Longest silence allowed", "允许的最长不联系时间")
    next_contact: date | None = declare("date", "Next contact", "下次联系", "The promised next contact", "承诺的下次联系日期")
    next_step: str | None = declare("text", "Next step", "下一步", "What the next contact is for", "下次联系要做的事")
    snooze: date | None = declare("date", "Snooze until", "暂缓至", "Not before this day", "此日期之前不提醒")
    evaluation: Evaluation | None = declare("map", "Evaluation", "评估", struct=Evaluation)
    contract: Contract | None = declare("map", "Contract", "合同", struct=Contract)
    privacy: Privacy | None = declare("map", "Privacy", "隐私", struct=Privacy)
    tags: tuple[str, ...] = declare("text", "Tags", "标签", many=True)
    archived: bool | None = declare("bool", "Archived", "归档", "Kept out of lists and follow-ups", "不出现在列表和跟进中")
