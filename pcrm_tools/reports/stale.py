"""Records that nobody keeps up: silent for longer than allowed, untouched, or with wished fields left empty."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pcrm_tools.facts.contact import cadence_limit, silence_ends
from pcrm_tools.reports.figures import Definition
from pcrm_tools.reports.report import SOURCE, Both, Cell, Head, Report, Table, Window, figure, share

FRESH = Definition(
    "freshness", "Fresh customers", "客户联系及时率",
    "customers whose last contact lies within their cadence ÷ customers that have one; lost and archived ones do not count",
    "最近联系未超过联系周期的客户 ÷ 有联系周期的客户；流失和归档的不计",
)  # fmt: skip
COMPLETE = Definition(
    "completeness", "Complete records", "资料完整率",
    "required and wished fields that are filled ÷ all of them, over customers and projects that are not archived",
    "已填写的必填和应填字段 ÷ 全部必填和应填字段，不计归档的档案",
)  # fmt: skip
UNTOUCHED = Definition("untouched", "Untouched records", "久未更新", "open records without any log entry in the period", "期间内没有任何记录的未结档案数")
DEFINITIONS = (FRESH, COMPLETE, UNTOUCHED)

WISHED: Mapping[str, tuple[tuple[str, Both], ...]] = {
    "customer": (
        ("name", Both("name", "名称")), ("owner", Both("owner", "负责人")), ("lifecycle", Both("lifecycle", "生命周期")),
        ("tier", Both("tier", "级别")), ("industry", Both("industry", "行业")), ("region", Both("region", "区域")),
        ("source", Both("source", "来源")), ("contacts", Both("contacts", "联系人")), ("needs", Both("needs", "需求")),
    ),
    "project": (
        ("name", Both("name", "名称")), ("customer", Both("customer", "客户")), ("owner", Both("owner", "负责人")),
        ("stage", Both("stage", "阶段")), ("value", Both("value", "金额")), ("start", Both("start", "开始")),
        ("due", Both("due", "截止")), ("goals", Both("goals", "目标")),
    ),
}  # fmt: skip
"""The fields that a record should have, by type: those that a newcomer to the account asks for first."""
_TITLE = Both("Freshness and completeness", "时效与完整性")


class Kept(NamedTuple):
    """A record that is not archived: `last` is its newest contact (a customer's also in its projects), `entry` its newest
    entry; days are ISO, empty where there is none. `filled` are the keys that have a value."""

    id: str
    path: str
    type: str
    owner: str
    tier: str
    lifecycle: str
    cadence: str
    last: str
    entry: str
    open: bool
    filled: frozenset[str]


def stale(rows: Sequence[Kept], settings: Mapping[str, Any], window: Window, today: date) -> Report:
    """What nobody has kept up as of a day; `settings` are those of pcrm.yml."""
    silent = [(row, due) for row in rows if row.type == "customer" and (due := _silent_since(row, settings)) is not None]
    late = sorted(((row, due) for row, due in silent if due < today.isoformat()), key=lambda one: (one[1], one[0].path))
    untouched = sorted((row for row in rows if row.open and row.entry < window.first), key=lambda row: (row.entry, row.path))
    gaps = [(row, missing) for row in rows if (missing := _missing(row))]
    wished = sum(len(WISHED[row.type]) for row in rows)
    filled = wished - sum(len(missing) for _, missing in gaps)
    figures = [
        figure(FRESH, share(len(silent) - len(late), len(silent)), len(silent), window, _paths(row for row, _ in silent), "%"),
        figure(COMPLETE, share(filled, wished), wished, window, _paths(row for row, _ in gaps), "%"),
        figure(UNTOUCHED, len(untouched), len(rows), window, _paths(untouched)),
    ]
    return Report("stale", _TITLE, today.isoformat(), window, figures, [_silences(late), _untouched(untouched), _gaps(gaps)])


def _silent_since(row: Kept, settings: Mapping[str, Any]) -> str | None:
    """The day on which a customer's silence becomes too long (empty: it never began); None where none is too long."""
    cadence = cadence_limit(row.cadence, row.tier, row.lifecycle, settings["tiers"], settings["lifecycle"])
    if cadence is None or row.lifecycle == "lost":
        return None
    end = silence_ends(row.last, cadence) if row.last else None
    return end.isoformat() if end else "" if not row.last else None


def _missing(row: Kept) -> list[Both]:
    return [label for key, label in WISHED[row.type] if key not in row.filled]


def _paths(rows: Iterable[Kept]) -> tuple[str, ...]:
    return tuple(row.path for row in rows)


def _silences(late: Sequence[tuple[Kept, str]]) -> Table:
    heads = (
        Head("id", Both("customer", "客户")), Head("owner", Both("owner", "负责人")), Head("tier", Both("tier", "级别")),
        Head("last", Both("last contact", "最近联系")), Head("due", Both("allowed until", "最迟联系")), SOURCE,
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [(row.id, row.owner, row.tier, row.last, due, row.path) for row, due in late]
    return Table("silent", Both("Silent for too long", "超过联系周期"), heads, rows, Both("nobody waits for a call", "没有超期未联系的客户"))


def _untouched(found: Sequence[Kept]) -> Table:
    heads = (Head("id", Both("record", "档案")), Head("owner", Both("owner", "负责人")), Head("entry", Both("last entry", "最近记录")), SOURCE)
    rows: list[Sequence[Cell]] = [(row.id, row.owner, row.entry, row.path) for row in found]
    return Table("untouched", Both("Nothing written in the period", "期间内没有记录"), heads, rows, Both("every open record has entries", "未结档案都有更新"))


def _gaps(gaps: Sequence[tuple[Kept, Sequence[Both]]]) -> Table:
    heads = (Head("id", Both("record", "档案")), Head("owner", Both("owner", "负责人")), Head("missing", Both("missing", "缺少")), SOURCE)
    rows: list[Sequence[Cell]] = [
        (row.id, row.owner, Both(", ".join(one.en for one in missing), "、".join(one.zh for one in missing)), row.path)
        for row, missing in sorted(gaps, key=lambda one: (-len(one[1]), one[0].path))
    ]
    return Table("gaps", Both("Fields left empty", "未填写的字段"), heads, rows, Both("nothing is missing", "没有缺项"))
