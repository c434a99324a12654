"""What pcrm.yml's values must be besides their types: known days, stages, kinds and fields, each id and word once.

A value that cannot be used is told of and replaced by its default, so that everything else still works.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.values import CURRENCIES, Place
from pcrm_tools.text import scalars
from pcrm_tools.text.decode import Reader
from pcrm_tools.text.nodes import Scalar
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError
from pcrm_tools.text.saved_queries import node_of, place, saved_queries
from pcrm_tools.text.segments import expand, segment_words
from pcrm_tools.text.settings_boards import boards
from pcrm_tools.text.settings_followups import followups
from pcrm_tools.text.settings_judge import FORMAT, RULES, Judge
from pcrm_tools.text.settings_mail import mail
from pcrm_tools.text.settings_rules import house_rules
from pcrm_tools.text.settings_words import own_fields, own_kinds, private, sla

__all__ = ["RULES", "check"]

Data = dict[str, Any]
_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\s*-\s*([01]?\d|2[0-4]):[0-5]\d\Z")
_LIMIT = re.compile(r"\s*(\S+?)\s*(?:->|→|\.\.)\s*(\S+)\s*\Z")
_MEMBER = re.compile(r"\w[\w.+/&%-]*\Z")


def check(reader: Reader, data: Data, places: Mapping[str, Place], nodes: Mapping[str, Scalar]) -> None:
    """Complains about settings that cannot be used and puts their defaults in their place; `nodes` hold the saved queries."""
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
    followups(judge, data)
    mail(judge, data)
    house_rules(judge, data)
    boards(judge, data)
    _queries(judge, data, nodes)


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


def _queries(judge: Judge, data: Data, nodes: Mapping[str, Scalar]) -> None:
    """Saved questions that cannot be read, and segments that nobody knows or that use themselves.

    Whether their fields exist depends on the records too, and is checked with those.
    """
    words = segment_words(Config(data))
    for where, name, query in saved_queries(data):
        if not isinstance(query, str):
            judge.bad(where, name.rpartition(".")[2], "is no query", "不是有效的查询", "write one line of text", "写成一行文字", name)
            continue
        wrong = _wrong(query, data.get("segments") or {}, words, where.partition(".")[2] if where.startswith("segments.") else "")
        if wrong is not None:
            node = node_of(nodes, where, query)
            at = place(judge.reader.lines, judge.reader.text, node, wrong.at) if node else None
            judge.bad(where, query, "is no query", "不是有效的查询", wrong.message("en"), wrong.message("zh"), name, at)


def _wrong(query: str, segments: Mapping[str, object], words: Collection[str], name: str) -> QueryError | None:
    """What is wrong with a saved query itself; what is wrong inside a segment that it uses is told of there."""
    found = parse(query)
    if isinstance(found, QueryError):
        return found
    expanded = expand(found, segments, words, name)
    if not isinstance(expanded, QueryError) or expanded.id == "segment-wrong":
        return None
    if expanded.id == "segment-cycle" and not (name and expanded.values["path"].startswith(f"{name} → ")):
        return None
    return expanded
