"""The checks in the order in which they run, and every rule that they and the readers of text report."""

from collections.abc import Callable, Iterator

from pcrm_tools.checks import fields, log, notebook, tasks
from pcrm_tools.model.finding import Finding, Rule
from pcrm_tools.model.record import Record
from pcrm_tools.text import body, decode, edit, frontmatter, record, settings, template, tokens
from pcrm_tools.text.context import Context

LOCAL: tuple[Callable[[Record, Context], Iterator[Finding]], ...] = (fields.check, log.check, tasks.check)

RULES: tuple[Rule, ...] = (
    *frontmatter.RULES, *decode.RULES, *record.RULES, *tokens.RULES, *body.RULES,
    *fields.RULES, *log.RULES, *tasks.RULES, *notebook.RULES, *settings.RULES,
    *edit.RULES, *template.RULES,
)


def local_findings(found_record: Record, context: Context) -> tuple[Finding, ...]:
    """What reading a record and the checks of one record say, in the order of their places, without what the file allows."""
    found = list(found_record.findings)
    for check in LOCAL:
        found.extend(check(found_record, context))
    allowed = found_record.allowed
    kept = [f for f in found if f.rule not in allowed] if allowed else found
    return tuple(sorted(kept, key=lambda f: (f.line, f.column, f.rule)))
