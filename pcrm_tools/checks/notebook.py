"""Checks over the whole notebook: ids, links and people that only another file can answer, and days that only today can."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from pcrm_tools.checks.log import LEFT, unknown_contact
from pcrm_tools.facts.balance import money, standings
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.log import TOKENS
from pcrm_tools.model.notebook import Notebook, Reference
from pcrm_tools.model.values import Place
from pcrm_tools.text.scalars import near

DUPLICATE = Rule(
    "duplicate-id", "error", "the id `{seen}` is also that of {other}", "编号 `{seen}` 与 {other} 重复",
    "rename one of the two files", "给其中一个文件改名",
)
TWIN = Rule(
    "twin-id", "error", "the id `{seen}` differs from {other} only by case, width or normalisation",
    "编号 `{seen}` 与 {other} 仅大小写、全半角或编码形式不同", "rename one of the two files", "给其中一个文件改名",
)
ALIKE = Rule(
    "similar-id", "warning", "the id `{seen}` differs from {other} only by traditional and simplified characters",
    "编号 `{seen}` 与 {other} 仅繁简不同", "rename one of the two files, unless they are different customers or projects",
    "如果不是两个不同的客户或项目，请给其中一个文件改名",
)  # fmt: skip
UNKNOWN_RECORD = Rule(
    "unknown-record", "error", "{name}: there is no record `{seen}`", "{name_zh}：没有档案 `{seen}`",
    "write the id of a record{near}: its file name without .md", "写已有档案的编号{near_zh}，即不含 .md 的文件名",
)
WRONG_RECORD = Rule(
    "wrong-record", "error", "{name}: `{seen}` is a {type}, not a {want}", "{name_zh}：`{seen}` 是{type_zh}，这里应写{want_zh}",
    "write the id of a {want}", "写一个{want_zh}的编号",
)
BROKEN_LINK = Rule(
    "broken-link", "error", "the link `{seen}` leads nowhere", "链接 `{seen}` 没有目标", "link to a record, page or file that is there{near}",
    "链接到已有的档案、页面或文件{near_zh}",
)
BROKEN_ANCHOR = Rule(
    "broken-anchor", "error", "`{target}` has no `#{seen}`", "`{target}` 中没有 `#{seen}`",
    "use an id, an entry such as 2026-11-20-call, or a heading that is there{near}", "使用已有的编号、记录（如 2026-11-20-call）或标题{near_zh}",
)
LINK_FORM = Rule(
    "link-form", "warning", "`{seen}` is written `{want}` in its file name", "`{seen}` 的文件名写作 `{want}`", "write `{want}`", "写成 `{want}`",
)
FUTURE = Rule(
    "future-entry", "warning", "an entry dated {seen}, after today", "记录日期 {seen} 在今天之后",
    "the log says what happened: make it a task, `- [ ] … due:{seen}`", "记录只写已发生的事：改为任务 `- [ ] … 截止:{seen}`",
)
POINTS = Rule(
    "points-negative", "error", "the customer's points fall below zero, to {seen}", "客户的积分降到零以下：{seen}",
    "correct the points, or add the entry that is missing", "更正积分，或补上缺少的记录",
)
CHECK = Rule(
    "check-failed", "error", "the check says {name}:{seen}, the entries make {want}", "核对写的是 {name_zh}:{seen}，按记录计算为 {want}",
    "correct the check, or add the entry that is missing", "更正核对，或补上缺少的记录",
)
RULES = (DUPLICATE, TWIN, ALIKE, UNKNOWN_RECORD, WRONG_RECORD, BROKEN_LINK, BROKEN_ANCHOR, LINK_FORM, FUTURE, POINTS, CHECK)

_WANTED = {"customer": "customer", "referred_by": "customer", "parent": "customer", "related": "project"}
_NAMES_ZH = {"customer": "客户", "referred_by": "介绍人", "parent": "集团", "related": "相关项目"}
_TYPES_ZH = {"customer": "客户", "project": "项目", "page": "页面"}


def check(notebook: Notebook) -> Iterator[Finding]:
    """All findings that need more than one file, or today."""
    yield from _identities(notebook)
    for reference in notebook.references:
        yield from _reference(notebook, reference)
    yield from _mentions(notebook)
    for row in notebook.future:
        yield FUTURE.at(row.line, 1, row.path, seen=row.date)
    yield from _balances(notebook)


def _identities(notebook: Notebook) -> Iterator[Finding]:
    ordered = sorted(notebook.duplicates, key=lambda row: (row.twin, row.path))
    for _, group in groupby(ordered, key=lambda row: row.twin):
        rows = list(group)
        for row in rows:
            other = next((r for r in rows if r.path != row.path and r.id == row.id), None)
            rule = DUPLICATE if other else TWIN
            other = other or next(r for r in rows if r.path != row.path)
            yield rule.at(1, 1, row.path, seen=row.id, other=other.path)
    for row in notebook.alike:
        yield ALIKE.at(1, 1, row.path, seen=row.id, other=row.twin)


def _resolve(notebook: Notebook, target: str) -> str:
    """The id that a link means: as written, a page by its last part, or another form of an id; empty where there is none."""
    if target in notebook.types:
        return target
    return notebook.twins.get(target) or notebook.twins.get(_twin(target)) or ""


def _twin(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text).casefold()


def _reference(notebook: Notebook, ref: Reference) -> Iterator[Finding]:
    if ref.kind in ("md", "image"):
        yield BROKEN_LINK.at(ref.line, ref.column, ref.path, seen=ref.target, near="", near_zh="")
        return
    found = _resolve(notebook, ref.target) if ref.target else ref.own_id
    wanted = _WANTED.get(ref.source) if ref.kind == "field" else None
    names = {"name": ref.source, "name_zh": _NAMES_ZH.get(ref.source, ref.source)}
    if not found:
        rule = UNKNOWN_RECORD if ref.kind == "field" else BROKEN_LINK
        close, hints = _perhaps(ref.target, tuple(notebook.types))
        yield rule.at(ref.line, ref.column, ref.path, seen=ref.target, want=close, **names, **hints)
        return
    is_a = notebook.types[found]
    if wanted and is_a != wanted:
        yield WRONG_RECORD.at(
            ref.line, ref.column, ref.path, seen=ref.target, type=is_a, type_zh=_TYPES_ZH[is_a], want=wanted, want_zh=_TYPES_ZH[wanted],
            **names,
        )  # fmt: skip
    if ref.target and found != ref.target and is_a != "page":
        # A field joins records by their exact ids, a link only leads somewhere.
        rule = LINK_FORM._replace(severity="error") if ref.kind == "field" else LINK_FORM
        yield rule.at(ref.line, ref.column, ref.path, seen=ref.target, want=found)
    if ref.anchor and is_a != "page" and ref.anchor not in notebook.anchors.get(found, frozenset()):
        close, hints = _perhaps(ref.anchor, tuple(notebook.anchors.get(found, ())))
        yield BROKEN_ANCHOR.at(ref.line, ref.column, ref.path, target=found, seen=ref.anchor, want=close, **hints)


def _perhaps(seen: str, known: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The nearest known word and how hints name it."""
    close = near(seen, known)
    return close, {"near": f" (perhaps {close})" if close else "", "near_zh": f"（也许是 {close}）" if close else ""}


def _mentions(notebook: Notebook) -> Iterator[Finding]:
    for row in notebook.mentions:
        if not row.left:
            yield unknown_contact(Place(row.line, row.column), row.name, tuple(row.known.split("\n")), row.path)
        elif row.date > row.left:
            yield LEFT.at(row.line, row.column, row.path, seen=row.name, left=row.left)


def _balances(notebook: Notebook) -> Iterator[Finding]:
    ordered = sorted(notebook.balances, key=lambda row: row.customer)
    for _, entries in groupby(ordered, key=lambda row: row.customer):
        below = False
        for standing in standings(entries):
            entry = standing.entry
            if standing.points < 0 and not below:
                yield POINTS.at(entry.line, 1, entry.path, seen=f"{standing.points}")
            below = standing.points < 0
            for name, said in standing.asserted.items():
                computed = _computed(name, said, standing.points, standing.orders, standing.receivable)
                if computed is not None:
                    yield CHECK.at(entry.line, 1, entry.path, name=name, name_zh=TOKENS[name].label_zh, seen=said, want=computed)


def _computed(name: str, said: str, points: Decimal, orders: dict[str, Decimal], receivable: dict[str, Decimal]) -> str | None:
    """What the entries make of an asserted figure where that differs, else None."""
    if name == "points":
        return None if Decimal(said) == points else f"{points}"
    parsed = money(said)
    if parsed is None:
        return None
    figure = (orders if name == "orders" else receivable).get(parsed[0], Decimal(0))
    return None if figure == parsed[1] else f"{parsed[0]} {figure:f}"
