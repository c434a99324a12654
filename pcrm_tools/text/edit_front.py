"""Setting, adding and removing one key of the front matter without touching any other byte of the file."""

from collections.abc import Sequence

from pcrm_tools.model.finding import Rule
from pcrm_tools.text import edit_plan
from pcrm_tools.text.edit_check import Value, reads_back
from pcrm_tools.text.edit_path import Key, Step, names
from pcrm_tools.text.edit_plan import Editing, RefusedEdit
from pcrm_tools.text.frontmatter import compose, split
from pcrm_tools.text.spans import Edited, apply
from pcrm_tools.text.strays import CONTROL, CONTROL_CHARACTER, code_of

UNSAFE = Rule(
    "edit-unsafe", "error",
    "`{seen}` cannot be set here without changing other text", "无法在不影响其他内容的情况下设置 `{seen}`",
    "edit it in an editor", "请在编辑器中修改",
)  # fmt: skip
RULES: tuple[Rule, ...] = (*edit_plan.RULES, UNSAFE)


def set_value(
    text: str,
    key_words: Sequence[str],
    value: str | Sequence[str] | None,
    *,
    schema_order: Sequence[Sequence[str]],
    parent: Sequence[str] = (),
    parent_order: Sequence[Sequence[str]] = (),
) -> Edited:
    """Set a key (any of `key_words`; the first is written when new) to a text or a list of texts; None removes it.

    `schema_order` lists the words of all keys in the schema's order. For a key inside a map, `parent` holds the map's
    words and `parent_order` the order of the keys around the map.
    """
    key = Key(key_words, schema_order)
    return set_path(text, (Key(parent, parent_order), key) if parent else (key,), value)


def set_path(text: str, path: Sequence[Step], value: str | Sequence[str] | None) -> Edited:
    """Set what a path leads to to a text or a list of texts; None removes it.

    The path ends with a key; maps that are missing on the way are made, elements of lists must be there.
    """
    wanted: Value | None = value if value is None or isinstance(value, str) else tuple(value)
    parts = split(text)
    if not parts.opened:
        return Edited(text, False, parts.findings[0])
    root, findings = compose(text, parts.front_start, parts.front_end)
    if root is None:
        return Edited(text, False, findings[0])
    for part in () if wanted is None else (wanted,) if isinstance(wanted, str) else wanted:
        control = CONTROL_CHARACTER.search(part)
        if control:
            return Edited(text, False, CONTROL.at(1, seen=code_of(control.group())))
    editing = Editing(text, parts.front_end, root)
    try:
        edits = editing.plan(root, path, wanted)
    except RefusedEdit as refused:
        return Edited(text, False, refused.finding)
    if not edits:
        return Edited(text, False, None)
    new = apply(text, edits)
    if not reads_back(new, text[parts.body_start :], root, path, wanted):
        return Edited(text, False, UNSAFE.at(1, seen=names(path)))
    return Edited(new, new != text, None)
