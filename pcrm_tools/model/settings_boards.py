"""What pcrm.yml may say of the site's boards: what is on a card, what the columns are, and how many cards one should hold."""

from dataclasses import dataclass
from typing import Any

from pcrm_tools.model.fields import declare

_CARDS = ("Fields on a card, in this order: any column of `pcrm list`", "卡片上依次显示的字段：`pcrm list` 的任意列")
_LIMITS = ("Column -> the most cards that it should hold", "栏 -> 该栏最多放几张卡片")


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board of records."""

    group: str | None = declare(
        "text", "Columns by", "分栏", "Field whose values are the columns: a choice, `tier` or `owner`; default: stage or lifecycle",
        "以哪个字段分栏：选项字段、`tier` 或 `owner`；默认按阶段或生命周期",
    )  # fmt: skip
    cards: tuple[str, ...] = declare("text", "Cards", "卡片", *_CARDS, many=True)
    limits: Any = declare("table", "Limits", "上限", *_LIMITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBoard:
    """The board of service cases; its columns are `open`, `breached`, `waiting` and `resolved`."""

    limits: Any = declare("table", "Limits", "上限", *_LIMITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boards:
    """The boards of the site."""

    pipeline: Any = declare("map", "Pipeline", "项目看板", "Open projects", "进行中的项目", struct=Board)
    customers: Any = declare("map", "Customers", "客户看板", "Customers that are not archived", "未归档的客户", struct=Board)
    cases: Any = declare("map", "Cases", "案例看板", "Service cases", "服务案例", struct=CaseBoard)
