"""List items and their task boxes, as the line scanner meets them."""

import re

from pcrm_tools.model.finding import Rule
from pcrm_tools.text.block_state import TEXT, Blocks, TaskDraft, columns

TASK_BOX = Rule(
    "task-box", "warning", "`{seen}` is no task box", "`{seen}` 不是任务框",
    "write `{want}` and a blank after it", "写成 `{want}`，后面空一格",
)  # fmt: skip
TASK_INDENT = Rule(
    "task-indent", "warning", "this task is indented by {seen} columns and is read as text", "该任务缩进了 {seen} 列，被当作正文",
    "indent it by {want} columns", "改为缩进 {want} 列",
)  # fmt: skip
TASK_EMPTY = Rule(
    "task-empty", "warning", "a task without words", "任务没有内容",
    "write what is to do behind the box, or delete the line", "在方框后写要做的事，或删除该行",
)  # fmt: skip
RULES: tuple[Rule, ...] = (TASK_BOX, TASK_INDENT, TASK_EMPTY)

_ITEM = re.compile(r"(?:[-+*]|([0-9]{1,9})[.)])(?:([ \t]+)(?:\[(.)\](?=[ \t]|$))?|$)")
_TASK = re.compile(r"(?:[-+*]|[0-9]{1,9}[.)])[ \t]+\[[ xX-]\](?:[ \t]|$)")
# Boxes that people type: glued to the marker or the text, empty, full-width, or with another sign inside.
_NEAR = re.compile(
    r"((?:[-+*•●·–—－]|[0-9]{1,9}[.)])?)[ \t]*"
    r"([\[［【][ \t\u3000]*([xX\-/>?!~√✓✔✗✘×vV]?)[ \t\u3000]*[\]］】])(?![(\[:：])(.?)"
)
_SURE = (" ", "x", "X")
_DONE, _DROPPED = "xX√✓✔vV", "-~✗✘×"
STATES = {" ": "open", "x": "done", "X": "done", "-": "cancelled"}
_DEEPEST = 32


def item(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int) -> bool:
    """Takes a line that may be a list item; False where it is text (then nothing is changed)."""
    match = _ITEM.match(line, at)
    if match is None:
        return False
    depth = blocks.depth(indent) if indent else 0
    ordinal, gap, box = match.group(1, 2, 3)
    content = match.end()
    if box is None or blocks.para == TEXT or gap != " ":
        empty = not gap or (box is None and not line[content:].strip(" \t"))
        if depth > _DEEPEST or (blocks.para == TEXT and blocks.para_depth == depth and (empty or int(ordinal or 1) != 1)):
            return False
        if blocks.para:
            blocks.close(start)
        inner = indent + (match.start(2) if gap else content) - at
        column = columns(gap, inner) if gap else inner + 1
        far = column - inner > 4
        if far or empty:
            column = inner + 1
    else:
        if blocks.para:
            blocks.close(start)
        column, far, empty = indent + match.start(2) - at + 1, False, False
    del blocks.stack[depth:]
    if box is not None and box in STATES and not far:
        _task(blocks, line, start, number, at, indent, content, box, column)
    else:
        blocks.stack.append((column, -1))
        if not empty and not far:
            _content(blocks, line, start, number, content if box is None else match.end(2), column, at)
    return True


def _task(blocks: Blocks, line: str, start: int, number: int, at: int, indent: int, content: int, box: str, column: int) -> None:
    blocks.lead = None
    if not line[content:].strip(" \t"):
        blocks.note(TASK_EMPTY, start + at)
        blocks.stack.append((column, -1))
        blocks.para, blocks.para_at, blocks.para_depth = TEXT, start + content - 3, len(blocks.stack)
        return
    parent = -1
    for _, task in blocks.stack:
        if task >= 0:
            parent = task
    entry = len(blocks.entries) - 1 if blocks.entry is not None else -1
    blocks.stack.append((column, len(blocks.tasks)))
    draft = TaskDraft(number, start + at, start + content - 2, indent, STATES[box], parent, entry, blocks.section)
    blocks.tasks.append(draft)
    blocks.owner = draft
    blocks.para, blocks.para_at, blocks.para_depth = TEXT, start + content + 1, len(blocks.stack)


def _content(blocks: Blocks, line: str, start: int, number: int, content: int, column: int, at: int) -> None:
    """What stands behind a list marker that is no task: another marker, an attribute of the entry above, or text."""
    first = line[content]
    if first in "-+*0123456789" and not is_rule(line, content) and item(blocks, line, start, number, content, column):
        return
    if first in "[［【":
        near_box(blocks, line, start, at)
    if first in "`~" and line.startswith((first * 3), content):
        blocks.pending = (" " * column + line[content:], start - column + content, number)
        return
    if blocks.lead is not None and len(blocks.stack) == 1:
        if blocks.lead.attributes is None:
            blocks.lead.attributes = []
        blocks.lead.attributes.append((start + content, start + len(line.rstrip(" \t"))))
    blocks.para, blocks.para_at, blocks.para_depth = TEXT, start + content, len(blocks.stack)


def is_rule(line: str, at: int) -> bool:
    """Whether a line is a thematic break such as `---` or `* * *`."""
    char = line[at]
    return char in "-*_" and line.count(char, at) > 2 and not line[at:].strip(char + " \t")


def near_box(blocks: Blocks, line: str, start: int, at: int) -> None:
    """Complains about what was meant as a task box, if a line holds one behind its marker."""
    match = _NEAR.match(line, at)
    if match is None:
        return
    marker, box, sign, following = match.groups()
    spaced = following in ("", " ", "\t", "\u3000")
    # Without a marker only `[ ]` and `[x]` are surely boxes; another sign than x and - may as well be a word in brackets.
    if not (spaced and box[1:-1] in _SURE) if not marker else not spaced and sign not in ("", "x", "X", "-"):
        return
    state = "x" if sign and sign in _DONE else "-" if sign and sign in _DROPPED else " "
    if marker and not marker[0].isdigit() and marker not in "-+*":
        marker = "-"
    seen = match.group()[: len(match.group()) - len(following)]
    blocks.note(TASK_BOX, start + at, seen=seen, want=f"{marker or '-'} [{state}]")


def deep_task(blocks: Blocks, line: str, start: int, at: int, indent: int, depth: int) -> None:
    """Complains about a task that is indented so far that it is code, or goes on with the text above."""
    if _TASK.match(line, at):
        blocks.note(TASK_INDENT, start + at, seen=indent, want=blocks.stack[depth - 1][0] if depth else 0)
