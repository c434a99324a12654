"""Checks of one record's front matter: what is required, and what must stand together."""

from collections.abc import Iterator

from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Record
from pcrm_tools.model.values import Place
from pcrm_tools.text.context import Context
from pcrm_tools.text.decode import struct_keys

REQUIRED = Rule("required", "error", "`{name}` is missing", "缺少 `{name}`", "add `{name}: {want}`", "添加 `{zh}: {want_zh}`")
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
RULES = (REQUIRED, AGREEMENT, SURVEY, RETROSPECTIVE, OUTCOME, LOST_REASON, EVIDENCE, CRITERION, UNKNOWN_STAGE)

_RETROSPECTIVE = ("retrospective", "复盘")


def check(record: Record, context: Context) -> Iterator[Finding]:
    """All findings of this file for one record."""
    if record.broken:
        return
    yield from _required(record, context)
    yield from _evaluation(record, context)
    if record.type == "project":
        yield from _stage(record, context)
        yield from _closing(record)


def place(record: Record, key: str) -> Place:
    """Where a field stands, else the record's title."""
    return record.places.get(key) or Place(record.title_line, 1)


def _required(record: Record, context: Context) -> Iterator[Finding]:
    keys = context.keys[record.type]
    for key, spec in keys.fields.items():
        if spec.required and key not in record.front:
            at = place(record, key)
            zh = spec.zh[0] if spec.zh else key
            yield REQUIRED.at(at.line, at.column, name=key, zh=zh, want="…", want_zh="…")
    for field, rows in record.items.items():
        required = [name for name, spec in struct_keys(keys.fields[field]).fields.items() if spec.required]
        for item in rows:
            for name in required:
                if name not in item.cells:
                    yield REQUIRED.at(item.place.line, item.place.column, name=f"{field}.{name}", zh=name, want="…", want_zh="…")


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
            yield CRITERION.at(at.line, at.column, seen=name, allowed=", ".join(criteria))


def _stage(record: Record, context: Context) -> Iterator[Finding]:
    pipeline = record.front.get("pipeline") or "default"
    stages = context.config.stages(pipeline)
    allowed = ", ".join(stages)
    if record.front.get("stage") and record.front["stage"] not in stages:
        at = place(record, "stage")
        yield UNKNOWN_STAGE.at(at.line, at.column, seen=record.front["stage"], name=pipeline, allowed=allowed)
    for entry in record.entries:
        if entry.kind == "stage":
            for stage in (entry.before, entry.after):
                if stage and stage not in stages:
                    yield UNKNOWN_STAGE.at(entry.line, 1, seen=stage, name=pipeline, allowed=allowed)


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
