"""What the words and options of `pcrm log` ask for, as the draft of an entry."""

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.edit_fields import Around
    from pcrm_tools.text.entry_draft import Draft, DraftTask, Value

_NO_ID = ("none", "无")
_MINE = ("contact", "note")
_TWICE = Text("{key} is given twice", "{key} 给了两次")
_EMPTY = Text("there is nothing to log: standard input was empty", "没有内容可记：标准输入为空")
_MOST_BYTES = 1 << 20
_TOO_LONG = Text(
    "the text has more than {most} bytes: keep it in a file of its own and link to it", "正文超过 {most} 字节：请另存为文件，并链接到它"
)
_NOT_UTF8 = Text("standard input is not UTF-8", "标准输入不是 UTF-8")
_EARLY = Text("{key} is {seen}, before the entry itself ({day})", "{key_zh}是 {seen}，早于这条记录（{day}）")
_NO_NEXT = Text(
    "--next {seen} is not after the entry's own day {day}: it would count as met at once", "--next {seen} 不晚于这条记录的日期 {day}，会立即算作已完成"
)
_UNCOUNTED = Text("{key} is not counted on a {kind} entry, only on {kinds}", "{kind} 记录不统计 {key}，只有这些统计：{kinds}")
_LOGGED = Text("{id}: logged {kind}{title}", "{id}: 记录{kind}{title}")
_TITLE = Text(": {title}", "：{title}")
_AND_NEXT = Text("; next contact {day}", "；下次联系 {day}")
_SOLVED = ("responded", "resolved")
# Text may hold tasks that lack an owner or a day: validate says so, and nothing is lost meanwhile.
TOLD = ("task-owner", "task-due")


class Asked(NamedTuple):
    """The command line of `pcrm log`."""

    name: str
    kind: str
    words: tuple[str, ...]
    also: tuple[str, ...]
    at: str
    by: str | None
    withs: tuple[str, ...]
    next_contact: str
    minutes: str
    via: str
    tags: tuple[str, ...]
    priority: str
    private: bool
    entry_id: str
    sets: tuple[str, ...]
    tasks: tuple[str, ...]


class Planned(NamedTuple):
    """A draft without the people, who may differ from record to record, and the next contact (ISO or empty)."""

    draft: "Draft"
    people: tuple[str, ...]
    next_day: str

    def among(self, people: tuple[str, ...]) -> "Draft":
        """The draft with the people who took part."""
        return self.draft._replace(tokens=(*self.draft.tokens, *((("with", people),) if people else ())))


def plan(app: App, context: "Context", asked: Asked, rows: list[Row]) -> Planned:
    """The entry that was asked for; raises WrongUse for what a record cannot hold."""
    from pcrm_tools.cli.moments import Moment, moment, now
    from pcrm_tools.cli.typed_tokens import kind_of, refuse_control
    from pcrm_tools.model.log import VIA_OF_WORD
    from pcrm_tools.text.compose_entry import text_block, title_and_text
    from pcrm_tools.text.entry_draft import Draft

    kind = kind_of(context, asked.kind)
    case = context.kinds[kind].group == "case"
    when = moment(app, asked.at) if asked.at else now(app) if case else Moment(app.today.isoformat(), "")
    piped = asked.words[-1:] == ("-",)
    title, rest = title_and_text(" ".join(asked.words[:-1] if piped else asked.words))
    body = text_block(f"{rest}\n{read_stdin()}" if piped else rest)
    if piped and not body and not title:
        raise WrongUse(*_EMPTY)
    refuse_control(title, "title")
    refuse_control(body, "text")
    values = _values(app, context, asked, kind)
    people, next_day = _taken(values, "with"), str(values.pop("next", ""))
    if VIA_OF_WORD.get(asked.kind):
        values.setdefault("via", VIA_OF_WORD[asked.kind])
    if next_day and next_day <= when.day:
        raise WrongUse(*_NO_NEXT, seen=next_day, day=when.day)
    _check(app, context, kind, when.day, values)
    tokens: list[tuple[str, Value]] = [*values.items(), *_signed(app, context, asked, kind)]
    tasks = [_task(app, context, text, rows[0]) for text in asked.tasks]
    return Planned(Draft(when.day, when.time, kind, asked.kind, title, tokens, body, tasks), people, next_day)


def read_stdin() -> str:
    """The text on standard input; raises WrongUse where it is no UTF-8, or too long for an entry."""
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise WrongUse(*_TOO_LONG, most=_MOST_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongUse(*_NOT_UTF8) from None


def _values(app: App, context: "Context", asked: Asked, kind: str) -> "dict[str, Value]":
    """The `key:value` tokens by canonical key; raises WrongUse for one that is given twice."""
    from pcrm_tools.cli.typed_tokens import pair, token

    given = [("id", asked.entry_id), ("minutes", asked.minutes), ("via", asked.via), ("next", asked.next_contact)]
    given += [("with", ",".join(asked.withs))] if asked.withs else []
    found: dict[str, Value] = {}
    for word, value in [*((word, value) for word, value in given if value), *map(pair, asked.sets)]:
        if word == "id" and value in _NO_ID:
            continue
        key, meant = token(app, context, word, value)
        if key in found:
            raise WrongUse(*_TWICE, key=key)
        found[key] = meant
    if context.kinds[kind].group == "case" and not asked.entry_id:
        from pcrm_tools.text.entry_draft import AUTO

        found.setdefault("id", AUTO)
    return found


def _taken(values: "dict[str, Value]", key: str) -> tuple[str, ...]:
    value = values.pop(key, ())
    return (value,) if isinstance(value, str) else value


def _check(app: App, context: "Context", kind: str, day: str, values: "dict[str, Value]") -> None:
    """Refuses what happened before the entry, and says what will not be counted."""
    from pcrm_tools.cli.typed_tokens import uncounted
    from pcrm_tools.model.log import TOKENS

    for key in _SOLVED:
        seen = str(values.get(key, day))
        if seen[:10] < day:
            raise WrongUse(*_EARLY, key=key, key_zh=TOKENS[key].label_zh, seen=seen, day=day)
    for key, kinds in uncounted(context, kind, list(values)):
        app.out.note(_UNCOUNTED, key=key, kind=kind, kinds=kinds)


def _signed(app: App, context: "Context", asked: Asked, kind: str) -> "list[tuple[str, Value]]":
    """Who, tags and priority. What was said and noted was so by whoever types it; a case may be somebody else's."""
    from pcrm_tools.cli.typed_tokens import myself, people, priority, tag

    session = app.session()
    if asked.by is not None:
        by = people(session, asked.by)
    else:
        mine = myself(session) if context.kinds[kind].group in _MINE else ""
        by = (mine,) if mine else ()
    tags = [tag(word) for typed in asked.tags for word in re.split(r"[,，、\s]+", typed) if word]
    if asked.private and "private" not in tags:
        tags.append("private")
    found: list[tuple[str, Value]] = [("@", person) for person in by]
    if asked.priority:
        found.append(("!", priority(asked.priority)))
    return [*found, *(("#", tag) for tag in dict.fromkeys(tags))]


def _task(app: App, context: "Context", text: str, row: Row) -> "DraftTask":
    from pcrm_tools.cli.typed_task import typed_task

    return typed_task(app, context, text, owner=default_owner(app, row))


def default_owner(app: App, row: Row) -> str:
    """Whose a new task is: theirs who types it, else the record's owner's."""
    from pcrm_tools.cli.typed_tokens import myself

    owner = app.session().db.execute("select owner from record where n=?", (row.n,)).fetchone()[0]
    return myself(app.session()) or str(owner or "")


def what(row: Row, around: "Around", kind: str, title: str, next_day: str) -> str:
    """What a commit says of an entry."""
    word = around.context.kinds[kind].zh[:1] if around.lang == "zh" else ()
    shown = _TITLE.of(around.lang, title=title) if title else ""
    said = _LOGGED.of(around.lang, id=row.id, kind=word[0] if word else kind, title=shown)
    return said + (_AND_NEXT.of(around.lang, day=next_day) if next_day else "")
