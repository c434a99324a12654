"""Changes to a record's text that touch only what was asked: front matter, log, tasks and tables.

Every one returns an Edited: the new text, whether it differs, and the finding that says why nothing was changed.
"""

from pcrm_tools.text import edit_blocks, edit_fields, edit_front, edit_state, edit_tokens
from pcrm_tools.text.edit_blocks import add_entry, add_task
from pcrm_tools.text.edit_front import set_path, set_value
from pcrm_tools.text.edit_path import Key, Step
from pcrm_tools.text.edit_tokens import add_row, set_cell, set_task_state, set_token
from pcrm_tools.text.quoting import quote_scalar
from pcrm_tools.text.spans import Edit, Edited, apply

__all__ = [
    "RULES",
    "Edit",
    "Edited",
    "Key",
    "Step",
    "add_entry",
    "add_row",
    "add_task",
    "apply",
    "quote_scalar",
    "set_cell",
    "set_path",
    "set_task_state",
    "set_token",
    "set_value",
]

RULES = (*edit_front.RULES, *edit_blocks.RULES, *edit_tokens.RULES, *edit_fields.RULES, *edit_state.RULES)
