"""A task typed at the prompt, in the grammar of task lines: date words made dates, names made team ids, values checked."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.cli.app import App
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.entry_draft import DraftTask, Value
    from pcrm_tools.text.tokens import Token

_BOX = re.compile(r"[-*+]\s+\[[ xX-]\]\s+")
_NO_TASK = Text("the task has no words", "任务没有内容")
_TWICE = Text("{key} is given twice: in the text and as an option", "{key} 给了两次：在文字里，又用选项")
_UNWRITABLE = Text("this task would not read back as it was typed: {seen}", "这个任务写下后会读成别的内容：{seen}")
_DONE = ("done", "cancelled")
_NOT_DONE = Text("a new task is open: leave out {key}:", "新任务是未结的：请去掉 {key}:")


def typed_task(
    app: "App", context: "Context", text: str, options: "Iterable[tuple[str, Value]]" = (), owner: str = ""
) -> "DraftTask":
    """The task of a text with tokens in it and of further tokens (canonical); `owner` is whose it is where nobody is named."""
    from pcrm_tools.cli.typed_tokens import refuse_control
    from pcrm_tools.text.compose_entry import one_line
    from pcrm_tools.text.entry_draft import DraftTask
    from pcrm_tools.text.spans import Edit, apply
    from pcrm_tools.text.tokens import scan

    refuse_control(text, "text")
    line = _BOX.sub("", one_line(text), count=1) if _BOX.match(one_line(text)) else one_line(text)
    words = context.body["customer"]
    found = scan(line, 0, len(line), words)
    if not found.rest:
        raise WrongUse(*_NO_TASK)
    edits = [Edit(*change) for token in found.tokens if (change := _changed(app, context, token))]
    tokens: list[tuple[str, Value]] = list(options)
    given = {token.key or token.sign for token in found.tokens}
    for key, _ in tokens:
        if key in given and key != "#":
            raise WrongUse(*_TWICE, key=key)
    if owner and "@" not in {*given, *(key for key, _ in tokens)}:
        tokens.append(("@", owner))
    draft = DraftTask(apply(line, edits), _in_order(tokens))
    _check(app, context, draft, found.rest)
    return draft


def _changed(app: "App", context: "Context", token: "Token") -> tuple[int, int, str] | None:
    """What a token's value becomes where it is not written as it was typed; raises WrongUse for a wrong value."""
    from pcrm_tools.cli.typed_tokens import person
    from pcrm_tools.cli.typed_tokens import token as checked
    from pcrm_tools.text.tokens import quote_value

    if token.sign in ("#", "!"):
        return None
    if token.key in _DONE:
        raise WrongUse(*_NOT_DONE, key=token.key)
    new = person(app.session(), token.value) if token.sign == "@" else checked(app, context, token.key, token.value)[1]
    if isinstance(new, tuple) or new == token.value:
        return None
    return token.value_start, token.value_end, quote_value(new) or new


def _in_order(tokens: "Sequence[tuple[str, Value]]") -> "list[tuple[str, Value]]":
    """Whose it is first, then days and the rest as given, tags last: as tasks are written everywhere."""
    place = {"@": 0, "due": 1, "start": 2, "!": 3, "#": 9}
    return sorted(tokens, key=lambda pair: place.get(pair[0], 5))


def _check(app: "App", context: "Context", draft: "DraftTask", rest: str) -> None:
    """Raises WrongUse where the line would not be one open task with these words."""
    from pcrm_tools.cli.findings import say
    from pcrm_tools.text.body import scan_body
    from pcrm_tools.text.compose_entry import Wording
    from pcrm_tools.text.entry_draft import task_line
    from pcrm_tools.text.lines import Lines

    line = f"{task_line(draft, Wording('en', context.kinds)) or ''}\n"
    body = scan_body(line, 0, context.body["customer"], Lines(line))
    if len(body.tasks) != 1 or body.tasks[0].text != rest or body.sections or len(body.tasks[0].tokens) < len(draft.tokens):
        raise WrongUse(*_UNWRITABLE, seen=draft.text)

    for finding in body.findings:
        said = say(finding, app.session().rules(), app.lang)
        app.out.note(f"{said.message}; {said.hint}" if app.lang != "zh" else f"{said.message}；{said.hint}")
