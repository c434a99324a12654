"""A comparison in words: what every format of `pcrm diff` shows."""

from collections.abc import Sequence
from typing import NamedTuple

from pcrm_tools.model.approval import Approval
from pcrm_tools.model.finding import Finding
from pcrm_tools.reports.change_summary import summary
from pcrm_tools.reports.change_values import Words, count
from pcrm_tools.reports.changes import Compared, Line, lines
from pcrm_tools.reports.due_groups import what_text
from pcrm_tools.reports.figures import Figure
from pcrm_tools.reports.followups import FollowUp, why_text
from pcrm_tools.text import compare as parts

TITLES = {
    "title": ("What changed", "改动"), "findings-new": ("New findings", "新问题"), "findings-solved": ("Solved findings", "已解决的问题"),
    "approvals": ("Needs consent", "须经同意"), "appear": ("Follow-ups that appear", "新出现的跟进"),
    "vanish": ("Follow-ups that vanish", "不再出现的跟进"), "sums": ("Sums of the changed records", "所改档案的合计"),
    "nothing": ("no change", "没有改动"),
}  # fmt: skip
_LOUD = {parts.REWRITTEN, parts.REMOVED}


class Told(NamedTuple):
    """One file in words."""

    record: Compared
    summary: str
    lines: tuple[Line, ...]


class Page(NamedTuple):
    """A whole comparison in words of one language; findings are `path:line`, severity and sentence."""

    lang: str
    base: str
    head: str
    told: tuple[Told, ...]
    counts: str
    new: tuple[tuple[str, str, str], ...]
    solved: tuple[tuple[str, str, str], ...]
    approvals: tuple[str, ...]
    appear: tuple[str, ...]
    vanish: tuple[str, ...]
    sums: tuple[str, ...]

    def title(self, key: str) -> str:
        """A heading."""
        return TITLES[key][self.lang == "zh"]


def told(records: Sequence[Compared], words: Words) -> tuple[Told, ...]:
    """Each file in words."""
    return tuple(Told(record, summary(record, words), lines(record, words)) for record in records)


def counts(records: Sequence[Compared], words: Words) -> str:
    """`3 records changed, 1 log entry REWRITTEN or REMOVED`."""
    ours = [record for record in records if record.type in ("customer", "project")]
    others = len(records) - len(ours)
    loud = sum(change.part == parts.ENTRY and change.change in _LOUD for record in records for change in record.changes)
    said = [words.pick(f"{count(len(ours), 'record')} changed", f"{len(ours)} 份档案有改动")] if ours or not others else []
    said += [words.pick(f"{count(others, 'other file')} changed", f"{others} 个其他文件有改动")] if others else []
    said += [words.pick(f"{count(loud, 'log entry', 'log entries')} REWRITTEN or REMOVED", f"【{loud} 条记录被改写或删除】")] if loud else []
    return words.pick(", ", "，").join(said)


def approval_text(one: Approval, words: Words) -> str:
    """`value of Portal changed: Dana must agree`, or who has agreed."""
    fields = words.pick(", ", "、").join(words.label(one.type, field) for field in one.fields) or one.rule
    people = words.pick(" or ", "或").join(words.config.person(person) for person in one.by) or "?"
    text = words.pick(f"{fields} of {one.name} changed", f"{one.name} 的{fields}有改动")
    if one.agreed is None:
        return text + words.pick(f": {people} must agree", f"：须 {people} 同意")
    who, day = words.config.person(one.agreed[0]), one.agreed[1].isoformat()
    return text + words.pick(f": {who} agreed on {day}", f"：{who} 已于 {day} 同意")


def followup_text(row: FollowUp, words: Words) -> str:
    """A follow-up of a change in one line."""
    what = what_text(row, words.config, words.lang)
    name = row.name if what == row.name else f"{row.name}{words.pick(': ', '：')}{what}"
    why = why_text(row, words.config, words.lang)
    return f"{row.due} {name}{words.pick(' — ', '——')}{why}"


def sum_text(figure: Figure, before: float, after: float, words: Words) -> str:
    """`Value: survey: CNY 120,000 → CNY 150,000 (+30,000)`."""
    unit = f"{figure.unit} " if figure.unit else ""
    sign = "+" if after > before else "−"
    label = figure.label_zh if words.zh else figure.label_en
    far = f"{sign}{_number(abs(after - before))}"
    return f"{label}{words.pick(': ', '：')}{unit}{_number(before)} → {unit}{_number(after)}{words.pick(f' ({far})', f'（{far}）')}"


def _number(value: float) -> str:
    return f"{value:,.2f}".removesuffix(".00")


def finding_place(finding: Finding) -> str:
    """`path:line`."""
    return f"{finding.path}:{finding.line}"
