"""pcrm.yml read and validated like a record: settings as plain data with defaults, and findings with their places."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pcrm_tools.model.config import Config, defaults
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Item
from pcrm_tools.model.settings import Settings
from pcrm_tools.model.values import Place
from pcrm_tools.text import frontmatter, nodes, scalars
from pcrm_tools.text.decode import Reader, keys_of, placed
from pcrm_tools.text.entries import json_value
from pcrm_tools.text.lines import Lines

FORMAT = Rule(
    "settings-format", "error", "format: {seen} is not known to this version of pcrm", "format: {seen} 是本版本不认识的格式",
    "write `format: 1`", "写成 `format: 1`",
)
SETTING = Rule(
    "settings-value", "error", "{name}: {seen} {why}", "{name}：{seen} {why_zh}", "{want}", "{want_zh}",
)
RULES = (FORMAT, SETTING)

_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\s*-\s*([01]?\d|2[0-4]):[0-5]\d\Z")
_WORDS = scalars.Words("CNY", {}, {}, {}, {}, {})
_LIMIT = re.compile(r"\s*(\S+?)\s*(?:->|→|\.\.)\s*(\S+)\s*\Z")


def read_settings(text: str) -> tuple[Config, tuple[Finding, ...]]:
    """The settings that a pcrm.yml's text gives over the defaults, and what is wrong with it."""
    lines = Lines(text)
    reader = Reader(text, lines, _WORDS)
    composed = frontmatter.compose(text, 0, len(text))
    reader.findings.extend(composed.findings)
    data = defaults()
    places: dict[str, Place] = {}
    if composed.root is not None:
        team = _team_words(composed.root)
        reader.words = _WORDS._replace(team=team)
        values, _ = reader.fields(keys_of(Settings), composed.root, "", places)
        _merge(data, {key: plain_data(value) for key, value in values.items()})
    _check(reader, data, places)
    _limits(reader, data, places)
    return Config(data), placed(reader.findings, "pcrm.yml")


def _team_words(root: Any) -> dict[str, str]:
    """The ids under team:, read ahead so that persons elsewhere in the settings can be held against them."""
    for key, node in root.pairs:
        if key.value in ("team", "团队") and isinstance(node, nodes.Sequence):
            ids = [
                child.value
                for member in node.items
                if isinstance(member, nodes.Mapping)
                for name, child in member.pairs
                if name.value in ("id", "编号") and isinstance(child, nodes.Scalar)
            ]
            return {word: word for word in ids}
    return {}


def plain_data(value: Any) -> Any:
    """Typed settings as plain JSON data."""
    if isinstance(value, Item):
        return plain_data(value.cells)
    if isinstance(value, Mapping):
        return {key: plain_data(child) for key, child in value.items()}
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        return [plain_data(child) for child in value]
    if isinstance(value, date):
        return value.isoformat()
    return json_value(value)


def _merge(data: dict[str, Any], given: dict[str, Any]) -> None:
    for key, value in given.items():
        if key == "pipelines" and isinstance(value, dict):
            data[key].update(value)
        elif key in ("calendar", "site", "privacy", "search", "risk", "evaluation", "fields") and isinstance(value, dict):
            data[key].update(value)
        else:
            data[key] = value


def _check(reader: Reader, data: dict[str, Any], places: dict[str, Place]) -> None:
    def place(name: str) -> Place:
        return places.get(name, Place(1, 1))

    if data["format"] != 1:
        reader.say(FORMAT, place("format"), seen=str(data["format"]))
        data["format"] = 1
    if not re.fullmatch(r"[A-Z]{3}", str(data["currency"])):
        _bad(reader, place("currency"), "currency", str(data["currency"]), "is no currency code", "不是货币代码", "write a code such as CNY", "写货币代码，如 CNY")
        data["currency"] = "CNY"
    hours = str(data["calendar"].get("hours") or "")
    if not _HOURS.match(hours):
        _bad(reader, place("calendar.hours"), "calendar.hours", hours, "is no span of hours", "不是时间段", 'write "09:00-18:00"', '写成 "09:00-18:00"')
        data["calendar"]["hours"] = "09:00-18:00"
    for day in list(data["calendar"].get("exceptions") or {}):
        if scalars.parse_date(day) is None:
            where = place(f"calendar.exceptions.{day}")
            _bad(reader, where, "calendar.exceptions", day, "is not a date in the calendar", "在日历中不存在", "write YYYY-MM-DD", "写成 YYYY-MM-DD")
            del data["calendar"]["exceptions"][day]
    _team(reader, data, place("team"))


def _team(reader: Reader, data: dict[str, Any], place: Place) -> None:
    seen: set[str] = set()
    members = []
    for member in data["team"]:
        name = str(member.get("id") or "")
        if not name or name in seen:
            why, why_zh = ("stands twice", "重复出现") if name else ("has no id", "缺少 id")
            _bad(reader, place, "team", name or str(member.get("name", "?")), why, why_zh, "give every member one id", "每个成员一个 id")
        else:
            members.append(member)
        seen.add(name)
    data["team"] = members


def _limits(reader: Reader, data: dict[str, Any], places: dict[str, Place]) -> None:
    """`contact -> order: 90d` -> {from, to, days}; both ends must be stages of the pipeline."""
    for name, pipeline in list(data["pipelines"].items()):
        place = places.get(f"pipelines.{name}.limits", Place(1, 1))
        if not pipeline.get("stages"):
            _bad(
                reader, places.get(f"pipelines.{name}", place), f"pipelines.{name}", name, "has no stages", "没有阶段",
                "list them under stages:", "在 stages: 下列出",
            )
            del data["pipelines"][name]
            continue
        given = pipeline.get("limits") or {}
        if isinstance(given, list):
            continue
        found = []
        for span, days in given.items():
            ends = _LIMIT.match(span)
            length = scalars.parse_duration(f"{days}d" if str(days).isdecimal() else str(days))
            if not ends or length is None or not {ends[1], ends[2]} <= set(pipeline["stages"]):
                _bad(
                    reader, place, f"pipelines.{name}.limits", f"{span}: {days}", "is no limit between two of its stages",
                    "不是两个阶段之间的时限", "write `contact -> order: 90d`", "写成 `contact -> order: 90d`",
                )
            else:
                found.append({"from": ends[1], "to": ends[2], "days": str(length)})
        pipeline["limits"] = found
    data["pipelines"].setdefault("default", defaults()["pipelines"]["default"])


def _bad(reader: Reader, place: Place, name: str, seen: str, why: str, why_zh: str, want: str, want_zh: str) -> None:
    reader.say(SETTING, place, name=name, seen=seen, why=why, why_zh=why_zh, want=want, want_zh=want_zh)
