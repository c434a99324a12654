"""Checks of one record's front matter: what is required, and what must stand together."""

from collections.abc import Iterator, Mapping
from datetime import date

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Record
from pcrm_tools.model.values import Place
from pcrm_tools.text.context import Context
from pcrm_tools.text.keys import struct_keys
from pcrm_tools.text.scalars import named

REQUIRED = Rule(
    "required", "error", "{where}`{name}` is missing", "{where_zh}缺少 `{name_zh}`",
    "add `{name}:` and its value{table}", "添加 `{name_zh}:` 和它的值{table_zh}",
)  # fmt: skip
DATE_ORDER = Rule(
    "date-order", "warning", "{name}: {seen} lies before {earlier}: {want}", "{name_zh}：{seen} 早于{earlier_zh} {want}",
    "correct one of the two days", "更正其中一个日期",
)  # fmt: skip
AGREEMENT = Rule(
    "custom-agreement", "error", "custom work without an agreement", "定制项目没有协议",
    "add `agreement:` with the reference of the agreement", "添加 `协议:`，写上协议编号",
)
SURVEY = Rule(
    "close-survey", "error", "closed as done without a survey", "已完成结项，但没有满意度调查",
    "add a `survey` entry to the log: ### {date} survey csat:… nps:… — …", "在记录中添加调查：### {date} 调查 满意度:… 推荐度:… — …",
)
RETROSPECTIVE = Rule(
    "close-retrospective", "error", "closed as done without a retrospective", "已完成结项，但没有复盘",
    "write the section `## Retrospective`: went well, went badly, cause, measure", "写一节 `## 复盘`：做得好、做得差、原因、措施",
)
REQUIREMENTS = Rule(
    "requirements-headings", "warning", "the requirements document lacks {seen}", "需求文件缺少：{seen_zh}",
    "add the heading `## {want}` and its text", "添加标题 `## {want_zh}` 和正文",
)  # fmt: skip
OUTCOME = Rule(
    "close-outcome", "warning", "closed without an outcome", "已结项，但没有写结果", "add `outcome: done`, `lost` or `cancelled`",
    "添加 `结果: 完成`、`丢单` 或 `取消`",
)
LOST_REASON = Rule(
    "lost-reason", "warning", "lost without a reason", "丢单但没有写原因", "add `lost_reason:`; the next offer learns from it",
    "添加 `丢单原因:`，下次报价可以借鉴",
)
EVIDENCE = Rule(
    "evaluation-evidence", "warning", "an evaluation with scores and no evidence", "评估有评分但没有依据",
    "add `evidence:` under `evaluation:`", "在 `评估:` 下添加 `依据:`",
)
CRITERION = Rule(
    "unknown-criterion", "warning", "`{seen}` is no evaluation criterion of pcrm.yml", "pcrm.yml 中没有评估项 `{seen}`",
    "use one of {allowed}", "可用：{allowed}",
)
UNKNOWN_STAGE = Rule(
    "unknown-stage", "error", "`{seen}` is no stage of the pipeline {name}", "流程 {name} 没有阶段 `{seen}`",
    "write one of {allowed}", "可选：{allowed}",
)
BAD_ID = Rule(
    "bad-id", "error", "the file name holds `{seen}`, which no id may hold", "文件名含有 `{seen}`，编号中不能有这个字符",
    "rename the file without # | [ ]", "请重命名文件，去掉 # | [ ]",
)  # fmt: skip
RULES = (
    BAD_ID, REQUIRED, DATE_ORDER, AGREEMENT, SURVEY, RETROSPECTIVE, REQUIREMENTS, OUTCOME, LOST_REASON, EVIDENCE, CRITERION, UNKNOWN_STAGE,
)  # fmt: skip

_RETROSPECTIVE = ("retrospective", "复盘")
# Which day must not lie before which.
_ORDER = (("contract.start", "contract.end"), ("start", "due"), ("start", "closed"))
_REQUIREMENTS = (
    ("Goals", "目标"), ("Scope statement", "范围说明"), ("Customer description", "客户描述"), ("Customer traits", "客户特点"),
    ("Assumptions", "假设"), ("Constraints", "限制"), ("Related projects", "相关项目"), ("Functional requirements", "功能要求"),
    ("Technical requirements", "技术要求"),
)  # fmt: skip
# The headings that stand in no other kind of document.
_TELLING = (1, 2, 3, 7, 8)


def check(record: Record, context: Context) -> Iterator[Finding]:
    """All findings of this file for one record."""
    forbidden = next((char for char in record.id if char in "#|[]"), "")
    if forbidden:
        yield BAD_ID.at(1, 1, seen=forbidden)
    if record.broken:
        return
    yield from _required(record, context)
    yield from _order(record, context)
    yield from _evaluation(record, context)
    if record.type == "project":
        yield from _stage(record, context)
        yield from _closing(record)
        yield from _requirements(record)


def place(record: Record, key: str) -> Place:
    """Where a field stands, else the record's title."""
    return record.places.get(key) or Place(record.title_line, 1)


def _required(record: Record, context: Context) -> Iterator[Finding]:
    keys = context.keys[record.type]
    told = {(finding.line, finding.column) for finding in record.findings}
    for key, spec in keys.fields.items():
        if not spec.required or key in record.front or record.items.get(key):
            continue
        at = place(record, key)
        if key not in record.places or at not in told:  # a value that could not be read was told of
            table = f", or a table under the heading `## {spec.label}`" if spec.kind == "items" else ""
            table_zh = f"，或在标题 `## {spec.label_zh}` 下写表格" if spec.kind == "items" else ""
            yield REQUIRED.at(at.line, at.column, **named(spec), where="", where_zh="", table=table, table_zh=table_zh)
    for field, rows in record.items.items():
        around = keys.fields[field]
        required = [spec for spec in struct_keys(around).fields.values() if spec.required]
        for item in rows:
            for spec in required:
                if spec.key not in item.cells:
                    yield REQUIRED.at(
                        item.place.line, item.place.column, **named(spec), where=f"{field}: ", where_zh=f"{around.label_zh}：",
                        table="", table_zh="",
                    )  # fmt: skip


def _order(record: Record, context: Context) -> Iterator[Finding]:
    for first, last in _ORDER:
        before, after = _day(record, first), _day(record, last)
        if before is not None and after is not None and after < before:
            at = place(record, last)
            yield DATE_ORDER.at(
                at.line, at.column, name=last, name_zh=_label_zh(context, record.type, last), seen=after, want=before,
                earlier=first, earlier_zh=_label_zh(context, record.type, first),
            )  # fmt: skip


def _day(record: Record, key: str) -> date | None:
    outer, _, inner = key.partition(".")
    value = record.front.get(outer)
    found = value.get(inner) if inner and isinstance(value, Mapping) else value
    return found if isinstance(found, date) else None


def _label_zh(context: Context, record_type: str, key: str) -> str:
    outer, _, inner = key.partition(".")
    spec = context.keys[record_type].fields[outer]
    return spec.label_zh + (struct_keys(spec).fields[inner].label_zh if inner else "")


def _evaluation(record: Record, context: Context) -> Iterator[Finding]:
    form = record.front.get("evaluation")
    if not form or not form.get("scores"):
        return
    at = place(record, "evaluation.scores")
    if not form.get("evidence"):
        yield EVIDENCE.at(at.line, at.column)
    criteria = context.config.data["evaluation"].get("criteria") or {}
    for name in form["scores"] if criteria else ():
        if name not in criteria:
            yield CRITERION.at(at.line, 1, seen=name, allowed=", ".join(criteria))


def _stage(record: Record, context: Context) -> Iterator[Finding]:
    """Stages of another pipeline; what is a stage of none was told of when it was read."""
    pipeline = record.front.get("pipeline") or "default"
    stages = context.config.stages(pipeline)
    allowed = ", ".join(stages)
    known = set(context.words.stage.values())
    if record.front.get("stage") and record.front["stage"] not in stages:
        at = place(record, "stage")
        yield UNKNOWN_STAGE.at(at.line, at.column, seen=record.front["stage"], name=pipeline, allowed=allowed)
    for entry in record.entries:
        if entry.kind == "stage":
            for stage in (entry.before, entry.after):
                if stage in known and stage not in stages:
                    yield UNKNOWN_STAGE.at(entry.line, 1, seen=stage, name=pipeline, allowed=allowed)


def _requirements(record: Record) -> Iterator[Finding]:
    """A project's text that has one of the telling headings is a requirements document, and should have all nine."""
    titles = {heading.title.strip().lower(): heading.line for heading in record.headings if heading.level == 2}
    there = [next((titles[word.lower()] for word in pair if word.lower() in titles), 0) for pair in _REQUIREMENTS]
    missing = [pair for pair, line in zip(_REQUIREMENTS, there, strict=True) if not line]
    if missing and any(there[number] for number in _TELLING):
        yield REQUIREMENTS.at(
            min(line for line in there if line), 1, want=missing[0][0], want_zh=missing[0][1],
            seen=", ".join(english for english, _ in missing), seen_zh="、".join(chinese for _, chinese in missing),
        )  # fmt: skip


def _closing(record: Record) -> Iterator[Finding]:
    front = record.front
    if front.get("custom") and not front.get("agreement"):
        at = place(record, "custom")
        yield AGREEMENT.at(at.line, at.column)
    if front.get("outcome") == "lost" and not front.get("lost_reason"):
        at = place(record, "outcome")
        yield LOST_REASON.at(at.line, at.column)
    if not front.get("closed"):
        return
    at = place(record, "closed")
    if not front.get("outcome"):
        yield OUTCOME.at(at.line, at.column)
    if front.get("outcome") != "done":
        return
    if not any(entry.kind == "survey" for entry in record.entries):
        yield SURVEY.at(at.line, at.column, date=front["closed"].isoformat())
    if not any(h.filled and h.title.strip().lower() in _RETROSPECTIVE for h in record.headings):
        yield RETROSPECTIVE.at(at.line, at.column)
