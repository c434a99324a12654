"""Records as plain values that tests change at random and write as text: what the laws of merging are tried on."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Record = dict[str, Any]

ENGLISH: Record = {
    "front": [["name", "Harbor Foods"], ["owner", "kim"], ["stage", "survey"], ["next_contact", "2026-11-27"], ["size", "'40'  # people"]],
    "tags": ["retail", "labels", "cold"],
    "needs": ["a quiet printer", "spare parts within a day", "one price list"],
    "map": [["channel", "mail"], ["language", "en"]],
    "items": [["K1", "EHR vendor charges", "20%"], ["K2", "SSO blocks the test", "40%"], ["K3", "clinics join", "30%"]],
    "prose": ["A customer since spring.", "They ship at night.", "Their dock closes at four."],
    "rows": [["M1", "Scope signed", "2026-01-30"], ["M2", "Booking live", "2026-05-15"], ["M3", "Go-live", "2026-12-18"]],
    "tasks": [["t1", "send the offer", "2026-11-25", " "], ["t2", "call about pallets", "2026-11-28", " "], ["t3", "plan the visit", "2026-12-01", " "]],
    "log": [["2026-11-18 10:00", "call", "prices", "They want a second quote."], ["2026-11-12", "visit", "the dock", "Cold in there."],
            ["2026-10-02 09:30", "meeting", "kick-off", "Five people came."]],
    "words": ("Harbor Foods", "Milestones", "Tasks", "Log", "milestone", "due"),
}  # fmt: skip
CHINESE: Record = {
    "front": [["名称", "瑞丰包装"], ["负责人", "wang.lei"], ["阶段", "需求调查"], ["下次联系", "2026-11-27"], ["规模", "'300'  # 人"]],
    "tags": ["贴标", "年框", "冷链"],
    "needs": ["备件一天内到厂", "换型不超过半小时", "价格一年不变"],
    "map": [["渠道", "微信"], ["语言", "中文"]],
    "items": [["K1", "供应商涨价", "20%"], ["K2", "验收推迟", "40%"], ["K3", "追加两条线", "30%"]],
    "prose": ["年框客户，2024 年起合作。", "夜班产量最高。", "仓库四点关门。"],
    "rows": [["M1", "范围确认", "2026-01-30"], ["M2", "样机", "2026-05-15"], ["M3", "终验", "2026-12-18"]],
    "tasks": [["t1", "寄报价", "2026-11-25", " "], ["t2", "问托盘尺寸", "2026-11-28", " "], ["t3", "排拜访", "2026-12-01", " "]],
    "log": [["2026-11-18 10:00", "电话", "谈价格", "要第二份报价。"], ["2026-11-12", "拜访", "看仓库", "里面很冷。"],
            ["2026-10-02 09:30", "会议", "启动", "来了五个人。"]],
    "words": ("瑞丰包装", "里程碑", "任务", "记录", "名称", "截止"),
}  # fmt: skip
_LISTS = ("front", "tags", "needs", "map", "items", "prose", "rows", "tasks", "log")


def copy(record: Record) -> Record:
    """A record that can be changed without changing this one."""
    return {
        key: [list(part) if isinstance(part, list) else part for part in value] if key != "words" else value
        for key, value in record.items()
    }


def write(record: Record) -> str:
    """The record as a file."""
    title, milestones, tasks, log, name, due = record["words"]
    lines = ["---", "# what it is", *(f"{key}: {value}" for key, value in record["front"])]
    lines += [f"tags: [{', '.join(record['tags'])}]"] if record["tags"] else []
    lines += ["needs:", *(f"  - {value}" for value in record["needs"])] if record["needs"] else []
    lines += ["preferences:", *(f"  {key}: {value}" for key, value in record["map"])] if record["map"] else []
    if record["items"]:
        lines += ["risks:"]
    for id_, what, probability in record["items"]:
        lines += [f"  - id: {id_}", f"    what: {what}", f"    probability: {probability}"]
    lines += ["---", "", f"# {title}", ""]
    for text in record["prose"]:
        lines += [text, ""]
    lines += [f"## {milestones}", "", f"| id | {name} | {due} |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in record["rows"]]
    lines += [
        "",
        f"## {tasks}",
        "",
        *(f"- [{mark}] {text} @kim {due}:{day} id:{id_}" for id_, text, day, mark in record["tasks"]),
        "",
    ]
    lines += [f"## {log}", ""]
    for moment, kind, heading, text in record["log"]:
        lines += [f"### {moment} {kind} — {heading}", "", text, ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _set(record: Record, part: str, at: int, word: str) -> None:
    values = record[part]
    if not values:
        return
    at %= len(values)
    if isinstance(values[at], str):
        values[at] = f"{values[at].split(' ')[0]} {word}" if part == "prose" else word
    elif part == "front":
        values[at][1] = word
    elif part == "tasks":
        values[at][1 + len(word) % 2] = word if len(word) % 2 == 0 else "2027-01-01"
    else:
        values[at][-1] = word


def _mark(record: Record, part: str, at: int, word: str) -> None:
    if record["tasks"]:
        record["tasks"][at % len(record["tasks"])][3] = "x"


def _drop(record: Record, part: str, at: int, word: str) -> None:
    if len(record[part]) > 1:
        del record[part][at % len(record[part])]


def _add(record: Record, part: str, at: int, word: str) -> None:
    values = record[part]
    at %= len(values) + 1
    new: dict[str, Any] = {
        "front": [f"own_{word}", word], "map": [f"own_{word}", word], "items": [f"K{word}", f"new {word}", "10%"],
        "rows": [f"M{word}", f"new {word}", "2027-02-02"], "tasks": [f"t{word}", f"new {word}", "2027-02-02", " "],
        "log": [f"2026-11-{10 + at % 18:02}", "note", f"new {word}", f"Said {word}."],
    }  # fmt: skip
    if part == "log":
        at = next((place for place, entry in enumerate(values) if entry[0] <= new["log"][0]), len(values))
    values.insert(at, new.get(part, f"new {word}"))


_ACTS: tuple[Callable[[Record, str, int, str], None], ...] = (_set, _add, _drop, _mark)
Step = tuple[int, int, int]
steps: st.SearchStrategy[list[Step]] = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8), st.integers(0, 5)), max_size=5)


def changed(record: Record, made: list[Step], side: str) -> Record:
    """The record after some changes; every new text of a side is its own."""
    after = copy(record)
    for number, (act, part, at) in enumerate(made):
        _ACTS[act](after, _LISTS[part], at, f"{side}{number}")
    return after
