"""Changes to a record's text that touch only what was asked: front matter, log, tasks and tables."""

from pcrm_tools.text import edit_front
from pcrm_tools.text.edit_front import set_value
from pcrm_tools.text.quoting import quote_scalar
from pcrm_tools.text.spans import Edit, Edited, apply

__all__ = ["RULES", "Edit", "Edited", "apply", "quote_scalar", "set_value"]

RULES = edit_front.RULES
