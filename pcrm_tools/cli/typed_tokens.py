"""What is typed at the prompt for kinds, people and tokens, as the canonical values that a record holds; refused where it is none."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import UnknownName, WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.app import App
    from pcrm_tools.session import Session
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.entry_draft import Value
    from pcrm_tools.text.scalars import Complaint

_ME, _NOBODY = ("me", "我"), ("none", "无", "无人")
_TAG = re.compile(r"\w(?:[\w.+/&%-]*[\w+])?")
_ID = re.compile(r"[\w][\w.-]*")
_NO_KIND = Text("`{seen}` is no kind of entry; {near}write one of {all}", "`{seen}` 不是记录类型；{near_zh}可选：{all_zh}")
_STATE = Text(
    "a {kind} entry goes with the field that it changes: pcrm {command}", "{kind_zh}记录要和字段一起改：pcrm {command_zh}"
)
_STATES = {
    "stage": ("move PROJECT STAGE", "move 项目 阶段"), "lifecycle": ("move CUSTOMER LIFECYCLE", "move 客户 生命周期"),
    "handover": ("set ID owner=… --log", "set 编号 负责人=… --log"),
}  # fmt: skip
_NO_TOKEN = Text("`{seen}` is no token of the log{near}", "`{seen}` 不是记录的属性{near_zh}")
_EMPTY = Text("`{seen}` has no value: write {seen}=VALUE", "`{seen}` 没有值：请写 {seen}=值")
_NO_TAG = Text(
    "#{seen} is no tag: one word of letters and digits, not of digits alone", "#{seen} 不能作标签：标签是一个词，不能只有数字"
)
_NO_ID = Text("`{seen}` is no id: letters, digits, `-`, `_` and `.` only", "`{seen}` 不能作编号：只用字母、数字、- 、_ 和 .")
_NO_PRIORITY = Text("`{seen}` is no priority: {all}", "`{seen}` 不是优先级：{all_zh}")
_NO_RECURRENCE = Text(
    "every: `{seen}` is no recurrence: write 2w or 1mo, or 1mo+ to count from the day on which it was done",
    "每：`{seen}` 不是周期：请写 2w、1mo，或 1mo+（从完成日起算）",
)
_CONTROL = Text(
    "the {what} holds the control character {seen}, which no record may hold", "{what_zh}中有控制字符 {seen}，档案中不允许"
)


def kind_of(context: "Context", typed: str) -> str:
    """The code of a kind named in either language; raises WrongUse with the nearest for another word, and for kinds of a state."""
    from pcrm_tools.model.log import STATE_KINDS
    from pcrm_tools.text.scalars import near

    words = context.body["customer"].kinds
    code = words.get(typed.lower())
    if code is None:
        close = near(typed.lower(), tuple(words))
        kinds = [kind for kind in context.kinds.values() if kind.code not in STATE_KINDS]
        zh = [kind.zh[0] if kind.zh else kind.code for kind in kinds]
        hints = {"near": f"perhaps {close}; " if close else "", "near_zh": f"也许是 {close}；" if close else ""}
        raise WrongUse(*_NO_KIND, seen=typed, all=", ".join(kind.code for kind in kinds), all_zh="、".join(zh), **hints)
    if code in STATE_KINDS:
        command, command_zh = _STATES[code]
        raise WrongUse(*_STATE, kind=code, kind_zh=context.kinds[code].zh[0], command=command, command_zh=command_zh)
    return code


def person(session: "Session", typed: str) -> str:
    """The team id that a name, alias, id or `me` means; raises UnknownName."""
    words = session.config.team_words()
    bare = typed.strip().lstrip("@＠")
    if bare in words:
        return words[bare]
    if bare in _ME:
        from pcrm_tools.cli.due_listing import me

        return me(session)
    from difflib import get_close_matches

    raise UnknownName(typed, get_close_matches(bare, list(words), 3) or sorted(set(words.values()))[:8])


def people(session: "Session", typed: str) -> tuple[str, ...]:
    """The team ids of a list of names; nobody for `none`."""
    names = [name.strip() for name in re.split("[,，、]", typed) if name.strip()]
    return tuple(dict.fromkeys(person(session, name) for name in names if name not in _NOBODY))


def myself(session: "Session") -> str:
    """The team id of whoever git says we are, or an empty text where it says nothing that is known here."""
    try:
        return person(session, _ME[0])
    except WrongUse:
        return ""


def tag(typed: str) -> str:
    """A tag without its sign; raises WrongUse for what the grammar does not read as one."""
    bare = typed.strip().lstrip("#＃")
    if not _TAG.fullmatch(bare) or bare.isdecimal() or not bare.strip("0123456789.+/&%-_"):
        raise WrongUse(*_NO_TAG, seen=bare)
    from pcrm_tools.model.log import TAG_WORDS

    return TAG_WORDS.get(bare.lower(), bare)


def priority(typed: str) -> str:
    """The code of a priority in either language; raises WrongUse."""
    from pcrm_tools.model.log import PRIORITY, PRIORITY_WORDS

    code = PRIORITY_WORDS.get(typed.strip().lstrip("!！").lower())
    if code is None:
        all_zh = "、".join(choice.zh[0] for choice in PRIORITY)
        raise WrongUse(*_NO_PRIORITY, seen=typed, all=", ".join(choice.code for choice in PRIORITY), all_zh=all_zh)
    return code


def pair(text: str) -> tuple[str, str]:
    """Key and value of `KEY=VALUE`."""
    word, sign, value = text.partition("=")
    if not sign or not word.strip():
        raise WrongUse("--set takes KEY=VALUE, not `{seen}`", "--set 的写法是 键=值，不是 `{seen}`", seen=text)
    return word.strip(), value.strip()


def token(app: "App", context: "Context", word: str, typed: str) -> "tuple[str, Value]":
    """A token's canonical key and value; dates may be words. Raises WrongUse with what is allowed."""
    from pcrm_tools.model.log import TOKENS
    from pcrm_tools.text.scalars import near

    keys = context.body["customer"].keys
    key = keys.get(word.lower())
    if key is None:
        close = near(word.lower(), tuple(keys))
        hints = {"near": f"; perhaps {close}" if close else "", "near_zh": f"；也许是 {close}" if close else ""}
        raise WrongUse(*_NO_TOKEN, seen=word, **hints)
    if not typed.strip():
        raise WrongUse(*_EMPTY, seen=word)
    refuse_control(typed, word)
    if key not in TOKENS:
        return key, typed.strip()
    return key, _value(app, context, key, typed.strip())


def _value(app: "App", context: "Context", key: str, typed: str) -> "Value":
    from pcrm_tools.cli.dates import day
    from pcrm_tools.cli.moments import moment
    from pcrm_tools.model.log import LIST_TOKENS, TOKENS
    from pcrm_tools.text.scalars import choice_words, decode, plain
    from pcrm_tools.text.tokens import split_list

    spec = TOKENS[key]
    if key in LIST_TOKENS:
        return split_list(typed)
    if spec.kind == "date":
        return day(typed, app.today).isoformat()
    if spec.kind == "datetime":
        return moment(app, typed).token
    if key == "waiting":
        first, _, last = typed.partition("..")
        return f"{moment(app, first).token}..{moment(app, last).token if last else ''}"
    if key == "id":
        return new_id(typed)
    if key == "via":
        return choice_words(spec).get(typed.lower(), typed)
    if key == "every":
        return recurrence(typed)
    if spec.kind == "record":
        from pcrm_tools.cli.changes import record

        return record(app, typed).id
    found, complaint = decode(spec, typed, context.words)
    if complaint is not None:
        raise refusal(complaint)
    if spec.kind == "bool":
        return "yes" if found else "no"
    return str(found) if spec.kind == "choice" else plain(typed) if spec.kind == "number" else typed


def recurrence(typed: str) -> str:
    """A recurrence in its canonical form: `1mo`, or `1mo+` where it counts from the day on which the task was done."""
    from pcrm_tools.text.forms import parse_duration, plain

    text = plain(typed.strip())
    length = parse_duration(text.rstrip("+"))
    if length is None or not length.number:
        raise WrongUse(*_NO_RECURRENCE, seen=typed)
    return f"{length}{'+' if text.endswith('+') else ''}"


def new_id(typed: str) -> str:
    """An id that can be referred to; raises WrongUse."""
    if not _ID.fullmatch(typed):
        raise WrongUse(*_NO_ID, seen=typed)
    return typed


def refusal(complaint: "Complaint") -> WrongUse:
    """The error that a complaint about a value becomes at the prompt: what was seen, and what to type instead."""
    rule = complaint.rule
    return WrongUse(f"{rule.en}; {rule.hint_en}", f"{rule.zh}；{rule.hint_zh}", **complaint.values)


_PARTS: Mapping[str, tuple[str, str]] = {"title": ("title", "标题"), "text": ("text", "正文"), "with": ("name", "人名")}


def refuse_control(text: str, what: str) -> None:
    """Raises WrongUse where a text holds a control character."""
    from pcrm_tools.text.compose_entry import control_in
    from pcrm_tools.text.strays import code_of

    found = control_in(text)
    if found:
        en, zh = _PARTS.get(what, (what, what))
        raise WrongUse(*_CONTROL, what=en, what_zh=zh, seen=code_of(found))


# What is counted only on some kinds: elsewhere it would be lost without a word.
_COUNTED = ("csat", "nps", "ces", "amount", "points", "orders", "receivable", "responded", "waiting", "resolved", "first")


def uncounted(context: "Context", code: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """The tokens that a kind does not count, each with the kinds that do."""
    carried = context.kinds[code].carries
    group = {kind.group for kind in context.kinds.values() if kind.code == code}
    found = []
    for key in keys:
        if key in _COUNTED and key not in carried:
            kinds = [kind.code for kind in context.kinds.values() if key in kind.carries]
            if not any(context.kinds[name].group in group for name in kinds):
                found.append((key, ", ".join(kinds)))
    return found
