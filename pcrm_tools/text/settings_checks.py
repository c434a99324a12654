"""What pcrm.yml's values must be besides their types: known days, stages, kinds and fields, each id and word once.

A value that cannot be used is told of and replaced by its default, so that everything else still works.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pcrm_tools.model.config import TIER_ZH, choice_words, defaults
from pcrm_tools.model.fields import Field, words_of
from pcrm_tools.model.finding import Rule
from pcrm_tools.model.log import CASE_KINDS, KINDS, PRIORITY_WORDS
from pcrm_tools.model.values import CURRENCIES, Place
from pcrm_tools.text import scalars
from pcrm_tools.text.context import STRUCTS, fields, own_kind
from pcrm_tools.text.decode import Reader, make_keys, struct_keys
from pcrm_tools.text.query import parse
from pcrm_tools.text.query_tree import QueryError

FORMAT = Rule(
    "settings-format", "error", "format: {seen} is not known to this version of pcrm", "本版本的 pcrm 不认识格式 {seen}",
    "write `format: 1`", "写成 `format: 1`",
)  # fmt: skip
SETTING = Rule("settings-value", "error", "{name}: `{seen}` {why}", "{name}：`{seen}` {why_zh}", "{want}", "{want_zh}")
RULES = (FORMAT, SETTING)

Data = dict[str, Any]
_HOURS = re.compile(r"([01]?\d|2[0-3]):[0-5]\d\s*-\s*([01]?\d|2[0-4]):[0-5]\d\Z")
_LIMIT = re.compile(r"\s*(\S+?)\s*(?:->|→|\.\.)\s*(\S+)\s*\Z")
_MEMBER = re.compile(r"\w[\w.+/&%-]*\Z")


class Judge:
    """Complains about settings by the dotted names of their places."""

    def __init__(self, reader: Reader, places: Mapping[str, Place]) -> None:
        self.reader, self.places = reader, places

    def place(self, name: str) -> Place:
        """Where a setting stands, else the map around it, else the file's beginning."""
        while name and name not in self.places:
            name = name.rpartition(".")[0]
        return self.places.get(name, Place(1, 1))

    def bad(self, where: str, seen: object, why: str, why_zh: str, want: str, want_zh: str, name: str = "") -> None:
        """Notes a value that cannot be used; `name` is what it is called where its place says too much."""
        at = self.place(where)
        self.reader.say(SETTING, at, name=name or where, seen=str(seen), why=why, why_zh=why_zh, want=want, want_zh=want_zh)


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
    _own_fields(judge, data)
    _own_kinds(judge, data["kinds"])
    _sla(judge, data)
    _private(judge, data)
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


def _own_fields(judge: Judge, data: Data) -> None:
    """Own fields that hide a declared one, and such as no value could be right for, are left out."""
    for record_type, own in data["fields"].items():
        taken = dict(words_of(STRUCTS[record_type]))
        for key, entry in list((own or {}).items()):
            where = f"fields.{record_type}.{key}"
            spec = fields(record_type, {key: entry}).get(key)
            if _clash(judge, where, (key, *_own_words(entry)), taken) or (spec and not _usable(judge, where, spec)):
                del own[key]
            else:
                taken.update({word.lower(): key for word in (key, *_own_words(entry))})


def _own_words(entry: Data) -> tuple[str, ...]:
    label = entry.get("label") or ""
    return tuple(word for word in (entry.get("zh"), label if not label.isascii() else "", *(entry.get("aliases") or ())) if word)


def _clash(judge: Judge, where: str, words: Iterable[str], taken: Mapping[str, str]) -> bool:
    """Whether one of the words stands for something else already."""
    for word in words:
        if word.lower() in taken:
            judge.bad(
                where, word, f"already means {taken[word.lower()]}", f"已经表示 {taken[word.lower()]}", "use another word", "换一个词",
            )  # fmt: skip
            return True
    return False


def _usable(judge: Judge, where: str, spec: Field) -> bool:
    if spec.kind == "choice" and not spec.choices:
        judge.bad(where, spec.key, "is a choice of nothing", "是选项，但没有可选值", "list its values under choices:", "在 choices: 下列出可选值")
        return False
    if spec.kind == "items":
        inner = struct_keys(spec).fields
        if not inner:
            judge.bad(where, spec.key, "is a list of items without columns", "是清单，但没有列", "list them under items:", "在 items: 下列出各列")
        return bool(inner) and all([_usable(judge, f"{where}.items.{column.key}", column) for column in inner.values()])
    return True


def _own_kinds(judge: Judge, kinds: Data) -> None:
    taken = {word.lower(): kind.code for kind in KINDS.values() for word in (kind.code, *kind.zh)}
    for code, entry in list(kinds.items()):
        others = {word: meant for word, meant in taken.items() if meant != code}
        words = [word for word in (code, *own_kind(code, entry or {}).zh) if word]
        if _clash(judge, f"kinds.{code}", words, others):
            del kinds[code]
        else:
            taken.update({word.lower(): code for word in words})


def _sla(judge: Judge, data: Data) -> None:
    """Kinds, priorities and tiers by their codes; a line that names an unknown one would never fit a case."""
    cases = {word.lower(): code for code in CASE_KINDS for word in (code, *KINDS[code].zh)}
    for code, entry in data["kinds"].items():
        if (entry or {}).get("group") == "case":
            cases.update({word.lower(): code for word in (code, *own_kind(code, entry).zh)})
    known = {"kind": cases, "priority": dict(PRIORITY_WORDS), "tier": choice_words(data["tiers"], TIER_ZH)}
    lines = []
    for number, line in enumerate(data["sla"]):
        for key, words in known.items():
            if line.get(key) and line[key].lower() not in words:
                allowed = ", ".join(dict.fromkeys(words.values()))
                judge.bad(
                    f"sla.{number}", line[key], f"is no {key}", f"不是{'类型' if key == 'kind' else '优先级' if key == 'priority' else '级别'}",
                    f"write one of {allowed}", f"可选：{allowed}", f"sla.{key}",
                )  # fmt: skip
                break
            if line.get(key):
                line[key] = words[line[key].lower()]
        else:
            lines.append(line)
    data["sla"] = lines


def _private(judge: Judge, data: Data) -> None:
    """Private fields by their canonical dotted keys: one that is misspelt would be published."""
    names = []
    for name in data["privacy"].get("private_fields") or ():
        found = _dotted(data, name)
        if found is None:
            judge.bad(
                "privacy.private_fields", name, "is no field, so it would keep nothing private", "不是字段，因此不会隐藏任何内容",
                "write a field such as contacts.phone", "写一个字段，如 contacts.phone",
            )  # fmt: skip
        names.append(found or name)
    if names:
        data["privacy"]["private_fields"] = names


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


def _dotted(data: Data, name: str) -> str | None:
    for record_type in STRUCTS:
        keys = make_keys(record_type, fields(record_type, data["fields"].get(record_type) or {}))
        path: list[str] = []
        for part in name.split("."):
            spec = keys.by_word.get(part.strip().lower())
            if spec is None:
                break
            path.append(spec.key)
            keys = struct_keys(spec) if spec.struct is not None else make_keys("", {})
        else:
            return ".".join(path)
    return None
