"""What pcrm.yml's values must be besides their types: known days, stages, kinds and fields, each id and word once.

A value that cannot be used is told of and replaced by its default, so that everything else still works.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pcrm_tools.model.config import defaults
from pcrm_tools.model.values import CURRENCIES, Place
from pcrm_tools.text import scalars
from pcrm_tools.text.decode import Reader
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError
from pcrm_tools.text.settings_judge import FORMAT, RULES, Judge
from pcrm_tools.text.settings_words import own_fields, own_kinds, private, sla

__all__ = ["RULES", "check"]

Data = dict[str, Any]
_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\s*-\s*([01]?\d|2[0-4]):[0-5]\d\Z")
_LIMIT = re.compile(r"\s*(\S+?)\s*(?:->|→|\.\.)\s*(\S+)\s*\Z")
_MEMBER = re.compile(r"\w[\w.+/&%-]*\Z")


def check(reader: Reader, data: Data, places: Mapping[str, Place]) -> None:
    """Complains about settings that cannot be used and puts their defaults in their place."""
    judge = Judge(reader, places)
    if data["format"] != 1:
        reader.say(FORMAT, judge.place("format"), seen=str(data["format"]))
        data["format"] = 1
    if data["currency"] not in CURRENCIES:
        judge.bad("currency", data["currency"], "is no currency code", "不是货币代码", "write a code such as CNY", "写货币代码，如 CNY")
        data["currency"] = "CNY"
    _calendar(judge, data["calendar"])
    _team(judge, data)
    _pipelines(judge, data)
    own_fields(judge, data)
    own_kinds(judge, data["kinds"])
    sla(judge, data)
    private(judge, data)
    _queries(judge, data)


def _calendar(judge: Judge, calendar: Data) -> None:
    hours = str(calendar.get("hours") or "")
    if not _HOURS.match(hours):
        judge.bad("calendar.hours", hours, "is no span of hours", "不是时间段", 'write "09:00-18:00"', '写成 "09:00-18:00"')
        calendar["hours"] = defaults()["calendar"]["hours"]
    calendar["exceptions"] = calendar.get("exceptions") or {}
    for day in list(calendar["exceptions"]):
        if scalars.parse_date(day) is None:
            judge.bad(
                f"calendar.exceptions.{day}", day, "is not a date in the calendar", "在日历中不存在", "write a day such as 2026-10-10",
                "写一个日期，如 2026-10-10", "calendar.exceptions",
            )  # fmt: skip
            del calendar["exceptions"][day]


def _team(judge: Judge, data: Data) -> None:
    seen: set[str] = set()
    members = []
    for number, member in enumerate(data["team"]):
        name = str(member.get("id") or "")
        if not name:
            judge.bad(f"team.{number}", member.get("name", "?"), "has no id", "缺少 id", "write `id:`", "写上 `id:`", "team")
        elif name in seen:
            judge.bad(f"team.{number}", name, "stands twice", "重复出现", "give everybody an id of their own", "每个成员用不同的 id", "team")
        elif not _MEMBER.match(name):
            judge.bad(
                f"team.{number}", name, f"cannot be written as @{name}", f"不能写成 @{name}", "write an id without blanks, such as li.wei",
                "写一个不含空格的 id，如 li.wei", "team",
            )  # fmt: skip
        else:
            members.append(member)
        seen.add(name)
    data["team"] = members


def _pipelines(judge: Judge, data: Data) -> None:
    for name, pipeline in list(data["pipelines"].items()):
        where = f"pipelines.{name}"
        if not pipeline.get("stages"):
            judge.bad(where, name, "has no stages", "没有阶段", "list them under stages:", "在 stages: 下列出")
            del data["pipelines"][name]
            continue
        won = [stage for stage, entry in pipeline["stages"].items() if entry.get("won")]
        if len(won) > 1:
            judge.bad(
                f"{where}.stages.{won[1]}.won", won[1], f"is marked won, and so is {won[0]}", f"标为赢单，而 {won[0]} 也是",
                "mark one stage `won: true`", "只给一个阶段标 `won: true`",
            )  # fmt: skip
        given = pipeline.get("limits") or {}
        if isinstance(given, dict):
            pipeline["limits"] = list(_limits(judge, where, given, pipeline["stages"]))
    data["pipelines"].setdefault("default", defaults()["pipelines"]["default"])


def _limits(judge: Judge, where: str, given: Data, stages: Data) -> Iterator[Data]:
    """`contact -> order: 90d` -> {from, to, days}; both ends must be stages of the pipeline."""
    for span, days in given.items():
        ends = _LIMIT.match(span)
        length = scalars.parse_duration(f"{days}d" if str(days).isdecimal() else str(days))
        if ends and length and {ends[1], ends[2]} <= set(stages):
            yield {"from": ends[1], "to": ends[2], "days": str(length)}
        else:
            judge.bad(
                f"{where}.limits.{span}", f"{span}: {days}", "is no limit between two of its stages", "不是两个阶段之间的时限",
                f"write `{_example(stages)}`", f"写成 `{_example(stages)}`", f"{where}.limits",
            )  # fmt: skip


def _example(stages: Data) -> str:
    names = list(stages)
    return f"{names[0]} -> {names[-1]}: 90d"


def _queries(judge: Judge, data: Data) -> None:
    """Saved questions that cannot be read; whether their fields exist is for the asking to say."""
    asked = {f"segments.{name}": query for name, query in (data.get("segments") or {}).items()}
    asked.update({f"views.{name}.query": view.get("query") for name, view in (data.get("views") or {}).items()})
    for section in ("rules", "approvals"):
        rows = data.get(section)
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            asked[f"{section}.{number}.when"] = row.get("when") if isinstance(row, dict) else None
    for where, query in asked.items():
        wrong = parse(query) if isinstance(query, str) else None
        if isinstance(wrong, QueryError):
            judge.bad(
                where, query, "is no query", "不是有效的查询", wrong.message("en"), wrong.message("zh"), where.removesuffix(".query"),
            )  # fmt: skip
