"""Every rule that the checks and the readers of text report, in the order of their rooms."""

from pcrm_tools.checks import comparison, fields, log, notebook, tasks
from pcrm_tools.model.finding import Rule
from pcrm_tools.text import body, decode, edit, frontmatter, record, settings, template

RULES: tuple[Rule, ...] = (
    *frontmatter.RULES, *decode.RULES, *record.RULES, *body.RULES,
    *fields.RULES, *log.RULES, *tasks.RULES, *notebook.RULES, *comparison.RULES, *settings.RULES,
    *edit.RULES, *template.RULES,
)
