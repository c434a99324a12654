"""What `site.boards:` must be besides its types: fields that have values to make columns of, and limits of columns that there are."""

from collections.abc import Mapping
from typing import Any

from pcrm_tools.model.catalogue import Known, catalogue
from pcrm_tools.model.config import Config
from pcrm_tools.text.forms import near
from pcrm_tools.text.settings_judge import Judge

Data = dict[str, Any]
# By what a board is parted unless pcrm.yml says otherwise, and whose fields can part it.
GROUPS = {"pipeline": ("stage", "project"), "customers": ("lifecycle", "customer"), "cases": ("state", "")}
CASE_STATES = {"open": "open", "未结": "open", "breached": "breached", "超时": "breached", "waiting": "waiting", "等待": "waiting",
               "resolved": "resolved", "已解决": "resolved"}  # fmt: skip
_PARTING = frozenset(("choice", "lifecycle", "tier", "stage", "person", "bool"))


def boards(judge: Judge, data: Data) -> None:
    """Complains about columns that cannot be made and limits that mean nothing, and leaves them out."""
    given = data["site"].get("boards") or {}
    for name, (group, record_type) in GROUPS.items():
        board = given.get(name)
        if not board:
            continue
        where = f"site.boards.{name}"
        known = _fields(data, record_type) if record_type else {}
        if board.get("group"):
            board["group"] = _group(judge, f"{where}.group", str(board["group"]), known)
        columns = _columns(board.get("group") or group, known)
        limits = {}
        for word, number in (board.get("limits") or {}).items():
            code = columns.get(word.lower())
            if code is None:
                want = near(word.lower(), tuple(columns)) or ", ".join(dict.fromkeys(columns.values()))
                judge.bad(
                    f"{where}.limits.{word}",
                    word,
                    "is no column of it",
                    "不是它的一栏",
                    f"write {want}",
                    f"写成 {want}",
                    f"{where}.limits",
                )
            elif not str(number).isdecimal() or not 0 < int(number) < 100_000:
                judge.bad(
                    f"{where}.limits.{word}", number, "is no number of cards", "不是卡片数", f"write a number: `{word}: 5`",
                    f"写一个数字：`{word}: 5`", f"{where}.limits",
                )  # fmt: skip
            else:
                limits[code] = int(number)
        board["limits"] = limits


def _fields(data: Data, record_type: str) -> Mapping[str, Known]:
    return catalogue(Config(data), (record_type,))


def _group(judge: Judge, where: str, word: str, known: Mapping[str, Known]) -> str | None:
    """The field that parts a board, by its canonical key."""
    found = known.get(word.lower())
    if found is not None and found.kind in _PARTING and not found.many and "." not in found.key:
        return found.key
    parting = tuple(name for name, field in known.items() if field.kind in _PARTING and not field.many and "." not in name)
    want = near(word.lower(), parting) or ("stage" if "stage" in known else "lifecycle")
    judge.bad(
        where, word, "has no columns to offer" if found else "is no field", "无法用来分栏" if found else "不是字段", f"write {want}",
        f"写成 {want}",
    )  # fmt: skip
    return None


def _columns(group: str, known: Mapping[str, Known]) -> Mapping[str, str]:
    """Every word of a column, lower case, and its code."""
    if group == "state":
        return CASE_STATES
    field = known.get(group)
    return field.choices if field else {}
