"""Checks of one record's log: people, states that agree with the front matter, cases, the next contact."""

from collections.abc import Iterable, Iterator

from pcrm_tools.checks.fields import DATE_ORDER, place
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.log import KINDS, TOKENS, Entry
from pcrm_tools.model.record import Record
from pcrm_tools.model.values import Place
from pcrm_tools.text.context import Context
from pcrm_tools.text.scalars import near

STAGE = Rule(
    "stage-mismatch", "error", "stage: {seen}, but the last stage entry (line {where}) says {want}",
    "阶段写的是 {seen}，但最后一条阶段记录（第 {where} 行）是 {want}",
    "write `stage: {want}`, or add the entry that is missing", "改成 `阶段: {want}`，或补上缺少的阶段记录",
)
LIFECYCLE = Rule(
    "lifecycle-mismatch", "error", "lifecycle: {seen}, but the last lifecycle entry (line {where}) says {want}",
    "生命周期写的是 {seen}，但最后一条生命周期记录（第 {where} 行）是 {want}",
    "write `lifecycle: {want}`, or add the entry that is missing", "改成 `生命周期: {want}`，或补上缺少的记录",
)
OWNER = Rule(
    "owner-mismatch", "warning", "owner: {seen}, but the last handover (line {where}) went to {want}",
    "负责人是 {seen}，但最后一次交接（第 {where} 行）交给了 {want}", "write `owner: {want}`, or add the handover that is missing",
    "改成 `负责人: {want}`，或补上缺少的交接记录",
)
CONTACT = Rule(
    "unknown-contact", "warning", "`{seen}` is no contact of this customer", "`{seen}` 不是该客户的联系人",
    "{near}add the person under contacts", "{near_zh}在联系人中添加此人",
)
LEFT = Rule(
    "contact-left", "warning", "`{seen}` had left on {left}", "`{seen}` 已于 {left} 离职", "name who is there now, or correct `left:`",
    "写现任联系人，或更正离职日期",
)
NEXT = Rule(
    "next-differs", "warning", "next_contact is {seen}, but the newest entry (line {where}) promises {want}",
    "下次联系是 {seen}，但最新记录（第 {where} 行）约的是 {want}", "make both the same; front matter counts", "两处写成一致；以前置信息为准",
)
LESSON = Rule(
    "complaint-lesson", "warning", "a complaint is resolved without cause or lesson", "投诉已解决，但缺少原因或教训",
    "add `cause:…` and `lesson:[[page]]`", "添加 `原因:…` 和 `教训:[[页面]]`",
)
SIGN = Rule(
    "points-sign", "warning", "a {name} entry says points:{seen}", "{name_zh}记录写的是 积分:{seen}",
    "write points:{want}; only a `points` entry has a sign", "写成 积分:{want}；只有“积分”记录才写正负号",
)  # fmt: skip
RULES = (STAGE, LIFECYCLE, OWNER, CONTACT, LEFT, NEXT, LESSON, SIGN)

_POSITIVE = ("redeem", "referral", "reward")
_STATES = (("stage", "stage", STAGE), ("lifecycle", "lifecycle", LIFECYCLE), ("handover", "owner", OWNER))


def check(record: Record, context: Context) -> Iterator[Finding]:
    """All findings of this file for one record."""
    if record.broken:
        return
    for kind, field, rule in _STATES:
        yield from _state(record, kind, field, rule)
    yield from _next(record)
    if record.type == "customer":
        yield from _people(record, context)
    for entry in record.entries:
        if entry.kind == "complaint" and "resolved" in entry.attrs and not ("cause" in entry.attrs and "lesson" in entry.attrs):
            yield LESSON.at(entry.line, 1)
        if entry.kind in _POSITIVE and entry.attrs.get("points", 0) < 0:
            points = entry.attrs["points"]
            yield SIGN.at(entry.line, 1, name=entry.kind, name_zh=KINDS[entry.kind].zh[0], seen=points, want=-points)
        if entry.group == "case":
            yield from _case(entry)


def _case(entry: Entry) -> Iterator[Finding]:
    """Days of a case that lie before the case or, for a wait, end before they begin."""
    opened = (entry.date.isoformat(), "the entry", "本条记录")
    spans = [(key, entry.attrs[key], opened) for key in ("responded", "resolved") if key in entry.attrs]
    for wait in entry.attrs.get("waiting", ()):
        start, _, end = wait.partition("..")
        spans += [("waiting", start, opened)] + ([("waiting", end, (start, "its start", "开始"))] if end else [])
    for key, seen, (want, earlier, earlier_zh) in spans:
        # A bare day is the whole of it: what is said to the minute only counts between two times.
        length = min(len(seen), len(want))
        if seen[:length] < want[:length]:
            name_zh = TOKENS[key].label_zh
            yield DATE_ORDER.at(entry.line, 1, name=key, name_zh=name_zh, seen=seen, want=want, earlier=earlier, earlier_zh=earlier_zh)


def _newest(entries: Iterable[Entry]) -> Entry | None:
    """The newest entry: by day, time, then the higher place in the file."""
    found = [(entry.date, entry.time, -position, entry) for position, entry in enumerate(entries)]
    return max(found, key=lambda row: row[:3])[3] if found else None


def _state(record: Record, kind: str, field: str, rule: Rule) -> Iterator[Finding]:
    entry = _newest(entry for entry in record.entries if entry.kind == kind and entry.after)
    says = record.front.get(field)
    if entry is not None and says and says != entry.after:
        at = place(record, field)
        yield rule.at(at.line, at.column, seen=says, want=entry.after, where=str(entry.line))


def _next(record: Record) -> Iterator[Finding]:
    promised = record.front.get("next_contact")
    entry = _newest(entry for entry in record.entries if entry.group == "contact")
    if promised is None or entry is None or "next" not in entry.attrs or entry.date >= promised:
        return
    if entry.attrs["next"] != promised:
        at = place(record, "next_contact")
        yield NEXT.at(at.line, at.column, seen=str(promised), want=str(entry.attrs["next"]), where=str(entry.line))


def _people(record: Record, context: Context) -> Iterator[Finding]:
    known = {}
    for item in record.items.get("contacts", ()):
        for name in (item.cells.get("name"), *item.cells.get("aliases", ())):
            if name:
                known[name] = item.cells.get("left")
    for entry in record.entries:
        for name in entry.attrs.get("with", ()):
            if name in known:
                left = known[name]
                if left is not None and entry.date > left:
                    yield LEFT.at(entry.line, 1, seen=name, left=left.isoformat())
            elif name not in context.words.team:
                yield unknown_contact(Place(entry.line, 1), name, tuple(known))
    for item in record.items.get("plan", ()):
        for name in item.cells.get("with", ()):
            if name not in known and name not in context.words.team:
                yield unknown_contact(Place(item.place.line, 1), name, tuple(known))


def unknown_contact(at: Place, name: str, known: tuple[str, ...], path: str = "") -> Finding:
    """The finding about a name in `with:` that is nobody's."""
    close = near(name, known)
    hints = {"near": f"write {close}, or " if close else "", "near_zh": f"改成 {close}，或" if close else ""}
    return CONTACT.at(at.line, at.column, path, seen=name, want=close, **hints)
