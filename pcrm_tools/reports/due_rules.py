"""The rules by which something is due: names, what they mean and say in English and Chinese, points, and their limits."""

from collections.abc import Mapping
from typing import NamedTuple

from pcrm_tools.reports.due_score import Part, when

__all__ = ["BY_ID", "CASE_WORDS", "POINTS", "RULES", "SENTENCES", "SOURCES", "DueRule", "Part", "Why", "when"]


class DueRule(NamedTuple):
    """A rule: its id, its name and meaning in English and Chinese, the points it scores, and its sentences (id -> English,
    Chinese).

    `limits` are what pcrm.yml may change under `followups:`, with their defaults; `ahead` is the one of them that says how long
    before its day a thing is shown. `field` is the field that a row tells of, so that it stays private where that is.
    """

    id: str
    en: str
    zh: str
    points: int
    means: tuple[str, str]
    sentences: Mapping[str, tuple[str, str]]
    limits: Mapping[str, str] = {}
    ahead: str = ""
    field: str = ""


class Why(NamedTuple):
    """Why a row is listed: the id of a sentence and the values that fill it."""

    sentence: str
    values: Mapping[str, str]


RULES: tuple[DueRule, ...] = (
    DueRule("case-respond", "Answer a case", "答复案例", 60,
        ("A case has no first answer; its time by `sla:` runs in working time.", "案例还没有首次答复；`sla:` 的时限按工作时间算。"), {
        "case-respond": ("{kind} of {opened} has no answer; {limit} of working time end {by}: {when}",
                         "{opened} 的{kind}尚未答复；工作时间 {limit}到 {by} 为止：{when}"),
    }),
    DueRule("case-resolve", "Solve a case", "解决案例", 50,
        ("A case is not solved; waiting for the customer stops its clock.", "案例还没有解决；等待客户期间停表。"), {
        "case-resolve": ("{kind} of {opened} is not solved; {limit} of working time end {by}: {when}",
                         "{opened} 的{kind}尚未解决；工作时间 {limit}到 {by} 为止：{when}"),
    }),
    DueRule("inbound", "Unanswered message", "来信未回", 40,
        ("The customer wrote last (`direction:in` on an e-mail or message), and no contact, `next:` or task followed.",
         "最近一次是客户来信（邮件或消息写了 `方向:来`），之后没有联系，也没有 `下次:` 或任务。"), {
        "inbound": ("the customer's {kind} of {day} has no answer; {limit} of working time end {by}: {when}",
                    "客户 {day} 的{kind}尚未回复；工作时间 {limit}到 {by} 为止：{when}"),
    }, {"within": "1d"}),
    DueRule("next-contact", "Next contact", "下次联系", 40,
        ("The day promised by `next_contact:`, else by the newest contact's `next:`; a contact on or after it keeps it.",
         "`下次联系:` 约定的日子，没有就看最近一次联系的 `下次:`；那天或之后联系过就算做到。"), {
        "next-contact": ("the next contact was promised for {due}, last contact {last}: {when}",
                         "约定 {due} 联系，上次联系 {last}：{when}"),
        "first-contact": ("the next contact was promised for {due}: {when}", "约定 {due} 联系：{when}"),
    }, field="next_contact"),
    DueRule("invoice", "Unpaid invoice", "发票未付", 40,
        ("The day in an invoice's `due:` has passed, and payments that refer to it (`re:`) do not cover it.",
         "发票的 `到期:` 已过，关联它（`关于:`）的付款不足。"), {
        "invoice": ("{amount} not paid, payable by {due}: {when}", "{amount} 未付，应于 {due} 前付清：{when}"),
        "invoice-part": ("{open} of {amount} not paid, payable by {due}: {when}", "{amount} 中还有 {open} 未付，应于 {due} 前付清：{when}"),
    }, {"ahead": "0d"}, "ahead"),
    DueRule("erase", "Erase data", "删除数据", 40,
        ("`privacy.erase_by` is near or past; archived and snoozed records too.", "`隐私.删除期限` 将到或已过，归档和暂缓的档案也算。"), {
        "erase": ("the data must be erased by {due}: {when}", "数据须在 {due} 前删除：{when}"),
    }, {"ahead": "2w"}, "ahead", "privacy"),
    DueRule("milestone", "Milestone", "里程碑", 35,
        ("A milestone without `done`: its `due`, else its `planned`.", "没写 `完成` 的里程碑，按 `截止`，没有就按 `原计划`。"), {
        "milestone": ("the milestone is not reached: {when}", "里程碑未达成：{when}"),
    }, field="milestones"),
    DueRule("deliverable", "Deliverable", "交付物", 35,
        ("A deliverable that is neither delivered nor accepted.", "既没交付也没验收的交付物。"), {
        "deliverable": ("it is not delivered: {when}", "尚未交付：{when}"),
    }, field="deliverables"),
    DueRule("task", "Task", "任务", 30,
        ("An open task or subtask. One with `start:` ahead is not shown yet; one whose `after:` is open is not late.",
         "未完成的任务或子任务；`开始:` 未到的先不列，`前置:` 未完成的不算逾期。"), {
        "task": ("the task is open: {when}", "任务未完成：{when}"),
        "promise": ("promised to the customer and open: {when}", "对客户的承诺未完成：{when}"),
        "waits": ("the task, planned for {planned}, waits for {waits}: {when}", "任务原定 {planned}，等待 {waits}：{when}"),
        "promise-waits": ("promised to the customer and open, waits for {waits}: {when}", "对客户的承诺未完成，等待 {waits}：{when}"),
    }),
    DueRule("project-due", "End of a project", "项目到期", 30,
        ("The project's own `due:` is near or past, it is not closed and not in its last stage.",
         "项目自己的 `截止:` 将到或已过，还没有结项，也不在最后阶段。"), {
        "project-due": ("the project was to end on {due} and is not closed: {when}", "项目应于 {due} 结束，尚未结项：{when}"),
    }, field="due"),
    DueRule("payment", "Payment to bill", "待开票", 30,
        ("A line of the payment plan is due and names no invoice.", "付款计划中到期、却没写发票编号的一项。"), {
        "payment": ("{amount} to be billed by {due}, no invoice is named: {when}", "{amount} 应于 {due} 开票，尚无发票编号：{when}"),
        "payment-bare": ("to be billed by {due}, no invoice is named: {when}", "应于 {due} 开票，尚无发票编号：{when}"),
    }, field="payments"),
    DueRule("risk-high", "Risk without response", "高风险无应对", 30,
        ("An open risk or chance of high score (probability × impact) for which no `response` is chosen.",
         "分值（概率 × 影响）高、却没写 `应对` 的未结风险或机会。"), {
        "risk-high": ("score {score}, high from {high}, and no response is chosen", "分值 {score}（{high} 起为高），尚未选定应对"),
    }, {"from": "0.25"}, field="risks"),
    DueRule("renewal", "Contract renewal", "合同续签", 30,
        ("`contract.end` is near or past; customers that are lost are left out.", "`合同.结束` 将到或已过；流失客户不算。"), {
        "renewal": ("contract {ref} ends {due}: {when}", "合同 {ref} 于 {due} 到期：{when}"),
        "renewal-bare": ("the contract ends {due}: {when}", "合同于 {due} 到期：{when}"),
    }, {"before": "60d"}, "before", "contract"),
    DueRule("house", "House rule", "自定规则", 30,
        ("The query of a rule in pcrm.yml whose `then:` says `followup:` finds the record.",
         "pcrm.yml 的规则中 `then:` 写了 `followup:`，其查询命中该档案。"), {
        "house": ("the rule {name} finds it: {query}", "规则 {name} 命中：{query}"),
    }),
    DueRule("quote", "Quote running out", "报价将到期", 25,
        ("The newest quote of a project that is not won holds until `valid:`, and no order followed.",
         "未赢单项目最新的报价将过 `有效期:`，之后没有订单。"), {
        "quote": ("the quote over {amount} holds until {due}: {when}", "{amount} 的报价有效期到 {due}：{when}"),
        "quote-bare": ("the quote holds until {due}: {when}", "报价有效期到 {due}：{when}"),
    }, {"after": "30d"}),
    DueRule("cadence", "Silence", "久未联系", 25,
        ("No contact for longer than the customer's own `cadence:`, else its tier's, else its lifecycle's.",
         "超过联系周期没有联系：先看客户自己的 `联系周期:`，再看级别的，再看生命周期的。"), {
        "cadence": ("no contact since {last}, at most {limit} of silence allowed ({source}): {when}",
                    "自 {last} 起未联系，最长间隔 {limit}（{source}）：{when}"),
        "never": ("no contact is in the log, at most {limit} of silence allowed ({source}): {when}",
                  "没有联系记录，最长间隔 {limit}（{source}）：{when}"),
    }, {"warn": "", "late": ""}),
    DueRule("risk-review", "Risk review", "风险复查", 25,
        ("The `review` day of an open risk is near or past.", "未结风险的 `复查` 日期将到或已过。"), {
        "risk-review": ("the risk is to be reviewed by {due}: {when}", "风险应于 {due} 前复查：{when}"),
    }, field="risks"),
    DueRule("closing-survey", "Survey at the close", "结项调查", 25,
        ("All milestones are done, or the project is closed as done, and no survey was held since a month before.",
         "里程碑全部完成或项目已结项，而从一个月前至今没有做过调查。"), {
        "closing-survey": ("the work was finished on {since}, no survey asked how it was: {when}", "工作已于 {since} 完成，还没做满意度调查：{when}"),
    }, {"within": "2w", "until": "6mo"}),
    DueRule("limit", "Several stages", "跨阶段时限", 20,
        ("Several stages together take longer than a line of the pipeline's `limits:`.", "几个阶段合计超过流程 `limits:` 的时限。"), {
        "limit": ("{first} → {last} is not reached after {age} days (since {since}), allowed {limit}: {when}",
                  "{first} → {last} 已 {age} 天未到达（自 {since}），时限 {limit}：{when}"),
        "limit-won": ("{first} → {last} is not reached after {age} days (since {since}), allowed {limit}: {when}, no key prospect any more",
                      "{first} → {last} 已 {age} 天未到达（自 {since}），时限 {limit}：{when}，不再是重点机会"),
    }, field="stage"),
    DueRule("plan", "Communication plan", "沟通计划", 20,
        ("An item of `plan` is due by its `every`, counted from the last entry that fits its channel and people.",
         "`沟通计划` 的一项按 `频率` 到期，从最近一次渠道和对象都符合的记录起算。"), {
        "plan": ("planned every {every}, last carried out {last}: {when}", "计划每 {every}一次，上次 {last}：{when}"),
        "plan-never": ("planned every {every}, not in the log since {since}: {when}", "计划每 {every}一次，自 {since} 起没有记录：{when}"),
        "plan-new": ("planned every {every}, not in the log yet: {when}", "计划每 {every}一次，还没有记录：{when}"),
    }, field="plan"),
    DueRule("birthday", "Birthday", "生日", 20,
        ("A contact's birthday, by the solar or the Chinese calendar, until a greeting is in the log or a task is named after it.",
         "联系人的公历或农历生日，已有问候记录或同名任务的不列。"), {
        "birthday": ("birthday on {due}: {when}", "{due} 生日：{when}"),
        "birthday-lunar": ("birthday on {due} ({day} of the Chinese calendar): {when}", "{due} 生日（农历 {day}）：{when}"),
    }, {"within": "7d", "until": "3d"}, "within", "contacts.birthday"),
    DueRule("evaluation", "Evaluation", "客户评估", 20,
        ("A new customer (lead or prospect) has no `evaluation`, and pcrm.yml has criteria for one.",
         "新客户（线索、意向）还没有 `评估`，而 pcrm.yml 定了评估项。"), {
        "evaluation": ("known since {since} and not evaluated, expected within {after}: {when}", "{since} 首次接触，应在 {after}内评估：{when}"),
        "evaluation-bare": ("the new customer is not evaluated: {when}", "新客户尚未评估：{when}"),
    }, {"after": "30d"}, field="evaluation"),
    DueRule("survey", "Survey", "满意度调查", 15,
        ("A customer (no lead, prospect, dormant or lost one) was not asked for so long; its projects' surveys count. One that was never"
         " asked is listed where pcrm.yml says `every`.",
         "客户（线索、意向、沉睡、流失除外）太久没做过调查，项目里的调查也算；从未做过的，pcrm.yml 写了 `every` 才列。"), {
        "survey": ("one survey every {every}, the last on {last}: {when}", "每 {every}调查一次，上次 {last}：{when}"),
        "survey-never": ("one survey every {every}, none since {since}: {when}", "每 {every}调查一次，自 {since} 起没有：{when}"),
    }, {"every": "1y"}),
    DueRule("care", "Care day", "关怀日", 15,
        ("A day of `followups.care.days` is near: customers of its tiers (`tiers`, default the first) without a `care` entry since.",
         "`followups.care.days` 的日子将到：所列级别（`tiers`，默认第一级）中此前没有关怀记录的客户。"), {
        "care": ("{what} is on {due}, no greeting in the log yet: {when}", "{due} 是{what}，还没有问候：{when}"),
    }, {"within": "7d"}, "within"),
    DueRule("stage-late", "Stage", "阶段", 15,
        ("A project is in its stage for longer than the stage's `days:`.", "项目在本阶段超过 `days:`。"), {
        "stage-late": ("in stage {stage} for {age} days (since {since}), expected {limit}: {when}",
                       "在“{stage}”阶段已 {age} 天（自 {since}），预计 {limit}：{when}"),
    }, field="stage"),
    DueRule("expected-close", "Expected order", "预计成交", 15,
        ("`expected_close:` is near or past, and the project is not won.", "`预计成交:` 将到或已过，还没赢单。"), {
        "expected-close": ("the order was expected by {due}, the stage is {stage}: {when}", "预计 {due} 前成交，目前阶段“{stage}”：{when}"),
    }, field="expected_close"),
    DueRule("stale", "Stale record", "久无记录", 10,
        ("Nothing was logged for so long, and no other rule lists the record; the last stage and customers with a cadence are left out.",
         "太久没有任何记录，也没有别的规则列出它；最后阶段的项目和有联系周期的客户不算。"), {
        "stale": ("nothing was logged since {last}, at most {after}: {when}", "自 {last} 起没有记录，最长 {after}：{when}"),
    }, {"after": "6mo"}),
)  # fmt: skip
BY_ID: Mapping[str, DueRule] = {rule.id: rule for rule in RULES}
POINTS: Mapping[str, int] = {rule.id: rule.points for rule in RULES}
SENTENCES: Mapping[str, tuple[str, str]] = {name: text for rule in RULES for name, text in rule.sentences.items()}
SOURCES: Mapping[str, tuple[str, str]] = {
    "own": ("its own rule", "自定"), "tier": ("by its tier", "按级别"), "lifecycle": ("by its lifecycle", "按生命周期"),
}
# The log's kinds are declared beside dataclasses, which a warm start does without; a test holds these words against them.
CASE_WORDS: Mapping[str, str] = {"question": "咨询", "support": "支持", "repair": "维修", "request": "请求", "complaint": "投诉"}
MESSAGE_WORDS: Mapping[str, tuple[str, str]] = {"email": ("e-mail", "邮件"), "message": ("message", "消息")}
