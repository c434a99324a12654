"""What pcrm.yml may say: declared like records, so that it is validated like them."""

from dataclasses import dataclass
from typing import Any

from pcrm_tools.model.fields import choices, declare
from pcrm_tools.model.settings_boards import Boards
from pcrm_tools.model.settings_followups import Followups

LANGUAGES = choices("en 英文 · zh 中文")
GIT_HOSTS = choices("github · gitlab · gitea")
ENGINES = choices("whoosh · sqlite · auto")
SCALES = choices("percent 百分比 · 1-5")
DAY_NAMES = choices("mon 周一 · tue 周二 · wed 周三 · thu 周四 · fri 周五 · sat 周六 · sun 周日")
GROUPS = choices("contact · note · case · feedback · money · loyalty · state · project · balance")
OWN_TYPES = choices(
    "text · date · money · duration · percent · number · bool · choice · person · record · url · email · phone · items"
)
RECORD_TYPES = choices("customer 客户 · project 项目")
DAY_KINDS = choices("off 休 · work 班")
SECURITY = choices("starttls · ssl · none 无")
PRIORITIES = choices("urgent 紧急 · high 高 · normal 中 · low 低")
MAIL_TO = choices("customer 客户 · owner 负责人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the team."""

    id: str | None = declare("text", "Id", "编号", "Written as @id in log and tasks", "在记录和任务中写作 @id", required=True)
    name: str | None = declare("text", "Name", "姓名", required=True)
    aliases: tuple[str, ...] = declare("text", "Aliases", "称呼", many=True)
    email: str | None = declare("email", "E-mail", "邮箱")
    departments: tuple[str, ...] = declare("text", "Departments", "部门", many=True)
    role: str | None = declare("text", "Role", "职务")
    left: Any = declare("date", "Left", "离职", "Kept so that old entries stay valid", "保留，使旧记录仍然有效")
    country: str | None = declare(
        "text", "Country", "国家", "Whose public holidays count for this one's cases; default: the calendar's",
        "此人的案例按哪国法定节假日；默认与日历相同",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days and hours."""

    country: str | None = declare("text", "Country", "国家", "Whose public holidays count (ISO 3166)", "按哪国法定节假日（ISO 3166）")
    days: tuple[str, ...] = declare("choice", "Days", "工作日", many=True, choices=DAY_NAMES)
    hours: str | None = declare("text", "Hours", "工作时间", "Such as 09:00-18:00", "如 09:00-18:00")
    exceptions: Any = declare("table", "Exceptions", "例外", "Date -> off or work", "日期 -> off 或 work", choices=DAY_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a pipeline."""

    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese label", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    days: Any = declare("days", "Days", "天数", "Expected time", "预计时间")
    probability: Any = declare("percent", "Probability", "概率", span=(0, 1))
    won: bool | None = declare("bool", "Won", "赢单", "Reaching it means that the project is won", "到达即为赢单")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A chain of stages with limits over several of them."""

    label: str | None = declare("text", "Label", "标签")
    stages: Any = declare("table", "Stages", "阶段", struct=Stage, required=True)
    limits: Any = declare("table", "Limits", "时限", "`a -> b: 90d`", "`a -> b: 90d`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """One stage of the customer's lifecycle."""

    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese label", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    cadence: Any = declare("duration", "Cadence", "联系周期")
    policy: str | None = declare("text", "Policy", "策略")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A value class of customers and what it is promised."""

    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese label", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    cadence: Any = declare("duration", "Cadence", "联系周期", "Longest silence allowed", "允许的最长不联系时间")
    warn: Any = declare("duration", "Warn", "提醒", "A silence is shown so long before it ends", "联系周期到期前多久开始提醒")
    late: Any = declare("duration", "Late", "超期", "A silence weighs more from so long after it ended", "到期后超过多久算严重超期")
    policy: str | None = declare("text", "Policy", "策略")
    benefits: tuple[str, ...] = declare("text", "Benefits", "权益", many=True)
    amount: Any = declare("money", "From amount", "金额门槛", "Orders of the last 12 months from which the tier is computed", "近 12 个月订单额门槛")
    orders: Any = declare("number", "From orders", "订单数门槛")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """A time limit, in working time, by kind, priority and tier; the most specific line counts."""

    kind: str | None = declare("text", "Kind", "类型", "A case kind; every kind if left out", "案例类型；省略则为全部")
    priority: str | None = declare("text", "Priority", "优先级")
    tier: str | None = declare("text", "Tier", "级别")
    respond: Any = declare("duration", "Respond", "答复")
    resolve: Any = declare("duration", "Resolve", "解决")
    owner: str | None = declare("person", "Owner", "负责人", "Who takes the urgent path", "紧急通道负责人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of the evaluation form."""

    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese label", "中文")
    weight: Any = declare("number", "Weight", "权重", span=(0, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationForm:
    """The evaluation form's criteria."""

    criteria: Any = declare("table", "Criteria", "评估项", struct=Criterion)
    go: Any = declare("number", "Go from", "通过分", "Weighted mean from which the verdict is go", "加权平均达到即通过")


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskScale:
    """How risks are scored."""

    scale: str | None = declare("choice", "Scale", "尺度", choices=SCALES)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """A column of an own item list."""

    type: str | None = declare("choice", "Type", "类型", choices=OWN_TYPES)
    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese key", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    help: str | None = declare("text", "Help", "说明")
    choices: tuple[str, ...] = declare("text", "Choices", "选项", many=True)
    many: bool | None = declare("bool", "Several", "多值", aliases=("multiple",))
    required: bool | None = declare("bool", "Required", "必填")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """A field of the notebook's own."""

    type: str | None = declare("choice", "Type", "类型", choices=OWN_TYPES)
    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese key", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    help: str | None = declare("text", "Help", "说明")
    choices: tuple[str, ...] = declare("text", "Choices", "选项", many=True)
    many: bool | None = declare("bool", "Several", "多值", aliases=("multiple",))
    required: bool | None = declare("bool", "Required", "必填")
    items: Any = declare(
        "table", "Columns", "列", "Columns of an own item list", "自定义清单的列", aliases=("columns", "fields"), struct=OwnColumn
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFields:
    """Own fields by record type."""

    customer: Any = declare("table", "Customer", "客户", struct=OwnField)
    project: Any = declare("table", "Project", "项目", struct=OwnField)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKind:
    """A log kind of the notebook's own."""

    label: str | None = declare("text", "Label", "标签")
    zh: str | None = declare("text", "Chinese word", "中文")
    aliases: tuple[str, ...] = declare("text", "Aliases", "别名", many=True)
    group: str | None = declare("choice", "Group", "组", choices=GROUPS)
    carries: tuple[str, ...] = declare("text", "Tokens", "属性", many=True, aliases=("tokens",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How searching is done."""

    engine: str | None = declare("choice", "Engine", "引擎", choices=ENGINES)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A named query with its columns."""

    label: str | None = declare("text", "Label", "标签")
    query: str | None = declare("text", "Query", "查询", required=True)
    columns: tuple[str, ...] = declare("text", "Columns", "列", many=True)
    sort: str | None = declare("text", "Sort", "排序")
    type: str | None = declare("choice", "Type", "类型", choices=RECORD_TYPES)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Where the site and the repository live."""

    name: str | None = declare("text", "Name", "名称")
    url: str | None = declare("url", "Address", "网址")
    git: str | None = declare("url", "Git host", "代码仓库", "For edit and history links", "用于编辑和历史链接", aliases=("repo",))
    branch: str | None = declare("text", "Branch", "分支")
    host: str | None = declare(
        "choice", "Kind of host", "仓库类型", "How it spells its addresses; else by its name", "其网址的写法；不写则按域名判断", choices=GIT_HOSTS
    )
    language: str | None = declare("choice", "Language", "语言", choices=LANGUAGES)
    boards: Any = declare("map", "Boards", "看板", "What the boards show", "各看板显示什么", struct=Boards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """The mail server; a password never stands in the notebook."""

    host: str | None = declare("text", "Host", "主机", "PCRM_SMTP_HOST overrides it, and so for the others", "可用 PCRM_SMTP_HOST 覆盖，其余各项同样")
    port: Any = declare("number", "Port", "端口", "Default: 587, 465 or 25, by the security", "默认按加密方式为 587、465 或 25", span=(1, 65535))
    user: str | None = declare("text", "User", "用户", "Its password is in PCRM_SMTP_PASSWORD, never here", "密码放在 PCRM_SMTP_PASSWORD，不写在这里")
    from_: str | None = declare("text", "From", "发件人", "`Name <address>`; default: git's name and e-mail", "`名称 <邮箱>`，默认用 git 的姓名和邮箱")
    security: str | None = declare(
        "choice", "Security", "加密", "How the connection is encrypted; default: by the port", "连接如何加密，默认按端口", choices=SECURITY, aliases=("tls",)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySettings:
    """What stays inside, and for whom sites are built."""

    private_fields: tuple[str, ...] = declare("text", "Private fields", "内部字段", many=True)
    audiences: Any = declare("any", "Audiences", "受众")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAction:
    """What a rule does with each record that its query finds."""

    followup: str | None = declare("text", "Follow-up", "跟进", "Listed by `pcrm followups` while the query finds it", "查询命中时列入 `pcrm followups`")
    task: str | None = declare("text", "Task", "任务", "A task to write into the record", "写入档案的任务")
    mail: str | None = declare("text", "Mail", "邮件", "A draft from templates/NAME.md", "按 templates/名称.md 起草邮件")
    report: str | None = declare("text", "Report", "报表", "A report about the records found", "就命中的档案生成报表")
    due: str | None = declare("text", "Due", "截止", "A day or a date word such as +5d", "日期，或 +5d、周五 等")
    owner: str | None = declare("person", "Owner", "负责人", "Default: the record's owner", "默认是档案的负责人")
    priority: str | None = declare("choice", "Priority", "优先级", choices=PRIORITIES)
    to: str | None = declare("choice", "To", "收件人", "Who gets the mail; default: the customer", "邮件发给谁，默认发给客户", choices=MAIL_TO)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """What is to be done when a query finds records."""

    name: str | None = declare("text", "Name", "名称", "Also the tag of what it writes", "也是它所写内容的标签", required=True)
    when: str | None = declare("text", "When", "条件", "A query", "查询", required=True)
    then: Any = declare("map", "Then", "动作", struct=RuleAction, required=True)
    every: Any = declare("duration", "Every", "间隔", "At most once in this time for each record; default: 90d", "每份档案在此期间最多一次，默认 90d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of pcrm.yml."""

    format: Any = declare("number", "Format", "格式", "Version of the notebook format: 1", "笔记本格式版本：1")
    language: str | None = declare("choice", "Language", "语言", choices=LANGUAGES)
    currency: str | None = declare("text", "Currency", "货币", "ISO 4217 code of amounts without one", "未注明货币的金额所用的 ISO 4217 代码")
    timezone: str | None = declare("text", "Time zone", "时区")
    team: Any = declare("items", "Team", "团队", struct=Member)
    calendar: Any = declare("map", "Calendar", "日历", struct=Calendar)
    pipelines: Any = declare("table", "Pipelines", "流程", struct=Pipeline)
    lifecycle: Any = declare("table", "Lifecycle", "生命周期", struct=Lifecycle)
    tiers: Any = declare("table", "Tiers", "级别", struct=Tier)
    sla: Any = declare("items", "SLA", "服务时限", struct=Sla)
    evaluation: Any = declare("map", "Evaluation", "评估", struct=EvaluationForm)
    loyalty: Any = declare("any", "Loyalty", "忠诚度")
    health: Any = declare("any", "Health", "健康度")
    risk: Any = declare("map", "Risk", "风险", struct=RiskScale)
    fields: Any = declare("map", "Own fields", "自定义字段", struct=OwnFields)
    kinds: Any = declare("table", "Own log kinds", "自定义记录类型", struct=OwnKind)
    search: Any = declare("map", "Search", "搜索", struct=Search)
    segments: Any = declare("table", "Segments", "细分", "Name -> query", "名称 -> 查询")
    views: Any = declare("table", "Views", "视图", struct=View)
    rules: Any = declare("items", "Rules", "规则", struct=HouseRule)
    goals: Any = declare("any", "Goals", "年度目标")
    approvals: Any = declare("any", "Approvals", "审批")
    followups: Any = declare("map", "Follow-ups", "跟进", "Limits of single rules, and rules to switch off", "各规则的时限，以及不用的规则", struct=Followups)
    communication: Any = declare("any", "House rules of communication", "沟通守则")
    mail: Any = declare("map", "Mail", "邮件", struct=Mail)
    site: Any = declare("map", "Site", "网站", struct=SiteSettings)
    privacy: Any = declare("map", "Privacy", "隐私", struct=PrivacySettings)
