"""The checks of one record in the order in which they run; what they and the readers of text can say stands in `rules`."""

from collections.abc import Callable, Iterator

from pcrm_tools.checks import fields, log, tasks
from pcrm_tools.model.finding import Finding
from pcrm_tools.model.record import Record
from pcrm_tools.text import record
from pcrm_tools.text.context import Context
from pcrm_tools.text.lines import Lines

LOCAL: tuple[Callable[[Record, Context], Iterator[Finding]], ...] = (fields.check, log.check, tasks.check)


def local_findings(found_record: Record, context: Context, text: str | None = None) -> tuple[Finding, ...]:
    """What reading a record and the checks of one record say, in the order of their places, without what the file allows.

    A check knows the line of what it complains about; where on it that stands is looked up in the file's text. What is on
    line 1, the fence, is about the file.
    """
    found = [finding for check in LOCAL for finding in check(found_record, context)]
    if found and text is not None:
        lines = Lines(text)
        found = [_pointed(lines, finding) if finding.column == 1 and finding.line > 1 else finding for finding in found]
    found += found_record.findings
    allowed = found_record.allowed
    kept = [finding for finding in found if not record.is_allowed(finding, allowed)] if allowed else found
    return tuple(sorted(kept, key=lambda f: (f.line, f.column, f.rule)))


def _pointed(lines: Lines, finding: Finding) -> Finding:
    at = record.point(lines, finding.line, finding.values.get("seen", ""))
    return finding._replace(line=at.line, column=at.column)
